/* SPDX-License-Identifier: GPL-2.0-only */
/* Sockets are looked up without naming the table since Linux 6.18. */
#ifndef _NATGW_COMPAT_NET_INET_HASHTABLES_H
#define _NATGW_COMPAT_NET_INET_HASHTABLES_H

#include <linux/version.h>
#include_next <net/inet_hashtables.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 18, 0)

#define inet_lookup(net, ...) \
	inet_lookup(net, (net)->ipv4.tcp_death_row.hashinfo, __VA_ARGS__)

#endif

#endif
