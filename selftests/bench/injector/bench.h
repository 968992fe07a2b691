/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * natgw_bench.ko: times what a gateway does with a packet.
 *
 * A namespace has two devices of the kind natgw_bench, "inside" and "outside".
 * Fresh packets are put into the receive path of one; what the gateway makes of
 * them is taken from the transmit path of the other, at once and on the same CPU.
 */
#ifndef _NATGW_BENCH_H
#define _NATGW_BENCH_H

#include <linux/netdevice.h>
#include <linux/skbuff.h>

enum bench_side {
	BENCH_INSIDE,
	BENCH_OUTSIDE,
};

/**
 * struct bench_flow - what the generator remembers of a flow
 * @external: how the outside sees its inside endpoint, once a packet has shown it
 * @port: likewise
 * @known: @external and @port are
 * @seq: TCP: the next sequence number of each side
 */
struct bench_flow {
	__be32 external;
	__be16 port;
	u16 known;
	u32 seq[2];
};

/**
 * struct bench_flows - the flows of a namespace
 * @flow: one each
 * @count: how many
 * @hosts: inside hosts; flow i is of host i % hosts
 * @remotes: remote hosts; flow i talks to remote (i / hosts) % remotes, or to
 *	     i % remotes where @spread is set
 * @proto: IPPROTO_UDP or IPPROTO_TCP
 * @repeat: a host's next @remotes flows have the same inside port
 * @base: added to a flow's number, so that flows are other ones than before
 */
struct bench_flows {
	struct bench_flow *flow;
	u32 count;
	u32 hosts;
	u32 remotes;
	u32 proto;
	u32 repeat;
	u32 base;
};

/**
 * struct bench_step - one packet of an exchange, for a number of flows
 * @from: which side sends it
 * @flags: TCP flags, as the header's byte
 * @size: of the IP packet; 0: no payload
 */
struct bench_step {
	enum bench_side from;
	u8 flags;
	u32 size;
};

/**
 * struct bench_sink - what becomes of packets on one CPU
 * @flows: whose they are
 * @from: the side they were sent from
 * @learn: keep their translated source
 * @check: look at every byte; else packets are only counted
 * @translated: the source has to be another one than the inside endpoint
 * @size: what they have to have
 * @out: packets that came out on the other side
 * @wrong: packets that came out on the wrong side, or that are not as they have to be
 */
struct bench_sink {
	struct bench_flows *flows;
	enum bench_side from;
	bool learn;
	bool check;
	bool translated;
	u32 size;
	u32 out;
	u32 wrong;
};

struct bench_net {
	struct bench_flows flows;
};

struct bench_net *bench_net_get(struct net *net);

/* frame.c: a flow's endpoints and packets. */
void bench_flow_inside(const struct bench_flows *flows, u32 i, __be32 *addr, __be16 *port);
void bench_flow_remote(const struct bench_flows *flows, u32 i, __be32 *addr, __be16 *port);

/* The next packet of flow @i as @dev would receive it; the flow's numbers move on. Or NULL. */
struct sk_buff *bench_frame(struct bench_flows *flows, u32 i, const struct bench_step *step,
			    struct net_device *dev);
/* Whether @skb is what has to come of flow @i's packet. */
bool bench_frame_good(const struct bench_sink *sink, u32 i, struct sk_buff *skb);
int bench_frame_init(void);
void bench_frame_exit(void);

/* device.c: the two devices, and where their packets end. */
extern struct bench_sink __percpu *bench_sinks;
void bench_sink_take(struct sk_buff *skb, struct net_device *dev);
int bench_device_init(void);
void bench_device_exit(void);

/* run.c: "run KEY=VALUE..." */
int bench_run(struct net *net, char *words, char *answer, size_t size);
int bench_flows_make(struct net *net, char *words);
void bench_flows_free(struct bench_flows *flows);
void bench_clock_init(void);

/* The value of @word ("KEY=VALUE") if its key is @key. */
const char *bench_value(const char *word, const char *key);

#endif
