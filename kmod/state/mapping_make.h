/* SPDX-License-Identifier: GPL-2.0-only */
/* How a mapping gets its external endpoint, and gives it back; used by mapping.c only. */
#ifndef _NATGW_STATE_MAPPING_MAKE_H
#define _NATGW_STATE_MAPPING_MAKE_H

#include "state/mapping.h"

/* The mapping of an inside key. Context: under rcu_read_lock(). No reference. */
struct natgw_mapping *natgw_mapping_find_inside(struct natgw_net *nn,
						const struct natgw_mapping_inside *key);

/**
 * natgw_mapping_create() - put a mapping in the tables
 * @nn: the namespace
 * @template: all but count and times; its external endpoint is claimed by the caller
 *
 * Context: host lock held, a mapping grave reserved.
 * Return: the mapping with one session counted, or ERR_PTR(-EEXIST, -ENOMEM, -EBUSY).
 */
struct natgw_mapping *natgw_mapping_create(struct natgw_net *nn,
					   const struct natgw_mapping *template);

/* Gives the external endpoint of an unlinked mapping back. Context: host lock held. */
void natgw_mapping_release(struct natgw_net *nn, const struct natgw_mapping *mapping);

/* As natgw_mapping_get_inbound(), where there is no mapping yet: a forward's is made. */
struct natgw_mapping *natgw_mapping_make_forward(struct natgw_net *nn,
						 const struct natgw_policy *policy,
						 const struct natgw_tuple *tuple, u8 *reason);

#endif
