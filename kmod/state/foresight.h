/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What opening a flow will look at, asked for ahead.
 *
 * A new flow's mapping and session go through a dozen lines of memory, some of which tell where
 * the next ones are. Where several flows are about to be opened, each step below is taken for all
 * of them before the next one, so that they wait for memory together. Nothing is decided here but
 * a random number: whatever turns out otherwise costs a line asked for in vain.
 */
#ifndef _NATGW_STATE_FORESIGHT_H
#define _NATGW_STATE_FORESIGHT_H

#include "state/extaddr.h"
#include "state/mapping.h"

/**
 * struct natgw_foresight - a flow that is about to be opened from inside
 * @request: for its mapping
 * @inside: the mapping's inside key
 * @claim: of a port, where it has to have one
 * @map: that port's, if it is there
 * @known: most likely there is a mapping
 */
struct natgw_foresight {
	struct natgw_mapping_request request;
	struct natgw_mapping_inside inside;
	struct natgw_claim claim;
	const struct natgw_portmap *map;
	bool known;
};

/*
 * All in this order, under one rcu_read_lock(): the first one for a packet's tuple, which lasts as
 * long as @foresight, and the rule that claims it.
 */
void natgw_foresee_buckets(struct natgw_net *nn, struct natgw_foresight *foresight,
			   const struct natgw_tuple *tuple, const struct natgw_rule *rule);
void natgw_foresee_objects(struct natgw_net *nn, struct natgw_foresight *foresight);
void natgw_foresee_ports(struct natgw_net *nn, struct natgw_foresight *foresight);
void natgw_foresee_endpoint(struct natgw_net *nn, struct natgw_foresight *foresight);

#endif
