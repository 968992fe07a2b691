#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Two uplinks with policy routing, marks and ECMP; hairpins routed by marks; IPsec on what is translated.
#
#   10.0.0.0/24 -- in0 GW out0 203.0.113.1 --------------- 203.0.113.150
#                      +- out0.7 (VLAN) 198.51.100.1/29 -- 198.51.100.6

. "$(dirname "$0")/lib.sh"
need nft
topology wires
ip -n "$GW" -batch - <<-END
	link add link out0 name out0.7 type vlan id 7
	address add 198.51.100.1/29 dev out0.7
	link set out0.7 up
	link add link in0 name in0.5 type vlan id 5
	address add 10.5.0.1/24 dev in0.5
	link set in0.5 up
	$(played out0.7 198.51.100.6 203.0.113.150)
	$(played in0.5 10.5.0.50 10.0.0.52)
	route add default via 198.51.100.6 table 7
	rule add from 10.0.0.51 table 7
	rule add fwmark 7 table 7
	route add 10.0.0.52/32 dev in0.5 table 5
	rule add fwmark 5 table 5
END
"$helpers/netset" ns="$GW" net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.out0.rp_filter=0 \
	net.ipv4.conf.in0.rp_filter=0
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	pool add V interface out0.7
	rule add oif out0 pool A
	rule add oif out0.7 pool V
	forward add udp 203.0.113.16:8080 10.0.0.51:80
CONFIG
in_ns "$GW" nft -f - <<-'NFT'
	table ip marks {
		chain pre {
			type filter hook prerouting priority mangle
			ip saddr 10.0.0.52 udp dport 77 meta mark set 7
			ip saddr 10.0.0.53 ip daddr 10.0.0.52 meta mark set 5
			udp sport 55 meta mark set 0x1234
		}
		chain forward {
			type filter hook forward priority filter
			udp dport 55 meta mark set 0x1234
			udp dport 55 meta priority set 1:5
			udp sport 55 meta priority set 1:5
		}
	}
	table netdev kept {
		counter in { }
		counter out { }
		chain in {
			type filter hook egress device in0 priority 0
			udp sport 55 meta mark 0x1234 meta priority 1:5 counter name in
		}
		chain out {
			type filter hook egress device out0 priority 0
			udp dport 55 meta mark 0x1234 meta priority 1:5 counter name out
		}
	}
NFT
frames <<-'END'
	test a source without a policy takes the main uplink [K19]
	send lan udp 10.0.0.50:5000 203.0.113.150:7 as=a
	want wan udp 203.0.113.16:5000 203.0.113.150:7 vlan=0 like=a
	test one with one takes the other, with that one's address [K19]
	send lan udp 10.0.0.51:5000 203.0.113.150:7 as=a
	want wan udp 198.51.100.1:5000 203.0.113.150:7 vlan=7 like=a
	test answers over it [K19]
	send wan udp 203.0.113.150:7 198.51.100.1:5000 vlan=7 as=a
	want lan udp 203.0.113.150:7 10.0.0.51:5000 like=a
	test answers over the uplink that the flow did not leave by use its mapping [K19]
	send wan udp 203.0.113.150:7 198.51.100.1:5000 vlan=0 as=a
	want lan udp 203.0.113.150:7 10.0.0.51:5000 like=a
	send wan udp 203.0.113.150:7 203.0.113.16:5000 vlan=7 as=a
	want lan udp 203.0.113.150:7 10.0.0.50:5000 like=a
	run count_is session 2
	test a call to a forward by one uplink is answered by the host's own [K19]
	send wan udp 203.0.113.152:9 203.0.113.16:8080 vlan=0 as=a
	want lan udp 203.0.113.152:9 10.0.0.51:80 like=a
	send lan udp 10.0.0.51:80 203.0.113.152:9 as=a
	want wan udp 203.0.113.16:8080 203.0.113.152:9 vlan=7 like=a
	test a mark decides [K19]
	send lan udp 10.0.0.52:5000 203.0.113.150:77
	want wan udp 198.51.100.1:* 203.0.113.150:77 vlan=7
	send lan udp 10.0.0.52:5001 203.0.113.150:7
	want wan udp 203.0.113.16:5001 203.0.113.150:7 vlan=0
	test mark and priority set before it are kept by a packet that is translated [K19]
	send lan udp 10.0.0.50:5005 203.0.113.150:55
	want wan udp 203.0.113.16:5005 203.0.113.150:55
	send wan udp 203.0.113.150:55 203.0.113.16:5005
	want lan udp 203.0.113.150:55 10.0.0.50:5005
	test a hairpin is routed by its mark, as it is between its two translations [K19 UDP-9]
	send lan udp 10.0.0.52:5200 203.0.113.150:7
	want wan udp 203.0.113.16:?two 203.0.113.150:7
	send lan udp 10.0.0.50:5000 203.0.113.16:@two len=9 as=a
	want lan udp 203.0.113.16:5000 10.0.0.52:5200 vlan=0 like=a
	send lan udp 10.0.0.53:5300 203.0.113.16:@two len=10 as=a
	want lan udp 203.0.113.16:* 10.0.0.52:5200 vlan=5 like=a
END
is "by the counters behind it [K19]" "$(in_ns "$GW" nft list counters table netdev kept |
	grep -o 'packets [0-9]*' | xargs)" "packets 1 packets 1"

# ECMP: a flow stays on its uplink, and each uplink has its own address.
in_ns "$GW" nft delete table ip marks
in_ns "$GW" nft delete table netdev kept
ip -n "$GW" -batch - <<-END
	route replace 192.0.2.0/24 nexthop via 203.0.113.150 dev out0 nexthop via 198.51.100.6 dev out0.7
END
"$helpers/netset" ns="$GW" net.ipv4.fib_multipath_hash_policy=1
for ((port = 6000; port < 6032; port++)); do
	echo "test x"
	echo "send lan udp 10.0.0.50:$port 192.0.2.1:7 len=9"
	echo "want wan udp ?address:?port 192.0.2.1:7 vlan=?vlan"
	echo "run [ \$vlan = 0 -a \$address = 3405803792 ] || [ \$vlan = 7 -a \$address = 3325256705 ]"
	echo "run [ \$vlan = 0 ] || : >$tmp/other"
	echo "run [ \$vlan = 7 ] || : >$tmp/main"
	echo "send wan udp 192.0.2.1:7 @address:@port vlan=7"
	echo "want lan udp 192.0.2.1:7 10.0.0.50:$port"
	echo "send lan udp 10.0.0.50:$port 192.0.2.1:7 len=8"
	echo "want wan udp @address:@port 192.0.2.1:7 vlan=@vlan"
done >"$tmp/ecmp"
is "ECMP: each flow has the address of its uplink, and keeps both [K19]" "$("$helpers/frames" \
	"lan=$SW,g,10.0.0.1,10.0.0.9" "wan=$WS,g,203.0.113.1,203.0.113.9" <"$tmp/ecmp" 2>&1 |
	sort | uniq -c | xargs)" "32 ok x"
is "ECMP: both are used [K19]" "$(cd "$tmp" && echo main* other*)" "main other"

# IPsec: policies name what is on the wire. The transform is a null cipher: the inner packet can be read.
ip -n "$GW" -batch - <<-END
	rule flush
	rule add from all table main pref 32766
	rule add from all table local pref 0
	route del 192.0.2.0/24
	xfrm state add src 203.0.113.1 dst 203.0.113.152 proto esp spi 0x100 mode tunnel auth digest_null "" enc cipher_null ""
	xfrm state add src 203.0.113.152 dst 203.0.113.1 proto esp spi 0x200 mode tunnel auth digest_null "" enc cipher_null ""
	xfrm policy add src 203.0.113.16 dst 192.0.2.0/24 dir out tmpl src 203.0.113.1 dst 203.0.113.152 proto esp mode tunnel
	xfrm policy add src 192.0.2.0/24 dst 10.0.0.0/24 dir fwd tmpl src 203.0.113.152 dst 203.0.113.1 proto esp mode tunnel
	xfrm policy add src 10.0.0.0/24 dst 203.0.113.153 dir out action block
	xfrm policy add src 203.0.113.16 dst 203.0.113.151 dir out action block
END
frames <<-'END'
	test IPsec: a policy for the external address takes what is translated to it [K19]
	send lan udp 10.0.0.50:7000 192.0.2.2:7 len=40
	want wan 50 203.0.113.1 203.0.113.152 as=esp
	run count_is session 1 remote 192.0.2.2
	test IPsec: once translated, once transformed, counted once [K19]
	run count_is mapping 0 inside 203.0.113.1
	test IPsec: a policy that blocks the external address holds [K19]
	send lan udp 10.0.0.50:7001 203.0.113.151:7 len=40
END
finish
