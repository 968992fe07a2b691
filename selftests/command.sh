#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The command: what it saves it can apply, a refusal names its line, many statements are fast, JSON is
# JSON, lost events are counted, and it says plainly what it cannot do.
#
#   GW alone

. "$(dirname "$0")/lib.sh"
need python3 setpriv
topology wires
unwatch_wires

everything() {
	cat <<-'CONFIG'
		# rules first: the order of statements does not matter
		rule add index 7 src 10.0.0.0/8 dst 192.0.2.0/24 iif in0 oif out0 proto tcp sport 1-9 dport 80 \
			mark 0x1/0xff pool few mapping apdm tcp-filtering adf
		rule add dst 198.51.100.0/29 exempt
		rule add proto 47 drop
		rule add oif out0 pool if0
		pool add if0 interface out0 udp-mapping adm
		pool add few addresses 203.0.113.64/28,203.0.113.9,203.0.113.12-203.0.113.14 \
			exclude 203.0.113.64,203.0.113.70-203.0.113.72 ports 1-1023,2000,3000-65535 \
			filtering apdf paired soft parity on preserve off mss 1360
		pool add whole addresses 203.0.113.32/29 type dynamic dry pat
		timeout set tcp-established 3h
		timeout set udp port 53 17
		timeout set tcp port 5000-5999 9000
		timeout set icmp 10
		static add inside 10.0.0.13 external 203.0.113.30
		static add inside 10.1.2.0/28 external 203.0.113.96/28
		forward add tcp out0:8080-8089 10.0.0.11:80-89
		forward add udp external 203.0.113.9:53 inside 10.0.0.11:5353
		set fastpath off max-sessions 100000 table-full evict
		set icmp-refusal none inbound-refresh on allow-short-timeouts on
		set port-hold 1m port-hold-max 100 syn-refusal none tcp-refusal reset
	CONFIG
}
everything | sed -e ':a' -e '/\\$/N; s/\\\n\t*//; ta' >"$tmp/everything"

# --- files

ok "a file with everything is applied" nat apply "$tmp/everything"
nat save >"$tmp/saved"
is "all of it is there" "$(nat -j status | python3 -c '
import json, sys
s = json.load(sys.stdin)
print(s["pools"], s["rules"], s["statics"], s["forwards"])')" "3 4 2 2"
ok "what is saved can be applied" nat apply "$tmp/saved"
is "and is the same again" "$(nat save | diff "$tmp/saved" - | wc -l)" 0
generation=$(number generation "$(nat -j status)")
ok "a check of a good file passes" nat apply --check "$tmp/everything"
is "and changes nothing" "$(number generation "$(nat -j status)")" "$generation"
nat flush
is "flush leaves the defaults" "$(nat save | grep -c -v -e '^set ' -e '^timeout set [a-z-]* ')" 0
ok "what was saved brings everything back" nat apply "$tmp/saved"
is "again the same" "$(nat save | diff "$tmp/saved" - | wc -l)" 0

# refused NAME EXPECTED: a file (standard input) is refused with exactly this, and nothing changes
refused() {
	local said status

	cat >"$tmp/file"
	said=$(cd "$tmp" && nat apply file 2>&1)
	status=$?
	is "$1" "$status $said" "1 $2"
	is "$1: nothing changed" "$(nat save | diff "$tmp/saved" - | wc -l)" 0
}

refused "a double name is told at its line" 'file:3: pool "a" exists already' <<-'END'
	pool add a addresses 203.0.113.1

	pool add a addresses 203.0.113.2
END
refused "a pool that is missing, at the rule" \
	'file:2: rule 10 names pool "b", which does not exist' <<-'END'
	pool add a addresses 203.0.113.1
	rule add pool b
	static add inside 10.0.0.1 external 203.0.113.9
END
refused "an overlap, at one of the two" \
	'file:4: pools "a" and "b" overlap at 203.0.113.20' <<-'END'
	rule add pool a
	rule add pool b
	pool add a addresses 203.0.113.16/28
	pool add b addresses 203.0.113.20
	pool add c addresses 203.0.113.2
END
refused "words that make no sense, all at once" "file:1: unknown word 'adress' (did you mean 'addresses'?)
file:3: '65536' is not a port (expected a number from 1 to 65535)" <<-'END'
	pool add a adress 203.0.113.1
	pool add b addresses 203.0.113.1
	forward add tcp 203.0.113.1:65536 10.0.0.1:80
END

{
	echo "pool add a addresses 203.0.113.16/28"
	for i in {0..9999}; do
		echo "rule add src 10.$((i / 250)).$((i % 250)).0/24 pool a"
	done
} >"$tmp/many"
start=${EPOCHREALTIME/./}
ok "10,000 rules are applied" nat apply "$tmp/many"
took=$(((${EPOCHREALTIME/./} - start) / 1000))
[ "$took" -lt 10000 ]
is "within seconds ($took ms)" $? 0
is "all of them" "$(nat rule list | wc -l)" 10000
sed -i '5000s/pool a/pool b/' "$tmp/many"
is "one that is wrong is found among them" "$(cd "$tmp" && nat apply many 2>&1)" \
	'many:5000: rule 49990 names pool "b", which does not exist'
nat apply "$tmp/saved"

# --- JSON

nat forward add tcp out0:9999 10.0.0.50:99
flows src=10.0.0.50-10.0.0.53 dst=203.0.113.150 proto=udp ports=5000+4 reply wait=300
for what in "pool list" "pool list few" "rule list" "static list" "forward list" "timeout list" \
	settings "mapping list" "session list" "subscriber list" "session count" "mapping count" \
	stats "stats --all --explain" status save "session del proto tcp"; do
	# shellcheck disable=SC2086 # words are meant
	ok "JSON of $what" eval "nat -j $what | python3 -m json.tool"
	ok "pretty JSON of $what" eval "nat -p $what | python3 -m json.tool"
done
is "an empty list is an empty array" "$(nat -j session list remote 192.0.2.1 | xargs)" "[]"

# --- events

natgw --netns "$GW" -j monitor sessions >"$tmp/events" 2>"$tmp/errors" &
listener=$!
defer stop "$listener"
heard() {
	[ -e "/proc/$listener" ] && grep -q natgw "/proc/$listener/wchan" "/proc/$listener/comm" &&
		[ "$(awk '$2 == 16' /proc/net/netlink | wc -l)" -gt 0 ]
}
busywait 5000 heard
sleep 1
before=$(number sequence "$(nat -j status)")
kill -STOP "$listener"
for round in 1 2 3; do
	flows src=10.1.0.0/22 dst=203.0.113.150 count=8000 ports=$((round * 10000))+1000 wait=200
	nat session flush >/dev/null
done
after=$(number sequence "$(nat -j status)")
kill -CONT "$listener"
told() {
	# The last line says which event it was, and no event is after it.
	[ "$(sed -n '$s/.*"sequence":\([0-9]*\).*/\1/p' "$tmp/events")" -ge $((after - 1)) ]
}
ok "a listener that was stopped catches up" busywait 60000 told
note "$((after - before)) events; $(grep lost "$tmp/events")"
is "what it was not told it is told to have lost" "$(python3 - "$tmp/events" "$before" <<-'END'
	import json, sys
	last = int(sys.argv[2])
	for line in open(sys.argv[1]):
	    event = json.loads(line)
	    if event["event"] == "lost":
	        if event["count"] > event["sequence"] - last:
	            print("more lost than there were")
	    last = event["sequence"]
END
)" ""
is "and nothing is wrong" "$(cat "$tmp/errors")" ""
kill "$listener"

# --- what it cannot do

# as_nobody WORD...: the command without rights, in the gateway's namespace
as_nobody() {
	in_ns "$GW" setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set=-all natgw "$@"
}
ok "everybody may see the status" as_nobody status
ok "and the counters" as_nobody stats
for what in "pool list" "session list" save flush "pool del few" "monitor"; do
	# shellcheck disable=SC2086 # words are meant
	like "not everybody may: $what" "$(as_nobody $what 2>&1)" 'natgw: *CAP_NET_ADMIN*'
done
like "a namespace that is not there" "$(natgw -n nowhere status 2>&1)" \
	"natgw: there is no network namespace 'nowhere'*"
ok "a namespace by its path" natgw -n "/run/netns/$GW" status
like "no room for the output" "$(nat stats 2>&1 >/dev/full)" \
	'natgw: cannot write the output: No space left on device'

# --- without the module

if [ -e /sys/module/natgw/initstate ] && [ -n "${NATGW_KO-}" ]; then
	nat flush
	modprobe=$(cat /proc/sys/kernel/modprobe)
	defer eval "echo $modprobe >/proc/sys/kernel/modprobe"
	defer modprobe -q natgw
	echo /bin/false >/proc/sys/kernel/modprobe
	ok "the module leaves" busywait 10000 rmmod natgw
	is "without rights, it is said what to do" "$(as_nobody status 2>&1)" \
		"natgw: the kernel module is not loaded; as root: modprobe natgw"
	like "root is told that loading failed" "$(NATGW_MODULE=/nowhere nat status 2>&1)" \
		'*natgw: the kernel module is not loaded, and loading it failed*'
	ok "root loads it" env NATGW_MODULE="$NATGW_KO" natgw --netns "$GW" status
	ok "it is there" test -e /sys/module/natgw
else
	skip "without the module" "natgw is built in, or was not built here"
fi
finish
