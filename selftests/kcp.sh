#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# KCP, a transport over UDP that keeps its connections: kcptun carries TCP through the gateway, through a
# time in which nothing arrives, and through one in which nobody says anything.
#
#   I1 10.0.0.11: curl, kcptun-client -- GW 203.0.113.16 -- O1 203.0.113.101: kcptun-server, nginx
#   I2 10.0.0.12

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/services.sh"
need kcptun-client kcptun-server nginx curl ncat
topology hosts
# A mapping that is lost comes back with another port.
configure <<-'CONFIG'
	set port-hold 0
	pool add A addresses 203.0.113.16 preserve off
	rule add src 10.0.0.0/24 oif out0 pool A
CONFIG
size=1000000
tunnel
fetched=$(in_ns "$I1" curl -s -m 60 http://127.0.0.1:8000/file | sha256sum)
is "a file through the tunnel" "$fetched" "$wanted"

in_ns "$I1" curl -s -m 100 http://127.0.0.1:8000/slow/file >"$tmp/copy" &
curl=$!
busywait 20000 test -s "$tmp/copy"
mappings=$(nat mapping list proto udp)
lose 100
sleep 10
had=$(stat -c %s "$tmp/copy")
[ "$had" -lt $size ]
is "the transfer is under way" $? 0
lose 0
wait $curl
is "nothing arrives for ten seconds: the file is the same [UDP-6]" "$(sha256sum <"$tmp/copy")" "$wanted"
is "through the mapping it had" "$(nat mapping list proto udp | awk '{ print $2, $4 }')" \
	"$(awk '{ print $2, $4 }' <<<"$mappings")"

# Idle for longer than a mapping lives; the tunnel's own heartbeats are what keeps it.
nat set allow-short-timeouts on
nat timeout set udp 5s
conversation 12
is "an idle connection outlives the mapping's time by heartbeats [UDP-6]" "$talked" "one two"
finish
