#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Requests as an enemy sends them, to a gateway at work: from eight processes at once, while packets open
# flows, tables are read and events listened to; then from one, which is held to the letter.
#
# NATGW_MESSAGES=N (20000) of them, drawn by NATGW_SEED=N (1).
#
#   10.1.0.0/24 -- GW -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
for abi in "${NATGW_TEST_OUTPUT:+$NATGW_TEST_OUTPUT/abi}" "${helpers%/*}/abi" "$selftests/abi"; do
	[ ! -x "$abi/fuzz" ] || break
done
need "$abi/fuzz"
topology wires
# What they configure is not what the rules for wires know.
unwatch_wires
messages=${NATGW_MESSAGES:-20000} seed=${NATGW_SEED:-1}

# Each until it is ended, as a process group of its own. The configuration is what the requests make it.
set -m
while :; do
	"$helpers/flows" "lan=$SW,g,$MAC_IN" "wan=$WS,g,$MAC_OUT" src=10.1.0.0/24 dst=203.0.113.150 \
		ports=2000+20 rate=1000 reply wait=100
done >/dev/null 2>&1 &
beside=($!)
for what in session mapping pool; do
	while :; do
		nat "$what" list
		natgw --netns "$GW" -j "$what" list | head -c 1000
	done >/dev/null 2>&1 &
	beside+=($!)
done
natgw --netns "$GW" monitor >"$tmp/events" 2>&1 &
beside+=($!)
# One that never reads what it asked to hear.
(natgw --netns "$GW" monitor | (read -r _ && exec sleep 1000000)) >/dev/null 2>&1 &
beside+=($!)
set +m
end_all() {
	local pid

	for pid in "${beside[@]}"; do
		kill -- "-$pid"
	done
	wait "${beside[@]}"
}
defer end_all

in_ns "$GW" "$abi/fuzz" "count=$((messages * 3 / 4))" processes=8 "seed=$seed" >"$tmp/said"
is "$((messages * 3 / 4)) requests from 8 processes at once, seed $seed" $? 0
note "$(cat "$tmp/said")"
end_all >/dev/null 2>&1
made=$(number sessions_created "$(nat -j stats)")
note "$(wc -l <"$tmp/events") lines of events"
is "meanwhile flows were opened, too ($made)" "$((made > 0))" 1

unshare --net "$abi/fuzz" "count=$((messages / 4))" "seed=$((seed + 100))" >"$tmp/said"
is "of $((messages / 4)) from one what is refused changes nothing, seed $((seed + 100))" $? 0
note "$(cat "$tmp/said")"

configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add src 10.0.0.0/8 oif out0 pool A
CONFIG
flows src=10.1.0.0/24 dst=203.0.113.150 ports=2000+4 reply
is "and flows work as ever" "$out $back $wrong" "1024 1024 0"
finish
