// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sends packets that no stack would send, each wrong in one way of a list, all bytes beside it
 * drawn at random from a seed:
 *
 *	malform KIND to=NAMESPACE,DEVICE,MAC src=PREFIX dst=PREFIX [WORD...]
 *
 *	far=NAMESPACE,DEVICE	count what the gateway sends on the other wire
 *	port=N			half of all packets have this source and destination port
 *	count=N			how many (1000)
 *	rate=N			how many a second at most
 *	seed=N			of all that is drawn (1)
 *	chosen			syn, udp: source ports such that address and port, added up or
 *				xored, are always the same
 *
 * Kinds: "headers" have a length that lies, a field that cannot be, or quote such a header; all
 * checksums are right where that is not what is wrong. "fragments" are pieces at random offsets
 * that never become whole. Nothing is wrong with the others, but for what they are about: "syn",
 * "udp" and "errors" are of flows that nobody has, between any ports; "protocols" are 216 others,
 * each from that address whose first byte, xored with the protocol's number, is always the same;
 * the other bytes are those of src=.
 *
 * Prints NAME=NUMBER lines: sent, far (IPv4 packets on the other wire), ms.
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

#define FRAME 1514
#define BATCH 64

enum { IP = 20, FIN = 1, SYN = 2, RST = 4, ACK = 16 };

/* What is wrong with a packet. */
enum fault {
	VERSION, IHL_SMALL, IHL_LONG, TOTLEN_SMALL, TOTLEN_LONG, IP_SUM, PAST_64K,
	TCP_SHORT, TCP_DOFF_SMALL, TCP_DOFF_LONG, TCP_FLAGS, TCP_PORT_0,
	UDP_SHORT, UDP_LEN_SMALL, UDP_LEN_LONG, UDP_PORT_0, ICMP_SHORT,
	ERROR_SUM, QUOTE_SHORT, QUOTE_VERSION, QUOTE_IHL_SMALL, QUOTE_IHL_LONG, QUOTE_TOTLEN,
	QUOTE_SUM, QUOTE_PORTS_CUT, QUOTE_FRAGMENT, QUOTE_ERROR, QUOTE_OTHER,
	FAULTS
};

static struct range {
	uint32_t first, last;
} src, dst;

static unsigned int count = 1000, rate, port;
static bool chosen;
static int near_fd, far_fd = -1;
static uint8_t mac[6];

static uint32_t draw_from(const struct range *range)
{
	return range->first + draw(range->last - range->first + 1);
}

static uint32_t draw_port(void)
{
	return port && draw(2) ? port : 1 + draw(65535);
}

static void seal_transport(uint8_t *ip, unsigned int length)
{
	unsigned int at = transport_sum_at(ip[9]);
	uint16_t sum;

	if (!at || length < IP + at + 2)
		return;
	packet_put(ip + IP + at, 2, 0);
	sum = transport_sum(ip, ip + IP, length - IP);
	memcpy(ip + IP + at, &sum, 2);
}

/* A packet with nothing wrong; the rest of its @room is drawn. Returns its length. */
static unsigned int build(uint8_t *ip, unsigned int room, unsigned int proto, uint32_t from,
			  uint32_t to)
{
	unsigned int header = transport_size(proto);
	unsigned int length = IP + header + draw(room - IP - header), i;
	uint8_t *l4 = ip + IP;

	for (i = 0; i < length; i++)
		ip[i] = draw(256);
	memset(ip, 0, IP);
	ip[0] = 0x45;
	packet_put(ip + 2, 2, length);
	packet_put(ip + 4, 2, draw(65536));
	packet_put(ip + 6, 2, draw(2) << 14);
	ip[8] = 2 + draw(254);
	ip[9] = proto;
	packet_put(ip + 12, 4, from);
	packet_put(ip + 16, 4, to);
	if (proto != IPPROTO_ICMP) {
		packet_put(l4, 2, draw_port());
		packet_put(l4 + 2, 2, draw_port());
	}
	if (proto == IPPROTO_UDP)
		packet_put(l4 + 4, 2, length - IP);
	if (proto == IPPROTO_TCP) {
		l4[12] = 0x50;
		l4[13] = draw(2) ? SYN : ACK;
	}
	if (proto == IPPROTO_ICMP)
		packet_put(l4, 2, 0x0800);
	return length;
}

/* An ICMP error whose quote is to be spoilt; the quote begins at IP + 8. */
static unsigned int build_error(uint8_t *ip, uint32_t from, uint32_t to)
{
	static const uint8_t types[] = { 3, 3, 3, 4, 11, 12 };
	unsigned int proto = draw(2) ? IPPROTO_UDP : IPPROTO_TCP, quoted;

	build(ip, 64, IPPROTO_ICMP, from, to);
	quoted = build(ip + IP + 8, 120, proto, to, from);
	seal_transport(ip + IP + 8, quoted);
	packet_seal_ip(ip + IP + 8, IP);
	ip[IP] = types[draw(sizeof(types))];
	ip[IP + 1] = draw(14);
	memset(ip + IP + 4, 0, 4);
	packet_put(ip + 2, 2, IP + 8 + quoted);
	return IP + 8 + quoted;
}

static unsigned int spoil_ip(uint8_t *ip, enum fault fault)
{
	static const uint8_t protos[] = { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMP };
	unsigned int length = build(ip, 200, protos[draw(3)], draw_from(&src), draw_from(&dst));
	unsigned int header = IP;

	seal_transport(ip, length);
	switch (fault) {
	case VERSION:
		ip[0] = (draw(15) + 5) % 16 << 4 | 5;
		break;
	case IHL_SMALL:
		ip[0] = 0x40 | draw(5);
		break;
	case IHL_LONG:
		length = IP + transport_size(ip[9]);
		packet_put(ip + 2, 2, length);
		ip[0] = 0x4f;
		header = length;
		break;
	case TOTLEN_SMALL:
		packet_put(ip + 2, 2, draw(IP));
		break;
	case TOTLEN_LONG:
		packet_put(ip + 2, 2, length + 1 + draw(65535 - length));
		break;
	case PAST_64K:
		packet_put(ip + 6, 2, 0x1fff);
		break;
	default:
		break;
	}
	packet_seal_ip(ip, header);
	if (fault == IP_SUM)
		ip[10 + draw(2)] ^= 1 + draw(255);
	return length;
}

static unsigned int spoil_transport(uint8_t *ip, enum fault fault)
{
	static const uint8_t flags[] = {
		0, FIN, SYN | FIN, SYN | RST, SYN | FIN | ACK, 0x29, 0xff
	};
	unsigned int proto = fault == ICMP_SHORT ? IPPROTO_ICMP :
			     fault >= UDP_SHORT ? IPPROTO_UDP : IPPROTO_TCP;
	unsigned int length = build(ip, 200, proto, draw_from(&src), draw_from(&dst));
	uint8_t *l4 = ip + IP;

	switch (fault) {
	case TCP_SHORT:
	case UDP_SHORT:
	case ICMP_SHORT:
		length = IP + draw(transport_size(proto));
		packet_put(ip + 2, 2, length);
		break;
	case TCP_DOFF_SMALL:
		l4[12] = draw(5) << 4;
		break;
	case TCP_DOFF_LONG:
		length = IP + 20 + draw(20);
		packet_put(ip + 2, 2, length);
		l4[12] = 0xf0;
		break;
	case TCP_FLAGS:
		l4[13] = flags[draw(sizeof(flags))];
		break;
	case TCP_PORT_0:
		packet_put(l4 + 2 * draw(2), 2, 0);
		break;
	case UDP_LEN_SMALL:
		packet_put(l4 + 4, 2, draw(8));
		break;
	case UDP_LEN_LONG:
		packet_put(l4 + 4, 2, length - IP + 1 + draw(65535 - length));
		break;
	case UDP_PORT_0:
		packet_put(l4 + 2, 2, 0);
		break;
	default:
		break;
	}
	seal_transport(ip, length);
	packet_seal_ip(ip, IP);
	return length;
}

static unsigned int spoil_error(uint8_t *ip, enum fault fault)
{
	unsigned int length = build_error(ip, draw_from(&src), draw_from(&dst));
	uint8_t *quote = ip + IP + 8;

	switch (fault) {
	case QUOTE_SHORT:
		length = IP + 8 + draw(IP);
		break;
	case QUOTE_VERSION:
		quote[0] = (draw(15) + 5) % 16 << 4 | 5;
		break;
	case QUOTE_IHL_SMALL:
		quote[0] = 0x40 | draw(5);
		break;
	case QUOTE_IHL_LONG:
		length = IP + 8 + IP + draw(40);
		quote[0] = 0x4f;
		break;
	case QUOTE_TOTLEN:
		packet_put(quote + 2, 2, draw(IP));
		break;
	case QUOTE_PORTS_CUT:
		length = IP + 8 + IP + draw(8);
		break;
	case QUOTE_FRAGMENT:
		packet_put(quote + 6, 2, 1 + draw(0x1fff));
		break;
	case QUOTE_ERROR:
		quote[9] = IPPROTO_ICMP;
		quote[IP] = 3;
		break;
	case QUOTE_OTHER:
		quote[15] ^= 1 + draw(255);
		break;
	default:
		break;
	}
	packet_seal_ip(quote, IP);
	if (fault == QUOTE_SUM)
		quote[10 + draw(2)] ^= 1 + draw(255);
	packet_put(ip + 2, 2, length);
	seal_transport(ip, length);
	if (fault == ERROR_SUM)
		ip[IP + 2 + draw(2)] ^= 1 + draw(255);
	packet_seal_ip(ip, IP);
	return length;
}

static unsigned int bad_header(uint8_t *ip)
{
	enum fault fault = draw(FAULTS);

	if (fault < TCP_SHORT)
		return spoil_ip(ip, fault);
	return fault < ERROR_SUM ? spoil_transport(ip, fault) : spoil_error(ip, fault);
}

/* More always follows: none is the last. */
static unsigned int stray_fragment(uint8_t *ip)
{
	unsigned int proto = draw(2) ? IPPROTO_UDP : IPPROTO_TCP;
	unsigned int length = build(ip, 1480, proto, draw_from(&src), draw_from(&dst));

	length = IP + (length - IP) / 8 * 8;
	packet_put(ip + 2, 2, length);
	packet_put(ip + 6, 2, 0x2000 | draw((65535 - length) / 8));
	packet_seal_ip(ip, IP);
	return length;
}

/* A sound packet of a flow that nobody has. */
static unsigned int stray(uint8_t *ip, unsigned int proto)
{
	uint32_t from = draw_from(&src), place = from - src.first;
	unsigned int length = build(ip, 100, proto, from, draw_from(&dst));

	ip[IP + 13] = proto == IPPROTO_TCP ? SYN : ip[IP + 13];
	if (chosen)
		packet_put(ip + IP, 2, draw(2) ? 0x8000 ^ (place & 0x7fff) :
						 0xffff - (place & 0x7fff));
	seal_transport(ip, length);
	packet_seal_ip(ip, IP);
	return length;
}

static unsigned int stray_syn(uint8_t *ip)
{
	return stray(ip, IPPROTO_TCP);
}

static unsigned int stray_datagram(uint8_t *ip)
{
	return stray(ip, IPPROTO_UDP);
}

static unsigned int stray_error(uint8_t *ip)
{
	unsigned int length = build_error(ip, draw_from(&src), draw_from(&dst));

	seal_transport(ip, length);
	packet_seal_ip(ip, IP);
	return length;
}

static unsigned int stray_protocol(uint8_t *ip)
{
	static uint8_t proto;
	unsigned int length, first;

	/* No sender's are 0, 10, 127 and those from 224 on. */
	do {
		first = ++proto ^ 0x55;
	} while (transport_size(proto) || !first || first == 10 || first == 127 || first >= 224);
	length = build(ip, 100, proto, (src.first & 0xffffff) | first << 24, draw_from(&dst));
	packet_seal_ip(ip, IP);
	return length;
}

static const struct kind {
	const char *name;
	unsigned int (*make)(uint8_t *ip);
} kinds[] = {
	{ "headers", bad_header }, { "fragments", stray_fragment }, { "syn", stray_syn },
	{ "udp", stray_datagram }, { "errors", stray_error }, { "protocols", stray_protocol },
};

static void emit(unsigned int length, uint8_t *frame)
{
	memcpy(frame, mac, 6);
	memcpy(frame + 6, "\2\0\0\0\0\x50\x08", 8);
	while (send(near_fd, frame, 14 + length, 0) < 0) {
		if (errno != EAGAIN && errno != ENOBUFS)
			die("send, %u bytes", length);
		usleep(100);
	}
}

/* But for those by which the gateway tells that fragments waited in vain. */
static unsigned long drain(int fd)
{
	uint8_t head[14 + IP + 2];
	unsigned long packets = 0;
	ssize_t length;

	while (fd >= 0 && (length = recv(fd, head, sizeof(head), 0)) > 0) {
		bool waited = head[14 + 9] == IPPROTO_ICMP && head[14 + IP] == 11 &&
			      head[14 + IP + 1] == 1;

		packets += length >= 14 + IP && head[12] == 8 && head[13] == 0 && !waited;
	}
	return packets;
}

static void do_word(char *word)
{
	unsigned long seed;
	char *device, *address;
	bool ok = true;

	if (!strncmp(word, "to=", 3) || !strncmp(word, "far=", 4)) {
		word = strchr(word, '=') + 1;
		device = strchr(word, ',');
		ok = device;
		address = ok ? strchr(device + 1, ',') : NULL;
		if (ok)
			*device++ = '\0';
		if (address) {
			*address++ = '\0';
			ok = sscanf(address, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", &mac[0], &mac[1],
				    &mac[2], &mac[3], &mac[4], &mac[5]) == 6;
			near_fd = ns_packet_socket(word, device);
		} else if (ok) {
			far_fd = ns_packet_socket(word, device);
		}
	} else if (!strncmp(word, "src=", 4)) {
		ok = parse_prefix(word + 4, &src.first, &src.last);
	} else if (!strncmp(word, "dst=", 4)) {
		ok = parse_prefix(word + 4, &dst.first, &dst.last);
	} else if (sscanf(word, "seed=%lu", &seed) == 1) {
		draw_seed(seed);
	} else if (!strcmp(word, "chosen")) {
		chosen = true;
	} else {
		ok = sscanf(word, "count=%u", &count) == 1 || sscanf(word, "rate=%u", &rate) == 1 ||
		     sscanf(word, "port=%u", &port) == 1;
	}
	errno = 0;
	if (!ok)
		die("bad word: %s", word);
}

int main(int argc, char **argv)
{
	static uint8_t frame[14 + FRAME];
	int64_t begin = now_ms();
	const struct kind *kind = NULL;
	unsigned long far = 0;
	unsigned int i;
	int n;

	for (i = 0; argc > 1 && i < ARRAY_SIZE(kinds); i++) {
		if (!strcmp(argv[1], kinds[i].name))
			kind = &kinds[i];
	}
	for (n = 2; n < argc; n++)
		do_word(argv[n]);
	errno = 0;
	if (!kind || !near_fd || !src.first || !dst.first)
		die("a kind, to=, src=, dst= needed");
	for (i = 0; i < count; i++) {
		emit(kind->make(frame + 14), frame);
		if (i % BATCH)
			continue;
		far += drain(far_fd);
		/* Answers that nobody takes would only cost memory. */
		drain(near_fd);
		while (rate && (now_ms() - begin) * rate < (int64_t)i * 1000)
			usleep(1000);
	}
	usleep(200000);
	far += drain(far_fd);
	printf("sent=%u\nfar=%lu\nms=%lld\n", count, far, (long long)(now_ms() - begin));
	return 0;
}
