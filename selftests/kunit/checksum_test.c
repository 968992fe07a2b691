// SPDX-License-Identifier: GPL-2.0-only
/* Checksum deltas against full computation. */

#include <linux/in.h>
#include <linux/prandom.h>
#include <linux/string.h>

#include "lib/checksum.h"
#include "suites.h"

enum {
	PACKETS = 200000,
	MANY_PACKETS = 1000000,
	WORDS = 24,		/* of a packet; the first are two addresses and two ports, */
	CHECK = 6,		/* then comes the checksum */
};

/* Every second packet is made of these only: sums at the edges. */
static const u16 edges[] = { 0x0000, 0xffff, 0x0001, 0xfffe, 0x8000, 0x7fff, 0x5555, 0xaaaa };

/* The checksum as RFC 1071 says it, with nothing of the kernel's: all words in a row. */
static u16 full(const __be16 *words)
{
	u32 sum = 0;
	unsigned int i;

	for (i = 0; i < WORDS; i++)
		if (i != CHECK)
			sum += ntohs(words[i]);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

static __sum16 wire(u16 check)
{
	return (__force __sum16)htons(check);
}

static u16 host(__sum16 check)
{
	return ntohs((__force __be16)check);
}

static void random_words(struct rnd_state *random, __be16 *words, bool at_edges)
{
	unsigned int i;

	for (i = 0; i < WORDS; i++) {
		u32 value = prandom_u32_state(random);

		words[i] = htons(at_edges ? edges[value % ARRAY_SIZE(edges)] : value);
	}
	/* No packet is all zeros: it has at least a length and a protocol. */
	words[WORDS - 1] |= htons(1);
}

/* The delta of exchanging the first @count words of @old by those of @new, in pieces. */
static __wsum delta_of(const __be16 *old, const __be16 *new)
{
	__be32 from, to;
	__wsum delta;

	memcpy(&from, old, sizeof(from));
	memcpy(&to, new, sizeof(to));
	delta = natgw_checksum_delta32(from, to);
	memcpy(&from, old + 2, sizeof(from));
	memcpy(&to, new + 2, sizeof(to));
	delta = csum_add(delta, natgw_checksum_delta32(from, to));
	delta = csum_add(delta, natgw_checksum_delta16(old[4], new[4]));
	delta = csum_add(delta, natgw_checksum_delta16(old[5], new[5]));
	return delta;
}

static void deltas_equal_full_computation(struct kunit *test)
{
	__be16 old[WORDS], new[WORDS];
	unsigned int i, zeros = 0;
	struct rnd_state random;

	prandom_seed_state(&random, 1624);
	for (i = 0; i < MANY_PACKETS; i++) {
		__wsum delta;
		u16 check;

		random_words(&random, old, i & 1);
		memcpy(new, old, sizeof(new));
		random_words(&random, new, i & 1);
		memcpy(new + CHECK, old + CHECK, sizeof(new) - CHECK * sizeof(*new));

		delta = delta_of(old, new);
		check = host(natgw_checksum_apply(wire(full(old)), delta));
		zeros += !check;
		if (check != full(new)) {
			KUNIT_FAIL(test, "packet %u: %04x, should be %04x", i, check, full(new));
			return;
		}
		/* And back. */
		check = host(natgw_checksum_apply(wire(check), delta_of(new, old)));
		if (check != full(old)) {
			KUNIT_FAIL(test, "packet %u back: %04x, should be %04x", i, check,
				   full(old));
			return;
		}
	}
	/* The interesting value has to have come up. */
	KUNIT_EXPECT_GT(test, zeros, 10u);
}

static void udp_deltas_equal_full_computation(struct kunit *test)
{
	__be16 old[WORDS], new[WORDS];
	struct rnd_state random;
	unsigned int i;

	prandom_seed_state(&random, 768);
	for (i = 0; i < PACKETS; i++) {
		u16 check, expected;

		random_words(&random, old, i & 1);
		random_words(&random, new, i & 1);
		memcpy(new + CHECK, old + CHECK, sizeof(new) - CHECK * sizeof(*new));

		expected = full(new) ?: 0xffff;
		check = host(natgw_checksum_apply_udp(wire(full(old) ?: 0xffff),
						      delta_of(old, new)));
		if (check != expected) {
			KUNIT_FAIL(test, "packet %u: %04x, should be %04x", i, check, expected);
			return;
		}
	}
}

static void udp_without_checksum_stays_without(struct kunit *test)
{
	u32 delta;

	for (delta = 0; delta < 0x10000; delta++)
		if (natgw_checksum_apply_udp(0, (__force __wsum)delta))
			break;
	KUNIT_EXPECT_EQ(test, delta, 0x10000u);
}

/* A field to be finished: finishing it after the change gives what a full computation gives. */
static void partial_fields_finish_right(struct kunit *test)
{
	struct rnd_state random;
	unsigned int i;

	prandom_seed_state(&random, 1071);
	for (i = 0; i < PACKETS; i++) {
		__be32 from = (__force __be32)prandom_u32_state(&random);
		__be32 to = (__force __be32)prandom_u32_state(&random);
		__be32 peer = (__force __be32)prandom_u32_state(&random);
		__wsum payload = (__force __wsum)prandom_u32_state(&random);
		__wsum delta = natgw_checksum_delta32(from, to);
		__sum16 field = ~csum_tcpudp_magic(from, peer, 100, IPPROTO_TCP, 0);
		__sum16 finished, expected;

		field = natgw_checksum_apply_partial(field, delta);
		finished = csum_fold(csum_add(csum_unfold(field), payload));
		expected = csum_tcpudp_magic(to, peer, 100, IPPROTO_TCP, payload);
		if (!field || finished != expected) {
			KUNIT_FAIL(test, "packet %u: %04x, should be %04x", i, host(finished),
				   host(expected));
			return;
		}
	}
}

/* The packet of RFC 1624 section 4, for which the equation of RFC 1141 gives 0xffff. */
static void vector_of_rfc_1624(struct kunit *test)
{
	__wsum delta = natgw_checksum_delta16(htons(0x5555), htons(0x3285));

	KUNIT_EXPECT_EQ(test, host(natgw_checksum_apply(wire(0xdd2f), delta)), 0);
	KUNIT_EXPECT_EQ(test, host(natgw_checksum_apply_udp(wire(0xdd2f), delta)), 0xffff);
}

static void no_change_changes_nothing(struct kunit *test)
{
	__wsum none = natgw_checksum_delta32(htonl(0x0a000001), htonl(0x0a000001));
	u32 check;

	for (check = 0; check < 0xffff; check++)
		if (host(natgw_checksum_apply(wire(check), none)) != check)
			break;
	KUNIT_EXPECT_EQ(test, check, 0xffffu);
}

static struct kunit_case checksum_cases[] = {
	KUNIT_CASE(vector_of_rfc_1624), /* [CK-1] */
	KUNIT_CASE(deltas_equal_full_computation), /* [CK-1] */
	KUNIT_CASE(udp_deltas_equal_full_computation), /* [CK-1] */
	KUNIT_CASE(udp_without_checksum_stays_without), /* [CK-1 K2] */
	KUNIT_CASE(partial_fields_finish_right), /* [CK-1 K1] */
	KUNIT_CASE(no_change_changes_nothing), /* [CK-1] */
	{}
};

struct kunit_suite natgw_checksum_suite = {
	.name = "natgw_checksum",
	.test_cases = checksum_cases,
};
