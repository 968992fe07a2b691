# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the scenarios share. A scenario is
#
#	. "$(dirname "$0")/lib.sh"
#	topology hosts			# or: topology wires
#	configure <<-'CONFIG'
#		pool add A addresses 203.0.113.16
#	CONFIG
#	is "..." "$(seen ns="$I1" udp=10.0.0.11:5000 203.0.113.101:7)" 203.0.113.16:5000
#	finish
#
# Results are KTAP. finish checks what no scenario may break (see invariants below). Everything made is
# undone on exit, however the scenario ends. Exit status: 0 all passed, 1 some failed, 4 all skipped.

# Namespaces of a topology; their names carry a random suffix.
#
#       10.0.0.0/24                                  203.0.113.0/24
#   I1 10.0.0.11 ---+                              +--- O1 203.0.113.101, .102
#                   |-- SW --- GW 10.0.0.1         |
#   I2 10.0.0.12 ---+          203.0.113.1 --- WS -+
#      10.0.0.13                                   +--- O2 203.0.113.201
#
# SW and WS are bridges. The gateway's devices are in0 and out0, their other ends are named g; a host's
# device is eth0. Outside hosts know 198.51.100.0/29 through the gateway and nothing else behind it.
#
# "topology wires" has the gateway alone with two wires; only frames and flows speak on them:
#
#   SW:g ---- in0 GW out0 ---- WS:g
#
# "topology user" is the same with a gateway that an unprivileged user's user namespace owns.
#
# "topology pair" has two gateways whose insides are alike; nat and configure speak to GW, and with
# GW=$GW2 before them to the other:
#
#   I1 10.0.0.11, .12 --- SW --- 10.0.0.1 GW 203.0.113.1  ---+      +--- O1 203.0.113.101, .102
#                                                            +- WS -+
#   I2 10.0.0.11, .12 ---------- 10.0.0.1 GW2 203.0.113.2 ---+      +--- O2 203.0.113.201
#
# WS knows GW as g and GW2 as g2.
GW2='' SW='' WS='' I1='' I2='' GW='' O1='' O2=''

selftests=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
scenario=$(basename "${0%.sh}")
for helpers in "${NATGW_TEST_OUTPUT-}" "${NATGW_BUILD:-$selftests/../build}/selftests/helpers" \
	"$selftests/helpers" "$selftests"; do
	[ ! -x "$helpers/frames" ] || break
done
# shellcheck disable=SC2034 # read by scenarios and below
MAC_IN=02:00:00:00:00:01 MAC_OUT=02:00:00:00:00:02 MAC_PLAYED=02:00:00:00:00:50
INSIDE=10.0.0.0/8
POOLS=203.0.113.16-203.0.113.18,203.0.113.30,198.51.100.0/29

# What stands last in a pipe counts its results in this shell.
shopt -s lastpipe
results=0
failed=0
skipped=0
finished=
undo=()
# shellcheck disable=SC2034 # read by scenarios
wire='' wire_fd='' second_wire='' second_wire_fd='' started='' ready_fd='' flows_said=''

# --- results ---------------------------------------------------------------

note() {
	local line

	while IFS= read -r line; do
		printf '# %s\n' "$line"
	done <<<"$*"
}

pass() {
	results=$((results + 1))
	printf 'ok %d - %s\n' "$results" "$*"
}

fail() {
	results=$((results + 1))
	failed=$((failed + 1))
	printf 'not ok %d - %s\n' "$results" "$*"
	[ "$failed" -gt 1 ] || show_state
}

# skip NAME REASON
skip() {
	results=$((results + 1))
	skipped=$((skipped + 1))
	printf 'ok %d - %s # SKIP %s\n' "$results" "$1" "$2"
}

# is NAME GOT WANTED
is() {
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		note "got:    $2"
		note "wanted: $3"
		fail "$1"
	fi
}

# like NAME GOT PATTERN: a pattern of the shell's
like() {
	# shellcheck disable=SC2053 # a pattern is meant
	if [[ $2 == $3 ]]; then
		pass "$1"
	else
		note "got:    $2"
		note "wanted: $3"
		fail "$1"
	fi
}

# ok NAME COMMAND...: passes if it succeeds
ok() {
	local name=$1 output

	shift
	if output=$("$@" 2>&1); then
		pass "$name"
	else
		note "failed ($?): $*"
		[ -z "$output" ] || note "$output"
		fail "$name"
	fi
}

# no NAME COMMAND...: passes if it fails
no() {
	local name=$1 output

	shift
	if output=$("$@" 2>&1); then
		note "succeeded: $*"
		[ -z "$output" ] || note "$output"
		fail "$name"
	else
		pass "$name"
	fi
}

bail() {
	note "$*"
	printf 'Bail out! %s\n' "$1"
	exit 1
}

# Once, after the first failure, what the gateway knows.
show_state() {
	[ -n "$GW" ] || return 0
	note "$(nat mapping list 2>&1 | head -n 5)"
	note "$(nat session list 2>&1 | head -n 10)"
	note "$(nat stats 2>&1 | head -n 40)"
}

# --- running ---------------------------------------------------------------

# defer COMMAND...: run it on exit, the last one first
defer() {
	undo+=("$(printf '%q ' "$@")")
}

# shellcheck disable=SC2317 # run by the trap
leave() {
	local status=$? i

	trap '' INT TERM
	if [ -z "$finished" ]; then
		note "exit status $status"
		fail "the scenario ran to its end"
		printf '1..%d\n' "$results"
		status=1
	fi
	for ((i = ${#undo[@]} - 1; i >= 0; i--)); do
		eval "${undo[i]}" >/dev/null 2>&1
	done
	exit "$status"
}

# stop PID...: end background processes and wait for them
stop() {
	kill "$@" 2>/dev/null
	wait "$@" 2>/dev/null
}

# busywait MS COMMAND...: until it succeeds; fails when the time is over. A kernel that checks itself
# is given more of it (NATGW_SLOWNESS, from scripts/check).
busywait() {
	local end=$((${EPOCHREALTIME/./} / 1000 + $1 * ${NATGW_SLOWNESS:-1}))

	shift
	until "$@" >/dev/null 2>&1; do
		((${EPOCHREALTIME/./} / 1000 < end)) || return 1
		sleep 0.02
	done
}

# in_ns NAMESPACE COMMAND...
in_ns() {
	local ns=$1

	shift
	nsenter --net="/run/netns/$ns" -- "$@"
}

# need PROGRAM...: skip the whole scenario where one is missing
need() {
	local program

	for program; do
		command -v "$program" >/dev/null || skip_all "$program is not installed"
	done
}

skip_all() {
	skip "$scenario" "$1"
	printf '1..%d\n' "$results"
	finished=1
	exit 4
}

# --- the gateway -----------------------------------------------------------

# nat WORD...: the natgw command in the gateway
nat() {
	natgw --netns "$GW" "$@"
}

# configure: make the running configuration that of standard input, or end the scenario. With
# NATGW_TEST_FASTPATH (auto, on, off) in the environment the fast path is set so. Unsolicited SYNs are
# not answered unless it says so: the answer would come six seconds later, into other behaviours.
configure() {
	local output

	output=$({
		[ -z "${NATGW_TEST_FASTPATH-}" ] || echo "set fastpath $NATGW_TEST_FASTPATH"
		echo 'set syn-refusal none'
		cat
	} | nat apply - 2>&1) || bail "configuration refused: $output"
}

# number KEY JSON: the first number of that name
number() {
	[[ $2 =~ \"$1\":\ *(-?[0-9]+) ]] && printf '%s\n' "${BASH_REMATCH[1]}"
}

# counter REASON: how often that was the reason so far
counter() {
	local value

	value=$(number "$1" "$(nat -j stats)") || value=0
	printf '%s\n' "$value"
}

# state_is STATE [FILTER...]: of the only TCP session; for "run" in frames
state_is() {
	local state

	state=$(nat -j session list proto tcp "${@:2}" |
		sed -n 's/.*"state": *"\([a-z-]*\)".*/\1/p')
	[ "$state" = "$1" ] || {
		note "state ${state:-none}, not $1"
		return 1
	}
}

# count_is WHAT NUMBER [FILTER...]: as many sessions or mappings are there; for "run" too
count_is() {
	local number

	number=$(nat "$1" count "${@:3}")
	[ "$number" = "$2" ] || {
		note "$number ${1}s, not $2"
		return 1
	}
}

# at_least NUMBER [FILTER...]: so many sessions are there
at_least() {
	[ "$(nat session count "${@:2}")" -ge "$1" ]
}

# listens NAMESPACE udp|tcp ADDRESS PORT: wait until somebody does
listens() {
	busywait 60000 in_ns "$1" sh -c "ss -Hln${2:0:1} sport = :$4 | grep -q '$3:$4'" ||
		bail "nobody listens at $3, $2 port $4"
}

# --- helpers ---------------------------------------------------------------

# seen WORD...: what address mirrors see; see helpers/who.c
seen() {
	"$helpers/who" "$@"
}

# mirror WORD...: start mirrors; see helpers/mirror.c
mirror() {
	start_ready mirror "$helpers/mirror" "$@"
}

# start_ready NAME COMMAND...: in the background, once it has printed "ready"; sets started
start_ready() {
	local name=$1 line='' fd

	shift
	exec {fd}< <(exec "$@")
	started=$!
	defer stop "$started"
	read -r -t 60 line <&"$fd" || true
	[ "$line" = ready ] || bail "$name did not start"
	ready_fd=$fd
}

# frames: plays a script of packets (standard input) on both wires; see helpers/frames.c
outside_address=203.0.113.1
frames() {
	local line before=$results

	while IFS= read -r line; do
		case $line in
		'ok '*) pass "${line#ok }" ;;
		'not ok '*) fail "${line#not ok }" ;;
		*) printf '%s\n' "$line" ;;
		esac
	done < <("$helpers/frames" "lan=$SW,g,10.0.0.1,10.0.0.9" \
		"wan=$WS,g,$outside_address,203.0.113.9" 2>&1)
	[ "$results" -gt "$before" ] || fail "frames: no result"
}

# flows WORD...: many flows at once; sets the variables that helpers/flows.c prints
# shellcheck disable=SC2034 # read by scenarios
sent=0 out=0 back=0 wrong=0 refused=0 owners=0 externals=0 shared=0 moved=0 crossed=0 preserved=0
# shellcheck disable=SC2034 # read by scenarios
odd=0 stepped=0 spread=0 addresses=0 ms=0
# shellcheck disable=SC2034 # for scenarios
flows() {
	local line output

	output=$("$helpers/flows" "lan=$SW,g,$MAC_IN" "wan=$WS,g,$MAC_OUT" "$@" 2>&1) ||
		note "flows: $output"
	while IFS= read -r line; do
		[[ $line =~ ^[a-z]+=[0-9]+$ ]] && declare -g "$line"
	done <<<"$output"
	flows_said=${output//$'\n'/ }
}

# shellcheck source-path=SCRIPTDIR
. "$selftests/topology.sh"

tmp=$(mktemp -d)
defer rm -rf "$tmp"
export -f nat note number counter state_is count_is at_least
export GW helpers tmp
trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
printf 'KTAP version 1\n'
[ ! -w /dev/kmsg ] || printf 'natgw-test: %s %s begins\n' "$scenario" "$$" >/dev/kmsg
