#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Real programs and many short flows for a long time, with short timers: at the end nothing is left of them, by
# itself.
#
# NATGW_SECONDS=N (60) of it. The kernel's slab caches can be looked at where they are not merged (slab_nomerge).
#
#   I1 I2 -- GW 203.0.113.16 -- O1: web, FTP, DNS; O2: iperf3

. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR
. "$selftests/services.sh"
need nginx curl iperf3 dnsmasq dig ping
topology hosts
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add src 10.0.0.0/8 oif out0 pool A
	forward add tcp 203.0.113.16:8080 10.0.0.12:80
	set allow-short-timeouts on
	set port-hold 1
	timeout set udp 3
	timeout set icmp 3
	timeout set tcp-opening 3
	timeout set tcp-closing 3
	timeout set tcp-reset 3
	timeout set tcp-established 30
CONFIG

memory() {
	number memory "$(nat -j status)"
}

# objects: sessions and mappings that the kernel has memory for, of natgw's own caches
objects() {
	local cache total=0 active

	for cache in natgw_session natgw_mapping; do
		[ -e /sys/kernel/slab/$cache/shrink ] || return 1
		echo 1 >/sys/kernel/slab/$cache/shrink
		read -r _ active _ < <(grep "^$cache " /proc/slabinfo)
		total=$((total + ${active:-0}))
	done
	echo "$total"
}

baseline=$(memory)
size=200000
web "$O1" 203.0.113.101
web "$I2" 10.0.0.12
mirror ns="$O1" udp=203.0.113.101:7
in_ns "$O2" iperf3 -s -B 203.0.113.201 >/dev/null 2>&1 &
defer stop $!
in_ns "$O1" dnsmasq --keep-in-foreground --no-resolv --no-hosts --conf-file=/dev/null --user=root \
	--listen-address=203.0.113.101 --bind-interfaces --pid-file= \
	--address=/www.example/203.0.113.101 --log-facility=/dev/null >/dev/null 2>&1 &
defer stop $!
listens "$O1" tcp 203.0.113.101 80
listens "$O1" udp 203.0.113.101 53
listens "$O2" tcp 203.0.113.201 5201
ftp=
if /usr/bin/python3 -c 'import pyftpdlib' 2>/dev/null; then
	ftp=1
	in_ns "$O1" /usr/bin/python3 -m pyftpdlib -i 203.0.113.101 -p 21 -d "$tmp/web-203.0.113.101" \
		>/dev/null 2>&1 &
	defer stop $!
	listens "$O1" tcp 203.0.113.101 21
fi

rounds=0 failures=0
failed_once() {
	failures=$((failures + 1))
	[ "$failures" -gt 5 ] || note "round $rounds: $*"
	return 1
}

try() {
	"$@" >/dev/null 2>"$tmp/said" || failed_once "$*: $(tail -n 1 "$tmp/said")"
}

# fetch NAMESPACE WHOSE WORD...: a file comes as it is
fetch() {
	in_ns "$1" curl -sf -m 120 "${@:3}" 2>"$tmp/said" | cmp -s - "$tmp/web-$2/file" ||
		failed_once "curl ${*:3}: $(tail -n 1 "$tmp/said")"
}

end=$((SECONDS + ${NATGW_SECONDS:-60}))
while [ "$SECONDS" -lt "$end" ] || [ "$rounds" = 0 ]; do
	fetch "$I1" 203.0.113.101 http://203.0.113.101/file &
	beside=$!
	try in_ns "$I2" iperf3 -c 203.0.113.201 -n 300K
	wait "$beside" || failures=$((failures + 1))
	fetch "$O1" 10.0.0.12 http://203.0.113.16:8080/file
	fetch "$I1" 10.0.0.12 http://203.0.113.16:8080/file
	[ -z "$ftp" ] || fetch "$I2" 203.0.113.101 --ftp-pasv ftp://203.0.113.101/file
	try in_ns "$I1" iperf3 -c 203.0.113.201 -u -b 1M -n 100K
	try in_ns "$I2" iperf3 -c 203.0.113.201 -n 300K -R
	try in_ns "$I1" ping -q -c 2 -i 0.2 -W 10 203.0.113.201
	[ "$(in_ns "$I1" dig +short +time=5 +tries=3 @203.0.113.101 www.example)" = 203.0.113.101 ] ||
		failed_once "dig"
	flows src=10.1.0.0/24 dst=203.0.113.150 "ports=$((1024 + rounds % 30 * 2000))+10" reply
	[ "$out $back $wrong $shared" = "2560 2560 0 0" ] || failed_once "$flows_said"
	flows proto=tcp src=10.1.1.0/24 dst=203.0.113.150 "ports=$((1024 + rounds % 30 * 2000))+2" reply
	[ "$out $back $wrong $shared" = "512 512 0 0" ] || failed_once "$flows_said"
	rounds=$((rounds + 1))
done
is "all of it worked, $rounds times" "$failures" 0

over() {
	local status

	status=$(nat -j status)
	[ "$(number sessions "$status") $(number mappings "$status") $(number subscribers "$status") $(
		number held_ports "$status")" = "0 0 0 0" ]
}

ok "all sessions, mappings and held ports end by themselves" busywait 300000 over
stats=$(nat -j stats)
is "as many sessions ended as were made" "$(number sessions_ended "$stats")" \
	"$(number sessions_created "$stats")"
note "$rounds rounds, $(number sessions_created "$stats") sessions"
# The tables shrink step by step; three port maps stay as long as the address is configured.
small() {
	[ "$(memory)" -le $((baseline + 3 * 12288 + 4096)) ]
}
ok "and memory is what it was ($baseline bytes), and three port maps" busywait 120000 small
if objects >/dev/null; then
	none() {
		[ "$(objects)" = 0 ]
	}
	ok "nothing is left in the kernel's slabs" busywait 60000 none
else
	skip "nothing is left in the kernel's slabs" "the kernel has merged them with others"
fi
# Every port can be had again, for as long as it takes to ask for all.
nat set port-hold 0
nat timeout set udp 300
flows src=10.1.0.0-10.1.0.1 dst=203.0.113.150 ports=1024+32256 wait=20000
is "all ports are free" "$out $shared" "64512 0"
finish
