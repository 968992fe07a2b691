/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the generated operation table and its callers need, on kernels that
 * know operations of a do and a dump only as one (before 6.2).
 */
#ifndef _NATGW_COMPAT_NET_GENETLINK_H
#define _NATGW_COMPAT_NET_GENETLINK_H

#include <linux/version.h>
#include_next <net/genetlink.h>

/* Came by way of stable releases too; without it everybody may listen. */
static inline void natgw_compat_mcgrp_admin(struct genl_multicast_group *group)
{
#ifdef GENL_MCAST_CAP_NET_ADMIN
	group->flags |= GENL_MCAST_CAP_NET_ADMIN;
#endif
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)

/* All that is asked of it is ->attrs, which both structures have. */
#define genl_info_dump(cb) genl_dumpit_info(cb)

#endif /* < 6.6 */

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)

#include <linux/slab.h>

struct genl_split_ops {
	union {
		struct {
			int (*pre_doit)(const struct genl_split_ops *ops, struct sk_buff *skb,
					struct genl_info *info);
			int (*doit)(struct sk_buff *skb, struct genl_info *info);
			void (*post_doit)(const struct genl_split_ops *ops, struct sk_buff *skb,
					  struct genl_info *info);
		};
		struct {
			int (*start)(struct netlink_callback *cb);
			int (*dumpit)(struct sk_buff *skb, struct netlink_callback *cb);
			int (*done)(struct netlink_callback *cb);
		};
	};
	const struct nla_policy *policy;
	unsigned int maxattr;
	u8 cmd;
	u8 internal_flags;
	u8 flags;
	u8 validate;
};

/*
 * Stands in for struct genl_family: the members that the generated table fills,
 * and the real one, which registering makes of them. An operation's pre_doit
 * and post_doit are not supported. A do and a dump of the same command have
 * to have equal policies.
 */
struct natgw_compat_genl_family {
	struct genl_family family;
	char name[GENL_NAMSIZ];
	unsigned int version;
	bool netnsok;
	bool parallel_ops;
	struct module *module;
	const struct genl_split_ops *split_ops;
	u8 n_split_ops;
	const struct genl_multicast_group *mcgrps;
	u8 n_mcgrps;
};

static inline struct genl_ops *natgw_compat_genl_ops(const struct natgw_compat_genl_family *compat,
						     u8 *n_ops)
{
	struct genl_ops *ops = kcalloc(compat->n_split_ops, sizeof(*ops), GFP_KERNEL);
	struct genl_ops *op = ops - 1;
	unsigned int i;

	*n_ops = 0;
	if (!ops)
		return NULL;
	for (i = 0; i < compat->n_split_ops; i++) {
		const struct genl_split_ops *split = &compat->split_ops[i];

		/* The table is sorted by command. */
		if (!*n_ops || op->cmd != split->cmd) {
			op++;
			(*n_ops)++;
			op->cmd = split->cmd;
			op->flags = split->flags & ~(GENL_CMD_CAP_DO | GENL_CMD_CAP_DUMP);
			op->validate = split->validate;
			op->policy = split->policy;
			op->maxattr = split->maxattr;
		}
		if (split->flags & GENL_CMD_CAP_DO) {
			op->doit = split->doit;
		} else {
			op->start = split->start;
			op->dumpit = split->dumpit;
			op->done = split->done;
		}
	}
	return ops;
}

static inline int natgw_compat_genl_register_family(struct natgw_compat_genl_family *compat)
{
	struct genl_family *family = &compat->family;
	int err;

	strscpy(family->name, compat->name, sizeof(family->name));
	family->version = compat->version;
	family->netnsok = compat->netnsok;
	family->parallel_ops = compat->parallel_ops;
	family->module = compat->module;
	family->mcgrps = compat->mcgrps;
	family->n_mcgrps = compat->n_mcgrps;
	family->ops = natgw_compat_genl_ops(compat, &family->n_ops);
	if (!family->ops)
		return -ENOMEM;
	err = genl_register_family(family);
	if (err)
		kfree(family->ops);
	return err;
}

static inline int natgw_compat_genl_unregister_family(const struct natgw_compat_genl_family *compat)
{
	int err = genl_unregister_family(&compat->family);

	if (!err)
		kfree(compat->family.ops);
	return err;
}

#define genl_family natgw_compat_genl_family
#define genl_register_family(compat) natgw_compat_genl_register_family(compat)
#define genl_unregister_family(compat) natgw_compat_genl_unregister_family(compat)
#define genlmsg_put(skb, portid, seq, compat, flags, cmd) \
	genlmsg_put(skb, portid, seq, &(compat)->family, flags, cmd)
#define genlmsg_put_reply(skb, info, compat, flags, cmd) \
	genlmsg_put_reply(skb, info, &(compat)->family, flags, cmd)
#define genlmsg_multicast_netns(compat, net, skb, portid, group, flags) \
	genlmsg_multicast_netns(&(compat)->family, net, skb, portid, group, flags)
#define genl_has_listeners(compat, net, group) \
	genl_has_listeners(&(compat)->family, net, group)
#define genl_set_err(compat, net, portid, group, code) \
	genl_set_err(&(compat)->family, net, portid, group, code)

#endif /* < 6.2 */

#endif
