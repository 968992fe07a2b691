#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Rules: what they match, in which order; exemptions.
#
#   10.0.0.50-53, 10.1.0.0/16 -- in0 GW out0 -- 203.0.113.150-153
#                         the pools are named after the last byte of their address

. "$(dirname "$0")/lib.sh"
topology wires
unwatch_wires
# What an exempting rule lets through shows its inside address there, and only there.
watch_wires allow=203.0.113.153

# goes NAME WORDS-OF-THE-SENDER ADDRESS: the packet of 10.0.0.50 comes from that address
goes() {
	# shellcheck disable=SC2086 # words are meant
	set -- "$1" "$3" $2
	printf 'test %s\nsend lan %s\nwant wan %s %s %s\n' "$1" "${*:3}" "$3" "$2:*" "$5" |
		sed '/want wan \(icmp\|[0-9]\)/s/:\*//g'
}

configure <<-'CONFIG'
	pool add P16 addresses 203.0.113.16
	pool add P17 addresses 203.0.113.17
	pool add P18 addresses 203.0.113.18
	pool add P30 addresses 203.0.113.30
	rule add index 100 oif out0 pool P16
	rule add index 10 src 10.0.0.51 oif out0 pool P17
	rule add index 20 dst 203.0.113.151 oif out0 pool P18
	rule add index 30 proto tcp dport 443 oif out0 pool P18
	rule add index 31 proto udp dport 500-510 oif out0 pool P17
	rule add index 32 proto udp sport 4500 oif out0 pool P30
	rule add index 33 proto icmp oif out0 pool P17
	rule add index 5 src 10.0.0.0/24 dst 203.0.113.153 exempt
	rule add index 6 src 10.0.0.52 dst 203.0.113.152 proto udp dport 53 drop
	rule add index 7 src 10.0.0.52 dst 203.0.113.152 oif out0 pool P30
CONFIG
is "rules are listed in order" "$(nat -j rule list | grep -o '"index": *[0-9]*' |
	grep -o '[0-9]*' | xargs)" "5 6 7 10 20 30 31 32 33 100"
dropped=$(counter drop-rule) exempted=$(counter exempt)
{
	goes "the last resort" "udp 10.0.0.50:1000 203.0.113.150:7" 203.0.113.16
	goes "by source" "udp 10.0.0.51:1000 203.0.113.150:7" 203.0.113.17
	goes "source before destination, as the order says" "udp 10.0.0.51:1001 203.0.113.151:7" \
		203.0.113.17
	goes "by destination" "udp 10.0.0.50:1001 203.0.113.151:7" 203.0.113.18
	goes "by protocol and port" "tcp 10.0.0.50:1002 203.0.113.150:443 S" 203.0.113.18
	goes "another protocol, the same port" "udp 10.0.0.50:1002 203.0.113.150:443" 203.0.113.16
	goes "first of a range of ports" "udp 10.0.0.50:1003 203.0.113.150:500" 203.0.113.17
	goes "last of it" "udp 10.0.0.50:1003 203.0.113.150:510" 203.0.113.17
	goes "one more" "udp 10.0.0.50:1003 203.0.113.150:511" 203.0.113.16
	goes "by source port" "udp 10.0.0.50:4500 203.0.113.150:7" 203.0.113.30
	goes "by protocol alone" "icmp 10.0.0.50 203.0.113.150 8/0" 203.0.113.17
	cat <<-'END'
		test an exemption: unchanged, both ways [CGN-6]
		send lan udp 10.0.0.50:1005 203.0.113.153:7 len=9 as=a
		want wan udp 10.0.0.50:1005 203.0.113.153:7 like=a
		send wan udp 203.0.113.153:7 10.0.0.50:1005 len=10 as=b
		want lan udp 203.0.113.153:7 10.0.0.50:1005 like=b
		test exempt is any protocol [CGN-6]
		send lan 47 10.0.0.50 203.0.113.153 len=9
		want wan 47 10.0.0.50 203.0.113.153 len=9
		test a rule that drops
		send lan udp 10.0.0.52:1006 203.0.113.152:53
		test and drops only that
		send lan udp 10.0.0.52:1006 203.0.113.152:54
		want wan udp 203.0.113.30:1006 203.0.113.152:54
	END
} | frames
is "drops are counted" "$(($(counter drop-rule) - dropped))" 1
[ "$(($(counter exempt) - exempted))" -ge 2 ]
is "exemptions, too" $? 0
nat rule del index 10
goes "after a rule was deleted the next one decides" "udp 10.0.0.51:1010 203.0.113.150:7" \
	203.0.113.16 | frames
nat rule add index 1 src 10.0.0.51 oif out0 pool P18
goes "an earlier one added decides" "udp 10.0.0.51:1011 203.0.113.150:7" 203.0.113.18 | frames
like "an index not given is the last plus ten" "$(nat rule add src 10.9.9.9 exempt
	nat -j rule list | tail -c 400)" '*"index":*110*'

# The second inside interface is a VLAN on the same wire; the mark is set by nft.
ip -n "$GW" link add in9 type dummy
ip -n "$GW" link set in9 up
in_ns "$GW" nft -f - <<-'NFT'
	table ip marks {
		chain pre {
			type filter hook prerouting priority mangle
			ip saddr 10.0.0.50 udp dport 71 meta mark set 0x12
			ip saddr 10.0.0.50 udp dport 72 meta mark set 0x13
			ip saddr 10.0.0.50 udp dport 73 meta mark set 0x112
		}
	}
NFT
configure <<-'CONFIG'
	pool add P16 addresses 203.0.113.16
	pool add P17 addresses 203.0.113.17
	pool add P18 addresses 203.0.113.18
	pool add P30 addresses 203.0.113.30
	rule add iif in9 oif out0 pool P30
	rule add mark 0x12 oif out0 pool P17
	rule add mark 0x10/0xf0 oif out0 pool P18
	rule add iif in0 oif out0 pool P16
CONFIG
{
	goes "by mark [K19]" "udp 10.0.0.50:1020 203.0.113.150:71" 203.0.113.17
	goes "by some bits of the mark" "udp 10.0.0.50:1020 203.0.113.150:72" 203.0.113.18
	goes "whatever the other bits are" "udp 10.0.0.50:1020 203.0.113.150:73" 203.0.113.18
	goes "by interface, where nothing else fits [K23]" "udp 10.0.0.50:1020 203.0.113.150:74" \
		203.0.113.16
} | frames
configure <<-'CONFIG'
	pool add P17 addresses 203.0.113.17
	rule add src 10.0.0.0/24 iif in9 oif out0 pool P17
	rule add src 10.0.0.0/24 dst 203.0.113.153 exempt
CONFIG
frames <<-'END'
	test what no rule claims is passed as any router does [K23]
	send lan udp 10.0.0.50:1030 203.0.113.153:7 as=a
	want wan udp 10.0.0.50:1030 203.0.113.153:7 like=a
END
nat flush
finish
