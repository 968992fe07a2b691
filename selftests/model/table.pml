/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kmod/state/table.c: a bucket that is moved twice, to new lines each time, while one looks for an
 * object in it, and two put objects with one key in and take them out again.
 *
 * Proved for all interleavings of single accesses:
 *
 *  - an object that is there all the time is found, wherever it is just then;
 *  - of two objects with one key one gets in, and who got in takes it out;
 *  - in the end nothing is there twice, or left over;
 *  - nobody touches lines that were freed.
 *
 * Not in it: the order in which a processor sees another's writes (the release of a slot that is
 * cleared after its successor was filled, see natgw_table_find()); slots, which an object never
 * changes within lines; the wait for readers is RCU's promise: who came before is waited for.
 *
 * CLEAR_FIRST, NO_WAIT and BLIND are mistakes that it has to find.
 */
#define LINES 4			/* 1 to 3: what the table has one after the other */
#define NONE 0

byte current = 1;
byte successor[LINES];		/* NONE: nothing is being moved */
bit locked[LINES], freed[LINES];
bit stays[LINES] = { 0, 1, 0, 0 };	/* the object that is there all the time is here */
byte other[LINES];		/* the one with the other key, by who put it in */

byte readers;			/* who is within rcu_read_lock(), as bits */
byte waits;			/* of whom the resizer waits for */
bit resized;
byte done;

#define ME (1 << _pid)
#define TOUCH(t) assert(!freed[t])

inline lock(t) { atomic { locked[t] == 0 -> TOUCH(t); locked[t] = 1 } }
inline unlock(t) { TOUCH(t); locked[t] = 0 }
inline rcu_read_lock() { readers = readers | ME }
inline rcu_read_unlock() { d_step { readers = readers & ~ME; waits = waits & ~ME } }

inline move_bucket(from, to) {
	lock(from);
#ifdef CLEAR_FIRST
	if
	:: stays[from] -> stays[from] = 0; stays[to] = 1
	:: else
	fi;
#else
	if
	:: stays[from] ->
		lock(to); stays[to] = 1; unlock(to);
		stays[from] = 0
	:: else
	fi;
#endif
	if
	:: other[from] != NONE ->
		lock(to);
		assert(other[to] == NONE);
		other[to] = other[from];
		unlock(to);
		other[from] = NONE
	:: else
	fi;
	unlock(from)
}

active proctype resizer() {
	byte from, to;

	do
	:: current < LINES - 1 ->
		from = current;
		to = from + 1;
		successor[from] = to;
		move_bucket(from, to);
		current = to;
#ifndef NO_WAIT
		d_step { waits = readers };
		waits == 0;
#endif
		freed[from] = 1
	:: else -> break
	od;
	resized = 1
}

active proctype finder() {
	byte t, n;
	bit found;

	do
	:: n < 2 ->
		rcu_read_lock();
		t = current;
		found = 0;
		do
		:: t != NONE && !found ->
			TOUCH(t);
			found = stays[t];
			t = successor[t]
		:: else -> break
		od;
		assert(found);
		rcu_read_unlock();
		n++
	:: else -> break
	od
}

active [2] proctype changer() {
	byte t, next;
	bit in, out;

	rcu_read_lock();
	t = current;
	lock(t);
	next = successor[t];
	if
	:: other[t] != NONE -> in = 0
	:: other[t] == NONE && next == NONE -> other[t] = _pid; in = 1
	:: other[t] == NONE && next != NONE ->
		lock(next);
		if
#ifdef BLIND
		:: other[next] = _pid; in = 1
#else
		:: other[next] == NONE -> other[next] = _pid; in = 1
		:: else
#endif
		fi;
		unlock(next)
	fi;
	unlock(t);
	rcu_read_unlock();
	if
	:: in ->
		rcu_read_lock();
		t = current;
		lock(t);
		next = successor[t];
		if
		:: other[t] == _pid -> other[t] = NONE; out = 1
		:: else
		fi;
		if
		:: !out && next != NONE ->
			lock(next);
			if
			:: other[next] == _pid -> other[next] = NONE; out = 1
			:: else
			fi;
			unlock(next)
		:: else
		fi;
		unlock(t);
		assert(out);
		rcu_read_unlock()
	:: else
	fi;
	done++
}

active proctype judge() {
	done == 2 && resized;
	assert(other[1] == NONE && other[2] == NONE && other[3] == NONE);
	assert(!stays[1] && !stays[2] && stays[3])
}
