// SPDX-License-Identifier: GPL-2.0-only
/* See vrf.h. */
#include <net/ip.h>
#include <net/ip_fib.h>
#include <net/l3mdev.h>
#include <net/route.h>

#include "lib/reason.h"
#include "packet/mark.h"
#include "packet/vrf.h"

const struct net_device *natgw_vrf_in(const struct sk_buff *skb, const struct nf_hook_state *state)
{
	const struct inet_skb_parm *parm = IPCB(skb);
	int index = skb->skb_iif;

	/* A tunnel's outer packet has a device but was never received. */
	if (!index)
		return NULL;
	if (parm->flags & IPSKB_L3SLAVE && parm->iif)
		index = parm->iif;
	if (state->in && state->in->ifindex == index)
		return state->in;
	return dev_get_by_index_rcu(state->net, index) ?: state->in;
}

u16 natgw_vrf_zone(const struct net_device *dev)
{
	int index = l3mdev_master_ifindex_rcu(dev);

	return min_t(int, index, NATGW_ZONE_NONE);
}

/* The interface by which an address is reached from a zone, or NULL. */
static struct net_device *find_device(const struct natgw_context *context, u16 zone, __be32 addr)
{
	struct flowi4 fl4 = {
		.daddr = addr,
		.flowi4_iif = zone ?: LOOPBACK_IFINDEX,
		.flowi4_mark = context->packet.skb->mark,
		.flowi4_scope = RT_SCOPE_UNIVERSE,
	};
	struct fib_result result;

	if (zone == NATGW_ZONE_NONE || fib_lookup(context->nn->net, &fl4, &result, 0) ||
	    result.type != RTN_UNICAST)
		return NULL;
	return FIB_RES_DEV(result);
}

u8 natgw_vrf_enter(struct natgw_context *context, const struct natgw_endpoint *to)
{
	struct sk_buff *skb = context->packet.skb;
	struct net_device *dev = NULL;

	context->to_zone = to->zone;
	if (to->zone == context->zone)
		return 0;
	/* The gateway's own sockets stay in their domain; with br_netfilter no route is kept. */
	if (context->in && !natgw_mark_is_lost(skb))
		dev = find_device(context, to->zone, to->addr);
	if (!dev || natgw_vrf_zone(dev) != to->zone)
		return NATGW_REASON_DROP_ROUTE;
	/* As if the host spoke to itself by its own interface: no source filter is in the way. */
	if (ip_route_input_noref(skb, to->addr, to->addr, ip_hdr(skb)->tos, dev))
		return NATGW_REASON_DROP_ROUTE;
	IPCB(skb)->flags &= ~IPSKB_DOREDIRECT;
	return 0;
}

bool natgw_vrf_is_outside_address(const struct natgw_context *context, __be32 addr)
{
	const struct net_device *dev;

	if (!context->zone)
		return false;
	dev = find_device(context, context->zone, addr);
	return dev && natgw_policy_is_outside(context->policy, dev);
}
