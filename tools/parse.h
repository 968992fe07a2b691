/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading words: addresses, ranges, ports, times, names, and tables of keywords.
 *
 * Every reader returns 0, or -1 with a sentence in words->error that says what
 * is wrong, in which word, and what was expected. Nothing here prints.
 */
#ifndef NATGW_PARSE_H
#define NATGW_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum parse_limits {
	PARSE_ERROR_MAX = 512,
	PARSE_NAME_MAX = 32,		/* a pool's name with its NUL */
	PARSE_IFNAME_MAX = 16,		/* an interface's name with its NUL */
	PARSE_RANGES_MAX = 256,		/* elements of one list */
	PARSE_KEYWORDS_MAX = 32,	/* keywords of one table */
};

/**
 * struct words - a statement being read
 * @word: its words
 * @count: number of @word
 * @next: index of the first word not read yet
 * @usage: what failed is the form of the statement, not a value in it
 * @error: why reading failed
 */
struct words {
	char *const *word;
	int count;
	int next;
	bool usage;
	char error[PARSE_ERROR_MAX];
};

/* A pool's segment size, besides 0 for none: by the route, or a number of bytes. */
enum { MSS_ROUTE = 1, MSS_MIN = 88, MSS_MAX = 65495 };

/* A word for a number, and what it means; a table ends with a NULL name. */
struct choice {
	const char *name;
	uint32_t value;
	const char *doc;
};

/* Inclusive, host order. */
struct address_range {
	uint32_t first;
	uint32_t last;
};

/* Inclusive, host order. */
struct port_range {
	uint16_t first;
	uint16_t last;
};

/* An IPv4 prefix, host order, host bits zero. */
struct prefix {
	uint32_t address;
	uint8_t length;
};

/* An address with ports; @ifname replaces the address where it is not empty. */
struct endpoint {
	uint32_t address;
	char ifname[PARSE_IFNAME_MAX];
	struct port_range ports;
};

/* What an endpoint must be to be listed. */
struct endpoint_filter {
	struct prefix prefix;
	uint16_t port;
	bool has_port;
};

struct address_list {
	unsigned int count;
	struct address_range range[PARSE_RANGES_MAX];
};

struct port_list {
	unsigned int count;
	struct port_range range[PARSE_RANGES_MAX];
};

struct mark {
	uint32_t value;
	uint32_t mask;
};

struct keyword;

/* Reads one value into @field, which has the type that @keyword's reader expects. */
typedef int parse_value_fn(struct words *words, const struct keyword *keyword, const char *value,
			   void *field);

/**
 * struct keyword - a word that names a value; a table ends with a NULL name
 * @name: the word
 * @value: what follows it, for error messages; NULL where nothing does
 * @parse: reads the value; called with a NULL value where @value is NULL
 * @offset: of the field in the object the table is for
 * @group: number below PARSE_KEYWORDS_MAX; of keywords with equal numbers one may be given, once
 * @choices: for parse_choice()
 * @number: for parse_flag(): what to store
 */
struct keyword {
	const char *name;
	const char *value;
	parse_value_fn *parse;
	size_t offset;
	unsigned int group;
	const struct choice *choices;
	uint32_t number;
};

/* Stores the sentence and returns -1. */
__attribute__((format(printf, 2, 3)))
int parse_fail(struct words *words, const char *format, ...);

/* The same where words are missing, unknown or too many. */
__attribute__((format(printf, 2, 3)))
int parse_fail_usage(struct words *words, const char *format, ...);

/* Like parse_fail(), adding "did you mean" when one of the @choices resembles @word. */
int parse_fail_unknown(struct words *words, const char *what, const char *word,
		       const char *const *choices, size_t count);

/* "a, b or c"; -1 where they are too many for a sentence. */
int parse_list_choices(char *text, size_t size, const char *const *choices, size_t count);

/* The next word, or NULL with an error that says @what is missing. */
const char *parse_next(struct words *words, const char *what);

/* -1 with an error if words are left. */
int parse_end(struct words *words);

/**
 * parse_keywords() - read the rest of a statement, keyword by keyword
 * @words: the statement
 * @table: what may come
 * @object: where the values go
 * @seen: bit of each group that was given is set; bits that are set before count as given
 *
 * Return: 0, or -1 with the error.
 */
int parse_keywords(struct words *words, const struct keyword *table, void *object, uint32_t *seen);

/* Reads one keyword and its value; @by, of PARSE_KEYWORDS_MAX, tells who claimed a group. */
int parse_keyword(struct words *words, const struct keyword *table, void *object, uint32_t *seen,
		  const struct keyword *by[]);

/* Finds a word of a table of choices; NULL where there is none. */
const struct choice *parse_find_choice(const struct choice *choices, const char *word);

/* The word for a number; NULL where there is none. */
const struct choice *choice_find(const struct choice *choices, uint32_t value);

/* The same for printing: "?" where there is none, as a newer kernel may send. */
const char *choice_name(const struct choice *choices, uint32_t value);

/* Readers without a keyword. */
int parse_number(struct words *words, const char *what, const char *value, uint32_t minimum,
		 uint32_t maximum, uint32_t *number);
int parse_ipv4(struct words *words, const char *value, uint32_t *address);
int parse_pool_name(struct words *words, const char *value, char name[PARSE_NAME_MAX]);
int parse_interface_name(struct words *words, const char *value, char name[PARSE_IFNAME_MAX]);

/* Readers for tables; the comment names the type of the field. */
parse_value_fn parse_address;		/* uint32_t, host order */
parse_value_fn parse_prefix;		/* struct prefix */
parse_value_fn parse_ports;		/* struct port_range, from 1 */
parse_value_fn parse_match_ports;	/* struct port_range, from 0 */
parse_value_fn parse_port_list;		/* struct port_list, from 1 */
parse_value_fn parse_address_list;	/* struct address_list */
parse_value_fn parse_exclude_list;	/* struct address_list; "none" for an empty one */
parse_value_fn parse_endpoint;		/* struct endpoint: address or interface, with ports */
parse_value_fn parse_interface_endpoint;	/* struct endpoint: interface, with ports */
parse_value_fn parse_host_endpoint;	/* struct endpoint: address, with ports */
parse_value_fn parse_filter_prefix;	/* struct endpoint_filter: A, A:P or A/LENGTH */
parse_value_fn parse_filter_endpoint;	/* struct endpoint_filter: A or A:P */
parse_value_fn parse_choice;		/* uint32_t */
parse_value_fn parse_flag;		/* uint32_t, set to keyword->number */
parse_value_fn parse_proto;		/* uint32_t */
parse_value_fn parse_seconds;		/* uint32_t */
parse_value_fn parse_hold;		/* uint32_t: seconds, or 0 */
parse_value_fn parse_mss;		/* uint32_t: 0, MSS_ROUTE or bytes */
parse_value_fn parse_index;		/* uint32_t, from 1 */
parse_value_fn parse_count;		/* uint32_t, from 0 */
parse_value_fn parse_mark;		/* struct mark */
parse_value_fn parse_pool;		/* char[PARSE_NAME_MAX] */
parse_value_fn parse_interface;		/* char[PARSE_IFNAME_MAX] */

/* Protocols that have a name. */
extern const struct choice proto_choices[];

#endif
