#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# PAT: inside hosts share one address by ports.
#
#   I1 10.0.0.11 --+                         +-- O1 203.0.113.101 .102
#                  +-- GW 203.0.113.16 ------+
#   I2 10.0.0.12 --+                         +-- O2 203.0.113.201

. "$(dirname "$0")/lib.sh"
topology hosts
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add src 10.0.0.0/24 oif out0 pool A
CONFIG
mirror ns="$O1" 203.0.113.{101,102}:{7,9} ns="$O2" 203.0.113.201:{7,9}

for proto in udp tcp; do
	is "$proto: the server sees the external address, the port is kept" \
		"$(seen ns="$I1" "$proto=10.0.0.11:5000" 203.0.113.101:7)" 203.0.113.16:5000
	other=$(seen ns="$I2" "$proto=10.0.0.12:5000" 203.0.113.101:9)
	like "$proto: the same port of another host gets another one" "$other" '203.0.113.16:*'
	[ "$other" != 203.0.113.16:5000 ] && [ "${other#*:}" -ge 1024 ] 2>/dev/null
	is "$proto: and that one is of the same class" $? 0
	other=$(seen ns="$I1" "$proto=10.0.0.11:1000" 203.0.113.101:7 \
		ns="$I2" "$proto=10.0.0.12:1000" 203.0.113.101:9 | sed -n 2p)
	[ "${other#*:}" != 1000 ] && [ "${other#*:}" -lt 1024 ] 2>/dev/null
	is "$proto: a port below 1024 stays below when it has to change ($other)" $? 0
	is "$proto: ports 1, 1023, 1024 and 65535 are kept" "$(seen ns="$I1" "$proto=10.0.0.11:1" \
		203.0.113.101:7 "$proto=10.0.0.11:1023" 203.0.113.101:7 "$proto=10.0.0.11:1024" \
		203.0.113.101:7 "$proto=10.0.0.11:65535" 203.0.113.101:7 | xargs)" \
		"203.0.113.16:1 203.0.113.16:1023 203.0.113.16:1024 203.0.113.16:65535"
done
ok "ping goes through" in_ns "$I1" ping -c 2 -i 0.1 -W 2 203.0.113.101
ok "and at the same time from another host" in_ns "$I2" ping -c 2 -i 0.1 -W 2 203.0.113.101
like "a session tells both sides" "$(nat session list proto udp inside 10.0.0.11:5000)" \
	'*10.0.0.11:5000*203.0.113.16:5000*203.0.113.101:7*'
ok "and counts packets" test "$(number in_packets "$(nat -j session list proto udp \
	inside 10.0.0.11:5000)")" = 1
is "a subscriber is one inside host" "$(nat subscriber list | grep -c 10.0.0.1)" 2
before=$(nat session count)
frames <<-'END'
	test a datagram to an unused port is dropped and makes no session
	send wan udp 203.0.113.150:7 203.0.113.16:33333 len=10
	test a segment to an unused port is dropped
	send wan tcp 203.0.113.150:7 203.0.113.16:33333 S
	test a UDP mapping admits no TCP
	send lan udp 10.0.0.50:6000 203.0.113.150:7
	want wan udp 203.0.113.16:6000 203.0.113.150:7
	send wan tcp 203.0.113.150:7 203.0.113.16:6000 S
	test payload, TOS, DF and options are left alone, and the TTL is one less
	send lan udp 10.0.0.50:6000 203.0.113.150:7 data=PORT-10,0,0,50,1 tos=0xb9 df opt=01010101 as=a
	want wan udp 203.0.113.16:6000 203.0.113.150:7 like=a tos=0xb9 df=1
	send wan udp 203.0.113.150:7 203.0.113.16:6000 data=via-10.0.0.50 tos=0x03 ttl=9 as=b
	want lan udp 203.0.113.150:7 10.0.0.50:6000 like=b tos=0x03
	test the gateway itself is reached from inside without translation
	send lan icmp 10.0.0.50 10.0.0.1 8/0 id=5 iseq=1
	want lan icmp 10.0.0.1 10.0.0.50 0/0 id=5
	test the gateway itself is reached from outside, too
	send wan icmp 203.0.113.150 203.0.113.1 8/0 id=5 iseq=1
	want wan icmp 203.0.113.1 203.0.113.150 0/0 id=5
END
is "one more session than before" "$(($(nat session count) - before))" 1
finish
