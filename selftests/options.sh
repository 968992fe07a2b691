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
		test $1: UDP [TN-6]
		send lan udp 10.0.0.50:5000 203.0.113.150:7 len=40 opt=$2 as=a
		want wan udp 203.0.113.16:5000 203.0.113.150:7 like=a opt=$2
		send wan udp 203.0.113.150:7 203.0.113.16:5000 len=41 opt=$2 as=a
		want lan udp 203.0.113.150:7 10.0.0.50:5000 like=a opt=$2
		test $1: TCP [TN-6]
		send lan tcp 10.0.0.50:5000 203.0.113.150:7 S seq=1 opt=$2 as=a
		want wan tcp 203.0.113.16:5000 203.0.113.150:7 S like=a opt=$2
		send wan tcp 203.0.113.150:7 203.0.113.16:5000 SA seq=1 ack=2 opt=$2 as=a
		want lan tcp 203.0.113.150:7 10.0.0.50:5000 SA like=a opt=$2
		test $1: ping [TN-6]
		send lan icmp 10.0.0.50 203.0.113.150 8/0 id=9 iseq=1 opt=$2 as=a
		want wan icmp 203.0.113.16 203.0.113.150 8/0 id=9 like=a opt=$2
		test $1: a static [TN-6]
		send wan udp 203.0.113.150:7 203.0.113.30:9 len=3 opt=$2 as=a
		want lan udp 203.0.113.150:7 10.0.0.13:9 like=a opt=$2
		test $1: fragments [TN-6]
		send lan udp 10.0.0.50:5000 203.0.113.150:7 len=1992 opt=$2 pieces=1000 order=1,0
		want wan udp 203.0.113.16:5000 203.0.113.150:7 frags=2
	END
}

{
	both "40 bytes of padding" "$nops"
	both "an option that nobody knows" 5e080000000101ff
	cat <<-'END'
		test record route: the gateway writes its outside address, the ports are right [TN-6]
		send lan udp 10.0.0.50:5000 203.0.113.150:7 len=4 opt=0707040000000000
		want wan udp 203.0.113.16:5000 203.0.113.150:7 opt=070708cb00710100
		test record route that is full [TN-6]
		send lan udp 10.0.0.50:5000 203.0.113.150:7 len=4 opt=0707080102030400 as=a
		want wan udp 203.0.113.16:5000 203.0.113.150:7 like=a
		test source routes do not leak an inside address [TN-6 ICMP-11]
		send lan udp 10.0.0.50:5000 203.0.113.150:7 len=4 opt=830708cb00719600
		send lan udp 10.0.0.50:5000 203.0.113.150:7 len=4 opt=890708cb00719600
		loose
		test time stamps: the gateway adds its own, the ports are right [TN-6]
		send lan udp 10.0.0.50:5000 203.0.113.150:7 len=4 opt=4408050000000000
		want wan udp 203.0.113.16:5000 203.0.113.150:7 ihl=7 size=4
		send wan udp 203.0.113.150:7 203.0.113.16:5000 len=4 opt=4408050000000000
		want lan udp 203.0.113.150:7 10.0.0.50:5000 ihl=7 size=4
		test time stamps with addresses do not show an inside one [TN-6]
		send lan udp 10.0.0.50:5000 203.0.113.150:7 len=4 opt=440c05010000000000000000
		want wan udp 203.0.113.16:5000 203.0.113.150:7 ihl=8 size=4
		test source ports 1023, 1024 and 65535, destination port 65535 [BOX-1]
		send lan udp 10.0.0.50:1023 203.0.113.150:65535
		want wan udp 203.0.113.16:1023 203.0.113.150:65535
		send lan udp 10.0.0.50:1024 203.0.113.150:65535
		want wan udp 203.0.113.16:1024 203.0.113.150:65535
		send lan udp 10.0.0.50:65535 203.0.113.150:65535
		want wan udp 203.0.113.16:65535 203.0.113.150:65535
		test a frame longer than its packet [BOX-1]
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

# Payloads that speak of addresses: nobody reads them.
{
	payload() {
		cat <<-END
			test $1: the payload is not read, outwards [$2]
			send lan $3 10.0.0.50:$4 203.0.113.150:$5 ${6:+A seq=2 ack=2} data=$7 as=a
			want wan $3 203.0.113.16:$4 203.0.113.150:$5 like=a data=$7
			test $1: nor inwards [$2]
			send wan $3 203.0.113.150:$5 203.0.113.16:$4 ${6:+A seq=2 ack=2} data=$7 as=a
			want lan $3 203.0.113.150:$5 10.0.0.50:$4 like=a data=$7
		END
	}
	connect() {
		cat <<-END
			test a connection to port $2
			send lan tcp 10.0.0.50:$1 203.0.113.150:$2 S seq=1
			want wan tcp 203.0.113.16:$1 203.0.113.150:$2 S
			send wan tcp 203.0.113.150:$2 203.0.113.16:$1 SA seq=1 ack=2
			want lan tcp 203.0.113.150:$2 10.0.0.50:$1 SA
		END
	}
	payload SIP UDP-10 udp 5060 5060 '' INVITE,sip:a@203.0.113.16,Via:10.0.0.50:5060,c=IN,IP4,10.0.0.50
	payload TFTP UDP-10 udp 3333 69 '' 10.0.0.50,octet
	payload DNS UDP-10 udp 5353 53 '' 10.0.0.50.in-addr.arpa,203.0.113.16
	connect 2121 21
	payload FTP TCP-6 tcp 2121 21 y PORT,10,0,0,50,19,136,203,0,113,16
	connect 1723 1723
	payload PPTP TCP-6 tcp 1723 1723 y 10.0.0.50,203.0.113.16
	connect 5060 5060
	payload SIP TCP-6 tcp 5060 5060 y REGISTER,Contact:10.0.0.50,203.0.113.16
} | frames

# The knob.
options=$(counter drop-options)
frames <<-'END'
	test ip-options drop: none gets through, either way [TN-6]
	run nat set ip-options drop
	send lan udp 10.0.0.50:5000 203.0.113.150:7 len=4 opt=01010101
	send lan udp 10.0.0.50:5999 203.0.113.150:7 len=4 opt=01010101
	send wan udp 203.0.113.150:7 203.0.113.16:5000 len=4 opt=01010101
	send lan udp 10.0.0.50:5000 203.0.113.16:5000 len=4 opt=01010101
	send lan udp 10.0.0.13:5000 203.0.113.150:7 len=4 opt=01010101
	send wan udp 203.0.113.150:7 203.0.113.30:5000 len=4 opt=01010101
	send lan icmp 10.0.0.50 203.0.113.150 8/0 id=9 iseq=1 opt=01010101
	run count_is session 0 inside 10.0.0.50:5999
	test those without go on, and the gateway's own as ever [TN-6]
	send lan udp 10.0.0.50:5000 203.0.113.150:7 len=4
	want wan udp 203.0.113.16:5000 203.0.113.150:7
	send lan icmp 10.0.0.50 10.0.0.1 8/0 id=9 iseq=1 opt=01010101
	want lan icmp 10.0.0.1 10.0.0.50 0/0 id=9
END
is "each is counted [TN-6]" "$(($(counter drop-options) - options))" 7
frames <<-'END'
	test and back to pass [TN-6]
	run nat set ip-options pass
	send lan udp 10.0.0.50:5000 203.0.113.150:7 len=4 opt=01010101
	want wan udp 203.0.113.16:5000 203.0.113.150:7 opt=01010101
END
finish
