/* SPDX-License-Identifier: GPL-2.0-only */
/* A packet as the pipeline sees it: parsed once, every bound checked here and nowhere else. */
#ifndef _NATGW_PACKET_PACKET_H
#define _NATGW_PACKET_PACKET_H

#include <linux/ip.h>
#include <linux/skbuff.h>

#include "lib/tcp_state.h"
#include "lib/tcp_window.h"
#include "lib/tuple.h"

struct nf_hook_state;

/**
 * enum natgw_packet_kind - what the pipeline has to do with a packet
 * @NATGW_PACKET_FLOW: TCP, UDP or an ICMP query: has ports (or an identifier)
 * @NATGW_PACKET_ICMP_ERROR: an ICMP error that quotes another packet
 * @NATGW_PACKET_ICMP_OTHER: any other ICMP type
 * @NATGW_PACKET_OTHER: a protocol without ports that natgw reads
 */
enum natgw_packet_kind {
	NATGW_PACKET_FLOW,
	NATGW_PACKET_ICMP_ERROR,
	NATGW_PACKET_ICMP_OTHER,
	NATGW_PACKET_OTHER,
};

/**
 * struct natgw_packet - one parsed IPv4 packet
 * @skb: the buffer; offsets are from skb->data (the network header)
 * @tuple: the packet's tuple; realm and zone are the caller's to fill
 * @kind: enum natgw_packet_kind
 * @tcp_flags: TCP only: FIN, SYN, RST, ACK
 * @icmp_type: ICMP only
 * @icmp_code: ICMP only
 * @l4_offset: of the transport header
 * @length: of the IP datagram (tot_len; for GSO with tot_len 0: skb->len)
 * @payload: TCP only: bytes of data after the header
 * @seq: TCP only, host order
 * @ack: TCP only, host order
 * @window: TCP only, host order, as in the header (not scaled)
 * @window_scale: TCP SYN only: the scale option's value, or 0xff where absent
 * @mss_offset: TCP SYN only: from @l4_offset to the segment size announced, 0 where none is
 * @quote: the packet quoted in an ICMP error; ICMP only
 * @quote.tuple: its tuple as written there
 * @quote.ip_offset: of the quoted IP header
 * @quote.l4_offset: of the quoted transport header
 * @quote.l4_length: transport bytes quoted, never counting an RFC 4884 extension
 * @quote.fragment: the quote is a fragment other than the first (no ports there)
 */
struct natgw_packet {
	struct sk_buff *skb;
	struct natgw_tuple tuple;
	u8 kind;
	u8 tcp_flags;
	u8 icmp_type;
	u8 icmp_code;
	u16 l4_offset;
	u8 window_scale;
	u8 mss_offset;
	u16 window;
	u32 length;
	u32 payload;
	u32 seq;
	u32 ack;
	struct {
		struct natgw_tuple tuple;
		u16 ip_offset;
		u16 l4_offset;
		u16 l4_length;
		bool fragment;
	} quote;
};

/**
 * natgw_packet_parse() - read and bounds-check an IPv4 packet
 * @skb: at its network header; headers may be pulled into the linear part, so
 *	 every pointer into @skb that the caller holds is stale afterwards
 * @packet: filled in; realm and zone of the tuples are left 0
 *
 * A fragment (one the stack did not reassemble) is refused as malformed. TCP
 * and UDP headers whose lengths lie are refused (RFC 1858, requirements K6);
 * for an ICMP error the quoted header is read as far as it is there, quoted
 * options included (RFC 5508 REQ-3b), and its transport checksum is not
 * verified (REQ-3c). An ICMP error has its ICMP checksum and the quoted IP header's checksum
 * verified (RFC 5508 REQ-3, 3a).
 *
 * Context: softirq or process, under rcu_read_lock().
 * Return: 0, or the enum natgw_reason for which the packet has to be dropped.
 */
int natgw_packet_parse(struct sk_buff *skb, struct natgw_packet *packet);

/**
 * natgw_packet_parse_plain() - read a packet whose IP header was looked at already
 * @skb: TCP or UDP: one whole datagram and nothing else, its header of 20 bytes in the linear part
 * @packet: as for natgw_packet_parse(); what there is for other protocols and options stays unset
 *
 * Context, return: as natgw_packet_parse().
 */
int natgw_packet_parse_plain(struct sk_buff *skb, struct natgw_packet *packet);

/**
 * natgw_packet_icmp_kind() - what kind of packet an ICMP type makes
 * @type: ICMP type
 *
 * Echo and timestamp are the queries that are translated. A redirect counts as
 * other, not as error: it names a gateway of the wrong realm.
 *
 * Return: NATGW_PACKET_FLOW, _ICMP_ERROR or _ICMP_OTHER.
 */
enum natgw_packet_kind natgw_packet_icmp_kind(u8 type);

/**
 * natgw_packet_segment() - a TCP packet as the windows see it
 * @packet: parsed, of TCP
 *
 * Return: for natgw_tcp_window_update() and natgw_tcp_window_accepts().
 */
static inline struct natgw_tcp_segment natgw_packet_segment(const struct natgw_packet *packet)
{
	return (struct natgw_tcp_segment){
		.seq = packet->seq, .ack = packet->ack, .payload = packet->payload,
		.window = packet->window, .scale = packet->window_scale,
		.flags = packet->tcp_flags,
	};
}

static inline struct iphdr *natgw_packet_ip(const struct natgw_packet *packet)
{
	return ip_hdr(packet->skb);
}

#endif
