/* SPDX-License-Identifier: GPL-2.0-only */
/* Big tables of the kernel: listed as a stream, counted, deleted from, all with a filter. */
#ifndef NATGW_COMMAND_TABLE_H
#define NATGW_COMMAND_TABLE_H

#include "command.h"
#include "filter.h"

/**
 * struct table - what mappings, sessions and subscribers differ in
 * @what: what one is called
 * @keywords: words of their filter
 * @put: makes attributes of a filter
 * @show: prints one of a dump; its data is the context's output
 * @get_count: reads the answer to @count and @del
 * @get: NATGW_CMD_* that dumps them
 * @count: that counts them
 * @del: that ends them
 */
struct table {
	const char *what;
	const struct keyword *keywords;
	int (*put)(struct nl_msg *msg, const struct filter *filter);
	netlink_reply_fn *show;
	int (*get_count)(struct nlmsghdr *message, uint64_t *count);
	uint8_t get, count, del;
};

/* The verbs. */
int command_table_list(struct context *context, struct words *words, const struct table *table);
int command_table_count(struct context *context, struct words *words, const struct table *table);
/* Wants a filter, so that a forgotten word does not end everything. */
int command_table_del(struct context *context, struct words *words, const struct table *table);
int command_table_flush(struct context *context, struct words *words, const struct table *table);

#endif
