#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Configuration is changed as a whole or not at all, and sessions still allowed live on.
#
#   I1 10.0.0.11 -- GW 203.0.113.16 .17 -- O1 203.0.113.101

. "$(dirname "$0")/lib.sh"
topology hosts
cat >"$tmp/first" <<-'CONFIG'
	pool add A addresses 203.0.113.16 udp-filtering adf
	pool add D addresses 203.0.113.17-203.0.113.18 type dynamic dry pat
	rule add index 10 src 10.0.0.11 oif out0 pool A
	rule add index 20 src 10.0.0.12 oif out0 pool D
	rule add index 30 dst 10.9.0.0/16 exempt
	static add inside 10.0.0.13 external 203.0.113.30
	forward add tcp 203.0.113.16:8080-8089 10.0.0.11:80-89
	timeout set udp 400
	timeout set udp port 53 20
	set inbound-refresh on
CONFIG
mirror ns="$O1" 203.0.113.101:7
ok "a file is applied" nat apply "$tmp/first"
nat save >"$tmp/saved"
nat flush
ok "what was saved can be applied" nat apply "$tmp/saved"
is "and is saved as the same" "$(nat save)" "$(cat "$tmp/saved")"
ok "a file is checked without being applied" nat apply --check "$tmp/first"

seen ns="$I1" udp=10.0.0.11:5000 203.0.113.101:7 ns="$I2" udp=10.0.0.12:5000 203.0.113.101:7 \
	>/dev/null
before=$(nat session list | sed 's/ [0-9]*s / /g' | sort)
ok "the same file again" nat apply "$tmp/saved"
is "changes no session" "$(nat session list | sed 's/ [0-9]*s / /g' | sort)" "$before"

# refused NAME LINE...: the file with these lines after it changes nothing
refused() {
	local name=$1 output status

	shift
	{
		cat "$tmp/saved"
		printf '%s\n' "$@"
	} >"$tmp/bad"
	output=$(nat apply "$tmp/bad" 2>&1)
	status=$?
	like "$name: refused, the line is named" "$status $output" "[12] *bad:$((
		$(wc -l <"$tmp/saved") + $#)):*"
	is "$name: nothing changed [K26]" "$(nat save)" "$(cat "$tmp/saved")"
}

refused "a last line that the kernel refuses" "pool add E addresses 203.0.113.77" \
	"pool add F addresses 203.0.113.16"
refused "a last line that is no statement" "rule add src 10.0.0.0/24 oif out0 pool A" "rule ad"
refused "a rule for a pool that is not there" "rule add src 10.0.0.0/8 pool NOSUCH"
is "sessions live on all that time [K26]" "$(nat session count)" 2
no "a file that is not there" nat apply "$tmp/nosuch"

sed '/udp-filtering/s/adf/eif/; s/timeout set udp 400/timeout set udp 500/' "$tmp/saved" | nat apply -
is "a pool that changes its filtering keeps its sessions" "$(nat session count)" 2
grep -v 'index 20' "$tmp/saved" | nat apply -
is "a rule taken away ends its sessions, and no others" "$(nat session count inside 10.0.0.11) $(
	nat session count inside 10.0.0.12)" "1 0"
sed 's/203.0.113.16 /203.0.113.19 /; /forward/d' "$tmp/saved" | nat apply -
is "an address taken away ends its sessions [K26 CGN-3]" "$(nat session count)" 0
is "and the host is seen with the new one" "$(seen ns="$I1" udp=10.0.0.11:5000 203.0.113.101:7)" \
	203.0.113.19:5000
nat rule add index 5 src 10.0.0.11 oif out0 pool D
is "a rule before it that takes the host elsewhere leaves running sessions alone" "$(
	nat session count pool A)" 1
like "and takes new flows" "$(seen ns="$I1" udp=10.0.0.11:5001 203.0.113.101:7)" '203.0.113.1[78]:*'
nat flush
is "flush: an empty configuration" "$(nat save | grep -c -E '^(pool|rule|static|forward)')" 0
is "and no session" "$(nat session count)" 0

# Changed all the time while packets flow: each packet is translated by the one or the other.
configure <"$tmp/saved"
(
	for i in {1..15}; do
		nat apply "$tmp/saved"
		sed 's/udp 400/udp 600/' "$tmp/saved" | nat apply -
	done
) &
changes=$!
ok "a transfer while the configuration is replaced [K26]" "$helpers/bulk" tcp \
	"client=$I1,10.0.0.11" "server=$O1,203.0.113.101:5001" bytes=20000000
wait "$changes"
is "all replacements succeeded [K26]" $? 0
finish
