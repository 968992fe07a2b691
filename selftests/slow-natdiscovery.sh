#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# How long a mapping lives by default, as coturn's NAT discovery (RFC 5780) finds out by waiting.
#
#   I1 10.0.0.11 --+                   +-- O1 203.0.113.101 .102: turnserver
#                  +-- GW .16 ---------+
#   I2 10.0.0.12 --+

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/services.sh"
need turnserver turnutils_natdiscovery
topology hosts
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add src 10.0.0.0/24 oif out0 pool A
CONFIG
stun_server
mirror ns="$O1" 203.0.113.101:7

# All of them wait at the same time.
port=40000
asked=()
for seconds in 119 130 280 310; do
	port=$((port + 1))
	seen ns="$I2" udp=10.0.0.12:$port 203.0.113.101:7 >/dev/null
	in_ns "$I1" turnutils_natdiscovery -t -T $seconds -L 10.0.0.11 -l $port 203.0.113.101 \
		>"$tmp/$seconds" 2>&1 &
	asked+=($!)
done
wait "${asked[@]}"
for seconds in 119 130 280; do
	is "alive after $seconds s [DISC-1 UDP-5]" \
		"$(grep -c 'RFC 5780 response' "$tmp/$seconds")" 2
done
is "gone after 310 s [DISC-1 UDP-5]" "$(grep -c 'RFC 5780 response' "$tmp/310") $(
	grep -c 'STUN receive timeout' "$tmp/310")" "1 1"
finish
