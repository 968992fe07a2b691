/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Room for fragments under a flood of them. The kernel puts datagrams together and bounds the
 * memory of those that wait (net.ipv4.ipfrag_high_thresh), but once it is full it takes no new
 * one for half a minute. Here the oldest is given up in time instead.
 */
#ifndef _NATGW_PACKET_FRAGMENT_H
#define _NATGW_PACKET_FRAGMENT_H

#include <linux/skbuff.h>

#include "state/net.h"

struct natgw_fragments;

/* Makes a namespace's memory of datagrams that wait. Return: NULL without memory. */
struct natgw_fragments *natgw_fragments_create(void);

/* Frees it once no hook runs any more. */
void natgw_fragments_free(struct natgw_fragments *fragments);

/**
 * natgw_fragments_make_room() - before a fragment is given to the kernel to put together
 * @nn: the namespace
 * @skb: a fragment, at its network header
 *
 * Context: softirq, under rcu_read_lock().
 */
void natgw_fragments_make_room(struct natgw_net *nn, const struct sk_buff *skb);

#endif
