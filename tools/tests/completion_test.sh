#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the completion offers: every word that the command's help has, and the right ones in a few places.
# Prints "ok - NAME" or "not ok - NAME"; the caller counts.

set -u
tools=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=../completion/natgw.bash
. "$tools/completion/natgw.bash"

# complete_at WORD...: what is offered for the last of these words
complete_at() {
	COMP_WORDS=(natgw "$@")
	COMP_CWORD=$#
	COMPREPLY=()
	_natgw
	echo "${COMPREPLY[*]}"
}

# offers EXPECTED WORD...
offers() {
	local expected=$1 got
	shift

	got=$(complete_at "$@")
	if [ "$got" = "$expected" ]; then
		echo "ok - completion of: natgw $*"
	else
		echo "# offered: $got"
		echo "not ok - completion of: natgw $*"
	fi
}

offers 'set settings session' se
offers '--json' --j
offers 'session' -j -n somewhere ses
offers 'add set del list help' pool ''
offers 'pat dynamic' pool add x type ''
offers 'paired parity' pool add x pa
offers 'exempt' rule add e
offers 'auto on off' set fastpath ''
offers 'eim adm apdm' rule add pool x tcp-mapping ''
offers 'tcp udp' forward add ''
offers 'port' timeout set tcp po
offers 'established' session list state e
offers 'sessions' monitor mappings se
offers '--check' apply --c

# Each keyword of a usage is among the words that are offered for its verb.
for pair in 'pool add' 'rule add' 'mapping list' 'session list' 'subscriber list'; do
	read -r object verb <<<"$pair"
	offered=" $(_natgw_keywords "$object" "$verb" 1 | tr '\n' ' ') "
	missing=
	while read -r word; do
		[[ $offered == *" $word "* ]] || missing+=" $word"
	done < <("$tools/tests/build/natgw" "$object" "$verb" help | grep -oE '\[ [a-z-]+' | cut -c3-)
	[ -z "$missing" ] && echo "ok - completion of $pair is whole" ||
		echo "not ok - completion of $pair lacks:$missing"
done
