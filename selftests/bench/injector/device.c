// SPDX-License-Identifier: GPL-2.0-only
/* Devices that send to nowhere: "ip link add inside type natgw_bench". */
#include <linux/etherdevice.h>
#include <linux/ip.h>
#include <linux/percpu.h>
#include <net/rtnetlink.h>

#include "bench.h"

struct bench_sink __percpu *bench_sinks;

static bool is_other_side(const struct bench_sink *sink, const struct net_device *dev)
{
	return !strcmp(dev->name, sink->from == BENCH_INSIDE ? "outside" : "inside");
}

/* The packet says by its mark whose it is; the stack and the gateways leave that alone. */
static void learn(struct bench_sink *sink, struct bench_flow *flow, const struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);
	const __be16 *ports = (const __be16 *)(iph + 1);

	if (sink->from != BENCH_INSIDE)
		return;
	flow->external = iph->saddr;
	flow->port = ports[0];
	flow->known = true;
}

void bench_sink_take(struct sk_buff *skb, struct net_device *dev)
{
	struct bench_sink *sink = this_cpu_ptr(bench_sinks);
	u32 i = skb->mark - 1;

	if (!sink->flows || i >= sink->flows->count) {
		/* The stack's own, such as an ICMP error. */
		dev_kfree_skb_any(skb);
		return;
	}
	if (sink->check && !(is_other_side(sink, dev) && bench_frame_good(sink, i, skb)))
		sink->wrong++;
	if (sink->learn)
		learn(sink, &sink->flows->flow[i], skb);
	sink->out++;
	dev_consume_skb_any(skb);
}

static netdev_tx_t bench_xmit(struct sk_buff *skb, struct net_device *dev)
{
	bench_sink_take(skb, dev);
	return NETDEV_TX_OK;
}

static const struct net_device_ops device_ops = {
	.ndo_start_xmit = bench_xmit,
	.ndo_set_mac_address = eth_mac_addr,
};

/* Takes what a network card takes, and nobody answers ARP there. */
static void setup(struct net_device *dev)
{
	ether_setup(dev);
	dev->netdev_ops = &device_ops;
	dev->needs_free_netdev = true;
	dev->flags |= IFF_NOARP;
	dev->flags &= ~IFF_MULTICAST;
	dev->priv_flags |= IFF_NO_QUEUE;
	dev->features = NETIF_F_SG | NETIF_F_HW_CSUM | NETIF_F_GSO_SOFTWARE | NETIF_F_HIGHDMA |
			NETIF_F_LLTX;
	dev->hw_features = dev->features;
	dev->max_mtu = ETH_MAX_MTU;
	eth_hw_addr_random(dev);
}

static struct rtnl_link_ops link_ops __read_mostly = {
	.kind = "natgw_bench",
	.setup = setup,
};

int bench_device_init(void)
{
	int ret;

	bench_sinks = alloc_percpu(struct bench_sink);
	if (!bench_sinks)
		return -ENOMEM;
	ret = rtnl_link_register(&link_ops);
	if (ret)
		free_percpu(bench_sinks);
	return ret;
}

void bench_device_exit(void)
{
	rtnl_link_unregister(&link_ops);
	free_percpu(bench_sinks);
}
