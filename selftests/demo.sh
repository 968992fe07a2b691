#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What scripts/demo and scripts/shell run in their guest. It is no scenario: it tells a story, and fails if
# that does not come out right.
#
#   alice 10.0.0.11 --+                            +-- www  203.0.113.101, .102
#                     +-- gw 10.0.0.1, 203.0.113.1-+
#   bob   10.0.0.12 --+                            +-- peer 203.0.113.201

. "$(dirname "$0")/lib.sh" >/dev/null

failures=0

say() {
	printf '\n\033[1m%s\033[0m\n' "$*"
}

# run HOST COMMAND...: show the command, and what it prints, after three blanks
run() {
	local host=$1

	shift
	printf '%s# %s\n' "$host" "$*"
	if [ "$host" = gw ]; then
		in_ns "$GW" "$@"
	else
		in_ns "${hosts[$host]}" "$@"
	fi 2>&1 | sed 's/^/   /'
	return "${PIPESTATUS[0]}"
}

# expect NAME GOT WANTED
expect() {
	if [ "$2" = "$3" ]; then
		printf '   -> %s: %s\n' "$1" "$2"
	else
		printf '   -> %s: %s, but it should be %s: WRONG\n' "$1" "$2" "$3"
		failures=$((failures + 1))
	fi
}

# Plain names: this is for a person to read, and nobody else is in the guest.
make_ns() {
	local names=([0]=gw [1]=lan [2]=wan [3]=alice [4]=bob [5]=www [6]=peer)

	[ "$#" -eq 7 ] || return 1
	GW=gw SW=lan WS=wan I1=alice I2=bob O1=www O2=peer
	printf 'netns add %s\n' "${names[@]}" | ip -batch -
	for host in "${names[@]}"; do
		defer ip netns del "$host"
	done
}
declare -A hosts=([alice]=alice [bob]=bob [www]=www [peer]=peer)

bridged
"$helpers/netset" ns="$GW" net.ipv4.ip_forward=1
cat >"$tmp/gateway.conf" <<-'END'
	# Everybody inside shares one address, by ports.
	pool add home addresses 203.0.113.16
	rule add src 10.0.0.0/24 oif out0 pool home
	# bob has a web server that all may call, and a second address of his own.
	forward add tcp 203.0.113.16:8080 10.0.0.12:80
	static add inside 10.0.0.13 external 203.0.113.30
	timeout set udp port 53 30s
END

web() {
	local dir=$tmp/web-$1

	mkdir -p "$dir"
	head -c 3000000 /dev/urandom >"$dir/file"
	(cd "$dir" && sha256sum file >sum)
	cat >"$dir/conf" <<-END
		pid $dir/pid; error_log /dev/null; worker_processes 1;
		events { worker_connections 64; }
		http {
			access_log $dir/log;
			client_body_temp_path $dir/t; proxy_temp_path $dir/t; fastcgi_temp_path $dir/t;
			uwsgi_temp_path $dir/t; scgi_temp_path $dir/t;
			server { listen $2:80; root $dir; }
		}
	END
	chmod 755 "$tmp" "$dir"
	in_ns "$1" nginx -c "$dir/conf"
}

servers() {
	web www 203.0.113.101
	web bob 10.0.0.12
	in_ns www iperf3 -s -D -B 203.0.113.101 >/dev/null
	in_ns www dnsmasq --no-resolv --no-hosts --conf-file=/dev/null --user=root --pid-file= \
		--listen-address=203.0.113.101 --bind-interfaces --log-facility=/dev/null \
		--address=/www.example/203.0.113.101
	mirror ns=www 203.0.113.{101,102}:7 ns=peer 203.0.113.201:7 ns=bob 10.0.0.12:7
	busywait 5000 in_ns www sh -c 'ss -Hltn sport = :5201 | grep -q 5201'
}

hints() {
	cat <<-END

	  alice 10.0.0.11 --+                            +-- www  203.0.113.101 .102
	                    +-- gw 10.0.0.1, 203.0.113.1-+
	  bob   10.0.0.12 --+                            +-- peer 203.0.113.201

	  ip netns exec alice curl -sO http://203.0.113.101/file     alice fetches a file
	  ip netns exec peer curl -s http://203.0.113.16:8080/sum    peer calls bob's server
	  ip netns exec alice ping 203.0.113.101
	  natgw --netns gw session list                              what the gateway knows
	  natgw --netns gw stats --explain
	  natgw --netns gw monitor                                   what happens, as it does
	  natgw --netns gw save; natgw help                          its configuration, its words
	  exit                                                       ends the guest
	END
}

if [ "${1-}" = --shell ]; then
	finished=1
	nat apply "$tmp/gateway.conf" || exit 1
	servers
	hints
	cd "$tmp" || exit 1
	if [ $# -gt 1 ]; then
		bash -c "$2"
	else
		PS1='natgw guest \w# ' bash --norc -i
	fi
	exit
fi

cd "$tmp" || exit 1
say "The gateway is configured with five statements"
run gw cat gateway.conf
run gw natgw apply gateway.conf || failures=$((failures + 1))
run gw natgw status
servers

say "alice fetches a file from www with curl"
run alice curl -s -m 20 -o file -w '%{size_download} bytes\n' \
	http://203.0.113.101/file || failures=$((failures + 1))
expect "checksum" "$(sha256sum <file | cut -c1-16)" "$(cut -c1-16 "$tmp/web-www/sum")"
expect "the client that the server's log names" "$(cut -d' ' -f1 "$tmp/web-www/log" | sort -u)" \
	203.0.113.16

say "iperf3 measures (where instructions are emulated, that is slow)"
run alice iperf3 -c 203.0.113.101 -n 10M -f m | sed -n '1p;/receiver/p'
expect "iperf3's exit status" "${PIPESTATUS[0]}" 0

say "ping and traceroute"
run alice ping -c 3 -i 0.2 -W 2 203.0.113.101 | sed -n '1p;/packets/p;/rtt/p'
expect "ping's exit status" "${PIPESTATUS[0]}" 0
run bob traceroute -n -q 1 -w 2 -m 4 203.0.113.101
expect "traceroute's exit status" $? 0

say "a DNS answer"
run bob dig +short +time=3 @203.0.113.101 www.example
expect "dig's exit status" $? 0

say "peer, outside, calls port 8080 of the gateway: bob's web server answers"
run peer curl -s -m 20 -o file -w '%{size_download} bytes\n' http://203.0.113.16:8080/file
expect "checksum" "$(sha256sum <file | cut -c1-16)" "$(cut -c1-16 "$tmp/web-bob/sum")"
expect "the client that bob's log names" "$(cut -d' ' -f1 "$tmp/web-bob/log" | sort -u)" \
	203.0.113.201

say "alice calls the same address from inside: a hairpin"
run alice curl -s -m 20 -o file -w '%{size_download} bytes\n' http://203.0.113.16:8080/file
expect "checksum" "$(sha256sum <file | cut -c1-16)" "$(cut -c1-16 "$tmp/web-bob/sum")"
expect "the client that bob's log names" "$(cut -d' ' -f1 "$tmp/web-bob/log" | tail -n 1)" \
	203.0.113.16

say "what the servers see of alice, then of bob, who uses the same port; and of bob's second address"
seen ns=alice udp=10.0.0.11:5000 203.0.113.101:7 203.0.113.102:7 203.0.113.201:7 \
	ns=bob udp=10.0.0.12:5000 203.0.113.101:7 203.0.113.201:7 udp=10.0.0.13:5000 203.0.113.101:7 \
	>"$tmp/seen"
paste -d ' ' <(printf '   %s\n' "alice:5000 at www" "alice:5000 at www's second address" \
	"alice:5000 at peer" "bob:5000 at www" "bob:5000 at peer" "bob's second address at www") \
	<(sed 's/^/is /' "$tmp/seen")
expect "different addresses seen of alice's port" "$(head -n 3 "$tmp/seen" | sort -u | wc -l)" 1
expect "of both" "$(sort -u "$tmp/seen" | wc -l)" 3

say "the gateway's mappings"
run gw natgw mapping list
say "its sessions, with TCP's state and the seconds left"
run gw natgw session list
say "and its counters: each packet has one reason"
run gw natgw stats --explain

finished=1
say "$([ "$failures" = 0 ] && echo "All came out as it should." || echo "$failures things went wrong.")"
[ "$failures" = 0 ]
