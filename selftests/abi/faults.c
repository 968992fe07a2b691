// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each allocation of each request fails once. A request that is refused then has
 * changed nothing; one that is accepted all the same has done all of it.
 */
#include "abi.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "fault.h"

enum { STEP_ATTRS = 8, SESSIONS = 260, SECONDS = 3000 };

struct step {
	const char *name;
	int cmd;
	struct attr attrs[STEP_ATTRS];
};

#define POOL(name, ...) TEXT(NATGW_A_POOL_NAME, name), ##__VA_ARGS__
#define STATIC(inside, external) ADDR(NATGW_A_STATIC_INSIDE, inside), \
	ADDR(NATGW_A_STATIC_EXTERNAL, external)
#define FORWARDED(port) U32(NATGW_A_FORWARD_PROTO, IPPROTO_TCP), \
	ADDR(NATGW_A_FORWARD_EXTERNAL, "203.0.113.16"), \
	PORTS(NATGW_A_FORWARD_EXTERNAL_PORT, port, port)
#define FORWARD(port, inside) FORWARDED(port), ADDR(NATGW_A_FORWARD_INSIDE, inside)
#define PORT_TIMEOUT U32(NATGW_A_TIMEOUT_PROTO, IPPROTO_UDP), PORTS(NATGW_A_TIMEOUT_PORT, 53, 53)

/* What there is before each change. */
static const struct step base[] = {
	{ "pool A", NATGW_CMD_POOL_NEW, { POOL_A, PORTS(NATGW_A_POOL_PORT, 2000, 2999) } },
	{ "pool B", NATGW_CMD_POOL_NEW, { POOL("B", RANGE(NATGW_A_POOL_ADDRESS,
							  "203.0.113.40", "203.0.113.41"),
					       U32(NATGW_A_POOL_TYPE, NATGW_POOL_TYPE_DYNAMIC)) } },
	{ "pool spare", NATGW_CMD_POOL_NEW, { POOL("spare", RANGE(NATGW_A_POOL_ADDRESS,
								  "203.0.113.50", NULL)) } },
	{ "rule 10", NATGW_CMD_RULE_NEW, { RULE_A, U32(NATGW_A_RULE_INDEX, 10) } },
	{ "rule 20", NATGW_CMD_RULE_NEW, { U32(NATGW_A_RULE_ACTION, NATGW_ACTION_POOL),
					   TEXT(NATGW_A_RULE_POOL, "B"),
					   U32(NATGW_A_RULE_INDEX, 20) } },
	{ "static", NATGW_CMD_STATIC_NEW, { STATIC("10.0.0.13", "203.0.113.30") } },
	{ "forward", NATGW_CMD_FORWARD_NEW, { FORWARD(8080, "10.0.0.11") } },
	{ "timeout", NATGW_CMD_TIMEOUT_SET, { PORT_TIMEOUT, U32(NATGW_A_TIMEOUT_SECONDS, 30) } },
};

/* Each change alone, and in a transaction with all others. */
static const struct step changes[] = {
	{ "pool new", NATGW_CMD_POOL_NEW, { POOL("C", RANGE(NATGW_A_POOL_ADDRESS,
							   "203.0.113.60", "203.0.113.61"),
						RANGE(NATGW_A_POOL_EXCLUDE, "203.0.113.61", NULL),
						PORTS(NATGW_A_POOL_PORT, 3000, 3999)) } },
	{ "pool set", NATGW_CMD_POOL_SET, { POOL("A", PORTS(NATGW_A_POOL_PORT, 2000, 3999),
						 U32(NATGW_A_POOL_PAIRED, NATGW_PAIRED_OFF)) } },
	{ "pool set, another address", NATGW_CMD_POOL_SET,
	  { POOL("B", RANGE(NATGW_A_POOL_ADDRESS, "203.0.113.40", "203.0.113.42")) } },
	{ "pool del", NATGW_CMD_POOL_DEL, { POOL("spare") } },
	{ "rule new", NATGW_CMD_RULE_NEW, { U32(NATGW_A_RULE_ACTION, NATGW_ACTION_EXEMPT),
					    U32(NATGW_A_RULE_INDEX, 5),
					    PREFIX(NATGW_A_RULE_DST, "192.0.2.0", 24) } },
	{ "rule del", NATGW_CMD_RULE_DEL, { U32(NATGW_A_RULE_INDEX, 20) } },
	{ "static new", NATGW_CMD_STATIC_NEW, { STATIC("10.0.0.14", "203.0.113.31") } },
	{ "static del", NATGW_CMD_STATIC_DEL, { ADDR(NATGW_A_STATIC_INSIDE, "10.0.0.13") } },
	{ "forward new", NATGW_CMD_FORWARD_NEW, { FORWARD(8081, "10.0.0.12") } },
	{ "forward del", NATGW_CMD_FORWARD_DEL, { FORWARDED(8080) } },
	{ "timeout set", NATGW_CMD_TIMEOUT_SET, { U32(NATGW_A_TIMEOUT_NAME, NATGW_TIMEOUT_UDP),
						  U32(NATGW_A_TIMEOUT_SECONDS, 600) } },
	{ "timeout del", NATGW_CMD_TIMEOUT_DEL, { PORT_TIMEOUT } },
	{ "setting set", NATGW_CMD_SETTING_SET, { U32(NATGW_A_SETTING_MAX_SESSIONS, 5000),
						  U32(NATGW_A_SETTING_FASTPATH,
						      NATGW_FASTPATH_OFF) } },
};

static const struct step flush = { "config flush", NATGW_CMD_CONFIG_FLUSH, {} };

static int do_step(struct netlink *nl, const struct step *step)
{
	return netlink_do(nl, step->cmd, step->attrs);
}

static void must(struct netlink *nl, const char *what, int err)
{
	if (!err)
		return;
	printf("# %s, and nothing fails: %s (%s)\n", what, strerror(-err), nl->sentence);
	fflush(stdout);
	abort();
}

static void restore(struct netlink *nl)
{
	size_t i;

	netlink_do(nl, NATGW_CMD_ABORT, NULL);
	must(nl, "begin", netlink_do(nl, NATGW_CMD_BEGIN, NULL));
	must(nl, "flush", netlink_do(nl, NATGW_CMD_CONFIG_FLUSH, NULL));
	for (i = 0; i < ARRAY_SIZE(base); i++)
		must(nl, base[i].name, do_step(nl, &base[i]));
	must(nl, "commit", netlink_do(nl, NATGW_CMD_COMMIT, NULL));
}

/* The configuration, without the number that each change gives it. */
static struct snapshot config_of(struct netlink *nl)
{
	static const int dumps[] = {
		NATGW_CMD_POOL_GET, NATGW_CMD_RULE_GET, NATGW_CMD_STATIC_GET,
		NATGW_CMD_FORWARD_GET, NATGW_CMD_TIMEOUT_GET,
	};
	struct snapshot shot = {};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(dumps); i++) {
		must(nl, "dump", netlink_dump(nl, dumps[i], NULL));
		snapshot_add(&shot, nl, 0);
	}
	must(nl, "settings", netlink_do(nl, NATGW_CMD_SETTING_GET, NULL));
	snapshot_add(&shot, nl, 0);
	return shot;
}

static bool is(struct netlink *nl, const struct snapshot *wanted)
{
	struct snapshot now = config_of(nl);
	bool same = now.size == wanted->size && !memcmp(now.bytes, wanted->bytes, now.size);

	free(now.bytes);
	return same;
}

/* Before and after a change that nothing disturbs. */
struct sides {
	struct snapshot before, after;
};

static void release(struct sides *sides)
{
	free(sides->before.bytes);
	free(sides->after.bytes);
}

/*
 * Whether the configuration is what the answer says. That the answer itself is
 * lost for want of memory, which netlink says by ENOBUFS, may be after the change.
 */
static bool agrees(struct netlink *nl, const struct sides *sides, int err, uint64_t generation)
{
	if (!err)
		return is(nl, &sides->after);
	if (is(nl, &sides->before))
		return err == -ENOBUFS ||
		       status_of(nl, NATGW_A_STATUS_GENERATION) == generation;
	return err == -ENOBUFS && is(nl, &sides->after);
}

static bool change_alone(struct netlink *nl, const struct step *step)
{
	unsigned int n, refused = 0;
	struct sides sides;
	uint64_t generation;
	bool fine = true;
	int err;

	restore(nl);
	sides.before = config_of(nl);
	must(nl, step->name, do_step(nl, step));
	sides.after = config_of(nl);
	for (n = 1; n < FAULTS_MAX; n++) {
		if (!is(nl, &sides.before))
			restore(nl);
		generation = status_of(nl, NATGW_A_STATUS_GENERATION);
		fault_arm(n);
		err = do_step(nl, step);
		if (!fault_disarm())
			break;
		refused += !!err;
		if (!agrees(nl, &sides, err, generation)) {
			printf("# %s, allocation %u: said %s, and did not do so\n", step->name, n,
			       strerror(-err));
			fine = false;
		}
	}
	must(nl, step->name, err);
	printf("# %s: %u allocations, refused for %u\n", step->name, n - 1, refused);
	release(&sides);
	return fine && refused && n < FAULTS_MAX;
}

FIXTURE(faults)
{
	struct netlink nl;
	struct gateway gw;
};

FIXTURE_SETUP(faults)
{
	ASSERT_EQ(0, gateway_open(&self->gw));
	ASSERT_EQ(0, netlink_open(&self->nl));
	ASSERT_EQ(0, fault_open());
}

FIXTURE_TEARDOWN(faults)
{
	netlink_close(&self->nl);
	gateway_close(&self->gw);
}

TEST_F_TIMEOUT(faults, each_change_happens_or_not, SECONDS)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(changes); i++)
		EXPECT_TRUE(change_alone(&self->nl, &changes[i]));
	EXPECT_TRUE(change_alone(&self->nl, &flush));
}

/* The first configuration of all: that is when hooks are registered. */
TEST_F_TIMEOUT(faults, the_first_change, SECONDS)
{
	const struct step first = { "first rule", NATGW_CMD_RULE_NEW, {
		U32(NATGW_A_RULE_ACTION, NATGW_ACTION_EXEMPT),
	} };
	unsigned int n;
	int err = -1;

	for (n = 1; n < FAULTS_MAX; n++) {
		ACCEPTED(netlink_do(&self->nl, NATGW_CMD_CONFIG_FLUSH, NULL));
		ASSERT_EQ(NATGW_SWITCH_OFF, status_of(&self->nl, NATGW_A_STATUS_ACTIVE));
		fault_arm(n);
		err = do_step(&self->nl, &first);
		if (!fault_disarm())
			break;
		if (err != -ENOBUFS)
			EXPECT_EQ(err ? NATGW_SWITCH_OFF : NATGW_SWITCH_ON,
				  status_of(&self->nl, NATGW_A_STATUS_ACTIVE))
				TH_LOG("allocation %u: said %s", n, strerror(-err));
	}
	EXPECT_EQ(0, err);
	TH_LOG("%u allocations", n - 1);
}

/* How a transaction has ended one of whose steps met a failure. */
enum outcome {
	UNTOUCHED,	/* no allocation was left to fail */
	DONE,
	REFUSED_WHOLE,
	UNKNOWN,	/* an answer was lost */
};

/* A change that is refused is made again in the same transaction, which must be none the worse. */
static enum outcome transact(struct netlink *nl, size_t faulty, unsigned int nth, bool *fine)
{
	const struct step ends[] = {
		{ "begin", NATGW_CMD_BEGIN, {} }, { "commit", NATGW_CMD_COMMIT, {} },
	};
	const size_t last = ARRAY_SIZE(changes) + 1;
	bool hit = true;
	size_t i;
	int err;

	for (i = 0; i <= last; i++) {
		const struct step *step = !i ? &ends[0] : i == last ? &ends[1] : &changes[i - 1];

		if (i != faulty) {
			must(nl, step->name, do_step(nl, step));
			continue;
		}
		fault_arm(nth);
		err = do_step(nl, step);
		hit = fault_disarm();
		if (err == -ENOBUFS)
			return UNKNOWN;
		if (err && i == last) {
			/* It is over, if natgw has heard of it at all. */
			if (err != -ENOMEM)
				*fine = false;
			return REFUSED_WHOLE;
		}
		if (err)
			must(nl, step->name, do_step(nl, step));
	}
	return hit ? DONE : UNTOUCHED;
}

TEST_F_TIMEOUT(faults, each_step_of_a_transaction, SECONDS)
{
	unsigned int n, all = 0;
	enum outcome outcome;
	struct sides sides;
	bool fine = true;
	size_t step;

	restore(&self->nl);
	sides.before = config_of(&self->nl);
	ASSERT_EQ(UNTOUCHED, transact(&self->nl, 0, FAULTS_MAX, &fine));
	sides.after = config_of(&self->nl);
	for (step = 0; step <= ARRAY_SIZE(changes) + 1; step++) {
		for (n = 1; n < FAULTS_MAX; n++) {
			if (!is(&self->nl, &sides.before))
				restore(&self->nl);
			outcome = transact(&self->nl, step, n, &fine);
			if (outcome == UNTOUCHED)
				break;
			netlink_do(&self->nl, NATGW_CMD_ABORT, NULL);
			EXPECT_TRUE(outcome == DONE ? is(&self->nl, &sides.after) :
				    is(&self->nl, &sides.before) ||
				    (outcome == UNKNOWN && is(&self->nl, &sides.after)))
				TH_LOG("step %zu, allocation %u: outcome %d", step, n, outcome);
			EXPECT_EQ(NATGW_SWITCH_OFF,
				  status_of(&self->nl, NATGW_A_STATUS_TRANSACTION));
		}
		all += n - 1;
	}
	EXPECT_TRUE(fine);
	TH_LOG("%u allocations", all);
	release(&sides);
}

/* So many sessions of one mapping that their graves are several. */
static void open_sessions(struct gateway *gw)
{
	int i;

	for (i = 0; i < SESSIONS; i++)
		gateway_send(gw->in, "10.0.0.11", 5000, "203.0.113.101", 1000 + i);
}

struct reading {
	const char *name;
	int cmd;
	bool dump;
	struct attr attrs[2];
};

static const struct reading readings[] = {
	{ "status", NATGW_CMD_STATUS_GET, false, {} },
	{ "settings", NATGW_CMD_SETTING_GET, false, {} },
	{ "stats", NATGW_CMD_STATS_GET, false, {} },
	{ "one pool", NATGW_CMD_POOL_GET, false, { POOL("A") } },
	{ "pools", NATGW_CMD_POOL_GET, true, {} },
	{ "pools, one", NATGW_CMD_POOL_GET, true, { POOL("A") } },
	{ "rules", NATGW_CMD_RULE_GET, true, {} },
	{ "statics", NATGW_CMD_STATIC_GET, true, {} },
	{ "forwards", NATGW_CMD_FORWARD_GET, true, {} },
	{ "timeouts", NATGW_CMD_TIMEOUT_GET, true, {} },
	{ "sessions", NATGW_CMD_SESSION_GET, true, {} },
	{ "mappings", NATGW_CMD_MAPPING_GET, true, {} },
	{ "mappings, of a pool", NATGW_CMD_MAPPING_GET, true,
	  { TEXT(NATGW_A_MAPPING_POOL, "A") } },
	{ "subscribers", NATGW_CMD_SUBSCRIBER_GET, true, {} },
	{ "session count", NATGW_CMD_SESSION_COUNT, false, {} },
	{ "mapping count", NATGW_CMD_MAPPING_COUNT, false, {} },
};

static int do_reading(struct netlink *nl, const struct reading *reading)
{
	return reading->dump ? netlink_dump(nl, reading->cmd, reading->attrs) :
			       netlink_do(nl, reading->cmd, reading->attrs);
}

/* Refused, or all of it: a dump that ends before its time must not say that it is whole. */
static bool read_whole(const struct reading *reading)
{
	unsigned int n, refused = 0;
	size_t count, used;
	struct netlink nl;
	bool hit = true;
	int err = 0;

	if (netlink_open(&nl))
		return false;
	must(&nl, reading->name, do_reading(&nl, reading));
	count = nl.count;
	used = nl.used;
	netlink_close(&nl);
	for (n = 1; hit && n < FAULTS_MAX; n++) {
		if (netlink_open(&nl))
			return false;
		fault_arm(n);
		err = do_reading(&nl, reading);
		hit = fault_disarm();
		refused += !!err;
		if (!err && (nl.count != count || nl.used != used)) {
			printf("# %s, allocation %u: %zu messages of %zu, %zu bytes of %zu\n",
			       reading->name, n, nl.count, count, nl.used, used);
			err = -1;
		}
		netlink_close(&nl);
		if (err == -1)
			return false;
	}
	printf("# %s: %u allocations, refused for %u\n", reading->name, n - 2, refused);
	return !err && refused && !hit;
}

TEST_F_TIMEOUT(faults, each_reading_is_whole_or_refused, SECONDS)
{
	size_t i;

	restore(&self->nl);
	open_sessions(&self->gw);
	ASSERT_EQ(SESSIONS, status_of(&self->nl, NATGW_A_STATUS_SESSIONS));
	for (i = 0; i < ARRAY_SIZE(readings); i++)
		EXPECT_TRUE(read_whole(&readings[i]));
}

/* What says that it is done has left none; what says that it is not has left all. */
static bool end_all(struct netlink *nl, struct gateway *gw, int cmd)
{
	unsigned int n, refused = 0;
	uint64_t before, left;
	bool fine = true;
	int err = 0;

	for (n = 1; n < FAULTS_MAX; n++) {
		open_sessions(gw);
		before = status_of(nl, NATGW_A_STATUS_SESSIONS);
		fault_arm(n);
		err = netlink_do(nl, cmd, NULL);
		if (!fault_disarm())
			break;
		refused += !!err;
		left = status_of(nl, NATGW_A_STATUS_SESSIONS);
		if (err == -ENOBUFS ? left && left != before : left != (err ? before : 0)) {
			printf("# command %d, allocation %u: said %s, and of %d sessions has left %d\n",
			       cmd, n, strerror(-err), (int)before, (int)left);
			fine = false;
		}
	}
	printf("# command %d: %u allocations, refused for %u\n", cmd, n - 1, refused);
	return fine && !err && refused && !status_of(nl, NATGW_A_STATUS_SESSIONS) &&
	       !status_of(nl, NATGW_A_STATUS_MAPPINGS) &&
	       !status_of(nl, NATGW_A_STATUS_SUBSCRIBERS);
}

TEST_F_TIMEOUT(faults, sessions_end_all_or_none, SECONDS)
{
	restore(&self->nl);
	ACCEPTED(DO(&self->nl, NATGW_CMD_SETTING_SET, U32(NATGW_A_SETTING_PORT_HOLD, 0),));
	EXPECT_TRUE(end_all(&self->nl, &self->gw, NATGW_CMD_SESSION_DEL));
	EXPECT_TRUE(end_all(&self->nl, &self->gw, NATGW_CMD_MAPPING_DEL));
}

TEST_F_TIMEOUT(faults, listening, SECONDS)
{
	struct netlink nl;
	unsigned int n;
	bool hit = true;
	int err = -1;

	for (n = 1; hit && n < FAULTS_MAX; n++) {
		ASSERT_EQ(0, netlink_open(&nl));
		fault_arm(n);
		err = netlink_listen(&nl);
		hit = fault_disarm();
		if (!err) {
			ACCEPTED(netlink_do(&self->nl, NATGW_CMD_CONFIG_FLUSH, NULL));
			EXPECT_EQ(0, netlink_events(&nl, 1, 20000));
			EXPECT_EQ(1, nl.count);
		}
		netlink_close(&nl);
	}
	EXPECT_EQ(0, err);
}

/* --- an address that a pool follows --- */

static int set_address(int fd, const char *text)
{
	struct sockaddr_in addr = { .sin_family = AF_INET };
	struct ifreq request = { .ifr_name = "out0" };

	inet_pton(AF_INET, text, &addr.sin_addr);
	memcpy(&request.ifr_addr, &addr, sizeof(addr));
	return ioctl(fd, SIOCSIFADDR, &request) ? -errno : 0;
}

/* "" where there is none, as a failure halfway may leave it. */
static void get_address(int fd, char text[INET_ADDRSTRLEN])
{
	struct ifreq request = { .ifr_name = "out0" };
	struct sockaddr_in addr;

	*text = '\0';
	if (ioctl(fd, SIOCGIFADDR, &request))
		return;
	memcpy(&addr, &request.ifr_addr, sizeof(addr));
	inet_ntop(AF_INET, &addr.sin_addr, text, INET_ADDRSTRLEN);
}

static bool pool_follows(struct netlink *nl, int fd)
{
	char wanted[INET_ADDRSTRLEN];
	int tries;

	get_address(fd, wanted);
	for (tries = 0; tries < 300; tries++) {
		must(nl, "pool", DO(nl, NATGW_CMD_POOL_GET, POOL("I"),));
		if (!strcmp(wanted, address(nl->messages, NATGW_A_POOL_EXTERNAL)))
			return true;
		usleep(100000);
	}
	printf("# the interface has %s, the pool %s\n", wanted,
	       address(nl->messages, NATGW_A_POOL_EXTERNAL));
	return false;
}

TEST_F_TIMEOUT(faults, a_pool_follows_its_interface, SECONDS)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	unsigned int n;
	bool hit = true;

	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_NEW,
		    POOL("I", TEXT(NATGW_A_POOL_INTERFACE, "out0")),));
	ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_NEW, U32(NATGW_A_RULE_ACTION, NATGW_ACTION_POOL),
		    TEXT(NATGW_A_RULE_POOL, "I"),));
	for (n = 1; hit && n < FAULTS_MAX; n++) {
		ASSERT_EQ(0, set_address(fd, "203.0.113.1"));
		ASSERT_TRUE(pool_follows(&self->nl, fd));
		fault_arm(n);
		set_address(fd, "203.0.113.3");
		hit = fault_disarm();
		ASSERT_TRUE(pool_follows(&self->nl, fd)) TH_LOG("allocation %u", n);
	}
	TH_LOG("%u allocations", n - 2);
	close(fd);
}

TEST_HARNESS_MAIN
