/* SPDX-License-Identifier: GPL-2.0-only */
/* Sentences for the operator whose request is refused. */
#ifndef _NATGW_STATE_REFUSE_H
#define _NATGW_STATE_REFUSE_H

#include <linux/compiler_attributes.h>

struct netlink_ext_ack;

/**
 * natgw_refuse() - say why a request is refused
 * @extack: gets the sentence; NULL is allowed
 * @error: a negative errno
 * @format: printf() format of a sentence of at most 255 characters, without a final dot
 *
 * The kernel's NL_SET_ERR_MSG_FMT() is missing in Linux 6.1 and cuts a sentence off at 79
 * characters later on. The sentence here lives in one of a few buffers that are used in turn, as
 * nothing tells when the kernel has copied it into its answer; that happens soon after the
 * request's handler has returned.
 *
 * Context: any; allocates atomically. Return: @error, to be returned in the same breath.
 */
__printf(3, 4)
int natgw_refuse(struct netlink_ext_ack *extack, int error, const char *format, ...);

/* Frees the buffers. Context: module exit, no handler can run any more. */
void natgw_refuse_exit(void);

#endif
