/* SPDX-License-Identifier: GPL-2.0-only */
/* The ICMP error that tells an inside host why its packet was not translated. */
#ifndef _NATGW_PACKET_REFUSAL_H
#define _NATGW_PACKET_REFUSAL_H

#include "packet/context.h"

/**
 * natgw_refusal_send() - answer a packet that found no resource (RFC 5508 REQ-8, RFC 6888 REQ-11)
 * @context: a routed packet from inside, as it was sent
 * @reason: why it is dropped; only a lack of resources, or of a way to share
 *	    an address with that protocol, is answered
 *
 * Code 13 (default), 1 or none, by the namespace's setting, 2 for a protocol;
 * the stack's ICMP rate limit holds. Context: bottom halves off, under rcu_read_lock().
 */
void natgw_refusal_send(const struct natgw_context *context, u8 reason);

#endif
