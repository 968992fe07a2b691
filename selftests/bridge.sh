#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Bridges in the gateway, without and with br_netfilter: frames that only pass through are left alone, and
# hosts behind one port of a bridge reach each other by their external addresses.
#
#   10.0.0.50 51 -- p1 --+
#                        br0 10.0.0.1 GW out0 203.0.113.1 -- 203.0.113.150
#   X1 10.0.0.61 -- p2 --+
#   X2 ...150 .16 - p3 --+      X1 and X2 speak past the gateway

. "$(dirname "$0")/lib.sh"
topology wires
make_ns X1 X2
ip -n "$GW" -batch - <<-END || bail "the bridge cannot be made"
	link add br0 address $MAC_IN type bridge
	address del 10.0.0.1/24 dev in0
	link set in0 address 02:00:00:00:00:0a
	link set in0 master br0
	link add p2 type veth peer name eth0 netns $X1
	link add p3 type veth peer name eth0 netns $X2
	link set p2 master br0 up
	link set p3 master br0 up
	address add 10.0.0.1/24 dev br0
	link set br0 up
	$(played br0 10.0.0.{11,12,13,50,51,52,53})
	route replace 10.1.0.0/16 via 10.0.0.50
END
set_offloads "$GW" "$X1" "$X2"
ip -n "$X1" -batch - <<-END
	link set eth0 up
	address add 10.0.0.61/24 dev eth0
	route add 203.0.113.0/24 dev eth0
END
ip -n "$X2" -batch - <<-END
	link set eth0 up
	address add 203.0.113.150/24 dev eth0
	address add 203.0.113.16/24 dev eth0
	route add 10.0.0.0/24 dev eth0
END
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add src 10.0.0.0/24 oif out0 pool A
	static add inside 10.0.0.13 external 203.0.113.30
	forward add tcp 203.0.113.16:8080 10.0.0.51:80
CONFIG
"$helpers/netset" ns="$GW" net.ipv4.conf.all.send_redirects=1 net.ipv4.conf.br0.send_redirects=1 \
	net.ipv4.conf.br0.shared_media=1

# A port forwards a moment after it is up.
all_forward() {
	[ "$(bridge -n "$GW" link | grep -c 'state forwarding')" = 3 ]
}
busywait 10000 all_forward || bail "the bridge does not forward"

mirror ns="$X2" 203.0.113.150:7 ns="$X2" 203.0.113.16:7

for filter in 0 1; do
	if [ "$filter" = 1 ]; then
		modprobe -q br_netfilter
		in_ns "$GW" test -e /proc/sys/net/bridge || {
			skip "with br_netfilter" "not there"
			break
		}
		in_ns "$GW" sysctl -qw net.bridge.bridge-nf-call-iptables=1 || break
	fi
	for rp in 0 1 2; do
		"$helpers/netset" ns="$GW" net.ipv4.conf.all.rp_filter=$rp \
			net.ipv4.conf.br0.rp_filter=$rp
		frames <<-END
			test br_netfilter $filter, rp_filter $rp: out and back over a bridge [K22 K21 K10]
			send lan udp 10.0.0.50:50$rp$filter 203.0.113.150:7 len=11 as=a
			want wan udp 203.0.113.16:?one 203.0.113.150:7 like=a
			send wan udp 203.0.113.150:7 203.0.113.16:@one len=12 as=a
			want lan udp 203.0.113.150:7 10.0.0.50:50$rp$filter like=a
			test br_netfilter $filter, rp_filter $rp: hairpin by one port [K21 K10 K11 BOX-9 UDP-9]
			send lan udp 10.0.0.51:51$rp$filter 203.0.113.150:7
			want wan udp 203.0.113.16:?two 203.0.113.150:7
			send lan udp 10.0.0.50:50$rp$filter 203.0.113.16:@two len=13 as=a
			want lan udp 203.0.113.16:@one 10.0.0.51:51$rp$filter like=a
			send lan udp 10.0.0.51:51$rp$filter 203.0.113.16:@one len=14 as=a
			want lan udp 203.0.113.16:@two 10.0.0.50:50$rp$filter like=a
			test br_netfilter $filter, rp_filter $rp: a forward, a static, TCP and ping [K21 BOX-9]
			send lan tcp 10.0.0.50:60$rp$filter 203.0.113.16:8080 S seq=5 as=a
			want lan tcp 203.0.113.16:?three 10.0.0.51:80 S like=a
			send lan tcp 10.0.0.51:80 203.0.113.16:@three SA seq=9 ack=6 as=a
			want lan tcp 203.0.113.16:8080 10.0.0.50:60$rp$filter SA like=a
			send lan icmp 10.0.0.50 203.0.113.30 8/0 id=$rp$filter iseq=3 len=8 as=a
			want lan icmp 203.0.113.16 10.0.0.13 8/0 id=?id iseq=3 like=a
			send lan icmp 10.0.0.13 203.0.113.16 0/0 id=@id iseq=3 len=8 as=a
			want lan icmp 203.0.113.30 10.0.0.50 0/0 id=$rp$filter like=a
			test br_netfilter $filter, rp_filter $rp: fragments and errors [K21]
			send lan udp 10.0.0.50:50$rp$filter 203.0.113.16:@two len=2992 as=a pieces=1000 order=2,1,0
			want lan udp 203.0.113.16:@one 10.0.0.51:51$rp$filter like=a
			send lan udp 10.0.0.50:50$rp$filter 203.0.113.16:@two len=30 as=a
			want lan udp 203.0.113.16:@one 10.0.0.51:51$rp$filter as=b
			send lan icmp 10.0.0.51 203.0.113.16 3/3 quotes=b
			want lan icmp 203.0.113.16 10.0.0.50 3/3 quotes=a
		END
	done
	sessions=$(nat session count)
	is "br_netfilter $filter: frames between two ports are left alone [K21]" "$(seen ns="$X1" \
		udp=10.0.0.61:500$filter 203.0.113.150:7 203.0.113.16:7 tcp=10.0.0.61:500$filter \
		203.0.113.150:7 203.0.113.16:7 | sort -u)" "10.0.0.61:500$filter"
	is "br_netfilter $filter: and make no session [K21]" "$(nat session count)" "$sessions"
done
finish
