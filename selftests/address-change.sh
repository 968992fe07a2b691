#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A pool follows its interface: the address changes, goes away, comes back; so does the interface.
#
#   10.0.0.50 -- GW out0 203.0.113.1, .2, .3 -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
topology wires
"$helpers/netset" ns="$GW" net.ipv4.conf.out0.promote_secondaries=1
configure <<-'CONFIG'
	pool add W interface out0
	rule add src 10.0.0.0/24 oif out0 pool W
	forward add tcp out0:8080 10.0.0.11:80
CONFIG

# out NAME ADDRESS PORT
outwards() {
	cat <<-END
		test $1
		send lan udp 10.0.0.50:$3 203.0.113.150:7
		want wan udp $2:$3 203.0.113.150:7
		send wan udp 203.0.113.150:7 $2:$3
		want lan udp 203.0.113.150:7 10.0.0.50:$3
	END
}

outwards "the interface's address" 203.0.113.1 5000 | frames
ip -n "$GW" address add 203.0.113.2/24 dev out0
{
	outwards "a second address changes nothing" 203.0.113.1 5001
	echo 'run count_is session 2 external 203.0.113.1'
} | frames
natgw --netns "$GW" -j monitor >"$tmp/events" 2>/dev/null &
defer stop $!
monitored() {
	nat set inbound-refresh on
	nat set inbound-refresh off
	grep -q config "$tmp/events"
}
ok "somebody listens" busywait 10000 monitored
ip -n "$GW" address del 203.0.113.1/24 dev out0
is "when the address is gone its sessions are [K24]" "$(nat session count)" 0
ok "and whoever listens is told why [K24]" busywait 5000 grep -q '"cause": *"address"' "$tmp/events"
outside_address=203.0.113.2
ok "sessions of an address that is gone have ended [K24 BOX-3]" busywait 3000 count_is session 0
{
	outwards "new ones use what is the address now [K24 BOX-3]" 203.0.113.2 5002
	outwards "and so does a host that had sessions [K24]" 203.0.113.2 5000
	cat <<-'END'
		test the forward follows
		send wan tcp 203.0.113.150:99 203.0.113.2:8080 S seq=5
		want lan tcp 203.0.113.150:99 10.0.0.11:80 S
	END
} | frames
like "the pool shows it" "$(nat -j pool list W)" '*203.0.113.2*'

ip -n "$GW" address flush dev out0
before=$(counter drop-no-address)
# Without an address ARP is not answered either, so no script: a frame, and its counter.
ip -n "$GW" route add default dev out0
ip -n "$GW" neigh replace 203.0.113.150 lladdr "$MAC_PLAYED" dev out0 nud permanent
flows src=10.0.0.50 dst=203.0.113.150 ports=5003+1 wait=300
is "without an address nothing gets out [BOX-3 K24]" "$out" 0
is "and that is counted [BOX-3]" "$(($(counter drop-no-address) - before))" 1
is "no session is left" "$(nat session count)" 0

ip -n "$GW" -batch - <<-END
	route del default dev out0
	address add 203.0.113.3/24 dev out0
	route add default via 203.0.113.150
END
flows src=10.0.0.50 dst=203.0.113.150 ports=5004+3 reply
is "an address again: it works again [BOX-3 K24]" "$out $back $(nat session count external 203.0.113.3)" "3 3 3"

ip -n "$GW" link set out0 down
ip -n "$GW" -batch - <<-END
	link set out0 up
	route add default via 203.0.113.150
	neigh replace 203.0.113.150 lladdr $MAC_PLAYED dev out0 nud permanent
END
flows src=10.0.0.50 dst=203.0.113.150 ports=5004+3 reply
is "a link that was down for a moment [K24]" "$out $back" "3 3"

unwatch_wires
index=$(ip -n "$GW" -o link show out0 | cut -d: -f1)
ip -n "$GW" link del out0
is "a deleted interface leaves no sessions [K24 BOX-3]" \
	"$(busywait 3000 count_is session 0; nat session count)" 0
is "and a gateway that still answers" "$(nat rule list | grep -c out0)" 1
# From within: an index is to be free where the request comes from, too.
ip -n "$GW" link add out0 index "$index" address "$MAC_OUT" type veth peer name g netns "$WS"
ip -n "$WS" link set g up
ip -n "$GW" -batch - <<-END
	address add 203.0.113.1/24 dev out0
	link set out0 up
	route add default via 203.0.113.150
	$(played out0 203.0.113.150)
END
outside_address=203.0.113.1
outwards "an interface of that name and index made anew is served [BOX-3 K24]" 203.0.113.1 5010 | frames
ip -n "$GW" link set out0 down
ip -n "$GW" link set out0 name away0
ip -n "$GW" link set away0 up
ok "one that is renamed is not: its sessions end [K24]" busywait 3000 count_is session 0
finish
