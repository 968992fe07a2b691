// SPDX-License-Identifier: GPL-2.0-only
/* Runs all unit tests when it is loaded; the results are in the kernel's log. */

#include <linux/module.h>

#include "suites.h"

static struct kunit_suite * const suites[] = {
	&natgw_portmap_suite,
	&natgw_tcp_state_suite,
	&natgw_tcp_window_suite,
	&natgw_hold_suite,
	&natgw_table_suite,
	&natgw_tuple_suite,
	&natgw_checksum_suite,
	&natgw_packet_suite,
	&natgw_rewrite_suite,
	&natgw_gso_suite,
	&natgw_icmp_suite,
	&natgw_policy_suite,
	&natgw_candidate_suite,
};

static int __init natgw_kunit_init(void)
{
	return __kunit_test_suites_init(suites, ARRAY_SIZE(suites));
}

static void __exit natgw_kunit_exit(void)
{
	__kunit_test_suites_exit((struct kunit_suite **)suites, ARRAY_SIZE(suites));
}

module_init(natgw_kunit_init);
module_exit(natgw_kunit_exit);

MODULE_DESCRIPTION("Unit tests of natgw");
MODULE_LICENSE("GPL");
