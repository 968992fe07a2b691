// SPDX-License-Identifier: GPL-2.0-only
/* Big tables of the kernel. */
#include <errno.h>
#include <inttypes.h>

#include <netlink/msg.h>

#include "command_table.h"

/* A request with a filter; NULL with @nl->error. */
static struct nl_msg *make_request(struct netlink *nl, uint8_t command, const struct table *table,
				   const struct filter *filter)
{
	struct nl_msg *msg = netlink_message(nl, command, NETLINK_MESSAGE_SMALL);

	if (!msg || !table->put(msg, filter))
		return msg;
	nlmsg_free(msg);
	netlink_fail(nl, EINVAL, "the filter cannot be sent");
	return NULL;
}

/* A table of this size changes while it is told: it is told once, and that is said. */
int command_table_list(struct context *context, struct words *words, const struct table *table)
{
	bool interrupted = false;
	struct filter filter;
	struct nl_msg *msg;
	int err;

	if (filter_parse(words, table->keywords, &filter))
		return command_misread(words);
	if (command_connect(context))
		return STATUS_REFUSED;
	msg = make_request(&context->nl, table->get, table, &filter);
	output_table_begin(&context->out);
	err = netlink_dump(&context->nl, msg, table->show, &context->out, &interrupted);
	output_table_end(&context->out);
	if (err)
		return command_refused(context);
	if (interrupted)
		command_complain("note: the table changed while it was listed: some %ss may be missing, or be listed twice",
				 table->what);
	return STATUS_OK;
}

/* Where the answer to a count goes. */
struct counting {
	const struct table *table;
	uint64_t count;
};

static int read_count(struct nlmsghdr *message, void *data)
{
	struct counting *counting = data;

	return counting->table->get_count(message, &counting->count);
}

/* Sends a request that is answered by a number. */
static int ask_count(struct context *context, uint8_t command, const struct filter *filter,
		     struct counting *counting)
{
	struct nl_msg *msg;

	if (command_connect(context))
		return STATUS_REFUSED;
	msg = make_request(&context->nl, command, counting->table, filter);
	if (netlink_request(&context->nl, msg, read_count, counting))
		return command_refused(context);
	return STATUS_OK;
}

int command_table_count(struct context *context, struct words *words, const struct table *table)
{
	struct counting counting = { .table = table };
	struct filter filter;
	int status;

	if (filter_parse(words, table->keywords, &filter))
		return command_misread(words);
	status = ask_count(context, table->count, &filter, &counting);
	if (status)
		return status;
	output_item_begin(&context->out);
	output_number(&context->out, "count", "%" PRIu64, counting.count);
	output_item_end(&context->out);
	return STATUS_OK;
}

static int end_some(struct context *context, const struct filter *filter,
		    const struct table *table)
{
	struct counting counting = { .table = table };
	int status = ask_count(context, table->del, filter, &counting);

	if (status)
		return status;
	output_item_begin(&context->out);
	output_number(&context->out, "removed", "removed %" PRIu64, counting.count);
	output_string(&context->out, NULL, " %s", table->what);
	output_text(&context->out, counting.count == 1 ? "" : "s");
	output_item_end(&context->out);
	return STATUS_OK;
}

int command_table_del(struct context *context, struct words *words, const struct table *table)
{
	struct filter filter;

	if (words->next == words->count) {
		parse_fail_usage(words, "which %ss are not said ('flush' removes all)",
				 table->what);
		return command_misread(words);
	}
	if (filter_parse(words, table->keywords, &filter))
		return command_misread(words);
	return end_some(context, &filter, table);
}

int command_table_flush(struct context *context, struct words *words, const struct table *table)
{
	struct filter filter;

	if (filter_parse(words, table->keywords, &filter))
		return command_misread(words);
	return end_some(context, &filter, table);
}
