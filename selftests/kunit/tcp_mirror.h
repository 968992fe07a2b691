/* SPDX-License-Identifier: GPL-2.0-only */
/* For the unit tests and the fuzzer of the TCP state machine. */
#ifndef NATGW_TEST_TCP_MIRROR_H
#define NATGW_TEST_TCP_MIRROR_H

#include "lib/tcp_state.h"

/* The state with the sides exchanged. */
static inline u8 mirrored(u8 state)
{
	switch (state) {
	case NATGW_TCP_STATE_INIT:
		return NATGW_TCP_STATE_INIT_REPLY;
	case NATGW_TCP_STATE_INIT_REPLY:
		return NATGW_TCP_STATE_INIT;
	case NATGW_TCP_STATE_INIT_ORIG_ACKED:
		return NATGW_TCP_STATE_INIT_REPLY_ACKED;
	case NATGW_TCP_STATE_INIT_REPLY_ACKED:
		return NATGW_TCP_STATE_INIT_ORIG_ACKED;
	case NATGW_TCP_STATE_CFIN:
		return NATGW_TCP_STATE_SFIN;
	case NATGW_TCP_STATE_SFIN:
		return NATGW_TCP_STATE_CFIN;
	default:
		return state;
	}
}

#endif
