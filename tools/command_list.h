/* SPDX-License-Identifier: GPL-2.0-only */
/* Lists of the configuration's objects. */
#ifndef NATGW_COMMAND_LIST_H
#define NATGW_COMMAND_LIST_H

#include "collect.h"
#include "command.h"
#include "show.h"

/* How objects of a kind are read, and how one is shown. */
struct listing {
	collect_fn *collect;
	show_fn *show;
};

/* The verb list of an object. */
int command_list(struct context *context, struct words *words, const struct listing *listing);

/* Shows each object of a list; @before is the text in front of each. */
void command_show_list(struct output *out, const struct list *list, const char *before,
		       show_fn *show);

#endif
