#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# KCP (see kcp.sh) with real timers: a minute, and longer than a mapping lives by default, in which nobody
# says anything but the tunnel's heartbeats; half a minute in which nothing arrives.
#
#   I1 10.0.0.11: kcptun-client -- GW 203.0.113.16 -- O1 203.0.113.101: kcptun-server, nginx
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
# shellcheck disable=SC2034 # read by services.sh
size=1000000
tunnel
conversation 60
is "a minute idle [UDP-5 UDP-6]" "$talked" "one two"
in_ns "$I1" curl -s -m 200 http://127.0.0.1:8000/slow/file >"$tmp/copy" &
curl=$!
busywait 20000 test -s "$tmp/copy"
lose 100
sleep 10
lose 0
wait $curl
is "nothing arrives for ten seconds: the file is the same [UDP-6]" "$(sha256sum <"$tmp/copy")" "$wanted"
conversation 320
is "longer idle than a mapping lives [UDP-5 UDP-6]" "$talked" "one two"
finish
