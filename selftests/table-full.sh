#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A full session table: refuse what is new, or give up the oldest that nobody answered.
#
#   10.1.0.0/24 -- GW 203.0.113.16 -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
topology wires
configure <<-'CONFIG'
	set max-sessions 500
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
CONFIG
before=$(counter drop-table-full)
flows src=10.1.0.0/25 dst=203.0.113.150 ports=2000+5 wait=300 reply
is "refuse: exactly as many as allowed [CGN-11]" "$out $(nat session count)" "500 500"
is "each one more is counted [CGN-11]" "$(($(counter drop-table-full) - before))" 140
is "those there go on [CGN-11]" "$back" 500
is "and leave no mapping without a session" "$(nat mapping count)" 500
nat session del inside 10.1.0.3 >/dev/null
flows src=10.1.1.0 dst=203.0.113.150 ports=2000+10 wait=300
is "room that is made is used" "$out" 4
nat set max-sessions 600
flows src=10.1.1.1 dst=203.0.113.150 ports=2000+200 wait=300
is "a higher limit holds at once" "$out $(nat session count)" "100 600"

nat session flush >/dev/null
configure <<-'CONFIG'
	set max-sessions 500
	set table-full evict
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
CONFIG
flows src=10.1.0.0/26 dst=203.0.113.150 ports=3000+5 reply
is "evict: 320 sessions with answers" "$back" 320
flows src=10.1.64.0/24 dst=203.0.113.150 ports=3000+4 wait=300
note "$out of 1024 that nobody answers got through"
# There was room for 180; how many more depends on who is faster, the flood or the sweep.
[ "$out" -gt 200 ]
is "of a flood of unanswered ones more get through than there was room for" $? 0
[ "$(nat session count)" -le 500 ]
is "the table stays within its limit ($(nat session count))" $? 0
is "and those with answers are all still there [K17]" "$(nat session count inside 10.1.0.0/26)" 320
finish
