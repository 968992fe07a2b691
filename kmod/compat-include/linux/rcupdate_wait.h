/* SPDX-License-Identifier: GPL-2.0-only */
/* cond_resched_rcu() is declared here from 6.5 on, in <linux/sched.h> before. */
#ifndef _NATGW_COMPAT_LINUX_RCUPDATE_WAIT_H
#define _NATGW_COMPAT_LINUX_RCUPDATE_WAIT_H

#include_next <linux/rcupdate_wait.h>
#include <linux/sched.h>

#endif
