// SPDX-License-Identifier: GPL-2.0-only
/* See fastpath_batch.h. */
#include <linux/cpu.h>
#include <linux/if_vlan.h>
#include <linux/interrupt.h>
#include <linux/percpu.h>
#include <linux/workqueue.h>
#include <net/sock.h>

#include "packet/fastpath.h"
#include "packet/fastpath_batch.h"
#include "packet/fastpath_open.h"

enum {
	/* The memory waits of 16 overlap as well as those of 64. */
	BATCH = 16,
	/* Half a megabyte of sessions: more than the caches near a processor hold. */
	MANY_SESSIONS = 4096,
};

/**
 * struct natgw_batch - the packets that wait on one CPU
 * @n: how many
 * @flushing: they are being sent
 * @end: sends them at the end of the round
 * @drain: sends them for natgw_fastpath_drain()
 * @context: of each; its policy and time are those of when it is sent
 * @place: of each one's session
 * @opening: of each
 *
 * Only its CPU touches it, with bottom halves off; when that one is dead, another.
 */
struct natgw_batch {
	u32 n;
	bool flushing;
	struct tasklet_struct end;
	struct work_struct drain;
	struct natgw_context context[BATCH];
	struct natgw_session_place place[BATCH];
	struct natgw_opening opening[BATCH];
};

static struct natgw_batch __percpu *batches;
static enum cpuhp_state hotplug_state;

/* On to the stack, behind all that the packet has passed: XDP, taps, tc and the ingress hooks. */
static void pass_on(struct sk_buff *skb)
{
#ifdef CONFIG_NET_CLS_ACT
	/* What would have been done to it between there and here. */
	skb_reset_redirect(skb);
	skb->tc_skip_classify = 1;
	netif_receive_skb_core(skb);
#endif
}

/* Nothing that was found before is found again: it may have ended, and buckets have moved. */
static bool ask_for_sessions(struct natgw_batch *batch)
{
	u32 now = ktime_get_seconds(), i;
	bool opening = false;

	for (i = 0; i < batch->n; i++) {
		struct natgw_context *context = &batch->context[i];

		context->policy = rcu_dereference(context->nn->policy);
		context->now = now;
		batch->place[i] = natgw_session_locate(context->nn, &context->packet.tuple);
		batch->opening[i].rt = NULL;
		if (natgw_session_prefetch(&batch->place[i]))
			continue;
		natgw_fastpath_open_prepare(context, &batch->opening[i]);
		if (batch->opening[i].rt)
			opening = true;
	}
	return opening;
}

/* One step for all, so that what each asks for has come when the next step looks at it. */
static void ask_for_openings(struct natgw_batch *batch,
			     void (*step)(struct natgw_net *nn, struct natgw_foresight *foresight))
{
	u32 i;

	for (i = 0; i < batch->n; i++) {
		if (batch->opening[i].rt)
			step(batch->context[i].nn, &batch->opening[i].foresight);
	}
}

static bool take(struct natgw_context *context, const struct natgw_opening *opening,
		 const struct natgw_session_place *place)
{
	return (opening->rt && natgw_fastpath_open(context, opening, place)) ||
	       natgw_fastpath_process(context, place);
}

static void send(struct natgw_batch *batch)
{
	u32 i;

	for (i = 0; i < batch->n; i++) {
		struct natgw_context *context = &batch->context[i];

		if (!take(context, &batch->opening[i], &batch->place[i]))
			pass_on(context->packet.skb);
		else if (batch->n > 1)
			natgw_stats_inc(context->nn->stats, NATGW_STAT_BATCHED);
	}
}

/* Sending may lead back here, by a device that receives at once what it is given: may_wait(). */
static void flush(struct natgw_batch *batch)
{
	if (!batch->n || batch->flushing)
		return;
	batch->flushing = true;
	rcu_read_lock();
	if (ask_for_sessions(batch)) {
		ask_for_openings(batch, natgw_foresee_objects);
		ask_for_openings(batch, natgw_foresee_ports);
		ask_for_openings(batch, natgw_foresee_endpoint);
	}
	send(batch);
	rcu_read_unlock();
	batch->flushing = false;
	/* For natgw_fastpath_drain(), which takes it for a word that they have gone. */
	smp_store_release(&batch->n, 0);
}

/*
 * Not a packet that pass_on() would bring before XDP once more, that may use the last memory, or
 * whose socket is good under this rcu_read_lock() only. And not where the end of the round may be
 * some time off, as somebody else is to run.
 */
static bool may_wait(const struct natgw_batch *batch, const struct natgw_net *nn,
		     const struct net_device *dev, struct sk_buff *skb)
{
	return IS_ENABLED(CONFIG_NET_CLS_ACT) && !IS_ENABLED(CONFIG_PREEMPT_RT) &&
	       atomic_read(&nn->n_sessions) >= MANY_SESSIONS && !batch->flushing &&
	       !rcu_access_pointer(dev->xdp_prog) && !skb_pfmemalloc(skb) &&
	       !skb_sk_is_prefetched(skb) && !need_resched();
}

static bool enqueue(struct natgw_batch *batch, struct natgw_net *nn, struct net_device *dev,
		    bool outside, struct sk_buff *skb)
{
	struct natgw_context *context = &batch->context[batch->n];

	if (!natgw_fastpath_read(context, skb, outside))
		return false;
	context->nn = nn;
	context->in = dev;
	/* For the bucket to be there when it is looked for again. */
	natgw_session_locate(nn, &context->packet.tuple);
	if (!batch->n)
		tasklet_schedule(&batch->end);
	WRITE_ONCE(batch->n, batch->n + 1);
	if (batch->n == BATCH)
		flush(batch);
	return true;
}

/*
 * Whether those that wait have to go before a packet that does not. IPv6 is of no flow of ours;
 * what is a VLAN's or within PPPoE comes by the hook of another device before it is anything's.
 */
static bool is_in_order(const struct sk_buff *skb)
{
	return (skb->protocol == htons(ETH_P_IP) || skb->protocol == htons(ETH_P_ARP)) &&
	       !skb_vlan_tag_present(skb);
}

void natgw_fastpath_let_through(const struct sk_buff *skb)
{
	struct natgw_batch *batch = this_cpu_ptr(batches);

	if (unlikely(batch->n) && is_in_order(skb))
		flush(batch);
}

static noinline bool take_of_many(struct natgw_net *nn, struct net_device *dev, bool outside,
				  struct sk_buff *skb)
{
	struct natgw_batch *batch = this_cpu_ptr(batches);

	if (may_wait(batch, nn, dev, skb) && enqueue(batch, nn, dev, outside, skb))
		return true;
	natgw_fastpath_let_through(skb);
	return natgw_fastpath_packet(nn, dev, outside, skb);
}

bool natgw_fastpath_take(struct natgw_net *nn, struct net_device *dev, bool outside,
			 struct sk_buff *skb)
{
	/* With few sessions none of this is to cost anything. */
	if (likely(atomic_read(&nn->n_sessions) < MANY_SESSIONS && !__this_cpu_read(batches->n)))
		return natgw_fastpath_packet(nn, dev, outside, skb);
	return take_of_many(nn, dev, outside, skb);
}

static void end_of_round(struct tasklet_struct *tasklet)
{
	flush(container_of(tasklet, struct natgw_batch, end));
}

static void flush_here(struct natgw_batch *batch)
{
	local_bh_disable();
	flush(batch);
	local_bh_enable();
}

static void drain_work(struct work_struct *work)
{
	flush_here(container_of(work, struct natgw_batch, drain));
}

void natgw_fastpath_drain(void)
{
	int cpu;

	cpus_read_lock();
	for_each_online_cpu(cpu) {
		struct natgw_batch *batch = per_cpu_ptr(batches, cpu);

		/* See flush(). */
		if (smp_load_acquire(&batch->n))
			queue_work_on(cpu, system_highpri_wq, &batch->drain);
	}
	for_each_online_cpu(cpu)
		flush_work(&per_cpu_ptr(batches, cpu)->drain);
	cpus_read_unlock();
}

/* When it went, another CPU took its tasklet over: that has to be done with. */
static int cpu_comes(unsigned int cpu)
{
	tasklet_kill(&per_cpu_ptr(batches, cpu)->end);
	return 0;
}

static int cpu_has_gone(unsigned int cpu)
{
	flush_here(per_cpu_ptr(batches, cpu));
	return 0;
}

int natgw_fastpath_batch_init(void)
{
	int cpu, ret;

	batches = alloc_percpu(struct natgw_batch);
	if (!batches)
		return -ENOMEM;
	for_each_possible_cpu(cpu) {
		struct natgw_batch *batch = per_cpu_ptr(batches, cpu);

		tasklet_setup(&batch->end, end_of_round);
		INIT_WORK(&batch->drain, drain_work);
	}
	ret = cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "net/natgw:prepare", cpu_comes,
					cpu_has_gone);
	if (ret < 0) {
		free_percpu(batches);
		return ret;
	}
	hotplug_state = ret;
	return 0;
}

void natgw_fastpath_batch_exit(void)
{
	int cpu;

	cpuhp_remove_state_nocalls(hotplug_state);
	for_each_possible_cpu(cpu)
		tasklet_kill(&per_cpu_ptr(batches, cpu)->end);
	free_percpu(batches);
}
