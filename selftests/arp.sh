#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The gateway answers ARP for external addresses on the network they are in, and for no others.
#
#   I1 -- in0 GW out0 203.0.113.16 .17 .30 -- O1

. "$(dirname "$0")/lib.sh"
need arping
topology hosts

# asks NAMESPACE ADDRESS: which MAC answers
asks() {
	in_ns "$1" arping -c 1 -w 1 -I eth0 "$2" | grep -o -i -E '\[[0-9a-f:]{17}\]' | tr -d '[]'
}

is "before there is a configuration nobody has the address" "$(asks "$O1" 203.0.113.16)" ""
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	pool add P addresses 203.0.113.17-203.0.113.18,198.51.100.2
	rule add src 10.0.0.11 oif out0 pool A
	rule add src 10.0.0.0/24 oif out0 pool P
	static add inside 10.0.0.13 external 203.0.113.30
	forward add tcp 203.0.113.33:80 10.0.0.11:80
CONFIG
is "a pool's address" "$(asks "$O1" 203.0.113.16)" "$MAC_OUT"
is "one of a range" "$(asks "$O1" 203.0.113.18)" "$MAC_OUT"
is "a static's" "$(asks "$O1" 203.0.113.30)" "$MAC_OUT"
is "a forward's" "$(asks "$O1" 203.0.113.33)" "$MAC_OUT"
is "one that is nobody's" "$(asks "$O1" 203.0.113.40)" ""
is "a pool's address that is routed, not on the link" "$(in_ns "$O1" ip route replace 198.51.100.2 \
	dev eth0; asks "$O1" 198.51.100.2)" ""
is "not on the inside" "$(ip -n "$I1" route add 203.0.113.16 dev eth0; asks "$I1" 203.0.113.16)" ""
is "the gateway's own address as ever" "$(asks "$O1" 203.0.113.1)" "$MAC_OUT"
[ "$(number arp_replies "$(nat -j stats)")" -ge 4 ]
is "answers are counted" $? 0
nat static del inside 10.0.0.13
is "an address given up is answered for no more" "$(asks "$O1" 203.0.113.30)" ""
ip -n "$O1" neigh flush all
mirror ns="$O1" 203.0.113.101:7
is "so that traffic comes back by itself" "$(seen ns="$I1" udp=10.0.0.11:5000 203.0.113.101:7)" \
	203.0.113.16:5000
finish
