#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A million sessions, in a guest of 2 GB: scripts/vm --memory 2048 --timeout 1200 -- selftests/million.sh
#
#   10.1.0.0/22 -- GW 203.0.113.128/27 -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
POOLS+=,100.64.0.0/27
topology wires
unwatch_wires
configure <<-'CONFIG'
	pool add A addresses 100.64.0.0/27
	rule add oif out0 pool A
CONFIG

# available: memory that is free, in KiB
available() {
	awk '/^MemAvailable/ { print $2 }' /proc/meminfo
}

before=$(available)
made=0
for part in {0..9}; do
	# Its own table takes memory, too: ten times 100,000.
	flows src=10.1.0.0/22 dst=203.0.113.150 ports=2000+1000 start=$((part * 100000)) \
		count=100000 batch=256
	made=$((made + out))
	note "$made after $ms ms, $((before - $(available))) KiB"
done
is "a million flows got a port" "$made" 1000000
is "and are a million sessions" "$(nat session count)" 1000000
after=$(available)
status=$(nat -j status)
memory=$(number memory "$status")
note "status: $memory bytes; the kernel: $(((before - after) * 1024)) bytes"
[ "$((memory / 1000000))" -gt 50 ] && [ "$((memory / 1000000))" -le 256 ]
is "at most 256 bytes each ($((memory / 1000000)))" $? 0
start=${EPOCHREALTIME/./}
is "they can be listed" "$(nat session list | wc -l)" 1000000
note "in $(((${EPOCHREALTIME/./} - start) / 1000)) ms"
flows src=10.1.0.0/22 dst=203.0.113.150 ports=2000+1000 count=20000 reply
is "the first ones go on" "$out $back" "20000 20000"
nat session flush >/dev/null
is "and all can go" "$(nat session count) $(nat mapping count)" "0 0"
finish
