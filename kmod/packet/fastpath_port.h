/* SPDX-License-Identifier: GPL-2.0-only */
/* The devices that have the fast path at their ingress. */
#ifndef _NATGW_PACKET_FASTPATH_PORT_H
#define _NATGW_PACKET_FASTPATH_PORT_H

#include "state/net.h"

/**
 * natgw_fastpath_sync() - have ingress hooks on the devices the configuration serves
 * @nn: the namespace
 *
 * All devices but loopback have a hook while the configuration is not empty
 * and the fast path not off; a device whose packets another one takes (a port
 * of a bridge or bond) leaves them alone.
 *
 * Context: process, RTNL held; takes the config mutex.
 */
void natgw_fastpath_sync(struct natgw_net *nn);

/* The same soon, where RTNL cannot be taken: after a commit. Context: process. */
void natgw_fastpath_changed(struct natgw_net *nn);

/* Set-up of a namespace; its end, before its devices go (takes RTNL). Context: process. */
void natgw_fastpath_init(struct natgw_net *nn);
void natgw_fastpath_exit(struct natgw_net *nn);

typedef void (*natgw_fastpath_visit)(const struct net_device *dev, void *data);

/**
 * natgw_fastpath_devices() - the devices that have the fast path at their ingress
 * @nn: the namespace
 * @visit: called for each but those whose packets another one takes
 * @data: the caller's
 *
 * Context: under rcu_read_lock(). Return: how many there are.
 */
u32 natgw_fastpath_devices(const struct natgw_net *nn, natgw_fastpath_visit visit, void *data);

/* Takes a device's hook away: it is going. Context: process, RTNL held. */
void natgw_fastpath_forget(struct natgw_net *nn, const struct net_device *dev);

#endif
