// SPDX-License-Identifier: GPL-2.0-only
/* See hooks.h. docs/architecture.md draws the order of the hooks. */
#include <linux/etherdevice.h>
#include <linux/inetdevice.h>
#include <linux/netfilter_arp.h>
#include <linux/netfilter_bridge.h>
#include <linux/netfilter_ipv4.h>
#include <net/l3mdev.h>
#include <net/netfilter/ipv4/nf_defrag_ipv4.h>

#include "lib/reason.h"
#include "packet/announce.h"
#include "packet/arp.h"
#include "packet/fastpath_port.h"
#include "packet/fragment.h"
#include "packet/hooks.h"
#include "packet/ipsec.h"
#include "packet/local.h"
#include "packet/mark.h"
#include "packet/reset.h"
#include "packet/translate.h"
#include "packet/unsolicited.h"
#include "packet/vrf.h"
#include "state/refuse.h"

/*
 * With br_netfilter bridged frames come by the IPv4 hooks too; those that the
 * bridge only passes on are none of ours.
 */
static bool is_bridged(const struct sk_buff *skb, const struct nf_hook_state *state)
{
#if IS_ENABLED(CONFIG_BRIDGE_NETFILTER)
	const struct nf_bridge_info *info = nf_bridge_info_get(skb);

	if (!info)
		return false;
	if (state->hook == NF_INET_POST_ROUTING)
		return info->physoutdev;
	return info->pkt_otherhost &&
	       !ether_addr_equal(eth_hdr(skb)->h_dest, state->in->dev_addr);
#else
	return false;
#endif
}

/*
 * A frame for the bridge itself: its new destination is not the bridge's affair,
 * which would else send it out again, unrouted, where that is beside the sender.
 */
static void keep_from_bridge(const struct sk_buff *skb)
{
#if IS_ENABLED(CONFIG_BRIDGE_NETFILTER)
	struct nf_bridge_info *info = nf_bridge_info_get(skb);

	if (info)
		info->ipv4_daddr = ip_hdr(skb)->daddr;
#endif
}

static void context_init(struct natgw_context *context, struct sk_buff *skb,
			 const struct nf_hook_state *state)
{
	context->nn = natgw_net_get(state->net);
	context->policy = rcu_dereference(context->nn->policy);
	context->in = state->in ? natgw_vrf_in(skb, state) : NULL;
	context->out = state->out;
	context->zone = natgw_vrf_zone(context->in);
	context->to_zone = context->zone;
	context->now = ktime_get_seconds();
	context->packet.skb = skb;
}

static unsigned int verdict(const struct natgw_context *context, u8 reason)
{
	struct natgw_net *nn = context->nn;

	if (!reason)
		return NF_ACCEPT;
	natgw_stats_reason(nn->stats, reason);
	if (!natgw_reason_is_drop(reason))
		return NF_ACCEPT;
	if (natgw_event_ops)
		natgw_event_ops->dropped(nn, context->packet.skb, reason);
	return NF_DROP;
}

static unsigned int hook_prerouting(void *priv, struct sk_buff *skb,
				    const struct nf_hook_state *state)
{
	struct natgw_context context;
	u8 reason;

	if (is_bridged(skb, state))
		return NF_ACCEPT;
	/* In a VRF once more, behind the enslaved interface that it came in by. */
	if (IPCB(skb)->flags & IPSKB_L3SLAVE && netif_is_l3_master(state->in))
		return NF_ACCEPT;
	context_init(&context, skb, state);
	context.in = state->in;
	context.out = NULL;
	context.zone = natgw_vrf_zone(context.in);
	context.to_zone = context.zone;
	natgw_stats_inc(context.nn->stats, NATGW_STAT_FULL_PATH);
	reason = natgw_translate_in(&context);
	keep_from_bridge(skb);
	/* Most are on their way out, and are counted there. */
	return verdict(&context, reason == NATGW_REASON_NOT_CLAIMED ? 0 : reason);
}

static unsigned int hook_postrouting(void *priv, struct sk_buff *skb,
				     const struct nf_hook_state *state)
{
	struct natgw_context context;
	__be32 saddr;
	u8 reason;

	/* A VRF's device sends the packet on by one of its own, where it comes by again. */
	if (is_bridged(skb, state) || netif_is_l3_master(state->out) ||
	    natgw_ipsec_is_outcome(skb))
		return NF_ACCEPT;
	context_init(&context, skb, state);
	saddr = ip_hdr(skb)->saddr;
	local_bh_disable();
	reason = natgw_translate_out(&context);
	local_bh_enable();
	if (natgw_ipsec_has_policies(state->net) && !natgw_reason_is_drop(reason) &&
	    (reason == NATGW_REASON_TRANSLATED_OUT || ip_hdr(skb)->saddr != saddr))
		reason = natgw_ipsec_route(&context) ?: reason;
	return verdict(&context, reason);
}

static unsigned int hook_local_out(void *priv, struct sk_buff *skb,
				   const struct nf_hook_state *state)
{
	struct natgw_context context;
	u8 reason;

	if (netif_is_l3_master(state->out))
		return NF_ACCEPT;
	context_init(&context, skb, state);
	context.in = NULL;
	context.zone = 0;
	local_bh_disable();
	reason = natgw_local_out(&context, state->sk);
	local_bh_enable();
	return verdict(&context, reason == NATGW_REASON_NOT_CLAIMED ? 0 : reason);
}

static unsigned int hook_local_in(void *priv, struct sk_buff *skb,
				  const struct nf_hook_state *state)
{
	struct natgw_context context;

	context_init(&context, skb, state);
	return verdict(&context, natgw_local_in(&context));
}

static unsigned int hook_arp(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	return natgw_arp_in(natgw_net_get(state->net), state->in, skb) ? NF_DROP : NF_ACCEPT;
}

static unsigned int hook_fragment(void *priv, struct sk_buff *skb,
				  const struct nf_hook_state *state)
{
	if (unlikely(ip_is_fragment(ip_hdr(skb))))
		natgw_fragments_make_room(natgw_net_get(state->net), skb);
	return NF_ACCEPT;
}

static const struct nf_hook_ops hook_ops[] = {
	{
		.hook = hook_fragment,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_PRE_ROUTING,
		.priority = NATGW_PRIORITY_FRAGMENT,
	}, {
		.hook = hook_prerouting,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_PRE_ROUTING,
		.priority = NATGW_PRIORITY_IN,
	}, {
		.hook = hook_local_out,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_LOCAL_OUT,
		.priority = NATGW_PRIORITY_IN,
	}, {
		.hook = hook_postrouting,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_POST_ROUTING,
		.priority = NATGW_PRIORITY_OUT,
	}, {
		.hook = hook_local_in,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_LOCAL_IN,
		.priority = NATGW_PRIORITY_OUT,
	}, {
		.hook = hook_arp,
		.pf = NFPROTO_ARP,
		.hooknum = NF_ARP_IN,
		.priority = NF_IP_PRI_FIRST,
	},
};

static void fragments_end(struct natgw_net *nn)
{
	struct natgw_fragments *fragments = nn->fragments;

	WRITE_ONCE(nn->fragments, NULL);
	if (fragments)
		natgw_fragments_free(fragments);
}

static int hooks_enable(struct net *net, struct netlink_ext_ack *extack)
{
	struct natgw_net *nn = natgw_net_get(net);
	int ret = nf_defrag_ipv4_enable(net);

	if (ret)
		return natgw_refuse(extack, ret, "fragments cannot be reassembled here");
	/* Without it fragments do as well, but for floods. */
	WRITE_ONCE(nn->fragments, natgw_fragments_create());
	ret = nf_register_net_hooks(net, hook_ops, ARRAY_SIZE(hook_ops));
	if (ret) {
		fragments_end(nn);
		nf_defrag_ipv4_disable(net);
		return natgw_refuse(extack, ret, "the packet hooks cannot be registered");
	}
	natgw_unsolicited_open(natgw_net_get(net));
	return 0;
}

static void hooks_disable(struct net *net)
{
	nf_unregister_net_hooks(net, hook_ops, ARRAY_SIZE(hook_ops));
	fragments_end(natgw_net_get(net));
	nf_defrag_ipv4_disable(net);
	natgw_unsolicited_close(natgw_net_get(net));
}

static int hooks_init(struct natgw_net *nn)
{
	natgw_fastpath_init(nn);
	natgw_unsolicited_init(nn);
	natgw_reset_init(nn);
	return natgw_announce_init(nn);
}

static void hooks_exit(struct natgw_net *nn)
{
	natgw_announce_exit(nn);
	natgw_fastpath_exit(nn);
}

static void hooks_changed(struct natgw_net *nn)
{
	natgw_fastpath_changed(nn);
	natgw_announce_changed(nn);
}

const struct natgw_net_ops natgw_hooks_net_ops = {
	.init = hooks_init,
	.exit = hooks_exit,
	.changed = hooks_changed,
	.enable = hooks_enable,
	.disable = hooks_disable,
};

static int address_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	const struct in_ifaddr *ifa = ptr;

	if (event == NETDEV_UP || event == NETDEV_DOWN)
		natgw_net_refresh(natgw_net_get(dev_net(ifa->ifa_dev->dev)));
	return NOTIFY_DONE;
}

static int device_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct natgw_net *nn = natgw_net_get(dev_net(dev));

	switch (event) {
	case NETDEV_CHANGENAME:
		natgw_net_refresh(nn);
		natgw_fastpath_sync(nn);
		break;
	case NETDEV_CHANGEUPPER:
		if (netif_is_l3_master(((struct netdev_notifier_changeupper_info *)ptr)->upper_dev))
			natgw_net_refresh(nn);
		break;
	case NETDEV_REGISTER:
	case NETDEV_UP:
		natgw_fastpath_sync(nn);
		break;
	case NETDEV_UNREGISTER:
		natgw_fastpath_forget(nn, dev);
		if (netif_is_l3_master(dev))
			natgw_net_end_zone(nn, dev->ifindex);
		break;
	}
	return NOTIFY_DONE;
}

static struct notifier_block address_notifier = { .notifier_call = address_event };
static struct notifier_block device_notifier = { .notifier_call = device_event };

int natgw_hooks_init(void)
{
	int ret = register_netdevice_notifier(&device_notifier);

	if (ret)
		return ret;
	ret = register_inetaddr_notifier(&address_notifier);
	if (ret)
		unregister_netdevice_notifier(&device_notifier);
	return ret;
}

void natgw_hooks_exit(void)
{
	unregister_inetaddr_notifier(&address_notifier);
	unregister_netdevice_notifier(&device_notifier);
}
