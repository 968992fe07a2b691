/* SPDX-License-Identifier: GPL-2.0-only */
/* ICMP errors: the packet they quote, and those the gateway sends. */
#ifndef _NATGW_PACKET_ICMP_H
#define _NATGW_PACKET_ICMP_H

#include "packet/packet.h"

/**
 * natgw_icmp_rewrite_quote_source() - change the source endpoint of the packet an ICMP error quotes
 * @packet: parsed, of kind NATGW_PACKET_ICMP_ERROR; its quote.tuple is updated too
 * @addr: the source address to write
 * @port: the source port or identifier to write, where it is quoted
 *
 * The quoted IP checksum is mended, the quoted UDP (unless zero) and ICMP
 * checksum too, the quoted TCP checksum where at least 18 transport bytes are
 * quoted (RFC 5508 REQ-4, REQ-5); the outer ICMP checksum changes by the sum
 * of what changed in the quote, also under CHECKSUM_COMPLETE. Bytes of an
 * RFC 4884 extension are untouched.
 *
 * Context: softirq or process, under rcu_read_lock(). Pointers into the skb are stale afterwards.
 * Return: 0, or NATGW_REASON_DROP_WRITE.
 */
int natgw_icmp_rewrite_quote_source(struct natgw_packet *packet, __be32 addr, __be16 port);

/**
 * natgw_icmp_rewrite_quote_destination() - change the destination endpoint of the quoted packet
 * @packet: as above
 * @addr: the destination address to write
 * @port: the destination port or identifier to write, where it is quoted
 *
 * Return: 0, or NATGW_REASON_DROP_WRITE.
 */
int natgw_icmp_rewrite_quote_destination(struct natgw_packet *packet, __be32 addr, __be16 port);

#endif
