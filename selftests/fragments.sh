#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Fragments in every order, both directions, without connection tracking to put them together.
#
#   10.0.0.50 -- GW 203.0.113.16 -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
topology wires
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	pool add D addresses 203.0.113.18 type dynamic
	rule add src 10.0.0.60 oif out0 pool D
	rule add oif out0 pool A
	static add inside 10.0.0.13 external 203.0.113.30
	forward add udp 203.0.113.16:8080 10.0.0.50:80
	forward add udp 203.0.113.17:8080 10.0.0.50:80
CONFIG
orders="0,1,2 0,2,1 1,0,2 1,2,0 2,0,1 2,1,0"

is "no connection tracking in this namespace [K8]" \
	"$(nsenter --net="/run/netns/$GW" sh -c 'wc -l </proc/net/nf_conntrack' 2>/dev/null || echo 0)" 0
{
	cat <<-'END'
		test a connection, as a stateful firewall in between wants to see it
		send lan tcp 10.0.0.50:5000 203.0.113.150:7 S seq=1
		want wan tcp 203.0.113.16:5000 203.0.113.150:7 S
		send wan tcp 203.0.113.150:7 203.0.113.16:5000 SA seq=0 ack=2
		want lan tcp 203.0.113.150:7 10.0.0.50:5000 SA
		send lan tcp 10.0.0.50:5000 203.0.113.150:7 A seq=2 ack=1
		want wan tcp 203.0.113.16:5000 203.0.113.150:7 A
	END
	for order in $orders; do
		cat <<-END
			test order $order outwards [UDP-14 K8]
			send lan udp 10.0.0.50:5000 203.0.113.150:7 len=2992 pieces=1000 order=$order as=a
			want wan udp 203.0.113.16:5000 203.0.113.150:7 like=a frags=3 piece=1020
			test order $order inwards [UDP-14 K8]
			send wan udp 203.0.113.150:7 203.0.113.16:5000 len=2992 pieces=1000 order=$order as=a
			want lan udp 203.0.113.150:7 10.0.0.50:5000 like=a frags=3 piece=1020
			test order $order, ping of 4000 bytes and its answer [UDP-14]
			send lan icmp 10.0.0.50 203.0.113.150 8/0 id=80 iseq=1 len=4000 pieces=1480 order=$order as=a
			want wan icmp 203.0.113.16 203.0.113.150 8/0 id=80 like=a frags=3
			send wan icmp 203.0.113.150 203.0.113.16 0/0 id=80 iseq=1 len=4000 pieces=1480 order=$order as=a
			want lan icmp 203.0.113.150 10.0.0.50 0/0 id=80 like=a frags=3
			test order $order, hairpin [UDP-14]
			send lan udp 10.0.0.51:5200 203.0.113.16:5000 len=3992 pieces=1480 order=$order as=a
			want lan udp 203.0.113.16:5200 10.0.0.50:5000 like=a frags=3 piece=1500
			test order $order, to a static and from it [UDP-14]
			send wan udp 203.0.113.150:7 203.0.113.30:9 len=3992 pieces=1480 order=$order as=a
			want lan udp 203.0.113.150:7 10.0.0.13:9 like=a frags=3
			send lan udp 10.0.0.13:9 203.0.113.150:7 len=3992 pieces=1480 order=$order as=a
			want wan udp 203.0.113.30:9 203.0.113.150:7 like=a frags=3
			test order $order, TCP [UDP-14]
			send lan tcp 10.0.0.50:5000 203.0.113.150:7 A seq=2 ack=1 len=2980 pieces=1000 order=$order as=a
			want wan tcp 203.0.113.16:5000 203.0.113.150:7 A like=a frags=3
		END
	done
	cat <<-'END'
		test the first packet of a flow comes in fragments [UDP-14]
		send lan udp 10.0.0.50:5100 203.0.113.150:7 len=3992 pieces=800 order=4,3,2,1,0 as=a
		want wan udp 203.0.113.16:5100 203.0.113.150:7 like=a frags=5
		test a forward's first packet, too [UDP-14]
		send wan udp 203.0.113.150:99 203.0.113.16:8080 len=3992 pieces=800 order=2,0,4,1,3 as=a
		want lan udp 203.0.113.150:99 10.0.0.50:80 like=a frags=5
		test with DF they keep their size, and nobody is told of too big [K8]
		send lan udp 10.0.0.50:5000 203.0.113.150:7 df len=2992 pieces=1000 as=a
		want wan udp 203.0.113.16:5000 203.0.113.150:7 ttl=63 frags=3 piece=1020
		test a first fragment of 8 bytes [K5 FRG-1]
		send lan udp 10.0.0.50:5000 203.0.113.150:7 len=24 pieces=8 order=0,1,2,3 as=a
		want wan udp 203.0.113.16:5000 203.0.113.150:7 like=a
		test TCP ports in one fragment, flags in the next [K5 FRG-1]
		send lan tcp 10.0.0.50:5000 203.0.113.150:7 A seq=2 ack=1 len=28 pieces=8 order=1,0,2,3,4,5 as=a
		want wan tcp 203.0.113.16:5000 203.0.113.150:7 A like=a
		test a fragment twice does no harm [FRG-1]
		send lan udp 10.0.0.50:5000 203.0.113.150:7 len=2992 pieces=1000 order=1,1,0,2 as=a
		want wan udp 203.0.113.16:5000 203.0.113.150:7 like=a
		test a datagram of 60,000 bytes [UDP-14]
		send wan udp 203.0.113.150:7 203.0.113.16:5000 len=60000 pieces=1480 as=a
		want lan udp 203.0.113.150:7 10.0.0.50:5000 like=a
		test a datagram without its end goes nowhere
		send lan udp 10.0.0.50:5000 203.0.113.150:7 len=2992 pieces=1000 order=0,1
		test fragments past 64 KiB go nowhere [FRG-1]
		send lan udp 10.0.0.50:5000 203.0.113.150:7 ipid=777 len=1000 off=65000
		send lan udp 10.0.0.50:5000 203.0.113.150:7 ipid=777 len=1000 off=0 mf
		test pieces that overlap with other contents go nowhere [FRG-1]
		send lan udp 10.0.0.50:5000 203.0.113.150:7 ipid=778 len=792 mf as=a
		send lan udp 10.0.0.50:9999 203.0.113.150:8 ipid=778 len=792 off=0 mf
		send lan udp 10.0.0.50:5000 203.0.113.150:7 ipid=778 len=100 off=400
		test TCP flags overwritten by a second piece at offset 8 go nowhere [FRG-1]
		send lan tcp 10.0.0.50:5000 203.0.113.150:7 A seq=2 ack=1 ipid=779 len=20 mf
		send lan tcp 10.0.0.50:5000 203.0.113.150:7 S ipid=779 off=8 len=44
		test nor by one that begins in the middle of the first [FRG-1]
		send wan udp 203.0.113.150:7 203.0.113.16:5000 ipid=780 len=792 mf
		send wan udp 203.0.113.150:9 203.0.113.16:5100 ipid=780 off=8 len=100
		test two hosts, the same identification, at the same time [UDP-14 ID-1]
		send lan udp 10.0.0.51:5200 203.0.113.151:7
		want wan udp 203.0.113.16:5200 203.0.113.151:7
		send lan udp 10.0.0.50:5000 203.0.113.150:7 ipid=0x1234 len=2992 pieces=1000 order=2,0 as=a
		send lan udp 10.0.0.51:5200 203.0.113.150:7 ipid=0x1234 len=2992 pieces=1000 order=2,0,1 as=b
		want wan udp 203.0.113.16:5200 203.0.113.150:7 like=b frags=3
		send lan udp 10.0.0.50:5000 203.0.113.150:7 ipid=0x1234 len=2992 pieces=1000 order=1 as=a
		want wan udp 203.0.113.16:5000 203.0.113.150:7 like=a frags=3
	END
} | frames

# Identifications: of what two hosts send from one address, none may be alike while it is on its way.
frames <<-'END'
	test two hosts fragment with the same identification: different ones outside [ID-1 UPD-10]
	send lan udp 10.0.0.50:5000 203.0.113.150:7 ipid=0x1234 len=2992 pieces=1000 order=0 as=a
	send lan udp 10.0.0.51:5200 203.0.113.150:7 ipid=0x1234 len=2990 pieces=1000 order=0 as=b
	send lan udp 10.0.0.50:5000 203.0.113.150:7 ipid=0x1234 len=2992 pieces=1000 order=1
	send lan udp 10.0.0.51:5200 203.0.113.150:7 ipid=0x1234 len=2990 pieces=1000 order=1
	send lan udp 10.0.0.50:5000 203.0.113.150:7 ipid=0x1234 len=2992 pieces=1000 order=2
	send lan udp 10.0.0.51:5200 203.0.113.150:7 ipid=0x1234 len=2990 pieces=1000 order=2
	want wan udp 203.0.113.16:5000 203.0.113.150:7 like=a frags=3 ipid=?one
	want wan udp 203.0.113.16:5200 203.0.113.150:7 like=b frags=3 ipid=?two
	run test "$one" != "$two"
	test so with datagrams that may still be fragmented on the way [ID-1]
	send lan udp 10.0.0.50:5000 203.0.113.150:7 ipid=0x1234 len=20 as=a
	send lan udp 10.0.0.51:5200 203.0.113.150:7 ipid=0x1234 len=21 as=b
	want wan udp 203.0.113.16:5000 203.0.113.150:7 like=a ipid=?one
	want wan udp 203.0.113.16:5200 203.0.113.150:7 like=b ipid=?two
	run test "$one" != "$two"
	test and with fragments that say DF [ID-1]
	send lan udp 10.0.0.50:5000 203.0.113.150:7 df ipid=0x1234 len=1992 pieces=1000
	send lan udp 10.0.0.51:5200 203.0.113.150:7 df ipid=0x1234 len=1990 pieces=1000
	want wan udp 203.0.113.16:5000 203.0.113.150:7 frags=2 ipid=?one
	want wan udp 203.0.113.16:5200 203.0.113.150:7 frags=2 ipid=?two
	run test "$one" != "$two"
	test and with pings and their fragments [ID-1]
	send lan icmp 10.0.0.50 203.0.113.150 8/0 id=80 iseq=1 ipid=0x1234 len=1992 pieces=1000 as=a
	send lan icmp 10.0.0.51 203.0.113.150 8/0 id=81 iseq=1 ipid=0x1234 len=1992 pieces=1000 as=b
	want wan icmp 203.0.113.16 203.0.113.150 8/0 id=80 like=a ipid=?one
	want wan icmp 203.0.113.16 203.0.113.150 8/0 id=81 like=b ipid=?two
	run test "$one" != "$two"
	test and with errors that several inside hosts send [ID-1 ICMP-5]
	send wan udp 203.0.113.150:7 203.0.113.16:5000 len=20 as=a
	want lan udp 203.0.113.150:7 10.0.0.50:5000 as=in
	send wan udp 203.0.113.150:7 203.0.113.16:5200 len=20 as=b
	want lan udp 203.0.113.150:7 10.0.0.51:5200 as=in2
	send lan icmp 10.0.0.50 203.0.113.150 3/3 ipid=0x1234 quotes=in
	send lan icmp 10.0.0.51 203.0.113.150 3/3 ipid=0x1234 quotes=in2
	want wan icmp 203.0.113.16 203.0.113.150 3/3 quotes=a ipid=?one
	want wan icmp 203.0.113.16 203.0.113.150 3/3 quotes=b ipid=?two
	run test "$one" != "$two"
	test inwards too: one host may have several external addresses [ID-1]
	send wan udp 203.0.113.150:7 203.0.113.16:5000 ipid=0x1234 len=20
	send wan udp 203.0.113.150:7 203.0.113.17:8080 ipid=0x1234 len=21
	want lan udp 203.0.113.150:7 10.0.0.50:5000 ipid=?one
	want lan udp 203.0.113.150:7 10.0.0.50:80 ipid=?two
	run test "$one" != "$two"
	test an atomic datagram keeps its own, both ways [ID-1]
	send lan udp 10.0.0.50:5000 203.0.113.150:7 df ipid=0x1234 len=20
	want wan udp 203.0.113.16:5000 203.0.113.150:7 ipid=0x1234 df=1
	send lan udp 10.0.0.51:5200 203.0.113.150:7 df ipid=0 len=20
	want wan udp 203.0.113.16:5200 203.0.113.150:7 ipid=0 df=1
	send wan udp 203.0.113.150:7 203.0.113.16:5000 df ipid=0x1234 len=20
	want lan udp 203.0.113.150:7 10.0.0.50:5000 ipid=0x1234 df=1
	send lan tcp 10.0.0.50:5000 203.0.113.150:7 A seq=2 ack=1 df ipid=0x4321
	want wan tcp 203.0.113.16:5000 203.0.113.150:7 A ipid=0x4321
	test where addresses are exchanged one for one the sender's is unique already [ID-1]
	send lan udp 10.0.0.13:5000 203.0.113.150:7 ipid=0x1234 len=20
	want wan udp 203.0.113.30:5000 203.0.113.150:7 ipid=0x1234
	send lan udp 10.0.0.60:5000 203.0.113.150:7 ipid=0x1234 len=1992 pieces=1000
	want wan udp 203.0.113.18:5000 203.0.113.150:7 ipid=0x1234
END

# Refragmented: never larger than they came, smaller where the link is.
ip -n "$GW" link set out0 mtu 900
frames <<-'END'
	test fragments too big for the outside link are made smaller [K8 UDP-13a]
	send lan udp 10.0.0.50:5000 203.0.113.150:7 len=2992 pieces=1000 order=2,1,0 as=a
	want wan udp 203.0.113.16:5000 203.0.113.150:7 like=a piece=900
	test those that say DF are not, and the host is told [K8 UDP-13]
	send lan udp 10.0.0.50:5000 203.0.113.150:7 df len=2992 pieces=1000
	want lan icmp 10.0.0.1 10.0.0.50 3/4 mtu=900 [ udp 10.0.0.50:5000 203.0.113.150:7 ]
END
ip -n "$GW" link set out0 mtu 1500

# A flood of pieces that never become whole. The oldest is given up, so that there is always room.
frag_memory() {
	"$helpers/netset" ns="$GW" cat=/proc/net/sockstat | awk '/^FRAG/ { print $5 }'
}
given_up() {
	[ "$(number fragments_given_up "$(nat -j stats)")" -ge 1 ]
}
export -f given_up
"$helpers/netset" ns="$GW" net.ipv4.ipfrag_low_thresh=2097152 net.ipv4.ipfrag_high_thresh=4194304
"$helpers/malform" fragments "to=$WS,g,$MAC_OUT" src=203.0.113.201-203.0.113.209 dst=203.0.113.16 \
	rate=5000 count=100000000 >/dev/null &
flood=$!
defer stop $flood
ok "under a flood of fragments the oldest are given up, and counted [UDP-14a]" \
	busywait 20000 given_up
{
	for order in $orders; do
		cat <<-END
			test meanwhile order $order outwards [UDP-14a]
			send lan udp 10.0.0.50:5000 203.0.113.150:7 len=3992 pieces=1480 order=$order as=a
			want wan udp 203.0.113.16:5000 203.0.113.150:7 like=a frags=3
			test meanwhile order $order inwards [UDP-14a]
			send wan udp 203.0.113.150:7 203.0.113.16:5000 len=3992 pieces=1480 order=$order as=a
			want lan udp 203.0.113.150:7 10.0.0.50:5000 like=a frags=3
		END
	done
} | frames
flows src=10.1.0.0/24 dst=203.0.113.151 ports=7000+8 reply
is "meanwhile 2,048 flows of whole packets lose nothing [UDP-14a]" "$out $back $wrong" "2048 2048 0"
memory=$(frag_memory)
note "$memory bytes wait for fragments"
[ "$memory" -le 4194304 ]
is "what waits for fragments is bounded by ipfrag_high_thresh [UDP-14a]" $? 0
stop $flood
is "a ping of 4000 bytes to the gateway itself" "$(echo 'test x
	send lan icmp 10.0.0.50 10.0.0.1 8/0 id=1 iseq=1 len=4000 pieces=1480
	want lan icmp 10.0.0.1 10.0.0.50 0/0 id=1 size=4000' |
	"$helpers/frames" "lan=$SW,g,10.0.0.1,10.0.0.9" "wan=$WS,g,203.0.113.1,203.0.113.9")" "ok x"
finish
