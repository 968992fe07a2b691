/* SPDX-License-Identifier: GPL-2.0-only */
/* What can be said of a reason. */
#ifndef _NATGW_LIB_REASON_H
#define _NATGW_LIB_REASON_H

#include <linux/natgw.h>
#include <linux/types.h>

/* The enumeration of the ABI has the drops last. */
enum {
	NATGW_REASON_FIRST_DROP = NATGW_REASON_DROP_RULE,
};

/**
 * natgw_reason_is_drop() - whether a packet with this reason was dropped
 * @reason: enum natgw_reason
 *
 * Return: true when it was.
 */
static inline bool natgw_reason_is_drop(int reason)
{
	return reason >= NATGW_REASON_FIRST_DROP;
}

/**
 * natgw_reason_name() - the reason in the words of the netlink specification
 * @reason: enum natgw_reason
 *
 * Return: a constant string such as "drop-no-mapping"; "unknown" for no reason.
 */
const char *natgw_reason_name(int reason);

#endif
