// SPDX-License-Identifier: GPL-2.0-only
/* Parsing: what is read, and what is refused. */

#include <linux/icmp.h>
#include <linux/natgw.h>
#include <linux/prandom.h>
#include <linux/tcp.h>
#include <linux/udp.h>

#include "frame.h"
#include "packet/packet.h"
#include "suites.h"

enum {
	SOURCE = 0x0a00000b,
	DESTINATION = 0xc6336401,
};

static const struct frame tcp = {
	.proto = IPPROTO_TCP, .saddr = SOURCE, .daddr = DESTINATION, .sport = 1111, .dport = 80,
	.payload = 21, .tcp_flags = 0x18,
};

static const struct frame udp = {
	.proto = IPPROTO_UDP, .saddr = SOURCE, .daddr = DESTINATION, .sport = 1111, .dport = 53,
	.payload = 30,
};

static const struct frame echo = {
	.proto = IPPROTO_ICMP, .saddr = SOURCE, .daddr = DESTINATION, .sport = 0x77,
	.payload = 56,
};

/* One packet, changed at a place before it is parsed. */
struct change {
	const char *name;
	const struct frame *frame;
	u16 offset;		/* where, 0: nowhere */
	u8 value;		/* what is written there */
	u16 cut;		/* the buffer ends here, 0: where the packet does */
	int reason;
};

static const struct change changes[] = {
	{ "good tcp", &tcp },
	{ "good udp", &udp },
	{ "good echo", &echo },
	{ "version 6", &tcp, 0, 0x65, 0, NATGW_REASON_DROP_MALFORMED },
	{ "IHL 4", &tcp, 0, 0x44, 0, NATGW_REASON_DROP_MALFORMED },
	{ "IHL 0", &tcp, 0, 0x40, 0, NATGW_REASON_DROP_MALFORMED },
	{ "IHL 15, beyond the transport header", &tcp, 0, 0x4f, 0, NATGW_REASON_DROP_MALFORMED },
	{ "no whole IP header", &tcp, 0, 0, 19, NATGW_REASON_DROP_TRUNCATED },
	{ "nothing", &tcp, 0, 0, 1, NATGW_REASON_DROP_TRUNCATED },
	{ "IP options cut off", &tcp, 0, 0x46, 22, NATGW_REASON_DROP_TRUNCATED },
	{ "total length below the header's", &udp, 3, 19, 0, NATGW_REASON_DROP_MALFORMED },
	{ "total length 0", &udp, 3, 0, 0, NATGW_REASON_DROP_MALFORMED },
	{ "total length beyond the buffer", &udp, 3, 200, 0, NATGW_REASON_DROP_TRUNCATED },
	{ "buffer ends in the data", &udp, 0, 0, 40, NATGW_REASON_DROP_TRUNCATED },
	{ "first fragment", &udp, 6, 0x20, 0, NATGW_REASON_DROP_MALFORMED },
	{ "later fragment", &udp, 7, 0x01, 0, NATGW_REASON_DROP_MALFORMED },
	{ "tcp header of 19 bytes", &tcp, 3, 39, 0, NATGW_REASON_DROP_MALFORMED },
	{ "tcp data offset 4", &tcp, 32, 0x40, 0, NATGW_REASON_DROP_MALFORMED },
	{ "tcp data offset beyond the end", &tcp, 32, 0xb0, 0, NATGW_REASON_DROP_MALFORMED },
	{ "tcp data offset up to the end", &tcp, 32, 0xa0, 0, 0 },
	{ "tcp without flags", &tcp, 33, 0, 0, NATGW_REASON_DROP_MALFORMED },
	{ "tcp SYN and FIN", &tcp, 33, 0x03, 0, NATGW_REASON_DROP_MALFORMED },
	{ "tcp SYN and RST", &tcp, 33, 0x06, 0, NATGW_REASON_DROP_MALFORMED },
	{ "tcp FIN, PSH, URG", &tcp, 33, 0x29, 0, NATGW_REASON_DROP_MALFORMED },
	{ "tcp SYN, ECE, CWR (RFC 3168)", &tcp, 33, 0xc2, 0, 0 },
	{ "udp length 7", &udp, 25, 7, 0, NATGW_REASON_DROP_MALFORMED },
	{ "udp length beyond the datagram", &udp, 25, 39, 0, NATGW_REASON_DROP_MALFORMED },
	{ "udp length below the datagram's (RFC 768 allows it)", &udp, 25, 10, 0, 0 },
	{ "udp header of 7 bytes", &udp, 3, 27, 0, NATGW_REASON_DROP_MALFORMED },
	{ "icmp header of 7 bytes", &echo, 3, 27, 0, NATGW_REASON_DROP_MALFORMED },
	{ "icmp header alone", &echo, 3, 28, 0, 0 },
};

static void change_name(const struct change *change, char *description)
{
	strscpy(description, change->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(change, changes, change_name);

static void refused_or_not(struct kunit *test)
{
	const struct change *change = test->param_value;
	u8 *data = kunit_kzalloc(test, FRAME_MAX, GFP_KERNEL);
	struct natgw_packet packet;
	unsigned int length, linear;

	KUNIT_ASSERT_NOT_NULL(test, data);
	length = frame_write(change->frame, data);
	if (change->offset || change->value)
		data[change->offset] = change->value;
	/* All of it linear, none, and cut in the headers: the answer must not depend on it. */
	for (linear = 0; linear < 50; linear += 7) {
		struct sk_buff *skb = frame_skb(test, data, change->cut ?: length, linear);

		KUNIT_EXPECT_EQ_MSG(test, natgw_packet_parse(skb, &packet), change->reason,
				    "linear %u", linear);
	}
}

/* @offset of a 16-bit field that must not be 0. */
static int parse_with_port_0(struct kunit *test, const struct frame *frame, unsigned int offset)
{
	struct sk_buff *skb = frame_make(test, frame, 0);
	struct natgw_packet packet;

	memset(skb->data + offset, 0, 2);
	return natgw_packet_parse(skb, &packet);
}

static void port_0_is_refused_but_as_udp_source(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, parse_with_port_0(test, &tcp, 20), NATGW_REASON_DROP_MALFORMED);
	KUNIT_EXPECT_EQ(test, parse_with_port_0(test, &tcp, 22), NATGW_REASON_DROP_MALFORMED);
	KUNIT_EXPECT_EQ(test, parse_with_port_0(test, &udp, 20), 0);
	KUNIT_EXPECT_EQ(test, parse_with_port_0(test, &udp, 22), NATGW_REASON_DROP_MALFORMED);
	KUNIT_EXPECT_EQ(test, parse_with_port_0(test, &echo, 24), 0);
}

static void tcp_header_is_read(struct kunit *test)
{
	struct natgw_packet packet;
	struct sk_buff *skb = frame_make(test, &tcp, 1);

	KUNIT_ASSERT_EQ(test, natgw_packet_parse(skb, &packet), 0);
	KUNIT_EXPECT_EQ(test, packet.kind, (u8)NATGW_PACKET_FLOW);
	KUNIT_EXPECT_EQ(test, packet.tuple.proto, (u8)IPPROTO_TCP);
	KUNIT_EXPECT_EQ(test, packet.tuple.saddr, htonl(SOURCE));
	KUNIT_EXPECT_EQ(test, packet.tuple.daddr, htonl(DESTINATION));
	KUNIT_EXPECT_EQ(test, packet.tuple.sport, htons(1111));
	KUNIT_EXPECT_EQ(test, packet.tuple.dport, htons(80));
	KUNIT_EXPECT_EQ(test, packet.tuple.realm, (u8)0);
	KUNIT_EXPECT_EQ(test, packet.tuple.zone, (u16)0);
	KUNIT_EXPECT_EQ(test, packet.l4_offset, (u16)20);
	KUNIT_EXPECT_EQ(test, packet.length, 61u);
	KUNIT_EXPECT_EQ(test, packet.payload, 21u);
	KUNIT_EXPECT_EQ(test, packet.seq, 0x01020304u);
	KUNIT_EXPECT_EQ(test, packet.ack, 0x05060708u);
	KUNIT_EXPECT_EQ(test, packet.window, (u16)0x090a);
	KUNIT_EXPECT_EQ(test, packet.window_scale, (u8)NATGW_TCP_SCALE_ABSENT);
	/* PSH is not among those the state machine looks at. */
	KUNIT_EXPECT_EQ(test, packet.tcp_flags, (u8)NATGW_TCP_ACK);
}

static void ip_options_move_the_transport_header(struct kunit *test)
{
	struct frame frame = udp;
	struct natgw_packet packet;

	frame.options = 10;
	KUNIT_ASSERT_EQ(test, natgw_packet_parse(frame_make(test, &frame, 1), &packet), 0);
	KUNIT_EXPECT_EQ(test, packet.l4_offset, (u16)60);
	KUNIT_EXPECT_EQ(test, packet.tuple.sport, htons(1111));
	KUNIT_EXPECT_EQ(test, packet.tuple.dport, htons(53));
}

static void identifier_of_a_query_is_both_ports(struct kunit *test)
{
	static const u8 types[] = {
		ICMP_ECHO, ICMP_ECHOREPLY, ICMP_TIMESTAMP, ICMP_TIMESTAMPREPLY,
	};
	struct natgw_packet packet;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		struct sk_buff *skb = frame_make(test, &echo, 0);

		skb->data[20] = types[i];
		KUNIT_ASSERT_EQ(test, natgw_packet_parse(skb, &packet), 0);
		KUNIT_EXPECT_EQ(test, packet.kind, (u8)NATGW_PACKET_FLOW);
		KUNIT_EXPECT_EQ(test, packet.icmp_type, types[i]);
		KUNIT_EXPECT_EQ(test, packet.tuple.sport, htons(0x77));
		KUNIT_EXPECT_EQ(test, packet.tuple.dport, htons(0x77));
	}
}

static void other_icmp_types_are_neither_query_nor_error(struct kunit *test)
{
	static const u8 types[] = { ICMP_REDIRECT, 9, 10, 15, 16, 17, 18, 30, 42, 200, 255 };
	struct natgw_packet packet;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		struct sk_buff *skb = frame_make(test, &echo, 0);

		skb->data[20] = types[i];
		KUNIT_ASSERT_EQ(test, natgw_packet_parse(skb, &packet), 0);
		KUNIT_EXPECT_EQ_MSG(test, packet.kind, (u8)NATGW_PACKET_ICMP_OTHER, "type %u",
				    types[i]);
		KUNIT_EXPECT_EQ(test, packet.tuple.sport, htons(0));
	}
}

static void other_protocols_have_no_ports(struct kunit *test)
{
	static const u8 protos[] = { IPPROTO_GRE, IPPROTO_ESP, IPPROTO_SCTP, IPPROTO_UDPLITE,
				     IPPROTO_DCCP, 253 };
	struct natgw_packet packet;
	struct frame frame = udp;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(protos); i++) {
		frame.proto = protos[i];
		KUNIT_ASSERT_EQ(test, natgw_packet_parse(frame_make(test, &frame, 0), &packet), 0);
		KUNIT_EXPECT_EQ(test, packet.kind, (u8)NATGW_PACKET_OTHER);
		KUNIT_EXPECT_EQ(test, packet.tuple.sport, htons(0));
		KUNIT_EXPECT_EQ(test, packet.tuple.dport, htons(0));
	}
	/* Without room for the checksum that has to be mended. */
	frame.payload = 7;
	frame.proto = 253;
	for (i = IPPROTO_DCCP; i <= IPPROTO_UDPLITE; i += IPPROTO_UDPLITE - IPPROTO_DCCP) {
		struct sk_buff *skb = frame_make(test, &frame, 0);

		ip_hdr(skb)->protocol = i;
		KUNIT_EXPECT_EQ(test, natgw_packet_parse(skb, &packet),
				NATGW_REASON_DROP_MALFORMED);
	}
}

struct scale {
	const char *name;
	u8 options[12];
	u8 scale;
};

static const struct scale scales[] = {
	{ "none", { 1, 1, 1, 1 }, 0xff },
	{ "alone", { 3, 3, 7, 0 }, 7 },
	{ "as Linux has it", { 2, 4, 5, 180, 4, 2, 1, 1, 1, 3, 3, 9 }, 9 },
	{ "0 is one", { 3, 3, 0, 0 }, 0 },
	{ "after the end", { 0, 3, 3, 7 }, 0xff },
	{ "of a wrong length", { 3, 4, 7, 7 }, 0xff },
	{ "behind an option of length 0", { 8, 0, 3, 3, 7, 0 }, 0xff },
	{ "behind an option of length 1", { 8, 1, 3, 3, 7, 0 }, 0xff },
	{ "behind an option that goes beyond the end", { 8, 40, 3, 3, 7, 0 }, 0xff },
	{ "cut off", { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 3 }, 0xff },
	{ "one byte of it", { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3 }, 0xff },
};

static void scale_name(const struct scale *scale, char *description)
{
	strscpy(description, scale->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(scale, scales, scale_name);

static void window_scale_is_found(struct kunit *test)
{
	const struct scale *scale = test->param_value;
	struct frame frame = tcp;
	struct natgw_packet packet;
	struct sk_buff *skb;

	frame.tcp_flags = NATGW_TCP_SYN;
	skb = frame_make(test, &frame, 0);
	memcpy(skb->data + 40, scale->options, sizeof(scale->options));
	tcp_hdr(skb)->doff = 8;
	KUNIT_ASSERT_EQ(test, natgw_packet_parse(skb, &packet), 0);
	KUNIT_EXPECT_EQ(test, packet.window_scale, scale->scale);
	KUNIT_EXPECT_EQ(test, packet.payload, 9u);

	/* Only a SYN has one. */
	tcp_hdr(skb)->syn = 0;
	tcp_hdr(skb)->ack = 1;
	KUNIT_ASSERT_EQ(test, natgw_packet_parse(skb, &packet), 0);
	KUNIT_EXPECT_EQ(test, packet.window_scale, (u8)NATGW_TCP_SCALE_ABSENT);
}

/* The offset of the segment size, from the TCP header on. */
static void segment_size_is_found(struct kunit *test)
{
	static const struct {
		u8 options[12];
		u8 offset;
	} cases[] = {
		{ { 2, 4, 5, 0xb4, 0 }, 22 },
		{ { 1, 2, 4, 5, 0xb4, 0 }, 23 },
		{ { 4, 2, 2, 4, 5, 0xb4 }, 24 },
		{ { 8, 10, 2, 4, 5, 0xb4, 9, 9, 9, 9, 0 }, 0 },	/* inside another option */
		{ { 2, 3, 5, 0xb4, 0 }, 0 },			/* of another length */
		{ { 0, 2, 4, 5, 0xb4 }, 0 },			/* behind the end */
		{ { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4 }, 0 },	/* cut off */
		{ { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2 }, 0 },
		{ { 2, 0, 5, 0xb4 }, 0 },
		{ { 2, 4, 1, 2, 2, 4, 3, 4 }, 22 },		/* the first one counts */
	};
	struct natgw_packet packet;
	struct sk_buff *skb;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct frame frame = tcp;

		frame.tcp_flags = NATGW_TCP_SYN;
		frame.payload = 12;
		skb = frame_make(test, &frame, 0);
		memcpy(skb->data + 40, cases[i].options, sizeof(cases[i].options));
		tcp_hdr(skb)->doff = 8;
		KUNIT_ASSERT_EQ(test, natgw_packet_parse(skb, &packet), 0);
		KUNIT_EXPECT_EQ_MSG(test, packet.mss_offset, cases[i].offset, "case %u", i);
	}
}

/* Whatever bytes come: no access out of bounds (KASAN), and an answer. */
static void noise_is_survived(struct kunit *test)
{
	u8 *data = kunit_kzalloc(test, 128, GFP_KERNEL);
	unsigned int i, accepted = 0;
	struct rnd_state random;

	KUNIT_ASSERT_NOT_NULL(test, data);
	prandom_seed_state(&random, 42);
	for (i = 0; i < 20000; i++) {
		static const u8 protos[] = { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMP, IPPROTO_DCCP };
		unsigned int length = 1 + prandom_u32_state(&random) % 127;
		struct natgw_packet packet;
		struct sk_buff *skb;
		int reason;

		prandom_bytes_state(&random, data, 128);
		/* Near enough to a packet to get past the first lines. */
		data[0] = 0x45 + i % 3;
		data[2] = 0;
		data[3] = length - i % 2;
		data[6] = 0;
		data[7] = 0;
		data[9] = protos[i % 4];
		skb = frame_skb(test, data, length, 1 + i % length);
		reason = natgw_packet_parse(skb, &packet);
		if (reason && !(reason > 0 && reason <= NATGW_REASON_MAX))
			KUNIT_FAIL(test, "packet %u: %d", i, reason);
		accepted += !reason;
		skb_unlink(skb, test->priv);
		kfree_skb(skb);
	}
	KUNIT_EXPECT_GT(test, accepted, 100u);
}

static struct kunit_case packet_cases[] = {
	KUNIT_CASE_PARAM(refused_or_not, change_gen_params), /* [K6] */
	KUNIT_CASE(port_0_is_refused_but_as_udp_source), /* [K7] */
	KUNIT_CASE(tcp_header_is_read),
	KUNIT_CASE(ip_options_move_the_transport_header), /* [TN-6] */
	KUNIT_CASE(identifier_of_a_query_is_both_ports), /* [K7] */
	KUNIT_CASE(other_icmp_types_are_neither_query_nor_error), /* [ICMP-11] */
	KUNIT_CASE(other_protocols_have_no_ports), /* [OTHER-1] */
	KUNIT_CASE_PARAM(window_scale_is_found, scale_gen_params),
	KUNIT_CASE(segment_size_is_found),
	KUNIT_CASE(noise_is_survived), /* [K6] */
	{}
};

struct kunit_suite natgw_packet_suite = {
	.name = "natgw_packet",
	.init = frame_init,
	.exit = frame_exit,
	.test_cases = packet_cases,
};
