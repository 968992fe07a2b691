/* SPDX-License-Identifier: GPL-2.0-only */
/* The hash that tables are kept by: of two words, such as a tuple, which every packet pays for. */
#ifndef _NATGW_LIB_TUPLE_HASH_H
#define _NATGW_LIB_TUPLE_HASH_H

#include <linux/hash.h>

#include "lib/tuple.h"

/* Random, and shown to nobody. The third word is for keys of more than two words. */
struct natgw_tuple_key {
	u64 word[3];
};

/**
 * natgw_words_hash() - hash two words
 * @x: one word
 * @y: the other
 * @seed: the table's own
 * @key: the secret
 *
 * The halves of two keyed words multiplied, as NH of UMAC does (RFC 4418 section 5.2.2: keys that
 * were chosen without knowing the secret differ in the product but for a few chances in 2^32), then
 * spread by hash_64(). A third of what siphash takes, and the buckets of a table are as long as
 * chance makes them, whatever order addresses and ports come in. It is no cryptographic function:
 * nobody sees its value, so that an attacker would have to learn the secret from how long packets
 * take; and a table with a long bucket takes another seed.
 *
 * Return: 32 bits, all of them as good.
 */
static inline u32 natgw_words_hash(u64 x, u64 y, u32 seed, const struct natgw_tuple_key *key)
{
	u64 a = x + key->word[0];
	/* The seed changes a factor: it makes another function, not just another order. */
	u64 b = (y + key->word[1]) ^ (u64)seed << 32;
	u64 product = (u64)(u32)a * (u32)b + (a >> 32) * (b >> 32);

	return hash_64(product ^ product >> 32, 32);
}

/* natgw_words_hash() of a tuple. */
static inline u32 natgw_tuple_hash(const struct natgw_tuple *tuple, u32 seed,
				   const struct natgw_tuple_key *key)
{
	const u64 *words = (const u64 *)tuple;

	return natgw_words_hash(words[0], words[1], seed, key);
}

#endif
