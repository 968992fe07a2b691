#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# PAT from the address of an interface, which is the gateway's own too: its sockets and those of inside
# hosts never share a port, whoever comes first.
#
#   I1 10.0.0.11 --+                               +-- O1 203.0.113.101
#                  +-- GW 203.0.113.1 = pool W ----+
#   I2 10.0.0.12 --+                               +-- O2 203.0.113.201

. "$(dirname "$0")/lib.sh"
topology hosts
configure <<-'CONFIG'
	pool add W interface out0
	rule add oif out0 pool W
CONFIG
mirror ns="$O1" 203.0.113.101:7 203.0.113.102:9 ns="$O2" 203.0.113.201:7 \
	ns="$GW" 203.0.113.1:2222 10.0.0.1:2222

for proto in udp tcp; do
	is "$proto: inside hosts are seen with the interface's address" \
		"$(seen ns="$I1" "$proto=10.0.0.11:5000" 203.0.113.101:7 203.0.113.201:7 | xargs)" \
		"203.0.113.1:5000 203.0.113.1:5000"
	is "$proto: the gateway's own service is reached from outside [K14 BOX-7]" \
		"$(seen ns="$O1" "$proto=203.0.113.101:4000" 203.0.113.1:2222)" 203.0.113.101:4000
	is "$proto: and from inside [K14]" "$(seen ns="$I1" "$proto=10.0.0.11:4000" 10.0.0.1:2222)" \
		10.0.0.11:4000
	is "$proto: the gateway's own client is seen with its own port [K14]" \
		"$(seen ns="$GW" "$proto=203.0.113.1:40000" 203.0.113.101:7)" 203.0.113.1:40000

	# The gateway first, an inside host second, both towards the same server.
	seen ns="$GW" "$proto=203.0.113.1:41000" 203.0.113.101:7 keep="$tmp/keep" >/dev/null
	like "$proto: an inside host does not get a port the gateway uses [K14]" \
		"$(seen ns="$I1" "$proto=10.0.0.11:41000" 203.0.113.101:7)" '203.0.113.1:!(41000|)'
	like "$proto: nor one it listens on [K14 BOX-7]" \
		"$(seen ns="$I1" "$proto=10.0.0.11:2222" 203.0.113.101:7)" '203.0.113.1:!(2222|)'
	kill "$(cat "$tmp/keep")"
	is "$proto: its service goes on answering [K14 BOX-7]" \
		"$(seen ns="$O1" "$proto=203.0.113.101:4001" 203.0.113.1:2222)" 203.0.113.101:4001

	# An inside host first, the gateway second.
	is "$proto: a port an inside host has [K14]" \
		"$(seen ns="$I1" "$proto=10.0.0.11:42000" 203.0.113.101:7)" 203.0.113.1:42000
	got=$(seen ns="$GW" "$proto=203.0.113.1:42000" wait=1000 203.0.113.102:9)
	like "$proto: is not shared with the gateway's socket [K14]" "$got" '!(203.0.113.1:42000)'
	is "$proto: and stays the host's [K14]" "$(seen ns="$I1" "$proto=10.0.0.11:42000" 203.0.113.201:7)" \
		203.0.113.1:42000
done
ok "the gateway can ping [K14 BOX-1]" in_ns "$GW" ping -c 1 -W 2 -e 321 203.0.113.101
frames <<-'END'
	test an inside host pings with the same identifier, and gets its own answers [K14]
	send lan icmp 10.0.0.50 203.0.113.150 8/0 id=321 iseq=1
	want wan icmp 203.0.113.1 203.0.113.150 8/0 id=?id iseq=1
	send wan icmp 203.0.113.150 203.0.113.1 0/0 id=@id iseq=1
	want lan icmp 203.0.113.150 10.0.0.50 0/0 id=321
	test the same for an identifier that the gateway uses next [K14]
	send lan icmp 10.0.0.50 203.0.113.150 8/0 id=322 iseq=1
	want wan icmp 203.0.113.1 203.0.113.150 8/0 id=322 iseq=1
END
ok "the gateway pings with that identifier [K14]" in_ns "$GW" ping -c 1 -W 2 -e 322 203.0.113.101
frames <<-'END'
	test the gateway answers pings [K14 BOX-1 UPD-12]
	send wan icmp 203.0.113.150 203.0.113.1 8/0 id=321 iseq=7
	want wan icmp 203.0.113.1 203.0.113.150 0/0 id=321 iseq=7
	test a SYN to a port nobody has is not for the gateway's stack to reset [TCP-4]
	send wan tcp 203.0.113.150:7 203.0.113.1:4444 S seq=9
	test a datagram to a port nobody has, too
	send wan udp 203.0.113.150:7 203.0.113.1:4444 as=a
	want wan icmp 203.0.113.1 203.0.113.150 3/3 quotes=a
	test an error about the gateway's own packet stays with the gateway [K14]
	send wan icmp 203.0.113.150 203.0.113.1 3/1 [ udp 203.0.113.1:49999 203.0.113.150:7 len=10 ]
	test an error about an inside host's goes there [K14]
	send lan udp 10.0.0.50:5050 203.0.113.150:7 len=20 as=a
	want wan udp 203.0.113.1:5050 203.0.113.150:7 as=b
	send wan icmp 203.0.113.151 203.0.113.1 3/1 quotes=b
	want lan icmp 203.0.113.151 10.0.0.50 3/1 quotes=a
END
flows src=10.1.0.0/24 dst=203.0.113.150 ports=2000+20 reply
is "many hosts share it" "$out $back $shared" "5120 5120 0"
finish
