#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ICMP errors that leave the inside, and those the gateway makes itself: each receiver is quoted what it
# sent, and no inside address gets out (RFC 5508 REQ-5, RFC 4787 REQ-13).
#
#   10.0.0.50; an inside router 10.0.0.52 -- GW 203.0.113.16 -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
topology wires
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
	static add inside 10.0.0.13 external 203.0.113.30
	forward add tcp 203.0.113.16:8080 10.0.0.50:80
CONFIG

out=$(counter icmp-error-out)
frames <<-'END'
	test a UDP flow with answers
	send lan udp 10.0.0.50:5000 203.0.113.150:7
	want wan udp 203.0.113.16:5000 203.0.113.150:7
	send wan udp 203.0.113.150:7 203.0.113.16:5000 len=700 as=sent
	want lan udp 203.0.113.150:7 10.0.0.50:5000 as=seen
	test the host's port is closed
	send lan icmp 10.0.0.50 203.0.113.150 3/3 quotes=seen cut=28
	want wan icmp 203.0.113.16 203.0.113.150 3/3 quotes=sent cut=28
	test quotes of 8 bytes and whole
	send lan icmp 10.0.0.50 203.0.113.150 3/3 quotes=seen cut=8
	want wan icmp 203.0.113.16 203.0.113.150 3/3 quotes=sent cut=8
	send lan icmp 10.0.0.50 203.0.113.150 3/3 quotes=seen
	want wan icmp 203.0.113.16 203.0.113.150 3/3 quotes=sent
	test an inside router's error comes from the external address
	send lan icmp 10.0.0.52 203.0.113.150 11/0 quotes=seen cut=8
	want wan icmp 203.0.113.16 203.0.113.150 11/0 quotes=sent cut=8
	test too big on an inside link
	send lan icmp 10.0.0.52 203.0.113.150 3/4 mtu=1280 quotes=seen cut=8
	want wan icmp 203.0.113.16 203.0.113.150 3/4 mtu=1280 quotes=sent cut=8
	test a forward's error
	send wan tcp 203.0.113.150:7 203.0.113.16:8080 S seq=1 as=sent
	want lan tcp 203.0.113.150:7 10.0.0.50:80 S as=seen
	send lan icmp 10.0.0.50 203.0.113.150 3/10 quotes=seen
	want wan icmp 203.0.113.16 203.0.113.150 3/10 quotes=sent
	test an inside router's error about a static host's packet
	send wan udp 203.0.113.150:7 203.0.113.30:9 len=20 as=sent
	want lan udp 203.0.113.150:7 10.0.0.13:9 as=seen
	send lan icmp 10.0.0.52 203.0.113.150 11/0 quotes=seen cut=8
	want wan icmp * 203.0.113.150 11/0 quotes=sent cut=8
	test an error about nothing is dropped
	send lan icmp 10.0.0.50 203.0.113.150 3/3 [ udp 203.0.113.150:7 10.0.0.50:5999 len=20 ]
	test an error with a wrong checksum is dropped
	send lan icmp 10.0.0.50 203.0.113.150 3/3 quotes=seen badsum
	test TTL 1 outwards: the gateway quotes the inside packet
	send lan udp 10.0.0.50:5000 203.0.113.150:7 ttl=1 len=20 as=sent
	want lan icmp 10.0.0.1 10.0.0.50 11/0 quotes=sent
	test TTL 1 inwards: the gateway quotes the external address
	send wan udp 203.0.113.150:7 203.0.113.16:5000 ttl=1 len=20 as=sent
	want wan icmp * 203.0.113.150 11/0 quotes=sent
	test TTL 1 inwards to a TCP forward
	send wan tcp 203.0.113.150:7 203.0.113.16:8080 A seq=2 ttl=1 len=20 as=sent
	want wan icmp * 203.0.113.150 11/0 quotes=sent
	test TTL 1 inwards to a ping's mapping
	send lan icmp 10.0.0.50 203.0.113.150 8/0 id=70 iseq=1
	want wan icmp 203.0.113.16 203.0.113.150 8/0 id=70
	send wan icmp 203.0.113.150 203.0.113.16 8/0 id=70 iseq=5 ttl=1 len=20 as=sent
	loose
END
[ "$(($(counter icmp-error-out) - out))" -ge 6 ]
is "errors translated outwards are counted" $? 0

ip -n "$GW" link set out0 mtu 1400
frames <<-'END'
	test too big for the outside link, DF: the host is told the size and quoted its own packet
	send lan udp 10.0.0.50:5000 203.0.113.150:7 df len=1472 as=sent
	want lan icmp 10.0.0.1 10.0.0.50 3/4 mtu=1400 quotes=sent
	test for TCP, too
	send lan tcp 10.0.0.50:5000 203.0.113.150:7 S seq=1
	want wan tcp 203.0.113.16:5000 203.0.113.150:7 S
	send wan tcp 203.0.113.150:7 203.0.113.16:5000 SA seq=1 ack=2
	want lan tcp 203.0.113.150:7 10.0.0.50:5000 SA
	send lan tcp 10.0.0.50:5000 203.0.113.150:7 A seq=2 ack=2 df len=1460 as=sent
	want lan icmp 10.0.0.1 10.0.0.50 3/4 mtu=1400 quotes=sent
	test without DF it is fragmented, in order, and whole at the other end
	send lan udp 10.0.0.50:5000 203.0.113.150:7 len=1472 as=sent
	want wan udp 203.0.113.16:5000 203.0.113.150:7 like=sent frags=2
	test just small enough
	send lan udp 10.0.0.50:5000 203.0.113.150:7 df len=1372 as=sent
	want wan udp 203.0.113.16:5000 203.0.113.150:7 like=sent
END
ip -n "$GW" -batch - <<<$'link set out0 mtu 1500\nlink set in0 mtu 1400'
frames <<-'END'
	test too big for the inside link, DF: the server is told, and sees no inside address
	send wan udp 203.0.113.150:7 203.0.113.16:5000 df len=1472 as=sent
	want wan icmp * 203.0.113.150 3/4 mtu=1400 quotes=sent
	test without DF it is fragmented
	send wan udp 203.0.113.150:7 203.0.113.16:5000 len=1472 as=sent
	want lan udp 203.0.113.150:7 10.0.0.50:5000 like=sent frags=2
	test too big for a static host
	send wan udp 203.0.113.150:7 203.0.113.30:5000 df len=1472 as=sent
	want wan icmp * 203.0.113.150 3/4 mtu=1400 quotes=sent
END
ip -n "$GW" -batch - <<-END
	link set in0 mtu 1500
	neigh del 10.0.0.53 dev in0
	route add unreachable 203.0.113.77
	route add prohibit 10.1.9.0/24
END
frames <<-'END'
	# A host not told anything yet: the kernel's own limit lets one such error a second through.
	test no route outwards: the host is told
	send lan udp 10.0.0.51:5000 203.0.113.77:7 len=20 as=sent
	want lan icmp 10.0.0.1 10.0.0.51 3/1 quotes=sent
END
finish
