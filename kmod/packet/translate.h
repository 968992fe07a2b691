/* SPDX-License-Identifier: GPL-2.0-only */
/* The pipeline: find or make the session, take account, rewrite; a verdict with its reason. */
#ifndef _NATGW_PACKET_TRANSLATE_H
#define _NATGW_PACKET_TRANSLATE_H

#include "packet/context.h"

/**
 * natgw_translate_in() - a packet before routing
 * @context: packet not parsed yet, only its skb set; @out NULL
 *
 * Where its destination is an external address, it is translated to the inside
 * host that the session, mapping, forward or static leads to. One that comes
 * from inside itself is a hairpin: both translations are decided here, the
 * source is rewritten by natgw_translate_out().
 *
 * Context: softirq or process with bottom halves off, under rcu_read_lock().
 * Return: enum natgw_reason.
 */
u8 natgw_translate_in(struct natgw_context *context);

/**
 * natgw_translate_out() - a packet after routing
 * @context: packet not parsed yet, only its skb set
 *
 * Where a rule or static claims it, its source is translated; what is claimed
 * and cannot be translated is dropped.
 *
 * Context: as natgw_translate_in(). Return: enum natgw_reason, or 0 where
 * natgw_translate_in() has said all there is to say of the packet, and for what
 * the gateway itself says to the inside, which is not counted.
 */
u8 natgw_translate_out(struct natgw_context *context);

/**
 * natgw_translate_open() - open a flow from inside and translate its first packet
 * @context: parsed, of no session, routed
 * @request: its tuple, and the rule that claims it, with a pool
 * @flow: set to the flow; NULL where none can be opened
 *
 * A host that cannot have one is told so, where the settings say so.
 *
 * Context: as natgw_translate_in(). Return: enum natgw_reason.
 */
u8 natgw_translate_open(struct natgw_context *context, const struct natgw_mapping_request *request,
			struct natgw_flow **flow);

/**
 * natgw_translate_to_inside() - rewrite the destination of a packet to an external address
 * @context: parsed
 * @tuple: its tuple, realm outside, with its source translated where it is a hairpin
 * @session: set to the flow, NULL for a static, where not NULL itself
 *
 * Context: as natgw_translate_in(). Return: enum natgw_reason.
 */
u8 natgw_translate_to_inside(struct natgw_context *context, const struct natgw_tuple *tuple,
			     struct natgw_flow **session);

/* 0, or the reason to drop a packet that is about to be translated, if it has IP options. */
u8 natgw_translate_refuse_options(const struct natgw_context *context);

/* What to do where an external endpoint leads nowhere: the gateway's own, or a drop. */
u8 natgw_translate_no_target(const struct natgw_context *context);

/* Whether a packet at its way out leaves the inside realm. */
bool natgw_translate_leaves(const struct natgw_context *context);

/*
 * Whether @addr is the gateway's own and of the outside realm: external, or on
 * an outside interface. Such a source needs no translation.
 */
bool natgw_translate_is_own(const struct natgw_context *context, __be32 addr);

#endif
