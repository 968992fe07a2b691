// SPDX-License-Identifier: GPL-2.0-only
/*
 * kmod/lib/tcp_state.c and tcp_window.c. Two ends that keep to the rules talk, as the input says,
 * and a stranger throws in what it likes. The ends' own segments are always believed; what the
 * stranger sends in vain changes nothing that it is held against.
 */
#include "lib/tcp_state.h"
#include "lib/tcp_window.h"

#include "../kunit/tcp_mirror.h"
#include "input.h"

static bool opening_by(u8 flags)
{
	return (flags & (NATGW_TCP_RST | NATGW_TCP_SYN | NATGW_TCP_ACK)) == NATGW_TCP_SYN;
}

/* --- states: what was seen since the connection began says what may be --- */

struct history {
	bool syn[2], ack[2], fin[2];
};

static bool is_long(u8 state)
{
	return natgw_tcp_state_timeout(state) == NATGW_TIMEOUT_TCP_ESTABLISHED;
}

static void check_step(u8 state, u8 next, enum natgw_direction dir, u8 flags)
{
	fuzz_assert(next <= NATGW_TCP_STATE_TRANS && next != NATGW_TCP_STATE_NONE);
	/* Neither side is favoured. */
	fuzz_assert(natgw_tcp_state_next(mirrored(state), !dir, flags) == mirrored(next));
	/* Bits that are not looked at change nothing. */
	fuzz_assert(natgw_tcp_state_next(state, dir, flags | 0xe8) == next);
	if (state == NATGW_TCP_STATE_CLOSED && !opening_by(flags))
		fuzz_assert(next == NATGW_TCP_STATE_CLOSED);
	if (flags & NATGW_TCP_RST)
		fuzz_assert(!is_long(next) && !natgw_tcp_state_is_opening(next));
	/* One SYN neither ends nor reopens a live connection. */
	if (is_long(state) && flags & NATGW_TCP_SYN && !(flags & NATGW_TCP_RST))
		fuzz_assert(next == state);
}

static void states(struct input *input)
{
	struct history seen = {};
	u8 state = NATGW_TCP_STATE_CLOSED;

	while (input->left) {
		u8 byte = take8(input), flags = byte & 0x17, next;
		enum natgw_direction dir = byte >> 7;

		next = natgw_tcp_state_next(state, dir, flags);
		check_step(state, next, dir, flags);
		if (!natgw_tcp_state_is_opening(state) && !is_long(state) && opening_by(flags))
			seen = (struct history){};
		if (!(flags & NATGW_TCP_RST)) {
			if (flags & NATGW_TCP_ACK && seen.syn[!dir])
				seen.ack[dir] = true;
			if (flags & NATGW_TCP_SYN)
				seen.syn[dir] = true;
			if ((flags & 0x13) == (NATGW_TCP_FIN | NATGW_TCP_ACK))
				seen.fin[dir] = true;
		}
		/* The long time is for what both sides have agreed to. */
		if (is_long(next))
			fuzz_assert(seen.syn[0] && seen.syn[1] && seen.ack[0] && seen.ack[1]);
		if (next == NATGW_TCP_STATE_CSFIN)
			fuzz_assert(seen.fin[0] && seen.fin[1]);
		fuzz_assert(next != NATGW_TCP_STATE_CFIN || seen.fin[NATGW_ORIGINAL]);
		fuzz_assert(next != NATGW_TCP_STATE_SFIN || seen.fin[NATGW_REPLY]);
		fuzz_assert(natgw_tcp_state_next(NATGW_TCP_STATE_NONE, dir, flags) ==
			    NATGW_TCP_STATE_NONE);
		state = next;
	}
}

/* --- windows --- */

/* One end: what it sent and took, and the highest byte that it has allowed. */
struct end {
	u32 next, taken, allowed;
	u16 window;
	u8 scale;
};

static u32 distance(u32 from, u32 to)
{
	return to - from;
}

static struct natgw_tcp_segment segment_of(const struct end *end, u8 flags, u32 payload)
{
	return (struct natgw_tcp_segment){
		.seq = end->next, .ack = end->taken, .payload = payload,
		.window = end->window, .scale = NATGW_TCP_SCALE_ABSENT, .flags = flags,
	};
}

/* A window that takes nothing back of what was allowed; false where none can be written. */
static bool offer(struct end *end, u16 window, u8 shift)
{
	u32 owed = distance(end->taken, end->allowed);
	u32 least = (owed + (1u << shift) - 1) >> shift;

	if (least > U16_MAX)
		return false;
	end->window = window < least ? least : window;
	end->allowed = end->taken + ((u32)end->window << shift);
	return true;
}

static void handshake(struct natgw_tcp_window windows[2], struct end ends[2], struct input *input,
		      u8 shift[2])
{
	struct natgw_tcp_segment syn;
	int i;

	for (i = 0; i < 2; i++) {
		u8 scale = take8(input);

		ends[i].next = take32(input);
		ends[i].scale = scale & 0x80 ? NATGW_TCP_SCALE_ABSENT : scale % 15;
		ends[i].window = take16(input) | 1;
	}
	for (i = 0; i < 2; i++) {
		bool scaled = ends[0].scale != NATGW_TCP_SCALE_ABSENT &&
			      ends[1].scale != NATGW_TCP_SCALE_ABSENT;

		shift[i] = scaled ? ends[i].scale : 0;
	}
	syn = segment_of(&ends[0], NATGW_TCP_SYN, 0);
	syn.scale = ends[0].scale;
	natgw_tcp_window_update(windows, NATGW_ORIGINAL, &syn, NATGW_TCP_STATE_INIT);
	ends[0].next++;
	ends[1].taken = ends[0].next;
	syn = segment_of(&ends[1], NATGW_TCP_SYN | NATGW_TCP_ACK, 0);
	syn.scale = ends[1].scale;
	natgw_tcp_window_update(windows, NATGW_REPLY, &syn, NATGW_TCP_STATE_INIT_REPLY_ACKED);
	ends[1].next++;
	ends[0].taken = ends[1].next;
	for (i = 0; i < 2; i++)
		ends[i].allowed = ends[i].taken + ends[i].window;
}

/* What an end sends it would be believed to end with, now or after it. */
static void check_own(const struct natgw_tcp_window windows[2], enum natgw_direction dir,
		      const struct end *end)
{
	struct natgw_tcp_segment segment = segment_of(end, NATGW_TCP_RST, 0);

	fuzz_assert(natgw_tcp_window_accepts(windows, dir, &segment));
	segment.flags = NATGW_TCP_FIN | NATGW_TCP_ACK;
	fuzz_assert(natgw_tcp_window_accepts(windows, dir, &segment));
}

/* Somebody who guesses: beyond all that was ever allowed, or before what was taken. */
static void guess(struct natgw_tcp_window windows[2], enum natgw_direction dir,
		  const struct end ends[2], struct input *input)
{
	u8 flags = take8(input) & 0x17 & ~NATGW_TCP_SYN;
	struct natgw_tcp_segment segment = {
		.seq = take32(input), .ack = take32(input), .window = take16(input),
		.scale = NATGW_TCP_SCALE_ABSENT, .flags = flags,
	};
	struct natgw_tcp_window other = windows[!dir], own = windows[dir];
	const struct end *receiver = &ends[!dir];
	u32 room = distance(receiver->taken, receiver->allowed);

	if (flags & NATGW_TCP_RST && distance(receiver->taken, segment.seq) > room)
		fuzz_assert(!natgw_tcp_window_accepts(windows, dir, &segment));
	natgw_tcp_window_update(windows, dir, &segment, NATGW_TCP_STATE_ESTABLISHED);
	fuzz_assert(!memcmp(&other, &windows[!dir], sizeof(other)));
	windows[dir] = own;
}

static void windows_of(struct input *input)
{
	struct natgw_tcp_window windows[2] = {};
	struct end ends[2] = {};
	struct natgw_tcp_segment segment;
	u8 shift[2];

	handshake(windows, ends, input, shift);
	/* Windows of SYNs are not scaled; what follows is heard from both before anything else. */
	segment = segment_of(&ends[0], NATGW_TCP_ACK, 0);
	natgw_tcp_window_update(windows, NATGW_ORIGINAL, &segment, NATGW_TCP_STATE_ESTABLISHED);
	ends[0].allowed = ends[0].taken + ((u32)ends[0].window << shift[0]);
	segment = segment_of(&ends[1], NATGW_TCP_ACK, 0);
	natgw_tcp_window_update(windows, NATGW_REPLY, &segment, NATGW_TCP_STATE_ESTABLISHED);
	ends[1].allowed = ends[1].taken + ((u32)ends[1].window << shift[1]);

	while (input->left) {
		u8 what = take8(input);
		enum natgw_direction dir = what & 1;
		struct end *from = &ends[dir], *to = &ends[!dir];
		u32 payload = 0, room = distance(from->next, to->allowed);

		if (what & 2) {
			guess(windows, dir, ends, input);
			continue;
		}
		if (what & 4)
			payload = take16(input);
		if (payload > room)
			payload = room;
		if (what & 8 && !offer(from, take16(input), shift[dir]))
			continue;
		segment = segment_of(from, NATGW_TCP_ACK, payload);
		natgw_tcp_window_update(windows, dir, &segment, NATGW_TCP_STATE_ESTABLISHED);
		from->next += payload;
		/* What the other has taken it tells with the next it sends. */
		if (what & 16) {
			to->taken = from->next;
			if (!offer(to, take16(input), shift[!dir]))
				return;
			segment = segment_of(to, NATGW_TCP_ACK, 0);
			natgw_tcp_window_update(windows, !dir, &segment,
						NATGW_TCP_STATE_ESTABLISHED);
		}
		check_own(windows, dir, from);
		check_own(windows, !dir, to);
	}
}

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size)
{
	struct input input = { bytes, size };

	if (take8(&input) & 1)
		states(&input);
	else
		windows_of(&input);
	return 0;
}
