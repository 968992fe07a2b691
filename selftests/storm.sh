#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Whatever is configured, listed, ended, renamed or removed while packets of all kinds come from both
# sides, the kernel lives, the numbers agree, and in the end nothing is left.
#
# NATGW_ROUNDS=N scales it (1); NATGW_SEED=N chooses the packets.

. "$(dirname "$0")/lib.sh"

rounds=${NATGW_ROUNDS:-1}
seed=${NATGW_SEED:-1}
pools=203.0.113.16-203.0.113.23
note "rounds $rounds, seed $seed"

topology wires
# Broken frames and namespaces that come and go are no business of the rules for wires.
unwatch_wires
"$helpers/netset" ns="$GW" net.ipv4.conf.all.log_martians=0

# storm: packets until stop_storm
storm() {
	seed=$((seed + 1))
	"$helpers/storm" "lan=$SW,g,$MAC_IN" "wan=$WS,g,$MAC_OUT" src=10.1.0.1-10.1.0.40 \
		dst=203.0.113.150-203.0.113.153 "pool=$pools" "seed=$seed" \
		>"$tmp/storm" 2>&1 &
	storm=$!
}

stop_storm() {
	kill -TERM "$storm"
	wait "$storm"
	is "the storm went on to its end ($1)" $? 0
	note "$(xargs <"$tmp/storm")"
}

# Configurations that have in common what makes changing between them hard: the same addresses
# in other roles, the same hosts under other rules.
# Whatever is made is soon over.
timeouts='
set allow-short-timeouts on
timeout set udp 2
timeout set icmp 2
timeout set tcp-opening 2
timeout set tcp-closing 2'
configs=(
	"pool add A addresses $pools
	rule add src 10.0.0.0/8 oif out0 pool A"

	"pool add A addresses $pools type dynamic
	rule add src 10.0.0.0/8 oif out0 pool A"

	"pool add A addresses $pools type dynamic dry pat
	rule add src 10.0.0.0/8 oif out0 pool A"

	"pool add A addresses 203.0.113.20-203.0.113.23 ports 1000-1040,50000-60000 paired off
	rule add src 10.0.0.0/8 oif out0 pool A
	forward add tcp 203.0.113.21:1000-1030 10.1.0.1:2000-2030
	forward add udp 203.0.113.21:1000-1030 10.1.0.2:1000-1030
	forward add udp 203.0.113.1:1000-1030 10.1.0.3:1000-1030"

	"pool add B addresses 203.0.113.16-203.0.113.19 mapping apdm filtering apdf
	pool add A addresses 203.0.113.20-203.0.113.23 mapping adm filtering adf parity on
	rule add src 10.1.0.0/28 oif out0 pool A
	rule add src 10.0.0.0/8 oif out0 pool B"

	"pool add A addresses 203.0.113.30
	rule add src 10.1.0.20/32 drop
	rule add src 10.0.0.0/8 oif out0 pool A
	static add inside 10.1.0.8/29 external 203.0.113.16/29"

	"pool add A interface out0
	rule add src 10.0.0.0/8 oif out0 pool A
	forward add udp out0:1000-1063 10.1.0.3:1000-1063
	forward add tcp 203.0.113.17:1000-1063 10.1.0.3:1000-1063"

	"pool add A addresses 203.0.113.16-203.0.113.18 preserve off
	rule add src 10.1.0.0/27 oif out0 pool A
	rule add src 10.1.0.0/26 oif out0 exempt
	set max-sessions 100
	set table-full evict"
)

use() {
	local output

	output=$(natgw --netns "$GW" apply - 2>&1 <<<"${configs[$1]}$timeouts") ||
		note "configuration $1 refused: $output"
}

# What is there twice over: every number, after the hosts have fallen silent and all is flushed.
quiet() {
	local stats what

	stats=$(nat -j stats)
	for what in sessions mappings; do
		is "$1: $what made less $what ended are $what there" \
			"$(($(number "${what}_created" "$stats") - $(number "${what}_ended" "$stats")))" \
			"$(number "$what" "$stats")"
	done
	nat flush
	busywait 5000 empty
	is "$1: nothing left after flush" "$(left)" "0 0 0"
}

left() {
	local status

	status=$(nat -j status)
	printf '%s %s %s' "$(number sessions "$status")" "$(number mappings "$status")" \
		"$(number subscribers "$status")"
}

empty() {
	[ "$(left)" = "0 0 0" ]
}

# A run of each pair of configurations, one after the other.
storm
for ((round = 0; round < rounds; round++)); do
	for ((i = 0; i < ${#configs[@]}; i++)); do
		for ((j = 0; j < i; j++)); do
			use "$i"
			sleep 0.1
			use "$j"
			sleep 0.1
		done
	done
done
stop_storm "configurations"
quiet "configurations"

# Single objects that come and go beside live ones.
storm
use 0
for ((i = 0; i < 20 * rounds; i++)); do
	nat forward add udp 203.0.113.16:1000-1063 10.1.0.4:1000-1063
	nat static add inside 10.1.0.5 external 203.0.113.40
	nat pool set A mapping apdm
	nat rule add index 5 src 10.1.0.6/32 exempt
	nat pool set A ports 1020-1050,2000-3000
	nat mapping del external 203.0.113.17
	nat forward del udp 203.0.113.16:1000-1063
	nat static del inside 10.1.0.5
	nat pool set A mapping eim ports 1-65535
	nat rule del index 5
	nat session del proto tcp
done >"$tmp/output" 2>&1
note "$(sort "$tmp/output" | uniq -c | head -n 5)"
stop_storm "objects"
quiet "objects"

# Lists and events while all changes.
storm
use 3
# Not by nat: what is killed has to be the program, which holds the namespace.
natgw --netns "$GW" monitor >"$tmp/events" 2>&1 &
listeners=$!
for what in mapping session subscriber pool rule; do
	while :; do
		natgw --netns "$GW" -j "$what" list || natgw --netns "$GW" "$what" list
	done >/dev/null 2>"$tmp/lists.$what" &
	listeners+=" $!"
done
for ((i = 0; i < 3 * rounds; i++)); do
	for j in 4 7 0 2; do
		use "$j"
		nat mapping flush >/dev/null
		nat session flush >/dev/null
	done
done
# shellcheck disable=SC2086 # a list
stop $listeners
note "$(wc -l <"$tmp/events") lines of events"
stop_storm "lists and events"
quiet "lists and events"

# The interface that pool and forwards follow: addresses, names, state.
storm
use 6
for ((i = 0; i < 5 * rounds; i++)); do
	ip -n "$GW" address add 203.0.113.5/24 dev out0
	ip -n "$GW" address del 203.0.113.1/24 dev out0
	sleep 0.1
	ip -n "$GW" address add 203.0.113.1/24 dev out0
	ip -n "$GW" address del 203.0.113.5/24 dev out0 2>/dev/null
	ip -n "$GW" link set out0 down
	ip -n "$GW" link set out0 name out1
	ip -n "$GW" link set out1 name out0
	ip -n "$GW" -batch - <<<"$(gateway_batch)" 2>/dev/null
	sleep 0.1
done
stop_storm "interface"
quiet "interface"

no_links() {
	! ip -n "$SW" link show g && ! ip -n "$WS" link show g
}

# The namespace itself, in the middle of everything, with an open transaction and a listener.
for ((i = 0; i < 3 * rounds; i++)); do
	storm
	use $((i % ${#configs[@]}))
	sleep 0.3
	natgw --netns "$GW" monitor >/dev/null 2>&1 &
	listener=$!
	sleep 0.2
	kill "$listener"
	ip netns del "$GW"
	sleep 0.2
	kill -TERM "$storm"
	wait "$storm" "$listener" 2>/dev/null
	# Their other ends go some time after it.
	busywait 30000 no_links || bail "links of a deleted namespace stay"
	ip netns add "$GW"
	ip -batch - <<<"$(gateway_links)" || bail "links cannot be made"
	ip -n "$SW" link set g up
	ip -n "$WS" link set g up
	ip -n "$GW" -batch - <<<"$(gateway_batch)" || bail "the gateway cannot be set up again"
	"$helpers/netset" ns="$GW" net.ipv4.ip_forward=1
done
pass "a namespace can go under traffic, $((3 * rounds)) times"

load() {
	if [ -n "${NATGW_KO-}" ]; then
		modprobe nf_defrag_ipv4 && insmod "$NATGW_KO"
	else
		modprobe natgw
	fi
}

# The module.
for ((i = 0; i < 3 * rounds; i++)); do
	storm
	use $((i % ${#configs[@]}))
	sleep 0.3
	rmmod natgw || fail "natgw.ko cannot be removed"
	sleep 0.1
	load || bail "natgw.ko cannot be loaded again"
	kill -TERM "$storm"
	wait "$storm"
done
pass "the module can go under traffic, $((3 * rounds)) times"

storm
use 0
ok "and works as ever" busywait 10000 at_least 100
stop_storm "at last"
finish
