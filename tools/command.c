// SPDX-License-Identifier: GPL-2.0-only
/* What all commands share. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <netlink/msg.h>

#include "command.h"
#include "statement.h"

enum { VERBS_MAX = 16 };

void command_complain(const char *format, ...)
{
	va_list args;

	/* What was printed so far belongs before the complaint. */
	(void)fflush(stdout);
	(void)fputs("natgw: ", stderr);
	va_start(args, format);
	(void)vfprintf(stderr, format, args);
	va_end(args);
	(void)fputc('\n', stderr);
}

int command_connect(struct context *context)
{
	if (!netlink_open(&context->nl, context->netns, context->debug))
		return 0;
	return command_refused(context);
}

int command_refused(const struct context *context)
{
	command_complain("%s", context->nl.error);
	return STATUS_REFUSED;
}

int command_misread(const struct words *words)
{
	command_complain("%s", words->error);
	return words->usage ? STATUS_USAGE : STATUS_REFUSED;
}

static const char *statement_usage(const char *object, const char *verb)
{
	const struct statement_type *type;

	for (type = statement_types; type->object; type++) {
		if (!strcmp(type->object, object) &&
		    (type->verb ? !strcmp(type->verb, verb) : !*verb))
			return type->usage;
	}
	return "";
}

/* Lines after the first are put below the words that follow the verb. */
static void print_usage_line(FILE *file, const char *start, const struct command *command,
			     const struct verb *verb)
{
	const char *usage = verb->usage ? verb->usage :
					  statement_usage(command->name, verb->name);
	int indent = fprintf(file, "%s natgw %s%s%s ", start, command->name,
			     *verb->name ? " " : "", verb->name);

	for (; *usage; usage++) {
		(void)fputc(*usage, file);
		if (*usage == '\n')
			(void)fprintf(file, "%*s", indent, "");
	}
	(void)fputc('\n', file);
}

void command_usage(FILE *file, const struct command *command)
{
	const struct verb *verb;

	for (verb = command->verbs; verb->run; verb++)
		print_usage_line(file, verb == command->verbs ? "Usage:" : "      ", command, verb);
	if (command->terms)
		(void)fprintf(file, "%s", command->terms);
}

static bool wants_help(const char *word)
{
	return !strcmp(word, "help") || !strcmp(word, "--help") || !strcmp(word, "-h");
}

/* @word is NULL where it is missing. */
static int fail_verb(const struct command *command, struct words *words, const char *word)
{
	const char *names[VERBS_MAX];
	const struct verb *verb;
	char expected[160] = "";
	size_t count = 0;

	for (verb = command->verbs; verb->run && count < VERBS_MAX; verb++)
		names[count++] = verb->name;
	words->usage = true;
	(void)parse_list_choices(expected, sizeof(expected), names, count);
	if (word)
		parse_fail_unknown(words, "word", word, names, count);
	else
		parse_fail(words, "a word is missing after '%s' (expected %s)", command->name,
			   expected);
	return command_misread(words);
}

static int hint(const struct command *command, int status)
{
	if (status == STATUS_USAGE)
		(void)fprintf(stderr, "Try 'natgw %s help'.\n", command->name);
	return status;
}

int command_run(struct context *context, const struct command *command, struct words *words)
{
	const struct verb *verb = command->verbs;
	const char *word;

	if (words->next < words->count && wants_help(words->word[words->next])) {
		command_usage(stdout, command);
		return STATUS_OK;
	}
	if (!*verb->name)
		return hint(command, verb->run(context, words));
	if (words->next == words->count)
		return hint(command, fail_verb(command, words, NULL));
	word = words->word[words->next++];
	for (; verb->run; verb++) {
		if (strcmp(verb->name, word) != 0)
			continue;
		if (words->next < words->count && wants_help(words->word[words->next])) {
			print_usage_line(stdout, "Usage:", command, verb);
			return STATUS_OK;
		}
		return hint(command, verb->run(context, words));
	}
	return hint(command, fail_verb(command, words, word));
}

int command_change(struct context *context, struct words *words)
{
	struct statement statement;
	int status;

	words->next = 0;
	if (statement_parse(words, &statement))
		status = command_misread(words);
	else if (command_connect(context))
		status = STATUS_REFUSED;
	else if (netlink_request(&context->nl, statement_message(&context->nl, &statement), NULL,
				 NULL))
		status = command_refused(context);
	else
		status = STATUS_OK;
	statement_release(&statement);
	return status;
}

int command_ask(struct context *context, uint8_t request, netlink_reply_fn *reply, void *data)
{
	struct nl_msg *msg = netlink_message(&context->nl, request, NETLINK_MESSAGE_SMALL);

	if (netlink_request(&context->nl, msg, reply, data))
		return command_refused(context);
	return STATUS_OK;
}
