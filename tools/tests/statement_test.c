// SPDX-License-Identifier: GPL-2.0-only
/*
 * Statements without a kernel: each is read, made a message, read back from it
 * and shown, which must give the words that it is saved by. These words must
 * give themselves again. Then come mutilated statements, for the sanitizers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netlink/msg.h>

#include "../netlink.h"
#include "../output.h"
#include "../show.h"
#include "../statement.h"

enum { WORDS_MAX = 64, TEXT_MAX = 8192, MUTATIONS = 200000 };

static const struct {
	const char *given;
	const char *saved;	/* NULL: the same words */
} journeys[] = {
	{ "pool add home interface wan0", NULL },
	{ "pool add a addresses 203.0.113.16", NULL },
	{ "pool add a addresses 203.0.113.16/28", NULL },
	{ "pool add a addresses 203.0.113.16-203.0.113.31",
	  "pool add a addresses 203.0.113.16/28" },
	{ "pool add a addresses 203.0.113.17-203.0.113.18,198.51.100.2,198.51.100.5", NULL },
	{ "pool add a addresses 0.0.0.0/0", NULL },
	{ "pool add a addresses 10.0.0.0-10.0.0.2 exclude 10.0.0.1", NULL },
	{ "pool add a addresses 10.0.0.0/24 exclude none", "pool add a addresses 10.0.0.0/24" },
	{ "pool add a.b_c-d.1234567890.1234567890. addresses 192.0.2.1", NULL },
	{ "pool add a type dynamic addresses 192.0.2.0/30 dry pat",
	  "pool add a addresses 192.0.2.0/30 type dynamic dry pat" },
	{ "pool add a addresses 192.0.2.1 ports 1024-65535", NULL },
	{ "pool add a addresses 192.0.2.1 ports 1,3,5-7", NULL },
	{ "pool add a addresses 192.0.2.1 mapping adm", NULL },
	{ "pool add a addresses 192.0.2.1 tcp-mapping adm udp-mapping adm",
	  "pool add a addresses 192.0.2.1 mapping adm" },
	{ "pool add a addresses 192.0.2.1 mapping eim tcp-mapping apdm",
	  "pool add a addresses 192.0.2.1 tcp-mapping apdm udp-mapping eim" },
	{ "pool add a addresses 192.0.2.1 tcp-mapping apdm mapping eim",
	  "pool add a addresses 192.0.2.1 tcp-mapping apdm udp-mapping eim" },
	{ "pool add a addresses 192.0.2.1 filtering apdf", NULL },
	{ "pool add a addresses 192.0.2.1 udp-filtering adf", NULL },
	{ "pool add a addresses 192.0.2.1 paired soft parity on preserve off", NULL },
	{ "pool add a addresses 192.0.2.1 preserve off mss route", NULL },
	{ "pool add a addresses 192.0.2.1 mss 1360", NULL },
	{ "pool set a mss off", NULL },
	{ "pool set a ports 1-65535", NULL },
	{ "pool set a paired off", NULL },
	{ "pool del a", "" },
	{ "rule add pool home", NULL },
	{ "rule add index 10 src 10.0.0.0/8 oif wan0 pool home", NULL },
	{ "rule add dst 10.0.0.0/8 exempt", NULL },
	{ "rule add drop proto 47", "rule add proto gre drop" },
	{ "rule add index 4294967295 src 10.0.0.1/32 dst 0.0.0.0/0 iif lan0 drop",
	  "rule add index 4294967295 src 10.0.0.1 dst 0.0.0.0/0 iif lan0 drop" },
	{ "rule add proto tcp sport 0-1023 dport 80 mark 0x1/0xff pool p mapping apdm filtering adf",
	  NULL },
	{ "rule add mark 16 drop", "rule add mark 0x10 drop" },
	{ "rule add proto 200 drop", NULL },
	{ "rule del index 10", "" },
	{ "static add inside 10.0.0.13 external 203.0.113.30", NULL },
	{ "static add external 203.0.113.0/24 inside 10.0.0.0/24",
	  "static add inside 10.0.0.0/24 external 203.0.113.0/24" },
	{ "static del inside 10.0.0.13", "" },
	{ "static del inside 10.0.0.13 external 203.0.113.30", "" },
	{ "forward add tcp 203.0.113.1:8080 10.0.0.2:80",
	  "forward add tcp external 203.0.113.1:8080 inside 10.0.0.2:80" },
	{ "forward add udp wan0:53 10.0.0.2:53",
	  "forward add udp external interface wan0:53 inside 10.0.0.2:53" },
	{ "forward add udp interface wan0:53 inside 10.0.0.2:53",
	  "forward add udp external interface wan0:53 inside 10.0.0.2:53" },
	{ "forward add udp external interface 1.2:53 inside 10.0.0.2:53", NULL },
	{ "forward add tcp inside 10.0.0.2:80-90 external 203.0.113.1:8080-8090",
	  "forward add tcp external 203.0.113.1:8080-8090 inside 10.0.0.2:80-90" },
	{ "forward del tcp 203.0.113.1:8080", "" },
	{ "forward del udp external interface wan0:53-54", "" },
	{ "timeout set udp 300", NULL },
	{ "timeout set tcp-established 3h", "timeout set tcp-established 10800" },
	{ "timeout set udp port 53 17s", "timeout set udp port 53 17" },
	{ "timeout set tcp port 1024-65535 2147483", NULL },
	{ "timeout set icmp 1m", "timeout set icmp 60" },
	{ "timeout del udp", "" },
	{ "timeout del udp port 53", "" },
	{ "set fastpath auto", NULL },
	{ "set max-sessions 4294967295", NULL },
	{ "set max-sessions 0", NULL },
	{ "set table-full evict", NULL },
	{ "set icmp-refusal 13", "set icmp-refusal admin" },
	{ "set icmp-refusal 1", "set icmp-refusal host" },
	{ "set icmp-refusal none", NULL },
	{ "set ip-options drop", NULL },
	{ "set ip-options pass", NULL },
	{ "set inbound-refresh on", NULL },
	{ "set allow-short-timeouts on", NULL },
	{ "set port-hold 2m", "set port-hold 120" },
	{ "set port-hold 0", NULL },
	{ "set port-hold-max 100", NULL },
	{ "set syn-refusal none", NULL },
	{ "set tcp-refusal reset", NULL },
};

static int split(char *line, char *word[WORDS_MAX])
{
	char *rest = line, *next;
	int count = 0;

	while (count < WORDS_MAX && (next = strtok_r(rest, " ", &rest)))
		word[count++] = next;
	return count;
}

static int parse(const char *text, char *copy, struct statement *statement, struct words *words)
{
	static char *word[WORDS_MAX];

	(void)snprintf(copy, TEXT_MAX, "%s", text);
	memset(words, 0, sizeof(*words));
	words->word = word;
	words->count = split(copy, word);
	return statement_parse(words, statement);
}

static int show_settings(struct output *out, struct nlmsghdr *message)
{
	struct settings settings;

	if (model_get_settings(message, &settings))
		return -1;
	for (unsigned int i = 0; i < SETTING_COUNT; i++)
		show_setting(out, &settings, i);
	return 0;
}

/* What a statement reads like after a journey through its message; "" where none is saved. */
static int travel(struct output *out, const struct statement *statement, struct nlmsghdr *message)
{
	static const struct {
		const char *object;
		int (*get)(struct nlmsghdr *message, void *object);
		show_fn *show;
	} rows[] = {
		{ "pool", model_get_pool, show_pool },
		{ "rule", model_get_rule, show_rule },
		{ "static", model_get_static, show_static },
		{ "forward", model_get_forward, show_forward },
		{ "timeout", model_get_timeout, show_timeout },
	};
	const struct statement_type *type = statement->type;
	static struct pool object;	/* the biggest of them */

	if (type->verb && !strcmp(type->verb, "del"))
		return 0;
	(void)fputs(type->object, out->file);
	if (type->verb)
		(void)fprintf(out->file, " %s", type->verb);
	(void)fputc(' ', out->file);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (strcmp(rows[i].object, type->object) != 0)
			continue;
		if (rows[i].get(message, &object))
			return -1;
		rows[i].show(out, &object);
		return 0;
	}
	return show_settings(out, message);
}

/* The words that @text is saved by, or an error. */
static int saved_words(const char *text, char result[TEXT_MAX])
{
	struct netlink nl = { .family = 30 };
	struct output out = { 0 };
	struct statement statement;
	struct nl_msg *msg;
	struct words words;
	char copy[TEXT_MAX];
	int err;

	if (parse(text, copy, &statement, &words)) {
		(void)snprintf(result, TEXT_MAX, "error: %s", words.error);
		statement_release(&statement);
		return -1;
	}
	msg = statement_message(&nl, &statement);
	result[0] = '\0';
	out.file = fmemopen(result, TEXT_MAX, "w");
	err = msg && out.file ? travel(&out, &statement, nlmsg_hdr(msg)) : -1;
	if (out.file)
		(void)fclose(out.file);
	nlmsg_free(msg);
	statement_release(&statement);
	return err;
}

static int check(int number, const char *given, const char *expected)
{
	/* A rule's index is told by the kernel; in a request without one it shows as 0. */
	static const char no_index[] = "rule add index 0 ";
	char result[TEXT_MAX], cut[TEXT_MAX];
	const char *got = result;
	int err = saved_words(given, result);

	if (!strncmp(result, no_index, sizeof(no_index) - 1)) {
		(void)snprintf(cut, sizeof(cut), "rule add %s", result + sizeof(no_index) - 1);
		got = cut;
	}
	if (!err && !strcmp(got, expected)) {
		printf("ok %d - %s\n", number, given);
		return 0;
	}
	printf("# expected: %s\n#      got: %s\nnot ok %d - %s\n", expected, got, number, given);
	return 1;
}

/* A small generator that is the same everywhere, so that a failure comes back. */
static unsigned int random_number(void)
{
	static unsigned int state = 1;

	state = state * 1103515245U + 12345U;
	return state >> 8;
}

static void mutilate(char *text, size_t length)
{
	static const char letters[] = " ,:/-.0123456789abcdefghijklmnopqrstuvwxyz";

	for (unsigned int i = 1 + random_number() % 4; i; i--)
		text[random_number() % length] = letters[random_number() % (sizeof(letters) - 1)];
}

static int check_mutations(int number)
{
	const size_t count = sizeof(journeys) / sizeof(journeys[0]);

	for (int i = 0; i < MUTATIONS; i++) {
		char text[TEXT_MAX], copy[TEXT_MAX];
		struct statement statement;
		struct words words;

		(void)snprintf(text, sizeof(text), "%s", journeys[random_number() % count].given);
		mutilate(text, strlen(text));
		if (parse(text, copy, &statement, &words) && !*words.error) {
			printf("# refused without a sentence: %s\n", text);
			printf("not ok %d - mutilated statements\n", number);
			return 1;
		}
		statement_release(&statement);
	}
	printf("ok %d - %d mutilated statements\n", number, MUTATIONS);
	return 0;
}

int main(void)
{
	const size_t count = sizeof(journeys) / sizeof(journeys[0]);
	int number = 0, failed = 0;

	(void)printf("KTAP version 1\n");
	for (size_t i = 0; i < count; i++) {
		const char *saved = journeys[i].saved ? journeys[i].saved : journeys[i].given;

		failed += check(++number, journeys[i].given, saved);
		if (journeys[i].saved && *saved)
			failed += check(++number, saved, saved);
	}
	failed += check_mutations(++number);
	printf("1..%d\n", number);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
