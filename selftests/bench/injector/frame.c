// SPDX-License-Identifier: GPL-2.0-only
/* Packets of flows: made from nothing, and looked at when they come out. */
#include <linux/etherdevice.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/checksum.h>
#include <net/ip.h>
#include <net/tcp.h>

#include "bench.h"

enum {
	MTU = 1500,
	WINDOW_SCALE = 14,
	WRONG_SHOWN = 5,
	INSIDE_NET = 0x0a000000,	/* 10.0.0.0/8 */
	REMOTE_NET = 0xc6120000,	/* 198.18.0.0/15 */
	INSIDE_PORT = 2048,
	REMOTE_PORT = 443,
};

/* What packets too big for one buffer are filled with: zeros, as all payload. */
static struct page *payload_page;

void bench_flow_inside(const struct bench_flows *flows, u32 i, __be32 *addr, __be16 *port)
{
	u32 n = (i + flows->base) / flows->hosts;

	if (flows->repeat)
		n /= flows->remotes;
	*addr = htonl(INSIDE_NET + 1 + i % flows->hosts);
	*port = htons(INSIDE_PORT + n % (65536 - INSIDE_PORT));
}

void bench_flow_remote(const struct bench_flows *flows, u32 i, __be32 *addr, __be16 *port)
{
	u32 n = i / flows->hosts;

	*addr = htonl(REMOTE_NET + 1 + n % flows->remotes);
	*port = htons(REMOTE_PORT);
}

/* As they stand on the wire where the packet is received. */
static void endpoints(const struct bench_flows *flows, u32 i, enum bench_side from,
		      __be32 addr[2], __be16 port[2])
{
	const struct bench_flow *flow = &flows->flow[i];

	if (from == BENCH_INSIDE) {
		bench_flow_inside(flows, i, &addr[0], &port[0]);
		bench_flow_remote(flows, i, &addr[1], &port[1]);
		return;
	}
	bench_flow_remote(flows, i, &addr[0], &port[0]);
	addr[1] = flow->external;
	port[1] = flow->port;
}

static unsigned int tcp_header(const struct bench_step *step)
{
	/* A SYN says how its window is scaled: three bytes, and a NOP. */
	return sizeof(struct tcphdr) + (step->flags & TCPHDR_SYN ? 4 : 0);
}

static unsigned int header_length(const struct bench_flows *flows, const struct bench_step *step)
{
	if (flows->proto == IPPROTO_UDP)
		return sizeof(struct udphdr);
	return tcp_header(step);
}

static void fill_tcp(struct bench_flow *flow, const struct bench_step *step, struct tcphdr *th,
		     const __be16 port[2], unsigned int payload)
{
	u8 *option = (u8 *)(th + 1);

	memset(th, 0, tcp_header(step));
	th->source = port[0];
	th->dest = port[1];
	th->seq = htonl(flow->seq[step->from]);
	th->doff = tcp_header(step) / 4;
	th->window = htons(U16_MAX);
	((u8 *)th)[13] = step->flags;
	if (step->flags & TCPHDR_ACK)
		th->ack_seq = htonl(flow->seq[!step->from]);
	if (step->flags & TCPHDR_SYN) {
		option[0] = 3;
		option[1] = 3;
		option[2] = WINDOW_SCALE;
		option[3] = 1;
	}
	flow->seq[step->from] += payload + !!(step->flags & (TCPHDR_SYN | TCPHDR_FIN));
}

static void fill_udp(struct udphdr *uh, const __be16 port[2], unsigned int payload)
{
	uh->source = port[0];
	uh->dest = port[1];
	uh->len = htons(sizeof(*uh) + payload);
	uh->check = 0;
}

static void fill_ip(struct iphdr *iph, u8 proto, const __be32 addr[2], unsigned int length)
{
	*iph = (struct iphdr){
		.version = 4, .ihl = 5, .ttl = 64, .protocol = proto, .frag_off = htons(IP_DF),
		.tot_len = htons(length), .saddr = addr[0], .daddr = addr[1],
	};
	iph->check = ip_fast_csum(iph, 5);
}

/* Payload is zeros: the header alone says what the sum is. */
static void fill_checksum(struct sk_buff *skb, const struct iphdr *iph, void *l4,
			  unsigned int header, bool partial)
{
	unsigned int length = ntohs(iph->tot_len) - sizeof(*iph);
	bool udp = iph->protocol == IPPROTO_UDP;
	__sum16 *check = udp ? &((struct udphdr *)l4)->check : &((struct tcphdr *)l4)->check;

	if (partial) {
		skb->ip_summed = CHECKSUM_PARTIAL;
		skb->csum_start = (unsigned char *)l4 - skb->head;
		skb->csum_offset = (unsigned char *)check - (unsigned char *)l4;
		*check = ~csum_tcpudp_magic(iph->saddr, iph->daddr, length, iph->protocol, 0);
		return;
	}
	skb->ip_summed = CHECKSUM_UNNECESSARY;
	*check = csum_tcpudp_magic(iph->saddr, iph->daddr, length, iph->protocol,
				   csum_partial(l4, header, 0));
	if (udp && !*check)
		*check = CSUM_MANGLED_0;
}

/* As GRO makes one of many: its payload in pages. */
static void fill_pages(struct sk_buff *skb, unsigned int payload, u8 proto, unsigned int headers)
{
	struct skb_shared_info *shared = skb_shinfo(skb);
	int i = 0;

	shared->gso_size = MTU - headers;
	shared->gso_segs = DIV_ROUND_UP(payload, shared->gso_size);
	shared->gso_type = proto == IPPROTO_UDP ? SKB_GSO_UDP_L4 : SKB_GSO_TCPV4;
	while (payload) {
		unsigned int part = min_t(unsigned int, payload, PAGE_SIZE);

		get_page(payload_page);
		skb_add_rx_frag(skb, i++, payload_page, 0, part, PAGE_SIZE);
		payload -= part;
	}
}

struct sk_buff *bench_frame(struct bench_flows *flows, u32 i, const struct bench_step *step,
			    struct net_device *dev)
{
	unsigned int header = header_length(flows, step);
	unsigned int headers = sizeof(struct iphdr) + header;
	unsigned int length = max(step->size, headers);
	unsigned int payload = length - headers;
	bool big = length > MTU;
	struct sk_buff *skb;
	struct iphdr *iph;
	__be32 addr[2];
	__be16 port[2];
	void *l4;

	skb = netdev_alloc_skb(dev, ETH_HLEN + (big ? headers : length));
	if (!skb)
		return NULL;
	endpoints(flows, i, step->from, addr, port);
	ether_addr_copy(skb_put(skb, ETH_ALEN), dev->dev_addr);
	eth_zero_addr(skb_put(skb, ETH_ALEN));
	*(__be16 *)skb_put(skb, sizeof(__be16)) = htons(ETH_P_IP);
	iph = skb_put(skb, sizeof(*iph));
	l4 = skb_put(skb, header);
	fill_ip(iph, flows->proto, addr, length);
	if (flows->proto == IPPROTO_UDP)
		fill_udp(l4, port, payload);
	else
		fill_tcp(&flows->flow[i], step, l4, port, payload);
	fill_checksum(skb, iph, l4, header, big);
	if (big)
		fill_pages(skb, payload, flows->proto, headers);
	else
		skb_put_zero(skb, payload);
	skb->mark = i + 1;
	skb->protocol = eth_type_trans(skb, dev);
	skb_reset_network_header(skb);
	return skb;
}

static bool checksum_good(struct sk_buff *skb, const struct iphdr *iph)
{
	unsigned int offset = skb_network_offset(skb) + sizeof(*iph);
	unsigned int length = ntohs(iph->tot_len) - sizeof(*iph);
	__sum16 *check;

	if (ip_fast_csum(iph, iph->ihl))
		return false;
	if (skb->ip_summed != CHECKSUM_PARTIAL)
		return !csum_tcpudp_magic(iph->saddr, iph->daddr, length, iph->protocol,
					  skb_checksum(skb, offset, length, 0));
	check = (__sum16 *)(skb_checksum_start(skb) + skb->csum_offset);
	return *check == (__force __sum16)~csum_tcpudp_magic(iph->saddr, iph->daddr, length,
							      iph->protocol, 0);
}

static bool endpoints_good(const struct bench_sink *sink, u32 i, const struct iphdr *iph,
			   const __be16 *ports)
{
	const struct bench_flow *flow = &sink->flows->flow[i];
	__be32 inside, remote;
	__be16 inside_port, remote_port;
	bool changed;

	bench_flow_inside(sink->flows, i, &inside, &inside_port);
	bench_flow_remote(sink->flows, i, &remote, &remote_port);
	if (sink->from == BENCH_OUTSIDE)
		return iph->saddr == remote && ports[0] == remote_port && iph->daddr == inside &&
		       ports[1] == inside_port;
	if (iph->daddr != remote || ports[1] != remote_port)
		return false;
	changed = iph->saddr != inside;
	if (sink->translated != changed)
		return false;
	return !flow->known || (iph->saddr == flow->external && ports[0] == flow->port);
}

bool bench_frame_good(const struct bench_sink *sink, u32 i, struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);
	static unsigned int shown;

	if (iph->version == 4 && iph->ihl == 5 && iph->ttl == 63 &&
	    skb->len == skb_network_offset(skb) + ntohs(iph->tot_len) &&
	    ntohs(iph->tot_len) >= sink->size && checksum_good(skb, iph) &&
	    endpoints_good(sink, i, iph, (const __be16 *)(iph + 1)))
		return true;
	if (shown++ < WRONG_SHOWN)
		pr_err("natgw_bench: flow %u's packet from side %u came out wrong: %*ph\n", i,
		       sink->from, 40, iph);
	return false;
}

int bench_frame_init(void)
{
	payload_page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	return payload_page ? 0 : -ENOMEM;
}

void bench_frame_exit(void)
{
	put_page(payload_page);
}
