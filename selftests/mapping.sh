#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Mapping behaviours: what the same inside endpoint looks like from four outside ones, always with the
# port already taken by another host, as else a NAT that keeps ports looks endpoint-independent.
#
#   I1 10.0.0.11 --+                   +-- O1 203.0.113.101:7 :9  203.0.113.102:7
#                  +-- GW -------------+
#   I2 10.0.0.12 --+                   +-- O2 203.0.113.201:7

. "$(dirname "$0")/lib.sh"
topology hosts
mirror ns="$O1" 203.0.113.{101,102}:{7,9} ns="$O2" 203.0.113.201:7
targets="203.0.113.101:7 203.0.113.101:9 203.0.113.102:7 203.0.113.201:7 203.0.113.101:7"

# A letter for each external endpoint, the same letter for the same one.
pattern() {
	awk '{ if (!($1 in letter)) letter[$1] = substr("abcdefgh", ++n, 1)
		printf "%s", letter[$1] } END { print "" }'
}

# behaviour NAME PROTOCOL PORT PATTERN [IDS]; the last target is the first again.
behaviour() {
	local got

	# shellcheck disable=SC2086 # words are meant
	got=$(seen ns="$I2" "$2=10.0.0.12:$3" $targets ns="$I1" "$2=10.0.0.11:$3" \
		${targets% *} | tail -n 4 | pattern)
	is "$1: $2${5:+ [$5]}" "$got" "$4"
}

# flows without anything left from before
fresh() {
	nat session flush >/dev/null
	flows "$@"
}

configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add src 10.0.0.0/24 oif out0 pool A
CONFIG
behaviour "default: endpoint-independent" udp 4000 aaaa "UDP-1 CGN-1"
behaviour "default: endpoint-independent" tcp 4000 aaaa "TCP-1 CGN-1"
nat pool set A mapping adm
behaviour "address-dependent" udp 4001 aabc
behaviour "address-dependent" tcp 4001 aabc
nat pool set A mapping apdm
behaviour "address and port-dependent" udp 4002 abcd
behaviour "address and port-dependent" tcp 4002 abcd
nat pool set A tcp-mapping eim udp-mapping apdm
behaviour "chosen for each protocol" udp 4003 abcd UPD-5
behaviour "chosen for each protocol" tcp 4003 aaaa UPD-5
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16 mapping eim
	rule add index 5 src 10.0.0.11 dst 203.0.113.101 oif out0 pool A udp-mapping apdm
	rule add src 10.0.0.0/24 oif out0 pool A
CONFIG
behaviour "overridden by a rule for a destination" udp 4004 abcc
is "the same question again has the same answer" \
	"$(seen ns="$I1" udp=10.0.0.11:4005 203.0.113.101:7 203.0.113.101:9 203.0.113.101:7 |
		pattern)" aba

configure <<-'CONFIG'
	pool add A addresses 203.0.113.16 preserve off
	rule add oif out0 pool A
	set port-hold 0
CONFIG
fresh src=10.1.0.0/26 dst=203.0.113.150 ports=20000+100
is "preserve off: hardly a port is kept [RND-1]" "$((out == 6400 && preserved < 20))" 1
is "nor comes one after the other, and all parts are used [RND-1 CGN-15 UPD-9]" "$((stepped < 20)) $((spread > 60))" "1 1"
fresh src=10.1.0.0/26 dst=203.0.113.150 ports=600+5
is "ports below 1024 stay below [UDP-3a]" "$out $crossed" "320 0"

configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
	set port-hold 0
CONFIG
fresh src=10.1.0.0/26 dst=203.0.113.150 ports=20001+100
# A hundred are wanted by somebody first; the odd one is gone by then, drawn for a port that collided.
is "preserve on: kept until they collide [RND-1]" "$out $((preserved >= 75 && preserved <= 100))" "6400 1"
is "colliding ports are unpredictable [RND-1 CGN-15 UPD-9]" "$((stepped < 200)) $((spread > 60))" "1 1"

configure <<-'CONFIG'
	pool add A addresses 203.0.113.16 parity on
	rule add oif out0 pool A
	set port-hold 0
CONFIG
fresh src=10.1.0.0/26 dst=203.0.113.150 ports=20002+100
is "parity on: even stays even, odd stays odd [UDP-4 UPD-8]" "$out $odd" "6400 0"
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16 parity off
	rule add oif out0 pool A
	set port-hold 0
CONFIG
fresh src=10.1.0.0/26 dst=203.0.113.150 ports=20003+100
is "parity off: not so [UPD-8]" "$out $((odd > 1000))" "6400 1"


# Ten thousand ports that had to change, in the order in which they were given: as even as chance has it
# (64 equal parts, 63 degrees of freedom: 140 is beyond one in ten millions), each without regard to the
# one before (by chance 0.01), and others the next time.
given() {
	nat session flush >/dev/null
	flows src=10.1.0.0 dst=203.0.113.150 ports=1024+10000 batch=32
	nat -j mapping list | python3 -c '
import json, sys
print(*(m["external_port"] for m in sorted(json.load(sys.stdin), key=lambda m: m["inside_port"])))'
}
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16 preserve off
	rule add oif out0 pool A
	set port-hold 0
CONFIG
given >"$tmp/first"
given >"$tmp/second"
mapfile -t judged < <(python3 - "$tmp/first" "$tmp/second" <<-'END'
	import sys
	one, two = ([int(p) for p in open(name).read().split()] for name in sys.argv[1:])
	n = len(one)
	parts = [0] * 64
	for port in one:
	    parts[(port - 1024) * 64 // 64512] += 1
	print(n, round(sum((c - n / 64) ** 2 for c in parts) / (n / 64)))
	mean = sum(one) / n
	above = sum((a - mean) * (b - mean) for a, b in zip(one, one[1:]))
	print(round(1000 * abs(above) / sum((a - mean) ** 2 for a in one)))
	print(sum(a == b for a, b in zip(one, two)), min(one), max(one))
	END
)
# shellcheck disable=SC2206 # words are meant
judged=(${judged[*]})
note "${judged[*]}"
is "10,000 drawn ports: evenly from all of 1024-65535 [RND-1 CGN-15]" \
	"${judged[0]} $((judged[1] < 140)) $((judged[4] >= 1024 && judged[4] < 1200 && judged[5] > 65350))" \
	"10000 1 1"
is "no port tells of the next [RND-1 CGN-15]" $((judged[2] < 60)) 1
is "nor one run of another [RND-1 CGN-15]" $((judged[3] < 20)) 1

fresh src=10.1.0.0/26 dst=203.0.113.150-203.0.113.153 ports=30000+10 count=2560 proto=icmp reply
is "ICMP queries: endpoint-independent" "$out $back $moved $shared" "2560 2560 0 0"
finish
