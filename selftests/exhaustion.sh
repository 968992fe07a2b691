#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Ports to the very last one, and what happens then.
#
#   64 hosts of 10.1.0.0/26, 10.0.0.50 -- GW 203.0.113.16 -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
topology wires
# All ports; on a slow kernel an eighth of them.
each=1008 ports=
if [ "${NATGW_SLOWNESS:-1}" -gt 1 ]; then
	each=126 ports='ports 1-9087'
fi
total=$((64 * each))
configure <<-CONFIG
	pool add A addresses 203.0.113.16 $ports
	rule add oif out0 pool A
	timeout set udp 3600
	timeout set tcp-opening 3600
CONFIG

for proto in udp tcp; do
	nat set port-hold 120	# as by default
	before=$(counter drop-ports-exhausted)
	flows src=10.1.0.0/26 dst=203.0.113.150 ports=2000+$each proto=$proto batch=32
	is "$proto: as many flows of 64 hosts to one destination as there are ports all get one [CGN-13 UPD-3 RND-1]" \
		"$out of $sent, $shared shared, $crossed crossed" \
		"$total of $total, 0 shared, 0 crossed"
	note "in $ms ms"
	is "$proto: none was refused" "$(($(counter drop-ports-exhausted) - before))" 0
	frames <<-END
		test $proto: one more is refused, and told so [CGN-11 ICMP-8]
		send lan $proto 10.0.0.50:5000 203.0.113.150:7 flags=2 len=9 as=a
		want lan icmp 10.0.0.1 10.0.0.50 3/13 quotes=a
		test $proto: of ports below 1024 there are still some [UDP-3a]
		send lan $proto 10.0.0.50:500 203.0.113.150:7 flags=2
		want wan $proto 203.0.113.16:500 203.0.113.150:7
	END
	is "$proto: the refusal is counted, and ended no live mapping [CGN-11 ICMP-8]" "$(($(counter drop-ports-exhausted) - before)) $(nat mapping count proto "$proto")" "1 $((total + 1))"
	nat set port-hold 0
	nat session del proto "$proto" inside 10.1.0.7 >/dev/null
	is "$proto: a host's ports are free again" "$(nat mapping count proto "$proto")" $((total + 1 - each))
	flows src=10.1.1.0/26 dst=203.0.113.150 ports=2000+16 proto=$proto batch=32 wait=500 \
		count=$((each + 2))
	is "$proto: exactly those can be had" "$out $refused" "$each 2"
	nat session flush >/dev/null
	is "$proto: all is free in the end" "$(nat mapping count)" 0
done

configure <<-'CONFIG'
	pool add A addresses 203.0.113.16 ports 2000-2003
	rule add oif out0 pool A
	set port-hold 0
CONFIG
flow() {
	printf 'send lan udp 10.0.0.5%d:5000 203.0.113.150:7 len=5 as=a\n' "$1"
}
{
	echo 'test four ports serve four [ICMP-8]'
	for i in 0 1 2 3; do
		flow $i
		echo 'want wan udp 203.0.113.16:* 203.0.113.150:7'
	done
	cat <<-'END'
		run count_is mapping 4
		test the fifth is told with code 13 [ICMP-8]
		send lan udp 10.0.0.50:5001 203.0.113.150:7 len=5 as=a
		want lan icmp 10.0.0.1 10.0.0.50 3/13 quotes=a
		run nat set icmp-refusal 1
		test or with code 1 [CGN-11b ICMP-8]
		send lan udp 10.0.0.50:5001 203.0.113.150:7 len=5 as=a
		want lan icmp 10.0.0.1 10.0.0.50 3/1 quotes=a
		run nat set icmp-refusal none
		test or not at all [ICMP-8]
		send lan udp 10.0.0.50:5001 203.0.113.150:7 len=5 as=a
		test and the four go on: none is evicted [CGN-11 ICMP-8]
	END
	for i in 0 1 2 3; do
		flow $i
		echo 'want wan udp 203.0.113.16:* 203.0.113.150:7'
	done
	echo 'test a second destination needs no port'
	echo 'send lan udp 10.0.0.50:5000 203.0.113.151:7'
	echo 'want wan udp 203.0.113.16:* 203.0.113.151:7'
} | frames

for paired in on soft off; do
	configure <<-CONFIG
		pool add A addresses 203.0.113.16-203.0.113.17 ports 2000-2001 paired $paired
		rule add oif out0 pool A
		set port-hold 0
	CONFIG
	nat session flush >/dev/null
	for proto in udp tcp; do
		flows src=10.0.0.50 dst=203.0.113.150 ports=5000+4 proto=$proto wait=300
		case $paired in
		on) is "paired on, $proto: never another address for a host, the third of two is dropped [UPD-4 CGN-2 UDP-2 BOX-2]" \
			"$out $addresses" "2 1" ;;
		*) is "paired $paired, $proto: another address when one is dry [UPD-4]" \
			"$out $addresses" "4 2" ;;
		esac
	done
done

# What a refused host is told is rate-limited, as all the gateway's errors to one destination.
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16 ports 2000
	rule add oif out0 pool A
	set port-hold 0
CONFIG
nat session flush >/dev/null
"$helpers/netset" ns="$GW" net.ipv4.icmp_ratelimit=1000
before=$(counter drop-ports-exhausted)
flows src=10.0.0.50 dst=203.0.113.150 ports=5000+300 wait=500
[ "$refused" -ge 1 ] && [ "$refused" -lt 150 ]
is "of 299 refused packets some are answered, not each ($refused) [ICMP-8 CGN-11]" $? 0
is "each is counted" "$(($(counter drop-ports-exhausted) - before))" 299
finish
