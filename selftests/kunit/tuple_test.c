// SPDX-License-Identifier: GPL-2.0-only
/* Tuples, and the names of the reasons. */

#include <linux/in.h>

#include "lib/reason.h"
#include "lib/tuple.h"
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
	KUNIT_CASE(reasons_are_split_into_passed_and_dropped),
	{}
};

struct kunit_suite natgw_tuple_suite = {
	.name = "natgw_tuple",
	.test_cases = tuple_cases,
};
