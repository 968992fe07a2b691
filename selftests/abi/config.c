// SPDX-License-Identifier: GPL-2.0-only
/* Each configuring request does what it says, and reading it back says the same. */
#include "abi.h"

FIXTURE(config)
{
	struct netlink nl;
};

FIXTURE_SETUP(config)
{
	ASSERT_EQ(0, namespace_new());
	ASSERT_EQ(0, netlink_open(&self->nl));
}

FIXTURE_TEARDOWN(config)
{
	netlink_close(&self->nl);
}

TEST_F(config, nothing_at_first)
{
	ACCEPTED(DO(&self->nl, NATGW_CMD_STATUS_GET,));
	EXPECT_EQ(0, number(self->nl.messages, NATGW_A_STATUS_ACTIVE));
	EXPECT_EQ(0, number(self->nl.messages, NATGW_A_STATUS_POOLS));
	EXPECT_EQ(0, number(self->nl.messages, NATGW_A_STATUS_SESSIONS));
	EXPECT_EQ(0, number(self->nl.messages, NATGW_A_STATUS_TRANSACTION));
	EXPECT_LT(0, number(self->nl.messages, NATGW_A_STATUS_MAX_SESSIONS));
	EXPECT_NE(MISSING, number(self->nl.messages, NATGW_A_STATUS_MEMORY));
	EXPECT_EQ(MISSING, number(self->nl.messages, NATGW_A_STATUS_USER_MEMORY));
	EXPECT_EQ(MISSING, number(self->nl.messages, NATGW_A_STATUS_USER_MEMORY_MAX));
	ACCEPTED(DUMP(&self->nl, NATGW_CMD_POOL_GET,));
	EXPECT_EQ(0, self->nl.count);
	ACCEPTED(DUMP(&self->nl, NATGW_CMD_RULE_GET,));
	EXPECT_EQ(0, self->nl.count);
}

TEST_F(config, settings)
{
	ACCEPTED(DO(&self->nl, NATGW_CMD_SETTING_GET,));
	EXPECT_EQ(NATGW_FASTPATH_AUTO, number(self->nl.messages, NATGW_A_SETTING_FASTPATH));
	EXPECT_EQ(0, number(self->nl.messages, NATGW_A_SETTING_MAX_SESSIONS));
	EXPECT_EQ(NATGW_TABLE_FULL_REFUSE,
		  number(self->nl.messages, NATGW_A_SETTING_TABLE_FULL));
	EXPECT_EQ(NATGW_ICMP_REFUSAL_ADMIN,
		  number(self->nl.messages, NATGW_A_SETTING_ICMP_REFUSAL));
	EXPECT_EQ(NATGW_IP_OPTIONS_PASS, number(self->nl.messages, NATGW_A_SETTING_IP_OPTIONS));
	EXPECT_EQ(0, number(self->nl.messages, NATGW_A_SETTING_INBOUND_REFRESH));
	EXPECT_EQ(120, number(self->nl.messages, NATGW_A_SETTING_PORT_HOLD));
	EXPECT_EQ(16384, number(self->nl.messages, NATGW_A_SETTING_PORT_HOLD_MAX));
	EXPECT_EQ(NATGW_SYN_REFUSAL_PORT,
		  number(self->nl.messages, NATGW_A_SETTING_SYN_REFUSAL));
	EXPECT_EQ(NATGW_TCP_REFUSAL_NONE,
		  number(self->nl.messages, NATGW_A_SETTING_TCP_REFUSAL));

	ACCEPTED(DO(&self->nl, NATGW_CMD_SETTING_SET,
		    U32(NATGW_A_SETTING_FASTPATH, NATGW_FASTPATH_OFF),
		    U32(NATGW_A_SETTING_MAX_SESSIONS, 5000),
		    U32(NATGW_A_SETTING_PORT_HOLD, 0),
		    U32(NATGW_A_SETTING_PORT_HOLD_MAX, 65536),
		    U32(NATGW_A_SETTING_SYN_REFUSAL, NATGW_SYN_REFUSAL_NONE),
		    U32(NATGW_A_SETTING_TCP_REFUSAL, NATGW_TCP_REFUSAL_RESET),
		    U32(NATGW_A_SETTING_TABLE_FULL, NATGW_TABLE_FULL_EVICT),));
	ACCEPTED(DO(&self->nl, NATGW_CMD_SETTING_GET,));
	EXPECT_EQ(NATGW_FASTPATH_OFF, number(self->nl.messages, NATGW_A_SETTING_FASTPATH));
	EXPECT_EQ(5000, number(self->nl.messages, NATGW_A_SETTING_MAX_SESSIONS));
	EXPECT_EQ(NATGW_TABLE_FULL_EVICT,
		  number(self->nl.messages, NATGW_A_SETTING_TABLE_FULL));
	EXPECT_EQ(NATGW_ICMP_REFUSAL_ADMIN,
		  number(self->nl.messages, NATGW_A_SETTING_ICMP_REFUSAL));
	EXPECT_EQ(0, number(self->nl.messages, NATGW_A_SETTING_PORT_HOLD));
	EXPECT_EQ(65536, number(self->nl.messages, NATGW_A_SETTING_PORT_HOLD_MAX));
	EXPECT_EQ(NATGW_SYN_REFUSAL_NONE,
		  number(self->nl.messages, NATGW_A_SETTING_SYN_REFUSAL));
	EXPECT_EQ(NATGW_TCP_REFUSAL_RESET,
		  number(self->nl.messages, NATGW_A_SETTING_TCP_REFUSAL));
	EXPECT_EQ(5000, status_of(&self->nl, NATGW_A_STATUS_MAX_SESSIONS));
	EXPECT_EQ(0, status_of(&self->nl, NATGW_A_STATUS_HELD_PORTS));
}

TEST_F(config, pool_has_defaults)
{
	const struct message *pool;

	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_NEW, POOL_A,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_GET, TEXT(NATGW_A_POOL_NAME, "A"),));
	ASSERT_EQ(1, self->nl.count);
	pool = self->nl.messages;
	EXPECT_STREQ("A", text(pool, NATGW_A_POOL_NAME));
	EXPECT_EQ(NATGW_POOL_TYPE_PAT, number(pool, NATGW_A_POOL_TYPE));
	EXPECT_EQ(NATGW_PAIRED_ON, number(pool, NATGW_A_POOL_PAIRED));
	EXPECT_EQ(NATGW_SWITCH_OFF, number(pool, NATGW_A_POOL_PARITY));
	EXPECT_EQ(0, number(pool, NATGW_A_POOL_MSS));
	EXPECT_EQ(NATGW_SWITCH_ON, number(pool, NATGW_A_POOL_PRESERVE));
	EXPECT_EQ(NATGW_MAPPING_BEHAVIOUR_EIM, number(pool, NATGW_A_POOL_TCP_MAPPING));
	EXPECT_EQ(NATGW_MAPPING_BEHAVIOUR_EIM, number(pool, NATGW_A_POOL_UDP_MAPPING));
	EXPECT_EQ(NATGW_FILTERING_BEHAVIOUR_EIF, number(pool, NATGW_A_POOL_TCP_FILTERING));
	EXPECT_EQ(NATGW_FILTERING_BEHAVIOUR_EIF, number(pool, NATGW_A_POOL_UDP_FILTERING));
	EXPECT_EQ(2, number(pool, NATGW_A_POOL_SIZE));
	EXPECT_EQ(1, occurrences(pool, NATGW_A_POOL_ADDRESS));
}

TEST_F(config, pool_keeps_what_it_is_given)
{
	const struct message *pool;

	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_NEW, TEXT(NATGW_A_POOL_NAME, "odd_pool.1-x"),
		    RANGE(NATGW_A_POOL_ADDRESS, "198.51.100.0", "198.51.100.7"),
		    RANGE(NATGW_A_POOL_ADDRESS, "203.0.113.20", NULL),
		    RANGE(NATGW_A_POOL_EXCLUDE, "198.51.100.0", NULL),
		    RANGE(NATGW_A_POOL_EXCLUDE, "198.51.100.6", "198.51.100.7"),
		    PORTS(NATGW_A_POOL_PORT, 2000, 2999), PORTS(NATGW_A_POOL_PORT, 5000, 5000),
		    U32(NATGW_A_POOL_TCP_MAPPING, NATGW_MAPPING_BEHAVIOUR_APDM),
		    U32(NATGW_A_POOL_UDP_MAPPING, NATGW_MAPPING_BEHAVIOUR_ADM),
		    U32(NATGW_A_POOL_TCP_FILTERING, NATGW_FILTERING_BEHAVIOUR_APDF),
		    U32(NATGW_A_POOL_UDP_FILTERING, NATGW_FILTERING_BEHAVIOUR_ADF),
		    U32(NATGW_A_POOL_PAIRED, NATGW_PAIRED_SOFT),
		    U32(NATGW_A_POOL_PARITY, NATGW_SWITCH_ON),
		    U32(NATGW_A_POOL_MSS, 1360),
		    U32(NATGW_A_POOL_PRESERVE, NATGW_SWITCH_OFF),));
	ACCEPTED(DUMP(&self->nl, NATGW_CMD_POOL_GET,));
	ASSERT_EQ(1, self->nl.count);
	pool = self->nl.messages;
	EXPECT_STREQ("odd_pool.1-x", text(pool, NATGW_A_POOL_NAME));
	EXPECT_EQ(2, occurrences(pool, NATGW_A_POOL_ADDRESS));
	EXPECT_EQ(2, occurrences(pool, NATGW_A_POOL_EXCLUDE));
	EXPECT_EQ(2, occurrences(pool, NATGW_A_POOL_PORT));
	EXPECT_EQ(2000, nested(pool, NATGW_A_POOL_PORT, 0, NATGW_A_PORT_RANGE_FIRST));
	EXPECT_EQ(2999, nested(pool, NATGW_A_POOL_PORT, 0, NATGW_A_PORT_RANGE_LAST));
	EXPECT_EQ(6, number(pool, NATGW_A_POOL_SIZE));
	EXPECT_EQ(NATGW_MAPPING_BEHAVIOUR_APDM, number(pool, NATGW_A_POOL_TCP_MAPPING));
	EXPECT_EQ(NATGW_MAPPING_BEHAVIOUR_ADM, number(pool, NATGW_A_POOL_UDP_MAPPING));
	EXPECT_EQ(NATGW_FILTERING_BEHAVIOUR_APDF, number(pool, NATGW_A_POOL_TCP_FILTERING));
	EXPECT_EQ(NATGW_FILTERING_BEHAVIOUR_ADF, number(pool, NATGW_A_POOL_UDP_FILTERING));
	EXPECT_EQ(NATGW_PAIRED_SOFT, number(pool, NATGW_A_POOL_PAIRED));
	EXPECT_EQ(NATGW_SWITCH_ON, number(pool, NATGW_A_POOL_PARITY));
	EXPECT_EQ(1360, number(pool, NATGW_A_POOL_MSS));
	EXPECT_EQ(NATGW_SWITCH_OFF, number(pool, NATGW_A_POOL_PRESERVE));
}

TEST_F(config, pool_set_changes_only_what_it_names)
{
	const struct message *pool;

	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_NEW, POOL_A,
		    RANGE(NATGW_A_POOL_EXCLUDE, "203.0.113.17", NULL),
		    PORTS(NATGW_A_POOL_PORT, 2000, 2999),));
	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_SET, TEXT(NATGW_A_POOL_NAME, "A"),
		    U32(NATGW_A_POOL_PAIRED, NATGW_PAIRED_OFF),));
	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_GET, TEXT(NATGW_A_POOL_NAME, "A"),));
	pool = self->nl.messages;
	EXPECT_EQ(NATGW_PAIRED_OFF, number(pool, NATGW_A_POOL_PAIRED));
	EXPECT_EQ(1, occurrences(pool, NATGW_A_POOL_ADDRESS));
	EXPECT_EQ(1, occurrences(pool, NATGW_A_POOL_EXCLUDE));
	EXPECT_EQ(1, occurrences(pool, NATGW_A_POOL_PORT));

	/* One empty exclusion stands for none. */
	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_SET, TEXT(NATGW_A_POOL_NAME, "A"),
		    RAW(NATGW_A_POOL_EXCLUDE | NLA_F_NESTED, NULL, 0),));
	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_GET, TEXT(NATGW_A_POOL_NAME, "A"),));
	EXPECT_EQ(0, occurrences(self->nl.messages, NATGW_A_POOL_EXCLUDE));
	EXPECT_EQ(2, number(self->nl.messages, NATGW_A_POOL_SIZE));

	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_SET, TEXT(NATGW_A_POOL_NAME, "A"),
		    TEXT(NATGW_A_POOL_INTERFACE, "out0"),));
	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_GET, TEXT(NATGW_A_POOL_NAME, "A"),));
	EXPECT_STREQ("out0", text(self->nl.messages, NATGW_A_POOL_INTERFACE));
	EXPECT_EQ(0, occurrences(self->nl.messages, NATGW_A_POOL_ADDRESS));
	EXPECT_EQ(0, number(self->nl.messages, NATGW_A_POOL_SIZE));
	EXPECT_STREQ("", address(self->nl.messages, NATGW_A_POOL_EXTERNAL));
}

TEST_F(config, dynamic_pool)
{
	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_NEW, POOL_A,
		    U32(NATGW_A_POOL_TYPE, NATGW_POOL_TYPE_DYNAMIC),
		    U32(NATGW_A_POOL_DRY, NATGW_DRY_PAT),));
	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_GET, TEXT(NATGW_A_POOL_NAME, "A"),));
	EXPECT_EQ(NATGW_POOL_TYPE_DYNAMIC, number(self->nl.messages, NATGW_A_POOL_TYPE));
	EXPECT_EQ(NATGW_DRY_PAT, number(self->nl.messages, NATGW_A_POOL_DRY));
}

TEST_F(config, pool_del)
{
	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_NEW, POOL_A,));
	EXPECT_EQ(1, status_of(&self->nl, NATGW_A_STATUS_POOLS));
	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_DEL, TEXT(NATGW_A_POOL_NAME, "A"),));
	EXPECT_EQ(0, status_of(&self->nl, NATGW_A_STATUS_POOLS));
}

TEST_F(config, pool_dump_of_one_name)
{
	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_NEW, POOL_A,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_NEW, TEXT(NATGW_A_POOL_NAME, "B"),
		    RANGE(NATGW_A_POOL_ADDRESS, "203.0.113.40", NULL),));
	ACCEPTED(DUMP(&self->nl, NATGW_CMD_POOL_GET,));
	EXPECT_EQ(2, self->nl.count);
	ACCEPTED(DUMP(&self->nl, NATGW_CMD_POOL_GET, TEXT(NATGW_A_POOL_NAME, "B"),));
	ASSERT_EQ(1, self->nl.count);
	EXPECT_STREQ("B", text(self->nl.messages, NATGW_A_POOL_NAME));
	REFUSED(ENOENT, DUMP(&self->nl, NATGW_CMD_POOL_GET, TEXT(NATGW_A_POOL_NAME, "C"),));
}

TEST_F(config, largest_pool_comes_back_whole)
{
	static struct attr attrs[1 + 3 * 256 + 1];
	static char texts[2 * 256][16];
	int i, n = 0;

	attrs[n++] = (struct attr)TEXT(NATGW_A_POOL_NAME, "A");
	for (i = 0; i < 256; i++) {
		snprintf(texts[i], sizeof(texts[i]), "198.18.%d.0", i);
		snprintf(texts[256 + i], sizeof(texts[i]), "198.18.%d.7", i);
		attrs[n++] = (struct attr)RANGE(NATGW_A_POOL_ADDRESS, texts[i], texts[256 + i]);
		attrs[n++] = (struct attr)RANGE(NATGW_A_POOL_EXCLUDE, texts[i], NULL);
		attrs[n++] = (struct attr)PORTS(NATGW_A_POOL_PORT, 1024 + 10 * i, 1025 + 10 * i);
	}
	ACCEPTED(netlink_do(&self->nl, NATGW_CMD_POOL_NEW, attrs));
	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_GET, TEXT(NATGW_A_POOL_NAME, "A"),));
	EXPECT_EQ(256, occurrences(self->nl.messages, NATGW_A_POOL_ADDRESS));
	EXPECT_EQ(256 * 7, number(self->nl.messages, NATGW_A_POOL_SIZE));
	ACCEPTED(DUMP(&self->nl, NATGW_CMD_POOL_GET,));
	ASSERT_EQ(1, self->nl.count);
	EXPECT_EQ(256, occurrences(self->nl.messages, NATGW_A_POOL_PORT));
}

TEST_F(config, rules_are_numbered_and_in_order)
{
	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_NEW, POOL_A,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_NEW, RULE_A,));
	EXPECT_EQ(10, number(self->nl.messages, NATGW_A_RULE_INDEX));
	ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_NEW, U32(NATGW_A_RULE_INDEX, 5),
		    U32(NATGW_A_RULE_ACTION, NATGW_ACTION_DROP),));
	EXPECT_EQ(5, number(self->nl.messages, NATGW_A_RULE_INDEX));
	ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_NEW,
		    U32(NATGW_A_RULE_ACTION, NATGW_ACTION_EXEMPT),));
	EXPECT_EQ(20, number(self->nl.messages, NATGW_A_RULE_INDEX));
	ACCEPTED(DUMP(&self->nl, NATGW_CMD_RULE_GET,));
	ASSERT_EQ(3, self->nl.count);
	EXPECT_EQ(5, number(&self->nl.messages[0], NATGW_A_RULE_INDEX));
	EXPECT_EQ(10, number(&self->nl.messages[1], NATGW_A_RULE_INDEX));
	EXPECT_EQ(20, number(&self->nl.messages[2], NATGW_A_RULE_INDEX));
	ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_DEL, U32(NATGW_A_RULE_INDEX, 10),));
	EXPECT_EQ(2, status_of(&self->nl, NATGW_A_STATUS_RULES));
}

TEST_F(config, rule_keeps_what_it_is_given)
{
	const struct message *rule;

	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_NEW, POOL_A,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_NEW, U32(NATGW_A_RULE_INDEX, 7),
		    PREFIX(NATGW_A_RULE_SRC, "10.0.0.0", 8),
		    PREFIX(NATGW_A_RULE_DST, "192.0.2.0", 24),
		    TEXT(NATGW_A_RULE_IIF, "in0"), TEXT(NATGW_A_RULE_OIF, "out0"),
		    U32(NATGW_A_RULE_PROTO, IPPROTO_UDP), PORTS(NATGW_A_RULE_SPORT, 1000, 2000),
		    PORTS(NATGW_A_RULE_DPORT, 53, 53), U32(NATGW_A_RULE_MARK, 0x10),
		    U32(NATGW_A_RULE_MARK_MASK, 0xf0),
		    U32(NATGW_A_RULE_ACTION, NATGW_ACTION_POOL), TEXT(NATGW_A_RULE_POOL, "A"),
		    U32(NATGW_A_RULE_UDP_MAPPING, NATGW_MAPPING_BEHAVIOUR_APDM),));
	ACCEPTED(DUMP(&self->nl, NATGW_CMD_RULE_GET,));
	ASSERT_EQ(1, self->nl.count);
	rule = self->nl.messages;
	EXPECT_EQ(7, number(rule, NATGW_A_RULE_INDEX));
	EXPECT_EQ(8, nested(rule, NATGW_A_RULE_SRC, 0, NATGW_A_PREFIX_LENGTH));
	EXPECT_EQ(24, nested(rule, NATGW_A_RULE_DST, 0, NATGW_A_PREFIX_LENGTH));
	EXPECT_STREQ("in0", text(rule, NATGW_A_RULE_IIF));
	EXPECT_STREQ("out0", text(rule, NATGW_A_RULE_OIF));
	EXPECT_EQ(IPPROTO_UDP, number(rule, NATGW_A_RULE_PROTO));
	EXPECT_EQ(2000, nested(rule, NATGW_A_RULE_SPORT, 0, NATGW_A_PORT_RANGE_LAST));
	EXPECT_EQ(53, nested(rule, NATGW_A_RULE_DPORT, 0, NATGW_A_PORT_RANGE_FIRST));
	EXPECT_EQ(0x10, number(rule, NATGW_A_RULE_MARK));
	EXPECT_EQ(0xf0, number(rule, NATGW_A_RULE_MARK_MASK));
	EXPECT_STREQ("A", text(rule, NATGW_A_RULE_POOL));
	EXPECT_EQ(NATGW_MAPPING_BEHAVIOUR_APDM, number(rule, NATGW_A_RULE_UDP_MAPPING));
	EXPECT_EQ(MISSING, number(rule, NATGW_A_RULE_TCP_MAPPING));
}

TEST_F(config, statics)
{
	ACCEPTED(DO(&self->nl, NATGW_CMD_STATIC_NEW, ADDR(NATGW_A_STATIC_INSIDE, "10.0.0.13"),
		    ADDR(NATGW_A_STATIC_EXTERNAL, "203.0.113.30"),));
	ACCEPTED(DO(&self->nl, NATGW_CMD_STATIC_NEW, ADDR(NATGW_A_STATIC_INSIDE, "10.1.0.0"),
		    ADDR(NATGW_A_STATIC_EXTERNAL, "198.51.100.0"),
		    U32(NATGW_A_STATIC_LENGTH, 29),));
	ACCEPTED(DUMP(&self->nl, NATGW_CMD_STATIC_GET,));
	ASSERT_EQ(2, self->nl.count);
	EXPECT_STREQ("10.0.0.13", address(&self->nl.messages[0], NATGW_A_STATIC_INSIDE));
	EXPECT_STREQ("203.0.113.30", address(&self->nl.messages[0], NATGW_A_STATIC_EXTERNAL));
	EXPECT_EQ(32, number(&self->nl.messages[0], NATGW_A_STATIC_LENGTH));
	EXPECT_EQ(29, number(&self->nl.messages[1], NATGW_A_STATIC_LENGTH));
	ACCEPTED(DO(&self->nl, NATGW_CMD_STATIC_DEL, ADDR(NATGW_A_STATIC_INSIDE, "10.1.0.0"),
		    U32(NATGW_A_STATIC_LENGTH, 29),));
	EXPECT_EQ(1, status_of(&self->nl, NATGW_A_STATUS_STATICS));
}

TEST_F(config, forwards)
{
	const struct message *forward;

	ACCEPTED(DO(&self->nl, NATGW_CMD_FORWARD_NEW, U32(NATGW_A_FORWARD_PROTO, IPPROTO_TCP),
		    ADDR(NATGW_A_FORWARD_EXTERNAL, "203.0.113.16"),
		    PORTS(NATGW_A_FORWARD_EXTERNAL_PORT, 8080, 8089),
		    ADDR(NATGW_A_FORWARD_INSIDE, "10.0.0.11"),
		    U32(NATGW_A_FORWARD_INSIDE_PORT, 80),));
	ACCEPTED(DO(&self->nl, NATGW_CMD_FORWARD_NEW, U32(NATGW_A_FORWARD_PROTO, IPPROTO_UDP),
		    TEXT(NATGW_A_FORWARD_INTERFACE, "out0"),
		    PORTS(NATGW_A_FORWARD_EXTERNAL_PORT, 53, 53),
		    ADDR(NATGW_A_FORWARD_INSIDE, "10.0.0.12"),));
	ACCEPTED(DUMP(&self->nl, NATGW_CMD_FORWARD_GET,));
	ASSERT_EQ(2, self->nl.count);
	forward = find(&self->nl, NATGW_A_FORWARD_PROTO, IPPROTO_TCP);
	ASSERT_NE(NULL, forward);
	EXPECT_STREQ("203.0.113.16", address(forward, NATGW_A_FORWARD_EXTERNAL));
	EXPECT_EQ(8089, nested(forward, NATGW_A_FORWARD_EXTERNAL_PORT, 0,
			       NATGW_A_PORT_RANGE_LAST));
	EXPECT_STREQ("10.0.0.11", address(forward, NATGW_A_FORWARD_INSIDE));
	EXPECT_EQ(80, number(forward, NATGW_A_FORWARD_INSIDE_PORT));
	forward = find(&self->nl, NATGW_A_FORWARD_PROTO, IPPROTO_UDP);
	ASSERT_NE(NULL, forward);
	EXPECT_STREQ("out0", text(forward, NATGW_A_FORWARD_INTERFACE));
	EXPECT_EQ(53, number(forward, NATGW_A_FORWARD_INSIDE_PORT));
	ACCEPTED(DO(&self->nl, NATGW_CMD_FORWARD_DEL, U32(NATGW_A_FORWARD_PROTO, IPPROTO_UDP),
		    TEXT(NATGW_A_FORWARD_INTERFACE, "out0"),
		    PORTS(NATGW_A_FORWARD_EXTERNAL_PORT, 53, 53),));
	EXPECT_EQ(1, status_of(&self->nl, NATGW_A_STATUS_FORWARDS));
}

TEST_F(config, timeouts)
{
	const struct message *timeout;

	ACCEPTED(DUMP(&self->nl, NATGW_CMD_TIMEOUT_GET,));
	ASSERT_EQ(NATGW_TIMEOUT_MAX, self->nl.count);
	timeout = find(&self->nl, NATGW_A_TIMEOUT_NAME, NATGW_TIMEOUT_TCP_ESTABLISHED);
	EXPECT_EQ(7440, number(timeout, NATGW_A_TIMEOUT_SECONDS));
	EXPECT_EQ(7440, number(timeout, NATGW_A_TIMEOUT_DEFAULT));
	EXPECT_EQ(7440, number(timeout, NATGW_A_TIMEOUT_MINIMUM));

	ACCEPTED(DO(&self->nl, NATGW_CMD_TIMEOUT_SET, U32(NATGW_A_TIMEOUT_NAME, NATGW_TIMEOUT_UDP),
		    U32(NATGW_A_TIMEOUT_SECONDS, 600),));
	ACCEPTED(DO(&self->nl, NATGW_CMD_TIMEOUT_SET, U32(NATGW_A_TIMEOUT_PROTO, IPPROTO_UDP),
		    PORTS(NATGW_A_TIMEOUT_PORT, 53, 53), U32(NATGW_A_TIMEOUT_SECONDS, 17),));
	ACCEPTED(DUMP(&self->nl, NATGW_CMD_TIMEOUT_GET,));
	ASSERT_EQ(NATGW_TIMEOUT_MAX + 1, self->nl.count);
	timeout = find(&self->nl, NATGW_A_TIMEOUT_NAME, NATGW_TIMEOUT_UDP);
	EXPECT_EQ(600, number(timeout, NATGW_A_TIMEOUT_SECONDS));
	EXPECT_EQ(300, number(timeout, NATGW_A_TIMEOUT_DEFAULT));
	timeout = find(&self->nl, NATGW_A_TIMEOUT_SECONDS, 17);
	ASSERT_NE(NULL, timeout);
	EXPECT_EQ(53, nested(timeout, NATGW_A_TIMEOUT_PORT, 0, NATGW_A_PORT_RANGE_FIRST));

	ACCEPTED(DO(&self->nl, NATGW_CMD_TIMEOUT_DEL, U32(NATGW_A_TIMEOUT_PROTO, IPPROTO_UDP),
		    PORTS(NATGW_A_TIMEOUT_PORT, 53, 53),));
	ACCEPTED(DO(&self->nl, NATGW_CMD_TIMEOUT_DEL,
		    U32(NATGW_A_TIMEOUT_NAME, NATGW_TIMEOUT_UDP),));
	ACCEPTED(DUMP(&self->nl, NATGW_CMD_TIMEOUT_GET,));
	EXPECT_EQ(NATGW_TIMEOUT_MAX, self->nl.count);
	timeout = find(&self->nl, NATGW_A_TIMEOUT_NAME, NATGW_TIMEOUT_UDP);
	EXPECT_EQ(300, number(timeout, NATGW_A_TIMEOUT_SECONDS));
}

TEST_F(config, short_timeouts_where_they_are_allowed)
{
	ACCEPTED(DO(&self->nl, NATGW_CMD_SETTING_SET,
		    U32(NATGW_A_SETTING_ALLOW_SHORT_TIMEOUTS, NATGW_SWITCH_ON),));
	ACCEPTED(DO(&self->nl, NATGW_CMD_TIMEOUT_SET, U32(NATGW_A_TIMEOUT_NAME, NATGW_TIMEOUT_UDP),
		    U32(NATGW_A_TIMEOUT_SECONDS, 2),));
	/* Not to be taken back while one of them is short. */
	REFUSED(ERANGE, DO(&self->nl, NATGW_CMD_SETTING_SET,
			   U32(NATGW_A_SETTING_ALLOW_SHORT_TIMEOUTS, NATGW_SWITCH_OFF),));
}

TEST_F(config, flush)
{
	struct snapshot empty = snapshot_take();

	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_NEW, POOL_A,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_NEW, RULE_A,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_SETTING_SET, U32(NATGW_A_SETTING_MAX_SESSIONS, 100),));
	EXPECT_EQ(NATGW_SWITCH_ON, status_of(&self->nl, NATGW_A_STATUS_ACTIVE));
	ACCEPTED(DO(&self->nl, NATGW_CMD_CONFIG_FLUSH,));
	EXPECT_EQ(NATGW_SWITCH_OFF, status_of(&self->nl, NATGW_A_STATUS_ACTIVE));
	EXPECT_EQ(0, status_of(&self->nl, NATGW_A_STATUS_POOLS));
	EXPECT_EQ(0, status_of(&self->nl, NATGW_A_STATUS_RULES));
	ACCEPTED(DO(&self->nl, NATGW_CMD_SETTING_GET,));
	EXPECT_EQ(0, number(self->nl.messages, NATGW_A_SETTING_MAX_SESSIONS));
	/* All but the number of the configuration is as it was. */
	EXPECT_FALSE(snapshot_holds(&empty));
}

TEST_F(config, many_rules_are_dumped_in_order)
{
	const int rules = 2000;
	int i;

	ACCEPTED(DO(&self->nl, NATGW_CMD_BEGIN,));
	for (i = rules; i; i--)
		ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_NEW, U32(NATGW_A_RULE_INDEX, i),
			    U32(NATGW_A_RULE_ACTION, NATGW_ACTION_EXEMPT),));
	ACCEPTED(DO(&self->nl, NATGW_CMD_COMMIT,));
	ACCEPTED(DUMP(&self->nl, NATGW_CMD_RULE_GET,));
	ASSERT_EQ(rules, self->nl.count);
	EXPECT_FALSE(self->nl.interrupted);
	for (i = 0; i < rules; i++)
		ASSERT_EQ(i + 1, number(&self->nl.messages[i], NATGW_A_RULE_INDEX));
}

TEST_F(config, dump_tells_of_a_change_underneath)
{
	int i;

	ACCEPTED(DO(&self->nl, NATGW_CMD_BEGIN,));
	for (i = 1; i <= 2000; i++)
		ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_NEW, U32(NATGW_A_RULE_INDEX, i),
			    U32(NATGW_A_RULE_ACTION, NATGW_ACTION_EXEMPT),));
	ACCEPTED(DO(&self->nl, NATGW_CMD_COMMIT,));

	struct netlink other;

	ASSERT_EQ(0, netlink_open(&other));
	ASSERT_EQ(0, netlink_dump_begin(&other, NATGW_CMD_RULE_GET, NULL));
	ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_DEL, U32(NATGW_A_RULE_INDEX, 1),));
	EXPECT_EQ(0, netlink_dump_finish(&other));
	EXPECT_TRUE(other.interrupted);
	netlink_close(&other);
}

TEST_HARNESS_MAIN
