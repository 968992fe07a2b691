/* SPDX-License-Identifier: GPL-2.0-only */
/* The state machine of a TCP session. */
#ifndef _NATGW_LIB_TCP_STATE_H
#define _NATGW_LIB_TCP_STATE_H

#include <linux/natgw.h>
#include <linux/types.h>

#include "lib/tuple.h"

/* TCP header flags the state machine looks at; same bits as in the header's 14th byte. */
enum natgw_tcp_flags {
	NATGW_TCP_FIN = 0x01,
	NATGW_TCP_SYN = 0x02,
	NATGW_TCP_RST = 0x04,
	NATGW_TCP_ACK = 0x10,
};

/**
 * natgw_tcp_state_next() - the state a session is in after a packet
 * @state: enum natgw_tcp_state: the state before; %NATGW_TCP_STATE_CLOSED for
 *	   a session that is being made
 * @dir: which way the packet goes
 * @flags: enum natgw_tcp_flags: the packet's; other bits are ignored
 *
 * The machine of RFC 7857 section 2, with the handshake followed to its end
 * (RFC 5382 REQ-5). A packet with RST or FIN must not be shown to it unless
 * natgw_tcp_window_accepts() does; the same for SYN does no harm.
 *
 * Return: enum natgw_tcp_state.
 */
u8 natgw_tcp_state_next(u8 state, enum natgw_direction dir, u8 flags);

/**
 * natgw_tcp_state_timeout() - how long a session in a state may be idle
 * @state: enum natgw_tcp_state
 *
 * Return: the timeout's name: %NATGW_TIMEOUT_TCP_OPENING, _ESTABLISHED
 * (also for half-closed sessions: RFC 7857 section 2.1), _CLOSING or _RESET.
 */
enum natgw_timeout natgw_tcp_state_timeout(u8 state);

/**
 * natgw_tcp_state_is_opening() - whether a handshake is under way
 * @state: enum natgw_tcp_state
 *
 * Return: true from the first SYN until both sides have acknowledged.
 */
bool natgw_tcp_state_is_opening(u8 state);

/**
 * natgw_tcp_flags_valid() - whether a segment's flags can belong together
 * @flags: enum natgw_tcp_flags
 *
 * Refused are SYN with FIN or RST, FIN without ACK, and none of the four:
 * no TCP sends them (RFC 9293), and scanners do.
 *
 * Return: true when they can.
 */
bool natgw_tcp_flags_valid(u8 flags);

#endif
