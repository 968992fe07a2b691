#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ICMP errors from outside about what inside hosts sent: translated inside and out, never a danger to
# the mapping, whoever sends them (RFC 4787 REQ-12, RFC 5508 REQ-3 and 4).
#
#   10.0.0.50 -- GW 203.0.113.16 -- 203.0.113.150; a router 203.0.113.152

. "$(dirname "$0")/lib.sh"
topology wires
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16 filtering apdf
	rule add oif out0 pool A
CONFIG

# A flow of 10.0.0.50 whose port changes on the way, remembered as sent (as it left the host) and
# seen (as it came out).
flow() {
	case $1 in
	icmp)
		set -- 'icmp 10.0.0.51 203.0.113.150 8/0 id=60' \
			'icmp 10.0.0.50 203.0.113.150 8/0 id=60 iseq=1' \
			'icmp 203.0.113.16 203.0.113.150 8/0 id=?port'
		;;
	*)
		set -- "$1 10.0.0.51:6000 203.0.113.150:7${2:+ $2}" \
			"$1 10.0.0.50:6000 203.0.113.150:7${2:+ $2}" \
			"$1 203.0.113.16:?port 203.0.113.150:7"
		;;
	esac
	cat <<-END
		send lan $1
		want wan ${1%% *} 203.0.113.16 203.0.113.150
		send lan $2 len=600 as=sent
		want wan $3 as=seen
	END
}

# error TYPE/CODE [WORD...]: from a router on the way, not from the one that was sent to
error() {
	echo "send wan icmp 203.0.113.152 203.0.113.16 $1 ${*:2} quotes=seen"
	echo "want lan icmp 203.0.113.152 10.0.0.50 $1 ${*:2} quotes=sent"
}

for proto in udp 'tcp S' icmp; do
	# shellcheck disable=SC2086 # two words
	{
		echo "test $proto: a flow"
		flow $proto
		for type in 3/{0..15} 4/0 11/0 11/1 12/0; do
			echo "test $proto: error $type [UDP-12 UDP-12b TCP-9 TCP-10 ICMP-4 ICMP-10 FW-1]"
			error "$type" cut=28
		done
		echo "test $proto: quotes of 8 to 20 bytes, of 548 and whole [ICMP-4]"
		for cut in 9 12 16 18 19 20; do
			error 3/1 "cut=$cut"
		done
		error 3/1 cut=8
		error 3/1 cut=548
		error 3/1
		echo "test $proto: too big, with the size that fits [TCP-9 FW-1]"
		error 3/4 mtu=1300 cut=8
		echo "test $proto: from where it was sent to, and from a stranger [UDP-12a]"
		for router in 203.0.113.150 203.0.113.151 192.0.2.77; do
			echo "send wan icmp $router 203.0.113.16 3/1 quotes=seen cut=8"
			echo "want lan icmp $router 10.0.0.50 3/1 quotes=sent cut=8"
		done
		echo "test $proto: after all that the mapping is what it was [UDP-12 TCP-10]"
		case $proto in
		icmp)
			echo 'send lan icmp 10.0.0.50 203.0.113.150 8/0 id=60 iseq=2'
			echo 'want wan icmp 203.0.113.16 203.0.113.150 8/0 id=@port iseq=2'
			;;
		*)
			echo "send lan ${proto%% *} 10.0.0.50:6000 203.0.113.150:7 ${proto:4}"
			echo "want wan ${proto%% *} 203.0.113.16:@port 203.0.113.150:7"
			;;
		esac
	} | frames
done

sums=$(counter drop-icmp-checksum) quotes=$(counter drop-icmp-quote) none=$(counter drop-no-session)
frames <<-'END'
	test a flow whose packet has IP options
	send lan udp 10.0.0.50:6100 203.0.113.150:7 len=40 opt=01010101010101010101010101010101010101010101010101010101010101010101010101010101 as=sent
	want wan udp 203.0.113.16:6100 203.0.113.150:7 as=seen
	test quoted with its 40 bytes of options [ICMP-3b]
	send wan icmp 203.0.113.152 203.0.113.16 3/1 quotes=seen cut=8
	want lan icmp 203.0.113.152 10.0.0.50 3/1 quotes=sent cut=8
	test an RFC 4884 extension after the quote comes through as it is [ICMP-3d]
	send wan icmp 203.0.113.152 203.0.113.16 11/0 quotes=seen ext=2000b5f500080101000040ff
	want lan icmp 203.0.113.152 10.0.0.50 11/0 ext=2000b5f500080101000040ff
	test a quoted transport checksum that is wrong is nobody's business [ICMP-3c]
	send wan icmp 203.0.113.152 203.0.113.16 3/1 [ udp 203.0.113.16:6100 203.0.113.150:7 len=20 badsum ]
	want lan icmp 203.0.113.152 10.0.0.50 3/1 [ udp 10.0.0.50:6100 203.0.113.150:7 ]
	test an error with a wrong checksum is dropped, not mended [ICMP-3]
	send wan icmp 203.0.113.152 203.0.113.16 3/1 quotes=seen badsum
	test so is one that quotes a header with a wrong checksum [ICMP-3a]
	send wan icmp 203.0.113.152 203.0.113.16 3/1 [ udp 203.0.113.16:6100 203.0.113.150:7 len=20 badip ]
	test sent to one address, quoting a packet of another: dropped [ICMP-4]
	send wan icmp 203.0.113.152 203.0.113.16 3/1 [ udp 203.0.113.17:6100 203.0.113.150:7 len=20 ]
	test about a port nobody has: dropped [ICMP-4]
	send wan icmp 203.0.113.152 203.0.113.16 3/1 [ udp 203.0.113.16:6101 203.0.113.150:7 len=20 ]
	test a quoted fragment that is not the first: dropped [K6]
	send wan icmp 203.0.113.152 203.0.113.16 3/1 [ udp 203.0.113.16:6100 203.0.113.150:7 len=20 off=800 ]
	test a quote that ends in the ports: dropped [K6]
	send wan icmp 203.0.113.152 203.0.113.16 3/1 quotes=seen cut=3
	test a quote of half an IP header: dropped [K6]
	send wan icmp 203.0.113.152 203.0.113.16 3/1 hex=450000280001000040
	test an error about an error: dropped [K6 ICMP-10]
	send wan icmp 203.0.113.152 203.0.113.16 3/1 [ icmp 203.0.113.16 203.0.113.150 3/1 [ udp 203.0.113.150:7 203.0.113.16:6100 ] ]
	test a redirect does not reach the inside [K11 ICMP-10]
	send wan icmp 203.0.113.152 203.0.113.16 5/1 quotes=seen
	test the flow goes on after all of them [UDP-12 TCP-10]
	send lan udp 10.0.0.50:6100 203.0.113.150:7 len=40
	want wan udp 203.0.113.16:6100 203.0.113.150:7
	send wan udp 203.0.113.150:7 203.0.113.16:6100
	want lan udp 203.0.113.150:7 10.0.0.50:6100
END
is "wrong checksums are counted [ICMP-3 ICMP-3a]" "$(($(counter drop-icmp-checksum) - sums))" 2
[ "$(($(counter drop-icmp-quote) - quotes))" -ge 1 ] &&
	[ "$(($(counter drop-no-session) - none))" -ge 1 ]
is "and lies, and errors about nothing [ICMP-4]" $? 0
is "an error does not land in the gateway's own route cache [K12]" \
	"$(ip -n "$GW" route show cache | grep -c mtu)" 0

# An error is no sign of life, and none of death, whichever way it goes.
configure <<-'CONFIG'
	set allow-short-timeouts on
	timeout set udp 3s
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
CONFIG
nat session flush >/dev/null
frames <<-'END'
	test errors of both sides every half second do not keep a session alive [ICMP-6 UDP-12]
	send lan udp 10.0.0.50:6200 203.0.113.150:7 len=20 as=sent
	want wan udp 203.0.113.16:6200 203.0.113.150:7 as=seen
	send wan udp 203.0.113.150:7 203.0.113.16:6200 len=20 as=in
	want lan udp 203.0.113.150:7 10.0.0.50:6200 as=in2
	send wan icmp 203.0.113.152 203.0.113.16 3/1 quotes=seen
	send lan icmp 10.0.0.50 203.0.113.150 3/3 quotes=in2
	run count_is session 1
	sleep 500
	send wan icmp 203.0.113.152 203.0.113.16 3/1 quotes=seen
	send lan icmp 10.0.0.50 203.0.113.150 3/3 quotes=in2
	sleep 1000
	send wan icmp 203.0.113.152 203.0.113.16 3/1 quotes=seen
	send lan icmp 10.0.0.50 203.0.113.150 3/3 quotes=in2
	sleep 1000
	send wan icmp 203.0.113.152 203.0.113.16 3/1 quotes=seen
	send lan icmp 10.0.0.50 203.0.113.150 3/3 quotes=in2
	sleep 1000
	send wan icmp 203.0.113.152 203.0.113.16 3/1 quotes=seen
	sleep 1000
	send wan icmp 203.0.113.152 203.0.113.16 3/1 quotes=seen
	loose
	test after its time it is over: errors about it are dropped [ICMP-6]
	send wan icmp 203.0.113.152 203.0.113.16 3/1 quotes=seen
	send lan icmp 10.0.0.50 203.0.113.150 3/3 quotes=in2
	run count_is session 0
END
finish
