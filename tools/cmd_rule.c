// SPDX-License-Identifier: GPL-2.0-only
/* natgw rule { add | del | list } */
#include "command_list.h"

static int rule_list(struct context *context, struct words *words)
{
	const struct listing listing = { collect_rules, show_rule };

	return command_list(context, words, &listing);
}

static const struct verb verbs[] = {
	{ "add", command_change, NULL },
	{ "del", command_change, NULL },
	{ "list", rule_list, "" },
	{ .run = NULL },
};

const struct command command_rule = {
	"rule", "which inside traffic is translated, and how; the first match decides", verbs,
	"where  PREFIX := ADDRESS[/LENGTH]\n"
	"       PROTOCOL := { tcp | udp | icmp | NUMBER }\n"
	"       MAPPING := { eim | adm | apdm }, else that of the pool\n"
	"       FILTERING := { eif | adf | apdf }, else that of the pool\n",
};
