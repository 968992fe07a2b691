/* SPDX-License-Identifier: GPL-2.0-only */
/* What all commands share: how they are found, how they explain themselves, how they fail. */
#ifndef NATGW_COMMAND_H
#define NATGW_COMMAND_H

#include <stdbool.h>

#include "netlink.h"
#include "output.h"
#include "parse.h"

enum exit_status {
	STATUS_OK = 0,
	STATUS_REFUSED = 1,	/* by the kernel, or a value that makes no sense */
	STATUS_USAGE = 2,	/* a command line that is no command */
};

/**
 * struct context - one run of the command
 * @out: where to print
 * @nl: the connection, after command_connect()
 * @netns: name of the network namespace, or NULL
 * @debug: show messages
 */
struct context {
	struct output out;
	struct netlink nl;
	const char *netns;
	bool debug;
};

/* Runs a verb with the words behind it; returns enum exit_status. */
typedef int command_fn(struct context *context, struct words *words);

/**
 * struct verb - what can be done to an object; a table ends with a NULL @run
 * @name: the word; "" for a command of one word
 * @run: does it
 * @usage: the words behind it; NULL: that of the statement of this name
 */
struct verb {
	const char *name;
	command_fn *run;
	const char *usage;
};

/**
 * struct command - an object and its verbs
 * @name: the word
 * @summary: what it is, in a few words
 * @verbs: what can be done to it
 * @terms: the rest of the grammar, or NULL
 */
struct command {
	const char *name;
	const char *summary;
	const struct verb *verbs;
	const char *terms;
};

extern const struct command command_pool, command_rule, command_static, command_forward,
	command_timeout, command_set, command_settings, command_mapping, command_session,
	command_subscriber, command_stats, command_status, command_monitor, command_apply,
	command_save, command_flush;

/* Runs @words, whose first word follows the name of @command. Return: enum exit_status. */
int command_run(struct context *context, const struct command *command, struct words *words);

/* Prints the grammar of @command. */
void command_usage(FILE *file, const struct command *command);

/* Prints a sentence on standard error. */
__attribute__((format(printf, 1, 2)))
void command_complain(const char *format, ...);

/* Connects to the module. 0, or STATUS_REFUSED after a complaint. */
int command_connect(struct context *context);

/* Complains about what the connection failed with. Return: STATUS_REFUSED. */
int command_refused(const struct context *context);

/* Complains about what reading the words failed with. Return: the status that fits. */
int command_misread(const struct words *words);

/* Runs the words as a statement; they are those behind the verb. */
command_fn command_change;

/* Sends a request without attributes; @reply reads the answer into @data. 0 or STATUS_REFUSED. */
int command_ask(struct context *context, uint8_t request, netlink_reply_fn *reply, void *data);

#endif
