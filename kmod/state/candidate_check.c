// SPDX-License-Identifier: GPL-2.0-only
/* What can be wrong with one rule, static or forward, and with the parts objects are made of. */
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/in.h>
#include <linux/inetdevice.h>

#include "state/candidate_types.h"
#include "state/refuse.h"

/* Addresses that no host may be given or translated to (RFC 6890); by first address. */
static const struct {
	struct natgw_addr_range range;
	const char *kind;
} special_addresses[] = {
	{ { 0x00000000, 0x00000000 }, "unspecified" },
	{ { 0x00000001, 0x00ffffff }, "\"this network\" (0.0.0.0/8)" },
	{ { 0x7f000000, 0x7fffffff }, "loopback (127.0.0.0/8)" },
	{ { 0xa9fe0000, 0xa9feffff }, "link-local (169.254.0.0/16)" },
	{ { 0xe0000000, 0xefffffff }, "multicast (224.0.0.0/4)" },
	{ { 0xf0000000, 0xfffffffe }, "reserved (240.0.0.0/4)" },
	{ { 0xffffffff, 0xffffffff }, "limited broadcast" },
};

int natgw_check_hosts(const char *label, const struct natgw_addr_range *range,
		      struct netlink_ext_ack *extack)
{
	char text[NATGW_RANGE_TEXT_SIZE];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(special_addresses); i++) {
		if (range->last < special_addresses[i].range.first ||
		    range->first > special_addresses[i].range.last)
			continue;
		return natgw_refuse(extack, -EINVAL, "%s: %s %s %s, which no host can have", label,
				    natgw_label_range(text, range),
				    range->first == range->last ? "is" : "contains",
				    special_addresses[i].kind);
	}
	return 0;
}

int natgw_check_interface(const char *label, const char *ifname, struct netlink_ext_ack *extack)
{
	if (strnlen(ifname, IFNAMSIZ) == IFNAMSIZ)
		return natgw_refuse(extack, -EINVAL,
				    "%s: interface name \"%.*s...\" is longer than %d characters",
				    label, IFNAMSIZ, ifname, IFNAMSIZ - 1);
	if (!dev_valid_name(ifname))
		return natgw_refuse(extack, -EINVAL, "%s: \"%s\" is not an interface's name", label,
				    ifname);
	return 0;
}

int natgw_check_ports(const char *label, const struct natgw_port_range *range,
		      struct netlink_ext_ack *extack)
{
	if (range->first > range->last)
		return natgw_refuse(extack, -EINVAL, "%s: port range %u-%u is inverted", label,
				    range->first, range->last);
	if (!range->first)
		return natgw_refuse(extack, -EINVAL, "%s: there is no port 0; ports are 1-65535",
				    label);
	return 0;
}

int natgw_check_behaviour(const char *label, const struct natgw_behaviour *behaviour,
			  struct netlink_ext_ack *extack)
{
	u32 i;

	for (i = 0; i < NATGW_BEHAVIOUR_COLUMNS; i++) {
		if (behaviour->mapping[i] > NATGW_MAPPING_BEHAVIOUR_APDM)
			return natgw_refuse(extack, -EINVAL, "%s: no mapping behaviour %u", label,
					    behaviour->mapping[i]);
		if (behaviour->filtering[i] > NATGW_FILTERING_BEHAVIOUR_APDF)
			return natgw_refuse(extack, -EINVAL, "%s: no filtering behaviour %u", label,
					    behaviour->filtering[i]);
	}
	return 0;
}

int natgw_check_pool_name(const char *name, struct netlink_ext_ack *extack)
{
	size_t length = strnlen(name, NATGW_NAME_MAX), i;

	if (!length)
		return natgw_refuse(extack, -EINVAL, "a pool's name must not be empty");
	if (length == NATGW_NAME_MAX)
		return natgw_refuse(extack, -EINVAL,
				    "pool name \"%.*s...\" is longer than %d characters",
				    NATGW_NAME_MAX, name, NATGW_NAME_MAX - 1);
	for (i = 0; i < length; i++) {
		if (!isascii(name[i]) || (!isalnum(name[i]) && !strchr("_.-", name[i])))
			return natgw_refuse(extack, -EINVAL,
					    "pool name \"%*pE\" has a character other than letters, digits, \"_\", \".\" and \"-\"",
					    (int)length, name);
	}
	return 0;
}

static int check_prefix(const char *label, __be32 addr, u8 length, struct netlink_ext_ack *extack)
{
	__be32 network;

	if (length > 32)
		return natgw_refuse(extack, -EINVAL, "%s: prefix length %u is above 32", label,
				    length);
	network = addr & inet_make_mask(length);
	if (network != addr)
		return natgw_refuse(extack, -EINVAL,
				    "%s: %pI4/%u has host bits set; the prefix is %pI4/%u", label,
				    &addr, length, &network, length);
	return 0;
}

static bool any_port(const struct natgw_port_range *range)
{
	return !range->first && range->last == U16_MAX;
}

static int check_rule_match(const char *label, const struct natgw_rule *rule,
			    struct netlink_ext_ack *extack)
{
	bool ports = !any_port(&rule->sport) || !any_port(&rule->dport);
	int err;

	err = check_prefix(label, rule->source.addr, rule->source.length, extack) ?:
	      check_prefix(label, rule->destination.addr, rule->destination.length, extack);
	if (!err && *rule->iif)
		err = natgw_check_interface(label, rule->iif, extack);
	if (!err && *rule->oif)
		err = natgw_check_interface(label, rule->oif, extack);
	if (!err && !any_port(&rule->sport))
		err = natgw_check_ports(label, &rule->sport, extack);
	if (!err && !any_port(&rule->dport))
		err = natgw_check_ports(label, &rule->dport, extack);
	if (err)
		return err;

	if (ports && rule->proto && rule->proto != IPPROTO_TCP && rule->proto != IPPROTO_UDP)
		return natgw_refuse(extack, -EINVAL,
				    "%s: protocol %u has no ports that a rule could compare", label,
				    rule->proto);
	if (rule->mark & ~rule->mark_mask)
		return natgw_refuse(extack, -EINVAL, "%s: mark 0x%x has bits outside its mask 0x%x",
				    label, rule->mark, rule->mark_mask);
	return 0;
}

int natgw_check_rule(const struct natgw_rule *rule, struct netlink_ext_ack *extack)
{
	static const struct natgw_behaviour unsaid;
	char label[NATGW_LABEL_SIZE];
	int err;

	scnprintf(label, sizeof(label), "rule %u", rule->index);
	err = check_rule_match(label, rule, extack) ?:
	      natgw_check_behaviour(label, &rule->override, extack);
	if (err)
		return err;

	switch (rule->action) {
	case NATGW_ACTION_POOL:
		return natgw_check_pool_name(rule->pool_name, extack);
	case NATGW_ACTION_EXEMPT:
	case NATGW_ACTION_DROP:
		if (*rule->pool_name)
			return natgw_refuse(extack, -EINVAL,
					    "%s: a rule that exempts or drops has no pool", label);
		if (memcmp(&rule->override, &unsaid, sizeof(unsaid)))
			return natgw_refuse(extack, -EINVAL,
					    "%s: mapping and filtering behaviours need a pool",
					    label);
		return 0;
	default:
		return natgw_refuse(extack, -EINVAL, "%s: no action %u", label, rule->action);
	}
}

int natgw_check_static(const struct natgw_static *fixed, struct netlink_ext_ack *extack)
{
	struct natgw_addr_range inside, external;
	char label[NATGW_LABEL_SIZE];
	u32 others;
	int err;

	natgw_label_static(label, fixed);
	err = check_prefix(label, fixed->inside, fixed->length, extack) ?:
	      check_prefix(label, fixed->external, fixed->length, extack);
	if (err)
		return err;

	others = ntohl(~inet_make_mask(fixed->length));
	inside.first = ntohl(fixed->inside);
	inside.last = inside.first + others;
	external.first = ntohl(fixed->external);
	external.last = external.first + others;
	return natgw_check_hosts(label, &inside, extack) ?:
	       natgw_check_hosts(label, &external, extack);
}

int natgw_check_forward(const struct natgw_forward *forward, struct netlink_ext_ack *extack)
{
	u32 inside_last = forward->inside_port + (forward->ports.last - forward->ports.first);
	struct natgw_addr_range host;
	char label[NATGW_LABEL_SIZE];
	int err;

	if (forward->proto != IPPROTO_TCP && forward->proto != IPPROTO_UDP)
		return natgw_refuse(extack, -EINVAL, "a forward is of tcp or udp, not of protocol %u",
				    forward->proto);

	natgw_label_forward(label, forward);
	if (*forward->ifname) {
		err = natgw_check_interface(label, forward->ifname, extack);
		if (!err && forward->external)
			err = natgw_refuse(extack, -EINVAL,
					   "%s: either an external address or an interface, not both",
					   label);
	} else {
		host.first = ntohl(forward->external);
		host.last = host.first;
		err = natgw_check_hosts(label, &host, extack);
	}
	if (err)
		return err;

	err = natgw_check_ports(label, &forward->ports, extack);
	if (err)
		return err;
	if (!forward->inside_port)
		return natgw_refuse(extack, -EINVAL, "%s: there is no inside port 0", label);
	if (inside_last > U16_MAX)
		return natgw_refuse(extack, -EINVAL,
				    "%s: inside ports %u-%u run past 65535", label,
				    forward->inside_port, inside_last);

	host.first = ntohl(forward->inside);
	host.last = host.first;
	return natgw_check_hosts(label, &host, extack);
}
