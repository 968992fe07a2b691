/* SPDX-License-Identifier: GPL-2.0-only */
/* A packet of a session: its TCP state, timer and counters move on. */
#ifndef _NATGW_PACKET_TRACK_H
#define _NATGW_PACKET_TRACK_H

#include "packet/context.h"

/**
 * natgw_track() - take account of a packet
 * @context: the packet
 * @flow: the flow it belongs to
 *
 * TCP by RFC 7857 section 2, RFC 5382 REQ-5: segments out of window are
 * translated all the same, but change neither state nor timer. Others: packets
 * from inside set the timer back, those from outside only where asked (RFC
 * 4787 REQ-6). A data segment of an established connection takes no lock.
 *
 * Context: softirq or process, under rcu_read_lock().
 */
void natgw_track(const struct natgw_context *context, struct natgw_flow *flow);

/* The same of a packet that cannot change a session's state: of TCP no SYN, FIN or RST. */
void natgw_track_established(const struct natgw_context *context, struct natgw_flow *flow);

#endif
