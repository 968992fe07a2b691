/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Packets from inside that open a flow, taken by the fast path with those that wait together: where
 * there are many sessions, most of what opening one takes is waiting for memory.
 */
#ifndef _NATGW_PACKET_FASTPATH_OPEN_H
#define _NATGW_PACKET_FASTPATH_OPEN_H

#include "packet/context.h"
#include "state/foresight.h"
#include "state/session_find.h"

/**
 * struct natgw_opening - a packet that most likely has no session yet
 * @rt: its route, which it has as well; NULL: it is no packet to open a flow with, here
 * @foresight: what it will need
 */
struct natgw_opening {
	struct rtable *rt;
	struct natgw_foresight foresight;
};

/**
 * natgw_fastpath_open_prepare() - see whether a packet may open a flow here
 * @context: its nn, policy, in, now and packet are set
 * @opening: filled in; what comes next is natgw_foresee_objects()
 *
 * Context: softirq, under an rcu_read_lock() that lasts until the packet has gone. Where
 * @opening->rt is set, natgw_fastpath_open() has to follow.
 */
void natgw_fastpath_open_prepare(struct natgw_context *context, struct natgw_opening *opening);

/**
 * natgw_fastpath_open() - open the flow and send its packet
 * @context: as it was prepared
 * @opening: likewise; its rt is set
 * @place: of the packet's tuple
 *
 * Context: as natgw_fastpath_open_prepare().
 * Return: true if the packet was sent or dropped; false: it has a session, or had one just now.
 */
bool natgw_fastpath_open(struct natgw_context *context, const struct natgw_opening *opening,
			 const struct natgw_session_place *place);

#endif
