/* SPDX-License-Identifier: GPL-2.0-only */
/* Headers and checksums of a packet changed in place, whatever offload it is subject to. */
#ifndef _NATGW_PACKET_REWRITE_H
#define _NATGW_PACKET_REWRITE_H

#include <net/ip.h>

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

/**
 * natgw_rewrite_set_id() - give a packet the next identification of its new addresses
 * @packet: rewritten, so that its header may be written
 * @net: the namespace
 *
 * Context: softirq or process, under rcu_read_lock().
 */
void natgw_rewrite_set_id(struct natgw_packet *packet, struct net *net);

/**
 * natgw_rewrite_id() - keep identifications unique where hosts share an address (RFC 6864)
 * @packet: rewritten, of a flow between addresses that are not exchanged one for one
 * @net: the namespace
 *
 * A packet that may not be fragmented any more is atomic: nobody looks at its
 * identification, and it stays. One that came in fragments is not, whatever
 * it says: callers behind defragmentation ask natgw_rewrite_id_whole().
 */
static inline void natgw_rewrite_id(struct natgw_packet *packet, struct net *net)
{
	if (unlikely(!(natgw_packet_ip(packet)->frag_off & htons(IP_DF))))
		natgw_rewrite_set_id(packet, net);
}

/**
 * natgw_rewrite_id_whole() - the same for a packet that may have come in fragments
 * @packet: rewritten, with the IP layer's control block
 * @net: the namespace
 */
static inline void natgw_rewrite_id_whole(struct natgw_packet *packet, struct net *net)
{
	if (unlikely(IPCB(packet->skb)->frag_max_size))
		natgw_rewrite_set_id(packet, net);
	else
		natgw_rewrite_id(packet, net);
}

/**
 * natgw_rewrite_mss() - lower the segment size that a SYN announces
 * @packet: parsed, of TCP, with an mss_offset
 * @mss: the largest that may stand there; 0 leaves it alone
 *
 * The checksum is mended for each state of ip_summed, at an odd offset too.
 *
 * Context: as natgw_rewrite_source(). Return: 0 or NATGW_REASON_DROP_WRITE.
 */
int natgw_rewrite_mss(struct natgw_packet *packet, u32 mss);

#endif
