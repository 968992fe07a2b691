/* SPDX-License-Identifier: GPL-2.0-only */
/* The hash of a tuple that every packet pays for. */
#ifndef _NATGW_LIB_TUPLE_HASH_H
#define _NATGW_LIB_TUPLE_HASH_H

#include <linux/hash.h>

#include "lib/tuple.h"

/* Random, and shown to nobody. */
struct natgw_tuple_key {
	u64 word[2];
};

/**
 * natgw_tuple_hash() - hash a tuple
 * @tuple: the tuple
 * @seed: the table's own, another one whenever the table is made anew
 * @key: the secret
 *
 * The halves of two keyed words multiplied, as NH of UMAC does (RFC 4418 section 5.2.2: tuples that
 * were chosen without knowing the key differ in the product but for a few chances in 2^32), then
 * spread by hash_64(). A third of what siphash takes, and the chains of a table are as long as
 * chance makes them, whatever order addresses and ports come in. It is no cryptographic function:
 * nobody sees its value, so that an attacker would have to learn the key from how long packets
 * take; and a table with a long chain takes another seed.
 *
 * Return: 32 bits, all of them as good.
 */
static inline u32 natgw_tuple_hash(const struct natgw_tuple *tuple, u32 seed,
				   const struct natgw_tuple_key *key)
{
	const u64 *words = (const u64 *)tuple;
	u64 a = words[0] + key->word[0];
	/* The seed changes a factor: it makes another function, not just another order. */
	u64 b = (words[1] + key->word[1]) ^ (u64)seed << 32;
	u64 product = (u64)(u32)a * (u32)b + (a >> 32) * (b >> 32);

	return hash_64(product ^ product >> 32, 32);
}

#endif
