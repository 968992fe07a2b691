#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The life of a TCP session: opening, data, closing, reset; its state after each segment (RFC 7857).
#
#   10.0.0.50 -- GW 203.0.113.16 -- 203.0.113.150:80

# shellcheck disable=SC2016,SC2030,SC2031,SC2086 # for frames' shell; each part has its own ports
. "$(dirname "$0")/lib.sh"
topology wires
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
	forward add tcp 203.0.113.16:8080 10.0.0.50:8080
CONFIG

# client FLAGS [WORD...]: from inside on port $port; server: from outside. All but TTL and addresses the same.
client() {
	echo "send lan tcp 10.0.0.50:$port 203.0.113.150:80 $* as=x"
	echo "want wan tcp 203.0.113.16:$port 203.0.113.150:80 $1 like=x"
}

server() {
	echo "send wan tcp 203.0.113.150:80 203.0.113.16:$port $* as=x"
	echo "want lan tcp 203.0.113.150:80 10.0.0.50:$port $1 like=x"
}

state() {
	echo "run state_is $1 inside 10.0.0.50:$port"
}

# Opens a session: sequence numbers go on at 101 and 501.
open() {
	client S seq=100
	server SA seq=500 ack=101
	client A seq=101 ack=501
}

{
	port=1001
	echo 'test a connection opens: established only when both SYNs are acknowledged [UPD-2 TCP-2 TCP-1]'
	client S seq=100; state init
	server SA seq=500 ack=101; state init-reply-acked
	client A seq=101 ack=501; state established
	echo 'test data passes both ways, sequence numbers as they are [TCP-2]'
	client AP seq=101 ack=501 data=GET-/
	server AP seq=501 ack=106 len=1400
	server A seq=1901 ack=106 len=1400
	client A seq=106 ack=3301
	state established
	echo 'test addresses in the payload stay as they are [TCP-6]'
	client AP seq=106 ack=3301 data=PORT_10,0,0,50,7,9
	server A seq=3301 ack=124
	echo 'test the host closes: half-closed [UPD-2 K17]'
	client FA seq=124 ack=3301; state cfin
	echo 'test and the server goes on sending [K17 TCP-2]'
	server A seq=3301 ack=125 len=1400
	client A seq=125 ack=4701; state cfin
	echo 'test the server closes, too [UPD-2]'
	server FA seq=4701 ack=125; state csfin
	client A seq=125 ack=4702; state csfin
	port=1002
	echo 'test the server closes first [UPD-2]'
	open
	server FA seq=501 ack=101; state sfin
	client A seq=101 ack=502 len=500
	client FA seq=601 ack=502; state csfin
	server A seq=502 ack=602
	port=1003
	echo 'test both close at once [UPD-2 TCP-2]'
	open
	client FA seq=101 ack=501
	server FA seq=501 ack=101
	state csfin
	client A seq=102 ack=502
	server A seq=502 ack=102
	port=1004
	echo 'test reset by the host [UPD-2 UPD-2.2]'
	open
	client R seq=101; state trans
	port=1005
	echo 'test reset by the server [UPD-2 UPD-2.2]'
	open
	server RA seq=501 ack=101; state trans
	echo 'test data after a reset make it established again [UPD-2.2 UPD-2 BOX-8]'
	client A seq=101 ack=501 len=10
	server A seq=501 ack=111
	state established
	port=1006
	echo 'test refused: reset in answer to the SYN [UPD-2]'
	client S seq=100
	server RA seq=0 ack=101; state closed
	port=1007
	echo 'test the SYN is sent anew, and answered twice [BOX-8 TCP-2]'
	client S seq=100
	client S seq=100
	server SA seq=500 ack=101
	server SA seq=500 ack=101
	client A seq=101 ack=501; state established
	port=1008
	echo 'test SYN with data and options of congestion control [TCP-2]'
	client SEC seq=100 data=early
	server SAE seq=500 ack=106
	client A seq=106 ack=501; state established
	echo 'test urgent data [TCP-2]'
	client APU seq=106 ack=501 urg=3 data=abc
	port=1009
	echo 'test keepalive: one byte before the window, with data or not, and its answer [K16 TCP-2]'
	open
	client A seq=100 ack=501
	server A seq=501 ack=101
	client A seq=100 ack=501 len=1
	server A seq=501 ack=101
	state established
	port=1010
	echo 'test a port used again after closing opens at once [K15]'
	open
	client FA seq=101 ack=501
	server FA seq=501 ack=102
	client A seq=102 ack=502
	client S seq=90000
	server SA seq=70000 ack=90001
	client A seq=90001 ack=70001; state established
	port=1011
	echo 'test and after a reset [K15 UPD-2.2]'
	open
	server R seq=501; state trans
	client S seq=90000
	server SA seq=70000 ack=90001
	client A seq=90001 ack=70001; state established
} | frames
frames <<-'END'
	test from outside to a forward [TCP-2 TN-7]
	send wan tcp 203.0.113.150:99 203.0.113.16:8080 S seq=1
	want lan tcp 203.0.113.150:99 10.0.0.50:8080 S
	send lan tcp 10.0.0.50:8080 203.0.113.150:99 SA seq=9 ack=2
	want wan tcp 203.0.113.16:8080 203.0.113.150:99 SA
	send wan tcp 203.0.113.150:99 203.0.113.16:8080 A seq=2 ack=10
	want lan tcp 203.0.113.150:99 10.0.0.50:8080 A
	run state_is established remote 203.0.113.150:99
	test simultaneous open: both SYNs, both acknowledged [TCP-2a UPD-2]
	send lan tcp 10.0.0.50:2001 203.0.113.150:80 S seq=100
	want wan tcp 203.0.113.16:2001 203.0.113.150:80 S
	send wan tcp 203.0.113.150:80 203.0.113.16:2001 S seq=500
	want lan tcp 203.0.113.150:80 10.0.0.50:2001 S
	send lan tcp 10.0.0.50:2001 203.0.113.150:80 SA seq=100 ack=501
	want wan tcp 203.0.113.16:2001 203.0.113.150:80 SA
	send wan tcp 203.0.113.150:80 203.0.113.16:2001 SA seq=500 ack=101
	want lan tcp 203.0.113.150:80 10.0.0.50:2001 SA
	send lan tcp 10.0.0.50:2001 203.0.113.150:80 A seq=101 ack=501 len=5
	want wan tcp 203.0.113.16:2001 203.0.113.150:80 A
	run state_is established inside 10.0.0.50:2001
	test a reset from elsewhere belongs to no session and is dropped [TN-5]
	send wan tcp 203.0.113.151:80 203.0.113.16:2001 R seq=500
	run state_is established inside 10.0.0.50:2001
END

# A SYN that nobody answers, and a rule that comes after it.
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	pool add B addresses 203.0.113.17
	rule add index 10 oif out0 pool A
	rule add index 20 oif out0 pool B
	forward add tcp 203.0.113.16:8080 10.0.0.50:8080
CONFIG
frames <<-'END'
	test a SYN without answer, an open connection
	send lan tcp 10.0.0.50:2050 203.0.113.151:80 S seq=100
	want wan tcp 203.0.113.16:2050 203.0.113.151:80 S
	send lan tcp 10.0.0.50:2051 203.0.113.151:80 S seq=100
	want wan tcp 203.0.113.16:2051 203.0.113.151:80 S
	send wan tcp 203.0.113.151:80 203.0.113.16:2051 SA seq=500 ack=101
	want lan tcp 203.0.113.151:80 10.0.0.50:2051 SA
	run nat save >$tmp/same; nat apply $tmp/same
	test the same rules again leave it alone
	run count_is session 1 inside 10.0.0.50:2050
	run nat rule add index 5 dst 203.0.113.151 oif out0 pool B
	test a new rule for it takes it when it is sent again [BOX-8]
	send lan tcp 10.0.0.50:2050 203.0.113.151:80 S seq=100
	want wan tcp 203.0.113.17:2050 203.0.113.151:80 S
	test and what was answered stays as it is
	send lan tcp 10.0.0.50:2051 203.0.113.151:80 A seq=101 ack=501
	want wan tcp 203.0.113.16:2051 203.0.113.151:80 A
END
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
	forward add tcp 203.0.113.16:8080 10.0.0.50:8080
CONFIG

# The segment size that a SYN announces: options of 8 bytes, the size at an even or an odd offset.
even=020405b401010101 odd=01020405b4010100
# syn SIDE FLAGS SIZE: one that announces 1460 leaves announcing SIZE (hexadecimal)
syn() {
	local options=$4

	if [ "$1" = out ]; then
		echo "send lan tcp 10.0.0.50:$port 203.0.113.150:80 $2 seq=1 ack=2 topt=$options"
		echo "want wan tcp 203.0.113.16:$port 203.0.113.150:80 $2 topt=${options/05b4/$3}"
	else
		echo "send wan tcp 203.0.113.150:80 203.0.113.16:$port $2 seq=1 ack=2 topt=$options"
		echo "want lan tcp 203.0.113.150:80 10.0.0.50:$port $2 topt=${options/05b4/$3}"
	fi
}
{
	port=2101
	echo 'test the segment size of a SYN is left alone by default'
	syn out S 05b4 $even
	syn in SA 05b4 $odd
	echo 'run nat pool set A mss 1360'
	for options in $even $odd; do
		port=$((port + 1))
		echo "test mss 1360: a larger one is lowered to it, both ways ($options)"
		syn out S 0550 $options
		syn in SA 0550 $options
		echo "test and of a SYN that is sent again"
		syn out S 0550 $options
	done
	port=$((port + 1))
	echo 'run nat pool set A mss 1500'
	echo 'test a smaller one is never raised'
	syn out S 05b4 $even
	syn in SA 05b4 $odd
	port=$((port + 1))
	echo 'run ip -n $GW route replace 203.0.113.150/32 dev out0 mtu 1400'
	echo 'run nat pool set A mss route'
	echo 'test mss route: by the MTU of the way out, both ways'
	syn out S 0550 $even
	syn in SA 0550 $odd
	echo 'run ip -n $GW link set in0 mtu 1300'
	echo 'test and of the way in'
	syn out S 04ec $odd
	syn in SA 04ec $even
	echo 'run ip -n $GW link set in0 mtu 1500'
	echo 'run ip -n $GW route del 203.0.113.150/32'
	port=$((port + 1))
	echo 'test from outside to a forward'
	echo 'run nat pool set A mss 1000'
	echo "send wan tcp 203.0.113.150:98 203.0.113.16:8080 S seq=1 topt=$even"
	echo "want lan tcp 203.0.113.150:98 10.0.0.50:8080 S topt=${even/05b4/03e8}"
	echo "send lan tcp 10.0.0.50:8080 203.0.113.150:98 SA seq=1 ack=2 topt=$even"
	echo "want wan tcp 203.0.113.16:8080 203.0.113.150:98 SA topt=${even/05b4/03e8}"
	echo 'test a segment without SYN is left alone, whatever its options say'
	echo "send lan tcp 10.0.0.50:8080 203.0.113.150:98 A seq=2 ack=2 topt=$even"
	echo "want wan tcp 203.0.113.16:8080 203.0.113.150:98 A topt=$even"
	port=$((port + 1))
	echo 'test a SYN without the option gets none'
	echo "send lan tcp 10.0.0.50:$port 203.0.113.150:80 S topt=0101010101010101"
	echo "want wan tcp 203.0.113.16:$port 203.0.113.150:80 S topt=0101010101010101"
	echo 'run nat pool set A mss off'
} | frames
flows src=10.1.0.0/24 dst=203.0.113.150 ports=3000+10 proto=tcp reply
is "2,560 connections open, each answer to its own [TCP-7]" "$out $back $(nat session count state established pool A inside \
	10.1.0.0/24)" "2560 2560 2560"
finish
