#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Hairpin: inside hosts reach each other by external addresses, and see each other's external ones.
#
#   I1 10.0.0.11 --+
#                  +-- in0 GW 203.0.113.16
#   I2 10.0.0.12 --+           .30 = 10.0.0.13

. "$(dirname "$0")/lib.sh"
topology hosts
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add src 10.0.0.0/24 oif out0 pool A
	static add inside 10.0.0.13 external 203.0.113.30
	forward add tcp 203.0.113.16:8080 10.0.0.12:80
	forward add udp 203.0.113.16:8080 10.0.0.12:80
	forward add udp 203.0.113.16:9009 10.0.0.77:9
CONFIG
mirror ns="$O1" 203.0.113.101:7 ns="$I2" 10.0.0.12:5000 10.0.0.12:80 10.0.0.13:80 \
	ns="$I1" 10.0.0.11:6000

for filter in 0 1 2; do
	"$helpers/netset" ns="$GW" net.ipv4.conf.all.rp_filter=$filter \
		net.ipv4.conf.in0.rp_filter=$filter net.ipv4.conf.out0.rp_filter=$filter
	for proto in udp tcp; do
		port=$((7000 + filter * 10))
		seen ns="$I2" connect=1 "$proto=10.0.0.12:5000" 203.0.113.101:7 \
			ns="$I1" "$proto=10.0.0.11:6000" 203.0.113.101:7 >/dev/null
		is "rp_filter $filter, $proto: a mapping of another host [UDP-9 BOX-5 K10 K11 TCP-8]" \
			"$(seen ns="$I1" "$proto=10.0.0.11:$port" 203.0.113.16:5000)" \
			"203.0.113.16:$port"
		is "rp_filter $filter, $proto: a host's own mapping [UDP-9 BOX-5 K10]" \
			"$(seen ns="$I1" "$proto=10.0.0.11:$((port + 1))" 203.0.113.16:6000)" \
			"203.0.113.16:$((port + 1))"
		is "rp_filter $filter, $proto: a forward [UDP-9 BOX-5 K10]" \
			"$(seen ns="$I1" "$proto=10.0.0.11:$((port + 2))" 203.0.113.16:8080)" \
			"203.0.113.16:$((port + 2))"
		is "rp_filter $filter, $proto: a forward to the host itself [UDP-9 BOX-5]" \
			"$(seen ns="$I2" "$proto=10.0.0.12:$((port + 3))" 203.0.113.16:8080)" \
			"203.0.113.16:$((port + 3))"
		is "rp_filter $filter, $proto: a static [UDP-9 BOX-5 K10]" \
			"$(seen ns="$I1" "$proto=10.0.0.11:$((port + 4))" 203.0.113.30:80)" \
			"203.0.113.16:$((port + 4))"
		is "rp_filter $filter, $proto: from a static [UDP-9 BOX-5]" \
			"$(seen ns="$I2" "$proto=10.0.0.13:$((port + 5))" 203.0.113.16:6000)" \
			"203.0.113.30:$((port + 5))"
	done
	ok "rp_filter $filter: ping of a static [ICMP-7 K10]" in_ns "$I1" ping -c 1 -W 2 203.0.113.30
done
like "a hairpin session is marked" "$(nat -j session list inside 10.0.0.11:7000)" \
	'*"hairpin":*true*'
[ "$(counter hairpin)" -gt 50 ]
is "and counted" $? 0
[ "$(counter drop-redirect)" -gt 0 ]
is "the redirect that the stack owes for one is dropped [K11]" $? 0
nat forward add tcp 203.0.113.16:5001 10.0.0.12:5001
ok "a big transfer between inside hosts [TCP-8]" "$helpers/bulk" tcp client="$I1,10.0.0.11" \
	server="$I2,10.0.0.12:5001" to=203.0.113.16:5001 bytes=4000000

frames <<-'END'
	test a datagram is forwarded once: TTL one less, both addresses external at the receiver [UDP-9 BOX-5 K12]
	send lan udp 10.0.0.51:5000 203.0.113.150:7
	want wan udp 203.0.113.16:?two 203.0.113.150:7
	send lan udp 10.0.0.50:5050 203.0.113.16:@two len=100 as=a
	want lan udp 203.0.113.16:5050 10.0.0.51:5000 like=a
	test and its answer [UDP-9]
	send lan udp 10.0.0.51:5000 203.0.113.16:5050 len=50 as=b
	want lan udp 203.0.113.16:@two 10.0.0.50:5050 like=b
	test a host to its own mapping from the same port [BOX-5]
	send lan udp 10.0.0.50:5050 203.0.113.16:5050 len=5 as=a
	want lan udp 203.0.113.16:5050 10.0.0.50:5050 like=a
	test fragments, out of order [BOX-5]
	send lan udp 10.0.0.50:5050 203.0.113.16:@two len=2992 as=a pieces=1000 order=2,1,0
	want lan udp 203.0.113.16:5050 10.0.0.51:5000 like=a frags=3
	test port unreachable from the one to the other [ICMP-7]
	send lan udp 10.0.0.50:5050 203.0.113.16:@two len=30 as=a
	want lan udp 203.0.113.16:5050 10.0.0.51:5000 as=b
	send lan icmp 10.0.0.51 203.0.113.16 3/3 quotes=b
	want lan icmp 203.0.113.16 10.0.0.50 3/3 quotes=a
	test TTL 1: the gateway tells the sender, and quotes what it sent [ICMP-10 K9]
	send lan udp 10.0.0.50:5050 203.0.113.16:@two ttl=1 len=30 as=a
	want lan icmp 10.0.0.1 10.0.0.50 11/0 quotes=a
	test any protocol between statics and PAT is not: dropped [BOX-5]
	send lan 47 10.0.0.50 203.0.113.30 len=20
	test a forward to a host that is not there: the caller is told, and quoted what it sent [ICMP-7 K9]
	limit 8000
	send lan udp 10.0.0.50:5050 203.0.113.16:9009 len=20 as=a
	want lan icmp * 10.0.0.50 3/1 quotes=a
	limit 2000
	test a port nobody has: dropped, not sent round in circles [BOX-5]
	send lan udp 10.0.0.50:5050 203.0.113.16:44444 len=20
	loose
END
finish
