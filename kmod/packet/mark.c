// SPDX-License-Identifier: GPL-2.0-only
/* See mark.h. */
#include <linux/percpu.h>

#include "packet/mark.h"

/**
 * struct passage - the last packet of a CPU of which more has to be known than it tells
 * @net: its namespace; compared only
 * @tuple: with its destination translated, its source not
 * @to: of a hairpin: where it was sent to
 * @flags: enum natgw_mark
 * @zone: what it was led into
 * @bridged: the way goes on through a bridge, which keeps no marks
 */
struct passage {
	const struct net *net;
	struct natgw_tuple tuple;
	struct natgw_endpoint to;
	u16 flags;
	u16 zone;
	bool bridged;
};

static DEFINE_PER_CPU(struct passage, last_passage);

static void remember(const struct natgw_context *context, u16 flags, __be32 daddr, __be16 dport)
{
	*this_cpu_ptr(&last_passage) = (struct passage){
		.net = context->nn->net, .tuple = context->packet.tuple,
		.to = { .addr = daddr, .port = dport }, .flags = flags, .zone = context->to_zone,
		.bridged = natgw_mark_is_lost(context->packet.skb),
	};
}

void natgw_mark_in(const struct natgw_context *context)
{
	IPCB(context->packet.skb)->flags |= NATGW_MARK_IN;
	if (context->to_zone != context->zone || natgw_mark_is_lost(context->packet.skb))
		remember(context, NATGW_MARK_IN, 0, 0);
}

void natgw_mark_hairpin(const struct natgw_context *context, __be32 daddr, __be16 dport)
{
	struct sk_buff *skb = context->packet.skb;

	natgw_cb(skb)->daddr = daddr;
	natgw_cb(skb)->dport = dport;
	IPCB(skb)->flags |= NATGW_MARK_IN | NATGW_MARK_HAIRPIN;
	remember(context, NATGW_MARK_IN | NATGW_MARK_HAIRPIN, daddr, dport);
}

static struct passage *recall(const struct net *net, const struct natgw_tuple *tuple)
{
	struct passage *last = this_cpu_ptr(&last_passage);

	if (last->net != net || last->tuple.proto != tuple->proto ||
	    last->tuple.saddr != tuple->saddr || last->tuple.daddr != tuple->daddr ||
	    last->tuple.sport != tuple->sport || last->tuple.dport != tuple->dport)
		return NULL;
	return last;
}

bool natgw_mark_recall(const struct net *net, const struct natgw_tuple *tuple,
		       struct natgw_endpoint *to)
{
	const struct passage *last = recall(net, tuple);

	if (!last || !(last->flags & NATGW_MARK_HAIRPIN))
		return false;
	*to = last->to;
	return true;
}

u16 natgw_mark_recall_zone(const struct net *net, const struct natgw_tuple *tuple)
{
	const struct passage *last = recall(net, tuple);

	return last ? last->zone : 0;
}

void natgw_mark_restore(const struct natgw_context *context)
{
	struct sk_buff *skb = context->packet.skb;
	struct passage *last;

	if (!context->in || !netif_is_bridge_master(context->in) || natgw_marked_in(skb))
		return;
	last = recall(context->nn->net, &context->packet.tuple);
	if (!last || !last->bridged)
		return;
	IPCB(skb)->flags |= last->flags;
	natgw_cb(skb)->daddr = last->to.addr;
	natgw_cb(skb)->dport = last->to.port;
	last->net = NULL;
}
