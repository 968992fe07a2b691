#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Dynamic NAT: a host gets a whole address of the pool while it has sessions.
#
#   10.0.0.50 51 52 53 -- GW 203.0.113.17, .18 -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
topology wires
configure <<-'CONFIG'
	pool add D addresses 203.0.113.17-203.0.113.18 type dynamic
	rule add oif out0 pool D
CONFIG
refused=$(counter drop-addresses-exhausted)
frames <<-'END'
	test the first packet of a host binds an address [TN-2]
	send lan udp 10.0.0.50:5000 203.0.113.150:7 as=a
	want wan udp ?first:5000 203.0.113.150:7 like=a
	run count_is session 1
	test every further session has the same one, and ports are kept [TN-2]
	send lan udp 10.0.0.50:80 203.0.113.151:9
	want wan udp @first:80 203.0.113.151:9
	send lan tcp 10.0.0.50:5000 203.0.113.150:7 S seq=1
	want wan tcp @first:5000 203.0.113.150:7 S
	send lan icmp 10.0.0.50 203.0.113.150 8/0 id=0 iseq=1
	want wan icmp @first 203.0.113.150 8/0 id=0
	test any protocol passes, both ways
	send lan 47 10.0.0.50 203.0.113.150 len=20
	want wan 47 @first 203.0.113.150 len=20
	send wan 47 203.0.113.150 @first len=21
	want lan 47 203.0.113.150 10.0.0.50 len=21
	test answers come back
	send wan udp 203.0.113.150:7 @first:5000
	want lan udp 203.0.113.150:7 10.0.0.50:5000
	test a second host gets another address [TN-2]
	send lan udp 10.0.0.51:5000 203.0.113.150:7
	want wan udp ?second:5000 203.0.113.150:7
	run test "$first" != "$second"
	test the third gets none and is told so [TN-2]
	send lan udp 10.0.0.52:5000 203.0.113.150:7 as=a
	want lan icmp 10.0.0.1 10.0.0.52 3/13 quotes=a
	test while the first two go on
	send lan udp 10.0.0.50:5000 203.0.113.150:7
	want wan udp @first:5000 203.0.113.150:7
	send lan udp 10.0.0.51:5000 203.0.113.150:7
	want wan udp @second:5000 203.0.113.150:7
	test an ICMP error about a bound host's packet
	send lan udp 10.0.0.50:5001 203.0.113.150:7 as=a
	want wan udp @first:5001 203.0.113.150:7 as=b
	send wan icmp 203.0.113.150 @first 3/3 quotes=b cut=8
	want lan icmp 203.0.113.150 10.0.0.50 3/3 quotes=a cut=8
END
is "the refusal is counted" "$(($(counter drop-addresses-exhausted) - refused))" 1
is "two subscribers" "$(nat subscriber list | grep -c 10.0.0.5)" 2
nat session flush inside 10.0.0.50 >/dev/null
is "without sessions there is no mapping" "$(nat mapping count inside 10.0.0.50)" 0
frames <<-'END'
	test the address freed by the last session serves another host [TN-2]
	send lan udp 10.0.0.52:5000 203.0.113.150:7
	want wan udp *:5000 203.0.113.150:7
	test and the former one now has none [TN-2]
	send lan udp 10.0.0.50:5000 203.0.113.150:7
	want lan icmp 10.0.0.1 10.0.0.50 3/13
END

nat session flush >/dev/null
configure <<-'CONFIG'
	set allow-short-timeouts on
	timeout set udp 1
	pool add D addresses 203.0.113.17 type dynamic
	rule add oif out0 pool D
CONFIG
frames <<-'END'
	test a host is bound
	send lan udp 10.0.0.50:5000 203.0.113.150:7
	want wan udp 203.0.113.17:5000 203.0.113.150:7
END
# Lists pass over what is past its time; the address is free once the sweep was there.
none_left() {
	[ "$(counter sessions)" = 0 ]
}
ok "its idle session ends by itself" busywait 8000 none_left
frames <<-'END'
	test and frees the address
	send lan udp 10.0.0.53:5000 203.0.113.150:7
	want wan udp 203.0.113.17:5000 203.0.113.150:7
END

# A flush takes what is past its time with it: its address is free at once, sweep or not.
past_its_time() {
	[ "$(nat session count)" = 0 ]
}
nat session flush >/dev/null
left=0
for host in 50 51 52 53; do
	frames <<-END
		test host $host is bound
		send lan udp 10.0.0.$host:5000 203.0.113.150:7
		want wan udp 203.0.113.17:5000 203.0.113.150:7
	END
	busywait 8000 past_its_time
	nat session flush >/dev/null
	left=$((left + $(counter sessions)))
done
is "a flush ends sessions past their time too" "$left" 0

configure <<-'CONFIG'
	pool add D addresses 203.0.113.17-203.0.113.18 type dynamic dry pat
	rule add oif out0 pool D
CONFIG
frames <<-'END'
	test dry pat: the first host has the first address alone [TN-2]
	send lan udp 10.0.0.50:5000 203.0.113.150:7
	want wan udp 203.0.113.17:5000 203.0.113.150:7
	test the others share the last by ports [TN-2]
	send lan udp 10.0.0.51:5000 203.0.113.150:7
	want wan udp 203.0.113.18:5000 203.0.113.150:7
	send lan udp 10.0.0.52:5000 203.0.113.150:7
	want wan udp 203.0.113.18:?port 203.0.113.150:7
	run test "$port" != 5000
	send wan udp 203.0.113.150:7 203.0.113.18:@port
	want lan udp 203.0.113.150:7 10.0.0.52:5000
	test only the first can use any protocol
	send lan 47 10.0.0.50 203.0.113.150 len=20
	want wan 47 203.0.113.17 203.0.113.150 len=20
	send lan 47 10.0.0.51 203.0.113.150 len=20
	loose
END
is "sharing is seen in the list" "$(nat mapping count external 203.0.113.18)" 2

# Whose tuples would be in one chain of the table if the protocol were only mixed into an address.
nat session flush >/dev/null
frames <<-'END'
	test a host is bound anew
	send lan udp 10.0.0.50:5000 203.0.113.150:7
	want wan udp 203.0.113.17:5000 203.0.113.150:7
END
"$helpers/malform" protocols "to=$WS,g,$MAC_OUT" src=198.18.0.1 dst=203.0.113.17 count=200 >/dev/null
is "200 protocols from as many hosts, chosen to collide: each has its session [K29]" \
	"$(nat session count)" 201
finish
