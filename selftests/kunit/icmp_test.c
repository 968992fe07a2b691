// SPDX-License-Identifier: GPL-2.0-only
/*
 * ICMP errors: which are believed, and what becomes of the packet they quote.
 * As in rewrite_test.c the expected result is the error that is built with
 * the other endpoints from the start.
 */

#include <linux/icmp.h>
#include <linux/natgw.h>
#include <net/checksum.h>
#include <net/ip.h>

#include "frame.h"
#include "packet/icmp.h"
#include "packet/rewrite.h"
#include "suites.h"

enum {
	INSIDE = 0x0a00000b,
	REMOTE = 0xc6336401,
	EXTERNAL = 0xcb007110,
	ROUTER = 0xc6336463,
	EXTENSION = 12,		/* bytes of an RFC 4884 extension: header and one small object */
};

/**
 * struct error - what an ICMP error is made of
 * @quote: the packet it is about
 * @quoted: bytes of it that are quoted, 0: all
 * @padded: zeros follow the quote up to so many bytes; with an extension behind them
 * @type: ICMP type
 * @attribute: RFC 4884's length attribute, in words
 */
struct error {
	struct frame quote;
	u16 quoted;
	u16 padded;
	u8 type;
	u8 attribute;
};

static unsigned int error_write(const struct error *error, u8 *data)
{
	static const u8 extension[EXTENSION] = { 0x20, 0, 0xab, 0xcd, 0, 8, 1, 1, 1, 2, 3, 4 };
	struct icmphdr *icmp = (struct icmphdr *)(data + 20);
	u8 *quote = data + 28;
	unsigned int length = frame_write(&error->quote, quote);
	struct iphdr *ip = (struct iphdr *)data;

	if (error->quoted)
		length = error->quoted;
	if (error->padded) {
		memset(quote + length, 0, error->padded - length);
		memcpy(quote + error->padded, extension, sizeof(extension));
		length = error->padded + sizeof(extension);
	}

	memset(data, 0, 28);
	ip->version = 4;
	ip->ihl = 5;
	ip->tot_len = htons(28 + length);
	ip->ttl = 64;
	ip->protocol = IPPROTO_ICMP;
	ip->saddr = htonl(ROUTER);
	ip->daddr = htonl(EXTERNAL);
	ip_send_check(ip);
	icmp->type = error->type ?: ICMP_DEST_UNREACH;
	icmp->code = 4;
	icmp->un.frag.mtu = htons(1300);
	((u8 *)icmp)[5] = error->attribute;
	frame_checksum(data, 28 + length);
	return 28 + length;
}

static struct frame outbound(u8 proto)
{
	return (struct frame){
		.proto = proto, .saddr = EXTERNAL, .daddr = REMOTE, .sport = 54321,
		.dport = proto == IPPROTO_ICMP ? 54321 : 80, .payload = 40,
	};
}

/*
 * Where the quote ends in the middle of a checksum, the half of it that is there stays as it
 * was: it cannot be mended alone.
 */
static void keep_half_checksum(const struct error *error, u8 *data, unsigned int length)
{
	unsigned int end = error->quote.proto == IPPROTO_TCP ? 17 : 7;
	static u8 original[FRAME_MAX];

	if (error->quoted != frame_ip_size(&error->quote) + end)
		return;
	error_write(error, original);
	data[length - 1] = original[length - 1];
	frame_checksum(data, length);
}

static int to_source(struct natgw_packet *packet, u32 addr, u16 port)
{
	return natgw_icmp_rewrite_quote_source(packet, htonl(addr), htons(port));
}

/* Parses @error as it came, gives its quote the inside source, compares. */
static void expect_translated(struct kunit *test, const struct error *error, bool ports,
			      const char *what)
{
	static const u8 modes[] = { CHECKSUM_NONE, CHECKSUM_COMPLETE };
	unsigned int mode, linear, length;
	struct error inside = *error;
	static u8 data[FRAME_MAX];
	struct natgw_packet packet;

	inside.quote.saddr = INSIDE;
	if (ports)
		inside.quote.sport = 1111;
	if (ports && inside.quote.proto == IPPROTO_ICMP)
		inside.quote.dport = 1111;

	for (mode = 0; mode < ARRAY_SIZE(modes); mode++)
		for (linear = 0; linear < 70; linear += 23) {
			struct sk_buff *skb, *clone;

			length = error_write(error, data);
			skb = frame_skb(test, data, length, linear);
			if (modes[mode] == CHECKSUM_COMPLETE)
				frame_complete(skb);
			clone = skb_clone(skb, GFP_KERNEL);
			KUNIT_ASSERT_NOT_NULL(test, clone);
			frame_keep(test, clone);

			KUNIT_ASSERT_EQ_MSG(test, natgw_packet_parse(skb, &packet), 0, "%s", what);
			KUNIT_EXPECT_EQ(test, packet.kind, (u8)NATGW_PACKET_ICMP_ERROR);
			KUNIT_EXPECT_EQ(test, packet.quote.tuple.saddr, htonl(EXTERNAL));
			KUNIT_EXPECT_EQ(test, packet.quote.tuple.sport, htons(ports ? 54321 : 0));
			KUNIT_ASSERT_EQ(test, to_source(&packet, INSIDE, 1111), 0);
			KUNIT_EXPECT_EQ(test, packet.quote.tuple.saddr, htonl(INSIDE));
			KUNIT_EXPECT_EQ(test, packet.quote.tuple.sport, htons(ports ? 1111 : 0));
			frame_expect(test, clone, data, length, "the clone");
			length = error_write(&inside, data);
			keep_half_checksum(error, data, length);
			frame_expect(test, skb, data, length, what);

			/* And out again: the quoted source is what a reply's destination was. */
			KUNIT_ASSERT_EQ(test, to_source(&packet, EXTERNAL, 54321), 0);
			length = error_write(error, data);
			frame_expect(test, skb, data, length, what);
		}
}

static void quoted_packets_are_translated(struct kunit *test)
{
	static const u8 types[] = { ICMP_DEST_UNREACH, ICMP_SOURCE_QUENCH, ICMP_TIME_EXCEEDED,
				    ICMP_PARAMETERPROB };
	static const u8 protos[] = { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMP };
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(protos); i++)
		for (j = 0; j < ARRAY_SIZE(types); j++) {
			struct error error = { .quote = outbound(protos[i]), .type = types[j] };
			char what[40];

			snprintf(what, sizeof(what), "protocol %u, type %u", protos[i], types[j]);
			expect_translated(test, &error, true, what);
		}
}

/* Eight bytes, up to TCP's checksum, just before its end: never more than there is. */
static void quotes_of_all_lengths_are_translated(struct kunit *test)
{
	static const u8 protos[] = { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMP };
	unsigned int i, l4;

	for (i = 0; i < ARRAY_SIZE(protos); i++)
		for (l4 = 8; l4 < 24; l4++) {
			struct error error = { .quote = outbound(protos[i]), .quoted = 20 + l4 };
			char what[40];

			snprintf(what, sizeof(what), "protocol %u, %u bytes", protos[i], l4);
			expect_translated(test, &error, true, what);
		}
}

static void long_quotes_are_translated(struct kunit *test)
{
	struct error error = { .quote = outbound(IPPROTO_UDP) };

	error.quote.payload = 520;
	expect_translated(test, &error, true, "548 bytes");
}

static void quoted_options_are_honoured(struct kunit *test)
{
	struct error error = { .quote = outbound(IPPROTO_TCP), .quoted = 60 + 8 };

	error.quote.options = 10;
	expect_translated(test, &error, true, "40 bytes of options");
}

static void quoted_udp_without_checksum_stays_without(struct kunit *test)
{
	struct error error = { .quote = outbound(IPPROTO_UDP) };

	error.quote.no_check = true;
	expect_translated(test, &error, true, "no checksum");
}

static void quoted_protocols_without_ports_are_translated(struct kunit *test)
{
	static const u8 protos[] = { IPPROTO_UDPLITE, IPPROTO_DCCP, IPPROTO_SCTP, IPPROTO_GRE };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(protos); i++) {
		struct error error = { .quote = outbound(protos[i]) };

		expect_translated(test, &error, false, "whole");
		error.quoted = 20;
		expect_translated(test, &error, false, "nothing of the transport");
		error.quoted = 27;
		expect_translated(test, &error, false, "not all of the checksum");
	}
}

/* RFC 5508 REQ-3d: what follows the quote, padding or extension, is none of it. */
static void extension_is_passed_intact(struct kunit *test)
{
	static const u8 types[] = { ICMP_DEST_UNREACH, ICMP_TIME_EXCEEDED, ICMP_PARAMETERPROB };
	struct natgw_packet packet;
	static u8 data[FRAME_MAX];
	unsigned int i, length;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		struct error error = {
			.quote = outbound(IPPROTO_TCP), .type = types[i], .quoted = 80,
			.padded = 128, .attribute = 32,
		};

		expect_translated(test, &error, true, "extension");
	}

	/* A quote that ends before TCP's checksum, as the attribute says: an extension follows. */
	{
		struct error error = {
			.quote = outbound(IPPROTO_TCP), .quoted = 28, .padded = 28, .attribute = 7,
		};

		length = error_write(&error, data);
		KUNIT_ASSERT_EQ(test, natgw_packet_parse(frame_skb(test, data, length, 0),
							 &packet), 0);
		KUNIT_EXPECT_EQ(test, packet.quote.l4_length, (u16)8);
		expect_translated(test, &error, true, "extension in place of the checksum");

		/* Without the attribute those bytes are the quote's. */
		error.attribute = 0;
		length = error_write(&error, data);
		KUNIT_ASSERT_EQ(test, natgw_packet_parse(frame_skb(test, data, length, 0),
							 &packet), 0);
		KUNIT_EXPECT_EQ(test, packet.quote.l4_length, (u16)20);
	}

	/* Padding of a small packet: its own length counts. */
	{
		struct error error = {
			.quote = outbound(IPPROTO_UDP), .padded = 128, .attribute = 32,
		};

		error.quote.payload = 2;
		length = error_write(&error, data);
		KUNIT_ASSERT_EQ(test, natgw_packet_parse(frame_skb(test, data, length, 0),
							 &packet), 0);
		KUNIT_EXPECT_EQ(test, packet.quote.l4_length, (u16)10);
	}
}

static void quoted_destination_is_translated(struct kunit *test)
{
	struct error error = { .quote = outbound(IPPROTO_TCP) }, other = error;
	struct natgw_packet packet;
	static u8 data[FRAME_MAX];
	struct sk_buff *skb;

	skb = frame_skb(test, data, error_write(&error, data), 0);
	KUNIT_ASSERT_EQ(test, natgw_packet_parse(skb, &packet), 0);
	KUNIT_ASSERT_EQ(test, natgw_icmp_rewrite_quote_destination(&packet, htonl(INSIDE),
								   htons(1111)), 0);
	other.quote.daddr = INSIDE;
	other.quote.dport = 1111;
	KUNIT_EXPECT_EQ(test, packet.quote.tuple.daddr, htonl(INSIDE));
	KUNIT_EXPECT_EQ(test, packet.quote.tuple.dport, htons(1111));
	KUNIT_EXPECT_EQ(test, packet.quote.tuple.sport, htons(54321));
	frame_expect(test, skb, data, error_write(&other, data), "destination");
}

/* The whole way in: outer destination and quoted source. */
static void outer_and_quoted_address_are_translated(struct kunit *test)
{
	struct error error = { .quote = outbound(IPPROTO_UDP) };
	struct natgw_packet packet;
	static u8 data[FRAME_MAX];
	struct sk_buff *skb;
	unsigned int length;
	struct iphdr *ip = (struct iphdr *)data;

	skb = frame_skb(test, data, error_write(&error, data), 0);
	frame_complete(skb);
	KUNIT_ASSERT_EQ(test, natgw_packet_parse(skb, &packet), 0);
	KUNIT_ASSERT_EQ(test, to_source(&packet, INSIDE, 1111), 0);
	KUNIT_ASSERT_EQ(test, natgw_rewrite_destination(&packet, htonl(INSIDE), htons(9999)), 0);
	error.quote.saddr = INSIDE;
	error.quote.sport = 1111;
	length = error_write(&error, data);
	ip->daddr = htonl(INSIDE);
	ip_send_check(ip);
	frame_expect(test, skb, data, length, "both");
}

static void later_fragment_has_no_ports(struct kunit *test)
{
	struct error error = { .quote = outbound(IPPROTO_UDP) };
	struct natgw_packet packet;
	static u8 data[FRAME_MAX];
	unsigned int length = error_write(&error, data), i;
	struct iphdr *quote = (struct iphdr *)(data + 28);
	struct sk_buff *skb;

	quote->frag_off = htons(IP_MF | 185);
	ip_send_check(quote);
	frame_checksum(data, length);
	skb = frame_skb(test, data, length, 0);
	KUNIT_ASSERT_EQ(test, natgw_packet_parse(skb, &packet), 0);
	KUNIT_EXPECT_TRUE(test, packet.quote.fragment);
	KUNIT_EXPECT_EQ(test, packet.quote.tuple.sport, htons(0));
	KUNIT_ASSERT_EQ(test, to_source(&packet, INSIDE, 1111), 0);
	/* Its data is data: only the address changes. */
	for (i = 48; i < length; i++)
		if (skb->data[i] != data[i])
			break;
	KUNIT_EXPECT_EQ(test, i, length);
	KUNIT_EXPECT_EQ(test, packet.quote.tuple.sport, htons(0));
	KUNIT_EXPECT_TRUE(test, frame_valid(test, skb));
	KUNIT_EXPECT_EQ(test, ip_fast_csum(skb->data + 28, 5), (__sum16)0);
}

/* One change of a good error (about UDP, 28 + 68 bytes) before it is parsed. */
struct spoilt {
	const char *name;
	u16 offset;
	u8 value;
	bool quote_checksum;	/* made right again after the change */
	bool checksum;
	u8 length;		/* of the datagram, 0: unchanged */
	int reason;
};

static const struct spoilt spoilt[] = {
	{ "nothing", 0, 0, true, true, 0, 0 },
	{ "ICMP header", 27, 0x99, true, false, 0, NATGW_REASON_DROP_ICMP_CHECKSUM },
	{ "data behind the quote", 90, 0x99, true, false, 0, NATGW_REASON_DROP_ICMP_CHECKSUM },
	{ "quoted IP checksum", 32, 0x99, false, true, 0, NATGW_REASON_DROP_ICMP_CHECKSUM },
	{ "quoted transport checksum (not looked at)", 55, 0x99, true, true, 0, 0 },
	{ "quoted version", 28, 0x65, true, true, 0, NATGW_REASON_DROP_ICMP_QUOTE },
	{ "quoted IHL 4", 28, 0x44, false, true, 0, NATGW_REASON_DROP_ICMP_QUOTE },
	{ "quoted IHL beyond the end", 28, 0x4f, false, true, 60, NATGW_REASON_DROP_ICMP_QUOTE },
	{ "quoted total length below the header's", 31, 19, true, true, 0,
	  NATGW_REASON_DROP_ICMP_QUOTE },
	{ "no quote", 0, 0, true, true, 28, NATGW_REASON_DROP_ICMP_QUOTE },
	{ "19 bytes of the quote", 0, 0, true, true, 47, NATGW_REASON_DROP_ICMP_QUOTE },
	{ "7 bytes of the quoted transport", 0, 0, true, true, 55, NATGW_REASON_DROP_ICMP_QUOTE },
	{ "length attribute that ends in the ports", 25, 6, true, true, 0,
	  NATGW_REASON_DROP_ICMP_QUOTE },
	{ "length attribute beyond the end (not one)", 25, 100, true, true, 0, 0 },
	{ "quotes an error", 37, IPPROTO_ICMP, true, true, 0, NATGW_REASON_DROP_ICMP_QUOTE },
};

static void spoilt_name(const struct spoilt *one, char *description)
{
	strscpy(description, one->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(spoilt, spoilt, spoilt_name);

static void spoilt_errors_are_refused(struct kunit *test)
{
	const struct spoilt *one = test->param_value;
	struct error error = { .quote = outbound(IPPROTO_UDP) };
	struct natgw_packet packet;
	static u8 data[FRAME_MAX];
	struct iphdr *quote = (struct iphdr *)(data + 28);
	struct iphdr *ip = (struct iphdr *)data;
	unsigned int length, linear;

	/* Read as ICMP, the quoted port is a type: destination unreachable. */
	error.quote.sport = 0x0301;
	length = error_write(&error, data);
	KUNIT_ASSERT_EQ(test, length, 28u + 68u);
	if (one->offset)
		data[one->offset] = one->value;
	if (one->quote_checksum)
		ip_send_check(quote);
	if (one->length) {
		length = one->length;
		ip->tot_len = htons(length);
		ip_send_check(ip);
	}
	if (one->checksum)
		frame_checksum(data, length);
	for (linear = 0; linear < 60; linear += 13) {
		struct sk_buff *skb = frame_skb(test, data, length, linear);

		/* Whatever a device says: it has not looked at ICMP. */
		skb->ip_summed = linear % 2 ? CHECKSUM_UNNECESSARY : CHECKSUM_NONE;
		KUNIT_EXPECT_EQ_MSG(test, natgw_packet_parse(skb, &packet), one->reason,
				    "linear %u", linear);
	}
}

/* An Ethernet trailer is not part of what the checksum covers. */
static void trailer_is_not_summed(struct kunit *test)
{
	struct error error = { .quote = outbound(IPPROTO_UDP) };
	struct natgw_packet packet;
	static u8 data[FRAME_MAX];
	unsigned int length = error_write(&error, data);

	memset(data + length, 0xee, 9);
	KUNIT_EXPECT_EQ(test, natgw_packet_parse(frame_skb(test, data, length + 9, 0), &packet), 0);
}

static struct kunit_case icmp_cases[] = {
	KUNIT_CASE(quoted_packets_are_translated), /* [ICMP-4] */
	KUNIT_CASE(quotes_of_all_lengths_are_translated), /* [ICMP-4] */
	KUNIT_CASE(long_quotes_are_translated), /* [ICMP-4] */
	KUNIT_CASE(quoted_options_are_honoured), /* [ICMP-3b] */
	KUNIT_CASE(quoted_udp_without_checksum_stays_without), /* [ICMP-4 K2] */
	KUNIT_CASE(quoted_protocols_without_ports_are_translated), /* [ICMP-4] */
	KUNIT_CASE(extension_is_passed_intact), /* [ICMP-3d] */
	KUNIT_CASE(quoted_destination_is_translated), /* [ICMP-5] */
	KUNIT_CASE(outer_and_quoted_address_are_translated), /* [ICMP-4] */
	KUNIT_CASE(later_fragment_has_no_ports), /* [K6] */
	KUNIT_CASE_PARAM(spoilt_errors_are_refused, spoilt_gen_params), /* [ICMP-3 ICMP-3a K6] */
	KUNIT_CASE(trailer_is_not_summed),
	{}
};

struct kunit_suite natgw_icmp_suite = {
	.name = "natgw_icmp",
	.init = frame_init,
	.exit = frame_exit,
	.test_cases = icmp_cases,
};
