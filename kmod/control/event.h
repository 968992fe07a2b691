/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Events: notifications in the multicast group "events", and tracepoints.
 *
 * Within a namespace each notification has a number one above the former's,
 * also where it then could not be sent, so that a listener knows what it
 * missed. They leave in the order of their numbers. Nothing is numbered or built
 * while nobody listens.
 */
#ifndef _NATGW_CONTROL_EVENT_H
#define _NATGW_CONTROL_EVENT_H

#include "state/event.h"

/* For natgw_event_ops, which main.c sets. */
extern const struct natgw_event_ops natgw_control_event_ops;

/* From here on, and up to here, the family is registered. Context: process. */
void natgw_event_open(void);
void natgw_event_close(void);

#endif
