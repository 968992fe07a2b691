#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# TCP in numbers, with real stacks: one port used again and again, floods of SYNs.
#
#   I1 10.0.0.11 --+                         +-- O1 203.0.113.101
#                  +-- GW 203.0.113.16 ------+
#   I2 10.0.0.12 --+                         +-- O2 203.0.113.201

. "$(dirname "$0")/lib.sh"
need python3
topology hosts
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add oif out0 pool A
CONFIG

# The server closes first and waits; the client calls it from the same port again at once.
cat >"$tmp/server" <<-'END'
	import socket
	s = socket.socket()
	s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
	s.bind(("203.0.113.101", 8000))
	s.listen(64)
	print("ready", flush=True)
	while True:
	    s.accept()[0].close()
END
cat >"$tmp/client" <<-'END'
	import errno, socket, time
	done = 0
	for i in range(5000):
	    c = socket.socket()
	    c.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
	    c.settimeout(20)
	    c.bind(("10.0.0.11", 5000))
	    while True:
	        try:
	            c.connect(("203.0.113.101", 8000))
	            break
	        except OSError as e:
	            # Its own former connection still waits for its last ACK.
	            if e.errno not in (errno.EADDRNOTAVAIL, errno.EADDRINUSE):
	                raise
	            time.sleep(0.001)
	    done += c.recv(1) == b""
	    c.close()
	print(done)
END
start_ready server nsenter --net="/run/netns/$O1" -- python3 "$tmp/server"
is "5,000 connections from one port, the server's end in TIME_WAIT [K15]" \
	"$(in_ns "$I1" timeout 900 python3 "$tmp/client" 2>&1)" 5000
is "all by one mapping, and one session [K15 TCP-1]" "$(nat mapping count proto tcp inside 10.0.0.11) $(
	nat session count proto tcp inside 10.0.0.11)" "1 1"

# One inside host floods; another one's transfer goes on.
"$helpers/bulk" tcp client="$I2,10.0.0.12" server="$O1,203.0.113.101:7000" bytes=20000000 \
	>"$tmp/bulk" 2>&1 &
bulk=$!
for round in 1 2; do
	flows src=10.0.0.50 dst=203.0.113.201 dport=$((6000 + round)) ports=1024+50000 proto=tcp \
		batch=256 wait=500
done
wait "$bulk"
is "while a host floods with 100,000 SYNs another one's transfer goes on [K17]" "$?" 0
is "and nothing of it is lost [K17]" "$(<"$tmp/bulk")" "ok 20000000"

# From outside, from more addresses and ports than anything remembers.
nat session flush >/dev/null
nat set syn-refusal port
memory=$(number memory "$(nat -j status)")
for round in 1 2; do
	"$helpers/flows" "lan=$WS,g,$MAC_OUT" "wan=$SW,g,$MAC_IN" src=203.0.113.150 dst=203.0.113.16 \
		dport=$((6000 + round)) proto=tcp ports=1024+50000 wait=100 >/dev/null
done
is "100,000 SYNs from outside make no state [TCP-4]" "$(nat session count) $(nat mapping count) $((
	$(number memory "$(nat -j status)") - memory < 65536))" "0 0 1"
finish
