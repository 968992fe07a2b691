#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A minute of 50,000 fragments a second that never become whole: transfers beside it lose next to nothing.
#
#   I1 10.0.0.11 -- GW 203.0.113.16 -- O1 203.0.113.101; O2 203.0.113.201 floods

. "$(dirname "$0")/lib.sh"
need iperf3
topology hosts
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add src 10.0.0.0/24 oif out0 pool A
CONFIG
in_ns "$O1" iperf3 -s -B 203.0.113.101 >/dev/null 2>&1 &
defer stop $!
ok "iperf3 is there" busywait 10000 in_ns "$O1" sh -c 'ss -Hltn sport = :5201 | grep -q .'
is "the gateway is known" "$(in_ns "$O2" ping -c 1 -W 5 203.0.113.1 | grep -c 'bytes from')" 1

# What a processor's queue before the gateway has no room for is not the gateway's loss.
overflows() {
	local line total=0

	while read -ra line; do
		total=$((total + 0x${line[1]}))
	done </proc/net/softnet_stat
	echo "$total"
}
overflowed=$(overflows)

"$helpers/malform" fragments "to=$O2,eth0,$MAC_OUT" src=203.0.113.201 dst=203.0.113.16 \
	rate=50000 count=1000000000 >/dev/null &
flood=$!
defer stop $flood

# loss WORD...: percent that iperf3 saw lost, in full
loss() {
	in_ns "$I1" iperf3 -c 203.0.113.101 -u -b 1M -t 15 -J "$@" | grep -A12 '"sum"' |
		grep -o '"lost_percent":[^,}]*' | head -n 1 | tr -dc '0-9.' | cut -d. -f1
}

is "UDP outwards loses less than 1 % [UDP-14a]" "$(loss -l 1200)" 0
is "inwards, too [UDP-14a]" "$(loss -l 1200 -R)" 0
# Each is three packets, and on a machine that the flood keeps busy one may be late. Unprotected all are lost.
for way in '' -R; do
	# shellcheck disable=SC2086 # nothing, or a word
	lost=$(loss -l 4000 $way)
	[ "${lost:-100}" -lt 5 ]
	is "and datagrams in fragments lose less than 5 % ${way:+inwards }[UDP-14a]" $? 0
done
ok "TCP comes through whole [UDP-14a]" "$helpers/bulk" tcp "client=$I1,10.0.0.11" \
	"server=$O1,203.0.113.101:5001" bytes=3000000
memory=$("$helpers/netset" ns="$GW" cat=/proc/net/sockstat | awk '/^FRAG/ { print $5 }')
[ "$memory" -le "$("$helpers/netset" ns="$GW" show=net.ipv4.ipfrag_high_thresh)" ]
is "what waits for fragments stayed within ipfrag_high_thresh ($memory bytes) [UDP-14a]" $? 0
[ "$(number fragments_given_up "$(nat -j stats)")" -gt 100000 ]
is "what was given up is counted [UDP-14a]" $? 0
stop $flood
note "$(($(overflows) - overflowed)) packets found a processor's queue full"
finish
