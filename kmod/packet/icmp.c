// SPDX-License-Identifier: GPL-2.0-only
/* ICMP errors: the packet they quote. */

#include "packet/icmp.h"

#include <linux/dccp.h>
#include <linux/icmp.h>
#include <linux/natgw.h>
#include <linux/tcp.h>
#include <linux/udp.h>

#include "lib/checksum.h"
#include "packet/rewrite.h"

/* A change of the quoted packet: what it does to sums over the quote. */
struct change {
	__wsum addresses;
	__wsum ports;
	__wsum outer;		/* all of it: what the error's own checksum sees */
};

static void write16(struct change *change, __be16 *field, __be16 value)
{
	change->outer = csum_add(change->outer, natgw_checksum_delta16(*field, value));
	*field = value;
}

static void write_check(struct change *change, __sum16 *field, __sum16 value)
{
	write16(change, (__force __be16 *)field, (__force __be16)value);
}

/* Bytes of the quoted transport header that may be written. */
static unsigned int writable_length(const struct natgw_packet *packet)
{
	unsigned int length;

	if (packet->quote.fragment)
		return 0;

	switch (packet->quote.tuple.proto) {
	case IPPROTO_TCP:
		length = offsetofend(struct tcphdr, check);
		break;
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
	case IPPROTO_DCCP:
	case IPPROTO_ICMP:
		length = sizeof(struct udphdr);
		break;
	default:
		length = 0;
	}
	return min_t(unsigned int, length, packet->quote.l4_length);
}

static void change_address(struct change *change, struct iphdr *ip, bool source, __be32 addr)
{
	__be32 *field = source ? &ip->saddr : &ip->daddr;

	change->addresses = natgw_checksum_delta32(*field, addr);
	change->outer = csum_add(change->outer, change->addresses);
	*field = addr;
	write_check(change, &ip->check,
		    natgw_checksum_apply(ip->check, change->addresses));
}

static void change_port(struct change *change, __be16 *field, __be16 port)
{
	change->ports = natgw_checksum_delta16(*field, port);
	write16(change, field, port);
}

/* TCP's checksum lies beyond the eight bytes that many quote (RFC 5508 REQ-4). */
static void change_tcp(struct change *change, struct tcphdr *tcp, unsigned int length)
{
	__wsum delta = csum_add(change->addresses, change->ports);

	if (length >= offsetofend(struct tcphdr, check))
		write_check(change, &tcp->check,
			    natgw_checksum_apply(tcp->check, delta));
}

/* UDP-Lite has the same header. */
static void change_udp(struct change *change, struct udphdr *udp)
{
	__wsum delta = csum_add(change->addresses, change->ports);

	write_check(change, &udp->check,
		    natgw_checksum_apply_udp(udp->check, delta));
}

static void change_dccp(struct change *change, struct dccp_hdr *dccp)
{
	write_check(change, &dccp->dccph_checksum,
		    natgw_checksum_apply(dccp->dccph_checksum, change->addresses));
}

static void change_icmp(struct change *change, struct icmphdr *icmp)
{
	write_check(change, &icmp->checksum,
		    natgw_checksum_apply(icmp->checksum, change->ports));
}

/*
 * The quoted transport header, as far as it is there; natgw_packet_parse() has made
 * sure of eight bytes where there are ports.
 *
 * Return: whether it has a port, or an identifier, and so @port was written.
 */
static bool change_transport(struct change *change, void *header, unsigned int length, u8 proto,
			     bool source, __be16 port)
{
	struct icmphdr *icmp = header;
	struct tcphdr *tcp = header;
	struct udphdr *udp = header;

	switch (proto) {
	case IPPROTO_TCP:
		change_port(change, source ? &tcp->source : &tcp->dest, port);
		change_tcp(change, tcp, length);
		return true;
	case IPPROTO_UDP:
		change_port(change, source ? &udp->source : &udp->dest, port);
		change_udp(change, udp);
		return true;
	case IPPROTO_ICMP:
		if (natgw_packet_icmp_kind(icmp->type) != NATGW_PACKET_FLOW)
			return false;
		change_port(change, &icmp->un.echo.id, port);
		change_icmp(change, icmp);
		return true;
	case IPPROTO_UDPLITE:
		if (length >= sizeof(*udp))
			change_udp(change, udp);
		return false;
	case IPPROTO_DCCP:
		if (length >= offsetofend(struct dccp_hdr, dccph_checksum))
			change_dccp(change, header);
		return false;
	default:
		return false;
	}
}

static int rewrite_quote(struct natgw_packet *packet, bool source, __be32 addr, __be16 port)
{
	struct natgw_tuple *tuple = &packet->quote.tuple;
	unsigned int length = writable_length(packet);
	struct sk_buff *skb = packet->skb;
	struct change change = {};
	struct icmphdr *outer;
	bool ports = false;
	struct iphdr *ip;

	if (skb_ensure_writable(skb, packet->quote.l4_offset + length))
		return NATGW_REASON_DROP_WRITE;

	ip = (struct iphdr *)(skb->data + packet->quote.ip_offset);
	change_address(&change, ip, source, addr);
	if (length)
		ports = change_transport(&change, skb->data + packet->quote.l4_offset, length,
					 tuple->proto, source, port);

	/* What the quote adds to the sum the checksum takes off: skb->csum stays right. */
	outer = (struct icmphdr *)(skb->data + packet->l4_offset);
	if (!natgw_rewrite_is_partial(skb, packet->l4_offset, IPPROTO_ICMP))
		outer->checksum = natgw_checksum_apply(outer->checksum, change.outer);

	if (source)
		natgw_tuple_set_source(tuple, addr, ports ? port : 0);
	else
		natgw_tuple_set_destination(tuple, addr, ports ? port : 0);
	return 0;
}

int natgw_icmp_rewrite_quote_source(struct natgw_packet *packet, __be32 addr, __be16 port)
{
	return rewrite_quote(packet, true, addr, port);
}

int natgw_icmp_rewrite_quote_destination(struct natgw_packet *packet, __be32 addr, __be16 port)
{
	return rewrite_quote(packet, false, addr, port);
}
