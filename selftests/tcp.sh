#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The life of a TCP session: opening, data, closing, reset; its state after each segment (RFC 7857).
#
#   10.0.0.50 -- GW 203.0.113.16 -- 203.0.113.150:80

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
	echo 'test a connection opens'
	client S seq=100; state init
	server SA seq=500 ack=101
	client A seq=101 ack=501; state established
	echo 'test data passes both ways, sequence numbers as they are'
	client AP seq=101 ack=501 data=GET-/
	server AP seq=501 ack=106 len=1400
	server A seq=1901 ack=106 len=1400
	client A seq=106 ack=3301
	state established
	echo 'test the host closes: half-closed'
	client FA seq=106 ack=3301; state cfin
	echo 'test and the server goes on sending'
	server A seq=3301 ack=107 len=1400
	client A seq=107 ack=4701; state cfin
	echo 'test the server closes, too'
	server FA seq=4701 ack=107; state csfin
	client A seq=107 ack=4702; state csfin
	port=1002
	echo 'test the server closes first'
	open
	server FA seq=501 ack=101; state sfin
	client A seq=101 ack=502 len=500
	client FA seq=601 ack=502; state csfin
	server A seq=502 ack=602
	port=1003
	echo 'test both close at once'
	open
	client FA seq=101 ack=501
	server FA seq=501 ack=101
	state csfin
	client A seq=102 ack=502
	server A seq=502 ack=102
	port=1004
	echo 'test reset by the host'
	open
	client R seq=101; state trans
	port=1005
	echo 'test reset by the server'
	open
	server RA seq=501 ack=101; state trans
	echo 'test data after a reset make it established again'
	client A seq=101 ack=501 len=10
	server A seq=501 ack=111
	state established
	port=1006
	echo 'test refused: reset in answer to the SYN'
	client S seq=100
	server RA seq=0 ack=101; state closed
	port=1007
	echo 'test the SYN is sent anew, and answered twice'
	client S seq=100
	client S seq=100
	server SA seq=500 ack=101
	server SA seq=500 ack=101
	client A seq=101 ack=501; state established
	port=1008
	echo 'test SYN with data and options of congestion control'
	client SEC seq=100 data=early
	server SAE seq=500 ack=106
	client A seq=106 ack=501; state established
	echo 'test urgent data'
	client APU seq=106 ack=501 urg=3 data=abc
	port=1009
	echo 'test keepalive: one byte before the window, and its answer'
	open
	client A seq=100 ack=501
	server A seq=501 ack=101
	state established
	port=1010
	echo 'test a port used again after closing opens at once'
	open
	client FA seq=101 ack=501
	server FA seq=501 ack=102
	client A seq=102 ack=502
	client S seq=90000
	server SA seq=70000 ack=90001
	client A seq=90001 ack=70001; state established
	port=1011
	echo 'test and after a reset'
	open
	server R seq=501; state trans
	client S seq=90000
	server SA seq=70000 ack=90001
	client A seq=90001 ack=70001; state established
} | frames
frames <<-'END'
	test from outside to a forward
	send wan tcp 203.0.113.150:99 203.0.113.16:8080 S seq=1
	want lan tcp 203.0.113.150:99 10.0.0.50:8080 S
	send lan tcp 10.0.0.50:8080 203.0.113.150:99 SA seq=9 ack=2
	want wan tcp 203.0.113.16:8080 203.0.113.150:99 SA
	send wan tcp 203.0.113.150:99 203.0.113.16:8080 A seq=2 ack=10
	want lan tcp 203.0.113.150:99 10.0.0.50:8080 A
	run state_is established remote 203.0.113.150:99
	test simultaneous open: both SYNs, both acknowledged
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
END
flows src=10.1.0.0/24 dst=203.0.113.150 ports=3000+10 proto=tcp reply
is "2,560 connections open" "$out $back $(nat session count state established pool A inside \
	10.1.0.0/24)" "2560 2560 2560"
finish
