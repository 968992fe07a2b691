// SPDX-License-Identifier: GPL-2.0-only
/* Reading numbers, ports, times, marks, names and words of a table. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse.h"
#include "parse_value.h"

enum {
	PORT_MAX = 65535,
	SECONDS_MAX = 2147483,	/* 2^31 milliseconds */
};

const struct choice proto_choices[] = {
	{ .name = "tcp", .value = 6 },	  { .name = "udp", .value = 17 },
	{ .name = "icmp", .value = 1 },	  { .name = "gre", .value = 47 },
	{ .name = "esp", .value = 50 },	  { .name = "ah", .value = 51 },
	{ .name = "sctp", .value = 132 }, { .name = "dccp", .value = 33 },
	{ .name = "udplite", .value = 136 }, { .name = NULL },
};

int value_copy(char to[VALUE_PIECE_MAX], const char *from, size_t length)
{
	if (length >= VALUE_PIECE_MAX)
		return -1;
	memcpy(to, from, length);
	to[length] = '\0';
	return 0;
}

int value_digits(const char *text, uint32_t *number)
{
	uint64_t value = 0;

	if (!*text)
		return -1;
	for (; *text; text++) {
		if (!isdigit((unsigned char)*text))
			return -1;
		value = value * 10 + (uint64_t)(*text - '0');
		if (value > UINT32_MAX)
			return -1;
	}
	*number = (uint32_t)value;
	return 0;
}

int parse_number(struct words *words, const char *what, const char *value, uint32_t minimum,
		 uint32_t maximum, uint32_t *number)
{
	uint32_t parsed;

	if (value_digits(value, &parsed) || parsed < minimum || parsed > maximum)
		return parse_fail(words, "'%.80s' is not %s (expected a number from %u to %u)",
				  value, what, minimum, maximum);
	*number = parsed;
	return 0;
}

int value_for_each(struct words *words, const char *value, value_element_fn *add, void *list)
{
	char piece[VALUE_PIECE_MAX];

	for (;;) {
		size_t length = strcspn(value, ",");

		if (value_copy(piece, value, length))
			return parse_fail(words, "'%.40s...' is too long for an element of a list",
					  value);
		if (add(words, piece, list))
			return -1;
		if (!value[length])
			return 0;
		value += length + 1;
	}
}

int value_ports(struct words *words, const char *value, uint32_t minimum,
		struct port_range *range)
{
	const char *dash = strchr(value, '-');
	uint32_t first = 0, last;
	char piece[VALUE_PIECE_MAX];

	if (!*value)
		return parse_fail(words, "a port is missing (expected %u to %d)", minimum,
				  PORT_MAX);
	if (value_copy(piece, value, dash ? (size_t)(dash - value) : strlen(value)))
		return parse_fail(words, "'%.40s...' is not a port", value);
	if (parse_number(words, "a port", piece, minimum, PORT_MAX, &first))
		return -1;
	last = first;
	if (dash && parse_number(words, "a port", dash + 1, minimum, PORT_MAX, &last))
		return -1;
	if (first > last)
		return parse_fail(words, "the range '%.80s' is inverted: its first port is above its last",
				  value);
	range->first = (uint16_t)first;
	range->last = (uint16_t)last;
	return 0;
}

int parse_ports(struct words *words, const struct keyword *keyword, const char *value, void *field)
{
	(void)keyword;
	return value_ports(words, value, 1, field);
}

int parse_match_ports(struct words *words, const struct keyword *keyword, const char *value,
		      void *field)
{
	(void)keyword;
	return value_ports(words, value, 0, field);
}

static int add_ports(struct words *words, const char *value, void *list)
{
	struct port_list *ports = list;
	struct port_range range = { 0 };

	if (!*value)
		return parse_fail(words, "the list of ports has an empty element");
	if (value_ports(words, value, 1, &range))
		return -1;
	if (ports->count == PARSE_RANGES_MAX)
		return parse_fail(words, "more than %d ranges in one list", PARSE_RANGES_MAX);
	for (unsigned int i = 0; i < ports->count; i++) {
		if (range.first <= ports->range[i].last && range.last >= ports->range[i].first)
			return parse_fail(words, "'%.80s' overlaps an earlier element of the same list",
					  value);
	}
	ports->range[ports->count++] = range;
	return 0;
}

int parse_port_list(struct words *words, const struct keyword *keyword, const char *value,
		    void *field)
{
	struct port_list *list = field;

	(void)keyword;
	list->count = 0;
	return value_for_each(words, value, add_ports, list);
}

int parse_choice(struct words *words, const struct keyword *keyword, const char *value, void *field)
{
	const struct choice *choice = parse_find_choice(keyword->choices, value);
	const char *names[PARSE_KEYWORDS_MAX];
	uint32_t *number = field;
	char what[VALUE_PIECE_MAX];
	size_t count = 0;

	if (choice) {
		*number = choice->value;
		return 0;
	}
	for (choice = keyword->choices; choice->name && count < PARSE_KEYWORDS_MAX; choice++)
		names[count++] = choice->name;
	(void)snprintf(what, sizeof(what), "value of '%.32s':", keyword->name);
	return parse_fail_unknown(words, what, value, names, count);
}

int parse_flag(struct words *words, const struct keyword *keyword, const char *value, void *field)
{
	uint32_t *number = field;

	(void)words;
	(void)value;
	*number = keyword->number;
	return 0;
}

int parse_proto(struct words *words, const struct keyword *keyword, const char *value, void *field)
{
	const struct choice *choice = parse_find_choice(proto_choices, value);
	uint32_t *proto = field;

	(void)keyword;
	if (choice) {
		*proto = choice->value;
		return 0;
	}
	if (isdigit((unsigned char)*value))
		return parse_number(words, "a protocol", value, 1, 255, proto);
	return parse_fail(words, "'%.80s' is not a protocol (expected tcp, udp, icmp, or a number from 1 to 255)",
			  value);
}

int parse_seconds(struct words *words, const struct keyword *keyword, const char *value,
		  void *field)
{
	static const struct choice units[] = {
		{ .name = "", .value = 1 },   { .name = "s", .value = 1 },
		{ .name = "m", .value = 60 }, { .name = "h", .value = 3600 },
		{ .name = NULL },
	};
	size_t digits = strspn(value, "0123456789");
	const struct choice *unit = parse_find_choice(units, value + digits);
	uint32_t *seconds = field;
	uint32_t number;
	char piece[VALUE_PIECE_MAX];

	(void)keyword;
	if (!unit || !digits || value_copy(piece, value, digits))
		return parse_fail(words, "'%.80s' is not a time (expected seconds, or a number with s, m or h)",
				  value);
	if (value_digits(piece, &number) || !number || number > SECONDS_MAX / unit->value)
		return parse_fail(words, "the time '%.80s' is out of range (expected 1 to %d seconds)",
				  value, SECONDS_MAX);
	*seconds = number * unit->value;
	return 0;
}

/* As parse_seconds(), or 0. */
int parse_hold(struct words *words, const struct keyword *keyword, const char *value, void *field)
{
	uint32_t *seconds = field;

	if (strcmp(value, "0") != 0)
		return parse_seconds(words, keyword, value, field);
	*seconds = 0;
	return 0;
}

int parse_mss(struct words *words, const struct keyword *keyword, const char *value, void *field)
{
	static const struct choice choices[] = {
		{ .name = "off", .value = 0 }, { .name = "route", .value = MSS_ROUTE },
		{ .name = NULL },
	};
	const struct choice *choice = parse_find_choice(choices, value);
	uint32_t *mss = field;

	(void)keyword;
	if (!choice)
		return parse_number(words, "off, route or a segment size", value, MSS_MIN, MSS_MAX,
				    field);
	*mss = choice->value;
	return 0;
}

int parse_index(struct words *words, const struct keyword *keyword, const char *value, void *field)
{
	(void)keyword;
	return parse_number(words, "an index", value, 1, UINT32_MAX, field);
}

int parse_count(struct words *words, const struct keyword *keyword, const char *value, void *field)
{
	(void)keyword;
	return parse_number(words, "a number", value, 0, UINT32_MAX, field);
}

/* A number as C writes it: decimal or 0x... */
static int read_mark_number(struct words *words, const char *text, uint32_t *number)
{
	unsigned long value = 0;
	char *end = NULL;

	errno = 0;
	/* strtoul() would take a blank or a sign. */
	if (isdigit((unsigned char)*text))
		value = strtoul(text, &end, 0);
	if (!end || *end || errno || value > UINT32_MAX)
		return parse_fail(words, "'%.80s' is not a mark (expected a number up to 0xffffffff, as in 0x10/0xff)",
				  text);
	*number = (uint32_t)value;
	return 0;
}

int parse_mark(struct words *words, const struct keyword *keyword, const char *value, void *field)
{
	const char *slash = strchr(value, '/');
	struct mark *mark = field;
	char piece[VALUE_PIECE_MAX];

	(void)keyword;
	if (value_copy(piece, value, slash ? (size_t)(slash - value) : strlen(value)))
		return parse_fail(words, "'%.40s...' is not a mark", value);
	mark->mask = UINT32_MAX;
	if (read_mark_number(words, piece, &mark->value) ||
	    (slash && read_mark_number(words, slash + 1, &mark->mask)))
		return -1;
	if (!mark->mask)
		return parse_fail(words, "the mask of '%.80s' is zero, so it would match every mark",
				  value);
	if (mark->value & ~mark->mask)
		return parse_fail(words, "the mark '%.80s' can never match: it has bits outside its mask",
				  value);
	return 0;
}

int parse_pool_name(struct words *words, const char *value, char name[PARSE_NAME_MAX])
{
	size_t length = strlen(value);

	if (!length)
		return parse_fail(words, "the name of a pool is empty");
	if (length >= PARSE_NAME_MAX)
		return parse_fail(words, "the name '%.80s' is too long (at most %d characters)",
				  value, PARSE_NAME_MAX - 1);
	for (size_t i = 0; i < length; i++) {
		if (!isalnum((unsigned char)value[i]) && !strchr("_.-", value[i]))
			return parse_fail(words, "the name '%.80s' has a '%c' (expected letters, digits, '_', '.' and '-')",
					  value, value[i]);
	}
	memcpy(name, value, length + 1);
	return 0;
}

int parse_interface_name(struct words *words, const char *value, char name[PARSE_IFNAME_MAX])
{
	size_t length = strlen(value);

	if (!length)
		return parse_fail(words, "the name of an interface is empty");
	if (length >= PARSE_IFNAME_MAX)
		return parse_fail(words, "the interface name '%.80s' is too long (at most %d characters)",
				  value, PARSE_IFNAME_MAX - 1);
	if (!strcmp(value, ".") || !strcmp(value, ".."))
		return parse_fail(words, "'%.80s' is not the name of an interface", value);
	for (size_t i = 0; i < length; i++) {
		if (!isgraph((unsigned char)value[i]) || strchr("/:", value[i]))
			return parse_fail(words, "'%.80s' is not the name of an interface (it has a '%c')",
					  value, isprint((unsigned char)value[i]) ? value[i] : '?');
	}
	memcpy(name, value, length + 1);
	return 0;
}

int parse_pool(struct words *words, const struct keyword *keyword, const char *value, void *field)
{
	(void)keyword;
	return parse_pool_name(words, value, field);
}

int parse_interface(struct words *words, const struct keyword *keyword, const char *value,
		    void *field)
{
	(void)keyword;
	return parse_interface_name(words, value, field);
}
