#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ICMP queries: the identifier is to ICMP what the port is to UDP (RFC 5508).
#
#   10.0.0.50, .51 -- GW 203.0.113.16 -- 203.0.113.150, .151

. "$(dirname "$0")/lib.sh"
topology wires
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
CONFIG

# ping NAME IDENTIFIER: a query and its answer, the identifier kept
query() {
	cat <<-END
		test $1
		send lan icmp 10.0.0.50 203.0.113.150 8/0 id=$2 iseq=7 len=56 as=a
		want wan icmp 203.0.113.16 203.0.113.150 8/0 id=$2 iseq=7 like=a
		send wan icmp 203.0.113.150 203.0.113.16 0/0 id=$2 iseq=7 len=56 as=b
		want lan icmp 203.0.113.150 10.0.0.50 0/0 id=$2 iseq=7 like=b
	END
}

types=$(counter drop-icmp-type)
{
	query "echo and its reply" 119
	query "identifier 0" 0
	query "identifier 65535" 65535
	cat <<-'END'
		test the same identifier to another destination
		send lan icmp 10.0.0.50 203.0.113.151 8/0 id=119 iseq=8
		want wan icmp 203.0.113.16 203.0.113.151 8/0 id=119
		test the same identifier of another host becomes another one
		send lan icmp 10.0.0.51 203.0.113.150 8/0 id=119 iseq=1
		want wan icmp 203.0.113.16 203.0.113.150 8/0 id=?other
		run test "$other" != 119
		send wan icmp 203.0.113.150 203.0.113.16 0/0 id=@other iseq=1
		want lan icmp 203.0.113.150 10.0.0.51 0/0 id=119
		test and both go on
		send wan icmp 203.0.113.150 203.0.113.16 0/0 id=119 iseq=9
		want lan icmp 203.0.113.150 10.0.0.50 0/0 id=119 iseq=9
		test identifier 0 of another host, too
		send lan icmp 10.0.0.51 203.0.113.150 8/0 id=0 iseq=1
		want wan icmp 203.0.113.16 203.0.113.150 8/0 id=?zero
		run test "$zero" != 0
		send wan icmp 203.0.113.150 203.0.113.16 0/0 id=@zero iseq=1
		want lan icmp 203.0.113.150 10.0.0.51 0/0 id=0
		test timestamp and its reply
		send lan icmp 10.0.0.50 203.0.113.150 13/0 id=500 iseq=1 hex=000000010000000000000000
		want wan icmp 203.0.113.16 203.0.113.150 13/0 id=500
		send wan icmp 203.0.113.150 203.0.113.16 14/0 id=500 iseq=1 hex=000000010000000200000003
		want lan icmp 203.0.113.150 10.0.0.50 14/0 id=500
		test a reply longer than its packet: the trailer stays behind
		send wan icmp 203.0.113.150 203.0.113.16 0/0 id=500 iseq=2 len=4 trail=18
		want lan icmp 203.0.113.150 10.0.0.50 0/0 id=500 size=4
		test a reply that nobody asked for is dropped
		send wan icmp 203.0.113.150 203.0.113.16 0/0 id=9999 iseq=2 len=4
		test an answer of 4000 bytes, in fragments
		send wan icmp 203.0.113.150 203.0.113.16 0/0 id=119 iseq=3 len=3992 as=a pieces=1000 order=3,1,2,0
		want lan icmp 203.0.113.150 10.0.0.50 0/0 id=119 like=a frags=4
		test information, mask, router and unknown types from inside do not pass
		send lan icmp 10.0.0.50 203.0.113.150 15/0 id=1 iseq=1
		send lan icmp 10.0.0.50 203.0.113.150 17/0 id=1 iseq=1 hex=00000000
		send lan icmp 10.0.0.50 203.0.113.150 10/0 rest=0
		send lan icmp 10.0.0.50 203.0.113.150 9/0 rest=0
		send lan icmp 10.0.0.50 203.0.113.150 30/0 rest=0
		send lan icmp 10.0.0.50 203.0.113.150 42/0 rest=0
		send lan icmp 10.0.0.50 203.0.113.150 200/0 rest=0
		test nor from outside
		send wan icmp 203.0.113.150 203.0.113.16 16/0 id=1 iseq=1
		send wan icmp 203.0.113.150 203.0.113.16 18/0 id=1 iseq=1 hex=00000000
		send wan icmp 203.0.113.150 203.0.113.16 200/0 rest=0
		test an answer sent from inside is no query
		send lan icmp 10.0.0.50 203.0.113.150 0/0 id=7777 iseq=1
	END
} | frames
[ "$(($(counter drop-icmp-type) - types))" -ge 10 ]
is "types not translated are counted" $? 0
is "one mapping for each identifier of a host" "$(nat mapping count proto icmp)" 6
finish
