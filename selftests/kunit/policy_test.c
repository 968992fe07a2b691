// SPDX-License-Identifier: GPL-2.0-only
/* What packets find in a snapshot, held against a plain reading of the configuration. */

#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/netdevice.h>
#include <linux/prandom.h>

#include "configuration.h"
#include "state/pool.h"
#include "suites.h"

/* The pools here have no state; policy.c wants the function all the same. */
void natgw_pool_state_put(struct natgw_pool_state *state)
{
}

static struct net_device *device(struct kunit *test, const char *name)
{
	struct net_device *dev = kunit_kzalloc(test, sizeof(*dev), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, dev);
	/* A device that was renamed has the end of its old name behind the new one. */
	memset(dev->name, 'z', IFNAMSIZ - 1);
	strscpy(dev->name, name, IFNAMSIZ);
	return dev;
}

static struct natgw_tuple tuple(u8 proto, const char *from, u16 sport, const char *to, u16 dport)
{
	return (struct natgw_tuple){
		.saddr = in_aton(from), .daddr = in_aton(to), .sport = htons(sport),
		.dport = htons(dport), .proto = proto,
	};
}

/* The index of the rule that claims a packet, 0 for none. */
static u32 claimed_by(struct configuration *c, struct natgw_tuple tuple, struct net_device *in,
		      struct net_device *out, u32 mark)
{
	struct natgw_match match = { .tuple = &tuple, .in = in, .out = out, .mark = mark };
	const struct natgw_rule *rule = natgw_policy_find_rule(c->running, &match);

	return rule ? rule->index : 0;
}

static void find_rule_takes_the_first_match(struct kunit *test)
{
	const struct natgw_tuple web = tuple(IPPROTO_TCP, "10.0.0.1", 4000, "8.8.8.8", 80);
	const struct natgw_tuple ping = tuple(IPPROTO_ICMP, "10.0.0.1", 80, "8.8.8.8", 80);
	struct configuration *c = test->priv;
	struct natgw_rule r;

	add_pool(c, "p", "192.0.2.1", "192.0.2.1");
	r = rule(30, "p");
	add_rule(c, r);
	r.index = 20;
	r.source = prefix("10.0.0.0", 8);
	r.dport = (struct natgw_port_range){ 80, 80 };
	add_rule(c, r);
	r.index = 40;
	r.source = prefix("10.0.0.1", 32);
	add_rule(c, r);
	KUNIT_ASSERT_EQ(test, configuration_commit(c), 0);

	KUNIT_EXPECT_EQ(test, claimed_by(c, web, NULL, NULL, 0), 20u);
	KUNIT_EXPECT_EQ(test, claimed_by(c, ping, NULL, NULL, 0), 30u);
}

static void find_rule_looks_at_interfaces(struct kunit *test)
{
	const struct natgw_tuple web = tuple(IPPROTO_TCP, "10.0.0.1", 4000, "8.8.8.8", 80);
	struct net_device *lan = device(test, "lan0"), *wan = device(test, "wan0");
	struct net_device *dmz = device(test, "lan");
	struct configuration *c = test->priv;
	struct natgw_rule r;

	add_pool(c, "p", "192.0.2.1", "192.0.2.1");
	r = rule(10, "p");
	strscpy(r.iif, "lan0", IFNAMSIZ);
	strscpy(r.oif, "wan0", IFNAMSIZ);
	add_rule(c, r);
	r.index = 20;
	r.iif[0] = 0;
	add_rule(c, r);
	KUNIT_ASSERT_EQ(test, configuration_commit(c), 0);

	KUNIT_EXPECT_TRUE(test, natgw_policy_is_outside(c->running, wan));
	KUNIT_EXPECT_FALSE(test, natgw_policy_is_outside(c->running, lan));
	KUNIT_EXPECT_FALSE(test, natgw_policy_is_outside(c->running, NULL));
	KUNIT_EXPECT_EQ(test, c->running->n_outside, 1u);
	KUNIT_EXPECT_STREQ(test, (const char *)c->running->outside[0], "wan0");

	KUNIT_EXPECT_EQ(test, claimed_by(c, web, lan, wan, 0), 10u);
	KUNIT_EXPECT_EQ(test, claimed_by(c, web, dmz, wan, 0), 20u);
	KUNIT_EXPECT_EQ(test, claimed_by(c, web, NULL, wan, 0), 20u);
	KUNIT_EXPECT_EQ(test, claimed_by(c, web, lan, NULL, 0), 10u);
	KUNIT_EXPECT_EQ(test, claimed_by(c, web, lan, dmz, 0), 0u);
	/* From outside, and no rule says so. */
	KUNIT_EXPECT_EQ(test, claimed_by(c, web, wan, wan, 0), 0u);
	KUNIT_EXPECT_EQ(test, claimed_by(c, web, wan, NULL, 0), 0u);
}

static void find_rule_looks_at_the_mark(struct kunit *test)
{
	const struct natgw_tuple web = tuple(IPPROTO_TCP, "10.0.0.1", 4000, "8.8.8.8", 80);
	struct configuration *c = test->priv;
	struct natgw_rule r;

	add_pool(c, "p", "192.0.2.1", "192.0.2.1");
	r = rule(10, "p");
	r.mark = 0x20;
	r.mark_mask = 0xf0;
	add_rule(c, r);
	KUNIT_ASSERT_EQ(test, configuration_commit(c), 0);

	KUNIT_EXPECT_EQ(test, claimed_by(c, web, NULL, NULL, 0x12f), 10u);
	KUNIT_EXPECT_EQ(test, claimed_by(c, web, NULL, NULL, 0x30), 0u);
}

static bool prefix_has(const struct natgw_prefix *prefix, __be32 addr)
{
	return !((addr ^ prefix->addr) & inet_make_mask(prefix->length));
}

static bool range_has(const struct natgw_port_range *range, __be16 port)
{
	return ntohs(port) >= range->first && ntohs(port) <= range->last;
}

/* The plain reading: one rule after the other. */
static u32 claimed_plainly(const struct natgw_policy *policy, const struct natgw_tuple *tuple)
{
	bool ports = tuple->proto == IPPROTO_TCP || tuple->proto == IPPROTO_UDP;
	u32 i;

	for (i = 0; i < policy->n_rules; i++) {
		const struct natgw_rule *r = &policy->rules[i];

		if (!prefix_has(&r->source, tuple->saddr) ||
		    !prefix_has(&r->destination, tuple->daddr) ||
		    (r->proto && r->proto != tuple->proto))
			continue;
		if ((r->sport.first || r->sport.last != U16_MAX ||
		     r->dport.first || r->dport.last != U16_MAX) &&
		    (!ports || !range_has(&r->sport, tuple->sport) ||
		     !range_has(&r->dport, tuple->dport)))
			continue;
		return r->index;
	}
	return 0;
}

static __be32 random_addr(struct rnd_state *rnd)
{
	return htonl(0x0a000000 | (prandom_u32_state(rnd) & 0x3f0f));
}

static struct natgw_rule random_rule(struct rnd_state *rnd)
{
	struct natgw_rule r = rule(1 + prandom_u32_state(rnd) % 100000, "p");

	r.source.length = prandom_u32_state(rnd) % 33;
	r.source.addr = random_addr(rnd) & inet_make_mask(r.source.length);
	r.destination.length = prandom_u32_state(rnd) % 33;
	r.destination.addr = random_addr(rnd) & inet_make_mask(r.destination.length);
	if (prandom_u32_state(rnd) & 1) {
		r.dport.first = 1 + prandom_u32_state(rnd) % 4;
		r.dport.last = r.dport.first + prandom_u32_state(rnd) % 4;
	} else if (prandom_u32_state(rnd) & 1) {
		r.proto = IPPROTO_ICMP;
	}
	return r;
}

static void find_rule_agrees_with_a_plain_search(struct kunit *test)
{
	static const u8 protos[] = { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMP };
	struct configuration *c = test->priv;
	u32 i, found = 0, different = 0;
	struct rnd_state rnd;

	prandom_seed_state(&rnd, 4787);
	add_pool(c, "p", "192.0.2.1", "192.0.2.1");
	for (i = 0; i < 500; i++)
		add_rule(c, random_rule(&rnd));
	KUNIT_ASSERT_EQ(test, configuration_commit(c), 0);

	for (i = 0; i < 20000; i++) {
		struct natgw_tuple t = {
			.saddr = random_addr(&rnd), .daddr = random_addr(&rnd),
			.sport = htons(prandom_u32_state(&rnd) % 9),
			.dport = htons(prandom_u32_state(&rnd) % 9),
			.proto = protos[prandom_u32_state(&rnd) % ARRAY_SIZE(protos)],
		};
		u32 plain = claimed_plainly(c->running, &t);

		found += !!plain;
		different += claimed_by(c, t, NULL, NULL, 0) != plain;
	}
	KUNIT_EXPECT_EQ(test, different, 0u);
	KUNIT_EXPECT_GT(test, found, 1000u);
}

static void statics_are_found_both_ways(struct kunit *test)
{
	struct configuration *c = test->priv;
	__be32 found = 0;

	add_static(c, "10.0.0.13", "203.0.113.30", 32);
	add_static(c, "10.1.0.0", "198.51.100.0", 24);
	KUNIT_ASSERT_EQ(test, configuration_commit(c), 0);

	KUNIT_EXPECT_TRUE(test, natgw_policy_static_to_external(c->running, addr("10.0.0.13"),
								&found));
	KUNIT_EXPECT_EQ(test, found, addr("203.0.113.30"));
	KUNIT_EXPECT_FALSE(test, natgw_policy_static_to_external(c->running, addr("10.0.0.14"),
								 &found));
	KUNIT_EXPECT_FALSE(test, natgw_policy_static_to_external(c->running, addr("10.0.0.12"),
								 &found));
	KUNIT_EXPECT_TRUE(test, natgw_policy_static_to_external(c->running, addr("10.1.0.255"),
								&found));
	KUNIT_EXPECT_EQ(test, found, addr("198.51.100.255"));
	KUNIT_EXPECT_FALSE(test, natgw_policy_static_to_external(c->running, addr("10.1.1.0"),
								 &found));
	KUNIT_EXPECT_TRUE(test, natgw_policy_static_to_inside(c->running, addr("198.51.100.7"),
							      &found));
	KUNIT_EXPECT_EQ(test, found, addr("10.1.0.7"));
	KUNIT_EXPECT_FALSE(test, natgw_policy_static_to_inside(c->running, addr("203.0.113.31"),
							       &found));
}

static void forwards_are_found_from_outside(struct kunit *test)
{
	struct configuration *c = test->priv;
	const struct natgw_forward *found;
	const __be32 ext = addr("192.0.2.1");

	add_forward(c, IPPROTO_TCP, "192.0.2.1", 8000, 8009, "10.0.0.1", 80);
	add_forward(c, IPPROTO_UDP, "192.0.2.1", 53, 53, "10.0.0.2", 53);
	KUNIT_ASSERT_EQ(test, configuration_commit(c), 0);

	found = natgw_policy_find_forward(c->running, IPPROTO_TCP, ext, htons(8009));
	KUNIT_ASSERT_NOT_NULL(test, found);
	KUNIT_EXPECT_EQ(test, natgw_forward_inside_port(found, htons(8009)), htons(89));
	KUNIT_EXPECT_NULL(test, natgw_policy_find_forward(c->running, IPPROTO_TCP, ext,
							  htons(8010)));
	KUNIT_EXPECT_NULL(test, natgw_policy_find_forward(c->running, IPPROTO_TCP, ext,
							  htons(7999)));
	KUNIT_EXPECT_NULL(test, natgw_policy_find_forward(c->running, IPPROTO_TCP, ext, htons(53)));
	KUNIT_EXPECT_NOT_NULL(test, natgw_policy_find_forward(c->running, IPPROTO_UDP, ext,
							      htons(53)));
	KUNIT_EXPECT_NULL(test, natgw_policy_find_forward(c->running, IPPROTO_UDP,
							  addr("192.0.2.2"), htons(53)));
	KUNIT_EXPECT_NULL(test, natgw_policy_find_forward(c->running, IPPROTO_ICMP, ext,
							  htons(53)));
}

static void forwards_are_found_from_inside(struct kunit *test)
{
	const __be32 host = addr("10.0.0.1");
	struct configuration *c = test->priv;
	const struct natgw_forward *found;

	add_forward(c, IPPROTO_TCP, "192.0.2.1", 1000, 1999, "10.0.0.1", 1000);
	/* Two more to ports that the first leads to, and one that reaches on. */
	add_forward(c, IPPROTO_TCP, "192.0.2.1", 80, 80, "10.0.0.1", 1500);
	add_forward(c, IPPROTO_TCP, "192.0.2.2", 80, 80, "10.0.0.1", 1000);
	add_forward(c, IPPROTO_TCP, "192.0.2.3", 1, 1000, "10.0.0.1", 1500);
	KUNIT_ASSERT_EQ(test, configuration_commit(c), 0);

	found = natgw_policy_find_forward_inside(c->running, IPPROTO_TCP, host, htons(1000));
	KUNIT_ASSERT_NOT_NULL(test, found);
	KUNIT_EXPECT_EQ(test, found->external, addr("192.0.2.1"));
	KUNIT_EXPECT_EQ(test, natgw_forward_external_port(found, htons(1001)), htons(1001));
	KUNIT_EXPECT_NOT_NULL(test, natgw_policy_find_forward_inside(c->running, IPPROTO_TCP, host,
								     htons(1800)));
	found = natgw_policy_find_forward_inside(c->running, IPPROTO_TCP, host, htons(2499));
	KUNIT_ASSERT_NOT_NULL(test, found);
	KUNIT_EXPECT_EQ(test, natgw_forward_external_port(found, htons(2499)), htons(1000));
	KUNIT_EXPECT_NULL(test, natgw_policy_find_forward_inside(c->running, IPPROTO_TCP, host,
								 htons(2500)));
	KUNIT_EXPECT_NULL(test, natgw_policy_find_forward_inside(c->running, IPPROTO_TCP, host,
								 htons(999)));
	KUNIT_EXPECT_NULL(test, natgw_policy_find_forward_inside(c->running, IPPROTO_UDP, host,
								 htons(1000)));
}

static void forwards_of_an_absent_interface_are_not_found(struct kunit *test)
{
	struct natgw_forward forward = {
		.proto = IPPROTO_TCP, .ifname = "absent0", .ports = { 80, 80 },
		.inside = addr("10.0.0.1"), .inside_port = 80,
	};
	struct configuration *c = test->priv;

	KUNIT_ASSERT_EQ(test, natgw_candidate_forward_add(c->candidate, &forward, &c->extack), 0);
	KUNIT_ASSERT_EQ(test, configuration_commit(c), 0);
	KUNIT_EXPECT_EQ(test, c->running->n_forwards, 1u);
	KUNIT_EXPECT_EQ(test, c->running->n_externals, 0u);
	KUNIT_EXPECT_NULL(test, natgw_policy_find_forward(c->running, IPPROTO_TCP, 0, htons(80)));
	KUNIT_EXPECT_NULL(test, natgw_policy_find_forward_inside(c->running, IPPROTO_TCP,
								 forward.inside, htons(80)));
	KUNIT_EXPECT_TRUE(test, natgw_policy_is_outside(c->running, device(test, "absent0")));
}

static void externals_know_their_owner(struct kunit *test)
{
	struct configuration *c = test->priv;
	const struct natgw_external *found;

	add_pool(c, "p", "192.0.2.1", "192.0.2.9");
	add_static(c, "10.0.0.0", "198.51.100.0", 24);
	add_forward(c, IPPROTO_TCP, "192.0.2.20", 80, 80, "10.9.0.1", 80);
	add_forward(c, IPPROTO_UDP, "192.0.2.20", 80, 80, "10.9.0.1", 80);
	add_forward(c, IPPROTO_TCP, "192.0.2.3", 80, 80, "10.9.0.1", 80);
	KUNIT_ASSERT_EQ(test, configuration_commit(c), 0);
	KUNIT_EXPECT_EQ(test, c->running->n_externals, 3u);

	found = natgw_policy_find_external(c->running, addr("192.0.2.3"));
	KUNIT_ASSERT_NOT_NULL(test, found);
	KUNIT_EXPECT_EQ(test, found->kind, NATGW_EXTERNAL_POOL);
	KUNIT_EXPECT_STREQ(test, (const char *)found->pool->config.name, "p");
	found = natgw_policy_find_external(c->running, addr("192.0.2.20"));
	KUNIT_ASSERT_NOT_NULL(test, found);
	KUNIT_EXPECT_EQ(test, found->kind, NATGW_EXTERNAL_FORWARD);
	found = natgw_policy_find_external(c->running, addr("198.51.100.255"));
	KUNIT_ASSERT_NOT_NULL(test, found);
	KUNIT_EXPECT_EQ(test, found->kind, NATGW_EXTERNAL_STATIC);
	KUNIT_EXPECT_EQ(test, found->fixed->inside, addr("10.0.0.0"));
	KUNIT_EXPECT_NULL(test, natgw_policy_find_external(c->running, addr("192.0.2.10")));
	KUNIT_EXPECT_NULL(test, natgw_policy_find_external(c->running, addr("192.0.2.0")));
}

static void pool_addresses_leave_excludes_out(struct kunit *test)
{
	struct natgw_addr_range addresses[] = {
		range("192.0.2.16", "192.0.2.31"), range("192.0.2.1", "192.0.2.9"),
		range("192.0.2.10", "192.0.2.15"), range("198.51.100.5", "198.51.100.5"),
	};
	struct natgw_addr_range excludes[] = {
		range("192.0.2.31", "192.0.2.31"), range("192.0.2.9", "192.0.2.10"),
	};
	struct natgw_pool_config config = pool("p", addresses, ARRAY_SIZE(addresses));
	struct configuration *c = test->priv;
	const struct natgw_pool *p;
	u32 i;

	config.excludes = excludes;
	config.n_excludes = ARRAY_SIZE(excludes);
	KUNIT_ASSERT_EQ(test, natgw_candidate_pool_add(c->candidate, &config, &c->extack), 0);
	KUNIT_ASSERT_EQ(test, configuration_commit(c), 0);
	p = natgw_policy_find_pool(c->running, "p");
	KUNIT_ASSERT_NOT_NULL(test, p);

	KUNIT_EXPECT_EQ(test, p->n_ranges, 3);
	KUNIT_EXPECT_EQ(test, p->n_usable, 8u + 20 + 1);
	KUNIT_EXPECT_EQ(test, natgw_pool_address(p, 0), addr("192.0.2.1"));
	KUNIT_EXPECT_EQ(test, natgw_pool_address(p, 8), addr("192.0.2.11"));
	KUNIT_EXPECT_EQ(test, natgw_pool_address(p, 28), addr("198.51.100.5"));
	for (i = 0; i < p->n_usable; i++)
		KUNIT_EXPECT_EQ(test, natgw_pool_address_index(p, natgw_pool_address(p, i)), i);
	KUNIT_EXPECT_EQ(test, natgw_pool_address_index(p, addr("192.0.2.10")), -1);
	KUNIT_EXPECT_EQ(test, natgw_pool_address_index(p, addr("192.0.2.31")), -1);
}

static void pool_ports_are_merged(struct kunit *test)
{
	struct natgw_addr_range addresses = range("192.0.2.1", "192.0.2.1");
	struct natgw_port_range ports[] = { { 3000, 4000 }, { 1024, 1999 }, { 2000, 2500 } };
	struct natgw_pool_config config = pool("p", &addresses, 1);
	struct configuration *c = test->priv;
	const struct natgw_pool *p;

	add_pool(c, "all", "192.0.2.2", "192.0.2.2");
	config.ports = ports;
	config.n_ports = ARRAY_SIZE(ports);
	KUNIT_ASSERT_EQ(test, natgw_candidate_pool_add(c->candidate, &config, &c->extack), 0);
	KUNIT_ASSERT_EQ(test, configuration_commit(c), 0);

	p = natgw_policy_find_pool(c->running, "all");
	KUNIT_EXPECT_FALSE(test, natgw_pool_has_port(p, 0));
	KUNIT_EXPECT_TRUE(test, natgw_pool_has_port(p, 1));
	KUNIT_EXPECT_TRUE(test, natgw_pool_has_port(p, 65535));
	p = natgw_policy_find_pool(c->running, "p");
	KUNIT_EXPECT_EQ(test, p->config.n_ports, 2);
	KUNIT_EXPECT_FALSE(test, natgw_pool_has_port(p, 1023));
	KUNIT_EXPECT_TRUE(test, natgw_pool_has_port(p, 2000));
	KUNIT_EXPECT_FALSE(test, natgw_pool_has_port(p, 2501));
	KUNIT_EXPECT_TRUE(test, natgw_pool_has_port(p, 4000));
	KUNIT_EXPECT_FALSE(test, natgw_pool_has_port(p, 4001));
}

static void rules_inherit_behaviours(struct kunit *test)
{
	struct natgw_addr_range addresses = range("192.0.2.1", "192.0.2.1");
	struct natgw_pool_config config = pool("p", &addresses, 1);
	struct configuration *c = test->priv;
	struct natgw_rule r = rule(10, "p");
	const struct natgw_rule *made;

	config.behaviour.filtering[NATGW_BEHAVIOUR_UDP] = NATGW_FILTERING_BEHAVIOUR_ADF;
	natgw_candidate_pool_add(c->candidate, &config, &c->extack);
	r.override.mapping[NATGW_BEHAVIOUR_TCP] = NATGW_MAPPING_BEHAVIOUR_APDM;
	add_rule(c, r);
	KUNIT_ASSERT_EQ(test, configuration_commit(c), 0);

	made = &c->running->rules[0];
	KUNIT_EXPECT_EQ(test, made->behaviour.mapping[NATGW_BEHAVIOUR_TCP],
			NATGW_MAPPING_BEHAVIOUR_APDM);
	KUNIT_EXPECT_EQ(test, made->behaviour.mapping[NATGW_BEHAVIOUR_UDP],
			NATGW_MAPPING_BEHAVIOUR_EIM);
	KUNIT_EXPECT_EQ(test, made->behaviour.filtering[NATGW_BEHAVIOUR_TCP],
			NATGW_FILTERING_BEHAVIOUR_EIF);
	KUNIT_EXPECT_EQ(test, made->behaviour.filtering[NATGW_BEHAVIOUR_UDP],
			NATGW_FILTERING_BEHAVIOUR_ADF);
}

static void timeouts_follow_the_destination_port(struct kunit *test)
{
	struct natgw_timeout_override dns = { IPPROTO_UDP, { 53, 53 }, 20 };
	struct natgw_timeout_override ssh = { IPPROTO_TCP, { 22, 22 }, 86400 };
	struct configuration *c = test->priv;

	natgw_candidate_override_set(c->candidate, &dns, &c->extack);
	natgw_candidate_override_set(c->candidate, &ssh, &c->extack);
	KUNIT_ASSERT_EQ(test, configuration_commit(c), 0);

	KUNIT_EXPECT_EQ(test, natgw_policy_timeout(c->running, NATGW_TIMEOUT_UDP, IPPROTO_UDP,
						   htons(53)), 20u);
	KUNIT_EXPECT_EQ(test, natgw_policy_timeout(c->running, NATGW_TIMEOUT_UDP, IPPROTO_UDP,
						   htons(54)), 300u);
	KUNIT_EXPECT_EQ(test, natgw_policy_timeout(c->running, NATGW_TIMEOUT_TCP_ESTABLISHED,
						   IPPROTO_TCP, htons(22)), 86400u);
	KUNIT_EXPECT_EQ(test, natgw_policy_timeout(c->running, NATGW_TIMEOUT_TCP_CLOSING,
						   IPPROTO_TCP, htons(22)), 240u);
	KUNIT_EXPECT_EQ(test, natgw_policy_timeout(c->running, NATGW_TIMEOUT_ICMP,
						   IPPROTO_ICMP, htons(53)), 60u);
}

/* Fills a candidate to its limits, in an order that is nobody's friend. */
static u32 fill(struct configuration *c)
{
	u32 i, refused = 0;

	add_pool(c, "p", "192.0.2.1", "192.0.2.1");
	for (i = 0; i < NATGW_RULES_MAX; i++) {
		u32 n = i * 40503 % NATGW_RULES_MAX;
		__be32 host = htonl(0x0a000000 + n), ext = htonl(0x0b000000 + n);
		struct natgw_forward forward = {
			.proto = IPPROTO_TCP, .external = htonl(0x0c000000 + n / 16),
			.ports = { 1000 + n % 16, 1000 + n % 16 },
			.inside = host, .inside_port = 80,
		};
		struct natgw_static fixed = { host, ext, 32 };
		struct natgw_rule r = rule(n + 1, "p");

		r.source = (struct natgw_prefix){ host, 32 };
		refused += !!natgw_candidate_rule_add(c->candidate, &r, &c->extack);
		refused += !!natgw_candidate_static_add(c->candidate, &fixed, &c->extack);
		refused += !!natgw_candidate_forward_add(c->candidate, &forward, &c->extack);
	}
	return refused;
}

static void limits_are_reached_quickly(struct kunit *test)
{
	struct configuration *c = test->priv;
	ktime_t begin = ktime_get(), filled, done;
	struct natgw_tuple t = { .proto = IPPROTO_TCP };
	struct natgw_policy *policy;
	u32 i, wrong = 0;

	KUNIT_EXPECT_EQ(test, fill(c), 0u);
	expect_refused(test, add_rule(c, rule(0, "p")), -E2BIG, "there are 65536 rules already");
	filled = ktime_get();
	policy = natgw_candidate_finish(c->candidate, c->running, &init_net, &c->extack);
	done = ktime_get();
	KUNIT_ASSERT_FALSE(test, IS_ERR(policy));
	natgw_policy_destroy(c->running);
	c->running = policy;
	kunit_info(test, "%u rules, statics and forwards each: added in %lld ms, finished in %lld ms\n",
		   NATGW_RULES_MAX, ktime_ms_delta(filled, begin), ktime_ms_delta(done, filled));
	/* Generous, for emulated machines: what is quadratic takes minutes. */
	KUNIT_EXPECT_LT(test, ktime_ms_delta(done, filled), 10000LL);

	begin = ktime_get();
	for (i = 0; i < NATGW_RULES_MAX; i++) {
		t.saddr = htonl(0x0a000000 + i);
		wrong += claimed_by(c, t, NULL, NULL, 0) != i + 1;
	}
	done = ktime_get();
	KUNIT_EXPECT_EQ(test, wrong, 0u);
	kunit_info(test, "a rule is found among %u in %lld ns\n", NATGW_RULES_MAX,
		   ktime_to_ns(ktime_sub(done, begin)) / NATGW_RULES_MAX);
}

static struct kunit_case policy_cases[] = {
	KUNIT_CASE(find_rule_takes_the_first_match),
	KUNIT_CASE(find_rule_looks_at_interfaces),
	KUNIT_CASE(find_rule_looks_at_the_mark),
	KUNIT_CASE(find_rule_agrees_with_a_plain_search),
	KUNIT_CASE(statics_are_found_both_ways),
	KUNIT_CASE(forwards_are_found_from_outside),
	KUNIT_CASE(forwards_are_found_from_inside),
	KUNIT_CASE(forwards_of_an_absent_interface_are_not_found),
	KUNIT_CASE(externals_know_their_owner),
	KUNIT_CASE(pool_addresses_leave_excludes_out),
	KUNIT_CASE(pool_ports_are_merged),
	KUNIT_CASE(rules_inherit_behaviours),
	KUNIT_CASE(timeouts_follow_the_destination_port),
	KUNIT_CASE(limits_are_reached_quickly),
	{}
};

struct kunit_suite natgw_policy_suite = {
	.name = "natgw_policy",
	.init = configuration_init,
	.exit = configuration_exit,
	.test_cases = policy_cases,
};
