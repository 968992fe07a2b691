/* SPDX-License-Identifier: GPL-2.0-only */
/* The five-tuple of a packet, with the realm and the routing domain it was seen in. */
#ifndef _NATGW_LIB_TUPLE_H
#define _NATGW_LIB_TUPLE_H

#include <linux/build_bug.h>
#include <linux/in.h>
#include <linux/types.h>

/* The zone of a VRF whose device has a higher index: hosts there get no mappings. */
enum { NATGW_ZONE_NONE = U16_MAX };

enum natgw_realm {
	NATGW_INSIDE,
	NATGW_OUTSIDE,
};

/* Which way a packet of a session goes, seen from whoever sent the session's first packet. */
enum natgw_direction {
	NATGW_ORIGINAL,
	NATGW_REPLY,
};

/**
 * struct natgw_tuple - what identifies one direction of a session
 * @saddr: source address
 * @daddr: destination address
 * @sport: source port; an ICMP query's identifier; 0 where a protocol has none
 * @dport: destination port; an ICMP query's identifier; 0 where a protocol has none
 * @proto: IP protocol
 * @realm: enum natgw_realm: where the packet comes from (RFC 2663); the same
 *	   numbers may be in use in both realms (RFC 4787 section 9)
 * @zone: routing domain of the inside host: index of its VRF's device, 0 for the
 *	  main one; always 0 in tuples of the outside realm, whose external
 *	  endpoint says all
 *
 * Sixteen bytes without holes, so that it is hashed and compared as two words.
 */
struct natgw_tuple {
	__be32 saddr;
	__be32 daddr;
	__be16 sport;
	__be16 dport;
	u8 proto;
	u8 realm;
	u16 zone;
} __aligned(8);

/**
 * natgw_tuple_equal() - whether two tuples are the same
 * @a: a tuple
 * @b: another
 *
 * Return: true when every member is equal.
 */
static inline bool natgw_tuple_equal(const struct natgw_tuple *a, const struct natgw_tuple *b)
{
	const u64 *x = (const u64 *)a, *y = (const u64 *)b;

	/* What memcmp() of sixteen bytes is where the compiler makes no call of it. */
	BUILD_BUG_ON(sizeof(*a) != 2 * sizeof(*x));
	return x[0] == y[0] && x[1] == y[1];
}

/**
 * natgw_tuple_swap() - the tuple with its two endpoints exchanged
 * @tuple: a tuple
 *
 * Return: @tuple with source and destination exchanged; the realm is kept.
 */
static inline struct natgw_tuple natgw_tuple_swap(const struct natgw_tuple *tuple)
{
	return (struct natgw_tuple){
		.saddr = tuple->daddr, .daddr = tuple->saddr,
		.sport = tuple->dport, .dport = tuple->sport,
		.proto = tuple->proto, .realm = tuple->realm, .zone = tuple->zone,
	};
}

/**
 * natgw_tuple_set_source() - exchange the source endpoint
 * @tuple: a tuple with ports (or an ICMP query's identifier)
 * @addr: the new source address
 * @port: the new source port; of an ICMP query both "ports" are its identifier
 */
static inline void natgw_tuple_set_source(struct natgw_tuple *tuple, __be32 addr, __be16 port)
{
	tuple->saddr = addr;
	tuple->sport = port;
	if (tuple->proto == IPPROTO_ICMP)
		tuple->dport = port;
}

/**
 * natgw_tuple_set_destination() - exchange the destination endpoint
 * @tuple: a tuple with ports (or an ICMP query's identifier)
 * @addr: the new destination address
 * @port: the new destination port, or identifier
 */
static inline void natgw_tuple_set_destination(struct natgw_tuple *tuple, __be32 addr,
					       __be16 port)
{
	tuple->daddr = addr;
	tuple->dport = port;
	if (tuple->proto == IPPROTO_ICMP)
		tuple->sport = port;
}

#endif
