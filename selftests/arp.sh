#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The gateway answers ARP for external addresses on the network they are in, and for no others.
#
#   I1 -- in0 GW out0 203.0.113.16 .17 .30 -- O1

. "$(dirname "$0")/lib.sh"
need arping
topology hosts

# Neighbours that believe somebody else has the addresses, as after a change of gateways.
believe() {
	local address

	for address; do
		ip -n "$O1" neigh replace "$address" lladdr 02:00:00:00:99:99 dev eth0 nud stale
	done
}
# believed ADDRESS: by whom O1 thinks it is had
believed() {
	ip -n "$O1" neigh show "$1" | grep -o -E '([0-9a-f]{2}:){5}[0-9a-f]{2}'
}
told() {
	[ "$(believed "$1")" = "$MAC_OUT" ]
}
announcements() {
	number arp_announcements "$(nat -j stats)"
}
announced() {
	[ "$(announcements)" = "$1" ]
}
believe 203.0.113.{16,17,18,30,33,40}
ip -n "$I1" neigh replace 203.0.113.16 lladdr 02:00:00:00:99:99 dev eth0 nud stale

# asks NAMESPACE ADDRESS: which MAC answers
asks() {
	in_ns "$1" arping -c 1 -w 1 -I eth0 "$2" | grep -o -i -E '\[[0-9a-f:]{17}\]' | tr -d '[]'
}

is "before there is a configuration nobody has the address [TN-3]" "$(asks "$O1" 203.0.113.16)" ""
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	pool add P addresses 203.0.113.17-203.0.113.18,198.51.100.2
	rule add src 10.0.0.11 oif out0 pool A
	rule add src 10.0.0.0/24 oif out0 pool P
	static add inside 10.0.0.13 external 203.0.113.30
	forward add tcp 203.0.113.33:80 10.0.0.11:80
CONFIG
for address in 203.0.113.{16,17,18,30,33}; do
	ok "$address is announced when it is configured [TN-3]" busywait 5000 told "$address"
done
is "each once, on its link only, and no routed one [TN-3]" "$(announcements) $(believed 203.0.113.40) $(
	ip -n "$I1" neigh show 203.0.113.16 | grep -c 99:99)" "5 02:00:00:00:99:99 1"
ip -n "$O1" neigh flush all
is "a pool's address [TN-3]" "$(asks "$O1" 203.0.113.16)" "$MAC_OUT"
is "one of a range [TN-3]" "$(asks "$O1" 203.0.113.18)" "$MAC_OUT"
is "a static's [TN-3]" "$(asks "$O1" 203.0.113.30)" "$MAC_OUT"
is "a forward's [TN-3]" "$(asks "$O1" 203.0.113.33)" "$MAC_OUT"
is "one that is nobody's [TN-3]" "$(asks "$O1" 203.0.113.40)" ""
is "a pool's address that is routed, not on the link [TN-3]" "$(in_ns "$O1" ip route replace 198.51.100.2 \
	dev eth0; asks "$O1" 198.51.100.2)" ""
is "not on the inside [TN-3]" "$(ip -n "$I1" route add 203.0.113.16 dev eth0; asks "$I1" 203.0.113.16)" ""
is "the gateway's own address as ever [TN-3]" "$(asks "$O1" 203.0.113.1)" "$MAC_OUT"
[ "$(number arp_replies "$(nat -j stats)")" -ge 4 ]
is "answers are counted [TN-3]" $? 0
nat static del inside 10.0.0.13
is "an address given up is answered for no more [TN-3]" "$(asks "$O1" 203.0.113.30)" ""
nat pool add Q addresses 203.0.113.35
believe 203.0.113.16
ok "one added later is announced [TN-3]" busywait 5000 announced 6
is "those that were there are not, once more [TN-3]" "$(believed 203.0.113.16)" 02:00:00:00:99:99
nat pool add Z addresses 203.0.113.64-203.0.113.191
ok "a hundred and more are announced little by little [TN-3]" busywait 10000 announced 134
nat pool del Z

# Somebody else uses one of them.
conflicts() {
	number arp_conflicts "$(nat -j stats)"
}
conflicted() {
	[ "$(conflicts)" -ge 1 ]
}
said() {
	dmesg | sed -n "/natgw-test: $scenario $$ begins/,\$p" | grep -c 'natgw: external address 203.0.113.17 .* on out0'
}
is "nobody else has claimed one so far [TN-3]" "$(conflicts) $(said)" "0 0"
ip -n "$O1" address add 203.0.113.17/32 dev eth0
in_ns "$O1" arping -q -U -c 1 -I eth0 203.0.113.17
ok "a second owner is noticed [TN-3]" busywait 5000 conflicted
is "and logged [TN-3]" "$([ "$(said)" -ge 1 ] && echo yes)" yes
claims=()
for _ in {1..20}; do
	in_ns "$O1" arping -q -U -c 1 -I eth0 203.0.113.17 &
	claims+=($!)
done
wait "${claims[@]}"
[ "$(conflicts)" -ge 20 ] && [ "$(said)" -le 15 ]
is "all are counted, the log says it a few times ($(said) of $(conflicts)) [TN-3]" $? 0
ip -n "$O1" address del 203.0.113.17/32 dev eth0
before=$(conflicts)
in_ns "$O1" arping -q -U -c 1 -I eth0 203.0.113.101
asks "$O1" 203.0.113.16 >/dev/null
is "addresses that are not ours are anybody's [TN-3]" "$(conflicts)" "$before"
ip -n "$O1" neigh flush all
mirror ns="$O1" 203.0.113.101:7
is "so that traffic comes back by itself" "$(seen ns="$I1" udp=10.0.0.11:5000 203.0.113.101:7)" \
	203.0.113.16:5000
finish
