// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sends what an enemy with all rights in a namespace could send to natgw, drawn from a seed:
 *
 *	fuzz [count=N] [processes=N] [seed=N]
 *
 * Requests for every operation, with attributes of their set, some of them missing, repeated,
 * of other sets, of wrong sizes, cut short, too long, nested where they must not be; transactions,
 * dumps that are left halfway, sockets that are closed. Several processes do so at once.
 *
 * A single process also holds the kernel to its word: after a request that was refused all of the
 * configuration and the status are as they were (every eighth time), byte for byte.
 *
 * Prints NAME=NUMBER lines: sent, accepted, refused, silent (not answered, as their header lies),
 * checked; then for each error how often. Exits with status 1 if something changed in spite of a
 * refusal, or nothing works afterwards.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../helpers/draw.h"
#include "abi.h"

enum { PROCESSES_MAX = 64, ERRORS = 200, CHECK_EVERY = 8 };

/* By attribute: u number, U wide one, s text, f flag, A addresses, P ports, X prefix, . none. */
static const char *const sets[] = {
	"",
	"uuuuuuuuuuu",
	".suusAAPuuuuuuuuuuuUuu",
	"uXXssuPPuuusuuuu",
	"uuu",
	"uusPuu",
	"uuPuuu",
	".uuuuuuuususuuuuUuuuU",
	".uuuuuuuususuuufffUUUUUuuuU",
	"uusuuus",
	".fuuU",
};

enum { NONE, SETTING, POOL, RULE, STATIC, FORWARD, TIMEOUT, MAPPING, SESSION, SUBSCRIBER, CONFIG };

/* As many as each has to have. */
static const uint8_t sizes[] = {
	0, NATGW_A_SETTING_MAX, NATGW_A_POOL_MAX, NATGW_A_RULE_MAX, NATGW_A_STATIC_MAX,
	NATGW_A_FORWARD_MAX, NATGW_A_TIMEOUT_MAX, NATGW_A_MAPPING_MAX, NATGW_A_SESSION_MAX,
	NATGW_A_SUBSCRIBER_MAX, NATGW_A_CONFIG_MAX,
};

static const uint8_t set_of[NATGW_CMD_MAX + 1] = {
	[NATGW_CMD_SETTING_GET] = SETTING, [NATGW_CMD_SETTING_SET] = SETTING,
	[NATGW_CMD_POOL_GET] = POOL, [NATGW_CMD_POOL_NEW] = POOL,
	[NATGW_CMD_POOL_SET] = POOL, [NATGW_CMD_POOL_DEL] = POOL,
	[NATGW_CMD_RULE_GET] = RULE, [NATGW_CMD_RULE_NEW] = RULE, [NATGW_CMD_RULE_DEL] = RULE,
	[NATGW_CMD_STATIC_GET] = STATIC, [NATGW_CMD_STATIC_NEW] = STATIC,
	[NATGW_CMD_STATIC_DEL] = STATIC,
	[NATGW_CMD_FORWARD_GET] = FORWARD, [NATGW_CMD_FORWARD_NEW] = FORWARD,
	[NATGW_CMD_FORWARD_DEL] = FORWARD,
	[NATGW_CMD_TIMEOUT_GET] = TIMEOUT, [NATGW_CMD_TIMEOUT_SET] = TIMEOUT,
	[NATGW_CMD_TIMEOUT_DEL] = TIMEOUT,
	[NATGW_CMD_MAPPING_GET] = MAPPING, [NATGW_CMD_MAPPING_COUNT] = MAPPING,
	[NATGW_CMD_MAPPING_DEL] = MAPPING,
	[NATGW_CMD_SESSION_GET] = SESSION, [NATGW_CMD_SESSION_COUNT] = SESSION,
	[NATGW_CMD_SESSION_DEL] = SESSION,
	[NATGW_CMD_SUBSCRIBER_GET] = SUBSCRIBER,
	[NATGW_CMD_COMMIT] = CONFIG,
};

/* What the processes have in common to report. */
static struct report {
	unsigned long sent, accepted, silent, checked, changed;
	unsigned long errors[ERRORS];
} *report;

static void count(unsigned long *counter)
{
	__atomic_fetch_add(counter, 1, __ATOMIC_RELAXED);
}

/* --- attributes --- */

static void put(char **at, int type, const void *data, size_t size)
{
	struct nlattr *attr = (void *)*at;

	memset(attr, 0, NLA_HDRLEN + NLA_ALIGN(size));
	attr->nla_type = type;
	attr->nla_len = NLA_HDRLEN + size;
	if (size)
		memcpy(*at + NLA_HDRLEN, data, size);
	*at += NLA_HDRLEN + NLA_ALIGN(size);
}

static uint32_t draw_address(void)
{
	static const uint32_t bases[] = { 0x0a000000, 0x0a010000, 0xcb007110, 0xc6336400 };

	if (rarely(20))
		return draw(0xffffffff);
	return htonl(bases[draw(4)] + draw(rarely(4) ? 256 : 8));
}

static uint32_t draw_number(void)
{
	static const uint32_t odd[] = {
		6, 17, 1, 132, 255, 256, 1023, 1024, 65535, 65536, 0x7fffffff, 0xffffffff, 32, 33,
	};

	switch (draw(8)) {
	case 0:
		return odd[draw(sizeof(odd) / sizeof(*odd))];
	case 1:
		return draw(0xffffffff);
	case 2:
		return draw_address();
	case 3:
		return draw(70000);
	default:
		return draw(8);
	}
}

static void put_text(char **at, int type)
{
	static const char *const names[] = { "A", "B", "C", "A", "lo", "out0", "in0", "", "a b",
		"longer-than-thirty-two-characters-it-is", "\n", "0", "%s%n" };
	const char *name = names[draw(sizeof(names) / sizeof(*names))];

	/* Sometimes without its end. */
	put(at, type, name, strlen(name) + !rarely(20));
}

static void put_nest(char **at, int type, char kind)
{
	char *start = *at;
	uint32_t first = kind == 'P' ? draw(66000) : draw_address(), last = first;

	put(at, type | (rarely(30) ? 0 : NLA_F_NESTED), NULL, 0);
	if (kind == 'X')
		last = draw(34);
	else if (kind == 'P')
		last += draw(100);
	else
		last = htonl(ntohl(first) + draw(4));
	if (!rarely(20))
		put(at, 1, &first, sizeof(first));
	if (!rarely(5))
		put(at, 2, &last, sizeof(last));
	if (rarely(40))
		put(at, draw(6), &last, draw(5));
	((struct nlattr *)start)->nla_len = *at - start - (rarely(100) ? draw(8) : 0);
}

/* Nests in nests, as deep as there is room. */
static void put_deep(char **at, int type)
{
	unsigned int depth = 2 + draw(60), left = depth * NLA_HDRLEN;

	for (; left; left -= NLA_HDRLEN) {
		struct nlattr *attr = (void *)*at;

		attr->nla_len = left;
		attr->nla_type = NLA_F_NESTED | (left == depth * NLA_HDRLEN ? type : 1 + draw(2));
		*at += NLA_HDRLEN;
	}
}

static void put_wrong_size(char **at, int type)
{
	char bytes[300];
	size_t size = rarely(4) ? draw(sizeof(bytes)) : draw(12), i;

	for (i = 0; i < size; i++)
		bytes[i] = draw(256);
	put(at, type | (rarely(4) ? NLA_F_NESTED : 0) | (rarely(8) ? NLA_F_NET_BYTEORDER : 0),
	    bytes, size);
}

static void put_attribute(char **at, int type, char kind)
{
	uint64_t wide = draw_number();
	uint32_t value = rarely(2) ? draw_address() : draw_number();

	if (rarely(60)) {
		put_wrong_size(at, type);
		return;
	}
	switch (kind) {
	case 's':
		put_text(at, type);
		break;
	case 'f':
		put(at, type, NULL, 0);
		break;
	case 'U':
		put(at, type, &wide, sizeof(wide));
		break;
	case 'u':
		put(at, type, &value, sizeof(value));
		break;
	default:
		put_nest(at, type, kind);
	}
}

/* A few that could be, so that not all is refused for the first thing wrong with it. */
static size_t put_plausible(struct netlink *nl, char *message, int cmd, int flags)
{
	char base[16], high[16];
	unsigned int low = draw(16);

	snprintf(base, sizeof(base), "203.0.113.%u", 16 + low);
	snprintf(high, sizeof(high), "203.0.113.%u", 16 + low + draw(4));
	switch (cmd) {
	case NATGW_CMD_POOL_NEW:
	case NATGW_CMD_POOL_SET:
		return netlink_build(nl, message, cmd, flags, (const struct attr[]){
			TEXT(NATGW_A_POOL_NAME, draw(2) ? "A" : "B"),
			RANGE(NATGW_A_POOL_ADDRESS, base, high),
			U32(NATGW_A_POOL_PARITY, draw(2)), { ATTR_END } });
	case NATGW_CMD_RULE_NEW:
		return netlink_build(nl, message, cmd, flags, (const struct attr[]){
			U32(NATGW_A_RULE_ACTION, NATGW_ACTION_POOL),
			TEXT(NATGW_A_RULE_POOL, draw(2) ? "A" : "B"),
			TEXT(NATGW_A_RULE_OIF, "out0"), { ATTR_END } });
	case NATGW_CMD_STATIC_NEW:
		return netlink_build(nl, message, cmd, flags, (const struct attr[]){
			ADDR(NATGW_A_STATIC_INSIDE, "10.0.0.7"),
			ADDR(NATGW_A_STATIC_EXTERNAL, "198.51.100.7"), { ATTR_END } });
	default:
		return netlink_build(nl, message, cmd, flags, NULL);
	}
}

static size_t build(struct netlink *nl, char *message, int cmd, int flags)
{
	const char *kinds = cmd <= NATGW_CMD_MAX ? sets[set_of[cmd]] : sets[draw(11)];
	int types = strlen(kinds), type;
	unsigned int repeats = rarely(50) ? draw(800) : 1;
	char *at;

	if (rarely(3))
		return put_plausible(nl, message, cmd, flags);
	if (rarely(40))
		kinds = sets[draw(11)], types = strlen(kinds);
	at = message + netlink_build(nl, message, cmd, flags, NULL);
	for (type = 1; type <= types; type++) {
		if (kinds[type - 1] != '.' && draw(types) < 4)
			put_attribute(&at, type, kinds[type - 1]);
	}
	if (types && rarely(6)) {
		type = 1 + draw(types);
		while (repeats-- && kinds[type - 1] != '.' && at - message < REQUEST_MAX - 1000)
			put_attribute(&at, type, kinds[type - 1]);
	}
	if (rarely(20))
		put_wrong_size(&at, draw(40));
	if (rarely(50))
		put_deep(&at, draw(20));
	((struct nlmsghdr *)message)->nlmsg_len = at - message;
	return at - message;
}

/* --- sending --- */

static int draw_command(void)
{
	if (rarely(100))
		return draw(256);
	if (rarely(12))
		return NATGW_CMD_BEGIN;
	if (rarely(12))
		return rarely(3) ? NATGW_CMD_COMMIT : NATGW_CMD_ABORT;
	return 1 + draw(NATGW_CMD_MAX);
}

/* What can be listed is mostly asked for as a list. */
static int draw_flags(int cmd)
{
	switch (cmd) {
	case NATGW_CMD_POOL_GET:
	case NATGW_CMD_RULE_GET:
	case NATGW_CMD_STATIC_GET:
	case NATGW_CMD_FORWARD_GET:
	case NATGW_CMD_TIMEOUT_GET:
	case NATGW_CMD_MAPPING_GET:
	case NATGW_CMD_SESSION_GET:
	case NATGW_CMD_SUBSCRIBER_GET:
		return rarely(8) ? NLM_F_ACK : NLM_F_DUMP;
	default:
		return rarely(40) ? NLM_F_DUMP : NLM_F_ACK;
	}
}

/* Bytes of a message that was in order, or its length. */
static size_t spoil(char *message, size_t length)
{
	unsigned int i;

	if (length > NLMSG_HDRLEN + GENL_HDRLEN && rarely(10)) {
		length -= draw(length - NLMSG_HDRLEN - GENL_HDRLEN);
		((struct nlmsghdr *)message)->nlmsg_len = length;
	}
	if (length > NLMSG_HDRLEN + GENL_HDRLEN && rarely(10)) {
		for (i = 1 + draw(4); i; i--)
			message[NLMSG_HDRLEN + GENL_HDRLEN +
				draw(length - NLMSG_HDRLEN - GENL_HDRLEN)] = draw(256);
	}
	return length;
}

static void reopen(struct netlink *nl)
{
	netlink_close(nl);
	if (netlink_open(nl))
		abort();
}

/* Returns what the kernel said. */
static int send_one(struct netlink *nl)
{
	static char message[REQUEST_MAX + 4096];
	int cmd = draw_command(), flags = draw_flags(cmd), err;
	size_t length;

	count(&report->sent);
	if (rarely(200)) {
		/* A dump left halfway, and its socket too. */
		netlink_dump_begin(nl, cmd, NULL);
		reopen(nl);
		return -EAGAIN;
	}
	length = spoil(message, build(nl, message, cmd, flags));
	if (rarely(300)) {
		((struct nlmsghdr *)message)->nlmsg_len =
			draw(2) ? draw(16) : length + 1 + draw(9999);
		send(nl->fd, message, length, 0);
		count(&report->silent);
		return -EAGAIN;
	}
	err = netlink_send_raw(nl, message, length);
	count(err ? &report->errors[-err % ERRORS] : &report->accepted);
	if (rarely(400))
		reopen(nl);
	return err;
}

static bool same(const struct snapshot *a, const struct snapshot *b)
{
	return a->size == b->size && !memcmp(a->bytes, b->bytes, a->size);
}

static void flood(unsigned long number, uint64_t seed, bool alone)
{
	struct netlink nl;
	struct snapshot before = {}, after;

	draw_seed(seed);
	if (netlink_open(&nl))
		exit(2);
	while (number--) {
		bool check = alone && rarely(CHECK_EVERY);

		if (check)
			before = snapshot_take();
		if (!check) {
			send_one(&nl);
			continue;
		}
		/* A socket that is closed ends its transaction: no refusal, and not compared. */
		if (send_one(&nl) < 0 && nl.error) {
			after = snapshot_take();
			count(&report->checked);
			if (!same(&before, &after)) {
				printf("# changed by a refused request (%d), %lu left\n", nl.error,
				       number);
				count(&report->changed);
			}
			free(after.bytes);
		}
		free(before.bytes);
		before.bytes = NULL;
	}
	netlink_close(&nl);
}

static bool still_works(void)
{
	struct netlink nl;
	bool works;

	if (netlink_open(&nl))
		return false;
	works = !netlink_do(&nl, NATGW_CMD_CONFIG_FLUSH, NULL) &&
		!DO(&nl, NATGW_CMD_POOL_NEW, POOL_A,) && !DO(&nl, NATGW_CMD_RULE_NEW, RULE_A,) &&
		!netlink_dump(&nl, NATGW_CMD_POOL_GET, NULL) && nl.count == 1 &&
		!netlink_do(&nl, NATGW_CMD_CONFIG_FLUSH, NULL);
	netlink_close(&nl);
	return works;
}

static int print(unsigned long count)
{
	int i, status, failed = 0;

	while (wait(&status) > 0)
		failed |= status;
	printf("sent=%lu\naccepted=%lu\nrefused=%lu\nsilent=%lu\nchecked=%lu\nchanged=%lu\n",
	       report->sent, report->accepted,
	       report->sent - report->accepted - report->silent, report->silent,
	       report->checked, report->changed);
	for (i = 0; i < ERRORS; i++) {
		if (report->errors[i])
			printf("# %s: %lu\n", strerror(i), report->errors[i]);
	}
	if (failed || report->sent < count)
		printf("# a process ended before its time\n");
	return failed || report->sent < count || report->changed;
}

int main(int argc, char **argv)
{
	unsigned long number = 1000, processes = 1, seed = 1, i;
	int failed;

	for (i = 1; i < (unsigned long)argc; i++) {
		if (sscanf(argv[i], "count=%lu", &number) != 1 &&
		    sscanf(argv[i], "processes=%lu", &processes) != 1 &&
		    sscanf(argv[i], "seed=%lu", &seed) != 1)
			return 2;
	}
	for (i = 0; i < sizeof(sizes); i++) {
		if (strlen(sets[i]) != sizes[i]) {
			printf("# there are attributes that are not known here, set %lu\n", i);
			return 2;
		}
	}
	report = mmap(NULL, sizeof(*report), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		      -1, 0);
	if (report == MAP_FAILED || !processes || processes > PROCESSES_MAX)
		return 2;
	for (i = 0; i < processes; i++) {
		if (fork())
			continue;
		flood(number / processes, seed + i, processes == 1);
		exit(0);
	}
	failed = print(number / processes * processes);
	if (!still_works()) {
		printf("# nothing works any more\n");
		failed = 1;
	}
	return failed;
}
