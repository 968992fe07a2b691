#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Unit tests of kmod/lib and of the packet room, run by KUnit in this kernel.
#
# natgw_kunit.ko (selftests/kunit) runs its suites while it is loaded and KUnit
# writes KTAP to the kernel's log. Here each test case becomes a result of
# its own, "suite: case"; what KUnit says about it comes before it as a comment.
# The ids of docs/rfc-scorecard.rows that a case proves stand in a comment after
# it in the source: KUNIT_CASE(name), /* [ID ID] */

set -u

top=$(cd "$(dirname "$0")/.." && pwd)
directory=${NATGW_BUILD:-$top/build}/kunit/$(uname -r)

echo "KTAP version 1"
if [ ! -e "$directory/natgw_kunit.ko" ]; then
	echo "1..0 # SKIP no unit tests for $(uname -r); on the host: make -C selftests/kunit KDIR=..."
	exit 4
fi

loaded=
cleanup() {
	local module

	for module in $loaded; do
		rmmod "$module"
	done
}
trap cleanup EXIT

load() {
	local name=$1

	shift
	insmod "$directory/$name.ko" "$@" || {
		echo "Bail out! $name.ko cannot be loaded"
		exit 1
	}
	loaded="$name $loaded"
}

# Without CONFIG_KUNIT there is one to load.
if [ -e "$directory/kunit.ko" ]; then
	load kunit enable=1
fi
mark="natgw_kunit: begin $$"
echo "$mark" >/dev/kmsg
load natgw_kunit

dmesg --notime | awk -v mark="$mark" -v sources="$(grep -h KUNIT_CASE "$top"/selftests/kunit/*_test.c)" '
	BEGIN {
		n_lines = split(sources, line, "\n")
		for (i = 1; i <= n_lines; i++) {
			if (match(line[i], /KUNIT_CASE[A-Z_]*\([a-z0-9_]+/)) {
				name = substr(line[i], RSTART, RLENGTH)
				sub(/.*\(/, "", name)
				if (match(line[i], /\[[A-Z0-9][A-Za-z0-9. -]*\]/))
					ids[name] = " " substr(line[i], RSTART, RLENGTH)
			}
		}
	}
	index($0, mark) { seen = 1; next }
	!seen { next }
	/^    # Subtest: / { suite = $3; next }
	/^    (not )?ok [0-9]+ / {
		bad = sub(/^    not ok [0-9]+ (- )?/, "")
		sub(/^    ok [0-9]+ (- )?/, "")
		n++
		failed += bad
		print (bad ? "not ok " : "ok ") n " - " suite ": " $0 ids[$0]
		next
	}
	/^    1\.\.[0-9]+$/ { sub(/^    1\.\./, ""); planned += $0; next }
	/^(not )?ok [0-9]+ / { suites++; next }
	NF { print "# " $0 }
	END {
		# A suite that stopped half way leaves cases out.
		print "1.." planned + 0
		exit failed || !n || n != planned
	}'
