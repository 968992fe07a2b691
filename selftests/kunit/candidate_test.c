// SPDX-License-Identifier: GPL-2.0-only
/* What a candidate accepts, and the sentences with which it refuses the rest. */

#include "configuration.h"
#include "suites.h"

static void pool_add_refuses_bad_names(struct kunit *test)
{
	struct configuration *c = test->priv;

	expect_refused(test, add_pool(c, "", "192.0.2.1", "192.0.2.1"), -EINVAL,
		       "a pool's name must not be empty");
	expect_refused(test, add_pool(c, "a b", "192.0.2.1", "192.0.2.1"), -EINVAL,
		       "pool name \"a b\" has a character other than letters, digits, \"_\", \".\" and \"-\"");
}

static void pool_add_refuses_an_unterminated_name(struct kunit *test)
{
	struct natgw_addr_range addresses = range("192.0.2.1", "192.0.2.1");
	struct natgw_pool_config config = pool("x", &addresses, 1);
	struct configuration *c = test->priv;

	memset(config.name, 'x', sizeof(config.name));
	expect_refused(test, natgw_candidate_pool_add(c->candidate, &config, &c->extack), -EINVAL,
		       "pool name \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...\" is longer than 31 characters");
}

static void pool_add_refuses_bad_ranges(struct kunit *test)
{
	struct natgw_addr_range ranges[2] = {
		range("192.0.2.1", "192.0.2.9"), range("192.0.2.9", "192.0.2.20"),
	};
	struct natgw_pool_config config = pool("p", ranges, 2);
	struct configuration *c = test->priv;

	expect_refused(test, add_pool(c, "home", "203.0.113.20", "203.0.113.16"), -EINVAL,
		       "pool \"home\": range 203.0.113.20-203.0.113.16 is inverted");
	expect_refused(test, natgw_candidate_pool_add(c->candidate, &config, &c->extack), -EINVAL,
		       "pool \"p\": ranges 192.0.2.1-192.0.2.9 and 192.0.2.9-192.0.2.20 overlap");
	expect_refused(test, add_pool(c, "p", "11.0.0.0", "11.1.0.0"), -E2BIG,
		       "pool \"p\": 65537 addresses are more than the 65536 that a pool can have");
	KUNIT_EXPECT_EQ(test, add_pool(c, "p", "11.0.0.0", "11.0.255.255"), 0);
}

static void pool_add_refuses_addresses_of_no_host(struct kunit *test)
{
	struct configuration *c = test->priv;

	expect_refused(test, add_pool(c, "p", "0.0.0.0", "0.0.0.0"), -EINVAL,
		       "pool \"p\": 0.0.0.0 is unspecified, which no host can have");
	expect_refused(test, add_pool(c, "p", "126.255.255.255", "127.0.0.1"), -EINVAL,
		       "pool \"p\": 126.255.255.255-127.0.0.1 contains loopback (127.0.0.0/8), which no host can have");
	expect_refused(test, add_pool(c, "p", "224.0.0.1", "224.0.0.1"), -EINVAL,
		       "pool \"p\": 224.0.0.1 is multicast (224.0.0.0/4), which no host can have");
	expect_refused(test, add_pool(c, "p", "240.0.0.1", "240.0.0.1"), -EINVAL,
		       "pool \"p\": 240.0.0.1 is reserved (240.0.0.0/4), which no host can have");
	expect_refused(test, add_pool(c, "p", "255.255.255.255", "255.255.255.255"), -EINVAL,
		       "pool \"p\": 255.255.255.255 is limited broadcast, which no host can have");
	KUNIT_EXPECT_EQ(test, add_pool(c, "p", "223.255.255.255", "223.255.255.255"), 0);
}

static void pool_add_refuses_bad_excludes(struct kunit *test)
{
	struct natgw_addr_range addresses = range("192.0.2.1", "192.0.2.9");
	struct natgw_pool_config config = pool("p", &addresses, 1);
	struct natgw_addr_range exclude = range("192.0.2.8", "192.0.2.10");
	struct configuration *c = test->priv;

	config.excludes = &exclude;
	config.n_excludes = 1;
	expect_refused(test, natgw_candidate_pool_add(c->candidate, &config, &c->extack), -EINVAL,
		       "pool \"p\": exclude 192.0.2.8-192.0.2.10 is not among its addresses");
	exclude = addresses;
	expect_refused(test, natgw_candidate_pool_add(c->candidate, &config, &c->extack), -EINVAL,
		       "pool \"p\": its excludes leave no address");
}

static void pool_add_refuses_bad_ports(struct kunit *test)
{
	struct natgw_port_range ports[2] = { { 2000, 3000 }, { 1, 2000 } };
	struct natgw_addr_range addresses = range("192.0.2.1", "192.0.2.9");
	struct natgw_pool_config config = pool("p", &addresses, 1);
	struct configuration *c = test->priv;

	config.ports = ports;
	config.n_ports = 2;
	expect_refused(test, natgw_candidate_pool_add(c->candidate, &config, &c->extack), -EINVAL,
		       "pool \"p\": port ranges 1-2000 and 2000-3000 overlap");
	ports[1].first = 0;
	expect_refused(test, natgw_candidate_pool_add(c->candidate, &config, &c->extack), -EINVAL,
		       "pool \"p\": there is no port 0; ports are 1-65535");
	ports[1] = (struct natgw_port_range){ 9, 8 };
	expect_refused(test, natgw_candidate_pool_add(c->candidate, &config, &c->extack), -EINVAL,
		       "pool \"p\": port range 9-8 is inverted");
}

static void pool_add_refuses_words_that_do_not_fit(struct kunit *test)
{
	struct natgw_addr_range addresses = range("192.0.2.1", "192.0.2.1");
	struct natgw_pool_config config = pool("p", &addresses, 1);
	struct configuration *c = test->priv;

	config.dry = NATGW_DRY_PAT;
	expect_refused(test, natgw_candidate_pool_add(c->candidate, &config, &c->extack), -EINVAL,
		       "pool \"p\": \"dry\" is for pools of type dynamic, this one is of type pat");
	config.type = NATGW_POOL_TYPE_DYNAMIC;
	expect_refused(test, natgw_candidate_pool_add(c->candidate, &config, &c->extack), -EINVAL,
		       "pool \"p\": \"dry pat\" keeps its last address for PAT and so needs at least two, not one");
	config.type = 7;
	expect_refused(test, natgw_candidate_pool_add(c->candidate, &config, &c->extack), -EINVAL,
		       "pool \"p\": no type 7");

	config = pool("p", &addresses, 1);
	strscpy(config.ifname, "wan0", sizeof(config.ifname));
	expect_refused(test, natgw_candidate_pool_add(c->candidate, &config, &c->extack), -EINVAL,
		       "pool \"p\": either addresses or interface wan0, not both");
	config.n_addresses = 0;
	config.type = NATGW_POOL_TYPE_DYNAMIC;
	expect_refused(test, natgw_candidate_pool_add(c->candidate, &config, &c->extack), -EINVAL,
		       "pool \"p\": the gateway's own address cannot be given to a host whole; type dynamic needs addresses");
	config.type = 0;
	strscpy(config.ifname, "wan/0", sizeof(config.ifname));
	expect_refused(test, natgw_candidate_pool_add(c->candidate, &config, &c->extack), -EINVAL,
		       "pool \"p\": \"wan/0\" is not an interface's name");
	config.ifname[0] = 0;
	expect_refused(test, natgw_candidate_pool_add(c->candidate, &config, &c->extack), -EINVAL,
		       "pool \"p\": it needs addresses or an interface");
}

static void pool_set_and_del_know_what_is_there(struct kunit *test)
{
	struct natgw_addr_range addresses = range("192.0.2.1", "192.0.2.9");
	struct natgw_pool_config config = pool("p", &addresses, 1);
	struct configuration *c = test->priv;

	expect_refused(test, natgw_candidate_pool_set(c->candidate, &config, &c->extack), -ENOENT,
		       "pool \"p\" does not exist");
	expect_refused(test, natgw_candidate_pool_del(c->candidate, "p", &c->extack), -ENOENT,
		       "pool \"p\" does not exist");
	config.type = NATGW_POOL_TYPE_DYNAMIC;
	config.dry = NATGW_DRY_PAT;
	KUNIT_ASSERT_EQ(test, natgw_candidate_pool_add(c->candidate, &config, &c->extack), 0);
	expect_refused(test, natgw_candidate_pool_add(c->candidate, &config, &c->extack), -EEXIST,
		       "pool \"p\" exists already");

	/* A word that only the former type knew goes with it. */
	config.type = NATGW_POOL_TYPE_PAT;
	KUNIT_EXPECT_EQ(test, natgw_candidate_pool_set(c->candidate, &config, &c->extack), 0);
	KUNIT_EXPECT_EQ(test, natgw_candidate_pool_get(c->candidate, "p")->dry, 0);
	KUNIT_EXPECT_EQ(test, natgw_candidate_pool_del(c->candidate, "p", &c->extack), 0);
	KUNIT_EXPECT_NULL(test, natgw_candidate_pool_get(c->candidate, "p"));
}

static void finish_refuses_overlapping_pools(struct kunit *test)
{
	struct configuration *c = test->priv;

	add_pool(c, "a", "192.0.2.1", "192.0.2.9");
	add_pool(c, "b", "192.0.2.9", "192.0.2.9");
	expect_refused(test, configuration_check(c), -EINVAL,
		       "pools \"a\" and \"b\" overlap at 192.0.2.9");
}

static void finish_refuses_what_breaks_a_rule(struct kunit *test)
{
	struct configuration *c = test->priv;

	KUNIT_ASSERT_EQ(test, add_rule(c, rule(20, "x")), 0);
	expect_refused(test, configuration_check(c), -ENOENT,
		       "rule 20 names pool \"x\", which does not exist");
	add_pool(c, "x", "192.0.2.1", "192.0.2.1");
	KUNIT_ASSERT_EQ(test, configuration_commit(c), 0);
	KUNIT_ASSERT_EQ(test, natgw_candidate_pool_del(c->candidate, "x", &c->extack), 0);
	expect_refused(test, configuration_check(c), -EBUSY, "pool \"x\" is used by rule 20");
}

static void rule_add_refuses_what_no_packet_has(struct kunit *test)
{
	struct natgw_rule bad = rule(10, "p");
	struct configuration *c = test->priv;

	bad.source = prefix("10.0.0.1", 24);
	expect_refused(test, add_rule(c, bad), -EINVAL,
		       "rule 10: 10.0.0.1/24 has host bits set; the prefix is 10.0.0.0/24");
	bad.source = prefix("10.0.0.0", 33);
	expect_refused(test, add_rule(c, bad), -EINVAL, "rule 10: prefix length 33 is above 32");
	bad = rule(10, "p");
	bad.proto = IPPROTO_ICMP;
	bad.dport = (struct natgw_port_range){ 80, 80 };
	expect_refused(test, add_rule(c, bad), -EINVAL,
		       "rule 10: protocol 1 has no ports that a rule could compare");
	bad.proto = 0;
	bad.dport.first = 81;
	expect_refused(test, add_rule(c, bad), -EINVAL, "rule 10: port range 81-80 is inverted");
	bad = rule(10, "p");
	bad.mark = 0x10;
	bad.mark_mask = 0x0f;
	expect_refused(test, add_rule(c, bad), -EINVAL,
		       "rule 10: mark 0x10 has bits outside its mask 0xf");
	bad = rule(10, "p");
	memset(bad.oif, 'o', sizeof(bad.oif));
	expect_refused(test, add_rule(c, bad), -EINVAL,
		       "rule 10: interface name \"oooooooooooooooo...\" is longer than 15 characters");
}

static void rule_add_refuses_bad_actions(struct kunit *test)
{
	struct natgw_rule bad = rule(10, "");
	struct configuration *c = test->priv;

	expect_refused(test, add_rule(c, bad), -EINVAL, "a pool's name must not be empty");
	bad.action = 9;
	expect_refused(test, add_rule(c, bad), -EINVAL, "rule 10: no action 9");
	bad.action = NATGW_ACTION_DROP;
	bad.override.mapping[NATGW_BEHAVIOUR_TCP] = NATGW_MAPPING_BEHAVIOUR_ADM;
	expect_refused(test, add_rule(c, bad), -EINVAL,
		       "rule 10: mapping and filtering behaviours need a pool");
	bad = rule(10, "p");
	bad.action = NATGW_ACTION_EXEMPT;
	expect_refused(test, add_rule(c, bad), -EINVAL,
		       "rule 10: a rule that exempts or drops has no pool");
	bad = rule(10, "p");
	bad.override.filtering[NATGW_BEHAVIOUR_UDP] = 4;
	expect_refused(test, add_rule(c, bad), -EINVAL, "rule 10: no filtering behaviour 4");
}

static void rule_add_finds_an_index(struct kunit *test)
{
	struct natgw_rule one = rule(0, "p"), two = rule(17, "p"), three = rule(0, "p");
	struct configuration *c = test->priv;

	KUNIT_EXPECT_EQ(test, natgw_candidate_rule_add(c->candidate, &one, &c->extack), 0);
	KUNIT_EXPECT_EQ(test, one.index, 10u);
	KUNIT_EXPECT_EQ(test, natgw_candidate_rule_add(c->candidate, &two, &c->extack), 0);
	KUNIT_EXPECT_EQ(test, natgw_candidate_rule_add(c->candidate, &three, &c->extack), 0);
	KUNIT_EXPECT_EQ(test, three.index, 20u);
	expect_refused(test, add_rule(c, rule(17, "p")), -EEXIST, "rule 17 exists already");
	KUNIT_EXPECT_EQ(test, add_rule(c, rule(U32_MAX, "p")), 0);
	expect_refused(test, add_rule(c, rule(0, "p")), -ERANGE,
		       "no rule index is left behind the last rule; give one");
	expect_refused(test, natgw_candidate_rule_del(c->candidate, 18, &c->extack), -ENOENT,
		       "rule 18 does not exist");
	KUNIT_EXPECT_EQ(test, natgw_candidate_rule_del(c->candidate, 17, &c->extack), 0);
}

static void statics_are_refused_by_themselves(struct kunit *test)
{
	struct natgw_prefix unknown = prefix("10.0.0.9", 32);
	struct configuration *c = test->priv;

	expect_refused(test, add_static(c, "10.0.0.1", "192.0.2.0", 24), -EINVAL,
		       "static 10.0.0.1/24 <-> 192.0.2.0/24: 10.0.0.1/24 has host bits set; the prefix is 10.0.0.0/24");
	expect_refused(test, add_static(c, "10.0.0.1", "224.0.0.1", 32), -EINVAL,
		       "static 10.0.0.1 <-> 224.0.0.1: 224.0.0.1 is multicast (224.0.0.0/4), which no host can have");
	expect_refused(test, add_static(c, "0.0.0.0", "0.0.0.0", 0), -EINVAL,
		       "static 0.0.0.0/0 <-> 0.0.0.0/0: 0.0.0.0-255.255.255.255 contains unspecified, which no host can have");
	KUNIT_EXPECT_EQ(test, add_static(c, "10.0.0.1", "192.0.2.1", 32), 0);
	expect_refused(test, add_static(c, "10.0.0.1", "192.0.2.2", 32), -EEXIST,
		       "static 10.0.0.1 <-> 192.0.2.2: a static of that inside address exists already");
	expect_refused(test, natgw_candidate_static_del(c->candidate, &unknown, &c->extack),
		       -ENOENT, "static inside 10.0.0.9/32 does not exist");
}

static void finish_refuses_overlapping_statics(struct kunit *test)
{
	struct configuration *c = test->priv;

	add_static(c, "10.0.0.0", "192.0.2.0", 24);
	add_static(c, "10.0.0.7", "198.51.100.1", 32);
	expect_refused(test, configuration_check(c), -EINVAL,
		       "static 10.0.0.0/24 <-> 192.0.2.0/24 and static 10.0.0.7 <-> 198.51.100.1: the inside addresses overlap");

	natgw_candidate_flush(c->candidate);
	add_static(c, "10.0.0.0", "192.0.2.0", 24);
	add_static(c, "10.0.1.7", "192.0.2.1", 32);
	expect_refused(test, configuration_check(c), -EINVAL,
		       "static 10.0.0.0/24 <-> 192.0.2.0/24 and static 10.0.1.7 <-> 192.0.2.1: the external addresses overlap");

	natgw_candidate_flush(c->candidate);
	add_pool(c, "p", "203.0.113.16", "203.0.113.18");
	add_static(c, "10.0.0.13", "203.0.113.17", 32);
	expect_refused(test, configuration_check(c), -EINVAL,
		       "static 10.0.0.13 <-> 203.0.113.17: the external address lies in pool \"p\"");
}

static void forward_add_refuses_what_cannot_be(struct kunit *test)
{
	struct configuration *c = test->priv;

	expect_refused(test, add_forward(c, IPPROTO_ICMP, "192.0.2.1", 1, 1, "10.0.0.1", 1),
		       -EINVAL, "a forward is of tcp or udp, not of protocol 1");
	expect_refused(test, add_forward(c, IPPROTO_TCP, "192.0.2.1", 0, 1, "10.0.0.1", 1), -EINVAL,
		       "forward tcp 192.0.2.1:0-1: there is no port 0; ports are 1-65535");
	expect_refused(test, add_forward(c, IPPROTO_TCP, "192.0.2.1", 1, 1, "10.0.0.1", 0), -EINVAL,
		       "forward tcp 192.0.2.1:1: there is no inside port 0");
	expect_refused(test, add_forward(c, IPPROTO_UDP, "192.0.2.1", 1, 9, "10.0.0.1", 65530),
		       -EINVAL,
		       "forward udp 192.0.2.1:1-9: inside ports 65530-65538 run past 65535");
	expect_refused(test, add_forward(c, IPPROTO_TCP, "0.0.0.0", 1, 1, "10.0.0.1", 1), -EINVAL,
		       "forward tcp 0.0.0.0:1: 0.0.0.0 is unspecified, which no host can have");
	KUNIT_EXPECT_EQ(test, add_forward(c, IPPROTO_UDP, "192.0.2.1", 1, 6, "10.0.0.1", 65530), 0);
	expect_refused(test, add_forward(c, IPPROTO_UDP, "192.0.2.1", 1, 6, "10.0.0.2", 1), -EEXIST,
		       "forward udp 192.0.2.1:1-6 exists already");
}

static void finish_refuses_clashing_forwards(struct kunit *test)
{
	struct natgw_addr_range addresses = range("192.0.2.1", "192.0.2.9");
	struct natgw_pool_config dynamic = pool("d", &addresses, 1);
	struct configuration *c = test->priv;

	add_forward(c, IPPROTO_TCP, "192.0.2.1", 80, 90, "10.0.0.1", 80);
	add_forward(c, IPPROTO_TCP, "192.0.2.1", 90, 90, "10.0.0.2", 90);
	expect_refused(test, configuration_check(c), -EINVAL,
		       "forward tcp 192.0.2.1:80-90 and forward tcp 192.0.2.1:90 overlap");

	natgw_candidate_flush(c->candidate);
	add_static(c, "10.0.0.5", "192.0.2.1", 32);
	add_forward(c, IPPROTO_TCP, "192.0.2.1", 80, 80, "10.0.0.1", 80);
	expect_refused(test, configuration_check(c), -EINVAL,
		       "forward tcp 192.0.2.1:80: 192.0.2.1 is the external address of static 10.0.0.5 <-> 192.0.2.1");

	natgw_candidate_flush(c->candidate);
	dynamic.type = NATGW_POOL_TYPE_DYNAMIC;
	natgw_candidate_pool_add(c->candidate, &dynamic, &c->extack);
	add_forward(c, IPPROTO_TCP, "192.0.2.9", 80, 80, "10.0.0.1", 80);
	expect_refused(test, configuration_check(c), -EINVAL,
		       "forward tcp 192.0.2.9:80: pool \"d\" gives address 192.0.2.9 to a host whole");
	dynamic.dry = NATGW_DRY_PAT;
	natgw_candidate_pool_set(c->candidate, &dynamic, &c->extack);
	KUNIT_EXPECT_EQ(test, configuration_check(c), 0);
}

static void timeouts_hold_to_the_rfcs(struct kunit *test)
{
	struct configuration *c = test->priv;
	struct natgw_settings *settings = natgw_candidate_settings(c->candidate);

	expect_refused(test,
		       natgw_candidate_timeout_set(c->candidate, NATGW_TIMEOUT_UDP, 0, &c->extack),
		       -ERANGE, "timeout udp: 0 seconds is not within 1 to 2147483");
	KUNIT_EXPECT_EQ(test, natgw_candidate_timeout_set(c->candidate, NATGW_TIMEOUT_UDP, 30,
							  &c->extack), 0);
	expect_refused(test, configuration_check(c), -ERANGE,
		       "timeout udp: 30 s is below the 120 s of RFC 4787 REQ-5; \"set allow-short-timeouts on\" permits it");
	settings->allow_short_timeouts = true;
	KUNIT_ASSERT_EQ(test, configuration_commit(c), 0);
	settings = natgw_candidate_settings(c->candidate);
	settings->allow_short_timeouts = false;
	expect_refused(test, configuration_check(c), -ERANGE,
		       "allow-short-timeouts cannot be off: timeout udp is 30 s, below the 120 s of RFC 4787 REQ-5");
}

static void overrides_hold_to_the_rfcs(struct kunit *test)
{
	struct natgw_timeout_override dns = { IPPROTO_UDP, { 53, 53 }, 20 };
	struct natgw_timeout_override all = { IPPROTO_UDP, { 1, 2000 }, 20 };
	struct natgw_timeout_override ssh = { IPPROTO_TCP, { 22, 22 }, 100 };
	struct configuration *c = test->priv;

	KUNIT_EXPECT_EQ(test, natgw_candidate_override_set(c->candidate, &dns, &c->extack), 0);
	KUNIT_EXPECT_EQ(test, configuration_check(c), 0);
	natgw_candidate_override_set(c->candidate, &ssh, &c->extack);
	expect_refused(test, configuration_check(c), -ERANGE,
		       "timeout tcp port 22: 100 s is below the 7440 s of RFC 5382 REQ-5; \"set allow-short-timeouts on\" permits it");
	KUNIT_EXPECT_EQ(test, natgw_candidate_override_del(c->candidate, &ssh, &c->extack), 0);
	expect_refused(test, natgw_candidate_override_del(c->candidate, &ssh, &c->extack), -ENOENT,
		       "timeout tcp port 22 does not exist");
	natgw_candidate_override_set(c->candidate, &all, &c->extack);
	expect_refused(test, configuration_check(c), -EINVAL,
		       "timeout udp port 53 and timeout udp port 1-2000 overlap");
}

static void overrides_are_limited(struct kunit *test)
{
	struct natgw_timeout_override override = { IPPROTO_UDP, { 1, 1 }, 300 };
	struct configuration *c = test->priv;
	u16 i;

	for (i = 1; i <= NATGW_TIMEOUT_OVERRIDES_MAX; i++) {
		override.ports = (struct natgw_port_range){ i, i };
		KUNIT_EXPECT_EQ(test, natgw_candidate_override_set(c->candidate, &override,
								   &c->extack), 0);
	}
	KUNIT_EXPECT_EQ(test, natgw_candidate_override_set(c->candidate, &override, &c->extack), 0);
	override.ports = (struct natgw_port_range){ i, i };
	expect_refused(test, natgw_candidate_override_set(c->candidate, &override, &c->extack),
		       -E2BIG, "timeout udp port 33: there are 32 timeouts by port already");
}

static void finish_keeps_unchanged_pools(struct kunit *test)
{
	struct natgw_addr_range addresses = range("192.0.2.1", "192.0.2.1");
	struct natgw_pool_config config = pool("a", &addresses, 1);
	struct configuration *c = test->priv;
	const struct natgw_pool *a, *b;
	u16 id;

	add_pool(c, "a", "192.0.2.1", "192.0.2.1");
	add_pool(c, "b", "192.0.2.2", "192.0.2.2");
	KUNIT_ASSERT_EQ(test, configuration_commit(c), 0);
	a = natgw_policy_find_pool(c->running, "a");
	b = natgw_policy_find_pool(c->running, "b");
	KUNIT_ASSERT_NOT_NULL(test, a);
	KUNIT_ASSERT_NOT_NULL(test, b);
	KUNIT_EXPECT_NE(test, a->id, b->id);
	KUNIT_EXPECT_NE(test, a->id, 0);
	id = a->id;

	/* As a file applied again would: b is as before, a has changed. */
	natgw_candidate_flush(c->candidate);
	add_pool(c, "b", "192.0.2.2", "192.0.2.2");
	config.parity = true;
	natgw_candidate_pool_add(c->candidate, &config, &c->extack);
	KUNIT_ASSERT_EQ(test, configuration_commit(c), 0);
	KUNIT_EXPECT_PTR_EQ(test, b, (const struct natgw_pool *)
			    natgw_policy_find_pool(c->running, "b"));
	a = natgw_policy_find_pool(c->running, "a");
	KUNIT_EXPECT_TRUE(test, a->config.parity);
	KUNIT_EXPECT_EQ(test, a->id, id);
	KUNIT_EXPECT_PTR_EQ(test, a, (const struct natgw_pool *)
			    natgw_policy_pool_by_id(c->running, id));
	KUNIT_EXPECT_EQ(test, c->running->generation, 2u);

	/* A name that is gone frees its id, but not for the next one at once. */
	natgw_candidate_pool_del(c->candidate, "a", &c->extack);
	add_pool(c, "c", "192.0.2.3", "192.0.2.3");
	KUNIT_ASSERT_EQ(test, configuration_commit(c), 0);
	KUNIT_EXPECT_NE(test, natgw_policy_find_pool(c->running, "c")->id, id);
}

static void order_of_statements_does_not_matter(struct kunit *test)
{
	struct natgw_prefix inside = prefix("10.0.0.1", 32);
	struct configuration *c = test->priv;

	add_pool(c, "old", "192.0.2.1", "192.0.2.9");
	add_static(c, "10.0.0.1", "192.0.2.100", 32);
	KUNIT_ASSERT_EQ(test, configuration_commit(c), 0);

	/* The new ones first, then the old ones go. */
	KUNIT_EXPECT_EQ(test, add_rule(c, rule(0, "new")), 0);
	KUNIT_EXPECT_EQ(test, add_pool(c, "new", "192.0.2.5", "192.0.2.100"), 0);
	KUNIT_EXPECT_EQ(test, natgw_candidate_pool_del(c->candidate, "old", &c->extack), 0);
	KUNIT_EXPECT_EQ(test, natgw_candidate_static_del(c->candidate, &inside, &c->extack), 0);
	KUNIT_EXPECT_EQ(test, configuration_commit(c), 0);
	KUNIT_EXPECT_EQ(test, c->running->n_pools, 1u);
	KUNIT_EXPECT_EQ(test, c->running->n_statics, 0u);
}

static struct kunit_case candidate_cases[] = {
	KUNIT_CASE(pool_add_refuses_bad_names),
	KUNIT_CASE(pool_add_refuses_an_unterminated_name),
	KUNIT_CASE(pool_add_refuses_bad_ranges),
	KUNIT_CASE(pool_add_refuses_addresses_of_no_host),
	KUNIT_CASE(pool_add_refuses_bad_excludes),
	KUNIT_CASE(pool_add_refuses_bad_ports),
	KUNIT_CASE(pool_add_refuses_words_that_do_not_fit),
	KUNIT_CASE(pool_set_and_del_know_what_is_there),
	KUNIT_CASE(finish_refuses_overlapping_pools),
	KUNIT_CASE(finish_refuses_what_breaks_a_rule),
	KUNIT_CASE(rule_add_refuses_what_no_packet_has),
	KUNIT_CASE(rule_add_refuses_bad_actions),
	KUNIT_CASE(rule_add_finds_an_index),
	KUNIT_CASE(statics_are_refused_by_themselves),
	KUNIT_CASE(finish_refuses_overlapping_statics),
	KUNIT_CASE(forward_add_refuses_what_cannot_be),
	KUNIT_CASE(finish_refuses_clashing_forwards),
	KUNIT_CASE(timeouts_hold_to_the_rfcs),
	KUNIT_CASE(overrides_hold_to_the_rfcs),
	KUNIT_CASE(overrides_are_limited),
	KUNIT_CASE(finish_keeps_unchanged_pools),
	KUNIT_CASE(order_of_statements_does_not_matter),
	{}
};

struct kunit_suite natgw_candidate_suite = {
	.name = "natgw_candidate",
	.init = configuration_init,
	.exit = configuration_exit,
	.test_cases = candidate_cases,
};
