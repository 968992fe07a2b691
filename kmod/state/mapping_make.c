// SPDX-License-Identifier: GPL-2.0-only
/* See mapping_make.h. */
#include <linux/in.h>
#include <linux/inetdevice.h>
#include <net/route.h>

#include "state/hold.h"
#include "state/mapping.h"
#include "state/mapping_make.h"

/* Addresses still held by mappings of a former configuration that one search passes over. */
enum { BIND_TRIES = 32 };

static enum natgw_behaviour_column behaviour_column(u8 proto)
{
	return proto == IPPROTO_TCP ? NATGW_BEHAVIOUR_TCP : NATGW_BEHAVIOUR_UDP;
}

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
 * get_inside() - the mapping of an inside key with one more session
 * @nn: the namespace
 * @key: the inside key
 * @mapping: set to the mapping, or NULL
 * @reason: why not, where there is one that a new configuration is about to end
 *
 * Context: host lock held. Return: whether there is one, so that none is to be made.
 */
static bool get_inside(struct natgw_net *nn, const struct natgw_mapping_inside *key,
		       struct natgw_mapping **mapping, u8 *reason)
{
	struct natgw_mapping *found = natgw_mapping_find_inside(nn, key);

	lockdep_assert_held(natgw_net_host_lock(nn, key->addr));
	*mapping = NULL;
	if (!found)
		return false;
	if (READ_ONCE(found->doomed)) {
		*reason = NATGW_REASON_DROP_NO_MAPPING;
		return true;
	}
	refcount_inc(&found->sessions);	/* the last one goes under the lock we hold: not 0 */
	*mapping = found;
	return true;
}

static struct natgw_mapping *create(struct natgw_net *nn, const struct natgw_mapping *template,
				    u8 *reason)
{
	struct natgw_mapping *mapping = natgw_mapping_create(nn, template);

	if (!IS_ERR(mapping))
		return mapping;
	natgw_mapping_release(nn, template);
	*reason = NATGW_REASON_DROP_MEMORY;
	return NULL;
}

static struct natgw_mapping *make_from_forward(struct natgw_net *nn,
					       const struct natgw_forward *forward, __be16 inside,
					       u16 zone, u8 *reason)
{
	struct natgw_mapping template = {
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
	struct natgw_mapping *mapping;

	if (get_inside(nn, &template.inside, &mapping, reason))
		return mapping;
	return create(nn, &template, reason);
}

struct natgw_mapping *natgw_mapping_make_forward(struct natgw_net *nn,
						 const struct natgw_policy *policy,
						 const struct natgw_tuple *tuple, u8 *reason)
{
	const struct natgw_forward *forward;
	struct natgw_mapping *mapping;
	spinlock_t *lock; /* the inside host's */

	*reason = NATGW_REASON_DROP_NO_MAPPING;
	forward = natgw_policy_find_forward(policy, tuple->proto, tuple->daddr, tuple->dport);
	if (!forward)
		return NULL;
	lock = natgw_net_host_lock(nn, forward->inside);
	spin_lock(lock);
	mapping = make_from_forward(nn, forward, natgw_forward_inside_port(forward, tuple->dport),
				    policy->home, reason);
	spin_unlock(lock);
	return mapping;
}

static void fill_behaviour(struct natgw_mapping *template, const struct natgw_rule *rule,
			   const struct natgw_tuple *tuple)
{
	enum natgw_behaviour_column column = behaviour_column(tuple->proto);

	template->behaviour = rule->behaviour.mapping[column];
	template->filtering = rule->behaviour.filtering[column];
	if (template->behaviour == NATGW_MAPPING_BEHAVIOUR_EIM)
		return;
	template->inside.remote = tuple->daddr;
	if (template->behaviour == NATGW_MAPPING_BEHAVIOUR_APDM && tuple->proto != IPPROTO_ICMP)
		template->inside.remote_port = tuple->dport;
}

/**
 * reclaim() - the port that an inside endpoint had a short while ago
 * @nn: the namespace
 * @inside: the endpoint
 * @claim: of the address it may be of; 0: any of its pool; set to the one it is of
 * @port: set to the port
 *
 * Return: true if it was held for the endpoint, and so is its own again.
 */
static bool reclaim(struct natgw_net *nn, const struct natgw_mapping_inside *inside,
		    struct natgw_claim *claim, __be16 *port)
{
	const struct natgw_hold *hold = natgw_hold_find(nn, inside);
	struct natgw_claim same = *claim;

	if (!hold || (claim->addr && claim->addr != hold->addr) ||
	    (claim->pool && natgw_pool_address_index(claim->pool, hold->addr) < 0))
		return false;
	same.addr = hold->addr;
	*port = hold->port;
	if (natgw_extaddr_has_socket(nn, &same, *port) || !natgw_hold_take(nn, hold))
		return false;
	claim->addr = same.addr;
	return true;
}

/*
 * The port that is held for the endpoint; else one from the subscriber's own
 * address where it has one and is paired; else from any.
 */
static int claim_port(struct natgw_net *nn, const struct natgw_policy *policy,
		      const struct natgw_mapping *template, struct natgw_claim *claim,
		      __be16 *port)
{
	struct natgw_subscriber *subscriber = template->subscriber;
	const struct natgw_pool *pool = claim->pool;
	bool paired = pool->config.paired != NATGW_PAIRED_OFF;
	bool strict = pool->config.paired == NATGW_PAIRED_ON;
	int ret;

	paired = paired && subscriber->external &&
		 natgw_pool_address_index(pool, subscriber->external) >= 0;
	if (paired && strict)
		claim->addr = subscriber->external;
	if (reclaim(nn, &template->inside, claim, port)) {
		ret = 0;
		goto pair;
	}
	if (paired) {
		claim->addr = subscriber->external;
		ret = natgw_extaddr_claim(nn, policy, claim, port);
		if (ret != -ENOSPC || strict)
			return ret;
	}
	claim->addr = 0;
	ret = natgw_pool_claim(nn, policy, pool, subscriber->key.addr, claim, port);
pair:
	if (!ret && (!subscriber->external || pool->config.paired == NATGW_PAIRED_ON))
		subscriber->external = claim->addr;
	return ret;
}

/* Only because ports are held: that is something else than a pool that is too small. */
static u8 exhausted_reason(struct natgw_net *nn, const struct natgw_claim *claim,
			   const struct natgw_subscriber *subscriber, int err)
{
	bool one = claim->addr && claim->pool->config.paired == NATGW_PAIRED_ON &&
		   subscriber->external == claim->addr;

	if (err == -ENOSPC &&
	    natgw_pool_has_held(nn, one ? NULL : claim->pool, claim))
		return NATGW_REASON_DROP_PORTS_HELD;
	return reason_of(err);
}

static struct natgw_mapping *make_pat(struct natgw_net *nn, const struct natgw_policy *policy,
				      const struct natgw_mapping_request *request,
				      struct natgw_mapping *template, u8 *reason)
{
	const struct natgw_pool *pool = request->rule->pool;
	struct natgw_claim claim = {
		.pool = pool, .proto = request->tuple->proto, .port = request->tuple->sport,
		.addr = natgw_pool_dry_address(pool),
	};
	int ret;

	if (natgw_portmap_column(claim.proto) < 0) {
		*reason = NATGW_REASON_DROP_PROTOCOL;
		return NULL;
	}
	template->kind = NATGW_MAPPING_KIND_PORT;
	if (!claim.addr)
		ret = claim_port(nn, policy, template, &claim, &template->external.port);
	else if (reclaim(nn, &template->inside, &claim, &template->external.port))
		ret = 0;
	else
		ret = natgw_extaddr_claim(nn, policy, &claim, &template->external.port);
	if (ret) {
		*reason = exhausted_reason(nn, &claim, template->subscriber, ret);
		if (natgw_event_ops && ret == -ENOSPC)
			natgw_event_ops->exhausted(nn, pool->id, claim.proto, *reason);
		return NULL;
	}
	template->external.addr = claim.addr;
	template->external.proto = claim.proto;
	return create(nn, template, reason);
}

/* A whole address; one that a mapping of a former configuration still has is passed over. */
static struct natgw_mapping *make_address(struct natgw_net *nn,
					  const struct natgw_mapping_request *request,
					  struct natgw_mapping *template, u8 *reason)
{
	const struct natgw_pool *pool = request->rule->pool;
	struct natgw_mapping *mapping;
	u32 tries;

	template->kind = NATGW_MAPPING_KIND_ADDRESS;
	*reason = NATGW_REASON_DROP_MEMORY;
	/* A failed try buries what it had linked: each needs a reservation of its own. */
	for (tries = 0; tries < BIND_TRIES && natgw_graveyard_reserve(&nn->mapping_graves);
	     tries++) {
		if (natgw_pool_bind(pool, request->tuple->saddr, &template->external.addr)) {
			*reason = pool->n_usable ? NATGW_REASON_DROP_ADDRESSES_EXHAUSTED :
						   NATGW_REASON_DROP_NO_ADDRESS;
			return NULL;
		}
		mapping = natgw_mapping_create(nn, template);
		if (!IS_ERR(mapping)) {
			template->subscriber->external = template->external.addr;
			return mapping;
		}
		if (PTR_ERR(mapping) != -EEXIST) {
			natgw_pool_unbind(pool, template->external.addr);
			break;
		}
		/* The bit stays set: the mapping that has the address clears it at its end. */
	}
	return NULL;
}

static struct natgw_mapping *get_dynamic(struct natgw_net *nn, const struct natgw_policy *policy,
					 const struct natgw_mapping_request *request,
					 struct natgw_mapping *template, u8 *reason)
{
	const struct natgw_pool *pool = request->rule->pool;
	struct natgw_mapping whole = *template;
	struct natgw_mapping *mapping;

	whole.inside = (struct natgw_mapping_inside){
		.addr = template->inside.addr, .pool = template->inside.pool,
		.zone = template->inside.zone,
	};
	if (get_inside(nn, &whole.inside, &mapping, reason))
		return mapping;
	/* A host that began with PAT stays with it while it has mappings: its sessions agree. */
	if (natgw_pool_dry_address(pool) && template->subscriber->mappings)
		return make_pat(nn, policy, request, template, reason);
	mapping = make_address(nn, request, &whole, reason);
	if (mapping || *reason != NATGW_REASON_DROP_ADDRESSES_EXHAUSTED)
		return mapping;
	if (natgw_pool_dry_address(pool))
		return make_pat(nn, policy, request, template, reason);
	if (natgw_event_ops)
		natgw_event_ops->exhausted(nn, pool->id, request->tuple->proto, *reason);
	return NULL;
}

static struct natgw_mapping *get_by_rule(struct natgw_net *nn, const struct natgw_policy *policy,
					 const struct natgw_mapping_request *request, u8 *reason)
{
	const struct natgw_tuple *tuple = request->tuple;
	const struct natgw_pool *pool = request->rule->pool;
	struct natgw_mapping template = {
		.inside = { .addr = tuple->saddr, .port = tuple->sport, .proto = tuple->proto,
			    .pool = pool->id, .zone = tuple->zone },
	};
	struct natgw_subscriber_key key = {
		.addr = tuple->saddr, .pool = pool->id, .zone = tuple->zone,
	};
	bool dynamic = pool->config.type == NATGW_POOL_TYPE_DYNAMIC;
	struct natgw_mapping *mapping;

	if (!dynamic && natgw_portmap_column(tuple->proto) < 0) {
		*reason = NATGW_REASON_DROP_PROTOCOL;
		return NULL;
	}
	fill_behaviour(&template, request->rule, tuple);
	if (get_inside(nn, &template.inside, &mapping, reason))
		return mapping;
	template.subscriber = natgw_subscriber_create(nn, &key);
	if (!template.subscriber) {
		*reason = NATGW_REASON_DROP_MEMORY;
		return NULL;
	}
	mapping = dynamic ? get_dynamic(nn, policy, request, &template, reason) :
			    make_pat(nn, policy, request, &template, reason);
	if (!template.subscriber->mappings)
		natgw_subscriber_kill(nn, template.subscriber);
	return mapping;
}

/* The gateway's own traffic keeps its port unless an inside host has it (masquerade's clash). */
static struct natgw_mapping *get_own(struct natgw_net *nn, const struct natgw_policy *policy,
				     const struct natgw_mapping_request *request, u8 *reason)
{
	const struct natgw_tuple *tuple = request->tuple;
	struct natgw_mapping template = {
		.inside = { .addr = tuple->saddr, .port = tuple->sport, .proto = tuple->proto },
		.external = { .addr = request->own, .proto = tuple->proto },
		.kind = NATGW_MAPPING_KIND_LOCAL,
		.behaviour = NATGW_MAPPING_BEHAVIOUR_EIM,
		.filtering = NATGW_FILTERING_BEHAVIOUR_EIF,
	};
	struct natgw_claim claim = {
		.addr = request->own, .proto = tuple->proto, .port = tuple->sport, .local = true,
	};
	struct natgw_mapping *mapping;
	int ret;

	if (get_inside(nn, &template.inside, &mapping, reason))
		return mapping;
	ret = reclaim(nn, &template.inside, &claim, &template.external.port) ? 0 :
	      natgw_extaddr_claim(nn, policy, &claim, &template.external.port);
	if (ret) {
		*reason = reason_of(ret);
		return NULL;
	}
	return create(nn, &template, reason);
}

struct natgw_mapping *natgw_mapping_get_outbound(struct natgw_net *nn,
						 const struct natgw_policy *policy,
						 const struct natgw_mapping_request *request,
						 u8 *reason)
{
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
		mapping = get_own(nn, policy, request, reason);
	else if (forward)
		mapping = make_from_forward(nn, forward, tuple->sport, tuple->zone, reason);
	else
		mapping = get_by_rule(nn, policy, request, reason);
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

static bool forward_allows(const struct natgw_policy *policy, const struct natgw_mapping *mapping)
{
	const struct natgw_forward *forward;

	forward = natgw_policy_find_forward(policy, mapping->external.proto,
					    mapping->external.addr, mapping->external.port);
	if (!forward)
		return mapping->kind != NATGW_MAPPING_KIND_FORWARD;
	return mapping->kind == NATGW_MAPPING_KIND_FORWARD &&
	       forward->inside == mapping->inside.addr &&
	       mapping->inside.zone == policy->home &&
	       natgw_forward_inside_port(forward, mapping->external.port) == mapping->inside.port;
}

/*
 * A rule that still gives the pool to the host and maps as the mapping was
 * made; one that filters as it does first. Which packets it takes is not asked.
 */
static const struct natgw_rule *rule_of(const struct natgw_policy *policy,
					const struct natgw_mapping *mapping)
{
	enum natgw_behaviour_column column = behaviour_column(mapping->inside.proto);
	const struct natgw_rule *found = NULL;
	u32 i;

	for (i = 0; i < policy->n_rules; i++) {
		const struct natgw_rule *rule = &policy->rules[i];

		if (rule->action != NATGW_ACTION_POOL || rule->pool->id != mapping->inside.pool)
			continue;
		if (mapping->inside.proto && rule->behaviour.mapping[column] != mapping->behaviour)
			continue;
		if (rule->proto && mapping->inside.proto && rule->proto != mapping->inside.proto)
			continue;
		if ((ntohl(mapping->inside.addr) ^ ntohl(rule->source.addr)) &
		    ntohl(inet_make_mask(rule->source.length)))
			continue;
		if (rule->behaviour.filtering[column] == mapping->filtering)
			return rule;
		if (!found)
			found = rule;
	}
	return found;
}

static bool pool_allows(const struct natgw_policy *policy, const struct natgw_mapping *mapping)
{
	const struct natgw_pool *pool = natgw_policy_pool_by_id(policy, mapping->inside.pool);
	bool whole = mapping->kind == NATGW_MAPPING_KIND_ADDRESS;
	bool dynamic;

	if (!pool || natgw_pool_address_index(pool, mapping->external.addr) < 0)
		return false;
	dynamic = pool->config.type == NATGW_POOL_TYPE_DYNAMIC;
	if (whole != (dynamic && mapping->external.addr != natgw_pool_dry_address(pool)))
		return false;
	if (!whole && mapping->external.proto != IPPROTO_ICMP &&
	    !natgw_pool_has_port(pool, ntohs(mapping->external.port)))
		return false;
	return rule_of(policy, mapping);
}

void natgw_mapping_refilter(const struct natgw_policy *policy, struct natgw_mapping *mapping)
{
	const struct natgw_rule *rule;

	if (mapping->kind != NATGW_MAPPING_KIND_PORT && mapping->kind != NATGW_MAPPING_KIND_ADDRESS)
		return;
	rule = rule_of(policy, mapping);
	if (rule)
		WRITE_ONCE(mapping->filtering,
			   rule->behaviour.filtering[behaviour_column(mapping->inside.proto)]);
}

/* A withheld port is nobody's; without its mapping the gateway's own flow goes on as it is. */
static bool own_allows(const struct natgw_policy *policy, const struct natgw_mapping *mapping)
{
	return natgw_policy_find_external(policy, mapping->external.addr) &&
	       !natgw_extaddr_is_reserved(policy, mapping->external.addr, mapping->external.proto,
					  mapping->external.port);
}

bool natgw_mapping_allowed(const struct natgw_policy *policy, const struct natgw_mapping *mapping)
{
	__be32 external;

	if (mapping->external.proto && !forward_allows(policy, mapping))
		return false;
	switch (mapping->kind) {
	case NATGW_MAPPING_KIND_PORT:
	case NATGW_MAPPING_KIND_ADDRESS:
		if (mapping->inside.zone == policy->home &&
		    natgw_policy_static_to_external(policy, mapping->inside.addr, &external))
			return false;
		return pool_allows(policy, mapping);
	case NATGW_MAPPING_KIND_LOCAL:
		return own_allows(policy, mapping);
	default:
		return true;
	}
}
