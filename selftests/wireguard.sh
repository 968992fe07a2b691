#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# WireGuard between two hosts, each behind a gateway of its own. They learn each other's endpoint from a
# third outside, then talk directly; keepalives keep the way open, and a peer that moves is followed.
#
#   I1 10.0.0.11 -- GW 203.0.113.16 ---+
#   wg0 172.16.0.1                     +-- O1 203.0.113.101, wg0 172.16.0.3
#   I2 10.0.0.11 -- GW2 203.0.113.17 --+
#   wg0 172.16.0.2

. "$(dirname "$0")/lib.sh"
need wg
topology pair
ip -n "$I1" link add wg0 type wireguard 2>/dev/null || skip_all "no wireguard module"
configure_pair
for gateway in "$GW" "$GW2"; do
	GW=$gateway nat set allow-short-timeouts on
	GW=$gateway nat timeout set udp 6s
done
mirror ns="$O1" 203.0.113.101:7
ip -n "$I2" link add wg0 type wireguard
ip -n "$O1" link add wg0 type wireguard
declare -A public
n=0
for ns in "$I1" "$I2" "$O1"; do
	n=$((n + 1))
	wg genkey >"$tmp/$ns"
	public[$ns]=$(wg pubkey <"$tmp/$ns")
	in_ns "$ns" wg set wg0 private-key "$tmp/$ns" listen-port 51820
	ip -n "$ns" -batch - <<-END
		link set lo up
		address add 172.16.0.$n/24 dev wg0
		link set wg0 up
	END
done

# peers NAMESPACE OTHER ADDRESS [WORD...]: what the one knows of the other
peers() {
	in_ns "$1" wg set wg0 peer "${public[$2]}" allowed-ips "$3/32" "${@:4}"
}

# endpoint NAMESPACE OTHER: where the one has the other now
endpoint() {
	in_ns "$1" wg show wg0 endpoints | awk -v key="${public[$2]}" '$1 == key { print $2 }'
}

reaches() {
	in_ns "$1" ping -c 1 -W 1 "$2"
}

# Another host has the port at both gateways, so that neither keeps it.
seen ns="$I1" udp=10.0.0.12:51820 203.0.113.101:7 ns="$I2" udp=10.0.0.12:51820 203.0.113.101:7 \
	>/dev/null
for ns in "$I1" "$I2"; do
	peers "$ns" "$O1" 172.16.0.3 endpoint 203.0.113.101:51820 persistent-keepalive 2
done
peers "$O1" "$I1" 172.16.0.1
peers "$O1" "$I2" 172.16.0.2
for ns in "$I1" "$I2"; do
	ok "the one outside is reached" busywait 20000 reaches "$ns" 172.16.0.3
done
like "which sees the first by its external address [UDP-1]" "$(endpoint "$O1" "$I1")" '203.0.113.16:*'
like "and the second [UDP-1]" "$(endpoint "$O1" "$I2")" '203.0.113.17:*'
peers "$I1" "$I2" 172.16.0.2 endpoint "$(endpoint "$O1" "$I2")" persistent-keepalive 2
peers "$I2" "$I1" 172.16.0.1 endpoint "$(endpoint "$O1" "$I1")" persistent-keepalive 2
ok "the two reach each other [UDP-1 UDP-8 CGN-7]" busywait 20000 reaches "$I1" 172.16.0.2
ip -n "$O1" link set wg0 down
sleep 9
ok "directly: without the one outside, and beyond the mapping's time by keepalives [UDP-6]" \
	busywait 10000 reaches "$I2" 172.16.0.1
is "through the mapping they had [UDP-1]" "$(nat mapping count inside 10.0.0.11:51820)" 1
before=$(endpoint "$I1" "$I2")
in_ns "$I2" wg set wg0 listen-port 51999
ok "a peer moves to another port" busywait 20000 reaches "$I2" 172.16.0.1
like "and is followed: to its new external port [UDP-8]" "$before $(endpoint "$I1" "$I2")" \
	"203.0.113.17:* 203.0.113.17:51999"
# The old one stays the gateway's, so that nobody else gets what is still sent to it.
configure <<-'CONFIG'
	set allow-short-timeouts on
	timeout set udp 6s
	pool add A addresses 203.0.113.18
	pool add former addresses 203.0.113.16
	rule add src 10.0.0.0/24 oif out0 pool A
CONFIG
ok "a gateway gets another address: found again, as the other was" \
	busywait 30000 reaches "$I1" 172.16.0.2
is "and the peer has been told by the packets themselves" "$(endpoint "$I2" "$I1" | cut -d: -f1)" \
	203.0.113.18
finish
