#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Freed ports are held for their former owners (RFC 6888 REQ-8). The hold's time is long here, and is
# made short where it has to end; that it is two minutes is slow-timers.sh's to see.
#
#   10.0.0.50, 10.0.0.51 -- GW 203.0.113.16 -- 203.0.113.150

. "$(dirname "$0")/lib.sh"
topology wires

is "ports are held for 120 s by default [CGN-8]" "$(nat settings | grep -c -x 'port-hold 120')" 1
is "of an address and protocol at most 16384 [CGN-8]" \
	"$(nat settings | grep -c -x 'port-hold-max 16384')" 1

# one HOST RESULT: it asks for the only port; "same": it gets it, "refused": it is told
one() {
	case $2 in
	same) printf '%s\n' "send lan udp 10.0.0.5$1:5000 203.0.113.150:7" \
		'want wan udp 203.0.113.16:2000 203.0.113.150:7' ;;
	refused) printf '%s\n' "send lan udp 10.0.0.5$1:5000 203.0.113.150:7 len=9 as=a" \
		"want lan icmp 10.0.0.1 10.0.0.5$1 3/13 quotes=a" ;;
	esac
}

held_is() {
	local held

	held=$(number held_ports "$(nat -j status)")
	[ "$held" = "$1" ] || {
		note "$held held, not $1"
		return 1
	}
}
export -f held_is busywait

config() {
	configure <<-CONFIG
		set port-hold ${2-600}
		pool add A addresses 203.0.113.16 ports ${1-2000}
		rule add oif out0 pool A
		forward add udp 203.0.113.16:99 10.0.0.50:99
	CONFIG
}
# shellcheck disable=SC2016 # frames expands it
end='run test "$(nat mapping del proto udp external 203.0.113.16:2000 | tr -dc 0-9)" = 1'

config
before=$(counter drop-ports-held)
frames <<-END
	test the only port is freed, and another endpoint is refused [CGN-8]
	$(one 0 same)
	$end
	run held_is 1
	$(one 1 refused)
	test another port of the same host is another endpoint [CGN-8]
	send lan udp 10.0.0.50:5001 203.0.113.150:7
	want lan icmp 10.0.0.1 10.0.0.50 3/13
	test its former owner has it back at once [CGN-8 PCP-5]
	$(one 0 same)
	run held_is 0
	test and it is held again when it is freed again
	$end
	$(one 1 refused)
	test what is sent to it meanwhile leads nowhere [CGN-8]
	send wan udp 203.0.113.150:7 203.0.113.16:2000
	run nat save >$tmp/same; nat apply $tmp/same
	test the same configuration applied again keeps it [CGN-8]
	run held_is 1
	$(one 1 refused)
	run nat set inbound-refresh on
	run nat pool set A filtering adf
	test and so do changes of other things
	run held_is 1
	$(one 1 refused)
	test TCP's port of the number is another port
	send lan tcp 10.0.0.51:5000 203.0.113.150:7 S
	want wan tcp 203.0.113.16:2000 203.0.113.150:7 S
END
is "refusals for ports that are only held are counted apart [CGN-8 CGN-11]" \
	"$(($(counter drop-ports-held) - before)) $(counter drop-ports-exhausted)" "5 0"
like "natgw status shows what is held [CGN-8]" "$(nat status)" '*held ports   1*'
nat set port-hold 1
ok "a shorter time holds for what is held already [CGN-8]" busywait 20000 held_is 0
frames <<-END
	test and the port goes to another endpoint when its time is over [CGN-8]
	$(one 1 same)
	$end
	run busywait 20000 held_is 0
	run nat set port-hold 0
	test with a time of 0 ports are free at once [CGN-8]
	$(one 0 same)
	$end
	run held_is 0
	$(one 1 same)
	test in use it is exhausted, not held
	send lan udp 10.0.0.50:5000 203.0.113.150:7
	want lan icmp 10.0.0.1 10.0.0.50 3/13
END
is "which is counted as such" "$(counter drop-ports-exhausted)" 1

# The exemptions.
config 2000-2999
nat mapping flush >/dev/null
nat set port-hold 0
nat set port-hold 600
# open PORT: a connection; close PORT: both FINs
open() {
	cat <<-END
		send lan tcp 10.0.0.50:$1 203.0.113.150:80 S seq=100
		want wan tcp 203.0.113.16:$1 203.0.113.150:80 S
		send wan tcp 203.0.113.150:80 203.0.113.16:$1 SA seq=500 ack=101
		want lan tcp 203.0.113.150:80 10.0.0.50:$1 SA
		send lan tcp 10.0.0.50:$1 203.0.113.150:80 A seq=101 ack=501
		want wan tcp 203.0.113.16:$1 203.0.113.150:80 A
	END
}
frames <<-END
	test TCP that was seen to close is not held [CGN-8]
	$(open 2001)
	send lan tcp 10.0.0.50:2001 203.0.113.150:80 FA seq=101 ack=501
	want wan tcp 203.0.113.16:2001 203.0.113.150:80 FA
	send wan tcp 203.0.113.150:80 203.0.113.16:2001 FA seq=501 ack=102
	want lan tcp 203.0.113.150:80 10.0.0.50:2001 FA
	run nat session flush >/dev/null
	run held_is 0
	test nor what was reset [CGN-8]
	$(open 2002)
	send wan tcp 203.0.113.150:80 203.0.113.16:2002 R seq=501
	want lan tcp 203.0.113.150:80 10.0.0.50:2002 R
	run nat session flush >/dev/null
	run held_is 0
	test nor what was refused
	send lan tcp 10.0.0.50:2003 203.0.113.150:80 S seq=100
	want wan tcp 203.0.113.16:2003 203.0.113.150:80 S
	send wan tcp 203.0.113.150:80 203.0.113.16:2003 RA seq=0 ack=101
	want lan tcp 203.0.113.150:80 10.0.0.50:2003 RA
	run nat session flush >/dev/null
	run held_is 0
	test TCP that still may send is held [CGN-8]
	$(open 2004)
	run nat session flush >/dev/null
	run held_is 1
	test also where only the last of its sessions was closed [CGN-8]
	$(open 2005)
	send lan tcp 10.0.0.50:2005 203.0.113.151:80 S seq=100
	want wan tcp 203.0.113.16:2005 203.0.113.151:80 S
	run nat session del remote 203.0.113.150:80 >/dev/null
	send wan tcp 203.0.113.151:80 203.0.113.16:2005 RA seq=0 ack=101
	want lan tcp 203.0.113.151:80 10.0.0.50:2005 RA
	run nat session flush >/dev/null
	run held_is 2
	test a forward's port is not held [CGN-8]
	send wan udp 203.0.113.150:7 203.0.113.16:99
	want lan udp 203.0.113.150:7 10.0.0.50:99
	run nat session flush >/dev/null
	run held_is 2
	test nor is an ICMP query's identifier [UPD-11]
	send lan icmp 10.0.0.50 203.0.113.150 8/0 id=2100 iseq=1
	want wan icmp 203.0.113.16 203.0.113.150 8/0 id=2100
	run nat session flush >/dev/null
	run held_is 2
	run nat pool set A filtering apdf
	test nor is one with address and port-dependent filtering [CGN-8]
	send lan udp 10.0.0.50:2200 203.0.113.150:7
	want wan udp 203.0.113.16:2200 203.0.113.150:7
	run nat session flush >/dev/null
	run held_is 2
	run nat pool set A filtering eif
	test a port that the pool loses is held no more
	send lan udp 10.0.0.50:2300 203.0.113.150:7
	want wan udp 203.0.113.16:2300 203.0.113.150:7
	run nat session flush >/dev/null
	run held_is 3
	run nat pool set A ports 2000-2299
	run held_is 2
	run nat pool set A ports 2000-2999
	test and is anybody's when it gets it back
	send lan udp 10.0.0.51:2300 203.0.113.150:7
	want wan udp 203.0.113.16:2300 203.0.113.150:7
	run nat session flush >/dev/null
	run held_is 3
	run nat forward add udp 203.0.113.16:2300 10.0.0.52:2300
	test a port that a forward takes is held no more
	run held_is 2
	send wan udp 203.0.113.150:7 203.0.113.16:2300
	want lan udp 203.0.113.150:7 10.0.0.52:2300
END
flows src=10.1.0.0/26 dst=203.0.113.150 ports=5000+10 count=600
nat set port-hold-max 100
is "600 ports are in use" "$out" 600
nat session flush >/dev/null
ok "of them as many are held as may be [CGN-8]" held_is 102
flows src=10.1.1.0/26 dst=203.0.113.150 ports=5000+20 count=899 wait=1000
is "and all others can be had [CGN-8 CGN-13]" "$out of $sent, $shared shared" \
	"899 of 899, 0 shared"
flows src=10.1.2.0 dst=203.0.113.150 ports=5000+1 wait=300
is "but not one of them" "$out $refused" "0 1"
nat session flush >/dev/null
nat set port-hold-max 5
ok "a smaller number holds for what is held already" held_is 7

# Each endpoint gets what it had, also where it was not its own number.
config 2000-2999 600
nat session flush >/dev/null
nat set port-hold-max 0
nat set port-hold-max 16384
flows src=10.1.0.0/26 dst=203.0.113.150 ports=7000+5 proto=tcp
nat -j mapping list proto tcp | grep -o -E '"(inside|external)(_port)?": *"?[^",]*' | paste - - - - | sort >"$tmp/one"
nat session flush >/dev/null
ok "320 endpoints are gone, 320 ports are held" held_is 320
flows src=10.1.0.0/26 dst=203.0.113.150 ports=7000+5 proto=tcp
nat -j mapping list proto tcp | grep -o -E '"(inside|external)(_port)?": *"?[^",]*' | paste - - - - | sort >"$tmp/two"
is "every endpoint has the port that it had [CGN-8]" \
	"$(wc -l <"$tmp/two") $(comm -12 "$tmp/one" "$tmp/two" | wc -l) $(held_is 0; echo $?)" \
	"320 320 0"
nat session flush >/dev/null
nat forward del udp 203.0.113.16:99
nat pool set A addresses 203.0.113.17
ok "ports of an address that is gone are not held" held_is 0
finish
