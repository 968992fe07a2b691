/* SPDX-License-Identifier: GPL-2.0-only */
/* Which mappings, sessions or subscribers are meant: the words and the table of each. */
#ifndef NATGW_FILTER_H
#define NATGW_FILTER_H

#include "model.h"
#include "parse.h"

extern const struct keyword filter_mapping_keywords[], filter_session_keywords[],
	filter_subscriber_keywords[];

/* Reads the rest of the words. 0, or -1 with @words->error. */
int filter_parse(struct words *words, const struct keyword *keywords, struct filter *filter);

#endif
