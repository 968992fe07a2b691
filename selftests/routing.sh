#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Several uplinks, policy routing, other kinds of devices, traffic that stays inside.
#
#   10.0.0.0/24 -- in0 GW out0 203.0.113.1 -- 203.0.113.150
#                     |  +-- out0.7 (VLAN) 198.51.100.1/29
#                     +----- in1 192.0.2.1 (another inside network)

. "$(dirname "$0")/lib.sh"
topology wires
ip -n "$GW" -batch - <<-END
	link add link out0 name out0.7 type vlan id 7
	address add 198.51.100.1/29 dev out0.7
	link set out0.7 up
	neigh replace 198.51.100.6 lladdr $MAC_PLAYED dev out0.7 nud permanent
	route add default via 198.51.100.6 table 7
	rule add from 10.0.0.51 table 7
	rule add fwmark 7 table 7
END
ip -n "$WS" -batch - <<-END
	link add link g name g7 type vlan id 7
	link set g7 up
END
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	pool add V interface out0.7
	rule add oif out0 pool A
	rule add oif out0.7 pool V
	forward add udp 203.0.113.16:8080 10.0.0.51:80
CONFIG

# vlan: as frames, with the VLAN as outside wire
vlan() {
	local line

	while IFS= read -r line; do
		case $line in
		'ok '*) pass "${line#ok }" ;;
		'not ok '*) fail "${line#not ok }" ;;
		*) printf '%s\n' "$line" ;;
		esac
	done < <("$helpers/frames" "lan=$SW,g,10.0.0.1,10.0.0.9" \
		"wan=$WS,g7,198.51.100.1,198.51.100.5" 2>&1)
}

frames <<-'END'
	test a host without a policy takes the main uplink
	send lan udp 10.0.0.50:5000 203.0.113.150:7 as=a
	want wan udp 203.0.113.16:5000 203.0.113.150:7 like=a
END
vlan <<-'END'
	test a host with one takes the other, with that one's address [K19]
	send lan udp 10.0.0.51:5000 203.0.113.150:7 as=a
	want wan udp 198.51.100.1:5000 203.0.113.150:7 like=a
	test answers come back over it [K19]
	send wan udp 203.0.113.150:7 198.51.100.1:5000 as=a
	want lan udp 203.0.113.150:7 10.0.0.51:5000 like=a
	test TCP over a VLAN device [K22]
	send lan tcp 10.0.0.51:5000 203.0.113.150:7 S seq=1 as=a
	want wan tcp 198.51.100.1:5000 203.0.113.150:7 S like=a
	test an ICMP error over it [K22]
	send lan udp 10.0.0.51:5001 203.0.113.150:7 len=9 as=a
	want wan udp 198.51.100.1:5001 203.0.113.150:7 as=b
	send wan icmp 203.0.113.152 198.51.100.1 3/1 quotes=b
	want lan icmp 203.0.113.152 10.0.0.51 3/1 quotes=a
END
in_ns "$GW" nft -f - <<-'NFT'
	table ip marks {
		chain pre {
			type filter hook prerouting priority mangle
			ip saddr 10.0.0.52 udp dport 77 meta mark set 7
		}
	}
NFT
vlan <<-'END'
	test a packet marked takes the other uplink
	send lan udp 10.0.0.52:5000 203.0.113.150:77
	want wan udp 198.51.100.1:* 203.0.113.150:77
END
frames <<-'END'
	test the same host without the mark does not
	send lan udp 10.0.0.52:5001 203.0.113.150:7
	want wan udp 203.0.113.16:5001 203.0.113.150:7
END

ip -n "$GW" -batch - <<-END
	link add in1 type veth peer name g1 netns $SW
	address add 192.0.2.1/24 dev in1
	link set in1 up
	neigh replace 192.0.2.50 lladdr $MAC_PLAYED dev in1 nud permanent
END
ip -n "$SW" link set g1 up
inside2() {
	"$helpers/frames" "lan=$SW,g,10.0.0.1,10.0.0.9" "wan=$SW,g1,192.0.2.1,192.0.2.9" 2>&1
}
is "between two inside networks nothing is translated [K23]" "$(inside2 <<-'END'
	test x
	send lan udp 10.0.0.50:5000 192.0.2.50:7 len=9 as=a
	want wan udp 10.0.0.50:5000 192.0.2.50:7 like=a
	send wan udp 192.0.2.50:7 10.0.0.50:5000 len=9 as=a
	want lan udp 192.0.2.50:7 10.0.0.50:5000 like=a
END
)" "ok x"
is "and no session made [K23]" "$(nat session count remote 192.0.2.50:7)" 0

# The route to a host changes while its flow goes on.
ip -n "$GW" -batch - <<-END
	route add 10.0.0.50 via 192.0.2.50
END
is "an inside host that moved is followed [K25]" "$("$helpers/frames" "lan=$SW,g1,192.0.2.1,192.0.2.9" \
	"wan=$WS,g,203.0.113.1,203.0.113.9" 2>&1 <<-'END'
	test x
	send wan udp 203.0.113.150:7 203.0.113.16:5000 as=a
	want lan udp 203.0.113.150:7 10.0.0.50:5000 like=a
END
)" "ok x"
ip -n "$GW" route del 10.0.0.50
frames <<-'END'
	test and back
	send wan udp 203.0.113.150:7 203.0.113.16:5000 as=a
	want lan udp 203.0.113.150:7 10.0.0.50:5000 like=a
END

# Devices without link-layer addresses.
ip -n "$GW" -batch - <<-END
	tunnel add tun9 mode ipip local 203.0.113.1 remote 203.0.113.150
	address add 192.0.2.129/30 dev tun9
	link set tun9 up
	route add 203.0.113.77 dev tun9
END
nat pool add T interface tun9
nat rule add index 1 oif tun9 pool T
frames <<-'END'
	test out by a tunnel: translated inside it [K22]
	send lan udp 10.0.0.53:5000 203.0.113.77:7 len=9
	want wan 4 203.0.113.1 203.0.113.150
END
is "with the tunnel's address" "$(nat session list inside 10.0.0.53 | grep -c 192.0.2.129:5000)" 1

# One device as inside and outside: a gateway on a stick.
configure <<-'CONFIG'
	pool add A addresses 10.0.0.200
	rule add src 10.0.0.50 dst 198.18.0.0/15 iif in0 oif in0 pool A
CONFIG
ip -n "$GW" route add 198.18.0.0/15 via 10.0.0.53
"$helpers/netset" ns="$GW" net.ipv4.conf.all.send_redirects=1 net.ipv4.conf.in0.send_redirects=1
frames <<-'END'
	test one device for both sides [BOX-4 K11]
	send lan udp 10.0.0.50:5000 198.18.0.1:7 as=a
	want lan udp 10.0.0.200:5000 198.18.0.1:7 like=a
	send lan udp 198.18.0.1:7 10.0.0.200:5000 as=a
	want lan udp 198.18.0.1:7 10.0.0.50:5000 like=a
END
finish
