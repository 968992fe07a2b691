// SPDX-License-Identifier: GPL-2.0-only
/* See mark.h. */
#include <linux/percpu.h>

#include "packet/mark.h"

/**
 * struct hairpin - the last hairpin packet of a CPU
 * @net: its namespace; compared only
 * @tuple: between its two translations
 * @to: where it was sent to
 */
struct hairpin {
	const struct net *net;
	struct natgw_tuple tuple;
	struct natgw_endpoint to;
};

static DEFINE_PER_CPU(struct hairpin, last_hairpin);

void natgw_mark_hairpin(const struct natgw_context *context, __be32 daddr, __be16 dport)
{
	struct hairpin *last = this_cpu_ptr(&last_hairpin);
	struct sk_buff *skb = context->packet.skb;

	natgw_cb(skb)->daddr = daddr;
	natgw_cb(skb)->dport = dport;
	IPCB(skb)->flags |= NATGW_MARK_IN | NATGW_MARK_HAIRPIN;
	last->net = context->nn->net;
	last->tuple = context->packet.tuple;
	last->to = (struct natgw_endpoint){ daddr, dport };
}

bool natgw_mark_recall(const struct net *net, const struct natgw_tuple *tuple,
		       struct natgw_endpoint *to)
{
	const struct hairpin *last = this_cpu_ptr(&last_hairpin);

	if (last->net != net || last->tuple.proto != tuple->proto ||
	    last->tuple.saddr != tuple->saddr || last->tuple.daddr != tuple->daddr ||
	    last->tuple.sport != tuple->sport || last->tuple.dport != tuple->dport)
		return false;
	*to = last->to;
	return true;
}
