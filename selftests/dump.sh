#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A list of 100,000 sessions, read while others come and go: each that stays is in it exactly once.
#
#   10.1.0.0/22 stay, 10.1.64.0/24 come and go -- GW 203.0.113.16 .17 -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
topology wires
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16-203.0.113.17
	pool add B addresses 203.0.113.18
	rule add src 10.1.0.0/18 oif out0 pool A
	rule add oif out0 pool B
CONFIG
flows src=10.1.0.0/22 dst=203.0.113.150 ports=2000+98 count=100000 batch=64
is "100,000 sessions" "$out $(nat session count)" "100000 100000"
note "in $ms ms"
(
	while [ ! -e "$tmp/enough" ]; do
		"$helpers/flows" "lan=$SW,g,$MAC_IN" "wan=$WS,g,$MAC_OUT" src=10.1.64.0/24 \
			dst=203.0.113.150 ports=3000+20 wait=100 batch=16 >/dev/null
		nat session flush pool B >/dev/null
	done
) &
changing=$!
defer kill "$changing"
for format in text json; do
	start=${EPOCHREALTIME/./}
	if [ $format = json ]; then
		nat -j session list | tr '{' '\n' |
			sed -n 's/.*"inside": *"\([0-9.]*\)".*"inside_port": *\([0-9]*\).*/\1:\2/p'
	else
		nat session list | sed 's/^[a-z]* *\([0-9.:]*\) .*/\1/'
	fi >"$tmp/list"
	note "$format: $(wc -l <"$tmp/list") sessions in $(((${EPOCHREALTIME/./} - start) / 1000)) ms"
	is "$format: every session that stays, once" \
		"$(grep -E '^10\.1\.[0-3]\.' "$tmp/list" | sort -u | wc -l) $(
			grep -c -E '^10\.1\.[0-3]\.' "$tmp/list")" "100000 100000"
done
: >"$tmp/enough"
wait "$changing"
is "filters work in the kernel: one host" "$(nat session list inside 10.1.0.7 | wc -l)" 98
is "one endpoint" "$(nat session list inside 10.1.0.7:2005 | wc -l)" 1
is "one external endpoint leads back to it" "$(nat session list external "$(
	nat -j session list inside 10.1.0.7:2005 |
		sed -n 's/.*"external": *"\([0-9.]*\)", *"external_port": *\([0-9]*\).*/\1:\2/p')" |
	grep -c 10.1.0.7:2005)" 1
is "a prefix" "$(nat session count inside 10.1.1.0/24)" 25088
is "a protocol" "$(nat session count proto tcp)" 0
is "a pool" "$(nat session count pool A)" 100000
is "a remote endpoint" "$(nat session count remote 203.0.113.150:7)" 100000
like "deleting with a filter says how many" "$(nat session del inside 10.1.0.7)" '*98*'
is "and no others" "$(nat session count)" 99902
like "status shows the memory" "$(nat -j status)" '*"memory":*'
finish
