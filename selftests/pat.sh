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
	is "$proto: the server sees the external address, the port is kept [${proto^^}-1]" \
		"$(seen ns="$I1" "$proto=10.0.0.11:5000" 203.0.113.101:7)" 203.0.113.16:5000
	other=$(seen ns="$I2" "$proto=10.0.0.12:5000" 203.0.113.101:9)
	like "$proto: the same port of another host gets another one [UDP-3 TCP-7 UPD-3]" "$other" '203.0.113.16:*'
	[ "$other" != 203.0.113.16:5000 ] && [ "${other#*:}" -ge 1024 ] 2>/dev/null
	is "$proto: and that one is of the same class [UDP-3a]" $? 0
	other=$(seen ns="$I1" "$proto=10.0.0.11:1000" 203.0.113.101:7 \
		ns="$I2" "$proto=10.0.0.12:1000" 203.0.113.101:9 | sed -n 2p)
	[ "${other#*:}" != 1000 ] && [ "${other#*:}" -lt 1024 ] 2>/dev/null
	is "$proto: a port below 1024 stays below when it has to change ($other) [UDP-3a]" $? 0
	is "$proto: ports 1, 1023, 1024 and 65535 are kept [UDP-3a BOX-1]" "$(seen ns="$I1" "$proto=10.0.0.11:1" \
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

# Real stacks: the outside one calls first, which is held; then the inside one calls: both connect.
in_ns "$O1" timeout 30 nc -w 20 -p 7000 203.0.113.16 5555 <<<"from outside" >"$tmp/outside" 2>&1 &
outside=$!
calling() {
	in_ns "$O1" ss -Htn state syn-sent | grep -q 203.0.113.16:5555
}
busywait 10000 calling
in_ns "$I1" timeout 30 nc -w 20 -p 5555 203.0.113.101 7000 <<<"from inside" >"$tmp/inside" 2>&1
wait "$outside"
is "connect() from both sides at once: both are connected [TCP-2a TCP-4]" \
	"$(<"$tmp/inside") $(<"$tmp/outside")" "from outside from inside"
before=$(nat session count)
frames <<-'END'
	test a datagram to an unused port is dropped and makes no session [BOX-6]
	send wan udp 203.0.113.150:7 203.0.113.16:33333 len=10
	test a segment to an unused port is dropped [BOX-6]
	send wan tcp 203.0.113.150:7 203.0.113.16:33333 S
	run count_is mapping 0 external 203.0.113.16:33333
	test and moves no later mapping of that port, nor lets anybody else in [BOX-6]
	send lan udp 10.0.0.50:33333 203.0.113.150:8
	want wan udp 203.0.113.16:33333 203.0.113.150:8
	send lan tcp 10.0.0.50:33333 203.0.113.150:8 S
	want wan tcp 203.0.113.16:33333 203.0.113.150:8 S
	test a UDP mapping admits no TCP [UPD-5 UPD-6]
	send lan udp 10.0.0.50:6000 203.0.113.150:7
	want wan udp 203.0.113.16:6000 203.0.113.150:7
	send wan tcp 203.0.113.150:7 203.0.113.16:6000 S
	test a TCP mapping admits no UDP [UPD-5 UPD-6]
	send lan tcp 10.0.0.50:6001 203.0.113.150:7 S
	want wan tcp 203.0.113.16:6001 203.0.113.150:7 S
	send wan udp 203.0.113.150:7 203.0.113.16:6001
	test UDP of the same inside port has a mapping of its own [UPD-5]
	send lan udp 10.0.0.50:6001 203.0.113.150:7
	want wan udp 203.0.113.16:?p 203.0.113.150:7
	send wan udp 203.0.113.150:7 203.0.113.16:@p
	want lan udp 203.0.113.150:7 10.0.0.50:6001
	run count_is mapping 2 inside 10.0.0.50:6001
	test payload, TOS, DF and options are left alone, and the TTL is one less [UDP-10 TN-6]
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
is "as many sessions more as were opened [BOX-6]" "$(($(nat session count) - before))" 5
finish
