/* SPDX-License-Identifier: GPL-2.0-only */
/* Configurations for tests, in few words. */
#ifndef _NATGW_KUNIT_CONFIGURATION_H
#define _NATGW_KUNIT_CONFIGURATION_H

#include <kunit/test.h>
#include <linux/err.h>
#include <linux/in.h>
#include <linux/inet.h>
#include <linux/inetdevice.h>
#include <linux/netlink.h>
#include <net/net_namespace.h>

#include "state/candidate.h"

/* The running snapshot, a candidate, and the sentence of the last refusal. */
struct configuration {
	struct natgw_policy *running;
	struct natgw_candidate *candidate;
	struct netlink_ext_ack extack;
};

static inline int configuration_init(struct kunit *test)
{
	struct configuration *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);

	if (!c)
		return -ENOMEM;
	test->priv = c;
	c->running = natgw_policy_create();
	if (!c->running)
		return -ENOMEM;
	c->candidate = natgw_candidate_create(c->running);
	return PTR_ERR_OR_ZERO(c->candidate);
}

static inline void configuration_exit(struct kunit *test)
{
	struct configuration *c = test->priv;

	natgw_candidate_destroy(c->candidate);
	natgw_policy_destroy(c->running);
}

/* Makes the candidate the running snapshot and begins the next one. Returns 0 or the refusal. */
static inline int configuration_commit(struct configuration *c)
{
	struct natgw_policy *policy;

	policy = natgw_candidate_finish(c->candidate, c->running, &init_net, &c->extack);
	if (IS_ERR(policy))
		return PTR_ERR(policy);
	natgw_policy_destroy(c->running);
	c->running = policy;
	natgw_candidate_destroy(c->candidate);
	c->candidate = natgw_candidate_create(policy);
	return PTR_ERR_OR_ZERO(c->candidate);
}

/* As natgw_candidate_finish(), for what must be refused. */
static inline int configuration_check(struct configuration *c)
{
	struct natgw_policy *policy;

	policy = natgw_candidate_finish(c->candidate, c->running, &init_net, &c->extack);
	if (IS_ERR(policy))
		return PTR_ERR(policy);
	natgw_policy_destroy(policy);
	return 0;
}

static inline __be32 addr(const char *text)
{
	return in_aton(text);
}

static inline struct natgw_addr_range range(const char *first, const char *last)
{
	return (struct natgw_addr_range){ ntohl(in_aton(first)), ntohl(in_aton(last)) };
}

/* A pool of @n ranges, which must live as long as the struct. */
static inline struct natgw_pool_config pool(const char *name, struct natgw_addr_range *ranges,
					    u16 n)
{
	struct natgw_pool_config config = {
		.preserve = true, .n_addresses = n, .addresses = ranges,
	};

	strscpy(config.name, name, sizeof(config.name));
	return config;
}

static inline int add_pool(struct configuration *c, const char *name, const char *first,
			   const char *last)
{
	struct natgw_addr_range addresses = range(first, last);
	struct natgw_pool_config config = pool(name, &addresses, 1);

	return natgw_candidate_pool_add(c->candidate, &config, &c->extack);
}

static inline struct natgw_prefix prefix(const char *text, u8 length)
{
	return (struct natgw_prefix){ .addr = in_aton(text), .length = length };
}

static inline struct natgw_rule rule(u32 index, const char *pool_name)
{
	struct natgw_rule rule = {
		.index = index, .action = NATGW_ACTION_POOL,
		.sport = { 0, U16_MAX }, .dport = { 0, U16_MAX },
	};

	strscpy(rule.pool_name, pool_name, sizeof(rule.pool_name));
	return rule;
}

static inline int add_rule(struct configuration *c, struct natgw_rule rule)
{
	return natgw_candidate_rule_add(c->candidate, &rule, &c->extack);
}

static inline int add_static(struct configuration *c, const char *inside, const char *external,
			     u8 length)
{
	struct natgw_static fixed = { in_aton(inside), in_aton(external), length };

	return natgw_candidate_static_add(c->candidate, &fixed, &c->extack);
}

static inline int add_forward(struct configuration *c, u8 proto, const char *external, u16 first,
			      u16 last, const char *inside, u16 inside_port)
{
	struct natgw_forward forward = {
		.proto = proto, .external = in_aton(external), .ports = { first, last },
		.inside = in_aton(inside), .inside_port = inside_port,
	};

	return natgw_candidate_forward_add(c->candidate, &forward, &c->extack);
}

/* Expects that @result, of a call just made, is @error, and the sentence that came with it. */
static inline void expect_refused(struct kunit *test, int result, int error, const char *sentence)
{
	struct configuration *c = test->priv;

	KUNIT_EXPECT_EQ_MSG(test, result, error, "instead of \"%s\"", sentence);
	KUNIT_EXPECT_STREQ(test, c->extack._msg ?: "nothing", sentence);
	c->extack._msg = NULL;
}

#endif
