// SPDX-License-Identifier: GPL-2.0-only
/* See quota.h. */
#include <linux/bug.h>
#include <linux/cred.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <net/net_namespace.h>

#include "state/quota.h"

static unsigned int user_memory;
module_param(user_memory, uint, 0644);
MODULE_PARM_DESC(user_memory,
		 "MiB for sessions and ports of all networks of user namespaces together (0: an eighth of the memory)");

/* Bytes charged to all of them. */
static atomic64_t total;

u64 natgw_quota_bound(void)
{
	u64 mebibytes = READ_ONCE(user_memory);

	return mebibytes ? mebibytes << 20 : (u64)totalram_pages() * (PAGE_SIZE / 8);
}

/* Not even for a moment more than the bound: others would be refused for what is not made. */
bool natgw_quota_take(struct natgw_quota *quota, u32 bytes)
{
	s64 bound = natgw_quota_bound();
	s64 now = atomic64_read(&total);

	do {
		if (now + bytes > bound)
			return false;
	} while (!atomic64_try_cmpxchg(&total, &now, now + bytes));
	atomic64_add(bytes, &quota->charged);
	return true;
}

void natgw_quota_give(struct natgw_quota *quota, s64 bytes)
{
	atomic64_sub(bytes, &quota->charged);
	atomic64_sub(bytes, &total);
}

void natgw_quota_init(struct natgw_quota *quota, const struct net *net)
{
	quota->limited = net->user_ns != &init_user_ns;
	atomic64_set(&quota->charged, 0);
}

void natgw_quota_exit(struct natgw_quota *quota)
{
	s64 left = atomic64_read(&quota->charged);

	if (WARN_ON_ONCE(left))
		natgw_quota_give(quota, left);
}
