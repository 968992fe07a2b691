// SPDX-License-Identifier: GPL-2.0-only
/* See fragment.h. */
#include <linux/ip.h>
#include <linux/rhashtable.h>
#include <linux/slab.h>
#include <net/inet_frag.h>
#include <net/ip.h>
#include <net/l3mdev.h>

#include "packet/fragment.h"

enum {
	MAX_WAITING = 2048,	/* datagrams; a power of two */
	MAX_STEPS = 16,		/* of a search for one that still waits */
};

/**
 * struct natgw_fragments - the datagrams that were begun last, in order
 * @rcu: frees it
 * @lock: protects the rest
 * @oldest: number of the first one remembered
 * @next: number of the next one
 * @keys: by number: what the kernel's table has them under
 */
struct natgw_fragments {
	struct rcu_head rcu;
	spinlock_t lock;	/* see above */
	u32 oldest;
	u32 next;
	struct frag_v4_compare_key keys[MAX_WAITING];
};

struct natgw_fragments *natgw_fragments_create(void)
{
	struct natgw_fragments *fragments = kvzalloc(sizeof(*fragments), GFP_KERNEL_ACCOUNT);

	if (fragments)
		spin_lock_init(&fragments->lock);
	return fragments;
}

void natgw_fragments_free(struct natgw_fragments *fragments)
{
	kvfree_rcu(fragments, rcu);
}

static struct inet_frag_queue *find(struct fqdir *fqdir, const struct frag_v4_compare_key *key)
{
	return rhashtable_lookup(&fqdir->rhashtable, key, fqdir->f->rhash_params);
}

/*
 * Its timer is over at once: the kernel gives it up as if it had waited in
 * vain, and counts it. One that is just completed has no timer any more.
 */
static bool give_up(struct fqdir *fqdir, const struct frag_v4_compare_key *key)
{
	struct inet_frag_queue *queue = find(fqdir, key);

	return queue && mod_timer_pending(&queue->timer, jiffies);
}

static void give_up_oldest(struct natgw_net *nn, struct natgw_fragments *fragments,
			   struct fqdir *fqdir)
{
	unsigned int steps;

	for (steps = 0; steps < MAX_STEPS && fragments->oldest != fragments->next; steps++) {
		if (give_up(fqdir, &fragments->keys[fragments->oldest++ % MAX_WAITING])) {
			natgw_stats_inc(nn->stats, NATGW_STAT_FRAGMENTS_GIVEN_UP);
			return;
		}
	}
}

void natgw_fragments_make_room(struct natgw_net *nn, const struct sk_buff *skb)
{
	struct natgw_fragments *fragments = READ_ONCE(nn->fragments);
	struct fqdir *fqdir = nn->net->ipv4.fqdir;
	const struct iphdr *ip = ip_hdr(skb);
	struct frag_v4_compare_key key = {
		.saddr = ip->saddr, .daddr = ip->daddr, .user = IP_DEFRAG_CONNTRACK_IN,
		.vif = l3mdev_master_ifindex_rcu(skb->dev), .id = ip->id,
		.protocol = ip->protocol,
	};

	if (!fragments || find(fqdir, &key))
		return;
	spin_lock_bh(&fragments->lock);
	if (fragments->next - fragments->oldest == MAX_WAITING ||
	    frag_mem_limit(fqdir) > READ_ONCE(fqdir->high_thresh) / 2)
		give_up_oldest(nn, fragments, fqdir);
	/* All of the steps may have led to some that are complete: then the oldest is one. */
	if (fragments->next - fragments->oldest == MAX_WAITING)
		fragments->oldest++;
	fragments->keys[fragments->next++ % MAX_WAITING] = key;
	spin_unlock_bh(&fragments->lock);
}
