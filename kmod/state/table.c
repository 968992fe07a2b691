// SPDX-License-Identifier: GPL-2.0-only
/* See table.h. */
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "state/table.h"

enum {
	LEAST_BITS = 7,		/* eight kilobytes */
	MOST_BITS = 26,		/* four gigabytes */
	MOST_LINES = 64,	/* of one bucket, however late it grows: no search takes longer */
	FULL = 5,		/* objects a bucket that make the table grow, */
	EMPTY = 1,		/* and shrink */
	MOVE_BATCH = 64,	/* buckets moved without giving way */
};

static u32 chunks_of(u32 bits)
{
	return bits > NATGW_TABLE_CHUNK ? 1U << (bits - NATGW_TABLE_CHUNK) : 1;
}

static void free_chunks(struct natgw_table_lines *lines)
{
	u32 i;

	for (i = 0; i < chunks_of(lines->bits); i++)
		kvfree(lines->chunk[i]);
	kvfree(lines);
}

static struct natgw_table_lines *lines_create(u32 bits, u32 seed, u32 generation)
{
	/*
	 * A table that cannot grow is slow; nobody is to be killed for it. Whoever makes a
	 * namespace is charged for its first lines, nobody for what the worker makes.
	 */
	gfp_t flags = GFP_KERNEL_ACCOUNT | __GFP_RETRY_MAYFAIL | __GFP_NOWARN;
	size_t size = BIT(min_t(u32, bits, NATGW_TABLE_CHUNK));
	struct natgw_table_lines *lines;
	u32 i;

	lines = kvzalloc(struct_size(lines, chunk, chunks_of(bits)), flags);
	if (!lines)
		return NULL;
	lines->bits = bits;
	lines->seed = seed;
	lines->generation = generation;
	for (i = 0; i < chunks_of(bits); i++) {
		lines->chunk[i] = kvcalloc(size, sizeof(**lines->chunk), flags);
		if (!lines->chunk[i]) {
			free_chunks(lines);
			return NULL;
		}
	}
	return lines;
}

static void free_more(struct natgw_table *table, struct natgw_table_line *line)
{
	struct natgw_table_line *next;

	for (line = natgw_table_more(line); line; line = next) {
		next = natgw_table_more(line);
		atomic_dec(&table->n_more);
		kfree(line);
	}
}

static void lines_free(struct natgw_table *table, struct natgw_table_lines *lines)
{
	u32 i;

	for (i = 0; i < 1U << lines->bits; i++)
		free_more(table, natgw_table_line_at(lines, i));
	free_chunks(lines);
}

/* A line more for a bucket that is full and locked. */
static struct natgw_table_line *extend(struct natgw_table *table, struct natgw_table_line *last)
{
	struct natgw_table_line *line = kzalloc(sizeof(*line), GFP_ATOMIC | __GFP_NOWARN);

	if (!line)
		return NULL;
	atomic_inc(&table->n_more);
	/* The lock may be in this word; readers have to see an empty line. */
	smp_store_release(&last->more, (unsigned long)line | (READ_ONCE(last->more) & 1));
	return line;
}

/**
 * natgw_table_put() - put an object into a bucket
 * @table: the table
 * @line: the bucket, locked
 * @object: the object
 * @hash: of its key
 *
 * Return: 0, -ENOMEM, or -EBUSY if the bucket has as many lines as it may have.
 */
int natgw_table_put(struct natgw_table *table, struct natgw_table_line *line, const void *object,
		    u32 hash)
{
	u32 i = natgw_table_first(hash);
	u32 lines = 1;

	while (line->slot[i]) {
		for (i = 0; i < NATGW_TABLE_SLOTS - 1 && line->slot[i]; i++)
			;
		if (!line->slot[i])
			break;
		i = 0;
		if (natgw_table_more(line)) {
			line = natgw_table_more(line);
			lines++;
			continue;
		}
		if (lines == MOST_LINES) {
			WRITE_ONCE(table->reseed, true);
			queue_work(system_unbound_wq, &table->work);
			return -EBUSY;
		}
		line = extend(table, line);
		if (!line)
			return -ENOMEM;
	}
	/* The object is whole before it can be found. */
	smp_store_release(&line->slot[i], natgw_table_slot(object, hash));
	return 0;
}

/**
 * natgw_table_take() - take an object out of a bucket
 * @line: the bucket, locked
 * @object: the object
 * @hash: of its key
 *
 * Return: whether it was there.
 */
bool natgw_table_take(struct natgw_table_line *line, const void *object, u32 hash)
{
	unsigned long slot = natgw_table_slot(object, hash);
	u32 i;

	for (; line; line = natgw_table_more(line)) {
		for (i = 0; i < NATGW_TABLE_SLOTS; i++) {
			if (line->slot[i] != slot)
				continue;
			/* Where it has been moved to was written before: see natgw_table_find(). */
			smp_store_release(&line->slot[i], 0);
			return true;
		}
	}
	return false;
}

/**
 * natgw_table_count() - one object more or less
 * @table: the table
 * @lines: its buckets
 * @change: 1 or -1
 *
 * Has the table resized when that is due.
 */
void natgw_table_count(struct natgw_table *table, const struct natgw_table_lines *lines, int change)
{
	u32 n = atomic_add_return(change, &table->n);

	if (rcu_access_pointer(lines->successor))
		return;
	if (change > 0 ? n > FULL << lines->bits && lines->bits < MOST_BITS :
			 n < EMPTY << lines->bits && lines->bits > LEAST_BITS)
		queue_work(system_unbound_wq, &table->work);
}

/* Room for what there is; half full after it has shrunk, so that it does not grow at once. */
static u32 wanted_bits(const struct natgw_table *table, u32 bits)
{
	u32 n = atomic_read(&table->n);

	while (bits < MOST_BITS && n > FULL << bits)
		bits++;
	if (n < EMPTY << bits) {
		while (bits > LEAST_BITS && n < (FULL << bits) / 4)
			bits--;
	}
	return bits;
}

static int move_object(struct natgw_table *table, struct natgw_table_lines *to,
		       unsigned long *slot)
{
	void *object = natgw_table_object(*slot);
	u32 hash = table->params->hash(object + table->params->key, to->seed);
	struct natgw_table_line *line = natgw_table_line(to, hash);
	int ret;

	natgw_table_lock(line);
	ret = natgw_table_put(table, line, object, hash);
	natgw_table_unlock(line);
	if (ret)
		return ret;
	/* Found there before it is missed here: see natgw_table_find(). */
	smp_store_release(slot, 0);
	return 0;
}

/* Empties a bucket. Return: 0, or why an object of it could not be moved. */
static int move_bucket(struct natgw_table *table, struct natgw_table_line *bucket,
		       struct natgw_table_lines *to)
{
	struct natgw_table_line *line;
	int ret = 0;
	u32 i;

	natgw_table_lock(bucket);
	for (line = bucket; line; line = natgw_table_more(line)) {
		for (i = 0; i < NATGW_TABLE_SLOTS && !ret; i++) {
			if (line->slot[i])
				ret = move_object(table, to, &line->slot[i]);
		}
	}
	natgw_table_unlock(bucket);
	return ret;
}

/* Objects of a bucket that is about to be visited, so that they come from memory together. */
static void prefetch_bucket(const struct natgw_table *table, const struct natgw_table_lines *lines,
			    u32 index, unsigned long skip)
{
	const struct natgw_table_line *line;
	unsigned long slot;
	u32 i;

	if (index >> lines->bits)
		return;
	line = natgw_table_line_at(lines, index);
	for (i = 0; i < NATGW_TABLE_SLOTS; i++) {
		slot = READ_ONCE(line->slot[i]);
		if (slot && !(slot & skip))
			prefetch(natgw_table_object(slot) + table->params->key);
	}
}

/*
 * Moves all objects, and keeps trying where one cannot be moved for want of memory. Return: false
 * if the table is to end.
 */
static bool move_all(struct natgw_table *table, struct natgw_table_lines *from,
		     struct natgw_table_lines *to)
{
	u32 i = 0;
	int ret;

	while (i < 1U << from->bits) {
		local_bh_disable();
		do {
			prefetch_bucket(table, from, i + 2, 0);
			ret = move_bucket(table, natgw_table_line_at(from, i), to);
		} while (!ret && ++i < 1U << from->bits && i % MOVE_BATCH);
		local_bh_enable();
		if (READ_ONCE(table->closing))
			return false;
		if (ret)
			schedule_timeout_uninterruptible(HZ / 10 + 1);
		else
			cond_resched();
	}
	return true;
}

/* Only the work changes table->lines. Return: whether to look again. */
static bool resize(struct natgw_table *table)
{
	struct natgw_table_lines *from = rcu_dereference_protected(table->lines, true);
	u32 bits = wanted_bits(table, from->bits);
	/* Where it only was too small, growing is enough. */
	bool reseed = xchg(&table->reseed, false) && bits == from->bits;
	struct natgw_table_lines *to;

	if (bits == from->bits && !reseed)
		return false;
	/* With the same seed neighbours stay neighbours, which is easier on the caches. */
	to = lines_create(bits, reseed ? get_random_u32() : from->seed, from->generation + 1);
	if (!to)
		return false;	/* the next one to come asks again */
	rcu_assign_pointer(from->successor, to);
	/* Who has not seen it may still put something into a bucket, but not after it was moved. */
	if (!move_all(table, from, to))
		return false;
	rcu_assign_pointer(table->lines, to);
	/* None may hold two predecessors' locks: see natgw_table_insert(). */
	synchronize_rcu();
	lines_free(table, from);
	return !READ_ONCE(table->closing);
}

static void resize_work(struct work_struct *work)
{
	struct natgw_table *table = container_of(work, struct natgw_table, work);

	while (resize(table))
		cond_resched();
}

int natgw_table_init(struct natgw_table *table, const struct natgw_table_params *params)
{
	struct natgw_table_lines *lines = lines_create(LEAST_BITS, get_random_u32(), 0);

	if (!lines)
		return -ENOMEM;
	*table = (struct natgw_table){ .params = params };
	INIT_WORK(&table->work, resize_work);
	RCU_INIT_POINTER(table->lines, lines);
	return 0;
}

static void destroy_objects(struct natgw_table *table, const struct natgw_table_lines *lines,
			    void (*destroy)(void *object))
{
	const struct natgw_table_line *line;
	u32 i, j;

	for (i = 0; i < 1U << lines->bits; i++) {
		for (line = natgw_table_line_at(lines, i); line; line = natgw_table_more(line)) {
			for (j = 0; j < NATGW_TABLE_SLOTS; j++) {
				if (line->slot[j] && !(line->slot[j] & table->params->twin))
					destroy(natgw_table_object(line->slot[j]));
			}
		}
		if (!(i % MOVE_BATCH))
			cond_resched();
	}
}

void natgw_table_destroy(struct natgw_table *table, void (*destroy)(void *object))
{
	struct natgw_table_lines *lines, *next;

	WRITE_ONCE(table->closing, true);
	cancel_work_sync(&table->work);
	for (lines = rcu_dereference_protected(table->lines, true); lines; lines = next) {
		next = rcu_dereference_protected(lines->successor, true);
		if (destroy)
			destroy_objects(table, lines, destroy);
		lines_free(table, lines);
	}
}

u64 natgw_table_memory(const struct natgw_table *table)
{
	u64 n;

	rcu_read_lock();
	n = 1ULL << rcu_dereference(table->lines)->bits;
	rcu_read_unlock();
	return (n + atomic_read(&table->n_more)) * sizeof(struct natgw_table_line) +
	       sizeof(struct natgw_table_lines);
}

void natgw_table_walk_start(struct natgw_table *table, struct natgw_table_walk *walk)
{
	flush_work(&table->work);
	rcu_read_lock();
	*walk = (struct natgw_table_walk){
		.generation = rcu_dereference(table->lines)->generation,
	};
	rcu_read_unlock();
}

/* The slot where a walk stands; NULL: the bucket is through. */
static const unsigned long *slot_at(const struct natgw_table_line *line, u32 slot)
{
	for (; line && slot >= NATGW_TABLE_SLOTS; slot -= NATGW_TABLE_SLOTS)
		line = natgw_table_more(line);
	return line ? &line->slot[slot] : NULL;
}

/* The buckets where a walk stands; where they are not any more, it begins again. */
static const struct natgw_table_lines *lines_at(struct natgw_table *table,
						struct natgw_table_walk *walk)
{
	const struct natgw_table_lines *lines = rcu_dereference(table->lines);

	if (walk->generation != lines->generation)
		*walk = (struct natgw_table_walk){
			.generation = lines->generation, .disturbed = true,
		};
	return walk->successor ? rcu_dereference(lines->successor) : lines;
}

int natgw_table_walk_step(struct natgw_table *table, struct natgw_table_walk *walk,
			  int (*visit)(void *object, void *data), void *data, u32 max)
{
	const struct natgw_table_lines *lines = lines_at(table, walk);
	const struct natgw_table_line *bucket;
	const unsigned long *place;
	unsigned long slot;
	u32 n = 0;
	int ret;

	while (lines) {
		for (; walk->line < 1U << lines->bits; walk->line++, walk->slot = 0) {
			if (!walk->slot)
				prefetch_bucket(table, lines, walk->line + 2, table->params->twin);
			if (n++ >= max)
				return -EAGAIN;
			bucket = natgw_table_line_at(lines, walk->line);
			for (; (place = slot_at(bucket, walk->slot)); walk->slot++) {
				slot = READ_ONCE(*place);
				if (!slot || slot & table->params->twin)
					continue;
				n++;
				ret = visit(natgw_table_object(slot), data);
				if (ret)
					return ret;
			}
		}
		lines = walk->successor ? NULL : rcu_dereference(lines->successor);
		if (lines) {
			walk->line = 0;
			walk->slot = 0;
			walk->successor = true;
			walk->disturbed = true;
		}
	}
	return 0;
}
