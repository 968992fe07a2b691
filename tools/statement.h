/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Statements: what changes the configuration, on the command line and in files.
 *
 * Each kind is a row of one table: its words, its grammar, the function that
 * reads it and the request it becomes.
 */
#ifndef NATGW_STATEMENT_H
#define NATGW_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "model.h"
#include "parse.h"

struct nl_msg;
struct netlink;
struct statement;

/**
 * struct statement_type - a kind of statement
 * @object: its first word
 * @verb: its second word, or NULL
 * @usage: what follows, as a grammar
 * @parse: reads what follows
 * @command: NATGW_CMD_*
 * @put: makes attributes of the object
 * @rank: place in which kinds can be made one after another without any leaning on a later one
 */
struct statement_type {
	const char *object;
	const char *verb;
	const char *usage;
	int (*parse)(struct words *words, struct statement *statement);
	int command;
	int (*put)(struct nl_msg *msg, const void *object);
	int rank;
};

/**
 * struct statement - a statement that was read
 * @type: its kind
 * @line: of the file, counted from 1; 0 on the command line
 * @pool: of pool statements; owned, as it is big
 */
struct statement {
	const struct statement_type *type;
	unsigned int line;
	struct pool *pool;
	union {
		struct rule rule;
		struct fixed fixed;
		struct forward forward;
		struct timeout timeout;
		struct settings settings;
	};
};

/**
 * statement_parse() - read a statement
 * @words: all of its words, from the object on
 * @statement: filled in; to be released with statement_release(), also after a failure
 *
 * Return: 0, or -1 with @words->error.
 */
int statement_parse(struct words *words, struct statement *statement);

void statement_release(struct statement *statement);

/* The request that a statement is; NULL without memory. */
struct nl_msg *statement_message(struct netlink *nl, const struct statement *statement);

/* All kinds; the table ends with a NULL object. */
extern const struct statement_type statement_types[];

#endif
