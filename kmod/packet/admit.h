/* SPDX-License-Identifier: GPL-2.0-only */
/* Which session a packet belongs to, and whether it may have one. */
#ifndef _NATGW_PACKET_ADMIT_H
#define _NATGW_PACKET_ADMIT_H

#include "packet/context.h"

/**
 * natgw_admit_find() - the live session of a tuple
 * @context: the packet
 * @tuple: its tuple, perhaps with one endpoint translated
 *
 * A session whose timer is over ends here.
 * Context: under rcu_read_lock(). Return: the flow or NULL.
 */
struct natgw_flow *natgw_admit_find(const struct natgw_context *context,
				    const struct natgw_tuple *tuple);

/**
 * natgw_admit_outbound() - a session for a packet from inside that has none
 * @context: the packet
 * @request: its tuple, realm inside, and the rule that claims it, of action pool; or the gateway's
 *	     own traffic
 * @reason: on NULL: why not
 *
 * Context: bottom halves off, under rcu_read_lock(). Return: the flow or NULL.
 */
struct natgw_flow *natgw_admit_outbound(const struct natgw_context *context,
					const struct natgw_mapping_request *request, u8 *reason);

/**
 * natgw_admit_inbound() - a session for a packet from outside that has none
 * @context: the packet
 * @tuple: its tuple, realm outside; a hairpin packet's with its source translated
 * @reason: on NULL: why not: no mapping, filtered (RFC 4787 REQ-8), no TCP opening...
 *
 * Context: bottom halves off, under rcu_read_lock(). Return: the flow or NULL.
 */
struct natgw_flow *natgw_admit_inbound(const struct natgw_context *context,
				       const struct natgw_tuple *tuple, u8 *reason);

/* Whether an external endpoint leads to an inside host now. Context: under rcu_read_lock(). */
bool natgw_admit_has_target(const struct natgw_context *context, const struct natgw_tuple *tuple);

/**
 * natgw_admit_is_special() - an address that is never one other host's (requirements MC-1)
 * @addr: multicast, broadcast, loopback, link-local, zero or class E?
 *
 * Return: true if it is never translated nor mapped.
 */
bool natgw_admit_is_special(__be32 addr);

/* The same of a routed packet's destination, which may be a subnet's broadcast address too. */
bool natgw_admit_goes_to_special(const struct natgw_context *context, __be32 addr);

/* Whether a packet is an ICMP query, rather than an answer. */
bool natgw_admit_is_icmp_request(const struct natgw_packet *packet);

#endif
