// SPDX-License-Identifier: GPL-2.0-only
/* Packets to test with. */

#include "frame.h"

#include <linux/dccp.h>
#include <linux/etherdevice.h>
#include <linux/icmp.h>
#include <linux/slab.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/checksum.h>
#include <net/ip.h>

int frame_init(struct kunit *test)
{
	struct sk_buff_head *kept = kmalloc(sizeof(*kept), GFP_KERNEL);

	if (!kept)
		return -ENOMEM;
	skb_queue_head_init(kept);
	test->priv = kept;
	return 0;
}

void frame_exit(struct kunit *test)
{
	skb_queue_purge(test->priv);
	kfree(test->priv);
}

void frame_keep(struct kunit *test, struct sk_buff *skb)
{
	skb_queue_tail(test->priv, skb);
}

unsigned int frame_ip_size(const struct frame *frame)
{
	return sizeof(struct iphdr) + frame->options * 4;
}

unsigned int frame_l4_size(const struct frame *frame)
{
	switch (frame->proto) {
	case IPPROTO_TCP:
		return sizeof(struct tcphdr);
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
		return sizeof(struct udphdr);
	case IPPROTO_ICMP:
		return sizeof(struct icmphdr);
	case IPPROTO_DCCP:
		return sizeof(struct dccp_hdr);
	default:
		return 0;
	}
}

/* Where a protocol has its checksum, or NULL. */
static __sum16 *check_of(u8 proto, void *l4)
{
	switch (proto) {
	case IPPROTO_TCP:
		return &((struct tcphdr *)l4)->check;
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
		return &((struct udphdr *)l4)->check;
	case IPPROTO_ICMP:
		return &((struct icmphdr *)l4)->checksum;
	case IPPROTO_DCCP:
		return &((struct dccp_hdr *)l4)->dccph_checksum;
	default:
		return NULL;
	}
}

/* The sum that the checksum of @l4 is the complement of: 0xffff where it is right. */
static __sum16 l4_sum(const struct iphdr *ip, const void *l4, unsigned int length)
{
	__wsum sum = csum_partial(l4, length, 0);

	if (ip->protocol == IPPROTO_ICMP)
		return csum_fold(sum);
	return csum_tcpudp_magic(ip->saddr, ip->daddr, length, ip->protocol, sum);
}

void frame_checksum(u8 *data, unsigned int length)
{
	struct iphdr *ip = (struct iphdr *)data;
	u8 *l4 = data + ip->ihl * 4;
	__sum16 *check = check_of(ip->protocol, l4);

	if (!check)
		return;
	*check = 0;
	*check = l4_sum(ip, l4, length - ip->ihl * 4);
	if (!*check && (ip->protocol == IPPROTO_UDP || ip->protocol == IPPROTO_UDPLITE))
		*check = CSUM_MANGLED_0;
}

static void write_l4(const struct frame *frame, void *l4, unsigned int length)
{
	struct icmphdr *icmp = l4;
	struct tcphdr *tcp = l4;
	struct udphdr *udp = l4;
	struct dccp_hdr *dccp = l4;

	switch (frame->proto) {
	case IPPROTO_TCP:
		tcp->source = htons(frame->sport);
		tcp->dest = htons(frame->dport);
		tcp->seq = htonl(0x01020304);
		tcp->ack_seq = htonl(0x05060708);
		tcp->doff = 5;
		((u8 *)tcp)[13] = frame->tcp_flags ?: 0x10;
		tcp->window = htons(0x090a);
		break;
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
		udp->source = htons(frame->sport);
		udp->dest = htons(frame->dport);
		/* For UDP-Lite the checksum's coverage. */
		udp->len = htons(length);
		break;
	case IPPROTO_ICMP:
		icmp->type = frame->icmp_type ?: ICMP_ECHO;
		icmp->un.echo.id = htons(frame->sport);
		icmp->un.echo.sequence = htons(1);
		break;
	case IPPROTO_DCCP:
		dccp->dccph_sport = htons(frame->sport);
		dccp->dccph_dport = htons(frame->dport);
		dccp->dccph_doff = 3;
		break;
	}
}

unsigned int frame_write(const struct frame *frame, u8 *data)
{
	unsigned int ip_size = frame_ip_size(frame), l4_size = frame_l4_size(frame), i;
	unsigned int length = ip_size + l4_size + frame->payload;
	struct iphdr *ip = (struct iphdr *)data;
	u8 *l4 = data + ip_size;

	memset(data, 0, ip_size + l4_size);
	memset(ip + 1, IPOPT_NOOP, frame->options * 4);
	ip->version = 4;
	ip->ihl = ip_size / 4;
	ip->tos = 0xb8;
	ip->tot_len = htons(length);
	ip->id = htons(0x1234);
	ip->frag_off = htons(IP_DF);
	ip->ttl = 64;
	ip->protocol = frame->proto;
	ip->saddr = htonl(frame->saddr);
	ip->daddr = htonl(frame->daddr);
	ip_send_check(ip);

	for (i = 0; i < frame->payload; i++)
		l4[l4_size + i] = frame->seed + 31 * i;
	write_l4(frame, l4, l4_size + frame->payload);
	if (frame->no_check)
		return length;

	if (frame->to_zero) {
		/* What is missing to 0xffff, in the first two bytes of the data. */
		memset(l4 + l4_size, 0, 2);
		frame_checksum(data, length);
		memcpy(l4 + l4_size, check_of(frame->proto, l4), 2);
	}
	frame_checksum(data, length);
	return length;
}

struct sk_buff *frame_skb(struct kunit *test, const u8 *data, unsigned int length,
			  unsigned int linear)
{
	struct sk_buff *skb;
	int error;

	if (!linear || linear > length)
		linear = length;
	/* No room behind: whoever pulls has to move the data. */
	skb = alloc_skb_with_frags(ETH_HLEN + linear, length - linear, 0, &error, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	frame_keep(test, skb);

	skb_reserve(skb, ETH_HLEN);
	skb_put(skb, linear);
	skb->data_len = length - linear;
	skb->len += skb->data_len;
	skb_store_bits(skb, 0, data, length);

	skb->protocol = htons(ETH_P_IP);
	skb_reset_network_header(skb);
	skb_set_mac_header(skb, -ETH_HLEN);
	skb->mac_len = ETH_HLEN;
	if (length >= sizeof(struct iphdr))
		skb_set_transport_header(skb, (data[0] & 0xf) * 4);
	return skb;
}

struct sk_buff *frame_make(struct kunit *test, const struct frame *frame, unsigned int linear)
{
	u8 *data = kunit_kzalloc(test, FRAME_MAX, GFP_KERNEL);
	unsigned int length;

	KUNIT_ASSERT_NOT_NULL(test, data);
	length = frame_write(frame, data);
	return frame_skb(test, data, length, linear);
}

void frame_partial(struct sk_buff *skb)
{
	unsigned int offset = skb_transport_offset(skb), length = skb->len - offset;
	struct iphdr *ip;
	__sum16 *check;

	if (!pskb_may_pull(skb, offset + sizeof(struct tcphdr)))
		pskb_may_pull(skb, offset + sizeof(struct udphdr));
	ip = ip_hdr(skb);
	check = check_of(ip->protocol, skb_transport_header(skb));
	*check = ~csum_tcpudp_magic(ip->saddr, ip->daddr, length, ip->protocol, 0);
	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->csum_start = skb_transport_header(skb) - skb->head;
	skb->csum_offset = (u8 *)check - skb_transport_header(skb);
}

void frame_complete(struct sk_buff *skb)
{
	skb->csum = skb_checksum(skb, 0, skb->len, 0);
	skb->ip_summed = CHECKSUM_COMPLETE;
}

void frame_expect(struct kunit *test, struct sk_buff *skb, const u8 *data, unsigned int length,
		  const char *what)
{
	u8 *bytes = kunit_kzalloc(test, FRAME_MAX, GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, bytes);
	if (skb->ip_summed == CHECKSUM_PARTIAL)
		KUNIT_EXPECT_EQ_MSG(test, skb_checksum_help(skb), 0, "%s", what);
	KUNIT_ASSERT_EQ_MSG(test, skb->len, length, "%s", what);
	KUNIT_ASSERT_EQ(test, skb_copy_bits(skb, 0, bytes, length), 0);
	for (i = 0; i < length && bytes[i] == data[i]; i++)
		;
	if (i < length)
		KUNIT_FAIL(test, "%s: byte %u is %02x, should be %02x", what, i, bytes[i], data[i]);

	if (skb->ip_summed == CHECKSUM_COMPLETE)
		KUNIT_EXPECT_EQ_MSG(test, csum_fold(skb->csum),
				    csum_fold(skb_checksum(skb, 0, skb->len, 0)), "%s", what);
	kunit_kfree(test, bytes);
}

bool frame_valid(struct kunit *test, const struct sk_buff *skb)
{
	struct sk_buff *copy = skb_copy(skb, GFP_KERNEL);
	const struct iphdr *ip;
	unsigned int length;
	const u8 *l4;

	KUNIT_ASSERT_NOT_NULL(test, copy);
	frame_keep(test, copy);
	/* As one packet, even if it is to become several. */
	skb_gso_reset(copy);
	if (copy->ip_summed == CHECKSUM_PARTIAL && skb_checksum_help(copy))
		return false;

	ip = ip_hdr(copy);
	l4 = (const u8 *)ip + ip->ihl * 4;
	length = ntohs(ip->tot_len) - ip->ihl * 4;
	if (ip_fast_csum(ip, ip->ihl) || l4 + length > skb_tail_pointer(copy))
		return false;
	if (ip->protocol == IPPROTO_UDP && !((const struct udphdr *)l4)->check)
		return true;
	return !l4_sum(ip, l4, length);
}
