/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tests of the ABI have in common. Each test has a network namespace of its own. */
#ifndef NATGW_ABI_ABI_H
#define NATGW_ABI_ABI_H

#include <errno.h>
#include <kselftest_harness.h>
#include <netinet/in.h>
#include <stdlib.h>

#include "gateway.h"
#include "netlink.h"

/* The request is done, or the kernel's sentence is shown. */
#define ACCEPTED(request) \
	ASSERT_EQ(0, request) TH_LOG("refused: %s", self->nl.sentence)

/* The request is refused with that error, and with a sentence. */
#define REFUSED(error, request) do {				\
	EXPECT_EQ(-(error), request)				\
		TH_LOG("said: %s", self->nl.sentence);		\
	EXPECT_NE('\0', self->nl.sentence[0]);			\
} while (0)

/* Shorthands for what most tests need. */
#define POOL_A TEXT(NATGW_A_POOL_NAME, "A"), \
	RANGE(NATGW_A_POOL_ADDRESS, "203.0.113.16", "203.0.113.17")
#define RULE_A U32(NATGW_A_RULE_ACTION, NATGW_ACTION_POOL), TEXT(NATGW_A_RULE_POOL, "A"), \
	TEXT(NATGW_A_RULE_OIF, "out0")

/* All of a namespace's configuration, as the kernel tells it. */
struct snapshot {
	char *bytes;
	size_t size;
};

/* Without the attribute @end and what comes after it; 0: all of each message. */
static inline void snapshot_add(struct snapshot *shot, const struct netlink *nl, int end)
{
	const struct nlattr *last;
	size_t i, size;

	for (i = 0; i < nl->count; i++) {
		size = nl->messages[i].header->nlmsg_len - NLMSG_HDRLEN;
		last = end ? attr_of(&nl->messages[i], end) : NULL;
		if (last)
			size = (const char *)last -
			       (const char *)NLMSG_DATA(nl->messages[i].header);
		shot->bytes = realloc(shot->bytes, shot->size + size);
		if (!shot->bytes)
			abort();
		memcpy(shot->bytes + shot->size, NLMSG_DATA(nl->messages[i].header), size);
		shot->size += size;
	}
}

static inline struct snapshot snapshot_take(void)
{
	static const int dumps[] = {
		NATGW_CMD_POOL_GET, NATGW_CMD_RULE_GET, NATGW_CMD_STATIC_GET,
		NATGW_CMD_FORWARD_GET, NATGW_CMD_TIMEOUT_GET,
	};
	struct snapshot shot = {};
	struct netlink nl;
	size_t i;

	if (netlink_open(&nl))
		abort();
	for (i = 0; i < sizeof(dumps) / sizeof(*dumps); i++) {
		if (netlink_dump(&nl, dumps[i], NULL))
			abort();
		snapshot_add(&shot, &nl, 0);
	}
	if (netlink_do(&nl, NATGW_CMD_SETTING_GET, NULL))
		abort();
	snapshot_add(&shot, &nl, 0);
	if (netlink_do(&nl, NATGW_CMD_STATUS_GET, NULL))
		abort();
	/* Devices are followed in their own time; a namespace may be born with tunnels. */
	snapshot_add(&shot, &nl, NATGW_A_STATUS_FAST_PATH_DEVICES);
	netlink_close(&nl);
	return shot;
}

/* Whether nothing has changed since; consumes @before. */
static inline bool snapshot_holds(struct snapshot *before)
{
	struct snapshot now = snapshot_take();
	bool same = now.size == before->size &&
		    (!now.size || !memcmp(now.bytes, before->bytes, now.size));

	free(before->bytes);
	free(now.bytes);
	return same;
}

static inline uint64_t status_of(struct netlink *nl, int attr)
{
	if (DO(nl, NATGW_CMD_STATUS_GET,))
		return MISSING;
	return number(nl->messages, attr);
}

#endif
