// SPDX-License-Identifier: GPL-2.0-only
/* See announce.h. */
#include <linux/bsearch.h>
#include <linux/if_arp.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <net/arp.h>
#include <net/route.h>

#include "packet/announce.h"
#include "packet/arp.h"
#include "state/policy.h"

enum {
	MAX_SENT = 32,		/* of one step: not more than some hundreds a second */
	MAX_LOOKED_AT = 4096,	/* addresses of one step */
	PAUSE_MS = 100,
};

/**
 * struct natgw_announcer - what is announced already
 * @work: does it, a step at a time
 * @nn: the namespace
 * @generation: of the configuration that is being gone through
 * @range: the external range that is next
 * @offset: the address of it
 * @known: the ranges of the configuration that was gone through last, sorted
 * @n_known: number of @known
 */
struct natgw_announcer {
	struct delayed_work work;
	struct natgw_net *nn;
	u32 generation;
	u32 range;
	u32 offset;
	struct natgw_addr_range *known;
	u32 n_known;
};

static int compare(const void *key, const void *element)
{
	const struct natgw_addr_range *range = element;
	u32 addr = *(const u32 *)key;

	return addr < range->first ? -1 : addr > range->last;
}

static bool is_known(const struct natgw_announcer *announcer, u32 addr)
{
	return bsearch(&addr, announcer->known, announcer->n_known, sizeof(*announcer->known),
		       compare);
}

static unsigned int announce(struct natgw_net *nn, __be32 addr)
{
	struct net_device *dev;
	unsigned int sent = 0;

	for_each_netdev_rcu(nn->net, dev) {
		if (!netif_running(dev) || !natgw_arp_is_spoken(dev) ||
		    !natgw_arp_is_on_link(dev, addr) ||
		    inet_addr_type_dev_table(nn->net, dev, addr) == RTN_LOCAL)
			continue;
		arp_send(ARPOP_REQUEST, ETH_P_ARP, addr, dev, addr, NULL, dev->dev_addr, NULL);
		natgw_stats_inc(nn->stats, NATGW_STAT_ARP_ANNOUNCEMENTS);
		sent++;
	}
	return sent;
}

/* Return: whether all of @policy has been gone through. */
static bool step(struct natgw_announcer *announcer, const struct natgw_policy *policy)
{
	unsigned int sent = 0, looked_at = 0;

	for (; announcer->range < policy->n_externals; announcer->range++, announcer->offset = 0) {
		const struct natgw_addr_range *range = &policy->externals[announcer->range].range;

		for (; announcer->offset <= range->last - range->first; announcer->offset++) {
			u32 addr = range->first + announcer->offset;

			if (sent >= MAX_SENT || looked_at++ >= MAX_LOOKED_AT)
				return false;
			if (!is_known(announcer, addr))
				sent += announce(announcer->nn, htonl(addr));
		}
	}
	return true;
}

/* What this configuration has was announced; the next one's new addresses will be. */
static void remember(struct natgw_announcer *announcer, const struct natgw_policy *policy)
{
	struct natgw_addr_range *known = NULL;
	u32 i, n = policy->n_externals;

	if (n)
		known = kvmalloc_array(n, sizeof(*known), GFP_KERNEL);
	if (!known)
		n = 0;
	for (i = 0; i < n; i++)
		known[i] = policy->externals[i].range;
	kvfree(announcer->known);
	announcer->known = known;
	announcer->n_known = n;
}

static void announce_work(struct work_struct *work)
{
	struct natgw_announcer *announcer = container_of(work, struct natgw_announcer, work.work);
	struct natgw_net *nn = announcer->nn;
	const struct natgw_policy *policy;
	bool done;

	mutex_lock(&nn->config_mutex);
	policy = natgw_net_policy_locked(nn);
	if (policy->generation != announcer->generation) {
		announcer->generation = policy->generation;
		announcer->range = 0;
		announcer->offset = 0;
	}
	rcu_read_lock();
	done = step(announcer, policy);
	rcu_read_unlock();
	if (done)
		remember(announcer, policy);
	else
		schedule_delayed_work(&announcer->work, msecs_to_jiffies(PAUSE_MS));
	mutex_unlock(&nn->config_mutex);
}

int natgw_announce_init(struct natgw_net *nn)
{
	struct natgw_announcer *announcer = kzalloc(sizeof(*announcer), GFP_KERNEL);

	if (!announcer)
		return -ENOMEM;
	announcer->nn = nn;
	INIT_DELAYED_WORK(&announcer->work, announce_work);
	nn->announcer = announcer;
	return 0;
}

void natgw_announce_changed(struct natgw_net *nn)
{
	schedule_delayed_work(&nn->announcer->work, 0);
}

void natgw_announce_exit(struct natgw_net *nn)
{
	cancel_delayed_work_sync(&nn->announcer->work);
	kvfree(nn->announcer->known);
	kfree(nn->announcer);
	nn->announcer = NULL;
}
