// SPDX-License-Identifier: GPL-2.0-only
/* See mapping_make.h. */
#include <linux/in.h>
#include <linux/inetdevice.h>
#include <net/route.h>

#include "state/hold.h"
#include "state/mapping.h"
#include "state/mapping_make.h"
#include "state/session_find.h"

/* Addresses still held by mappings of a former configuration that one search passes over. */
enum { BIND_TRIES = 32 };

static u8 reason_of(int err)
{
	switch (err) {
	case -ENOSPC:
		return NATGW_REASON_DROP_PORTS_EXHAUSTED;
	case -EADDRNOTAVAIL:
		return NATGW_REASON_DROP_NO_ADDRESS;
	default:
		return NATGW_REASON_DROP_MEMORY;
	}
}

/**
 * struct draft - a mapping that is being made
 * @nn: the namespace
 * @policy: the current snapshot
 * @request: by what packet; not of a forward's from outside
 * @mapping: what it is to be
 * @reason: set where none can be made
 */
struct draft {
	struct natgw_net *nn;
	const struct natgw_policy *policy;
	const struct natgw_mapping_request *request;
	struct natgw_mapping mapping;
	u8 *reason;
};

/**
 * get_inside() - the mapping of an inside key with one more session
 * @draft: of what is to be made otherwise
 * @key: the inside key
 * @mapping: set to the mapping; NULL: none, or one that a new configuration is about to end
 *
 * Context: host lock held. Return: whether there is one, so that none is to be made.
 */
static bool get_inside(const struct draft *draft, const struct natgw_mapping_inside *key,
		       struct natgw_mapping **mapping)
{
	struct natgw_mapping *found = natgw_mapping_find_inside(draft->nn, key);

	lockdep_assert_held(natgw_net_host_lock(draft->nn, key->addr));
	*mapping = NULL;
	if (!found)
		return false;
	if (READ_ONCE(found->doomed)) {
		*draft->reason = NATGW_REASON_DROP_NO_MAPPING;
		return true;
	}
	refcount_inc(&found->sessions);	/* the last one goes under the lock we hold: not 0 */
	*mapping = found;
	return true;
}

/* What is looked at has been asked for: see foresight.h. */
static bool is_foreseen(const struct draft *draft)
{
	return draft->request && draft->request->random;
}

static struct natgw_mapping *create(const struct draft *draft)
{
	const struct natgw_mapping_external *external = &draft->mapping.external;
	struct natgw_mapping *mapping;

	if (!is_foreseen(draft)) {
		natgw_mapping_expect_external(draft->nn, external);
		/* The session that comes next is put where answers will look for it. */
		if (draft->request)
			natgw_session_expect_reply(draft->nn, draft->request->tuple,
						   external->addr, external->port);
	}
	mapping = natgw_mapping_create(draft->nn, &draft->mapping);
	if (!IS_ERR(mapping))
		return mapping;
	natgw_mapping_release(draft->nn, &draft->mapping);
	*draft->reason = NATGW_REASON_DROP_MEMORY;
	return NULL;
}

static struct natgw_mapping *get_by_forward(struct draft *draft,
					    const struct natgw_forward *forward, __be16 inside,
					    u16 zone)
{
	struct natgw_mapping *mapping;

	draft->mapping = (struct natgw_mapping){
		/* Several forwards may lead to one endpoint: the external one tells them apart. */
		.inside = { .addr = forward->inside, .port = inside, .proto = forward->proto,
			    .zone = zone, .remote = forward->external,
			    .remote_port = natgw_forward_external_port(forward, inside) },
		.external = { .addr = forward->external, .proto = forward->proto,
			      .port = natgw_forward_external_port(forward, inside) },
		.kind = NATGW_MAPPING_KIND_FORWARD,
		.behaviour = NATGW_MAPPING_BEHAVIOUR_EIM,
		.filtering = NATGW_FILTERING_BEHAVIOUR_EIF,
	};
	if (get_inside(draft, &draft->mapping.inside, &mapping))
		return mapping;
	return create(draft);
}

struct natgw_mapping *natgw_mapping_make_forward(struct natgw_net *nn,
						 const struct natgw_policy *policy,
						 const struct natgw_tuple *tuple, u8 *reason)
{
	struct draft draft = { .nn = nn, .policy = policy, .reason = reason };
	const struct natgw_forward *forward;
	struct natgw_mapping *mapping;
	spinlock_t *lock; /* the inside host's */

	*reason = NATGW_REASON_DROP_NO_MAPPING;
	forward = natgw_policy_find_forward(policy, tuple->proto, tuple->daddr, tuple->dport);
	if (!forward)
		return NULL;
	lock = natgw_net_host_lock(nn, forward->inside);
	spin_lock(lock);
	mapping = get_by_forward(&draft, forward, natgw_forward_inside_port(forward, tuple->dport),
				 policy->home);
	spin_unlock(lock);
	return mapping;
}

struct natgw_mapping_inside natgw_mapping_inside_key(const struct natgw_rule *rule,
						     const struct natgw_tuple *tuple)
{
	u8 behaviour = rule->behaviour.mapping[natgw_mapping_column(tuple->proto)];
	struct natgw_mapping_inside key = {
		.addr = tuple->saddr, .port = tuple->sport, .proto = tuple->proto,
		.pool = rule->pool->id, .zone = tuple->zone,
	};

	if (behaviour == NATGW_MAPPING_BEHAVIOUR_EIM)
		return key;
	key.remote = tuple->daddr;
	if (behaviour == NATGW_MAPPING_BEHAVIOUR_APDM && tuple->proto != IPPROTO_ICMP)
		key.remote_port = tuple->dport;
	return key;
}

/**
 * reclaim() - the port that an inside endpoint had a short while ago
 * @draft: with the endpoint; its external port is set to it
 * @claim: of the address it may be of; 0: any of its pool; set to the one it is of
 *
 * Return: true if it was held for the endpoint, and so is its own again.
 */
static bool reclaim(struct draft *draft, struct natgw_claim *claim)
{
	const struct natgw_hold *hold = natgw_hold_find(draft->nn, &draft->mapping.inside);
	struct natgw_claim same = *claim;

	if (!hold || (claim->addr && claim->addr != hold->addr) ||
	    (claim->pool && natgw_pool_address_index(claim->pool, hold->addr) < 0))
		return false;
	same.addr = hold->addr;
	draft->mapping.external.port = hold->port;
	if (natgw_extaddr_has_socket(draft->nn, &same, hold->port) ||
	    !natgw_hold_take(draft->nn, hold))
		return false;
	claim->addr = same.addr;
	return true;
}

/*
 * The port that is held for the endpoint; else one from the subscriber's own
 * address where it has one and is paired; else from any.
 */
static int claim_port(struct draft *draft, struct natgw_claim *claim)
{
	struct natgw_subscriber *subscriber = draft->mapping.subscriber;
	__be16 *port = &draft->mapping.external.port;
	const struct natgw_pool *pool = claim->pool;
	bool paired = pool->config.paired != NATGW_PAIRED_OFF;
	bool strict = pool->config.paired == NATGW_PAIRED_ON;
	int ret;

	paired = paired && subscriber->external &&
		 natgw_pool_address_index(pool, subscriber->external) >= 0;
	if (paired && strict)
		claim->addr = subscriber->external;
	if (reclaim(draft, claim)) {
		ret = 0;
		goto pair;
	}
	if (paired) {
		claim->addr = subscriber->external;
		ret = natgw_extaddr_claim(draft->nn, draft->policy, claim, port);
		if (ret != -ENOSPC || strict)
			return ret;
	}
	claim->addr = 0;
	ret = natgw_pool_claim(draft->nn, draft->policy, pool, subscriber->key.addr, claim, port);
pair:
	if (!ret && (!subscriber->external || pool->config.paired == NATGW_PAIRED_ON))
		subscriber->external = claim->addr;
	return ret;
}

/* The port that is held for the endpoint; else one of the address that is claimed. */
static int claim_of_address(struct draft *draft, struct natgw_claim *claim)
{
	if (reclaim(draft, claim))
		return 0;
	return natgw_extaddr_claim(draft->nn, draft->policy, claim, &draft->mapping.external.port);
}

/* Only because ports are held: that is something else than a pool that is too small. */
static u8 exhausted_reason(const struct draft *draft, const struct natgw_claim *claim, int err)
{
	bool one = claim->addr && claim->pool->config.paired == NATGW_PAIRED_ON &&
		   draft->mapping.subscriber->external == claim->addr;

	if (err == -ENOSPC &&
	    natgw_pool_has_held(draft->nn, one ? NULL : claim->pool, claim))
		return NATGW_REASON_DROP_PORTS_HELD;
	return reason_of(err);
}

static struct natgw_mapping *make_pat(struct draft *draft)
{
	const struct natgw_pool *pool = draft->request->rule->pool;
	struct natgw_mapping_external *external = &draft->mapping.external;
	struct natgw_claim claim = {
		.pool = pool, .proto = draft->mapping.inside.proto,
		.port = draft->mapping.inside.port, .addr = natgw_pool_dry_address(pool),
		.random = draft->request->random,
	};
	int ret;

	if (natgw_portmap_column(claim.proto) < 0) {
		*draft->reason = NATGW_REASON_DROP_PROTOCOL;
		return NULL;
	}
	draft->mapping.kind = NATGW_MAPPING_KIND_PORT;
	ret = claim.addr ? claim_of_address(draft, &claim) : claim_port(draft, &claim);
	if (ret) {
		*draft->reason = exhausted_reason(draft, &claim, ret);
		if (natgw_event_ops && ret == -ENOSPC)
			natgw_event_ops->exhausted(draft->nn, pool->id, claim.proto,
						   *draft->reason);
		return NULL;
	}
	external->addr = claim.addr;
	external->proto = claim.proto;
	return create(draft);
}

/* A whole address; one that a mapping of a former configuration still has is passed over. */
static struct natgw_mapping *make_address(struct draft *draft, struct natgw_mapping *whole)
{
	const struct natgw_pool *pool = draft->request->rule->pool;
	struct natgw_net *nn = draft->nn;
	struct natgw_mapping *mapping;
	u32 tries;

	whole->kind = NATGW_MAPPING_KIND_ADDRESS;
	*draft->reason = NATGW_REASON_DROP_MEMORY;
	/* A failed try buries what it had linked: each needs a reservation of its own. */
	for (tries = 0; tries < BIND_TRIES && natgw_graveyard_reserve(&nn->mapping_graves);
	     tries++) {
		if (natgw_pool_bind(pool, whole->inside.addr, &whole->external.addr)) {
			*draft->reason = pool->n_usable ? NATGW_REASON_DROP_ADDRESSES_EXHAUSTED :
							  NATGW_REASON_DROP_NO_ADDRESS;
			return NULL;
		}
		mapping = natgw_mapping_create(nn, whole);
		if (!IS_ERR(mapping)) {
			whole->subscriber->external = whole->external.addr;
			return mapping;
		}
		if (PTR_ERR(mapping) != -EEXIST) {
			natgw_pool_unbind(pool, whole->external.addr);
			break;
		}
		/* The bit stays set: the mapping that has the address clears it at its end. */
	}
	return NULL;
}

static struct natgw_mapping *get_dynamic(struct draft *draft)
{
	const struct natgw_pool *pool = draft->request->rule->pool;
	const struct natgw_mapping_inside *inside = &draft->mapping.inside;
	struct natgw_mapping whole = draft->mapping;
	struct natgw_mapping *mapping;

	whole.inside = (struct natgw_mapping_inside){
		.addr = inside->addr, .pool = inside->pool, .zone = inside->zone,
	};
	if (get_inside(draft, &whole.inside, &mapping))
		return mapping;
	/* A host that began with PAT stays with it while it has mappings: its sessions agree. */
	if (natgw_pool_dry_address(pool) && draft->mapping.subscriber->mappings)
		return make_pat(draft);
	mapping = make_address(draft, &whole);
	if (mapping || *draft->reason != NATGW_REASON_DROP_ADDRESSES_EXHAUSTED)
		return mapping;
	if (natgw_pool_dry_address(pool))
		return make_pat(draft);
	if (natgw_event_ops)
		natgw_event_ops->exhausted(draft->nn, pool->id, inside->proto, *draft->reason);
	return NULL;
}

static struct natgw_mapping *get_by_rule(struct draft *draft)
{
	const struct natgw_tuple *tuple = draft->request->tuple;
	const struct natgw_rule *rule = draft->request->rule;
	struct natgw_subscriber_key key = {
		.addr = tuple->saddr, .pool = rule->pool->id, .zone = tuple->zone,
	};
	bool dynamic = rule->pool->config.type == NATGW_POOL_TYPE_DYNAMIC;
	struct natgw_mapping *mapping;

	if (!dynamic && natgw_portmap_column(tuple->proto) < 0) {
		*draft->reason = NATGW_REASON_DROP_PROTOCOL;
		return NULL;
	}
	draft->mapping.inside = natgw_mapping_inside_key(rule, tuple);
	draft->mapping.behaviour = rule->behaviour.mapping[natgw_mapping_column(tuple->proto)];
	draft->mapping.filtering = rule->behaviour.filtering[natgw_mapping_column(tuple->proto)];
	if (!is_foreseen(draft))
		natgw_mapping_expect_inside(draft->nn, &draft->mapping.inside);
	if (get_inside(draft, &draft->mapping.inside, &mapping))
		return mapping;
	draft->mapping.subscriber = natgw_subscriber_create(draft->nn, &key);
	if (!draft->mapping.subscriber) {
		*draft->reason = NATGW_REASON_DROP_MEMORY;
		return NULL;
	}
	mapping = dynamic ? get_dynamic(draft) : make_pat(draft);
	if (!draft->mapping.subscriber->mappings)
		natgw_subscriber_kill(draft->nn, draft->mapping.subscriber);
	return mapping;
}

/* The gateway's own traffic keeps its port unless an inside host has it (masquerade's clash). */
static struct natgw_mapping *get_own(struct draft *draft)
{
	const struct natgw_tuple *tuple = draft->request->tuple;
	struct natgw_claim claim = {
		.addr = draft->request->own, .proto = tuple->proto, .port = tuple->sport,
		.local = true,
	};
	struct natgw_mapping *mapping;
	int ret;

	draft->mapping = (struct natgw_mapping){
		.inside = { .addr = tuple->saddr, .port = tuple->sport, .proto = tuple->proto },
		.external = { .addr = draft->request->own, .proto = tuple->proto },
		.kind = NATGW_MAPPING_KIND_LOCAL,
		.behaviour = NATGW_MAPPING_BEHAVIOUR_EIM,
		.filtering = NATGW_FILTERING_BEHAVIOUR_EIF,
	};
	if (get_inside(draft, &draft->mapping.inside, &mapping))
		return mapping;
	ret = claim_of_address(draft, &claim);
	if (ret) {
		*draft->reason = reason_of(ret);
		return NULL;
	}
	return create(draft);
}

struct natgw_mapping *natgw_mapping_get_outbound(struct natgw_net *nn,
						 const struct natgw_policy *policy,
						 const struct natgw_mapping_request *request,
						 u8 *reason)
{
	struct draft draft = { .nn = nn, .policy = policy, .request = request, .reason = reason };
	const struct natgw_tuple *tuple = request->tuple;
	spinlock_t *lock = natgw_net_host_lock(nn, tuple->saddr);
	const struct natgw_forward *forward;
	struct natgw_mapping *mapping;

	if (!natgw_graveyard_reserve(&nn->mapping_graves)) {
		*reason = NATGW_REASON_DROP_MEMORY;
		return NULL;
	}
	spin_lock(lock);
	forward = tuple->zone == policy->home ?
		  natgw_policy_find_forward_inside(policy, tuple->proto, tuple->saddr,
						   tuple->sport) : NULL;
	if (!request->rule)
		mapping = get_own(&draft);
	else if (forward)
		mapping = get_by_forward(&draft, forward, tuple->sport, tuple->zone);
	else
		mapping = get_by_rule(&draft);
	if (mapping)
		WRITE_ONCE(mapping->last_outbound, ktime_get_seconds());
	spin_unlock(lock);
	return mapping;
}

void natgw_mapping_release(struct natgw_net *nn, const struct natgw_mapping *mapping)
{
	const struct natgw_pool *pool;

	switch (mapping->kind) {
	case NATGW_MAPPING_KIND_FORWARD:	/* its port is the configuration's */
		break;
	case NATGW_MAPPING_KIND_PORT:
	case NATGW_MAPPING_KIND_LOCAL:
		natgw_pool_free_port(nn, mapping->external.addr, mapping->external.proto,
				     mapping->external.port);
		break;
	case NATGW_MAPPING_KIND_ADDRESS:
		/* The pool that has the address now, which need not be the one that gave it. */
		pool = natgw_extaddr_pool(rcu_dereference(nn->policy), mapping->external.addr);
		if (pool)
			natgw_pool_unbind(pool, mapping->external.addr);
		break;
	}
}
