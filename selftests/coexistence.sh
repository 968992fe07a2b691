#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# With connection tracking and a stateful nft firewall written in inside addresses.
#
#   I1 10.0.0.11 -- GW 203.0.113.16 (conntrack, nft) -- O1 203.0.113.101

. "$(dirname "$0")/lib.sh"
need nft
topology hosts
in_ns "$GW" nft -f - <<-'NFT' || bail "nft"
	table ip firewall {
		chain forward {
			type filter hook forward priority filter; policy drop;
			ct state invalid counter name invalid drop
			ct state established,related counter name known accept
			iifname in0 ip saddr 10.0.0.0/24 ct state new counter name out accept
			iifname out0 ip daddr 10.0.0.12 tcp dport 80 ct state new counter name called accept
			counter name refused
		}
		chain input {
			type filter hook input priority filter; policy accept;
			ct state invalid drop
		}
		counter invalid { }
		counter known { }
		counter out { }
		counter called { }
		counter refused { }
	}
	table ip other {
		chain post {
			type nat hook postrouting priority srcnat;
			ip saddr 192.168.77.0/24 masquerade
		}
	}
NFT
configure <<-'CONFIG'
	pool add A addresses 203.0.113.16
	rule add src 10.0.0.0/24 oif out0 pool A
	forward add tcp 203.0.113.16:8080 10.0.0.12:80
	forward add tcp 203.0.113.16:8081 10.0.0.12:81
CONFIG
mirror ns="$O1" 203.0.113.{101,102}:{7,9} ns="$I2" 10.0.0.12:80 10.0.0.12:81 10.0.0.12:5000

# packets COUNTER: of nft's
packets() {
	in_ns "$GW" nft list counter ip firewall "$1" | grep -o 'packets [0-9]*' | grep -o '[0-9]*$'
}

for proto in udp tcp; do
	is "$proto: out through the firewall and back [K18]" \
		"$(seen ns="$I1" "$proto=10.0.0.11:5000" 203.0.113.101:7 203.0.113.102:9 | xargs)" \
		"203.0.113.16:5000 203.0.113.16:5000"
done
ok "ping" in_ns "$I1" ping -c 1 -W 2 203.0.113.101
is "a forward that the firewall lets in, by its inside address [K18]" \
	"$(seen ns="$O1" tcp=203.0.113.101:4000 203.0.113.16:8080)" 203.0.113.101:4000
is "one that it does not [K18]" \
	"$(seen ns="$O1" tcp=203.0.113.101:4001 wait=500 203.0.113.16:8081)" none
is "its rules count what they name [K18]" "$(packets called) $(($(packets out) >= 4)) $((
	$(packets refused) >= 1))" "1 1 1"
is "nothing was invalid to it [K18]" "$(packets invalid)" 0
like "an ICMP error is related, and comes through [K18]" \
	"$(seen ns="$I1" udp=10.0.0.11:5001 203.0.113.101:99)" 'icmp 3/3 0 203.0.113.101'
other=$(seen ns="$I2" connect=1 udp=10.0.0.12:5000 203.0.113.101:7)
is "hairpin, after the other host has called out [K18]" \
	"$(seen ns="$I1" udp=10.0.0.11:5002 "$other")" 203.0.113.16:5002
like "conntrack sees inside addresses and nothing translated [K18]" "$(in_ns "$GW" \
	conntrack -L -p udp 2>/dev/null | grep 'dport=7 ' | head -n 1)" \
	'*src=10.0.0.1[12] dst=203.0.113.101*src=203.0.113.101 dst=10.0.0.1[12]*'
is "conntrack has no address of the pool [K18]" "$(in_ns "$GW" conntrack -L 2>/dev/null |
	grep -c 203.0.113.16)" 0
ok "big transfer" "$helpers/bulk" tcp client="$I1,10.0.0.11" server="$O1,203.0.113.101:5001" \
	bytes=5000000
ok "fragments" in_ns "$I1" ping -c 1 -W 2 -s 4000 203.0.113.101
in_ns "$GW" nft add table ip raw
in_ns "$GW" nft add chain ip raw pre '{ type filter hook prerouting priority raw; }'
in_ns "$GW" nft add rule ip raw pre notrack
in_ns "$GW" nft flush chain ip firewall forward
in_ns "$GW" nft add rule ip firewall forward accept
is "without tracking (notrack) [K18]" "$(seen ns="$I1" udp=10.0.0.11:5003 203.0.113.101:7 \
	tcp=10.0.0.11:5003 203.0.113.101:7 | xargs)" "203.0.113.16:5003 203.0.113.16:5003"
in_ns "$GW" nft flush chain ip firewall forward
in_ns "$GW" nft add rule ip firewall forward drop
is "what the firewall drops never gets a session [K18]" "$(seen ns="$I1" udp=10.0.0.11:5004 wait=300 \
	203.0.113.101:7) $(nat session count inside 10.0.0.11:5004)" "none 0"
finish
