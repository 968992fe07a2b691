#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Default deny: what a rule claims and cannot be translated is dropped, makes no state, harms nothing.
#
#   10.0.0.50 -- GW 203.0.113.16 -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
topology wires
"$helpers/netset" ns="$GW" net.ipv4.conf.all.log_martians=0 net.ipv4.conf.all.send_redirects=0 \
	net.ipv4.conf.out0.send_redirects=0
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add src 10.0.0.0/8 oif out0 pool A
	static add inside 10.0.0.13 external 203.0.113.30
CONFIG

protocol=$(counter drop-protocol)
{
	for proto in 2 33 41 47 50 51 89 132 136 253; do
		echo "test protocol $proto cannot share an address"
		echo "send lan $proto 10.0.0.50 203.0.113.150 len=40"
		echo loose
	done
} | frames
is "each is counted" "$(($(counter drop-protocol) - protocol))" 10
is "and none made a session" "$(nat session count)" 0

special=$(counter drop-special-address)
frames <<-'END'
	test to multicast, broadcast, loopback, link-local, network 0 and class E
	send lan udp 10.0.0.50:1 224.0.0.251:5353
	send lan udp 10.0.0.50:1 239.1.2.3:5
	send lan udp 10.0.0.50:1 255.255.255.255:67
	send lan udp 10.0.0.50:1 203.0.113.255:67
	send lan udp 10.0.0.50:1 127.0.0.1:7
	send lan udp 10.0.0.50:1 169.254.1.1:7
	send lan udp 10.0.0.50:1 0.0.0.5:7
	send lan udp 10.0.0.50:1 240.0.0.1:7
	loose
	run count_is session 0
	test from the broadcast address of the inside network
	send lan udp 10.0.0.255:1 203.0.113.150:7
	loose
	run count_is session 0
END
note "special addresses counted: $(($(counter drop-special-address) - special))"

frames <<-'END'
	test malformed from inside: a UDP length too short, too long; a packet shorter than it says
	send lan udp 10.0.0.50:1 203.0.113.150:7 len=20 udplen=4
	send lan udp 10.0.0.50:1 203.0.113.150:7 len=20 udplen=400
	send lan udp 10.0.0.50:1 203.0.113.150:7 len=20 chop=10
	send lan udp 10.0.0.50:1 203.0.113.150:7 totlen=24 chop=4
	send lan icmp 10.0.0.50 203.0.113.150 8/0 totlen=24 chop=4
	send lan udp 10.0.0.50:1 203.0.113.150:7 ihl=4
	send lan udp 10.0.0.50:1 203.0.113.150:7 ihl=15
	send lan udp 10.0.0.50:1 203.0.113.150:7 totlen=19
	send lan udp 10.0.0.50:1 203.0.113.150:7 badip
	send lan icmp 10.0.0.50 203.0.113.150 3/1
	send lan icmp 10.0.0.50 203.0.113.150 3/1 hex=45
	send lan udp 10.0.0.50:1 203.0.113.150:0
	loose
	run count_is session 0 remote 203.0.113.150:7
	test the same from outside
	send wan udp 203.0.113.150:7 203.0.113.16:1 len=20 udplen=4
	send wan udp 203.0.113.150:7 203.0.113.16:1 len=20 udplen=400
	send wan udp 203.0.113.150:7 203.0.113.16:1 len=20 chop=10
	send wan icmp 203.0.113.150 203.0.113.16 3/1
	send wan icmp 203.0.113.150 203.0.113.16 3/1 hex=45
	send wan tcp 203.0.113.150:7 203.0.113.16:1 SF
	send wan udp 203.0.113.150:7 203.0.113.30:1 ihl=15
	loose
	run count_is session 0 remote 203.0.113.150:7
END

spoofed=$(counter drop-spoofed)
frames <<-'END'
	test from outside with an inside address: dropped, also towards a static
	send wan udp 10.0.0.50:1 203.0.113.16:5
	send wan udp 10.0.0.50:1 203.0.113.30:5
	send wan tcp 10.0.0.77:1 203.0.113.30:5 S
	test from outside with the pool's or a static's own address
	send wan udp 203.0.113.16:1 203.0.113.30:5
	send wan udp 203.0.113.30:1 203.0.113.30:5
	send wan tcp 203.0.113.30:5 203.0.113.30:5 S
	test from outside with the gateway's own addresses
	send wan udp 203.0.113.1:1 203.0.113.30:5
	send wan udp 10.0.0.1:1 203.0.113.30:5
	test from outside to an inside address
	send wan udp 203.0.113.150:1 10.0.0.50:5
	loose
	test from outside, loopback and multicast sources
	send wan udp 127.0.0.1:1 203.0.113.30:5
	send wan udp 224.1.1.1:1 203.0.113.30:5
END
[ "$(($(counter drop-spoofed) - spoofed))" -ge 5 ]
is "spoofs are counted" $? 0
frames <<-'END'
	test unsolicited packets move no later mapping
	send wan udp 203.0.113.150:7 203.0.113.16:6000
	send lan udp 10.0.0.50:6000 203.0.113.150:7
	want wan udp 203.0.113.16:6000 203.0.113.150:7
	test UDP source port 0 never takes port 0 outside
	send lan udp 10.0.0.50:0 203.0.113.150:7
	loose
	test the gateway still works
	send lan udp 10.0.0.50:6001 203.0.113.150:7
	want wan udp 203.0.113.16:6001 203.0.113.150:7
END
is "no external port 0 was given" "$(nat mapping count external 203.0.113.16:0)" 0

# Packets at random: nothing may break, and nothing untranslated may pass.
flows src=10.1.0.0/24 dst=224.0.0.0/28 count=4096 wait=200
is "4,096 datagrams to multicast groups: none passes" "$out $(nat session count inside \
	10.1.0.0/24)" "0 0"
finish
