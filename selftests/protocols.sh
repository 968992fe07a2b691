#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Protocols that a NAT is known to hurt: STUN and TURN, FTP, QUIC, SSH that is idle, path MTU discovery over
# a small link far away, DHCP of the gateway itself.
#
#   I1 10.0.0.11 --+                   +-- O1 203.0.113.101: the servers
#                  +-- GW .16 ---------+
#   I2 10.0.0.12 --+                   +-- O2 203.0.113.201
#                                      +-- R .202 -- mtu 1300 -- FAR 192.0.2.2

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/services.sh"
need turnserver turnutils_uclient turnutils_peer gtlsclient gtlsserver openssl dropbear dbclient \
	dropbearkey dnsmasq busybox curl tracepath
topology hosts
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add src 10.0.0.0/24 oif out0 pool A
CONFIG
chmod 755 "$tmp"

# --- TURN: two clients of one host talk through the relay, and one talks to a peer ---
in_ns "$O1" turnserver -n -z -L 203.0.113.101 --no-tls --no-dtls --no-stdout-log --log-file=/dev/null \
	--pidfile="$tmp/pid" --no-cli --userdb="$tmp/db" --min-port 50000 --max-port 50200 \
	>/dev/null 2>&1 &
defer stop $!
in_ns "$O2" turnutils_peer -L 203.0.113.201 -p 3480 >/dev/null 2>&1 &
defer stop $!
listens "$O1" udp 203.0.113.101 3478
listens "$O2" udp 203.0.113.201 3480

# turn WORD...
turn() {
	in_ns "$I1" timeout 60 turnutils_uclient -n 10 -m 2 "$@" 203.0.113.101 2>&1 |
		grep -o 'Total lost packets [0-9]*'
}

is "TURN: a relayed peer, by UDP" "$(turn -e 203.0.113.201 -r 3480)" 'Total lost packets 0'
is "TURN: from client to client, by TCP to the relay" "$(turn -t -y)" 'Total lost packets 0'

# --- FTP: passive works without an application gateway; active cannot, and is not meddled with ---
mkdir "$tmp/files"
head -c 300000 /dev/urandom >"$tmp/files/file"
wanted=$(sha256sum <"$tmp/files/file")
if /usr/bin/python3 -c 'import pyftpdlib' 2>/dev/null; then
	in_ns "$O1" /usr/bin/python3 -m pyftpdlib -i 203.0.113.101 -p 21 -d "$tmp/files" \
		>"$tmp/ftp" 2>&1 &
	defer stop $!
	listens "$O1" tcp 203.0.113.101 21
	for how in --ftp-pasv --disable-epsv; do
		is "FTP, passive ($how)" "$(in_ns "$I1" curl -s -m 60 $how \
			ftp://203.0.113.101/file | sha256sum)" "$wanted"
	done
	no "FTP, active: not helped" in_ns "$I1" curl -s -m 20 -P - ftp://203.0.113.101/file
	like "and not changed: the server is told the inside address [TCP-6]" "$(cat "$tmp/ftp")" \
		'*foreign address 10.0.0.11:*'
else
	skip "FTP" "python3-pyftpdlib is not installed"
fi

# --- QUIC: a connection outlives the client's change of port ---
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$tmp/key" -out "$tmp/cert" -subj /CN=localhost \
	-days 2 2>/dev/null
in_ns "$O1" gtlsserver -q -d "$tmp/files" 203.0.113.101 443 "$tmp/key" "$tmp/cert" >/dev/null 2>&1 &
defer stop $!
listens "$O1" udp 203.0.113.101 443
mkdir "$tmp/got"
for how in '' '--change-local-addr=100ms --delay-stream=1s' \
	'--change-local-addr=100ms --nat-rebinding --delay-stream=1s'; do
	# shellcheck disable=SC2086 # words
	in_ns "$I1" timeout 60 gtlsclient -q --exit-on-all-streams-close $how --download="$tmp/got" \
		203.0.113.101 443 https://203.0.113.101/file >/dev/null 2>&1
	ok "QUIC $how" cmp "$tmp/files/file" "$tmp/got/file"
	rm -f "$tmp/got/file"
done

# --- SSH: an idle session outlives the timer by keepalives ---
dropbearkey -t ed25519 -f "$tmp/host" >/dev/null 2>&1
dropbearkey -t ed25519 -f "$tmp/user" 2>/dev/null | grep ^ssh- >"$tmp/authorized"
# In a mount namespace, lest it be root's own home.
# shellcheck disable=SC2016 # for the inner shell
in_ns "$O1" unshare -m sh -c 'mount -t tmpfs -o mode=700 none /root && mkdir -m 700 /root/.ssh &&
	cp "$0/authorized" /root/.ssh/authorized_keys && chmod 600 /root/.ssh/authorized_keys &&
	exec dropbear -F -r "$0/host" -p 203.0.113.101:22 -P "$0/dropbear"' "$tmp" >/dev/null 2>&1 &
defer stop $!
listens "$O1" tcp 203.0.113.101 22
nat set allow-short-timeouts on
nat timeout set tcp-established 6s

# ssh WORD...: say two words with a pause between them
ssh() {
	in_ns "$I1" timeout 60 dbclient -y -y -i "$tmp/user" "$@" root@203.0.113.101 \
		'echo one; sleep 14; echo two' 2>/dev/null | xargs
}

is "SSH with keepalives, idle for longer than the timer [TCP-5 K16]" "$(ssh -K 2)" "one two"
nat timeout set tcp-established 7440s

# --- path MTU: what a router far away says reaches the host, and is none of the gateway's business ---
make_ns R FAR
ip -batch - <<-END
	link add r netns $WS type veth peer name eth0 netns $R
	link add far0 netns $R type veth peer name eth0 netns $FAR
END
set_offloads "$R" "$FAR" "$WS"
ip -n "$WS" link set r master br0 up
# Its own link is no smaller, lest the far host's MSS tell already.
ip -n "$R" -batch - <<-END
	address add 203.0.113.202/24 dev eth0
	address add 192.0.2.1/24 dev far0
	link set eth0 up
	link set far0 up
	route add 192.0.2.2/32 dev far0 mtu lock 1300
END
ip -n "$FAR" -batch - <<-END
	address add 192.0.2.2/24 dev eth0
	link set eth0 up
	route add default via 192.0.2.1
END
"$helpers/netset" ns="$R" net.ipv4.ip_forward=1
ip -n "$GW" route add 192.0.2.0/24 via 203.0.113.202
like "tracepath ends with the smallest link [K12 TCP-9 UDP-12b]" \
	"$(in_ns "$I1" tracepath -n -m 6 192.0.2.2 2>&1 | tail -n 1)" '*pmtu 1300*'
like "the host knows it [K12 TCP-9]" "$(ip -n "$I1" route get 192.0.2.2)" '*mtu 1300*'
is "the gateway keeps none for itself [K12]" "$(ip -n "$GW" route show cache)" ""
ip -n "$I1" route flush cache
ok "a transfer over it, told by the router alone [TCP-9 FW-1]" "$helpers/bulk" tcp \
	client="$I1,10.0.0.11" server="$FAR,192.0.2.2:5001" bytes=500000
like "the host knows it again [TCP-9]" "$(ip -n "$I1" route get 192.0.2.2)" '*mtu 1300*'

# --- DHCP: of the gateway's, on both sides ---
serve_dhcp() {
	in_ns "$1" dnsmasq --keep-in-foreground --conf-file=/dev/null --no-hosts --port=0 --user=root \
		--interface="$2" --bind-interfaces --dhcp-range="$3" --dhcp-authoritative --no-ping \
		--dhcp-leasefile="$tmp/leases-$2" --pid-file= --log-facility=/dev/null >/dev/null 2>&1 &
	defer stop $!
	busywait 10000 in_ns "$1" sh -c 'ss -Hlun sport = :67 | grep -q :67'
}

serve_dhcp "$GW" in0 10.0.0.100,10.0.0.120,1h
like "an inside host gets a lease of the gateway's [MC-1]" "$(in_ns "$I2" timeout 30 busybox udhcpc -f \
	-n -q -i eth0 -s /bin/true 2>&1)" '*lease of 10.0.0.1* obtained from 10.0.0.1*'
serve_dhcp "$O1" eth0 203.0.113.210,203.0.113.220,1h
like "and the gateway one outside [MC-1]" "$(in_ns "$GW" timeout 30 busybox udhcpc -f -n -q -B \
	-i out0 -s /bin/true 2>&1)" '*lease of 203.0.113.2* obtained from 203.0.113.101*'
is "without a mapping for it [MC-1]" "$(nat mapping count inside 0.0.0.0)" 0
finish
