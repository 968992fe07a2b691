// SPDX-License-Identifier: GPL-2.0-only
/* natgw timeout { set | del | list } */
#include "command_list.h"

static int timeout_list(struct context *context, struct words *words)
{
	const struct listing listing = { collect_timeouts, show_timeout };

	return command_list(context, words, &listing);
}

static const struct verb verbs[] = {
	{ "set", command_change, NULL },
	{ "del", command_change, NULL },
	{ "list", timeout_list, "" },
	{ .run = NULL },
};

const struct command command_timeout = {
	"timeout", "how long a session lives without packets", verbs,
	"where  NAME := { udp | tcp-opening | tcp-established | tcp-closing | tcp-reset | icmp | other }\n"
	"       TIME := NUMBER[ s | m | h ]\n",
};
