/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an earlier hook tells a later one about the same packet. It lies in
 * skb->cb behind the IP layer's own part, which the stack sets to zero when a
 * packet comes in and keeps until it is out.
 */
#ifndef _NATGW_PACKET_MARK_H
#define _NATGW_PACKET_MARK_H

#include <linux/netfilter_bridge.h>
#include <net/ip.h>

#include "packet/context.h"

/* In IPCB(skb)->flags, above the bits the kernel has taken. */
enum natgw_mark {
	NATGW_MARK_IN = BIT(15),	/* the destination was translated: it came from outside */
	NATGW_MARK_HAIRPIN = BIT(14),	/* and the source has to be: it came from inside */
};

/* The destination that a hairpin packet had before it was translated. */
struct natgw_cb {
	struct inet_skb_parm parm;
	__be32 daddr;
	__be16 dport;
};

static inline struct natgw_cb *natgw_cb(struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct natgw_cb) > sizeof(skb->cb));
	return (struct natgw_cb *)skb->cb;
}

/**
 * natgw_mark_in() - say of a packet that it came from outside
 * @context: the packet, its destination translated
 *
 * Context: bottom halves off.
 */
void natgw_mark_in(const struct natgw_context *context);

/**
 * natgw_mark_hairpin() - say of a packet that it is a hairpin
 * @context: the packet: its destination is translated, its source not yet
 * @daddr: the destination it had
 * @dport: the port it had
 *
 * Context: bottom halves off.
 */
void natgw_mark_hairpin(const struct natgw_context *context, __be32 daddr, __be16 dport);

/**
 * natgw_mark_recall() - where the hairpin packet that is on its way was sent to
 * @net: the namespace
 * @tuple: the packet between its two translations, as an ICMP error quotes it
 * @to: set to the destination it had
 *
 * The stack raises an error while it has the packet, on the same CPU: the last
 * hairpin of each is remembered. Context: bottom halves off. Return: whether it was that one.
 */
bool natgw_mark_recall(const struct net *net, const struct natgw_tuple *tuple,
		       struct natgw_endpoint *to);

/* The zone that such a packet was led into, or 0. Context: bottom halves off. */
u16 natgw_mark_recall_zone(const struct net *net, const struct natgw_tuple *tuple);

/**
 * natgw_mark_restore() - give a packet the marks that a bridge has taken from it
 * @context: parsed, on its way out
 *
 * As for errors: it is the last of its CPU. Context: bottom halves off.
 */
void natgw_mark_restore(const struct natgw_context *context);

/* With br_netfilter the stack's own part begins behind the hook, with everything set to zero. */
static inline bool natgw_mark_is_lost(const struct sk_buff *skb)
{
#if IS_ENABLED(CONFIG_BRIDGE_NETFILTER)
	return nf_bridge_info_exists(skb);
#else
	return false;
#endif
}

static inline bool natgw_marked_in(const struct sk_buff *skb)
{
	return IPCB(skb)->flags & NATGW_MARK_IN;
}

static inline bool natgw_marked_hairpin(const struct sk_buff *skb)
{
	return IPCB(skb)->flags & NATGW_MARK_HAIRPIN;
}

#endif
