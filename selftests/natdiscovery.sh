#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What coturn's NAT discovery (RFC 5780) says of the gateway, in every mode, with small packets and with
# fragments (-P), always with the port taken by another host first.
#
#   I1 10.0.0.11 --+                   +-- O1 203.0.113.101 .102: turnserver
#                  +-- GW .16 ---------+
#   I2 10.0.0.12 --+
#      10.0.0.14

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/services.sh"
need turnserver turnutils_natdiscovery
topology hosts
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add src 10.0.0.0/24 oif out0 pool A
	set allow-short-timeouts on
CONFIG
stun_server
contended=40000

# discover WORD...: sets said to what the program in I1 says, from a port that the other host has already
discover() {
	contended=$((contended + 1))
	seen ns="$I2" udp=10.0.0.12:$contended 203.0.113.101:7 >/dev/null
	said=$(in_ns "$I1" timeout 60 turnutils_natdiscovery "$@" -L 10.0.0.11 -l $contended \
		203.0.113.101 2>&1)
}

# reflexive TEXT: the external endpoints that it was told of
reflexive() {
	sed -n 's/.*UDP reflexive addr: //p' <<<"$1" | xargs
}

mirror ns="$O1" 203.0.113.101:7
ip -n "$I2" address add 10.0.0.14/24 dev eth0
for padding in '' -P; do
	how=${padding:+, in fragments}
	discover -m $padding
	like "mapping, although the port collides$how [DISC-1 UDP-1 UDP-11]" "$said" '*NAT with Endpoint Independent Mapping!*'
	[[ " $(reflexive "$said") " != *":$contended "* ]]
	is "the port was another host's$how [DISC-1]" $? 0
	is "no payload was changed$how [DISC-1 UDP-10]" "$(grep -c 'No ALG: Mapped == XOR-Mapped' \
		<<<"$said") $(grep -c 'ALG detected' <<<"$said")" "2 0"
	discover -f $padding
	like "filtering$how [DISC-1 UDP-8]" "$said" '*NAT with Endpoint Independent Filtering!*'
	discover -H $padding
	like "hairpin$how [DISC-1 UDP-9]" "$said" '*Received a request*'

	# Two addresses of one host collide with each other and with the other host.
	contended=$((contended + 1))
	seen ns="$I1" udp=10.0.0.11:$contended 203.0.113.101:7 >/dev/null
	said=$(in_ns "$I2" timeout 60 turnutils_natdiscovery -c $padding -L 10.0.0.12 -l $contended \
		-A 10.0.0.14 203.0.113.101 2>&1)
	read -r first second rest < <(reflexive "$said")
	is "collision: three hosts, three external ports$how [DISC-1 UDP-3]" \
		"$(printf '%s\n' "$first" "$second" 203.0.113.16:$contended | sort -u | wc -l) $rest" "3 "
	like "collision: of the one external address$how [DISC-1]" "$first $second" \
		'203.0.113.16:* 203.0.113.16:*'
done

# The time a mapping lives; slow-natdiscovery.sh waits for the defaults.
nat timeout set udp 6s
discover -t -T 2
is "lifetime: alive before the time [DISC-1 UDP-5]" "$(grep -c 'RFC 5780 response' <<<"$said")" 2
discover -t -T 10
is "lifetime: gone after it [DISC-1 UDP-5]" "$(grep -c 'RFC 5780 response' <<<"$said") $(
	grep -c 'STUN receive timeout' <<<"$said")" "1 1"
nat timeout set udp 300s

# told BEHAVIOUR WORDS EXPECTED: with other behaviours it says so, too
told() {
	# shellcheck disable=SC2086 # words
	nat pool set A $1
	nat session flush >/dev/null
	# shellcheck disable=SC2086
	discover $2
	like "$1: $2 [$4]" "$said" "*$3*"
}

told "mapping adm filtering eif" -m 'NAT with Address Dependent Mapping!' "DISC-1 UDP-1"
told "mapping apdm filtering apdf" -m 'NAT with Address and Port Dependent Mapping!' "DISC-1 UDP-1"
told "mapping eim filtering adf" -f 'NAT with Address Dependent Filtering!' "DISC-1 UDP-8"
told "mapping eim filtering adf" "-f -P" 'NAT with Address Dependent Filtering!' "DISC-1 UDP-8"
told "mapping eim filtering apdf" -f 'NAT with Address and Port Dependent Filtering!' "DISC-1 UDP-8"
told "mapping eim filtering adf" -H 'STUN receive timeout' "DISC-1 UDP-8 UDP-9"
finish
