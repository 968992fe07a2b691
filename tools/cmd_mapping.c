// SPDX-License-Identifier: GPL-2.0-only
/* natgw mapping { list | count | del | flush } */
#include "command_table.h"
#include "show.h"

#define FILTER "[ proto PROTOCOL ] [ inside { ADDRESS[:PORT] | PREFIX } ] [ external ADDRESS[:PORT] ]\n" \
	       "[ remote ADDRESS[:PORT] ] [ pool NAME ] [ kind KIND ] [ vrf INTERFACE ]"

static int show_one(struct nlmsghdr *message, void *data)
{
	struct output *out = data;
	struct mapping mapping;

	if (model_get_mapping(message, &mapping))
		return -1;
	output_item_begin(out);
	show_mapping(out, &mapping);
	output_item_end(out);
	return 0;
}

static const struct table table = {
	.what = "mapping",
	.keywords = filter_mapping_keywords,
	.put = model_put_mapping_filter,
	.show = show_one,
	.get_count = model_get_mapping_count,
	.get = NATGW_CMD_MAPPING_GET,
	.count = NATGW_CMD_MAPPING_COUNT,
	.del = NATGW_CMD_MAPPING_DEL,
};

static int mapping_list(struct context *context, struct words *words)
{
	return command_table_list(context, words, &table);
}

static int mapping_count(struct context *context, struct words *words)
{
	return command_table_count(context, words, &table);
}

static int mapping_del(struct context *context, struct words *words)
{
	return command_table_del(context, words, &table);
}

static int mapping_flush(struct context *context, struct words *words)
{
	return command_table_flush(context, words, &table);
}

static const struct verb verbs[] = {
	{ "list", mapping_list, FILTER },
	{ "count", mapping_count, FILTER },
	{ "del", mapping_del, FILTER },
	{ "flush", mapping_flush, FILTER },
	{ .run = NULL },
};

const struct command command_mapping = {
	"mapping", "inside endpoints and the external ones they are known by", verbs,
	"where  PREFIX := ADDRESS/LENGTH\n"
	"       PORT is the identifier where the protocol is icmp\n"
	"       KIND := { port | address | forward | local }\n",
};
