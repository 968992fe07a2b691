/* SPDX-License-Identifier: GPL-2.0-only */
/* The gateway's own sockets, where natgw shares an address with them. */
#ifndef _NATGW_STATE_SOCKET_H
#define _NATGW_STATE_SOCKET_H

#include <linux/types.h>

#include "lib/tuple.h"

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

/**
 * natgw_socket_answers() - whether a TCP socket of the gateway waits for a packet
 * @net: the namespace
 * @tuple: the packet's
 * @iif: index of the interface it came in by
 *
 * Context: under rcu_read_lock(), bottom halves off.
 * Return: true if a connection or a listener takes it.
 */
bool natgw_socket_answers(struct net *net, const struct natgw_tuple *tuple, int iif);

#endif
