#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A ping's answer that takes 59 seconds arrives; one that takes longer than the timer does not.
#
#   10.0.0.50 -- GW 203.0.113.16 -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
topology wires
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
CONFIG
frames <<-'END'
	test an answer after 59 seconds [ICMP-2]
	send lan icmp 10.0.0.50 203.0.113.150 8/0 id=7 iseq=1 len=56
	want wan icmp 203.0.113.16 203.0.113.150 8/0 id=7
	send lan icmp 10.0.0.50 203.0.113.150 8/0 id=8 iseq=1 len=56
	want wan icmp 203.0.113.16 203.0.113.150 8/0 id=8
	sleep 59000
	send wan icmp 203.0.113.150 203.0.113.16 0/0 id=7 iseq=1 len=56
	want lan icmp 203.0.113.150 10.0.0.50 0/0 id=7
	test but not after 63 [ICMP-2]
	sleep 4000
	send wan icmp 203.0.113.150 203.0.113.16 0/0 id=8 iseq=1 len=56
END
finish
