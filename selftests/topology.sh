# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Part of lib.sh: builds the topologies drawn there, and checks afterwards what no scenario may break.
#
# shellcheck disable=SC2034,SC2154 # variables are lib.sh's

# make_ns VARIABLE...: namespaces named after the variables, which are set
make_ns() {
	local variable batch='' suffix

	printf -v suffix '%04x%02x' $((SRANDOM & 0xffff)) $(($$ & 0xff))
	for variable; do
		declare -g "$variable=${variable,,}-$suffix"
		batch+="netns add ${!variable}"$'\n'
		defer ip netns del "${!variable}"
	done
	ip -batch - <<<"$batch" || bail "namespaces cannot be made"
}

# make_user_ns VARIABLE: as make_ns, but an unprivileged user's user namespace owns it
in_user_ns=(setpriv --reuid=65534 --regid=65534 --clear-groups --
	unshare --user --map-root-user --net --)
make_user_ns() {
	local name line='' fd pid

	printf -v name '%s-%04x%02x' "${1,,}" $((SRANDOM & 0xffff)) $(($$ & 0xff))
	exec {fd}< <(exec "${in_user_ns[@]}" sh -c 'echo ready; exec sleep 600')
	pid=$!
	read -r -t 60 line <&"$fd" || true
	[ "$line" = ready ] || bail "no user namespace can be made"
	touch "/run/netns/$name"
	defer ip netns del "$name"
	mount --bind "/proc/$pid/ns/net" "/run/netns/$name" || bail "its network cannot be kept"
	stop "$pid"
	exec {fd}<&-
	declare -g "$1=$name"
}

# Addresses that frames and flows speak for: the gateway need not ask who has them.
played() {
	local device=$1 address

	shift
	for address; do
		echo "neigh replace $address lladdr $MAC_PLAYED dev $device nud permanent"
	done
}

# gateway_batch [ADDRESS]: the outside one
gateway_batch() {
	cat <<-END
		link set lo up
		address add 10.0.0.1/24 dev in0
		address add ${1:-203.0.113.1}/24 dev out0
		link set in0 up
		link set out0 up
		route add 10.1.0.0/16 via 10.0.0.50
		route add default via 203.0.113.150
		$(played in0 10.0.0.{50,51,52,53})
		$(played out0 203.0.113.{150,151,152,153})
	END
}

gateway_links() {
	cat <<-END
		link add in0 netns $GW address $MAC_IN type veth peer name g netns $SW
		link add out0 netns $GW address $MAC_OUT type veth peer name g netns $WS
	END
}

# wires MAKER: what makes the gateway's namespace
wires() {
	make_ns SW WS
	"$1" GW
	ip -batch - <<<"$(gateway_links)" || bail "links cannot be made"
	ip -n "$SW" link set g up
	ip -n "$WS" link set g up
	ip -n "$GW" -batch - <<-END || bail "the gateway cannot be set up"
		$(gateway_batch)
		$(played in0 10.0.0.{11,12,13})
		$(played out0 203.0.113.{101,102,201})
	END
}

# host NAMESPACE ADDRESS...: the first one's network decides the way to the gateway
host() {
	local ns=$1 address batch='link set lo up'$'\n'

	shift
	for address; do
		batch+="address add $address/24 dev eth0"$'\n'
	done
	batch+='link set eth0 up'$'\n'
	case $1 in
	10.*) batch+='route add default via 10.0.0.1' ;;
	*) batch+='route add 198.51.100.0/29 via 203.0.113.1' ;;
	esac
	ip -n "$ns" -batch - <<<"$batch"
}

# switch NAMESPACE PORT...
switch() {
	local ns=$1 port batch='link add br0 type bridge'$'\n'

	shift
	for port; do
		batch+="link set $port master br0 up"$'\n'
	done
	ip -n "$ns" -batch - <<<"$batch"'link set br0 up'
}

bridged() {
	make_ns GW SW WS I1 I2 O1 O2
	ip -batch - <<-END || bail "links cannot be made"
		$(gateway_links)
		link add i1 netns $SW type veth peer name eth0 netns $I1
		link add i2 netns $SW type veth peer name eth0 netns $I2
		link add o1 netns $WS type veth peer name eth0 netns $O1
		link add o2 netns $WS type veth peer name eth0 netns $O2
	END
	switch "$SW" g i1 i2 || bail "the inside switch cannot be made"
	switch "$WS" g o1 o2 || bail "the outside switch cannot be made"
	host "$I1" 10.0.0.11 || bail "I1 cannot be set up"
	host "$I2" 10.0.0.12 10.0.0.13 || bail "I2 cannot be set up"
	host "$O1" 203.0.113.101 203.0.113.102 || bail "O1 cannot be set up"
	host "$O2" 203.0.113.201 || bail "O2 cannot be set up"
	ip -n "$GW" -batch - <<<"$(gateway_batch)" || bail "the gateway cannot be set up"
}

# Two gateways with equal insides; each host has a second address, for another host that is in the way.
paired() {
	make_ns GW GW2 SW WS I1 I2 O1 O2
	ip -batch - <<-END || bail "links cannot be made"
		$(gateway_links)
		link add i1 netns $SW type veth peer name eth0 netns $I1
		link add eth0 netns $I2 type veth peer name in0 netns $GW2
		link add out0 netns $GW2 type veth peer name g2 netns $WS
		link add o1 netns $WS type veth peer name eth0 netns $O1
		link add o2 netns $WS type veth peer name eth0 netns $O2
	END
	switch "$SW" g i1 || bail "the inside switch cannot be made"
	switch "$WS" g g2 o1 o2 || bail "the outside switch cannot be made"
	host "$I1" 10.0.0.11 10.0.0.12 || bail "I1 cannot be set up"
	host "$I2" 10.0.0.11 10.0.0.12 || bail "I2 cannot be set up"
	host "$O1" 203.0.113.101 203.0.113.102 || bail "O1 cannot be set up"
	host "$O2" 203.0.113.201 || bail "O2 cannot be set up"
	ip -n "$GW" -batch - <<<"$(gateway_batch)" || bail "the gateway cannot be set up"
	# Its neighbours are all real.
	ip -n "$GW2" -batch - <<<"$(gateway_batch 203.0.113.2 | grep -v -e ' 10.1.' -e neigh)" ||
		bail "the second gateway cannot be set up"
	"$helpers/netset" ns="$GW2" net.ipv4.ip_forward=1 net.ipv4.conf.all.log_martians=1 ||
		bail "sysctl"
}

# Of a pair: an address of its own for each gateway.
configure_pair() {
	local place

	for place in "$GW 203.0.113.16" "$GW2 203.0.113.17"; do
		GW=${place% *} configure <<-CONFIG
			pool add A addresses ${place#* }
			rule add src 10.0.0.0/24 oif out0 pool A
		CONFIG
	done
}

# topology hosts|pair|wires|user
topology() {
	[ "$(id -u)" = 0 ] || skip_all "needs root"
	command -v natgw >/dev/null || skip_all "natgw is not installed"
	case $1 in
	wires) wires make_ns ;;
	user) wires make_user_ns ;;
	hosts) bridged ;;
	pair) paired ;;
	*) bail "no such topology: $1" ;;
	esac
	"$helpers/netset" ns="$GW" net.ipv4.ip_forward=1 net.ipv4.conf.all.log_martians=1 \
		net.ipv4.icmp_ratelimit=0 net.ipv4.icmp_msgs_per_sec=100000 \
		net.ipv4.icmp_msgs_burst=100000 || bail "sysctl"
	# shellcheck disable=SC2086 # those that are there
	set_offloads "$GW" "$SW" "$WS" $GW2 $I1 $I2 $O1 $O2
	[ -z "${NATGW_TEST_CONNTRACK-}" ] || load_firewall
	# Hosts have kernels, which finish checksums in a way of their own.
	if [ "$1" = wires ] || [ "$1" = user ]; then
		watch_wires
	else
		watch_wires mangled=1
	fi
	[ "$1" != pair ] || watch_second mangled=1
}

# With NATGW_TEST_CONNTRACK in the environment the gateway has connection tracking and a stateful
# firewall too, of which no scenario should notice anything. An external address on its way through
# FORWARD is counted, see check_firewall. Somebody else's traffic is masqueraded.
load_firewall() {
	in_ns "$GW" nft -f - <<-'NFT' || bail "the firewall cannot be loaded"
		table ip natgw_test {
			counter external { }
			counter invalid { }
			chain judge {
				ct state invalid counter name invalid drop
				ct state established,related accept
				ct state new accept
				drop
			}
			chain forward {
				type filter hook forward priority filter; policy drop;
				ip saddr { 203.0.113.16-203.0.113.18, 203.0.113.30 } counter name external drop
				ip daddr { 203.0.113.16-203.0.113.18, 203.0.113.30 } counter name external drop
				jump judge
				accept
			}
			chain input {
				type filter hook input priority filter; policy accept;
				ct state invalid drop
			}
			chain elsewhere {
				type nat hook postrouting priority srcnat;
				ip saddr 192.168.77.0/24 masquerade
			}
		}
	NFT
}

# pass_invalid: what a scenario sends is broken on purpose, and not the firewall's to take away
pass_invalid() {
	[ -z "${NATGW_TEST_CONNTRACK-}" ] || in_ns "$GW" nft flush chain ip natgw_test judge
}

# forget_firewall: what it has counted since check_firewall was meant
forget_firewall() {
	[ -z "${NATGW_TEST_CONNTRACK-}" ] || in_ns "$GW" nft reset counters table ip natgw_test >/dev/null
}

check_firewall() {
	local counters

	[ -n "${NATGW_TEST_CONNTRACK-}" ] || return 0
	counters=$(in_ns "$GW" nft list counters table ip natgw_test 2>/dev/null) || return 0
	[[ $counters =~ invalid[^}]*packets\ ([0-9]+) ]] && note "${BASH_REMATCH[1]} packets invalid"
	[[ $counters =~ external[^}]*packets\ ([0-9]+) ]]
	is "the firewall saw no external address [K18]" "${BASH_REMATCH[1]-}" 0
}

# set_offloads NAMESPACE...: what the devices there now may leave to others is turned off, where
# NATGW_TEST_OFFLOAD=off is in the environment.
set_offloads() {
	local ns words=()

	[ "${NATGW_TEST_OFFLOAD-}" = off ] || return 0
	for ns; do
		words+=("ns=$ns" offloads=off)
	done
	"$helpers/netset" "${words[@]}" || bail "offloads"
}

# watch_wires [WORD...]: begin to hold the wires against the rules of helpers/wire.c
watch_wires() {
	[ -z "${NATGW_PCAP-}" ] || set -- "$@" "pcap=$NATGW_PCAP/$scenario.pcap"
	start_ready wire "$helpers/wire" "lan=$SW,g" "wan=$WS,g" "inside=$INSIDE" "pool=$POOLS" "$@"
	wire=$started
	wire_fd=$ready_fd
}

watch_second() {
	start_ready wire "$helpers/wire" "lan=$I2,eth0" "wan=$WS,g2" "inside=$INSIDE" \
		"pool=$POOLS" "$@"
	second_wire=$started
	second_wire_fd=$ready_fd
}

# No more watching, and no verdict: for what a scenario breaks on purpose.
unwatch_wires() {
	stop "$wire"
	wire=
}

# --- invariants ------------------------------------------------------------

check_wires() {
	local rule count first

	[ -n "$wire" ] || return 0
	kill -TERM "$wire"
	while read -r -t 30 rule count first; do
		case $rule in
		leak) is "no inside address on the outside wire [K32]" "$count $first" "0 " ;;
		pool) is "no external address towards inside hosts" "$count $first" "0 " ;;
		checksum) is "every checksum on the wires right" "$count $first" "0 " ;;
		redirect) is "no ICMP redirect [K11]" "$count $first" "0 " ;;
		frames) note "$count frames seen" ;;
		lost) [ "$count" = 0 ] || note "$count frames not looked at" ;;
		esac
	done <&"$wire_fd"
	wait "$wire"
	wire=
	[ -n "$second_wire" ] || return 0
	wire=$second_wire wire_fd=$second_wire_fd second_wire=
	note "the second gateway's:"
	check_wires
}

check_receivers() {
	local ns words=()

	[ -n "$I1" ] || return 0
	for ns in "$I1" "$I2" "$O1" "$O2"; do
		words+=("ns=$ns" errors)
	done
	is "no host counted a bad header or checksum" "$("$helpers/netset" "${words[@]}" | xargs)" \
		"0 0 0 0"
}

check_log() {
	local bad='BUG|WARNING|Oops|Call Trace|hw csum failure|bad_offload|martian|KASAN|UBSAN'

	bad+='|general protection|unregister_netdevice: waiting|natgw.*(fail|corrupt)'
	is "kernel log clean" \
		"$(dmesg | sed -n "/natgw-test: $scenario $$ begins/,\$p" | sed 1d | grep -E "$bad")" ""
}

check_state() {
	local stats what

	stats=$(nat -j stats)
	# scripts/check runs those again without it that have used it.
	note "fast path: $(number fast_packets "$stats") packets"
	for what in sessions mappings; do
		is "$what made less $what ended are $what there" \
			"$(($(number "${what}_created" "$stats") - $(number "${what}_ended" "$stats")))" \
			"$(number "$what" "$stats")"
	done
	nat flush
	stats=$(nat -j status)
	is "nothing left after flush" "$(number sessions "$stats") $(number mappings "$stats") $(
		number subscribers "$stats")" "0 0 0"
}

check_states() {
	check_state
	[ -z "$GW2" ] || GW=$GW2 check_state
}

# finish: the invariants, the plan, the exit status
finish() {
	check_wires
	check_receivers
	check_firewall
	check_states
	check_log
	finished=1
	printf '1..%d\n' "$results"
	[ "$failed" = 0 ]
	exit
}
