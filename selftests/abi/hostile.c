// SPDX-License-Identifier: GPL-2.0-only
/* Messages that no client would send: cut short, oversized, nested wrongly, random. */
#include <time.h>

#include "abi.h"

FIXTURE(hostile)
{
	struct netlink nl;
	struct snapshot before;
	char message[REQUEST_MAX];
};

FIXTURE_SETUP(hostile)
{
	ASSERT_EQ(0, namespace_new());
	ASSERT_EQ(0, netlink_open(&self->nl));
	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_NEW, POOL_A,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_NEW, RULE_A,));
	self->before = snapshot_take();
}

/* After whatever it was, nothing has changed and everything still works. */
FIXTURE_TEARDOWN(hostile)
{
	EXPECT_TRUE(snapshot_holds(&self->before));
	ACCEPTED(DO(&self->nl, NATGW_CMD_CONFIG_FLUSH,));
	netlink_close(&self->nl);
}

/* What it cannot do without comes last, so that no part of it is a good message. */
static const struct attr pool_b[] = {
	TEXT(NATGW_A_POOL_NAME, "B"), PORTS(NATGW_A_POOL_PORT, 1024, 2048),
	RANGE(NATGW_A_POOL_ADDRESS, "198.51.100.1", "198.51.100.9"), { ATTR_END }
};

#define BUILD(cmd, ...) \
	netlink_build(&self->nl, self->message, cmd, NLM_F_ACK, \
		      (const struct attr[]){ __VA_ARGS__ { ATTR_END } })

static struct nlmsghdr *header_of(void *message)
{
	return message;
}

TEST_F(hostile, cut_anywhere)
{
	size_t whole = netlink_build(&self->nl, self->message, NATGW_CMD_POOL_NEW, NLM_F_ACK,
				     pool_b);
	size_t cut;

	/* The header tells the truth about a message that ends too early. */
	for (cut = NLMSG_HDRLEN; cut < whole; cut++) {
		header_of(self->message)->nlmsg_len = cut;
		EXPECT_GT(0, netlink_send_raw(&self->nl, self->message, cut))
			TH_LOG("cut at %zu of %zu", cut, whole);
	}
}

TEST_F(hostile, shorter_than_it_says)
{
	size_t whole = BUILD(NATGW_CMD_STATUS_GET,);
	struct netlink probe;

	/* Such a message is not read at all, and not answered. */
	ASSERT_EQ(0, netlink_open(&probe));
	header_of(self->message)->nlmsg_len = whole + 100;
	EXPECT_EQ(whole, send(probe.fd, self->message, whole, 0));
	EXPECT_EQ(0, DO(&probe, NATGW_CMD_STATUS_GET,));
	netlink_close(&probe);
}

TEST_F(hostile, attribute_beyond_the_message)
{
	size_t length = BUILD(NATGW_CMD_POOL_GET, TEXT(NATGW_A_POOL_NAME, "A"),);
	struct nlattr *attr = (void *)(self->message + NLMSG_HDRLEN + GENL_HDRLEN);

	attr->nla_len = 200;
	EXPECT_GT(0, netlink_send_raw(&self->nl, self->message, length));
	attr->nla_len = 0xffff;
	EXPECT_GT(0, netlink_send_raw(&self->nl, self->message, length));
	attr->nla_len = 3;
	EXPECT_GT(0, netlink_send_raw(&self->nl, self->message, length));
	attr->nla_len = 0;
	EXPECT_GT(0, netlink_send_raw(&self->nl, self->message, length));
}

TEST_F(hostile, nest_that_is_none)
{
	static const char junk[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	static const struct { uint16_t len, type; uint32_t value; } beyond = {
		100, NATGW_A_ADDRESS_RANGE_FIRST, 0
	};
	static const struct { uint16_t len, type; uint32_t value; } good = {
		8, NATGW_A_ADDRESS_RANGE_FIRST, 0x016433c6
	};

	REFUSED(EINVAL, DO(&self->nl, NATGW_CMD_POOL_NEW, TEXT(NATGW_A_POOL_NAME, "B"),
			   RAW(NATGW_A_POOL_ADDRESS | NLA_F_NESTED, junk, sizeof(junk)),));
	REFUSED(EINVAL, DO(&self->nl, NATGW_CMD_POOL_NEW, TEXT(NATGW_A_POOL_NAME, "B"),
			   RAW(NATGW_A_POOL_ADDRESS | NLA_F_NESTED, &beyond, sizeof(beyond)),));
	/* All is well with it, but it does not say that it is a nest. */
	REFUSED(EINVAL, DO(&self->nl, NATGW_CMD_POOL_NEW, TEXT(NATGW_A_POOL_NAME, "B"),
			   RAW(NATGW_A_POOL_ADDRESS, &good, sizeof(good)),));
	REFUSED(ERANGE, DO(&self->nl, NATGW_CMD_POOL_NEW, TEXT(NATGW_A_POOL_NAME, "B"),
			   RAW(NATGW_A_POOL_ADDRESS | NLA_F_NESTED, junk, 1),));
}

TEST_F(hostile, nest_within_a_nest)
{
	char deep[400] = {};
	struct nlattr *attr;
	size_t at;

	for (at = 0; at + NLA_HDRLEN < sizeof(deep); at += NLA_HDRLEN) {
		attr = (void *)(deep + at);
		attr->nla_len = sizeof(deep) - at;
		attr->nla_type = NLA_F_NESTED | 1;
	}
	EXPECT_GT(0, DO(&self->nl, NATGW_CMD_POOL_NEW, TEXT(NATGW_A_POOL_NAME, "B"),
			RAW(NATGW_A_POOL_ADDRESS | NLA_F_NESTED, deep, sizeof(deep)),));
}

TEST_F(hostile, numbers_of_wrong_size)
{
	static const uint64_t wide = NATGW_SWITCH_ON;
	size_t size;

	for (size = 0; size <= sizeof(wide); size++) {
		if (size == sizeof(uint32_t))
			continue;
		EXPECT_GT(0, DO(&self->nl, NATGW_CMD_POOL_SET, TEXT(NATGW_A_POOL_NAME, "A"),
				RAW(NATGW_A_POOL_PARITY, &wide, size),))
			TH_LOG("%zu bytes", size);
	}
}

TEST_F(hostile, flag_with_a_value)
{
	EXPECT_GT(0, DO(&self->nl, NATGW_CMD_COMMIT, U32(NATGW_A_CONFIG_CHECK, 1),));
}

TEST_F(hostile, attributes_where_none_belong)
{
	static const int commands[] = {
		NATGW_CMD_STATUS_GET, NATGW_CMD_STATS_GET, NATGW_CMD_SETTING_GET,
		NATGW_CMD_CONFIG_FLUSH, NATGW_CMD_BEGIN, NATGW_CMD_ABORT,
	};
	size_t i;

	for (i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		EXPECT_EQ(-EINVAL, DO(&self->nl, commands[i], U32(1, 1),))
			TH_LOG("command %d", commands[i]);
}

TEST_F(hostile, unknown_commands)
{
	static const int commands[] = {
		0, NATGW_CMD_MAPPING_NTF, NATGW_CMD_SESSION_NTF, NATGW_CMD_CONFIG_NTF,
		NATGW_CMD_POOL_NTF, NATGW_CMD_MAX + 1, 255,
	};
	size_t i;

	for (i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		EXPECT_EQ(-EOPNOTSUPP, DO(&self->nl, commands[i],));
		EXPECT_EQ(-EOPNOTSUPP, DUMP(&self->nl, commands[i],));
	}
	/* A dump of what cannot be dumped, and the reverse. */
	EXPECT_EQ(-EOPNOTSUPP, DUMP(&self->nl, NATGW_CMD_POOL_NEW,));
	EXPECT_EQ(-EOPNOTSUPP, DO(&self->nl, NATGW_CMD_SESSION_GET,));
}

TEST_F(hostile, reserved_header_bits)
{
	size_t length = BUILD(NATGW_CMD_STATUS_GET,);
	struct genlmsghdr *genl = NLMSG_DATA(header_of(self->message));

	genl->reserved = 1;
	EXPECT_EQ(-EINVAL, netlink_send_raw(&self->nl, self->message, length));
}

TEST_F(hostile, the_same_attribute_twice)
{
	/* Of a number the last one counts, as everywhere in netlink; none is out of bounds. */
	EXPECT_GT(0, DO(&self->nl, NATGW_CMD_POOL_SET, TEXT(NATGW_A_POOL_NAME, "A"),
			U32(NATGW_A_POOL_PARITY, 7), U32(NATGW_A_POOL_PARITY, NATGW_SWITCH_ON),));
}

TEST_F(hostile, oversized)
{
	static char big[50000];
	static const struct { uint16_t len, type; uint32_t value; } port = {
		8, NATGW_A_PORT_RANGE_FIRST, 4000
	};
	size_t length, i;
	char *at;

	memset(big, 'x', sizeof(big) - 1);
	REFUSED(EINVAL, DO(&self->nl, NATGW_CMD_POOL_GET, TEXT(NATGW_A_POOL_NAME, big),));

	/* Thousands of port ranges. */
	length = BUILD(NATGW_CMD_POOL_NEW, TEXT(NATGW_A_POOL_NAME, "B"),
		       RANGE(NATGW_A_POOL_ADDRESS, "198.51.100.1", NULL),);
	for (i = 0; i < 4000; i++) {
		struct nlattr *nest;

		at = self->message + length;
		nest = (void *)at;
		nest->nla_len = NLA_HDRLEN + sizeof(port);
		nest->nla_type = NATGW_A_POOL_PORT | NLA_F_NESTED;
		memcpy(at + NLA_HDRLEN, &port, sizeof(port));
		length += nest->nla_len;
	}
	header_of(self->message)->nlmsg_len = length;
	REFUSED(E2BIG, netlink_send_raw(&self->nl, self->message, length));
}

/* A generator with a seed that is shown, so that what fails can be had again. */
static uint32_t random_next(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

TEST_F_TIMEOUT(hostile, random_changes_of_a_good_message, 120)
{
	enum { ROUNDS = 2000 };
	uint32_t seed = time(NULL) * 2654435761U | 1, state = seed;
	char original[512];
	size_t length;
	int i, j;

	TH_LOG("seed %u", seed);
	length = netlink_build(&self->nl, original, NATGW_CMD_POOL_NEW, NLM_F_ACK, pool_b);
	for (i = 0; i < ROUNDS; i++) {
		memcpy(self->message, original, length);
		/* Not the header: another family, or no answer, would be the outcome. */
		for (j = random_next(&state) % 4; j >= 0; j--)
			self->message[NLMSG_HDRLEN + GENL_HDRLEN +
				      random_next(&state) %
				      (length - NLMSG_HDRLEN - GENL_HDRLEN)] = random_next(&state);
		/* It may still be a good one. */
		if (!netlink_send_raw(&self->nl, self->message, length)) {
			ASSERT_EQ(0, DUMP(&self->nl, NATGW_CMD_POOL_GET,));
			ASSERT_GE(3, self->nl.count);
			netlink_do(&self->nl, NATGW_CMD_CONFIG_FLUSH, NULL);
			ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_NEW, POOL_A,));
			ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_NEW, RULE_A,));
		}
	}
	/* The number of the configuration is another by now. */
	free(self->before.bytes);
	self->before = snapshot_take();
}

TEST_F_TIMEOUT(hostile, random_attributes_for_every_command, 120)
{
	enum { ROUNDS = 100 };
	uint32_t seed = time(NULL) * 2654435761U | 1, state = seed;
	size_t length;
	int cmd, i, j;

	TH_LOG("seed %u", seed);
	for (cmd = 1; cmd <= NATGW_CMD_MAX; cmd++) {
		for (i = 0; i < ROUNDS; i++) {
			int size = random_next(&state) % 64;

			length = netlink_build(&self->nl, self->message, cmd,
					       i & 1 ? NLM_F_DUMP : NLM_F_ACK, NULL);
			for (j = 0; j < size; j++)
				self->message[length + j] = random_next(&state);
			/* Mostly attributes that could be: a length that fits, a low type. */
			if (size >= NLA_HDRLEN && i % 8) {
				struct nlattr *attr = (void *)(self->message + length);

				attr->nla_len = size;
				attr->nla_type = random_next(&state) % 20 |
						 (random_next(&state) & NLA_F_NESTED);
			}
			header_of(self->message)->nlmsg_len = length + size;
			netlink_send_raw(&self->nl, self->message, length + size);
		}
	}
	netlink_do(&self->nl, NATGW_CMD_ABORT, NULL);
	free(self->before.bytes);
	self->before = snapshot_take();
}

TEST_HARNESS_MAIN
