#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Pools: ranges of addresses and ports, exclusions, pairing, changes while in use.
#
#   10.0.0.0/24, 10.1.0.0/16 (all on one wire) -- GW -- 203.0.113.17, .18, 198.51.100.2, .5

. "$(dirname "$0")/lib.sh"
topology wires
P="addresses 203.0.113.17-203.0.113.18,198.51.100.2,198.51.100.5"

configure <<-CONFIG
	pool add P $P
	rule add oif out0 pool P
	set port-hold 0
CONFIG
flows src=10.1.0.0/26 dst=203.0.113.150-203.0.113.153 ports=3000+10 count=2560 reply
is "every flow gets out and its answer back [CGN-3 UDP-3]" "$out $back $wrong" "2560 2560 0"
is "all addresses are used, on-link or routed, next to each other or not [CGN-3]" "$addresses" 4
is "one external endpoint for each inside one, whatever the destination [UDP-1 UDP-3]" \
	"$owners $externals $shared $moved" "640 640 0 0"
is "each host has one address [CGN-2 UDP-2]" "$(nat subscriber list | grep -c 10.1.0.)" 64
flows src=10.1.0.0/26 dst=203.0.113.150 ports=3000+10 proto=tcp reply
is "TCP too [CGN-2 TCP-7]" "$out $back $shared" "640 640 0"
flows src=10.1.0.0/26 dst=203.0.113.150 ports=3000+2 proto=icmp reply
is "and pings" "$out $back $shared" "128 128 0"
is "TCP and pings come from the same address as UDP [CGN-2 UDP-2]" "$(nat -j mapping list |
	grep -o -E '"(inside|external)": *"[^"]*"' | paste - - | sort -u | wc -l)" 64
nat subscriber list | grep -o -E '(203.0.113.1[78]|198.51.100.[25])' | sort | uniq -c |
	awk '{ if ($1 < 4) bad = 1 } END { exit bad || NR < 4 }'
is "hosts are spread over the addresses [BOX-3]" $? 0

configure <<-CONFIG
	pool add P $P exclude 203.0.113.18,198.51.100.2
	rule add oif out0 pool P
	set port-hold 0
CONFIG
flows src=10.1.0.0/26 dst=203.0.113.150 ports=4000+10
is "excluded addresses are not used [CGN-3]" "$out $addresses" "640 2"
is "sessions of excluded addresses have ended [CGN-3]" \
	"$(nat session count external 203.0.113.18)" 0

configure <<-CONFIG
	pool add P $P ports 2000-2099,5000-5899
	rule add oif out0 pool P
	set port-hold 0
CONFIG
flows src=10.1.0.0/27 dst=203.0.113.150 ports=7000+30
is "only the pool's ports are used [CGN-3]" "$out $(nat mapping list proto udp | grep -o -E \
	'(203.0.113.1[78]|198.51.100.[25]):[0-9]+' | cut -d: -f2 |
	awk '$1 < 2000 || $1 > 5899 || ($1 > 2099 && $1 < 5000)' | wc -l)" "960 0"
flows src=10.1.0.0 dst=203.0.113.150 ports=5100+20
# A quarter of the ports of each address is taken by now.
is "and kept where they can be" "$out $((preserved >= 5))" "20 1"

configure <<-'CONFIG'
	pool add P addresses 203.0.113.17 ports 2000-2099
	rule add oif out0 pool P
	set port-hold 0
CONFIG
nat session flush >/dev/null
flows src=10.1.0.0/26 dst=203.0.113.150 ports=7000+10 count=60
is "60 of 100 ports are given" "$out" 60
nat pool set P addresses 203.0.113.17-203.0.113.18
is "adding an address keeps the sessions [CGN-3]" "$(nat session count)" 60
flows src=10.1.1.0/25 dst=203.0.113.150 ports=7000+1
is "the new address is used at once [CGN-3]" "$out $addresses" "128 2"
nat pool set P addresses 203.0.113.18
is "taking an address away ends its sessions, and no others [CGN-3]" "$(nat session count external 203.0.113.17) $((
	$(nat session count external 203.0.113.18) > 0))" "0 1"

configure <<-'CONFIG'
	pool add BIG addresses 100.64.0.0/16
	rule add oif out0 pool BIG
CONFIG
flows src=10.1.0.0/20 dst=203.0.113.150 ports=7000+1
is "a /16 pool serves 4096 hosts [CGN-3]" "$out $shared" "4096 0"
[ "$addresses" -gt 2000 ]
is "from many addresses ($addresses) [BOX-3]" $? 0

# 4,000 hosts on 4 addresses: a thousand each, by chance give or take 27.
configure <<-CONFIG
	pool add P $P
	rule add oif out0 pool P
CONFIG
nat session flush >/dev/null
flows src=10.1.0.0/20 dst=203.0.113.150 ports=7000+1 count=4000
nat subscriber list | grep -o -E '(203.0.113.1[78]|198.51.100.[25])( |$)' | sort | uniq -c >"$tmp/spread"
note "$(xargs <"$tmp/spread")"
is "4,000 hosts are spread evenly over 4 addresses [BOX-3]" "$out $(awk '$1 > 850 && $1 < 1150' \
	"$tmp/spread" | wc -l)" "4000 4"

configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	pool add P addresses 203.0.113.17
	rule add src 10.1.0.0/17 oif out0 pool A
	rule add src 10.1.128.0/17 oif out0 pool P
CONFIG
flows src=10.1.0.0 dst=203.0.113.150 ports=7000+5
flows src=10.1.200.0 dst=203.0.113.150 ports=7000+5
is "two pools serve two prefixes" "$(nat mapping count pool A) $(nat mapping count pool P) $(
	nat mapping count external 203.0.113.16)" "5 5 5"
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16,203.0.113.17 paired off
	rule add oif out0 pool A
CONFIG
flows src=10.1.0.0 dst=203.0.113.150 ports=7000+40
is "unpaired, a host has several addresses [UPD-4]" "$out $addresses" "40 2"
# A class of ports that is used up refuses; it is not given ports of the other one.
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16 ports 1000-1003,2000-2009
	rule add oif out0 pool A
	set port-hold 0
CONFIG
nat session flush >/dev/null
flows src=10.1.0.0 dst=203.0.113.150 ports=500+6 wait=300
is "of six from below 1024 four get the ports there are, and none another [UDP-3a BOX-2]" \
	"$out $crossed $refused" "4 0 2"
flows src=10.1.0.0 dst=203.0.113.150 ports=5000+12 wait=300
is "nor the other way round [UDP-3a]" "$out $crossed $refused" "10 0 2"
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16 ports 2000-2001
	rule add oif out0 pool A
	set port-hold 0
CONFIG
nat session flush >/dev/null
flows src=10.1.0.0/30 dst=203.0.113.150 ports=5000+1 wait=300
is "of two ports two are given and the rest is refused [BOX-2]" "$out $refused $shared" "2 2 0"
flows src=10.1.64.0/20 dst=203.0.113.150 ports=5000+4 wait=300
is "and a flood on the dry pool gets nothing, and ends [BOX-2]" "$out $(nat mapping count)" "0 2"
finish
