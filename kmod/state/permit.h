/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Address-dependent filtering (RFC 4787 REQ-8): which remote addresses an
 * external endpoint was used to speak to. Kept only for mappings that filter so.
 */
#ifndef _NATGW_STATE_PERMIT_H
#define _NATGW_STATE_PERMIT_H

#include "state/mapping.h"

int natgw_permit_init(struct natgw_net *nn);
void natgw_permit_exit(struct natgw_net *nn);

/* One more session speaks to @remote. Context: bottom halves off. Return: false without memory. */
bool natgw_permit_get(struct natgw_net *nn, const struct natgw_mapping_external *external,
		      __be32 remote);

/* One less. Context: bottom halves off, under rcu_read_lock(). */
void natgw_permit_put(struct natgw_net *nn, const struct natgw_mapping_external *external,
		      __be32 remote);

/* Whether any session does. Context: under rcu_read_lock(). */
bool natgw_permit_test(struct natgw_net *nn, const struct natgw_mapping_external *external,
		       __be32 remote);

#endif
