#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Namespaces, devices and the module go while packets flow, fragments and SYNs wait, and tables are read;
# again and again (NATGW_TEST_ROUNDS).
#
#   10.1.0.0/24 -- in0 BOX out0 203.0.113.1 -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
rounds=${NATGW_TEST_ROUNDS:-60}
topology wires
unwatch_wires
GW0=$GW
cat >"$tmp/config" <<-'CONFIG'
	pool add A addresses 203.0.113.16 filtering adf
	rule add oif out0 pool A
	static add inside 10.0.0.13 external 203.0.113.30
	forward add tcp out0:8080 10.0.0.50:80
CONFIG
cat >"$tmp/waiting" <<-'END'
	test x
	send lan udp 10.1.0.50:5000 203.0.113.150:7 len=2992 pieces=1000 order=0,2
	send wan udp 203.0.113.150:7 203.0.113.16:5000 len=2992 pieces=1000 order=2
	send wan tcp 203.0.113.150:7 203.0.113.16:7777 S seq=1
	send lan tcp 10.1.0.51:5000 203.0.113.150:7 S seq=1
	loose
END

# Who reads tables may have had the kernel load it first.
load() {
	if [ -n "${NATGW_KO-}" ]; then
		modprobe nf_defrag_ipv4 && insmod "$NATGW_KO"
	else
		modprobe natgw
	fi || grep -q '^natgw ' /proc/modules
}

gone() {
	[ ! -e "/run/netns/$1" ]
}

# A list that is being read holds the module, and so may the next one, for ever.
unload() {
	rmmod natgw || {
		stop "$reader"
		busywait 20000 rmmod natgw
	}
}

# Everything at once in a gateway made for it; then its configuration goes, and comes back; then WHAT.
round() {
	local what=$1

	make_ns BOX || return 1
	GW=$BOX
	ip -n "$SW" link del g 2>/dev/null
	ip -n "$WS" link del g 2>/dev/null
	ip -batch - <<<"$(gateway_links)" || return 1
	ip -n "$SW" link set g up
	ip -n "$WS" link set g up
	ip -n "$BOX" -batch - <<<"$(gateway_batch)" || return 1
	"$helpers/netset" ns="$BOX" net.ipv4.ip_forward=1
	nat apply "$tmp/config" || return 1
	"$helpers/flows" "lan=$SW,g,$MAC_IN" "wan=$WS,g,$MAC_OUT" src=10.1.0.0/24 dst=203.0.113.150 \
		ports=2000+400 reply wait=100 >/dev/null 2>&1 &
	traffic=$!
	while nat session list && nat mapping list; do :; done >/dev/null 2>&1 &
	reader=$!
	"$helpers/frames" "lan=$SW,g,10.0.0.1,10.0.0.9" "wan=$WS,g,203.0.113.1,203.0.113.9" \
		<"$tmp/waiting" >/dev/null 2>&1
	busywait 20000 at_least 20 || return 1
	nat apply /dev/null && nat apply "$tmp/config" || return 1
	busywait 20000 at_least 20 || return 1
	case $what in
	namespace) ip netns del "$BOX" ;;
	device) ip -n "$BOX" link set out0 down && ip -n "$BOX" link del out0 ;;
	module) unload && load ;;
	esac || return 1
	stop "$traffic" "$reader"
	[ "$what" = namespace ] || ip netns del "$BOX" || return 1
	busywait 20000 gone "$BOX"
}

kinds=(namespace device)
[ ! -e /sys/module/natgw/initstate ] || kinds+=(module)
failures=0
for ((i = 0; i < rounds; i++)); do
	reader='' traffic=''
	round "${kinds[i % ${#kinds[@]}]}" >"$tmp/said" 2>&1 && continue
	# shellcheck disable=SC2086 # those that were started
	[ -z "$traffic$reader" ] || stop $traffic $reader
	note "round $i, ${kinds[i % ${#kinds[@]}]}: $(tail -n 3 "$tmp/said")"
	failures=$((failures + 1))
	[ "$failures" -lt 5 ] || break
done
is "$rounds times the configuration and a namespace, a device or the module go under load [K27]" \
	"$failures" 0
GW=$GW0
if [ -w /sys/kernel/debug/kmemleak ]; then
	echo scan >/sys/kernel/debug/kmemleak
	is "no memory was lost [K27]" "$(cat /sys/kernel/debug/kmemleak)" ""
fi
[ ! -e /sys/module/natgw/initstate ] || {
	ok "the module can go [K27]" busywait 20000 rmmod natgw
	ok "and come back [K27]" load
}
finish
