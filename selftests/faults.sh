#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Memory that is not there: each allocation of each request, of packets on their
# way, of a new namespace and of the module's loading fails once, one at a time,
# and then many at random (selftests/abi/faults*.c). On a kernel with fault
# injection only, which is the debug kernel.
#
#   faults.sh [PROGRAM...]

here=$(cd "$(dirname "$0")" && pwd)
debug=/sys/kernel/debug

if [ ! -w /proc/self/fail-nth ] || [ ! -d $debug/failslab ] || [ ! -d $debug/fail_page_alloc ]; then
	echo "KTAP version 1"
	echo "1..0 # SKIP this kernel does not make allocations fail (make debug-kernel)"
	exit 4
fi

# Those that may sleep too, and single pages; nothing fails before a program says so.
saved=()
set_knob() {
	local file=$debug/$1

	[ -e "$file" ] || return
	saved+=("$file" "$(cat "$file")")
	echo "$2" >"$file"
}

restore() {
	local i

	for ((i = ${#saved[@]} - 2; i >= 0; i -= 2)); do
		echo "${saved[i + 1]}" >"${saved[i]}"
	done
}
trap restore EXIT

for kind in failslab fail_page_alloc; do
	set_knob $kind/probability 0
	set_knob $kind/verbose 0
	set_knob $kind/verbose_ratelimit_interval_ms 0
	set_knob $kind/ignore-gfp-wait N
done
# Each change waits for a grace period, and there are thousands.
set_knob ../rcu_expedited 1
# Nor does anybody look for tunnels in a namespace that is to fail.
set_knob ../../../proc/sys/net/core/fb_tunnels_only_for_init_net 2
set_knob failslab/task-filter N
set_knob fail_page_alloc/min-order 0

[ $# -gt 0 ] || set -- faults faults-packets faults-setup
"$here/abi.sh" "$@"
