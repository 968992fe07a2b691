/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	docs/netlink/natgw.yaml */
/* YNL-GEN kernel header */

#ifndef _LINUX_NATGW_GEN_H
#define _LINUX_NATGW_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <uapi/linux/natgw.h>

/* Common nested types */
extern const struct nla_policy natgw_address_range_nl_policy[NATGW_A_ADDRESS_RANGE_LAST + 1];
extern const struct nla_policy natgw_port_range_nl_policy[NATGW_A_PORT_RANGE_LAST + 1];
extern const struct nla_policy natgw_prefix_nl_policy[NATGW_A_PREFIX_LENGTH + 1];

int natgw_nl_pool_get_start(struct netlink_callback *cb);
int natgw_nl_walk_done(struct netlink_callback *cb);

int natgw_nl_status_get_doit(struct sk_buff *skb, struct genl_info *info);
int natgw_nl_setting_get_doit(struct sk_buff *skb, struct genl_info *info);
int natgw_nl_setting_set_doit(struct sk_buff *skb, struct genl_info *info);
int natgw_nl_pool_get_doit(struct sk_buff *skb, struct genl_info *info);
int natgw_nl_pool_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int natgw_nl_pool_new_doit(struct sk_buff *skb, struct genl_info *info);
int natgw_nl_pool_set_doit(struct sk_buff *skb, struct genl_info *info);
int natgw_nl_pool_del_doit(struct sk_buff *skb, struct genl_info *info);
int natgw_nl_rule_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int natgw_nl_rule_new_doit(struct sk_buff *skb, struct genl_info *info);
int natgw_nl_rule_del_doit(struct sk_buff *skb, struct genl_info *info);
int natgw_nl_static_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);
int natgw_nl_static_new_doit(struct sk_buff *skb, struct genl_info *info);
int natgw_nl_static_del_doit(struct sk_buff *skb, struct genl_info *info);
int natgw_nl_forward_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb);
int natgw_nl_forward_new_doit(struct sk_buff *skb, struct genl_info *info);
int natgw_nl_forward_del_doit(struct sk_buff *skb, struct genl_info *info);
int natgw_nl_timeout_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb);
int natgw_nl_timeout_set_doit(struct sk_buff *skb, struct genl_info *info);
int natgw_nl_timeout_del_doit(struct sk_buff *skb, struct genl_info *info);
int natgw_nl_mapping_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb);
int natgw_nl_mapping_count_doit(struct sk_buff *skb, struct genl_info *info);
int natgw_nl_mapping_del_doit(struct sk_buff *skb, struct genl_info *info);
int natgw_nl_session_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb);
int natgw_nl_session_count_doit(struct sk_buff *skb, struct genl_info *info);
int natgw_nl_session_del_doit(struct sk_buff *skb, struct genl_info *info);
int natgw_nl_subscriber_get_dumpit(struct sk_buff *skb,
				   struct netlink_callback *cb);
int natgw_nl_stats_get_doit(struct sk_buff *skb, struct genl_info *info);
int natgw_nl_config_flush_doit(struct sk_buff *skb, struct genl_info *info);
int natgw_nl_begin_doit(struct sk_buff *skb, struct genl_info *info);
int natgw_nl_commit_doit(struct sk_buff *skb, struct genl_info *info);
int natgw_nl_abort_doit(struct sk_buff *skb, struct genl_info *info);

enum {
	NATGW_NLGRP_EVENTS,
};

extern struct genl_family natgw_nl_family;

#endif /* _LINUX_NATGW_GEN_H */
