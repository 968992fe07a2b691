// SPDX-License-Identifier: GPL-2.0-only
/* The forwards of a snapshot in the making. */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "state/candidate_types.h"
#include "state/refuse.h"
#include "state/sort.h"

static int compare_forwards(const void *a, const void *b)
{
	const struct natgw_forward *x = a, *y = b;

	if (x->proto != y->proto)
		return (int)x->proto - y->proto;
	if (x->external != y->external)
		return ntohl(x->external) < ntohl(y->external) ? -1 : 1;
	return (int)x->ports.first - y->ports.first;
}

static u16 last_inside_port(const struct natgw_forward *forward)
{
	return forward->inside_port + (forward->ports.last - forward->ports.first);
}

/* Of those that begin at one inside endpoint the one that reaches farthest comes first. */
static int compare_inside(const void *a, const void *b)
{
	const struct natgw_forward *x = *(const struct natgw_forward *const *)a;
	const struct natgw_forward *y = *(const struct natgw_forward *const *)b;

	if (x->proto != y->proto)
		return (int)x->proto - y->proto;
	if (x->inside != y->inside)
		return ntohl(x->inside) < ntohl(y->inside) ? -1 : 1;
	if (x->inside_port != y->inside_port)
		return (int)x->inside_port - y->inside_port;
	if (last_inside_port(x) != last_inside_port(y))
		return (int)last_inside_port(y) - last_inside_port(x);
	/* Both are of one array, sorted by external endpoint. */
	return x < y ? -1 : x > y;
}

/* Whether the pool's own use of the address leaves room for forwards. */
static bool address_is_shared(const struct natgw_draft *draft, const struct natgw_claim *claim,
			      u32 addr)
{
	const struct natgw_pool *pool = draft->policy->pools[claim->owner];

	if (pool->config.type != NATGW_POOL_TYPE_DYNAMIC)
		return true;
	return pool->config.dry == NATGW_DRY_PAT &&
	       addr == pool->ranges[pool->n_ranges - 1].last;
}

/* Whether the running snapshot has the same forward, its interface without an address. */
static bool was_without_address(const struct natgw_draft *draft,
				const struct natgw_forward *forward)
{
	const struct natgw_forward *before = draft->running->forwards;
	u32 low = 0, n = draft->running->n_forwards, high = n;
	struct natgw_forward key = *forward;

	key.external = 0;
	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (compare_forwards(&before[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < n && !compare_forwards(&before[low], &key); low++) {
		if (before[low].ports.last == key.ports.last &&
		    !strcmp(before[low].ifname, key.ifname))
			return true;
	}
	return false;
}

/*
 * Whether a forward goes without its interface's address, which is in use
 * otherwise, rather than that the change is refused: when the interface is what
 * has changed, or had changed before, so that this change has nothing to do with it.
 */
static bool gives_way(const struct natgw_draft *draft, const struct natgw_forward *forward)
{
	return *forward->ifname &&
	       (draft->candidate->follows || was_without_address(draft, forward));
}

/* What else the forward's external address is used for. */
static int check_address(const struct natgw_draft *draft, struct natgw_forward *forward)
{
	const struct natgw_claim *claim;
	char label[NATGW_LABEL_SIZE], other[NATGW_LABEL_SIZE];
	u32 addr = ntohl(forward->external);

	claim = natgw_draft_find_claim(draft, addr);
	if (!claim ||
	    (claim->kind == NATGW_EXTERNAL_POOL && address_is_shared(draft, claim, addr)))
		return 0;
	if (gives_way(draft, forward)) {
		forward->external = 0;
		return 0;
	}

	natgw_label_forward(label, forward);
	if (claim->kind == NATGW_EXTERNAL_STATIC)
		return natgw_refuse(draft->extack, -EINVAL,
				    "%s: %pI4h is the external address of %s", label, &addr,
				    natgw_label_static(other,
						       &draft->policy->statics[claim->owner]));
	return natgw_refuse(draft->extack, -EINVAL,
			    "%s: pool \"%s\" gives address %pI4h to a host whole", label,
			    draft->pools[claim->owner].config->name, &addr);
}

static int resolve_forwards(struct natgw_draft *draft)
{
	struct natgw_policy *policy = draft->policy;
	struct rb_node *node;
	u32 n = 0;
	int err;

	for (node = rb_first(&draft->candidate->forwards); node; node = rb_next(node), n++) {
		struct natgw_forward *forward = &policy->forwards[n];

		*forward = rb_entry(node, struct natgw_candidate_forward, node)->forward;
		if (*forward->ifname)
			forward->external = natgw_interface_address(draft->net, forward->ifname);
		if (!forward->external)
			continue;
		err = check_address(draft, forward);
		if (err)
			return err;
	}
	policy->n_forwards = n;
	return 0;
}

static bool forwards_overlap(const struct natgw_forward *a, const struct natgw_forward *b)
{
	return a->external && a->external == b->external && a->proto == b->proto &&
	       a->ports.first <= b->ports.last && b->ports.first <= a->ports.last;
}

/*
 * Sorts the forwards and refuses overlaps. One that gives way has no address and
 * so another place, and a second turn is needed: returns 1 then.
 */
static int sort_forwards(const struct natgw_draft *draft)
{
	struct natgw_policy *policy = draft->policy;
	char one[NATGW_LABEL_SIZE], other[NATGW_LABEL_SIZE];
	struct natgw_forward *last = NULL;
	int again = 0;
	u32 i;

	natgw_sort(policy->forwards, policy->n_forwards, sizeof(*policy->forwards),
		   compare_forwards);
	for (i = 0; i < policy->n_forwards; i++) {
		struct natgw_forward *forward = &policy->forwards[i];

		if (!last || !forwards_overlap(last, forward)) {
			last = forward;
			continue;
		}
		again = 1;
		if (gives_way(draft, forward)) {
			forward->external = 0;
		} else if (gives_way(draft, last)) {
			last->external = 0;
			last = forward;
		} else {
			return natgw_refuse(draft->extack, -EINVAL, "%s and %s overlap",
					    natgw_label_forward(one, last),
					    natgw_label_forward(other, forward));
		}
	}
	return again;
}

/* Leaves out those whose inside ports another one covers: lookups find by the first port. */
static int index_inside(struct natgw_policy *policy)
{
	const struct natgw_forward **inside;
	u32 n = 0, out = 0, i;

	inside = kvmalloc_array(policy->n_forwards, sizeof(*inside), GFP_KERNEL_ACCOUNT);
	if (!inside)
		return -ENOMEM;
	policy->forwards_inside = inside;

	for (i = 0; i < policy->n_forwards; i++) {
		if (policy->forwards[i].external)
			inside[n++] = &policy->forwards[i];
	}
	natgw_sort(inside, n, sizeof(*inside), compare_inside);
	for (i = 0; i < n; i++) {
		if (out && inside[out - 1]->proto == inside[i]->proto &&
		    inside[out - 1]->inside == inside[i]->inside &&
		    last_inside_port(inside[out - 1]) >= last_inside_port(inside[i]))
			continue;
		inside[out++] = inside[i];
	}
	policy->n_forwards_inside = out;
	return 0;
}

/* Fills in the snapshot's forwards. */
int natgw_draft_forwards(struct natgw_draft *draft)
{
	struct natgw_policy *policy = draft->policy;
	int err;

	policy->forwards = kvmalloc_array(draft->candidate->n_forwards, sizeof(*policy->forwards),
					  GFP_KERNEL_ACCOUNT);
	if (!policy->forwards)
		return -ENOMEM;

	err = resolve_forwards(draft);
	while (!err && (err = sort_forwards(draft)) > 0)
		err = 0;
	return err ?: index_inside(policy);
}
