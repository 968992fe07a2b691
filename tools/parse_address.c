// SPDX-License-Identifier: GPL-2.0-only
/* Reading addresses, prefixes, ranges of addresses and endpoints. */
#include <arpa/inet.h>
#include <string.h>

#include "parse.h"
#include "parse_value.h"

enum { ADDRESS_TEXT = INET_ADDRSTRLEN };

static const char *show_address(uint32_t address, char text[ADDRESS_TEXT])
{
	struct in_addr in = { .s_addr = htonl(address) };

	return inet_ntop(AF_INET, &in, text, ADDRESS_TEXT);
}

int parse_ipv4(struct words *words, const char *value, uint32_t *address)
{
	struct in_addr in;

	if (inet_pton(AF_INET, value, &in) == 1) {
		*address = ntohl(in.s_addr);
		return 0;
	}
	if (strchr(value, ':') && strspn(value, "0123456789abcdefABCDEF:.") == strlen(value))
		return parse_fail(words, "'%.80s' is not an IPv4 address (only IPv4 is translated)",
				  value);
	return parse_fail(words, "'%.80s' is not an IPv4 address (expected a.b.c.d)", value);
}

int parse_address(struct words *words, const struct keyword *keyword, const char *value,
		  void *field)
{
	(void)keyword;
	return parse_ipv4(words, value, field);
}

static uint32_t prefix_mask(uint32_t length)
{
	return length ? UINT32_MAX << (32 - length) : 0;
}

/* @value is ADDRESS/LENGTH and @slash points into it. */
static int read_prefix(struct words *words, const char *value, const char *slash,
		       struct prefix *prefix)
{
	char piece[VALUE_PIECE_MAX], text[ADDRESS_TEXT];
	uint32_t length = 0;

	if (value_copy(piece, value, (size_t)(slash - value)))
		return parse_fail(words, "'%.80s' is not a prefix (expected a.b.c.d/length)",
				  value);
	if (parse_ipv4(words, piece, &prefix->address))
		return -1;
	if (value_digits(slash + 1, &length) || length > 32)
		return parse_fail(words, "'%.80s' has no valid prefix length (expected 0 to 32)",
				  value);
	prefix->length = (uint8_t)length;
	if (prefix->address & ~prefix_mask(length))
		return parse_fail(words, "'%.80s' has host bits set (the prefix is %s/%u; the address alone is %s)",
				  value,
				  show_address(prefix->address & prefix_mask(length), text),
				  length, piece);
	return 0;
}

int parse_prefix(struct words *words, const struct keyword *keyword, const char *value, void *field)
{
	const char *slash = strchr(value, '/');
	struct prefix *prefix = field;

	(void)keyword;
	if (slash)
		return read_prefix(words, value, slash, prefix);
	prefix->length = 32;
	return parse_ipv4(words, value, &prefix->address);
}

static int read_address_range(struct words *words, const char *value, struct address_range *range)
{
	const char *slash = strchr(value, '/');
	const char *dash = strchr(value, '-');
	struct prefix prefix = { 0 };
	char piece[VALUE_PIECE_MAX];

	if (!*value)
		return parse_fail(words, "the list of addresses has an empty element");
	if (slash) {
		if (read_prefix(words, value, slash, &prefix))
			return -1;
		range->first = prefix.address;
		range->last = prefix.address | ~prefix_mask(prefix.length);
		return 0;
	}
	if (!dash) {
		if (parse_ipv4(words, value, &range->first))
			return -1;
		range->last = range->first;
		return 0;
	}
	if (value_copy(piece, value, (size_t)(dash - value)))
		return parse_fail(words, "'%.80s' is not a range of addresses", value);
	if (parse_ipv4(words, piece, &range->first) || parse_ipv4(words, dash + 1, &range->last))
		return -1;
	if (range->first > range->last)
		return parse_fail(words, "the range '%.80s' is inverted: its first address is above its last",
				  value);
	return 0;
}

static int add_address_range(struct words *words, const char *value, void *list)
{
	struct address_list *addresses = list;
	struct address_range range = { 0 };

	if (read_address_range(words, value, &range))
		return -1;
	if (addresses->count == PARSE_RANGES_MAX)
		return parse_fail(words, "more than %d ranges in one list (use prefixes or longer ranges)",
				  PARSE_RANGES_MAX);
	for (unsigned int i = 0; i < addresses->count; i++) {
		if (range.first <= addresses->range[i].last &&
		    range.last >= addresses->range[i].first)
			return parse_fail(words, "'%.80s' overlaps an earlier element of the same list",
					  value);
	}
	addresses->range[addresses->count++] = range;
	return 0;
}

int parse_address_list(struct words *words, const struct keyword *keyword, const char *value,
		       void *field)
{
	struct address_list *list = field;

	(void)keyword;
	list->count = 0;
	return value_for_each(words, value, add_address_range, list);
}

int parse_exclude_list(struct words *words, const struct keyword *keyword, const char *value,
		       void *field)
{
	struct address_list *list = field;

	if (strcmp(value, "none") != 0)
		return parse_address_list(words, keyword, value, field);
	list->count = 0;
	return 0;
}

/* What an endpoint may be named by. */
enum host_kind {
	HOST_ADDRESS,
	HOST_INTERFACE,
	HOST_EITHER,
};

static int read_host(struct words *words, const char *host, enum host_kind kind,
		     struct endpoint *endpoint)
{
	/* What looks like an address is not taken for an interface: 10.0.0.300 is a slip. */
	if (kind == HOST_ADDRESS ||
	    (kind == HOST_EITHER && strspn(host, "0123456789.") == strlen(host)))
		return parse_ipv4(words, host, &endpoint->address);
	return parse_interface_name(words, host, endpoint->ifname);
}

/* HOST:PORTS */
static int read_endpoint(struct words *words, const char *value, enum host_kind kind,
			 struct endpoint *endpoint)
{
	static const char *const expected[] = { "ADDRESS", "INTERFACE", "ADDRESS or INTERFACE" };
	const char *colon = strrchr(value, ':');
	char host[VALUE_PIECE_MAX];

	if (!colon)
		return parse_fail(words, "'%.80s' names no port (expected %s:PORT)", value,
				  expected[kind]);
	if (colon == value)
		return parse_fail(words, "'%.80s' names no address before its port", value);
	if (value_copy(host, value, (size_t)(colon - value)))
		return parse_fail(words, "'%.40s...' is not an endpoint (expected %s:PORT)", value,
				  expected[kind]);
	if (read_host(words, host, kind, endpoint))
		return -1;
	return value_ports(words, colon + 1, 1, &endpoint->ports);
}

int parse_interface_endpoint(struct words *words, const struct keyword *keyword, const char *value,
			     void *field)
{
	(void)keyword;
	return read_endpoint(words, value, HOST_INTERFACE, field);
}

int parse_endpoint(struct words *words, const struct keyword *keyword, const char *value,
		   void *field)
{
	(void)keyword;
	if (strcmp(value, "interface") != 0)
		return read_endpoint(words, value, HOST_EITHER, field);
	value = parse_next(words, "INTERFACE:PORT");
	return value ? read_endpoint(words, value, HOST_INTERFACE, field) : -1;
}

int parse_host_endpoint(struct words *words, const struct keyword *keyword, const char *value,
			void *field)
{
	(void)keyword;
	return read_endpoint(words, value, HOST_ADDRESS, field);
}

int parse_filter_endpoint(struct words *words, const struct keyword *keyword, const char *value,
			  void *field)
{
	const char *colon = strchr(value, ':');
	struct endpoint_filter *filter = field;
	char host[VALUE_PIECE_MAX];
	uint32_t port;

	(void)keyword;
	filter->prefix.length = 32;
	if (!colon)
		return parse_ipv4(words, value, &filter->prefix.address);
	if (value_copy(host, value, (size_t)(colon - value)))
		return parse_fail(words, "'%.40s...' is not an endpoint (expected ADDRESS[:PORT])",
				  value);
	/* An identifier of ICMP may be 0, so a port may be, too. */
	if (parse_ipv4(words, host, &filter->prefix.address) ||
	    parse_number(words, "a port", colon + 1, 0, 65535, &port))
		return -1;
	filter->port = (uint16_t)port;
	filter->has_port = true;
	return 0;
}

int parse_filter_prefix(struct words *words, const struct keyword *keyword, const char *value,
			void *field)
{
	struct endpoint_filter *filter = field;

	if (strchr(value, '/'))
		return parse_prefix(words, keyword, value, &filter->prefix);
	return parse_filter_endpoint(words, keyword, value, field);
}
