// SPDX-License-Identifier: GPL-2.0-only
/* Pools of a candidate: their configuration, checked and copied. */
#include <linux/errno.h>
#include <linux/slab.h>

#include "state/candidate_types.h"
#include "state/refuse.h"

void natgw_pool_config_release(struct natgw_pool_config *config)
{
	kfree(config->addresses);
	kfree(config->excludes);
	kfree(config->ports);
	config->addresses = NULL;
	config->excludes = NULL;
	config->ports = NULL;
}

/* An array of its own at *@to, NULL for an empty one. Returns whether there was memory. */
static bool copy_array(void *to, const void *from, size_t n, size_t size)
{
	void **copy = to;

	*copy = n ? kmemdup(from, n * size, GFP_KERNEL_ACCOUNT) : NULL;
	return !n || *copy;
}

int natgw_pool_config_copy(struct natgw_pool_config *to, const struct natgw_pool_config *from)
{
	bool complete;

	*to = *from;
	complete = copy_array(&to->addresses, from->addresses, from->n_addresses,
			      sizeof(*from->addresses));
	complete &= copy_array(&to->excludes, from->excludes, from->n_excludes,
			       sizeof(*from->excludes));
	complete &= copy_array(&to->ports, from->ports, from->n_ports, sizeof(*from->ports));
	if (complete)
		return 0;
	natgw_pool_config_release(to);
	return -ENOMEM;
}

static bool same_array(const void *a, size_t n_a, const void *b, size_t n_b, size_t size)
{
	return n_a == n_b && (!n_a || !memcmp(a, b, n_a * size));
}

bool natgw_pool_config_equal(const struct natgw_pool_config *a, const struct natgw_pool_config *b)
{
	return !strcmp(a->name, b->name) && !strcmp(a->ifname, b->ifname) &&
	       a->type == b->type && a->dry == b->dry && a->paired == b->paired &&
	       a->parity == b->parity && a->preserve == b->preserve &&
	       a->mss == b->mss &&
	       !memcmp(&a->behaviour, &b->behaviour, sizeof(a->behaviour)) &&
	       same_array(a->addresses, a->n_addresses, b->addresses, b->n_addresses,
			  sizeof(*a->addresses)) &&
	       same_array(a->excludes, a->n_excludes, b->excludes, b->n_excludes,
			  sizeof(*a->excludes)) &&
	       same_array(a->ports, a->n_ports, b->ports, b->n_ports, sizeof(*a->ports));
}

static void set_defaults(struct natgw_pool_config *config)
{
	struct natgw_behaviour *behaviour = &config->behaviour;
	u32 i;

	if (!config->type)
		config->type = NATGW_POOL_TYPE_PAT;
	if (config->type == NATGW_POOL_TYPE_DYNAMIC && !config->dry)
		config->dry = NATGW_DRY_REFUSE;
	if (!config->paired)
		config->paired = NATGW_PAIRED_ON;
	for (i = 0; i < NATGW_BEHAVIOUR_COLUMNS; i++) {
		if (!behaviour->mapping[i])
			behaviour->mapping[i] = NATGW_MAPPING_BEHAVIOUR_EIM;
		if (!behaviour->filtering[i])
			behaviour->filtering[i] = NATGW_FILTERING_BEHAVIOUR_EIF;
	}
}

static int check_words(const char *label, const struct natgw_pool_config *config,
		       struct netlink_ext_ack *extack)
{
	if (config->type > NATGW_POOL_TYPE_DYNAMIC)
		return natgw_refuse(extack, -EINVAL, "%s: no type %u", label, config->type);
	if (config->dry > NATGW_DRY_PAT)
		return natgw_refuse(extack, -EINVAL, "%s: no value %u for dry", label, config->dry);
	if (config->paired > NATGW_PAIRED_OFF)
		return natgw_refuse(extack, -EINVAL, "%s: no value %u for paired", label,
				    config->paired);
	if (config->mss && config->mss != NATGW_MSS_ROUTE && config->mss < NATGW_MSS_MIN)
		return natgw_refuse(extack, -EINVAL,
				    "%s: an mss of %u is less than the %u that a connection needs",
				    label, config->mss, NATGW_MSS_MIN);
	if (config->type == NATGW_POOL_TYPE_PAT && config->dry)
		return natgw_refuse(extack, -EINVAL,
				    "%s: \"dry\" is for pools of type dynamic, this one is of type pat",
				    label);
	return natgw_check_behaviour(label, &config->behaviour, extack);
}

/* Sorts and checks the ports, makes one range of adjacent ones. */
static int check_pool_ports(const char *label, struct natgw_pool_config *config,
			    struct netlink_ext_ack *extack)
{
	struct natgw_port_range *ports = config->ports;
	u32 i;
	int err;

	for (i = 0; i < config->n_ports; i++) {
		err = natgw_check_ports(label, &ports[i], extack);
		if (err)
			return err;
	}
	i = natgw_ports_sort(ports, config->n_ports);
	if (i)
		return natgw_refuse(extack, -EINVAL, "%s: port ranges %u-%u and %u-%u overlap",
				    label, ports[i - 1].first, ports[i - 1].last, ports[i].first,
				    ports[i].last);
	config->n_ports = natgw_ports_merge(ports, config->n_ports);
	return 0;
}

/* Sorts @ranges; refuses inverted, overlapping and special ones. */
static int check_ranges(const char *label, struct natgw_addr_range *ranges, u32 n,
			struct netlink_ext_ack *extack)
{
	char one[NATGW_RANGE_TEXT_SIZE], other[NATGW_RANGE_TEXT_SIZE];
	u32 i;
	int err;

	for (i = 0; i < n; i++) {
		if (ranges[i].first > ranges[i].last)
			return natgw_refuse(extack, -EINVAL, "%s: range %s is inverted", label,
					    natgw_label_range(one, &ranges[i]));
		err = natgw_check_hosts(label, &ranges[i], extack);
		if (err)
			return err;
	}
	i = natgw_ranges_sort(ranges, n);
	if (i)
		return natgw_refuse(extack, -EINVAL, "%s: ranges %s and %s overlap", label,
				    natgw_label_range(one, &ranges[i - 1]),
				    natgw_label_range(other, &ranges[i]));
	return 0;
}

/* @addresses and @excludes are copies, sorted. */
static int check_excludes(const char *label, struct natgw_addr_range *addresses, u32 n_addresses,
			  const struct natgw_addr_range *excludes, u32 n_excludes,
			  struct netlink_ext_ack *extack)
{
	char text[NATGW_RANGE_TEXT_SIZE];
	u32 n, i;

	n = natgw_ranges_merge(addresses, n_addresses);
	for (i = 0; i < n_excludes; i++) {
		const struct natgw_addr_range *around;

		around = natgw_ranges_find(addresses, n, excludes[i].first);
		if (!around || around->last < excludes[i].last)
			return natgw_refuse(extack, -EINVAL,
					    "%s: exclude %s is not among its addresses", label,
					    natgw_label_range(text, &excludes[i]));
	}
	return 0;
}

static int check_count(const char *label, const struct natgw_pool_config *config,
		       struct netlink_ext_ack *extack)
{
	struct natgw_addr_range *usable;
	u64 count;
	int n;

	n = natgw_pool_ranges(config, &usable);
	if (n < 0)
		return n;
	count = natgw_ranges_count(usable, n);
	kfree(usable);

	if (!count)
		return natgw_refuse(extack, -EINVAL, "%s: its excludes leave no address", label);
	if (count > NATGW_POOL_ADDRESSES_MAX)
		return natgw_refuse(extack, -E2BIG,
				    "%s: %llu addresses are more than the %u that a pool can have",
				    label, count, NATGW_POOL_ADDRESSES_MAX);
	if (config->dry == NATGW_DRY_PAT && count < 2)
		return natgw_refuse(extack, -EINVAL,
				    "%s: \"dry pat\" keeps its last address for PAT and so needs at least two, not one",
				    label);
	return 0;
}

static int check_addresses(const char *label, const struct natgw_pool_config *config,
			   struct netlink_ext_ack *extack)
{
	struct natgw_pool_config copy;
	int err;

	err = natgw_pool_config_copy(&copy, config);
	if (err)
		return err;

	err = check_ranges(label, copy.addresses, copy.n_addresses, extack) ?:
	      check_ranges(label, copy.excludes, copy.n_excludes, extack) ?:
	      check_excludes(label, copy.addresses, copy.n_addresses, copy.excludes,
			     copy.n_excludes, extack);
	natgw_pool_config_release(&copy);
	return err ?: check_count(label, config, extack);
}

static int check_pool_interface(const char *label, const struct natgw_pool_config *config,
				struct netlink_ext_ack *extack)
{
	if (config->n_addresses)
		return natgw_refuse(extack, -EINVAL,
				    "%s: either addresses or interface %.*s, not both", label,
				    IFNAMSIZ, config->ifname);
	if (config->n_excludes)
		return natgw_refuse(extack, -EINVAL,
				    "%s: an interface has one address, there is nothing to exclude",
				    label);
	if (config->type == NATGW_POOL_TYPE_DYNAMIC)
		return natgw_refuse(extack, -EINVAL,
				    "%s: the gateway's own address cannot be given to a host whole; type dynamic needs addresses",
				    label);
	return natgw_check_interface(label, config->ifname, extack);
}

int natgw_pool_config_check(struct natgw_pool_config *config, struct netlink_ext_ack *extack)
{
	char label[NATGW_LABEL_SIZE];
	int err;

	scnprintf(label, sizeof(label), "pool \"%s\"", config->name);
	set_defaults(config);
	err = check_words(label, config, extack) ?: check_pool_ports(label, config, extack);
	if (err)
		return err;
	if (*config->ifname)
		return check_pool_interface(label, config, extack);
	if (!config->n_addresses)
		return natgw_refuse(extack, -EINVAL, "%s: it needs addresses or an interface",
				    label);
	return check_addresses(label, config, extack);
}
