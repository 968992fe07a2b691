#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Runs the tests of the netlink ABI (selftests/abi), each test in a network
# namespace of its own, and gives their results as one list.
#
#   abi.sh [PROGRAM...]

set -u

here=$(cd "$(dirname "$0")" && pwd)
for directory in "${NATGW_TEST_OUTPUT:+$NATGW_TEST_OUTPUT/abi}" \
	"${NATGW_BUILD:-$here/../build}/selftests/abi" "$here/abi"; do
	[ -z "$directory" ] || [ ! -x "$directory/config" ] || break
done

echo "KTAP version 1"
if [ ! -x "$directory/config" ]; then
	echo "1..0 # SKIP the programs of selftests/abi are not built: make -C selftests/abi"
	exit 4
fi

modprobe natgw 2>/dev/null
modprobe tun 2>/dev/null
[ $# -gt 0 ] || set -- config refusal transaction rights table event hostile

count=0
failures=0
for program; do
	case $program in
	event | table | faults*)
		if [ ! -c /dev/net/tun ]; then
			count=$((count + 1))
			echo "ok $count - abi $program # SKIP no tun devices"
			continue
		fi
		;;
	esac
	said=$("$directory/$program" 2>&1)
	status=$?
	results=0
	while IFS= read -r line; do
		case $line in
		ok\ * | not\ ok\ *)
			verdict=${line%%ok *}ok
			rest=${line#"$verdict "}
			count=$((count + 1))
			results=$((results + 1))
			[ "$verdict" = ok ] || failures=$((failures + 1))
			# The harness writes "ok N what.test" or "ok N # SKIP why".
			echo "$verdict $count - abi $program: ${rest#* }"
			;;
		TAP\ version* | 1..*) ;;
		*) echo "# ${line#\# }" ;;
		esac
	done <<<"$said"
	if [ "$results" -eq 0 ] || { [ "$status" -ne 0 ] && [ "$failures" -eq 0 ]; }; then
		count=$((count + 1))
		failures=$((failures + 1))
		echo "not ok $count - abi $program: exit status $status"
	fi
done
echo "1..$count"
[ "$failures" -eq 0 ]
