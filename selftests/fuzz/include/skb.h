/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A socket buffer that is as unkind as it may be: whatever is pulled or made writable moves, into
 * a block of exactly as many bytes, so that a stale pointer or a byte too far is seen by the
 * sanitizer.
 */
#ifndef NATGW_FUZZ_SKB_H
#define NATGW_FUZZ_SKB_H

#include <linux/icmp.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <linux/udp.h>

#define IP_DF 0x4000
#define IP_MF 0x2000
#define IP_OFFSET 0x1fff

#define TCPOPT_NOP 1
#define TCPOPT_EOL 0
#define TCPOPT_MSS 2
#define TCPOPT_WINDOW 3
#define TCPOLEN_MSS 4
#define TCPOLEN_WINDOW 3
#define tcp_flag_byte(tcp) (((const u8 *)(tcp))[13])

enum { CHECKSUM_NONE, CHECKSUM_UNNECESSARY, CHECKSUM_COMPLETE, CHECKSUM_PARTIAL };
enum { SKB_GSO_UDP_TUNNEL_CSUM = 1 };

struct net;

struct skb_shared_info {
	u16 gso_size;
	u16 gso_segs;
	u32 gso_type;
};

struct inet_skb_parm {
	u16 frag_max_size;
};

/* @data: the linear part, @headlen bytes; @rest: what follows it */
struct sk_buff {
	u8 *data;
	u8 *rest;
	unsigned int len;
	unsigned int headlen;
	u8 ip_summed;
	__wsum csum;
	unsigned int csum_start;
	struct skb_shared_info shared;
	struct inet_skb_parm control;
};

#define skb_shinfo(skb) (&(skb)->shared)
#define IPCB(skb) (&(skb)->control)

static inline struct iphdr *ip_hdr(const struct sk_buff *skb)
{
	return (struct iphdr *)skb->data;
}

static inline bool ip_is_fragment(const struct iphdr *ip)
{
	return ip->frag_off & htons(IP_MF | IP_OFFSET);
}

static inline bool skb_is_gso(const struct sk_buff *skb)
{
	return skb->shared.gso_size;
}

static inline unsigned int skb_checksum_start_offset(const struct sk_buff *skb)
{
	return skb->csum_start;
}

/* All of it, to be freed. */
static inline u8 *skb_whole(const struct sk_buff *skb)
{
	u8 *whole = malloc(skb->len + 1);

	memcpy(whole, skb->data, skb->headlen);
	memcpy(whole + skb->headlen, skb->rest, skb->len - skb->headlen);
	return whole;
}

static inline __wsum skb_checksum(const struct sk_buff *skb, int offset, int length, __wsum sum)
{
	u8 *whole = skb_whole(skb);

	fuzz_assert(offset >= 0 && length >= 0 && (unsigned int)(offset + length) <= skb->len);
	sum = csum_partial(whole + offset, length, sum);
	free(whole);
	return sum;
}

static inline void skb_move(struct sk_buff *skb, unsigned int headlen)
{
	u8 *whole = skb_whole(skb);

	free(skb->data);
	free(skb->rest);
	skb->data = malloc(headlen);
	skb->rest = malloc(skb->len - headlen);
	memcpy(skb->data, whole, headlen);
	memcpy(skb->rest, whole + headlen, skb->len - headlen);
	skb->headlen = headlen;
	free(whole);
}

static inline bool pskb_may_pull(struct sk_buff *skb, unsigned int length)
{
	if (length <= skb->headlen)
		return true;
	if (length > skb->len)
		return false;
	skb_move(skb, length);
	return true;
}

static inline int skb_ensure_writable(struct sk_buff *skb, int length)
{
	if (!pskb_may_pull(skb, length))
		return -ENOMEM;
	skb_move(skb, skb->headlen);
	return 0;
}

void __ip_select_ident(struct net *net, struct iphdr *ip, int segments);

#endif
