// SPDX-License-Identifier: GPL-2.0-only
/* Packets to be segmented: rewritten as one, every segment that the kernel makes is right. */

#include <linux/etherdevice.h>
#include <linux/natgw.h>
#include <linux/netdevice.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/gso.h>
#include <net/ip.h>

#include "frame.h"
#include "packet/rewrite.h"
#include "suites.h"

enum {
	INSIDE = 0x0a00000b,
	REMOTE = 0xc6336401,
	EXTERNAL = 0xcb007110,
	SIZE = 100,		/* of the data of a segment */
	SEGMENTS = 7,
};

static void expect_segment(struct kunit *test, struct sk_buff *segment, unsigned int n)
{
	const struct udphdr *ports;
	const struct iphdr *ip;

	__skb_pull(segment, skb_network_offset(segment));
	ip = ip_hdr(segment);
	ports = (const struct udphdr *)(ip + 1);
	KUNIT_EXPECT_TRUE_MSG(test, frame_valid(test, segment), "segment %u", n);
	KUNIT_EXPECT_EQ_MSG(test, ip->saddr, htonl(EXTERNAL), "segment %u", n);
	KUNIT_EXPECT_EQ_MSG(test, ip->daddr, htonl(REMOTE), "segment %u", n);
	KUNIT_EXPECT_EQ_MSG(test, ports->source, htons(54321), "segment %u", n);
	KUNIT_EXPECT_EQ_MSG(test, ports->dest, htons(80), "segment %u", n);
}

/*
 * What the kernel does with it before a device that can do nothing by itself.
 * Returns how many segments came of it, or an error. @skb is gone afterwards.
 */
static int segment(struct kunit *test, struct sk_buff *skb)
{
	struct sk_buff *list, *next;
	int n = 0;

	/* A fraglist's head becomes the first of the list. */
	skb_unlink(skb, test->priv);
	skb_push(skb, ETH_HLEN);
	list = skb_gso_segment(skb, 0);
	if (IS_ERR_OR_NULL(list)) {
		kfree_skb(skb);
		return list ? PTR_ERR(list) : 0;
	}
	for (; list; list = next) {
		next = list->next;
		skb_mark_not_on_list(list);
		frame_keep(test, list);
		expect_segment(test, list, n++);
	}
	consume_skb(skb);
	return n;
}

static void rewrite(struct kunit *test, struct sk_buff *skb)
{
	struct skb_shared_info shared = *skb_shinfo(skb);
	struct natgw_packet packet;

	KUNIT_ASSERT_EQ(test, natgw_packet_parse(skb, &packet), 0);
	KUNIT_ASSERT_EQ(test, natgw_rewrite_source(&packet, htonl(EXTERNAL), htons(54321)), 0);
	KUNIT_EXPECT_EQ(test, shared.gso_size, skb_shinfo(skb)->gso_size);
	KUNIT_EXPECT_EQ(test, shared.gso_segs, skb_shinfo(skb)->gso_segs);
	KUNIT_EXPECT_EQ(test, shared.gso_type, skb_shinfo(skb)->gso_type);
}

static struct sk_buff *super_packet(struct kunit *test, u8 proto, unsigned int linear)
{
	struct frame frame = {
		.proto = proto, .saddr = INSIDE, .daddr = REMOTE, .sport = 1111, .dport = 80,
		.payload = SIZE * (SEGMENTS - 1) + 1,
	};
	struct sk_buff *skb = frame_make(test, &frame, linear);

	frame_partial(skb);
	skb_shinfo(skb)->gso_size = SIZE;
	skb_shinfo(skb)->gso_segs = SEGMENTS;
	skb_shinfo(skb)->gso_type = proto == IPPROTO_TCP ? SKB_GSO_TCPV4 : SKB_GSO_UDP_L4;
	return skb;
}

static void tcp_segments_are_valid(struct kunit *test)
{
	struct sk_buff *skb = super_packet(test, IPPROTO_TCP, 0);

	rewrite(test, skb);
	KUNIT_EXPECT_EQ(test, segment(test, skb), (int)SEGMENTS);
}

static void tcp_segments_from_fragments_are_valid(struct kunit *test)
{
	struct sk_buff *skb = super_packet(test, IPPROTO_TCP, 40);

	rewrite(test, skb);
	KUNIT_EXPECT_EQ(test, segment(test, skb), (int)SEGMENTS);
}

static void udp_segments_are_valid(struct kunit *test)
{
	struct sk_buff *skb = super_packet(test, IPPROTO_UDP, 28);

	rewrite(test, skb);
	KUNIT_EXPECT_EQ(test, segment(test, skb), (int)SEGMENTS);
}

static void cloned_super_packet_is_valid(struct kunit *test)
{
	struct sk_buff *skb = super_packet(test, IPPROTO_TCP, 40);
	struct sk_buff *clone = skb_clone(skb, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, clone);
	frame_keep(test, clone);
	rewrite(test, skb);
	KUNIT_EXPECT_EQ(test, ip_hdr(clone)->saddr, htonl(INSIDE));
	KUNIT_EXPECT_TRUE(test, frame_valid(test, clone));
	KUNIT_EXPECT_EQ(test, segment(test, skb), (int)SEGMENTS);
}

/* As skb_gro_receive_list() makes it: whole packets, each but the first pulled to its data. */
static struct sk_buff *fraglist(struct kunit *test, u8 proto)
{
	unsigned int header = sizeof(struct iphdr), i;
	struct sk_buff *head = NULL, **link = NULL;

	for (i = 0; i < SEGMENTS; i++) {
		struct frame frame = {
			.proto = proto, .saddr = INSIDE, .daddr = REMOTE, .sport = 1111,
			.dport = 80, .payload = SIZE, .seed = i,
		};
		struct sk_buff *skb = frame_make(test, &frame, 0);

		skb->ip_summed = CHECKSUM_UNNECESSARY;
		if (!head) {
			head = skb;
			link = &skb_shinfo(head)->frag_list;
			continue;
		}
		/* It goes with its head. */
		skb_unlink(skb, test->priv);
		skb->next = NULL;
		skb_pull(skb, header + frame_l4_size(&frame));
		*link = skb;
		link = &skb->next;
		head->data_len += skb->len;
		head->len += skb->len;
		head->truesize += skb->truesize;
	}
	skb_shinfo(head)->gso_size = SIZE;
	skb_shinfo(head)->gso_segs = SEGMENTS;
	skb_shinfo(head)->gso_type = SKB_GSO_FRAGLIST |
				     (proto == IPPROTO_UDP ? SKB_GSO_UDP_L4 : SKB_GSO_TCPV4);
	/* As GRO leaves it: the lengths are those of the whole. */
	ip_hdr(head)->tot_len = htons(head->len);
	ip_send_check(ip_hdr(head));
	if (proto == IPPROTO_UDP)
		udp_hdr(head)->len = htons(head->len - header);
	return head;
}

static void udp_fraglist_members_are_valid(struct kunit *test)
{
	struct sk_buff *skb = fraglist(test, IPPROTO_UDP);

	rewrite(test, skb);
	KUNIT_EXPECT_EQ(test, segment(test, skb), (int)SEGMENTS);
}

static void cloned_udp_fraglist_is_valid(struct kunit *test)
{
	struct sk_buff *skb = fraglist(test, IPPROTO_UDP);
	struct sk_buff *clone = skb_clone(skb, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, clone);
	frame_keep(test, clone);
	rewrite(test, skb);
	KUNIT_EXPECT_EQ(test, ip_hdr(clone)->saddr, htonl(INSIDE));
	KUNIT_EXPECT_EQ(test, udp_hdr(clone)->source, htons(1111));
	KUNIT_EXPECT_EQ(test, segment(test, skb), (int)SEGMENTS);
}

/* TCP has them since Linux 6.10. */
static void tcp_fraglist_members_are_valid(struct kunit *test)
{
	struct sk_buff *skb = fraglist(test, IPPROTO_TCP);
	int n;

	rewrite(test, skb);
	n = segment(test, skb);
	if (n == -EINVAL)
		kunit_skip(test, "this kernel does not make fraglists of TCP");
	KUNIT_EXPECT_EQ(test, n, (int)SEGMENTS);
}

/* "BIG TCP": more than 64 KiB, the length field is 0. */
static void length_of_big_tcp_is_the_buffers(struct kunit *test)
{
	struct sk_buff *skb = super_packet(test, IPPROTO_TCP, 0);
	struct natgw_packet packet;

	ip_hdr(skb)->tot_len = 0;
	ip_send_check(ip_hdr(skb));
	KUNIT_ASSERT_EQ(test, natgw_packet_parse(skb, &packet), 0);
	KUNIT_EXPECT_EQ(test, packet.length, skb->len);
	KUNIT_EXPECT_EQ(test, packet.payload, skb->len - 40);
}

static u16 next_id(struct kunit *test, struct sk_buff *skb)
{
	struct natgw_packet packet;

	KUNIT_ASSERT_EQ(test, natgw_packet_parse(skb, &packet), 0);
	KUNIT_ASSERT_EQ(test, natgw_rewrite_source(&packet, htonl(EXTERNAL), htons(54321)), 0);
	natgw_rewrite_set_id(&packet, &init_net);
	return ntohs(ip_hdr(skb)->id);
}

/* Each segment takes an identification; the packet after them must not have one of these. */
static void identifications_step_by_segments(struct kunit *test)
{
	struct frame frame = {
		.proto = IPPROTO_UDP, .saddr = INSIDE, .daddr = REMOTE, .sport = 1, .dport = 80,
	};
	struct sk_buff *skb = super_packet(test, IPPROTO_UDP, 28);
	u16 first = next_id(test, skb), second;

	second = next_id(test, frame_make(test, &frame, 0));
	KUNIT_EXPECT_GE(test, (u16)(second - first), (u16)SEGMENTS);
	KUNIT_EXPECT_EQ(test, segment(test, skb), (int)SEGMENTS);

	/* What a guest sends is not counted yet. */
	skb = super_packet(test, IPPROTO_UDP, 28);
	skb_shinfo(skb)->gso_segs = 0;
	first = next_id(test, skb);
	second = next_id(test, frame_make(test, &frame, 0));
	KUNIT_EXPECT_GE(test, (u16)(second - first), (u16)SEGMENTS);
}

static struct kunit_case gso_cases[] = {
	KUNIT_CASE(tcp_segments_are_valid), /* [K3] */
	KUNIT_CASE(tcp_segments_from_fragments_are_valid), /* [K3] */
	KUNIT_CASE(udp_segments_are_valid), /* [K3] */
	KUNIT_CASE(cloned_super_packet_is_valid), /* [K3 K4] */
	KUNIT_CASE(udp_fraglist_members_are_valid), /* [K3] */
	KUNIT_CASE(cloned_udp_fraglist_is_valid), /* [K3 K4] */
	KUNIT_CASE(tcp_fraglist_members_are_valid), /* [K3] */
	KUNIT_CASE(length_of_big_tcp_is_the_buffers),
	KUNIT_CASE(identifications_step_by_segments), /* [ID-1] */
	{}
};

struct kunit_suite natgw_gso_suite = {
	.name = "natgw_gso",
	.init = frame_init,
	.exit = frame_exit,
	.test_cases = gso_cases,
};
