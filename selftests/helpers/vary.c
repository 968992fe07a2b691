// SPDX-License-Identifier: GPL-2.0-only
/*
 * Opens flows through a gateway, by UDP, TCP and ping in turn, then sends packets of them from
 * both sides with everything in them drawn from a seed that may be so or otherwise, and holds each
 * that comes out against what it has to be, byte for byte:
 *
 *	vary lan=NAMESPACE,DEVICE,MAC wan=NAMESPACE,DEVICE,MAC src=ADDRESS dst=ADDRESS [WORD...]
 *
 *	ports=N		inside hosts use ports, or identifiers, from N on (5000)
 *	count=N		how many packets (1000)
 *	seed=N		(1)
 *
 * Headers are what a stack might write at its worst: IP and TCP options of all lengths, any type
 * of service, TTL, window, sequence number, flags and reserved bits, UDP without a checksum. One in
 * ten comes in fragments, in any order, now and then one twice or overlapping or not at all; one in
 * ten is an ICMP error that quotes as much as it likes of a packet of a flow.
 *
 * A packet has to come out as this program would have built it with the addresses and ports of the
 * other side, TTL one less, identification free where DF is not set; an error has to quote what the
 * other side knows. What comes in fragments is left to helpers/wire.c.
 *
 * Prints NAME=NUMBER lines: flows (opened), sent and came (whole packets), errors and told (ICMP
 * errors sent, come out), pieces (fragments sent), wrong, and "# ..." for the first of those.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common.h"
#include "draw.h"
#include "packet.h"

#define FLOWS 48
#define FAR_PORT 2000
#define LONGEST 1500
#define BATCH 32
#define OUTSTANDING 256
#define RING 4096
#define MAGIC 0x76617279

enum { SYN = 2, ACK = 16, IP_MIN = 20, TAG = 8 };

struct endpoint {
	uint32_t address;
	uint16_t port;
};

static struct flow {
	uint8_t proto;
	bool open;
	struct endpoint inside, external, far;
} flows[FLOWS];

static struct side {
	int fd;
	uint8_t mac[6];
} lan, wan;

/* What was sent, as it has to come out. */
static struct slot {
	uint32_t serial;
	unsigned int length;
	uint8_t bytes[LONGEST];
} ring[RING];

static uint32_t src, dst, serial;
static unsigned int count = 1000, first_port = 5000;
static unsigned long opened, sent, came, errors, told, pieces, wrong;

static uint32_t get(const uint8_t *at, unsigned int size)
{
	uint32_t value = 0;

	while (size--)
		value = value << 8 | *at++;
	return value;
}

static unsigned int header_of(const uint8_t *ip)
{
	return (ip[0] & 15) * 4;
}

/* --- building --- */

/* A UDP checksum of 0 is none, and stays so if it is @kept. */
static void seal(uint8_t *ip, unsigned int length, bool kept)
{
	uint8_t *l4 = ip + header_of(ip);
	unsigned int at = transport_sum_at(ip[9]);
	uint16_t sum;

	packet_seal_ip(ip, header_of(ip));
	if (kept && ip[9] == IPPROTO_UDP && !get(l4 + at, 2))
		return;
	packet_put(l4 + at, 2, 0);
	sum = transport_sum(ip, l4, length - header_of(ip));
	if (!sum && ip[9] == IPPROTO_UDP)
		sum = 0xffff;
	memcpy(l4 + at, &sum, 2);
}

/* None that a router on the way fills in: those may change. Returns their length. */
static unsigned int put_ip_options(uint8_t *at)
{
	static const uint8_t kinds[] = { 1, 1, 130, 133, 0x5e, 0x9e, 0xde };
	unsigned int room = 4 * draw(11), used = 0, size;

	memset(at, 0, room);
	while (used < room && !rarely(6)) {
		at[used] = kinds[draw(sizeof(kinds))];
		size = at[used] == 1 ? 1 : 2 + draw(12);
		if (used + size > room) {
			at[used] = 0;
			break;
		}
		if (size > 1)
			at[used + 1] = size;
		used += size;
	}
	return room;
}

static unsigned int put_ip(uint8_t *ip, uint8_t proto, uint32_t from, uint32_t to)
{
	unsigned int options = rarely(5) ? put_ip_options(ip + IP_MIN) : 0;

	memset(ip, 0, IP_MIN);
	ip[0] = 0x45 + options / 4;
	ip[1] = draw(256);
	packet_put(ip + 4, 2, draw(65536));
	packet_put(ip + 6, 2, draw(2) << 14);
	ip[8] = 2 + draw(254);
	ip[9] = proto;
	packet_put(ip + 12, 4, from);
	packet_put(ip + 16, 4, to);
	return IP_MIN + options;
}

/* Returns the transport header's length. */
static unsigned int put_tcp(uint8_t *l4)
{
	static const uint8_t flags[] = { ACK, ACK, ACK | 8, ACK | 0x20, ACK | 0xc0, ACK | 0xe8,
					 ACK | 1, ACK | 4, 4 };
	unsigned int options = rarely(3) ? 4 * draw(11) : 0, i;

	for (i = 4; i < 20 + options; i++)
		l4[i] = draw(256);
	l4[12] = (5 + options / 4) << 4 | (rarely(4) ? draw(16) : 0);
	l4[13] = flags[draw(rarely(20) ? sizeof(flags) : sizeof(flags) - 3)];
	return 20 + options;
}

/*
 * A packet from @from to @to with this serial number in the first of its payload; @flags are for
 * a TCP segment that is not to be drawn. Returns its length.
 */
static unsigned int build(uint8_t *ip, const struct flow *flow, const struct endpoint *from,
			  const struct endpoint *to, uint8_t flags)
{
	unsigned int length = put_ip(ip, flow->proto, from->address, to->address), i;
	uint8_t *l4 = ip + length;

	memset(l4, 0, 20);
	length += transport_size(flow->proto);
	if (flow->proto == IPPROTO_ICMP) {
		l4[0] = from == &flow->far ? 0 : 8;
		packet_put(l4 + 4, 2, to == &flow->far ? from->port : to->port);
		packet_put(l4 + 6, 2, draw(65536));
	} else {
		if (flow->proto == IPPROTO_TCP && !flags)
			length = l4 - ip + put_tcp(l4);
		packet_put(l4, 2, from->port);
		packet_put(l4 + 2, 2, to->port);
	}
	if (flags) {
		l4[12] = 0x50;
		l4[13] = flags;
		packet_put(l4 + 14, 2, 0xffff);
		packet_put(l4 + 4, 4, flags == ACK);
		packet_put(l4 + 8, 4, !!(flags & ACK));
	}
	packet_put(ip + length, 4, MAGIC);
	packet_put(ip + length + 4, 4, ++serial);
	length += TAG;
	for (i = draw(rarely(4) ? LONGEST - length : 64); i; i--)
		ip[length++] = draw(256);
	packet_put(ip + 2, 2, length);
	if (flow->proto == IPPROTO_UDP) {
		packet_put(l4 + 4, 2, length - (l4 - ip));
		packet_put(l4 + 6, 2, !rarely(6));
	}
	seal(ip, length, true);
	return length;
}

/* The same as it has to come out on the other side. */
static void expect(const uint8_t *ip, unsigned int length, const struct flow *flow,
		   const struct endpoint *from, const struct endpoint *to)
{
	struct slot *slot = &ring[serial % RING];
	uint8_t *l4 = slot->bytes + header_of(ip);

	slot->serial = serial;
	slot->length = length;
	memcpy(slot->bytes, ip, length);
	slot->bytes[8]--;
	packet_put(slot->bytes + 12, 4, from->address);
	packet_put(slot->bytes + 16, 4, to->address);
	if (flow->proto == IPPROTO_ICMP) {
		packet_put(l4 + 4, 2, to == &flow->far ? from->port : to->port);
	} else {
		packet_put(l4, 2, from->port);
		packet_put(l4 + 2, 2, to->port);
	}
	seal(slot->bytes, length, true);
}

/* --- sending --- */

static void emit(struct side *side, const uint8_t *ip, unsigned int length)
{
	static uint8_t frame[14 + LONGEST + 46];
	unsigned int padding = length < 46 || rarely(30) ? draw(46) : 0;

	if (length + padding > LONGEST)
		padding = 0;
	memcpy(frame, side->mac, 6);
	memcpy(frame + 6, "\2\0\0\0\0\x50\x08", 8);
	memcpy(frame + 14, ip, length);
	memset(frame + 14 + length, 0xa5, padding);
	while (send(side->fd, frame, 14 + length + padding, 0) < 0) {
		if (errno != EAGAIN && errno != ENOBUFS)
			die("send, %u bytes", length);
		usleep(100);
	}
}

static void emit_piece(struct side *side, const uint8_t *ip, unsigned int from, unsigned int to,
		       bool more)
{
	unsigned int header = header_of(ip);
	uint8_t piece[LONGEST];

	memcpy(piece, ip, header);
	memcpy(piece + header, ip + header + from, to - from);
	packet_put(piece + 2, 2, header + to - from);
	packet_put(piece + 6, 2, (get(ip + 6, 2) & 0x4000) | from / 8 | more << 13);
	packet_seal_ip(piece, header_of(piece));
	emit(side, piece, header + to - from);
	pieces++;
}

static void emit_fragments(struct side *side, const uint8_t *ip, unsigned int length)
{
	unsigned int whole = length - header_of(ip), n = 2 + draw(3), step, i, k, from, to;

	step = (whole / n + 8) / 8 * 8;
	n = (whole + step - 1) / step;
	for (i = 0, k = draw(n); i < n; i++, k = (k + 1) % n) {
		from = k * step;
		to = from + step < whole ? from + step : whole;
		if (rarely(40))
			continue;
		if (rarely(40) && to + 8 <= whole)
			to += 8;
		emit_piece(side, ip, from, to, to < whole);
		if (rarely(40))
			emit_piece(side, ip, from, to, to < whole);
	}
}

/* An error about a packet that went from @from to @to as the side it comes from saw it. */
static void send_error(struct side *side, const struct flow *flow, const struct endpoint *from,
		       const struct endpoint *to, uint32_t router)
{
	static const uint8_t types[][2] = { { 3, 0 }, { 3, 1 }, { 3, 2 }, { 3, 3 }, { 3, 4 },
					    { 3, 13 }, { 11, 0 }, { 11, 1 }, { 12, 0 }, { 4, 0 } };
	const uint8_t *type = types[draw(ARRAY_SIZE(types))];
	uint8_t ip[LONGEST + 100], quoted[LONGEST];
	unsigned int header, length = build(quoted, flow, from, to, 0);
	unsigned int least = header_of(quoted) + 8;

	header = put_ip(ip, IPPROTO_ICMP, router, from->address);
	if (length > 500)
		length = 500;
	if (length > least)
		length = least + draw(length - least);
	memset(ip + header, 0, 8);
	memcpy(ip + header, type, 2);
	if (type[0] == 3 && type[1] == 4)
		packet_put(ip + header + 6, 2, 576 + draw(900));
	memcpy(ip + header + 8, quoted, length);
	length += header + 8;
	packet_put(ip + 2, 2, length);
	seal(ip, length, false);
	emit(side, ip, length);
	errors++;
}

static void send_one(void)
{
	struct flow *flow = &flows[draw(FLOWS)];
	bool out = draw(2);
	struct side *side = out ? &lan : &wan;
	const struct endpoint *from = out ? &flow->inside : &flow->far;
	const struct endpoint *to = out ? &flow->far : &flow->external;
	uint8_t ip[LONGEST];
	unsigned int length;

	if (!flow->open)
		return;
	if (rarely(10)) {
		/* What came to this side is what it may complain of. */
		send_error(side, flow, out ? &flow->far : &flow->external,
			   out ? &flow->inside : &flow->far,
			   out ? src : rarely(2) ? dst : 0xc6120000 + draw(65536));
		return;
	}
	length = build(ip, flow, from, to, 0);
	if (rarely(10) && length - header_of(ip) > 24) {
		ring[serial % RING].serial = 0;
		emit_fragments(side, ip, length);
		return;
	}
	expect(ip, length, flow, out ? &flow->external : &flow->far,
	       out ? &flow->far : &flow->inside);
	emit(side, ip, length);
	sent++;
}

/* --- receiving --- */

static void complain(const uint8_t *ip, unsigned int length, const char *why)
{
	static struct packet packet;

	if (wrong++)
		return;
	packet.length = length;
	memcpy(packet.bytes, ip, length);
	printf("# wrong: %s: %s\n", why, packet_describe(&packet));
}

/* Whose @ip is, by what is its own among flows; seen from @outside, on its way @to_far. */
static struct flow *flow_of(const uint8_t *ip, const uint8_t *l4, bool outside, bool to_far)
{
	unsigned int i;

	for (i = 0; i < FLOWS; i++) {
		const struct flow *flow = &flows[i];
		const struct endpoint *near = outside ? &flow->external : &flow->inside;

		if (flow->proto != ip[9])
			continue;
		if (flow->proto == IPPROTO_ICMP ? get(l4 + 4, 2) == near->port
						: get(l4 + 2 * to_far, 2) == flow->far.port)
			return &flows[i];
	}
	return NULL;
}

static const uint8_t *tag_of(const uint8_t *ip, unsigned int length)
{
	unsigned int header = header_of(ip), at = header + transport_size(ip[9]);

	if (ip[9] == IPPROTO_TCP && length >= header + 20)
		at = header + (ip[header + 12] >> 4) * 4;
	return at + TAG <= length && get(ip + at, 4) == MAGIC ? ip + at : NULL;
}

/* A first packet: which external endpoint it got. */
static void learn(const uint8_t *ip)
{
	const uint8_t *l4 = ip + header_of(ip);
	unsigned int i;

	for (i = 0; i < FLOWS; i++) {
		struct flow *flow = &flows[i];

		if (flow->open || flow->proto != ip[9] ||
		    (ip[9] == IPPROTO_ICMP ? get(l4 + 6, 2) : get(l4 + 2, 2)) != flow->far.port)
			continue;
		flow->open = true;
		flow->external.address = get(ip + 12, 4);
		flow->external.port = get(l4 + (ip[9] == IPPROTO_ICMP ? 4 : 0), 2);
		opened++;
		return;
	}
}

/* @quote is what an error quotes on its way out (to the outside) or in. */
static void check_error(const uint8_t *ip, unsigned int length, bool out)
{
	const uint8_t *quote = ip + header_of(ip) + 8, *l4 = quote + header_of(quote);
	const struct flow *flow;
	uint32_t from, to;

	if (l4 + 8 > ip + length) {
		complain(ip, length, "quotes too little");
		return;
	}
	/* Quoted is what went the other way. */
	flow = flow_of(quote, l4, out, !out);
	from = get(quote + 12, 4);
	to = get(quote + 16, 4);
	if (!flow)
		complain(ip, length, "an error about another's");
	else if (out ? from != flow->far.address || to != flow->external.address
		     : from != flow->inside.address || to != flow->far.address)
		complain(ip, length, "quotes what this side does not know");
	else if (quote[9] != IPPROTO_ICMP && get(l4 + (out ? 2 : 0), 2) !=
		 (out ? flow->external.port : flow->inside.port))
		complain(ip, length, "quotes a port that this side does not know");
	else
		told++;
}

static void check(const uint8_t *ip, unsigned int length)
{
	const uint8_t *tag = tag_of(ip, length);
	struct slot *slot;

	slot = tag ? &ring[get(tag + 4, 4) % RING] : NULL;
	if (!tag || slot->serial != get(tag + 4, 4)) {
		/* Put together again, or a part. */
		return;
	}
	/* Free, unless the packet is one that is never fragmented. */
	if (!(ip[6] & 0x40)) {
		memcpy(slot->bytes + 4, ip + 4, 2);
		packet_seal_ip(slot->bytes, header_of(slot->bytes));
	}
	slot->serial = 0;
	if (length != slot->length)
		complain(ip, length, "another length");
	else if (memcmp(ip, slot->bytes, length))
		complain(ip, length, "not what was sent");
	else
		came++;
}

static void receive(struct side *side)
{
	static uint8_t frame[14 + PACKET_MAX];
	ssize_t length;

	while ((length = recv(side->fd, frame, sizeof(frame), 0)) > 0) {
		const uint8_t *ip = frame + 14, *l4;
		unsigned int total;

		if (length < 14 + IP_MIN + 8 || frame[12] != 8 || frame[13])
			continue;
		total = get(ip + 2, 2);
		l4 = ip + header_of(ip);
		if (total + 14 > length || l4 + 8 > ip + total || get(ip + 6, 2) & 0x3fff)
			continue;
		if (ip[9] == IPPROTO_ICMP && l4[0] != 0 && l4[0] != 8)
			check_error(ip, total, side == &wan);
		else if (opened < FLOWS && side == &wan)
			learn(ip);
		else
			check(ip, total);
	}
}

/* A queue on the way may have room for a thousand; what is seconds late does not come at all. */
static void keep_up(void)
{
	static long lost;
	int64_t end = now_ms() + 3000;
	long missing;

	do {
		receive(&wan);
		receive(&lan);
		missing = (long)(sent + errors) - (long)(came + told + wrong) - lost;
	} while (missing > OUTSTANDING && now_ms() < end && !usleep(500));
	if (missing > OUTSTANDING)
		lost += missing;
}

/* As long as something comes. */
static void settle(void)
{
	int64_t end = now_ms() + 3000;

	while (now_ms() < end && (opened < FLOWS || came < sent || told < errors)) {
		unsigned long before = opened + came + told;

		usleep(1000);
		receive(&wan);
		receive(&lan);
		if (opened + came + told > before)
			end = now_ms() + 3000;
	}
}

/* --- all of it --- */

static void open_flows(void)
{
	static const uint8_t protos[] = { IPPROTO_UDP, IPPROTO_TCP, IPPROTO_ICMP };
	uint8_t ip[LONGEST];
	unsigned int i, length;

	for (i = 0; i < FLOWS; i++) {
		struct flow *flow = &flows[i];

		flow->proto = protos[i % 3];
		flow->inside = (struct endpoint){ src, first_port + i };
		flow->far = (struct endpoint){ dst, FAR_PORT + i };
		length = build(ip, flow, &flow->inside, &flow->far,
			       flow->proto == IPPROTO_TCP ? SYN : 0);
		/* An echo has no second port: its sequence number says which flow it opens. */
		if (flow->proto == IPPROTO_ICMP) {
			packet_put(ip + header_of(ip) + 6, 2, flow->far.port);
			seal(ip, length, true);
		}
		emit(&lan, ip, length);
	}
	settle();
	for (i = 1; i < FLOWS; i += 3) {
		struct flow *flow = &flows[i];

		length = build(ip, flow, &flow->far, &flow->external, SYN | ACK);
		emit(&wan, ip, length);
		receive(&lan);
		length = build(ip, flow, &flow->inside, &flow->far, ACK);
		emit(&lan, ip, length);
	}
}

static void do_word(char *word)
{
	unsigned long seed;
	uint32_t last;
	bool ok = true;

	if (!strncmp(word, "lan=", 4))
		lan.fd = ns_wire_socket(word + 4, lan.mac);
	else if (!strncmp(word, "wan=", 4))
		wan.fd = ns_wire_socket(word + 4, wan.mac);
	else if (!strncmp(word, "src=", 4))
		ok = parse_prefix(word + 4, &src, &last);
	else if (!strncmp(word, "dst=", 4))
		ok = parse_prefix(word + 4, &dst, &last);
	else if (sscanf(word, "seed=%lu", &seed) == 1)
		draw_seed(seed);
	else
		ok = sscanf(word, "count=%u", &count) == 1 ||
		     sscanf(word, "ports=%u", &first_port) == 1;
	errno = 0;
	if (!ok)
		die("bad word: %s", word);
}

int main(int argc, char **argv)
{
	unsigned int i;
	int n;

	for (n = 1; n < argc; n++)
		do_word(argv[n]);
	errno = 0;
	if (!lan.fd || !wan.fd || !src || !dst)
		die("lan=, wan=, src=, dst= needed");
	open_flows();
	for (i = 0; i < count && opened; i++) {
		send_one();
		if (i % BATCH == 0)
			keep_up();
	}
	settle();
	printf("flows=%lu\nsent=%lu\ncame=%lu\nerrors=%lu\ntold=%lu\npieces=%lu\nwrong=%lu\n",
	       opened, sent, came, errors, told, pieces, wrong);
	return 0;
}
