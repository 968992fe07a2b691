/* SPDX-License-Identifier: GPL-2.0-only */
/* Sizes and bounds that more than one room leans on. */
#ifndef _NATGW_LIB_LIMITS_H
#define _NATGW_LIB_LIMITS_H

enum natgw_limits {
	NATGW_NAME_MAX = 32,		/* a pool's name with its NUL */
	NATGW_POOLS_MAX = 1024,
	NATGW_RULES_MAX = 65536,
	NATGW_STATICS_MAX = 65536,
	NATGW_FORWARDS_MAX = 65536,
	NATGW_TIMEOUT_OVERRIDES_MAX = 32,
	NATGW_POOL_RANGES_MAX = 256,	/* address, exclusion and port ranges of one pool, each */
	NATGW_POOL_ADDRESSES_MAX = 65536,
	NATGW_MSS_ROUTE = 1,		/* a pool's mss: by the route's MTU */
	NATGW_MSS_MIN = 88,		/* what Linux takes for a connection */
	NATGW_PORT_SPLIT = 1024,	/* below: the well-known class (RFC 4787 REQ-3a) */
};

#endif
