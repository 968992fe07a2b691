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
	test the host's port is closed [ICMP-5]
	send lan icmp 10.0.0.50 203.0.113.150 3/3 quotes=seen cut=28
	want wan icmp 203.0.113.16 203.0.113.150 3/3 quotes=sent cut=28
	test quotes of 8 bytes and whole [ICMP-5]
	send lan icmp 10.0.0.50 203.0.113.150 3/3 quotes=seen cut=8
	want wan icmp 203.0.113.16 203.0.113.150 3/3 quotes=sent cut=8
	send lan icmp 10.0.0.50 203.0.113.150 3/3 quotes=seen
	want wan icmp 203.0.113.16 203.0.113.150 3/3 quotes=sent
	test an inside router's error comes from the external address [ICMP-5 ICMP-5c]
	send lan icmp 10.0.0.52 203.0.113.150 11/0 quotes=seen cut=8
	want wan icmp 203.0.113.16 203.0.113.150 11/0 quotes=sent cut=8
	test too big on an inside link [ICMP-5 FW-1]
	send lan icmp 10.0.0.52 203.0.113.150 3/4 mtu=1280 quotes=seen cut=8
	want wan icmp 203.0.113.16 203.0.113.150 3/4 mtu=1280 quotes=sent cut=8
	test a forward's error [ICMP-5]
	send wan tcp 203.0.113.150:7 203.0.113.16:8080 S seq=1 as=sent
	want lan tcp 203.0.113.150:7 10.0.0.50:80 S as=seen
	send lan icmp 10.0.0.50 203.0.113.150 3/10 quotes=seen
	want wan icmp 203.0.113.16 203.0.113.150 3/10 quotes=sent
	test an inside router's error about a static host's packet [ICMP-5]
	send wan udp 203.0.113.150:7 203.0.113.30:9 len=20 as=sent
	want lan udp 203.0.113.150:7 10.0.0.13:9 as=seen
	send lan icmp 10.0.0.52 203.0.113.150 11/0 quotes=seen cut=8
	want wan icmp * 203.0.113.150 11/0 quotes=sent cut=8
	test an error about nothing is dropped [ICMP-5 K32]
	send lan icmp 10.0.0.50 203.0.113.150 3/3 [ udp 203.0.113.150:7 10.0.0.50:5999 len=20 ]
	test an error with a wrong checksum is dropped [ICMP-3]
	send lan icmp 10.0.0.50 203.0.113.150 3/3 quotes=seen badsum
	test TTL 1 outwards: the gateway quotes the inside packet [ICMP-10 K9 BOX-1]
	send lan udp 10.0.0.50:5000 203.0.113.150:7 ttl=1 len=20 as=sent
	want lan icmp 10.0.0.1 10.0.0.50 11/0 quotes=sent
	test TTL 1 inwards: the gateway quotes the external address [ICMP-10 K9 BOX-1]
	send wan udp 203.0.113.150:7 203.0.113.16:5000 ttl=1 len=20 as=sent
	want wan icmp * 203.0.113.150 11/0 quotes=sent
	test TTL 1 inwards to a TCP forward [ICMP-10 K9]
	send wan tcp 203.0.113.150:7 203.0.113.16:8080 A seq=2 ttl=1 len=20 as=sent
	want wan icmp * 203.0.113.150 11/0 quotes=sent
	test TTL 1 inwards to a ping's mapping [ICMP-10]
	send lan icmp 10.0.0.50 203.0.113.150 8/0 id=70 iseq=1
	want wan icmp 203.0.113.16 203.0.113.150 8/0 id=70
	send wan icmp 203.0.113.150 203.0.113.16 8/0 id=70 iseq=5 ttl=1 len=20 as=sent
	loose
END
[ "$(($(counter icmp-error-out) - out))" -ge 6 ]
is "errors translated outwards are counted" $? 0

ip -n "$GW" link set out0 mtu 1400
frames <<-'END'
	test too big for the outside link, DF: the host is told the size and quoted its own packet [UDP-13 K9 ICMP-10 FW-1]
	send lan udp 10.0.0.50:5000 203.0.113.150:7 df len=1472 as=sent
	want lan icmp 10.0.0.1 10.0.0.50 3/4 mtu=1400 quotes=sent
	test for TCP, too [UDP-13 K9]
	send lan tcp 10.0.0.50:5000 203.0.113.150:7 S seq=1
	want wan tcp 203.0.113.16:5000 203.0.113.150:7 S
	send wan tcp 203.0.113.150:7 203.0.113.16:5000 SA seq=1 ack=2
	want lan tcp 203.0.113.150:7 10.0.0.50:5000 SA
	send lan tcp 10.0.0.50:5000 203.0.113.150:7 A seq=2 ack=2 df len=1460 as=sent
	want lan icmp 10.0.0.1 10.0.0.50 3/4 mtu=1400 quotes=sent
	test without DF it is fragmented, in order, and whole at the other end [UDP-13a]
	send lan udp 10.0.0.50:5000 203.0.113.150:7 len=1472 as=sent
	want wan udp 203.0.113.16:5000 203.0.113.150:7 like=sent frags=2
	test just small enough [UDP-13]
	send lan udp 10.0.0.50:5000 203.0.113.150:7 df len=1372 as=sent
	want wan udp 203.0.113.16:5000 203.0.113.150:7 like=sent
END
ip -n "$GW" -batch - <<<$'link set out0 mtu 1500\nlink set in0 mtu 1400'
frames <<-'END'
	test too big for the inside link, DF: the server is told, and sees no inside address [UDP-13 K9]
	send wan udp 203.0.113.150:7 203.0.113.16:5000 df len=1472 as=sent
	want wan icmp * 203.0.113.150 3/4 mtu=1400 quotes=sent
	test without DF it is fragmented [UDP-13a]
	send wan udp 203.0.113.150:7 203.0.113.16:5000 len=1472 as=sent
	want lan udp 203.0.113.150:7 10.0.0.50:5000 like=sent frags=2
	test too big for a static host [UDP-13 K9]
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
	test no route outwards: the host is told [ICMP-10 K9]
	send lan udp 10.0.0.51:5000 203.0.113.77:7 len=20 as=sent
	want lan icmp 10.0.0.1 10.0.0.51 3/1 quotes=sent
END

"$helpers/netset" ns="$GW" net.ipv4.conf.all.log_martians=0
# The class of the packet is copied, the precedence raised to internetwork control: the kernel's way.
frames <<-'END'
	test an error of the gateway's has the class bits of the packet it is about [ICMP-10]
	send lan udp 10.0.0.50:5000 203.0.113.150:7 ttl=1 tos=0x28 len=20 as=sent
	want lan icmp 10.0.0.1 10.0.0.50 11/0 tos=0xc8 quotes=sent
	send wan udp 203.0.113.150:7 203.0.113.16:5000 ttl=1 tos=0x28 len=20 as=sent
	want wan icmp * 203.0.113.150 11/0 tos=0xc8 quotes=sent
	test one that is translated keeps its own [ICMP-10]
	send wan udp 203.0.113.150:7 203.0.113.16:5000 len=20 as=sent
	want lan udp 203.0.113.150:7 10.0.0.50:5000 as=seen
	send lan icmp 10.0.0.50 203.0.113.150 3/3 tos=0xb8 quotes=seen
	want wan icmp 203.0.113.16 203.0.113.150 3/3 tos=0xb8 quotes=sent
	test no error about an error, to a group, about a later fragment or from nobody [ICMP-10]
	send lan icmp 10.0.0.50 203.0.113.150 3/3 ttl=1 quotes=seen
	send lan udp 10.0.0.50:5000 224.0.1.1:7 ttl=1 len=20
	send lan udp 0.0.0.0:5000 203.0.113.150:7 ttl=1 len=20
	send lan udp 10.0.0.50:5000 203.0.113.150:7 ttl=1 len=800 off=800
END

# A host that is refused is told, at a rate that the kernel bounds for each.
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16 ports 2000-2003
	rule add oif out0 pool A
CONFIG
nat session flush >/dev/null
exhausted=$(counter drop-ports-exhausted)
{
	echo 'test four ports serve four [ICMP-8 CGN-11]'
	for i in 1 2 3 4; do
		echo "send lan udp 10.0.0.5$i:5000 203.0.113.150:7"
		echo 'want wan udp 203.0.113.16:* 203.0.113.150:7'
	done
	for refusal in 'admin 13' 'host 1'; do
		cat <<-END
			test the fifth is told with code ${refusal#* } [ICMP-8 CGN-11 K9]
			run nat set icmp-refusal ${refusal% *}
			send lan udp 10.0.0.50:5001 203.0.113.150:7 len=5 as=a
			want lan icmp 10.0.0.1 10.0.0.50 3/${refusal#* } quotes=a
		END
	done
	echo 'test or not at all [ICMP-8 CGN-11]'
	echo 'run nat set icmp-refusal none'
	echo 'send lan udp 10.0.0.50:5001 203.0.113.150:7 len=5'
	echo 'run nat set icmp-refusal admin'
	echo 'test the four go on [ICMP-8 CGN-11]'
	for i in 1 2 3 4; do
		echo "send lan udp 10.0.0.5$i:5000 203.0.113.150:7"
		echo 'want wan udp 203.0.113.16:* 203.0.113.150:7'
	done
} | frames
is "each refused packet is counted [ICMP-8 CGN-11]" \
	"$(($(counter drop-ports-exhausted) - exhausted))" 3
# One that was told nothing so far: the kernel saves up for it.
"$helpers/netset" ns="$GW" net.ipv4.icmp_ratelimit=1000
flows src=10.1.7.7 dst=203.0.113.150 ports=6000+200 wait=300
note "told $refused times"
[ "$refused" -ge 1 ] && [ "$refused" -le 40 ]
is "a host refused 200 times is told a few times [ICMP-8]" $? 0
finish
