/* SPDX-License-Identifier: GPL-2.0-only */
/* The segment size that a SYN announces, kept to what fits on the way. */
#ifndef _NATGW_PACKET_MSS_H
#define _NATGW_PACKET_MSS_H

#include "packet/context.h"

/**
 * natgw_mss_clamp() - lower the segment size that a SYN of a session announces
 * @context: parsed, rewritten or not
 * @flow: the packet's
 *
 * By the pool that has the session's external address: to its number, or to
 * what the routes to both ends leave room for. Only lowered, never raised, nor
 * added where a SYN announces none. Packets without SYN are not looked at.
 *
 * Context: bottom halves off, under rcu_read_lock(). Return: 0 or NATGW_REASON_DROP_WRITE.
 */
int natgw_mss_clamp(struct natgw_context *context, const struct natgw_flow *flow);

#endif
