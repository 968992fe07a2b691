/* SPDX-License-Identifier: GPL-2.0-only */
/* Mappings in messages. */
#ifndef _NATGW_CONTROL_NETLINK_MAPPING_H
#define _NATGW_CONTROL_NETLINK_MAPPING_H

#include "control/netlink_table.h"

/**
 * natgw_nl_mapping_put() - put all attributes of a mapping into a message
 * @skb: the message
 * @nn: the namespace
 * @mapping: the mapping
 *
 * Context: under rcu_read_lock(). Return: 0 or -EMSGSIZE.
 */
int natgw_nl_mapping_put(struct sk_buff *skb, struct natgw_net *nn,
			 const struct natgw_mapping *mapping);

/* Whether a filter wants a mapping. Context: under rcu_read_lock(). */
bool natgw_nl_mapping_match(const struct natgw_nl_filter *filter,
			    const struct natgw_mapping *mapping);

#endif
