// SPDX-License-Identifier: GPL-2.0-only
/* natgw static { add | del | list } */
#include "command_list.h"

static int static_list(struct context *context, struct words *words)
{
	const struct listing listing = { collect_statics, show_static };

	return command_list(context, words, &listing);
}

static const struct verb verbs[] = {
	{ "add", command_change, NULL },
	{ "del", command_change, NULL },
	{ "list", static_list, "" },
	{ .run = NULL },
};

const struct command command_static = {
	"static", "fixed one-to-one translations of hosts and prefixes", verbs,
	"where  PREFIX := ADDRESS[/LENGTH], of one length on both sides\n",
};
