// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sends what comes to mind through a gateway, from inside and from outside at once:
 *
 *	storm lan=NAMESPACE,DEVICE,MAC wan=NAMESPACE,DEVICE,MAC src=PREFIX dst=PREFIX
 *	      pool=PREFIX [WORD...]
 *
 *	seed=N		of all that is chosen (1)
 *	ports=N		inside hosts use ports 1000 to 1000 + N - 1 (64)
 *	ms=N		how long (until SIGTERM)
 *
 * Inside hosts open flows by UDP, TCP, ping and other protocols, to outside hosts and to the pool's
 * addresses, whole and in fragments. Outside hosts answer what they got, send on, reset, close,
 * refuse by ICMP errors; strangers try the pool's ports. Now and then some bytes of a frame are
 * changed. Nothing is verified here: that is for whoever looks at the gateway meanwhile.
 * Prints NAME=NUMBER lines: sent (from inside), out (arrived outside), answered, back (arrived
 * inside).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common.h"
#include "draw.h"
#include "packet.h"

#define FRAME 1600
#define BATCH 32
#define MEMORY 4096

enum { FIN = 1, SYN = 2, RST = 4, ACK = 16 };

/* A packet seen, as far as an answer to it needs it. */
struct seen {
	uint8_t bytes[64];
	unsigned int length;
};

static struct side {
	int fd;
	uint8_t mac[6];
	struct seen memory[MEMORY];
	unsigned long received, sent;
} lan, wan;

static struct range {
	uint32_t first, last;
} src, dst, pool;

static unsigned int ports = 64, duration;
static volatile sig_atomic_t stopped;

static uint32_t draw_from(const struct range *range)
{
	return range->first + draw(range->last - range->first + 1);
}

static uint32_t get(const uint8_t *at, unsigned int size)
{
	uint32_t value = 0;

	while (size--)
		value = value << 8 | *at++;
	return value;
}

/* Makes the length and the checksums right. */
static void seal(uint8_t *ip, unsigned int length)
{
	unsigned int header = (ip[0] & 15) * 4, proto = ip[9];
	unsigned int at = transport_sum_at(proto);
	uint16_t sum;

	packet_put(ip + 2, 2, length);
	packet_put(ip + 10, 2, 0);
	sum = ~sum_fold(sum_add(0, ip, header));
	memcpy(ip + 10, &sum, 2);
	if (!at || length < header + at + 2)
		return;
	packet_put(ip + header + at, 2, 0);
	sum = transport_sum(ip, ip + header, length - header);
	memcpy(ip + header + at, &sum, 2);
}

static void emit(struct side *side, const uint8_t *ip, unsigned int length)
{
	uint8_t frame[FRAME] = { 0 };

	if (length > FRAME - 14)
		length = FRAME - 14;
	memcpy(frame, side->mac, 6);
	frame[6] = 2;
	frame[11] = 0x50;
	frame[12] = 8;
	memcpy(frame + 14, ip, length);
	if (rarely(50))
		frame[14 + draw(length)] = draw(256);
	if (rarely(200))
		length = 20 + draw(length - 19);
	if (send(side->fd, frame, 14 + length, 0) > 0)
		side->sent++;
}

/* In two fragments, either one first, one of them now and then missing. */
static void emit_fragments(struct side *side, uint8_t *ip, unsigned int length)
{
	uint8_t first[FRAME], second[FRAME];
	unsigned int header = (ip[0] & 15) * 4;
	unsigned int cut = 8 * (1 + draw((length - header) / 8));
	bool swap = rarely(2);

	if (header + cut >= length) {
		emit(side, ip, length);
		return;
	}
	memcpy(first, ip, header + cut);
	memcpy(second, ip, header);
	memcpy(second + header, ip + header + cut, length - header - cut);
	packet_put(first + 6, 2, 0x2000);
	packet_put(second + 6, 2, cut / 8);
	packet_put(first + 2, 2, header + cut);
	packet_put(second + 2, 2, length - cut);
	packet_put(first + 10, 2, 0);
	packet_put(second + 10, 2, 0);
	memcpy(first + 10, &(uint16_t){ ~sum_fold(sum_add(0, first, header)) }, 2);
	memcpy(second + 10, &(uint16_t){ ~sum_fold(sum_add(0, second, header)) }, 2);
	if (swap)
		emit(side, second, length - cut);
	if (!rarely(8))
		emit(side, first, header + cut);
	if (!swap)
		emit(side, second, length - cut);
}

/* Fills in addresses and ports; returns the whole length. */
static unsigned int build(uint8_t *ip, uint8_t proto, uint32_t from, uint32_t sport, uint32_t to,
			  uint32_t dport)
{
	static uint16_t id;
	unsigned int payload = rarely(10) ? draw(1400) : 8 + draw(40);
	uint8_t *l4 = ip + 20;

	memset(ip, 0, 20 + 20 + payload);
	ip[0] = 0x45;
	packet_put(ip + 4, 2, ++id);
	ip[8] = rarely(100) ? 1 : 64;
	ip[9] = proto;
	packet_put(ip + 12, 4, from);
	packet_put(ip + 16, 4, to);
	if (proto == IPPROTO_ICMP) {
		l4[0] = 8;
		packet_put(l4 + 4, 2, sport);
		return 28 + payload;
	}
	packet_put(l4, 2, sport);
	packet_put(l4 + 2, 2, dport);
	if (proto == IPPROTO_UDP) {
		packet_put(l4 + 4, 2, 8 + payload);
		return 28 + payload;
	}
	if (proto == IPPROTO_TCP) {
		l4[12] = 0x50;
		packet_put(l4 + 14, 2, 0xffff);
	}
	return 40 + payload;
}

static uint8_t some_proto(void)
{
	static const uint8_t others[] = { 47, 50, 132, 136, 4, 1, 6, 17, 0, 255 };
	uint32_t n = draw(100);

	if (n < 45)
		return IPPROTO_UDP;
	if (n < 85)
		return IPPROTO_TCP;
	return n < 95 ? IPPROTO_ICMP : others[draw(sizeof(others))];
}

static uint8_t some_flags(void)
{
	static const uint8_t flags[] = { SYN, SYN, SYN, ACK, ACK, ACK, FIN | ACK, RST, RST | ACK,
					 SYN | ACK, SYN | FIN, 0, 0xff };

	return flags[draw(sizeof(flags))];
}

/* The packet @seen refused by an ICMP error from @from. */
static void refuse(struct side *side, const struct seen *seen, uint32_t from)
{
	static const uint8_t types[][2] = { { 3, 1 }, { 3, 3 }, { 3, 4 }, { 11, 0 }, { 12, 0 },
					    { 5, 1 }, { 3, 13 }, { 4, 0 } };
	const uint8_t *type = types[draw(ARRAY_SIZE(types))];
	uint8_t ip[FRAME] = { 0x45 };
	unsigned int length = 28 + (rarely(4) ? 28 : seen->length);

	ip[8] = 64;
	ip[9] = IPPROTO_ICMP;
	packet_put(ip + 12, 4, from);
	memcpy(ip + 16, seen->bytes + 12, 4);
	ip[20] = type[0];
	ip[21] = type[1];
	if (type[0] == 3 && type[1] == 4)
		packet_put(ip + 26, 2, 500 + draw(1000));
	memcpy(ip + 28, seen->bytes, seen->length);
	if (length < 28 + 20)
		length = 28 + 20;
	seal(ip, length);
	emit(side, ip, length);
}

/* What the receiver of @seen might send back, with the TCP flags of the moment. */
static void answer(struct side *side, const struct seen *seen)
{
	const uint8_t *was = seen->bytes + (seen->bytes[0] & 15) * 4;
	uint8_t ip[FRAME], proto = seen->bytes[9];
	uint32_t ends[4];
	unsigned int length;

	if ((seen->bytes[0] & 15) != 5 || seen->length < 40)
		return;
	ends[0] = get(seen->bytes + 16, 4);
	ends[1] = get(seen->bytes + 12, 4);
	ends[2] = get(was + 2, 2);
	ends[3] = get(was, 2);
	if (proto == IPPROTO_ICMP) {
		if (was[0] != 8)
			return;
		ends[2] = get(was + 4, 2);
	}
	length = build(ip, proto, ends[0], ends[2], ends[1], ends[3]);
	if (proto == IPPROTO_ICMP)
		ip[20] = 0;
	if (proto == IPPROTO_TCP) {
		/* Continues where the other one stood. */
		memcpy(ip + 24, was + 8, 4);
		memcpy(ip + 28, was + 4, 4);
		ip[31] += was[13] & (SYN | FIN) ? 1 : 0;
		ip[33] = was[13] == SYN ? SYN | ACK : rarely(6) ? some_flags() : ACK;
	}
	seal(ip, length);
	if (rarely(20) && length > 60)
		emit_fragments(side, ip, length);
	else
		emit(side, ip, length);
}

static const struct seen *remembered(const struct side *side)
{
	const struct seen *seen = &side->memory[draw(MEMORY)];

	return seen->length ? seen : NULL;
}

static void from_inside(void)
{
	const struct seen *seen = remembered(&lan);
	uint8_t ip[FRAME], proto = some_proto();
	unsigned int length;

	if (seen && rarely(3)) {
		if (rarely(8))
			refuse(&lan, seen, rarely(2) ? draw_from(&src) : get(seen->bytes + 16, 4));
		else
			answer(&lan, seen);
		return;
	}
	length = build(ip, proto, draw_from(&src), 1000 + draw(ports),
		       draw_from(rarely(6) ? &pool : &dst), rarely(4) ? 1000 + draw(ports) : 7);
	if (proto == IPPROTO_TCP)
		ip[33] = rarely(3) ? some_flags() : SYN;
	seal(ip, length);
	if (rarely(20) && length > 60)
		emit_fragments(&lan, ip, length);
	else
		emit(&lan, ip, length);
}

static void from_outside(void)
{
	const struct seen *seen = remembered(&wan);
	uint8_t ip[FRAME], proto = some_proto();
	unsigned int length;

	if (seen && !rarely(4)) {
		if (rarely(8))
			refuse(&wan, seen, draw_from(&dst));
		else
			answer(&wan, seen);
		return;
	}
	length = build(ip, proto, draw_from(rarely(20) ? &pool : &dst), 7, draw_from(&pool),
		       rarely(4) ? draw(65536) : 1000 + draw(ports));
	if (proto == IPPROTO_TCP)
		ip[33] = rarely(3) ? some_flags() : SYN;
	seal(ip, length);
	emit(&wan, ip, length);
}

static void receive(struct side *side)
{
	uint8_t frame[14 + sizeof(side->memory[0].bytes)];
	ssize_t length;

	while ((length = recv(side->fd, frame, sizeof(frame), 0)) > 14 + 20) {
		struct seen *seen = &side->memory[draw(MEMORY)];

		if (frame[12] != 8 || frame[13])
			continue;
		side->received++;
		seen->length = length - 14;
		memset(seen->bytes, 0, sizeof(seen->bytes));
		memcpy(seen->bytes, frame + 14, length - 14);
	}
}

static void do_word(char *word)
{
	unsigned long seed;
	bool ok = true;

	if (!strncmp(word, "lan=", 4))
		lan.fd = ns_wire_socket(word + 4, lan.mac);
	else if (!strncmp(word, "wan=", 4))
		wan.fd = ns_wire_socket(word + 4, wan.mac);
	else if (!strncmp(word, "src=", 4))
		ok = parse_prefix(word + 4, &src.first, &src.last);
	else if (!strncmp(word, "dst=", 4))
		ok = parse_prefix(word + 4, &dst.first, &dst.last);
	else if (!strncmp(word, "pool=", 5))
		ok = parse_prefix(word + 5, &pool.first, &pool.last);
	else if (sscanf(word, "seed=%lu", &seed) == 1)
		draw_seed(seed);
	else
		ok = sscanf(word, "ports=%u", &ports) == 1 || sscanf(word, "ms=%u", &duration) == 1;
	errno = 0;
	if (!ok)
		die("bad word: %s", word);
}

static void on_signal(int number)
{
	(void)number;
	stopped = 1;
}

int main(int argc, char **argv)
{
	int64_t end;
	int i;

	for (i = 1; i < argc; i++)
		do_word(argv[i]);
	errno = 0;
	if (!lan.fd || !wan.fd || !dst.first || !src.first || !pool.first || !ports)
		die("lan=, wan=, src=, dst=, pool= needed");
	signal(SIGTERM, on_signal);
	end = duration ? now_ms() + duration : INT64_MAX;
	while (!stopped && now_ms() < end) {
		for (i = 0; i < BATCH; i++) {
			from_inside();
			from_outside();
		}
		receive(&wan);
		receive(&lan);
	}
	printf("sent=%lu\nout=%lu\nanswered=%lu\nback=%lu\n", lan.sent, wan.received, wan.sent,
	       lan.received);
	return 0;
}
