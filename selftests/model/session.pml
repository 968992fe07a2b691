/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kmod/state/session.c and mapping.c: one flow, whose first packet and first answer come to two
 * processors at once, while a third ends what it finds.
 *
 * Proved for all interleavings of single accesses:
 *
 *  - nothing is used after it was freed, sessions and mappings;
 *  - a session is buried at most once, and never while it is still in the table;
 *  - a session that lives is in the table under both tuples once its lock is free;
 *  - a session that is ended has its mapping, found by the external endpoint;
 *  - in the end the mapping's references are the sessions that live, and without any it is gone;
 *    what was created less what was ended is there.
 *
 * Not in it: the order in which a processor sees another's writes; the hash table's own
 * workings (an insertion, a look-up and a removal are one step each); the wait for readers
 * is RCU's promise: who came before the burial is waited for.
 */
#define SESSIONS 4
#define MAPPINGS 4
#define IN 0
#define OUT 1
#define CPUS 4

mtype = { UNUSED, LIVE, BURIED, FREED };

byte table[2];			/* by realm: the session whose flow is there, 0 for none */
mtype session[SESSIONS] = UNUSED;
bit dead[SESSIONS], locked[SESSIONS];
byte waits[SESSIONS];		/* readers to wait for before a buried one is freed, as bits */
byte next_session = 1;

byte by_inside, by_external;	/* the mapping there, 0 for none */
mtype mapping[MAPPINGS] = UNUSED;
byte references[MAPPINGS], map_waits[MAPPINGS];
byte next_mapping = 1;
bit host_lock;

byte readers;			/* who is within rcu_read_lock(), as bits */
byte created, ended;

#define ME (1 << _pid)
#define USED(s) assert(session[s] == LIVE || session[s] == BURIED)
#define USED_MAPPING(m) assert(mapping[m] == LIVE || mapping[m] == BURIED)

inline lock(l) { atomic { l == 0 -> l = 1 } }
inline unlock(l) { l = 0 }

inline rcu_read_lock() { readers = readers | ME }

inline rcu_read_unlock() {
	d_step {
		readers = readers & ~ME;
		i = 1;
		do
		:: i < SESSIONS -> waits[i] = waits[i] & ~ME; i++
		:: else -> break
		od;
		i = 1;
		do
		:: i < MAPPINGS -> map_waits[i] = map_waits[i] & ~ME; i++
		:: else -> break
		od;
		i = 0
	}
}

inline bury(s) {
	d_step {
		assert(session[s] == LIVE && table[IN] != s && table[OUT] != s);
		session[s] = BURIED;
		waits[s] = readers
	}
}

/* refcount_dec_and_lock(): it falls to 0 under the host's lock only. */
inline put_mapping(m) {
	USED_MAPPING(m);
	if
	:: d_step { references[m] > 1 -> references[m]-- }
	:: d_step { references[m] <= 1 -> skip };
		lock(host_lock);
		references[m]--;
		if
		:: references[m] == 0 ->
			d_step { if :: by_external == m -> by_external = 0 :: else fi };
			d_step { if :: by_inside == m -> by_inside = 0 :: else fi };
			d_step { mapping[m] = BURIED; map_waits[m] = readers }
		:: else
		fi;
		unlock(host_lock)
	fi
}

/* From inside: found or made under the host's lock, where references are never 0. */
inline get_mapping_inside(m) {
	lock(host_lock);
	m = by_inside;
	if
	:: m != 0 ->
		USED_MAPPING(m);
		d_step { assert(references[m] > 0); references[m]++ }
	:: else ->
		d_step { m = next_mapping; next_mapping++; mapping[m] = LIVE; references[m] = 1 };
		by_inside = m;
		by_external = m
	fi;
	unlock(host_lock)
}

/* From outside: refcount_inc_not_zero(). */
inline get_mapping_outside(m) {
	m = by_external;
	if
	:: m != 0 ->
		USED_MAPPING(m);
		d_step {
			if
			:: references[m] > 0 -> references[m]++
			:: else -> m = 0
			fi
		}
	:: else
	fi
}

inline create(realm, m) {
	d_step { s = next_session; next_session++; session[s] = LIVE };
	lock(locked[s]);
	d_step { other = table[1 - realm]; if :: other == 0 -> table[1 - realm] = s :: else fi };
	if
	:: other != 0 ->
		unlock(locked[s]);
		session[s] = FREED;	/* nobody has seen it */
		USED(other);
		put_mapping(m)
	:: else ->
		d_step { other = table[realm]; if :: other == 0 -> table[realm] = s :: else fi };
		if
		:: other == 0 ->
			created++;
			assert(table[realm] == s && table[1 - realm] == s && !dead[s]);
			unlock(locked[s])
		:: else ->
			dead[s] = 1;
			unlock(locked[s]);
			d_step { if :: table[1 - realm] == s -> table[1 - realm] = 0 :: else fi };
			bury(s);
			put_mapping(m)
		fi
	fi
}

inline kill_session(s) {
	USED(s);
	lock(locked[s]);
	alive = !dead[s];
	dead[s] = 1;
	unlock(locked[s]);
	if
	:: alive ->
		m = by_external;
		assert(m != 0 && references[m] > 0);
		d_step { assert(table[IN] == s); table[IN] = 0 };
		d_step { assert(table[OUT] == s); table[OUT] = 0 };
		ended++;
		put_mapping(m);
		bury(s)
	:: else
	fi
}

proctype packet(byte realm) {
	byte s, other, m, i;

	rcu_read_lock();
	s = table[realm];
	if
	:: s != 0 ->
		USED(s);
		other = dead[s]
	:: else ->
		if
		:: realm == IN -> get_mapping_inside(m)
		:: else -> get_mapping_outside(m)
		fi;
		if
		:: m != 0 -> create(realm, m)
		:: else
		fi
	fi;
	rcu_read_unlock()
}

/* A sweep, or a command: finds by either tuple. */
proctype killer(byte realm) {
	byte s, m, i;
	bit alive;

	rcu_read_lock();
	s = table[realm];
	if
	:: s != 0 -> kill_session(s)
	:: else
	fi;
	rcu_read_unlock()
}

/* The end of a grace period, whenever it may be. */
active proctype reclaimer() {
	byte n;

end:	do
	:: d_step { session[1] == BURIED && waits[1] == 0 -> session[1] = FREED }
	:: d_step { session[2] == BURIED && waits[2] == 0 -> session[2] = FREED }
	:: d_step { session[3] == BURIED && waits[3] == 0 -> session[3] = FREED }
	:: d_step { mapping[1] == BURIED && map_waits[1] == 0 -> mapping[1] = FREED }
	:: d_step { mapping[2] == BURIED && map_waits[2] == 0 -> mapping[2] = FREED }
	:: d_step { mapping[3] == BURIED && map_waits[3] == 0 -> mapping[3] = FREED }
	od
}

init {
	byte live;

	atomic { run packet(IN); run packet(OUT); run killer(IN); run LAST(LAST_REALM) };
	_nr_pr == 2;
	live = created - ended;
	assert(live <= 1);
	assert((table[IN] != 0) == live && table[IN] == table[OUT]);
	assert((by_external != 0) == live && by_inside == by_external);
	assert(live == 0 || references[by_external] == 1)
}
