// SPDX-License-Identifier: GPL-2.0-only
/* What cannot be is refused with a sentence, and changes nothing. */
#include "abi.h"

enum { CASE_ATTRS = 12 };

/* @error 0: any; @blamed: the attribute blamed or missed; 0: not looked at */
struct bad_request {
	const char *what;
	int error;
	int blamed;
	struct attr attrs[CASE_ATTRS];
};

FIXTURE(refusal)
{
	struct netlink nl;
};

FIXTURE_SETUP(refusal)
{
	ASSERT_EQ(0, namespace_new());
	ASSERT_EQ(0, netlink_open(&self->nl));
	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_NEW, POOL_A,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_NEW, RULE_A,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_STATIC_NEW, ADDR(NATGW_A_STATIC_INSIDE, "10.0.0.13"),
		    ADDR(NATGW_A_STATIC_EXTERNAL, "203.0.113.30"),));
	ACCEPTED(DO(&self->nl, NATGW_CMD_FORWARD_NEW, U32(NATGW_A_FORWARD_PROTO, IPPROTO_TCP),
		    ADDR(NATGW_A_FORWARD_EXTERNAL, "203.0.113.16"),
		    PORTS(NATGW_A_FORWARD_EXTERNAL_PORT, 8080, 8089),
		    ADDR(NATGW_A_FORWARD_INSIDE, "10.0.0.11"),));
}

FIXTURE_TEARDOWN(refusal)
{
	netlink_close(&self->nl);
}

/* Sends each, all of which have to be refused and to leave everything as it is. */
static void refuse_all(struct __test_metadata *_metadata, struct netlink *nl, int cmd,
		       const struct bad_request *bad, size_t n)
{
	struct snapshot before;
	size_t i;
	int err;

	for (i = 0; i < n; i++) {
		before = snapshot_take();
		err = netlink_do(nl, cmd, bad[i].attrs);
		EXPECT_GT(0, err)
			TH_LOG("%s was accepted", bad[i].what);
		if (bad[i].error)
			EXPECT_EQ(-bad[i].error, err)
				TH_LOG("%s: %s", bad[i].what, nl->sentence);
		EXPECT_NE('\0', nl->sentence[0])
			TH_LOG("%s: refused without a sentence (%s)", bad[i].what, strerror(-err));
		if (bad[i].blamed)
			EXPECT_EQ(bad[i].blamed, nl->miss_attr ? nl->miss_attr : nl->bad_attr)
				TH_LOG("%s: %s", bad[i].what, nl->sentence);
		EXPECT_TRUE(snapshot_holds(&before))
			TH_LOG("%s changed something", bad[i].what);
	}
}

#define REFUSE_ALL(cmd, bad) \
	refuse_all(_metadata, &self->nl, cmd, bad, sizeof(bad) / sizeof(*(bad)))

#define NAMED(name) TEXT(NATGW_A_POOL_NAME, name)
#define WITH(from, to) RANGE(NATGW_A_POOL_ADDRESS, from, to)
#define FREE WITH("198.51.100.1", NULL)

TEST_F(refusal, pool_new)
{
	static const struct bad_request bad[] = {
		{ "no name", EINVAL, NATGW_A_POOL_NAME, { FREE } },
		{ "an empty name", 0, NATGW_A_POOL_NAME, { NAMED(""), FREE } },
		{ "a name with a space", EINVAL, NATGW_A_POOL_NAME, { NAMED("a b"), FREE } },
		{ "a name of 32 characters", EINVAL, NATGW_A_POOL_NAME,
		  { NAMED("0123456789abcdef0123456789abcdef"), FREE } },
		{ "a name that does not end", EINVAL, NATGW_A_POOL_NAME,
		  { RAW(NATGW_A_POOL_NAME, "abc", 3), FREE } },
		{ "a name that is taken", EEXIST, NATGW_A_POOL_NAME, { NAMED("A"), FREE } },
		{ "neither addresses nor interface", EINVAL, 0, { NAMED("B") } },
		{ "addresses and interface", EINVAL, NATGW_A_POOL_INTERFACE,
		  { NAMED("B"), FREE, TEXT(NATGW_A_POOL_INTERFACE, "out0") } },
		{ "an interface's name of 16 characters", EINVAL, NATGW_A_POOL_INTERFACE,
		  { NAMED("B"), TEXT(NATGW_A_POOL_INTERFACE, "0123456789abcdef") } },
		{ "an inverted range", EINVAL, 0,
		  { NAMED("B"), WITH("198.51.100.9", "198.51.100.1") } },
		{ "a range without a first address", EINVAL, 0,
		  { NAMED("B"), RAW(NATGW_A_POOL_ADDRESS | NLA_F_NESTED, NULL, 0) } },
		{ "ranges that overlap", 0, 0,
		  { NAMED("B"), WITH("198.51.100.1", "198.51.100.9"),
		    WITH("198.51.100.9", "198.51.100.12") } },
		{ "another pool's address", 0, 0,
		  { NAMED("B"), WITH("203.0.113.10", "203.0.113.16") } },
		{ "a static's address", 0, 0, { NAMED("B"), WITH("203.0.113.30", NULL) } },
		{ "address 0.0.0.0", 0, 0, { NAMED("B"), WITH("0.0.0.0", NULL) } },
		{ "a loopback address", 0, 0, { NAMED("B"), WITH("127.0.0.1", NULL) } },
		{ "a multicast address", 0, 0, { NAMED("B"), WITH("224.0.0.5", NULL) } },
		{ "the broadcast address", 0, 0, { NAMED("B"), WITH("255.255.255.255", NULL) } },
		{ "the whole Internet", 0, 0, { NAMED("B"), WITH("0.0.0.0", "255.255.255.255") } },
		{ "more than a /16", 0, 0, { NAMED("B"), WITH("198.18.0.0", "198.19.255.255") } },
		{ "nothing left by exclusion", 0, 0,
		  { NAMED("B"), FREE, RANGE(NATGW_A_POOL_EXCLUDE, "198.51.100.0",
					    "198.51.100.9") } },
		{ "a port above 65535", ERANGE, 0,
		  { NAMED("B"), FREE, PORTS(NATGW_A_POOL_PORT, 1024, 65536) } },
		{ "port 0", 0, 0, { NAMED("B"), FREE, PORTS(NATGW_A_POOL_PORT, 0, 100) } },
		{ "inverted ports", EINVAL, 0,
		  { NAMED("B"), FREE, PORTS(NATGW_A_POOL_PORT, 2000, 1000) } },
		{ "type 0", ERANGE, NATGW_A_POOL_TYPE,
		  { NAMED("B"), FREE, U32(NATGW_A_POOL_TYPE, 0) } },
		{ "type 3", ERANGE, NATGW_A_POOL_TYPE,
		  { NAMED("B"), FREE, U32(NATGW_A_POOL_TYPE, 3) } },
		{ "mapping behaviour 4", ERANGE, NATGW_A_POOL_TCP_MAPPING,
		  { NAMED("B"), FREE, U32(NATGW_A_POOL_TCP_MAPPING, 4) } },
		{ "mss 65496", ERANGE, NATGW_A_POOL_MSS,
		  { NAMED("B"), FREE, U32(NATGW_A_POOL_MSS, 65496) } },
		{ "mss 87", EINVAL, NATGW_A_POOL_NAME,
		  { NAMED("B"), FREE, U32(NATGW_A_POOL_MSS, 87) } },
		{ "parity 2", ERANGE, NATGW_A_POOL_PARITY,
		  { NAMED("B"), FREE, U32(NATGW_A_POOL_PARITY, 2) } },
		{ "dry of a pool that never is", EINVAL, 0,
		  { NAMED("B"), FREE, U32(NATGW_A_POOL_DRY, NATGW_DRY_PAT) } },
		{ "what can only be read", EINVAL, NATGW_A_POOL_SIZE,
		  { NAMED("B"), FREE, U32(NATGW_A_POOL_SIZE, 1) } },
		{ "an unknown attribute", EINVAL, 63, { NAMED("B"), FREE, U32(63, 1) } },
	};

	REFUSE_ALL(NATGW_CMD_POOL_NEW, bad);
}

TEST_F(refusal, pool_with_too_many_ranges)
{
	static struct attr attrs[1 + 257 + 1];
	static char texts[257][16];
	struct snapshot before;
	int i;

	attrs[0] = (struct attr)NAMED("B");
	for (i = 0; i < 257; i++) {
		snprintf(texts[i], sizeof(texts[i]), "198.18.%d.%d", i / 64, i % 64 * 2);
		attrs[1 + i] = (struct attr)WITH(texts[i], NULL);
	}
	before = snapshot_take();
	REFUSED(E2BIG, netlink_do(&self->nl, NATGW_CMD_POOL_NEW, attrs));
	EXPECT_TRUE(snapshot_holds(&before));
}

TEST_F(refusal, pool_set_and_del)
{
	static const struct bad_request set[] = {
		{ "no name", EINVAL, NATGW_A_POOL_NAME,
		  { U32(NATGW_A_POOL_PARITY, NATGW_SWITCH_ON) } },
		{ "an unknown name", ENOENT, NATGW_A_POOL_NAME,
		  { NAMED("B"), U32(NATGW_A_POOL_PARITY, NATGW_SWITCH_ON) } },
		{ "a static's address", 0, 0, { NAMED("A"), WITH("203.0.113.30", NULL) } },
		{ "an empty exclusion among others", EINVAL, NATGW_A_POOL_EXCLUDE,
		  { NAMED("A"), RAW(NATGW_A_POOL_EXCLUDE | NLA_F_NESTED, NULL, 0),
		    RANGE(NATGW_A_POOL_EXCLUDE, "203.0.113.16", NULL) } },
	};
	static const struct bad_request del[] = {
		{ "no name", EINVAL, NATGW_A_POOL_NAME, {} },
		{ "an unknown name", ENOENT, NATGW_A_POOL_NAME, { NAMED("B") } },
		{ "a pool that a rule uses", 0, 0, { NAMED("A") } },
	};
	static const struct bad_request get[] = {
		{ "no name", EINVAL, NATGW_A_POOL_NAME, {} },
		{ "an unknown name", ENOENT, NATGW_A_POOL_NAME, { NAMED("B") } },
	};

	REFUSE_ALL(NATGW_CMD_POOL_SET, set);
	REFUSE_ALL(NATGW_CMD_POOL_DEL, del);
	REFUSE_ALL(NATGW_CMD_POOL_GET, get);
}

#define ACTION(action) U32(NATGW_A_RULE_ACTION, NATGW_ACTION_##action)

TEST_F(refusal, rule)
{
	static const struct bad_request new[] = {
		{ "no action", EINVAL, NATGW_A_RULE_ACTION, { TEXT(NATGW_A_RULE_POOL, "A") } },
		{ "no pool", EINVAL, 0, { ACTION(POOL) } },
		{ "an unknown pool", ENOENT, 0, { ACTION(POOL), TEXT(NATGW_A_RULE_POOL, "B") } },
		{ "a pool for nothing", EINVAL, 0, { ACTION(DROP), TEXT(NATGW_A_RULE_POOL, "A") } },
		{ "action 4", ERANGE, NATGW_A_RULE_ACTION, { U32(NATGW_A_RULE_ACTION, 4) } },
		{ "an index that is taken", EEXIST, 0,
		  { U32(NATGW_A_RULE_INDEX, 10), ACTION(DROP) } },
		{ "index 0", ERANGE, NATGW_A_RULE_INDEX,
		  { U32(NATGW_A_RULE_INDEX, 0), ACTION(DROP) } },
		{ "a prefix with bits beyond its length", EINVAL, NATGW_A_RULE_SRC,
		  { ACTION(DROP), PREFIX(NATGW_A_RULE_SRC, "10.0.0.1", 8) } },
		{ "a prefix of 33 bits", ERANGE, 0,
		  { ACTION(DROP), PREFIX(NATGW_A_RULE_DST, "10.0.0.0", 33) } },
		{ "a prefix without an address", EINVAL, 0,
		  { ACTION(DROP), RAW(NATGW_A_RULE_DST | NLA_F_NESTED, NULL, 0) } },
		{ "protocol 256", ERANGE, NATGW_A_RULE_PROTO,
		  { ACTION(DROP), U32(NATGW_A_RULE_PROTO, 256) } },
		{ "ports of ICMP", EINVAL, 0,
		  { ACTION(DROP), U32(NATGW_A_RULE_PROTO, IPPROTO_ICMP),
		    PORTS(NATGW_A_RULE_DPORT, 1, 2) } },
		{ "inverted ports", EINVAL, 0,
		  { ACTION(DROP), U32(NATGW_A_RULE_PROTO, IPPROTO_UDP),
		    PORTS(NATGW_A_RULE_DPORT, 2, 1) } },
		{ "a mask without a mark", EINVAL, NATGW_A_RULE_MARK_MASK,
		  { ACTION(DROP), U32(NATGW_A_RULE_MARK_MASK, 1) } },
		{ "a mark beyond its mask", EINVAL, 0,
		  { ACTION(DROP), U32(NATGW_A_RULE_MARK, 2), U32(NATGW_A_RULE_MARK_MASK, 1) } },
	};
	static const struct bad_request del[] = {
		{ "no index", EINVAL, NATGW_A_RULE_INDEX, {} },
		{ "an unknown index", ENOENT, NATGW_A_RULE_INDEX, { U32(NATGW_A_RULE_INDEX, 11) } },
	};

	REFUSE_ALL(NATGW_CMD_RULE_NEW, new);
	REFUSE_ALL(NATGW_CMD_RULE_DEL, del);
}

#define INSIDE(address) ADDR(NATGW_A_STATIC_INSIDE, address)
#define EXTERNAL(address) ADDR(NATGW_A_STATIC_EXTERNAL, address)
#define LENGTH(length) U32(NATGW_A_STATIC_LENGTH, length)

TEST_F(refusal, static)
{
	static const struct bad_request new[] = {
		{ "no inside", EINVAL, NATGW_A_STATIC_INSIDE, { EXTERNAL("198.51.100.1") } },
		{ "no external", EINVAL, NATGW_A_STATIC_EXTERNAL, { INSIDE("10.0.0.14") } },
		{ "length 0", ERANGE, NATGW_A_STATIC_LENGTH,
		  { INSIDE("0.0.0.0"), EXTERNAL("0.0.0.0"), LENGTH(0) } },
		{ "length 33", ERANGE, NATGW_A_STATIC_LENGTH,
		  { INSIDE("10.0.0.14"), EXTERNAL("198.51.100.1"), LENGTH(33) } },
		{ "bits beyond the length", EINVAL, 0,
		  { INSIDE("10.1.0.1"), EXTERNAL("198.51.100.0"), LENGTH(29) } },
		{ "an inside host that has one", 0, 0,
		  { INSIDE("10.0.0.13"), EXTERNAL("198.51.100.1") } },
		{ "an inside prefix around it", 0, 0,
		  { INSIDE("10.0.0.8"), EXTERNAL("198.51.100.0"), LENGTH(29) } },
		{ "an external address that has one", 0, 0,
		  { INSIDE("10.0.0.14"), EXTERNAL("203.0.113.30") } },
		{ "an address of a pool", 0, 0, { INSIDE("10.0.0.14"), EXTERNAL("203.0.113.16") } },
		{ "a multicast address", 0, 0, { INSIDE("10.0.0.14"), EXTERNAL("224.0.0.5") } },
		{ "a loopback address", 0, 0, { INSIDE("127.0.0.1"), EXTERNAL("198.51.100.1") } },
	};
	static const struct bad_request del[] = {
		{ "no inside", EINVAL, NATGW_A_STATIC_INSIDE, {} },
		{ "an unknown one", ENOENT, NATGW_A_STATIC_INSIDE, { INSIDE("10.0.0.14") } },
		{ "one of another length", ENOENT, NATGW_A_STATIC_INSIDE,
		  { INSIDE("10.0.0.8"), LENGTH(29) } },
	};

	REFUSE_ALL(NATGW_CMD_STATIC_NEW, new);
	REFUSE_ALL(NATGW_CMD_STATIC_DEL, del);
}

#undef EXTERNAL
#undef INSIDE
#define TCP U32(NATGW_A_FORWARD_PROTO, IPPROTO_TCP)
#define EXTERNAL(address) ADDR(NATGW_A_FORWARD_EXTERNAL, address)
#define AT(from, to) PORTS(NATGW_A_FORWARD_EXTERNAL_PORT, from, to)
#define INSIDE(address) ADDR(NATGW_A_FORWARD_INSIDE, address)
#define INSIDE_PORT(port) U32(NATGW_A_FORWARD_INSIDE_PORT, port)

TEST_F(refusal, forward)
{
	static const struct bad_request new[] = {
		{ "no protocol", EINVAL, NATGW_A_FORWARD_PROTO,
		  { EXTERNAL("203.0.113.16"), AT(80, 80), INSIDE("10.0.0.11") } },
		{ "ICMP", EINVAL, NATGW_A_FORWARD_PROTO,
		  { U32(NATGW_A_FORWARD_PROTO, IPPROTO_ICMP), EXTERNAL("203.0.113.16"), AT(80, 80),
		    INSIDE("10.0.0.11") } },
		{ "no external side", EINVAL, 0, { TCP, AT(80, 80), INSIDE("10.0.0.11") } },
		{ "two external sides", EINVAL, NATGW_A_FORWARD_INTERFACE,
		  { TCP, EXTERNAL("203.0.113.16"), TEXT(NATGW_A_FORWARD_INTERFACE, "out0"),
		    AT(80, 80), INSIDE("10.0.0.11") } },
		{ "no ports", EINVAL, NATGW_A_FORWARD_EXTERNAL_PORT,
		  { TCP, EXTERNAL("203.0.113.16"), INSIDE("10.0.0.11") } },
		{ "port 0", 0, 0,
		  { TCP, EXTERNAL("203.0.113.16"), AT(0, 0), INSIDE("10.0.0.11") } },
		{ "inside port 0", ERANGE, NATGW_A_FORWARD_INSIDE_PORT,
		  { TCP, EXTERNAL("203.0.113.16"), AT(80, 80), INSIDE("10.0.0.11"),
		    INSIDE_PORT(0) } },
		{ "inverted ports", EINVAL, 0,
		  { TCP, EXTERNAL("203.0.113.16"), AT(81, 80), INSIDE("10.0.0.11") } },
		{ "no inside", EINVAL, NATGW_A_FORWARD_INSIDE,
		  { TCP, EXTERNAL("203.0.113.16"), AT(80, 80) } },
		{ "inside ports beyond 65535", 0, 0,
		  { TCP, EXTERNAL("203.0.113.16"), AT(80, 81), INSIDE("10.0.0.11"),
		    INSIDE_PORT(65535) } },
		{ "ports that overlap another's", 0, 0,
		  { TCP, EXTERNAL("203.0.113.16"), AT(8089, 8090), INSIDE("10.0.0.12") } },
		{ "a static's address", 0, 0,
		  { TCP, EXTERNAL("203.0.113.30"), AT(80, 80), INSIDE("10.0.0.12") } },
	};
	static const struct bad_request del[] = {
		{ "an unknown one", ENOENT, 0, { TCP, EXTERNAL("203.0.113.16"), AT(80, 80) } },
		{ "a part of one", ENOENT, 0, { TCP, EXTERNAL("203.0.113.16"), AT(8080, 8080) } },
		{ "no ports", EINVAL, NATGW_A_FORWARD_EXTERNAL_PORT,
		  { TCP, EXTERNAL("203.0.113.16") } },
	};

	REFUSE_ALL(NATGW_CMD_FORWARD_NEW, new);
	REFUSE_ALL(NATGW_CMD_FORWARD_DEL, del);
}

#define NAME(name) U32(NATGW_A_TIMEOUT_NAME, name)
#define SECONDS(seconds) U32(NATGW_A_TIMEOUT_SECONDS, seconds)

TEST_F(refusal, timeout)
{
	static const struct bad_request set[] = {
		{ "neither name nor ports", EINVAL, NATGW_A_TIMEOUT_PROTO, { SECONDS(300) } },
		{ "no ports", EINVAL, NATGW_A_TIMEOUT_PORT,
		  { U32(NATGW_A_TIMEOUT_PROTO, IPPROTO_UDP), SECONDS(300) } },
		{ "no seconds", EINVAL, NATGW_A_TIMEOUT_SECONDS, { NAME(NATGW_TIMEOUT_UDP) } },
		{ "0 seconds", ERANGE, NATGW_A_TIMEOUT_SECONDS,
		  { NAME(NATGW_TIMEOUT_OTHER), SECONDS(0) } },
		{ "more than 2^31 ms", ERANGE, NATGW_A_TIMEOUT_SECONDS,
		  { NAME(NATGW_TIMEOUT_OTHER), SECONDS(2147484) } },
		{ "name 0", ERANGE, NATGW_A_TIMEOUT_NAME, { NAME(0), SECONDS(300) } },
		{ "an unknown name", ERANGE, NATGW_A_TIMEOUT_NAME,
		  { NAME(NATGW_TIMEOUT_MAX + 1), SECONDS(300) } },
		{ "a name and ports", EINVAL, NATGW_A_TIMEOUT_NAME,
		  { NAME(NATGW_TIMEOUT_UDP), PORTS(NATGW_A_TIMEOUT_PORT, 1, 2), SECONDS(300) } },
		{ "UDP below RFC 4787", 0, NATGW_A_TIMEOUT_SECONDS,
		  { NAME(NATGW_TIMEOUT_UDP), SECONDS(119) } },
		{ "TCP below RFC 5382", 0, NATGW_A_TIMEOUT_SECONDS,
		  { NAME(NATGW_TIMEOUT_TCP_ESTABLISHED), SECONDS(7439) } },
		{ "ICMP below RFC 5508", 0, NATGW_A_TIMEOUT_SECONDS,
		  { NAME(NATGW_TIMEOUT_ICMP), SECONDS(59) } },
		{ "UDP below RFC 4787, of a port above 1023", 0, NATGW_A_TIMEOUT_SECONDS,
		  { U32(NATGW_A_TIMEOUT_PROTO, IPPROTO_UDP), PORTS(NATGW_A_TIMEOUT_PORT, 53, 1024),
		    SECONDS(20) } },
		{ "ICMP by port", EINVAL, NATGW_A_TIMEOUT_PROTO,
		  { U32(NATGW_A_TIMEOUT_PROTO, IPPROTO_ICMP), PORTS(NATGW_A_TIMEOUT_PORT, 1, 1),
		    SECONDS(300) } },
	};
	static const struct bad_request del[] = {
		{ "an unknown override", ENOENT, NATGW_A_TIMEOUT_PORT,
		  { U32(NATGW_A_TIMEOUT_PROTO, IPPROTO_UDP),
		    PORTS(NATGW_A_TIMEOUT_PORT, 53, 53) } },
		{ "nothing", EINVAL, NATGW_A_TIMEOUT_PROTO, {} },
	};

	REFUSE_ALL(NATGW_CMD_TIMEOUT_SET, set);
	REFUSE_ALL(NATGW_CMD_TIMEOUT_DEL, del);
}

TEST_F(refusal, setting)
{
	static const struct bad_request bad[] = {
		{ "fast path 3", ERANGE, NATGW_A_SETTING_FASTPATH,
		  { U32(NATGW_A_SETTING_FASTPATH, 3) } },
		{ "table-full 2", ERANGE, NATGW_A_SETTING_TABLE_FULL,
		  { U32(NATGW_A_SETTING_TABLE_FULL, 2) } },
		{ "icmp-refusal 13", ERANGE, NATGW_A_SETTING_ICMP_REFUSAL,
		  { U32(NATGW_A_SETTING_ICMP_REFUSAL, 13) } },
		{ "ip-options 2", ERANGE, NATGW_A_SETTING_IP_OPTIONS,
		  { U32(NATGW_A_SETTING_IP_OPTIONS, 2) } },
		{ "inbound-refresh 2", ERANGE, NATGW_A_SETTING_INBOUND_REFRESH,
		  { U32(NATGW_A_SETTING_INBOUND_REFRESH, 2) } },
		{ "port-hold above a day", ERANGE, NATGW_A_SETTING_PORT_HOLD,
		  { U32(NATGW_A_SETTING_PORT_HOLD, 86401) } },
		{ "port-hold-max 65537", ERANGE, NATGW_A_SETTING_PORT_HOLD_MAX,
		  { U32(NATGW_A_SETTING_PORT_HOLD_MAX, 65537) } },
		{ "syn-refusal 2", ERANGE, NATGW_A_SETTING_SYN_REFUSAL,
		  { U32(NATGW_A_SETTING_SYN_REFUSAL, 2) } },
		{ "tcp-refusal 2", ERANGE, NATGW_A_SETTING_TCP_REFUSAL,
		  { U32(NATGW_A_SETTING_TCP_REFUSAL, 2) } },
		{ "an unknown one", EINVAL, NATGW_A_SETTING_MAX + 1,
		  { U32(NATGW_A_SETTING_MAX + 1, 1) } },
	};

	REFUSE_ALL(NATGW_CMD_SETTING_SET, bad);
}

TEST_F(refusal, filters)
{
	static const struct bad_request bad[] = {
		{ "an unknown pool", ENOENT, NATGW_A_MAPPING_POOL,
		  { TEXT(NATGW_A_MAPPING_POOL, "B") } },
		{ "a length without an address", EINVAL, NATGW_A_MAPPING_INSIDE_LENGTH,
		  { U32(NATGW_A_MAPPING_INSIDE_LENGTH, 8) } },
		{ "a length of 33", ERANGE, NATGW_A_MAPPING_INSIDE_LENGTH,
		  { ADDR(NATGW_A_MAPPING_INSIDE, "10.0.0.0"),
		    U32(NATGW_A_MAPPING_INSIDE_LENGTH, 33) } },
		{ "port 65536", ERANGE, NATGW_A_MAPPING_EXTERNAL_PORT,
		  { U32(NATGW_A_MAPPING_EXTERNAL_PORT, 65536) } },
		{ "what is no filter", EINVAL, NATGW_A_MAPPING_COUNT,
		  { U32(NATGW_A_MAPPING_COUNT, 1) } },
	};
	size_t i;

	REFUSE_ALL(NATGW_CMD_MAPPING_COUNT, bad);
	REFUSE_ALL(NATGW_CMD_MAPPING_DEL, bad);
	REFUSE_ALL(NATGW_CMD_SESSION_COUNT, bad);
	REFUSE_ALL(NATGW_CMD_SESSION_DEL, bad);
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		EXPECT_GT(0, netlink_dump(&self->nl, NATGW_CMD_MAPPING_GET, bad[i].attrs));
		EXPECT_GT(0, netlink_dump(&self->nl, NATGW_CMD_SESSION_GET, bad[i].attrs));
	}
	REFUSED(ENOENT, DUMP(&self->nl, NATGW_CMD_SUBSCRIBER_GET,
			     TEXT(NATGW_A_SUBSCRIBER_POOL, "B"),));
	REFUSED(EINVAL, DUMP(&self->nl, NATGW_CMD_SUBSCRIBER_GET,
			     U32(NATGW_A_SUBSCRIBER_INSIDE_LENGTH, 8),));
}

TEST_HARNESS_MAIN
