// SPDX-License-Identifier: GPL-2.0-only
/* A candidate's life, and the adding and deleting of its objects. */
#include "state/candidate.h"

#include <linux/err.h>
#include <linux/math.h>
#include <linux/slab.h>

#include "state/candidate_types.h"
#include "state/refuse.h"

#define pool_of(n) rb_entry(n, struct natgw_candidate_pool, node)
#define rule_of(n) rb_entry(n, struct natgw_candidate_rule, node)
#define static_of(n) rb_entry(n, struct natgw_candidate_static, node)
#define forward_of(n) rb_entry(n, struct natgw_candidate_forward, node)

static int find_pool(const void *name, const struct rb_node *node)
{
	return strcmp(name, pool_of(node)->config.name);
}

static int compare_pools(struct rb_node *a, const struct rb_node *b)
{
	return find_pool(pool_of(a)->config.name, b);
}

static int find_rule(const void *index, const struct rb_node *node)
{
	const u32 wanted = *(const u32 *)index, other = rule_of(node)->rule.index;

	return wanted < other ? -1 : wanted > other;
}

static int compare_rules(struct rb_node *a, const struct rb_node *b)
{
	return find_rule(&rule_of(a)->rule.index, b);
}

static int find_static(const void *key, const struct rb_node *node)
{
	const struct natgw_static *wanted = key, *other = &static_of(node)->fixed;

	if (wanted->inside != other->inside)
		return ntohl(wanted->inside) < ntohl(other->inside) ? -1 : 1;
	return (int)wanted->length - other->length;
}

static int compare_statics(struct rb_node *a, const struct rb_node *b)
{
	return find_static(&static_of(a)->fixed, b);
}

static int find_forward(const void *key, const struct rb_node *node)
{
	const struct natgw_forward *wanted = key, *other = &forward_of(node)->forward;
	int order;

	if (wanted->proto != other->proto)
		return (int)wanted->proto - other->proto;
	if (wanted->external != other->external)
		return ntohl(wanted->external) < ntohl(other->external) ? -1 : 1;
	order = strncmp(wanted->ifname, other->ifname, IFNAMSIZ);
	if (order)
		return order;
	if (wanted->ports.first != other->ports.first)
		return (int)wanted->ports.first - other->ports.first;
	return (int)wanted->ports.last - other->ports.last;
}

static int compare_forwards(struct rb_node *a, const struct rb_node *b)
{
	return find_forward(&forward_of(a)->forward, b);
}

void natgw_candidate_flush(struct natgw_candidate *candidate)
{
	struct natgw_candidate_forward *forward, *next_forward;
	struct natgw_candidate_static *fixed, *next_static;
	struct natgw_candidate_pool *pool, *next_pool;
	struct natgw_candidate_rule *rule, *next_rule;

	rbtree_postorder_for_each_entry_safe(pool, next_pool, &candidate->pools, node) {
		natgw_pool_config_release(&pool->config);
		kfree(pool);
	}
	rbtree_postorder_for_each_entry_safe(rule, next_rule, &candidate->rules, node)
		kfree(rule);
	rbtree_postorder_for_each_entry_safe(fixed, next_static, &candidate->statics, node)
		kfree(fixed);
	rbtree_postorder_for_each_entry_safe(forward, next_forward, &candidate->forwards, node)
		kfree(forward);

	memset(candidate, 0, sizeof(*candidate));
	natgw_settings_reset(&candidate->settings);
}

void natgw_candidate_destroy(struct natgw_candidate *candidate)
{
	if (!candidate)
		return;
	natgw_candidate_flush(candidate);
	kfree(candidate);
}

/*
 * Each takes over nothing and copies its argument, unchecked. Returns 0, -EEXIST
 * where one of the same name is there, or -ENOMEM.
 */
static int insert_pool(struct natgw_candidate *candidate, const struct natgw_pool_config *config)
{
	struct natgw_candidate_pool *pool;
	int err;

	pool = kmalloc(sizeof(*pool), GFP_KERNEL_ACCOUNT);
	if (!pool)
		return -ENOMEM;
	err = natgw_pool_config_copy(&pool->config, config);
	if (err) {
		kfree(pool);
		return err;
	}
	if (rb_find_add(&pool->node, &candidate->pools, compare_pools)) {
		natgw_pool_config_release(&pool->config);
		kfree(pool);
		return -EEXIST;
	}
	candidate->n_pools++;
	return 0;
}

static int insert_rule(struct natgw_candidate *candidate, const struct natgw_rule *from)
{
	struct natgw_candidate_rule *rule;

	rule = kmalloc(sizeof(*rule), GFP_KERNEL_ACCOUNT);
	if (!rule)
		return -ENOMEM;
	rule->rule = *from;
	rule->rule.pool = NULL;
	if (rb_find_add(&rule->node, &candidate->rules, compare_rules)) {
		kfree(rule);
		return -EEXIST;
	}
	candidate->n_rules++;
	return 0;
}

static int insert_static(struct natgw_candidate *candidate, const struct natgw_static *from)
{
	struct natgw_candidate_static *fixed;

	fixed = kmalloc(sizeof(*fixed), GFP_KERNEL_ACCOUNT);
	if (!fixed)
		return -ENOMEM;
	fixed->fixed = *from;
	if (rb_find_add(&fixed->node, &candidate->statics, compare_statics)) {
		kfree(fixed);
		return -EEXIST;
	}
	candidate->n_statics++;
	return 0;
}

static int insert_forward(struct natgw_candidate *candidate, const struct natgw_forward *from)
{
	struct natgw_candidate_forward *forward;

	forward = kmalloc(sizeof(*forward), GFP_KERNEL_ACCOUNT);
	if (!forward)
		return -ENOMEM;
	forward->forward = *from;
	/* In a snapshot it is the address that the interface had. */
	if (*from->ifname)
		forward->forward.external = 0;
	if (rb_find_add(&forward->node, &candidate->forwards, compare_forwards)) {
		kfree(forward);
		return -EEXIST;
	}
	candidate->n_forwards++;
	return 0;
}

static int copy_policy(struct natgw_candidate *candidate, const struct natgw_policy *policy)
{
	int err = 0;
	u32 i;

	candidate->settings = policy->settings;
	for (i = 0; !err && i < policy->n_pools; i++)
		err = insert_pool(candidate, &policy->pools[i]->config);
	for (i = 0; !err && i < policy->n_rules; i++)
		err = insert_rule(candidate, &policy->rules[i]);
	for (i = 0; !err && i < policy->n_statics; i++)
		err = insert_static(candidate, &policy->statics[i]);
	for (i = 0; !err && i < policy->n_forwards; i++)
		err = insert_forward(candidate, &policy->forwards[i]);
	return err;
}

struct natgw_candidate *natgw_candidate_create(const struct natgw_policy *policy)
{
	struct natgw_candidate *candidate;
	int err;

	candidate = kzalloc(sizeof(*candidate), GFP_KERNEL_ACCOUNT);
	if (!candidate)
		return ERR_PTR(-ENOMEM);
	err = copy_policy(candidate, policy);
	if (err) {
		natgw_candidate_destroy(candidate);
		return ERR_PTR(err);
	}
	return candidate;
}

struct natgw_settings *natgw_candidate_settings(struct natgw_candidate *candidate)
{
	return &candidate->settings;
}

static struct natgw_candidate_pool *get_pool(const struct natgw_candidate *candidate,
					     const char *name)
{
	struct rb_node *node = rb_find(name, &candidate->pools, find_pool);

	return node ? pool_of(node) : NULL;
}

const struct natgw_pool_config *natgw_candidate_pool_get(const struct natgw_candidate *candidate,
							 const char *name)
{
	const struct natgw_candidate_pool *pool = get_pool(candidate, name);

	return pool ? &pool->config : NULL;
}

/* A checked copy of @config at @copy, which the caller releases. */
static int accept_pool(struct natgw_pool_config *copy, const struct natgw_pool_config *config,
		       struct netlink_ext_ack *extack)
{
	u16 most = max3(config->n_addresses, config->n_excludes, config->n_ports);
	int err;

	err = natgw_check_pool_name(config->name, extack);
	if (err)
		return err;
	if (most > NATGW_POOL_RANGES_MAX)
		return natgw_refuse(extack, -E2BIG,
				    "pool \"%s\": %u ranges are more than the %u that it can have",
				    config->name, most, NATGW_POOL_RANGES_MAX);

	err = natgw_pool_config_copy(copy, config);
	if (err)
		return err;
	err = natgw_pool_config_check(copy, extack);
	if (err)
		natgw_pool_config_release(copy);
	return err;
}

int natgw_candidate_pool_add(struct natgw_candidate *candidate,
			     const struct natgw_pool_config *config,
			     struct netlink_ext_ack *extack)
{
	struct natgw_pool_config copy;
	int err;

	err = accept_pool(&copy, config, extack);
	if (err)
		return err;

	if (get_pool(candidate, copy.name))
		err = natgw_refuse(extack, -EEXIST, "pool \"%s\" exists already", copy.name);
	else if (candidate->n_pools >= NATGW_POOLS_MAX)
		err = natgw_refuse(extack, -E2BIG, "there are %u pools already", NATGW_POOLS_MAX);
	else
		err = insert_pool(candidate, &copy);
	natgw_pool_config_release(&copy);
	return err;
}

int natgw_candidate_pool_set(struct natgw_candidate *candidate,
			     const struct natgw_pool_config *config,
			     struct netlink_ext_ack *extack)
{
	struct natgw_pool_config wanted = *config, copy;
	struct natgw_candidate_pool *pool;
	int err;

	err = natgw_check_pool_name(config->name, extack);
	if (err)
		return err;
	pool = get_pool(candidate, config->name);
	if (!pool)
		return natgw_refuse(extack, -ENOENT, "pool \"%s\" does not exist", config->name);

	if (wanted.type == NATGW_POOL_TYPE_PAT && pool->config.type == NATGW_POOL_TYPE_DYNAMIC &&
	    wanted.dry == pool->config.dry)
		wanted.dry = 0;
	err = accept_pool(&copy, &wanted, extack);
	if (err)
		return err;
	natgw_pool_config_release(&pool->config);
	pool->config = copy;
	return 0;
}

int natgw_candidate_pool_del(struct natgw_candidate *candidate, const char *name,
			     struct netlink_ext_ack *extack)
{
	struct natgw_candidate_pool *pool;
	int err;

	err = natgw_check_pool_name(name, extack);
	if (err)
		return err;
	pool = get_pool(candidate, name);
	if (!pool)
		return natgw_refuse(extack, -ENOENT, "pool \"%s\" does not exist", name);

	rb_erase(&pool->node, &candidate->pools);
	candidate->n_pools--;
	natgw_pool_config_release(&pool->config);
	kfree(pool);
	return 0;
}

/* The next multiple of ten behind the last rule, or 0 where there is none. */
static u32 next_rule_index(const struct natgw_candidate *candidate)
{
	const struct rb_node *last = rb_last(&candidate->rules);
	u64 next = 10;

	if (last)
		next = rounddown((u64)rule_of(last)->rule.index, 10) + 10;
	return next <= U32_MAX ? next : 0;
}

int natgw_candidate_rule_add(struct natgw_candidate *candidate, struct natgw_rule *rule,
			     struct netlink_ext_ack *extack)
{
	struct natgw_rule copy = *rule;
	int err;

	if (!copy.index)
		copy.index = next_rule_index(candidate);
	if (!copy.index)
		return natgw_refuse(extack, -ERANGE,
				    "no rule index is left behind the last rule; give one");
	err = natgw_check_rule(&copy, extack);
	if (err)
		return err;
	if (candidate->n_rules >= NATGW_RULES_MAX)
		return natgw_refuse(extack, -E2BIG, "there are %u rules already", NATGW_RULES_MAX);

	err = insert_rule(candidate, &copy);
	if (err == -EEXIST)
		return natgw_refuse(extack, err, "rule %u exists already", copy.index);
	if (!err)
		rule->index = copy.index;
	return err;
}

int natgw_candidate_rule_del(struct natgw_candidate *candidate, u32 index,
			     struct netlink_ext_ack *extack)
{
	struct rb_node *node = rb_find(&index, &candidate->rules, find_rule);

	if (!node)
		return natgw_refuse(extack, -ENOENT, "rule %u does not exist", index);
	rb_erase(node, &candidate->rules);
	candidate->n_rules--;
	kfree(rule_of(node));
	return 0;
}

int natgw_candidate_static_add(struct natgw_candidate *candidate, const struct natgw_static *fixed,
			       struct netlink_ext_ack *extack)
{
	char label[NATGW_LABEL_SIZE];
	int err;

	err = natgw_check_static(fixed, extack);
	if (err)
		return err;
	if (candidate->n_statics >= NATGW_STATICS_MAX)
		return natgw_refuse(extack, -E2BIG, "there are %u statics already",
				    NATGW_STATICS_MAX);

	err = insert_static(candidate, fixed);
	if (err == -EEXIST)
		return natgw_refuse(extack, err, "%s: a static of that inside %s exists already",
				    natgw_label_static(label, fixed),
				    fixed->length == 32 ? "address" : "prefix");
	return err;
}

int natgw_candidate_static_del(struct natgw_candidate *candidate, const struct natgw_prefix *inside,
			       struct netlink_ext_ack *extack)
{
	struct natgw_static key = { .inside = inside->addr, .length = inside->length };
	struct rb_node *node = rb_find(&key, &candidate->statics, find_static);

	if (!node)
		return natgw_refuse(extack, -ENOENT, "static inside %pI4/%u does not exist",
				    &inside->addr, inside->length);
	rb_erase(node, &candidate->statics);
	candidate->n_statics--;
	kfree(static_of(node));
	return 0;
}

int natgw_candidate_forward_add(struct natgw_candidate *candidate,
				const struct natgw_forward *forward,
				struct netlink_ext_ack *extack)
{
	char label[NATGW_LABEL_SIZE];
	int err;

	err = natgw_check_forward(forward, extack);
	if (err)
		return err;
	if (candidate->n_forwards >= NATGW_FORWARDS_MAX)
		return natgw_refuse(extack, -E2BIG, "there are %u forwards already",
				    NATGW_FORWARDS_MAX);

	err = insert_forward(candidate, forward);
	if (err == -EEXIST)
		return natgw_refuse(extack, err, "%s exists already",
				    natgw_label_forward(label, forward));
	return err;
}

int natgw_candidate_forward_del(struct natgw_candidate *candidate,
				const struct natgw_forward *forward,
				struct netlink_ext_ack *extack)
{
	struct natgw_forward key = *forward;
	char label[NATGW_LABEL_SIZE];
	struct rb_node *node;

	if (*key.ifname)
		key.external = 0;
	node = rb_find(&key, &candidate->forwards, find_forward);
	if (!node)
		return natgw_refuse(extack, -ENOENT, "%s does not exist",
				    natgw_label_forward(label, forward));
	rb_erase(node, &candidate->forwards);
	candidate->n_forwards--;
	kfree(forward_of(node));
	return 0;
}
