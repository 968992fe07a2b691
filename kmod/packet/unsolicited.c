// SPDX-License-Identifier: GPL-2.0-only
/* See unsolicited.h. */
#include <linux/in.h>
#include <linux/slab.h>
#include <net/icmp.h>
#include <net/l3mdev.h>
#include <net/route.h>

#include "lib/reason.h"
#include "packet/mark.h"
#include "packet/unsolicited.h"
#include "state/socket.h"

enum {
	SYN_SECONDS = 6,
	SYNS_MAX = 1024,	/* remembered in one namespace; more are dropped and that is all */
	SYN_HEADERS = 120,	/* the longest IP and TCP headers: what the error quotes */
};

/* Which SYN it is, as it was sent. */
struct syn_key {
	__be32 saddr, daddr;
	__be16 sport, dport;
};

/**
 * struct held_syn - a SYN that waits
 * @link: in natgw_syns.fifo
 * @node: in natgw_syns.buckets
 * @key: its endpoints
 * @due: jiffies
 * @iif: the interface it came in by
 * @mark: its firewall mark
 * @length: number of @headers
 * @headers: its first bytes
 */
struct held_syn {
	struct list_head link;
	struct hlist_node node;
	struct syn_key key;
	unsigned long due;
	int iif;
	u32 mark;
	u16 length;
	u8 headers[];
};

static struct hlist_head *bucket_of(struct natgw_syns *syns, const struct syn_key *key)
{
	u32 hash = hsiphash_3u32((__force u32)key->saddr, (__force u32)key->daddr,
				 (__force u32)key->sport << 16 | (__force u32)key->dport,
				 &natgw_hash_key);

	return &syns->buckets[hash % NATGW_SYN_BUCKETS];
}

static struct held_syn *find(struct natgw_syns *syns, const struct syn_key *key)
{
	struct held_syn *syn;

	lockdep_assert_held(&syns->lock);
	hlist_for_each_entry(syn, bucket_of(syns, key), node) {
		if (!memcmp(&syn->key, key, sizeof(*key)))
			return syn;
	}
	return NULL;
}

static void unlink(struct natgw_net *nn, struct held_syn *syn)
{
	struct natgw_syns *syns = &nn->syns;

	lockdep_assert_held(&syns->lock);
	list_del(&syn->link);
	hlist_del(&syn->node);
	WRITE_ONCE(syns->n, syns->n - 1);
	natgw_quota_uncharge(&nn->quota, NATGW_QUOTA_SYN);
}

/* The first SYN, if its time is over, unlinked; else NULL, and the work is queued for its time. */
static struct held_syn *next_due(struct natgw_net *nn)
{
	struct natgw_syns *syns = &nn->syns;
	struct held_syn *syn;

	spin_lock_bh(&syns->lock);
	syn = list_first_entry_or_null(&syns->fifo, struct held_syn, link);
	if (syn && time_before(jiffies, syn->due)) {
		if (syns->open)
			queue_delayed_work(system_wq, &syns->work, syn->due - jiffies);
		syn = NULL;
	}
	if (syn)
		unlink(nn, syn);
	spin_unlock_bh(&syns->lock);
	return syn;
}

/*
 * The packet that icmp_send() quotes. It has the route back to the sender: one
 * to the address it was sent to need not exist, and the error comes from the
 * gateway's address on that way in any case.
 */
static struct sk_buff *packet_of(const struct held_syn *syn, struct net_device *dev)
{
	struct flowi4 fl4 = {
		.daddr = syn->key.saddr, .flowi4_mark = syn->mark,
		.flowi4_oif = l3mdev_master_ifindex_rcu(dev),
	};
	struct rtable *rt = ip_route_output_key(dev_net(dev), &fl4);
	struct sk_buff *skb;

	if (IS_ERR(rt))
		return NULL;
	skb = alloc_skb(LL_MAX_HEADER + syn->length, GFP_ATOMIC | __GFP_NOWARN);
	if (!skb) {
		ip_rt_put(rt);
		return NULL;
	}
	skb_reserve(skb, LL_MAX_HEADER);
	skb_reset_network_header(skb);
	skb_put_data(skb, syn->headers, syn->length);
	skb->protocol = htons(ETH_P_IP);
	skb->dev = dev;
	skb->mark = syn->mark;
	skb_dst_set(skb, &rt->dst);
	return skb;
}

static void refuse(struct natgw_net *nn, const struct held_syn *syn)
{
	const struct natgw_policy *policy;
	struct sk_buff *skb = NULL;
	struct net_device *dev;

	rcu_read_lock();
	policy = rcu_dereference(nn->policy);
	dev = dev_get_by_index_rcu(nn->net, syn->iif);
	if (dev && policy->settings.syn_refusal != NATGW_SYN_REFUSAL_NONE &&
	    natgw_policy_find_external(policy, syn->key.daddr))
		skb = packet_of(syn, dev);
	if (skb) {
		icmp_send(skb, ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 0);
		kfree_skb(skb);
	}
	rcu_read_unlock();
}

static void syns_work(struct work_struct *work)
{
	struct natgw_net *nn = container_of(work, struct natgw_net, syns.work.work);
	struct held_syn *syn;

	while ((syn = next_due(nn))) {
		refuse(nn, syn);
		kfree(syn);
		cond_resched();
	}
}

void natgw_unsolicited_init(struct natgw_net *nn)
{
	spin_lock_init(&nn->syns.lock);
	INIT_LIST_HEAD(&nn->syns.fifo);
	INIT_DELAYED_WORK(&nn->syns.work, syns_work);
}

void natgw_unsolicited_open(struct natgw_net *nn)
{
	spin_lock_bh(&nn->syns.lock);
	nn->syns.open = true;
	spin_unlock_bh(&nn->syns.lock);
}

void natgw_unsolicited_close(struct natgw_net *nn)
{
	struct held_syn *syn, *next;

	spin_lock_bh(&nn->syns.lock);
	nn->syns.open = false;
	spin_unlock_bh(&nn->syns.lock);
	cancel_delayed_work_sync(&nn->syns.work);
	list_for_each_entry_safe(syn, next, &nn->syns.fifo, link) {
		spin_lock_bh(&nn->syns.lock);
		unlink(nn, syn);
		spin_unlock_bh(&nn->syns.lock);
		kfree(syn);
	}
}

bool natgw_unsolicited_is_syn(const struct natgw_context *context)
{
	const struct natgw_packet *packet = &context->packet;
	const u8 opening = NATGW_TCP_SYN | NATGW_TCP_ACK | NATGW_TCP_RST | NATGW_TCP_FIN;

	return packet->kind == NATGW_PACKET_FLOW && packet->tuple.proto == IPPROTO_TCP &&
	       (packet->tcp_flags & opening) == NATGW_TCP_SYN &&
	       natgw_policy_is_outside(context->policy, context->in);
}

/* Context: under rcu_read_lock(). Return: whether it is linked; else it is the caller's. */
static bool link_syn(struct natgw_net *nn, struct held_syn *syn)
{
	struct natgw_syns *syns = &nn->syns;
	bool linked;

	spin_lock_bh(&syns->lock);
	linked = syns->open && syns->n < SYNS_MAX && !find(syns, &syn->key) &&
		 natgw_quota_charge(&nn->quota, NATGW_QUOTA_SYN);
	if (linked) {
		if (list_empty(&syns->fifo))
			queue_delayed_work(system_wq, &syns->work, syn->due - jiffies);
		list_add_tail(&syn->link, &syns->fifo);
		hlist_add_head(&syn->node, bucket_of(syns, &syn->key));
		WRITE_ONCE(syns->n, syns->n + 1);
	}
	spin_unlock_bh(&syns->lock);
	return linked;
}

void natgw_unsolicited_hold(const struct natgw_context *context)
{
	const struct natgw_packet *packet = &context->packet;
	struct natgw_syns *syns = &context->nn->syns;
	struct held_syn *syn;
	u16 length;

	if (context->policy->settings.syn_refusal == NATGW_SYN_REFUSAL_NONE ||
	    READ_ONCE(syns->n) >= SYNS_MAX)
		return;
	length = min_t(u32, packet->length, SYN_HEADERS);
	syn = kmalloc(struct_size(syn, headers, length), GFP_ATOMIC | __GFP_NOWARN);
	if (!syn)
		return;
	syn->key = (struct syn_key){
		.saddr = packet->tuple.saddr, .sport = packet->tuple.sport,
		.daddr = packet->tuple.daddr, .dport = packet->tuple.dport,
	};
	syn->due = jiffies + SYN_SECONDS * HZ + 1;	/* a tick may be about to pass */
	syn->iif = context->in->ifindex;
	syn->mark = packet->skb->mark;
	syn->length = length;
	if (skb_copy_bits(packet->skb, 0, syn->headers, length) || !link_syn(context->nn, syn))
		kfree(syn);
}

void natgw_unsolicited_answered(const struct natgw_context *context)
{
	const struct natgw_tuple *tuple = &context->packet.tuple;
	struct natgw_syns *syns = &context->nn->syns;
	struct syn_key key = {
		.saddr = tuple->daddr, .sport = tuple->dport,
		.daddr = tuple->saddr, .dport = tuple->sport,
	};
	struct held_syn *syn;

	if (tuple->proto != IPPROTO_TCP || !(context->packet.tcp_flags & NATGW_TCP_SYN) ||
	    !READ_ONCE(syns->n))
		return;
	spin_lock_bh(&syns->lock);
	syn = find(syns, &key);
	if (syn)
		unlink(context->nn, syn);
	spin_unlock_bh(&syns->lock);
	kfree(syn);
}

/* A socket may be bound to the device, or to the VRF that it is part of. */
static bool is_answered(const struct natgw_context *context)
{
	const struct natgw_tuple *tuple = &context->packet.tuple;
	int vrf = l3mdev_master_ifindex_rcu(context->in);

	return natgw_socket_answers(context->nn->net, tuple, context->in->ifindex) ||
	       (vrf && natgw_socket_answers(context->nn->net, tuple, vrf));
}

u8 natgw_unsolicited_local(struct natgw_context *context)
{
	struct sk_buff *skb = context->packet.skb;
	const struct iphdr *iph = ip_hdr(skb);

	if (iph->protocol != IPPROTO_TCP || natgw_marked_in(skb) ||
	    !natgw_policy_is_outside(context->policy, context->in) ||
	    !natgw_policy_find_external(context->policy, iph->daddr) ||
	    natgw_packet_parse(skb, &context->packet) || !natgw_unsolicited_is_syn(context))
		return 0;
	if (is_answered(context))
		return NATGW_REASON_LOCAL;
	natgw_unsolicited_hold(context);
	return NATGW_REASON_DROP_NO_MAPPING;
}
