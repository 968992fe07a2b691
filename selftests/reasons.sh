#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Every verdict has a reason, and each packet moves exactly one counter.
#
#   10.0.0.50 -- GW 203.0.113.16 -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
topology wires
unwatch_wires
watch_wires allow=203.0.113.153
# The redirect that the stack owes for a hairpin, and natgw drops, would be one more reason.
"$helpers/netset" ns="$GW" net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.in0.send_redirects=0

base() {
	configure <<-'CONFIG'
		pool add A addresses 203.0.113.16 tcp-filtering apdf
		pool add D addresses 203.0.113.17 type dynamic
		pool add F addresses 203.0.113.18 ports 2000-2000
		pool add N interface none9
		rule add index 1 dst 203.0.113.153 exempt
		rule add index 2 dst 203.0.113.152 drop
		rule add index 3 src 10.0.0.60/30 oif out0 pool D
		rule add index 4 src 10.0.0.64/30 oif out0 pool F
		rule add index 5 src 10.0.0.68/30 oif out0 pool N
		rule add index 10 oif out0 pool A
		static add inside 10.0.0.13 external 203.0.113.30
	CONFIG
}

# reasons: NAME=COUNT of those that are not 0, one a line
reasons() {
	nat -j stats | sed 's/.*"reasons"//' | grep -o '"[a-z-]*": *[0-9]*' | tr -d '" ' |
		tr ':' '=' | grep -v '=0$' | sort
}

# moved REASON LINE...: playing these lines moved that counter by one, and no other
moved() {
	local reason=$1 before after differs

	shift
	before=$(reasons)
	printf '%s\n' 'test x' 'loose' "$@" |
		"$helpers/frames" "lan=$SW,g,10.0.0.1,10.0.0.9" "wan=$WS,g,203.0.113.1,203.0.113.9" |
		grep -v '^ok x'
	after=$(reasons)
	differs=$(join -t= -a2 -e 0 -o 0,2.2,1.2 <(echo "$before") <(echo "$after") |
		awk -F= '$2 != $3 { printf "%s +%d ", $1, $2 - $3 }')
	is "$reason" "$differs" "$reason +1 "
}

base
moved translated-out 'send lan udp 10.0.0.50:5000 203.0.113.150:7'
moved translated-in 'send wan udp 203.0.113.150:7 203.0.113.16:5000'
moved icmp-error-in \
	'send wan icmp 203.0.113.151 203.0.113.16 3/1 [ udp 203.0.113.16:5000 203.0.113.150:7 len=9 ]'
moved icmp-error-out \
	'send lan icmp 10.0.0.50 203.0.113.150 3/3 [ udp 203.0.113.150:7 10.0.0.50:5000 len=9 ]'
moved static-out 'send lan udp 10.0.0.13:5 203.0.113.150:7'
moved static-in 'send wan udp 203.0.113.150:7 203.0.113.30:5'
moved exempt 'send lan udp 10.0.0.50:5000 203.0.113.153:7'
moved drop-rule 'send lan udp 10.0.0.50:5000 203.0.113.152:7'
moved drop-malformed 'send lan tcp 10.0.0.50:5000 203.0.113.150:7 SF'
# Not drop-truncated: what is shorter than it says the IP layer drops first. The unit tests have it.
moved drop-no-mapping 'send wan udp 203.0.113.150:7 203.0.113.16:4999'
moved drop-no-session 'send lan tcp 10.0.0.50:5001 203.0.113.150:7 A'
moved drop-protocol 'send lan 47 10.0.0.50 203.0.113.150 len=9'
moved drop-icmp-type 'send lan icmp 10.0.0.50 203.0.113.150 17/0 hex=00000000'
moved drop-icmp-checksum \
	'send wan icmp 203.0.113.151 203.0.113.16 3/1 badsum [ udp 203.0.113.16:5000 203.0.113.150:7 len=9 ]'
moved drop-icmp-quote \
	'send wan icmp 203.0.113.151 203.0.113.16 3/1 [ udp 203.0.113.17:5000 203.0.113.150:7 len=9 ]'
moved drop-options 'run nat set ip-options drop' 'send lan udp 10.0.0.50:5000 203.0.113.150:7 opt=01010101' \
	'run nat set ip-options pass'
moved drop-spoofed 'send wan udp 203.0.113.16:7 203.0.113.30:5'
moved drop-special-address 'send lan udp 10.0.0.50:5000 169.254.1.1:7'
moved drop-no-address 'send lan udp 10.0.0.68:5000 203.0.113.150:7'
moved translated-out 'send lan udp 10.0.0.60:5000 203.0.113.150:7'
moved drop-addresses-exhausted 'send lan udp 10.0.0.61:5000 203.0.113.150:7'
moved translated-out 'send lan udp 10.0.0.64:5000 203.0.113.150:7'
moved drop-ports-exhausted 'send lan udp 10.0.0.65:5000 203.0.113.150:7'
moved translated-out 'send lan tcp 10.0.0.50:5002 203.0.113.150:7 S'
moved drop-filtered 'send wan tcp 203.0.113.151:7 203.0.113.16:5002 S'
moved translated-out 'send lan udp 10.0.0.51:5003 203.0.113.150:7'
moved hairpin 'send lan udp 10.0.0.50:5000 203.0.113.16:5003'
nat set max-sessions 1
moved drop-table-full 'send lan udp 10.0.0.50:5009 203.0.113.150:7'
nat set max-sessions 0

before=$(nat -j stats)
flows src=10.1.0.0/24 dst=203.0.113.150 ports=7000+4 reply
flows src=10.1.0.0/24 dst=203.0.113.150 ports=7000+4 proto=tcp reply
after=$(nat -j stats)
for reason in translated-out:3072 translated-in:2048; do
	is "${reason%:*} counts every packet of 2,048 flows" "$(($(number "${reason%:*}" "$after") -
		$(number "${reason%:*}" "$before")))" "${reason#*:}"
done
is "sessions made are counted" "$(($(number sessions_created "$after") -
	$(number sessions_created "$before")))" 2048
like "every reason has an explanation" "$(nat stats --all --explain | wc -l)" '[3-9][0-9]'
finish
