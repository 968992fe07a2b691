#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Forwards: a fixed external port (or range) leads to an inside one.
#
#   I1 10.0.0.11 --+                   +-- O1 203.0.113.101
#                  +-- GW .1 .16 ------+
#   I2 10.0.0.12 --+                   +-- O2 203.0.113.201

. "$(dirname "$0")/lib.sh"
topology hosts
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add src 10.0.0.0/24 oif out0 pool A
	forward add tcp 203.0.113.16:8080 10.0.0.11:80
	forward add udp external 203.0.113.16:8080 inside 10.0.0.12:80
	forward add tcp 203.0.113.16:6000-6009 10.0.0.11:6000-6009
	forward add tcp 203.0.113.16:7000-7009 10.0.0.12:9000-9009
	forward add udp 203.0.113.16:7000-7009 10.0.0.11:9000-9009
	forward add tcp 203.0.113.17:25 10.0.0.11:25
	forward add tcp out0:8443 10.0.0.11:443
	forward add udp external interface out0:5353 inside 10.0.0.11:53
CONFIG
mirror ns="$I1" tcp=10.0.0.11:80 udp=10.0.0.11:80 tcp=10.0.0.11:600{0,5,9} udp=10.0.0.11:900{0,4} \
	10.0.0.11:25 10.0.0.11:443 10.0.0.11:53 \
	ns="$I2" 10.0.0.12:80 tcp=10.0.0.12:900{0,4,9} 10.0.0.12:25 \
	ns="$O1" 203.0.113.101:7 ns="$O2" 203.0.113.201:7

# called NAME PROTOCOL TARGET...: the server sees the client, the client gets its answers
called() {
	local name=$1 proto=$2 wanted

	shift 2
	wanted=$(printf '203.0.113.101:4000 %.0s' "$@")
	is "$name" "$(seen ns="$O1" "$proto=203.0.113.101:4000" "$@" | xargs)" "${wanted% }"
}

called "one TCP port, with nothing before [TN-7]" tcp 203.0.113.16:8080
called "the same UDP port leads elsewhere" udp 203.0.113.16:8080
is "it is I2 that answers" "$(nat session list proto udp external 203.0.113.16:8080 |
	grep -c 10.0.0.12:80)" 1
called "a range, its first, middle and last port [TN-7]" tcp 203.0.113.16:600{0,5,9}
called "a shifted range" tcp 203.0.113.16:700{0,4,9}
called "a shifted range of UDP, to another host" udp 203.0.113.16:700{0,4}
called "an address that no pool has" tcp 203.0.113.17:25
called "the address of an interface" tcp 203.0.113.1:8443
called "the address of an interface, UDP" udp 203.0.113.1:5353
is "a second client" "$(seen ns="$O2" tcp=203.0.113.201:4000 203.0.113.16:8080)" 203.0.113.201:4000
is "the port after a range is closed" \
	"$(seen ns="$O1" udp=203.0.113.101:4001 wait=300 203.0.113.16:7010)" none
is "from that port the host is seen as the forward [TN-7]" \
	"$(seen ns="$I1" connect=1 udp=10.0.0.11:9004 203.0.113.101:7 203.0.113.201:7 | xargs)" \
	"203.0.113.16:7004 203.0.113.16:7004"
is "from others as by the rule" "$(seen ns="$I1" udp=10.0.0.11:9100 203.0.113.101:7)" \
	203.0.113.16:9100
like "nobody else gets a forwarded port [TN-7]" "$(seen ns="$I2" udp=10.0.0.12:7005 203.0.113.101:7)" \
	'203.0.113.16:!(7005)'
like "neither by TCP [TN-7]" "$(seen ns="$I2" tcp=10.0.0.12:6005 203.0.113.101:7)" '203.0.113.16:!(6005)'
is "forwards are listed" "$(nat forward list | wc -l)" 8

frames <<-'END'
	test what is forwarded is left alone but for the address, the port and the TTL [TN-7]
	send wan udp 203.0.113.150:99 203.0.113.16:7001 data=10.0.0.11 tos=8 df as=a
	want lan udp 203.0.113.150:99 10.0.0.11:9001 like=a
	send lan udp 10.0.0.11:9001 203.0.113.150:99 data=x as=b
	want wan udp 203.0.113.16:7001 203.0.113.150:99 like=b
	loose
	test port unreachable comes from the external address and quotes it
	send wan udp 203.0.113.150:98 203.0.113.16:7002 data=hello as=a
	want lan udp 203.0.113.150:98 10.0.0.11:9002 as=b
	send lan icmp 10.0.0.11 203.0.113.150 3/3 quotes=b
	want wan icmp 203.0.113.16 203.0.113.150 3/3 quotes=a
	loose
	test a segment without SYN does not open a forward [TN-7]
	send wan tcp 203.0.113.150:97 203.0.113.16:8080 A seq=5 ack=6
END

# For a host that has sessions already, and the reverse.
is "a host with a session" "$(seen ns="$I2" connect=1 udp=10.0.0.12:7300 203.0.113.101:7)" \
	203.0.113.16:7300
nat forward add udp 203.0.113.16:9300 10.0.0.12:7300
is "a forward made for it: the session goes on, the next one is the forward's [BOX-4]" \
	"$(seen ns="$I2" connect=1 udp=10.0.0.12:7300 203.0.113.101:7 203.0.113.201:7 | xargs)" \
	"203.0.113.16:7300 203.0.113.16:9300"
nat forward del udp 203.0.113.16:9300
is "the forward deleted: its session ends, the other goes on [BOX-4]" \
	"$(nat session count external 203.0.113.16:9300) $(nat session count inside 10.0.0.12:7300)" \
	"0 1"
is "and the host is seen as by the rule again [BOX-4]" \
	"$(seen ns="$I2" connect=1 udp=10.0.0.12:7300 203.0.113.201:7)" 203.0.113.16:7300
no "a forward inside the range of another is refused, so that each port leads to one host [BOX-4]" \
	nat forward add tcp 203.0.113.16:6005 10.0.0.12:6005
frames <<-'END'
	test from outside to an inside address: routed, not translated, no session [BOX-4 K23]
	send wan udp 203.0.113.150:96 10.0.0.12:4444 data=x as=a
	want lan udp 203.0.113.150:96 10.0.0.12:4444 like=a
	run count_is session 0 remote 203.0.113.150:96
	loose
END
nat forward del tcp 203.0.113.16:8080
is "a deleted forward is closed" \
	"$(seen ns="$O1" tcp=203.0.113.101:4010 wait=500 203.0.113.16:8080)" none
finish
