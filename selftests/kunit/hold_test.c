// SPDX-License-Identifier: GPL-2.0-only
/* Which freed ports are held, and for how long. */

#include "lib/hold.h"
#include "suites.h"

#define PORT NATGW_MAPPING_KIND_PORT
#define EIF NATGW_FILTERING_BEHAVIOUR_EIF

static void ports_of_tcp_and_udp_are_held(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, natgw_hold_applies(IPPROTO_UDP, PORT, EIF, true));
	KUNIT_EXPECT_TRUE(test, natgw_hold_applies(IPPROTO_TCP, PORT, EIF, true));
	KUNIT_EXPECT_TRUE(test, natgw_hold_applies(IPPROTO_TCP, NATGW_MAPPING_KIND_LOCAL, EIF,
						   true));
	KUNIT_EXPECT_TRUE(test, natgw_hold_applies(IPPROTO_UDP, PORT,
						   NATGW_FILTERING_BEHAVIOUR_ADF, true));
	KUNIT_EXPECT_FALSE(test, natgw_hold_applies(IPPROTO_ICMP, PORT, EIF, true));
}

static void exempt_ports_are_not(struct kunit *test)
{
	static const u8 kinds[] = { NATGW_MAPPING_KIND_FORWARD, NATGW_MAPPING_KIND_ADDRESS };
	unsigned int i;

	/* Closed, or never used. */
	KUNIT_EXPECT_FALSE(test, natgw_hold_applies(IPPROTO_TCP, PORT, EIF, false));
	KUNIT_EXPECT_FALSE(test, natgw_hold_applies(IPPROTO_UDP, PORT, EIF, false));
	KUNIT_EXPECT_FALSE(test, natgw_hold_applies(IPPROTO_UDP, PORT,
						    NATGW_FILTERING_BEHAVIOUR_APDF, true));
	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		KUNIT_EXPECT_FALSE(test, natgw_hold_applies(IPPROTO_UDP, kinds[i], EIF, true));
}

static void time_is_over_after_no_less_than_it(struct kunit *test)
{
	static const u32 starts[] = { 0, 1, 1000, U32_MAX - 100, U32_MAX };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(starts); i++) {
		u32 freed = starts[i];

		KUNIT_EXPECT_FALSE(test, natgw_hold_is_over(freed, freed, 120));
		KUNIT_EXPECT_FALSE(test, natgw_hold_is_over(freed, freed + 119, 120));
		/* Freed at the very end of a second, looked at when the next one begins. */
		KUNIT_EXPECT_FALSE(test, natgw_hold_is_over(freed, freed + 120, 120));
		KUNIT_EXPECT_TRUE(test, natgw_hold_is_over(freed, freed + 121, 120));
		KUNIT_EXPECT_TRUE(test, natgw_hold_is_over(freed, freed, 0));
	}
	KUNIT_EXPECT_EQ(test, (int)NATGW_HOLD_SECONDS, 120);
}

static struct kunit_case hold_cases[] = {
	KUNIT_CASE(ports_of_tcp_and_udp_are_held), /* [CGN-8] */
	KUNIT_CASE(exempt_ports_are_not), /* [CGN-8] */
	KUNIT_CASE(time_is_over_after_no_less_than_it), /* [CGN-8] */
	{}
};

struct kunit_suite natgw_hold_suite = {
	.name = "natgw_hold",
	.test_cases = hold_cases,
};
