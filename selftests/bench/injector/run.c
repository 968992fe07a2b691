// SPDX-License-Identifier: GPL-2.0-only
/*
 * run steps=LETTERS [size=N] [first=N] [span=N] [count=N] [order=random]
 *     [learn=1] [check=1] [translated=1] [direct=1]
 *
 * Goes through @count flows from number @first on, over and over where there
 * are fewer, or where @span says how many to take. 64 at a time take each of
 * the steps, capital letters from inside, small ones from outside:
 *	S  SYN (s: with ACK)	A  ACK		D  data of @size bytes, headers included
 *	F  FIN with ACK		R  RST
 * UDP knows data only. With @direct, the packets go to the sink at once: the
 * generator alone.
 *
 * The answer: packets sent, those that came out, those that were wrong, and
 *	wall	nanoseconds from start to end: making the packets, and what the
 *		gateway left for later and was done meanwhile, included
 *	path	nanoseconds from the first netif_receive_skb() of 64 to where bottom halves
 *		are on again: with what is left to a softirq
 *	median	picoseconds of a packet: the median of the path of 64
 *	cycles	of the path, by the time-stamp counter (instructions under -icount)
 */
#include <linux/bottom_half.h>
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/sort.h>
#include <linux/tcp.h>
#include <linux/vmalloc.h>
#include <net/tcp.h>

#include "bench.h"

enum {
	BATCH = 64,
	STEPS_MAX = 16,
	SAMPLES_MAX = 65536,
	ACK_EVERY = 64,		/* batches, where few flows would fill their windows */
};

/* Picoseconds a cycle of the time-stamp counter. */
static u64 clock_ps;

static inline u64 cycles(void)
{
#if IS_ENABLED(CONFIG_X86) || IS_ENABLED(CONFIG_UML_X86)
	u32 low, high;

	asm volatile("rdtsc" : "=a" (low), "=d" (high) :: "memory");
	return (u64)high << 32 | low;
#else
	return ktime_get_ns();
#endif
}

void bench_clock_init(void)
{
	u64 start = cycles(), ns = ktime_get_ns();

	while (ktime_get_ns() - ns < 100 * NSEC_PER_MSEC)
		cpu_relax();
	ns = ktime_get_ns() - ns;
	clock_ps = div64_u64(ns * 1000, max_t(u64, 1, cycles() - start));
}

/**
 * struct run - one command
 * @flows: of the namespace
 * @dev: by side
 * @step: what each flow does
 * @n_steps: how many
 * @size: of data
 * @first: the first flow
 * @span: flows from there on
 * @count: flows to go through
 * @random: not in order
 * @direct: past the gateway
 * @bits: of the numbers that are mixed
 * @next: of the numbers to be mixed
 * @index: the flows of the batch
 * @skb: their packets
 * @in_batch: how many
 * @sent: packets
 * @total: cycles in the receive path
 * @sample: cycles of each batch
 * @n_samples: how many
 */
struct run {
	struct bench_flows *flows;
	struct net_device *dev[2];
	struct bench_step step[STEPS_MAX];
	u32 n_steps;
	u32 size;
	u32 first;
	u32 span;
	u32 count;
	bool random;
	bool direct;
	u32 bits;
	u32 next;
	u32 index[BATCH];
	struct sk_buff *skb[BATCH];
	u32 in_batch;
	u64 sent;
	u64 total;
	u32 *sample;
	u32 n_samples;
};

/* One to one on numbers of @bits bits, and without order. */
static u32 mix(u32 x, u32 bits)
{
	u32 mask = bits ? GENMASK(bits - 1, 0) : 0;
	int i;

	for (i = 0; i < 3; i++) {
		x = (x * 0x9e3779b1U + 0x7f4a7c15U) & mask;
		x ^= x >> (bits / 2 + 1);
	}
	return x;
}

static u32 next_flow(struct run *run)
{
	u32 i;

	if (!run->random) {
		i = run->first + run->next;
		run->next = (run->next + 1) % run->span;
		return i % run->flows->count;
	}
	do {
		i = mix(run->next, run->bits);
		run->next = (run->next + 1) & GENMASK(run->bits, 0);
	} while (i >= run->flows->count);
	return i;
}

static int parse_steps(struct run *run, const char *letters)
{
	static const struct {
		char letter;
		u8 flags;
	} table[] = {
		{ 'S', TCPHDR_SYN }, { 's', TCPHDR_SYN | TCPHDR_ACK },
		{ 'A', TCPHDR_ACK }, { 'a', TCPHDR_ACK },
		{ 'D', TCPHDR_ACK | TCPHDR_PSH }, { 'd', TCPHDR_ACK | TCPHDR_PSH },
		{ 'F', TCPHDR_FIN | TCPHDR_ACK }, { 'f', TCPHDR_FIN | TCPHDR_ACK },
		{ 'R', TCPHDR_RST | TCPHDR_ACK }, { 'r', TCPHDR_RST | TCPHDR_ACK },
	};
	int i;

	for (; *letters; letters++) {
		struct bench_step *step = &run->step[run->n_steps];

		for (i = 0; i < ARRAY_SIZE(table) && table[i].letter != *letters; i++)
			;
		if (i == ARRAY_SIZE(table) || ++run->n_steps == STEPS_MAX)
			return -EINVAL;
		step->from = *letters >= 'a' ? BENCH_OUTSIDE : BENCH_INSIDE;
		step->flags = table[i].flags;
		step->size = (*letters | 0x20) == 'd';	/* the size comes later */
	}
	return run->n_steps ? 0 : -EINVAL;
}

static int parse_word(struct run *run, struct bench_sink *sink, const char *word)
{
	const char *value;

	value = bench_value(word, "steps");
	if (value)
		return parse_steps(run, value);
	value = bench_value(word, "size");
	if (value)
		return kstrtouint(value, 10, &run->size);
	value = bench_value(word, "first");
	if (value)
		return kstrtouint(value, 10, &run->first);
	value = bench_value(word, "span");
	if (value)
		return kstrtouint(value, 10, &run->span);
	value = bench_value(word, "count");
	if (value)
		return kstrtouint(value, 10, &run->count);
	value = bench_value(word, "order");
	if (value)
		return kstrtobool(strcmp(value, "random") ? "0" : "1", &run->random);
	value = bench_value(word, "learn");
	if (value)
		return kstrtobool(value, &sink->learn);
	value = bench_value(word, "check");
	if (value)
		return kstrtobool(value, &sink->check);
	value = bench_value(word, "translated");
	if (value)
		return kstrtobool(value, &sink->translated);
	value = bench_value(word, "direct");
	if (value)
		return kstrtobool(value, &run->direct);
	return -EINVAL;
}

static int parse(struct run *run, struct bench_sink *sink, char *words)
{
	char *word;
	int i, ret;

	while ((word = strsep(&words, " "))) {
		if (!*word)
			continue;
		ret = parse_word(run, sink, word);
		if (ret)
			return ret;
	}
	for (i = 0; i < run->n_steps; i++) {
		if (run->step[i].size)
			run->step[i].size = run->size;
	}
	return run->n_steps && run->count && run->span ? 0 : -EINVAL;
}

static int make_batch(struct run *run, const struct bench_step *step)
{
	int i;

	for (i = 0; i < run->in_batch; i++) {
		run->skb[i] = bench_frame(run->flows, run->index[i], step, run->dev[step->from]);
		if (run->skb[i])
			continue;
		while (i--)
			kfree_skb(run->skb[i]);
		return -ENOMEM;
	}
	return 0;
}

static void send_batch(struct run *run, const struct bench_step *step)
{
	struct net_device *to = run->dev[!step->from];
	int i;

	if (run->direct) {
		for (i = 0; i < run->in_batch; i++)
			bench_sink_take(run->skb[i], to);
	} else {
		for (i = 0; i < run->in_batch; i++)
			netif_receive_skb(run->skb[i]);
	}
}

static void account(struct run *run, u64 taken)
{
	run->total += taken;
	if (run->n_samples < SAMPLES_MAX && run->in_batch == BATCH)
		run->sample[run->n_samples++] = taken;
}

static int do_step(struct run *run, const struct bench_step *step, bool timed)
{
	struct bench_sink *sink;
	u64 start;
	int ret;

	local_bh_disable();
	sink = this_cpu_ptr(bench_sinks);
	sink->from = step->from;
	sink->size = step->size;
	ret = make_batch(run, step);
	start = cycles();
	if (!ret)
		send_batch(run, step);
	/* What was left for the end of the round is done now. */
	local_bh_enable();
	if (ret)
		return ret;
	run->sent += run->in_batch;
	if (timed)
		account(run, cycles() - start);
	return 0;
}

/* A single flow's other side has to say at times what it has got. */
static int acknowledge(struct run *run, u32 batch)
{
	const struct bench_step ack = {
		.from = !run->step[0].from, .flags = TCPHDR_ACK,
	};
	u32 in_batch = run->in_batch;
	int ret;

	if (run->flows->proto != IPPROTO_TCP || run->flows->count > BATCH || run->n_steps > 1 ||
	    batch % ACK_EVERY)
		return 0;
	run->in_batch = 1;
	ret = do_step(run, &ack, false);
	run->in_batch = in_batch;
	return ret;
}

static int go(struct run *run)
{
	u32 left = run->count, batch;
	int i, ret;

	for (batch = 1; left; batch++) {
		run->in_batch = min_t(u32, left, BATCH);
		left -= run->in_batch;
		for (i = 0; i < run->in_batch; i++)
			run->index[i] = next_flow(run);
		for (i = 0; i < run->n_steps; i++) {
			ret = do_step(run, &run->step[i], true);
			if (ret)
				return ret;
		}
		ret = acknowledge(run, batch);
		if (ret)
			return ret;
		cond_resched();
	}
	return 0;
}

static int compare(const void *a, const void *b)
{
	return *(const u32 *)a < *(const u32 *)b ? -1 : *(const u32 *)a > *(const u32 *)b;
}

static u64 median(struct run *run)
{
	if (!run->n_samples)
		return 0;
	sort(run->sample, run->n_samples, sizeof(*run->sample), compare, NULL);
	return div_u64(run->sample[run->n_samples / 2] * clock_ps, BATCH);
}

static int run_with(struct run *run, struct net *net, char *words, char *answer, size_t size)
{
	struct bench_sink sink = { .flows = run->flows }, *mine;
	u64 wall;
	int ret;

	ret = parse(run, &sink, words);
	if (ret)
		return ret;
	run->bits = order_base_2(run->flows->count);
	run->next = run->random ? get_random_u32() & GENMASK(run->bits, 0) : 0;

	/* Packets of one run are all on one CPU. */
	migrate_disable();
	mine = raw_cpu_ptr(bench_sinks);
	*mine = sink;
	wall = ktime_get_ns();
	ret = go(run);
	wall = ktime_get_ns() - wall;
	sink = *mine;
	mine->flows = NULL;
	migrate_enable();
	scnprintf(answer, size,
		  "packets=%llu out=%u wrong=%u wall=%llu path=%llu median=%llu cycles=%llu\n",
		  run->sent, sink.out, sink.wrong, wall, div_u64(run->total * clock_ps, 1000),
		  median(run), run->total);
	return ret;
}

int bench_run(struct net *net, char *words, char *answer, size_t size)
{
	struct bench_net *bn = bench_net_get(net);
	struct run *run;
	int ret = -ENODEV;

	if (!bn->flows.flow)
		return -ENOENT;
	run = vzalloc(sizeof(*run));
	if (!run)
		return -ENOMEM;
	run->sample = vmalloc(SAMPLES_MAX * sizeof(*run->sample));
	run->flows = &bn->flows;
	run->span = bn->flows.count;
	run->size = 46;
	run->dev[BENCH_INSIDE] = dev_get_by_name(net, "inside");
	run->dev[BENCH_OUTSIDE] = dev_get_by_name(net, "outside");
	if (run->sample && run->dev[BENCH_INSIDE] && run->dev[BENCH_OUTSIDE])
		ret = run_with(run, net, words, answer, size);
	dev_put(run->dev[BENCH_INSIDE]);
	dev_put(run->dev[BENCH_OUTSIDE]);
	vfree(run->sample);
	vfree(run);
	return ret;
}

void bench_flows_free(struct bench_flows *flows)
{
	vfree(flows->flow);
	memset(flows, 0, sizeof(*flows));
}

int bench_flows_make(struct net *net, char *words)
{
	struct bench_flows flows = { .hosts = 1, .remotes = 1, .proto = IPPROTO_UDP };
	const struct {
		const char *key;
		u32 *value;
	} table[] = {
		{ "count", &flows.count }, { "hosts", &flows.hosts },
		{ "remotes", &flows.remotes }, { "repeat", &flows.repeat },
		{ "base", &flows.base },
	};
	struct bench_net *bn = bench_net_get(net);
	const char *value;
	char *word;
	int i;

	while ((word = strsep(&words, " "))) {
		for (i = 0; i < ARRAY_SIZE(table); i++) {
			value = bench_value(word, table[i].key);
			if (value && kstrtouint(value, 10, table[i].value))
				return -EINVAL;
		}
		value = bench_value(word, "proto");
		if (value)
			flows.proto = strcmp(value, "tcp") ? IPPROTO_UDP : IPPROTO_TCP;
	}
	if (!flows.count || !flows.hosts || !flows.remotes)
		return -EINVAL;
	flows.flow = vzalloc(array_size(flows.count, sizeof(*flows.flow)));
	if (!flows.flow)
		return -ENOMEM;
	for (i = 0; i < flows.count; i++) {
		flows.flow[i].seq[BENCH_INSIDE] = i * 0x9e3779b1U;
		flows.flow[i].seq[BENCH_OUTSIDE] = i * 0x85ebca6bU;
	}
	bench_flows_free(&bn->flows);
	bn->flows = flows;
	return 0;
}
