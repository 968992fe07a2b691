// SPDX-License-Identifier: GPL-2.0-only
/*
 * The parser (kmod/packet/packet.c) and what writes headers (rewrite.c, icmp.c), with buffers that
 * move at every touch. What is parsed is held against a plain reading of the bytes; a packet that
 * is rewritten has the new endpoint, the checksums as right or as wrong as before, and is else the
 * same.
 */
#include <linux/in.h>
#include <linux/natgw.h>

#include "packet/icmp.h"
#include "packet/packet.h"
#include "packet/rewrite.h"

#include "input.h"

enum { SIZE_MAX_FUZZ = 2000 };

enum control {
	SEAL = 0x01,		/* IP, ICMP and quoted IP checksums are made right */
	SEAL_TRANSPORT = 0x02,
	PARTIAL_ELSEWHERE = 0x04,
	LINEAR = 0x08,
	GSO = 0x10,
	TUNNEL = 0x20,
};

static u16 next_id;

void __ip_select_ident(struct net *net, struct iphdr *ip, int segments)
{
	(void)net;
	fuzz_assert(segments > 0);
	ip->id = next_id;
	next_id += segments;
}

static u32 get(const u8 *at, unsigned int size)
{
	u32 value = 0;

	while (size--)
		value = value << 8 | *at++;
	return value;
}

static void put16(u8 *at, u16 raw)
{
	memcpy(at, &raw, 2);
}

static u16 raw16(const u8 *at)
{
	u16 raw;

	memcpy(&raw, at, 2);
	return raw;
}

static u32 raw32(const u8 *at)
{
	u32 raw;

	memcpy(&raw, at, 4);
	return raw;
}

/* Offset of the checksum in a transport header, 0 where there is none that natgw knows. */
static unsigned int check_at(u8 proto)
{
	switch (proto) {
	case IPPROTO_TCP:
		return 16;
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
	case IPPROTO_DCCP:
		return 6;
	case IPPROTO_ICMP:
		return 2;
	default:
		return 0;
	}
}

static __wsum pseudo(const u8 *ip, unsigned int length)
{
	return csum_partial(ip + 12, 8, (u32)htons(ip[9]) + htons(length));
}

static void seal_ip(u8 *ip, unsigned int room)
{
	unsigned int header = (ip[0] & 15) * 4;

	if (header < 20 || header > room)
		return;
	put16(ip + 10, 0);
	put16(ip + 10, csum_fold(csum_partial(ip, header, 0)));
}

static void seal_transport(u8 *ip, unsigned int room)
{
	unsigned int header = (ip[0] & 15) * 4, length = get(ip + 2, 2), at = check_at(ip[9]);
	__wsum sum;

	if (header < 20 || length > room || length < header + at + 2 || !at)
		return;
	length -= header;
	put16(ip + header + at, 0);
	sum = ip[9] == IPPROTO_ICMP ? 0 : pseudo(ip, length);
	put16(ip + header + at, csum_fold(csum_partial(ip + header, length, sum)));
}

static void seal(u8 *bytes, unsigned int size, u8 control)
{
	unsigned int header = size >= 20 ? (bytes[0] & 15) * 4 : 0;

	if (control & SEAL && header && bytes[9] == IPPROTO_ICMP && size >= header + 28)
		seal_ip(bytes + header + 8, size - header - 8);
	if (header && (control & SEAL_TRANSPORT || (control & SEAL && bytes[9] == IPPROTO_ICMP)))
		seal_transport(bytes, size);
	if (header && control & SEAL)
		seal_ip(bytes, size);
}

static void fill(struct sk_buff *skb, const u8 *bytes, unsigned int size, struct input *input,
		 u8 control)
{
	unsigned int headlen = take16(input) % (size + 1);

	*skb = (struct sk_buff){ .len = size };
	skb->headlen = control & LINEAR ? size : headlen;
	skb->data = malloc(skb->headlen);
	skb->rest = malloc(size - skb->headlen);
	memcpy(skb->data, bytes, skb->headlen);
	memcpy(skb->rest, bytes + skb->headlen, size - skb->headlen);
	skb->ip_summed = take8(input) % 4;
	skb->csum_start = size ? (bytes[0] & 15) * 4 : 0;
	if (control & PARTIAL_ELSEWHERE)
		skb->csum_start += 28;
	if (control & GSO) {
		skb->shared.gso_size = 1 + take16(input) % 1400;
		skb->shared.gso_segs = take8(input) % 4;
		skb->shared.gso_type = control & TUNNEL ? SKB_GSO_UDP_TUNNEL_CSUM : 0;
	}
	if (skb->ip_summed == CHECKSUM_COMPLETE)
		skb->csum = csum_partial(bytes, size, 0);
}

/* --- what was parsed, read once more --- */

static void check_options(const struct natgw_packet *packet, const u8 *tcp)
{
	unsigned int end = (tcp[12] >> 4) * 4, at = 20, mss = 0;
	u8 scale = NATGW_TCP_SCALE_ABSENT;

	while (tcp[13] & NATGW_TCP_SYN && at < end && tcp[at]) {
		if (tcp[at] == 1) {
			at++;
			continue;
		}
		if (end - at < 2 || tcp[at + 1] < 2 || tcp[at + 1] > end - at)
			break;
		if (tcp[at] == 3 && tcp[at + 1] == 3 && scale == NATGW_TCP_SCALE_ABSENT)
			scale = tcp[at + 2];
		if (tcp[at] == 2 && tcp[at + 1] == 4 && !mss)
			mss = at + 2;
		at += tcp[at + 1];
	}
	fuzz_assert(packet->window_scale == scale && packet->mss_offset == mss);
}

static bool tcp_is_good(const u8 *tcp, unsigned int length)
{
	u8 flags;

	if (length < 20)
		return false;
	flags = tcp[13] & 0x17;
	if ((flags & 0x03) == 0x03 || (flags & 0x06) == 0x06 || (flags & 0x11) == 0x01 || !flags)
		return false;
	return tcp[12] >> 4 >= 5 && (tcp[12] >> 4) * 4u <= length && get(tcp, 2) && get(tcp + 2, 2);
}

static bool udp_is_good(const u8 *udp, unsigned int length)
{
	return length >= 8 && get(udp + 4, 2) >= 8 && get(udp + 4, 2) <= length && get(udp + 2, 2);
}

/* 1: to be taken; 0: to be refused; -1: an ICMP error, of which check_quote() knows more. */
static int is_good(const u8 *ip, const struct sk_buff *skb)
{
	unsigned int size = skb->len, header = size ? (ip[0] & 15) * 4 : 0, length;
	const u8 *l4 = ip + header;

	if (size < 20 || ip[0] >> 4 != 4 || header < 20 || header > size)
		return 0;
	length = get(ip + 2, 2);
	if (!length && skb_is_gso(skb))
		length = size;
	if (length < header || length > size || get(ip + 6, 2) & 0x3fff)
		return 0;
	length -= header;
	switch (ip[9]) {
	case IPPROTO_TCP:
		return tcp_is_good(l4, length);
	case IPPROTO_UDP:
		return udp_is_good(l4, length);
	case IPPROTO_UDPLITE:
		return length >= 8;
	case IPPROTO_DCCP:
		return length >= 12;
	case IPPROTO_ICMP:
		if (length < 8)
			return 0;
		return l4[0] == 3 || l4[0] == 4 || l4[0] == 11 || l4[0] == 12 ? -1 : 1;
	default:
		return 1;
	}
}

static void check_quote(const struct natgw_packet *packet, const u8 *ip)
{
	unsigned int at = packet->l4_offset + 8, header;
	const u8 *quoted = ip + at;

	fuzz_assert(packet->quote.ip_offset == at && at + 20 <= packet->length);
	header = (quoted[0] & 15) * 4;
	fuzz_assert(quoted[0] >> 4 == 4 && header >= 20 && at + header <= packet->length);
	fuzz_assert(!ip_fast_csum(quoted, header / 4));
	fuzz_assert(packet->quote.l4_offset == at + header);
	fuzz_assert(packet->quote.l4_offset + packet->quote.l4_length <= packet->length);
	fuzz_assert(header + packet->quote.l4_length <= get(quoted + 2, 2));
	fuzz_assert(packet->quote.tuple.saddr == raw32(quoted + 12));
	fuzz_assert(packet->quote.tuple.daddr == raw32(quoted + 16));
	fuzz_assert(packet->quote.tuple.proto == quoted[9]);
	fuzz_assert(packet->quote.fragment == !!(get(quoted + 6, 2) & 0x1fff));
	if (packet->quote.fragment)
		return;
	if (quoted[9] == IPPROTO_TCP || quoted[9] == IPPROTO_UDP) {
		fuzz_assert(packet->quote.l4_length >= 8);
		fuzz_assert(packet->quote.tuple.sport == raw16(quoted + header));
		fuzz_assert(packet->quote.tuple.dport == raw16(quoted + header + 2));
	}
}

static void check_parsed(const struct natgw_packet *packet, const u8 *ip)
{
	unsigned int header = (ip[0] & 15) * 4;
	const u8 *l4 = ip + header;

	fuzz_assert(packet->l4_offset == header && packet->tuple.proto == ip[9]);
	fuzz_assert(packet->tuple.saddr == raw32(ip + 12) && packet->tuple.daddr == raw32(ip + 16));
	switch (ip[9]) {
	case IPPROTO_TCP:
		fuzz_assert(packet->payload == packet->length - header - (l4[12] >> 4) * 4);
		fuzz_assert(packet->seq == get(l4 + 4, 4) && packet->ack == get(l4 + 8, 4));
		fuzz_assert(packet->window == get(l4 + 14, 2));
		check_options(packet, l4);
		fallthrough;
	case IPPROTO_UDP:
		fuzz_assert(packet->kind == NATGW_PACKET_FLOW);
		fuzz_assert(packet->tuple.sport == raw16(l4));
		fuzz_assert(packet->tuple.dport == raw16(l4 + 2));
		break;
	case IPPROTO_ICMP:
		fuzz_assert(packet->icmp_type == l4[0] && packet->icmp_code == l4[1]);
		if (packet->kind == NATGW_PACKET_ICMP_ERROR)
			check_quote(packet, ip);
		break;
	default:
		fuzz_assert(packet->kind == NATGW_PACKET_OTHER);
	}
}

/* --- what was rewritten --- */

/* Whether @a and @b, sums in 16 bits, say the same. */
static void same_sum(u32 a, u32 b)
{
	fuzz_assert(a % 0xffff == b % 0xffff);
}

/* By how much a transport checksum is wrong. */
static u16 transport_error(const u8 *ip, unsigned int l4, unsigned int length, u8 proto)
{
	__wsum sum = proto == IPPROTO_ICMP ? 0 : pseudo(ip, length - l4);

	return csum_fold(csum_partial(ip + l4, length - l4, sum));
}

struct before {
	u8 *bytes;
	bool partial;
	unsigned int length, l4, check;
};

static struct before note(const struct natgw_packet *packet)
{
	struct before before = { .bytes = skb_whole(packet->skb) };

	before.l4 = packet->l4_offset;
	before.length = packet->length;
	before.check = check_at(packet->tuple.proto);
	before.partial = packet->skb->ip_summed == CHECKSUM_PARTIAL &&
			 (packet->skb->csum_start == before.l4 ||
			  (packet->tuple.proto == IPPROTO_UDP && skb_is_gso(packet->skb) &&
			   packet->skb->shared.gso_type & SKB_GSO_UDP_TUNNEL_CSUM));
	return before;
}

/* The sum of the two addresses, in 16 bits. */
static u16 addresses(const u8 *ip)
{
	return ~csum_fold(csum_partial(ip + 12, 8, 0));
}

static void check_sums(const struct before *before, const struct sk_buff *skb, const u8 *now,
		       u8 proto)
{
	unsigned int at = before->l4 + before->check, header = (now[0] & 15) * 4;
	u16 was, is;

	same_sum(csum_fold(csum_partial(before->bytes, header, 0)),
		 csum_fold(csum_partial(now, header, 0)));
	if (skb->ip_summed == CHECKSUM_COMPLETE)
		same_sum(csum_fold(csum_sub(skb->csum, csum_partial(now, skb->len, 0))), 0xffff);
	if (!before->check)
		return;
	was = raw16(before->bytes + at);
	is = raw16(now + at);
	if (before->partial) {
		/* The field less the addresses' sum stays; ICMP's has none. */
		if (proto == IPPROTO_ICMP)
			fuzz_assert(was == is);
		else
			same_sum(was + 0xffff - addresses(before->bytes),
				 is + 0xffff - addresses(now));
		return;
	}
	if (proto == IPPROTO_UDP || proto == IPPROTO_UDPLITE) {
		fuzz_assert(!was == !is);
		if (!was)
			return;
	}
	same_sum(transport_error(before->bytes, before->l4, before->length, proto),
		 transport_error(now, before->l4, before->length, proto));
}

/* Bytes that may differ are made equal, then all have to be. */
static void forgive(struct before *before, const u8 *now, unsigned int at, unsigned int size)
{
	memcpy(before->bytes + at, now + at, size);
}

static void check_same(const struct before *before, const u8 *now, unsigned int size)
{
	fuzz_assert(!memcmp(before->bytes, now, size));
}

static void rewrite(struct natgw_packet *packet, struct input *input, bool source)
{
	struct before before = note(packet);
	u8 proto = packet->tuple.proto;
	u32 addr = take32(input);
	u16 port = take16(input);
	bool ports;
	u8 *now;

	fuzz_assert(!(source ? natgw_rewrite_source(packet, addr, port) :
			       natgw_rewrite_destination(packet, addr, port)));
	ports = packet->kind == NATGW_PACKET_FLOW;
	now = skb_whole(packet->skb);
	fuzz_assert(raw32(now + (source ? 12 : 16)) == addr);
	if (packet->kind == NATGW_PACKET_ICMP_ERROR || packet->kind == NATGW_PACKET_ICMP_OTHER)
		before.check = 0;
	check_sums(&before, packet->skb, now, proto);
	forgive(&before, now, source ? 12 : 16, 4);
	forgive(&before, now, 10, 2);
	if (before.check)
		forgive(&before, now, before.l4 + before.check, 2);
	if (ports) {
		unsigned int at = before.l4 + (proto == IPPROTO_ICMP ? 4 : source ? 0 : 2);

		fuzz_assert(raw16(now + at) == port);
		forgive(&before, now, at, 2);
	}
	check_same(&before, now, packet->skb->len);
	free(before.bytes);
	free(now);
}

static void rewrite_mss(struct natgw_packet *packet, struct input *input)
{
	struct before before = note(packet);
	u16 mss = take16(input), was;
	unsigned int at = packet->l4_offset + packet->mss_offset;
	u8 *now;

	was = get(before.bytes + at, 2);
	fuzz_assert(!natgw_rewrite_mss(packet, mss));
	now = skb_whole(packet->skb);
	fuzz_assert(get(now + at, 2) == (mss && mss < was ? mss : was));
	check_sums(&before, packet->skb, now, IPPROTO_TCP);
	forgive(&before, now, at, 2);
	forgive(&before, now, before.l4 + 16, 2);
	check_same(&before, now, packet->skb->len);
	free(before.bytes);
	free(now);
}

/* What of the quoted transport header may be written. */
static void forgive_quote(struct before *before, const struct natgw_packet *packet, const u8 *now)
{
	unsigned int l4 = packet->quote.l4_offset, length = packet->quote.l4_length;
	unsigned int at = check_at(packet->quote.tuple.proto);

	forgive(before, now, 10 + packet->quote.ip_offset, 2);
	forgive(before, now, before->l4 + 2, 2);
	if (packet->quote.fragment)
		return;
	if (at && length >= at + 2)
		forgive(before, now, l4 + at, 2);
}

static void rewrite_quote(struct natgw_packet *packet, struct input *input, bool source)
{
	struct before before = note(packet);
	unsigned int quote = packet->quote.ip_offset, l4 = packet->quote.l4_offset, at;
	u8 proto = packet->quote.tuple.proto;
	u32 addr = take32(input);
	u16 port = take16(input);
	bool ports;
	u8 *now;

	fuzz_assert(!(source ? natgw_icmp_rewrite_quote_source(packet, addr, port) :
			       natgw_icmp_rewrite_quote_destination(packet, addr, port)));
	now = skb_whole(packet->skb);
	at = quote + (source ? 12 : 16);
	fuzz_assert(raw32(now + at) == addr);
	fuzz_assert(!ip_fast_csum(now + quote, now[quote] & 15));
	check_sums(&before, packet->skb, now, IPPROTO_ICMP);
	forgive(&before, now, at, 4);
	forgive_quote(&before, packet, now);
	ports = !packet->quote.fragment &&
		(proto == IPPROTO_TCP || proto == IPPROTO_UDP ||
		 (proto == IPPROTO_ICMP &&
		  natgw_packet_icmp_kind(now[l4]) == NATGW_PACKET_FLOW));
	if (ports) {
		at = l4 + (proto == IPPROTO_ICMP ? 4 : source ? 0 : 2);
		fuzz_assert(raw16(now + at) == port);
		forgive(&before, now, at, 2);
	}
	check_same(&before, now, packet->skb->len);
	free(before.bytes);
	free(now);
}

static void rewrite_id(struct natgw_packet *packet)
{
	struct before before = note(packet);
	u8 *now;

	natgw_rewrite_id_whole(packet, NULL);
	now = skb_whole(packet->skb);
	same_sum(csum_fold(csum_partial(before.bytes, before.l4, 0)),
		 csum_fold(csum_partial(now, before.l4, 0)));
	forgive(&before, now, 4, 2);
	forgive(&before, now, 10, 2);
	check_same(&before, now, packet->skb->len);
	free(before.bytes);
	free(now);
}

static void change(struct natgw_packet *packet, struct input *input)
{
	u8 what = take8(input);

	rewrite(packet, input, what & 1);
	if (what & 2)
		rewrite(packet, input, !(what & 1));
	if (packet->kind == NATGW_PACKET_ICMP_ERROR) {
		rewrite_quote(packet, input, what & 4);
		if (what & 8)
			rewrite_quote(packet, input, !(what & 4));
	}
	if (packet->tuple.proto == IPPROTO_TCP && packet->mss_offset)
		rewrite_mss(packet, input);
	if (what & 16)
		rewrite_id(packet);
}

/* Whatever is found, not a byte of the packet is another. */
static int parse(struct sk_buff *skb, struct natgw_packet *packet)
{
	u8 *before = skb_whole(skb), *after;
	int reason, good = is_good(before, skb);

	memset(packet, 0xa5, sizeof(*packet));
	reason = natgw_packet_parse(skb, packet);
	after = skb_whole(skb);
	fuzz_assert(!memcmp(before, after, skb->len));
	fuzz_assert(reason >= 0 && reason <= NATGW_REASON_MAX);
	if (good >= 0)
		fuzz_assert(good == !reason);
	if (!reason)
		check_parsed(packet, after);
	free(before);
	free(after);
	return reason;
}

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size)
{
	struct input input = { bytes, size < 32 ? size : 32 };
	u8 control = take8(&input), copy[SIZE_MAX_FUZZ];
	struct natgw_packet packet;
	struct sk_buff skb;

	/* The first 32 bytes say what is done, the rest is the packet. */
	size = size < 32 ? 0 : size - 32;
	if (size > sizeof(copy))
		size = sizeof(copy);
	if (size)
		memcpy(copy, bytes + 32, size);
	seal(copy, size, control);
	next_id = take16(&input);
	fill(&skb, copy, size, &input, control);
	if (!parse(&skb, &packet))
		change(&packet, &input);
	free(skb.data);
	free(skb.rest);
	return 0;
}
