// SPDX-License-Identifier: GPL-2.0-only
/*
 * Headers and checksums of a packet changed in place.
 *
 * What has to become of the transport's checksum, and of skb->csum, when the addresses change
 * by a and the ports by p (both as deltas of a sum):
 *
 * NONE, UNNECESSARY	The field is complete: it takes a + p.
 * COMPLETE		The same. skb->csum is the sum of all bytes: the ports' p and the
 *			field's -(a + p) leave -a. The IP header always sums up to nothing.
 * PARTIAL		The field holds the sum of the pseudo-header only, not complemented: it
 *			takes a; the ports are summed later.
 *
 * A packet to be segmented is one header with one checksum: the segments are
 * made from it, and the members of a fraglist get their addresses, ports
 * and checksums from the difference to it (__udpv4_gso_segment_list_csum()
 * and its TCP twin), so that nothing but the head is touched here.
 */

#include "packet/rewrite.h"

#include <linux/dccp.h>
#include <linux/icmp.h>
#include <linux/natgw.h>
#include <linux/tcp.h>
#include <linux/udp.h>

#include "lib/checksum.h"

/**
 * struct transport - where a protocol has what is rewritten
 * @check: offset of its checksum
 * @size: bytes that may be written
 * @ports: it has ports that are rewritten (an identifier, for ICMP queries)
 * @pseudo: its checksum covers the addresses
 * @optional: a checksum of zero is none
 */
struct transport {
	u8 check;
	u8 size;
	bool ports;
	bool pseudo;
	bool optional;
};

static const struct transport transport_tcp = {
	.check = offsetof(struct tcphdr, check),
	.size = offsetofend(struct tcphdr, check),
	.ports = true, .pseudo = true,
};

static const struct transport transport_udp = {
	.check = offsetof(struct udphdr, check),
	.size = sizeof(struct udphdr),
	.ports = true, .pseudo = true, .optional = true,
};

/* RFC 3828 knows no checksum of zero; sent all the same, it is left alone. */
static const struct transport transport_udplite = {
	.check = offsetof(struct udphdr, check),
	.size = sizeof(struct udphdr),
	.pseudo = true, .optional = true,
};

static const struct transport transport_dccp = {
	.check = offsetof(struct dccp_hdr, dccph_checksum),
	.size = offsetofend(struct dccp_hdr, dccph_checksum),
	.pseudo = true,
};

static const struct transport transport_icmp_query = {
	.check = offsetof(struct icmphdr, checksum),
	.size = offsetofend(struct icmphdr, un.echo.id),
	.ports = true,
};

static const struct transport transport_unknown;

static const struct transport *transport_of(const struct natgw_packet *packet)
{
	switch (packet->tuple.proto) {
	case IPPROTO_TCP:
		return &transport_tcp;
	case IPPROTO_UDP:
		return &transport_udp;
	case IPPROTO_UDPLITE:
		return &transport_udplite;
	case IPPROTO_DCCP:
		return &transport_dccp;
	case IPPROTO_ICMP:
		return packet->kind == NATGW_PACKET_FLOW ? &transport_icmp_query :
							   &transport_unknown;
	default:
		return &transport_unknown;
	}
}

bool natgw_rewrite_is_partial(const struct sk_buff *skb, unsigned int l4_offset, u8 proto)
{
	if (skb->ip_summed != CHECKSUM_PARTIAL)
		return false;
	if (skb_checksum_start_offset(skb) == l4_offset)
		return true;
	/* A tunnel's outer header, whose sum each segment gets from a pseudo-header as well. */
	return proto == IPPROTO_UDP && skb_is_gso(skb) &&
	       skb_shinfo(skb)->gso_type & SKB_GSO_UDP_TUNNEL_CSUM;
}

/* Mend the transport's checksum, and skb->csum, after a change of addresses and ports. */
static __always_inline void mend(struct natgw_packet *packet, const struct transport *transport,
				 __wsum addresses, __wsum ports)
{
	struct sk_buff *skb = packet->skb;
	__sum16 *check = (__sum16 *)(skb->data + packet->l4_offset + transport->check);
	__wsum delta;

	if (!transport->pseudo)
		addresses = 0;

	if (natgw_rewrite_is_partial(skb, packet->l4_offset, packet->tuple.proto)) {
		if (transport->pseudo)
			*check = natgw_checksum_apply_partial(*check, addresses);
		return;
	}

	if (transport->optional && !*check) {
		/* Nothing makes up for the ports. */
		if (skb->ip_summed == CHECKSUM_COMPLETE)
			skb->csum = csum_add(skb->csum, ports);
		return;
	}

	delta = csum_add(addresses, ports);
	if (transport->optional)
		*check = natgw_checksum_apply_udp(*check, delta);
	else
		*check = natgw_checksum_apply(*check, delta);
	if (skb->ip_summed == CHECKSUM_COMPLETE)
		skb->csum = csum_sub(skb->csum, addresses);
}

static __be16 *port_field(const struct natgw_packet *packet, bool source)
{
	void *header = packet->skb->data + packet->l4_offset;

	if (packet->tuple.proto == IPPROTO_ICMP)
		return &((struct icmphdr *)header)->un.echo.id;
	/* TCP and UDP have them at the same place. */
	return source ? &((struct udphdr *)header)->source : &((struct udphdr *)header)->dest;
}

/* As skb_ensure_writable(), of which most packets need nothing. */
static bool make_writable(struct sk_buff *skb, unsigned int length)
{
	if (likely(length <= skb_headlen(skb) && !skb_cloned(skb)))
		return true;
	return !skb_ensure_writable(skb, length);
}

static __always_inline int rewrite(struct natgw_packet *packet, const struct transport *transport,
				   bool source, __be32 addr, __be16 port)
{
	struct natgw_tuple *tuple = &packet->tuple;
	__wsum addresses, ports = 0;
	struct iphdr *ip;
	__be32 *field;

	if (!make_writable(packet->skb, packet->l4_offset + transport->size))
		return NATGW_REASON_DROP_WRITE;

	ip = natgw_packet_ip(packet);
	field = source ? &ip->saddr : &ip->daddr;
	addresses = natgw_checksum_delta32(*field, addr);
	*field = addr;
	ip->check = natgw_checksum_apply(ip->check, addresses);

	if (transport->ports) {
		__be16 *place = port_field(packet, source);

		ports = natgw_checksum_delta16(*place, port);
		*place = port;
	}
	if (transport->size)
		mend(packet, transport, addresses, ports);

	/* Where the packet has no ports, the tuple's stay 0. */
	if (source)
		natgw_tuple_set_source(tuple, addr, transport->ports ? port : 0);
	else
		natgw_tuple_set_destination(tuple, addr, transport->ports ? port : 0);
	return 0;
}

int natgw_rewrite_source(struct natgw_packet *packet, __be32 addr, __be16 port)
{
	if (packet->tuple.proto == IPPROTO_TCP)
		return rewrite(packet, &transport_tcp, true, addr, port);
	if (packet->tuple.proto == IPPROTO_UDP)
		return rewrite(packet, &transport_udp, true, addr, port);
	return rewrite(packet, transport_of(packet), true, addr, port);
}

int natgw_rewrite_destination(struct natgw_packet *packet, __be32 addr, __be16 port)
{
	if (packet->tuple.proto == IPPROTO_TCP)
		return rewrite(packet, &transport_tcp, false, addr, port);
	if (packet->tuple.proto == IPPROTO_UDP)
		return rewrite(packet, &transport_udp, false, addr, port);
	return rewrite(packet, transport_of(packet), false, addr, port);
}

/* How many packets a buffer is sent as: each takes an identification. */
static int segments(const struct sk_buff *skb)
{
	const struct skb_shared_info *shared = skb_shinfo(skb);

	if (!skb_is_gso(skb))
		return 1;
	/* What a guest or a program says is not counted yet. */
	return shared->gso_segs ?: DIV_ROUND_UP(skb->len, shared->gso_size);
}

/*
 * The stack's own generator: keyed by addresses and protocol, and shared with
 * what the gateway itself sends from the same address.
 */
void natgw_rewrite_set_id(struct natgw_packet *packet, struct net *net)
{
	struct iphdr *ip = natgw_packet_ip(packet);
	__be16 former = ip->id;

	__ip_select_ident(net, ip, segments(packet->skb));
	ip->check = natgw_checksum_apply(ip->check, natgw_checksum_delta16(former, ip->id));
}

int natgw_rewrite_mss(struct natgw_packet *packet, u32 mss)
{
	unsigned int offset = packet->l4_offset + packet->mss_offset;
	const u8 *old = packet->skb->data + offset;
	u16 was = old[0] << 8 | old[1];
	struct tcphdr *tcp;
	__wsum delta;
	u8 *field;

	if (!mss || was <= mss)
		return 0;
	if (skb_ensure_writable(packet->skb, offset + sizeof(u16)))
		return NATGW_REASON_DROP_WRITE;
	field = packet->skb->data + offset;
	field[0] = mss >> 8;
	field[1] = mss;
	if (natgw_rewrite_is_partial(packet->skb, packet->l4_offset, IPPROTO_TCP))
		return 0;	/* the field is still to be summed */

	/* skb->csum is the sum of all bytes: the field and its checksum cancel out. */
	delta = natgw_checksum_delta16(htons(was), htons(mss));
	delta = csum_shift(delta, packet->mss_offset);
	tcp = (struct tcphdr *)(packet->skb->data + packet->l4_offset);
	tcp->check = natgw_checksum_apply(tcp->check, delta);
	return 0;
}
