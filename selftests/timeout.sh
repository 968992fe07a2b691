#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Timeouts: defaults and limits of the RFCs, what refreshes a session and what does not.
#
#   10.0.0.50 -- GW 203.0.113.16 -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
topology wires
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
CONFIG

declare -A proves=([udp]="UDP-5" [tcp-opening]="TCP-5 UPD-2.1" [tcp-established]=TCP-5
	[tcp-closing]="TCP-5 UPD-2.1 TN-5" [tcp-reset]="UPD-2.2 TN-5" [icmp]=ICMP-2)
list=$(nat -j timeout list)
for default in udp=300 tcp-opening=240 tcp-established=7440 tcp-closing=240 tcp-reset=240 icmp=60; do
	is "default of ${default%=*} [${proves[${default%=*}]}]" "$(grep -o "\"${default%=*}\"[^}]*" <<<"$list" |
		grep -o '"seconds": *[0-9]*' | grep -o '[0-9]*$')" "${default#*=}"
done
for below in udp:119:4787 tcp-established:7439:5382 tcp-opening:239:5382 tcp-closing:239:5382 \
	icmp:59:5508; do
	IFS=: read -r name seconds rfc <<<"$below"
	like "$name below $((seconds + 1)) s is refused, with the RFC's name [${proves[$name]}]" \
		"$(nat timeout set "$name" "$seconds" 2>&1)" "*$rfc*"
done
ok "at the minimum it is not [UDP-5]" nat timeout set udp 120
ok "a well-known port may have less [UDP-5]" nat timeout set udp port 53 10
no "another port may not [UDP-5]" nat timeout set udp port 5353 10
# left [FILTER...]: seconds the only session has left
left() {
	number expires "$(nat -j session list "$@")"
}

# within NAME FILTER SECONDS [IDS]: that is what it has left, or little less
within() {
	local seconds

	seconds=$(left inside "$2")
	[ "${seconds:-0}" -le "$3" ] && [ "${seconds:-0}" -gt $(($3 - 40)) ]
	is "$1 has at most $3 s${4:+ [$4]}" "$? ${seconds:-none}" "0 ${seconds:-none}"
}

# establish PORT REMOTE-PORT
establish() {
	cat <<-END
		send lan tcp 10.0.0.50:$1 203.0.113.150:$2 S seq=1
		want wan tcp 203.0.113.16:$1 203.0.113.150:$2 S
		send wan tcp 203.0.113.150:$2 203.0.113.16:$1 SA seq=1 ack=2
		want lan tcp 203.0.113.150:$2 10.0.0.50:$1 SA
		send lan tcp 10.0.0.50:$1 203.0.113.150:$2 A seq=2 ack=2
		want wan tcp 203.0.113.16:$1 203.0.113.150:$2 A
	END
}

configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
	timeout set udp 400
	timeout set udp port 53 60
	timeout set tcp-opening 300
	timeout set tcp-closing 600
	timeout set tcp-reset 900
	timeout set tcp port 8000-8010 8000
	timeout set icmp 100
CONFIG
{
	cat <<-'END'
		test one session for each timeout
		send lan udp 10.0.0.50:1000 203.0.113.150:7
		want wan udp 203.0.113.16:1000 203.0.113.150:7
		send lan udp 10.0.0.50:1001 203.0.113.150:53
		want wan udp 203.0.113.16:1001 203.0.113.150:53
		send lan icmp 10.0.0.50 203.0.113.150 8/0 id=1002 iseq=1
		want wan icmp 203.0.113.16 203.0.113.150 8/0 id=1002
		send lan tcp 10.0.0.50:1003 203.0.113.150:80 S seq=1
		want wan tcp 203.0.113.16:1003 203.0.113.150:80 S
	END
	establish 1004 80
	establish 1005 8005
	establish 1006 80
	establish 1007 80
	cat <<-'END'
		send wan tcp 203.0.113.150:80 203.0.113.16:1006 R seq=2
		want lan tcp 203.0.113.150:80 10.0.0.50:1006 R
		send lan tcp 10.0.0.50:1007 203.0.113.150:80 FA seq=2 ack=2
		want wan tcp 203.0.113.16:1007 203.0.113.150:80 FA
		run test "$(number expires "$(nat -j session list inside 10.0.0.50:1007)")" -gt 7000
		send wan tcp 203.0.113.150:80 203.0.113.16:1007 FA seq=2 ack=3
		want lan tcp 203.0.113.150:80 10.0.0.50:1007 FA
	END
} | frames
within UDP 10.0.0.50:1000 400 UDP-5
within "UDP to port 53" 10.0.0.50:1001 60 UDP-5
within "an ICMP query" 10.0.0.50:1002 100 ICMP-2
within "a SYN without answer" 10.0.0.50:1003 300 "TCP-5 UPD-2.1"
within "an established session" 10.0.0.50:1004 7440 TCP-5
within "one to a port with a timeout of its own" 10.0.0.50:1005 8000
within "one that was reset" 10.0.0.50:1006 900 "UPD-2.2 TN-5"
within "one that both sides closed" 10.0.0.50:1007 600 "UPD-2.1 TCP-5 TN-5"
nat timeout set udp 1000
within "a timeout changed while running: UDP" 10.0.0.50:1000 1000
# A clock that is set is no time that passes. Only in a guest, whose clock nobody else needs.
if [ -n "${NATGW_VM-}" ]; then
	before=$(left inside 10.0.0.50:1000)
	date -s '+2 hours' >/dev/null
	after=$(left inside 10.0.0.50:1000)
	date -s '-2 hours' >/dev/null
	is "a clock that is set changes no timer ($before, $after) [K29]" \
		"$((after > 700 && after <= before))" 1
fi
nat session flush >/dev/null

# refreshed yes|no NAME LINE...: whether these make the time left of 10.0.0.50:1010 longer
refreshed() {
	local wanted=$1 name=$2 before after start passed gained

	shift 2
	sleep 4
	before=$(left inside 10.0.0.50:1010)
	start=${EPOCHREALTIME/./}
	printf '%s\n' "test $name: passes as it should" "$@" | frames
	passed=$((${EPOCHREALTIME/./} - start))
	after=$(left inside 10.0.0.50:1010)
	# However long that took: without a refresh nothing but whole seconds' rounding is gained.
	gained=$(((${after:-0} - ${before:-0}) * 1000000 + passed))
	is "$name: refreshes ($before, $after) [$ids]" "$([ "$gained" -gt 1500000 ] &&
		echo yes || echo no)" "$wanted"
}
nat pool set A filtering apdf
printf '%s\n' 'test a session' 'send lan udp 10.0.0.50:1010 203.0.113.150:7' \
	'want wan udp 203.0.113.16:1010 203.0.113.150:7' | frames
ids=UDP-6
refreshed yes "a packet of the host" 'send lan udp 10.0.0.50:1010 203.0.113.150:7' \
	'want wan udp 203.0.113.16:1010 203.0.113.150:7'
refreshed no "a packet from outside" 'send wan udp 203.0.113.150:7 203.0.113.16:1010' \
	'want lan udp 203.0.113.150:7 10.0.0.50:1010'
ids="UPD-7 K16"
refreshed no "one that is filtered" 'send wan udp 203.0.113.151:7 203.0.113.16:1010'
ids=ICMP-6
refreshed no "an ICMP error from outside" \
	'send wan icmp 203.0.113.152 203.0.113.16 3/1 [ udp 203.0.113.16:1010 203.0.113.150:7 len=9 ]' \
	'want lan icmp 203.0.113.152 10.0.0.50 3/1'
ids="UPD-7.1 ICMP-6"
refreshed no "an ICMP error of the host" \
	'send lan icmp 10.0.0.50 203.0.113.150 3/3 [ udp 203.0.113.150:7 10.0.0.50:1010 len=9 ]' \
	'want wan icmp 203.0.113.16 203.0.113.150 3/3'
nat set inbound-refresh on
ids=UDP-6
refreshed yes "with inbound-refresh, a packet from outside" \
	'send wan udp 203.0.113.150:7 203.0.113.16:1010' \
	'want lan udp 203.0.113.150:7 10.0.0.50:1010'

configure <<-'CONFIG'
	set allow-short-timeouts on
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
	timeout set udp port 53 1
	timeout set tcp-opening 1
CONFIG
frames <<-'END'
	test two that shall end, one that shall not
	send lan udp 10.0.0.50:1020 203.0.113.150:53
	want wan udp 203.0.113.16:1020 203.0.113.150:53
	send lan tcp 10.0.0.50:1021 203.0.113.150:80 S seq=1
	want wan tcp 203.0.113.16:1021 203.0.113.150:80 S
	send lan udp 10.0.0.50:1022 203.0.113.150:7
	want wan udp 203.0.113.16:1022 203.0.113.150:7
END
ok "idle sessions end by themselves [UDP-5]" busywait 20000 count_is session 0 remote 203.0.113.150:53
ok "TCP, too [TCP-5]" busywait 20000 count_is session 0 proto tcp
is "and only those whose time is over" "$(nat session count inside 10.0.0.50:1022)" 1
ok "with their mappings" busywait 45000 count_is mapping 0 inside 10.0.0.50:1020
frames <<-'END'
	test what has ended is closed from outside [UDP-5]
	send wan udp 203.0.113.150:53 203.0.113.16:1020
	test a segment of a session that has ended does not begin one [TCP-5 TN-5]
	send lan tcp 10.0.0.50:1021 203.0.113.150:80 A seq=2 ack=1
END

# A TCP session with a window known: what may set its timer back, and what may not.
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
CONFIG
nat session flush >/dev/null
establish 1010 80 | sed '1i test a TCP session' | frames
ids=K16
back='send wan tcp 203.0.113.150:80 203.0.113.16:1010'
refreshed no "a blind reset" "$back R seq=900000000" loose
refreshed no "a blind FIN" "$back FA seq=900000000 ack=2" loose
refreshed no "a blind SYN" "$back S seq=900000000" loose
refreshed yes "a keepalive of the server" "$back A seq=1 ack=2" \
	'want lan tcp 203.0.113.150:80 10.0.0.50:1010 A'
refreshed yes "a keepalive of the host" 'send lan tcp 10.0.0.50:1010 203.0.113.150:80 A seq=1 ack=2' \
	'want wan tcp 203.0.113.16:1010 203.0.113.150:80 A'
ids="TCP-10 ICMP-6"
refreshed no "an ICMP error about TCP" \
	'send wan icmp 203.0.113.152 203.0.113.16 3/1 [ tcp 203.0.113.16:1010 203.0.113.150:80 A seq=2 ]' \
	'want lan icmp 203.0.113.152 10.0.0.50 3/1'

# Strangers who are refused by the host: neither their SYNs nor its resets keep a mapping.
configure <<-'CONFIG'
	set allow-short-timeouts on
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
	timeout set tcp-established 5
	timeout set tcp-opening 4000
	timeout set tcp-reset 4000
CONFIG
nat session flush >/dev/null
{
	echo 'test a session, and strangers whom the host resets'
	establish 1011 80
	for port in 1 2 3 4 5 6; do
		echo "send wan tcp 203.0.113.151:$port 203.0.113.16:1011 S seq=5"
		echo "want lan tcp 203.0.113.151:$port 10.0.0.50:1011 S"
		echo "send lan tcp 10.0.0.50:1011 203.0.113.151:$port RA seq=0 ack=6"
		echo "want wan tcp 203.0.113.16:1011 203.0.113.151:$port RA"
	done
} | frames
ok "the mapping ends with the host's own session [UPD-7.1]" busywait 60000 count_is mapping 0

# Half-closed, a connection may be used for ever: the short timers do not hold for it.
nat timeout set tcp-established 4000
nat timeout set tcp-closing 1
nat timeout set tcp-reset 1
{
	echo 'test a half-closed session and one that both sides closed'
	establish 1012 80
	echo 'send lan tcp 10.0.0.50:1012 203.0.113.150:80 FA seq=2 ack=2'
	echo 'want wan tcp 203.0.113.16:1012 203.0.113.150:80 FA'
	establish 1013 80
	echo 'send lan tcp 10.0.0.50:1013 203.0.113.150:80 FA seq=2 ack=2'
	echo 'want wan tcp 203.0.113.16:1013 203.0.113.150:80 FA'
	echo 'send wan tcp 203.0.113.150:80 203.0.113.16:1013 FA seq=2 ack=3'
	echo 'want lan tcp 203.0.113.150:80 10.0.0.50:1013 FA'
} | frames
ok "the closed one ends [TN-5 UPD-2.1]" busywait 40000 count_is session 0 inside 10.0.0.50:1013
frames <<-'END'
	test the half-closed one goes on [K17]
	send wan tcp 203.0.113.150:80 203.0.113.16:1012 A seq=2 ack=3 len=500
	want lan tcp 203.0.113.150:80 10.0.0.50:1012 A
	send lan tcp 10.0.0.50:1012 203.0.113.150:80 A seq=3 ack=502
	want wan tcp 203.0.113.16:1012 203.0.113.150:80 A
END
finish
