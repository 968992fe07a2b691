/* SPDX-License-Identifier: GPL-2.0-only */
/* Files of statements: one a line, '#' begins a comment, all words of the command line. */
#ifndef NATGW_SCRIPT_H
#define NATGW_SCRIPT_H

#include "statement.h"

enum script_limits {
	SCRIPT_WORDS_MAX = 64,	/* of a line */
	SCRIPT_ERRORS_MAX = 20,	/* that are shown */
};

/**
 * struct script - a file that was read
 * @name: of the file, for messages
 * @statements: in the order of the file
 * @count: how many
 * @capacity: how many there is room for
 * @errors: lines that make no sense
 */
struct script {
	const char *name;
	struct statement *statements;
	unsigned int count;
	unsigned int capacity;
	unsigned int errors;
};

/**
 * script_read() - read a file
 * @script: filled in; to be released with script_release(), also after a failure
 * @path: the file; "-" is standard input
 *
 * Reads to the end in any case and prints each error on standard error.
 * Return: 0, or -1 if there was any.
 */
int script_read(struct script *script, const char *path);

void script_release(struct script *script);

#endif
