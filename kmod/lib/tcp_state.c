// SPDX-License-Identifier: GPL-2.0-only
/*
 * The state machine of a TCP session.
 *
 * The states, in words:
 *
 * CLOSED		No connection: none yet, or one refused before it was made.
 *			Only a SYN leads out of here.
 * INIT			The initiator's SYN was seen.
 * INIT_REPLY		Only the other side's SYN was seen: a session that was over
 *			is opened again from there.
 * INIT_BOTH		A SYN of each side was seen, acknowledged by none:
 *			a simultaneous open (RFC 5382 REQ-2).
 * INIT_REPLY_ACKED	Both SYNs, and the other side has acknowledged: what a
 *			SYN-ACK leads to.
 * INIT_ORIG_ACKED	Both SYNs, and the initiator has acknowledged.
 * ESTABLISHED		Both SYNs, both acknowledged. RFC 7857 is content with both
 *			SYNs, but then one forged SYN-ACK buys the long timeout.
 * CFIN			The initiator's FIN was seen. The other half of the connection
 *			may be in use for ever: this is still the long timeout.
 * SFIN			The other side's FIN was seen; the same.
 * CSFIN		Both FINs were seen. Whatever follows belongs to the end,
 *			except a SYN, which is a new connection.
 * TRANS		A RST was seen that its receiver may have believed (RFC 7857
 *			section 2.2). Anything that shows that the connection goes on
 *			brings it back; a SYN is a new connection.
 *
 * NONE (not TCP) has no transitions.
 */

#include "lib/tcp_state.h"

#include <linux/build_bug.h>
#include <linux/kernel.h>

/* What a packet is to the machine: the first that applies. */
enum event {
	EVENT_RST,
	EVENT_SYN,	/* without ACK */
	EVENT_SYN_ACK,
	EVENT_FIN,	/* with ACK */
	EVENT_ACK,
	EVENT_COUNT,
	EVENT_NONE = EVENT_COUNT,
};

/* Two letters, for a table that can be read. */
enum {
	NO = NATGW_TCP_STATE_NONE,
	CL = NATGW_TCP_STATE_CLOSED,
	IN = NATGW_TCP_STATE_INIT,
	IR = NATGW_TCP_STATE_INIT_REPLY,
	IB = NATGW_TCP_STATE_INIT_BOTH,
	OA = NATGW_TCP_STATE_INIT_ORIG_ACKED,
	RA = NATGW_TCP_STATE_INIT_REPLY_ACKED,
	ET = NATGW_TCP_STATE_ESTABLISHED,
	CF = NATGW_TCP_STATE_CFIN,
	SF = NATGW_TCP_STATE_SFIN,
	CS = NATGW_TCP_STATE_CSFIN,
	TR = NATGW_TCP_STATE_TRANS,
	STATE_COUNT,
};

static const u8 next_state[STATE_COUNT][2][EVENT_COUNT] = {
/*			RST SYN S-A FIN ACK */
	[NO] = {	/* not TCP: nothing moves it */
		[NATGW_ORIGINAL] = { NO, NO, NO, NO, NO },
		[NATGW_REPLY]	 = { NO, NO, NO, NO, NO },
	},
	[CL] = {	/* RFC 6146 section 3.5.2.2: only a SYN begins; old packets do not revive */
		[NATGW_ORIGINAL] = { CL, IN, CL, CL, CL },
		[NATGW_REPLY]	 = { CL, IR, CL, CL, CL },
	},
	[IN] = {
		/* RST: given up. SYN: sent again. Rest: old, or challenge ACKs (RFC 5961) */
		[NATGW_ORIGINAL] = { CL, IN, IN, IN, IN },
		/* RST: refused. SYN: crossing. SYN-ACK: the normal answer. ACK: challenge ACK */
		[NATGW_REPLY]	 = { CL, IB, RA, IN, IN },
	},
	[IR] = {	/* IN with the sides exchanged */
		[NATGW_ORIGINAL] = { CL, IB, OA, IR, IR },
		[NATGW_REPLY]	 = { CL, IR, IR, IR, IR },
	},
	[IB] = {
		/* S-A, ACK: acknowledges the other's SYN. FIN: has an ACK, so that too */
		[NATGW_ORIGINAL] = { CL, IB, OA, OA, OA },
		[NATGW_REPLY]	 = { CL, IB, RA, RA, RA },
	},
	[OA] = {	/* RA with the sides exchanged */
		[NATGW_ORIGINAL] = { CL, OA, OA, OA, OA },
		[NATGW_REPLY]	 = { CL, OA, ET, SF, ET },
	},
	[RA] = {
		/* SYN: sent again. S-A: of a simultaneous open. FIN: with the last ACK */
		[NATGW_ORIGINAL] = { CL, RA, ET, CF, ET },
		/* All: sent again, or ahead of the handshake (RFC 7413), not the ACK waited for */
		[NATGW_REPLY]	 = { CL, RA, RA, RA, RA },
	},
	[ET] = {
		/* SYN, S-A: old duplicate, or a blind attack (RFC 5961 section 4) */
		[NATGW_ORIGINAL] = { TR, ET, ET, CF, ET },
		[NATGW_REPLY]	 = { TR, ET, ET, SF, ET },
	},
	[CF] = {	/* half closed; SYN as in ET */
		[NATGW_ORIGINAL] = { TR, CF, CF, CF, CF },
		[NATGW_REPLY]	 = { TR, CF, CF, CS, CF },
	},
	[SF] = {	/* CF with the sides exchanged */
		[NATGW_ORIGINAL] = { TR, SF, SF, CS, SF },
		[NATGW_REPLY]	 = { TR, SF, SF, SF, SF },
	},
	[CS] = {
		/* SYN: the five-tuple is used anew. RST: must not lead to TR, which revives */
		[NATGW_ORIGINAL] = { CS, IN, CS, CS, CS },
		[NATGW_REPLY]	 = { CS, IR, CS, CS, CS },
	},
	[TR] = {
		/* SYN: as in CS. S-A: proves nothing. FIN, ACK: the RST was not believed */
		[NATGW_ORIGINAL] = { TR, IN, TR, CF, ET },
		[NATGW_REPLY]	 = { TR, IR, TR, SF, ET },
	},
};

static enum event event_of(u8 flags)
{
	if (flags & NATGW_TCP_RST)
		return EVENT_RST;
	if (flags & NATGW_TCP_SYN)
		return flags & NATGW_TCP_ACK ? EVENT_SYN_ACK : EVENT_SYN;
	if (!(flags & NATGW_TCP_ACK))
		return EVENT_NONE;
	return flags & NATGW_TCP_FIN ? EVENT_FIN : EVENT_ACK;
}

u8 natgw_tcp_state_next(u8 state, enum natgw_direction dir, u8 flags)
{
	enum event event = event_of(flags);

	BUILD_BUG_ON(ARRAY_SIZE(next_state) != NATGW_TCP_STATE_TRANS + 1);

	if (event == EVENT_NONE || state >= STATE_COUNT)
		return state;
	return next_state[state][dir == NATGW_REPLY][event];
}

enum natgw_timeout natgw_tcp_state_timeout(u8 state)
{
	switch (state) {
	case NATGW_TCP_STATE_ESTABLISHED:
	case NATGW_TCP_STATE_CFIN:
	case NATGW_TCP_STATE_SFIN:
		return NATGW_TIMEOUT_TCP_ESTABLISHED;
	case NATGW_TCP_STATE_CSFIN:
		return NATGW_TIMEOUT_TCP_CLOSING;
	case NATGW_TCP_STATE_CLOSED:
	case NATGW_TCP_STATE_TRANS:
		return NATGW_TIMEOUT_TCP_RESET;
	default:
		return NATGW_TIMEOUT_TCP_OPENING;
	}
}

bool natgw_tcp_state_is_opening(u8 state)
{
	switch (state) {
	case NATGW_TCP_STATE_INIT:
	case NATGW_TCP_STATE_INIT_REPLY:
	case NATGW_TCP_STATE_INIT_BOTH:
	case NATGW_TCP_STATE_INIT_ORIG_ACKED:
	case NATGW_TCP_STATE_INIT_REPLY_ACKED:
		return true;
	default:
		return false;
	}
}

bool natgw_tcp_flags_valid(u8 flags)
{
	if (flags & NATGW_TCP_SYN)
		return !(flags & (NATGW_TCP_FIN | NATGW_TCP_RST));
	if (flags & NATGW_TCP_FIN)
		return flags & NATGW_TCP_ACK;
	return flags & (NATGW_TCP_RST | NATGW_TCP_ACK);
}
