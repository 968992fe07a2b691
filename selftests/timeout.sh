#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Timeouts: defaults and limits of the RFCs, what refreshes a session and what does not.
#
#   10.0.0.50 -- GW 203.0.113.16 -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
topology wires
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
CONFIG

list=$(nat -j timeout list)
for default in udp=300 tcp-opening=240 tcp-established=7440 tcp-closing=240 tcp-reset=240 icmp=60; do
	is "default of ${default%=*}" "$(grep -o "\"${default%=*}\"[^}]*" <<<"$list" |
		grep -o '"seconds": *[0-9]*' | grep -o '[0-9]*$')" "${default#*=}"
done
for below in udp:119:4787 tcp-established:7439:5382 tcp-opening:239:5382 tcp-closing:239:5382 \
	icmp:59:5508; do
	IFS=: read -r name seconds rfc <<<"$below"
	like "$name below $((seconds + 1)) s is refused, with the RFC's name" \
		"$(nat timeout set "$name" "$seconds" 2>&1)" "*$rfc*"
done
ok "at the minimum it is not" nat timeout set udp 120
ok "a well-known port may have less" nat timeout set udp port 53 10
no "another port may not" nat timeout set udp port 5353 10
configure <<-'CONFIG'
	set allow-short-timeouts on
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
	timeout set udp 3
	timeout set icmp 3
	timeout set tcp-opening 2
	timeout set tcp-established 30
	timeout set tcp-closing 4
	timeout set tcp-reset 2
	timeout set udp port 53 1
	timeout set tcp port 8000-8010 3
CONFIG

frames <<-'END'
	test an idle UDP session, a DNS one, an unanswered SYN: all begin
	send lan udp 10.0.0.50:1000 203.0.113.150:7
	want wan udp 203.0.113.16:1000 203.0.113.150:7
	send lan udp 10.0.0.50:1001 203.0.113.150:53
	want wan udp 203.0.113.16:1001 203.0.113.150:53
	send lan tcp 10.0.0.50:1002 203.0.113.150:80 S seq=1
	want wan tcp 203.0.113.16:1002 203.0.113.150:80 S
	send lan icmp 10.0.0.50 203.0.113.150 8/0 id=5 iseq=1
	want wan icmp 203.0.113.16 203.0.113.150 8/0 id=5
	sleep 500
	run count_is session 4
	test the DNS one ends first
	sleep 1000
	run count_is session 0 remote 203.0.113.150:53
	run count_is session 3
	test an expired mapping is closed from outside
	send wan udp 203.0.113.150:53 203.0.113.16:1001
	test the opening TCP session next
	sleep 1000
	run count_is session 0 proto tcp
	run count_is session 2
	test a segment of a session that has expired does not begin a new one
	send lan tcp 10.0.0.50:1002 203.0.113.150:80 A seq=2 ack=1
	test then UDP and ICMP
	sleep 1500
	run count_is session 0
	run count_is mapping 0
END
frames <<-'END'
	test what the host sends keeps a UDP session alive
	send lan udp 10.0.0.50:1010 203.0.113.150:7
	want wan udp 203.0.113.16:1010 203.0.113.150:7
	sleep 1800
	send lan udp 10.0.0.50:1010 203.0.113.150:7
	want wan udp 203.0.113.16:1010 203.0.113.150:7
	sleep 1800
	run count_is session 1
	test what comes from outside, errors and filtered packets do not
	send wan udp 203.0.113.150:7 203.0.113.16:1010
	want lan udp 203.0.113.150:7 10.0.0.50:1010
	send wan icmp 203.0.113.152 203.0.113.16 3/1 [ udp 203.0.113.16:1010 203.0.113.150:7 len=9 ]
	want lan icmp 203.0.113.152 10.0.0.50 3/1
	sleep 700
	send wan udp 203.0.113.150:7 203.0.113.16:1010
	loose
	sleep 1000
	run count_is session 0
END
nat set inbound-refresh on
frames <<-'END'
	test with inbound-refresh it does
	send lan udp 10.0.0.50:1011 203.0.113.150:7
	want wan udp 203.0.113.16:1011 203.0.113.150:7
	sleep 2000
	send wan udp 203.0.113.150:7 203.0.113.16:1011
	want lan udp 203.0.113.150:7 10.0.0.50:1011
	sleep 1800
	run count_is session 1
END
# establish PORT REMOTE-PORT
establish() {
	cat <<-END
		send lan tcp 10.0.0.50:$1 203.0.113.150:$2 S seq=1
		want wan tcp 203.0.113.16:$1 203.0.113.150:$2 S
		send wan tcp 203.0.113.150:$2 203.0.113.16:$1 SA seq=1 ack=2
		want lan tcp 203.0.113.150:$2 10.0.0.50:$1 SA
		send lan tcp 10.0.0.50:$1 203.0.113.150:$2 A seq=2 ack=2
		want wan tcp 203.0.113.16:$1 203.0.113.150:$2 A
	END
}
{
	echo 'test established, reset, closed, and established to a port of its own'
	for port in 1020 1021 1022; do
		establish $port 80
	done
	establish 1023 8005
	cat <<-'END'
		send wan tcp 203.0.113.150:80 203.0.113.16:1021 R seq=2
		want lan tcp 203.0.113.150:80 10.0.0.50:1021 R
		send lan tcp 10.0.0.50:1022 203.0.113.150:80 FA seq=2 ack=2
		want wan tcp 203.0.113.16:1022 203.0.113.150:80 FA
		send wan tcp 203.0.113.150:80 203.0.113.16:1022 FA seq=2 ack=3
		want lan tcp 203.0.113.150:80 10.0.0.50:1022 FA
		run count_is session 4 proto tcp
		test the reset one ends
		sleep 2200
		run count_is session 0 inside 10.0.0.50:1021
		test the one of that port ends
		sleep 1200
		run count_is session 0 inside 10.0.0.50:1023
		test the closed one ends
		sleep 1200
		run count_is session 0 inside 10.0.0.50:1022
		test the established one stays
		run count_is session 1 proto tcp
	END
} | frames
nat timeout set tcp-established 1
ok "a timeout changed while running ends it" busywait 4000 count_is session 0 proto tcp
finish
