#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Floods of all kinds, from inside and outside: the established flows of somebody else lose less than 1 %,
# sessions and memory stay within their bounds, a full table does what it is told to, and afterwards new
# flows work at once.
#
# NATGW_SECONDS=N (120) of it; NATGW_RATE=N (3000) packets a second; NATGW_SEED=N (1).
#
#   I1 10.0.0.11 -- GW 203.0.113.16 -- O1 203.0.113.101

. "$(dirname "$0")/lib.sh"
need iperf3
topology hosts
unwatch_wires
"$helpers/netset" ns="$GW" net.ipv4.conf.all.log_martians=0
rate=${NATGW_RATE:-3000} seed=${NATGW_SEED:-1} most=5000
each=$((${NATGW_SECONDS:-120} / 12))
[ "$each" -ge 5 ] || each=5
ip -n "$GW" route add 198.18.0.0/15 via 203.0.113.150
mirror ns="$O1" udp=203.0.113.101:7

# What a queue before or behind the gateway has no room for on a slow machine is not its loss.
for setting in netdev_max_backlog=100000 rmem_max=4194304 wmem_max=4194304; do
	setting=/proc/sys/net/core/$setting
	defer eval "echo $(<"${setting%=*}") >${setting%=*}"
	echo "${setting#*=}" >"${setting%=*}"
done

for port in 5201 5202; do
	in_ns "$O1" iperf3 -s -B 203.0.113.101 -p $port >/dev/null 2>&1 &
	defer stop $!
	listens "$O1" tcp 203.0.113.101 $port
done

use() {
	configure <<-CONFIG
		pool add A addresses 203.0.113.16 $2
		rule add src 10.0.0.0/8 oif out0 pool A
		set max-sessions $most
		set table-full $1
		set port-hold 0
	CONFIG
}

# transfer FILE PORT WORD...
transfer() {
	in_ns "$I1" iperf3 -c 203.0.113.101 -p "$2" -u -b 500k -l 1000 -w 2M -t "$((each + 3))" -J \
		"${@:3}" >"$1" 2>&1
}

lost() {
	grep -A12 '"sum"' "$1" | grep -o '"lost_percent":[^,}]*' | head -n 1 | tr -dc '0-9.' | cut -d. -f1
}

# of I1: one TCP and one UDP session for each direction
going() {
	[ "$(nat session count inside 10.0.0.11 proto udp)" -ge 2 ] &&
		[ "$(nat session count inside 10.0.0.11 proto tcp)" -ge 2 ]
}

# unreclaimable: the kernel's memory, KiB
unreclaimable() {
	awk '/^SUnreclaim/ { print $2 }' /proc/meminfo
}

# new_flow: what somebody else's new flow gets
new_flow() {
	seen ns="$I1" udp=10.0.0.11:0 203.0.113.101:7 | cut -d: -f1
}

# flood NAME COMMAND...: beside it the other subscriber's transfers, out and in
flood() {
	local name=$1 flood transfers memory

	shift
	nat session flush >/dev/null
	transfer "$tmp/out" 5201 &
	transfers=$!
	transfer "$tmp/in" 5202 -R &
	transfers+=" $!"
	busywait 60000 going || note "no transfer began: $(tail -n 3 "$tmp/out")"
	memory=$(unreclaimable)
	seed=$((seed + 1))
	"$@" >/dev/null 2>"$tmp/flood" &
	flood=$!
	# shellcheck disable=SC2086 # a list
	wait $transfers
	kill -0 "$flood" 2>/dev/null || note "the flood ended: $(cat "$tmp/flood")"
	is "$name: another's flows lose less than 1 %, either way" \
		"$(lost "$tmp/out") $(lost "$tmp/in")" "0 0"
	[ "$(nat session count)" -le "$most" ]
	is "$name: no more than $most sessions" $? 0
	memory=$(($(unreclaimable) - memory))
	[ "$memory" -le 32768 ]
	is "$name: the kernel's memory stays bounded ($memory KiB more)" $? 0
	stop "$flood"
}

# recover NAME: a new flow works, once the flooder's are ended
recover() {
	nat session flush inside 10.0.0.50 >/dev/null
	nat session flush inside 10.1.0.0/16 >/dev/null
	is "$1: then a new flow works at once" "$(new_flow)" 203.0.113.16
}

# full REASON NAME COMMAND...: a flood that is refused something, counted as that
full() {
	local reason=$1 before

	shift
	before=$(counter "$reason")
	flood "$@"
	[ "$(counter "$reason")" -gt "$before" ]
	is "$1: it is counted ($reason)" $? 0
}

enemy() {
	exec "$helpers/malform" "$1" "rate=$rate" count=1000000000 "seed=$seed" "${@:2}"
}
inside=("to=$SW,g,$MAC_IN" dst=203.0.113.150-203.0.113.153)
outside=("to=$WS,g,$MAC_OUT" dst=203.0.113.16)

use refuse
flood "SYNs to nobody" enemy syn "${outside[@]}" src=198.18.0.0/15
recover "SYNs to nobody"
flood "UDP from all sources to all ports" enemy udp "${outside[@]}" src=198.18.0.0/15
recover "UDP from all sources to all ports"
flood "fragments" enemy fragments "${outside[@]}" src=203.0.113.150
flood "fragments from inside" enemy fragments "${inside[@]}" src=10.0.0.50
recover "fragments"
flood "errors about flows that nobody has" enemy errors "${outside[@]}" src=198.18.0.0/15
flood "such errors from inside" enemy errors "${inside[@]}" src=10.0.0.50
flood "headers that lie, from outside" enemy headers "${outside[@]}" src=203.0.113.150
flood "headers that lie, from inside" enemy headers "${inside[@]}" src=10.0.0.50
recover "headers that lie"
full drop-table-full "a subscriber's SYNs" enemy syn "${inside[@]}" src=10.0.0.50
like "a subscriber's SYNs: a full table refuses what is new" "$(new_flow)" '[in]*'
recover "a subscriber's SYNs"

# To a port that an inside host uses anybody may send (RFC 4787 REQ-8), and that makes sessions.
strangers() {
	"$helpers/who" ns="$I1" udp=10.0.0.11:6000 203.0.113.101:7 >/dev/null
	enemy udp "${outside[@]}" src=198.18.0.0/15 port=6000
}
full drop-table-full "strangers' datagrams to a mapping" strangers
nat session flush inside 10.0.0.11 >/dev/null
recover "strangers' datagrams to a mapping"

use evict
flood "evict: a subscriber's datagrams" enemy udp "${inside[@]}" src=10.0.0.50
is "evict: a new flow works although the table is full" "$(new_flow)" 203.0.113.16
ended=$(number sessions_ended "$(nat -j stats)")
flood "evict: a subscriber's SYNs" enemy syn "${inside[@]}" src=10.0.0.50
is "evict: a new flow works although the table is full of these" "$(new_flow)" 203.0.113.16
[ "$(number sessions_ended "$(nat -j stats)")" -gt $((ended + 2 * most)) ]
is "evict: more came and went than there is room for" $? 0
nat session flush >/dev/null

use refuse "ports 1024-3071"
full drop-ports-exhausted "a subscriber takes all ports" enemy udp "${inside[@]}" src=10.0.0.50
like "a subscriber takes all ports: none is left" "$(new_flow)" '[in]*'
recover "a subscriber takes all ports"

# Addresses and ports chosen so that a sum or an exclusive or of them is always the same: as cheap as any.
most=100000
use refuse
# cost WORD...: milliseconds of 20,000 flows, new ones
cost() {
	nat session flush >/dev/null
	"$helpers/malform" udp "${inside[@]}" src=10.1.0.0/17 count=20000 "seed=$seed" "$@" |
		sed -n 's/^ms=//p'
}
cost >/dev/null
ordinary=$(cost) chosen=$(cost chosen)
note "20,000 flows: $ordinary ms, with ports chosen to collide $chosen ms"
[ "$chosen" -le $((ordinary * 3)) ]
is "ports chosen to collide cost no more than others" $? 0
most=5000
use refuse
flood "ports chosen to collide" enemy udp "${inside[@]}" src=10.1.0.0/17 chosen
recover "ports chosen to collide"
note "rate $rate, $each s each, seeds $((${NATGW_SEED:-1} + 1)) to $seed"
finish
