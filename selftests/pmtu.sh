#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A smaller link behind the gateway: the inside host learns of it, and the gateway does not.
#
#   I1 10.0.0.11 -- GW 203.0.113.16 -- R 203.0.113.202 -- 1300 bytes -- X 192.0.2.2

. "$(dirname "$0")/lib.sh"
need tracepath
topology hosts
make_ns R X
ip -batch - <<-END || bail "the smaller link cannot be made"
	link add r netns $WS type veth peer name eth0 netns $R
	link add far netns $R type veth peer name eth0 netns $X
END
set_offloads "$WS" "$R" "$X"
ip -n "$WS" link set r master br0 up
"$helpers/netset" ns="$R" net.ipv4.ip_forward=1 net.ipv4.icmp_ratelimit=0
# The hosts at both ends think of 1,500 bytes: only the router knows better.
ip -n "$R" -batch - <<-END
	address add 203.0.113.202/24 dev eth0
	address add 192.0.2.1/24 dev far
	link set eth0 up
	link set far up
	route replace 192.0.2.2/32 dev far mtu lock 1300
END
ip -n "$X" -batch - <<-END
	address add 192.0.2.2/24 dev eth0
	link set eth0 up
	route add default via 192.0.2.1
END
ip -n "$GW" route add 192.0.2.0/24 via 203.0.113.202
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
	forward add tcp 203.0.113.16:5001 10.0.0.11:5001
CONFIG

# learned NAMESPACE ADDRESS: the size that the host has learned for the way there
learned() {
	ip -n "$1" route get "$2" | grep -o 'mtu [0-9]*'
}
ok "a transfer over the smaller link [TCP-9 K12]" "$helpers/bulk" tcp client="$I1,10.0.0.11" \
	server="$X,192.0.2.2:7000" bytes=1000000
is "the inside host knows its size [TCP-9 K12]" "$(learned "$I1" 192.0.2.2)" "mtu 1300"
is "the gateway does not keep it for itself [K12]" "$(ip -n "$GW" route show cache | grep -c mtu)" 0
ok "a transfer from outside to a forward over it [TCP-9]" "$helpers/bulk" tcp \
	client="$X,192.0.2.2" server="$I1,10.0.0.11:5001" to=203.0.113.16:5001 bytes=1000000
like "tracepath finds it [K12]" "$(in_ns "$I1" tracepath -n -m 6 192.0.2.2 2>&1 | tail -n 1)" \
	'*pmtu 1300*'

# With the segment size kept to the route nothing too big is sent at all.
ip -n "$I1" link set eth0 down
ip -n "$I1" link set eth0 up
ip -n "$I1" route replace default via 10.0.0.1
nat pool set A mss 1260
ok "a transfer with a segment size that fits" "$helpers/bulk" tcp client="$I1,10.0.0.11" \
	server="$X,192.0.2.2:7001" bytes=1000000
is "nobody has to be told" "$(learned "$I1" 192.0.2.2)" ""

# What a host or GRO has put together is measured by what it is sent as.
nat pool set A mss off
ip -n "$GW" link set out0 mtu 1480
# The other end of a link that small does not send more than it takes.
ip -n "$O1" route replace 203.0.113.0/24 dev eth0 proto kernel scope link src 203.0.113.101 \
	mtu 1480 advmss 1460
ok "a transfer over the gateway's own smaller link [TCP-9]" "$helpers/bulk" tcp \
	client="$I1,10.0.0.11" server="$O1,203.0.113.101:7002" bytes=1000000
is "the first of its segments are too big [TCP-9 K12]" "$(learned "$I1" 203.0.113.101)" "mtu 1480"
finish
