#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Who may see and do what (docs/security.md): totals are for everybody, all else is for whoever has
# CAP_NET_ADMIN over the network namespace. And what an enemy who has that in a namespace of his own can
# send: NATGW_MESSAGES=N (20000) requests of all kinds, chosen by NATGW_SEED=N.
#
#   10.1.0.0/24 -- GW 203.0.113.16 -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
for abi in "${NATGW_TEST_OUTPUT:+$NATGW_TEST_OUTPUT/abi}" "${helpers%/*}/abi" "$selftests/abi"; do
	[ ! -x "$abi/attempt" ] || break
done
need setpriv unshare "$abi/attempt"
topology wires
messages=${NATGW_MESSAGES:-20000} seed=${NATGW_SEED:-1}
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
	static add inside 10.0.0.13 external 203.0.113.30
CONFIG
flows src=10.1.0.1-10.1.0.5 dst=203.0.113.150 ports=2000+10
sessions=$(nat session count)
is "there are sessions that somebody may want to see" "$((sessions > 0))" 1

# What nobody may run has to lie where nobody may look.
public=$(mktemp -d)
defer rm -rf "$public"
chmod 755 "$public"
cp "$abi/attempt" "$abi/fuzz" "$public/"

nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups --)
# Which operations are open is a number each: status-get and stats-get.
open=$(awk '/NATGW_CMD_[A-Z_]+( = 1)?,/ && !/MAX/ { n++
	if (/CMD_STATUS_GET|CMD_STATS_GET/) printf "%s%d", s, n; s = " " }' \
	"$selftests/../kmod/uapi/linux/natgw.h" 2>/dev/null)
[ -n "$open" ] || open="1 29"
is "two operations are meant for all" "$(wc -w <<<"$open")" 2

# allowed COMMAND...: the numbers of what succeeds or fails for another reason than rights
allowed() {
	"$@" 2>&1 | awk '/^[0-9]+ (do|dump)/ && $3 != -1 && $3 != -95 { print $1 }
		!/^[0-9]+ (do|dump)/ { print }' | xargs
}

what_is() {
	nat save
	nat session count
	nat -j status | grep -v -e memory
}

what_is >"$tmp/before"
is "an unprivileged user sees totals, and no more" \
	"$(allowed in_ns "$GW" "${nobody[@]}" "$public/attempt")" "$open"
is "nor does root of a user namespace that he made, in this network" \
	"$(allowed in_ns "$GW" "${nobody[@]}" unshare --user --map-root-user "$public/attempt")" "$open"
is "nor root without CAP_NET_ADMIN, as in a container" \
	"$(allowed in_ns "$GW" setpriv --bounding-set=-net_admin --inh-caps=-net_admin \
		"$public/attempt")" "$open"
said=$(in_ns "$GW" "${nobody[@]}" "$public/attempt" listen | tail -n 1)
if [ "$said" = "events 0" ]; then
	skip "an unprivileged user hears no events" "this kernel cannot limit a multicast group"
else
	is "an unprivileged user hears no events" "$said" "events -1"
fi
said=$(in_ns "$GW" "${nobody[@]}" natgw status 2>&1) || said="failed: $said"
no "of which status shows no address" grep -E '10\.1\.|203\.0\.113|198\.51' <<<"$said"
said=$(in_ns "$GW" "${nobody[@]}" natgw -j stats 2>&1)
no "nor do the counters" grep -E '10\.1\.|203\.0\.113|198\.51' <<<"$said"
what_is >"$tmp/after"
ok "and nothing has changed" cmp "$tmp/before" "$tmp/after"

# A network of his own is his to configure, and shows nothing of another.
own() {
	"${nobody[@]}" unshare --user --map-root-user --net "$@"
}
if own true 2>/dev/null; then
	own "$public/attempt" listen >"$tmp/own"
	is "in a network of his own he may do all" \
		"$(grep -c -e ' -1$' "$tmp/own") of $(wc -l <"$tmp/own")" \
		"0 of $(in_ns "$GW" "${nobody[@]}" "$public/attempt" listen | wc -l)"
	is "and sees no session of another" "$(own natgw session list | grep -c 203.0.113)" 0
else
	skip "in a network of his own he may do all" "no user namespaces for unprivileged users"
fi

# What lies in files.
modules=/sys/module/natgw
if [ -d "$modules/sections" ]; then
	is "no file of the module is his to write" \
		"$("${nobody[@]}" find "$modules" -type f -writable 2>/dev/null)" ""
	is "it has one parameter" "$(ls "$modules/parameters" 2>/dev/null)" user_memory
	is "where it lies in memory is not his to read" \
		"$("${nobody[@]}" cat "$modules"/sections/.text 2>/dev/null)" ""
	no "he cannot remove it" "${nobody[@]}" rmmod natgw
fi
is "it has no file in /proc" "$(find /proc/net /proc/sys/net -name '*natgw*' 2>/dev/null)" ""
tracing=/sys/kernel/tracing
[ -d "$tracing/events" ] || mount -t tracefs none "$tracing" 2>/dev/null
if [ -d "$tracing/events/natgw" ]; then
	no "tracepoints are not his to see" "${nobody[@]}" ls "$tracing/events/natgw"
	no "nor to switch on" "${nobody[@]}" sh -c "echo 1 >$tracing/events/natgw/enable"
	[ "$(cat /proc/sys/kernel/perf_event_paranoid)" -ge 2 ]
	is "nor by perf, as Debian sets it" $? 0
else
	skip "tracepoints are not his to see" "this kernel has none"
fi

# The enemy's requests, from several processes at once; then from one, which is held to the letter.
unshare --net "$public/fuzz" "count=$((messages * 3 / 4))" processes=8 "seed=$seed" >"$tmp/said"
is "fuzz: $((messages * 3 / 4)) requests from 8 processes at once, seed $seed" $? 0
note "$(cat "$tmp/said")"
unshare --net "$public/fuzz" "count=$((messages / 4))" "seed=$((seed + 100))" >"$tmp/said"
is "fuzz: of $((messages / 4)) from one what is refused changes nothing, seed $((seed + 100))" $? 0
note "$(cat "$tmp/said")"
is "and this gateway noticed none of it" "$(nat pool list | grep -c 203.0.113.16)" 1
finish
