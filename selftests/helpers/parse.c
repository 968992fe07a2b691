// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "spec.h"

static void bad(const char *what, const char *word)
{
	errno = 0;
	die("bad %s: %s", what, word);
}

static void set_number(struct value *value, uint32_t number)
{
	value->kind = VALUE_NUMBER;
	value->number = number;
}

/* "*", "?NAME" or "@NAME"; else false. */
static bool parse_variable(const char *text, struct value *value)
{
	switch (*text) {
	case '*':
		value->kind = VALUE_ANY;
		return true;
	case '?':
		value->kind = VALUE_SET;
		break;
	case '@':
		value->kind = VALUE_GET;
		break;
	default:
		return false;
	}
	if (strlen(text + 1) >= sizeof(value->name))
		bad("name, too long", text);
	strcpy(value->name, text + 1);
	return true;
}

static uint32_t parse_number(const char *text)
{
	char *end;
	uint32_t number = strtoul(text, &end, 0);

	if (end == text || *end)
		bad("number", text);
	return number;
}

static void parse_value(const char *text, struct value *value)
{
	if (!parse_variable(text, value))
		set_number(value, parse_number(text));
}

static void parse_address(const char *text, struct value *address, struct value *port)
{
	struct in_addr parsed;
	char copy[64], *colon;

	snprintf(copy, sizeof(copy), "%s", text);
	colon = strchr(copy, ':');
	if (colon) {
		*colon = '\0';
		parse_value(colon + 1, port);
	}
	if (parse_variable(copy, address))
		return;
	if (inet_pton(AF_INET, copy, &parsed) != 1)
		bad("address", text);
	set_number(address, ntohl(parsed.s_addr));
}

static uint32_t parse_flags(const char *text)
{
	static const char letters[] = "FSRPAUEC";
	uint32_t flags = 0;

	if (!strcmp(text, "-"))
		return 0;
	for (; *text; text++) {
		const char *at = strchr(letters, *text);

		if (!at)
			bad("TCP flags", text);
		flags |= 1 << (at - letters);
	}
	return flags;
}

static unsigned int parse_hex(const char *text, uint8_t *out, unsigned int room)
{
	unsigned int length = 0;
	unsigned int byte;

	for (; *text; text += 2) {
		if (!isxdigit(text[0]) || !isxdigit(text[1]) || length == room)
			bad("hexadecimal", text);
		sscanf(text, "%2x", &byte);
		out[length++] = byte;
	}
	return length;
}

static void parse_order(char *text, struct spec *spec)
{
	char *part;

	for (part = strtok(text, ","); part; part = strtok(NULL, ",")) {
		if (spec->order_length == ARRAY_SIZE(spec->order))
			bad("order", part);
		spec->order[spec->order_length++] = parse_number(part);
	}
}

static void set_payload(struct spec *spec, const char *key, const char *text)
{
	int i;

	free(spec->payload);
	spec->payload = calloc(1, PACKET_MAX);
	if (!spec->payload)
		die("memory");
	if (!strcmp(key, "hex")) {
		spec->payload_length = parse_hex(text, spec->payload, PACKET_MAX);
	} else if (!strcmp(key, "data")) {
		spec->payload_length = strlen(text);
		memcpy(spec->payload, text, spec->payload_length);
	} else {
		spec->payload_length = parse_number(text);
		for (i = 0; i < spec->payload_length && i < PACKET_MAX; i++)
			spec->payload[i] = i * 7 + (i >> 8);
	}
}

static bool parse_flag_word(const char *word, struct spec *spec)
{
	if (!strcmp(word, "df"))
		set_number(&spec->keys[KEY_DF], 1);
	else if (!strcmp(word, "mf"))
		set_number(&spec->keys[KEY_MF], 1);
	else if (!strcmp(word, "badip"))
		spec->badip = true;
	else if (!strcmp(word, "badsum"))
		spec->badsum = true;
	else if (!strcmp(word, "nosum"))
		spec->nosum = true;
	else if (!strcmp(word, "keep"))
		spec->keep = true;
	else
		return false;
	return true;
}

static bool parse_name_word(const char *key, const char *text, struct spec *spec)
{
	char *to;

	if (!strcmp(key, "as"))
		to = spec->as;
	else if (!strcmp(key, "like"))
		to = spec->like;
	else if (!strcmp(key, "quotes"))
		to = spec->quotes;
	else
		return false;
	if (strlen(text) >= NAME_MAX_LENGTH)
		bad("name, too long", text);
	strcpy(to, text);
	return true;
}

static void parse_key_word(const char *key, char *text, struct spec *spec)
{
	unsigned int i;

	if (parse_name_word(key, text, spec))
		return;
	if (!strcmp(key, "data") || !strcmp(key, "hex") || !strcmp(key, "len")) {
		set_payload(spec, key, text);
	} else if (!strcmp(key, "opt")) {
		spec->options_length = parse_hex(text, spec->options, sizeof(spec->options));
	} else if (!strcmp(key, "topt")) {
		spec->tcp_options_length = parse_hex(text, spec->tcp_options,
						     sizeof(spec->tcp_options));
	} else if (!strcmp(key, "ext")) {
		spec->extension = calloc(1, strlen(text));
		spec->extension_length = parse_hex(text, spec->extension, strlen(text));
	} else if (!strcmp(key, "cut")) {
		spec->cut = parse_number(text);
	} else if (!strcmp(key, "pieces")) {
		spec->pieces = parse_number(text);
	} else if (!strcmp(key, "order")) {
		parse_order(text, spec);
	} else if (!strcmp(key, "trail")) {
		spec->trail = parse_number(text);
	} else if (!strcmp(key, "chop")) {
		spec->chop = parse_number(text);
	} else {
		for (i = 0; i < KEY_COUNT; i++)
			if (!strcmp(key, packet_keys[i]))
				break;
		if (i == KEY_COUNT)
			bad("word", key);
		parse_value(text, &spec->keys[i]);
	}
}

/* Protocol, addresses and what has a fixed place after them. */
static char **parse_head(char **words, struct spec *spec)
{
	static const struct {
		const char *name;
		uint8_t proto;
	} protocols[] = {
		{ "udp", IPPROTO_UDP }, { "tcp", IPPROTO_TCP }, { "icmp", IPPROTO_ICMP },
	};
	unsigned int proto = 0, i;

	for (i = 0; i < ARRAY_SIZE(protocols); i++)
		if (words[0] && !strcmp(words[0], protocols[i].name))
			proto = protocols[i].proto;
	if (!words[0] || !words[1] || !words[2])
		bad("packet", "protocol, source and destination are needed");
	set_number(&spec->keys[KEY_PROTO], proto ? proto : parse_number(words[0]));
	parse_address(words[1], &spec->keys[KEY_SRC], &spec->keys[KEY_SPORT]);
	parse_address(words[2], &spec->keys[KEY_DST], &spec->keys[KEY_DPORT]);
	words += 3;
	if (proto == IPPROTO_TCP && *words && strspn(*words, "FSRPAUEC-") == strlen(*words)) {
		set_number(&spec->keys[KEY_FLAGS], parse_flags(*words++));
	} else if (proto == IPPROTO_ICMP && *words && strchr(*words, '/')) {
		char *slash = strchr(*words, '/');

		*slash = '\0';
		parse_value(*words++, &spec->keys[KEY_TYPE]);
		parse_value(slash + 1, &spec->keys[KEY_CODE]);
	}
	return words;
}

char **spec_parse(char **words, struct spec *spec)
{
	memset(spec, 0, sizeof(*spec));
	spec->payload_length = -1;
	spec->cut = -1;
	words = parse_head(words, spec);
	for (; *words && strcmp(*words, "]"); words++) {
		char *equals = strchr(*words, '=');

		if (!strcmp(*words, "[")) {
			spec->quote = calloc(1, sizeof(*spec));
			if (!spec->quote)
				die("memory");
			words = spec_parse(words + 1, spec->quote);
			if (!*words)
				bad("packet", "no ] at its end");
		} else if (equals) {
			*equals = '\0';
			parse_key_word(*words, equals + 1, spec);
		} else if (!parse_flag_word(*words, spec)) {
			bad("word", *words);
		}
	}
	return words;
}

void spec_clear(struct spec *spec)
{
	if (spec->quote)
		spec_clear(spec->quote);
	free(spec->quote);
	free(spec->payload);
	free(spec->extension);
	memset(spec, 0, sizeof(*spec));
}
