/* SPDX-License-Identifier: GPL-2.0-only */
/* The sweep: ends sessions whose timer is over, a bounded number of them at a time. */
#ifndef _NATGW_STATE_EXPIRE_H
#define _NATGW_STATE_EXPIRE_H

#include "state/net.h"

/* Sets the sweep up, stopped. */
void natgw_expire_init(struct natgw_net *nn);

/* Starts the sweep, once a second; stops it and waits for a run to end. Context: process. */
void natgw_expire_start(struct natgw_net *nn);
void natgw_expire_stop(struct natgw_net *nn);

/* The table is full: with table-full=evict the next run comes at once. Context: any. */
void natgw_expire_full(struct natgw_net *nn);

#endif
