// SPDX-License-Identifier: GPL-2.0-only
/* Mappings, sessions, subscribers and counters, as traffic makes them. */
#include "abi.h"

enum { SYN = 0x02 };

FIXTURE(table)
{
	struct netlink nl;
	struct gateway gw;
};

FIXTURE_SETUP(table)
{
	ASSERT_EQ(0, gateway_open(&self->gw));
	ASSERT_EQ(0, netlink_open(&self->nl));
	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_NEW, POOL_A,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_NEW, RULE_A,));
}

FIXTURE_TEARDOWN(table)
{
	netlink_close(&self->nl);
	gateway_close(&self->gw);
}

#define COUNT(kind, ...) ({						\
	int __err = DO(&self->nl, NATGW_CMD_##kind##_COUNT, __VA_ARGS__);	\
									\
	__err ? MISSING : number(self->nl.messages, NATGW_A_##kind##_COUNT);	\
})

#define DELETE(kind, ...) ({						\
	int __err = DO(&self->nl, NATGW_CMD_##kind##_DEL, __VA_ARGS__);	\
									\
	__err ? MISSING : number(self->nl.messages, NATGW_A_##kind##_COUNT);	\
})

/* Two hosts; the first with two sessions through one mapping. */
static void send_some(struct gateway *gw)
{
	gateway_send(gw->in, "10.0.0.11", 5000, "203.0.113.101", 7);
	gateway_send(gw->in, "10.0.0.11", 5000, "203.0.113.201", 9);
	gateway_send(gw->in, "10.0.0.12", 6000, "203.0.113.101", 7);
}

TEST_F(table, one_mapping_and_its_sessions)
{
	const struct message *mapping, *session;
	struct packet seen;

	gateway_send(self->gw.in, "10.0.0.11", 5000, "203.0.113.101", 7);
	ASSERT_TRUE(gateway_receive(self->gw.out, &seen));
	gateway_send(self->gw.out, "203.0.113.101", 7, seen.saddr, seen.sport);

	ACCEPTED(DUMP(&self->nl, NATGW_CMD_MAPPING_GET,));
	ASSERT_EQ(1, self->nl.count);
	mapping = self->nl.messages;
	EXPECT_EQ(IPPROTO_UDP, number(mapping, NATGW_A_MAPPING_PROTO));
	EXPECT_STREQ("10.0.0.11", address(mapping, NATGW_A_MAPPING_INSIDE));
	EXPECT_EQ(5000, number(mapping, NATGW_A_MAPPING_INSIDE_PORT));
	EXPECT_STREQ(seen.saddr, address(mapping, NATGW_A_MAPPING_EXTERNAL));
	EXPECT_EQ(seen.sport, number(mapping, NATGW_A_MAPPING_EXTERNAL_PORT));
	EXPECT_STREQ("A", text(mapping, NATGW_A_MAPPING_POOL));
	EXPECT_EQ(NATGW_MAPPING_KIND_PORT, number(mapping, NATGW_A_MAPPING_KIND));
	EXPECT_EQ(NATGW_MAPPING_BEHAVIOUR_EIM, number(mapping, NATGW_A_MAPPING_MAPPING));
	EXPECT_EQ(NATGW_FILTERING_BEHAVIOUR_EIF, number(mapping, NATGW_A_MAPPING_FILTERING));
	EXPECT_EQ(1, number(mapping, NATGW_A_MAPPING_SESSIONS));
	EXPECT_STREQ("", address(mapping, NATGW_A_MAPPING_REMOTE));

	ACCEPTED(DUMP(&self->nl, NATGW_CMD_SESSION_GET,));
	ASSERT_EQ(1, self->nl.count);
	session = self->nl.messages;
	EXPECT_STREQ("10.0.0.11", address(session, NATGW_A_SESSION_INSIDE));
	EXPECT_STREQ(seen.saddr, address(session, NATGW_A_SESSION_EXTERNAL));
	EXPECT_EQ(seen.sport, number(session, NATGW_A_SESSION_EXTERNAL_PORT));
	EXPECT_STREQ("203.0.113.101", address(session, NATGW_A_SESSION_REMOTE));
	EXPECT_EQ(7, number(session, NATGW_A_SESSION_REMOTE_PORT));
	EXPECT_STREQ("A", text(session, NATGW_A_SESSION_POOL));
	EXPECT_EQ(MISSING, number(session, NATGW_A_SESSION_TCP_STATE));
	EXPECT_EQ(NATGW_ORIGIN_INSIDE, number(session, NATGW_A_SESSION_ORIGIN));
	EXPECT_NE(NULL, attr_of(session, NATGW_A_SESSION_REPLIED));
	EXPECT_EQ(NULL, attr_of(session, NATGW_A_SESSION_HAIRPIN));
	EXPECT_EQ(1, number(session, NATGW_A_SESSION_PACKETS_OUT));
	EXPECT_EQ(32, number(session, NATGW_A_SESSION_BYTES_OUT));
	EXPECT_EQ(1, number(session, NATGW_A_SESSION_PACKETS_IN));
	EXPECT_GE(300, number(session, NATGW_A_SESSION_EXPIRES));
	EXPECT_LT(290, number(session, NATGW_A_SESSION_EXPIRES));
}

TEST_F(table, subscribers)
{
	const struct message *subscriber;

	send_some(&self->gw);
	ACCEPTED(DUMP(&self->nl, NATGW_CMD_SUBSCRIBER_GET,));
	EXPECT_EQ(2, self->nl.count);
	ACCEPTED(DUMP(&self->nl, NATGW_CMD_SUBSCRIBER_GET,
		      ADDR(NATGW_A_SUBSCRIBER_INSIDE, "10.0.0.11"),));
	ASSERT_EQ(1, self->nl.count);
	subscriber = self->nl.messages;
	EXPECT_STREQ("A", text(subscriber, NATGW_A_SUBSCRIBER_POOL));
	EXPECT_EQ(1, number(subscriber, NATGW_A_SUBSCRIBER_MAPPINGS));
	EXPECT_EQ(2, number(subscriber, NATGW_A_SUBSCRIBER_SESSIONS));
	EXPECT_STRNE("", address(subscriber, NATGW_A_SUBSCRIBER_EXTERNAL));
	ACCEPTED(DUMP(&self->nl, NATGW_CMD_SUBSCRIBER_GET,
		      ADDR(NATGW_A_SUBSCRIBER_INSIDE, "10.0.0.0"),
		      U32(NATGW_A_SUBSCRIBER_INSIDE_LENGTH, 24),
		      TEXT(NATGW_A_SUBSCRIBER_POOL, "A"),));
	EXPECT_EQ(2, self->nl.count);
	ACCEPTED(DUMP(&self->nl, NATGW_CMD_SUBSCRIBER_GET,
		      ADDR(NATGW_A_SUBSCRIBER_INSIDE, "10.0.0.13"),));
	EXPECT_EQ(0, self->nl.count);
}

TEST_F(table, session_filters)
{
	send_some(&self->gw);
	gateway_send_tcp(self->gw.in, "10.0.0.11", 5000, "203.0.113.101", 80, SYN);

	EXPECT_EQ(4, COUNT(SESSION,));
	EXPECT_EQ(3, COUNT(SESSION, U32(NATGW_A_SESSION_PROTO, IPPROTO_UDP),));
	EXPECT_EQ(1, COUNT(SESSION, U32(NATGW_A_SESSION_PROTO, IPPROTO_TCP),));
	EXPECT_EQ(3, COUNT(SESSION, ADDR(NATGW_A_SESSION_INSIDE, "10.0.0.11"),));
	EXPECT_EQ(4, COUNT(SESSION, ADDR(NATGW_A_SESSION_INSIDE, "10.0.0.0"),
			   U32(NATGW_A_SESSION_INSIDE_LENGTH, 8),));
	EXPECT_EQ(1, COUNT(SESSION, ADDR(NATGW_A_SESSION_INSIDE, "10.0.0.12"),
			   U32(NATGW_A_SESSION_INSIDE_LENGTH, 31),));
	EXPECT_EQ(3, COUNT(SESSION, ADDR(NATGW_A_SESSION_REMOTE, "203.0.113.101"),));
	EXPECT_EQ(2, COUNT(SESSION, U32(NATGW_A_SESSION_REMOTE_PORT, 7),));
	EXPECT_EQ(1, COUNT(SESSION, U32(NATGW_A_SESSION_REMOTE_PORT, 7),
			   U32(NATGW_A_SESSION_INSIDE_PORT, 6000),));
	EXPECT_EQ(4, COUNT(SESSION, TEXT(NATGW_A_SESSION_POOL, "A"),));
	EXPECT_EQ(1, COUNT(SESSION, U32(NATGW_A_SESSION_TCP_STATE, NATGW_TCP_STATE_INIT),));
	EXPECT_EQ(0, COUNT(SESSION, U32(NATGW_A_SESSION_TCP_STATE, NATGW_TCP_STATE_TRANS),));
	EXPECT_EQ(0, COUNT(SESSION, ADDR(NATGW_A_SESSION_EXTERNAL, "203.0.113.99"),));

	/* A dump knows the same filters. */
	ACCEPTED(DUMP(&self->nl, NATGW_CMD_SESSION_GET, U32(NATGW_A_SESSION_REMOTE_PORT, 7),));
	EXPECT_EQ(2, self->nl.count);
}

TEST_F(table, mapping_filters)
{
	send_some(&self->gw);
	gateway_send_tcp(self->gw.in, "10.0.0.11", 5000, "203.0.113.101", 80, SYN);

	EXPECT_EQ(3, COUNT(MAPPING,));
	EXPECT_EQ(2, COUNT(MAPPING, U32(NATGW_A_MAPPING_PROTO, IPPROTO_UDP),));
	EXPECT_EQ(2, COUNT(MAPPING, U32(NATGW_A_MAPPING_INSIDE_PORT, 5000),));
	EXPECT_EQ(1, COUNT(MAPPING, ADDR(NATGW_A_MAPPING_INSIDE, "10.0.0.12"),));
	EXPECT_EQ(3, COUNT(MAPPING, U32(NATGW_A_MAPPING_KIND, NATGW_MAPPING_KIND_PORT),));
	EXPECT_EQ(0, COUNT(MAPPING, U32(NATGW_A_MAPPING_KIND, NATGW_MAPPING_KIND_FORWARD),));
	EXPECT_EQ(3, COUNT(MAPPING, TEXT(NATGW_A_MAPPING_POOL, "A"),));
	/* No mapping here is bound to a remote address. */
	EXPECT_EQ(0, COUNT(MAPPING, ADDR(NATGW_A_MAPPING_REMOTE, "203.0.113.101"),));
	ACCEPTED(DUMP(&self->nl, NATGW_CMD_MAPPING_GET, U32(NATGW_A_MAPPING_INSIDE_PORT, 6000),));
	EXPECT_EQ(1, self->nl.count);
}

TEST_F(table, mapping_of_an_address_and_port)
{
	const struct message *mapping;

	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_SET, TEXT(NATGW_A_POOL_NAME, "A"),
		    U32(NATGW_A_POOL_UDP_MAPPING, NATGW_MAPPING_BEHAVIOUR_APDM),
		    U32(NATGW_A_POOL_UDP_FILTERING, NATGW_FILTERING_BEHAVIOUR_APDF),));
	send_some(&self->gw);
	ACCEPTED(DUMP(&self->nl, NATGW_CMD_MAPPING_GET,
		      ADDR(NATGW_A_MAPPING_REMOTE, "203.0.113.201"),));
	ASSERT_EQ(1, self->nl.count);
	mapping = self->nl.messages;
	EXPECT_STREQ("203.0.113.201", address(mapping, NATGW_A_MAPPING_REMOTE));
	EXPECT_EQ(9, number(mapping, NATGW_A_MAPPING_REMOTE_PORT));
	EXPECT_EQ(NATGW_MAPPING_BEHAVIOUR_APDM, number(mapping, NATGW_A_MAPPING_MAPPING));
	EXPECT_EQ(NATGW_FILTERING_BEHAVIOUR_APDF, number(mapping, NATGW_A_MAPPING_FILTERING));
}

TEST_F(table, session_del)
{
	send_some(&self->gw);
	EXPECT_EQ(1, DELETE(SESSION, U32(NATGW_A_SESSION_REMOTE_PORT, 9),));
	EXPECT_EQ(2, COUNT(SESSION,));
	EXPECT_EQ(2, COUNT(MAPPING,));
	EXPECT_EQ(0, DELETE(SESSION, U32(NATGW_A_SESSION_REMOTE_PORT, 9),));
	/* With the last session goes the mapping, and with that the subscriber. */
	EXPECT_EQ(1, DELETE(SESSION, ADDR(NATGW_A_SESSION_INSIDE, "10.0.0.11"),));
	EXPECT_EQ(1, COUNT(MAPPING,));
	EXPECT_EQ(1, DELETE(SESSION,));
	EXPECT_EQ(0, COUNT(MAPPING,));
	EXPECT_EQ(0, status_of(&self->nl, NATGW_A_STATUS_SUBSCRIBERS));
	EXPECT_EQ(0, status_of(&self->nl, NATGW_A_STATUS_SESSIONS));
}

TEST_F(table, mapping_del)
{
	send_some(&self->gw);
	EXPECT_EQ(1, DELETE(MAPPING, U32(NATGW_A_MAPPING_INSIDE_PORT, 5000),));
	EXPECT_EQ(1, COUNT(SESSION,));
	EXPECT_EQ(1, COUNT(MAPPING,));
	EXPECT_EQ(1, DELETE(MAPPING,));
	EXPECT_EQ(0, COUNT(SESSION,));
}

TEST_F(table, forward_makes_a_mapping)
{
	const struct message *session;
	struct packet seen;

	ACCEPTED(DO(&self->nl, NATGW_CMD_FORWARD_NEW, U32(NATGW_A_FORWARD_PROTO, IPPROTO_UDP),
		    ADDR(NATGW_A_FORWARD_EXTERNAL, "203.0.113.40"),
		    PORTS(NATGW_A_FORWARD_EXTERNAL_PORT, 8000, 8009),
		    ADDR(NATGW_A_FORWARD_INSIDE, "10.0.0.11"),
		    U32(NATGW_A_FORWARD_INSIDE_PORT, 80),));
	gateway_send(self->gw.out, "203.0.113.101", 7, "203.0.113.40", 8003);
	ASSERT_TRUE(gateway_receive(self->gw.in, &seen));
	EXPECT_STREQ("10.0.0.11", seen.daddr);
	EXPECT_EQ(83, seen.dport);
	EXPECT_EQ(1, COUNT(MAPPING, U32(NATGW_A_MAPPING_KIND, NATGW_MAPPING_KIND_FORWARD),));
	ACCEPTED(DUMP(&self->nl, NATGW_CMD_SESSION_GET,));
	ASSERT_EQ(1, self->nl.count);
	session = self->nl.messages;
	EXPECT_EQ(NATGW_ORIGIN_OUTSIDE, number(session, NATGW_A_SESSION_ORIGIN));
	EXPECT_EQ(83, number(session, NATGW_A_SESSION_INSIDE_PORT));
	EXPECT_EQ(8003, number(session, NATGW_A_SESSION_EXTERNAL_PORT));
	EXPECT_EQ(NULL, attr_of(session, NATGW_A_SESSION_POOL));
}

static uint64_t packets_of(const struct message *stats, uint32_t reason)
{
	int i;

	for (i = 0; i < NATGW_REASON_MAX; i++) {
		if (nested(stats, NATGW_A_STATS_REASON, i, NATGW_A_REASON_COUNT_REASON) == reason)
			return nested(stats, NATGW_A_STATS_REASON, i,
				      NATGW_A_REASON_COUNT_PACKETS);
	}
	return MISSING;
}

TEST_F(table, stats)
{
	const struct message *stats;

	send_some(&self->gw);
	gateway_send(self->gw.out, "203.0.113.101", 7, "203.0.113.17", 4444);
	gateway_send_tcp(self->gw.in, "10.0.0.11", 5000, "203.0.113.101", 80, 0x10);
	ACCEPTED(DO(&self->nl, NATGW_CMD_STATS_GET,));
	stats = self->nl.messages;
	EXPECT_EQ(NATGW_REASON_MAX, occurrences(stats, NATGW_A_STATS_REASON));
	EXPECT_EQ(3, packets_of(stats, NATGW_REASON_TRANSLATED_OUT));
	EXPECT_EQ(1, packets_of(stats, NATGW_REASON_DROP_NO_MAPPING));
	EXPECT_EQ(1, packets_of(stats, NATGW_REASON_DROP_NO_SESSION));
	EXPECT_EQ(3, number(stats, NATGW_A_STATS_SESSIONS));
	EXPECT_EQ(2, number(stats, NATGW_A_STATS_MAPPINGS));
	EXPECT_EQ(2, number(stats, NATGW_A_STATS_SUBSCRIBERS));
	EXPECT_EQ(3, number(stats, NATGW_A_STATS_SESSIONS_CREATED));
	EXPECT_EQ(0, number(stats, NATGW_A_STATS_SESSIONS_ENDED));
}

static void send_many(struct gateway *gw, int hosts, int ports)
{
	struct packet packet;
	char inside[16];
	int host, port;

	for (host = 0; host < hosts; host++) {
		snprintf(inside, sizeof(inside), "10.0.0.%d", 11 + host);
		for (port = 0; port < ports; port++) {
			gateway_send(gw->in, inside, 2000 + port, "203.0.113.101", 7);
			if (!(port % 256))
				while (gateway_receive(gw->out, &packet) && packet.sport)
					break;
		}
	}
}

TEST_F(table, dump_of_many_has_each_once)
{
	enum { HOSTS = 10, PORTS = 400 };
	static char seen[HOSTS][PORTS];
	const struct message *session;
	unsigned int host, port;
	size_t i;

	send_many(&self->gw, HOSTS, PORTS);
	do {
		ACCEPTED(DUMP(&self->nl, NATGW_CMD_SESSION_GET,));
	} while (self->nl.interrupted);
	EXPECT_EQ(HOSTS * PORTS, self->nl.count);
	for (i = 0; i < self->nl.count; i++) {
		session = &self->nl.messages[i];
		ASSERT_EQ(1, sscanf(address(session, NATGW_A_SESSION_INSIDE), "10.0.0.%u", &host));
		port = number(session, NATGW_A_SESSION_INSIDE_PORT);
		ASSERT_LT(host - 11, HOSTS);
		ASSERT_LT(port - 2000, PORTS);
		EXPECT_EQ(0, seen[host - 11][port - 2000]++);
	}
}

TEST_F(table, dump_while_it_changes)
{
	struct netlink other;

	send_many(&self->gw, 4, 300);
	ASSERT_EQ(0, netlink_open(&other));
	ASSERT_EQ(0, netlink_dump_begin(&other, NATGW_CMD_SESSION_GET, NULL));
	/* Half of them go, and many more come: the table grows. */
	EXPECT_EQ(600, DELETE(SESSION, ADDR(NATGW_A_SESSION_INSIDE, "10.0.0.12"),
			      U32(NATGW_A_SESSION_INSIDE_LENGTH, 31),));
	send_many(&self->gw, 10, 500);
	EXPECT_EQ(0, netlink_dump_finish(&other));
	netlink_close(&other);
	EXPECT_EQ(5000, COUNT(SESSION,));
}

TEST_F(table, dump_left_half_way)
{
	struct netlink other;

	send_many(&self->gw, 2, 400);
	ASSERT_EQ(0, netlink_open(&other));
	ASSERT_EQ(0, netlink_dump_begin(&other, NATGW_CMD_SESSION_GET, NULL));
	netlink_close(&other);
	EXPECT_EQ(800, DELETE(SESSION,));
}

TEST_F(table, config_that_no_longer_allows_them_ends_sessions)
{
	send_some(&self->gw);
	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_SET, TEXT(NATGW_A_POOL_NAME, "A"),
		    RANGE(NATGW_A_POOL_ADDRESS, "203.0.113.50", NULL),));
	EXPECT_EQ(0, COUNT(SESSION,));
	EXPECT_EQ(0, COUNT(MAPPING,));
}

TEST_F(table, config_that_allows_them_keeps_sessions)
{
	send_some(&self->gw);
	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_SET, TEXT(NATGW_A_POOL_NAME, "A"),
		    RANGE(NATGW_A_POOL_ADDRESS, "203.0.113.16", "203.0.113.25"),));
	EXPECT_EQ(3, COUNT(SESSION,));
}

TEST_HARNESS_MAIN
