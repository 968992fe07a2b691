/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Each object as text and JSON, the same wherever it is shown: in lists, in
 * saved files and among events.
 *
 * The text of an object of the configuration is its statement without the
 * object and the verb, so that what is read can be given.
 */
#ifndef NATGW_SHOW_H
#define NATGW_SHOW_H

#include "model.h"
#include "output.h"

typedef void show_fn(struct output *out, const void *object);

show_fn show_pool;		/* struct pool */
show_fn show_rule;		/* struct rule */
show_fn show_static;		/* struct fixed */
show_fn show_forward;		/* struct forward */
show_fn show_timeout;		/* struct timeout */
/* One of the settings; in text its name and value. */
void show_setting(struct output *out, const struct settings *settings, enum setting_field field);

void show_mapping(struct output *out, const struct mapping *mapping);
void show_session(struct output *out, const struct session *session);
void show_subscriber(struct output *out, const struct subscriber *subscriber);

/* Number, time and kind of an event; @kind is what the event is called. */
void show_event(struct output *out, const struct event *event, const char *kind);
/* Why something ended. */
void show_cause(struct output *out, const struct event *event);

#endif
