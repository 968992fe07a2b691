/* SPDX-License-Identifier: GPL-2.0-only */
/* Headers and checksums of a packet changed in place, whatever offload it is subject to. */
#ifndef _NATGW_PACKET_REWRITE_H
#define _NATGW_PACKET_REWRITE_H

#include "packet/packet.h"

/**
 * natgw_rewrite_is_partial() - whether a transport checksum is still to be filled in
 * @skb: at its network header
 * @l4_offset: of the transport header
 * @proto: IP protocol
 *
 * CHECKSUM_PARTIAL alone does not say so: it may be about a packet inside this one.
 *
 * Return: true when the field holds the sum of a pseudo-header, not complemented.
 */
bool natgw_rewrite_is_partial(const struct sk_buff *skb, unsigned int l4_offset, u8 proto);

/**
 * natgw_rewrite_source() - give a packet another source endpoint
 * @packet: parsed; its tuple is updated too
 * @addr: the new source address
 * @port: the new source port (TCP, UDP), or identifier (ICMP query: both its
 *	  "ports" are the identifier); ignored where the protocol has none
 *
 * IP, TCP, UDP (also a zero UDP checksum, which stays zero, and a computed
 * zero, which is sent as 0xffff), UDP-Lite, DCCP and ICMP checksums are kept
 * right by increments (RFC 1624) for CHECKSUM_NONE, UNNECESSARY, COMPLETE and
 * PARTIAL, for GSO heads and for the members of a fraglist. SCTP's CRC does
 * not cover addresses and stays.
 *
 * Context: softirq or process, under rcu_read_lock(). Pointers into the skb are stale afterwards.
 * Return: 0, or NATGW_REASON_DROP_WRITE when the headers cannot be made writable.
 */
int natgw_rewrite_source(struct natgw_packet *packet, __be32 addr, __be16 port);

/**
 * natgw_rewrite_destination() - give a packet another destination endpoint
 * @packet: parsed; its tuple is updated too
 * @addr: the new destination address
 * @port: the new destination port or ICMP identifier
 *
 * As natgw_rewrite_source().
 */
int natgw_rewrite_destination(struct natgw_packet *packet, __be32 addr, __be16 port);

#endif
