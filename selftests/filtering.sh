#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Filtering behaviours: who may send to a mapping that was made towards 203.0.113.150:7.
#
#   10.0.0.50:PORT -- GW 203.0.113.16 -- 203.0.113.150:7, same address :9, 203.0.113.151:7

. "$(dirname "$0")/lib.sh"
topology wires
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
CONFIG

# expect SIDE-WORDS when the letter is y
admit() {
	[ "$1" = n ] || printf 'want lan %s\n' "$2"
}

# udp NAME PORT OTHER-PORT OTHER-ADDRESS [IDS]: y or n for the last two
udp() {
	cat <<-END
		test $1: UDP, the remote endpoint itself [UDP-8${5:+ $5}]
		send lan udp 10.0.0.50:$2 203.0.113.150:7
		want wan udp 203.0.113.16:$2 203.0.113.150:7
		send wan udp 203.0.113.150:7 203.0.113.16:$2
		want lan udp 203.0.113.150:7 10.0.0.50:$2
		test $1: UDP, another port of its address ($3) [UDP-8${5:+ $5}]
		send wan udp 203.0.113.150:9 203.0.113.16:$2
		$(admit "$3" "udp 203.0.113.150:9 10.0.0.50:$2")
		test $1: UDP, another address ($4) [UDP-8${5:+ $5}]
		send wan udp 203.0.113.151:7 203.0.113.16:$2
		$(admit "$4" "udp 203.0.113.151:7 10.0.0.50:$2")
		test $1: UDP, it is admitted after the host has sent there [UDP-8${5:+ $5}]
		send lan udp 10.0.0.50:$2 203.0.113.151:7
		want wan udp 203.0.113.16:$2 203.0.113.151:7
		send wan udp 203.0.113.151:7 203.0.113.16:$2
		want lan udp 203.0.113.151:7 10.0.0.50:$2
	END
}

# tcp NAME PORT OTHER-PORT OTHER-ADDRESS [IDS]
tcp() {
	cat <<-END
		test $1: TCP, the remote endpoint itself [TCP-3${5:+ $5}]
		send lan tcp 10.0.0.50:$2 203.0.113.150:7 S seq=100
		want wan tcp 203.0.113.16:$2 203.0.113.150:7 S
		send wan tcp 203.0.113.150:7 203.0.113.16:$2 SA seq=500 ack=101
		want lan tcp 203.0.113.150:7 10.0.0.50:$2 SA
		send lan tcp 10.0.0.50:$2 203.0.113.150:7 A seq=101 ack=501
		want wan tcp 203.0.113.16:$2 203.0.113.150:7 A
		test $1: TCP, a SYN from another port of its address ($3) [TCP-3${5:+ $5}]
		send wan tcp 203.0.113.150:9 203.0.113.16:$2 S seq=1
		$(admit "$3" "tcp 203.0.113.150:9 10.0.0.50:$2 S")
		test $1: TCP, a SYN from another address ($4) [TCP-3${5:+ $5}]
		send wan tcp 203.0.113.151:7 203.0.113.16:$2 S seq=1
		$(admit "$4" "tcp 203.0.113.151:7 10.0.0.50:$2 S")
	END
}

frames <<-END
	$(udp "default, endpoint-independent" 5000 y y "CGN-7 UPD-6")
	$(tcp "default, endpoint-independent" 5000 y y "CGN-7 UPD-6")
END
nat pool set A filtering adf
before=$(counter drop-filtered)
frames <<-END
	$(udp address-dependent 5001 y n)
	$(tcp address-dependent 5001 y n)
END
is "what was not admitted is counted [UDP-8 TCP-3]" "$(($(counter drop-filtered) - before))" 2
nat pool set A filtering apdf
before=$(counter drop-filtered)
frames <<-END
	$(udp "address and port-dependent" 5002 n n)
	$(tcp "address and port-dependent" 5002 n n)
END
is "what was not admitted is counted, now more" "$(($(counter drop-filtered) - before))" 4
nat pool set A udp-filtering eif tcp-filtering apdf
frames <<-END
	$(udp "UDP open, TCP closed" 5003 y y UPD-6)
	$(tcp "UDP open, TCP closed" 5003 n n UPD-6)
END
nat pool set A udp-filtering adf tcp-filtering eif
frames <<-END
	$(udp "UDP closed, TCP open" 5004 y n UPD-6)
	$(tcp "UDP closed, TCP open" 5004 y y UPD-6)
END
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16 filtering apdf
	rule add index 1 src 10.0.0.50 sport 5005 oif out0 pool A filtering eif
	rule add index 2 oif out0 pool A
CONFIG
frames <<-END
	$(udp "a rule opens a port of one host" 5005 y y)
	$(udp "and no other" 5006 n n)
	test a datagram from one never sent to makes no session
	send lan udp 10.0.0.50:5007 203.0.113.150:7
	want wan udp 203.0.113.16:5007 203.0.113.150:7
	send wan udp 203.0.113.151:7 203.0.113.16:5007
	quiet
	run count_is session 1 external 203.0.113.16:5007
	test an ICMP query mapping follows UDP's filtering [UPD-6]
	send lan icmp 10.0.0.50 203.0.113.150 8/0 id=77 iseq=1
	want wan icmp 203.0.113.16 203.0.113.150 8/0 id=77
	send wan icmp 203.0.113.151 203.0.113.16 0/0 id=77 iseq=1
	quiet
	send wan icmp 203.0.113.150 203.0.113.16 0/0 id=77 iseq=1
	want lan icmp 203.0.113.150 10.0.0.50 0/0 id=77
END
finish
