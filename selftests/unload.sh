#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The module leaves while packets flow and tables are read, and comes back.
#
#   10.1.0.0/24 -- GW 203.0.113.16 -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
[ -e /sys/module/natgw/initstate ] || skip_all "natgw is built into the kernel"
topology wires
# Without the module, or before it is configured, a router shows inside addresses.
unwatch_wires
cat >"$tmp/config" <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
	forward add tcp out0:8080 10.0.0.50:80
CONFIG

load() {
	if [ -n "${NATGW_KO-}" ]; then
		modprobe nf_defrag_ipv4 && insmod "$NATGW_KO"
	else
		modprobe natgw
	fi
}

for round in 1 2 3; do
	nat apply "$tmp/config"
	"$helpers/flows" "lan=$SW,g,$MAC_IN" "wan=$WS,g,$MAC_OUT" src=10.1.0.0/24 \
		dst=203.0.113.150 ports=$((round * 2000))+100 reply wait=200 >/dev/null 2>&1 &
	traffic=$!
	(while natgw --netns "$GW" session list; do :; done >/dev/null 2>&1) &
	reader=$!
	timeout 20 natgw --netns "$GW" monitor >/dev/null 2>&1 &
	listener=$!
	busywait 5000 at_least 300
	kill "$reader" "$listener" 2>/dev/null
	wait "$reader" "$listener" 2>/dev/null
	ok "round $round: the module leaves under traffic [K27]" busywait 60000 rmmod natgw
	wait "$traffic" 2>/dev/null
	ok "round $round: and comes back" load
	is "round $round: with nothing of before" "$(number sessions "$(nat -j status)")" 0
done
nat apply "$tmp/config"
frames <<-'END'
	test it works as ever
	send lan udp 10.0.0.50:5001 203.0.113.150:7
	want wan udp 203.0.113.16:5001 203.0.113.150:7
END
if [ -w /sys/kernel/debug/kmemleak ]; then
	echo scan >/sys/kernel/debug/kmemleak
	is "no memory was lost [K27]" "$(cat /sys/kernel/debug/kmemleak)" ""
fi
finish
