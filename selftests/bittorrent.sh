#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Two BitTorrent peers, each behind a gateway of its own, find each other by a tracker and by the
# distributed hash table, and one gets a file from the other: by uTP, no port forwarded to either
# (libtorrent); by TCP, called by a forward (aria2).
#
#   I1 10.0.0.11 -- GW 203.0.113.16 ---+
#                                      +-- O1 203.0.113.101: opentracker, a node of the DHT
#   I2 10.0.0.11 -- GW2 203.0.113.17 --+

. "$(dirname "$0")/lib.sh"
need opentracker aria2c curl
/usr/bin/python3 -c 'import libtorrent' 2>/dev/null || skip_all "python3-libtorrent is not installed"
topology pair
configure_pair
torrent=$selftests/helpers/torrent.py
mkdir "$tmp/seed" "$tmp/tracker" "$tmp/fetched"
chmod 755 "$tmp" "$tmp/tracker"
head -c 1500000 /dev/urandom >"$tmp/seed/file"
head -c 1500000 /dev/urandom >"$tmp/seed/another"
"$torrent" make "$tmp/seed/file" "$tmp/torrent" >"$tmp/tracker/known" || bail "no torrent"
"$torrent" make "$tmp/seed/another" "$tmp/second" >"$tmp/hash" || bail "no torrent"
cat "$tmp/hash" >>"$tmp/tracker/known"
in_ns "$O1" opentracker -i 203.0.113.101 -p 6969 -P 6969 -d "$tmp/tracker" -w /known \
	>/dev/null 2>&1 &
defer stop $!
listens "$O1" udp 203.0.113.101 6969

# swarm NAME PORT WORD: the two find each other by what WORD says; sets external_port
swarm() {
	local seed said

	start_ready "the seed" nsenter --net="/run/netns/$I1" "$torrent" seed "10.0.0.11:$2" \
		"$tmp/torrent" "$tmp/seed" "$3"
	seed=$started
	said=$(in_ns "$I2" timeout 90 "$torrent" fetch "10.0.0.11:$2" "$tmp/torrent" \
		"$tmp/fetched" "$3" 2>&1)
	ok "$1: the file is the same" cmp "$tmp/seed/file" "$tmp/fetched/file"
	is "$1: had from the other's external address, by uTP" "${said//ready$'\n'/}" "uTP 203.0.113.16"
	external_port=$(number external_port "$(nat -j mapping list inside "10.0.0.11:$2" proto udp)")
	stop "$seed"
	rm -f "$tmp/fetched/file"
}

# A tracker tells the port that the peer has inside: it is found because natgw keeps it.
swarm "by a tracker [UDP-1 UDP-8 CGN-7]" 6881 tracker=udp://203.0.113.101:6969/announce
is "the external port was the inside one [UDP-3a]" "$external_port" 6881

# The DHT tells the port that it saw, so that the inside one may be another host's.
mirror ns="$O1" 203.0.113.101:7
seen ns="$I1" udp=10.0.0.12:6882 203.0.113.101:7 ns="$I2" udp=10.0.0.12:6882 203.0.113.101:7 >/dev/null
start_ready "the node" nsenter --net="/run/netns/$O1" "$torrent" node 203.0.113.101:6881
swarm "by the DHT, the port taken by another host [UDP-1 UDP-8 CGN-7]" 6882 dht=203.0.113.101:6881
[ "$external_port" != 6882 ]
is "the external port was not the inside one" $? 0
ok "nothing was configured for it: no forward" test -z "$(nat forward list)$(
	GW=$GW2 nat forward list)"

# aria2 takes calls by TCP only: one of the two has a forward.
nat forward add tcp 203.0.113.16:6885 10.0.0.11:6885
aria() {
	exec nsenter --net="/run/netns/$1" -- aria2c --no-conf --quiet --disable-ipv6 --listen-port=6885 \
		--dht-listen-port=6885 --dht-file-path="$tmp/$1.dht" --log="$tmp/$1.log" \
		--log-level=debug "${@:2}" "$tmp/second"
}

# aria_swarm NAME SEEDING WORD...: the same with aria2, once SEEDING says that the one who has the file is known
aria_swarm() {
	local name=$1 seeding=$2 seed

	shift 2
	rm -f "$tmp"/*.log "$tmp/fetched/another"
	(aria "$I1" --dir="$tmp/seed" --seed-ratio=0 --bt-seed-unverified "$@") &
	seed=$!
	defer stop "$seed"
	ok "$name: there is one who has the file" busywait 60000 "$seeding"
	(aria "$I2" --dir="$tmp/fetched" --seed-time=0 --bt-stop-timeout=60 "$@")
	ok "$name: the file is the same" cmp "$tmp/seed/another" "$tmp/fetched/another"
	stop "$seed"
}
tracked() {
	in_ns "$O1" curl -s "http://203.0.113.101:6969/scrape?info_hash=$(sed 's/../%&/g' "$tmp/hash")" |
		grep -q -a completei1e
}
announced() {
	grep -q announce_peer "$tmp/$I1.log"
}
aria_swarm "aria2 by a tracker [TCP-1 CGN-7]" tracked --enable-dht=false \
	--bt-tracker=http://203.0.113.101:6969/announce
aria_swarm "aria2 by the DHT [TCP-1 UDP-1]" announced --dht-entry-point=203.0.113.101:6881
finish
