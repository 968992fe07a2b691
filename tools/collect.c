// SPDX-License-Identifier: GPL-2.0-only
/* Reading the configuration. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <netlink/msg.h>

#include "collect.h"

enum { ATTEMPTS = 10 };		/* at a list, or a configuration, that changes while it is read */

/**
 * struct collection - a list that is being read
 * @list: what was read
 * @size: of one object
 * @capacity: objects that there is room for
 * @get: reads one object
 */
struct collection {
	struct list *list;
	size_t size;
	unsigned int capacity;
	int (*get)(struct nlmsghdr *message, void *object);
};

static int collect_one(struct nlmsghdr *message, void *data)
{
	struct collection *collection = data;
	struct list *list = collection->list;

	if (list->count == collection->capacity) {
		unsigned int capacity = collection->capacity ? 2 * collection->capacity : 16;
		void *items = reallocarray(list->items, capacity, collection->size);

		if (!items)
			return -1;
		list->items = items;
		collection->capacity = capacity;
	}
	if (collection->get(message, (char *)list->items + list->count * collection->size))
		return -1;
	list->count++;
	return 0;
}

static int collect(struct netlink *nl, uint8_t command, size_t size,
		   int (*get)(struct nlmsghdr *message, void *object), struct list *list)
{
	struct collection collection = { .list = list, .size = size, .get = get };

	memset(list, 0, sizeof(*list));
	list->size = size;
	for (int i = 0; i < ATTEMPTS; i++) {
		bool interrupted = false;

		list->count = 0;
		if (netlink_dump(nl, netlink_message(nl, command, NETLINK_MESSAGE_SMALL),
				 collect_one, &collection, &interrupted))
			return -1;
		if (!interrupted)
			return 0;
	}
	return netlink_fail(nl, EAGAIN, "the configuration keeps changing while it is read; try again");
}

static int get_generation(struct nlmsghdr *message, void *object)
{
	struct status status;
	uint32_t *generation = object;

	if (model_get_status(message, &status))
		return -1;
	*generation = status.generation;
	return 0;
}

int collect_timeouts(struct netlink *nl, struct list *list)
{
	return collect(nl, NATGW_CMD_TIMEOUT_GET, sizeof(struct timeout), model_get_timeout, list);
}

int collect_pools(struct netlink *nl, struct list *list)
{
	return collect(nl, NATGW_CMD_POOL_GET, sizeof(struct pool), model_get_pool, list);
}

int collect_statics(struct netlink *nl, struct list *list)
{
	return collect(nl, NATGW_CMD_STATIC_GET, sizeof(struct fixed), model_get_static, list);
}

int collect_forwards(struct netlink *nl, struct list *list)
{
	return collect(nl, NATGW_CMD_FORWARD_GET, sizeof(struct forward), model_get_forward, list);
}

int collect_rules(struct netlink *nl, struct list *list)
{
	return collect(nl, NATGW_CMD_RULE_GET, sizeof(struct rule), model_get_rule, list);
}

static int ask(struct netlink *nl, uint8_t command, netlink_reply_fn *reply, void *data)
{
	return netlink_request(nl, netlink_message(nl, command, NETLINK_MESSAGE_SMALL), reply,
			       data);
}

int collect_settings(struct netlink *nl, struct settings *settings)
{
	return ask(nl, NATGW_CMD_SETTING_GET, model_get_settings, settings);
}

static int collect_all(struct netlink *nl, struct configuration *configuration)
{
	if (collect_settings(nl, &configuration->settings) ||
	    collect_timeouts(nl, &configuration->timeouts) ||
	    collect_pools(nl, &configuration->pools) ||
	    collect_statics(nl, &configuration->statics) ||
	    collect_forwards(nl, &configuration->forwards) ||
	    collect_rules(nl, &configuration->rules))
		return -1;
	return 0;
}

int collect_configuration(struct netlink *nl, struct configuration *configuration)
{
	uint32_t before = 0, after = 0;

	memset(configuration, 0, sizeof(*configuration));
	for (int i = 0; i < ATTEMPTS; i++) {
		collect_release(configuration);
		if (ask(nl, NATGW_CMD_STATUS_GET, get_generation, &before) ||
		    collect_all(nl, configuration) ||
		    ask(nl, NATGW_CMD_STATUS_GET, get_generation, &after))
			return -1;
		if (before == after)
			return 0;
	}
	return netlink_fail(nl, EAGAIN, "the configuration keeps changing while it is read; try again");
}

void collect_release(struct configuration *configuration)
{
	free(configuration->timeouts.items);
	free(configuration->pools.items);
	free(configuration->statics.items);
	free(configuration->forwards.items);
	free(configuration->rules.items);
	memset(configuration, 0, sizeof(*configuration));
}
