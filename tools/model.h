/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Plain structs for what natgw knows, and their way to and from messages.
 *
 * The only place that knows the attributes (NATGW_A_*). Addresses are in host
 * order. What a message does not have stays zero, which is "not said" where it matters;
 * attributes that are not known are ignored, so that command and module of
 * different versions understand each other.
 */
#ifndef NATGW_MODEL_H
#define NATGW_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include <linux/if.h>
#include <linux/natgw.h>

#include "parse.h"

struct nl_msg;
struct nlmsghdr;

/* 0: not said. Where a statement speaks of both protocols, mapping and filtering have it. */
struct behaviour {
	uint32_t mapping, tcp_mapping, udp_mapping;
	uint32_t filtering, tcp_filtering, udp_filtering;
};

/* What was said of a pool: bits of struct pool.has. */
enum pool_field {
	POOL_SOURCE,	/* addresses or interface */
	POOL_EXCLUDE,
	POOL_TYPE,
	POOL_DRY,
	POOL_PORTS,
	POOL_MAPPING,
	POOL_TCP_MAPPING,
	POOL_UDP_MAPPING,
	POOL_FILTERING,
	POOL_TCP_FILTERING,
	POOL_UDP_FILTERING,
	POOL_PAIRED,
	POOL_PARITY,
	POOL_PRESERVE,
	POOL_MSS,
	POOL_SIZE,
	POOL_EXTERNAL,
};

struct pool {
	uint32_t has;
	char name[PARSE_NAME_MAX];
	char interface[PARSE_IFNAME_MAX];	/* empty: has addresses */
	struct address_list addresses;
	struct address_list exclude;
	struct port_list ports;
	uint32_t type, dry, paired, parity, preserve, mss;
	struct behaviour behaviour;
	uint32_t size;		/* usable addresses */
	uint32_t external;	/* the interface's address */
};

enum rule_field {
	RULE_INDEX,
	RULE_SRC,
	RULE_DST,
	RULE_IIF,
	RULE_OIF,
	RULE_PROTO,
	RULE_SPORT,
	RULE_DPORT,
	RULE_MARK,
	RULE_ACTION,
	RULE_MAPPING,
	RULE_TCP_MAPPING,
	RULE_UDP_MAPPING,
	RULE_FILTERING,
	RULE_TCP_FILTERING,
	RULE_UDP_FILTERING,
};

struct rule {
	uint32_t has;
	uint32_t index;
	struct prefix src, dst;
	char iif[PARSE_IFNAME_MAX];
	char oif[PARSE_IFNAME_MAX];
	uint32_t proto;
	struct port_range sport, dport;
	struct mark mark;
	uint32_t action;
	char pool[PARSE_NAME_MAX];
	struct behaviour behaviour;
};

/* A static. */
struct fixed {
	struct prefix inside;
	struct prefix external;
};

struct forward {
	uint32_t proto;
	struct endpoint external;
	struct endpoint inside;
};

struct timeout {
	uint32_t name;		/* 0: an override by protocol and ports */
	uint32_t proto;
	struct port_range ports;
	uint32_t seconds;
	uint32_t standard;	/* what it is by default */
	uint32_t minimum;	/* what the RFCs ask for */
};

enum setting_field {
	SETTING_FASTPATH,
	SETTING_MAX_SESSIONS,
	SETTING_TABLE_FULL,
	SETTING_ICMP_REFUSAL,
	SETTING_IP_OPTIONS,
	SETTING_INBOUND_REFRESH,
	SETTING_ALLOW_SHORT_TIMEOUTS,
	SETTING_PORT_HOLD,
	SETTING_PORT_HOLD_MAX,
	SETTING_SYN_REFUSAL,
	SETTING_TCP_REFUSAL,
	SETTING_COUNT,
};

struct settings {
	uint32_t has;
	uint32_t value[SETTING_COUNT];
};

enum filter_field {
	FILTER_PROTO,
	FILTER_INSIDE,
	FILTER_EXTERNAL,
	FILTER_REMOTE,
	FILTER_POOL,
	FILTER_STATE,
	FILTER_KIND,
	FILTER_VRF,
};

/* Which mappings, sessions or subscribers are meant. */
struct filter {
	uint32_t has;
	uint32_t proto;
	struct endpoint_filter inside, external, remote;
	char pool[PARSE_NAME_MAX];
	uint32_t state;
	uint32_t kind;
	char vrf[PARSE_IFNAME_MAX];
};

/* What every event has; what is 0 was not told. */
struct event {
	uint32_t sequence;
	uint64_t time;		/* milliseconds since 1970 */
	uint32_t what;
	uint32_t cause;
};

struct mapping {
	uint32_t proto;
	uint32_t inside, external, remote;
	uint16_t inside_port, external_port, remote_port;
	bool has_remote, has_remote_port;
	char pool[PARSE_NAME_MAX];
	uint32_t kind, mapping, filtering;
	uint32_t sessions;
	uint32_t idle;		/* seconds */
	char vrf[PARSE_IFNAME_MAX];	/* empty: main routing domain */
	struct event event;
};

struct session {
	uint32_t proto;
	uint32_t inside, external, remote;
	uint16_t inside_port, external_port, remote_port;
	char pool[PARSE_NAME_MAX];
	uint32_t tcp_state;
	uint32_t expires;
	uint32_t age;
	uint32_t origin;
	bool hairpin, replied, local;
	uint64_t packets_out, bytes_out, packets_in, bytes_in;
	char vrf[PARSE_IFNAME_MAX];
	struct event event;
};

struct subscriber {
	uint32_t inside;
	uint32_t external;	/* 0: none */
	char pool[PARSE_NAME_MAX];
	uint32_t mappings, sessions;
	char vrf[PARSE_IFNAME_MAX];
};

/* A pool ran dry. */
struct pool_event {
	struct event event;
	char name[PARSE_NAME_MAX];
	uint32_t proto;
};

struct config_event {
	struct event event;
	uint32_t generation;
};

/* Devices of a status that are kept by name. */
enum { STATUS_DEVICES = 256 };

struct status {
	char version[64];
	uint32_t generation;
	uint32_t active, transaction;
	uint32_t pools, rules, statics, forwards;
	uint64_t sessions, mappings, subscribers;
	uint64_t max_sessions;
	uint64_t held_ports;
	uint64_t memory;
	uint64_t user_memory, user_memory_max;
	uint32_t session_size, mapping_size;
	uint32_t sequence;
	uint32_t fast_path;
	char why_not[128];
	uint32_t n_devices, n_named;
	char device[STATUS_DEVICES][IFNAMSIZ];
};

struct stats {
	uint64_t sessions, mappings, subscribers;
	uint64_t sessions_created, sessions_ended;
	uint64_t mappings_created, mappings_ended;
	uint64_t fast_packets, batched_packets, full_packets;
	uint64_t arp_replies;
	uint64_t arp_announcements;
	uint64_t arp_conflicts;
	uint64_t fragments_given_up;
	uint64_t reason[NATGW_REASON_MAX + 1];
};

/* Into a message. 0, or -1 if there is no room. */
int model_put_pool(struct nl_msg *msg, const void *pool);
int model_put_rule(struct nl_msg *msg, const void *rule);
int model_put_static(struct nl_msg *msg, const void *fixed);
int model_put_static_key(struct nl_msg *msg, const void *fixed);
int model_put_forward(struct nl_msg *msg, const void *forward);
int model_put_forward_key(struct nl_msg *msg, const void *forward);
int model_put_timeout(struct nl_msg *msg, const void *timeout);
int model_put_settings(struct nl_msg *msg, const void *settings);
int model_put_mapping_filter(struct nl_msg *msg, const struct filter *filter);
int model_put_session_filter(struct nl_msg *msg, const struct filter *filter);
int model_put_subscriber_filter(struct nl_msg *msg, const struct filter *filter);
int model_put_check(struct nl_msg *msg);

/* Out of a message. 0, or -1 if it makes no sense. */
int model_get_pool(struct nlmsghdr *message, void *pool);
int model_get_rule(struct nlmsghdr *message, void *rule);
int model_get_static(struct nlmsghdr *message, void *fixed);
int model_get_forward(struct nlmsghdr *message, void *forward);
int model_get_timeout(struct nlmsghdr *message, void *timeout);
int model_get_settings(struct nlmsghdr *message, void *settings);
int model_get_mapping(struct nlmsghdr *message, struct mapping *mapping);
int model_get_mapping_count(struct nlmsghdr *message, uint64_t *count);
int model_get_session(struct nlmsghdr *message, struct session *session);
int model_get_session_count(struct nlmsghdr *message, uint64_t *count);
int model_get_subscriber(struct nlmsghdr *message, struct subscriber *subscriber);
int model_get_pool_event(struct nlmsghdr *message, struct pool_event *event);
int model_get_config_event(struct nlmsghdr *message, struct config_event *event);
int model_get_status(struct nlmsghdr *message, void *status);
int model_get_stats(struct nlmsghdr *message, void *stats);

#endif
