// SPDX-License-Identifier: GPL-2.0-only
/*
 * Opens many flows through a gateway fast, as all its inside and outside hosts at once, and looks
 * at what becomes of each:
 *
 *	flows lan=NAMESPACE,DEVICE,MAC wan=NAMESPACE,DEVICE,MAC src=PREFIX dst=PREFIX [WORD...]
 *
 * The devices are the other ends of the gateway's and MAC the gateway's address there. Words:
 *
 *	proto=udp|tcp|icmp	tcp sends SYNs (udp)
 *	ports=FIRST+COUNT	source ports, or ICMP identifiers (1024+64512)
 *	dport=N			(7)
 *	count=N			flows (one for each address and port of src)
 *	start=N			number of the first flow
 *	tag=N			up to 255, to tell apart two of this program at once
 *	reply			answer each; an answered SYN is acknowledged
 *	batch=N			frames sent before looking what came (64)
 *	rate=N			flows a second at most
 *	wait=MS			how long to wait for what is missing (3000)
 *
 * Flow N comes from source address N modulo addresses; then ports count up, then destinations.
 * Prints NAME=NUMBER lines:
 *
 *	sent out back		flows sent; arrived outside; whose answer came back
 *	wrong			answers that came to another host or port
 *	refused			ICMP errors that came back
 *	owners externals	inside endpoints that got through, external endpoints seen
 *	shared			external endpoints that two inside ones had at a time
 *	moved			inside endpoints that had two external ones
 *	crossed			ports that changed between below 1024 and above
 *	preserved odd		ports kept; ports that changed between even and odd
 *	stepped spread		ports one above the flow's before; how many of 64 equal parts of all
 *				ports were seen
 *	addresses		external addresses seen
 *	ms			milliseconds it took
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common.h"

#define MAGIC 0x6e617467
#define BATCH 1024
#define FRAME 64
#define TCP_SYN 2
#define TCP_SYNACK 0x12
#define TCP_ACK 0x10

static struct side {
	int fd;
	uint8_t mac[6];
} lan, wan;

static uint8_t proto = IPPROTO_UDP;
static uint32_t src_first, src_last, dst_first, dst_last;
static unsigned int port_first = 1024, port_count = 64512, dport = 7;
static unsigned int tag, count, start, batch = 64, patience = 3000, rate;
static bool reply;

/* For every flow: the external endpoint, and whether its answer is back. */
static struct flow {
	uint32_t address;
	uint16_t port;
	bool out, back;
} *flows;

/* External endpoint -> inside endpoint, open addressing. */
static struct owner {
	uint64_t external;
	uint32_t inside;
} *owners;
static uint32_t owner_mask;

static unsigned long sent, out, back, wrong, refused, owned, externals, shared, moved, crossed,
	preserved, odd, stepped, addresses;
static uint64_t parts;

static uint8_t frames[BATCH][FRAME];
static struct mmsghdr messages[BATCH];
static struct iovec vectors[BATCH];
static unsigned int queued;

static unsigned int hosts(void)
{
	return src_last - src_first + 1;
}

static uint32_t source_address(unsigned int flow)
{
	return src_first + flow % hosts();
}

static uint16_t source_port(unsigned int flow)
{
	return port_first + flow / hosts() % port_count;
}

static uint32_t target_address(unsigned int flow)
{
	return dst_first + flow / hosts() / port_count % (dst_last - dst_first + 1);
}

static void flush(struct side *side)
{
	unsigned int done = 0;

	while (done < queued) {
		int n = sendmmsg(side->fd, messages + done, queued - done, 0);

		if (n < 0 && errno != ENOBUFS && errno != EAGAIN)
			die("send");
		done += n > 0 ? n : 0;
	}
	queued = 0;
}

static void put16(uint8_t *at, uint16_t value)
{
	value = htons(value);
	memcpy(at, &value, 2);
}

static void put32(uint8_t *at, uint32_t value)
{
	value = htonl(value);
	memcpy(at, &value, 4);
}

static uint32_t get32(const uint8_t *at)
{
	uint32_t value;

	memcpy(&value, at, 4);
	return ntohl(value);
}

static uint16_t get16(const uint8_t *at)
{
	return at[0] << 8 | at[1];
}

/* Fills in everything after the addresses; returns the transport length. */
static unsigned int put_transport(uint8_t *l4, uint16_t sport, uint16_t to, uint8_t kind,
				  uint32_t flow)
{
	memset(l4, 0, 28);
	flow |= tag << 24;
	if (proto == IPPROTO_ICMP) {
		l4[0] = kind;
		put16(l4 + 4, sport);
	} else {
		put16(l4, sport);
		put16(l4 + 2, to);
	}
	if (proto == IPPROTO_TCP) {
		put32(l4 + 4, flow);
		put32(l4 + 8, flow);
		l4[12] = 0x50;
		l4[13] = kind;
		put16(l4 + 14, 0xffff);
		return 20;
	}
	put32(l4 + 8, MAGIC);
	put32(l4 + 12, flow);
	if (proto == IPPROTO_UDP)
		put16(l4 + 4, 16);
	return 16;
}

static void queue(struct side *side, uint32_t source, uint16_t sport, uint32_t target, uint16_t to,
		  uint8_t kind, uint32_t flow)
{
	static const unsigned int sum_at[] = {
		[IPPROTO_ICMP] = 2, [IPPROTO_TCP] = 16, [IPPROTO_UDP] = 6,
	};
	static uint16_t id;
	uint8_t *frame = frames[queued], *ip = frame + 14, *l4 = ip + 20;
	unsigned int length = put_transport(l4, sport, to, kind, flow);
	uint64_t sum = 0;
	uint16_t check;

	memset(frame, 0, 34);
	memcpy(frame, side->mac, 6);
	frame[6] = 2;
	frame[11] = 0x50;
	frame[12] = 8;
	ip[0] = 0x45;
	put16(ip + 2, 20 + length);
	put16(ip + 4, id++);
	ip[8] = 64;
	ip[9] = proto;
	put32(ip + 12, source);
	put32(ip + 16, target);
	check = ~sum_fold(sum_add(0, ip, 20));
	memcpy(ip + 10, &check, 2);
	if (proto != IPPROTO_ICMP)
		sum = htons(proto) + htons(length) + sum_add(0, ip + 12, 8);
	check = ~sum_fold(sum_add(sum, l4, length));
	if (proto == IPPROTO_UDP && !check)
		check = 0xffff;
	memcpy(l4 + sum_at[proto], &check, 2);
	vectors[queued].iov_base = frame;
	vectors[queued].iov_len = 34 + length;
	messages[queued].msg_hdr.msg_iov = &vectors[queued];
	messages[queued].msg_hdr.msg_iovlen = 1;
	queued++;
}

static void own(uint32_t address, uint16_t port, uint32_t inside)
{
	uint64_t external = (uint64_t)address << 16 | port | 1ULL << 48;
	uint32_t at = (external * 0x9e3779b97f4a7c15ULL >> 32) & owner_mask;

	while (owners[at].external && owners[at].external != external)
		at = (at + 1) & owner_mask;
	if (!owners[at].external) {
		owners[at].external = external;
		owners[at].inside = inside;
		externals++;
	} else if (owners[at].inside != inside) {
		shared++;
	}
}

/* The flow a frame belongs to, or -1. */
static long flow_of(const uint8_t *l4, unsigned int length)
{
	uint32_t flow;

	if (proto == IPPROTO_TCP) {
		if (length < 20)
			return -1;
		flow = get32(l4 + 4);
	} else {
		if (length < 16 || get32(l4 + 8) != MAGIC)
			return -1;
		flow = get32(l4 + 12);
	}
	if (flow >> 24 != tag)
		return -1;
	flow &= 0xffffff;
	return flow >= start && flow - start < count ? (long)(flow - start) : -1;
}

static void came_out(const uint8_t *ip, unsigned int length)
{
	const uint8_t *l4 = ip + 20;
	long flow = flow_of(l4, length);
	uint16_t port = proto == IPPROTO_ICMP ? get16(l4 + 4) : get16(l4);
	struct flow *first, *mine;
	uint32_t inside;

	if (flow < 0 || (proto == IPPROTO_TCP && l4[13] != TCP_SYN))
		return;
	mine = &flows[flow];
	inside = (flow + start) % ((uint64_t)hosts() * port_count);
	out += !mine->out;
	mine->out = true;
	mine->address = get32(ip + 12);
	mine->port = port;
	/* The first flow of this inside endpoint, if among ours, has its external one. */
	first = inside >= start && inside - start < count ? &flows[inside - start] : mine;
	if (first != mine && first->out &&
	    (first->address != mine->address || first->port != mine->port))
		moved++;
	if (first == mine)
		owned++;
	own(mine->address, port, inside);
	preserved += port == source_port(flow + start);
	odd += (port ^ source_port(flow + start)) & 1;
	stepped += flow && flows[flow - 1].out && flows[flow - 1].port + 1 == port;
	parts |= 1ULL << (port >> 10);
	crossed += (port < 1024) != (source_port(flow + start) < 1024) && proto != IPPROTO_ICMP;
}

static void came_back(const uint8_t *ip, unsigned int length)
{
	const uint8_t *l4 = ip + 20;
	long flow = flow_of(l4, length);
	uint16_t port = proto == IPPROTO_ICMP ? get16(l4 + 4) : get16(l4 + 2);

	if (flow < 0)
		return;
	if (get32(ip + 16) != source_address(flow + start) || port != source_port(flow + start)) {
		wrong++;
		return;
	}
	back += !flows[flow].back;
	flows[flow].back = true;
	if (proto == IPPROTO_TCP) {
		queue(&lan, source_address(flow + start), port, target_address(flow + start),
		      dport, TCP_ACK, flow + start);
		flush(&lan);
	}
}

static void receive(struct side *side)
{
	uint8_t frame[256];
	ssize_t length;

	while ((length = recv(side->fd, frame, sizeof(frame), 0)) > 0) {
		const uint8_t *ip = frame + 14;

		if (length < 34 || frame[13] || ip[0] != 0x45)
			continue;
		if (ip[9] == IPPROTO_ICMP && ip[20] == 3)
			refused++;
		else if (ip[9] != proto)
			continue;
		else if (side == &wan)
			came_out(ip, length - 34);
		else
			came_back(ip, length - 34);
	}
}

static void wait_for(const unsigned long *value, unsigned long goal)
{
	int64_t end = now_ms() + patience;

	while (*value < goal && now_ms() < end) {
		unsigned long before = *value;

		usleep(1000);
		receive(&lan);
		receive(&wan);
		if (*value > before)
			end = now_ms() + patience;
	}
}

static void send_all(void)
{
	int64_t begin = now_ms();
	unsigned int i;

	for (i = start; i < start + count; i++) {
		queue(&lan, source_address(i), source_port(i), target_address(i), dport,
		      proto == IPPROTO_ICMP ? 8 : TCP_SYN, i);
		sent++;
		if (queued == batch || i == start + count - 1) {
			flush(&lan);
			receive(&wan);
			receive(&lan);
			while (rate && (now_ms() - begin) * rate < (int64_t)sent * 1000)
				usleep(1000);
		}
	}
	wait_for(&out, sent - refused);
}

static void answer_all(void)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		if (!flows[i].out)
			continue;
		queue(&wan, target_address(i + start),
		      proto == IPPROTO_ICMP ? flows[i].port : dport, flows[i].address,
		      flows[i].port, proto == IPPROTO_ICMP ? 0 : TCP_SYNACK, i + start);
		if (queued == batch) {
			flush(&wan);
			receive(&lan);
		}
	}
	flush(&wan);
	wait_for(&back, out);
	receive(&wan);
}

static void count_addresses(void)
{
	static uint8_t seen[1 << 16];
	unsigned int i;

	for (i = 0; i < count; i++) {
		if (flows[i].out && !seen[flows[i].address & 0xffff]) {
			seen[flows[i].address & 0xffff] = 1;
			addresses++;
		}
	}
}

static void do_word(char *word)
{
	bool ok = true;

	if (!strncmp(word, "lan=", 4))
		lan.fd = ns_wire_socket(word + 4, lan.mac);
	else if (!strncmp(word, "wan=", 4))
		wan.fd = ns_wire_socket(word + 4, wan.mac);
	else if (!strcmp(word, "reply"))
		reply = true;
	else if (!strncmp(word, "src=", 4))
		ok = parse_prefix(word + 4, &src_first, &src_last);
	else if (!strncmp(word, "dst=", 4))
		ok = parse_prefix(word + 4, &dst_first, &dst_last);
	else if (!strcmp(word, "proto=tcp"))
		proto = IPPROTO_TCP;
	else if (!strcmp(word, "proto=icmp"))
		proto = IPPROTO_ICMP;
	else if (sscanf(word, "ports=%u+%u", &port_first, &port_count) == 2)
		ok = port_count > 0;
	else if (sscanf(word, "batch=%u", &batch) == 1)
		ok = batch > 0 && batch <= BATCH;
	else
		ok = sscanf(word, "dport=%u", &dport) == 1 ||
		     sscanf(word, "count=%u", &count) == 1 ||
		     sscanf(word, "start=%u", &start) == 1 ||
		     sscanf(word, "tag=%u", &tag) == 1 || sscanf(word, "rate=%u", &rate) == 1 ||
		     sscanf(word, "wait=%u", &patience) == 1 || !strcmp(word, "proto=udp");
	errno = 0;
	if (!ok)
		die("bad word: %s", word);
}

int main(int argc, char **argv)
{
	int64_t begin = now_ms();
	int i;

	for (i = 1; i < argc; i++)
		do_word(argv[i]);
	if (!src_first || !dst_first || !lan.fd || !wan.fd)
		die("lan=, wan=, src= and dst= are needed");
	if (!count)
		count = hosts() * port_count;
	flows = calloc(count, sizeof(*flows));
	for (owner_mask = 1024; owner_mask < 2 * count; owner_mask *= 2)
		;
	owners = calloc(owner_mask, sizeof(*owners));
	if (!flows || !owners)
		die("memory");
	owner_mask--;
	send_all();
	if (reply)
		answer_all();
	count_addresses();
	printf("sent=%lu\nout=%lu\nback=%lu\nwrong=%lu\nrefused=%lu\nowners=%lu\nexternals=%lu\n",
	       sent, out, back, wrong, refused, owned, externals);
	printf("shared=%lu\nmoved=%lu\ncrossed=%lu\npreserved=%lu\nodd=%lu\nstepped=%lu\n",
	       shared, moved, crossed, preserved, odd, stepped);
	printf("spread=%d\naddresses=%lu\nms=%lld\n", __builtin_popcountll(parts), addresses,
	       (long long)(now_ms() - begin));
	return 0;
}
