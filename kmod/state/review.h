/* SPDX-License-Identifier: GPL-2.0-only */
/* What ends because it is not to be any more. */
#ifndef _NATGW_STATE_REVIEW_H
#define _NATGW_STATE_REVIEW_H

#include "state/net.h"

/**
 * natgw_review_commit() - end the sessions that a new snapshot does not allow
 * @nn: the namespace; config mutex held; @policy is published and readers of the former are gone
 * @former: the snapshot before
 * @policy: the snapshot now
 * @cause: enum natgw_end_cause
 *
 * Mappings that stay are filtered as @policy says. Context: process, may sleep.
 */
void natgw_review_commit(struct natgw_net *nn, const struct natgw_policy *former,
			 const struct natgw_policy *policy, u8 cause);

/**
 * natgw_review_zone() - end all that inside hosts of a VRF have
 * @nn: the namespace; config mutex held
 * @zone: the VRF, see struct natgw_tuple
 *
 * Context: process, may sleep.
 */
void natgw_review_zone(struct natgw_net *nn, u16 zone);

#endif
