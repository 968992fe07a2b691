#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Events: each session and mapping made is one event, each that ends is another; none is missing.
#
#   10.1.0.0/24 -- GW 203.0.113.16 -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
topology wires
natgw --netns "$GW" -j monitor >"$tmp/events" 2>"$tmp/errors" &
defer stop $!

# seen_events NUMBER NAME: so many have been written
seen_events() {
	[ "$(grep -c "\"event\": *\"$2\"" "$tmp/events")" -ge "$1" ]
}

# The listener is there once it hears of a change.
heard() {
	nat set max-sessions $((++n)) && grep -q config "$tmp/events"
}
n=1000
ok "the listener hears" busywait 10000 heard
nat set max-sessions 0
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	pool add F addresses 203.0.113.17 ports 2000-2001
	rule add src 10.0.0.0/24 oif out0 pool F
	rule add oif out0 pool A
CONFIG
flows src=10.1.0.0/24 dst=203.0.113.150-203.0.113.151 ports=2000+4 count=2048 reply
is "2,048 flows" "$out" 2048
ok "an event for each session made" busywait 10000 seen_events 2048 session-new
ok "and for each mapping" busywait 10000 seen_events 1024 mapping-new
nat session flush >/dev/null
ok "an event for each session ended" busywait 10000 seen_events 2048 session-end
ok "and for each mapping" busywait 10000 seen_events 1024 mapping-end

# key NAME: which sessions or mappings an event of that name told of
key() {
	grep "\"event\": *\"$1\"" "$tmp/events" |
		grep -o -E '"(proto|inside|inside_port|remote|remote_port)": *[^,}]*' |
		paste -s -d ' ' | sed 's/"proto"/\n&/g' | sed 's/ *$//' | sort
}
is "the sessions made are those ended" "$(diff <(key session-new) <(key session-end) | wc -l)" 0
is "the mappings, too" "$(diff <(key mapping-new) <(key mapping-end) | wc -l)" 0
is "no event is missing in the sequence" "$(grep -o '"sequence": *[0-9]*' "$tmp/events" |
	grep -o '[0-9]*$' | awk 'NR > 1 && $1 != last + 1 { gaps++ } { last = $1 } END { print gaps + 0 }')" 0
like "why a session ended is told" "$(grep -m 1 session-end "$tmp/events")" '*admin*'

flows src=10.0.0.50 dst=203.0.113.150 ports=5000+3 wait=200
ok "a pool without ports is told of [CGN-11]" busywait 5000 grep -q exhausted "$tmp/events"
since=$SECONDS
flows src=10.0.0.50 dst=203.0.113.150 ports=6000+500 wait=200
is "but not for each of 500 packets, only once a second [CGN-14]" \
	"$(($(grep -c exhausted "$tmp/events") <= SECONDS - since + 5))" 1
flows src=10.1.0.0 dst=203.0.113.150 ports=9000+1
configure <<<"pool add A addresses 203.0.113.16"
ok "a session ended by a change of the configuration says so" busywait 5000 \
	grep -q '"session-end".*config' "$tmp/events"
configure <<-'CONFIG'
	set allow-short-timeouts on
	timeout set udp 1
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
CONFIG
flows src=10.1.0.0 dst=203.0.113.150 ports=9100+1
ok "one that expired says so" busywait 8000 grep -q '"session-end".*expired' "$tmp/events"
is "nothing was wrong" "$(cat "$tmp/errors")" ""
finish
