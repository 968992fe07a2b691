/* SPDX-License-Identifier: GPL-2.0-only */
/* The generated policies have constant ranges; struct nla_policy takes them so from 6.7 on. */
#ifndef _NATGW_COMPAT_NET_NETLINK_H
#define _NATGW_COMPAT_NET_NETLINK_H

#include <linux/version.h>
#include_next <net/netlink.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 7, 0)

#undef NLA_POLICY_FULL_RANGE
#define NLA_POLICY_FULL_RANGE(tp, _range) {					\
	.type = NLA_ENSURE_UINT_OR_BINARY_TYPE(tp),				\
	.validation_type = NLA_VALIDATE_RANGE_PTR,				\
	.range = (struct netlink_range_validation *)(_range),			\
}

#endif

#endif
