/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Packets to test with.
 *
 * What a rewrite has to yield is not computed: it is the packet that
 * is built, all checksums from scratch, with the new endpoints from the start.
 */
#ifndef _NATGW_KUNIT_FRAME_H
#define _NATGW_KUNIT_FRAME_H

#include <kunit/test.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/skbuff.h>

enum frame_sizes {
	FRAME_MAX = 2048,	/* bytes of a packet that is compared */
};

/**
 * struct frame - what a packet is made of
 * @proto: IP protocol
 * @saddr: source address, host order, as all of it
 * @daddr: destination address
 * @sport: source port; an ICMP query's identifier
 * @dport: destination port
 * @payload: bytes of data
 * @options: 32-bit words of IP options (no-operations)
 * @seed: of the data, and where there are any of the ports' neighbours
 * @tcp_flags: the header's byte; 0 stands for ACK
 * @icmp_type: 0 stands for an echo request
 * @no_check: a UDP packet without checksum
 * @to_zero: the data is such that the transport checksum comes out as 0
 */
struct frame {
	u8 proto;
	u32 saddr;
	u32 daddr;
	u16 sport;
	u16 dport;
	u16 payload;
	u8 options;
	u8 seed;
	u8 tcp_flags;
	u8 icmp_type;
	bool no_check;
	bool to_zero;
};

/* Bytes of the IP header, and of the transport's. */
unsigned int frame_ip_size(const struct frame *frame);
unsigned int frame_l4_size(const struct frame *frame);

/* Writes the packet to @data, FRAME_MAX bytes; returns its length. */
unsigned int frame_write(const struct frame *frame, u8 *data);

/* Fills in the transport checksum of the packet at @data over @length bytes of IP datagram. */
void frame_checksum(u8 *data, unsigned int length);

/*
 * An skb that holds @length bytes of @data, at its network header; it is freed when the
 * test ends. frame_skb() has the first @linear of them in its linear part, or
 * all (0), and room for an Ethernet header before. The checksum is CHECKSUM_NONE.
 */
struct sk_buff *frame_skb(struct kunit *test, const u8 *data, unsigned int length,
			  unsigned int linear);

/* frame_write() and frame_skb(). */
struct sk_buff *frame_make(struct kunit *test, const struct frame *frame, unsigned int linear);

/* Has @skb freed when the test ends. */
void frame_keep(struct kunit *test, struct sk_buff *skb);

/* Makes a packet of TCP or UDP one whose checksum is still to be filled in. */
void frame_partial(struct sk_buff *skb);

/* Makes a packet one that a device has summed up. */
void frame_complete(struct sk_buff *skb);

/*
 * Whether @skb has the @length bytes of @data, after its checksum is filled in
 * where that is to be done, and whether a device's sum is right.
 */
void frame_expect(struct kunit *test, struct sk_buff *skb, const u8 *data, unsigned int length,
		  const char *what);

/* Whether all checksums of a single packet are right, computed anew. */
bool frame_valid(struct kunit *test, const struct sk_buff *skb);

/* For suites: makes, and empties, the list of what is freed. */
int frame_init(struct kunit *test);
void frame_exit(struct kunit *test);

#endif
