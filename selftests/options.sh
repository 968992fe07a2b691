#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# IP options and other rare headers: ports are found behind them, they stay as they are.
#
#   10.0.0.50 -- GW 203.0.113.16 -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
topology wires
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
	static add inside 10.0.0.13 external 203.0.113.30
CONFIG
nops=$(printf '01%.0s' {1..40})

# both NAME OPTIONS: UDP, TCP and ping with these options, both ways
both() {
	cat <<-END
		test $1: UDP
		send lan udp 10.0.0.50:5000 203.0.113.150:7 len=40 opt=$2 as=a
		want wan udp 203.0.113.16:5000 203.0.113.150:7 like=a opt=$2
		send wan udp 203.0.113.150:7 203.0.113.16:5000 len=41 opt=$2 as=a
		want lan udp 203.0.113.150:7 10.0.0.50:5000 like=a opt=$2
		test $1: TCP
		send lan tcp 10.0.0.50:5000 203.0.113.150:7 S seq=1 opt=$2 as=a
		want wan tcp 203.0.113.16:5000 203.0.113.150:7 S like=a opt=$2
		send wan tcp 203.0.113.150:7 203.0.113.16:5000 SA seq=1 ack=2 opt=$2 as=a
		want lan tcp 203.0.113.150:7 10.0.0.50:5000 SA like=a opt=$2
		test $1: ping
		send lan icmp 10.0.0.50 203.0.113.150 8/0 id=9 iseq=1 opt=$2 as=a
		want wan icmp 203.0.113.16 203.0.113.150 8/0 id=9 like=a opt=$2
		test $1: a static
		send wan udp 203.0.113.150:7 203.0.113.30:9 len=3 opt=$2 as=a
		want lan udp 203.0.113.150:7 10.0.0.13:9 like=a opt=$2
		test $1: fragments
		send lan udp 10.0.0.50:5000 203.0.113.150:7 len=1992 opt=$2 pieces=1000 order=1,0
		want wan udp 203.0.113.16:5000 203.0.113.150:7 frags=2
	END
}

{
	both "40 bytes of padding" "$nops"
	both "an option that nobody knows" 5e080000000101ff
	cat <<-'END'
		test record route: the gateway writes its outside address, the ports are right
		send lan udp 10.0.0.50:5000 203.0.113.150:7 len=4 opt=0707040000000000
		want wan udp 203.0.113.16:5000 203.0.113.150:7 opt=070708cb00710100
		test record route that is full
		send lan udp 10.0.0.50:5000 203.0.113.150:7 len=4 opt=0707080102030400 as=a
		want wan udp 203.0.113.16:5000 203.0.113.150:7 like=a
		test source routes do not leak an inside address
		send lan udp 10.0.0.50:5000 203.0.113.150:7 len=4 opt=830708cb00719600
		loose
		test source ports 1023, 1024 and 65535, destination port 65535
		send lan udp 10.0.0.50:1023 203.0.113.150:65535
		want wan udp 203.0.113.16:1023 203.0.113.150:65535
		send lan udp 10.0.0.50:1024 203.0.113.150:65535
		want wan udp 203.0.113.16:1024 203.0.113.150:65535
		send lan udp 10.0.0.50:65535 203.0.113.150:65535
		want wan udp 203.0.113.16:65535 203.0.113.150:65535
		test a frame longer than its packet
		send lan udp 10.0.0.50:5000 203.0.113.150:7 len=4 trail=14 as=a
		want wan udp 203.0.113.16:5000 203.0.113.150:7 size=4
		send wan tcp 203.0.113.150:7 203.0.113.16:5000 A seq=2 ack=2 trail=6
		want lan tcp 203.0.113.150:7 10.0.0.50:5000 A size=0
		test congestion marks and classes stay
		send lan udp 10.0.0.50:5000 203.0.113.150:7 tos=0x2b as=a
		want wan udp 203.0.113.16:5000 203.0.113.150:7 like=a tos=0x2b
		send wan udp 203.0.113.150:7 203.0.113.16:5000 tos=0xb8 as=a
		want lan udp 203.0.113.150:7 10.0.0.50:5000 like=a tos=0xb8
		test the largest packet of the wire
		send lan udp 10.0.0.50:5000 203.0.113.150:7 df len=1472 as=a
		want wan udp 203.0.113.16:5000 203.0.113.150:7 like=a df=1
	END
} | frames
finish
