// SPDX-License-Identifier: GPL-2.0-only
/* See foresight.h. */
#include <linux/random.h>

#include "state/foresight.h"
#include "state/mapping_make.h"
#include "state/session_find.h"

static struct natgw_subscriber_key subscriber_of(const struct natgw_foresight *foresight)
{
	const struct natgw_mapping_inside *inside = &foresight->inside;

	return (struct natgw_subscriber_key){
		.addr = inside->addr, .pool = inside->pool, .zone = inside->zone,
	};
}

void natgw_foresee_buckets(struct natgw_net *nn, struct natgw_foresight *foresight,
			   const struct natgw_tuple *tuple, const struct natgw_rule *rule)
{
	struct natgw_subscriber_key key;

	foresight->request = (struct natgw_mapping_request){
		.tuple = tuple, .rule = rule, .random = get_random_u32(),
	};
	foresight->inside = natgw_mapping_inside_key(rule, tuple);
	foresight->map = NULL;
	key = subscriber_of(foresight);
	natgw_mapping_expect_inside(nn, &foresight->inside);
	natgw_subscriber_expect(nn, &key);
}

void natgw_foresee_objects(struct natgw_net *nn, struct natgw_foresight *foresight)
{
	struct natgw_subscriber_key key = subscriber_of(foresight);

	foresight->known = natgw_mapping_expect_found(nn, &foresight->inside);
	if (!foresight->known)
		natgw_subscriber_expect_found(nn, &key);
}

/* The address that a new mapping's port will most likely be of, or 0. */
static __be32 foresee_address(struct natgw_net *nn, const struct natgw_foresight *foresight)
{
	const struct natgw_pool *pool = foresight->request.rule->pool;
	struct natgw_subscriber_key key = subscriber_of(foresight);
	const struct natgw_subscriber *subscriber;

	if (pool->config.type != NATGW_POOL_TYPE_PAT || pool->config.paired == NATGW_PAIRED_OFF ||
	    natgw_portmap_column(foresight->inside.proto) < 0)
		return 0;
	subscriber = natgw_subscriber_find(nn, &key);
	return subscriber && subscriber->external ? subscriber->external :
						    natgw_pool_first_address(pool, key.addr);
}

void natgw_foresee_ports(struct natgw_net *nn, struct natgw_foresight *foresight)
{
	const struct natgw_mapping_request *request = &foresight->request;
	const struct natgw_mapping *mapping;

	if (foresight->known) {
		mapping = natgw_mapping_find_inside(nn, &foresight->inside);
		if (mapping)
			natgw_session_expect_reply(nn, request->tuple, mapping->external.addr,
						   mapping->external.port);
		return;
	}
	foresight->claim = (struct natgw_claim){
		.pool = request->rule->pool, .addr = foresee_address(nn, foresight),
		.proto = foresight->inside.proto, .port = foresight->inside.port,
		.random = request->random,
	};
	if (foresight->claim.addr)
		foresight->map = natgw_extaddr_expect(nn, &foresight->claim);
}

void natgw_foresee_endpoint(struct natgw_net *nn, struct natgw_foresight *foresight)
{
	const struct natgw_claim *claim = &foresight->claim;
	struct natgw_mapping_external external;

	if (!foresight->map)
		return;
	external = (struct natgw_mapping_external){
		.addr = claim->addr, .proto = claim->proto,
		.port = natgw_extaddr_foresee(foresight->map, claim),
	};
	natgw_mapping_expect_external(nn, &external);
	natgw_session_expect_reply(nn, foresight->request.tuple, external.addr, external.port);
}
