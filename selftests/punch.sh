#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Two peers, each behind a gateway of its own, meet through a server outside and then talk directly.
# Their inside addresses and ports are the same, and another host has the port already at both gateways.
#
#   I1 10.0.0.11 -- GW 203.0.113.16 ---+
#                                      +-- O1 203.0.113.101: the server
#   I2 10.0.0.11 -- GW2 203.0.113.17 --+

. "$(dirname "$0")/lib.sh"
topology pair
configure_pair
# So that packets to both are under way at the same time, as in a real network.
for port in g g2; do
	tc -n "$WS" qdisc add dev $port root netem delay 40ms || bail "netem"
done
mirror ns="$O1" 203.0.113.101:7
port=4000

# behave WORD...: what pool A of both gateways is like
behave() {
	local gateway

	for gateway in "$GW" "$GW2"; do
		GW=$gateway nat pool set A "$@"
		GW=$gateway nat session flush >/dev/null
	done
	shown="mapping $2, filtering $4"
}

# meet udp|tcp [WORD...]: sets met to what the two heard; see helpers/punch.c
meet() {
	port=$((port + 1))
	seen ns="$I1" "$1=10.0.0.12:$port" 203.0.113.101:7 \
		ns="$I2" "$1=10.0.0.12:$port" 203.0.113.101:7 >/dev/null
	met=$("$helpers/punch" "$1" server="$O1,203.0.113.101:$port" peer="$I1,10.0.0.11:$port" \
		peer="$I2,10.0.0.11:$port" "${@:2}")
	met=${met//$'\n'/ }
}

# direct NAME: each heard the other from where the server had seen it
direct() {
	local from_second as_first from_first as_second

	read -r from_second _ as_first from_first _ as_second <<<"$met"
	is "$1" "$from_second $from_first" "$as_second $as_first"
	like "... by the external addresses" "$met" '203.0.113.17:* as 203.0.113.16:* 203.0.113.16:* as 203.0.113.17:*'
}

for filtering in eif adf apdf; do
	behave mapping eim filtering $filtering
	meet udp
	direct "UDP: $shown [UDP-1 UDP-8 CGN-7]"
	meet tcp
	direct "TCP, a simultaneous open: $shown [TCP-1 TCP-2a TCP-3]"
	like "... whose session the gateway follows to its end [TCP-2a UPD-2]" \
		"$(nat session list proto tcp remote "${met%% *}")" '* csfin *'
done
for mapping in adm apdm; do
	behave mapping $mapping filtering apdf
	meet udp wait=2000
	like "UDP: $shown: no way through [UDP-1]" "$met" 'none as * none as *'
	meet tcp wait=2000
	like "TCP: $shown: no way through [TCP-1]" "$met" 'none as * none as *'
done
behave mapping eim filtering eif
nat pool set A mapping apdm filtering apdf
meet udp
like "UDP: one gateway endpoint-independent, the other not: it is heard from another port [UDP-8]" \
	"$met" '203.0.113.17:* as * 203.0.113.16:* as *'
ok "and nothing was configured for it: no forward" test -z "$(nat forward list)$(
	GW=$GW2 nat forward list)"
finish
