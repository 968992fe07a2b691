// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each allocation on a packet's way through the gateway fails once. The packet
 * then comes out right, or is dropped and counted, or the kernel lost it outside
 * of natgw; and nothing is left of it.
 */
#include "abi.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "fault.h"

enum { SYN = 0x02, SECONDS = 3000, PORTS = 4, RANDOM_PACKETS = 2000 };

FIXTURE(packets)
{
	struct netlink nl;
	struct netlink events;
	struct gateway gw;
};

/* Two addresses of four ports: a port that is not given back is soon missed. */
FIXTURE_SETUP(packets)
{
	ASSERT_EQ(0, gateway_open(&self->gw));
	ASSERT_EQ(0, netlink_open(&self->nl));
	ASSERT_EQ(0, netlink_open(&self->events));
	ASSERT_EQ(0, netlink_listen(&self->events));
	ASSERT_EQ(0, fault_open());
	ACCEPTED(DO(&self->nl, NATGW_CMD_SETTING_SET, U32(NATGW_A_SETTING_PORT_HOLD, 0),));
	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_NEW, POOL_A,
		    PORTS(NATGW_A_POOL_PORT, 2000, 2000 + PORTS - 1),
		    U32(NATGW_A_POOL_UDP_FILTERING, NATGW_FILTERING_BEHAVIOUR_ADF),));
	ACCEPTED(DO(&self->nl, NATGW_CMD_POOL_NEW, TEXT(NATGW_A_POOL_NAME, "B"),
		    RANGE(NATGW_A_POOL_ADDRESS, "203.0.113.40", "203.0.113.41"),
		    U32(NATGW_A_POOL_TYPE, NATGW_POOL_TYPE_DYNAMIC),));
	ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_NEW, U32(NATGW_A_RULE_ACTION, NATGW_ACTION_POOL),
		    TEXT(NATGW_A_RULE_POOL, "B"), TEXT(NATGW_A_RULE_OIF, "out0"),
		    PREFIX(NATGW_A_RULE_SRC, "10.0.0.64", 26),));
	ACCEPTED(DO(&self->nl, NATGW_CMD_RULE_NEW, RULE_A,));
	ACCEPTED(DO(&self->nl, NATGW_CMD_STATIC_NEW, ADDR(NATGW_A_STATIC_INSIDE, "10.0.0.13"),
		    ADDR(NATGW_A_STATIC_EXTERNAL, "203.0.113.30"),));
	ACCEPTED(DO(&self->nl, NATGW_CMD_FORWARD_NEW, U32(NATGW_A_FORWARD_PROTO, IPPROTO_TCP),
		    ADDR(NATGW_A_FORWARD_EXTERNAL, "203.0.113.17"),
		    PORTS(NATGW_A_FORWARD_EXTERNAL_PORT, 8080, 8080),
		    ADDR(NATGW_A_FORWARD_INSIDE, "10.0.0.11"),));
}

FIXTURE_TEARDOWN(packets)
{
	netlink_close(&self->events);
	netlink_close(&self->nl);
	gateway_close(&self->gw);
}

/* What packets meet. */
enum side { IN, OUT };

struct journey {
	const char *name;
	void (*prepare)(FIXTURE_DATA(packets) *self);	/* NULL: nothing was there before */
	bool (*send)(FIXTURE_DATA(packets) *self);
	bool (*lasts)(FIXTURE_DATA(packets) *self, const struct packet *seen);	/* may be NULL */
	enum side leaves;
	struct packet wanted;	/* empty: not looked at; all of it: none leaves */
};

static int device(FIXTURE_DATA(packets) *self, enum side side)
{
	return side == IN ? self->gw.in : self->gw.out;
}

static void drain(FIXTURE_DATA(packets) *self)
{
	struct packet seen;

	while (gateway_take(self->gw.in, &seen) || gateway_take(self->gw.out, &seen))
		;
}

/* --- what is sent --- */

static bool send_udp(FIXTURE_DATA(packets) *self)
{
	return gateway_send(self->gw.in, "10.0.0.12", 5000, "203.0.113.101", 7);
}

/* The peer's other port is let in by what a first packet to the peer has opened. */
static bool opened(FIXTURE_DATA(packets) *self, const struct packet *seen)
{
	struct packet back;

	return gateway_send(self->gw.out, "203.0.113.101", 9, seen->saddr, seen->sport) &&
	       gateway_receive(self->gw.in, &back) && !strcmp(back.daddr, "10.0.0.12");
}

static bool send_syn(FIXTURE_DATA(packets) *self)
{
	return gateway_send_tcp(self->gw.in, "10.0.0.12", 5000, "203.0.113.101", 80, SYN);
}

static bool send_dynamic(FIXTURE_DATA(packets) *self)
{
	return gateway_send(self->gw.in, "10.0.0.70", 5000, "203.0.113.101", 7);
}

static bool send_static(FIXTURE_DATA(packets) *self)
{
	return gateway_send(self->gw.in, "10.0.0.13", 5000, "203.0.113.101", 7);
}

static bool send_to_static(FIXTURE_DATA(packets) *self)
{
	return gateway_send(self->gw.out, "203.0.113.101", 7, "203.0.113.30", 5000);
}

static bool send_to_forward(FIXTURE_DATA(packets) *self)
{
	return gateway_send_tcp(self->gw.out, "203.0.113.101", 1234, "203.0.113.17", 8080, SYN);
}

static bool send_hairpin(FIXTURE_DATA(packets) *self)
{
	return gateway_send_tcp(self->gw.in, "10.0.0.12", 1234, "203.0.113.17", 8080, SYN);
}

static bool send_unasked(FIXTURE_DATA(packets) *self)
{
	return gateway_send_tcp(self->gw.out, "203.0.113.101", 1234, "203.0.113.17", 9, SYN);
}

static void open_udp(FIXTURE_DATA(packets) *self)
{
	struct packet seen;

	if (!send_udp(self) || !gateway_receive(self->gw.out, &seen) || !opened(self, &seen))
		abort();
	if (!gateway_send(self->gw.out, "203.0.113.101", 7, seen.saddr, seen.sport) ||
	    !gateway_receive(self->gw.in, &seen))
		abort();
}

static bool send_halves(FIXTURE_DATA(packets) *self)
{
	return gateway_send_half(self->gw.in, "10.0.0.12", 5000, "203.0.113.101", 7, 1) &&
	       gateway_send_half(self->gw.in, "10.0.0.12", 5000, "203.0.113.101", 7, 0);
}

static const struct journey journeys[] = {
	{ "a new UDP flow", NULL, send_udp, opened, OUT, { .daddr = "203.0.113.101", .dport = 7 } },
	{ "a new TCP flow", NULL, send_syn, NULL, OUT, { .daddr = "203.0.113.101", .dport = 80 } },
	{ "a known flow", open_udp, send_udp, opened, OUT,
	  { .daddr = "203.0.113.101", .dport = 7 } },
	{ "a whole address", NULL, send_dynamic, NULL, OUT, { .sport = 5000, .dport = 7 } },
	{ "a static's", NULL, send_static, NULL, OUT, { .saddr = "203.0.113.30", .sport = 5000 } },
	{ "to a static", NULL, send_to_static, NULL, IN, { .daddr = "10.0.0.13", .dport = 5000 } },
	{ "to a forward", NULL, send_to_forward, NULL, IN,
	  { .daddr = "10.0.0.11", .dport = 8080, .sport = 1234 } },
	{ "a hairpin", NULL, send_hairpin, NULL, IN, { .daddr = "10.0.0.11", .dport = 8080 } },
	{ "two fragments", NULL, send_halves, NULL, OUT,
	  { .daddr = "203.0.113.101", .dport = 7 } },
	{ "a SYN that nobody asked for", NULL, send_unasked, NULL, IN, {} },
};

static bool is_right(const struct packet *wanted, const struct packet *seen)
{
	/* An inside address never gets out. */
	return (!*wanted->saddr || !strcmp(wanted->saddr, seen->saddr)) &&
	       (!*wanted->daddr || !strcmp(wanted->daddr, seen->daddr)) &&
	       (!wanted->sport || wanted->sport == seen->sport) &&
	       (!wanted->dport || wanted->dport == seen->dport) &&
	       (!strncmp(seen->saddr, "203.0.113.", 10));
}

static bool leaves(const struct journey *journey)
{
	return *journey->wanted.saddr || *journey->wanted.daddr || journey->wanted.sport;
}

/* --- counters --- */

struct counts {
	uint64_t drops;
	uint64_t reasons[NATGW_REASON_MAX + 1];
};

static bool read_counts(struct netlink *nl, struct counts *counts)
{
	uint64_t packets;
	int i;

	memset(counts, 0, sizeof(*counts));
	if (netlink_do(nl, NATGW_CMD_STATS_GET, NULL))
		return false;
	for (i = 0; i < NATGW_REASON_MAX; i++) {
		packets = nested(nl->messages, NATGW_A_STATS_REASON, i,
				 NATGW_A_REASON_COUNT_PACKETS);
		/* The stack's own, beside a hairpin packet that arrives, now and then. */
		if (i + 1 == NATGW_REASON_DROP_REDIRECT)
			continue;
		counts->reasons[i + 1] = packets;
		if (i + 1 >= NATGW_REASON_DROP_RULE)
			counts->drops += packets;
	}
	return true;
}

/* The reason that was counted one more time; 0: none, or several. */
static int reason_between(const struct counts *before, const struct counts *after)
{
	int i, reason = 0;

	for (i = NATGW_REASON_DROP_RULE; i <= NATGW_REASON_MAX; i++) {
		if (after->reasons[i] != before->reasons[i])
			reason = i;
	}
	return after->drops - before->drops == 1 ? reason : 0;
}

/* What want of memory may be counted as: a route too has to be allocated. */
static bool is_want_of_memory(int reason)
{
	return reason == NATGW_REASON_DROP_MEMORY || reason == NATGW_REASON_DROP_WRITE ||
	       reason == NATGW_REASON_DROP_ROUTE;
}

/* What is missing among the events has been told of. */
static bool events_told(struct netlink *events, uint32_t *last)
{
	static const int sequences[NATGW_CMD_MAX + 1] = {
		[NATGW_CMD_SESSION_NTF] = NATGW_A_SESSION_SEQUENCE,
		[NATGW_CMD_MAPPING_NTF] = NATGW_A_MAPPING_SEQUENCE,
		[NATGW_CMD_POOL_NTF] = NATGW_A_POOL_SEQUENCE,
		[NATGW_CMD_CONFIG_NTF] = NATGW_A_CONFIG_SEQUENCE,
	};
	bool told = false, missed = false;
	uint32_t sequence;
	size_t i;
	int err;

	do {
		err = netlink_events(events, 1000000, 0);
		told |= err == -ENOBUFS;
		for (i = 0; i < events->count; i++) {
			sequence = number(&events->messages[i],
					  sequences[command(&events->messages[i])]);
			missed |= *last && sequence != *last + 1;
			*last = sequence;
		}
	} while (err || events->count);
	if (told)
		*last = 0;
	return told || !missed;
}

/* --- one allocation after the other --- */

enum end { ARRIVED, DROPPED, LOST, WRONG };

static enum end travel(FIXTURE_DATA(packets) *self, const struct journey *journey, unsigned int nth,
		       bool *hit, struct packet *seen)
{
	struct counts before, after;
	bool sent, arrived;
	int reason;

	if (!read_counts(&self->nl, &before))
		return WRONG;
	fault_arm(nth);
	sent = journey->send(self);
	*hit = fault_disarm();
	arrived = gateway_take(device(self, journey->leaves), seen);
	if (!read_counts(&self->nl, &after))
		return WRONG;
	if (arrived && leaves(journey) && is_right(&journey->wanted, seen))
		return after.drops == before.drops ? ARRIVED : WRONG;
	if (arrived)
		return WRONG;
	reason = reason_between(&before, &after);
	if (reason && (!leaves(journey) || is_want_of_memory(reason)))
		return DROPPED;
	if (after.drops != before.drops)
		printf("# %s, allocation %u: %d drops, reason %d\n", journey->name, nth,
		       (int)(after.drops - before.drops), reason);
	/* Whoever lost it after natgw had counted it as translated is another. */
	return after.drops == before.drops && (!sent || *hit) ? LOST : WRONG;
}

static void start_over(FIXTURE_DATA(packets) *self, const struct journey *journey)
{
	drain(self);
	netlink_do(&self->nl, NATGW_CMD_SESSION_DEL, NULL);
	if (journey->prepare)
		journey->prepare(self);
	drain(self);
}

/* The same packet and the same failure again, with a look at who it is that fails. */
static bool is_natgws_fault(FIXTURE_DATA(packets) *self, const struct journey *journey,
			    unsigned int nth)
{
	struct packet seen;
	bool hit;

	start_over(self, journey);
	fault_trace();
	travel(self, journey, nth, &hit, &seen);
	return fault_blames_natgw(true);
}

static bool is_empty(struct netlink *nl)
{
	netlink_do(nl, NATGW_CMD_SESSION_DEL, NULL);
	return !status_of(nl, NATGW_A_STATUS_SESSIONS) &&
	       !status_of(nl, NATGW_A_STATUS_MAPPINGS) &&
	       !status_of(nl, NATGW_A_STATUS_SUBSCRIBERS);
}

static bool go_through(FIXTURE_DATA(packets) *self, const struct journey *journey)
{
	const enum end usual = leaves(journey) ? ARRIVED : DROPPED;
	unsigned int n, ends[WRONG + 1] = {};
	struct packet seen = {};
	uint32_t sequence = 0;
	const char *why;
	enum end end = WRONG;
	bool hit = true, fine = true;

	for (n = 1; hit && n < FAULTS_MAX; n++) {
		start_over(self, journey);
		end = travel(self, journey, n, &hit, &seen);
		ends[end]++;
		why = NULL;
		if (end == WRONG)
			why = "neither arrived nor was counted once";
		else if (end == LOST && is_natgws_fault(self, journey, n))
			why = "was lost by natgw";
		else if (end == ARRIVED && journey->lasts && !journey->lasts(self, &seen))
			why = "arrived, but the answer does not";
		else if (!events_told(&self->events, &sequence))
			why = "took events along that nobody misses";
		else if (!is_empty(&self->nl))
			why = "left something behind";
		if (why)
			printf("# %s, allocation %u: it %s\n", journey->name, n, why);
		fine &= !why;
	}
	printf("# %s: %u allocations; arrived %u, dropped and counted %u, lost by others %u\n",
	       journey->name, n - 2, ends[ARRIVED], ends[DROPPED], ends[LOST]);
	return fine && end == usual && n > 2;
}

TEST_F_TIMEOUT(packets, each_arrives_or_is_counted, SECONDS)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(journeys); i++)
		EXPECT_TRUE(go_through(self, &journeys[i]));
}

/* Every port is there in the end: as many flows as there are ports, and not one more. */
static bool all_ports_are_free(FIXTURE_DATA(packets) *self)
{
	struct packet seen;
	char host[16];
	int i, got = 0;

	for (i = 0; i <= 2 * PORTS; i++) {
		snprintf(host, sizeof(host), "10.0.0.%d", 14 + i);
		if (gateway_send(self->gw.in, host, 5000, "203.0.113.101", 7) &&
		    gateway_take(self->gw.out, &seen))
			got++;
	}
	printf("# %d ports of %d\n", got, 2 * PORTS);
	return got == 2 * PORTS && is_empty(&self->nl);
}

/* Many at once fail, in no order: tables grow and shrink meanwhile. */
TEST_F_TIMEOUT(packets, memory_is_scarce, SECONDS)
{
	struct packet seen;
	uint32_t last = 0;
	char host[16];
	int i, bare = 0;

	srandom(atoi(getenv("NATGW_SEED") ?: "1"));
	fault_scarce(20);
	for (i = 0; i < RANDOM_PACKETS; i++) {
		snprintf(host, sizeof(host), "10.0.%ld.%ld", random() % 4, 14 + random() % 100);
		gateway_send(self->gw.in, host, 5000 + random() % 4, "203.0.113.101",
			     1000 + random() % 1000);
		if (gateway_take(self->gw.out, &seen) && strncmp(seen.saddr, "203.0.113.", 10))
			bare++;
	}
	fault_scarce(0);
	drain(self);
	EXPECT_EQ(0, bare);
	EXPECT_LT(0, status_of(&self->nl, NATGW_A_STATUS_SESSIONS));
	EXPECT_TRUE(events_told(&self->events, &last));
	EXPECT_TRUE(is_empty(&self->nl));
	EXPECT_TRUE(all_ports_are_free(self));
}

TEST_F_TIMEOUT(packets, nothing_is_missing_afterwards, SECONDS)
{
	bool hit;
	unsigned int n;

	for (n = 1, hit = true; hit && n < FAULTS_MAX; n++) {
		fault_arm(n);
		send_udp(self);
		hit = fault_disarm();
		drain(self);
		netlink_do(&self->nl, NATGW_CMD_SESSION_DEL, NULL);
	}
	EXPECT_TRUE(all_ports_are_free(self));
}

TEST_HARNESS_MAIN
