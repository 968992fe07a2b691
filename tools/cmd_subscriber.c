// SPDX-License-Identifier: GPL-2.0-only
/* natgw subscriber list */
#include "command_table.h"
#include "show.h"

static int show_one(struct nlmsghdr *message, void *data)
{
	struct subscriber subscriber;
	struct output *out = data;

	if (model_get_subscriber(message, &subscriber))
		return -1;
	output_item_begin(out);
	show_subscriber(out, &subscriber);
	output_item_end(out);
	return 0;
}

static const struct table table = {
	.what = "subscriber",
	.keywords = filter_subscriber_keywords,
	.put = model_put_subscriber_filter,
	.show = show_one,
	.get = NATGW_CMD_SUBSCRIBER_GET,
};

static int subscriber_list(struct context *context, struct words *words)
{
	return command_table_list(context, words, &table);
}

static const struct verb verbs[] = {
	{ "list", subscriber_list,
	  "[ inside PREFIX ] [ external ADDRESS ] [ pool NAME ] [ vrf INTERFACE ]" },
	{ .run = NULL },
};

const struct command command_subscriber = {
	"subscriber", "inside hosts that use the gateway", verbs,
	"where  PREFIX := ADDRESS[/LENGTH]\n",
};
