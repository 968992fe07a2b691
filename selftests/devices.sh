#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Each kind of device, as inside and as outside one, by the fast path and without it.
#
#   HI 10.0.0.11 == in0 10.0.0.1 BOX 203.0.113.1 out0 == HO 203.0.113.101
#
# == is the kind, over a veth (192.0.2.0/24) where it needs something below it.

. "$(dirname "$0")/lib.sh"
[ "$(id -u)" = 0 ] || skip_all "needs root"

# under SIDE: what carries the others; BOX has .1 or .5 on it, the host .2 or .6
declare -A host=([in]=HI [out]=HO) own=([in]=10.0.0.1 [out]=203.0.113.1)
declare -A far=([in]=10.0.0.11 [out]=203.0.113.101) low=([in]=192.0.2.1 [out]=192.0.2.5)
declare -A high=([in]=192.0.2.2 [out]=192.0.2.6) all=([in]=10.0.0.0/24 [out]=203.0.113.0/24)
under() {
	local ns=${!host[$1]}

	ip link add "u$1" netns "$BOX" type veth peer name under netns "$ns" || return
	ip -n "$BOX" -batch - <<<"link set u$1 up
		address add ${low[$1]}/30 dev u$1"
	ip -n "$ns" -batch - <<<"link set under up
		address add ${high[$1]}/30 dev under"
}

# addresses SIDE: where the kind has given none
addresses() {
	local ns=${!host[$1]}

	ip -n "$BOX" -batch - <<<"link set ${1}0 up
		address replace ${own[$1]}/24 dev ${1}0" &&
		ip -n "$ns" -batch - <<<"link set far up
		address replace ${far[$1]}/24 dev far"
}

veth_link() {
	ip link add "${1}0" netns "$BOX" type veth peer name far netns "${!host[$1]}" && addresses "$1"
}

vlan_link() {
	under "$1" && ip -n "$BOX" link add link "u$1" name "${1}0" type vlan id 9 &&
		ip -n "${!host[$1]}" link add link under name far type vlan id 9 && addresses "$1"
}

bridge_link() {
	local ns=${!host[$1]}

	under "$1" && ip -n "$BOX" -batch - <<-END &&
		link add ${1}0 type bridge
		address flush dev u$1
		link set u$1 master ${1}0
	END
	ip -n "$ns" -batch - <<-END && addresses "$1"
		link set under down
		address flush dev under
		link set under name far
	END
}

tunnel() {
	under "$2" && ip -n "$BOX" link add "${2}0" type "$1" local "${low[$2]}" remote "${high[$2]}" &&
		ip -n "${!host[$2]}" link add far type "$1" local "${high[$2]}" remote "${low[$2]}" &&
		addresses "$2"
}
gre_link() {
	modprobe -q ip_gre
	tunnel gre "$1"
}
ipip_link() {
	modprobe -q ipip
	tunnel ipip "$1"
}

wireguard_link() {
	local ns=${!host[$1]} port=5001 a b

	[ "$1" = in ] || port=5002

	modprobe -q wireguard
	command -v wg >/dev/null || return
	a=$(wg genkey) b=$(wg genkey)
	under "$1" && ip -n "$BOX" link add "${1}0" type wireguard && ip -n "$ns" link add far type wireguard &&
		in_ns "$BOX" wg set "${1}0" listen-port "$port" private-key <(echo "$a") \
			peer "$(wg pubkey <<<"$b")" endpoint "${high[$1]}:5000" allowed-ips 0.0.0.0/0 &&
		in_ns "$ns" wg set far listen-port 5000 private-key <(echo "$b") \
			peer "$(wg pubkey <<<"$a")" endpoint "${low[$1]}:$port" allowed-ips 0.0.0.0/0 &&
		addresses "$1"
}

background() {
	"$@" >/dev/null 2>&1 &
	defer stop $!
}

has_device() {
	ip -n "$1" link show dev "$2"
}

tun_link() {
	local ns=${!host[$1]}

	modprobe -q tun
	command -v socat >/dev/null && under "$1" || return
	background in_ns "$BOX" socat "TUN,tun-name=${1}0,iff-no-pi,iff-up" \
		"UDP4-DATAGRAM:${high[$1]}:7000,bind=${low[$1]}:7000"
	background in_ns "$ns" socat "TUN,tun-name=far,iff-no-pi,iff-up" \
		"UDP4-DATAGRAM:${low[$1]}:7000,bind=${high[$1]}:7000"
	busywait 10000 has_device "$BOX" "${1}0" && busywait 10000 has_device "$ns" far && addresses "$1"
}

has_address() {
	[[ $(ip -n "$1" -4 address show dev "$2" up 2>/dev/null) == *inet* ]]
}

ppp_link() {
	local ns=${!host[$1]} options="noauth nolock local nodetach nodefaultroute nocrtscts noccp novj"

	modprobe -q -a ppp_generic ppp_async
	command -v socat >/dev/null && command -v pppd >/dev/null || return
	background socat "PTY,link=$tmp/$1.box,rawer" "PTY,link=$tmp/$1.far,rawer"
	busywait 5000 test -e "$tmp/$1.box" -a -e "$tmp/$1.far"
	# shellcheck disable=SC2086 # words are meant
	background in_ns "$BOX" pppd "$tmp/$1.box" 115200 $options ifname "${1}0" "${own[$1]}:${far[$1]}"
	# shellcheck disable=SC2086
	background in_ns "$ns" pppd "$tmp/$1.far" 115200 $options ifname far "${far[$1]}:${own[$1]}"
	busywait 30000 has_address "$BOX" "${1}0" && busywait 10000 has_address "$ns" far || return
	ip -n "$ns" route replace "${all[$1]}" dev far
}

path_is_kept_by_hooks() {
	[ -e /proc/sys/net/bridge/bridge-nf-call-iptables ] &&
		[[ $(nat status) == *"not used: others hook IPv4 packets"* ]]
}

# try KIND FASTPATH
try() {
	local name="$1, fast path $2" before after port=6000

	[ "$2" = auto ] || port=7000
	nat set fastpath "$2"
	before=$(number fast_packets "$(nat -j stats)")
	is "$name: UDP and TCP, out and back [K22]" "$(seen ns="$HI" udp=10.0.0.11:$port times=3 \
		203.0.113.101:7 203.0.113.101:9 203.0.113.101:7 tcp=10.0.0.11:$port 203.0.113.101:7 \
		203.0.113.101:9 | sort -u)" "203.0.113.16:$port"
	is "$name: a forward [K22]" "$(seen ns="$HO" udp=203.0.113.101:$port times=3 203.0.113.16:8080 \
		tcp=203.0.113.101:$port 203.0.113.16:8080 | sort -u)" "203.0.113.101:$port"
	like "$name: an ICMP error, to the inside [K22]" "$(seen ns="$HI" udp=10.0.0.11:$((port + 1)) \
		203.0.113.101:99)" 'icmp 3/3 * 203.0.113.101'
	like "$name: and to the outside [K22]" "$(seen ns="$HO" udp=203.0.113.101:$((port + 1)) \
		203.0.113.16:8081)" 'icmp 3/3 * 203.0.113.16'
	ok "$name: a transfer [K22]" "$helpers/bulk" tcp client="$HI,10.0.0.11" \
		server="$HO,203.0.113.101:5001" bytes="$3"
	after=$(number fast_packets "$(nat -j stats)")
	# In auto not where br_netfilter, loaded by somebody, hooks whatever has a bridge.
	[ "$2" = auto ] && ! path_is_kept_by_hooks
	is "$name: is what took it [K22]" "$((after > before))" $((1 - $?))
}

for kind in veth vlan bridge gre ipip wireguard tun ppp; do
	make_ns BOX HI HO
	# shellcheck disable=SC2034 # nat's
	GW=$BOX
	bytes=1000000
	[ "$kind" != ppp ] || bytes=50000
	"$helpers/netset" ns="$BOX" net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0
	ip -n "$HI" link set lo up
	ip -n "$HO" link set lo up
	ip -n "$BOX" link set lo up
	if ! { "${kind}_link" in && "${kind}_link" out; } >"$tmp/said" 2>&1; then
		note "$(cat "$tmp/said")"
		skip "$kind [K22]" "cannot be made here"
		continue
	fi
	ip -n "$HI" route replace default dev far via 10.0.0.1 onlink 2>/dev/null ||
		ip -n "$HI" route replace default dev far
	set_offloads "$BOX" "$HI" "$HO"
	configure <<-'CONFIG'
		pool add A addresses 203.0.113.16
		rule add src 10.0.0.0/24 oif out0 pool A
		forward add tcp 203.0.113.16:8080 10.0.0.11:80
		forward add udp 203.0.113.16:8080-8081 10.0.0.11:80-81
	CONFIG
	mirror ns="$HO" 203.0.113.101:7 203.0.113.101:9 ns="$HI" 10.0.0.11:80
	try "$kind" auto "$bytes"
	try "$kind" off "$bytes"
	nat flush
done
finish
