#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Real transfers, compared byte by byte, in every way in which a device may leave work undone:
#
#	a  the hosts leave checksums and segmentation to the device (veth's default)
#	b  nobody does
#	c  the gateway puts segments together on receipt (GRO)
#	d  and datagrams, for forwarding
#	e  and as lists of packets
#
#   I1 10.0.0.11 -- GW 203.0.113.16 -- O1 203.0.113.101

. "$(dirname "$0")/lib.sh"
need ethtool tcpdump python3
# The modes are its own.
NATGW_TEST_OFFLOAD=
topology hosts
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add src 10.0.0.0/24 oif out0 pool A
	forward add tcp 203.0.113.16:8080 10.0.0.11:80
	forward add udp 203.0.113.16:8080 10.0.0.11:80
CONFIG

transfer() {
	local name=$1 kind=$2

	shift 2
	ok "$mode: $name [K1 K3]" "$helpers/bulk" "$kind" "client=$I1,10.0.0.11" \
		"server=$O1,203.0.113.101:5001" "$@"
}

called() {
	local name=$1 kind=$2

	shift 2
	ok "$mode: $name [K1 K3]" "$helpers/bulk" "$kind" "client=$O1,203.0.113.101" \
		"server=$I1,10.0.0.11:80" to=203.0.113.16:8080 "$@"
}

# offload NAMESPACE DEVICE FEATURE STATE...
offload() {
	in_ns "$1" ethtool -K "${@:2}" >/dev/null 2>&1
}

each_mode() {
	mode=$1
	transfer "TCP, from inside" tcp bytes=3000000
	called "TCP, from outside" tcp bytes=3000000
	# A device that makes no checksums is sent no datagrams to segment.
	if [ "$mode" = b ]; then
		transfer "UDP" udp bytes=1000000
		called "UDP from outside" udp bytes=1000000
	else
		transfer "UDP in one call for many (UDP_SEGMENT)" gso bytes=1000000
		called "the same from outside" gso bytes=1000000
	fi
	transfer "UDP without checksums [K2]" nosum bytes=200000
}

each_mode a
for ns in "$I1" "$O1"; do
	offload "$ns" eth0 tx off tso off gso off
done
offload "$GW" in0 tx off tso off gso off
offload "$GW" out0 tx off tso off gso off
each_mode b
for ns in "$I1" "$O1"; do
	offload "$ns" eth0 tx on tso on gso on
done
offload "$GW" in0 gro on tx on tso on gso on
offload "$GW" out0 gro on tx on tso on gso on
each_mode c
offload "$GW" in0 rx-udp-gro-forwarding on
offload "$GW" out0 rx-udp-gro-forwarding on
each_mode d
offload "$GW" in0 rx-udp-gro-forwarding off rx-gro-list on
offload "$GW" out0 rx-udp-gro-forwarding off rx-gro-list on
each_mode e
offload "$GW" in0 rx-gro-list off gro off
offload "$GW" out0 rx-gro-list off gro off

# Whoever looks at a device sees what is on its wire, though the buffers are shared with the packets
# that are rewritten: captures, and copies that tc makes.
look() {
	in_ns "$GW" tcpdump -n -l -i "$1" -U -w "$tmp/$1.pcap" udp port 7777 >/dev/null 2>"$tmp/$1.log" &
	defer stop $!
	busywait 10000 grep -q listening "$tmp/$1.log"
}
captured() {
	in_ns "$GW" tcpdump -n -vv -r "$tmp/$1.pcap" 2>/dev/null
}
ip -n "$GW" link add copy0 type dummy
ip -n "$GW" link set copy0 up
in_ns "$GW" tc qdisc add dev in0 clsact &&
	in_ns "$GW" tc filter add dev in0 ingress matchall action mirred egress mirror dev copy0
is "tc copies what comes in" $? 0
for device in in0 out0 copy0; do
	look "$device"
done
# A capture copies at once. A socket that is read later shares the buffer as long as that.
cat >"$tmp/keep" <<-'END'
	import os, socket, sys, time
	device, go = sys.argv[1:]
	kept = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
	kept.bind((device, 0))
	print("ready", flush=True)
	while not os.path.exists(go):
	    time.sleep(0.05)
	kept.setblocking(False)
	seen = set()
	try:
	    while True:
	        frame = kept.recv(2048)
	        if frame[12:14] == b"\x08\x00" and 7777 in (int.from_bytes(frame[i:i + 2], "big") for i in (34, 36)):
	            seen.add(">".join(socket.inet_ntoa(frame[i:i + 4]) for i in (26, 30)))
	except BlockingIOError:
	    print(*sorted(seen), flush=True)
	time.sleep(60)
END
declare -A kept_fd=()
for device in in0 out0; do
	start_ready "the socket" nsenter --net="/run/netns/$GW" -- python3 "$tmp/keep" "$device" "$tmp/go"
	kept_fd[$device]=$ready_fd
done
mirror ns="$O1" udp=203.0.113.101:7777
is "looked at by three: translated [K4]" "$(seen ns="$I1" udp=10.0.0.11:6666 203.0.113.101:7777 \
	udp=10.0.0.11:6666 203.0.113.101:7777 | xargs)" "203.0.113.16:6666 203.0.113.16:6666"
all_captured() {
	[ "$(captured in0 | grep -c 7777)" -ge 4 ] && [ "$(captured copy0 | grep -c 7777)" -ge 2 ]
}
ok "all of it is captured" busywait 10000 all_captured
for device in in0 copy0; do
	is "on $device nothing is translated [K4]" "$(captured "$device" | grep -c -F 203.0.113.16) $(
		captured "$device" | grep -c -F '10.0.0.11.6666 > 203.0.113.101.7777' |
			sed 's/^[1-9][0-9]*$/some/')" "0 some"
done
is "on out0 all is [K4]" "$(captured out0 | grep -c -F 10.0.0.11) $(captured out0 |
	grep -c -F '203.0.113.16.6666 > 203.0.113.101.7777' | sed 's/^[1-9][0-9]*$/some/')" "0 some"
touch "$tmp/go"
read -r -t 30 kept <&"${kept_fd[in0]}"
is "what a socket has kept of in0 neither [K4]" "$kept" "10.0.0.11>203.0.113.101 203.0.113.101>10.0.0.11"
read -r -t 30 kept <&"${kept_fd[out0]}"
is "nor what one has of out0 [K4]" "$kept" "203.0.113.101>203.0.113.16 203.0.113.16>203.0.113.101"
in_ns "$GW" tc qdisc del dev in0 clsact

# A tunnel with checksums hands up packets whose sum is known as a whole (CHECKSUM_COMPLETE). What then
# ends in the gateway itself is verified against it, if the sender has made all of its checksums. Where that
# fails the stack sums once more, and only a unit test knows.
mode=complete
offload "$O1" eth0 tx off
ip -n "$GW" -batch - <<-END
	link add gre9 type gre local 203.0.113.1 remote 203.0.113.101 csum
	address add 192.0.2.1/24 dev gre9
	link set gre9 up
END
ip -n "$O1" -batch - <<-END
	link add gre9 type gre local 203.0.113.101 remote 203.0.113.1 csum
	address add 192.0.2.2/24 dev gre9
	link set gre9 up
END
nat forward add udp 192.0.2.1:9000 10.0.0.1:9000
nat forward add tcp 192.0.2.1:9000 10.0.0.11:9000
nat forward add udp 192.0.2.1:9001 10.0.0.11:9001
mirror ns="$GW" udp=10.0.0.1:9000 ns="$I1" 10.0.0.11:9000 10.0.0.11:9001
is "complete: through a tunnel to the gateway itself [K1]" \
	"$(seen ns="$O1" udp=192.0.2.2:4000 192.0.2.1:9000)" 192.0.2.2:4000
is "complete: and to an inside host [K1]" "$(seen ns="$O1" udp=192.0.2.2:4000 192.0.2.1:9001 \
	tcp=192.0.2.2:4000 192.0.2.1:9000 | xargs)" "192.0.2.2:4000 192.0.2.2:4000"
is "no packet was taken for too big [K3]" "$("$helpers/netset" ns="$GW" cat=/proc/net/snmp | awk '
	$1 == last { for (i in name) if (name[i] ~ /^(FragFails|OutDestUnreachs)$/) n += $i }
	{ last = $1; split($0, name) }
	END { print n }')" 0
finish
