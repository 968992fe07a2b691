/* SPDX-License-Identifier: GPL-2.0-only */
/* Where packets come from: Netfilter's hooks, and the notifiers of addresses. */
#ifndef _NATGW_PACKET_HOOKS_H
#define _NATGW_PACKET_HOOKS_H

#include "state/net.h"

/* Registers a namespace's hooks, and takes them away. */
extern const struct natgw_net_ops natgw_hooks_net_ops;

/* Module set-up: the notifiers. */
int natgw_hooks_init(void);
void natgw_hooks_exit(void);

#endif
