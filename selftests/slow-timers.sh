#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The timers as they are by default, waited for: five minutes and a half. What lives is asked before its
# time is over by the clock of this script, and what has to be over, after it; a slow machine makes the
# script wait longer, and nothing else.
#
#   10.0.0.50 -- GW 203.0.113.16, .17 (one port) -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
topology wires
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	pool add ONE addresses 203.0.113.17 ports 2000
	rule add src 10.0.0.48/30 oif out0 pool A
	rule add src 10.0.0.52/30 oif out0 pool ONE
CONFIG

# Before the first packet of what is waited for, and after its last one.
start=$(date +%s) made=
# before SECONDS: no session and no freed port can be as old as that yet
before() {
	[ $(($(date +%s) - start)) -lt "$1" ]
}
# until_after SECONDS: all sessions are that old
until_after() {
	until [ $(($(date +%s) - made)) -gt "$1" ]; do
		sleep 0.2
	done
}

# open PORT
open() {
	cat <<-END
		send lan tcp 10.0.0.50:$1 203.0.113.150:80 S seq=100
		want wan tcp 203.0.113.16:$1 203.0.113.150:80 S
		send wan tcp 203.0.113.150:80 203.0.113.16:$1 SA seq=500 ack=101
		want lan tcp 203.0.113.150:80 10.0.0.50:$1 SA
		send lan tcp 10.0.0.50:$1 203.0.113.150:80 A seq=101 ack=501
		want wan tcp 203.0.113.16:$1 203.0.113.150:80 A
	END
}
frames <<-END
	test a port is freed
	send lan udp 10.0.0.53:5000 203.0.113.150:7
	want wan udp 203.0.113.17:2000 203.0.113.150:7
	run nat session del inside 10.0.0.53 >/dev/null
	test sessions of all kinds
	send lan udp 10.0.0.50:1000 203.0.113.150:7
	want wan udp 203.0.113.16:1000 203.0.113.150:7
	send lan icmp 10.0.0.50 203.0.113.150 8/0 id=1001 iseq=1
	want wan icmp 203.0.113.16 203.0.113.150 8/0 id=1001
	send lan tcp 10.0.0.50:1002 203.0.113.150:80 S seq=1
	want wan tcp 203.0.113.16:1002 203.0.113.150:80 S
	$(open 1003)
	$(open 1004)
	send wan tcp 203.0.113.150:80 203.0.113.16:1004 R seq=501
	want lan tcp 203.0.113.150:80 10.0.0.50:1004 R
	$(open 1005)
	send lan tcp 10.0.0.50:1005 203.0.113.150:80 FA seq=101 ack=501
	want wan tcp 203.0.113.16:1005 203.0.113.150:80 FA
	send wan tcp 203.0.113.150:80 203.0.113.16:1005 FA seq=501 ack=102
	want lan tcp 203.0.113.150:80 10.0.0.50:1005 FA
	$(open 1006)
	send wan tcp 203.0.113.150:80 203.0.113.16:1006 R seq=501
	want lan tcp 203.0.113.150:80 10.0.0.50:1006 R
END
made=$(date +%s)

# alive SECONDS NAME IDS LINE...: the lines pass, if they do so before that many seconds are over
alive() {
	local seconds=$1 name=$2 ids=$3

	shift 3
	if before "$seconds"; then
		printf '%s\n' 'limit 30000' "test $name [$ids]" "$@" | frames
	else
		skip "$name [$ids]" "this machine was too slow to ask in time"
	fi
}

until_after 45
alive 59 "a ping's answer after 45 s" ICMP-2 \
	'send wan icmp 203.0.113.150 203.0.113.16 0/0 id=1001 iseq=1' \
	'want lan icmp 203.0.113.150 10.0.0.50 0/0 id=1001'
until_after 95
alive 120 "a freed port is refused to another after 95 s" CGN-8 \
	'send lan udp 10.0.0.52:5000 203.0.113.150:7 len=5 as=a' \
	'want lan icmp 10.0.0.1 10.0.0.52 3/13 quotes=a' \
	'test a datagram from outside then [UDP-5]' \
	'send wan udp 203.0.113.150:7 203.0.113.16:1000' \
	'want lan udp 203.0.113.150:7 10.0.0.50:1000'
free() {
	[ "$(number held_ports "$(nat -j status)")" = 0 ]
}
ok "after two minutes the port is free [CGN-8]" busywait 60000 free
before 120
is "and not before [CGN-8]" $? 1
frames <<-'END'
	test another has it then [CGN-8]
	send lan udp 10.0.0.52:5000 203.0.113.150:7
	want wan udp 203.0.113.17:2000 203.0.113.150:7
END
until_after 215
alive 240 "data 215 s after a reset restore the session" UPD-2.2 \
	'send wan tcp 203.0.113.150:80 203.0.113.16:1006 A seq=501 ack=101 len=5' \
	'want lan tcp 203.0.113.150:80 10.0.0.50:1006 A' \
	'run state_is established inside 10.0.0.50:1006'
alive 240 "a half-open connection after 215 s" TCP-5 \
	'run count_is session 1 inside 10.0.0.50:1002'
alive 240 "one that was reset" "UPD-2.2 TN-5" 'run count_is session 1 inside 10.0.0.50:1004'
alive 240 "one that both sides closed" "TCP-5 TN-5" 'run count_is session 1 inside 10.0.0.50:1005'
until_after 242
frames <<-'END'
	test half-open, reset or closed, 4 minutes later a segment leads nowhere [TCP-5 TN-5 UPD-2.2]
	send wan tcp 203.0.113.150:80 203.0.113.16:1002 SA seq=9 ack=2
	send wan tcp 203.0.113.150:80 203.0.113.16:1004 A seq=501 ack=101
	send wan tcp 203.0.113.150:80 203.0.113.16:1005 A seq=502 ack=102
	send lan tcp 10.0.0.50:1004 203.0.113.150:80 A seq=101 ack=501
	test and an established one goes on [TCP-5]
	send wan tcp 203.0.113.150:80 203.0.113.16:1003 A seq=501 ack=101 len=5
	want lan tcp 203.0.113.150:80 10.0.0.50:1003 A
END
# What passed from outside has not made the datagrams' session younger.
until_after 302
frames <<-'END'
	test after 5 minutes UDP's is over [UDP-5 UDP-6]
	send wan udp 203.0.113.150:7 203.0.113.16:1000
END
finish
