// SPDX-License-Identifier: GPL-2.0-only
/* A packet as the pipeline sees it: parsed once, every bound checked here and nowhere else. */

#include "packet/packet.h"

#include <linux/dccp.h>
#include <linux/icmp.h>
#include <linux/ip.h>
#include <linux/natgw.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/checksum.h>
#include <net/ip.h>
#include <net/tcp.h>

#include "packet/rewrite.h"

enum {
	ICMP_QUOTE_L4_MIN = 8,		/* what every error quotes of the transport (RFC 792) */
	ICMP_QUOTE_L4_READ = 20,	/* what is ever read or written of it */
	ICMP_LENGTH_OFFSET = 5,		/* of RFC 4884's length attribute, for types 3, 11 and 12 */
};

enum natgw_packet_kind natgw_packet_icmp_kind(u8 type)
{
	switch (type) {
	case ICMP_ECHO:
	case ICMP_ECHOREPLY:
	case ICMP_TIMESTAMP:
	case ICMP_TIMESTAMPREPLY:
		return NATGW_PACKET_FLOW;
	case ICMP_DEST_UNREACH:
	case ICMP_SOURCE_QUENCH:
	case ICMP_TIME_EXCEEDED:
	case ICMP_PARAMETERPROB:
		return NATGW_PACKET_ICMP_ERROR;
	default:
		return NATGW_PACKET_ICMP_OTHER;
	}
}

/* The bytes from @offset on, in the linear part; what was read before may have moved. */
static const void *pull(struct sk_buff *skb, unsigned int offset, unsigned int length)
{
	return pskb_may_pull(skb, offset + length) ? skb->data + offset : NULL;
}

/* What is read of the options of a SYN; the first one of a kind counts. */
static void parse_options(struct natgw_packet *packet, const u8 *options, unsigned int length)
{
	unsigned int i = 0;

	while (i < length && options[i] != TCPOPT_EOL) {
		unsigned int size;

		if (options[i] == TCPOPT_NOP) {
			i++;
			continue;
		}
		if (length - i < 2)
			break;
		size = options[i + 1];
		if (size < 2 || size > length - i)
			break;
		if (options[i] == TCPOPT_WINDOW && size == TCPOLEN_WINDOW &&
		    packet->window_scale == NATGW_TCP_SCALE_ABSENT)
			packet->window_scale = options[i + 2];
		if (options[i] == TCPOPT_MSS && size == TCPOLEN_MSS && !packet->mss_offset)
			packet->mss_offset = sizeof(struct tcphdr) + i + 2;
		i += size;
	}
}

static int parse_tcp(struct sk_buff *skb, struct natgw_packet *packet, unsigned int length)
{
	unsigned int header;
	const struct tcphdr *tcp;

	if (length < sizeof(*tcp))
		return NATGW_REASON_DROP_MALFORMED;
	tcp = pull(skb, packet->l4_offset, sizeof(*tcp));
	if (!tcp)
		return NATGW_REASON_DROP_TRUNCATED;

	header = tcp->doff * 4;
	packet->tcp_flags = tcp_flag_byte(tcp) & (NATGW_TCP_FIN | NATGW_TCP_SYN | NATGW_TCP_RST |
						  NATGW_TCP_ACK);
	if (header < sizeof(*tcp) || header > length || !tcp->source || !tcp->dest ||
	    !natgw_tcp_flags_valid(packet->tcp_flags))
		return NATGW_REASON_DROP_MALFORMED;

	packet->kind = NATGW_PACKET_FLOW;
	packet->tuple.sport = tcp->source;
	packet->tuple.dport = tcp->dest;
	packet->payload = length - header;
	packet->seq = ntohl(tcp->seq);
	packet->ack = ntohl(tcp->ack_seq);
	packet->window = ntohs(tcp->window);
	packet->window_scale = NATGW_TCP_SCALE_ABSENT;
	if (!(packet->tcp_flags & NATGW_TCP_SYN))
		return 0;

	tcp = pull(skb, packet->l4_offset, header);
	if (!tcp)
		return NATGW_REASON_DROP_TRUNCATED;
	parse_options(packet, (const u8 *)(tcp + 1), header - sizeof(*tcp));
	return 0;
}

static int parse_udp(struct sk_buff *skb, struct natgw_packet *packet, unsigned int length)
{
	const struct udphdr *udp;

	if (length < sizeof(*udp))
		return NATGW_REASON_DROP_MALFORMED;
	udp = pull(skb, packet->l4_offset, sizeof(*udp));
	if (!udp)
		return NATGW_REASON_DROP_TRUNCATED;

	/* A source port of 0 says that no answer is expected (RFC 768): the caller judges. */
	if (ntohs(udp->len) < sizeof(*udp) || ntohs(udp->len) > length || !udp->dest)
		return NATGW_REASON_DROP_MALFORMED;

	packet->kind = NATGW_PACKET_FLOW;
	packet->tuple.sport = udp->source;
	packet->tuple.dport = udp->dest;
	return 0;
}

/*
 * Before anything is rewritten, so that no damage is hidden by a fresh sum
 * (RFC 5508 REQ-3). No device vouches for ICMP, whatever ip_summed says, and
 * errors are few: always computed, unless it is still to be filled in.
 */
static bool icmp_checksum_good(const struct sk_buff *skb, unsigned int offset,
			       unsigned int length)
{
	return natgw_rewrite_is_partial(skb, offset, IPPROTO_ICMP) ||
	       !csum_fold(skb_checksum(skb, offset, length, 0));
}

/* The bytes that quote a packet: all that follow the header, or as many as RFC 4884 says. */
static unsigned int quote_length(const struct icmphdr *icmp, unsigned int length)
{
	unsigned int attribute = ((const u8 *)icmp)[ICMP_LENGTH_OFFSET] * 4;

	length -= sizeof(*icmp);
	/* A source quench has no attribute. One beyond the end is none: RFC 792 had no rule. */
	if (icmp->type == ICMP_SOURCE_QUENCH || !attribute || attribute > length)
		return length;
	return attribute;
}

/* The ports of the quoted packet, or its identifier. */
static int parse_quote_ports(struct sk_buff *skb, struct natgw_packet *packet)
{
	unsigned int length = min_t(unsigned int, packet->quote.l4_length, ICMP_QUOTE_L4_READ);
	struct natgw_tuple *tuple = &packet->quote.tuple;
	const struct icmphdr *icmp;
	const __be16 *ports;
	const void *l4;

	l4 = pull(skb, packet->quote.l4_offset, length);
	if (!l4)
		return NATGW_REASON_DROP_TRUNCATED;

	switch (tuple->proto) {
	case IPPROTO_TCP:
	case IPPROTO_UDP:
		if (length < ICMP_QUOTE_L4_MIN)
			return NATGW_REASON_DROP_ICMP_QUOTE;
		ports = l4;
		tuple->sport = ports[0];
		tuple->dport = ports[1];
		return 0;
	case IPPROTO_ICMP:
		if (length < ICMP_QUOTE_L4_MIN)
			return NATGW_REASON_DROP_ICMP_QUOTE;
		icmp = l4;
		/* No error is ever sent about an error (RFC 1122 section 3.2.2). */
		if (natgw_packet_icmp_kind(icmp->type) == NATGW_PACKET_ICMP_ERROR ||
		    icmp->type == ICMP_REDIRECT)
			return NATGW_REASON_DROP_ICMP_QUOTE;
		if (natgw_packet_icmp_kind(icmp->type) == NATGW_PACKET_FLOW) {
			tuple->sport = icmp->un.echo.id;
			tuple->dport = icmp->un.echo.id;
		}
		return 0;
	default:
		return 0;
	}
}

static int parse_quote(struct sk_buff *skb, struct natgw_packet *packet, unsigned int length)
{
	const struct iphdr *ip;
	unsigned int header;

	packet->quote.ip_offset = packet->l4_offset + sizeof(struct icmphdr);
	if (length < sizeof(*ip))
		return NATGW_REASON_DROP_ICMP_QUOTE;
	ip = pull(skb, packet->quote.ip_offset, sizeof(*ip));
	if (!ip)
		return NATGW_REASON_DROP_TRUNCATED;

	header = ip->ihl * 4;
	if (ip->version != 4 || header < sizeof(*ip) || header > length ||
	    ntohs(ip->tot_len) < header)
		return NATGW_REASON_DROP_ICMP_QUOTE;
	ip = pull(skb, packet->quote.ip_offset, header);
	if (!ip)
		return NATGW_REASON_DROP_TRUNCATED;
	if (ip_fast_csum(ip, ip->ihl))
		return NATGW_REASON_DROP_ICMP_CHECKSUM;

	packet->quote.tuple = (struct natgw_tuple){
		.saddr = ip->saddr, .daddr = ip->daddr, .proto = ip->protocol,
	};
	packet->quote.l4_offset = packet->quote.ip_offset + header;
	packet->quote.l4_length = min_t(unsigned int, length, ntohs(ip->tot_len)) - header;
	packet->quote.fragment = ip->frag_off & htons(IP_OFFSET);
	return packet->quote.fragment ? 0 : parse_quote_ports(skb, packet);
}

static int parse_icmp(struct sk_buff *skb, struct natgw_packet *packet, unsigned int length)
{
	const struct icmphdr *icmp;

	if (length < sizeof(*icmp))
		return NATGW_REASON_DROP_MALFORMED;
	icmp = pull(skb, packet->l4_offset, sizeof(*icmp));
	if (!icmp)
		return NATGW_REASON_DROP_TRUNCATED;

	memset(&packet->quote, 0, sizeof(packet->quote));
	packet->icmp_type = icmp->type;
	packet->icmp_code = icmp->code;
	packet->kind = natgw_packet_icmp_kind(icmp->type);

	switch (packet->kind) {
	case NATGW_PACKET_FLOW:
		packet->tuple.sport = icmp->un.echo.id;
		packet->tuple.dport = icmp->un.echo.id;
		return 0;
	case NATGW_PACKET_ICMP_ERROR:
		if (!icmp_checksum_good(skb, packet->l4_offset, length))
			return NATGW_REASON_DROP_ICMP_CHECKSUM;
		return parse_quote(skb, packet, quote_length(icmp, length));
	default:
		return 0;
	}
}

/* A protocol whose ports natgw does not read, but whose checksum covers the addresses. */
static int parse_pseudo_header(struct natgw_packet *packet, unsigned int length,
			       unsigned int header)
{
	return length < header ? NATGW_REASON_DROP_MALFORMED : 0;
}

/* Member by member: a call of memset() would be a good part of what the fast path costs. */
static void clear(struct natgw_packet *packet, struct sk_buff *skb)
{
	packet->skb = skb;
	packet->tuple = (struct natgw_tuple){};
	packet->kind = NATGW_PACKET_OTHER;
	packet->l4_offset = 0;
	packet->length = 0;
	packet->tcp_flags = 0;
	packet->icmp_type = 0;
	packet->icmp_code = 0;
	packet->window_scale = 0;
	packet->mss_offset = 0;
	packet->window = 0;
	packet->payload = 0;
	packet->seq = 0;
	packet->ack = 0;
}

int natgw_packet_parse(struct sk_buff *skb, struct natgw_packet *packet)
{
	unsigned int header, length;
	const struct iphdr *ip;

	clear(packet, skb);
	ip = pull(skb, 0, sizeof(*ip));
	if (!ip)
		return NATGW_REASON_DROP_TRUNCATED;
	header = ip->ihl * 4;
	if (ip->version != 4 || header < sizeof(*ip))
		return NATGW_REASON_DROP_MALFORMED;
	ip = pull(skb, 0, header);
	if (!ip)
		return NATGW_REASON_DROP_TRUNCATED;

	length = ntohs(ip->tot_len);
	/* More than 64 KiB to be segmented ("BIG TCP"): the field is too small to say so. */
	if (!length && skb_is_gso(skb))
		length = skb->len;
	if (length < header || ip_is_fragment(ip))
		return NATGW_REASON_DROP_MALFORMED;
	if (length > skb->len)
		return NATGW_REASON_DROP_TRUNCATED;

	packet->length = length;
	packet->l4_offset = header;
	packet->tuple.saddr = ip->saddr;
	packet->tuple.daddr = ip->daddr;
	packet->tuple.proto = ip->protocol;
	length -= header;

	switch (packet->tuple.proto) {
	case IPPROTO_TCP:
		return parse_tcp(skb, packet, length);
	case IPPROTO_UDP:
		return parse_udp(skb, packet, length);
	case IPPROTO_ICMP:
		return parse_icmp(skb, packet, length);
	case IPPROTO_UDPLITE:
		return parse_pseudo_header(packet, length, sizeof(struct udphdr));
	case IPPROTO_DCCP:
		return parse_pseudo_header(packet, length, sizeof(struct dccp_hdr));
	default:
		return 0;
	}
}

int natgw_packet_parse_plain(struct sk_buff *skb, struct natgw_packet *packet)
{
	const struct iphdr *ip = ip_hdr(skb);
	unsigned int length = skb->len - sizeof(*ip);

	packet->skb = skb;
	packet->tuple = (struct natgw_tuple){
		.saddr = ip->saddr, .daddr = ip->daddr, .proto = ip->protocol,
	};
	packet->l4_offset = sizeof(*ip);
	packet->length = skb->len;
	packet->tcp_flags = 0;
	if (ip->protocol == IPPROTO_TCP)
		return parse_tcp(skb, packet, length);
	return parse_udp(skb, packet, length);
}
