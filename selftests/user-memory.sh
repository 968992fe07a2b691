#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# All networks that user namespaces own share one bound of what packets make in them (the module's
# parameter user_memory): a session is charged 512 bytes, a held port 96, a SYN that waits 192, a port map its
# pages. A network of the initial user namespace has nothing to do with it.
#
#   10.1.0.0/24 -- GW   203.0.113.16 -- 203.0.113.150
#   10.1.0.0/24 -- GW'  203.0.113.16 -- 203.0.113.150	an unprivileged user's
#   10.1.0.0/24 -- GW'' 203.0.113.16 -- 203.0.113.150	likewise; and one more when these are gone

. "$(dirname "$0")/lib.sh"
parameter=/sys/module/natgw/parameters/user_memory
need setpriv unshare
[ "$(id -u)" = 0 ] || skip_all "needs root"
[ -w "$parameter" ] || skip_all "natgw is not loaded"
"${in_user_ns[@]}" true 2>/dev/null || skip_all "no user namespaces for unprivileged users"
was=$(cat "$parameter")
defer sh -c "echo $was >$parameter"
echo 1 >"$parameter"

topology wires
gateways=("$GW") lans=("$SW") wans=("$WS") first_wire=$wire first_fd=$wire_fd

# user_gateway NUMBER: made, and the one that is meant
user_gateway() {
	topology user
	unwatch_wires
	gateways[$1]=$GW lans[$1]=$SW wans[$1]=$WS
}

# gateway NUMBER: the functions of lib.sh mean that one now
gateway() {
	GW=${gateways[$1]} SW=${lans[$1]} WS=${wans[$1]}
}

config() {
	configure <<-CONFIG
		set port-hold ${1-0}
		set max-sessions 1000000
		pool add A addresses 203.0.113.16
		rule add oif out0 pool A
	CONFIG
}

# fill [NUMBER]: so many sessions are asked for (by 256 hosts ten each); how many there are then, and how
# many were refused without being counted
fill() {
	local before

	before=$(counter drop-table-full)
	flows src=10.1.0.0/24 "count=${1-2560}" dst=203.0.113.150 ports=2000+10 wait=300
	there=$(nat session count)
	lost=$((sent - out - $(counter drop-table-full) + before))
}

charged() {
	number user_memory "$(nat -j status)"
}

# within LOW HIGH NUMBER
within() {
	[ "$3" -ge "$1" ] && [ "$3" -le "$2" ]
}

config
user_gateway 1
config
is "nothing is charged to a user's network yet" "$(charged)" 0
fill 10
is "a session is charged 512 bytes, and the port map" \
	"$((512 * 10 + 12288 <= $(charged))) $(($(charged) <= 512 * 10 + 12288 + 4096))" "1 1"
fill
alone=$there
note "$alone sessions, $(charged) bytes"
ok "a user's network has what the bound has room for" within 1900 2048 "$alone"
is "all that is refused is counted, as drop-table-full [CGN-11]" "$lost" 0
like "natgw status shows it" "$(nat status)" '*user memory  10[0-2][0-9] KiB of 1024 KiB*'

user_gateway 2
config
fill 600
is "another one of a user's has nothing left, not even for a port map" "$there $(charged)" "0 0"
ok "which is counted as drop-memory" test "$(counter drop-memory)" -ge 600
gateway 1
nat session flush >/dev/null
fill 600
is "when sessions end there is room again" "$there $lost" "600 0"
gateway 2
fill
ok "which the other one gets: $there" within 1350 1448 "$there"
is "and no more" "$lost" 0
both=$there
gateway 1
nat session flush >/dev/null
gateway 2
fill
is "both use the same: what the one gives up is the other's" "$there" "$((both + 600))"
gateway 0
fill
is "a network of the initial user namespace notices none of it" "$there $lost" "2560 0"
no "and its status says nothing of it" grep -q 'user memory' <<<"$(nat status)"
nat session flush >/dev/null

# Held ports, by a bound that is moved.
gateway 2
nat flush
is "a network without configuration gives back all" "$(charged)" 0
echo 2 >"$parameter"
config 600
fill
is "a higher bound holds at once" "$there" 2560
# ends HOST: its sessions; prints how many of its ports are held, and what is charged for them
ends() {
	local before held

	before=$(charged)
	held=$(number held_ports "$(nat -j status)")
	nat session del inside "10.1.0.$1" >/dev/null
	printf '%s\n' "$(($(number held_ports "$(nat -j status)") - held)) $(
		)$(($(charged) - before + 5120))"
}
is "ports are held, 96 bytes each" "$(ends 3)" "10 960"
echo 1 >"$parameter"
is "where the bound is reached they are free at once" "$(ends 4)" "0 0"
fill
is "and there are no new sessions" "$there" 2540
nat flush
config
nat set syn-refusal port
before=$(charged)
charged_is() {
	[ "$(number user_memory "$(nat -j status)")" = "$1" ]
}
export -f charged_is busywait
frames <<-END
	test a SYN that nobody asked for is charged 192 bytes while it waits
	send wan tcp 203.0.113.150:7 203.0.113.16:4999 S
	run charged_is $((before + 192))
	run busywait 30000 charged_is $before
	want wan icmp 203.0.113.1 203.0.113.150 3/3
END

# Two at once, deleted under traffic.
for n in 1 2; do
	gateway $n
	config
	"$helpers/flows" "lan=$SW,g,$MAC_IN" "wan=$WS,g,$MAC_OUT" src=10.1.0.0/24 dst=203.0.113.150 \
		ports=3000+400 wait=500 >/dev/null 2>&1 &
	traffic[n]=$!
done
# shellcheck disable=SC2317 # run by busywait
both_full() {
	local sessions

	gateway 1
	sessions=$(nat session count)
	gateway 2
	[ $((sessions + $(nat session count))) -gt 1900 ]
}
ok "two fill it at once" busywait 20000 both_full
ip -batch - <<<"netns del ${gateways[1]}"$'\n'"netns del ${gateways[2]}"
kill "${traffic[@]}" 2>/dev/null
wait "${traffic[@]}" 2>/dev/null
user_gateway 3
config
# There is a moment until they are gone.
again() {
	nat flush
	config
	fill
	is_again=$there
	[ "$there" = "$alone" ]
}
busywait 30000 again
is "what namespaces had that are gone is there for the next: exactly that [K27]" "$is_again" "$alone"

# Port maps: each host has an address of its own, or two share one.
nat flush
configure <<-'CONFIG'
	set port-hold 0
	pool add B addresses 198.18.0.0/24
	rule add oif out0 pool B
CONFIG
before=$(($(counter drop-memory) + $(counter drop-table-full)))
flows src=10.1.0.0/24 dst=203.0.113.150 ports=2000+1 wait=300
note "$addresses addresses, $(charged) bytes"
ok "port maps of a large pool meet the bound too" within 40 85 "$addresses"
ok "which is not passed" within 1000000 1048576 "$(charged)"
is "all that is refused is counted, as drop-memory or drop-table-full [CGN-11]" \
	"$((sent - out + before - $(counter drop-memory) - $(counter drop-table-full)))" 0
again
is "a pool that is gone gives its port maps back" "$is_again" "$alone"

echo 0 >"$parameter"
is "by default the bound is an eighth of the memory" "$(number user_memory_max "$(nat -j status)")" \
	"$(($(awk '/^MemTotal/ { print $2 }' /proc/meminfo) * 128))"
no "an unprivileged user cannot move it" setpriv --reuid=65534 --regid=65534 --clear-groups -- \
	sh -c "echo 4096 >$parameter"
nat flush
gateway 0
# shellcheck disable=SC2034 # for finish
wire=$first_wire wire_fd=$first_fd
finish
