/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A hash table of objects that costs one cache line a look-up.
 *
 * A bucket is a line of the cache: the addresses of up to seven objects, each
 * with some bits of its object's hash in the bits that an address does not need, so that
 * other objects are seldom looked at; and where a bucket overflows, further lines.
 * The objects have nothing of the table's in them. Readers need only
 * rcu_read_lock(). Who changes a bucket holds a bit lock in it. The table grows and
 * shrinks by itself, bucket by bucket beside all else.
 */
#ifndef _NATGW_STATE_TABLE_H
#define _NATGW_STATE_TABLE_H

#include <linux/bit_spinlock.h>
#include <linux/bottom_half.h>
#include <linux/err.h>
#include <linux/prefetch.h>
#include <linux/rcupdate.h>
#include <linux/workqueue.h>

enum {
	NATGW_TABLE_SLOTS = 64 / sizeof(long) - 1,
	NATGW_TABLE_CHUNK = 12,	/* 4096 lines: 256 KiB, seldom hard to get in one piece */
};

/**
 * struct natgw_table_line - a bucket, or what it has no room for
 * @slot: an object each, see natgw_table_slot(); 0: none. An object stays in its slot.
 * @more: the next line of the bucket; the lowest bit of the first one's is the bucket's lock
 */
struct natgw_table_line {
	unsigned long slot[NATGW_TABLE_SLOTS];
	unsigned long more;
} __aligned(64);

/**
 * struct natgw_table_lines - the buckets
 * @bits: logarithm of their number
 * @seed: of the hash
 * @generation: how many there were before in this table
 * @successor: where all objects are being moved; new ones go there
 * @chunk: 2^NATGW_TABLE_CHUNK of them each: large areas would be made of single pages
 */
struct natgw_table_lines {
	u32 bits;
	u32 seed;
	u32 generation;
	struct natgw_table_lines __rcu *successor;
	struct natgw_table_line *chunk[];
};

/**
 * struct natgw_table_params - what a table has to know of its objects
 * @key: offset of an object's key
 * @twin: where objects stand in memory in pairs: the bit of the address that tells the two from
 *	  each other; a look-up asks for both, a walk passes over those that have it; 0: no pairs
 * @hash: of a key, with a seed
 * @equal: whether two keys are the same
 *
 * A constant, so that the functions are compiled for it.
 */
struct natgw_table_params {
	size_t key;
	unsigned long twin;
	u32 (*hash)(const void *key, u32 seed);
	bool (*equal)(const void *a, const void *b);
};

/**
 * struct natgw_table - a table
 * @lines: the buckets
 * @params: of its objects
 * @n: objects
 * @n_more: lines beside the buckets' first ones
 * @reseed: a bucket was too long: another seed is due
 * @closing: no resizing any more
 * @work: resizes
 */
struct natgw_table {
	struct natgw_table_lines __rcu *lines;
	const struct natgw_table_params *params;
	atomic_t n;
	atomic_t n_more;
	bool reseed;
	bool closing;
	struct work_struct work;
};

/* How far a walk has come. */
struct natgw_table_walk {
	u32 generation;
	u32 line;
	u32 slot;	/* counted through all lines of a bucket */
	bool successor;	/* in those that objects are being moved to */
	bool disturbed;	/* resized on the way: some objects may have been met twice */
};

#if BITS_PER_LONG == 64
/* Addresses of kernels have their sign in the topmost seven bits. */
#define NATGW_TABLE_TAG (0x7fUL << 57 | 7)
#else
#define NATGW_TABLE_TAG 7UL
#endif

/* What a slot has in the bits of NATGW_TABLE_TAG: never 0. The bucket is chosen by other bits. */
static inline unsigned long natgw_table_tag(u32 hash)
{
#if BITS_PER_LONG == 64
	return (unsigned long)hash << 57 | (hash >> 7 & 3) << 1 | 1;
#else
	return (hash & 3) << 1 | 1;
#endif
}

static inline unsigned long natgw_table_slot(const void *object, u32 hash)
{
	return ((unsigned long)object & ~NATGW_TABLE_TAG) | natgw_table_tag(hash);
}

static inline void *natgw_table_object(unsigned long slot)
{
#if BITS_PER_LONG == 64
	return (void *)(((long)(slot << 7) >> 7) & ~7L);
#else
	return (void *)(slot & ~7UL);
#endif
}

static inline struct natgw_table_line *natgw_table_line_at(const struct natgw_table_lines *lines,
							   u32 index)
{
	return &lines->chunk[index >> NATGW_TABLE_CHUNK][index & (BIT(NATGW_TABLE_CHUNK) - 1)];
}

static inline struct natgw_table_line *natgw_table_line(const struct natgw_table_lines *lines,
							u32 hash)
{
	u32 index = hash >> (32 - lines->bits);

	/* Foretold, so that nothing is looked up by a hash that is still being made. */
	if (likely(lines->bits <= NATGW_TABLE_CHUNK))
		return &lines->chunk[0][index];
	return natgw_table_line_at(lines, index);
}

/* The bucket of a key; sets the key's @hash. */
static __always_inline struct natgw_table_line *
natgw_table_bucket(const struct natgw_table_lines *lines, const void *key, u32 *hash,
		   const struct natgw_table_params params)
{
	*hash = params.hash(key, lines->seed);
	return natgw_table_line(lines, *hash);
}

/* The slot of a line where an object is looked for first, and put if it is free. */
static inline u32 natgw_table_first(u32 hash)
{
	return ((hash & 0xffff) * NATGW_TABLE_SLOTS) >> 16;
}

static inline struct natgw_table_line *natgw_table_more(const struct natgw_table_line *line)
{
	return (struct natgw_table_line *)(READ_ONCE(line->more) & ~1UL);
}

static inline void natgw_table_lock(struct natgw_table_line *line)
{
	bit_spin_lock(0, &line->more);
}

static inline void natgw_table_unlock(struct natgw_table_line *line)
{
	bit_spin_unlock(0, &line->more);
}

/* The object of a slot, if the slot has a tag; its twin is asked for. Else NULL. */
static __always_inline void *natgw_table_tagged(unsigned long slot, unsigned long tag,
						const struct natgw_table_params params)
{
	void *object = natgw_table_object(slot);

	if ((slot ^ tag) & NATGW_TABLE_TAG)
		return NULL;
	if (params.twin)
		prefetch((const void *)((unsigned long)object ^ params.twin));
	return object;
}

/* The object of a slot, if it has a key. */
static __always_inline void *
natgw_table_find_slot(unsigned long slot, unsigned long tag, const void *key,
		      const struct natgw_table_params params)
{
	void *object = natgw_table_tagged(slot, tag, params);

	return object && params.equal(object + params.key, key) ? object : NULL;
}

/* The object of a bucket with a key. Context: under rcu_read_lock(). */
static __always_inline void *
natgw_table_find_in(const struct natgw_table_line *line, u32 hash, const void *key,
		    const struct natgw_table_params params)
{
	unsigned long tag = natgw_table_tag(hash);
	void *object;
	int i;

	object = natgw_table_find_slot(READ_ONCE(line->slot[natgw_table_first(hash)]), tag, key,
				       params);
	if (likely(object))
		return object;
	do {
		for (i = 0; i < NATGW_TABLE_SLOTS; i++) {
			object = natgw_table_find_slot(READ_ONCE(line->slot[i]), tag, key, params);
			if (object)
				return object;
		}
		line = natgw_table_more(line);
	} while (unlikely(line));
	return NULL;
}

/**
 * natgw_table_find() - look an object up
 * @table: the table
 * @key: its key
 * @params: the table's
 *
 * Context: under rcu_read_lock(). Return: the object or NULL.
 */
static __always_inline void *natgw_table_find(struct natgw_table *table, const void *key,
					      const struct natgw_table_params params)
{
	const struct natgw_table_lines *lines = rcu_dereference(table->lines);
	const struct natgw_table_line *line;
	void *object;
	u32 hash;

	do {
		line = natgw_table_bucket(lines, key, &hash, params);
		object = natgw_table_find_in(line, hash, key, params);
		if (object)
			return object;
		/* Whoever does not meet an object any more has to see where it was moved. */
		smp_rmb();
		lines = rcu_dereference(lines->successor);
	} while (unlikely(lines));
	return NULL;
}

/* Of table.c, for the functions below. */
int natgw_table_put(struct natgw_table *table, struct natgw_table_line *line, const void *object,
		    u32 hash);
bool natgw_table_take(struct natgw_table_line *line, const void *object, u32 hash);
void natgw_table_count(struct natgw_table *table, const struct natgw_table_lines *lines,
		       int change);

/* Asks for the memory of a slot's object, if the slot has a tag. Return: whether it has. */
static __always_inline bool natgw_table_prefetch_slot(unsigned long slot, unsigned long tag,
						      const struct natgw_table_params params)
{
	const void *object = natgw_table_tagged(slot, tag, params);

	if (object)
		prefetch(object);
	return object;
}

/*
 * Asks for what natgw_table_find_in() most likely finds. Context: under rcu_read_lock().
 * Return: false if it most likely finds nothing.
 */
static __always_inline bool natgw_table_prefetch_in(const struct natgw_table_line *line, u32 hash,
						    const struct natgw_table_params params)
{
	unsigned long tag = natgw_table_tag(hash);
	bool any = false;
	int i;

	if (likely(natgw_table_prefetch_slot(READ_ONCE(line->slot[natgw_table_first(hash)]), tag,
					     params)))
		return true;
	for (i = 0; i < NATGW_TABLE_SLOTS; i++)
		any |= natgw_table_prefetch_slot(READ_ONCE(line->slot[i]), tag, params);
	return any;
}

/**
 * natgw_table_insert() - put an object in, unless there is one with its key
 * @table: the table
 * @object: aligned to eight bytes
 * @params: the table's
 *
 * Context: any but hard interrupts. Return: NULL; the object with that key that is there; or
 * ERR_PTR(): -ENOMEM, -EBUSY where one bucket has got hundreds before the table could grow.
 */
static __always_inline void *natgw_table_insert(struct natgw_table *table, void *object,
						const struct natgw_table_params params)
{
	const void *key = object + params.key;
	struct natgw_table_lines *lines, *successor;
	struct natgw_table_line *line, *next;
	void *found;
	u32 hash;

	rcu_read_lock_bh();
	lines = rcu_dereference_bh(table->lines);
	line = natgw_table_bucket(lines, key, &hash, params);
	natgw_table_lock(line);
	found = natgw_table_find_in(line, hash, key, params);
	successor = rcu_dereference_bh(lines->successor);
	if (!found && likely(!successor)) {
		found = ERR_PTR(natgw_table_put(table, line, object, hash));
	} else if (!found) {
		next = natgw_table_bucket(successor, key, &hash, params);
		natgw_table_lock(next);
		found = natgw_table_find_in(next, hash, key, params);
		if (!found)
			found = ERR_PTR(natgw_table_put(table, next, object, hash));
		natgw_table_unlock(next);
	}
	natgw_table_unlock(line);
	if (!found)
		natgw_table_count(table, lines, 1);
	rcu_read_unlock_bh();
	return found;
}

/**
 * natgw_table_remove() - take an object out
 * @table: the table
 * @object: the object; readers may go on meeting it for a grace period
 * @params: the table's
 *
 * Context: any but hard interrupts. Return: whether it was there.
 */
static __always_inline bool natgw_table_remove(struct natgw_table *table, const void *object,
					       const struct natgw_table_params params)
{
	const void *key = object + params.key;
	struct natgw_table_lines *lines, *successor;
	struct natgw_table_line *line, *next;
	bool found;
	u32 hash;

	rcu_read_lock_bh();
	lines = rcu_dereference_bh(table->lines);
	line = natgw_table_bucket(lines, key, &hash, params);
	natgw_table_lock(line);
	found = natgw_table_take(line, object, hash);
	successor = rcu_dereference_bh(lines->successor);
	if (unlikely(!found && successor)) {
		next = natgw_table_bucket(successor, key, &hash, params);
		natgw_table_lock(next);
		found = natgw_table_take(next, object, hash);
		natgw_table_unlock(next);
	}
	natgw_table_unlock(line);
	if (found)
		natgw_table_count(table, lines, -1);
	rcu_read_unlock_bh();
	return found;
}

/* Asks for the line of a key's bucket, to be looked at soon. Context: under rcu_read_lock(). */
static __always_inline void natgw_table_prefetch(struct natgw_table *table, const void *key,
						 const struct natgw_table_params params)
{
	u32 hash;

	prefetchw(natgw_table_bucket(rcu_dereference(table->lines), key, &hash, params));
}

/**
 * natgw_table_init() - make a table
 * @table: the table
 * @params: of its objects, a constant
 *
 * Context: process, may sleep. Return: 0 or -ENOMEM.
 */
int natgw_table_init(struct natgw_table *table, const struct natgw_table_params *params);

/**
 * natgw_table_destroy() - the end of a table that nobody uses any more
 * @table: the table
 * @destroy: called for each object that walks do not pass over; NULL: nothing is to be done
 *
 * Context: process, may sleep.
 */
void natgw_table_destroy(struct natgw_table *table, void (*destroy)(void *object));

/* Bytes that the table takes without its objects. Context: any. */
u64 natgw_table_memory(const struct natgw_table *table);

/**
 * natgw_table_walk_start() - begin a walk
 * @table: the table
 * @walk: the walk; needs no end
 *
 * Waits for a resizing that is under way. Context: process, may sleep.
 */
void natgw_table_walk_start(struct natgw_table *table, struct natgw_table_walk *walk);

/**
 * natgw_table_walk_step() - visit objects
 * @table: the table
 * @walk: the walk
 * @visit: called for each; returns 0 to go on
 * @data: the caller's
 * @max: objects and empty buckets to visit at most
 *
 * Each object that is there from the first step to the last is met at least once, and no more than
 * once if @walk is not disturbed. Where @visit did not return 0, the next step begins there.
 *
 * Context: under rcu_read_lock(). Return: 0 at the end; -EAGAIN after @max; what @visit returned.
 */
int natgw_table_walk_step(struct natgw_table *table, struct natgw_table_walk *walk,
			  int (*visit)(void *object, void *data), void *data, u32 max);

#endif
