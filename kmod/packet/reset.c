// SPDX-License-Identifier: GPL-2.0-only
/* See reset.h. */
#include <linux/in.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <linux/ratelimit.h>
#include <linux/tcp.h>
#include <net/l3mdev.h>
#include <net/route.h>
#include <net/tcp.h>

#include "packet/reset.h"

enum {
	RESETS_A_SECOND = 1000,	/* as many as the stack sends of ICMP errors by default */
};

void natgw_reset_init(struct natgw_net *nn)
{
	ratelimit_state_init(&nn->resets, HZ, RESETS_A_SECOND);
	/* Nobody is told of those that are not sent. */
	ratelimit_set_flags(&nn->resets, RATELIMIT_MSG_ON_RELEASE);
}

static struct rtable *route_back(const struct natgw_context *context)
{
	struct flowi4 fl4 = {
		.daddr = context->packet.tuple.saddr,
		.flowi4_mark = context->packet.skb->mark,
		.flowi4_oif = l3mdev_master_ifindex_rcu(context->in),
	};

	return ip_route_output_key(context->nn->net, &fl4);
}

static void put_ip(struct sk_buff *skb, const struct natgw_tuple *tuple, const struct rtable *rt)
{
	struct iphdr *ip;

	skb_reset_network_header(skb);
	ip = skb_put_zero(skb, sizeof(*ip));
	ip->version = 4;
	ip->ihl = sizeof(*ip) / 4;
	ip->frag_off = htons(IP_DF);
	ip->ttl = ip4_dst_hoplimit(&rt->dst);
	ip->protocol = IPPROTO_TCP;
	ip->saddr = tuple->daddr;
	ip->daddr = tuple->saddr;
}

/* Its number is one that the host expects: what it has acknowledged last. */
static void put_tcp(struct sk_buff *skb, const struct natgw_packet *packet)
{
	struct tcphdr *tcp;

	skb_reset_transport_header(skb);
	tcp = skb_put_zero(skb, sizeof(*tcp));
	tcp->source = packet->tuple.dport;
	tcp->dest = packet->tuple.sport;
	tcp->doff = sizeof(*tcp) / 4;
	tcp->rst = 1;
	if (packet->tcp_flags & NATGW_TCP_ACK) {
		tcp->seq = htonl(packet->ack);
	} else {
		tcp->ack = 1;
		tcp->ack_seq = htonl(packet->seq + packet->payload +
				     !!(packet->tcp_flags & NATGW_TCP_FIN));
	}
	tcp->check = tcp_v4_check(sizeof(*tcp), packet->tuple.daddr, packet->tuple.saddr,
				  csum_partial(tcp, sizeof(*tcp), 0));
}

static struct sk_buff *build(const struct natgw_context *context, struct rtable *rt)
{
	const unsigned int size = sizeof(struct iphdr) + sizeof(struct tcphdr);
	const struct natgw_packet *packet = &context->packet;
	struct sk_buff *skb = alloc_skb(LL_MAX_HEADER + size, GFP_ATOMIC | __GFP_NOWARN);

	if (!skb)
		return NULL;
	skb_reserve(skb, LL_MAX_HEADER);
	put_ip(skb, &packet->tuple, rt);
	put_tcp(skb, packet);
	skb->protocol = htons(ETH_P_IP);
	skb->mark = packet->skb->mark;
	/* A stateful firewall knows it by the connection that it is about. */
	nf_ct_attach(skb, packet->skb);
	return skb;
}

void natgw_reset_send(const struct natgw_context *context)
{
	const struct natgw_packet *packet = &context->packet;
	struct sk_buff *skb;
	struct rtable *rt;

	if (!context->in || packet->kind != NATGW_PACKET_FLOW ||
	    packet->tuple.proto != IPPROTO_TCP || packet->tcp_flags & NATGW_TCP_RST ||
	    nf_ip_checksum(packet->skb, NF_INET_POST_ROUTING, packet->l4_offset, IPPROTO_TCP) ||
	    !__ratelimit(&context->nn->resets))
		return;
	rt = route_back(context);
	if (IS_ERR(rt))
		return;
	skb = build(context, rt);
	if (!skb) {
		ip_rt_put(rt);
		return;
	}
	skb_dst_set(skb, &rt->dst);
	ip_local_out(context->nn->net, NULL, skb);
}
