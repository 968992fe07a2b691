#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Two gateways in two namespaces with the same addresses know nothing of each other; one that is deleted
# while packets flow takes all it had with it.
#
#   10.0.0.50 -- GW  203.0.113.16 -- 203.0.113.150
#   10.0.0.50 -- GW' 203.0.113.16 -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
topology wires
# shellcheck disable=SC2034 # read by gateway()
GW1=$GW SW1=$SW WS1=$WS wire1=$wire fd1=$wire_fd
topology wires
# shellcheck disable=SC2034
GW2=$GW SW2=$SW WS2=$WS

# gateway NUMBER: the functions of lib.sh mean that one now
gateway() {
	local gw=GW$1 sw=SW$1 ws=WS$1

	GW=${!gw} SW=${!sw} WS=${!ws}
}

for n in 1 2; do
	gateway $n
	configure <<-CONFIG
		pool add A addresses 203.0.113.16 ports $((n * 10000))-$((n * 10000 + 9999))
		rule add oif out0 pool A
	CONFIG
done
for n in 1 2; do
	gateway $n
	frames <<-END
		test gateway $n: its own ports
		send lan udp 10.0.0.50:500$n 203.0.113.150:7 as=a
		want wan udp 203.0.113.16:?port 203.0.113.150:7 like=a
		run test "\$port" -ge $((n * 10000)) -a "\$port" -lt $((n * 10000 + 10000))
		send wan udp 203.0.113.150:7 203.0.113.16:@port
		want lan udp 203.0.113.150:7 10.0.0.50:500$n
		run count_is session 1
		test gateway $n: the same endpoint as the other one has [K27]
		send lan udp 10.0.0.50:6000 203.0.113.150:7
		want wan udp 203.0.113.16:* 203.0.113.150:7
		run count_is session 2
	END
done
nat flush
gateway 1
is "flushing the second leaves the first alone [K27]" "$(nat session count) $(nat pool list | wc -l)" "2 1"
gateway 2
is "the second is empty" "$(nat session count) $(nat pool list | wc -l)" "0 0"

# Deleted under traffic.
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
CONFIG
unwatch_wires
"$helpers/flows" "lan=$SW,g,$MAC_IN" "wan=$WS,g,$MAC_OUT" src=10.1.0.0/24 dst=203.0.113.150 \
	ports=2000+400 reply wait=500 >/dev/null 2>&1 &
traffic=$!
ok "sessions come" busywait 10000 at_least 500
ip netns del "$GW2"
ok "the gateway's namespace is gone [K27]" busywait 10000 test ! -e "/run/netns/$GW2"
GW2=''
kill "$traffic" 2>/dev/null
wait "$traffic" 2>/dev/null
gateway 1
wire=$wire1 wire_fd=$fd1
frames <<-'END'
	test the other gateway goes on
	send lan udp 10.0.0.50:5001 203.0.113.150:7
	want wan udp 203.0.113.16:* 203.0.113.150:7
END

# Made, used and deleted, again and again.
round() {
	make_ns BOX || return 1
	ip -n "$BOX" -batch - <<-END
		link add in0 type dummy
		link set in0 up
		address add 10.0.0.1/24 dev in0
	END
	natgw --netns "$BOX" apply - <<-END || return 1
		pool add A addresses 203.0.113.16
		pool add W interface in0
		rule add iif in0 pool A
		static add inside 10.0.0.13 external 203.0.113.30
		forward add tcp in0:8080 10.0.0.11:80
	END
	ip netns del "$BOX"
}
rounds() {
	local i

	for i in {1..15}; do
		round || return 1
	done
}
ok "fifteen gateways made and deleted [K27]" rounds
finish
