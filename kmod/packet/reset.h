/* SPDX-License-Identifier: GPL-2.0-only */
/* The TCP reset that tells an inside host that its connection is not known any more. */
#ifndef _NATGW_PACKET_RESET_H
#define _NATGW_PACKET_RESET_H

#include "packet/context.h"

/**
 * natgw_reset_init() - set the limit of a namespace
 * @nn: the namespace
 */
void natgw_reset_init(struct natgw_net *nn);

/**
 * natgw_reset_send() - answer a segment of no session in its receiver's name (RFC 9293 3.10.7.1)
 * @context: a routed TCP packet from inside, as it was sent
 *
 * Nothing is sent where it is a reset itself or its checksum is wrong, or
 * beyond a thousand a second in this namespace.
 * Context: bottom halves off, under rcu_read_lock().
 */
void natgw_reset_send(const struct natgw_context *context);

#endif
