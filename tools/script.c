// SPDX-License-Identifier: GPL-2.0-only
/* Files of statements. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script.h"

#define BLANKS " \t\r\n\v\f"

/* Cuts @line into words; -1 if they are too many. */
static int split(char *line, char *word[SCRIPT_WORDS_MAX])
{
	int count = 0;

	for (;;) {
		line += strspn(line, BLANKS);
		if (!*line || *line == '#')
			return count;
		if (count == SCRIPT_WORDS_MAX)
			return -1;
		word[count++] = line;
		line += strcspn(line, BLANKS);
		if (*line)
			*line++ = '\0';
	}
}

/* The place for the next statement; NULL without memory. */
static struct statement *grow(struct script *script)
{
	if (script->count == script->capacity) {
		unsigned int capacity = script->capacity ? 2 * script->capacity : 64;
		struct statement *statements = reallocarray(script->statements, capacity,
							    sizeof(*statements));

		if (!statements)
			return NULL;
		script->statements = statements;
		script->capacity = capacity;
	}
	return &script->statements[script->count];
}

/* Reads the statement that @words are, if they are one. */
static int add_statement(struct script *script, unsigned int number, struct words *words)
{
	struct statement *statement;

	if (!words->count)
		return 0;
	statement = grow(script);
	if (!statement)
		return parse_fail(words, "out of memory");
	if (statement_parse(words, statement)) {
		statement_release(statement);
		return -1;
	}
	statement->line = number;
	script->count++;
	return 0;
}

/* -1 with the reason in @error. */
static int read_line(struct script *script, char *line, size_t length, unsigned int number,
		     char error[PARSE_ERROR_MAX])
{
	char *word[SCRIPT_WORDS_MAX];
	struct words words = { .word = word };
	bool has_nul = strlen(line) != length;
	int err;

	words.count = split(line, word);
	if (has_nul)
		err = parse_fail(&words, "the line has a NUL byte in it");
	else if (words.count < 0)
		err = parse_fail(&words, "the line has more than %d words", SCRIPT_WORDS_MAX);
	else
		err = add_statement(script, number, &words);
	memcpy(error, words.error, PARSE_ERROR_MAX);
	return err;
}

static void read_stream(struct script *script, FILE *file)
{
	char error[PARSE_ERROR_MAX];
	unsigned int number = 0;
	char *line = NULL;
	ssize_t length;
	size_t size = 0;

	while ((length = getline(&line, &size, file)) >= 0) {
		number++;
		if (!read_line(script, line, (size_t)length, number, error))
			continue;
		if (script->errors++ < SCRIPT_ERRORS_MAX)
			(void)fprintf(stderr, "%s:%u: %s\n", script->name, number, error);
	}
	if (ferror(file)) {
		(void)fprintf(stderr, "natgw: cannot read %s: %s\n", script->name,
			      strerror(errno));
		script->errors++;
	}
	free(line);
}

int script_read(struct script *script, const char *path)
{
	bool standard = !strcmp(path, "-");
	FILE *file = standard ? stdin : fopen(path, "re");

	memset(script, 0, sizeof(*script));
	script->name = standard ? "stdin" : path;
	if (!file) {
		(void)fprintf(stderr, "natgw: cannot open %s: %s\n", path, strerror(errno));
		return -1;
	}
	read_stream(script, file);
	if (!standard)
		(void)fclose(file);
	if (script->errors > SCRIPT_ERRORS_MAX)
		(void)fprintf(stderr, "natgw: %s: %u errors; the first %d are shown\n",
			      script->name, script->errors, SCRIPT_ERRORS_MAX);
	return script->errors ? -1 : 0;
}

void script_release(struct script *script)
{
	for (unsigned int i = 0; i < script->count; i++)
		statement_release(&script->statements[i]);
	free(script->statements);
	memset(script, 0, sizeof(*script));
}
