#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Packets that no stack would send, and those that one might at its worst, from both sides against every kind
# of NAT: what must come out does, byte for byte as it has to be, and nothing else. Then packets with
# headers of a virtual machine's, through tun devices of the gateway's. The rules of helpers/wire.c hold
# for all that comes out.
#
# NATGW_SECONDS=N (60) of it; NATGW_SEED=N (1) chooses the packets, NATGW_PACKETS=N (5000) of a kind at a time.
#
#   10.0.0.50 --- in0 GW out0 --- 203.0.113.150
#   10.2.0.9 ---- in1    out1 --- 192.0.2.9

. "$(dirname "$0")/lib.sh"
topology wires
# Where the pool is the interface's address nobody has the other one, which is no reason to be told a better way.
"$helpers/netset" ns="$GW" net.ipv4.conf.all.log_martians=0 net.ipv4.conf.all.send_redirects=0 \
	net.ipv4.conf.out0.send_redirects=0
seconds=${NATGW_SECONDS:-60} seed=${NATGW_SEED:-1} count=${NATGW_PACKETS:-5000}
pool=203.0.113.16
rule="rule add src 10.0.0.0/8 oif out0 pool A"

# Of what is wrong nothing may come out where hosts share an address: the first $strict.
kinds=(
	"pool add A addresses $pool
	$rule"

	"pool add A addresses $pool mapping apdm filtering apdf preserve off
	$rule"

	"pool add A addresses $pool mapping adm filtering adf parity on ports 1024-65535
	$rule
	forward add udp $pool:700-800 10.0.0.50:700-800
	forward add tcp $pool:5000-5020 10.0.0.50:5000-5020"

	"pool add A interface out0
	$rule"

	"pool add A addresses $pool type dynamic
	$rule"

	"static add inside 10.0.0.50 external $pool"
)
strict=4
packets=0 escaped=0 broken=0 rounds=0 first_seed=$((seed + 1))

# said KEY: a number of a helper's
said() {
	sed -n "s/^$1=//p" "$tmp/said"
}

# vary COUNT: all of it comes out as it has to
vary() {
	seed=$((seed + 1)) packets=$((packets + $1))
	"$helpers/vary" "lan=$SW,g,$MAC_IN" "wan=$WS,g,$MAC_OUT" src=10.0.0.50 dst=203.0.113.150 \
		"count=$1" "seed=$seed" >"$tmp/said" 2>&1
	[ "$(said flows) $(said came) $(said wrong)" = "48 $(said sent) 0" ] &&
		[ "$(said told)" -ge "$(said errors)" ] && return
	broken=$((broken + 1))
	[ "$broken" -gt 5 ] || note "kind $kind, seed $seed: $(cat "$tmp/said")"
}

# malform FROM-DEVICE MAC FAR SOURCE TARGET: how much came out is added to escaped
malform() {
	local far

	seed=$((seed + 1)) packets=$((packets + count))
	"$helpers/malform" headers "to=$1,$2" "far=$3" "src=$4" "dst=$5" port=5000 "count=$count" \
		"seed=$seed" >"$tmp/said" 2>&1
	far=$(said far)
	[ "$kind" -lt "$strict" ] || return
	escaped=$((escaped + ${far:-1}))
	[ "${far:-1}" = 0 ] || note "kind $kind, seed $seed, from $4: $(xargs <"$tmp/said")"
}

first_end=$((SECONDS + seconds * 2 / 3))
while [ "$SECONDS" -lt "$first_end" ] || [ "$rounds" = 0 ]; do
	for kind in "${!kinds[@]}"; do
		nat flush
		configure <<<"${kinds[kind]}"
		vary "$count"
		malform "$SW,g" "$MAC_IN" "$WS,g" 10.0.0.50 203.0.113.150
		malform "$WS,g" "$MAC_OUT" "$SW,g" 203.0.113.150 "$pool"
		malform "$SW,g" "$MAC_IN" "$WS,g" 10.0.0.50 "$pool"
		vary 500
	done
	rounds=$((rounds + 1))
done
note "$packets packets, $rounds rounds of ${#kinds[@]} kinds, seeds $first_seed to $seed"
is "nothing came out that should not" "$escaped" 0
is "all came out that should, byte for byte" "$broken" 0

# --- what a virtual machine leaves to others ---
modprobe -q tun
for device in in1 out1; do
	ip -n "$GW" tuntap add dev $device mode tun vnet_hdr || bail "no tun device"
done
ip -n "$GW" -batch - <<-END
	address add 10.2.0.1/24 dev in1
	address add 192.0.2.1/24 dev out1
	link set in1 up
	link set out1 up
END
nat flush
configure <<-CONFIG
	pool add A addresses $pool
	$rule
	static add inside 10.0.0.50 external 203.0.113.30
CONFIG

# vnet KIND COUNT: from inside and from outside
vnet() {
	seed=$((seed + 1)) packets=$((packets + 2 * $2))
	in_ns "$GW" "$helpers/vnet" "$1" tun=in1 "far=$WS,g" src=10.2.0.9 dst=203.0.113.150 \
		"count=$2" "seed=$seed" >"$tmp/said" 2>&1 || note "$(cat "$tmp/said")"
	in_ns "$GW" "$helpers/vnet" "$1" tun=out1 "far=$SW,g" src=192.0.2.9 dst=203.0.113.30 \
		"count=$2" "seed=$seed" >"$tmp/said.in" 2>&1 || note "$(cat "$tmp/said.in")"
}

# whole: every byte of both ways came out
whole() {
	[ "$(said bytes)" -gt 0 ] && [ "$(said bytes)" = "$(said arrived)" ] &&
		[ "$(sed -n 's/^bytes=//p' "$tmp/said.in")" = \
			"$(sed -n 's/^arrived=//p' "$tmp/said.in")" ]
}

end=$((first_end + seconds / 9)) packets=0 broken=0 rounds=0 first_seed=$((seed + 1))
while [ "$SECONDS" -lt "$end" ] || [ "$rounds" -lt 2 ]; do
	# First the devices may leave it to who receives it, then no longer.
	[ "$rounds" != 1 ] || NATGW_TEST_OFFLOAD=off set_offloads "$GW"
	vnet honest 500
	whole || {
		broken=$((broken + 1))
		note "seed $seed: $(xargs <"$tmp/said") / $(xargs <"$tmp/said.in")"
	}
	rounds=$((rounds + 1))
done
note "$packets packets of a virtual machine's, seeds $first_seed to $seed"
is "what is left to segment or to sum comes out whole" "$broken" 0
check_wires

# Checksums that are asked for in the wrong place are wrong: that is all that may be.
watch_wires sums=0
end=$((end + seconds * 2 / 9)) packets=0 rounds=0 first_seed=$((seed + 1)) lies=0
while [ "$SECONDS" -lt "$end" ] || [ "$rounds" = 0 ]; do
	vnet hostile 2000
	lies=$((lies + $(said frames)))
	rounds=$((rounds + 1))
done
note "$packets packets with headers that lie, seeds $first_seed to $seed, $lies frames came of them"
vnet honest 100
ok "after which honest ones come out whole" whole
finish
