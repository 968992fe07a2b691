// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "packet.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"

const char *const packet_keys[KEY_COUNT] = {
	[KEY_PROTO] = "proto", [KEY_SRC] = "src", [KEY_DST] = "dst",
	[KEY_SPORT] = "sport", [KEY_DPORT] = "dport",
	[KEY_TTL] = "ttl", [KEY_TOS] = "tos", [KEY_IPID] = "ipid", [KEY_DF] = "df",
	[KEY_MF] = "mf", [KEY_OFF] = "off", [KEY_IHL] = "ihl", [KEY_TOTLEN] = "totlen",
	[KEY_FLAGS] = "flags", [KEY_SEQ] = "seq", [KEY_ACK] = "ack", [KEY_WIN] = "win",
	[KEY_DOFF] = "doff", [KEY_URG] = "urg", [KEY_UDPLEN] = "udplen",
	[KEY_TYPE] = "type", [KEY_CODE] = "code", [KEY_ID] = "id", [KEY_ISEQ] = "iseq",
	[KEY_REST] = "rest", [KEY_MTU] = "mtu",
	[KEY_LEN] = "size", [KEY_FRAGS] = "frags", [KEY_PIECE] = "piece",
	[KEY_SUM] = "sum", [KEY_VLAN] = "vlan",
};

static const char tcp_flags[] = "FSRPAUEC";

/* Fields of the IP header by their place: bits @mask after @shift, in units. */
static const struct {
	uint8_t key, offset, size, shift;
	uint32_t mask, unit;
} ip_fields[] = {
	{ KEY_PROTO, 9, 1, 0, ~0U, 1 }, { KEY_SRC, 12, 4, 0, ~0U, 1 },
	{ KEY_DST, 16, 4, 0, ~0U, 1 }, { KEY_TTL, 8, 1, 0, ~0U, 1 },
	{ KEY_TOS, 1, 1, 0, ~0U, 1 }, { KEY_IPID, 4, 2, 0, ~0U, 1 },
	{ KEY_DF, 6, 2, 14, 1, 1 }, { KEY_MF, 6, 2, 13, 1, 1 },
	{ KEY_OFF, 6, 2, 0, 0x1fff, 8 }, { KEY_IHL, 0, 1, 0, 15, 1 },
	{ KEY_TOTLEN, 2, 2, 0, ~0U, 1 },
};

/* And of the transport header. */
static const struct {
	uint8_t key, proto, offset, size;
} transport_fields[] = {
	{ KEY_SPORT, IPPROTO_UDP, 0, 2 }, { KEY_DPORT, IPPROTO_UDP, 2, 2 },
	{ KEY_UDPLEN, IPPROTO_UDP, 4, 2 },
	{ KEY_SPORT, IPPROTO_TCP, 0, 2 }, { KEY_DPORT, IPPROTO_TCP, 2, 2 },
	{ KEY_SEQ, IPPROTO_TCP, 4, 4 }, { KEY_ACK, IPPROTO_TCP, 8, 4 },
	{ KEY_FLAGS, IPPROTO_TCP, 13, 1 }, { KEY_WIN, IPPROTO_TCP, 14, 2 },
	{ KEY_URG, IPPROTO_TCP, 18, 2 },
	{ KEY_TYPE, IPPROTO_ICMP, 0, 1 }, { KEY_CODE, IPPROTO_ICMP, 1, 1 },
	{ KEY_ID, IPPROTO_ICMP, 4, 2 }, { KEY_ISEQ, IPPROTO_ICMP, 6, 2 },
	{ KEY_REST, IPPROTO_ICMP, 4, 4 }, { KEY_MTU, IPPROTO_ICMP, 6, 2 },
};

static uint32_t get_bytes(const uint8_t *at, unsigned int size)
{
	uint32_t value = 0;

	while (size--)
		value = value << 8 | *at++;
	return value;
}

void packet_copy(struct packet *to, const struct packet *from)
{
	memcpy(to, from, offsetof(struct packet, bytes) + from->length);
}

void packet_put(uint8_t *at, unsigned int size, uint32_t value)
{
	while (size--) {
		at[size] = value;
		value >>= 8;
	}
}

unsigned int packet_header(const struct packet *packet)
{
	return (packet->bytes[0] & 15) * 4;
}

unsigned int transport_size(unsigned int proto)
{
	switch (proto) {
	case IPPROTO_TCP:
		return 20;
	case IPPROTO_DCCP:
		return 16;
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
	case IPPROTO_ICMP:
		return 8;
	}
	return 0;
}

/* Offset of the transport checksum, or 0. */
unsigned int transport_sum_at(unsigned int proto)
{
	switch (proto) {
	case IPPROTO_TCP:
		return 16;
	case IPPROTO_DCCP:
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
		return 6;
	case IPPROTO_ICMP:
		return 2;
	}
	return 0;
}

void packet_put_field(uint8_t *l4, unsigned int proto, enum packet_key key, uint32_t value)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(transport_fields); i++) {
		if (transport_fields[i].proto == proto && transport_fields[i].key == key)
			packet_put(l4 + transport_fields[i].offset, transport_fields[i].size,
				   value);
	}
}

static bool is_error(const uint8_t *icmp)
{
	return icmp[0] == 3 || icmp[0] == 4 || icmp[0] == 5 || icmp[0] == 11 || icmp[0] == 12;
}

static uint64_t pseudo_sum(const uint8_t *ip, unsigned int length)
{
	uint8_t rest[4] = { 0, ip[9], length >> 8, length };

	return sum_add(sum_add(0, ip + 12, 8), rest, 4);
}

/* The transport checksum over @length bytes at @l4, as found or zero first. */
uint16_t transport_sum(const uint8_t *ip, const uint8_t *l4, unsigned int length)
{
	uint64_t sum = ip[9] == IPPROTO_ICMP ? 0 : pseudo_sum(ip, length);

	return ~sum_fold(sum_add(sum, l4, length));
}

void packet_seal_ip(uint8_t *ip, unsigned int header)
{
	uint16_t sum;

	packet_put(ip + 10, 2, 0);
	sum = ~sum_fold(sum_add(0, ip, header));
	memcpy(ip + 10, &sum, 2);
}

/* Whether @key is in this packet at all; if so sets @value. */
bool packet_get(const struct packet *packet, enum packet_key key, uint32_t *value)
{
	const uint8_t *ip = packet->bytes;
	unsigned int header = (ip[0] & 15) * 4;
	unsigned int fragment = get_bytes(ip + 6, 2);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ip_fields); i++) {
		if (ip_fields[i].key != key)
			continue;
		*value = get_bytes(ip + ip_fields[i].offset, ip_fields[i].size);
		*value = (*value >> ip_fields[i].shift & ip_fields[i].mask) * ip_fields[i].unit;
		return true;
	}
	switch (key) {
	case KEY_LEN:
		*value = packet->length - header - transport_size(ip[9]);
		return true;
	case KEY_SUM:
		*value = get_bytes(ip + header + transport_sum_at(ip[9]), 2);
		return transport_sum_at(ip[9]) > 0;
	case KEY_FRAGS:
		*value = packet->frags;
		return true;
	case KEY_PIECE:
		*value = packet->piece;
		return true;
	case KEY_VLAN:
		*value = packet->vlan;
		return true;
	case KEY_DOFF:
		*value = ip[header + 12] >> 4;
		return ip[9] == IPPROTO_TCP;
	default:
		break;
	}
	for (i = 0; i < ARRAY_SIZE(transport_fields); i++) {
		unsigned int end = transport_fields[i].offset + transport_fields[i].size;

		if (transport_fields[i].key != key || transport_fields[i].proto != ip[9])
			continue;
		if (header + end > packet->length || fragment & 0x1fff)
			return false;
		*value = get_bytes(ip + header + end - transport_fields[i].size,
				   transport_fields[i].size);
		return true;
	}
	return false;
}

/* Fills @quoted from an ICMP error; returns whether there is one. */
bool packet_quoted(const struct packet *packet, struct packet *quoted)
{
	unsigned int header = packet_header(packet);
	unsigned int start = header + 8;

	if (packet->bytes[9] != IPPROTO_ICMP || packet->length < start + 20 ||
	    !is_error(packet->bytes + header))
		return false;
	quoted->length = packet->length - start;
	quoted->frags = 0;
	quoted->partial = false;
	quoted->mangled = packet->mangled;
	memcpy(quoted->bytes, packet->bytes + start, quoted->length);
	return packet_header(quoted) <= quoted->length;
}

static bool transport_right(const struct packet *packet, unsigned int header)
{
	const uint8_t *ip = packet->bytes;
	const uint8_t *l4 = ip + header;
	unsigned int length = packet->length - header;
	unsigned int where = transport_sum_at(ip[9]);
	uint16_t sum, zero = 0;

	if (!where || length < where + 2)
		return true;
	memcpy(&sum, l4 + where, 2);
	if (!sum && ip[9] == IPPROTO_UDP)
		return true;
	if (packet->partial)
		return sum == sum_fold(pseudo_sum(ip, length));
	/* What is computed as 0 goes out as 0xffff in UDP only; elsewhere no NAT makes 0xffff. */
	if (ip[9] != IPPROTO_UDP && sum == 0xffff && !packet->mangled) {
		uint64_t rest = ip[9] == IPPROTO_ICMP ? 0 : pseudo_sum(ip, length);

		rest = sum_add(rest, l4, where);
		rest = sum_add(rest, &zero, 2);
		rest = sum_add(rest, l4 + where + 2, length - where - 2);
		return sum_fold(rest) == 0;
	}
	return transport_sum(ip, l4, length) == 0;
}

const char *packet_check(const struct packet *packet)
{
	const uint8_t *ip = packet->bytes;
	unsigned int header = (ip[0] & 15) * 4;
	static struct packet quoted;

	if (packet->length < 20 || header < 20 || header > packet->length)
		return "no IP header";
	if (sum_fold(sum_add(0, ip, header)) != 0xffff)
		return "IP checksum wrong";
	if (get_bytes(ip + 6, 2) & 0x3fff)
		return NULL;
	if (!transport_right(packet, header))
		return "transport checksum wrong";
	if (packet_quoted(packet, &quoted) &&
	    sum_fold(sum_add(0, quoted.bytes, packet_header(&quoted))) != 0xffff)
		return "quoted IP checksum wrong";
	return NULL;
}

static int describe(const struct packet *packet, char *out, int size)
{
	const uint8_t *ip = packet->bytes;
	unsigned int header = (ip[0] & 15) * 4;
	static struct packet quoted;
	char source[16], target[16];
	uint32_t a = 0, b = 0, c;
	int n;

	inet_ntop(AF_INET, ip + 12, source, sizeof(source));
	inet_ntop(AF_INET, ip + 16, target, sizeof(target));
	if (packet_get(packet, KEY_SPORT, &a) && packet_get(packet, KEY_DPORT, &b))
		n = snprintf(out, size, "%s %s:%u %s:%u", ip[9] == IPPROTO_TCP ? "tcp" : "udp",
			     source, a, target, b);
	else if (packet_get(packet, KEY_TYPE, &a) && packet_get(packet, KEY_CODE, &b))
		n = snprintf(out, size, "icmp %s %s %u/%u rest=%u", source, target, a, b,
			     packet_get(packet, KEY_REST, &c) ? c : 0);
	else
		n = snprintf(out, size, "%u %s %s", ip[9], source, target);
	if (packet_get(packet, KEY_FLAGS, &a)) {
		unsigned int bit;

		out[n++] = ' ';
		for (bit = 0; bit < 8; bit++)
			if (a >> bit & 1)
				out[n++] = tcp_flags[bit];
		packet_get(packet, KEY_SEQ, &b);
		packet_get(packet, KEY_ACK, &c);
		n += snprintf(out + n, size - n, " seq=%u ack=%u", b, c);
	}
	n += snprintf(out + n, size - n, " ttl=%u len=%u", ip[8],
		      packet->length - header - transport_size(ip[9]));
	if (get_bytes(ip + 6, 2) & 0x3fff)
		n += snprintf(out + n, size - n, " off=%u%s", (get_bytes(ip + 6, 2) & 0x1fff) * 8,
			      ip[6] & 0x20 ? " mf" : "");
	if (packet_quoted(packet, &quoted) && size - n > 200) {
		struct packet *inner = malloc(sizeof(*inner));

		packet_copy(inner, &quoted);
		n += snprintf(out + n, size - n, " [ ");
		n += describe(inner, out + n, size - n);
		n += snprintf(out + n, size - n, " ]");
		free(inner);
	}
	return n;
}

const char *packet_describe(const struct packet *packet)
{
	static char text[1024];

	describe(packet, text, sizeof(text) - 64);
	return text;
}
