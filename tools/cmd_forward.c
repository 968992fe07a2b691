// SPDX-License-Identifier: GPL-2.0-only
/* natgw forward { add | del | list } */
#include "command_list.h"

static int forward_list(struct context *context, struct words *words)
{
	const struct listing listing = { collect_forwards, show_forward };

	return command_list(context, words, &listing);
}

static const struct verb verbs[] = {
	{ "add", command_change, NULL },
	{ "del", command_change, NULL },
	{ "list", forward_list, "" },
	{ .run = NULL },
};

const struct command command_forward = {
	"forward", "fixed external ports that lead to an inside host", verbs,
	"where  EXTERNAL := { ADDRESS | [interface] INTERFACE }\n"
	"       both ranges of ports are of one length\n",
};
