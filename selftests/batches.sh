#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# With thousands of sessions packets wait for one another at ingress: nobody notices, and none is left
# when its device, its namespace or the module goes.
#
#   10.0.0.50, 10.1.0.0/24 -- GW 203.0.113.16, .17 -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
need tc tcpdump
topology wires
[ -e /sys/module/natgw/initstate ] || skip_all "natgw is built into the kernel"
configuration="
	pool add A addresses 203.0.113.16
	pool add B addresses 203.0.113.17
	pool add C addresses 203.0.113.18 ports 5000-5003
	rule add src 10.0.0.0/24 oif out0 pool A
	rule add src 10.1.200.0/24 oif out0 pool C
	rule add src 10.1.0.0/16 oif out0 pool B
	forward add udp 203.0.113.16:8080 10.0.0.50:80
	timeout set udp 3600"
configure <<<"$configuration"
# Whatever the suite runs with: this is about the fast path.
nat set fastpath auto

# What the hosts send leaves them in bursts. One packet after the other would find nobody who waits.
bursts() {
	local ns ms=$((10 * ${NATGW_SLOWNESS:-1}))

	modprobe -q sch_netem
	for ns in "$SW" "$WS"; do
		tc -n "$ns" qdisc replace dev g root netem slot ${ms}ms ${ms}ms limit 100000 || return
	done
}

no_bursts() {
	tc -n "$SW" qdisc del dev g root
	tc -n "$WS" qdisc del dev g root
}

batched() {
	number batched_packets "$(nat -j stats)"
}

# crowd [COUNT]: so many flows, one packet each way
crowd() {
	flows src=10.1.0.0/24 dst=203.0.113.150 ports=2000+20 count="${1:-5120}" reply
}

bursts || skip_all "packets cannot be sent in bursts here"
crowd 2000
crowd 2000
is "2,000 sessions: all pass both ways" "$out $back $wrong" "2000 2000 0"
is "and none waits" "$(batched)" 0
crowd
is "5,120 sessions, beginning: all pass both ways" "$out $back $wrong" "5120 5120 0"
before=$(batched)
crowd
is "5,120 sessions: all pass both ways" "$out $back $wrong" "5120 5120 0"
after=$(batched)
note "$((after - before)) of 10,240 together with others"
is "most of them together with others" "$((after - before > 5000))" 1

# taken: how many packets the fast path took, and how many the full path
taken() {
	number fast_packets "$(nat -j stats)"
	number full_packets "$(nat -j stats)"
}

read -rd '' fast full < <(taken)
flows src=10.1.0.0/24 dst=203.0.113.151 ports=2000+10
is "2,560 new flows: all are opened" "$out $wrong $(nat session count)" "2560 0 7680"
read -rd '' fast_after full_after < <(taken)
note "$((fast_after - fast)) by the fast path, $((full_after - full)) by the full path"
is "most of them by the fast path" "$((fast_after - fast > 2000))" 1
nat session flush >/dev/null
crowd

# Plain packets, those for the full path, and new flows, all mixed; one way at a time, so that the
# order in which they leave is that in which they come.
mixture() {
	local words n=0 flags

	printf 'test %s\nloose\n' "$1"
	for words in df '' 'df len=33 tos=0xb8' 'len=900 pieces=400' 'opt=01010100 len=8' df df \
		'df trail=20' 'ttl=1' df 'df badsum len=40' df 'badip' 'df nosum' 'chop=4 len=40' df; do
		n=$((n + 1))
		for host in 1 2 3; do
			echo "send $2 udp ${5//HOST/$host} $words"
			echo "send $2 udp ${5//HOST/$host} df len=$n ipid=$n"
		done
		echo "send $2 udp $3 $4 $words"
		for flags in A PA; do
			echo "send $2 tcp $3 $4 $flags df seq=$((101 + n)) ack=$((101 + n)) len=$n"
		done
		echo "send $2 udp ${3%:*}:$((7000 + n)) $4 df len=9"
		echo "send $2 tcp ${3%:*}:$((7000 + n)) ${4%:*}:8080 S df seq=$n"
		echo "send $2 icmp ${3%:*} ${4%:*} 8/0 id=$n seq=1 len=$n"
	done
	case $2 in
	lan)
		# Four ports for six: two are refused, and told so.
		for n in 1 2 3 4 5 6; do
			echo "send lan udp 10.1.200.50:$((8000 + n)) $4 df len=$n"
			echo "send lan udp 10.0.0.5$((n % 2)):$((8000 + n)) $4 df len=$n"
			echo "send lan udp 10.0.0.5$((n % 2)):$((8000 + n)) $4 df len=$((n + 10))"
		done
		echo "send lan udp 10.0.0.50:5000 203.0.113.16:8080 df len=20"
		echo "send lan udp 10.0.0.50:5000 203.0.113.16:8080 df len=21"
		echo "send lan udp 10.0.0.50:5000 10.0.0.1:99 df len=20"
		;;
	esac
	echo "send $2 tcp $3 $4 FA df seq=3000 ack=3000"
	echo "send $2 tcp $3 $4 A df seq=3001 ack=3000"
	echo "send $2 udp $3 $4 df len=99"
}

# tap DEVICE FILE: what is received there, copied before anybody changes it
taps=()
tap() {
	nsenter --net="/run/netns/$GW" -- tcpdump -i "$1" -Q in --immediate-mode -s 2000 -B 8192 -U -w "$2" \
		"ether src $MAC_PLAYED and ip" 2>"$2.said" &
	taps+=($!)
	defer stop $!
	busywait 20000 grep -q listening "$2.said" || bail "no tap on $1"
}

# The last packet of the mixture
is_whole() {
	[ "$(tcpdump -n -r "$1" 'ip[2:2] = 127' | wc -l)" = 1 ]
}

end_taps() {
	busywait 20000 is_whole "$1.in"
	busywait 20000 is_whole "$1.out"
	stop "${taps[@]}"
	taps=()
}

# record FASTPATH: run the traffic, and keep what the gateway got and what it sent
record() {
	nat session flush >/dev/null
	nat set fastpath "$1"
	crowd
	exhausted=$(counter drop-ports-exhausted)
	frames <<-'END'
		test the connection is open
		send lan udp 10.0.0.50:5000 203.0.113.150:7 df
		want wan udp 203.0.113.16:5000 203.0.113.150:7
		send lan udp 10.0.0.51:5001 203.0.113.150:7 df
		want wan udp 203.0.113.16:5001 203.0.113.150:7
		send lan udp 10.0.0.52:5002 203.0.113.150:7 df
		want wan udp 203.0.113.16:5002 203.0.113.150:7
		send lan udp 10.0.0.53:5003 203.0.113.150:7 df
		want wan udp 203.0.113.16:5003 203.0.113.150:7
		send lan tcp 10.0.0.50:5000 203.0.113.150:7 S df seq=100
		want wan tcp 203.0.113.16:5000 203.0.113.150:7 S
		send wan tcp 203.0.113.150:7 203.0.113.16:5000 SA df seq=100 ack=101
		want lan tcp 203.0.113.150:7 10.0.0.50:5000 SA
		send lan tcp 10.0.0.50:5000 203.0.113.150:7 A df seq=101 ack=101
		want wan tcp 203.0.113.16:5000 203.0.113.150:7 A
	END
	unwatch_wires
	watch_wires "pcap=$tmp/$1"
	tap in0 "$tmp/$1.in"
	tap out0 "$tmp/$1.out"
	before=$(batched)
	mixture "from inside, $1" lan 10.0.0.50:5000 203.0.113.150:7 \
		'10.0.0.5HOST:500HOST 203.0.113.150:7' | frames
	mixture "from outside, $1" wan 203.0.113.150:7 203.0.113.16:5000 \
		'203.0.113.150:7 203.0.113.16:500HOST' | frames
	after=$(batched)
	end_taps "$tmp/$1"
	# Wrong checksums are sent on purpose.
	unwatch_wires
}

record off
is "off: none waits" $((after - before)) 0
is "off: two flows too many" $(($(counter drop-ports-exhausted) - exhausted)) 2
record auto
is "auto: two flows too many" $(($(counter drop-ports-exhausted) - exhausted)) 2
note "$((after - before)) together with others"
is "auto: many wait" "$((after - before > 100))" 1
ok "what leaves is the same, byte for byte, and in the same order" "$helpers/same" \
	"$tmp/off" "$tmp/auto" "$MAC_IN" "$MAC_OUT"
for side in in out; do
	ok "a tap sees each packet once, $side" "$helpers/same" "$tmp/off.$side" "$tmp/auto.$side" \
		"$MAC_PLAYED"
done

# On a VLAN a packet comes by two devices.
ip -n "$GW" link add link in0 name in7 type vlan id 7
ip -n "$SW" link add link g name g7 type vlan id 7
ip -n "$SW" link set g7 up
ip -n "$GW" -batch - <<-END
	link set in7 up
	address add 10.7.0.1/24 dev in7
	route add 10.1.1.0/24 via 10.7.0.50
	neigh replace 10.7.0.50 lladdr $MAC_PLAYED dev in7 nud permanent
END
tagged() {
	"$helpers/flows" "lan=$SW,g7,$MAC_IN" "wan=$WS,g,$MAC_OUT" src=10.1.1.0/24 \
		dst=203.0.113.150 ports=3000+4 reply | grep -e '^out=' -e '^back=' | xargs
}
tagged >/dev/null
before=$(batched)
is "on a VLAN: all pass both ways" "$(tagged)" "out=1024 back=1024"
after=$(batched)
note "$((after - before)) of 2,048 together with others"
is "most of them together with others, from the VLAN too" "$((after - before > 1500))" 1

# Whatever goes while packets wait.
flood() {
	while :; do
		"$helpers/flows" "lan=$SW,g,$MAC_IN" "wan=$WS,g,$MAC_OUT" src=10.1.0.0/24 \
			dst=203.0.113.150 ports=2000+20 wait=0 reply
	done >/dev/null 2>&1 &
	flood=$!
}

waits_again() {
	[ "$(batched)" -gt "$1" ]
}

# gone NAME COMMAND...: while packets are waiting
gone() {
	local name=$1

	shift
	crowd
	flood
	ok "$name: packets wait" busywait 20000 waits_again "$(batched)"
	ok "$name: it goes" "$@"
	stop "$flood"
}

back_again() {
	ip -n "$SW" link set g up
	ip -n "$WS" link set g up
	ip -n "$GW" -force -batch - <<<"$(gateway_batch)" >/dev/null 2>&1
	bursts || bail "no bursts any more"
}

load() {
	if [ -n "${NATGW_KO-}" ]; then
		modprobe nf_defrag_ipv4 && insmod "$NATGW_KO"
	else
		modprobe natgw
	fi
}

no_links() {
	! ip -n "$SW" link show g && ! ip -n "$WS" link show g
}

elsewhere() {
	ip -n "$GW" link set in0 netns "$WS" && ip -n "$WS" link set in0 netns "$GW"
}

unwatch_wires
ip -n "$GW" link del in7
gone "down" ip -n "$GW" link set in0 down
ip -n "$GW" link set in0 name in1
ip -n "$GW" link set in1 name in0
back_again
gone "moved" elsewhere
back_again
gone "deleted" ip -n "$GW" link del in0
ip -n "$GW" link del out0
ip -batch - <<<"$(gateway_links)"
back_again
gone "switched off" nat set fastpath off
nat set fastpath auto
gone "the namespace" ip netns del "$GW"
busywait 30000 no_links || bail "links of a deleted namespace stay"
ip netns add "$GW"
ip -batch - <<<"$(gateway_links)"
"$helpers/netset" ns="$GW" net.ipv4.ip_forward=1
back_again
nat apply - <<<"$configuration"
gone "the module" rmmod natgw
load
nat apply - <<<"$configuration"
crowd
is "and all is as ever" "$out $back $wrong" "5120 5120 0"

# A processor goes with the packets that wait on it.
processor=/sys/devices/system/cpu/cpu1/online
goes_and_comes() {
	local n

	for n in {1..24}; do
		echo 0 >$processor && echo 1 >$processor || return
	done
}

if [ -w $processor ]; then
	goes_and_comes &
	processor_pid=$!
	lost=
	before=$(batched)
	while [ -e "/proc/$processor_pid/stat" ]; do
		# On the others as long as it is away.
		taskset -cp 1 $$ >/dev/null 2>&1
		crowd
		[ "$out $back $wrong" = "5120 5120 0" ] || lost+="$out $back $wrong, "
	done
	ok "a processor goes and comes" wait "$processor_pid"
	is "and nothing that waited on it is lost" "$lost" ""
	ok "packets waited meanwhile" waits_again "$before"
	taskset -cp "$(cat /sys/devices/system/cpu/online)" $$ >/dev/null
else
	skip "a processor goes and comes" "there is one only"
fi
no_bursts
finish
