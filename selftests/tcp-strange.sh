#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# TCP as attackers and broken peers send it: translated where it belongs to a session, never trusted.
#
#   10.0.0.50 -- GW 203.0.113.16 -- 203.0.113.150:80

. "$(dirname "$0")/lib.sh"
topology wires
pass_invalid
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
CONFIG

none=$(counter drop-no-session) malformed=$(counter drop-malformed)
frames <<-'END'
	test without a SYN no session begins: ACK [TN-5]
	send lan tcp 10.0.0.50:1000 203.0.113.150:80 A seq=1 ack=1
	test data, FIN, SYN-ACK [TN-5]
	send lan tcp 10.0.0.50:1000 203.0.113.150:80 AP seq=1 ack=1 len=10
	send lan tcp 10.0.0.50:1000 203.0.113.150:80 FA seq=1 ack=1
	send lan tcp 10.0.0.50:1000 203.0.113.150:80 SA seq=1 ack=1
	test reset [TN-5]
	send lan tcp 10.0.0.50:1000 203.0.113.150:80 R seq=1
	run count_is session 0
END
is "each is counted" "$(($(counter drop-no-session) - none))" 5
nat set tcp-refusal reset
frames <<-'END'
	test with tcp-refusal reset a segment of no session is answered as its receiver would [TCP-5]
	send lan tcp 10.0.0.50:1000 203.0.113.150:80 AP seq=1 ack=4000000001 len=10
	want lan tcp 203.0.113.150:80 10.0.0.50:1000 R seq=4000000001
	send lan tcp 10.0.0.50:1000 203.0.113.150:80 FA seq=1 ack=77
	want lan tcp 203.0.113.150:80 10.0.0.50:1000 R seq=77
	send lan tcp 10.0.0.50:1000 203.0.113.150:80 SA seq=1 ack=78
	want lan tcp 203.0.113.150:80 10.0.0.50:1000 R seq=78
	send lan tcp 10.0.0.50:1000 203.0.113.150:80 FA seq=9 ack=1 ttl=2
	want lan tcp 203.0.113.150:80 10.0.0.50:1000 R seq=1
	test but not a reset, nor one with a wrong checksum, nor one from outside [TCP-5]
	send lan tcp 10.0.0.50:1000 203.0.113.150:80 R seq=1
	send lan tcp 10.0.0.50:1000 203.0.113.150:80 A seq=1 ack=1 badsum
	send wan tcp 203.0.113.150:80 203.0.113.16:1000 A seq=1 ack=1
	run count_is session 0
END
nat set tcp-refusal none
frames <<-'END'
	test no flags at all, FIN and URG and PSH alone, SYN with FIN, SYN with RST [K6]
	send lan tcp 10.0.0.50:1001 203.0.113.150:80 -
	send lan tcp 10.0.0.50:1001 203.0.113.150:80 FUP
	send lan tcp 10.0.0.50:1001 203.0.113.150:80 SF
	send lan tcp 10.0.0.50:1001 203.0.113.150:80 SR
	run count_is session 0
	test ports 0 [K7]
	send lan tcp 10.0.0.50:0 203.0.113.150:80 S
	send lan tcp 10.0.0.50:1001 203.0.113.150:0 S
	run count_is session 0
	test a header length of 4 words, one longer than the packet, a segment of 12 bytes [K6]
	send lan tcp 10.0.0.50:1001 203.0.113.150:80 S doff=4
	send lan tcp 10.0.0.50:1001 203.0.113.150:80 S doff=15
	send lan 6 10.0.0.50 203.0.113.150 totlen=32 chop=8
	run count_is session 0
END
[ "$(($(counter drop-malformed) - malformed))" -ge 6 ]
is "malformed ones are counted" $? 0

# A session of port 1100 with known sequence numbers: 101 and 501, window 65535 each.
frames <<-'END'
	test a session
	send lan tcp 10.0.0.50:1100 203.0.113.150:80 S seq=100
	want wan tcp 203.0.113.16:1100 203.0.113.150:80 S
	send wan tcp 203.0.113.150:80 203.0.113.16:1100 SA seq=500 ack=101
	want lan tcp 203.0.113.150:80 10.0.0.50:1100 SA
	send lan tcp 10.0.0.50:1100 203.0.113.150:80 A seq=101 ack=501
	want wan tcp 203.0.113.16:1100 203.0.113.150:80 A
	run state_is established
	test a blind reset does not end it [UPD-2.2 K16]
	send wan tcp 203.0.113.150:80 203.0.113.16:1100 R seq=1000000000
	loose
	run state_is established
	test nor does one from inside [UPD-2.2 K16]
	send lan tcp 10.0.0.50:1100 203.0.113.150:80 R seq=2000000000
	loose
	run state_is established
	test a blind FIN does not half-close it [K16]
	send wan tcp 203.0.113.150:80 203.0.113.16:1100 FA seq=1000000000 ack=2000000000
	loose
	run state_is established
	test a blind SYN does not begin it anew [K16]
	send wan tcp 203.0.113.150:80 203.0.113.16:1100 S seq=1000000000
	loose
	run state_is established
	test an old SYN of the host, sent again, does not either [K15]
	send lan tcp 10.0.0.50:1100 203.0.113.150:80 S seq=100
	want wan tcp 203.0.113.16:1100 203.0.113.150:80 S
	run state_is established
	test a challenge ACK passes [K16]
	send wan tcp 203.0.113.150:80 203.0.113.16:1100 A seq=501 ack=101
	want lan tcp 203.0.113.150:80 10.0.0.50:1100 A
	test data far out of the window and a bad ack pass, but change nothing [K16]
	send wan tcp 203.0.113.150:80 203.0.113.16:1100 A seq=900000000 ack=7 len=10
	want lan tcp 203.0.113.150:80 10.0.0.50:1100 A
	test a selective acknowledgment passes as it is [K16 TCP-2]
	send lan tcp 10.0.0.50:1100 203.0.113.150:80 A seq=101 ack=501 topt=0101050a0000020000000300 as=sack
	want wan tcp 203.0.113.16:1100 203.0.113.150:80 A topt=0101050a0000020000000300 like=sack
	run state_is established
	test and the session goes on
	send wan tcp 203.0.113.150:80 203.0.113.16:1100 AP seq=501 ack=101 len=100
	want lan tcp 203.0.113.150:80 10.0.0.50:1100 AP
	send lan tcp 10.0.0.50:1100 203.0.113.150:80 A seq=101 ack=601
	want wan tcp 203.0.113.16:1100 203.0.113.150:80 A
	test ICMP errors of all kinds, soft and hard, reach the host and end nothing [TCP-9 TCP-10]
	send lan tcp 10.0.0.50:1100 203.0.113.150:80 A seq=101 ack=601 len=30 as=sent
	want wan tcp 203.0.113.16:1100 203.0.113.150:80 A as=seen
	send wan icmp 203.0.113.150 203.0.113.16 3/2 quotes=seen cut=20
	want lan icmp 203.0.113.150 10.0.0.50 3/2 quotes=sent cut=20
	send wan icmp 203.0.113.150 203.0.113.16 3/3 quotes=seen cut=8
	want lan icmp 203.0.113.150 10.0.0.50 3/3 quotes=sent cut=8
	send wan icmp 203.0.113.152 203.0.113.16 3/13 quotes=seen cut=20
	want lan icmp 203.0.113.152 10.0.0.50 3/13 quotes=sent cut=20
	send wan icmp 203.0.113.152 203.0.113.16 11/0 quotes=seen cut=8
	want lan icmp 203.0.113.152 10.0.0.50 11/0 quotes=sent cut=8
	send wan icmp 203.0.113.152 203.0.113.16 3/4 mtu=1300 quotes=seen cut=20
	want lan icmp 203.0.113.152 10.0.0.50 3/4 mtu=1300 quotes=sent cut=20
	run state_is established
	test and the session still passes data [TCP-10]
	send wan tcp 203.0.113.150:80 203.0.113.16:1100 AP seq=601 ack=131 len=1
	want lan tcp 203.0.113.150:80 10.0.0.50:1100 AP
	send lan tcp 10.0.0.50:1100 203.0.113.150:80 A seq=131 ack=602
	want wan tcp 203.0.113.16:1100 203.0.113.150:80 A
	test the exact reset ends it [UPD-2.2]
	send wan tcp 203.0.113.150:80 203.0.113.16:1100 R seq=602
	want lan tcp 203.0.113.150:80 10.0.0.50:1100 R
	run state_is trans
	test a SYN-ACK that nobody asked for
	send wan tcp 203.0.113.151:80 203.0.113.16:1100 SA seq=5 ack=6
	test an ACK from another address
	send wan tcp 203.0.113.151:80 203.0.113.16:1100 A seq=5 ack=6 len=3
END

# Closed by both sides; one side alone cannot bring it back.
frames <<-'END'
	test a closed session
	send lan tcp 10.0.0.50:1200 203.0.113.150:80 S seq=100
	want wan tcp 203.0.113.16:1200 203.0.113.150:80 S
	send wan tcp 203.0.113.150:80 203.0.113.16:1200 SA seq=500 ack=101
	want lan tcp 203.0.113.150:80 10.0.0.50:1200 SA
	send lan tcp 10.0.0.50:1200 203.0.113.150:80 FA seq=101 ack=501
	want wan tcp 203.0.113.16:1200 203.0.113.150:80 FA
	send wan tcp 203.0.113.150:80 203.0.113.16:1200 FA seq=501 ack=102
	want lan tcp 203.0.113.150:80 10.0.0.50:1200 FA
	run state_is csfin inside 10.0.0.50:1200
	test late data of a closed session do not make it established [BOX-8]
	send wan tcp 203.0.113.150:80 203.0.113.16:1200 A seq=502 ack=102 len=10
	loose
	run ! state_is established inside 10.0.0.50:1200
	test a SYN of one side reopens, but is not established [BOX-8]
	send wan tcp 203.0.113.150:80 203.0.113.16:1200 S seq=77000
	loose
	run ! state_is established inside 10.0.0.50:1200
	test nor by data of that side, or its SYN again
	send wan tcp 203.0.113.150:80 203.0.113.16:1200 A seq=77001 ack=102 len=10
	send wan tcp 203.0.113.150:80 203.0.113.16:1200 S seq=77000
	loose
	run ! state_is established inside 10.0.0.50:1200
	test the SYN of the other side, too, both acknowledged, makes it established [BOX-8 K15]
	send lan tcp 10.0.0.50:1200 203.0.113.150:80 SA seq=66000 ack=77001
	want wan tcp 203.0.113.16:1200 203.0.113.150:80 SA
	send wan tcp 203.0.113.150:80 203.0.113.16:1200 A seq=77001 ack=66001
	want lan tcp 203.0.113.150:80 10.0.0.50:1200 A
	run state_is established inside 10.0.0.50:1200
END
finish
