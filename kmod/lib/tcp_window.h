/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether a TCP segment that wants to change a session's state can be genuine. */
#ifndef _NATGW_LIB_TCP_WINDOW_H
#define _NATGW_LIB_TCP_WINDOW_H

#include <linux/types.h>

#include "lib/tuple.h"

enum natgw_tcp_window_constants {
	NATGW_TCP_SCALE_ABSENT = 0xff,	/* a SYN without the window scale option (RFC 7323) */
	NATGW_TCP_SCALE_MAX = 14,	/* and what is assumed where the SYN was not seen */
};

/**
 * struct natgw_tcp_segment - what of a TCP header the windows are about
 * @seq: sequence number, host order
 * @ack: acknowledgment number, host order
 * @payload: bytes of data
 * @window: as in the header, host order
 * @scale: SYN only: window scale option's value, or %NATGW_TCP_SCALE_ABSENT
 * @flags: enum natgw_tcp_flags
 */
struct natgw_tcp_segment {
	u32 seq;
	u32 ack;
	u32 payload;
	u16 window;
	u8 scale;
	u8 flags;
};

/**
 * struct natgw_tcp_window - what one side of a connection is known to receive
 * @ack: the sequence number it waits for: the highest it acknowledged, or,
 *	 before it acknowledged anything, the one after the other side's SYN
 * @window: its last window, as in the header
 * @scale: its window scale option's value, 0 where its SYN had none
 * @flags: private
 *
 * Eight bytes, read and written whole, so that no lock is needed: packets of
 * a flow on several processors may lose each other's updates, which a later
 * acknowledgment mends.
 */
struct natgw_tcp_window {
	u32 ack;
	u16 window;
	u8 scale;
	u8 flags;
} __aligned(8);

/**
 * natgw_tcp_window_update() - note what a segment tells
 * @windows: the two sides, by the enum natgw_direction of what they send; zeroed
 *	     for a session that is being made
 * @dir: which way the segment goes
 * @segment: the segment
 * @state: enum natgw_tcp_state that the session is in after it; a SYN counts only
 *	   if a handshake is under way (RFC 5961 section 4)
 *
 * To be called for every segment but a refused RST or FIN. Writes only what changes.
 *
 * Context: any; needs no lock.
 */
void natgw_tcp_window_update(struct natgw_tcp_window windows[2], enum natgw_direction dir,
			     const struct natgw_tcp_segment *segment, u8 state);

/**
 * natgw_tcp_window_acknowledge() - note what a segment with ACK and without SYN and RST tells
 * @windows: the two sides
 * @dir: which way the segment goes
 * @ack: acknowledgment number, host order
 * @window: as in the header, host order
 *
 * The part of natgw_tcp_window_update() that data and acknowledgments come to.
 *
 * Context: any; needs no lock.
 */
void natgw_tcp_window_acknowledge(struct natgw_tcp_window windows[2], enum natgw_direction dir,
				  u32 ack, u16 window);

/**
 * natgw_tcp_window_accepts() - whether the receiver of a RST or FIN can believe it
 * @windows: the two sides
 * @dir: which way the segment goes
 * @segment: the segment
 *
 * A RST has to begin in the window that its receiver last offered (RFC 9293 section
 * 3.10.7.4). One that answers a SYN is believed for the number it
 * acknowledges (section 3.10.7.3). A FIN may also begin before the window, but
 * not end there. Where the receiver has not been heard of, everything is believed;
 * where its window scale is unknown, the largest is assumed. Segments without
 * these flags are accepted.
 *
 * A packet that is refused is still translated: the true end may know better.
 *
 * Context: any; needs no lock.
 * Return: true when the segment may change the session's state.
 */
bool natgw_tcp_window_accepts(const struct natgw_tcp_window windows[2], enum natgw_direction dir,
			      const struct natgw_tcp_segment *segment);

#endif
