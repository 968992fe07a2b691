/* SPDX-License-Identifier: GPL-2.0-only */
/* A flow's type of service has a type of its own, and another name, from 6.18 on. */
#ifndef _NATGW_COMPAT_NET_FLOW_H
#define _NATGW_COMPAT_NET_FLOW_H

#include <linux/version.h>
#include_next <net/flow.h>
#include <net/inet_dscp.h>

static inline void natgw_compat_flow_dscp(struct flowi4 *flow, dscp_t dscp)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 18, 0)
	flow->flowi4_tos = inet_dscp_to_dsfield(dscp);
#else
	flow->flowi4_dscp = dscp;
#endif
}

#endif
