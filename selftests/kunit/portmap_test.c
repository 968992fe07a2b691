// SPDX-License-Identifier: GPL-2.0-only
/* The port map: every port once, the last one too, whoever else is at it. */

#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/prandom.h>
#include <linux/sched.h>
#include <linux/vmalloc.h>

#include "lib/portmap.h"
#include "suites.h"

enum {
	PORTS_MAX = 65535,
	WORKERS_MAX = 8,
	RACE_SECONDS = 2,
};

static int portmap_init(struct kunit *test)
{
	struct natgw_portmap *map = vzalloc(sizeof(*map));

	test->priv = map;
	return map ? 0 : -ENOMEM;
}

static void portmap_exit(struct kunit *test)
{
	vfree(test->priv);
}

static void claim_takes_a_free_port_once(struct kunit *test)
{
	struct natgw_portmap *map = test->priv;

	KUNIT_EXPECT_FALSE(test, natgw_portmap_test(map, 1024));
	KUNIT_EXPECT_TRUE(test, natgw_portmap_claim(map, 1024));
	KUNIT_EXPECT_TRUE(test, natgw_portmap_test(map, 1024));
	KUNIT_EXPECT_FALSE(test, natgw_portmap_claim(map, 1024));
	KUNIT_EXPECT_FALSE(test, natgw_portmap_test(map, 1023));
	KUNIT_EXPECT_FALSE(test, natgw_portmap_test(map, 1025));
	KUNIT_EXPECT_EQ(test, natgw_portmap_used(map), 1u);
}

static void release_makes_a_port_free_again(struct kunit *test)
{
	struct natgw_portmap *map = test->priv;

	natgw_portmap_claim(map, 65535);
	natgw_portmap_release(map, 65535);

	KUNIT_EXPECT_FALSE(test, natgw_portmap_test(map, 65535));
	KUNIT_EXPECT_EQ(test, natgw_portmap_used(map), 0u);
	KUNIT_EXPECT_TRUE(test, natgw_portmap_claim(map, 65535));
}

static void init_frees_everything(struct kunit *test)
{
	struct natgw_portmap *map = test->priv;

	memset(map, 0xff, sizeof(*map));
	natgw_portmap_init(map);

	KUNIT_EXPECT_EQ(test, natgw_portmap_used(map), 0u);
	KUNIT_EXPECT_EQ(test, natgw_portmap_claim_any(map, 0, PORTS_MAX, 0, NATGW_PARITY_ANY), 0);
}

static void claim_any_begins_at_start(struct kunit *test)
{
	struct natgw_portmap *map = test->priv;

	KUNIT_EXPECT_EQ(test, natgw_portmap_claim_any(map, 1024, PORTS_MAX, 5000,
						      NATGW_PARITY_ANY), 5000);
	KUNIT_EXPECT_EQ(test, natgw_portmap_claim_any(map, 1024, PORTS_MAX, 5000,
						      NATGW_PARITY_ANY), 5001);
	KUNIT_EXPECT_EQ(test, natgw_portmap_claim_any(map, 1024, PORTS_MAX, PORTS_MAX,
						      NATGW_PARITY_ANY), PORTS_MAX);
}

/* In its word, that is: what lies behind is not looked at. */
static void foresee_says_what_claim_any_takes(struct kunit *test)
{
	struct natgw_portmap *map = test->priv;
	struct rnd_state rnd;
	int foreseen, i;

	prandom_seed_state(&rnd, 1);
	for (i = 0; i < 40000; i++)
		natgw_portmap_claim(map, prandom_u32_state(&rnd));
	for (i = 0; i < 3000; i++) {
		enum natgw_parity parity = i % 3;
		u16 start = prandom_u32_state(&rnd);
		int port;

		foreseen = natgw_portmap_foresee(map, start, parity);
		port = natgw_portmap_claim_any(map, 0, PORTS_MAX, start, parity);
		if (foreseen >= 0)
			KUNIT_ASSERT_EQ(test, foreseen, port);
		else
			KUNIT_ASSERT_NE(test, port / 64, start / 64);
	}
	natgw_portmap_claim_range(map, 128, 191);
	KUNIT_EXPECT_EQ(test, natgw_portmap_foresee(map, 130, NATGW_PARITY_ANY), -ENOSPC);
}

static void claim_any_wraps_within_the_range(struct kunit *test)
{
	struct natgw_portmap *map = test->priv;

	natgw_portmap_claim(map, 2000);
	KUNIT_EXPECT_EQ(test, natgw_portmap_claim_any(map, 1990, 2000, 2000,
						      NATGW_PARITY_ANY), 1990);
}

static void claim_any_takes_a_start_outside_for_the_first(struct kunit *test)
{
	struct natgw_portmap *map = test->priv;

	KUNIT_EXPECT_EQ(test, natgw_portmap_claim_any(map, 3000, 3100, 10,
						      NATGW_PARITY_ANY), 3000);
	KUNIT_EXPECT_EQ(test, natgw_portmap_claim_any(map, 3000, 3100, 50000,
						      NATGW_PARITY_ANY), 3001);
}

static void claim_any_keeps_parity(struct kunit *test)
{
	struct natgw_portmap *map = test->priv;

	KUNIT_EXPECT_EQ(test, natgw_portmap_claim_any(map, 1024, 1030, 1025,
						      NATGW_PARITY_EVEN), 1026);
	KUNIT_EXPECT_EQ(test, natgw_portmap_claim_any(map, 1024, 1030, 1026,
						      NATGW_PARITY_ODD), 1027);
	KUNIT_EXPECT_EQ(test, natgw_portmap_claim_any(map, 1024, 1030, 1029,
						      NATGW_PARITY_EVEN), 1030);
	KUNIT_EXPECT_EQ(test, natgw_portmap_claim_any(map, 1024, 1030, 1029,
						      NATGW_PARITY_EVEN), 1024);
	KUNIT_EXPECT_EQ(test, natgw_portmap_claim_any(map, 1024, 1030, 1029,
						      NATGW_PARITY_EVEN), 1028);
	KUNIT_EXPECT_EQ(test, natgw_portmap_claim_any(map, 1024, 1030, 1029,
						      NATGW_PARITY_EVEN), -ENOSPC);
	KUNIT_EXPECT_EQ(test, natgw_portmap_claim_any(map, 1024, 1030, 1029,
						      NATGW_PARITY_ODD), 1029);
}

static void claim_any_refuses_an_inverted_range(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, natgw_portmap_claim_any(test->priv, 2, 1, 1, NATGW_PARITY_ANY),
			-ENOSPC);
}

static bool has_parity(int port, enum natgw_parity parity)
{
	if (parity == NATGW_PARITY_ANY)
		return true;
	return port % 2 == (parity == NATGW_PARITY_ODD);
}

/* Claims a whole range from changing starts; every port must come exactly once, inside it. */
static void fill(struct kunit *test, u16 first, u16 last, enum natgw_parity parity, u32 expected)
{
	struct natgw_portmap *map = test->priv;
	u32 before = natgw_portmap_used(map);
	struct rnd_state random;
	u32 i;

	prandom_seed_state(&random, first + last);
	for (i = 0; i < expected; i++) {
		u16 start = prandom_u32_state(&random);
		int port = natgw_portmap_claim_any(map, first, last, start, parity);

		/* One message, not sixty thousand. */
		if (port < first || port > last || !has_parity(port, parity)) {
			KUNIT_FAIL(test, "claim %u of %u-%u gave %d", i, first, last, port);
			return;
		}
	}
	/* claim_any() sets bits by claim(): as many bits as claims means none twice. */
	KUNIT_EXPECT_EQ(test, natgw_portmap_used(map), before + expected);
	KUNIT_EXPECT_EQ(test, (u32)bitmap_weight(map->used, NATGW_PORTMAP_PORTS),
			before + expected);
	KUNIT_EXPECT_EQ(test, natgw_portmap_claim_any(map, first, last, first, parity), -ENOSPC);
}

static void fill_gives_64512_ports_of_the_upper_class(struct kunit *test)
{
	fill(test, 1024, PORTS_MAX, NATGW_PARITY_ANY, 64512);
	KUNIT_EXPECT_FALSE(test, natgw_portmap_test(test->priv, 1023));
}

static void fill_gives_all_ports(struct kunit *test)
{
	fill(test, 0, PORTS_MAX, NATGW_PARITY_ANY, 65536);
}

static void fill_by_parity_gives_half_and_half(struct kunit *test)
{
	fill(test, 1, PORTS_MAX, NATGW_PARITY_EVEN, 32767);
	fill(test, 1, PORTS_MAX, NATGW_PARITY_ODD, 32768);
	KUNIT_EXPECT_FALSE(test, natgw_portmap_test(test->priv, 0));
}

static void fill_stays_inside_ranges_that_share_words(struct kunit *test)
{
	fill(test, 1000, 1003, NATGW_PARITY_ANY, 4);
	fill(test, 1004, 1004, NATGW_PARITY_ANY, 1);
	fill(test, 1005, 1151, NATGW_PARITY_ANY, 147);
	fill(test, 1152, 1279, NATGW_PARITY_ODD, 64);
	fill(test, 1152, 1279, NATGW_PARITY_ANY, 64);
	KUNIT_EXPECT_FALSE(test, natgw_portmap_test(test->priv, 999));
	KUNIT_EXPECT_FALSE(test, natgw_portmap_test(test->priv, 1280));
}

static void claim_range_takes_what_is_free(struct kunit *test)
{
	struct natgw_portmap *map = test->priv;

	natgw_portmap_claim(map, 1000);
	KUNIT_EXPECT_EQ(test, natgw_portmap_claim_range(map, 1000, 1000), 0u);
	KUNIT_EXPECT_EQ(test, natgw_portmap_claim_range(map, 990, 1300), 310u);
	KUNIT_EXPECT_EQ(test, natgw_portmap_claim_range(map, 990, 1300), 0u);
	KUNIT_EXPECT_EQ(test, natgw_portmap_claim_range(map, 5, 4), 0u);
	KUNIT_EXPECT_EQ(test, natgw_portmap_used(map), 311u);
	KUNIT_EXPECT_FALSE(test, natgw_portmap_test(map, 989));
	KUNIT_EXPECT_TRUE(test, natgw_portmap_test(map, 990));
	KUNIT_EXPECT_TRUE(test, natgw_portmap_test(map, 1300));
	KUNIT_EXPECT_FALSE(test, natgw_portmap_test(map, 1301));

	KUNIT_EXPECT_EQ(test, natgw_portmap_claim_range(map, 0, PORTS_MAX), 65225u);
	KUNIT_EXPECT_EQ(test, bitmap_weight(map->full[0], NATGW_PORTMAP_WORDS),
			(int)NATGW_PORTMAP_WORDS);
	KUNIT_EXPECT_EQ(test, bitmap_weight(map->full[1], NATGW_PORTMAP_WORDS),
			(int)NATGW_PORTMAP_WORDS);
	natgw_portmap_release(map, 1100);
	KUNIT_EXPECT_EQ(test, natgw_portmap_claim_any(map, 0, PORTS_MAX, 7, NATGW_PARITY_ANY),
			1100);
}

/* One free port in a full map, and a search for it that begins elsewhere. */
static void find_hole(struct kunit *test, u16 hole, u16 start)
{
	enum natgw_parity same = hole % 2 ? NATGW_PARITY_ODD : NATGW_PARITY_EVEN;
	enum natgw_parity other = hole % 2 ? NATGW_PARITY_EVEN : NATGW_PARITY_ODD;
	struct natgw_portmap *map = test->priv;

	natgw_portmap_release(map, hole);
	KUNIT_EXPECT_EQ(test, natgw_portmap_claim_any(map, 0, PORTS_MAX, start, other), -ENOSPC);
	KUNIT_EXPECT_EQ(test, natgw_portmap_claim_any(map, 0, PORTS_MAX, start, NATGW_PARITY_ANY),
			hole);
	natgw_portmap_claim(map, hole);

	natgw_portmap_release(map, hole);
	KUNIT_EXPECT_EQ(test, natgw_portmap_claim_any(map, 0, PORTS_MAX, start, same), hole);
	natgw_portmap_claim(map, hole);
}

/* It may be anywhere: at the edge of a word, of a summary's word, of the range. */
static void a_single_free_port_is_found_wherever_it_is(struct kunit *test)
{
	static const u16 holes[] = { 0, 1, 63, 64, 1023, 4095, 4096, 32767, 32768, 65472, 65535 };
	struct natgw_portmap *map = test->priv;
	unsigned int i, j;

	for (i = 0; i < NATGW_PORTMAP_PORTS; i++)
		natgw_portmap_claim(map, i);

	for (i = 0; i < ARRAY_SIZE(holes); i++)
		for (j = 0; j < ARRAY_SIZE(holes); j++)
			find_hole(test, holes[i], holes[j]);
}

/* Nanoseconds of a claim, the best of many. */
static u64 claim_cost(struct natgw_portmap *map, u16 start, enum natgw_parity parity)
{
	u64 best = U64_MAX;
	unsigned int i;

	for (i = 0; i < 200; i++) {
		u64 begin = ktime_get_ns(), cost;
		int port = natgw_portmap_claim_any(map, 1024, PORTS_MAX, start, parity);

		cost = ktime_get_ns() - begin;
		if (port < 0)
			break;
		best = min(best, cost);
		natgw_portmap_release(map, port);
	}
	return best;
}

static void the_last_port_costs_what_the_first_does(struct kunit *test)
{
	struct natgw_portmap *map = test->priv;
	u64 empty = claim_cost(map, 40000, NATGW_PARITY_ANY), odd, full;
	unsigned int i;

	/* No odd port but the last, while all even ones are free. */
	for (i = 1025; i < PORTS_MAX; i += 2)
		natgw_portmap_claim(map, i);
	odd = claim_cost(map, 1024, NATGW_PARITY_ODD);
	for (i = 1024; i < PORTS_MAX; i += 2)
		natgw_portmap_claim(map, i);
	full = claim_cost(map, 1024, NATGW_PARITY_ANY);

	kunit_info(test, "nanoseconds: %llu when empty, %llu for the last odd port, %llu for the last",
		   empty, odd, full);
	/* Reading 8 KiB of ports would be a factor of 50 and more. */
	KUNIT_EXPECT_LT(test, odd, 8 * empty + 1000);
	KUNIT_EXPECT_LT(test, full, 8 * empty + 1000);
}

/* A summary that a race left late (clear, though the word is full) is mended by a search. */
static void a_late_summary_is_mended(struct kunit *test)
{
	struct natgw_portmap *map = test->priv;
	unsigned int i;

	for (i = 0; i < PORTS_MAX; i++)
		natgw_portmap_claim(map, i);
	memset(map->full, 0, sizeof(map->full));

	KUNIT_EXPECT_EQ(test, natgw_portmap_claim_any(map, 0, PORTS_MAX, 0, NATGW_PARITY_ANY),
			PORTS_MAX);
	/* The port is in the last word, whose even half nobody had to look at. */
	KUNIT_EXPECT_EQ(test, bitmap_weight(map->full[0], NATGW_PORTMAP_WORDS),
			(int)NATGW_PORTMAP_WORDS - 1);
	KUNIT_EXPECT_EQ(test, bitmap_weight(map->full[1], NATGW_PORTMAP_WORDS),
			(int)NATGW_PORTMAP_WORDS);
}

/* A processor that stopped in settle(), after it hid a port and before it noticed. */
static void a_hidden_port_is_found_while_somebody_is_busy(struct kunit *test)
{
	struct natgw_portmap *map = test->priv;
	unsigned int i;

	for (i = 0; i < NATGW_PORTMAP_PORTS; i++)
		natgw_portmap_claim(map, i);
	natgw_portmap_release(map, 7777);
	atomic_inc(&map->epoch);
	set_bit(7777 / BITS_PER_LONG, map->full[1]);

	KUNIT_EXPECT_EQ(test, natgw_portmap_claim_any(map, 0, PORTS_MAX, 9, NATGW_PARITY_ANY),
			7777);
}

/**
 * struct race - what the workers of a race share
 * @map: all ports but one for each worker are used
 * @owner: how many believe to have a port
 * @twice: how often that was more than one
 * @refused: how often a claim failed, although a port was free
 * @go: they begin together
 * @left: workers still at work
 * @done: none is
 */
struct race {
	struct natgw_portmap *map;
	atomic_t owner[WORKERS_MAX];
	atomic_t twice;
	atomic_t refused;
	struct completion go;
	atomic_t left;
	struct completion done;
};

/* All in one word and of one parity, so that each claim and release may change its summary. */
static u16 race_port(unsigned int i)
{
	return 1024 + 2 * i;
}

static int race_worker(void *data)
{
	struct race *race = data;
	unsigned long end;
	unsigned int i;

	wait_for_completion(&race->go);
	end = jiffies + RACE_SECONDS * HZ;
	for (i = 0; time_before(jiffies, end); i++) {
		/* From another word: the summary decides whether theirs is looked at. */
		int port = natgw_portmap_claim_any(race->map, 1024, PORTS_MAX, 60000,
						   NATGW_PARITY_ANY);
		atomic_t *owner;

		if (port < 0) {
			atomic_inc(&race->refused);
			continue;
		}
		owner = &race->owner[(port - 1024) / 2];
		/* Whoever comes second leaves it to the first, and leaves: the test has failed. */
		if (atomic_inc_return(owner) != 1 || !natgw_portmap_test(race->map, port)) {
			atomic_inc(&race->twice);
			break;
		}
		if (i % 256 == 0)
			cond_resched();
		atomic_dec(owner);
		natgw_portmap_release(race->map, port);
	}
	if (atomic_dec_and_test(&race->left))
		complete(&race->done);
	return 0;
}

/* Starts a worker on each processor, as many as there are free ports; returns how many. */
static unsigned int race_start(struct race *race)
{
	unsigned int cpu, started = 0;

	atomic_set(&race->left, 1);
	for_each_online_cpu(cpu) {
		struct task_struct *task;

		if (started == WORKERS_MAX)
			break;
		task = kthread_create(race_worker, race, "natgw_race/%u", cpu);
		if (IS_ERR(task))
			continue;
		kthread_bind(task, cpu);
		natgw_portmap_release(race->map, race_port(started++));
		atomic_inc(&race->left);
		wake_up_process(task);
	}
	complete_all(&race->go);
	if (atomic_dec_and_test(&race->left))
		complete(&race->done);
	return started;
}

/* As many free ports as workers, each of which has one at most: a claim always finds one. */
static void workers_never_share_nor_miss_a_port(struct kunit *test)
{
	struct race *race = kunit_kzalloc(test, sizeof(*race), GFP_KERNEL);
	struct natgw_portmap *map = test->priv;
	unsigned int i, workers;

	KUNIT_ASSERT_NOT_NULL(test, race);
	race->map = map;
	init_completion(&race->go);
	init_completion(&race->done);
	for (i = 0; i < NATGW_PORTMAP_PORTS; i++)
		natgw_portmap_claim(map, i);

	workers = race_start(race);
	wait_for_completion(&race->done);
	if (workers < 2)
		kunit_skip(test, "a race needs two processors");

	KUNIT_EXPECT_EQ(test, atomic_read(&race->twice), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&race->refused), 0);
	KUNIT_EXPECT_EQ(test, natgw_portmap_used(map), 65536u - workers);
	KUNIT_EXPECT_EQ(test, atomic_read(&map->epoch) & 0xffff, 0);
	for (i = 0; i < workers; i++)
		KUNIT_EXPECT_FALSE(test, natgw_portmap_test(map, race_port(i)));
	/* Nobody is at it any more, so nothing may hide them. */
	KUNIT_EXPECT_FALSE(test, test_bit(1024 / BITS_PER_LONG, map->full[0]));
}

enum {
	MINE = 2000,		/* claimed and released all the time */
	ITS = 2002,		/* of the same word and parity, never free */
};

/* Searches in vain, and each time finds the word full or not. */
static int vain_search(void *data)
{
	struct natgw_portmap *map = data;

	while (!kthread_should_stop()) {
		unsigned int i;

		for (i = 0; i < 1000; i++)
			natgw_portmap_claim_any(map, ITS, ITS, ITS, NATGW_PARITY_EVEN);
		cond_resched();
	}
	return 0;
}

/* Who says that a word is full while its last port is being released has to take it back. */
static void a_search_never_hides_a_port_that_is_released(struct kunit *test)
{
	unsigned long end = jiffies + HZ;
	struct natgw_portmap *map = test->priv;
	unsigned int i, refused = 0;
	struct task_struct *task;
	int port;

	for (i = 0; i < NATGW_PORTMAP_PORTS; i++)
		natgw_portmap_claim(map, i);
	task = kthread_run(vain_search, map, "natgw_vain");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));

	while (time_before(jiffies, end)) {
		natgw_portmap_release(map, MINE);
		/* From another word: the summary decides. */
		port = natgw_portmap_claim_any(map, 1024, PORTS_MAX, 60000, NATGW_PARITY_ANY);
		if (port != MINE) {
			refused++;
			natgw_portmap_claim(map, MINE);
		}
		cond_resched();
	}
	kthread_stop(task);
	KUNIT_EXPECT_EQ(test, refused, 0u);
}

static struct kunit_case portmap_cases[] = {
	KUNIT_CASE(claim_takes_a_free_port_once),
	KUNIT_CASE(release_makes_a_port_free_again),
	KUNIT_CASE(init_frees_everything),
	KUNIT_CASE(claim_any_begins_at_start),
	KUNIT_CASE(foresee_says_what_claim_any_takes),
	KUNIT_CASE(claim_any_wraps_within_the_range),
	KUNIT_CASE(claim_any_takes_a_start_outside_for_the_first),
	KUNIT_CASE(claim_any_keeps_parity),
	KUNIT_CASE(claim_any_refuses_an_inverted_range),
	KUNIT_CASE(fill_gives_64512_ports_of_the_upper_class),
	KUNIT_CASE(fill_gives_all_ports),
	KUNIT_CASE(fill_by_parity_gives_half_and_half),
	KUNIT_CASE(fill_stays_inside_ranges_that_share_words),
	KUNIT_CASE(claim_range_takes_what_is_free),
	KUNIT_CASE(a_single_free_port_is_found_wherever_it_is),
	KUNIT_CASE(the_last_port_costs_what_the_first_does),
	KUNIT_CASE(a_late_summary_is_mended),
	KUNIT_CASE(a_hidden_port_is_found_while_somebody_is_busy),
	KUNIT_CASE(workers_never_share_nor_miss_a_port),
	KUNIT_CASE(a_search_never_hides_a_port_that_is_released),
	{}
};

struct kunit_suite natgw_portmap_suite = {
	.name = "natgw_portmap",
	.init = portmap_init,
	.exit = portmap_exit,
	.test_cases = portmap_cases,
};
