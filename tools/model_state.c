// SPDX-License-Identifier: GPL-2.0-only
/* What natgw remembers and counts: mapping, session, subscriber, status, stats, events. */
#include <string.h>

#include <netlink/attr.h>
#include <netlink/msg.h>

#include "model.h"
#include "model_attr.h"

static bool has(uint32_t set, unsigned int field)
{
	return set & (1U << field);
}

/**
 * struct filter_attrs - the attributes of a filter, which differ by object; 0: has none
 */
struct filter_attrs {
	int proto;
	int inside, inside_length, inside_port;
	int external, external_port;
	int remote, remote_port;
	int pool;
	int state;
	int kind;
	int vrf;
};

/* An address, where the object has it: @address 0 is never used for an attribute. */
static int put_endpoint(struct nl_msg *msg, int address, int length, int port,
			const struct endpoint_filter *filter)
{
	if (!address || attr_put_address(msg, address, filter->prefix.address))
		return -1;
	if (length && nla_put_u32(msg, length, filter->prefix.length))
		return -1;
	if (!filter->has_port)
		return 0;
	return port ? nla_put_u32(msg, port, filter->port) : -1;
}

static int put_filter(struct nl_msg *msg, const struct filter_attrs *attrs,
		      const struct filter *filter)
{
	uint32_t said = filter->has;

	if ((has(said, FILTER_PROTO) && nla_put_u32(msg, attrs->proto, filter->proto)) ||
	    (has(said, FILTER_INSIDE) && put_endpoint(msg, attrs->inside, attrs->inside_length,
						      attrs->inside_port, &filter->inside)) ||
	    (has(said, FILTER_EXTERNAL) && put_endpoint(msg, attrs->external, 0,
							attrs->external_port,
							&filter->external)) ||
	    (has(said, FILTER_REMOTE) && put_endpoint(msg, attrs->remote, 0, attrs->remote_port,
						      &filter->remote)) ||
	    (has(said, FILTER_POOL) && nla_put_string(msg, attrs->pool, filter->pool)) ||
	    (has(said, FILTER_STATE) && nla_put_u32(msg, attrs->state, filter->state)) ||
	    (has(said, FILTER_KIND) && nla_put_u32(msg, attrs->kind, filter->kind)) ||
	    (has(said, FILTER_VRF) && nla_put_string(msg, attrs->vrf, filter->vrf)))
		return -1;
	return 0;
}

int model_put_mapping_filter(struct nl_msg *msg, const struct filter *filter)
{
	static const struct filter_attrs attrs = {
		.proto = NATGW_A_MAPPING_PROTO,
		.inside = NATGW_A_MAPPING_INSIDE,
		.inside_length = NATGW_A_MAPPING_INSIDE_LENGTH,
		.inside_port = NATGW_A_MAPPING_INSIDE_PORT,
		.external = NATGW_A_MAPPING_EXTERNAL,
		.external_port = NATGW_A_MAPPING_EXTERNAL_PORT,
		.remote = NATGW_A_MAPPING_REMOTE,
		.remote_port = NATGW_A_MAPPING_REMOTE_PORT,
		.pool = NATGW_A_MAPPING_POOL,
		.kind = NATGW_A_MAPPING_KIND,
		.vrf = NATGW_A_MAPPING_VRF,
	};

	return put_filter(msg, &attrs, filter);
}

int model_put_session_filter(struct nl_msg *msg, const struct filter *filter)
{
	static const struct filter_attrs attrs = {
		.proto = NATGW_A_SESSION_PROTO,
		.inside = NATGW_A_SESSION_INSIDE,
		.inside_length = NATGW_A_SESSION_INSIDE_LENGTH,
		.inside_port = NATGW_A_SESSION_INSIDE_PORT,
		.external = NATGW_A_SESSION_EXTERNAL,
		.external_port = NATGW_A_SESSION_EXTERNAL_PORT,
		.remote = NATGW_A_SESSION_REMOTE,
		.remote_port = NATGW_A_SESSION_REMOTE_PORT,
		.pool = NATGW_A_SESSION_POOL,
		.state = NATGW_A_SESSION_TCP_STATE,
		.vrf = NATGW_A_SESSION_VRF,
	};

	return put_filter(msg, &attrs, filter);
}

int model_put_subscriber_filter(struct nl_msg *msg, const struct filter *filter)
{
	static const struct filter_attrs attrs = {
		.inside = NATGW_A_SUBSCRIBER_INSIDE,
		.inside_length = NATGW_A_SUBSCRIBER_INSIDE_LENGTH,
		.external = NATGW_A_SUBSCRIBER_EXTERNAL,
		.pool = NATGW_A_SUBSCRIBER_POOL,
		.vrf = NATGW_A_SUBSCRIBER_VRF,
	};

	return put_filter(msg, &attrs, filter);
}

int model_put_check(struct nl_msg *msg)
{
	return nla_put_flag(msg, NATGW_A_CONFIG_CHECK);
}

int model_get_mapping(struct nlmsghdr *message, struct mapping *mapping)
{
	struct nlattr *attrs[NATGW_A_MAPPING_MAX + 1];

	memset(mapping, 0, sizeof(*mapping));
	if (attr_parse(message, attrs, NATGW_A_MAPPING_MAX))
		return -1;
	mapping->proto = attr_u32(attrs[NATGW_A_MAPPING_PROTO]);
	mapping->inside = attr_address(attrs[NATGW_A_MAPPING_INSIDE]);
	mapping->inside_port = attr_port(attrs[NATGW_A_MAPPING_INSIDE_PORT]);
	mapping->external = attr_address(attrs[NATGW_A_MAPPING_EXTERNAL]);
	mapping->external_port = attr_port(attrs[NATGW_A_MAPPING_EXTERNAL_PORT]);
	mapping->remote = attr_address(attrs[NATGW_A_MAPPING_REMOTE]);
	mapping->remote_port = attr_port(attrs[NATGW_A_MAPPING_REMOTE_PORT]);
	mapping->has_remote = attrs[NATGW_A_MAPPING_REMOTE];
	mapping->has_remote_port = attrs[NATGW_A_MAPPING_REMOTE_PORT];
	attr_string(attrs[NATGW_A_MAPPING_POOL], mapping->pool, sizeof(mapping->pool));
	mapping->kind = attr_u32(attrs[NATGW_A_MAPPING_KIND]);
	mapping->mapping = attr_u32(attrs[NATGW_A_MAPPING_MAPPING]);
	mapping->filtering = attr_u32(attrs[NATGW_A_MAPPING_FILTERING]);
	mapping->sessions = attr_u32(attrs[NATGW_A_MAPPING_SESSIONS]);
	mapping->idle = attr_u32(attrs[NATGW_A_MAPPING_IDLE]);
	attr_string(attrs[NATGW_A_MAPPING_VRF], mapping->vrf, sizeof(mapping->vrf));
	mapping->event.sequence = attr_u32(attrs[NATGW_A_MAPPING_SEQUENCE]);
	mapping->event.what = attr_u32(attrs[NATGW_A_MAPPING_EVENT]);
	mapping->event.cause = attr_u32(attrs[NATGW_A_MAPPING_CAUSE]);
	mapping->event.time = attr_u64(attrs[NATGW_A_MAPPING_TIME]);
	return 0;
}

int model_get_mapping_count(struct nlmsghdr *message, uint64_t *count)
{
	struct nlattr *attrs[NATGW_A_MAPPING_MAX + 1];

	if (attr_parse(message, attrs, NATGW_A_MAPPING_MAX) || !attrs[NATGW_A_MAPPING_COUNT])
		return -1;
	*count = attr_u64(attrs[NATGW_A_MAPPING_COUNT]);
	return 0;
}

static void get_session_counters(struct nlattr *attrs[], struct session *session)
{
	session->packets_out = attr_u64(attrs[NATGW_A_SESSION_PACKETS_OUT]);
	session->bytes_out = attr_u64(attrs[NATGW_A_SESSION_BYTES_OUT]);
	session->packets_in = attr_u64(attrs[NATGW_A_SESSION_PACKETS_IN]);
	session->bytes_in = attr_u64(attrs[NATGW_A_SESSION_BYTES_IN]);
	session->event.sequence = attr_u32(attrs[NATGW_A_SESSION_SEQUENCE]);
	session->event.what = attr_u32(attrs[NATGW_A_SESSION_EVENT]);
	session->event.cause = attr_u32(attrs[NATGW_A_SESSION_CAUSE]);
	session->event.time = attr_u64(attrs[NATGW_A_SESSION_TIME]);
}

int model_get_session(struct nlmsghdr *message, struct session *session)
{
	struct nlattr *attrs[NATGW_A_SESSION_MAX + 1];

	memset(session, 0, sizeof(*session));
	if (attr_parse(message, attrs, NATGW_A_SESSION_MAX))
		return -1;
	session->proto = attr_u32(attrs[NATGW_A_SESSION_PROTO]);
	session->inside = attr_address(attrs[NATGW_A_SESSION_INSIDE]);
	session->inside_port = attr_port(attrs[NATGW_A_SESSION_INSIDE_PORT]);
	session->external = attr_address(attrs[NATGW_A_SESSION_EXTERNAL]);
	session->external_port = attr_port(attrs[NATGW_A_SESSION_EXTERNAL_PORT]);
	session->remote = attr_address(attrs[NATGW_A_SESSION_REMOTE]);
	session->remote_port = attr_port(attrs[NATGW_A_SESSION_REMOTE_PORT]);
	attr_string(attrs[NATGW_A_SESSION_POOL], session->pool, sizeof(session->pool));
	session->tcp_state = attr_u32(attrs[NATGW_A_SESSION_TCP_STATE]);
	session->expires = attr_u32(attrs[NATGW_A_SESSION_EXPIRES]);
	session->age = attr_u32(attrs[NATGW_A_SESSION_AGE]);
	session->origin = attr_u32(attrs[NATGW_A_SESSION_ORIGIN]);
	session->hairpin = attrs[NATGW_A_SESSION_HAIRPIN];
	session->replied = attrs[NATGW_A_SESSION_REPLIED];
	session->local = attrs[NATGW_A_SESSION_LOCAL];
	attr_string(attrs[NATGW_A_SESSION_VRF], session->vrf, sizeof(session->vrf));
	get_session_counters(attrs, session);
	return 0;
}

int model_get_session_count(struct nlmsghdr *message, uint64_t *count)
{
	struct nlattr *attrs[NATGW_A_SESSION_MAX + 1];

	if (attr_parse(message, attrs, NATGW_A_SESSION_MAX) || !attrs[NATGW_A_SESSION_COUNT])
		return -1;
	*count = attr_u64(attrs[NATGW_A_SESSION_COUNT]);
	return 0;
}

int model_get_subscriber(struct nlmsghdr *message, struct subscriber *subscriber)
{
	struct nlattr *attrs[NATGW_A_SUBSCRIBER_MAX + 1];

	memset(subscriber, 0, sizeof(*subscriber));
	if (attr_parse(message, attrs, NATGW_A_SUBSCRIBER_MAX))
		return -1;
	subscriber->inside = attr_address(attrs[NATGW_A_SUBSCRIBER_INSIDE]);
	subscriber->external = attr_address(attrs[NATGW_A_SUBSCRIBER_EXTERNAL]);
	attr_string(attrs[NATGW_A_SUBSCRIBER_POOL], subscriber->pool, sizeof(subscriber->pool));
	subscriber->mappings = attr_u32(attrs[NATGW_A_SUBSCRIBER_MAPPINGS]);
	subscriber->sessions = attr_u32(attrs[NATGW_A_SUBSCRIBER_SESSIONS]);
	attr_string(attrs[NATGW_A_SUBSCRIBER_VRF], subscriber->vrf, sizeof(subscriber->vrf));
	return 0;
}

int model_get_pool_event(struct nlmsghdr *message, struct pool_event *event)
{
	struct nlattr *attrs[NATGW_A_POOL_MAX + 1];

	memset(event, 0, sizeof(*event));
	if (attr_parse(message, attrs, NATGW_A_POOL_MAX))
		return -1;
	event->event.sequence = attr_u32(attrs[NATGW_A_POOL_SEQUENCE]);
	event->event.what = attr_u32(attrs[NATGW_A_POOL_EVENT]);
	event->event.time = attr_u64(attrs[NATGW_A_POOL_TIME]);
	attr_string(attrs[NATGW_A_POOL_NAME], event->name, sizeof(event->name));
	event->proto = attr_u32(attrs[NATGW_A_POOL_PROTO]);
	return 0;
}

int model_get_config_event(struct nlmsghdr *message, struct config_event *event)
{
	struct nlattr *attrs[NATGW_A_CONFIG_MAX + 1];

	memset(event, 0, sizeof(*event));
	if (attr_parse(message, attrs, NATGW_A_CONFIG_MAX))
		return -1;
	event->event.sequence = attr_u32(attrs[NATGW_A_CONFIG_SEQUENCE]);
	event->event.time = attr_u64(attrs[NATGW_A_CONFIG_TIME]);
	event->generation = attr_u32(attrs[NATGW_A_CONFIG_GENERATION]);
	return 0;
}

static void get_devices(struct nlmsghdr *message, struct status *status)
{
	struct nlattr *attr;
	int rest;

	nlmsg_for_each_attr(attr, message, GENL_HDRLEN, rest) {
		if (nla_type(attr) == NATGW_A_STATUS_FAST_PATH_DEVICE &&
		    status->n_named < STATUS_DEVICES)
			attr_string(attr, status->device[status->n_named++], IFNAMSIZ);
	}
}

int model_get_status(struct nlmsghdr *message, void *object)
{
	struct nlattr *attrs[NATGW_A_STATUS_MAX + 1];
	struct status *status = object;

	memset(status, 0, sizeof(*status));
	if (attr_parse(message, attrs, NATGW_A_STATUS_MAX))
		return -1;
	attr_string(attrs[NATGW_A_STATUS_VERSION], status->version, sizeof(status->version));
	status->generation = attr_u32(attrs[NATGW_A_STATUS_GENERATION]);
	status->active = attr_u32(attrs[NATGW_A_STATUS_ACTIVE]);
	status->transaction = attr_u32(attrs[NATGW_A_STATUS_TRANSACTION]);
	status->pools = attr_u32(attrs[NATGW_A_STATUS_POOLS]);
	status->rules = attr_u32(attrs[NATGW_A_STATUS_RULES]);
	status->statics = attr_u32(attrs[NATGW_A_STATUS_STATICS]);
	status->forwards = attr_u32(attrs[NATGW_A_STATUS_FORWARDS]);
	status->sessions = attr_u64(attrs[NATGW_A_STATUS_SESSIONS]);
	status->mappings = attr_u64(attrs[NATGW_A_STATUS_MAPPINGS]);
	status->subscribers = attr_u64(attrs[NATGW_A_STATUS_SUBSCRIBERS]);
	status->max_sessions = attr_u64(attrs[NATGW_A_STATUS_MAX_SESSIONS]);
	status->held_ports = attr_u64(attrs[NATGW_A_STATUS_HELD_PORTS]);
	status->memory = attr_u64(attrs[NATGW_A_STATUS_MEMORY]);
	status->user_memory = attr_u64(attrs[NATGW_A_STATUS_USER_MEMORY]);
	status->user_memory_max = attr_u64(attrs[NATGW_A_STATUS_USER_MEMORY_MAX]);
	status->session_size = attr_u32(attrs[NATGW_A_STATUS_SESSION_SIZE]);
	status->mapping_size = attr_u32(attrs[NATGW_A_STATUS_MAPPING_SIZE]);
	status->sequence = attr_u32(attrs[NATGW_A_STATUS_SEQUENCE]);
	status->fast_path = attr_u32(attrs[NATGW_A_STATUS_FAST_PATH]);
	attr_string(attrs[NATGW_A_STATUS_FAST_PATH_WHY_NOT], status->why_not,
		    sizeof(status->why_not));
	status->n_devices = attr_u32(attrs[NATGW_A_STATUS_FAST_PATH_DEVICES]);
	get_devices(message, status);
	return 0;
}

/* Reasons of a newer module are left out: they have no name here. */
static int get_reasons(struct nlmsghdr *message, struct stats *stats)
{
	struct nlattr *attrs[NATGW_A_REASON_COUNT_MAX + 1];
	struct nlattr *attr;
	int rest;

	nlmsg_for_each_attr(attr, message, GENL_HDRLEN, rest) {
		uint32_t reason;

		if (nla_type(attr) != NATGW_A_STATS_REASON)
			continue;
		if (attr_parse_nest(attr, attrs, NATGW_A_REASON_COUNT_MAX))
			return -1;
		reason = attr_u32(attrs[NATGW_A_REASON_COUNT_REASON]);
		if (reason <= NATGW_REASON_MAX)
			stats->reason[reason] = attr_u64(attrs[NATGW_A_REASON_COUNT_PACKETS]);
	}
	return 0;
}

int model_get_stats(struct nlmsghdr *message, void *object)
{
	struct nlattr *attrs[NATGW_A_STATS_MAX + 1];
	struct stats *stats = object;

	memset(stats, 0, sizeof(*stats));
	if (attr_parse(message, attrs, NATGW_A_STATS_MAX))
		return -1;
	stats->sessions = attr_u64(attrs[NATGW_A_STATS_SESSIONS]);
	stats->mappings = attr_u64(attrs[NATGW_A_STATS_MAPPINGS]);
	stats->subscribers = attr_u64(attrs[NATGW_A_STATS_SUBSCRIBERS]);
	stats->sessions_created = attr_u64(attrs[NATGW_A_STATS_SESSIONS_CREATED]);
	stats->sessions_ended = attr_u64(attrs[NATGW_A_STATS_SESSIONS_ENDED]);
	stats->mappings_created = attr_u64(attrs[NATGW_A_STATS_MAPPINGS_CREATED]);
	stats->mappings_ended = attr_u64(attrs[NATGW_A_STATS_MAPPINGS_ENDED]);
	stats->fast_packets = attr_u64(attrs[NATGW_A_STATS_FAST_PACKETS]);
	stats->batched_packets = attr_u64(attrs[NATGW_A_STATS_BATCHED_PACKETS]);
	stats->full_packets = attr_u64(attrs[NATGW_A_STATS_FULL_PACKETS]);
	stats->arp_replies = attr_u64(attrs[NATGW_A_STATS_ARP_REPLIES]);
	stats->arp_announcements = attr_u64(attrs[NATGW_A_STATS_ARP_ANNOUNCEMENTS]);
	stats->arp_conflicts = attr_u64(attrs[NATGW_A_STATS_ARP_CONFLICTS]);
	stats->fragments_given_up = attr_u64(attrs[NATGW_A_STATS_FRAGMENTS_GIVEN_UP]);
	return get_reasons(message, stats);
}
