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
	query "echo and its reply [ICMP-1 ICMP-10]" 119
	query "identifier 0 [ICMP-1 K7]" 0
	query "identifier 65535 [ICMP-1]" 65535
	cat <<-'END'
		test the same identifier to another destination [ICMP-1a]
		send lan icmp 10.0.0.50 203.0.113.151 8/0 id=119 iseq=8
		want wan icmp 203.0.113.16 203.0.113.151 8/0 id=119
		test the same identifier of another host becomes another one [ICMP-1 ICMP-1a]
		send lan icmp 10.0.0.51 203.0.113.150 8/0 id=119 iseq=1
		want wan icmp 203.0.113.16 203.0.113.150 8/0 id=?other
		run test "$other" != 119
		send wan icmp 203.0.113.150 203.0.113.16 0/0 id=@other iseq=1
		want lan icmp 203.0.113.150 10.0.0.51 0/0 id=119
		test and both go on [ICMP-1]
		send wan icmp 203.0.113.150 203.0.113.16 0/0 id=119 iseq=9
		want lan icmp 203.0.113.150 10.0.0.50 0/0 id=119 iseq=9
		test identifier 0 of another host, too [ICMP-1 K7]
		send lan icmp 10.0.0.51 203.0.113.150 8/0 id=0 iseq=1
		want wan icmp 203.0.113.16 203.0.113.150 8/0 id=?zero
		run test "$zero" != 0
		send wan icmp 203.0.113.150 203.0.113.16 0/0 id=@zero iseq=1
		want lan icmp 203.0.113.150 10.0.0.51 0/0 id=0
		test timestamp and its reply [ICMP-1 ICMP-10]
		send lan icmp 10.0.0.50 203.0.113.150 13/0 id=500 iseq=1 hex=000000010000000000000000
		want wan icmp 203.0.113.16 203.0.113.150 13/0 id=500
		send wan icmp 203.0.113.150 203.0.113.16 14/0 id=500 iseq=1 hex=000000010000000200000003
		want lan icmp 203.0.113.150 10.0.0.50 14/0 id=500
		test a reply longer than its packet: the trailer stays behind [BOX-1]
		send wan icmp 203.0.113.150 203.0.113.16 0/0 id=500 iseq=2 len=4 trail=18
		want lan icmp 203.0.113.150 10.0.0.50 0/0 id=500 size=4
		test a reply that nobody asked for is dropped [ICMP-4]
		send wan icmp 203.0.113.150 203.0.113.16 0/0 id=9999 iseq=2 len=4
		test an answer of 4000 bytes, in fragments [UDP-14]
		send wan icmp 203.0.113.150 203.0.113.16 0/0 id=119 iseq=3 len=3992 as=a pieces=1000 order=3,1,2,0
		want lan icmp 203.0.113.150 10.0.0.50 0/0 id=119 like=a frags=4
		test information, mask, router and unknown types from inside do not pass [ICMP-11]
		send lan icmp 10.0.0.50 203.0.113.150 15/0 id=1 iseq=1
		send lan icmp 10.0.0.50 203.0.113.150 17/0 id=1 iseq=1 hex=00000000
		send lan icmp 10.0.0.50 203.0.113.150 10/0 rest=0
		send lan icmp 10.0.0.50 203.0.113.150 9/0 rest=0
		send lan icmp 10.0.0.50 203.0.113.150 30/0 rest=0
		send lan icmp 10.0.0.50 203.0.113.150 42/0 rest=0
		send lan icmp 10.0.0.50 203.0.113.150 200/0 rest=0
		test nor from outside [ICMP-11]
		send wan icmp 203.0.113.150 203.0.113.16 16/0 id=1 iseq=1
		send wan icmp 203.0.113.150 203.0.113.16 18/0 id=1 iseq=1 hex=00000000
		send wan icmp 203.0.113.150 203.0.113.16 200/0 rest=0
		test an answer sent from inside is no query [ICMP-1]
		send lan icmp 10.0.0.50 203.0.113.150 0/0 id=7777 iseq=1
	END
} | frames
[ "$(($(counter drop-icmp-type) - types))" -ge 10 ]
is "types not translated are counted [ICMP-11]" $? 0
is "one mapping for each identifier of a host [ICMP-1a]" "$(nat mapping count proto icmp)" 6
is "queries have a minute at least [ICMP-2]" \
	"$(nat -j timeout list | grep -o '"icmp"[^}]*' | grep -o '"seconds": *[0-9]*' |
		grep -o '[0-9]*$')" 60
no "less is refused [ICMP-2]" nat timeout set icmp 59
ok "more can be had [ICMP-2]" nat timeout set icmp 90
frames <<-'END'
	test source-routed pings do not get out with an inside address [ICMP-11]
	send lan icmp 10.0.0.50 203.0.113.150 8/0 id=5 iseq=1 opt=830708cb00719600
	send lan icmp 10.0.0.50 203.0.113.150 8/0 id=5 iseq=1 opt=890708cb00719600
	loose
	test pings of a PAT address are nobody's: dropped without a word [ICMP-4]
	send wan icmp 203.0.113.150 203.0.113.16 8/0 id=119 iseq=1
	test traceroute's last step outwards and back: TTL 1 is answered here, 2 goes on [ICMP-10 BOX-1]
	send lan icmp 10.0.0.50 203.0.113.150 8/0 id=700 iseq=1 ttl=1 len=20 as=a
	want lan icmp 10.0.0.1 10.0.0.50 11/0 quotes=a
	send lan icmp 10.0.0.50 203.0.113.150 8/0 id=700 iseq=2 ttl=2 as=a
	want wan icmp 203.0.113.16 203.0.113.150 8/0 id=700 iseq=2 ttl=1 like=a
END
finish
