/* SPDX-License-Identifier: GPL-2.0-only */
/* When a freed external port is kept from others for a while (RFC 6888 REQ-8). */
#ifndef _NATGW_LIB_HOLD_H
#define _NATGW_LIB_HOLD_H

#include <linux/in.h>
#include <linux/natgw.h>
#include <linux/types.h>

/* The defaults; what an operator may choose is in docs/netlink/natgw.yaml. */
enum natgw_hold_defaults {
	NATGW_HOLD_SECONDS = 120,
	NATGW_HOLD_MAX = 16384,		/* a quarter of the ports of an address and protocol */
};

/**
 * natgw_hold_applies() - whether a mapping's port is held when the mapping ends
 * @proto: IP protocol
 * @kind: enum natgw_mapping_kind
 * @filtering: enum natgw_filtering_behaviour
 * @exposed: a session of it ended whose remote end may still be sending
 *
 * Not: a port of the configuration's, one that admits only the endpoints of its
 * sessions, one whose TCP connections were all seen to close, or which never
 * carried a packet. An ICMP identifier is no port: only answers reach it.
 *
 * Return: true if others have to wait for it.
 */
static inline bool natgw_hold_applies(u8 proto, u8 kind, u8 filtering, bool exposed)
{
	return exposed && (proto == IPPROTO_TCP || proto == IPPROTO_UDP) &&
	       (kind == NATGW_MAPPING_KIND_PORT || kind == NATGW_MAPPING_KIND_LOCAL) &&
	       filtering != NATGW_FILTERING_BEHAVIOUR_APDF;
}

/**
 * natgw_hold_is_over() - whether a held port may go to anybody
 * @freed: when it was freed, in seconds; wraps
 * @now: the time now
 * @seconds: how long ports are held; 0: not at all
 *
 * Times are cut to whole seconds: a port freed at the end of one is held a
 * little longer, none is held less than @seconds.
 */
static inline bool natgw_hold_is_over(u32 freed, u32 now, u32 seconds)
{
	return !seconds || now - freed > seconds;
}

#endif
