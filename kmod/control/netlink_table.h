/* SPDX-License-Identifier: GPL-2.0-only */
/* What requests about mappings, sessions and subscribers share: filters, and walks over tables. */
#ifndef _NATGW_CONTROL_NETLINK_TABLE_H
#define _NATGW_CONTROL_NETLINK_TABLE_H

#include "control/netlink.h"
#include "state/walk.h"

/* What natgw_session_endpoints() fills, in its order. */
enum natgw_nl_endpoint {
	NATGW_NL_INSIDE,
	NATGW_NL_EXTERNAL,
	NATGW_NL_REMOTE,
};

/* Which members of a filter count. */
enum natgw_nl_filter_members {
	NATGW_NL_FILTER_PROTO = BIT(0),
	NATGW_NL_FILTER_INSIDE = BIT(1),
	NATGW_NL_FILTER_INSIDE_PORT = BIT(2),
	NATGW_NL_FILTER_EXTERNAL = BIT(3),
	NATGW_NL_FILTER_EXTERNAL_PORT = BIT(4),
	NATGW_NL_FILTER_REMOTE = BIT(5),
	NATGW_NL_FILTER_REMOTE_PORT = BIT(6),
	NATGW_NL_FILTER_POOL = BIT(7),
	NATGW_NL_FILTER_VARIANT = BIT(8),
	NATGW_NL_FILTER_ZONE = BIT(9),
};

/**
 * struct natgw_nl_subject - what a filter is held against, and a filter itself
 * @members: enum natgw_nl_filter_members; of a filter: those that count
 * @proto: IP protocol
 * @inside: inside address
 * @external: external address
 * @remote: remote address
 * @inside_port: port or identifier
 * @external_port: port or identifier
 * @remote_port: port or identifier
 * @pool: id of the pool
 * @zone: of the inside host's VRF
 * @variant: of a mapping its enum natgw_mapping_kind, of a session its enum natgw_tcp_state
 */
struct natgw_nl_subject {
	u32 members;
	u8 proto;
	u8 variant;
	u16 pool;
	u16 zone;
	__be32 inside, external, remote;
	__be16 inside_port, external_port, remote_port;
};

/**
 * struct natgw_nl_filter - which objects of a table are meant
 * @want: what they have to be
 * @inside_mask: bits of the inside address that count
 */
struct natgw_nl_filter {
	struct natgw_nl_subject want;
	__be32 inside_mask;
};

/**
 * natgw_nl_filter_get() - read the filter of a request about mappings or sessions
 * @filter: filled in; all zero before
 * @nn: the namespace, for the names of pools
 * @attrs: the request's attributes; both sets number them the same
 * @extack: the sentence
 *
 * Context: process. Return: 0, -EINVAL, or -ENOENT for a pool that does not exist.
 */
int natgw_nl_filter_get(struct natgw_nl_filter *filter, struct natgw_net *nn,
			struct nlattr **attrs, struct netlink_ext_ack *extack);

/* Reads a prefix from two attributes, the second optional. Return: 0 or -EINVAL. */
int natgw_nl_filter_get_prefix(const struct nlattr *addr, const struct nlattr *length,
			       __be32 *prefix, __be32 *mask, struct netlink_ext_ack *extack);

/* Sets the id of the pool that @attr names. Return: 0 or -ENOENT with a sentence. */
int natgw_nl_filter_get_pool(const struct nlattr *attr, struct natgw_net *nn, u16 *pool,
			     struct netlink_ext_ack *extack);

/* Sets the zone of the VRF that @attr names. Return: 0 or -ENOENT with a sentence. */
int natgw_nl_filter_get_vrf(const struct nlattr *attr, struct natgw_net *nn, u16 *zone,
			    struct netlink_ext_ack *extack);

/* Puts the name of a zone's VRF; 0 has none. Context: under rcu_read_lock(). */
int natgw_nl_put_vrf(struct sk_buff *skb, int attr, struct natgw_net *nn, u16 zone);

/* Whether @subject is what @filter wants. A member that @subject lacks is never what is wanted. */
bool natgw_nl_filter_match(const struct natgw_nl_filter *filter,
			   const struct natgw_nl_subject *subject);

struct natgw_nl_walk;

/**
 * struct natgw_nl_table - how a kind of object is walked over and shown
 * @cmd: command of a dump's messages
 * @get_filter: for a dump: reads the request's filter, as natgw_nl_filter_get()
 * @counts: the step counts without changing anything: again where the count may be wrong
 * @start: begins a walk
 * @step: natgw_*_walk_step() with @natgw_nl_walk as the visitor's data
 */
struct natgw_nl_table {
	u8 cmd;
	int (*get_filter)(struct natgw_nl_filter *filter, struct natgw_net *nn,
			  struct nlattr **attrs, struct netlink_ext_ack *extack);
	bool counts;
	void (*start)(struct natgw_net *nn, struct natgw_table_walk *walk);
	int (*step)(struct natgw_nl_walk *walk);
};

/**
 * struct natgw_nl_walk - a walk for a request
 * @table: over what
 * @nn: the namespace
 * @filter: which objects
 * @walk: how far it is
 * @count: objects that matched
 * @left: there was no memory to end some of them
 * @over: the table is through
 * @skb: a dump's message in the making
 * @cb: the dump
 */
struct natgw_nl_walk {
	const struct natgw_nl_table *table;
	struct natgw_net *nn;
	struct natgw_nl_filter filter;
	struct natgw_table_walk walk;
	u64 count;
	bool left;
	bool over;
	struct sk_buff *skb;
	struct netlink_callback *cb;
};

/**
 * natgw_nl_walk_reply() - walk over a whole table and reply how many matched
 * @info: the request, with its filter
 * @first: the table and what to do with it; its step counts
 * @second: another walk with the same filter, its count left out; or NULL
 * @attr: the count's attribute
 * @pad: the padding's
 *
 * Where the table is resized during a walk that only counts, that walk begins again; and
 * one that ends sessions, while there is no memory to end all of them, for a second.
 * Context: process; gives way between steps. Return: 0 or a negative errno.
 */
int natgw_nl_walk_reply(struct genl_info *info, const struct natgw_nl_table *first,
			const struct natgw_nl_table *second, int attr, int pad);

/* Ends a session as the administrator wants it. Return: whether it was this walk that did. */
bool natgw_nl_walk_kill(struct natgw_nl_walk *walk, const struct natgw_session *session);

/**
 * natgw_nl_walk_dump() - fill one message of a dump
 * @skb: the message
 * @cb: the dump; args[0] keeps the walk from the first message until natgw_nl_walk_done()
 * @table: of what
 *
 * Where the table was resized meanwhile the dump says so (NLM_F_DUMP_INTR).
 * Context: process. Return: as dumpit callbacks do.
 */
int natgw_nl_walk_dump(struct sk_buff *skb, struct netlink_callback *cb,
		       const struct natgw_nl_table *table);

/* The header of the next object in a dump's message, or NULL where it is full. */
void *natgw_nl_walk_put_header(struct natgw_nl_walk *walk);

/* Finishes an object of a dump's message, or takes it back on error. Return: @err. */
int natgw_nl_walk_put_end(struct natgw_nl_walk *walk, void *header, int err);

/* The name of a pool by its id, or NULL where it is gone or 0. Context: under rcu_read_lock(). */
const char *natgw_nl_pool_name(struct natgw_net *nn, u16 pool);

#endif
