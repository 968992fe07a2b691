/* SPDX-License-Identifier: GPL-2.0-only */
/* The gateway's own programs speaking to inside hosts by external endpoints. */
#ifndef _NATGW_PACKET_LOCAL_H
#define _NATGW_PACKET_LOCAL_H

#include "packet/context.h"

/**
 * natgw_local_out() - a packet the gateway sends to an external address
 * @context: packet not parsed yet, only its skb set
 * @sk: the sending socket or NULL
 *
 * As natgw_translate_in(); the packet is routed anew to the inside host.
 * Context: bottom halves off, under rcu_read_lock(). Return: enum natgw_reason.
 */
u8 natgw_local_out(struct natgw_context *context, struct sock *sk);

/**
 * natgw_local_in() - a packet to a socket of the gateway
 * @context: packet not parsed yet, only its skb set
 *
 * Gives the answer of an inside host the external endpoint it was spoken to by.
 * Context: as natgw_local_out(). Return: enum natgw_reason or 0.
 */
u8 natgw_local_in(struct natgw_context *context);

#endif
