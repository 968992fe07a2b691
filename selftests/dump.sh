#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A list of 100,000 sessions (on a slow kernel 20,000), read while others come and go: each that stays
# is in it exactly once.
#
#   10.1.0.0/22 stay, 10.1.64.0/24 come and go -- GW 203.0.113.16 .17 -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
topology wires
each=98 total=100000
if [ "${NATGW_SLOWNESS:-1}" -gt 1 ]; then
	each=20 total=20000
fi
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16-203.0.113.17
	pool add B addresses 203.0.113.18
	rule add src 10.1.0.0/18 oif out0 pool A
	rule add oif out0 pool B
	timeout set udp 3600
CONFIG
flows src=10.1.0.0/22 dst=203.0.113.150 ports=2000+$each count=$total batch=64
is "many sessions" "$out $(nat session count)" "$total $total"
note "in $ms ms"
(
	while [ ! -e "$tmp/enough" ]; do
		"$helpers/flows" "lan=$SW,g,$MAC_IN" "wan=$WS,g,$MAC_OUT" src=10.1.64.0/24 \
			dst=203.0.113.150 ports=3000+4 wait=100 batch=16 >/dev/null
		nat session flush pool B >/dev/null
		sleep 0.2
	done
) &
changing=$!
defer kill "$changing"
# Prints how many inside endpoints of 10.1.0.0/22 are in a list, each counted once, and how many lines.
count_staying() {
	awk '$1 ~ /^10\.1\.[0-3]\./ { lines++; if (!($1 in seen)) { seen[$1]; n++ } }
		END { print n + 0, lines + 0 }'
}
start=${EPOCHREALTIME/./}
nat session list >"$tmp/list"
note "text: $(wc -l <"$tmp/list") sessions in $(((${EPOCHREALTIME/./} - start) / 1000)) ms"
is "text: every session that stays, once" "$(awk '{ print $2 }' "$tmp/list" | count_staying)" \
	"$total $total"
start=${EPOCHREALTIME/./}
nat -j session list >"$tmp/list"
note "JSON: in $(((${EPOCHREALTIME/./} - start) / 1000)) ms"
is "JSON: every session that stays, once" "$(tr '{' '\n' <"$tmp/list" |
	awk -F '[":,]+' '{ for (i = 1; i < NF; i++) if ($i == "inside") a = $(i + 1)
		else if ($i == "inside_port") print a ":" $(i + 1) }' | count_staying)" "$total $total"
: >"$tmp/enough"
wait "$changing"
is "filters work in the kernel: one host" "$(nat session list inside 10.1.0.7 | wc -l)" $each
is "one endpoint" "$(nat session list inside 10.1.0.7:2005 | wc -l)" 1
is "one external endpoint leads back to it" "$(nat session list external "$(
	nat -j session list inside 10.1.0.7:2005 |
		sed -n 's/.*"external": *"\([0-9.]*\)", *"external_port": *\([0-9]*\).*/\1:\2/p')" |
	grep -c 10.1.0.7:2005)" 1
is "a prefix" "$(nat session count inside 10.1.1.0/24)" $((256 * each))
is "a protocol" "$(nat session count proto tcp)" 0
is "a pool" "$(nat session count pool A)" $total
is "a remote endpoint" "$(nat session count remote 203.0.113.150:7)" $total
like "deleting with a filter says how many" "$(nat session del inside 10.1.0.7)" "*$each*"
is "and no others" "$(nat session count)" $((total - each))
like "status shows the memory" "$(nat -j status)" '*"memory":*'
# All at once: the sweep takes a share of the table a second.
none_left() {
	[ "$(number sessions "$(nat -j status)")" = 0 ]
}
nat set allow-short-timeouts on
nat timeout set udp 1
ok "all end when their time is cut, in steps the kernel does not notice [K29]" busywait 180000 none_left
finish
