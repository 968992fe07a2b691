#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Routing domains (VRFs) with the same inside addresses; the outside in one; all in one.
#
#   10.0.0.50 -- in0.1 [v1] --+
#   10.0.0.50 -- in0.2 [v2] --+
#      ...                    GW out0 203.0.113.1 -- 203.0.113.150
#   10.0.0.50 -- in0.100 -----+
#   10.0.0.50 -- in0 ---------+      in0.N: VLAN N; [vN]: enslaved to the VRF

. "$(dirname "$0")/lib.sh"
modprobe -q vrf
ip link add natgw-vrf type vrf table 9999 2>/dev/null || skip_all "no VRF devices here"
ip link del natgw-vrf
topology wires
clients=100
for ((i = 1; i <= clients; i++)); do
	cat <<-END
		link add v$i type vrf table $((1000 + i))
		link set v$i up
		link add link in0 name in0.$i type vlan id $i
		link set in0.$i master v$i
		link set in0.$i up
		address add 10.0.0.1/24 dev in0.$i
		route add default via 203.0.113.150 dev out0 table $((1000 + i))
		$(played in0.$i 10.0.0.{50,51,52})
	END
done >"$tmp/vrfs"
ip -n "$GW" -batch "$tmp/vrfs" || bail "VRFs cannot be made"
configure <<-'CONFIG'
	set port-hold 0
	pool add A addresses 203.0.113.16
	rule add src 10.0.0.0/24 oif out0 pool A
	rule add index 5 iif v7 oif out0 dst 203.0.113.152 drop
	rule add index 6 iif in0.8 oif out0 dst 203.0.113.152 drop
	static add inside 10.0.0.53 external 203.0.113.30
	forward add udp 203.0.113.16:8080 10.0.0.51:80
CONFIG

# Each keeps its own mapping, and each answer finds its own way.
{
	echo "test $clients clients with one address and port stay apart [K20 BOX-9]"
	for ((i = 0; i <= clients; i++)); do
		echo "send lan udp 10.0.0.50:5000 203.0.113.150:7 vlan=$i len=$((i + 20)) as=a"
		echo "want wan udp 203.0.113.16:?p$i 203.0.113.150:7 like=a"
	done
	for ((i = clients; i >= 0; i--)); do
		echo "send wan udp 203.0.113.150:7 203.0.113.16:@p$i len=$((i + 20)) as=a"
		echo "want lan udp 203.0.113.150:7 10.0.0.50:5000 vlan=$i like=a"
	done
	echo "run count_is mapping $((clients + 1))"
	echo "run count_is mapping 1 vrf v5"
	cat <<-'END'
		test TCP of two VRFs [K20]
		send lan tcp 10.0.0.50:6000 203.0.113.150:80 S seq=100 vlan=1 as=a
		want wan tcp 203.0.113.16:?one 203.0.113.150:80 S like=a
		send lan tcp 10.0.0.50:6000 203.0.113.150:80 S seq=200 vlan=2 as=a
		want wan tcp 203.0.113.16:?two 203.0.113.150:80 S like=a
		send wan tcp 203.0.113.150:80 203.0.113.16:@two SA seq=900 ack=201 as=b
		want lan tcp 203.0.113.150:80 10.0.0.50:6000 SA vlan=2 like=b
		send wan tcp 203.0.113.150:80 203.0.113.16:@one SA seq=800 ack=101 as=b
		want lan tcp 203.0.113.150:80 10.0.0.50:6000 SA vlan=1 like=b
		test ping [K20]
		send lan icmp 10.0.0.50 203.0.113.150 8/0 id=77 vlan=1 len=20 as=a
		want wan icmp 203.0.113.16 203.0.113.150 8/0 id=?one like=a
		send lan icmp 10.0.0.50 203.0.113.150 8/0 id=77 vlan=2 len=20 as=a
		want wan icmp 203.0.113.16 203.0.113.150 8/0 id=?two like=a
		send wan icmp 203.0.113.150 203.0.113.16 0/0 id=@two len=20
		want lan icmp 203.0.113.150 10.0.0.50 0/0 id=77 vlan=2
		test an ICMP error from outside [K20]
		send lan udp 10.0.0.50:5001 203.0.113.150:99 vlan=2 as=a
		want wan udp 203.0.113.16:* 203.0.113.150:99 like=a as=b
		send wan icmp 203.0.113.152 203.0.113.16 3/3 quotes=b
		want lan icmp 203.0.113.152 10.0.0.50 3/3 quotes=a vlan=2
		test one from inside [K20]
		send lan udp 10.0.0.50:5002 203.0.113.150:98 vlan=2
		want wan udp 203.0.113.16:?p 203.0.113.150:98
		send wan udp 203.0.113.150:98 203.0.113.16:@p as=c
		want lan udp 203.0.113.150:98 10.0.0.50:5002 vlan=2 as=d
		send lan icmp 10.0.0.50 203.0.113.150 3/3 quotes=d vlan=2
		want wan icmp 203.0.113.16 203.0.113.150 3/3 quotes=c
		test the gateway's own about a packet out of a VRF [K20 K9]
		send lan udp 10.0.0.50:5003 203.0.113.150:97 vlan=2 ttl=1 as=a
		want lan icmp 10.0.0.1 10.0.0.50 11/0 quotes=a vlan=2
		test and about one into a VRF: nothing of the inside in it [K20 K9]
		send wan udp 203.0.113.150:98 203.0.113.16:@p ttl=1 as=a
		want wan icmp 203.0.113.1 203.0.113.150 11/0 quotes=a
		test rules name the VRF or the device in it [K20]
		send lan udp 10.0.0.50:5000 203.0.113.152:7 vlan=7
		send lan udp 10.0.0.50:5000 203.0.113.152:7 vlan=8
		send lan udp 10.0.0.50:5000 203.0.113.152:7 vlan=9 as=a
		want wan udp 203.0.113.16:* 203.0.113.152:7 like=a
		test a static and a forward are of the outside's domain: here the main one [K20]
		send wan udp 203.0.113.150:7 203.0.113.16:8080
		want lan udp 203.0.113.150:7 10.0.0.51:80 vlan=0
		send lan udp 10.0.0.51:80 203.0.113.150:9 vlan=4
		want wan udp 203.0.113.16:?other 203.0.113.150:9
		run [ "$other" != 8080 ]
		send lan udp 10.0.0.51:80 203.0.113.150:9
		want wan udp 203.0.113.16:8080 203.0.113.150:9
		send lan udp 10.0.0.53:80 203.0.113.150:9 vlan=4
		want wan udp 203.0.113.16:* 203.0.113.150:9
		test hairpin within a VRF [K20 UDP-9]
		send lan udp 10.0.0.51:7000 203.0.113.150:7 vlan=3
		want wan udp 203.0.113.16:?other 203.0.113.150:7
		send lan udp 10.0.0.50:5000 203.0.113.16:@other len=30 vlan=3 as=a
		want lan udp 203.0.113.16:@p3 10.0.0.51:7000 vlan=3 like=a
		send lan udp 10.0.0.51:7000 203.0.113.16:@p3 len=31 vlan=3 as=a
		want lan udp 203.0.113.16:@other 10.0.0.50:5000 vlan=3 like=a
		test hairpin from one VRF to another, and to the main domain [K20 UDP-9]
		send lan udp 10.0.0.50:5000 203.0.113.16:@p4 len=30 vlan=3 as=a
		want lan udp 203.0.113.16:@p3 10.0.0.50:5000 vlan=4 like=a
		send lan udp 10.0.0.50:5000 203.0.113.16:@p3 len=31 vlan=4 as=a
		want lan udp 203.0.113.16:@p4 10.0.0.50:5000 vlan=3 like=a
		send lan udp 10.0.0.50:5000 203.0.113.16:@p0 len=30 vlan=3 as=a
		want lan udp 203.0.113.16:@p3 10.0.0.50:5000 vlan=0 like=a
	END
} | frames

once=$(number full_packets "$(nat -j stats)")
frames <<-'END'
	test one more out of a VRF [K20]
	send lan udp 10.0.0.50:5000 203.0.113.150:7 vlan=5
	want wan udp 203.0.113.16:* 203.0.113.150:7
END
is "a packet counts once, though the kernel shows it twice [K20]" \
	"$(($(number full_packets "$(nat -j stats)") - once))" 1
is "no two have one external port [K20 BOX-9]" "$(nat mapping list inside 10.0.0.50:5000 |
	grep -o '203.0.113.16:[0-9]*' | sort -u | wc -l)" "$((clients + 1))"
is "subscribers are told apart [K20]" "$(nat -j subscriber list vrf v5 | grep -c '"vrf": *"v5"')" 1
like "mappings and sessions show it [K20]" \
	"$(nat mapping list vrf v5) $(nat session list vrf v5)" \
	'*10.0.0.50:5000*vrf v5*10.0.0.50:5000*vrf v5*'
no "a VRF that is not there is refused" nat mapping list vrf v999
no "nor is any other device one" nat mapping list vrf in0

# An index that comes again is another VRF.
index=$(ip -n "$GW" -o link show v6 | cut -d: -f1)
ip -n "$GW" link del v6
is "what a VRF had ends with it [K20 K24]" "$(nat mapping count inside 10.0.0.50:5000)" "$clients"
ip -n "$GW" -batch - <<-END
	link add new index $index type vrf table 1006
	link set new up
	link set in0.6 master new
	$(played in0.6 10.0.0.50)
END
is "and one with its index has nothing of it [K24]" "$(nat mapping count vrf new)" 0

# The outside in a VRF, where the numbers of the inside are in use too.
ip -n "$GW" -batch - <<-END
	link add wan type vrf table 99
	link set wan up
	link set out0 master wan
	route add 10.0.0.0/24 via 203.0.113.150 dev out0 table 99
	route add default via 203.0.113.150 dev out0 table 99
	route replace default via 203.0.113.150 dev out0 onlink
	$(played out0 203.0.113.{150,151,152,153})
END
nat session flush >/dev/null
frames <<-'END'
	test the outside in a VRF: out and back [K20]
	send lan udp 10.0.0.52:5000 203.0.113.150:7 as=a
	want wan udp 203.0.113.16:5000 203.0.113.150:7 like=a
	send wan udp 203.0.113.150:7 203.0.113.16:5000 as=a
	want lan udp 203.0.113.150:7 10.0.0.52:5000 vlan=0 like=a
	test into another VRF as well [K20]
	send lan udp 10.0.0.51:5001 203.0.113.150:7 vlan=9 as=a
	want wan udp 203.0.113.16:5001 203.0.113.150:7 like=a
	send wan udp 203.0.113.150:7 203.0.113.16:5001 as=a
	want lan udp 203.0.113.150:7 10.0.0.51:5001 vlan=9 like=a
	test an outside host with the numbers of an inside one is outside [UDP-7]
	send wan udp 10.0.0.50:7777 203.0.113.16:5000 as=a
	want lan udp 10.0.0.50:7777 10.0.0.52:5000 like=a
	run count_is mapping 0 inside 10.0.0.50
	run count_is session 1 remote 10.0.0.50:7777
END

# A route may lead to the VRF's device, which looks for a way of its own, hooks and all.
ip -n "$GW" route add 203.0.113.151/32 dev wan table 1009
nat rule add index 1 src 10.0.0.52 dst 203.0.113.151 pool A
frames <<-'END'
	test by way of a VRF's device, and a rule for every device: translated once [K20]
	send lan udp 10.0.0.52:5005 203.0.113.151:7 vlan=9
	want wan udp 203.0.113.16:?p 203.0.113.151:7
	send wan udp 203.0.113.151:7 203.0.113.16:@p
	want lan udp 203.0.113.151:7 10.0.0.52:5005 vlan=9
END

# Inside and outside in one VRF: there are statics and forwards now.
ip -n "$GW" -batch - <<-END
	route del 10.0.0.0/24 via 203.0.113.150 dev out0 table 99
	link set in0.1 master wan
	$(played in0.1 10.0.0.{50,51,53})
END
frames <<-'END'
	test all in one VRF [K20]
	send lan udp 10.0.0.50:5000 203.0.113.150:7 vlan=1 as=a
	want wan udp 203.0.113.16:?p 203.0.113.150:7 like=a
	send wan udp 203.0.113.150:7 203.0.113.16:@p as=a
	want lan udp 203.0.113.150:7 10.0.0.50:5000 vlan=1 like=a
	test a forward [K20]
	send wan udp 203.0.113.150:7 203.0.113.16:8080
	want lan udp 203.0.113.150:7 10.0.0.51:80 vlan=1
	test a static [K20]
	send wan udp 203.0.113.150:7 203.0.113.30:80
	want lan udp 203.0.113.150:7 10.0.0.53:80 vlan=1
	send lan udp 10.0.0.53:80 203.0.113.150:9 vlan=1
	want wan udp 203.0.113.30:80 203.0.113.150:9
	test hairpin [K20 UDP-9]
	send lan udp 10.0.0.50:5000 203.0.113.16:8080 vlan=1
	want lan udp 203.0.113.16:@p 10.0.0.51:80 vlan=1
END
is "the fast path steps aside [K20]" "$(number fast_packets "$(nat -j stats)")" 0
finish
