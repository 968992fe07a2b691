// SPDX-License-Identifier: GPL-2.0-only
/* natgw: NAT and PAT gateway. What is set up, in which order; see docs/architecture.md. */
#include <linux/module.h>
#include <net/genetlink.h>

#include "control/event.h"
#include "control/netlink.h"
#include "packet/fastpath_batch.h"
#include "packet/hooks.h"
#include "state/net.h"
#include "state/refuse.h"

static int __init natgw_init(void)
{
	int ret;

	natgw_event_ops = &natgw_control_event_ops;
	ret = natgw_fastpath_batch_init();
	if (ret)
		return ret;
	ret = natgw_net_init(&natgw_hooks_net_ops);
	if (ret)
		goto err_batch;
	ret = natgw_hooks_init();
	if (ret)
		goto err_net;
	ret = natgw_control_init();
	if (ret)
		goto err_hooks;
	return 0;

err_hooks:
	natgw_hooks_exit();
err_net:
	natgw_net_exit();
err_batch:
	natgw_fastpath_batch_exit();
	natgw_refuse_exit();
	return ret;
}

static void __exit natgw_exit(void)
{
	natgw_control_exit();
	natgw_hooks_exit();
	natgw_net_exit();
	natgw_fastpath_batch_exit();
	natgw_refuse_exit();
}

module_init(natgw_init);
module_exit(natgw_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("NAT and PAT gateway");
MODULE_VERSION("0.1");
MODULE_ALIAS_GENL_FAMILY("natgw");
