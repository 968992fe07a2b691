// SPDX-License-Identifier: GPL-2.0-only
/* The frame of parsing: words, errors, suggestions, tables of keywords. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "parse.h"

enum { SUGGEST_MAX = 32 };	/* longest word that is compared for a suggestion */

int parse_fail(struct words *words, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vsnprintf(words->error, sizeof(words->error), format, args);
	va_end(args);
	return -1;
}

int parse_fail_usage(struct words *words, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vsnprintf(words->error, sizeof(words->error), format, args);
	va_end(args);
	words->usage = true;
	return -1;
}

static unsigned int min3(unsigned int a, unsigned int b, unsigned int c)
{
	unsigned int least = a < b ? a : b;

	return least < c ? least : c;
}

/* Letters to insert, remove, replace or swap to make @b of @a (optimal string alignment). */
static unsigned int edit_distance(const char *a, const char *b)
{
	unsigned int cost[SUGGEST_MAX + 1][SUGGEST_MAX + 1];
	size_t a_len = strlen(a);
	size_t b_len = strlen(b);

	if (a_len > SUGGEST_MAX || b_len > SUGGEST_MAX)
		return SUGGEST_MAX;
	for (unsigned int i = 0; i <= a_len; i++)
		cost[i][0] = i;
	for (unsigned int j = 0; j <= b_len; j++)
		cost[0][j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		for (size_t j = 1; j <= b_len; j++) {
			unsigned int differs = a[i - 1] != b[j - 1];

			cost[i][j] = min3(cost[i - 1][j] + 1, cost[i][j - 1] + 1,
					  cost[i - 1][j - 1] + differs);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    cost[i - 2][j - 2] + 1 < cost[i][j])
				cost[i][j] = cost[i - 2][j - 2] + 1;
		}
	}
	return cost[a_len][b_len];
}

/* What other commands call our verbs. */
static const char *synonym(const char *word)
{
	static const char *const pairs[][2] = {
		{ "show", "list" },   { "ls", "list" },	  { "lst", "list" },
		{ "delete", "del" },  { "remove", "del" }, { "rm", "del" },
		{ "new", "add" },     { "create", "add" }, { "change", "set" },
		{ "from", "src" },    { "source", "src" }, { "to", "dst" },
		{ "destination", "dst" }, { "in", "iif" }, { "out", "oif" },
		{ "dev", "interface" }, { "outside", "external" }, { "load", "apply" },
		{ "counters", "stats" }, { "exclude-addresses", "exclude" },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		if (!strcmp(word, pairs[i][0]))
			return pairs[i][1];
	}
	return NULL;
}

static const char *suggest(const char *word, const char *const *choices, size_t count)
{
	size_t length = strlen(word);
	/* The first number of letters that is too many to be a slip. */
	unsigned int best = length < 4 ? 2 : length < 6 ? 3 : 4;
	const char *alias = synonym(word);
	const char *found = NULL;

	for (size_t i = 0; i < count; i++) {
		unsigned int distance = edit_distance(word, choices[i]);

		if (alias && !strcmp(alias, choices[i]))
			return choices[i];
		if (length && !strncmp(word, choices[i], length))
			distance = 0;
		if (distance < best) {
			best = distance;
			found = choices[i];
		}
	}
	return found;
}

int parse_list_choices(char *text, size_t size, const char *const *choices, size_t count)
{
	size_t used = 0;

	if (!count || count > 8)
		return -1;
	for (size_t i = 0; i < count; i++) {
		const char *joint = i + 1 < count ? ", " : " or ";
		int added = snprintf(text + used, size - used, "%s%s", i ? joint : "", choices[i]);

		if (added < 0 || (size_t)added >= size - used)
			return -1;
		used += (size_t)added;
	}
	return 0;
}

int parse_fail_unknown(struct words *words, const char *what, const char *word,
		       const char *const *choices, size_t count)
{
	const char *near = suggest(word, choices, count);
	char all[160];

	if (near)
		return parse_fail(words, "unknown %s '%.80s' (did you mean '%.80s'?)", what, word,
				  near);
	if (!parse_list_choices(all, sizeof(all), choices, count))
		return parse_fail(words, "unknown %s '%.80s' (expected %s)", what, word, all);
	return parse_fail(words, "unknown %s '%.80s'", what, word);
}

const char *parse_next(struct words *words, const char *what)
{
	if (words->next < words->count)
		return words->word[words->next++];
	if (words->next > 0)
		parse_fail_usage(words, "%s is missing after '%.80s'", what,
				 words->word[words->next - 1]);
	else
		parse_fail_usage(words, "%s is missing", what);
	return NULL;
}

int parse_end(struct words *words)
{
	if (words->next == words->count)
		return 0;
	return parse_fail_usage(words, "'%.80s' is one word too many", words->word[words->next]);
}

static const struct keyword *find_keyword(const struct keyword *table, const char *word)
{
	for (; table->name; table++) {
		if (!strcmp(table->name, word))
			return table;
	}
	return NULL;
}

static int fail_unknown_keyword(struct words *words, const struct keyword *table,
				const char *word)
{
	const char *names[PARSE_KEYWORDS_MAX];
	size_t count = 0;

	for (; table->name && count < PARSE_KEYWORDS_MAX; table++)
		names[count++] = table->name;
	words->usage = true;
	return parse_fail_unknown(words, "word", word, names, count);
}

static int check_once(struct words *words, const struct keyword *keyword, uint32_t seen,
		      const struct keyword *earlier)
{
	if (!(seen & (1U << keyword->group)))
		return 0;
	if (!earlier || earlier == keyword)
		return parse_fail_usage(words, "'%.80s' is given twice", keyword->name);
	return parse_fail_usage(words, "'%.80s' and '%.80s' exclude each other", earlier->name,
				keyword->name);
}

int parse_keyword(struct words *words, const struct keyword *table, void *object, uint32_t *seen,
		  const struct keyword *by[])
{
	const char *word = words->word[words->next++];
	const struct keyword *keyword = find_keyword(table, word);
	const char *value = NULL;

	if (!keyword)
		return fail_unknown_keyword(words, table, word);
	if (check_once(words, keyword, *seen, by[keyword->group]))
		return -1;
	if (keyword->value) {
		value = parse_next(words, keyword->value);
		if (!value)
			return -1;
	}
	*seen |= 1U << keyword->group;
	by[keyword->group] = keyword;
	return keyword->parse(words, keyword, value, (char *)object + keyword->offset);
}

int parse_keywords(struct words *words, const struct keyword *table, void *object, uint32_t *seen)
{
	const struct keyword *by[PARSE_KEYWORDS_MAX] = { NULL };

	while (words->next < words->count) {
		if (parse_keyword(words, table, object, seen, by))
			return -1;
	}
	return 0;
}

const struct choice *parse_find_choice(const struct choice *choices, const char *word)
{
	for (; choices->name; choices++) {
		if (!strcmp(choices->name, word))
			return choices;
	}
	return NULL;
}

const struct choice *choice_find(const struct choice *choices, uint32_t value)
{
	for (; choices->name; choices++) {
		if (choices->value == value)
			return choices;
	}
	return NULL;
}

const char *choice_name(const struct choice *choices, uint32_t value)
{
	const struct choice *choice = choice_find(choices, value);

	return choice ? choice->name : "?";
}
