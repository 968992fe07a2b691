#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Packets that no stack would send: each is dropped and counted, from both sides, on the way to a live
# session as well as to nothing; none makes a session or reaches the other side.
#
# NATGW_PACKETS=N (10000): how many at random from each side; NATGW_SEED=N chooses them.
#
#   10.0.0.50 -- GW 203.0.113.16 -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
topology wires
"$helpers/netset" ns="$GW" net.ipv4.conf.all.log_martians=0
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
CONFIG
packets=${NATGW_PACKETS:-10000} seed=${NATGW_SEED:-1}

# The gateway's drops for reasons, and the IP layer's.
dropped() {
	local reasons headers

	reasons=$(nat -j stats | grep -o '"drop-[a-z-]*": *[0-9]*' |
		awk -F: '{ n += $2 } END { print n + 0 }')
	headers=$("$helpers/netset" ns="$GW" cat=/proc/net/snmp cat=/proc/net/netstat |
		awk '/^Ip:/ && $2 ~ /^[0-9]/ { n += $5 } /^IpExt:/ { line++; split($0, field)
			if (line == 1) for (i in field) name[i] = field[i]
			else for (i in field) if (name[i] == "InTruncatedPkts") n += field[i] }
			END { print n + 0 }')
	echo $((reasons + headers))
}

# both SIDE-LESS LINE...: the same from inside and from outside; %s are the addresses
cases() {
	local from=$1 source=$2 target=$3

	while IFS=: read -r name packet; do
		printf 'test %s, from %s [K6]\n' "$name" "$from"
		# shellcheck disable=SC2059 # the format is the case
		printf "send $from $packet\n" "$source" "$target"
	done <<-'LIST'
		IP version 6:udp %s:5000 %s:5000 len=20 ihl=0x25
		an IP header of 16 bytes:udp %s:5000 %s:5000 len=20 ihl=4
		an IP header of 0 bytes:udp %s:5000 %s:5000 len=20 ihl=0
		an IP header longer than the packet:udp %s:5000 %s:5000 len=4 ihl=15
		a total length below the header's:udp %s:5000 %s:5000 len=20 totlen=19
		a total length beyond the end:udp %s:5000 %s:5000 len=20 chop=10
		a wrong IP checksum:udp %s:5000 %s:5000 len=20 badip
		half a TCP header:tcp %s:5000 %s:5000 S totlen=30 chop=10
		a TCP header of 16 bytes:tcp %s:5000 %s:5000 S doff=4
		a TCP header of 0 bytes:tcp %s:5000 %s:5000 S doff=0
		a TCP header longer than the segment:tcp %s:5000 %s:5000 S doff=15 len=10
		no TCP flags:tcp %s:5000 %s:5000 -
		all TCP flags:tcp %s:5000 %s:5000 FSRPAUEC
		FIN, PUSH and URG:tcp %s:5000 %s:5000 FPU
		SYN and FIN:tcp %s:5000 %s:5000 SF
		SYN and RST:tcp %s:5000 %s:5000 SR
		FIN alone:tcp %s:5000 %s:5000 F
		TCP from port 0:tcp %s:0 %s:5000 S
		TCP to port 0:tcp %s:5000 %s:0 S
		a UDP length of 7:udp %s:5000 %s:5000 len=20 udplen=7
		a UDP length of 0:udp %s:5000 %s:5000 len=20 udplen=0
		a UDP length beyond the end:udp %s:5000 %s:5000 len=20 udplen=29
		half a UDP header:udp %s:5000 %s:5000 totlen=24 chop=4
		UDP to port 0:udp %s:5000 %s:0 len=20
		half an ICMP header:icmp %s %s 8/0 totlen=24 chop=4
		an ICMP error that quotes nothing:icmp %s %s 3/1
		an ICMP error that quotes half a header:icmp %s %s 3/1 hex=450000280001000040
		a quoted header of 16 bytes:icmp %s %s 3/1 hex=44000030000140004011f3f30a000032cb00719613881388001c0000
		a quoted header longer than the quote:icmp %s %s 3/1 hex=4f000030000140004011f3f30a000032cb00719613881388001c0000
		a quoted total length below the header's:icmp %s %s 3/1 hex=45000010000140004011f4130a000032cb00719613881388001c0000
		a quoted IP version 6:icmp %s %s 3/1 hex=65000030000140004011d3f30a000032cb00719613881388001c0000
	LIST
}

before=$(dropped)
count=$({
	cases lan 10.0.0.50 203.0.113.150
	cases wan 203.0.113.150 203.0.113.16
} | tee "$tmp/cases" | grep -c ^send)
frames <"$tmp/cases"
is "each of the $count is counted as a drop [K6]" "$(($(dropped) - before))" "$count"
is "and none made a session or a mapping [K6]" "$(nat session count) $(nat mapping count)" "0 0"

frames <<-'END'
	test sessions for the packets to come
	send lan udp 10.0.0.50:5000 203.0.113.150:5000
	want wan udp 203.0.113.16:5000 203.0.113.150:5000
	send lan tcp 10.0.0.50:5000 203.0.113.150:5000 S seq=1
	want wan tcp 203.0.113.16:5000 203.0.113.150:5000 S
	send wan tcp 203.0.113.150:5000 203.0.113.16:5000 SA seq=1 ack=2
	want lan tcp 203.0.113.150:5000 10.0.0.50:5000 SA
	send lan tcp 10.0.0.50:5000 203.0.113.150:5000 A seq=2 ack=2
	want wan tcp 203.0.113.16:5000 203.0.113.150:5000 A
END
before=$(dropped)
"$helpers/malform" headers "to=$SW,g,$MAC_IN" "far=$WS,g" src=10.0.0.50 dst=203.0.113.150 port=5000 \
	"count=$packets" "seed=$seed" >"$tmp/said"
is "$packets at random from inside: none comes out [K6]" \
	"$(grep -E 'sent|far' "$tmp/said" | xargs)" "sent=$packets far=0"
"$helpers/malform" headers "to=$WS,g,$MAC_OUT" "far=$SW,g" src=203.0.113.150 dst=203.0.113.16 \
	port=5000 "count=$packets" "seed=$((seed + 1))" >"$tmp/said"
is "$packets at random from outside: none comes in [K6]" \
	"$(grep -E 'sent|far' "$tmp/said" | xargs)" "sent=$packets far=0"
# One kind in twenty-eight is a fragment that waits for others.
share=$((($(dropped) - before) * 100 / (2 * packets)))
[ "$share" -ge 90 ] && [ "$share" -le 100 ]
is "all but the fragments among them are counted at once ($share %) [K6]" $? 0
is "no session more, none less [K6]" "$(nat session count) $(nat mapping count)" "2 2"
frames <<-'END'
	test and the sessions go on [K6]
	send wan udp 203.0.113.150:5000 203.0.113.16:5000 len=30 as=a
	want lan udp 203.0.113.150:5000 10.0.0.50:5000 like=a
	send wan tcp 203.0.113.150:5000 203.0.113.16:5000 A seq=2 ack=2 len=30 as=a
	want lan tcp 203.0.113.150:5000 10.0.0.50:5000 A like=a
	run state_is established
END
finish
