// SPDX-License-Identifier: GPL-2.0-only
/* Rewriting a packet's endpoints: the result is the packet built with them from the start. */

#include <linux/natgw.h>
#include <linux/netdevice.h>
#include <linux/tcp.h>
#include <net/ip.h>

#include "frame.h"
#include "packet/rewrite.h"
#include "suites.h"

enum {
	INSIDE = 0x0a00000b,		/* 10.0.0.11 */
	REMOTE = 0xc6336401,		/* 198.51.100.1 */
	EXTERNAL = 0xcb007110,		/* 203.0.113.16 */
};

/* Each kind of packet that is rewritten in its own way. */
static const struct {
	const char *name;
	struct frame frame;
	bool ports;
	bool can_be_partial;
} kinds[] = {
	{ "tcp", { .proto = IPPROTO_TCP, .payload = 100 }, true, true },
	{ "tcp of odd length", { .proto = IPPROTO_TCP, .payload = 7 }, true, true },
	{ "tcp without data, with options", { .proto = IPPROTO_TCP, .options = 10 }, true, true },
	{ "udp", { .proto = IPPROTO_UDP, .payload = 33 }, true, true },
	{ "udp without checksum", { .proto = IPPROTO_UDP, .payload = 20, .no_check = true }, true },
	{ "udp without data", { .proto = IPPROTO_UDP }, true, true },
	{ "icmp echo", { .proto = IPPROTO_ICMP, .payload = 56 }, true },
	{ "icmp timestamp", { .proto = IPPROTO_ICMP, .payload = 12, .icmp_type = 13 }, true },
	{ "icmp address mask", { .proto = IPPROTO_ICMP, .payload = 4, .icmp_type = 17 } },
	{ "udp-lite", { .proto = IPPROTO_UDPLITE, .payload = 40 } },
	{ "dccp", { .proto = IPPROTO_DCCP, .payload = 40 } },
	{ "sctp", { .proto = IPPROTO_SCTP, .payload = 40 } },
	{ "gre", { .proto = IPPROTO_GRE, .payload = 40, .options = 1 } },
	{ "a protocol without any data", { .proto = 253 } },
};

enum shape { LINEAR, NOTHING_LINEAR, HALF_LINEAR, CLONED, SHAPES };

static const u8 summed[] = {
	CHECKSUM_NONE, CHECKSUM_UNNECESSARY, CHECKSUM_COMPLETE, CHECKSUM_PARTIAL,
};

static const char * const summed_names[] = {
	[CHECKSUM_NONE] = "none", [CHECKSUM_UNNECESSARY] = "unnecessary",
	[CHECKSUM_COMPLETE] = "complete", [CHECKSUM_PARTIAL] = "partial",
};

/* The endpoints before and after, by what is rewritten. */
static struct frame before(const struct frame *kind, u16 port)
{
	struct frame frame = *kind;

	frame.saddr = INSIDE;
	frame.daddr = REMOTE;
	frame.sport = port;
	frame.dport = frame.proto == IPPROTO_ICMP ? port : 80;
	return frame;
}

static struct frame after(const struct frame *kind, bool source, bool ports, u16 port)
{
	struct frame frame = *kind;

	if (source)
		frame.saddr = EXTERNAL;
	else
		frame.daddr = EXTERNAL;
	/* The identifier of an ICMP query is its "source port", whichever is rewritten. */
	if (ports && (source || frame.proto == IPPROTO_ICMP))
		frame.sport = port;
	if (ports && (!source || frame.proto == IPPROTO_ICMP))
		frame.dport = port;
	return frame;
}

static struct sk_buff *shaped(struct kunit *test, const struct frame *frame, enum shape shape,
			      u8 ip_summed)
{
	struct sk_buff *skb = frame_make(test, frame, shape == NOTHING_LINEAR ? 1 :
					 shape == HALF_LINEAR ? 30 : 0);

	if (ip_summed == CHECKSUM_PARTIAL)
		frame_partial(skb);
	else if (ip_summed == CHECKSUM_COMPLETE)
		frame_complete(skb);
	skb->ip_summed = ip_summed;
	return skb;
}

static int rewrite(struct natgw_packet *packet, bool source, u16 port)
{
	return source ? natgw_rewrite_source(packet, htonl(EXTERNAL), htons(port)) :
			natgw_rewrite_destination(packet, htonl(EXTERNAL), htons(port));
}

static void expect_tuple(struct kunit *test, const struct natgw_packet *packet,
			 const struct frame *frame, bool ports, const char *what)
{
	const struct natgw_tuple *tuple = &packet->tuple;

	KUNIT_EXPECT_EQ_MSG(test, tuple->saddr, htonl(frame->saddr), "%s", what);
	KUNIT_EXPECT_EQ_MSG(test, tuple->daddr, htonl(frame->daddr), "%s", what);
	KUNIT_EXPECT_EQ_MSG(test, tuple->sport, htons(ports ? frame->sport : 0), "%s", what);
	KUNIT_EXPECT_EQ_MSG(test, tuple->dport, htons(ports ? frame->dport : 0), "%s", what);
}

static void try(struct kunit *test, unsigned int kind, enum shape shape, u8 ip_summed, bool source)
{
	struct frame old = before(&kinds[kind].frame, 1111);
	struct frame new = after(&old, source, kinds[kind].ports, 54321);
	struct sk_buff *skb, *clone = NULL;
	static u8 data[FRAME_MAX];
	struct natgw_packet packet;
	unsigned int length;
	char what[80];

	snprintf(what, sizeof(what), "%s, shape %d, %s, %s", kinds[kind].name, shape,
		 summed_names[ip_summed], source ? "source" : "destination");
	skb = shaped(test, &old, shape, ip_summed);
	if (shape == CLONED) {
		clone = skb_clone(skb, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, clone);
		frame_keep(test, clone);
	}

	KUNIT_ASSERT_EQ_MSG(test, natgw_packet_parse(skb, &packet), 0, "%s", what);
	expect_tuple(test, &packet, &old, kinds[kind].ports, what);
	KUNIT_ASSERT_EQ_MSG(test, rewrite(&packet, source, 54321), 0, "%s", what);
	expect_tuple(test, &packet, &new, kinds[kind].ports, what);

	length = frame_write(&new, data);
	frame_expect(test, skb, data, length, what);
	if (clone) {
		length = frame_write(&old, data);
		frame_expect(test, clone, data, length, "the clone");
	}
}

static void summed_as(struct kunit *test, u8 ip_summed)
{
	unsigned int kind, shape;

	for (kind = 0; kind < ARRAY_SIZE(kinds); kind++) {
		if (ip_summed == CHECKSUM_PARTIAL && !kinds[kind].can_be_partial)
			continue;
		for (shape = 0; shape < SHAPES; shape++) {
			try(test, kind, shape, ip_summed, true);
			try(test, kind, shape, ip_summed, false);
		}
	}
}

static void checksum_none_is_mended(struct kunit *test)
{
	summed_as(test, CHECKSUM_NONE);
}

static void checksum_unnecessary_is_mended(struct kunit *test)
{
	summed_as(test, CHECKSUM_UNNECESSARY);
}

static void checksum_complete_is_mended_with_the_devices_sum(struct kunit *test)
{
	summed_as(test, CHECKSUM_COMPLETE);
}

static void checksum_partial_is_left_to_be_finished(struct kunit *test)
{
	summed_as(test, CHECKSUM_PARTIAL);
}

static const u8 mss_even[] = { 2, 4, 0x05, 0xb4, 1, 1, 1, 1 };
static const u8 mss_odd[] = { 1, 2, 4, 0x05, 0xb4, 3, 3, 7 };

/* A SYN that announces @mss bytes, whole, all sums from scratch. */
static unsigned int write_syn(u8 *data, const u8 *options, unsigned int at, u16 mss)
{
	struct frame frame = before(&(struct frame){ .proto = IPPROTO_TCP, .payload = 8,
						     .tcp_flags = 0x02 }, 1111);
	unsigned int length = frame_write(&frame, data);
	struct tcphdr *tcp = (struct tcphdr *)(data + sizeof(struct iphdr));

	memcpy(tcp + 1, options, 8);
	tcp->doff = 7;
	data[40 + at] = mss >> 8;
	data[41 + at] = mss;
	frame_checksum(data, length);
	return length;
}

static void try_mss(struct kunit *test, const u8 *options, unsigned int at, u8 ip_summed)
{
	static const u16 wanted[][2] = {	/* what is asked for, what becomes of 1460 */
		{ 1360, 1360 }, { 88, 88 }, { 0x5b4, 1460 }, { 1461, 1460 }, { 9000, 1460 },
		{ 0, 1460 }, { 1459, 1459 }, { 0x0405, 0x0405 },
	};
	static u8 old[FRAME_MAX], new[FRAME_MAX];
	struct natgw_packet packet;
	struct sk_buff *skb;
	unsigned int length, i;
	char what[80];

	for (i = 0; i < ARRAY_SIZE(wanted); i++) {
		snprintf(what, sizeof(what), "%s, offset %u, to %u", summed_names[ip_summed], at,
			 wanted[i][0]);
		length = write_syn(old, options, at, 1460);
		skb = frame_skb(test, old, length, 30);
		if (ip_summed == CHECKSUM_PARTIAL)
			frame_partial(skb);
		else if (ip_summed == CHECKSUM_COMPLETE)
			frame_complete(skb);
		skb->ip_summed = ip_summed;
		KUNIT_ASSERT_EQ_MSG(test, natgw_packet_parse(skb, &packet), 0, "%s", what);
		KUNIT_ASSERT_EQ_MSG(test, packet.mss_offset, (u8)(20 + at), "%s", what);
		KUNIT_EXPECT_EQ_MSG(test, natgw_rewrite_mss(&packet, wanted[i][0]), 0, "%s", what);
		write_syn(new, options, at, wanted[i][1]);
		frame_expect(test, skb, new, length, what);
	}
}

static void segment_size_is_lowered_with_its_checksum(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(summed); i++) {
		try_mss(test, mss_even, 2, summed[i]);
		try_mss(test, mss_odd, 3, summed[i]);
	}
}

/* @new as it was before its source was rewritten: the same data, another sum. */
static unsigned int write_before(const struct frame *new, u8 *data)
{
	unsigned int length = frame_write(new, data);
	struct iphdr *ip = (struct iphdr *)data;
	__be16 port = htons(1111);

	ip->saddr = htonl(INSIDE);
	ip_send_check(ip);
	if (new->proto == IPPROTO_ICMP)
		memcpy(data + 24, &port, sizeof(port));
	else if (new->proto != IPPROTO_UDPLITE)
		memcpy(data + 20, &port, sizeof(port));
	frame_checksum(data, length);
	return length;
}

static void try_zero(struct kunit *test, u8 proto, u8 ip_summed)
{
	struct frame new = {
		.proto = proto, .saddr = EXTERNAL, .daddr = REMOTE, .sport = 54321, .dport = 54321,
		.payload = 10, .to_zero = true,
	};
	struct natgw_packet packet;
	static u8 data[FRAME_MAX];
	struct sk_buff *skb;

	skb = frame_skb(test, data, write_before(&new, data), 0);
	if (ip_summed == CHECKSUM_PARTIAL)
		frame_partial(skb);
	else if (ip_summed == CHECKSUM_COMPLETE)
		frame_complete(skb);

	KUNIT_ASSERT_EQ(test, natgw_packet_parse(skb, &packet), 0);
	KUNIT_ASSERT_EQ(test, rewrite(&packet, true, 54321), 0);
	frame_expect(test, skb, data, frame_write(&new, data), summed_names[ip_summed]);
}

/* K2: a UDP checksum that comes out as 0 is sent as 0xffff; TCP's and ICMP's are sent as 0. */
static void sum_that_comes_out_as_zero(struct kunit *test)
{
	static const u8 protos[] = { IPPROTO_UDP, IPPROTO_TCP, IPPROTO_ICMP, IPPROTO_UDPLITE };
	unsigned int i, mode;

	for (i = 0; i < ARRAY_SIZE(protos); i++)
		for (mode = 0; mode < ARRAY_SIZE(summed); mode++) {
			/* Who finishes TCP's sends 0xffff as well (skb_checksum_help()). */
			if (summed[mode] == CHECKSUM_PARTIAL && protos[i] != IPPROTO_UDP)
				continue;
			try_zero(test, protos[i], summed[mode]);
		}
}

/* Back and forth through many ports: nothing may add up. */
static void many_rewrites_leave_no_trace(struct kunit *test)
{
	unsigned int mode, i;

	for (mode = 0; mode < ARRAY_SIZE(summed); mode++) {
		struct frame old = before(&kinds[0].frame, 1111);
		struct sk_buff *skb = shaped(test, &old, LINEAR, summed[mode]);
		struct natgw_packet packet;
		static u8 data[FRAME_MAX];

		KUNIT_ASSERT_EQ(test, natgw_packet_parse(skb, &packet), 0);
		for (i = 0; i < 65536; i += 7)
			rewrite(&packet, true, i);
		natgw_rewrite_source(&packet, htonl(INSIDE), htons(1111));
		frame_expect(test, skb, data, frame_write(&old, data),
			     summed_names[summed[mode]]);
	}
}

/* A packet inside another has its checksum filled in later, which says nothing about ours. */
static void partial_of_an_inner_packet_is_not_ours(struct kunit *test)
{
	struct frame old = before(&kinds[3].frame, 1111);
	struct frame new = after(&old, true, true, 54321);
	struct sk_buff *skb = frame_make(test, &old, 0);
	struct natgw_packet packet;
	static u8 data[FRAME_MAX];

	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->csum_start = skb_transport_header(skb) + 8 - skb->head;
	skb->csum_offset = 16;
	KUNIT_EXPECT_FALSE(test, natgw_rewrite_is_partial(skb, 20, IPPROTO_UDP));
	KUNIT_ASSERT_EQ(test, natgw_packet_parse(skb, &packet), 0);
	KUNIT_ASSERT_EQ(test, rewrite(&packet, true, 54321), 0);
	skb->ip_summed = CHECKSUM_NONE;
	frame_expect(test, skb, data, frame_write(&new, data), "outer");

	/* But a tunnel to be segmented has an outer field of the same kind. */
	skb->ip_summed = CHECKSUM_PARTIAL;
	skb_shinfo(skb)->gso_size = 10;
	skb_shinfo(skb)->gso_type = SKB_GSO_UDP_TUNNEL_CSUM | SKB_GSO_TCPV4;
	KUNIT_EXPECT_TRUE(test, natgw_rewrite_is_partial(skb, 20, IPPROTO_UDP));
	KUNIT_EXPECT_FALSE(test, natgw_rewrite_is_partial(skb, 20, IPPROTO_TCP));
}

/* Bytes behind the datagram are none of it (an Ethernet trailer). */
static void trailer_is_left_alone(struct kunit *test)
{
	struct frame old = before(&kinds[3].frame, 1111);
	struct frame new = after(&old, true, true, 54321);
	struct natgw_packet packet;
	static u8 data[FRAME_MAX];
	unsigned int length = frame_write(&old, data);
	struct sk_buff *skb;

	memset(data + length, 0xee, 9);
	skb = frame_skb(test, data, length + 9, 0);
	KUNIT_ASSERT_EQ(test, natgw_packet_parse(skb, &packet), 0);
	KUNIT_EXPECT_EQ(test, packet.length, length);
	KUNIT_ASSERT_EQ(test, rewrite(&packet, true, 54321), 0);
	frame_write(&new, data);
	frame_expect(test, skb, data, length + 9, "trailer");
}

static struct kunit_case rewrite_cases[] = {
	KUNIT_CASE(checksum_none_is_mended), /* [K1 K4 K5 CK-1] */
	KUNIT_CASE(checksum_unnecessary_is_mended), /* [K1] */
	KUNIT_CASE(checksum_complete_is_mended_with_the_devices_sum), /* [K1] */
	KUNIT_CASE(segment_size_is_lowered_with_its_checksum), /* [K1] */
	KUNIT_CASE(checksum_partial_is_left_to_be_finished), /* [K1] */
	KUNIT_CASE(sum_that_comes_out_as_zero), /* [K2 CK-1] */
	KUNIT_CASE(many_rewrites_leave_no_trace),
	KUNIT_CASE(partial_of_an_inner_packet_is_not_ours), /* [K1] */
	KUNIT_CASE(trailer_is_left_alone),
	{}
};

struct kunit_suite natgw_rewrite_suite = {
	.name = "natgw_rewrite",
	.init = frame_init,
	.exit = frame_exit,
	.test_cases = rewrite_cases,
};
