// SPDX-License-Identifier: GPL-2.0-only
/* Who may do what: totals are for everybody, the rest is for the owner of the namespace. */
#include <grp.h>
#include <sched.h>
#include <sys/prctl.h>

#include "abi.h"

enum { NOBODY = 65534 };

FIXTURE(rights)
{
	struct netlink nl;
};

FIXTURE_SETUP(rights)
{
	ASSERT_EQ(0, namespace_new());
	memset(&self->nl, 0, sizeof(self->nl));
}

FIXTURE_TEARDOWN(rights)
{
	netlink_close(&self->nl);
}

static int become_nobody(void)
{
	if (setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) ||
	    setresuid(NOBODY, NOBODY, NOBODY))
		return -errno;
	return 0;
}

TEST_F(rights, everybody_sees_totals)
{
	ASSERT_EQ(0, become_nobody());
	ASSERT_EQ(0, netlink_open(&self->nl));
	ACCEPTED(DO(&self->nl, NATGW_CMD_STATUS_GET,));
	EXPECT_EQ(1, self->nl.count);
	ACCEPTED(DO(&self->nl, NATGW_CMD_STATS_GET,));
	EXPECT_EQ(NATGW_REASON_MAX, occurrences(self->nl.messages, NATGW_A_STATS_REASON));
}

TEST_F(rights, the_rest_is_for_the_administrator)
{
	static const int dos[] = {
		NATGW_CMD_SETTING_GET, NATGW_CMD_SETTING_SET, NATGW_CMD_POOL_GET,
		NATGW_CMD_POOL_NEW, NATGW_CMD_POOL_SET, NATGW_CMD_POOL_DEL, NATGW_CMD_RULE_NEW,
		NATGW_CMD_RULE_DEL, NATGW_CMD_STATIC_NEW, NATGW_CMD_STATIC_DEL,
		NATGW_CMD_FORWARD_NEW, NATGW_CMD_FORWARD_DEL, NATGW_CMD_TIMEOUT_SET,
		NATGW_CMD_TIMEOUT_DEL, NATGW_CMD_MAPPING_COUNT, NATGW_CMD_MAPPING_DEL,
		NATGW_CMD_SESSION_COUNT, NATGW_CMD_SESSION_DEL, NATGW_CMD_CONFIG_FLUSH,
		NATGW_CMD_BEGIN, NATGW_CMD_COMMIT, NATGW_CMD_ABORT,
	};
	static const int dumps[] = {
		NATGW_CMD_POOL_GET, NATGW_CMD_RULE_GET, NATGW_CMD_STATIC_GET,
		NATGW_CMD_FORWARD_GET, NATGW_CMD_TIMEOUT_GET, NATGW_CMD_MAPPING_GET,
		NATGW_CMD_SESSION_GET, NATGW_CMD_SUBSCRIBER_GET,
	};
	size_t i;

	ASSERT_EQ(0, become_nobody());
	ASSERT_EQ(0, netlink_open(&self->nl));
	for (i = 0; i < sizeof(dos) / sizeof(*dos); i++)
		EXPECT_EQ(-EPERM, netlink_do(&self->nl, dos[i], NULL))
			TH_LOG("command %d", dos[i]);
	for (i = 0; i < sizeof(dumps) / sizeof(*dumps); i++)
		EXPECT_EQ(-EPERM, netlink_dump(&self->nl, dumps[i], NULL))
			TH_LOG("dump %d", dumps[i]);
}

TEST_F(rights, events_are_for_the_administrator)
{
	struct netlink root;
	int err;

	ASSERT_EQ(0, netlink_open(&root));
	EXPECT_EQ(0, netlink_listen(&root));
	netlink_close(&root);

	ASSERT_EQ(0, become_nobody());
	ASSERT_EQ(0, netlink_open(&self->nl));
	err = netlink_listen(&self->nl);
	if (!err)
		SKIP(return, "this kernel cannot limit a multicast group");
	EXPECT_EQ(-EPERM, err);
}

TEST_F(rights, owner_of_the_namespace_is_its_administrator)
{
	/* All rights within, none in the namespace that we come from. */
	if (unshare(CLONE_NEWUSER | CLONE_NEWNET))
		SKIP(return, "no user namespaces");
	ASSERT_EQ(0, netlink_open(&self->nl));
	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_NEW, POOL_A,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_NEW, RULE_A,));
	ACCEPTED(DUMP(&self->nl, NATGW_CMD_RULE_GET,));
	EXPECT_EQ(1, self->nl.count);
	EXPECT_EQ(0, netlink_listen(&self->nl));
}

TEST_F(rights, are_not_carried_into_another_namespace)
{
	/* The socket belongs to the namespace that it was made in, whoever uses it. */
	ASSERT_EQ(0, netlink_open(&self->nl));
	if (unshare(CLONE_NEWUSER))
		SKIP(return, "no user namespaces");
	EXPECT_EQ(-EPERM, DO(&self->nl, NATGW_CMD_POOL_NEW, POOL_A,));
}

TEST_HARNESS_MAIN
