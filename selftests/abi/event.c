// SPDX-License-Identifier: GPL-2.0-only
/* Events: what they tell, their numbers, and that losses are seen. */
#include <sys/socket.h>

#include "abi.h"

FIXTURE(event)
{
	struct netlink nl;
	struct netlink ear;
	struct gateway gw;
};

FIXTURE_SETUP(event)
{
	ASSERT_EQ(0, gateway_open(&self->gw));
	ASSERT_EQ(0, netlink_open(&self->nl));
	ASSERT_EQ(0, netlink_open(&self->ear));
	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_NEW, POOL_A,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_NEW, RULE_A,));
	ASSERT_EQ(0, netlink_listen(&self->ear));
}

FIXTURE_TEARDOWN(event)
{
	netlink_close(&self->nl);
	netlink_close(&self->ear);
	gateway_close(&self->gw);
}

/* The number that an event has, whatever it is about. */
static uint64_t sequence_of(const struct message *event)
{
	switch (command(event)) {
	case NATGW_CMD_MAPPING_NTF:
		return number(event, NATGW_A_MAPPING_SEQUENCE);
	case NATGW_CMD_SESSION_NTF:
		return number(event, NATGW_A_SESSION_SEQUENCE);
	case NATGW_CMD_CONFIG_NTF:
		return number(event, NATGW_A_CONFIG_SEQUENCE);
	case NATGW_CMD_POOL_NTF:
		return number(event, NATGW_A_POOL_SEQUENCE);
	default:
		return MISSING;
	}
}

static const struct message *event_of(const struct netlink *ear, int cmd)
{
	size_t i;

	for (i = 0; i < ear->count; i++) {
		if (command(&ear->messages[i]) == cmd)
			return &ear->messages[i];
	}
	return NULL;
}

TEST_F(event, new_session)
{
	const struct message *mapping, *session;
	uint64_t sequence;

	gateway_send(self->gw.in, "10.0.0.11", 5000, "203.0.113.101", 7);
	ASSERT_EQ(0, netlink_events(&self->ear, 2, 2000));
	ASSERT_EQ(2, self->ear.count);
	mapping = event_of(&self->ear, NATGW_CMD_MAPPING_NTF);
	session = event_of(&self->ear, NATGW_CMD_SESSION_NTF);
	ASSERT_NE(NULL, mapping);
	ASSERT_NE(NULL, session);

	EXPECT_EQ(NATGW_OBJECT_EVENT_NEW, number(mapping, NATGW_A_MAPPING_EVENT));
	EXPECT_EQ(MISSING, number(mapping, NATGW_A_MAPPING_CAUSE));
	EXPECT_STREQ("10.0.0.11", address(mapping, NATGW_A_MAPPING_INSIDE));
	EXPECT_EQ(5000, number(mapping, NATGW_A_MAPPING_INSIDE_PORT));
	EXPECT_STREQ("A", text(mapping, NATGW_A_MAPPING_POOL));

	EXPECT_EQ(NATGW_OBJECT_EVENT_NEW, number(session, NATGW_A_SESSION_EVENT));
	EXPECT_STREQ("203.0.113.101", address(session, NATGW_A_SESSION_REMOTE));
	EXPECT_LT(1500000000000, number(session, NATGW_A_SESSION_TIME));

	sequence = sequence_of(&self->ear.messages[0]);
	EXPECT_EQ(sequence + 1, sequence_of(&self->ear.messages[1]));
	EXPECT_EQ(sequence + 1, status_of(&self->nl, NATGW_A_STATUS_SEQUENCE));
}

TEST_F(event, end_by_the_administrator)
{
	const struct message *mapping, *session;

	gateway_send(self->gw.in, "10.0.0.11", 5000, "203.0.113.101", 7);
	ASSERT_EQ(0, netlink_events(&self->ear, 2, 2000));
	ACCEPTED(DO(&self->nl, NATGW_CMD_SESSION_DEL,));
	ASSERT_EQ(0, netlink_events(&self->ear, 2, 2000));
	session = event_of(&self->ear, NATGW_CMD_SESSION_NTF);
	mapping = event_of(&self->ear, NATGW_CMD_MAPPING_NTF);
	ASSERT_NE(NULL, session);
	ASSERT_NE(NULL, mapping);
	EXPECT_EQ(NATGW_OBJECT_EVENT_END, number(session, NATGW_A_SESSION_EVENT));
	EXPECT_EQ(NATGW_END_CAUSE_ADMIN, number(session, NATGW_A_SESSION_CAUSE));
	EXPECT_EQ(1, number(session, NATGW_A_SESSION_PACKETS_OUT));
	EXPECT_EQ(NATGW_OBJECT_EVENT_END, number(mapping, NATGW_A_MAPPING_EVENT));
	EXPECT_EQ(NATGW_END_CAUSE_ADMIN, number(mapping, NATGW_A_MAPPING_CAUSE));
}

TEST_F(event, end_by_the_configuration)
{
	const struct message *session, *config;
	uint64_t generation;

	gateway_send(self->gw.in, "10.0.0.11", 5000, "203.0.113.101", 7);
	ASSERT_EQ(0, netlink_events(&self->ear, 2, 2000));
	ACCEPTED(DO(&self->nl, NATGW_CMD_CONFIG_FLUSH,));
	generation = status_of(&self->nl, NATGW_A_STATUS_GENERATION);
	ASSERT_EQ(0, netlink_events(&self->ear, 3, 2000));
	session = event_of(&self->ear, NATGW_CMD_SESSION_NTF);
	config = event_of(&self->ear, NATGW_CMD_CONFIG_NTF);
	ASSERT_NE(NULL, session);
	ASSERT_NE(NULL, config);
	EXPECT_EQ(NATGW_END_CAUSE_CONFIG, number(session, NATGW_A_SESSION_CAUSE));
	EXPECT_EQ(generation, number(config, NATGW_A_CONFIG_GENERATION));
}

TEST_F(event, one_for_each_commit)
{
	ACCEPTED(DO(&self->nl, NATGW_CMD_BEGIN,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_NEW, RULE_A,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_NEW, RULE_A,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_COMMIT,));
	ASSERT_EQ(0, netlink_events(&self->ear, 2, 300));
	ASSERT_EQ(1, self->ear.count);
	EXPECT_EQ(NATGW_CMD_CONFIG_NTF, command(self->ear.messages));
}

TEST_F(event, none_for_what_was_refused)
{
	REFUSED(EEXIST, DO(&self->nl, NATGW_CMD_POOL_NEW, POOL_A,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_BEGIN,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_CONFIG_FLUSH,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_ABORT,));
	ASSERT_EQ(0, netlink_events(&self->ear, 1, 300));
	EXPECT_EQ(0, self->ear.count);
}

TEST_F(event, dry_pool_is_told_once_a_second)
{
	const struct message *event;
	size_t i, told = 0;
	int port;

	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_SET, TEXT(NATGW_A_POOL_NAME, "A"),
		    RANGE(NATGW_A_POOL_ADDRESS, "203.0.113.16", NULL),
		    PORTS(NATGW_A_POOL_PORT, 5000, 5000),));
	for (port = 0; port < 20; port++)
		gateway_send(self->gw.in, "10.0.0.11", 5000 + port, "203.0.113.101", 7);
	ASSERT_EQ(0, netlink_events(&self->ear, 20, 300));
	event = event_of(&self->ear, NATGW_CMD_POOL_NTF);
	ASSERT_NE(NULL, event);
	EXPECT_EQ(NATGW_POOL_EVENT_PORTS_EXHAUSTED, number(event, NATGW_A_POOL_EVENT));
	EXPECT_STREQ("A", text(event, NATGW_A_POOL_NAME));
	EXPECT_EQ(IPPROTO_UDP, number(event, NATGW_A_POOL_PROTO));
	for (i = 0; i < self->ear.count; i++)
		told += command(&self->ear.messages[i]) == NATGW_CMD_POOL_NTF;
	/* The twenty may have met a change of the second. */
	EXPECT_GE(2, told);
}

TEST_F(event, losses_show_in_the_numbers)
{
	uint64_t last, now;
	int small = 1, port;
	size_t i;

	ASSERT_EQ(0, setsockopt(self->ear.fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)));
	for (port = 0; port < 200; port++)
		gateway_send(self->gw.in, "10.0.0.11", 5000 + port, "203.0.113.101", 7);
	/* The socket says that it overflowed, and what it has is a run without gaps. */
	EXPECT_EQ(-ENOBUFS, netlink_events(&self->ear, 1, 300));
	ASSERT_EQ(0, netlink_events(&self->ear, 400, 300));
	ASSERT_LT(0, self->ear.count);
	ASSERT_GT(400, self->ear.count);
	for (i = 1; i < self->ear.count; i++)
		ASSERT_EQ(sequence_of(&self->ear.messages[i - 1]) + 1,
			  sequence_of(&self->ear.messages[i]));
	/* The next one tells how many were lost. */
	last = sequence_of(&self->ear.messages[self->ear.count - 1]);
	ACCEPTED(DO(&self->nl, NATGW_CMD_CONFIG_FLUSH,));
	netlink_events(&self->ear, 1, 300);
	netlink_events(&self->ear, 1, 300);
	now = status_of(&self->nl, NATGW_A_STATUS_SEQUENCE);
	EXPECT_LT(last + 1, now);
}

TEST_F(event, two_listeners_hear_the_same)
{
	struct netlink second;

	ASSERT_EQ(0, netlink_open(&second));
	ASSERT_EQ(0, netlink_listen(&second));
	gateway_send(self->gw.in, "10.0.0.11", 5000, "203.0.113.101", 7);
	ASSERT_EQ(0, netlink_events(&self->ear, 2, 2000));
	ASSERT_EQ(0, netlink_events(&second, 2, 2000));
	ASSERT_EQ(2, second.count);
	EXPECT_EQ(sequence_of(self->ear.messages), sequence_of(second.messages));
	netlink_close(&second);
}

TEST_F(event, of_another_namespace_are_not_heard)
{
	struct netlink elsewhere;

	ASSERT_EQ(0, namespace_new());
	ASSERT_EQ(0, netlink_open(&elsewhere));
	ASSERT_EQ(0, DO(&elsewhere, NATGW_CMD_POOL_NEW, POOL_A,));
	ASSERT_EQ(0, netlink_events(&self->ear, 1, 300));
	EXPECT_EQ(0, self->ear.count);
	netlink_close(&elsewhere);
}

TEST_HARNESS_MAIN
