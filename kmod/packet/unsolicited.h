/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SYNs from outside that nobody has asked for (RFC 5382 REQ-4). The inside
 * host may be about to send its own (a simultaneous open), which an answer
 * to the first one would spoil: so there is none for six seconds, and none at
 * all if the host's SYN passes meanwhile.
 */
#ifndef _NATGW_PACKET_UNSOLICITED_H
#define _NATGW_PACKET_UNSOLICITED_H

#include "packet/context.h"

/* Sets the list up, closed; opens it; closes it and forgets all. Context: process. */
void natgw_unsolicited_init(struct natgw_net *nn);
void natgw_unsolicited_open(struct natgw_net *nn);
void natgw_unsolicited_close(struct natgw_net *nn);

/* Whether a parsed packet is a SYN, without ACK, that came in by an outside interface. */
bool natgw_unsolicited_is_syn(const struct natgw_context *context);

/**
 * natgw_unsolicited_hold() - remember a SYN that is being dropped
 * @context: the packet, as it was sent
 *
 * In six seconds its sender is told that the port is unreachable, unless the
 * settings say otherwise or natgw_unsolicited_answered() comes first. One that
 * is remembered already is not again; there is room for a fixed number.
 *
 * Context: bottom halves off, under rcu_read_lock().
 */
void natgw_unsolicited_hold(const struct natgw_context *context);

/* Forgets the SYN that this one, on its way out and translated, crosses. */
void natgw_unsolicited_answered(const struct natgw_context *context);

/**
 * natgw_unsolicited_local() - a SYN from outside to an address shared with the gateway
 * @context: at LOCAL_IN; packet not parsed yet
 *
 * Without a socket that waits for it, it is not for the stack to reset but is held and dropped.
 *
 * Context: bottom halves off, under rcu_read_lock().
 * Return: the reason, or 0 where it is no such packet.
 */
u8 natgw_unsolicited_local(struct natgw_context *context);

#endif
