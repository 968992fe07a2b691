/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading the configuration: lists that fit memory and must not be torn by a change. */
#ifndef NATGW_COLLECT_H
#define NATGW_COLLECT_H

#include <stddef.h>

#include "model.h"
#include "netlink.h"

/**
 * struct list - objects of one kind
 * @items: an array of them, to be freed
 * @count: how many
 * @size: of one of them
 */
struct list {
	void *items;
	unsigned int count;
	size_t size;
};

/* All of the configuration. */
struct configuration {
	struct settings settings;
	struct list timeouts, pools, statics, forwards, rules;
};

typedef int collect_fn(struct netlink *nl, struct list *list);

/*
 * Each reads all objects of a kind, again where they change meanwhile. 0, or
 * -1 with @nl->error. @list is to be freed in both cases.
 */
collect_fn collect_timeouts;
collect_fn collect_pools;
collect_fn collect_statics;
collect_fn collect_forwards;
collect_fn collect_rules;

int collect_settings(struct netlink *nl, struct settings *settings);

/* The whole configuration as it is at one moment; to be released also after a failure. */
int collect_configuration(struct netlink *nl, struct configuration *configuration);
void collect_release(struct configuration *configuration);

#endif
