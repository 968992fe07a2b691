// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether a TCP segment that wants to change a session's state can be genuine.
 *
 * A side's own acknowledgements say what it will take. Only its own segments
 * change its record, so somebody who forges the other side's cannot
 * move the window that his own segments are held against.
 */

#include "lib/tcp_window.h"

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/limits.h>
#include <linux/minmax.h>

#include "lib/tcp_state.h"

enum window_flags {
	WINDOW_HAS_ACK = 0x01,		/* it has acknowledged something */
	WINDOW_EXPECTS = 0x02,		/* it has not; @ack comes from the other side's SYN */
	WINDOW_SYN = 0x04,		/* its SYN was seen: @scale is known */
	WINDOW_NO_OPTION = 0x08,	/* and had no window scale option */
	WINDOW_UNSCALED = 0x10,		/* @window comes from its SYN, which is never scaled */
};

enum {
	SYN_DATA_MAX = 1460,		/* what a SYN may carry (RFC 7413) */
};

/* Sequence numbers wrap. */
static bool before(u32 a, u32 b)
{
	return (s32)(a - b) < 0;
}

/* One word, which no compiler may make a call of memcpy() of. */
union window_word {
	struct natgw_tcp_window window;
	u64 whole;
};

static struct natgw_tcp_window read_window(const struct natgw_tcp_window *window)
{
	union window_word word = { .whole = READ_ONCE(*(const u64 *)window) };

	BUILD_BUG_ON(sizeof(*window) != sizeof(u64));
	return word.window;
}

static void write_window(struct natgw_tcp_window *window, struct natgw_tcp_window new)
{
	union window_word word = { .window = new };

	if (READ_ONCE(*(const u64 *)window) != word.whole)
		WRITE_ONCE(*(u64 *)window, word.whole);
}

/* A SYN that is part of a handshake: its sender starts anew. */
static void update_by_syn(struct natgw_tcp_window windows[2], enum natgw_direction dir,
			  const struct natgw_tcp_segment *segment)
{
	struct natgw_tcp_window sender = {
		.window = segment->window,
		.flags = WINDOW_SYN | WINDOW_UNSCALED,
	};
	struct natgw_tcp_window receiver = read_window(&windows[!dir]);

	if (segment->scale == NATGW_TCP_SCALE_ABSENT)
		sender.flags |= WINDOW_NO_OPTION;
	else
		sender.scale = min_t(u8, segment->scale, NATGW_TCP_SCALE_MAX);

	if (segment->flags & NATGW_TCP_ACK) {
		sender.ack = segment->ack;
		sender.flags |= WINDOW_HAS_ACK;
	} else {
		/* Keep what the other side's SYN told about us: both may have sent theirs. */
		struct natgw_tcp_window old = read_window(&windows[dir]);

		if (old.flags & WINDOW_EXPECTS) {
			sender.ack = old.ack;
			sender.flags |= WINDOW_EXPECTS;
		}
		/* Perhaps a new connection: what was acknowledged before is void. */
		receiver.flags &= ~WINDOW_HAS_ACK;
	}
	if (!(receiver.flags & WINDOW_HAS_ACK)) {
		receiver.ack = segment->seq + 1;
		receiver.flags |= WINDOW_EXPECTS;
	}
	write_window(&windows[dir], sender);
	write_window(&windows[!dir], receiver);
}

/* A side's window in bytes; scaling holds only where both SYNs agreed on it. */
static u32 window_bytes(struct natgw_tcp_window side, struct natgw_tcp_window other)
{
	u8 scale = NATGW_TCP_SCALE_MAX;

	if ((side.flags | other.flags) & WINDOW_NO_OPTION || side.flags & WINDOW_UNSCALED)
		scale = 0;
	else if (side.flags & WINDOW_SYN)
		scale = side.scale;
	return (u32)side.window << scale;
}

/*
 * Nobody can acknowledge more than he offered to take. Twice that and some are
 * let pass, because an update may have been lost to another processor. What is
 * beyond is forged, to make the true segments look old.
 */
static bool ack_is_plausible(struct natgw_tcp_window sender, struct natgw_tcp_window other,
			     u32 ack)
{
	if (!(sender.flags & (WINDOW_HAS_ACK | WINDOW_EXPECTS)))
		return true;
	return ack - sender.ack <= 2 * window_bytes(sender, other) + U16_MAX;
}

/* What acknowledges in a session that goes on has all of these, or is made to have them. */
static bool is_settled(struct natgw_tcp_window side)
{
	return (side.flags & (WINDOW_HAS_ACK | WINDOW_EXPECTS | WINDOW_UNSCALED)) ==
	       WINDOW_HAS_ACK;
}

void natgw_tcp_window_acknowledge(struct natgw_tcp_window windows[2], enum natgw_direction dir,
				  u32 ack, u16 window)
{
	struct natgw_tcp_window sender = read_window(&windows[dir]);

	if (sender.ack == ack && sender.window == window && is_settled(sender))
		return;
	if (!ack_is_plausible(sender, read_window(&windows[!dir]), ack))
		return;
	sender.ack = ack;
	sender.window = window;
	sender.flags &= ~(WINDOW_EXPECTS | WINDOW_UNSCALED);
	sender.flags |= WINDOW_HAS_ACK;
	write_window(&windows[dir], sender);
}

void natgw_tcp_window_update(struct natgw_tcp_window windows[2], enum natgw_direction dir,
			     const struct natgw_tcp_segment *segment, u8 state)
{
	if (segment->flags & NATGW_TCP_SYN) {
		if (natgw_tcp_state_is_opening(state))
			update_by_syn(windows, dir, segment);
		return;
	}
	/* What a RST acknowledges need not be true, and it offers no window. */
	if (segment->flags & NATGW_TCP_ACK && !(segment->flags & NATGW_TCP_RST))
		natgw_tcp_window_acknowledge(windows, dir, segment->ack, segment->window);
}

bool natgw_tcp_window_accepts(const struct natgw_tcp_window windows[2], enum natgw_direction dir,
			      const struct natgw_tcp_segment *segment)
{
	struct natgw_tcp_window receiver, sender;
	u32 end = segment->seq;

	if (!(segment->flags & (NATGW_TCP_RST | NATGW_TCP_FIN)))
		return true;
	receiver = read_window(&windows[!dir]);
	sender = read_window(&windows[dir]);

	/* The receiver has sent a SYN and nothing was heard of the sender: this is the answer. */
	if (segment->flags & NATGW_TCP_RST && sender.flags & WINDOW_EXPECTS &&
	    !(receiver.flags & (WINDOW_HAS_ACK | WINDOW_EXPECTS)))
		return segment->flags & NATGW_TCP_ACK &&
		       segment->ack - sender.ack <= SYN_DATA_MAX;

	if (!(receiver.flags & (WINDOW_HAS_ACK | WINDOW_EXPECTS)))
		return true;

	if (segment->flags & NATGW_TCP_FIN && !(segment->flags & NATGW_TCP_RST))
		end += segment->payload;

	/* A receiver not heard of yet: the SYN itself may still count, and any first window. */
	if (!(receiver.flags & WINDOW_HAS_ACK))
		return !before(end, receiver.ack - 1) &&
		       !before(receiver.ack + U16_MAX, segment->seq);

	return !before(end, receiver.ack) &&
	       !before(receiver.ack + window_bytes(receiver, sender), segment->seq);
}
