// SPDX-License-Identifier: GPL-2.0-only
/* Changing the configuration: transactions, and the changes that are one of their own. */
#include "control/netlink.h"
#include "control/netlink_gen.h"
#include "state/candidate.h"
#include "state/refuse.h"

static int refuse_busy(struct natgw_net *nn, struct netlink_ext_ack *extack)
{
	return natgw_refuse(extack, -EBUSY,
			    "another socket (netlink port %u) has a transaction open",
			    nn->candidate_owner);
}

static bool is_owner(struct natgw_net *nn, const struct genl_info *info)
{
	lockdep_assert_held(&nn->config_mutex);
	return nn->candidate && nn->candidate_owner == info->snd_portid;
}

static void end_transaction(struct natgw_net *nn)
{
	lockdep_assert_held(&nn->config_mutex);
	natgw_candidate_destroy(nn->candidate);
	WRITE_ONCE(nn->candidate, NULL);
	nn->candidate_owner = 0;
}

/* Makes @candidate the configuration or, with @check, only finds out whether it could be. */
static int commit(struct natgw_net *nn, struct natgw_candidate *candidate, bool check,
		  struct netlink_ext_ack *extack)
{
	struct natgw_policy *policy;

	lockdep_assert_held(&nn->config_mutex);
	policy = natgw_candidate_finish(candidate, natgw_net_policy_locked(nn), nn->net, extack);
	if (IS_ERR(policy))
		return PTR_ERR(policy);
	if (check) {
		natgw_policy_destroy(policy);
		return 0;
	}
	return natgw_net_commit(nn, policy, extack);
}

/* A change outside any transaction is begin, change and commit in one. */
static int change_at_once(struct natgw_net *nn, struct genl_info *info, natgw_nl_apply apply,
			  void *data)
{
	struct natgw_candidate *candidate;
	int err;

	candidate = natgw_candidate_create(natgw_net_policy_locked(nn));
	if (IS_ERR(candidate))
		return PTR_ERR(candidate);
	err = apply(candidate, info, data);
	if (!err)
		err = commit(nn, candidate, false, info->extack);
	natgw_candidate_destroy(candidate);
	return err;
}

int natgw_nl_change(struct genl_info *info, int attr, natgw_nl_apply apply, void *data)
{
	struct natgw_net *nn = natgw_nl_net(info);
	int err;

	mutex_lock(&nn->config_mutex);
	if (!nn->candidate) {
		err = change_at_once(nn, info, apply, data);
	} else if (is_owner(nn, info)) {
		err = apply(nn->candidate, info, data);
	} else {
		err = refuse_busy(nn, info->extack);
		attr = 0;
	}
	mutex_unlock(&nn->config_mutex);

	if (err && attr && info->extack && !info->extack->bad_attr)
		NL_SET_BAD_ATTR(info->extack, info->attrs[attr]);
	return err;
}

void natgw_nl_transaction_abort(struct natgw_net *nn, u32 portid)
{
	/* Asked for each socket that closes: most have nothing to do with natgw. */
	if (!READ_ONCE(nn->candidate))
		return;
	mutex_lock(&nn->config_mutex);
	if (nn->candidate && nn->candidate_owner == portid)
		end_transaction(nn);
	mutex_unlock(&nn->config_mutex);
}

int natgw_nl_begin_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct natgw_net *nn = natgw_nl_net(info);
	struct natgw_candidate *candidate;
	int err = 0;

	mutex_lock(&nn->config_mutex);
	if (is_owner(nn, info)) {
		err = natgw_refuse(info->extack, -EALREADY,
				   "this socket has a transaction open already");
	} else if (nn->candidate) {
		err = refuse_busy(nn, info->extack);
	} else {
		candidate = natgw_candidate_create(natgw_net_policy_locked(nn));
		if (IS_ERR(candidate)) {
			err = PTR_ERR(candidate);
		} else {
			WRITE_ONCE(nn->candidate, candidate);
			nn->candidate_owner = info->snd_portid;
		}
	}
	mutex_unlock(&nn->config_mutex);
	return err;
}

static int refuse_no_transaction(struct netlink_ext_ack *extack)
{
	return natgw_refuse(extack, -ENOENT, "this socket has no transaction open");
}

int natgw_nl_commit_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct natgw_net *nn = natgw_nl_net(info);
	struct natgw_nl_reply reply;
	u32 generation;
	int err;

	err = natgw_nl_reply_create(&reply, info, nla_total_size(sizeof(u32)));
	if (err)
		return err;

	mutex_lock(&nn->config_mutex);
	if (is_owner(nn, info)) {
		err = commit(nn, nn->candidate, info->attrs[NATGW_A_CONFIG_CHECK], info->extack);
		end_transaction(nn);
	} else {
		err = refuse_no_transaction(info->extack);
	}
	generation = natgw_net_policy_locked(nn)->generation;
	mutex_unlock(&nn->config_mutex);

	if (!err)
		err = nla_put_u32(reply.skb, NATGW_A_CONFIG_GENERATION, generation);
	return natgw_nl_reply_send(&reply, info, err);
}

int natgw_nl_abort_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct natgw_net *nn = natgw_nl_net(info);
	int err = 0;

	mutex_lock(&nn->config_mutex);
	if (is_owner(nn, info))
		end_transaction(nn);
	else
		err = refuse_no_transaction(info->extack);
	mutex_unlock(&nn->config_mutex);
	return err;
}

static int flush(struct natgw_candidate *candidate, struct genl_info *info, void *data)
{
	natgw_candidate_flush(candidate);
	return 0;
}

int natgw_nl_config_flush_doit(struct sk_buff *skb, struct genl_info *info)
{
	return natgw_nl_change(info, 0, flush, NULL);
}
