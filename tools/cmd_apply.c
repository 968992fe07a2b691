// SPDX-License-Identifier: GPL-2.0-only
/* natgw apply [ --check ] FILE */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <netlink/msg.h>

#include "command.h"
#include "script.h"

/**
 * struct attempt - a transaction that makes the configuration that of a file
 * @nl: the connection
 * @script: the file
 * @order: numbers of statements, in the order in which they are sent
 * @count: how many of them are sent
 * @check: only ask whether the kernel would take it
 * @refused: number of the statement that was refused
 */
struct attempt {
	struct netlink *nl;
	const struct script *script;
	unsigned int *order;
	unsigned int count;
	bool check;
	unsigned int refused;
};

/* Where a transaction stopped. */
enum outcome {
	DONE,
	FAILED,			/* for a reason that is not in the file */
	STATEMENT_REFUSED,	/* at a statement that is wrong by itself */
	COMMIT_REFUSED,		/* at the end, as statements do not go together */
};

static int send_plain(struct netlink *nl, uint8_t command)
{
	return netlink_request(nl, netlink_message(nl, command, NETLINK_MESSAGE_SMALL), NULL, NULL);
}

static struct nl_msg *make_statement(struct netlink *nl, unsigned int index, void *data)
{
	const struct attempt *attempt = data;

	return statement_message(nl, &attempt->script->statements[attempt->order[index]]);
}

static int commit(const struct attempt *attempt)
{
	struct nl_msg *msg = netlink_message(attempt->nl, NATGW_CMD_COMMIT, NETLINK_MESSAGE_SMALL);

	if (msg && attempt->check && model_put_check(msg)) {
		nlmsg_free(msg);
		return netlink_fail(attempt->nl, EMSGSIZE, "no room for a flag");
	}
	return netlink_request(attempt->nl, msg, NULL, NULL);
}

/* Drops the transaction; the sentence that counts is the one that came first. */
static void drop(struct netlink *nl)
{
	char error[NETLINK_ERROR_MAX];

	memcpy(error, nl->error, sizeof(error));
	(void)send_plain(nl, NATGW_CMD_ABORT);
	memcpy(nl->error, error, sizeof(error));
}

/* No statement goes out before the transaction is open: each would take effect at once. */
static enum outcome run(struct attempt *attempt)
{
	struct netlink *nl = attempt->nl;
	unsigned int failed;

	if (send_plain(nl, NATGW_CMD_BEGIN))
		return FAILED;
	if (send_plain(nl, NATGW_CMD_CONFIG_FLUSH)) {
		drop(nl);
		return FAILED;
	}
	if (netlink_pipeline(nl, attempt->count, make_statement, attempt, &failed)) {
		drop(nl);
		if (failed == attempt->count)
			return FAILED;
		attempt->refused = attempt->order[failed];
		return STATEMENT_REFUSED;
	}
	return commit(attempt) ? COMMIT_REFUSED : DONE;
}

static int compare(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a;
	uint64_t right = *(const uint64_t *)b;

	return (left > right) - (left < right);
}

/* Statements by rank: what is leant on comes first. 0, or -1 without memory. */
static int sort_by_rank(struct attempt *attempt)
{
	const struct statement *statements = attempt->script->statements;
	uint64_t *keys = calloc(attempt->count + 1, sizeof(*keys));

	if (!keys)
		return -1;
	for (unsigned int i = 0; i < attempt->count; i++)
		keys[i] = (uint64_t)statements[i].type->rank << 32 | i;
	qsort(keys, attempt->count, sizeof(*keys), compare);
	for (unsigned int i = 0; i < attempt->count; i++)
		attempt->order[i] = (uint32_t)keys[i];
	free(keys);
	return 0;
}

/*
 * The kernel refused a commit with a sentence about objects. Which line does
 * it mean? The one without which those before it are accepted. As nothing
 * leans on what comes later in the order of ranks, halving finds it.
 * Return: 0 with attempt->refused and the sentence about it, or -1.
 */
static int find_culprit(struct attempt *attempt)
{
	unsigned int good = 0, bad = attempt->count;

	attempt->check = true;
	if (!bad || sort_by_rank(attempt))
		return -1;
	while (bad - good > 1) {
		attempt->count = good + (bad - good) / 2;
		switch (run(attempt)) {
		case DONE:
			good = attempt->count;
			break;
		case FAILED:
			return -1;
		default:
			bad = attempt->count;
		}
	}
	attempt->count = bad;
	if (run(attempt) != COMMIT_REFUSED)
		return -1;
	attempt->refused = attempt->order[bad - 1];
	return 0;
}

static void complain_at(const struct attempt *attempt, const char *sentence)
{
	(void)fprintf(stderr, "%s:%u: %s\n", attempt->script->name,
		      attempt->script->statements[attempt->refused].line, sentence);
}

static int transact(struct attempt *attempt)
{
	char sentence[NETLINK_ERROR_MAX];

	switch (run(attempt)) {
	case DONE:
		return STATUS_OK;
	case STATEMENT_REFUSED:
		complain_at(attempt, attempt->nl->error);
		return STATUS_REFUSED;
	case COMMIT_REFUSED:
		break;
	case FAILED:
		command_complain("%s", attempt->nl->error);
		return STATUS_REFUSED;
	}
	memcpy(sentence, attempt->nl->error, sizeof(sentence));
	if (!find_culprit(attempt))
		complain_at(attempt, attempt->nl->error);
	else
		command_complain("%s: %s", attempt->script->name, sentence);
	return STATUS_REFUSED;
}

static int apply_script(struct context *context, const struct script *script, bool check)
{
	struct attempt attempt = {
		.nl = &context->nl,
		.script = script,
		.order = calloc(script->count + 1, sizeof(*attempt.order)),
		.count = script->count,
		.check = check,
	};
	int status;

	if (!attempt.order) {
		command_complain("out of memory");
		return STATUS_REFUSED;
	}
	for (unsigned int i = 0; i < script->count; i++)
		attempt.order[i] = i;
	status = command_connect(context);
	if (!status)
		status = transact(&attempt);
	free(attempt.order);
	return status;
}

static int apply(struct context *context, struct words *words)
{
	struct script script;
	const char *path = parse_next(words, "the name of a file");
	bool check = path && !strcmp(path, "--check");
	int status;

	if (check)
		path = parse_next(words, "the name of a file");
	if (!path || parse_end(words))
		return command_misread(words);
	if (script_read(&script, path))
		status = STATUS_REFUSED;
	else
		status = apply_script(context, &script, check);
	script_release(&script);
	return status;
}

static const struct verb verbs[] = {
	{ "", apply, "[ --check ] { FILE | - }" },
	{ .run = NULL },
};

const struct command command_apply = {
	"apply", "makes the configuration that of a file, or checks it", verbs,
	"where  FILE has a statement a line: pool, rule, static, forward, timeout or set with the\n"
	"       words of the command line; '#' begins a comment; '-' is standard input\n",
};
