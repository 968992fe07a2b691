#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What coturn's NAT discovery (RFC 5780) says of the gateway with default settings, always with the port
# taken by another host first.
#
#   I1 10.0.0.11 --+                   +-- O1 203.0.113.101 .102: turnserver
#                  +-- GW .16 ---------+
#   I2 10.0.0.12 --+

. "$(dirname "$0")/lib.sh"
need turnserver turnutils_natdiscovery
topology hosts
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add src 10.0.0.0/24 oif out0 pool A
CONFIG
in_ns "$O1" turnserver -n -S -z -L 203.0.113.101 -L 203.0.113.102 --no-tls --no-dtls \
	--no-stdout-log --log-file=/dev/null --pidfile="$tmp/pid" --no-cli \
	--userdb="$tmp/db" >/dev/null 2>&1 &
defer stop $!
ok "turnserver is there" busywait 15000 in_ns "$O1" sh -c \
	'ss -Hlun sport = :3478 | grep -q 203.0.113.102 && ss -Hlun sport = :3479 | grep -q 203.0.113.102'

# discover WORD...: what the program says
discover() {
	in_ns "$I1" timeout 60 turnutils_natdiscovery "$@" 203.0.113.101 2>&1
}

# Another host takes the ports, so that the gateway has to find others.
mirror ns="$O1" 203.0.113.101:7
seen ns="$I2" udp=10.0.0.12:40000 203.0.113.101:7 udp=10.0.0.12:40001 203.0.113.101:7 \
	udp=10.0.0.12:40002 203.0.113.101:7 >/dev/null

said=$(discover -m -L 10.0.0.11 -l 40000)
like "mapping" "$said" '*NAT with Endpoint Independent Mapping!*'
said=$(discover -f -L 10.0.0.11 -l 40001)
like "filtering" "$said" '*NAT with Endpoint Independent Filtering!*'
said=$(discover -H -L 10.0.0.11 -l 40002)
like "hairpin" "$said" '*Received a request*'
nat pool set A mapping apdm filtering apdf
nat session flush >/dev/null
said=$(discover -m -L 10.0.0.11 -l 40010)
like "address and port-dependent, when told so: mapping" "$said" \
	'*NAT with Address and Port Dependent Mapping!*'
nat pool set A mapping eim filtering adf
said=$(discover -f -L 10.0.0.11 -l 40011)
like "address-dependent, when told so: filtering" "$said" \
	'*NAT with Address Dependent Filtering!*'
finish
