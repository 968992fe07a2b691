#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A smaller link somewhere outside: the host that sends too much is told, and nobody else.
#
#   I1 10.0.0.11 --+
#                  +-- GW .16, .30 -- R 203.0.113.160 == mtu 1300 == B 192.0.2.2
#   I2 10.0.0.13 --+

. "$(dirname "$0")/lib.sh"
need tracepath
topology hosts
R='' B=''
make_ns R B
ip -batch - <<-END || bail "links cannot be made"
	link add r netns $WS type veth peer name eth0 netns $R
	link add b0 netns $R type veth peer name eth0 netns $B
END
set_offloads "$WS" "$R" "$B"
ip -n "$WS" link set r master br0 up
ip -n "$R" -batch - <<-END || bail "the router cannot be set up"
	address add 203.0.113.160/24 dev eth0
	address add 192.0.2.1/24 dev b0
	link set b0 mtu 1300
	link set eth0 up
	link set b0 up
END
# The server says that it takes large segments, as one whose own link is large would.
ip -n "$B" -batch - <<-END || bail "the server cannot be set up"
	address add 192.0.2.2/24 dev eth0
	link set eth0 up
	route add default via 192.0.2.1 mtu 1300 advmss 1460
END
"$helpers/netset" ns="$R" net.ipv4.ip_forward=1 net.ipv4.icmp_ratelimit=0
ip -n "$GW" route add 192.0.2.0/24 via 203.0.113.160
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add src 10.0.0.0/24 oif out0 pool A
	static add inside 10.0.0.13 external 203.0.113.30
CONFIG

like "tracepath finds the smaller link [K12 FW-1]" \
	"$(in_ns "$I1" tracepath -n -m 5 192.0.2.2 2>&1 | tail -n 1)" '*pmtu 1300*'
ip -n "$I1" route flush cache
ok "a TCP transfer through it [TCP-9 K12]" "$helpers/bulk" tcp "client=$I1,10.0.0.11" \
	"server=$B,192.0.2.2:5001" bytes=1000000
like "the host has learnt it [TCP-9 FW-1]" "$(ip -n "$I1" route get 192.0.2.2)" '*mtu 1300*'
is "the other host has not [TCP-9]" "$(ip -n "$I2" route get 192.0.2.2 | grep -c mtu)" 0
ok "one from a static host [TCP-9]" "$helpers/bulk" tcp "client=$I2,10.0.0.13" \
	"server=$B,192.0.2.2:5002" bytes=1000000
like "which has learnt it, too [TCP-9]" "$(ip -n "$I2" route get 192.0.2.2 from 10.0.0.13)" '*mtu 1300*'
ok "a ping that may be fragmented [UDP-13a]" in_ns "$I1" ping -M dont -c 1 -W 3 -s 3000 192.0.2.2
ip -n "$I1" route flush cache
like "one that may not is answered with the size [UDP-13 FW-1]" \
	"$(in_ns "$I1" ping -M "do" -c 1 -W 3 -s 1400 192.0.2.2 2>&1)" '*mtu*1300*'
is "the gateway has learnt nothing for itself [K12]" \
	"$(ip -n "$GW" route show cache | grep -c mtu)" 0
finish
