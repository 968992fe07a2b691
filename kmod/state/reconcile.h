/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Port maps and a new configuration: ports that it withholds from PAT are
 * taken, ports it withholds no more are free again.
 */
#ifndef _NATGW_STATE_RECONCILE_H
#define _NATGW_STATE_RECONCILE_H

#include "state/net.h"

struct natgw_reconcile;

/* Room for one commit's work, before it is too late to refuse it. NULL without memory. */
struct natgw_reconcile *natgw_reconcile_create(void);
void natgw_reconcile_destroy(struct natgw_reconcile *change);

/**
 * natgw_reconcile_withhold() - take the ports that a new snapshot withholds and the former did not
 * @change: from natgw_reconcile_create()
 * @nn: the namespace; config mutex held; @policy is published and readers of the former are gone
 * @former: the snapshot before
 * @policy: the snapshot now
 *
 * Context: process, may sleep.
 */
void natgw_reconcile_withhold(struct natgw_reconcile *change, struct natgw_net *nn,
			      const struct natgw_policy *former,
			      const struct natgw_policy *policy);

/**
 * natgw_reconcile_yield() - free the ports that the snapshot withholds no more
 * @change: after natgw_reconcile_withhold()
 *
 * Once mappings that the snapshot does not allow have ended. Context: process, may sleep.
 */
void natgw_reconcile_yield(struct natgw_reconcile *change);

#endif
