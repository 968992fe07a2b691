/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kmod/lib/portmap.c: two words of one port each, so that every search needs the summaries, and
 * three processors that release, search and search.
 *
 * Proved for all interleavings of single accesses:
 *
 *  - no port has two owners;
 *  - a search fails only if there was a moment during it at which no port was free;
 *  - in the end the count is right, no call counts as under way, and no summary hides a free port.
 *
 * Not in it: the order in which a processor sees another's writes (every access is at once seen
 * by all, which is what the barriers of portmap.c are for), parity, and more than one port a word.
 */
#define PORTS 2
#define TRIES 4

bit used[PORTS];
bit summary[PORTS];
byte busy, spoilt;	/* the two halves of @epoch */
byte count;
byte owner[PORTS];	/* for the proof: pid + 1 */
bit none_free[4];	/* for the proof: since the search of that pid began there was such a moment */

inline note_free() {
	if
	:: used[0] && used[1] ->
		none_free[0] = 1; none_free[1] = 1; none_free[2] = 1; none_free[3] = 1
	:: else
	fi
}

inline settle(w) {
	if
	:: used[w] && !summary[w] ->
		busy++;
		summary[w] = 1;
		if
		:: !used[w] -> summary[w] = 0; d_step { busy--; spoilt++ }
		:: else -> busy--
		fi
	:: else
	fi
}

/* test_and_set_bit(), then the count and the summary. */
inline claim(c, won) {
	won = 0;
	if
	:: !used[c] ->
		d_step {
			if
			:: !used[c] ->
				used[c] = 1;
				assert(owner[c] == 0);
				owner[c] = _pid + 1;
				won = 1;
				note_free()
			:: else
			fi
		};
		if
		:: won -> count++; settle(c)
		:: else
		fi
	:: else
	fi
}

inline release(r) {
	busy++;
	count--;
	d_step { assert(used[r] && owner[r] == _pid + 1); owner[r] = 0; used[r] = 0 };
	if
	:: summary[r] -> summary[r] = 0
	:: else
	fi;
	d_step { busy--; spoilt++ }
}

/* The word of @start is looked at whatever its summary says, the other one as it says. */
inline claim_any(from, had) {
	d_step { none_free[_pid] = used[0] && used[1] };
	try = 0;
	do
	:: try < TRIES ->
		d_step { was_busy = busy; was_spoilt = spoilt };
		claim(from, had);
		if
		:: had -> mine = from; break
		:: else
		fi;
		settle(from);
		if
		:: !summary[1 - from] || try >= 2 ->
			claim(1 - from, had);
			if
			:: had -> mine = 1 - from; break
			:: else
			fi;
			settle(1 - from)
		:: else
		fi;
		if
		:: was_busy == 0 && busy == 0 && spoilt == was_spoilt ->
			assert(none_free[_pid]);
			break
		:: else -> try++
		fi
	:: else -> break
	od
}

/* Has a port, gives it back, looks for another. */
proctype giver(byte port) {
	byte try, was_busy, was_spoilt, mine;
	bit got;

	release(port);
	claim_any(port, got)
}

/* Has a port and gives it back. */
proctype leaver(byte port) {
	release(port)
}

proctype taker(byte start) {
	byte try, was_busy, was_spoilt, mine;
	bit got;

	claim_any(start, got)
}

init {
	/* Ports are owned from the start, and their summaries may be late. */
	d_step { used[0] = 1; owner[0] = 2; count = 1 };
	if
	:: summary[0] = 1
	:: skip
	fi;
	if
	:: SECOND_OWNS ->
		d_step { used[1] = 1; owner[1] = 4; count = 2 };
		if
		:: summary[1] = 1
		:: skip
		fi
	:: else
	fi;
	atomic { run giver(0); run FIRST(FIRST_START); run SECOND(SECOND_START) };
	_nr_pr == 1;
	assert(busy == 0);
	assert(count == used[0] + used[1]);
	assert(!summary[0] || used[0]);
	assert(!summary[1] || used[1])
}
