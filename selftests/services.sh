# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Servers and ways that more than one scenario needs; sourced after lib.sh.
#
# shellcheck disable=SC2034,SC2154 # variables are lib.sh's, and the scenario's

# web NAMESPACE ADDRESS: nginx there, with a file of $size bytes (5,000,000) in $tmp/web-ADDRESS, and the
# same under /slow, a tenth of it a second
web() {
	local dir=$tmp/web-$2

	mkdir -p "$dir"
	head -c "${size:-5000000}" /dev/urandom >"$dir/file"
	cat >"$dir/conf" <<-END
		pid $dir/pid;
		error_log /dev/null;
		worker_processes 1;
		events { worker_connections 64; }
		http {
			access_log $dir/log;
			client_body_temp_path $dir/t; proxy_temp_path $dir/t; fastcgi_temp_path $dir/t;
			uwsgi_temp_path $dir/t; scgi_temp_path $dir/t;
			server {
				listen $2:80;
				location / { root $dir; }
				location /slow/ { alias $dir/; limit_rate $((${size:-5000000} / 10)); }
			}
		}
	END
	chmod 755 "$tmp" "$dir"
	in_ns "$1" nginx -c "$dir/conf" || bail "nginx"
	defer eval "kill \$(cat $dir/pid)"
}

# stun_server: coturn's, at both addresses of O1
stun_server() {
	in_ns "$O1" turnserver -n -S -z -L 203.0.113.101 -L 203.0.113.102 --no-tls --no-dtls \
		--no-stdout-log --log-file=/dev/null --pidfile="$tmp/pid" --no-cli \
		--userdb="$tmp/db" >/dev/null 2>&1 &
	defer stop $!
	listens "$O1" udp 203.0.113.102 3478
	listens "$O1" udp 203.0.113.102 3479
}

# tunnel_to LISTEN PORT TARGET: one by KCP from I1's own port LISTEN to TARGET outside
tunnel_to() {
	in_ns "$O1" kcptun-server -l "203.0.113.101:$2" -t "203.0.113.101:$3" --crypt none --nocomp \
		--quiet >/dev/null 2>&1 &
	defer stop $!
	listens "$O1" udp 203.0.113.101 "$2"
	in_ns "$I1" kcptun-client -l "127.0.0.1:$1" -r "203.0.113.101:$2" --crypt none --nocomp \
		--keepalive 2 --quiet >"$tmp/client-$1" 2>&1 &
	defer stop $!
	listens "$I1" tcp 127.0.0.1 "$1"
}

# tunnel: I1's port 8000 leads to a web server outside whose file is $wanted, 8001 to a mirror
tunnel() {
	web "$O1" 203.0.113.101
	wanted=$(sha256sum <"$tmp/web-203.0.113.101/file")
	mirror ns="$O1" 203.0.113.101:7
	ip -n "$I1" link set lo up
	tunnel_to 8000 4000 80
	tunnel_to 8001 4001 7
}

# lose PERCENT: of all that goes between the gateway and O1
lose() {
	local device

	for device in g o1; do
		if [ "$1" = 0 ]; then
			tc -n "$WS" qdisc del dev $device root
		else
			tc -n "$WS" qdisc add dev $device root netem loss "$1%" || bail "netem"
		fi
	done
}

# conversation SECONDS: sets talked to what comes back of two words so far apart, on one connection
conversation() {
	# shellcheck disable=SC2016 # for the inner shell
	talked=$(in_ns "$I1" bash -c 'exec 3<>/dev/tcp/127.0.0.1/8001 && read -r -t 20 -u 3 _ &&
		echo one >&3 && read -r -t 20 -u 3 one && sleep "$1" && echo two >&3 &&
		read -r -t 20 -u 3 two; echo "${one-} ${two-}"' bash "$1")
}
