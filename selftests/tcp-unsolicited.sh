#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# SYNs from outside that nobody has asked for: silence for six seconds, then an ICMP error, or none if
# the inside host's own SYN passed meanwhile (RFC 5382 REQ-4).
#
#   10.0.0.50 -- GW 203.0.113.16, own 203.0.113.1 -- 203.0.113.150 .151

. "$(dirname "$0")/lib.sh"
topology wires
is "the sender is told by default [TCP-4]" "$(nat settings | grep -c -x 'syn-refusal port')" 1
configure <<-'CONFIG'
	set syn-refusal port
	pool add A addresses 203.0.113.16
	pool add R addresses 198.51.100.2
	pool add G interface out0
	rule add src 10.0.0.53 oif out0 pool R
	rule add src 10.0.0.52 oif out0 pool G
	rule add oif out0 pool A
CONFIG

# since NAME: microseconds since "now NAME"
now() {
	echo "${EPOCHREALTIME/./}" >"$tmp/$1"
}
since() {
	echo $((${EPOCHREALTIME/./} - $(<"$tmp/$1")))
}
export -f now since

exec {listener}< <(exec "$helpers/mirror" ns="$GW" 203.0.113.1:8022)
defer stop $!
read -r -t 20 _ <&"$listener"

none=$(counter drop-no-mapping) filtered=$(counter drop-filtered)
frames <<-'END'
	limit 60000
	run now first
	test no mapping: no answer for six seconds, then one error [TCP-4 ICMP-10]
	send wan tcp 203.0.113.150:99 203.0.113.16:50000 S seq=7 df tos=0x10 as=a
	test sent again meanwhile, it makes no second one [TCP-4]
	send wan tcp 203.0.113.150:99 203.0.113.16:50000 S seq=7 df tos=0x10
	test a segment that is no SYN is dropped for good [TCP-4]
	send wan tcp 203.0.113.150:98 203.0.113.16:50000 A seq=7 ack=7
	send wan tcp 203.0.113.150:98 203.0.113.16:50000 SA seq=7 ack=7
	send wan tcp 203.0.113.150:98 203.0.113.16:50000 R seq=7
	test a SYN that the host's own one crosses is forgotten [TCP-4 TCP-2a]
	send wan tcp 203.0.113.150:80 203.0.113.16:50001 S seq=500
	quiet
	send lan tcp 10.0.0.50:50001 203.0.113.150:80 S seq=100
	want wan tcp 203.0.113.16:50001 203.0.113.150:80 S
	test and its next one reaches the host: a simultaneous open [TCP-2a]
	send wan tcp 203.0.113.150:80 203.0.113.16:50001 S seq=500
	want lan tcp 203.0.113.150:80 10.0.0.50:50001 S
	send lan tcp 10.0.0.50:50001 203.0.113.150:80 SA seq=100 ack=501
	want wan tcp 203.0.113.16:50001 203.0.113.150:80 SA
	send wan tcp 203.0.113.150:80 203.0.113.16:50001 SA seq=500 ack=101
	want lan tcp 203.0.113.150:80 10.0.0.50:50001 SA
	run state_is established inside 10.0.0.50:50001
	run nat pool set A tcp-filtering apdf
	test a SYN to a mapping that does not admit it [TCP-3 TCP-4]
	send lan tcp 10.0.0.50:50003 203.0.113.150:80 S seq=100
	want wan tcp 203.0.113.16:50003 203.0.113.150:80 S
	send wan tcp 203.0.113.151:80 203.0.113.16:50003 S seq=9 as=b
	test a host's SYN to another endpoint does not make up for it [TCP-4]
	send lan tcp 10.0.0.50:50003 203.0.113.151:81 S seq=100
	want wan tcp 203.0.113.16:50003 203.0.113.151:81 S
	test a routed address of the pool [TCP-4]
	send wan tcp 203.0.113.151:7 198.51.100.2:7 S seq=9 as=c
	test the gateway's own address is not reset by its stack either [TCP-4]
	send wan tcp 203.0.113.151:9 203.0.113.1:50004 S seq=9 as=d
	test where the gateway listens it answers at once [TCP-4 K14]
	limit 4000
	send wan tcp 203.0.113.150:9 203.0.113.1:8022 S seq=9
	want wan tcp 203.0.113.1:8022 203.0.113.150:9 SA ack=10
	send wan tcp 203.0.113.150:9 203.0.113.1:8022 R seq=10
	limit 60000
	test an inside host that calls the address is not told later
	send lan tcp 10.0.0.50:7 203.0.113.16:50009 S seq=9
	test the errors come in order, each about the SYN as it was sent [TCP-4 K9 UPD-2]
	want wan icmp 203.0.113.1 203.0.113.150 3/3 quotes=a
	run test "$(since first)" -ge 6000000
	want wan icmp 203.0.113.1 203.0.113.151 3/3 quotes=b
	want wan icmp 203.0.113.1 203.0.113.151 3/3 quotes=c
	want wan icmp 203.0.113.1 203.0.113.151 3/3 quotes=d
END
is "each is counted once as what it is [TCP-4]" \
	"$(($(counter drop-filtered) - filtered)) $(($(counter drop-no-mapping) - none >= 8))" "1 1"
nat session flush >/dev/null

# Flooded: memory is bounded, and so are the errors.
errors() {
	nsenter --net="/run/netns/$GW" -- nstat -asz IcmpOutDestUnreachs |
		sed -n 's/^IcmpOutDestUnreachs *\([0-9]*\).*/\1/p'
}
before=$(errors)
memory=$(number memory "$(nat -j status)")
"$helpers/flows" "lan=$WS,g,$MAC_OUT" "wan=$SW,g,$MAC_IN" src=203.0.113.152 dst=203.0.113.16 \
	proto=tcp ports=1024+60000 wait=100 >/dev/null
is "60,000 SYNs make no state [TCP-4]" "$(nat session count) $(nat mapping count) $((
	$(number memory "$(nat -j status)") - memory < 65536))" "0 0 1"
grown() {
	[ "$(errors)" -gt "$before" ]
}
ok "some are answered [TCP-4]" busywait 60000 grown
# What is remembered is forgotten at the latest when a SYN that came after all of them is answered.
frames <<-'END'
	limit 60000
	test a SYN after the flood is answered [TCP-4]
	loose
	run nat set syn-refusal none
	send wan tcp 203.0.113.150:97 203.0.113.16:50010 S seq=7
	run nat set syn-refusal port
	run now second
	run sleep 0.1
	send wan tcp 203.0.113.150:97 203.0.113.16:50011 S seq=7 as=a
	want wan icmp 203.0.113.1 203.0.113.150 3/3 quotes=a
END
[ "$(($(errors) - before))" -le 1100 ]
is "no more than fit the list ($(($(errors) - before))) [TCP-4]" $? 0

nat set syn-refusal none
frames <<-'END'
	test with syn-refusal none there is silence [TCP-4a]
	send wan tcp 203.0.113.150:99 203.0.113.16:50020 S seq=7
	send wan tcp 203.0.113.150:99 203.0.113.1:50020 S seq=7
	run nat set syn-refusal port
	send wan tcp 203.0.113.150:99 203.0.113.16:50021 S seq=7 as=a
	limit 60000
	want wan icmp 203.0.113.1 203.0.113.150 3/3 quotes=a
	run nat set syn-refusal port
	send wan tcp 203.0.113.150:99 203.0.113.16:50022 S seq=7
END
# One is waiting still: it goes with the configuration.
nat flush
finish
