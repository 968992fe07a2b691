// SPDX-License-Identifier: GPL-2.0-only
/* natgw pool { add | set | del | list } */
#include <stdlib.h>

#include <netlink/msg.h>

#include "command_list.h"

/* A dump would not tell that there is no pool of the name. */
static int list_one(struct context *context, struct pool *pool)
{
	struct nl_msg *msg = netlink_message(&context->nl, NATGW_CMD_POOL_GET,
					     NETLINK_MESSAGE_SMALL);
	struct list list = { .items = pool, .count = 1 };

	if (msg && model_put_pool(msg, pool)) {
		nlmsg_free(msg);
		msg = NULL;
	}
	if (netlink_request(&context->nl, msg, model_get_pool, pool))
		return command_refused(context);
	context->out.remarks = true;
	output_table_begin(&context->out);
	command_show_list(&context->out, &list, "", show_pool);
	output_table_end(&context->out);
	return STATUS_OK;
}

static int pool_list(struct context *context, struct words *words)
{
	const struct listing listing = { collect_pools, show_pool };
	struct pool *pool;
	int status;

	if (words->next == words->count)
		return command_list(context, words, &listing);
	pool = calloc(1, sizeof(*pool));
	if (!pool) {
		command_complain("out of memory");
		return STATUS_REFUSED;
	}
	if (parse_pool_name(words, words->word[words->next++], pool->name) || parse_end(words))
		status = command_misread(words);
	else if (command_connect(context))
		status = STATUS_REFUSED;
	else
		status = list_one(context, pool);
	free(pool);
	return status;
}

static const struct verb verbs[] = {
	{ "add", command_change, NULL },
	{ "set", command_change, NULL },
	{ "del", command_change, NULL },
	{ "list", pool_list, "[ NAME ]" },
	{ .run = NULL },
};

const struct command command_pool = {
	"pool", "named sets of external addresses", verbs,
	"where  NAME := 1 to 31 letters, digits, '_', '.', '-'\n"
	"       RANGES := { ADDRESS | ADDRESS-ADDRESS | ADDRESS/LENGTH }[,RANGES]\n"
	"       PORTS := { PORT | PORT-PORT }[,PORTS]\n"
	"       MAPPING := { eim | adm | apdm }\n"
	"       FILTERING := { eif | adf | apdf }\n"
	"       SWITCH := { on | off }\n",
};
