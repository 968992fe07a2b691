#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Default deny: what a rule claims and cannot be translated is dropped, makes no state, harms nothing.
#
#   10.0.0.50 -- GW 203.0.113.16 -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
need socat
topology wires
"$helpers/netset" ns="$GW" net.ipv4.conf.all.log_martians=0 net.ipv4.conf.all.send_redirects=0 \
	net.ipv4.conf.out0.send_redirects=0
configure <<-'CONFIG'
	set syn-refusal none
	pool add A addresses 203.0.113.16
	rule add src 10.0.0.0/8 oif out0 pool A
	static add inside 10.0.0.13 external 203.0.113.30
CONFIG

protocol=$(counter drop-protocol)
{
	for proto in 2 33 41 47 50 51 89 132 136 253; do
		also=$(case $proto in 33) echo " DCCP-1" ;; 132) echo " SCTP-1" ;; esac)
		echo "test protocol $proto cannot share an address, and its host is told [OTHER-1$also]"
		echo "send lan $proto 10.0.0.50 203.0.113.150 len=40 as=a"
		echo 'want lan icmp 10.0.0.1 10.0.0.50 3/2 quotes=a'
	done
} | frames
is "each is counted [OTHER-1 DCCP-1 SCTP-1]" "$(($(counter drop-protocol) - protocol))" 10
is "and none made a session [OTHER-1]" "$(nat session count)" 0

special=$(counter drop-special-address)
frames <<-'END'
	test to multicast, broadcast, loopback, link-local, network 0 and class E [MC-1]
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
	test from the broadcast address of the inside network [MC-1]
	send lan udp 10.0.0.255:1 203.0.113.150:7
	loose
	run count_is session 0
END
note "special addresses counted: $(($(counter drop-special-address) - special))"

frames <<-'END'
	test malformed from inside: a UDP length too short, too long; a packet shorter than it says [K6]
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
	test the same from outside [K6]
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
	test from outside with an inside address: dropped, also towards a static [K13]
	send wan udp 10.0.0.50:1 203.0.113.16:5
	send wan udp 10.0.0.50:1 203.0.113.30:5
	send wan tcp 10.0.0.77:1 203.0.113.30:5 S
	test from outside with the pool's or a static's own address [K13]
	send wan udp 203.0.113.16:1 203.0.113.30:5
	send wan udp 203.0.113.30:1 203.0.113.30:5
	send wan tcp 203.0.113.30:5 203.0.113.30:5 S
	test from outside with the gateway's own addresses [K13]
	send wan udp 203.0.113.1:1 203.0.113.30:5
	send wan udp 10.0.0.1:1 203.0.113.30:5
	test from outside to an inside address [K13 K32]
	send wan udp 203.0.113.150:1 10.0.0.50:5
	loose
	test from outside, loopback and multicast sources [K13 MC-1]
	send wan udp 127.0.0.1:1 203.0.113.30:5
	send wan udp 224.1.1.1:1 203.0.113.30:5
END
[ "$(($(counter drop-spoofed) - spoofed))" -ge 5 ]
is "spoofs are counted [K13]" $? 0
frames <<-'END'
	test LAND: the same endpoint as source and destination, from both sides [K13]
	send lan udp 203.0.113.30:5 203.0.113.30:5
	send lan tcp 203.0.113.16:5 203.0.113.16:5 S
	send wan tcp 203.0.113.16:5 203.0.113.16:5 S
	send wan udp 203.0.113.1:5 203.0.113.1:5
	loose
	run count_is session 0
	test from inside with a pool's address, a static's and the gateway's: nothing leaves [K13]
	send lan udp 203.0.113.16:5 203.0.113.150:7
	send lan udp 203.0.113.30:5 203.0.113.150:7
	send lan udp 203.0.113.1:5 203.0.113.150:7
	send lan udp 10.0.0.1:5 203.0.113.150:7
	send lan udp 127.0.0.1:5 203.0.113.150:7
	send lan udp 224.0.0.9:5 203.0.113.150:7
	send lan udp 240.0.0.9:5 203.0.113.150:7
	send lan udp 169.254.0.9:5 203.0.113.150:7
	send lan udp 0.0.0.9:5 203.0.113.150:7
	send lan udp 192.0.2.9:5 224.0.1.9:7
	run count_is session 0
	test from outside with sources of every class that is nobody's [MC-1]
	send wan udp 0.0.0.5:7 203.0.113.16:5
	send wan udp 127.0.0.5:7 203.0.113.16:5
	send wan udp 169.254.1.1:7 203.0.113.30:5
	send wan udp 224.0.0.5:7 203.0.113.30:5
	send wan udp 240.0.0.5:7 203.0.113.30:5
	send wan udp 255.255.255.255:7 203.0.113.30:5
	send wan udp 203.0.113.255:7 203.0.113.30:5
	loose
	run count_is session 0
	test from outside to every class that is nobody's [MC-1]
	send wan udp 203.0.113.150:7 224.0.0.251:5353
	send wan udp 203.0.113.150:7 239.1.2.3:5
	send wan udp 203.0.113.150:7 255.255.255.255:67
	send wan udp 203.0.113.150:7 203.0.113.255:67
	send wan udp 203.0.113.150:7 10.0.0.255:67
	send wan udp 203.0.113.150:7 169.254.1.1:7
	send wan udp 203.0.113.150:7 240.0.0.1:7
	loose
	run count_is session 0
	test a pool's address that is routed here and nobody has: no way round in circles [TN-4]
	run nat pool add R addresses 198.51.100.2,198.51.100.5
	send wan udp 203.0.113.150:7 198.51.100.2:9
	send wan tcp 203.0.113.150:7 198.51.100.5:9 S
	send wan icmp 203.0.113.150 198.51.100.2 8/0 id=1 iseq=1
	send lan udp 10.0.0.50:7 198.51.100.2:9
END
frames <<-'END'
	test unsolicited packets move no later mapping [BOX-6]
	send wan udp 203.0.113.150:7 203.0.113.16:6000
	send lan udp 10.0.0.50:6000 203.0.113.150:7
	want wan udp 203.0.113.16:6000 203.0.113.150:7
	test UDP source port 0 never takes port 0 outside [K7]
	send lan udp 10.0.0.50:0 203.0.113.150:7
	loose
	test the gateway still works
	send lan udp 10.0.0.50:6001 203.0.113.150:7
	want wan udp 203.0.113.16:6001 203.0.113.150:7
END
is "no external port 0 was given [K7]" "$(nat mapping count external 203.0.113.16:0)" 0

# What the gateway itself listens for in groups and broadcasts comes to it as ever.
listen() {
	in_ns "$GW" socat -u "$1" "OPEN:$tmp/$2,creat,append" &
	defer stop $!
}
listen UDP4-RECV:67,bind=0.0.0.0 dhcp
listen UDP4-RECV:5353,bind=0.0.0.0,reuseaddr,ip-add-membership=224.0.0.251:in0 mdns
listen IP4-RECV:89,ip-add-membership=224.0.0.5:in0 ospf
listen IP4-RECV:2,ip-add-membership=224.0.0.22:in0 igmp
listening() {
	[ "$(in_ns "$GW" ss -Hlun | grep -c -E ':(67|5353) ')" = 2 ] &&
		[ "$(in_ns "$GW" ss -Hlwn | wc -l)" = 2 ]
}
ok "somebody listens for them" busywait 10000 listening
frames <<-'END'
	test groups and broadcasts for the gateway itself
	send lan udp 0.0.0.0:68 255.255.255.255:67 data=dhcp
	send lan udp 10.0.0.50:5353 224.0.0.251:5353 data=mdns
	send lan 89 10.0.0.50 224.0.0.5 ttl=1 data=ospf
	send lan 2 10.0.0.50 224.0.0.22 ttl=1 data=igmp
	loose
END
for what in dhcp mdns ospf igmp; do
	ok "$what reaches the gateway [MC-1]" busywait 5000 grep -q "$what" "$tmp/$what"
done

# Packets at random: nothing may break, and nothing untranslated may pass.
flows src=10.1.0.0/24 dst=224.0.0.0/28 count=4096 wait=200
is "4,096 datagrams to multicast groups: none passes [MC-1]" "$out $(nat session count inside \
	10.1.0.0/24)" "0 0"
finish
