// SPDX-License-Identifier: GPL-2.0-only
/* natgw session { list | count | del | flush } */
#include "command_table.h"
#include "show.h"

#define FILTER "[ proto PROTOCOL ] [ inside { ADDRESS[:PORT] | PREFIX } ] [ external ADDRESS[:PORT] ]\n" \
	       "[ remote ADDRESS[:PORT] ] [ pool NAME ] [ state STATE ] [ vrf INTERFACE ]"

static int show_one(struct nlmsghdr *message, void *data)
{
	struct output *out = data;
	struct session session;

	if (model_get_session(message, &session))
		return -1;
	output_item_begin(out);
	show_session(out, &session);
	output_item_end(out);
	return 0;
}

static const struct table table = {
	.what = "session",
	.keywords = filter_session_keywords,
	.put = model_put_session_filter,
	.show = show_one,
	.get_count = model_get_session_count,
	.get = NATGW_CMD_SESSION_GET,
	.count = NATGW_CMD_SESSION_COUNT,
	.del = NATGW_CMD_SESSION_DEL,
};

static int session_list(struct context *context, struct words *words)
{
	return command_table_list(context, words, &table);
}

static int session_count(struct context *context, struct words *words)
{
	return command_table_count(context, words, &table);
}

static int session_del(struct context *context, struct words *words)
{
	return command_table_del(context, words, &table);
}

static int session_flush(struct context *context, struct words *words)
{
	return command_table_flush(context, words, &table);
}

static const struct verb verbs[] = {
	{ "list", session_list, FILTER },
	{ "count", session_count, FILTER },
	{ "del", session_del, FILTER },
	{ "flush", session_flush, FILTER },
	{ .run = NULL },
};

const struct command command_session = {
	"session", "conversations through the gateway", verbs,
	"where  PREFIX := ADDRESS/LENGTH\n"
	"       PORT is the identifier where the protocol is icmp\n"
	"       STATE := { closed | init | init-reply | init-both | init-orig-acked |\n"
	"                  init-reply-acked | established | cfin | sfin | csfin | trans }\n",
};
