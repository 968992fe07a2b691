// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "spec.h"

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

static struct kept {
	struct kept *next;
	char name[NAME_MAX_LENGTH];
	struct packet packet;
} *kept_packets;

static struct kept *find_kept(const char *name)
{
	struct kept *kept;

	for (kept = kept_packets; kept; kept = kept->next)
		if (!strcmp(kept->name, name))
			return kept;
	return NULL;
}

void spec_remember(const char *name, const struct packet *packet)
{
	struct kept *kept = find_kept(name);

	if (!kept) {
		kept = calloc(1, sizeof(*kept));
		if (!kept)
			die("memory");
		snprintf(kept->name, sizeof(kept->name), "%s", name);
		kept->next = kept_packets;
		kept_packets = kept;
	}
	packet_copy(&kept->packet, packet);
}

static const struct packet *recall(const char *name)
{
	const struct kept *kept = find_kept(name);

	errno = 0;
	if (!kept)
		die("no packet is named %s", name);
	return &kept->packet;
}

static void put_quote(const struct spec *spec, struct packet *packet)
{
	struct packet *built = NULL;
	const struct packet *quoted;
	unsigned int header, take;

	if (spec->quotes[0]) {
		quoted = recall(spec->quotes);
	} else {
		/* Not static: a quoted packet may quote another. */
		built = malloc(sizeof(*built));
		if (!built)
			die("memory");
		spec_build(spec->quote, built);
		quoted = built;
	}
	header = packet_header(quoted);
	take = quoted->length;
	if (spec->cut >= 0 && header + spec->cut < take)
		take = header + spec->cut;
	memcpy(packet->bytes + packet->length, quoted->bytes, take);
	if (spec->extension_length) {
		memset(packet->bytes + packet->length + take, 0, take < 128 ? 128 - take : 0);
		take = 128;
		memcpy(packet->bytes + packet->length + take, spec->extension,
		       spec->extension_length);
		take += spec->extension_length;
	}
	packet->length += take;
	free(built);
}

static uint32_t value_get(const struct value *value, uint32_t otherwise)
{
	const char *text;

	if (value->kind == VALUE_NUMBER)
		return value->number;
	if (value->kind == VALUE_GET) {
		text = getenv(value->name);
		errno = 0;
		if (!text)
			die("nothing is remembered as %s", value->name);
		return strtoul(text, NULL, 10);
	}
	return otherwise;
}

static uint32_t spec_get(const struct spec *spec, enum packet_key key, uint32_t otherwise)
{
	return value_get(&spec->keys[key], otherwise);
}

static void put_transport(const struct spec *spec, struct packet *packet, unsigned int proto)
{
	uint8_t *l4 = packet->bytes + packet->length;
	unsigned int payload = spec->payload_length > 0 ? spec->payload_length : 0;
	unsigned int key;

	memset(l4, 0, transport_size(proto));
	if (proto == IPPROTO_TCP) {
		packet_put(l4 + 12, 1,
			   spec_get(spec, KEY_DOFF, 5 + spec->tcp_options_length / 4) << 4);
		packet_put(l4 + 14, 2, 0xffff);
	} else if (proto == IPPROTO_UDP) {
		packet_put(l4 + 4, 2, 8 + payload);
	} else if (proto == IPPROTO_DCCP) {
		packet_put(l4 + 4, 1, 4);
	}
	for (key = 0; key < KEY_COUNT; key++) {
		if (spec->keys[key].kind != VALUE_UNSET)
			packet_put_field(l4, proto, key, spec_get(spec, key, 0));
	}
	packet->length += transport_size(proto);
	memcpy(packet->bytes + packet->length, spec->tcp_options, spec->tcp_options_length);
	packet->length += spec->tcp_options_length;
	if (payload)
		memcpy(packet->bytes + packet->length, spec->payload, payload);
	packet->length += payload;
	if (spec->quote || spec->quotes[0])
		put_quote(spec, packet);
	if (proto == IPPROTO_ICMP && spec->extension_length)
		l4[5] = 128 / 4;
}

void spec_build(const struct spec *spec, struct packet *packet)
{
	static uint16_t next_id = 1;
	uint8_t *ip = packet->bytes;
	unsigned int header = 20 + spec->options_length;
	unsigned int proto = spec_get(spec, KEY_PROTO, 0);
	unsigned int where = transport_sum_at(proto);
	uint16_t fragment, sum;
	uint8_t *l4;

	memset(ip, 0, 60);
	packet->frags = 0;
	packet->vlan = spec_get(spec, KEY_VLAN, 0);
	packet->partial = false;
	fragment = spec_get(spec, KEY_DF, 0) << 14 | spec_get(spec, KEY_MF, 0) << 13;
	fragment |= spec_get(spec, KEY_OFF, 0) / 8;
	packet_put(ip, 1, 0x40 | spec_get(spec, KEY_IHL, header / 4));
	packet_put(ip + 1, 1, spec_get(spec, KEY_TOS, 0));
	packet_put(ip + 4, 2, spec_get(spec, KEY_IPID, next_id++));
	packet_put(ip + 6, 2, fragment);
	packet_put(ip + 8, 1, spec_get(spec, KEY_TTL, 64));
	packet_put(ip + 9, 1, proto);
	packet_put(ip + 12, 4, spec_get(spec, KEY_SRC, 0));
	packet_put(ip + 16, 4, spec_get(spec, KEY_DST, 0));
	memcpy(ip + 20, spec->options, spec->options_length);
	packet->length = header;
	put_transport(spec, packet, proto);
	l4 = ip + header;
	if (where && !spec->nosum && packet->length >= header + where + 2) {
		sum = transport_sum(ip, l4, packet->length - header);
		if (proto == IPPROTO_UDP && !sum)
			sum = 0xffff;
		memcpy(l4 + where, &sum, 2);
		if (spec->badsum)
			l4[where] ^= 0x55;
	}
	packet_put(ip + 2, 2, spec_get(spec, KEY_TOTLEN, packet->length));
	sum = ~sum_fold(sum_add(0, ip, header));
	memcpy(ip + 10, &sum, 2);
	if (spec->badip)
		ip[10] ^= 0x55;
	memset(ip + packet->length, 0xee, spec->trail);
	packet->length += spec->trail;
	packet->length -= spec->chop < packet->length ? spec->chop : packet->length;
	packet->piece = packet->length;
}

/* Sets to zero what forwarding once through a NAT may change. */
static void blank(struct packet *packet, bool quoted)
{
	uint8_t *ip = packet->bytes;
	unsigned int header = (ip[0] & 15) * 4;
	unsigned int room = packet->length > header ? packet->length - header : 0;
	unsigned int proto = ip[9];

	if (quoted) {
		memset(ip + 2, 0, 2);
		ip[8] = 0;
		/* The identification is a new one, if it was ever to be looked at (RFC 6864). */
		if (!(ip[6] & 0x40))
			memset(ip + 4, 0, 2);
	}
	memset(ip + 10, 0, 2);
	if (quoted)
		return;
	memset(ip + 4, 0, 2);
	memset(ip + 12, 0, 8);
	if ((proto == IPPROTO_TCP || proto == IPPROTO_UDP) && room >= 4)
		memset(ip + header, 0, 4);
	if (proto == IPPROTO_ICMP && room >= 6)
		memset(ip + header + 4, 0, 2);
	if (transport_sum_at(proto) && room >= transport_sum_at(proto) + 2)
		memset(ip + header + transport_sum_at(proto), 0, 2);
}

static const char *match_like(const char *name, const struct packet *packet)
{
	static struct packet want, got;
	static char text[64];
	unsigned int i;

	packet_copy(&want, recall(name));
	packet_copy(&got, packet);
	if (got.bytes[8] != want.bytes[8] - 1)
		return "TTL not one less";
	blank(&want, false);
	blank(&got, false);
	got.bytes[8] = want.bytes[8];
	if (got.length != want.length)
		return "length changed";
	for (i = 0; i < got.length; i++) {
		if (got.bytes[i] != want.bytes[i]) {
			snprintf(text, sizeof(text), "byte %u changed", i);
			return text;
		}
	}
	return NULL;
}

/* The quoted packet is as the sender of the named one sent it, as far as it goes. */
static const char *match_quotes(const struct spec *spec, const struct packet *packet)
{
	static struct packet want, got;

	if (!packet_quoted(packet, &got))
		return "no quoted packet";
	if (sum_fold(sum_add(0, got.bytes, packet_header(&got))) != 0xffff)
		return "quoted IP checksum wrong";
	packet_copy(&want, recall(spec->quotes));
	if (spec->cut >= 0 && got.length != packet_header(&got) + spec->cut)
		return "quote cut elsewhere";
	blank(&want, true);
	blank(&got, true);
	if (memcmp(want.bytes, got.bytes, got.length < want.length ? got.length : want.length))
		return "quoted packet is not what was sent";
	return NULL;
}

static const char *match_payload(const struct spec *spec, const struct packet *packet)
{
	unsigned int header = packet_header(packet);
	unsigned int start = header + transport_size(packet->bytes[9]);

	if (packet->bytes[9] == IPPROTO_TCP)
		start = header + (packet->bytes[header + 12] >> 4) * 4;
	if (packet->length - start != (unsigned int)spec->payload_length)
		return "payload length";
	if (memcmp(packet->bytes + start, spec->payload, spec->payload_length))
		return "payload";
	return NULL;
}

static const char *match_extension(const struct spec *spec, const struct packet *packet)
{
	unsigned int start = packet_header(packet) + 8 + 128;

	if (packet->length != start + spec->extension_length ||
	    memcmp(packet->bytes + start, spec->extension, spec->extension_length))
		return "extension";
	return NULL;
}

static const char *match_keys(const struct spec *spec, const struct packet *packet)
{
	unsigned int key;
	uint32_t found;

	for (key = 0; key < KEY_COUNT; key++) {
		const struct value *value = &spec->keys[key];

		if (value->kind == VALUE_UNSET)
			continue;
		if (!packet_get(packet, key, &found))
			return packet_keys[key];
		if ((value->kind == VALUE_NUMBER || value->kind == VALUE_GET) &&
		    found != value_get(value, 0))
			return packet_keys[key];
	}
	return NULL;
}

static void remember_keys(const struct spec *spec, const struct packet *packet)
{
	unsigned int key;
	char text[16];
	uint32_t found;

	for (key = 0; key < KEY_COUNT; key++) {
		if (spec->keys[key].kind != VALUE_SET || !packet_get(packet, key, &found))
			continue;
		snprintf(text, sizeof(text), "%u", found);
		setenv(spec->keys[key].name, text, 1);
	}
}

static const char *match_tcp_options(const struct spec *spec, const struct packet *packet)
{
	unsigned int start = packet_header(packet) + 20;

	if (packet->bytes[9] != IPPROTO_TCP || packet->length < start + spec->tcp_options_length ||
	    (packet->bytes[start - 8] >> 4) * 4 != 20 + spec->tcp_options_length ||
	    memcmp(packet->bytes + start, spec->tcp_options, spec->tcp_options_length))
		return "TCP options";
	return NULL;
}

const char *spec_match(const struct spec *spec, const struct packet *packet)
{
	static struct packet quoted;
	const char *differs = match_keys(spec, packet);

	if (!differs && spec->payload_length >= 0)
		differs = match_payload(spec, packet);
	if (!differs && spec->options_length &&
	    (packet_header(packet) != 20 + spec->options_length ||
	     memcmp(packet->bytes + 20, spec->options, spec->options_length)))
		differs = "IP options";
	if (!differs && spec->tcp_options_length)
		differs = match_tcp_options(spec, packet);
	if (!differs && spec->like[0])
		differs = match_like(spec->like, packet);
	if (!differs && spec->quotes[0])
		differs = match_quotes(spec, packet);
	if (!differs && spec->extension_length)
		differs = match_extension(spec, packet);
	if (!differs && spec->quote) {
		if (!packet_quoted(packet, &quoted))
			differs = "no quoted packet";
		else
			differs = match_keys(spec->quote, &quoted);
	}
	if (!differs && spec->badsum != !!packet_check(packet))
		differs = spec->badsum ? "checksum right" : packet_check(packet);
	if (differs)
		return differs;
	remember_keys(spec, packet);
	if (spec->quote)
		remember_keys(spec->quote, &quoted);
	if (spec->as[0])
		spec_remember(spec->as, packet);
	return NULL;
}
