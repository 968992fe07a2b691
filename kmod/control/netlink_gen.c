// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Do not edit directly, auto-generated from: */
/*	docs/netlink/natgw.yaml */
/* YNL-GEN kernel source */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "netlink_gen.h"

#include <uapi/linux/natgw.h>

/* Integer value ranges */
static const struct netlink_range_validation natgw_a_port_range_first_range = {
	.max	= 65535ULL,
};

static const struct netlink_range_validation natgw_a_port_range_last_range = {
	.max	= 65535ULL,
};

static const struct netlink_range_validation natgw_a_setting_port_hold_range = {
	.max	= 86400ULL,
};

static const struct netlink_range_validation natgw_a_setting_port_hold_max_range = {
	.max	= 65536ULL,
};

static const struct netlink_range_validation natgw_a_pool_mss_range = {
	.max	= 65495ULL,
};

static const struct netlink_range_validation natgw_a_forward_inside_port_range = {
	.min	= 1ULL,
	.max	= 65535ULL,
};

static const struct netlink_range_validation natgw_a_mapping_inside_port_range = {
	.max	= 65535ULL,
};

static const struct netlink_range_validation natgw_a_mapping_external_port_range = {
	.max	= 65535ULL,
};

static const struct netlink_range_validation natgw_a_mapping_remote_port_range = {
	.max	= 65535ULL,
};

static const struct netlink_range_validation natgw_a_session_inside_port_range = {
	.max	= 65535ULL,
};

static const struct netlink_range_validation natgw_a_session_external_port_range = {
	.max	= 65535ULL,
};

static const struct netlink_range_validation natgw_a_session_remote_port_range = {
	.max	= 65535ULL,
};

/* Common nested types */
const struct nla_policy natgw_address_range_nl_policy[NATGW_A_ADDRESS_RANGE_LAST + 1] = {
	[NATGW_A_ADDRESS_RANGE_FIRST] = { .type = NLA_U32, },
	[NATGW_A_ADDRESS_RANGE_LAST] = { .type = NLA_U32, },
};

const struct nla_policy natgw_port_range_nl_policy[NATGW_A_PORT_RANGE_LAST + 1] = {
	[NATGW_A_PORT_RANGE_FIRST] = NLA_POLICY_FULL_RANGE(NLA_U32, &natgw_a_port_range_first_range),
	[NATGW_A_PORT_RANGE_LAST] = NLA_POLICY_FULL_RANGE(NLA_U32, &natgw_a_port_range_last_range),
};

const struct nla_policy natgw_prefix_nl_policy[NATGW_A_PREFIX_LENGTH + 1] = {
	[NATGW_A_PREFIX_ADDRESS] = { .type = NLA_U32, },
	[NATGW_A_PREFIX_LENGTH] = NLA_POLICY_MAX(NLA_U32, 32),
};

/* NATGW_CMD_SETTING_SET - do */
static const struct nla_policy natgw_setting_set_nl_policy[NATGW_A_SETTING_TCP_REFUSAL + 1] = {
	[NATGW_A_SETTING_FASTPATH] = NLA_POLICY_MAX(NLA_U32, 2),
	[NATGW_A_SETTING_MAX_SESSIONS] = { .type = NLA_U32, },
	[NATGW_A_SETTING_TABLE_FULL] = NLA_POLICY_MAX(NLA_U32, 1),
	[NATGW_A_SETTING_ICMP_REFUSAL] = NLA_POLICY_MAX(NLA_U32, 2),
	[NATGW_A_SETTING_INBOUND_REFRESH] = NLA_POLICY_MAX(NLA_U32, 1),
	[NATGW_A_SETTING_ALLOW_SHORT_TIMEOUTS] = NLA_POLICY_MAX(NLA_U32, 1),
	[NATGW_A_SETTING_PORT_HOLD] = NLA_POLICY_FULL_RANGE(NLA_U32, &natgw_a_setting_port_hold_range),
	[NATGW_A_SETTING_PORT_HOLD_MAX] = NLA_POLICY_FULL_RANGE(NLA_U32, &natgw_a_setting_port_hold_max_range),
	[NATGW_A_SETTING_SYN_REFUSAL] = NLA_POLICY_MAX(NLA_U32, 1),
	[NATGW_A_SETTING_IP_OPTIONS] = NLA_POLICY_MAX(NLA_U32, 1),
	[NATGW_A_SETTING_TCP_REFUSAL] = NLA_POLICY_MAX(NLA_U32, 1),
};

/* NATGW_CMD_POOL_GET - do */
static const struct nla_policy natgw_pool_get_do_nl_policy[NATGW_A_POOL_NAME + 1] = {
	[NATGW_A_POOL_NAME] = { .type = NLA_NUL_STRING, .len = NATGW_NAME_LEN, },
};

/* NATGW_CMD_POOL_GET - dump */
static const struct nla_policy natgw_pool_get_dump_nl_policy[NATGW_A_POOL_NAME + 1] = {
	[NATGW_A_POOL_NAME] = { .type = NLA_NUL_STRING, .len = NATGW_NAME_LEN, },
};

/* NATGW_CMD_POOL_NEW - do */
static const struct nla_policy natgw_pool_new_nl_policy[NATGW_A_POOL_MSS + 1] = {
	[NATGW_A_POOL_NAME] = { .type = NLA_NUL_STRING, .len = NATGW_NAME_LEN, },
	[NATGW_A_POOL_TYPE] = NLA_POLICY_RANGE(NLA_U32, 1, 2),
	[NATGW_A_POOL_DRY] = NLA_POLICY_RANGE(NLA_U32, 1, 2),
	[NATGW_A_POOL_INTERFACE] = { .type = NLA_NUL_STRING, .len = NATGW_INTERFACE_LEN, },
	[NATGW_A_POOL_ADDRESS] = NLA_POLICY_NESTED(natgw_address_range_nl_policy),
	[NATGW_A_POOL_EXCLUDE] = NLA_POLICY_NESTED(natgw_address_range_nl_policy),
	[NATGW_A_POOL_PORT] = NLA_POLICY_NESTED(natgw_port_range_nl_policy),
	[NATGW_A_POOL_TCP_MAPPING] = NLA_POLICY_RANGE(NLA_U32, 1, 3),
	[NATGW_A_POOL_UDP_MAPPING] = NLA_POLICY_RANGE(NLA_U32, 1, 3),
	[NATGW_A_POOL_TCP_FILTERING] = NLA_POLICY_RANGE(NLA_U32, 1, 3),
	[NATGW_A_POOL_UDP_FILTERING] = NLA_POLICY_RANGE(NLA_U32, 1, 3),
	[NATGW_A_POOL_PAIRED] = NLA_POLICY_RANGE(NLA_U32, 1, 3),
	[NATGW_A_POOL_PARITY] = NLA_POLICY_MAX(NLA_U32, 1),
	[NATGW_A_POOL_PRESERVE] = NLA_POLICY_MAX(NLA_U32, 1),
	[NATGW_A_POOL_MSS] = NLA_POLICY_FULL_RANGE(NLA_U32, &natgw_a_pool_mss_range),
};

/* NATGW_CMD_POOL_SET - do */
static const struct nla_policy natgw_pool_set_nl_policy[NATGW_A_POOL_MSS + 1] = {
	[NATGW_A_POOL_NAME] = { .type = NLA_NUL_STRING, .len = NATGW_NAME_LEN, },
	[NATGW_A_POOL_TYPE] = NLA_POLICY_RANGE(NLA_U32, 1, 2),
	[NATGW_A_POOL_DRY] = NLA_POLICY_RANGE(NLA_U32, 1, 2),
	[NATGW_A_POOL_INTERFACE] = { .type = NLA_NUL_STRING, .len = NATGW_INTERFACE_LEN, },
	[NATGW_A_POOL_ADDRESS] = NLA_POLICY_NESTED(natgw_address_range_nl_policy),
	[NATGW_A_POOL_EXCLUDE] = NLA_POLICY_NESTED(natgw_address_range_nl_policy),
	[NATGW_A_POOL_PORT] = NLA_POLICY_NESTED(natgw_port_range_nl_policy),
	[NATGW_A_POOL_TCP_MAPPING] = NLA_POLICY_RANGE(NLA_U32, 1, 3),
	[NATGW_A_POOL_UDP_MAPPING] = NLA_POLICY_RANGE(NLA_U32, 1, 3),
	[NATGW_A_POOL_TCP_FILTERING] = NLA_POLICY_RANGE(NLA_U32, 1, 3),
	[NATGW_A_POOL_UDP_FILTERING] = NLA_POLICY_RANGE(NLA_U32, 1, 3),
	[NATGW_A_POOL_PAIRED] = NLA_POLICY_RANGE(NLA_U32, 1, 3),
	[NATGW_A_POOL_PARITY] = NLA_POLICY_MAX(NLA_U32, 1),
	[NATGW_A_POOL_PRESERVE] = NLA_POLICY_MAX(NLA_U32, 1),
	[NATGW_A_POOL_MSS] = NLA_POLICY_FULL_RANGE(NLA_U32, &natgw_a_pool_mss_range),
};

/* NATGW_CMD_POOL_DEL - do */
static const struct nla_policy natgw_pool_del_nl_policy[NATGW_A_POOL_NAME + 1] = {
	[NATGW_A_POOL_NAME] = { .type = NLA_NUL_STRING, .len = NATGW_NAME_LEN, },
};

/* NATGW_CMD_RULE_NEW - do */
static const struct nla_policy natgw_rule_new_nl_policy[NATGW_A_RULE_UDP_FILTERING + 1] = {
	[NATGW_A_RULE_INDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[NATGW_A_RULE_SRC] = NLA_POLICY_NESTED(natgw_prefix_nl_policy),
	[NATGW_A_RULE_DST] = NLA_POLICY_NESTED(natgw_prefix_nl_policy),
	[NATGW_A_RULE_IIF] = { .type = NLA_NUL_STRING, .len = NATGW_INTERFACE_LEN, },
	[NATGW_A_RULE_OIF] = { .type = NLA_NUL_STRING, .len = NATGW_INTERFACE_LEN, },
	[NATGW_A_RULE_PROTO] = NLA_POLICY_MAX(NLA_U32, 255),
	[NATGW_A_RULE_SPORT] = NLA_POLICY_NESTED(natgw_port_range_nl_policy),
	[NATGW_A_RULE_DPORT] = NLA_POLICY_NESTED(natgw_port_range_nl_policy),
	[NATGW_A_RULE_MARK] = { .type = NLA_U32, },
	[NATGW_A_RULE_MARK_MASK] = { .type = NLA_U32, },
	[NATGW_A_RULE_ACTION] = NLA_POLICY_RANGE(NLA_U32, 1, 3),
	[NATGW_A_RULE_POOL] = { .type = NLA_NUL_STRING, .len = NATGW_NAME_LEN, },
	[NATGW_A_RULE_TCP_MAPPING] = NLA_POLICY_RANGE(NLA_U32, 1, 3),
	[NATGW_A_RULE_UDP_MAPPING] = NLA_POLICY_RANGE(NLA_U32, 1, 3),
	[NATGW_A_RULE_TCP_FILTERING] = NLA_POLICY_RANGE(NLA_U32, 1, 3),
	[NATGW_A_RULE_UDP_FILTERING] = NLA_POLICY_RANGE(NLA_U32, 1, 3),
};

/* NATGW_CMD_RULE_DEL - do */
static const struct nla_policy natgw_rule_del_nl_policy[NATGW_A_RULE_INDEX + 1] = {
	[NATGW_A_RULE_INDEX] = NLA_POLICY_MIN(NLA_U32, 1),
};

/* NATGW_CMD_STATIC_NEW - do */
static const struct nla_policy natgw_static_new_nl_policy[NATGW_A_STATIC_LENGTH + 1] = {
	[NATGW_A_STATIC_INSIDE] = { .type = NLA_U32, },
	[NATGW_A_STATIC_EXTERNAL] = { .type = NLA_U32, },
	[NATGW_A_STATIC_LENGTH] = NLA_POLICY_RANGE(NLA_U32, 1, 32),
};

/* NATGW_CMD_STATIC_DEL - do */
static const struct nla_policy natgw_static_del_nl_policy[NATGW_A_STATIC_LENGTH + 1] = {
	[NATGW_A_STATIC_INSIDE] = { .type = NLA_U32, },
	[NATGW_A_STATIC_LENGTH] = NLA_POLICY_RANGE(NLA_U32, 1, 32),
};

/* NATGW_CMD_FORWARD_NEW - do */
static const struct nla_policy natgw_forward_new_nl_policy[NATGW_A_FORWARD_INSIDE_PORT + 1] = {
	[NATGW_A_FORWARD_PROTO] = NLA_POLICY_MAX(NLA_U32, 255),
	[NATGW_A_FORWARD_EXTERNAL] = { .type = NLA_U32, },
	[NATGW_A_FORWARD_INTERFACE] = { .type = NLA_NUL_STRING, .len = NATGW_INTERFACE_LEN, },
	[NATGW_A_FORWARD_EXTERNAL_PORT] = NLA_POLICY_NESTED(natgw_port_range_nl_policy),
	[NATGW_A_FORWARD_INSIDE] = { .type = NLA_U32, },
	[NATGW_A_FORWARD_INSIDE_PORT] = NLA_POLICY_FULL_RANGE(NLA_U32, &natgw_a_forward_inside_port_range),
};

/* NATGW_CMD_FORWARD_DEL - do */
static const struct nla_policy natgw_forward_del_nl_policy[NATGW_A_FORWARD_EXTERNAL_PORT + 1] = {
	[NATGW_A_FORWARD_PROTO] = NLA_POLICY_MAX(NLA_U32, 255),
	[NATGW_A_FORWARD_EXTERNAL] = { .type = NLA_U32, },
	[NATGW_A_FORWARD_INTERFACE] = { .type = NLA_NUL_STRING, .len = NATGW_INTERFACE_LEN, },
	[NATGW_A_FORWARD_EXTERNAL_PORT] = NLA_POLICY_NESTED(natgw_port_range_nl_policy),
};

/* NATGW_CMD_TIMEOUT_SET - do */
static const struct nla_policy natgw_timeout_set_nl_policy[NATGW_A_TIMEOUT_SECONDS + 1] = {
	[NATGW_A_TIMEOUT_NAME] = NLA_POLICY_RANGE(NLA_U32, 1, 7),
	[NATGW_A_TIMEOUT_PROTO] = NLA_POLICY_MAX(NLA_U32, 255),
	[NATGW_A_TIMEOUT_PORT] = NLA_POLICY_NESTED(natgw_port_range_nl_policy),
	[NATGW_A_TIMEOUT_SECONDS] = NLA_POLICY_MIN(NLA_U32, 1),
};

/* NATGW_CMD_TIMEOUT_DEL - do */
static const struct nla_policy natgw_timeout_del_nl_policy[NATGW_A_TIMEOUT_PORT + 1] = {
	[NATGW_A_TIMEOUT_NAME] = NLA_POLICY_RANGE(NLA_U32, 1, 7),
	[NATGW_A_TIMEOUT_PROTO] = NLA_POLICY_MAX(NLA_U32, 255),
	[NATGW_A_TIMEOUT_PORT] = NLA_POLICY_NESTED(natgw_port_range_nl_policy),
};

/* NATGW_CMD_MAPPING_GET - dump */
static const struct nla_policy natgw_mapping_get_nl_policy[NATGW_A_MAPPING_VRF + 1] = {
	[NATGW_A_MAPPING_PROTO] = NLA_POLICY_MAX(NLA_U32, 255),
	[NATGW_A_MAPPING_INSIDE] = { .type = NLA_U32, },
	[NATGW_A_MAPPING_INSIDE_LENGTH] = NLA_POLICY_MAX(NLA_U32, 32),
	[NATGW_A_MAPPING_INSIDE_PORT] = NLA_POLICY_FULL_RANGE(NLA_U32, &natgw_a_mapping_inside_port_range),
	[NATGW_A_MAPPING_EXTERNAL] = { .type = NLA_U32, },
	[NATGW_A_MAPPING_EXTERNAL_PORT] = NLA_POLICY_FULL_RANGE(NLA_U32, &natgw_a_mapping_external_port_range),
	[NATGW_A_MAPPING_REMOTE] = { .type = NLA_U32, },
	[NATGW_A_MAPPING_REMOTE_PORT] = NLA_POLICY_FULL_RANGE(NLA_U32, &natgw_a_mapping_remote_port_range),
	[NATGW_A_MAPPING_POOL] = { .type = NLA_NUL_STRING, .len = NATGW_NAME_LEN, },
	[NATGW_A_MAPPING_KIND] = NLA_POLICY_RANGE(NLA_U32, 1, 4),
	[NATGW_A_MAPPING_VRF] = { .type = NLA_NUL_STRING, .len = NATGW_INTERFACE_LEN, },
};

/* NATGW_CMD_MAPPING_COUNT - do */
static const struct nla_policy natgw_mapping_count_nl_policy[NATGW_A_MAPPING_VRF + 1] = {
	[NATGW_A_MAPPING_PROTO] = NLA_POLICY_MAX(NLA_U32, 255),
	[NATGW_A_MAPPING_INSIDE] = { .type = NLA_U32, },
	[NATGW_A_MAPPING_INSIDE_LENGTH] = NLA_POLICY_MAX(NLA_U32, 32),
	[NATGW_A_MAPPING_INSIDE_PORT] = NLA_POLICY_FULL_RANGE(NLA_U32, &natgw_a_mapping_inside_port_range),
	[NATGW_A_MAPPING_EXTERNAL] = { .type = NLA_U32, },
	[NATGW_A_MAPPING_EXTERNAL_PORT] = NLA_POLICY_FULL_RANGE(NLA_U32, &natgw_a_mapping_external_port_range),
	[NATGW_A_MAPPING_REMOTE] = { .type = NLA_U32, },
	[NATGW_A_MAPPING_REMOTE_PORT] = NLA_POLICY_FULL_RANGE(NLA_U32, &natgw_a_mapping_remote_port_range),
	[NATGW_A_MAPPING_POOL] = { .type = NLA_NUL_STRING, .len = NATGW_NAME_LEN, },
	[NATGW_A_MAPPING_KIND] = NLA_POLICY_RANGE(NLA_U32, 1, 4),
	[NATGW_A_MAPPING_VRF] = { .type = NLA_NUL_STRING, .len = NATGW_INTERFACE_LEN, },
};

/* NATGW_CMD_MAPPING_DEL - do */
static const struct nla_policy natgw_mapping_del_nl_policy[NATGW_A_MAPPING_VRF + 1] = {
	[NATGW_A_MAPPING_PROTO] = NLA_POLICY_MAX(NLA_U32, 255),
	[NATGW_A_MAPPING_INSIDE] = { .type = NLA_U32, },
	[NATGW_A_MAPPING_INSIDE_LENGTH] = NLA_POLICY_MAX(NLA_U32, 32),
	[NATGW_A_MAPPING_INSIDE_PORT] = NLA_POLICY_FULL_RANGE(NLA_U32, &natgw_a_mapping_inside_port_range),
	[NATGW_A_MAPPING_EXTERNAL] = { .type = NLA_U32, },
	[NATGW_A_MAPPING_EXTERNAL_PORT] = NLA_POLICY_FULL_RANGE(NLA_U32, &natgw_a_mapping_external_port_range),
	[NATGW_A_MAPPING_REMOTE] = { .type = NLA_U32, },
	[NATGW_A_MAPPING_REMOTE_PORT] = NLA_POLICY_FULL_RANGE(NLA_U32, &natgw_a_mapping_remote_port_range),
	[NATGW_A_MAPPING_POOL] = { .type = NLA_NUL_STRING, .len = NATGW_NAME_LEN, },
	[NATGW_A_MAPPING_KIND] = NLA_POLICY_RANGE(NLA_U32, 1, 4),
	[NATGW_A_MAPPING_VRF] = { .type = NLA_NUL_STRING, .len = NATGW_INTERFACE_LEN, },
};

/* NATGW_CMD_SESSION_GET - dump */
static const struct nla_policy natgw_session_get_nl_policy[NATGW_A_SESSION_VRF + 1] = {
	[NATGW_A_SESSION_PROTO] = NLA_POLICY_MAX(NLA_U32, 255),
	[NATGW_A_SESSION_INSIDE] = { .type = NLA_U32, },
	[NATGW_A_SESSION_INSIDE_LENGTH] = NLA_POLICY_MAX(NLA_U32, 32),
	[NATGW_A_SESSION_INSIDE_PORT] = NLA_POLICY_FULL_RANGE(NLA_U32, &natgw_a_session_inside_port_range),
	[NATGW_A_SESSION_EXTERNAL] = { .type = NLA_U32, },
	[NATGW_A_SESSION_EXTERNAL_PORT] = NLA_POLICY_FULL_RANGE(NLA_U32, &natgw_a_session_external_port_range),
	[NATGW_A_SESSION_REMOTE] = { .type = NLA_U32, },
	[NATGW_A_SESSION_REMOTE_PORT] = NLA_POLICY_FULL_RANGE(NLA_U32, &natgw_a_session_remote_port_range),
	[NATGW_A_SESSION_POOL] = { .type = NLA_NUL_STRING, .len = NATGW_NAME_LEN, },
	[NATGW_A_SESSION_TCP_STATE] = NLA_POLICY_MAX(NLA_U32, 11),
	[NATGW_A_SESSION_VRF] = { .type = NLA_NUL_STRING, .len = NATGW_INTERFACE_LEN, },
};

/* NATGW_CMD_SESSION_COUNT - do */
static const struct nla_policy natgw_session_count_nl_policy[NATGW_A_SESSION_VRF + 1] = {
	[NATGW_A_SESSION_PROTO] = NLA_POLICY_MAX(NLA_U32, 255),
	[NATGW_A_SESSION_INSIDE] = { .type = NLA_U32, },
	[NATGW_A_SESSION_INSIDE_LENGTH] = NLA_POLICY_MAX(NLA_U32, 32),
	[NATGW_A_SESSION_INSIDE_PORT] = NLA_POLICY_FULL_RANGE(NLA_U32, &natgw_a_session_inside_port_range),
	[NATGW_A_SESSION_EXTERNAL] = { .type = NLA_U32, },
	[NATGW_A_SESSION_EXTERNAL_PORT] = NLA_POLICY_FULL_RANGE(NLA_U32, &natgw_a_session_external_port_range),
	[NATGW_A_SESSION_REMOTE] = { .type = NLA_U32, },
	[NATGW_A_SESSION_REMOTE_PORT] = NLA_POLICY_FULL_RANGE(NLA_U32, &natgw_a_session_remote_port_range),
	[NATGW_A_SESSION_POOL] = { .type = NLA_NUL_STRING, .len = NATGW_NAME_LEN, },
	[NATGW_A_SESSION_TCP_STATE] = NLA_POLICY_MAX(NLA_U32, 11),
	[NATGW_A_SESSION_VRF] = { .type = NLA_NUL_STRING, .len = NATGW_INTERFACE_LEN, },
};

/* NATGW_CMD_SESSION_DEL - do */
static const struct nla_policy natgw_session_del_nl_policy[NATGW_A_SESSION_VRF + 1] = {
	[NATGW_A_SESSION_PROTO] = NLA_POLICY_MAX(NLA_U32, 255),
	[NATGW_A_SESSION_INSIDE] = { .type = NLA_U32, },
	[NATGW_A_SESSION_INSIDE_LENGTH] = NLA_POLICY_MAX(NLA_U32, 32),
	[NATGW_A_SESSION_INSIDE_PORT] = NLA_POLICY_FULL_RANGE(NLA_U32, &natgw_a_session_inside_port_range),
	[NATGW_A_SESSION_EXTERNAL] = { .type = NLA_U32, },
	[NATGW_A_SESSION_EXTERNAL_PORT] = NLA_POLICY_FULL_RANGE(NLA_U32, &natgw_a_session_external_port_range),
	[NATGW_A_SESSION_REMOTE] = { .type = NLA_U32, },
	[NATGW_A_SESSION_REMOTE_PORT] = NLA_POLICY_FULL_RANGE(NLA_U32, &natgw_a_session_remote_port_range),
	[NATGW_A_SESSION_POOL] = { .type = NLA_NUL_STRING, .len = NATGW_NAME_LEN, },
	[NATGW_A_SESSION_TCP_STATE] = NLA_POLICY_MAX(NLA_U32, 11),
	[NATGW_A_SESSION_VRF] = { .type = NLA_NUL_STRING, .len = NATGW_INTERFACE_LEN, },
};

/* NATGW_CMD_SUBSCRIBER_GET - dump */
static const struct nla_policy natgw_subscriber_get_nl_policy[NATGW_A_SUBSCRIBER_VRF + 1] = {
	[NATGW_A_SUBSCRIBER_INSIDE] = { .type = NLA_U32, },
	[NATGW_A_SUBSCRIBER_INSIDE_LENGTH] = NLA_POLICY_MAX(NLA_U32, 32),
	[NATGW_A_SUBSCRIBER_POOL] = { .type = NLA_NUL_STRING, .len = NATGW_NAME_LEN, },
	[NATGW_A_SUBSCRIBER_EXTERNAL] = { .type = NLA_U32, },
	[NATGW_A_SUBSCRIBER_VRF] = { .type = NLA_NUL_STRING, .len = NATGW_INTERFACE_LEN, },
};

/* NATGW_CMD_COMMIT - do */
static const struct nla_policy natgw_commit_nl_policy[NATGW_A_CONFIG_CHECK + 1] = {
	[NATGW_A_CONFIG_CHECK] = { .type = NLA_FLAG, },
};

/* Ops table for natgw */
static const struct genl_split_ops natgw_nl_ops[] = {
	{
		.cmd	= NATGW_CMD_STATUS_GET,
		.doit	= natgw_nl_status_get_doit,
		.flags	= GENL_CMD_CAP_DO,
	},
	{
		.cmd	= NATGW_CMD_SETTING_GET,
		.doit	= natgw_nl_setting_get_doit,
		.flags	= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= NATGW_CMD_SETTING_SET,
		.doit		= natgw_nl_setting_set_doit,
		.policy		= natgw_setting_set_nl_policy,
		.maxattr	= NATGW_A_SETTING_TCP_REFUSAL,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= NATGW_CMD_POOL_GET,
		.doit		= natgw_nl_pool_get_doit,
		.policy		= natgw_pool_get_do_nl_policy,
		.maxattr	= NATGW_A_POOL_NAME,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= NATGW_CMD_POOL_GET,
		.start		= natgw_nl_pool_get_start,
		.dumpit		= natgw_nl_pool_get_dumpit,
		.policy		= natgw_pool_get_dump_nl_policy,
		.maxattr	= NATGW_A_POOL_NAME,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= NATGW_CMD_POOL_NEW,
		.doit		= natgw_nl_pool_new_doit,
		.policy		= natgw_pool_new_nl_policy,
		.maxattr	= NATGW_A_POOL_MSS,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= NATGW_CMD_POOL_SET,
		.doit		= natgw_nl_pool_set_doit,
		.policy		= natgw_pool_set_nl_policy,
		.maxattr	= NATGW_A_POOL_MSS,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= NATGW_CMD_POOL_DEL,
		.doit		= natgw_nl_pool_del_doit,
		.policy		= natgw_pool_del_nl_policy,
		.maxattr	= NATGW_A_POOL_NAME,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd	= NATGW_CMD_RULE_GET,
		.dumpit	= natgw_nl_rule_get_dumpit,
		.flags	= GENL_ADMIN_PERM | GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= NATGW_CMD_RULE_NEW,
		.doit		= natgw_nl_rule_new_doit,
		.policy		= natgw_rule_new_nl_policy,
		.maxattr	= NATGW_A_RULE_UDP_FILTERING,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= NATGW_CMD_RULE_DEL,
		.doit		= natgw_nl_rule_del_doit,
		.policy		= natgw_rule_del_nl_policy,
		.maxattr	= NATGW_A_RULE_INDEX,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd	= NATGW_CMD_STATIC_GET,
		.dumpit	= natgw_nl_static_get_dumpit,
		.flags	= GENL_ADMIN_PERM | GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= NATGW_CMD_STATIC_NEW,
		.doit		= natgw_nl_static_new_doit,
		.policy		= natgw_static_new_nl_policy,
		.maxattr	= NATGW_A_STATIC_LENGTH,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= NATGW_CMD_STATIC_DEL,
		.doit		= natgw_nl_static_del_doit,
		.policy		= natgw_static_del_nl_policy,
		.maxattr	= NATGW_A_STATIC_LENGTH,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd	= NATGW_CMD_FORWARD_GET,
		.dumpit	= natgw_nl_forward_get_dumpit,
		.flags	= GENL_ADMIN_PERM | GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= NATGW_CMD_FORWARD_NEW,
		.doit		= natgw_nl_forward_new_doit,
		.policy		= natgw_forward_new_nl_policy,
		.maxattr	= NATGW_A_FORWARD_INSIDE_PORT,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= NATGW_CMD_FORWARD_DEL,
		.doit		= natgw_nl_forward_del_doit,
		.policy		= natgw_forward_del_nl_policy,
		.maxattr	= NATGW_A_FORWARD_EXTERNAL_PORT,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd	= NATGW_CMD_TIMEOUT_GET,
		.dumpit	= natgw_nl_timeout_get_dumpit,
		.flags	= GENL_ADMIN_PERM | GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= NATGW_CMD_TIMEOUT_SET,
		.doit		= natgw_nl_timeout_set_doit,
		.policy		= natgw_timeout_set_nl_policy,
		.maxattr	= NATGW_A_TIMEOUT_SECONDS,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= NATGW_CMD_TIMEOUT_DEL,
		.doit		= natgw_nl_timeout_del_doit,
		.policy		= natgw_timeout_del_nl_policy,
		.maxattr	= NATGW_A_TIMEOUT_PORT,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= NATGW_CMD_MAPPING_GET,
		.dumpit		= natgw_nl_mapping_get_dumpit,
		.done		= natgw_nl_walk_done,
		.policy		= natgw_mapping_get_nl_policy,
		.maxattr	= NATGW_A_MAPPING_VRF,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= NATGW_CMD_MAPPING_COUNT,
		.doit		= natgw_nl_mapping_count_doit,
		.policy		= natgw_mapping_count_nl_policy,
		.maxattr	= NATGW_A_MAPPING_VRF,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= NATGW_CMD_MAPPING_DEL,
		.doit		= natgw_nl_mapping_del_doit,
		.policy		= natgw_mapping_del_nl_policy,
		.maxattr	= NATGW_A_MAPPING_VRF,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= NATGW_CMD_SESSION_GET,
		.dumpit		= natgw_nl_session_get_dumpit,
		.done		= natgw_nl_walk_done,
		.policy		= natgw_session_get_nl_policy,
		.maxattr	= NATGW_A_SESSION_VRF,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= NATGW_CMD_SESSION_COUNT,
		.doit		= natgw_nl_session_count_doit,
		.policy		= natgw_session_count_nl_policy,
		.maxattr	= NATGW_A_SESSION_VRF,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= NATGW_CMD_SESSION_DEL,
		.doit		= natgw_nl_session_del_doit,
		.policy		= natgw_session_del_nl_policy,
		.maxattr	= NATGW_A_SESSION_VRF,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= NATGW_CMD_SUBSCRIBER_GET,
		.dumpit		= natgw_nl_subscriber_get_dumpit,
		.done		= natgw_nl_walk_done,
		.policy		= natgw_subscriber_get_nl_policy,
		.maxattr	= NATGW_A_SUBSCRIBER_VRF,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DUMP,
	},
	{
		.cmd	= NATGW_CMD_STATS_GET,
		.doit	= natgw_nl_stats_get_doit,
		.flags	= GENL_CMD_CAP_DO,
	},
	{
		.cmd	= NATGW_CMD_CONFIG_FLUSH,
		.doit	= natgw_nl_config_flush_doit,
		.flags	= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd	= NATGW_CMD_BEGIN,
		.doit	= natgw_nl_begin_doit,
		.flags	= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= NATGW_CMD_COMMIT,
		.doit		= natgw_nl_commit_doit,
		.policy		= natgw_commit_nl_policy,
		.maxattr	= NATGW_A_CONFIG_CHECK,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd	= NATGW_CMD_ABORT,
		.doit	= natgw_nl_abort_doit,
		.flags	= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
};

static const struct genl_multicast_group natgw_nl_mcgrps[] = {
	[NATGW_NLGRP_EVENTS] = { "events", },
};

struct genl_family natgw_nl_family __ro_after_init = {
	.name		= NATGW_FAMILY_NAME,
	.version	= NATGW_FAMILY_VERSION,
	.netnsok	= true,
	.parallel_ops	= true,
	.module		= THIS_MODULE,
	.split_ops	= natgw_nl_ops,
	.n_split_ops	= ARRAY_SIZE(natgw_nl_ops),
	.mcgrps		= natgw_nl_mcgrps,
	.n_mcgrps	= ARRAY_SIZE(natgw_nl_mcgrps),
};
