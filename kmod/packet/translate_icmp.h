/* SPDX-License-Identifier: GPL-2.0-only */
/* The pipeline for ICMP errors (RFC 5508 section 4, RFC 4787 REQ-12, RFC 5382 REQ-9). */
#ifndef _NATGW_PACKET_TRANSLATE_ICMP_H
#define _NATGW_PACKET_TRANSLATE_ICMP_H

#include "packet/context.h"

/*
 * Errors never make, refresh or end a session (RFC 5508 REQ-6): they are only
 * matched by the packet they quote. Context and return as natgw_translate_in()
 * and natgw_translate_out().
 */
u8 natgw_translate_icmp_in(struct natgw_context *context);
u8 natgw_translate_icmp_out(struct natgw_context *context, bool hairpin);

#endif
