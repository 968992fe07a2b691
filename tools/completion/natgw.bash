# SPDX-License-Identifier: GPL-2.0-only
# bash completion for natgw(8)
# shellcheck shell=bash

# What the kernel knows, without loading the module just to ask.
_natgw_pools() {
	[ -d /sys/module/natgw ] || return
	"${COMP_WORDS[0]}" pool list 2>/dev/null | cut -d' ' -f1
}

_natgw_rules() {
	[ -d /sys/module/natgw ] || return
	"${COMP_WORDS[0]}" rule list 2>/dev/null | cut -d' ' -f2
}

_natgw_interfaces() {
	local path

	for path in /sys/class/net/*; do
		echo "${path##*/}"
	done
}

# Words that a value of the keyword $1 can be; nothing where it is free.
_natgw_values() {
	case $1 in
	interface | iif | oif) _natgw_interfaces ;;
	pool) _natgw_pools ;;
	type) echo pat dynamic ;;
	dry) echo refuse pat ;;
	mapping | tcp-mapping | udp-mapping) echo eim adm apdm ;;
	filtering | tcp-filtering | udp-filtering) echo eif adf apdf ;;
	paired) echo on soft off ;;
	parity | preserve | inbound-refresh | allow-short-timeouts) echo on off ;;
	fastpath) echo auto on off ;;
	table-full) echo refuse evict ;;
	icmp-refusal) echo admin host none ;;
	syn-refusal) echo port none ;;
	tcp-refusal) echo reset none ;;
	mss) echo off route ;;
	ip-options) echo pass drop ;;
	proto) echo tcp udp icmp gre esp ah sctp dccp udplite ;;
	kind) echo port address forward 'local' ;;
	state)
		echo closed init init-reply init-both init-orig-acked init-reply-acked \
			established cfin sfin csfin trans
		;;
	addresses | exclude | ports | index | src | dst | sport | dport | mark | inside | \
		external | remote | port | max-sessions | port-hold | port-hold-max) ;;
	*) return 1 ;;
	esac
}

# Keywords that may follow the object $1 and the verb $2; $3 is the number of words behind the verb.
_natgw_keywords() {
	local behaviours='mapping tcp-mapping udp-mapping filtering tcp-filtering udp-filtering'
	local properties="addresses interface exclude type dry ports $behaviours paired parity preserve mss"

	case $1-$2 in
	pool-add) [ "$3" -eq 0 ] || echo "$properties" ;;
	pool-set) if [ "$3" -eq 0 ]; then _natgw_pools; else echo "$properties"; fi ;;
	pool-del | pool-list) [ "$3" -gt 0 ] || _natgw_pools ;;
	rule-add)
		echo index src dst iif oif proto sport dport mark pool exempt drop "$behaviours"
		;;
	rule-del) if [ "$3" -eq 0 ]; then echo index; else _natgw_rules; fi ;;
	static-add) echo inside external ;;
	static-del) echo inside ;;
	forward-add | forward-del)
		if [ "$3" -eq 0 ]; then echo tcp udp; else echo external inside interface; fi
		;;
	timeout-set | timeout-del)
		case $3 in
		0) echo udp tcp tcp-opening tcp-established tcp-closing tcp-reset icmp other ;;
		1) echo port ;;
		esac
		;;
	mapping-*) echo proto inside external remote pool kind vrf ;;
	session-*) echo proto inside external remote pool state vrf ;;
	subscriber-list) echo inside external pool vrf ;;
	esac
}

_natgw_verbs() {
	case $1 in
	pool) echo add set del list help ;;
	rule | static | forward) echo add del list help ;;
	timeout) echo set del list help ;;
	mapping | session) echo list count del flush help ;;
	subscriber) echo list help ;;
	set)
		echo fastpath max-sessions table-full icmp-refusal ip-options inbound-refresh \
			allow-short-timeouts port-hold port-hold-max syn-refusal tcp-refusal help
		;;
	stats) echo --all --explain help ;;
	monitor) echo mappings sessions config help ;;
	apply) echo --check help ;;
	settings | status | save | flush) echo help ;;
	esac
}

_natgw() {
	local objects='pool rule static forward timeout set settings mapping session subscriber
		stats status monitor apply save flush help'
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local i=1 words

	# Options, of which --netns has a value.
	while [ "$i" -lt "$COMP_CWORD" ] && [[ ${COMP_WORDS[i]} == -* ]]; do
		[[ ${COMP_WORDS[i]} != -n && ${COMP_WORDS[i]} != --netns ]] || i=$((i + 1))
		i=$((i + 1))
	done
	case $prev in
	-n | --netns) words=$(ls /var/run/netns 2>/dev/null) ;;
	*)
		if [ "$COMP_CWORD" -le "$i" ]; then
			words=$objects
			[[ $cur != -* ]] || words='--json --pretty --netns --debug --version --help'
		elif [ "$COMP_CWORD" -eq $((i + 1)) ] || [[ ${COMP_WORDS[i]} == monitor ]]; then
			words=$(_natgw_verbs "${COMP_WORDS[i]}")
		elif [ "$COMP_CWORD" -eq $((i + 2)) ] && [[ ${COMP_WORDS[i]} != set ]]; then
			words=$(_natgw_keywords "${COMP_WORDS[i]}" "${COMP_WORDS[i + 1]}" 0)
		else
			words=$(_natgw_values "$prev") ||
				words=$(_natgw_keywords "${COMP_WORDS[i]}" "${COMP_WORDS[i + 1]}" \
					$((COMP_CWORD - i - 2)))
		fi
		;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
	if [[ ${COMP_WORDS[i]} == apply && $COMP_CWORD -gt $i ]]; then
		mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$cur")
		compopt -o filenames 2>/dev/null
	fi
}

complete -F _natgw natgw
