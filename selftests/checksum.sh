#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Checksums: changed by the difference, so what was wrong stays wrong and what was absent stays absent.
#
#   10.0.0.50 -- GW 203.0.113.16 -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
topology wires
pass_invalid
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
	static add inside 10.0.0.13 external 203.0.113.30
CONFIG

frames <<-'END'
	test no UDP checksum stays none, outwards [K2 CK-1]
	send lan udp 10.0.0.50:5000 203.0.113.150:7 nosum len=33 as=a
	want wan udp 203.0.113.16:5000 203.0.113.150:7 sum=0
	test and inwards [K2 CK-1]
	send wan udp 203.0.113.150:7 203.0.113.16:5000 nosum len=33
	want lan udp 203.0.113.150:7 10.0.0.50:5000 sum=0
	test and for a static [K2]
	send lan udp 10.0.0.13:5000 203.0.113.150:7 nosum len=33
	want wan udp 203.0.113.30:5000 203.0.113.150:7 sum=0
	test odd lengths [CK-1]
	send lan udp 10.0.0.50:5000 203.0.113.150:7 len=1 as=a
	want wan udp 203.0.113.16:5000 203.0.113.150:7 like=a
	send lan udp 10.0.0.50:5000 203.0.113.150:7 len=1471 as=a
	want wan udp 203.0.113.16:5000 203.0.113.150:7 like=a
	test an empty datagram [CK-1]
	send lan udp 10.0.0.50:5000 203.0.113.150:7 as=a
	want wan udp 203.0.113.16:5000 203.0.113.150:7 like=a
END

# A payload of two bytes can make any checksum: every one of 0xff00-0xffff and 0-0xff after NAT.
# The transport sum of the translated packet without payload is S; the payload ~S makes it 0.
{
	echo 'test a checksum that becomes 0 goes out as 65535 [K2 CK-1]'
	# pseudo header 203.0.113.16 203.0.113.150 17 10, ports 5000 7, length 10
	sum=$((0xcb00 + 0x7110 + 0xcb00 + 0x7196 + 17 + 10 + 5000 + 7 + 10))
	sum=$(((sum & 0xffff) + (sum >> 16)))
	sum=$(((sum & 0xffff) + (sum >> 16)))
	printf 'send lan udp 10.0.0.50:5000 203.0.113.150:7 hex=%04x as=a\n' $((~sum & 0xffff))
	echo 'want wan udp 203.0.113.16:5000 203.0.113.150:7 like=a sum=0xffff'
	echo 'test TCP: the same is 0 there, and never 65535 [CK-1]'
	echo 'send lan tcp 10.0.0.50:5000 203.0.113.150:7 S seq=1'
	echo 'want wan tcp 203.0.113.16:5000 203.0.113.150:7 S'
	# ports, seq 1, doff and flags, window, urgent; payload 2 bytes
	sum=$((0xcb00 + 0x7110 + 0xcb00 + 0x7196 + 6 + 22 + 5000 + 7 + 1 + 0x5010 + 0xffff))
	sum=$(((sum & 0xffff) + (sum >> 16)))
	sum=$(((sum & 0xffff) + (sum >> 16)))
	printf 'send lan tcp 10.0.0.50:5000 203.0.113.150:7 A seq=1 hex=%04x as=a\n' $((~sum & 0xffff))
	echo 'want wan tcp 203.0.113.16:5000 203.0.113.150:7 A like=a sum=0'
	echo 'test 600 checksums around 0 and 65535, UDP and TCP [CK-1]'
	for ((i = -300; i < 300; i++)); do
		printf 'send lan tcp 10.0.0.50:5000 203.0.113.150:7 A seq=1 hex=%04x\n' \
			$(((~sum + i) & 0xffff))
		echo 'want wan tcp 203.0.113.16:5000 203.0.113.150:7 A'
		printf 'send wan udp 203.0.113.150:7 203.0.113.16:5000 hex=%04x\n' $((i & 0xffff))
		echo 'want lan udp 203.0.113.150:7 10.0.0.50:5000'
	done
} | frames

# What is wrong on purpose from here on is wrong on the wire, too.
check_wires
for proto in udp tcp; do
	frames <<-END
		test $proto: a wrong checksum is not made right, outwards [CK-1]
		send lan $proto 10.0.0.50:5000 203.0.113.150:7 badsum len=40 flags=0x10 as=a
		want wan $proto 203.0.113.16:5000 203.0.113.150:7 badsum
		test $proto: nor inwards [CK-1]
		send wan $proto 203.0.113.150:7 203.0.113.16:5000 badsum len=40 flags=0x10
		want lan $proto 203.0.113.150:7 10.0.0.50:5000 badsum
	END
done
frames <<-'END'
	test ping: nor there
	send lan icmp 10.0.0.50 203.0.113.150 8/0 id=4 iseq=1 badsum len=40
	want wan icmp 203.0.113.16 203.0.113.150 8/0 id=4 badsum
	test a wrong IP checksum is dropped
	send lan udp 10.0.0.50:5000 203.0.113.150:7 badip
END
finish
