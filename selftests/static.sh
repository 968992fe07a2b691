#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Static NAT: fixed, both directions, any protocol, no state.
#
#   10.0.0.13 <-> 203.0.113.30         GW         203.0.113.150 (outside)
#   10.1.2.0/28 <-> 203.0.113.64/28
#   10.0.0.50 by PAT, 203.0.113.16

. "$(dirname "$0")/lib.sh"
POOLS+=,203.0.113.64/28
topology wires
pass_invalid
# An address of the outside network that nobody has is no reason to be told of a better way.
"$helpers/netset" ns="$GW" net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.out0.send_redirects=0
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
	static add inside 10.0.0.13 external 203.0.113.30
	static add inside 10.1.2.0/28 external 203.0.113.64/28
CONFIG

{
	for proto in udp tcp; do
		cat <<-END
			test $proto from outside, with nothing before [TN-1]
			send wan $proto 203.0.113.150:7 203.0.113.30:80 seq=1 flags=2 as=a
			want lan $proto 203.0.113.150:7 10.0.0.13:80 like=a
			test $proto from inside, the port is kept [TN-1]
			send lan $proto 10.0.0.13:5555 203.0.113.150:7 seq=1 flags=2 as=b
			want wan $proto 203.0.113.30:5555 203.0.113.150:7 like=b
		END
	done | sed '/udp/s/ seq=1 flags=2//'
	for proto in 47 50 51 132 33 136 253; do
		also=$(case $proto in 33) echo " DCCP-1" ;; 132) echo " SCTP-1" ;; esac)
		cat <<-END
			test protocol $proto in both directions [TN-1 OTHER-1$also]
			send lan $proto 10.0.0.13 203.0.113.150 len=40 as=c
			want wan $proto 203.0.113.30 203.0.113.150 len=40
			send wan $proto 203.0.113.150 203.0.113.30 len=41 as=d
			want lan $proto 203.0.113.150 10.0.0.13 len=41
		END
	done
	cat <<-'END'
		test ping from outside [UPD-12 TN-1]
		send wan icmp 203.0.113.150 203.0.113.30 8/0 id=9 iseq=1 data=abcd as=a
		want lan icmp 203.0.113.150 10.0.0.13 8/0 id=9 like=a
		send lan icmp 10.0.0.13 203.0.113.150 0/0 id=9 iseq=1 data=abcd as=b
		want wan icmp 203.0.113.30 203.0.113.150 0/0 id=9 like=b
		test any other ICMP message, too [ICMP-11]
		send wan icmp 203.0.113.150 203.0.113.30 17/0 id=9 iseq=1 hex=00000000
		want lan icmp 203.0.113.150 10.0.0.13 17/0 id=9
		test an ICMP error from outside about what the host sent [ICMP-4]
		send lan udp 10.0.0.13:6000 203.0.113.150:7 len=30 as=a
		want wan udp 203.0.113.30:6000 203.0.113.150:7 as=b
		send wan icmp 203.0.113.151 203.0.113.30 3/1 quotes=b cut=8
		want lan icmp 203.0.113.151 10.0.0.13 3/1 quotes=a cut=8
		test an ICMP error of the host comes from its own external address [ICMP-5c]
		send wan udp 203.0.113.150:7 203.0.113.30:6001 len=30 as=a
		want lan udp 203.0.113.150:7 10.0.0.13:6001 as=b
		send lan icmp 10.0.0.13 203.0.113.150 3/3 quotes=b cut=8
		want wan icmp 203.0.113.30 203.0.113.150 3/3 quotes=a cut=8
		test an ICMP error about another protocol [OTHER-1 ICMP-4]
		send lan 47 10.0.0.13 203.0.113.150 len=40 as=a
		want wan 47 203.0.113.30 203.0.113.150 as=b
		send wan icmp 203.0.113.150 203.0.113.30 3/2 quotes=b
		want lan icmp 203.0.113.150 10.0.0.13 3/2 quotes=a
		test fragments of a protocol without ports [OTHER-1 UDP-14]
		send lan 253 10.0.0.13 203.0.113.150 len=3000 as=a pieces=1000 order=2,0,1
		want wan 253 203.0.113.30 203.0.113.150 like=a frags=3
		test fragments of a datagram from outside [UDP-14]
		send wan udp 203.0.113.150:7 203.0.113.30:99 len=2992 as=a pieces=1000 order=1,2,0
		want lan udp 203.0.113.150:7 10.0.0.13:99 like=a frags=3
		test a prefix keeps the host's part, outwards
		send lan udp 10.1.2.5:1 203.0.113.150:7
		want wan udp 203.0.113.69:1 203.0.113.150:7
		test and inwards, to its first and last address
		send wan udp 203.0.113.150:7 203.0.113.64:9
		want lan udp 203.0.113.150:7 10.1.2.0:9
		send wan udp 203.0.113.150:7 203.0.113.79:9
		want lan udp 203.0.113.150:7 10.1.2.15:9
		test the address after the prefix is nobody's
		send wan udp 203.0.113.150:7 203.0.113.80:9
		loose
		test other hosts still have PAT
		send lan udp 10.0.0.50:5555 203.0.113.150:7
		want wan udp 203.0.113.16:5555 203.0.113.150:7
		test TTL 1 from outside: the gateway quotes what was sent [ICMP-10]
		send wan udp 203.0.113.150:7 203.0.113.30:80 ttl=1 len=8 as=a
		want wan icmp 203.0.113.1 203.0.113.150 11/0 quotes=a
	END
} | frames
is "statics need no sessions [TN-1]" "$(nat session count inside 10.0.0.13) $(nat mapping count inside 10.0.0.13)" "0 0"
is "they are listed" "$(nat static list | grep -c -E '10.0.0.13|10.1.2.0/28')" 2
[ "$(counter static-out)" -gt 10 ] && [ "$(counter static-in)" -gt 10 ]
is "and counted" $? 0
check_firewall
nat static del inside 10.0.0.13
frames <<-'END'
	test a deleted static is closed from outside
	send wan udp 203.0.113.150:7 203.0.113.30:80
	loose
END
# Now it is nobody's address, and forwarded as any other is.
forget_firewall
frames <<-'END'
	test and its host has PAT
	send lan udp 10.0.0.13:5556 203.0.113.150:7
	want wan udp 203.0.113.16:5556 203.0.113.150:7
END
nat static add inside 10.0.0.13 external 203.0.113.30
frames <<-'END'
	test a static made for a host with sessions takes its next flow [BOX-4]
	send lan udp 10.0.0.13:5557 203.0.113.150:7
	want wan udp 203.0.113.30:5557 203.0.113.150:7
	test and the rest of the old one [BOX-4]
	send lan udp 10.0.0.13:5556 203.0.113.150:7
	want wan udp 203.0.113.30:5556 203.0.113.150:7
END
finish
