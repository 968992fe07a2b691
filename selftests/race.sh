#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Two processors with packets of one flow; order; answers as quick as can be; and a configuration that
# changes meanwhile.
#
#   I1 10.0.0.11 -- GW 203.0.113.16 -- O1 203.0.113.101

. "$(dirname "$0")/lib.sh"
topology hosts
[ "$(nproc)" -gt 1 ] || skip_all "one processor cannot race"
cat >"$tmp/config" <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add src 10.0.0.0/24 oif out0 pool A
CONFIG
arrived=0 answered=0 moved=0 shared=0 ordered=0 disordered=0

# raced NAME ROUNDS ORDERED
raced() {
	local line

	nat session flush >/dev/null
	"$helpers/race" client="$I1,10.0.0.11" server="$O1,203.0.113.101:7" rounds="$2" ordered="$3" \
		>"$tmp/raced"
	while IFS= read -r line; do
		[[ $line =~ ^[a-z]+=[0-9]+$ ]] && declare -g "$line"
	done <"$tmp/raced"
	is "$1: two first packets at once, both arrive [BOX-10 K28]" "$arrived" $((2 * $2))
	is "$1: and are of one mapping [BOX-10 K28 UDP-1 UDP-3]" "$moved $shared" "0 0"
	is "$1: each has its answer, as early as that comes [K30]" "$answered" $((2 * $2))
	is "$1: a flow keeps its order, and all of it [K31]" "$ordered $disordered" "$3 0"
}

configure <"$tmp/config"
for fastpath in auto off; do
	nat set fastpath "$fastpath"
	raced "fast path $fastpath" 300 2000
	is "fast path $fastpath: a session and a mapping for each [K28]" \
		"$(nat session count) $(nat mapping count)" "301 301"
done
# Every first packet races with a commit, too: rules and pools come and go, this one stays. The fast
# path is not switched: that has the kernel patch the code that both processors run, time and again,
# which an emulated one survives but for once in many runs (it sees the breakpoint for ever).
{
	while [ ! -e "$tmp/stop" ]; do
		{
			cat "$tmp/config"
			echo "pool add B addresses 203.0.113.17-203.0.113.18"
			echo "rule add src 10.9.0.0/16 oif out0 pool B"
			echo "static add inside 10.0.0.13 external 203.0.113.30"
			echo "forward add tcp 203.0.113.16:8080 10.0.0.12:80"
		} | nat apply -
		nat apply "$tmp/config" || break
	done
} 2>"$tmp/errors" &
changes=$!
raced "while the configuration changes" 300 3000
: >"$tmp/stop"
wait "$changes"
is "no change was refused [K26]" "$(cat "$tmp/errors")" ""
finish
