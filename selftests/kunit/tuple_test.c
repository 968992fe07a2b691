// SPDX-License-Identifier: GPL-2.0-only
/* Tuples and their hash, and the names of the reasons. */

#include <linux/in.h>

#include "lib/reason.h"
#include "lib/tuple_hash.h"
#include "suites.h"

static const struct natgw_tuple udp = {
	.saddr = htonl(0x0a000001), .daddr = htonl(0xcb007101), .sport = htons(1000),
	.dport = htons(53), .proto = IPPROTO_UDP, .realm = NATGW_OUTSIDE, .zone = 7,
};

static void tuple_has_no_holes(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sizeof(struct natgw_tuple), 16ul);
}

static void tuple_differs_by_every_member(struct kunit *test)
{
	struct natgw_tuple other = udp;
	u8 *byte = (u8 *)&other;
	unsigned int i;

	KUNIT_EXPECT_TRUE(test, natgw_tuple_equal(&udp, &other));
	for (i = 0; i < sizeof(other); i++) {
		byte[i] ^= 0x10;
		KUNIT_EXPECT_FALSE_MSG(test, natgw_tuple_equal(&udp, &other), "byte %u", i);
		byte[i] ^= 0x10;
	}
}

static void swap_exchanges_the_endpoints_only(struct kunit *test)
{
	struct natgw_tuple swapped = natgw_tuple_swap(&udp);
	struct natgw_tuple again = natgw_tuple_swap(&swapped);

	KUNIT_EXPECT_EQ(test, swapped.saddr, udp.daddr);
	KUNIT_EXPECT_EQ(test, swapped.daddr, udp.saddr);
	KUNIT_EXPECT_EQ(test, swapped.sport, udp.dport);
	KUNIT_EXPECT_EQ(test, swapped.dport, udp.sport);
	KUNIT_EXPECT_EQ(test, swapped.proto, udp.proto);
	KUNIT_EXPECT_EQ(test, swapped.realm, udp.realm);
	KUNIT_EXPECT_EQ(test, swapped.zone, udp.zone);
	KUNIT_EXPECT_TRUE(test, natgw_tuple_equal(&udp, &again));
}

static void set_changes_one_endpoint(struct kunit *test)
{
	struct natgw_tuple tuple = udp;

	natgw_tuple_set_source(&tuple, htonl(1), htons(2));
	natgw_tuple_set_destination(&tuple, htonl(3), htons(4));
	KUNIT_EXPECT_EQ(test, tuple.saddr, htonl(1));
	KUNIT_EXPECT_EQ(test, tuple.sport, htons(2));
	KUNIT_EXPECT_EQ(test, tuple.daddr, htonl(3));
	KUNIT_EXPECT_EQ(test, tuple.dport, htons(4));
}

static void set_of_an_icmp_query_changes_its_identifier(struct kunit *test)
{
	struct natgw_tuple tuple = udp;

	tuple.proto = IPPROTO_ICMP;
	natgw_tuple_set_source(&tuple, htonl(1), htons(2));
	KUNIT_EXPECT_EQ(test, tuple.sport, htons(2));
	KUNIT_EXPECT_EQ(test, tuple.dport, htons(2));
	natgw_tuple_set_destination(&tuple, htonl(3), htons(4));
	KUNIT_EXPECT_EQ(test, tuple.sport, htons(4));
	KUNIT_EXPECT_EQ(test, tuple.dport, htons(4));
}

static const struct natgw_tuple_key some_key = { { 0x0123456789abcdef, 0xfedcba9876543210 } };

static void hash_depends_on_everything(struct kunit *test)
{
	u32 hash = natgw_tuple_hash(&udp, 1, &some_key);
	struct natgw_tuple_key key = some_key;
	struct natgw_tuple other = udp;
	u8 *byte = (u8 *)&other;
	unsigned int i;

	for (i = 0; i < 8 * sizeof(other); i++) {
		byte[i / 8] ^= 1 << i % 8;
		KUNIT_EXPECT_NE_MSG(test, natgw_tuple_hash(&other, 1, &some_key), hash, "bit %u",
				    i);
		byte[i / 8] ^= 1 << i % 8;
	}
	KUNIT_EXPECT_NE(test, natgw_tuple_hash(&udp, 2, &some_key), hash);
	for (i = 0; i < 2; i++) {
		key.word[i] ^= 1;
		KUNIT_EXPECT_NE(test, natgw_tuple_hash(&udp, 1, &key), hash);
		key.word[i] ^= 1;
	}
}

/* What an attacker, or just a network, could send: kinds of flows that differ in little. */
static struct natgw_tuple flow_of_kind(unsigned int kind, u32 i)
{
	struct natgw_tuple tuple = udp;

	switch (kind) {
	case 0:	/* a host's ports */
		tuple.sport = htons(i);
		break;
	case 1:	/* hosts with the same port */
		tuple.saddr = htonl(0x0a000000 + i);
		break;
	case 2:	/* one host of many networks */
		tuple.saddr = htonl(0x0a000001 + (i << 12));
		break;
	case 3:	/* many remote hosts, some ports */
		tuple.daddr = htonl(0xc6120000 + i % 64);
		tuple.dport = htons(i / 64);
		break;
	case 4:	/* pairs that differ in one high bit */
		tuple.saddr = htonl(0x0a000001 ^ (i & 1) << 31);
		tuple.sport = htons(i / 2);
		break;
	default: /* routing domains */
		tuple.zone = i;
	}
	return tuple;
}

enum {
	KINDS = 6,
	FLOWS = 4096,
	BUCKETS = 2 * FLOWS,
	/* Chance makes a longer one once in 400 tables. */
	LONGEST_CHAIN = 8,
	KEYS = 20,
};

static unsigned int longest_chain(u8 *chains, unsigned int kind,
				  const struct natgw_tuple_key *key)
{
	unsigned int longest = 0;
	u32 i;

	memset(chains, 0, BUCKETS);
	for (i = 0; i < FLOWS; i++) {
		struct natgw_tuple tuple = flow_of_kind(kind, i);
		u8 *chain = &chains[natgw_tuple_hash(&tuple, 7, key) % BUCKETS];

		if (++*chain > longest)
			longest = *chain;
	}
	return longest;
}

static void hash_makes_chains_as_chance_does(struct kunit *test)
{
	u8 *chains = kunit_kzalloc(test, BUCKETS, GFP_KERNEL);
	struct natgw_tuple_key key = some_key;
	unsigned int kind, i;

	KUNIT_ASSERT_NOT_NULL(test, chains);
	for (i = 0; i < KEYS; i++) {
		/* Others each time, the same in every run. */
		key.word[0] = key.word[0] * 0x5851f42d4c957f2d + 1;
		key.word[1] = key.word[1] * 0x5851f42d4c957f2d + 3;
		for (kind = 0; kind < KINDS; kind++)
			KUNIT_EXPECT_LE_MSG(test, longest_chain(chains, kind, &key),
					    LONGEST_CHAIN, "kind %u, key %u", kind, i);
	}
}

static void reasons_are_split_into_passed_and_dropped(struct kunit *test)
{
	int reason;

	for (reason = 1; reason <= NATGW_REASON_MAX; reason++) {
		bool named = !strncmp(natgw_reason_name(reason), "drop-", 5);

		KUNIT_EXPECT_EQ_MSG(test, natgw_reason_is_drop(reason), named, "%s",
				    natgw_reason_name(reason));
		KUNIT_EXPECT_STRNEQ(test, natgw_reason_name(reason), "unknown");
	}
	KUNIT_EXPECT_FALSE(test, natgw_reason_is_drop(0));
	KUNIT_EXPECT_STREQ(test, natgw_reason_name(0), "unknown");
	KUNIT_EXPECT_STREQ(test, natgw_reason_name(-1), "unknown");
	KUNIT_EXPECT_STREQ(test, natgw_reason_name(NATGW_REASON_MAX + 1), "unknown");
	KUNIT_EXPECT_STREQ(test, natgw_reason_name(NATGW_REASON_DROP_NO_MAPPING),
			   "drop-no-mapping");
}

static struct kunit_case tuple_cases[] = {
	KUNIT_CASE(tuple_has_no_holes),
	KUNIT_CASE(tuple_differs_by_every_member),
	KUNIT_CASE(swap_exchanges_the_endpoints_only),
	KUNIT_CASE(set_changes_one_endpoint),
	KUNIT_CASE(set_of_an_icmp_query_changes_its_identifier),
	KUNIT_CASE(hash_depends_on_everything),
	KUNIT_CASE(hash_makes_chains_as_chance_does),
	KUNIT_CASE(reasons_are_split_into_passed_and_dropped),
	{}
};

struct kunit_suite natgw_tuple_suite = {
	.name = "natgw_tuple",
	.test_cases = tuple_cases,
};
