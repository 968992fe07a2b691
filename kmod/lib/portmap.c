// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which ports of one external address and protocol are in use.
 *
 * A port is owned by whoever set its bit in @used; that alone is atomic and
 * decides everything. The summaries @full only spare a search the words in which there
 * is nothing to find. They may be late in two ways:
 *
 * - clear although the word is full: costs a search one look, which mends it;
 * - set although a port is free: would make a search fail, so it lasts only
 *   while somebody counts in the lower half of @epoch, and leaves a trace in its
 *   upper half. A search that fails while @epoch says so is made again.
 *
 * Every change of a bit below is followed by a full barrier, and so is every
 * change of @epoch that opens such a time; they pair with each other and
 * with the read barriers in natgw_portmap_claim_any().
 */

#include "lib/portmap.h"

#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

enum {
	SUMMARY_EVEN,
	SUMMARY_ODD,
};

enum epoch {
	EPOCH_BUSY = 1,			/* one call under way */
	EPOCH_HIDDEN = 1 << 16,		/* it may have hidden a free port */
};

/* What a claim is looking for. */
struct search {
	enum natgw_parity parity;
	unsigned long ports;		/* the ports of a word that have the parity */
	bool exhaustive;		/* look at every word, whatever the summaries say */
};

static unsigned long ports_of(enum natgw_parity parity)
{
	switch (parity) {
	case NATGW_PARITY_EVEN:
		return ~0UL / 3;
	case NATGW_PARITY_ODD:
		return ~0UL / 3 << 1;
	default:
		return ~0UL;
	}
}

static void epoch_open(struct natgw_portmap *map)
{
	atomic_inc(&map->epoch);
	/* Whoever sees what we change next also sees us busy, or gone. */
	smp_mb__after_atomic();
}

static void epoch_close(struct natgw_portmap *map, bool hidden)
{
	/* Whoever sees us gone also sees all that we changed. */
	smp_mb__before_atomic();
	atomic_add(hidden ? EPOCH_HIDDEN - EPOCH_BUSY : -EPOCH_BUSY, &map->epoch);
}

/*
 * Mark a word as full in one summary, unless it is not. A release clears the
 * port's bit before it clears ours, we read the ports after we set ours:
 * one of us sees the other, so no port stays hidden.
 */
static void settle(struct natgw_portmap *map, unsigned int word, unsigned int summary)
{
	unsigned long ports = ports_of(summary == SUMMARY_ODD ? NATGW_PARITY_ODD :
				       NATGW_PARITY_EVEN);
	bool hidden;

	if ((READ_ONCE(map->used[word]) & ports) != ports ||
	    test_bit(word, map->full[summary]))
		return;

	epoch_open(map);
	set_bit(word, map->full[summary]);
	smp_mb__after_atomic();		/* pairs with the one in natgw_portmap_release() */
	hidden = (READ_ONCE(map->used[word]) & ports) != ports;
	if (hidden)
		clear_bit(word, map->full[summary]);
	epoch_close(map, hidden);
}

void natgw_portmap_init(struct natgw_portmap *map)
{
	memset(map, 0, sizeof(*map));
}

bool natgw_portmap_claim(struct natgw_portmap *map, u16 port)
{
	if (test_bit(port, map->used) || test_and_set_bit(port, map->used))
		return false;

	atomic_inc(&map->count);
	settle(map, port / BITS_PER_LONG, port & 1 ? SUMMARY_ODD : SUMMARY_EVEN);
	return true;
}

void natgw_portmap_release(struct natgw_portmap *map, u16 port)
{
	unsigned long *full = map->full[port & 1 ? SUMMARY_ODD : SUMMARY_EVEN];
	unsigned int word = port / BITS_PER_LONG;

	epoch_open(map);
	/* Count first: the count may be short of the bits for a moment, never beyond them. */
	atomic_dec(&map->count);
	if (WARN_ON_ONCE(!test_and_clear_bit(port, map->used)))
		atomic_inc(&map->count);
	smp_mb__after_atomic();		/* pairs with the one in settle() */
	if (test_bit(word, full))
		clear_bit(word, full);
	epoch_close(map, true);
}

int natgw_portmap_foresee(const struct natgw_portmap *map, u16 start, enum natgw_parity parity)
{
	unsigned long open = ~READ_ONCE(map->used[start / BITS_PER_LONG]) & ports_of(parity);

	open &= ~0UL << (start % BITS_PER_LONG);
	return open ? round_down(start, BITS_PER_LONG) + __ffs(open) : -ENOSPC;
}

bool natgw_portmap_test(const struct natgw_portmap *map, u16 port)
{
	return test_bit(port, map->used);
}

/* The first word at or after @word, and not after @last, that may have a port for us. */
static unsigned int next_word(const struct natgw_portmap *map, unsigned int word,
			      unsigned int last, const struct search *search)
{
	unsigned int i;

	if (search->exhaustive)
		return word;

	for (i = word / BITS_PER_LONG; i <= last / BITS_PER_LONG; i++) {
		unsigned long open = 0;

		if (search->parity != NATGW_PARITY_ODD)
			open |= ~READ_ONCE(map->full[SUMMARY_EVEN][i]);
		if (search->parity != NATGW_PARITY_EVEN)
			open |= ~READ_ONCE(map->full[SUMMARY_ODD][i]);
		if (i == word / BITS_PER_LONG)
			open &= ~0UL << (word % BITS_PER_LONG);
		if (open)
			return i * BITS_PER_LONG + __ffs(open);
	}
	return last + 1;
}

/* Claim the lowest free of @ports in one word; each failure is a port somebody else got. */
static int claim_in_word(struct natgw_portmap *map, unsigned int word, unsigned long ports)
{
	unsigned int i;

	for (i = 0; i < BITS_PER_LONG; i++) {
		unsigned long open = ~READ_ONCE(map->used[word]) & ports;
		unsigned int port;

		if (!open)
			break;
		port = word * BITS_PER_LONG + __ffs(open);
		if (natgw_portmap_claim(map, port))
			return port;
	}
	return -ENOSPC;
}

/* The ports of @word that are not before @first nor after @last. */
static unsigned long ports_between(unsigned int word, unsigned int first, unsigned int last)
{
	unsigned long ports = ~0UL;

	if (word == first / BITS_PER_LONG)
		ports &= ~0UL << (first % BITS_PER_LONG);
	if (word == last / BITS_PER_LONG)
		ports &= ~0UL >> (BITS_PER_LONG - 1 - last % BITS_PER_LONG);
	return ports;
}

/* One search from @first up to @last. */
static int claim_between(struct natgw_portmap *map, unsigned int first, unsigned int last,
			 const struct search *search)
{
	unsigned int last_word = last / BITS_PER_LONG;
	unsigned int word = first / BITS_PER_LONG;

	/* The first word need not be open in the summaries: looking is as cheap as asking. */
	while (word <= last_word) {
		unsigned long ports = search->ports & ports_between(word, first, last);
		int port = claim_in_word(map, word, ports);

		if (port >= 0)
			return port;

		/* A summary that is late would cost the next search the same look. */
		if (search->parity != NATGW_PARITY_ODD)
			settle(map, word, SUMMARY_EVEN);
		if (search->parity != NATGW_PARITY_EVEN)
			settle(map, word, SUMMARY_ODD);
		word = next_word(map, word + 1, last_word, search);
	}
	return -ENOSPC;
}

u32 natgw_portmap_claim_range(struct natgw_portmap *map, u32 first, u32 last)
{
	unsigned int word;
	u32 taken = 0;

	if (first > last || last >= NATGW_PORTMAP_PORTS)
		return 0;

	for (word = first / BITS_PER_LONG; word <= last / BITS_PER_LONG; word++) {
		unsigned long ports = ports_between(word, first, last);

		/* As test_and_set_bit(), but for many bits. */
		ports &= ~atomic_long_fetch_or(ports, (atomic_long_t *)&map->used[word]);
		taken += hweight_long(ports);
		atomic_add(hweight_long(ports), &map->count);
		settle(map, word, SUMMARY_EVEN);
		settle(map, word, SUMMARY_ODD);
	}
	return taken;
}

/*
 * 1. Note @epoch.
 * 2. Look at the word of @start, from @start on. While it has a free port of the parity:
 *    try to claim it. Each try that fails is a port that somebody else got; at most one
 *    try a port of the word.
 * 3. Let the summaries name the next word that may have one (at most 16 words of 64 bits
 *    each to read, whatever is used) and go on with it, up to @last.
 *    Words whose ports are only partly in the range, the first and the last,
 *    may turn out to have nothing; others only when a summary is late, which is mended.
 * 4. Do 2 and 3 again from @first up to the port before @start.
 * 5. Nothing found. If nobody was busy at 1 and @epoch is the same now, no port
 *    was released meanwhile and no summary was wrong: every port was seen used,
 *    and is still: fail.
 * 6. Else begin again; from the third search on without the summaries, so that a
 *    processor that stopped in the middle of settle() cannot deceive us. After
 *    NATGW_PORTMAP_TRIES searches, each spoiled by another release, fail.
 */
int natgw_portmap_claim_any(struct natgw_portmap *map, u16 first, u16 last, u16 start,
			    enum natgw_parity parity)
{
	struct search search = { .parity = parity, .ports = ports_of(parity) };
	unsigned int try;

	if (first > last)
		return -ENOSPC;
	if (start < first || start > last)
		start = first;

	for (try = 0; try < NATGW_PORTMAP_TRIES; try++) {
		unsigned int before = atomic_read(&map->epoch);
		int port;

		smp_rmb();		/* pairs with epoch_close() */
		search.exhaustive = try >= 2;

		port = claim_between(map, start, last, &search);
		if (port < 0 && start > first)
			port = claim_between(map, first, start - 1, &search);
		if (port >= 0)
			return port;

		smp_rmb();		/* pairs with epoch_open() */
		if (!(before % EPOCH_HIDDEN) && before == (unsigned int)atomic_read(&map->epoch))
			return -ENOSPC;
	}
	return -ENOSPC;
}
