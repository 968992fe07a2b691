#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Timers are right across the moment, five minutes after boot, when the kernel's jiffies begin anew.
#
#   10.0.0.50 -- GW 203.0.113.16 -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
uptime() {
	cut -d. -f1 /proc/uptime
}
[ "$(uptime)" -lt 280 ] || skip_all "jiffies have wrapped already"
topology wires
configure <<-'CONFIG'
	set allow-short-timeouts on
	timeout set udp 20
	timeout set udp port 99 3600
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
CONFIG
# sent PORT TARGET-PORT NAME
sent() {
	frames <<-END
		test $3
		send lan udp 10.0.0.50:$1 203.0.113.150:$2
		want wan udp 203.0.113.16:$1 203.0.113.150:$2
	END
}
old_enough() {
	[ "$(uptime)" -ge "$1" ]
}
left() {
	number expires "$(nat -j session list inside "10.0.0.50:$1")"
}

ok "until shortly before" busywait 600000 old_enough 286
sent 5000 7 "one that shall end [K29]"
sent 5001 99 "one that has an hour [K29]"
sent 5002 7 "one that is kept alive [K29]"
for at in 296 304 312; do
	ok "until $at s" busywait 600000 old_enough "$at"
	sent 5002 7 "it is still there at $at s [K29]"
	is "with its whole time [K29]" "$(($(left 5002) > 15))" 1
done
is "an idle one has ended in its time [K29]" "$(nat session count inside 10.0.0.50:5000)" 0
before=$(left 5001)
is "the third has what is left of its hour [K29]" "$((before > 3540 && before < 3600))" 1
sent 5003 7 "a new one [K29]"
ok "ends in its time too, and is swept [K29]" busywait 90000 count_is session 0 inside 10.0.0.50:5003
finish
