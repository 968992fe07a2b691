#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Drives natgw with the kernel tree's generic netlink client, which knows
# nothing about natgw but docs/netlink/natgw.yaml.

set -u

here=$(cd "$(dirname "$0")" && pwd)
spec=$here/../docs/netlink/natgw.yaml
build=${NATGW_BUILD:-$here/../build}

echo "KTAP version 1"
skip_all() {
	echo "1..0 # SKIP $*"
	exit 4
}

client=
for tree in "$here/../../../.." "$build"/ynl/linux-source-*; do
	for script in "$tree/tools/net/ynl/cli.py" "$tree/tools/net/ynl/pyynl/cli.py"; do
		[ ! -e "$script" ] || client=$script
	done
done
[ -n "$client" ] || skip_all "no YNL client (tools/net/ynl); on the host: scripts/ynl-source"
[ -e "$spec" ] || skip_all "no spec: $spec"
python3 -c 'import yaml' 2>/dev/null || skip_all "no python3-yaml"
modprobe natgw 2>/dev/null

netns=ynl-$$
ip netns add "$netns" || skip_all "no network namespaces"
trap 'ip netns del "$netns"' EXIT

results=0
failed=0
result() {
	local ok=$1

	shift
	results=$((results + 1))
	if [ "$ok" = 0 ]; then
		echo "ok $results - $*"
	else
		failed=$((failed + 1))
		echo "not ok $results - $*"
		printf '%s\n' "$said" | sed 's/^/# /'
	fi
}

# ynl OPTION... : what it printed is in $said
ynl() {
	said=$(PYTHONDONTWRITEBYTECODE=1 ip netns exec "$netns" \
		python3 "$client" --no-schema --spec "$spec" "$@" 2>&1)
}

# holds DESCRIPTION PATTERN... : $said has them all
holds() {
	local what=$1 pattern ok=0

	shift
	for pattern; do
		grep -qE -- "$pattern" <<<"$said" || ok=1
	done
	result $ok "$what"
}

# This client takes addresses as numbers and prints them with dots.
number() {
	local IFS=.

	# Splitting at the dots is what is meant.
	# shellcheck disable=SC2086
	set -- $1
	echo $((($1 << 24) + ($2 << 16) + ($3 << 8) + $4))
}

first=$(number 203.0.113.16)
inside=$(number 10.0.0.0)

# Where instructions are emulated each start of the client takes seconds, so
# one of them does most. It cannot listen at the same time: an event amid the
# answers confuses it.
ynl --multi status-get '{}' \
	--multi pool-new "{\"name\": \"A\",
		\"address\": [{\"first\": $first, \"last\": $((first + 1))}],
		\"port\": [{\"first\": 1024, \"last\": 2047}, {\"first\": 4000}],
		\"udp-mapping\": \"apdm\", \"paired\": \"soft\"}" \
	--multi pool-get '{"name": "A"}' \
	--multi rule-new "{\"action\": \"pool\", \"pool\": \"A\",
		\"src\": {\"address\": $inside, \"length\": 8}}" \
	--multi timeout-set '{"name": "udp", "seconds": 600}' \
	--multi session-count '{}' \
	--multi stats-get '{}'
result $? "all requests are understood"
holds "status-get" "'active': 'off'" "'pools': 0"
holds "pool-new and pool-get: nests and enumerations" \
	"'first': '203.0.113.16', 'last': '203.0.113.17'" "'first': 4000" \
	"'udp-mapping': 'apdm'" "'tcp-mapping': 'eim'" "'paired': 'soft'"
holds "rule-new tells the index" "'index': 10"
holds "session-count" "'count': 0"
holds "stats-get" "'reason': 'drop-no-mapping'" "'sessions-created': 0"

ynl --dump pool-get
holds "pool-get dump" "^\\[\\{" "'name': 'A'"
ynl --dump rule-get
holds "rule-get dump" "'address': '10.0.0.0', 'length': 8" "'action': 'pool'"
ynl --dump timeout-get
holds "timeout-get dump" "'default': 300, 'minimum': 120, 'name': 'udp', 'seconds': 600"
ynl --dump session-get --json "{\"proto\": 17, \"inside\": $inside, \"inside-length\": 8}"
holds "session-get dump with a filter" "^\\[\\]$"

ynl --do pool-del --json '{"name": "B"}'
holds "a refusal has a sentence and the attribute" "does not exist" "'bad-attr': '.name'"
ynl --do pool-get
holds "a missing attribute is named" "'miss-type': 'name'"

# Nothing tells when the listener is ready: changes are made for as long as it listens.
heard=$(mktemp)
PYTHONDONTWRITEBYTECODE=1 ip netns exec "$netns" python3 "$client" --no-schema --spec "$spec" \
	--subscribe events --sleep 8 >"$heard" 2>&1 &
listener=$!
while kill -0 "$listener" 2>/dev/null; do
	ynl --do setting-set --json '{"max-sessions": 1000}'
done
said=$(cat "$heard")
rm -f "$heard"
holds "events" "config-ntf" "'generation':" "'sequence':"

echo "1..$results"
[ "$failed" -eq 0 ]
