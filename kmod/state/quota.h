/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory that users' networks share. What packets make is charged to no control
 * group, and root of a user namespace sets the bounds of his networks himself: so
 * all networks that the initial user namespace does not own have one bound together.
 */
#ifndef _NATGW_STATE_QUOTA_H
#define _NATGW_STATE_QUOTA_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/types.h>

struct net;

/**
 * enum natgw_quota_bytes - what is charged for one object with all it needs
 * @NATGW_QUOTA_SESSION: its 128 bytes; a mapping (48), a subscriber and a permit of its own (64
 *			 each); six places in tables, 25.6 bytes each when a table has just grown:
 *			 458, rounded up
 * @NATGW_QUOTA_HOLD: a held port: 48 (of 64) and its place in the table
 * @NATGW_QUOTA_SYN: an unsolicited SYN with its headers: up to 184 (of 192)
 */
enum natgw_quota_bytes {
	NATGW_QUOTA_SESSION = 512,
	NATGW_QUOTA_HOLD = 96,
	NATGW_QUOTA_SYN = 192,
};

/**
 * struct natgw_quota - one network's part of it
 * @limited: the initial user namespace does not own the network
 * @charged: bytes
 */
struct natgw_quota {
	bool limited;
	atomic64_t charged;
};

/* Context: the network is being set up. */
void natgw_quota_init(struct natgw_quota *quota, const struct net *net);

/* The network is going and has given everything back. */
void natgw_quota_exit(struct natgw_quota *quota);

/* Bytes that all those networks may have together. Context: any. */
u64 natgw_quota_bound(void);

/* Of quota.c, for the functions below. */
bool natgw_quota_take(struct natgw_quota *quota, u32 bytes);
void natgw_quota_give(struct natgw_quota *quota, s64 bytes);

/**
 * natgw_quota_charge() - before something is made by a packet
 * @quota: the network's
 * @bytes: how large it is
 *
 * Context: any. Return: false where it may not be made.
 */
static inline bool natgw_quota_charge(struct natgw_quota *quota, u32 bytes)
{
	return likely(!quota->limited) || natgw_quota_take(quota, bytes);
}

/* The reverse, when it has ended. Context: any. */
static inline void natgw_quota_uncharge(struct natgw_quota *quota, s64 bytes)
{
	if (unlikely(quota->limited))
		natgw_quota_give(quota, bytes);
}

#endif
