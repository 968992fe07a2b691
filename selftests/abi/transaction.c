// SPDX-License-Identifier: GPL-2.0-only
/* Transactions happen whole or not at all, and belong to a socket. */
#include "abi.h"

FIXTURE(transaction)
{
	struct netlink nl;
	struct netlink other;
};

FIXTURE_SETUP(transaction)
{
	ASSERT_EQ(0, namespace_new());
	ASSERT_EQ(0, netlink_open(&self->nl));
	ASSERT_EQ(0, netlink_open(&self->other));
	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_NEW, POOL_A,));
}

FIXTURE_TEARDOWN(transaction)
{
	netlink_close(&self->nl);
	netlink_close(&self->other);
}

TEST_F(transaction, is_seen_only_when_committed)
{
	uint64_t generation = status_of(&self->nl, NATGW_A_STATUS_GENERATION);

	ACCEPTED(DO(&self->nl, NATGW_CMD_BEGIN,));
	EXPECT_EQ(NATGW_SWITCH_ON, status_of(&self->nl, NATGW_A_STATUS_TRANSACTION));
	ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_NEW, RULE_A,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_NEW, RULE_A,));
	EXPECT_EQ(0, status_of(&self->nl, NATGW_A_STATUS_RULES));
	EXPECT_EQ(generation, status_of(&self->nl, NATGW_A_STATUS_GENERATION));
	ACCEPTED(DO(&self->nl, NATGW_CMD_COMMIT,));
	EXPECT_EQ(generation + 1, number(self->nl.messages, NATGW_A_CONFIG_GENERATION));
	EXPECT_EQ(2, status_of(&self->nl, NATGW_A_STATUS_RULES));
	EXPECT_EQ(generation + 1, status_of(&self->nl, NATGW_A_STATUS_GENERATION));
	EXPECT_EQ(NATGW_SWITCH_OFF, status_of(&self->nl, NATGW_A_STATUS_TRANSACTION));
}

TEST_F(transaction, may_be_in_any_order)
{
	ACCEPTED(DO(&self->nl, NATGW_CMD_BEGIN,));
	/* The pool comes after the rule that names it; A moves to make room for B. */
	ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_NEW, U32(NATGW_A_RULE_ACTION, NATGW_ACTION_POOL),
		    TEXT(NATGW_A_RULE_POOL, "B"),));
	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_NEW, TEXT(NATGW_A_POOL_NAME, "B"),
		    RANGE(NATGW_A_POOL_ADDRESS, "203.0.113.16", NULL),));
	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_SET, TEXT(NATGW_A_POOL_NAME, "A"),
		    RANGE(NATGW_A_POOL_ADDRESS, "203.0.113.17", NULL),));
	ACCEPTED(DO(&self->nl, NATGW_CMD_COMMIT,));
	EXPECT_EQ(2, status_of(&self->nl, NATGW_A_STATUS_POOLS));
}

TEST_F(transaction, refused_as_a_whole)
{
	struct snapshot before = snapshot_take();

	ACCEPTED(DO(&self->nl, NATGW_CMD_BEGIN,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_STATIC_NEW, ADDR(NATGW_A_STATIC_INSIDE, "10.0.0.13"),
		    ADDR(NATGW_A_STATIC_EXTERNAL, "203.0.113.30"),));
	ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_NEW, U32(NATGW_A_RULE_ACTION, NATGW_ACTION_POOL),
		    TEXT(NATGW_A_RULE_POOL, "nowhere"),));
	REFUSED(ENOENT, DO(&self->nl, NATGW_CMD_COMMIT,));
	EXPECT_NE(NULL, strstr(self->nl.sentence, "nowhere"));
	EXPECT_TRUE(snapshot_holds(&before));
	/* It is over: another one may begin. */
	REFUSED(ENOENT, DO(&self->nl, NATGW_CMD_COMMIT,));
	EXPECT_EQ(0, DO(&self->other, NATGW_CMD_BEGIN,));
}

TEST_F(transaction, survives_a_refused_change)
{
	ACCEPTED(DO(&self->nl, NATGW_CMD_BEGIN,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_NEW, RULE_A,));
	REFUSED(EEXIST, DO(&self->nl, NATGW_CMD_POOL_NEW, POOL_A,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_COMMIT,));
	EXPECT_EQ(1, status_of(&self->nl, NATGW_A_STATUS_RULES));
}

TEST_F(transaction, abort)
{
	struct snapshot before = snapshot_take();

	ACCEPTED(DO(&self->nl, NATGW_CMD_BEGIN,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_CONFIG_FLUSH,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_ABORT,));
	EXPECT_TRUE(snapshot_holds(&before));
	REFUSED(ENOENT, DO(&self->nl, NATGW_CMD_ABORT,));
}

TEST_F(transaction, check_only)
{
	struct snapshot before = snapshot_take();

	ACCEPTED(DO(&self->nl, NATGW_CMD_BEGIN,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_NEW, RULE_A,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_COMMIT, FLAG(NATGW_A_CONFIG_CHECK),));
	EXPECT_TRUE(snapshot_holds(&before));

	ACCEPTED(DO(&self->nl, NATGW_CMD_BEGIN,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_DEL, TEXT(NATGW_A_POOL_NAME, "A"),));
	ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_NEW, RULE_A,));
	REFUSED(EBUSY, DO(&self->nl, NATGW_CMD_COMMIT, FLAG(NATGW_A_CONFIG_CHECK),));
}

TEST_F(transaction, flush_and_build_anew)
{
	ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_NEW, RULE_A,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_BEGIN,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_CONFIG_FLUSH,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_NEW, POOL_A,));
	EXPECT_EQ(1, status_of(&self->nl, NATGW_A_STATUS_RULES));
	ACCEPTED(DO(&self->nl, NATGW_CMD_COMMIT,));
	EXPECT_EQ(0, status_of(&self->nl, NATGW_A_STATUS_RULES));
	EXPECT_EQ(1, status_of(&self->nl, NATGW_A_STATUS_POOLS));
}

TEST_F(transaction, keeps_others_out)
{
	static const int changes[] = {
		NATGW_CMD_BEGIN, NATGW_CMD_CONFIG_FLUSH, NATGW_CMD_SETTING_SET,
	};
	size_t i;

	ACCEPTED(DO(&self->nl, NATGW_CMD_BEGIN,));
	for (i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
		EXPECT_EQ(-EBUSY, DO(&self->other, changes[i],));
		EXPECT_NE('\0', self->other.sentence[0]);
	}
	EXPECT_EQ(-EBUSY, DO(&self->other, NATGW_CMD_RULE_NEW, RULE_A,));
	EXPECT_EQ(-ENOENT, DO(&self->other, NATGW_CMD_COMMIT,));
	EXPECT_EQ(-ENOENT, DO(&self->other, NATGW_CMD_ABORT,));
	/* They may look, at what is running. */
	EXPECT_EQ(0, DUMP(&self->other, NATGW_CMD_POOL_GET,));
	EXPECT_EQ(1, self->other.count);
	ACCEPTED(DO(&self->nl, NATGW_CMD_COMMIT,));
	EXPECT_EQ(0, DO(&self->other, NATGW_CMD_RULE_NEW, RULE_A,));
}

TEST_F(transaction, is_not_nested)
{
	ACCEPTED(DO(&self->nl, NATGW_CMD_BEGIN,));
	REFUSED(EALREADY, DO(&self->nl, NATGW_CMD_BEGIN,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_COMMIT,));
}

TEST_F(transaction, ends_with_its_socket)
{
	struct snapshot before = snapshot_take();
	struct netlink third;

	ASSERT_EQ(0, netlink_open(&third));
	ASSERT_EQ(0, DO(&third, NATGW_CMD_BEGIN,));
	ASSERT_EQ(0, DO(&third, NATGW_CMD_CONFIG_FLUSH,));
	netlink_close(&third);
	ACCEPTED(DO(&self->nl, NATGW_CMD_BEGIN,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_ABORT,));
	EXPECT_TRUE(snapshot_holds(&before));
}

TEST_F(transaction, may_end_with_the_namespace)
{
	ACCEPTED(DO(&self->nl, NATGW_CMD_BEGIN,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_NEW, RULE_A,));
	/* What is left to do is the harness's: the process ends, and all of it goes. */
}

TEST_F(transaction, one_a_namespace)
{
	struct netlink elsewhere;

	ACCEPTED(DO(&self->nl, NATGW_CMD_BEGIN,));
	ASSERT_EQ(0, namespace_new());
	ASSERT_EQ(0, netlink_open(&elsewhere));
	EXPECT_EQ(0, DO(&elsewhere, NATGW_CMD_BEGIN,));
	EXPECT_EQ(0, DO(&elsewhere, NATGW_CMD_POOL_NEW, POOL_A,));
	EXPECT_EQ(0, DO(&elsewhere, NATGW_CMD_COMMIT,));
	netlink_close(&elsewhere);
	ACCEPTED(DO(&self->nl, NATGW_CMD_COMMIT,));
}

TEST_HARNESS_MAIN
