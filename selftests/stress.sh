#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Many at once: both processors on the same endpoints, the last ports, sessions that come and go.
#
#   10.1.0.0/16 -- GW 203.0.113.16 .17 -- 203.0.113.150-153

. "$(dirname "$0")/lib.sh"
topology wires
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
	set port-hold 0
CONFIG

# both FILE WORD... -- WORD...: two flows at once, each on a processor of its own
both() {
	local file=$1 first=()

	shift
	while [ "$1" != -- ]; do
		first+=("$1")
		shift
	done
	shift
	taskset -c 0 "$helpers/flows" tag=1 "lan=$SW,g,$MAC_IN" "wan=$WS,g,$MAC_OUT" "${first[@]}" \
		>"$file.1" 2>&1 &
	taskset -c 1 "$helpers/flows" tag=2 "lan=$SW,g,$MAC_IN" "wan=$WS,g,$MAC_OUT" "$@" \
		>"$file.2" 2>&1
	wait $!
}

# sum NAME: of both
sum() {
	cat "$tmp/both.1" "$tmp/both.2" | awk -F= -v "name=$1" '$1 == name { n += $2 } END { print n + 0 }'
}

for proto in udp tcp; do
	nat session flush >/dev/null
	both "$tmp/both" src=10.1.0.0/26 dst=203.0.113.150 ports=2000+200 proto=$proto batch=16 -- \
		src=10.1.0.0/26 dst=203.0.113.151 ports=2000+200 proto=$proto batch=16
	is "$proto: two processors race for the mappings of the same endpoints: all packets arrive [K28 K30 BOX-10]" \
		"$(sum out)" 25600
	is "$proto: and there is one mapping for each [K28]" "$(nat mapping count) $(nat session count)" \
		"12800 25600"
done

nat session flush >/dev/null
both "$tmp/both" src=10.1.0.0/26 dst=203.0.113.150 ports=2000+100 batch=1 -- \
	src=10.1.0.0/26 dst=203.0.113.150 ports=2000+100 batch=1
is "the very same packets from both: one session each [K28 K30 BOX-10]" "$(nat mapping count) $(nat session count)" \
	"6400 6400"

nat session flush >/dev/null
nat pool set A ports 10000-19999
before=$(counter drop-ports-exhausted)
both "$tmp/both" src=10.1.0.0/25 dst=203.0.113.150 ports=30000+60 wait=500 -- \
	src=10.1.128.0/25 dst=203.0.113.150 ports=40000+60 wait=500
is "both race for the last of 10,000 ports: all are given [K28 BOX-2]" "$(sum out)" 10000
is "once each [K28]" "$(nat -j mapping list | grep -o '"external_port": *[0-9]*' | sort -u | wc -l) $(
	nat mapping count)" "10000 10000"
is "and all others refused" "$(($(counter drop-ports-exhausted) - before))" 5360

nat pool set A ports 1024-65535
nat session flush >/dev/null
flows src=10.1.0.0/24 dst=203.0.113.150-203.0.113.153 ports=1024+30 count=30000 reply batch=200
is "30,000 flows, each answer to its own [BOX-2 UDP-3 TCP-7]" "$out $back $wrong $shared $moved" "30000 30000 0 0 0"

# Sessions are flushed, listed and made, all at the same time.
(
	while [ ! -e "$tmp/enough" ]; do
		nat session flush inside 10.1.0.0/26
		nat mapping list external 203.0.113.16
		nat stats
	done
) >/dev/null 2>&1 &
disturbing=$!
both "$tmp/both" src=10.1.0.0/25 dst=203.0.113.150 ports=5000+100 reply wait=500 -- \
	src=10.1.0.0/25 dst=203.0.113.151 ports=5000+100 proto=tcp reply wait=500
: >"$tmp/enough"
wait "$disturbing"
is "while sessions are flushed under them, every first packet gets out" "$(sum out)" 25600
finish
