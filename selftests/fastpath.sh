#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The fast path: the same packets leave the gateway with and without it, and it steps aside by itself.
#
#   10.0.0.50 .51 -- GW 203.0.113.16 -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
need nft
topology wires
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
	static add inside 10.0.0.13 external 203.0.113.30
	forward add tcp 203.0.113.16:8080 10.0.0.50:80
	forward add udp 203.0.113.16:8080 10.0.0.50:80
CONFIG

# What is sent in each run. What comes out is recorded by "wire" and compared, so that nothing is
# wanted here.
traffic() {
	local flags words n=0

	cat <<-'END'
		test the traffic is sent
		loose
		send lan udp 10.0.0.50:5000 203.0.113.150:7 df len=20
		send wan udp 203.0.113.150:7 203.0.113.16:5000 df len=20
		send lan udp 10.0.0.51:6000 203.0.113.150:7 df len=20
		send wan udp 203.0.113.150:7 203.0.113.16:6000 df len=20
		send lan udp 10.0.0.50:5000 203.0.113.16:6000 df len=20
		send lan udp 10.0.0.51:6000 203.0.113.16:5000 df len=20
		send wan udp 203.0.113.150:9 203.0.113.16:8080 df len=20
		send lan udp 10.0.0.50:80 203.0.113.150:9 df len=20
		send lan tcp 10.0.0.50:5000 203.0.113.150:7 S df seq=100
		send wan tcp 203.0.113.150:7 203.0.113.16:5000 SA df seq=900 ack=101
		send lan tcp 10.0.0.50:5000 203.0.113.150:7 A df seq=101 ack=901
		send wan tcp 203.0.113.150:9 203.0.113.16:8080 S df seq=100
		send lan tcp 10.0.0.50:80 203.0.113.150:9 SA df seq=900 ack=101
		send wan tcp 203.0.113.150:9 203.0.113.16:8080 A df seq=101 ack=901
		send lan tcp 10.0.0.51:6000 203.0.113.16:8080 S df seq=100
		send lan tcp 10.0.0.50:80 203.0.113.16:6000 SA df seq=900 ack=101
		send lan tcp 10.0.0.51:6000 203.0.113.16:8080 A df seq=101 ack=901
	END
	# Both directions, a forward and a hairpin; everything a header can have in each.
	for words in df '' 'df len=1' 'df len=33' 'len=1460' 'df len=1460' 'df tos=0xb8' 'df tos=1' \
		'df tos=3' 'ttl=1' 'df ttl=2 len=9' 'df ttl=255' 'df nosum len=7' 'df badsum len=40' \
		'badip' 'df trail=20' 'df trail=1 len=3' 'chop=4 len=40' 'opt=01010100 len=8' \
		'ipid=0x1234 len=11' 'df ipid=0xffff' 'len=1000 pieces=400' 'df hex=0000' 'df hex=ffff'; do
		n=$((n + 1))
		echo "send lan udp 10.0.0.50:5000 203.0.113.150:7 $words"
		echo "send wan udp 203.0.113.150:7 203.0.113.16:5000 $words"
		echo "send wan udp 203.0.113.150:9 203.0.113.16:8080 $words"
		echo "send lan udp 10.0.0.50:80 203.0.113.150:9 $words"
		echo "send lan udp 10.0.0.50:5000 203.0.113.16:6000 $words"
		echo "send lan udp 10.0.0.51:6000 203.0.113.16:5000 $words"
		[[ $words != *nosum* ]] || continue
		for flags in A PA AU AE AC; do
			set -- "$flags seq=$((101 + n)) ack=$((901 + n)) $words" \
				"$flags seq=$((901 + n)) ack=$((101 + n)) $words"
			echo "send lan tcp 10.0.0.50:5000 203.0.113.150:7 $1"
			echo "send wan tcp 203.0.113.150:7 203.0.113.16:5000 $2"
			echo "send wan tcp 203.0.113.150:9 203.0.113.16:8080 $1"
			echo "send lan tcp 10.0.0.50:80 203.0.113.150:9 $2"
			echo "send lan tcp 10.0.0.51:6000 203.0.113.16:8080 $1"
			echo "send lan tcp 10.0.0.50:80 203.0.113.16:6000 $2"
		done
	done
	# What no session allows, and the end: half of it after a FIN, then a RST.
	cat <<-'END'
		send wan udp 203.0.113.150:7 203.0.113.16:5999 df len=20
		send lan tcp 10.0.0.50:5001 203.0.113.150:7 A df seq=5 ack=6 len=4
		send wan tcp 203.0.113.150:7 203.0.113.16:5000 A df seq=4000000 ack=1 len=4
		send lan tcp 10.0.0.50:5000 203.0.113.150:7 FA df seq=2000 ack=2000
		send wan tcp 203.0.113.150:7 203.0.113.16:5000 PA df seq=2000 ack=2001 len=30
		send lan tcp 10.0.0.50:5000 203.0.113.150:7 A df seq=2001 ack=2030
		send wan tcp 203.0.113.150:7 203.0.113.16:5000 RA df seq=2030 ack=2001
		send lan tcp 10.0.0.50:5000 203.0.113.150:7 A df seq=2001 ack=2030 len=5
	END
}

# record MODE: run the traffic, and keep what the gateway sent and which path its packets took
record() {
	nat session flush >/dev/null
	nat set fastpath "$1"
	unwatch_wires
	watch_wires "pcap=$tmp/$1"
	fast=$(number fast_packets "$(nat -j stats)")
	traffic | frames
	fast=$(($(number fast_packets "$(nat -j stats)") - fast))
	# The capture is whole then; wrong checksums are sent on purpose.
	unwatch_wires
}

sessions_in_short() {
	nat -j session list | tr '{' '\n' | sed -n 's/.*"proto": *"\([a-z]*\)".*"state": *"\([a-z-]*\)".*/\1 \2/p' |
		sort
}

is "off" "$(nat set fastpath off && number fast_packets "$(nat -j stats)")" 0
record off
states=$(sessions_in_short)
is "off: no packet takes it" "$fast" 0
record on
note "$fast packets on the fast path"
[ "$fast" -gt 500 ]
is "on: most packets take it, a hairpin's too" $? 0
is "the TCP states are the same" "$(sessions_in_short)" "$states"
ok "what leaves is the same, byte for byte" "$helpers/same" "$tmp/off" "$tmp/on" "$MAC_IN" "$MAC_OUT"
record auto
[ "$fast" -gt 500 ]
is "auto: with no other hooks, too" $? 0
ok "and the same leaves" "$helpers/same" "$tmp/off" "$tmp/auto" "$MAC_IN" "$MAC_OUT"

# What it says of itself, and how it steps aside.
path_is() {
	local json

	json=$(nat -j status)
	case $1 in
	on) [[ $json == *'"fast_path":true'* && $json != *'"fast_path_why_not"'* ]] ;;
	*) [[ $json == *'"fast_path":false'*"\"fast_path_why_not\":\"$1\""* ]] ;;
	esac || {
		note "$json"
		return 1
	}
}

# uses_fastpath yes|no: what a packet of a session does
uses_fastpath() {
	local before after

	before=$(number fast_packets "$(nat -j stats)")
	frames >/dev/null <<-'END'
		test a packet
		send lan udp 10.0.0.50:5000 203.0.113.150:7 len=20
		want wan udp 203.0.113.16:5000 203.0.113.150:7
		send lan udp 10.0.0.50:5000 203.0.113.150:7 len=20
		want wan udp 203.0.113.16:5000 203.0.113.150:7
	END
	after=$(number fast_packets "$(nat -j stats)")
	case $1 in
	yes) [ "$after" -gt "$before" ] ;;
	no) [ "$after" = "$before" ] ;;
	esac
}

# devices_are NAME...: which it looks at, of those made here: tunnels may have devices everywhere
devices_are() {
	[ "$(nat status | sed -n 's/^fast path *on //p' | tr ' ' '\n' |
		grep -x 'in0\|out0\|d[01]\|br9' | sort | xargs)" = "$*" ]
}

ok "status: it is on" path_is on
ok "status: on which devices" busywait 5000 devices_are in0 out0
in_ns "$GW" nft -f - <<-'END'
	table ip t {
		chain c {
			type filter hook forward priority 0
			counter
		}
	}
END
ok "another hook: it says so" path_is "others hook IPv4 packets"
ok "and the next packet takes the full path" uses_fastpath no
is "where the hook sees it" "$(in_ns "$GW" nft list chain ip t c | grep -c 'packets 2 ')" 1
nat set fastpath on
ok "on: whatever hooks" path_is on
ok "the packets pass it by" uses_fastpath yes
nat set fastpath auto
in_ns "$GW" nft delete table ip t
ok "the hook is gone: it is back" path_is on
ok "with the next packet" uses_fastpath yes
ip -n "$GW" rule add pref 100 from 10.9.9.0/24 lookup main
ok "a routing rule: it says so" path_is "there are routing rules"
ok "and the packets are routed by it" uses_fastpath no
ip -n "$GW" rule del pref 100
ok "the rule is gone: it is back" path_is on
ok "with the next packet, again" uses_fastpath yes
nat set fastpath off
ok "off: it says so" path_is "it is off"

nat set fastpath on
ip -n "$GW" link add d0 type dummy
ip -n "$GW" link set d0 up
ok "a new device has it" busywait 5000 devices_are d0 in0 out0
ip -n "$GW" link set d0 down
ip -n "$GW" link set d0 name d1
ok "a renamed one" busywait 5000 devices_are d1 in0 out0
ip -n "$GW" link set d1 netns "$SW"
ok "one that moved away has not" busywait 5000 devices_are in0 out0
ip -n "$SW" link set d1 netns "$GW"
ok "one that comes back has" busywait 5000 devices_are d1 in0 out0
ip -n "$GW" link add br9 type bridge
ip -n "$GW" link set d1 master br9
ok "a bridge's port leaves its packets to the bridge" busywait 5000 devices_are br9 in0 out0
ip -n "$GW" link del d1
ip -n "$GW" link del br9
ok "one deleted has not" busywait 5000 devices_are in0 out0
finish
