/* SPDX-License-Identifier: GPL-2.0-only */
/* The suites that main.c runs. */
#ifndef _NATGW_KUNIT_SUITES_H
#define _NATGW_KUNIT_SUITES_H

#include <kunit/test.h>

extern struct kunit_suite natgw_portmap_suite;
extern struct kunit_suite natgw_tcp_state_suite;
extern struct kunit_suite natgw_tcp_window_suite;
extern struct kunit_suite natgw_hold_suite;
extern struct kunit_suite natgw_table_suite;
extern struct kunit_suite natgw_tuple_suite;
extern struct kunit_suite natgw_checksum_suite;
extern struct kunit_suite natgw_packet_suite;
extern struct kunit_suite natgw_rewrite_suite;
extern struct kunit_suite natgw_gso_suite;
extern struct kunit_suite natgw_icmp_suite;
extern struct kunit_suite natgw_policy_suite;
extern struct kunit_suite natgw_candidate_suite;

#endif
