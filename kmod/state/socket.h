/* SPDX-License-Identifier: GPL-2.0-only */
/* The gateway's own sockets, where natgw shares an address with them. */
#ifndef _NATGW_STATE_SOCKET_H
#define _NATGW_STATE_SOCKET_H

#include <linux/types.h>

struct net;

/**
 * natgw_socket_has_port() - whether a local socket is bound to a port
 * @net: the namespace
 * @proto: TCP or UDP; others have no ports that sockets own
 * @addr: the local address
 * @port: the port
 *
 * TCP: any socket bound to the port, by whichever address, also in time-wait.
 * UDP: a socket that would receive a stranger's datagram to @addr.
 *
 * Context: bottom halves off, under rcu_read_lock(). Return: true if there is one.
 */
bool natgw_socket_has_port(struct net *net, u8 proto, __be32 addr, __be16 port);

#endif
