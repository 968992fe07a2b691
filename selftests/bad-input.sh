#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What is wrong is refused with a sentence, exit status 1 (2 where the form of the command is wrong), and
# the running state is byte for byte what it was.
#
#   GW alone

. "$(dirname "$0")/lib.sh"
topology wires
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	pool add D addresses 203.0.113.32/29 type dynamic
	rule add index 10 oif out0 pool A
	static add inside 10.0.0.13 external 203.0.113.30
	static add inside 10.1.2.0/28 external 203.0.113.64/28
	forward add tcp 203.0.113.16:8080-8089 10.0.0.11:80-89
CONFIG
running=$(nat save)

# bad STATUS STATEMENT WORDS: refused with that status, saying something with these words
bad() {
	local said status now

	# shellcheck disable=SC2086 # words are meant
	said=$(nat $2 2>&1)
	status=$?
	now=$(nat save)
	if [ "$status" = "$1" ] && [[ $said == *$3* ]] && [ "$(wc -l <<<"$said")" -le 2 ] &&
		[ "$now" = "$running" ]; then
		pass "$2"
		note "$said"
	else
		note "status $status, said: $said"
		diff <(echo "$running") <(echo "$now") | sed 's/^/# /'
		fail "$2"
	fi
}

bad 1 "pool add A addresses 203.0.113.99" exist
bad 1 "pool add B addresses 203.0.113.16" A
bad 1 "pool add B addresses 203.0.113.10-203.0.113.20" ''
bad 1 "pool add B addresses 203.0.113.20-203.0.113.10" ''
bad 1 "pool add B addresses 203.0.113.30" ''
bad 1 "pool add B addresses 203.0.113.99,203.0.113.99" ''
bad 1 "pool add B addresses 203.0.113.256" ''
bad 1 "pool add B addresses 224.0.0.1" ''
bad 1 "pool add B addresses 127.0.0.1" ''
bad 1 "pool add B addresses 0.0.0.0" ''
bad 1 "pool add B addresses 255.255.255.255" ''
bad 1 "pool add B addresses 10.0.0.0/7" ''
bad 1 "pool add B addresses 203.0.113.99 exclude 203.0.113.99" ''
bad 1 "pool add B addresses 203.0.113.99 ports 2000-1000" ''
bad 1 "pool add B addresses 203.0.113.99 ports 65536" ''
bad 1 "pool add B addresses 203.0.113.99 ports 0" ''
bad 1 "pool add B addresses 203.0.113.99 type square" ''
bad 1 "pool add B addresses 203.0.113.99 mapping eif" ''
bad 1 "pool add a23456789012345678901234567890123456789 addresses 203.0.113.99" ''
bad 1 "pool add no/slash addresses 203.0.113.99" ''
bad 1 "pool add B interface a2345678901234567" ''
bad 1 "pool del NOSUCH" NOSUCH
bad 1 "pool del A" ''
bad 1 "pool set NOSUCH paired off" NOSUCH
bad 1 "rule add index 10 oif out0 pool A" 10
bad 1 "rule add index 11 oif out0 pool NOSUCH" NOSUCH
bad 1 "rule add index 11 proto icmp dport 5 oif out0 pool A" ''
bad 1 "rule add index 11 src 10.0.0.1/24 oif out0 pool A" ''
bad 1 "rule add index 11 src 10.0.0.0/33 oif out0 pool A" ''
bad 1 "rule add index 11 proto tcp dport 70000 oif out0 pool A" ''
bad 1 "rule del index 11" ''
bad 1 "static add inside 10.0.0.13 external 203.0.113.31" ''
bad 1 "static add inside 10.0.0.14 external 203.0.113.30" ''
bad 1 "static add inside 10.0.0.14 external 203.0.113.16" ''
bad 1 "static add inside 10.0.0.14 external 203.0.113.33" ''
bad 1 "static add inside 10.0.0.16/28 external 203.0.113.128/27" ''
bad 1 "static add inside 10.1.2.5 external 203.0.113.200" ''
bad 1 "static add inside 10.0.0.14 external 203.0.113.255" ''
bad 1 "static add inside 10.0.0.14 external 203.0.113.0" ''
bad 1 "static add inside 10.0.0.14 external 224.0.0.5" ''
bad 1 "static del inside 10.0.0.99" ''
bad 1 "forward add tcp 203.0.113.16:8085 10.0.0.12:80" ''
bad 1 "forward add tcp 203.0.113.16:9000-9010 10.0.0.12:80-81" ''
bad 1 "forward add tcp 203.0.113.16:9010-9000 10.0.0.12:80-90" ''
bad 1 "forward add tcp 203.0.113.16:70000 10.0.0.12:80" ''
bad 1 "forward add tcp 203.0.113.16:0 10.0.0.12:80" ''
bad 1 "forward add tcp 203.0.113.30:80 10.0.0.12:80" ''
bad 1 "forward del tcp 203.0.113.16:9999" ''
bad 1 "timeout set udp 10" 4787
bad 1 "timeout set udp 0" ''
bad 1 "timeout set nosuch 300" ''
bad 1 "timeout set udp 99999999999" ''
bad 1 "set max-sessions -1" ''
bad 1 "set table-full maybe" ''
bad 2 "set nosuch on" ''
bad 2 "pool add" ''
bad 2 "pool add B" ''
bad 2 "pool frobnicate A" ''
bad 2 "nosuch list" ''
bad 2 "rule add oif out0 pool" ''
bad 2 "rule add oif out0 oif out0 pool A" ''
bad 2 "forward add tcp" ''
bad 2 "session list nosuch 5" ''
bad 2 "--nosuch status" ''

# As a user without rights, and in a namespace of his own, where he has them.
no "without CAP_NET_ADMIN nothing is changed" setpriv --reuid 65534 --clear-groups \
	--inh-caps=-all --bounding-set=-all natgw pool add B addresses 203.0.113.99
no "nor are tables shown" setpriv --reuid 65534 --clear-groups --inh-caps=-all \
	--bounding-set=-all natgw session list
ok "totals are" setpriv --reuid 65534 --clear-groups --inh-caps=-all --bounding-set=-all \
	natgw status
ok "an owner of a user namespace configures his own network namespace" setpriv --reuid 65534 \
	--clear-groups unshare -Urn natgw pool add B addresses 203.0.113.99
no "a namespace that is not there" natgw --netns nosuch status
is "the running state is what it was" "$(nat save)" "$running"
finish
