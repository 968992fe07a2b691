#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Programs that people use: a web server and curl, iperf3, ping, traceroute, tracepath, DNS, SCTP.
#
#   I1 10.0.0.11 --+                   +-- O1 203.0.113.101: nginx, dnsmasq, iperf3
#                  +-- GW .16, .30 ----+
#   I2 10.0.0.12 --+                   +-- O2 203.0.113.201
#      10.0.0.13 = .30

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/services.sh"
need nginx curl iperf3 ping traceroute tracepath dnsmasq dig
topology hosts
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add src 10.0.0.0/24 oif out0 pool A
	static add inside 10.0.0.13 external 203.0.113.30
	forward add tcp 203.0.113.16:8080 10.0.0.12:80
CONFIG

web "$O1" 203.0.113.101
web "$I2" 10.0.0.12
fetched=$(in_ns "$I1" curl -s -m 30 http://203.0.113.101/file | sha256sum)
is "curl fetches five megabytes as they are" "$fetched" "$(sha256sum <"$tmp/web-203.0.113.101/file")"
is "the server's log has the external address [TCP-1]" \
	"$(cut -d' ' -f1 "$tmp/web-203.0.113.101/log" | sort -u)" 203.0.113.16
fetched=$(in_ns "$O1" curl -s -m 30 http://203.0.113.16:8080/file | sha256sum)
is "from outside, through a forward [TN-7]" "$fetched" "$(sha256sum <"$tmp/web-10.0.0.12/file")"
is "and that server's log has the client's" \
	"$(cut -d' ' -f1 "$tmp/web-10.0.0.12/log" | sort -u)" 203.0.113.101
fetched=$(in_ns "$I1" curl -s -m 30 http://203.0.113.16:8080/file | sha256sum)
is "from inside, by its external address [TCP-8]" "$fetched" "$(sha256sum <"$tmp/web-10.0.0.12/file")"

in_ns "$O1" iperf3 -s -B 203.0.113.101 >/dev/null 2>&1 &
defer stop $!
busywait 5000 in_ns "$O1" sh -c 'ss -Hltn sport = :5201 | grep -q 5201'
ok "iperf3, TCP" in_ns "$I1" iperf3 -c 203.0.113.101 -n 5M
ok "iperf3, TCP, from the server" in_ns "$I1" iperf3 -c 203.0.113.101 -n 5M -R
ok "iperf3, four connections" in_ns "$I1" iperf3 -c 203.0.113.101 -n 4M -P 4
ok "iperf3, UDP" in_ns "$I1" iperf3 -c 203.0.113.101 -u -b 4M -t 1
ok "ping [ICMP-1]" in_ns "$I1" ping -c 3 -i 0.1 -W 2 203.0.113.101
ok "big ping [ICMP-1 UDP-14]" in_ns "$I1" ping -c 1 -W 2 -s 8000 203.0.113.101
ok "ping of a static from outside [UPD-12 TN-1]" in_ns "$O1" ping -c 1 -W 2 203.0.113.30
ok "ping of a static from inside [ICMP-7]" in_ns "$I1" ping -c 1 -W 2 203.0.113.30

for how in -U -I -T; do
	like "traceroute $how: the gateway, then the server [ICMP-10 K12]" \
		"$(in_ns "$I1" traceroute -n $how -q 1 -w 2 -m 4 203.0.113.101 2>&1 |
			awk '/^ *[0-9]/ { print $2 }' | xargs)" '10.0.0.1 203.0.113.101'
done
like "traceroute from outside to a forward [ICMP-10]" "$(in_ns "$O1" traceroute -n -T -p 8080 -q 1 -w 2 -m 4 \
	203.0.113.16 2>&1 | awk '/^ *[0-9]/ { print $2 }' | xargs)" '203.0.113.1 203.0.113.16'
ip -n "$GW" link set out0 mtu 1400
like "tracepath finds the smaller link behind the gateway [UDP-13]" \
	"$(in_ns "$I1" tracepath -n -m 4 203.0.113.101 2>&1 | tail -n 1)" '*pmtu 1400*'
fetched=$(in_ns "$I1" curl -s -m 30 http://203.0.113.101/file | sha256sum)
is "and a transfer over it" "$fetched" "$(sha256sum <"$tmp/web-203.0.113.101/file")"
ip -n "$GW" link set out0 mtu 1500

in_ns "$O1" dnsmasq --keep-in-foreground --no-resolv --no-hosts --conf-file=/dev/null --user=root \
	--listen-address=203.0.113.101 --bind-interfaces --pid-file= \
	--address=/www.example/203.0.113.101 --log-facility=/dev/null >/dev/null 2>&1 &
defer stop $!
busywait 5000 in_ns "$O1" sh -c 'ss -Hlun sport = :53 | grep -q 53'
is "a DNS answer" "$(in_ns "$I1" dig +short +time=3 +tries=2 @203.0.113.101 www.example)" 203.0.113.101
is "by TCP" "$(in_ns "$I1" dig +tcp +short +time=3 @203.0.113.101 www.example)" 203.0.113.101

if command -v sctp_test >/dev/null && modprobe -q sctp; then
	in_ns "$O1" sctp_test -H 203.0.113.101 -P 5000 -l >"$tmp/sctp" 2>&1 &
	defer stop $!
	busywait 5000 grep -q Listening "$tmp/sctp"
	ok "SCTP from a static host [SCTP-1 OTHER-1]" in_ns "$I2" timeout 20 sctp_test -H 10.0.0.13 -P 5001 \
		-h 203.0.113.101 -p 5000 -s -x 5
	no "SCTP from a host with PAT [SCTP-1 OTHER-1]" in_ns "$I1" timeout 2 sctp_test -H 10.0.0.11 -P 5001 \
		-h 203.0.113.101 -p 5000 -s -x 5
else
	skip "SCTP from a static host [SCTP-1 OTHER-1]" "no sctp_test or no sctp module"
fi
finish
