/* SPDX-License-Identifier: GPL-2.0-only */
/* Where packets come from: Netfilter's hooks, and the notifiers of addresses. */
#ifndef _NATGW_PACKET_HOOKS_H
#define _NATGW_PACKET_HOOKS_H

#include <linux/netfilter_ipv4.h>

#include "state/net.h"

/*
 * In before conntrack, out behind everything but conntrack's confirmation: all
 * others see inside addresses, and what is dropped was never confirmed.
 */
enum natgw_priority {
	NATGW_PRIORITY_FRAGMENT = NF_IP_PRI_CONNTRACK_DEFRAG - 1,
	NATGW_PRIORITY_IN = NF_IP_PRI_CONNTRACK - 50,
	NATGW_PRIORITY_OUT = NF_IP_PRI_CONNTRACK_CONFIRM - 1,
};

/* Registers a namespace's hooks, and takes them away. */
extern const struct natgw_net_ops natgw_hooks_net_ops;

/* Module set-up: the notifiers. */
int natgw_hooks_init(void);
void natgw_hooks_exit(void);

#endif
