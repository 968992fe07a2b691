/* SPDX-License-Identifier: GPL-2.0-only */
/* Which ports of one external address and protocol are in use. */
#ifndef _NATGW_LIB_PORTMAP_H
#define _NATGW_LIB_PORTMAP_H

#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/types.h>

/* RFC 4787 REQ-4: a mapping may have to keep the parity of the inside port. */
enum natgw_parity {
	NATGW_PARITY_ANY,
	NATGW_PARITY_EVEN,
	NATGW_PARITY_ODD,
};

enum natgw_portmap_limits {
	NATGW_PORTMAP_PORTS = 65536,
	NATGW_PORTMAP_WORDS = NATGW_PORTMAP_PORTS / BITS_PER_LONG,
	NATGW_PORTMAP_TRIES = 8,	/* searches of one claim that releases may spoil */
};

/**
 * struct natgw_portmap - the 65,536 ports of one address and protocol
 * @used: a bit a port, set while somebody owns it; the only truth
 * @full: a bit a word of @used, set while all its even (first array) or odd
 *	  (second array) ports are used. A hint: a clear bit may be late, a set one
 *	  is never wrong for longer than the call that is changing @epoch
 * @epoch: lower half: calls now under way that can hide a free port from a
 *	   search; upper half: how many of them ever did
 * @count: how many bits of @used are set
 *
 * About 8.3 KiB: a multiple of a page is a better home for several of them
 * than the next power of two. All functions are lock-free, may be called
 * from any context and on any number of processors at once.
 */
struct natgw_portmap {
	unsigned long used[NATGW_PORTMAP_WORDS];
	unsigned long full[2][NATGW_PORTMAP_WORDS / BITS_PER_LONG];
	atomic_t epoch;
	atomic_t count;
};

/**
 * natgw_portmap_init() - make every port free
 * @map: a port map nobody else sees yet; zeroed memory needs no init
 */
void natgw_portmap_init(struct natgw_portmap *map);

/**
 * natgw_portmap_claim() - take one port if it is free
 * @map: the port map
 * @port: the port, host order
 *
 * Return: true when the port was free and is the caller's now.
 */
bool natgw_portmap_claim(struct natgw_portmap *map, u16 port);

/**
 * natgw_portmap_claim_range() - take all free ports of a range
 * @map: the port map
 * @first: lowest port of the range
 * @last: highest port of the range, inclusive; below @first for an empty range
 *
 * Costs an atomic operation for each word of ports, not for each port.
 *
 * Return: how many ports were free and are the caller's now.
 */
u32 natgw_portmap_claim_range(struct natgw_portmap *map, u32 first, u32 last);

/**
 * natgw_portmap_claim_any() - take the first free port of a range at or after a start, wrapping
 * @map: the port map
 * @first: lowest port of the range
 * @last: highest port of the range, inclusive
 * @start: where to begin; outside of the range it stands for @first. The
 *	   caller chooses it so that nobody can guess it (RFC 6056)
 * @parity: enum natgw_parity: which ports of the range will do
 *
 * The cost does not depend on how many ports are used: a search looks at no
 * more than the words of the summaries and a few words of ports. As long as at each
 * moment of the call some port of the range is free, it does not fail, unless
 * releases and claims on other processors overtake all of its
 * %NATGW_PORTMAP_TRIES searches.
 *
 * Return: the port, or -ENOSPC.
 */
int natgw_portmap_claim_any(struct natgw_portmap *map, u16 first, u16 last, u16 start,
			    enum natgw_parity parity);

/**
 * natgw_portmap_foresee() - which port natgw_portmap_claim_any() will most likely take
 * @map: the port map
 * @start: where it will begin
 * @parity: enum natgw_parity
 *
 * Looks at one word. Return: the port, or -ENOSPC where it is further off.
 */
int natgw_portmap_foresee(const struct natgw_portmap *map, u16 start, enum natgw_parity parity);

/**
 * natgw_portmap_release() - give a port back
 * @map: the port map
 * @port: a port the caller owns, host order
 *
 * When it returns, a search by whomever finds the port.
 */
void natgw_portmap_release(struct natgw_portmap *map, u16 port);

/**
 * natgw_portmap_test() - whether a port is used
 * @map: the port map
 * @port: the port, host order
 *
 * Return: true when somebody owns the port at this moment.
 */
bool natgw_portmap_test(const struct natgw_portmap *map, u16 port);

/**
 * natgw_portmap_used() - how many ports are used
 * @map: the port map
 *
 * Return: the number, 0 to 65,536.
 */
static inline u32 natgw_portmap_used(const struct natgw_portmap *map)
{
	return atomic_read(&map->count);
}

#endif
