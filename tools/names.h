/* SPDX-License-Identifier: GPL-2.0-only */
/* Made by tools/gen-names of docs/netlink/natgw.yaml; do not edit. */
#ifndef NATGW_NAMES_H
#define NATGW_NAMES_H

#include "parse.h"

extern const struct choice reason_choices[];
extern const struct choice mapping_behaviour_choices[];
extern const struct choice filtering_behaviour_choices[];
extern const struct choice switch_choices[];
extern const struct choice pool_type_choices[];
extern const struct choice dry_choices[];
extern const struct choice paired_choices[];
extern const struct choice action_choices[];
extern const struct choice timeout_choices[];
extern const struct choice tcp_state_choices[];
extern const struct choice mapping_kind_choices[];
extern const struct choice origin_choices[];
extern const struct choice end_cause_choices[];
extern const struct choice object_event_choices[];
extern const struct choice pool_event_choices[];
extern const struct choice fastpath_choices[];
extern const struct choice table_full_choices[];
extern const struct choice icmp_refusal_choices[];
extern const struct choice syn_refusal_choices[];
extern const struct choice tcp_refusal_choices[];
extern const struct choice ip_options_choices[];

#endif
