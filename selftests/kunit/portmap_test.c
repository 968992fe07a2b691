// SPDX-License-Identifier: GPL-2.0-only
/* The port map: every port once, the last one too, whoever else is at it. */

#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/prandom.h>
#include <linux/sched.h>
#include <linux/vmalloc.h>

#include "lib/portmap.h"
#include "suites.h"

enum {
	PORTS_MAX = 65535,
	WORKERS = 4,
	ROUNDS = 3000,
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

/* The hole may be anywhere: at the edge of a word, of a summary's word, of the range. */
static void a_single_free_port_is_found_wherever_it_is(struct kunit *test)
{
	static const u16 holes[] = { 0, 1, 63, 64, 1023, 4095, 4096, 32767, 32768, 65472, 65535 };
	struct natgw_portmap *map = test->priv;
	unsigned int i, j;

	for (i = 0; i < NATGW_PORTMAP_PORTS; i++)
		natgw_portmap_claim(map, i);

	for (i = 0; i < ARRAY_SIZE(holes); i++) {
		enum natgw_parity parity = holes[i] & 1 ? NATGW_PARITY_ODD : NATGW_PARITY_EVEN;
		enum natgw_parity other = holes[i] & 1 ? NATGW_PARITY_EVEN : NATGW_PARITY_ODD;

		for (j = 0; j < ARRAY_SIZE(holes); j++) {
			natgw_portmap_release(map, holes[i]);
			KUNIT_EXPECT_EQ(test, natgw_portmap_claim_any(map, 0, PORTS_MAX, holes[j],
								      other), -ENOSPC);
			KUNIT_EXPECT_EQ(test, natgw_portmap_claim_any(map, 0, PORTS_MAX, holes[j],
								      NATGW_PARITY_ANY), holes[i]);
			natgw_portmap_release(map, holes[i]);
			KUNIT_EXPECT_EQ(test, natgw_portmap_claim_any(map, 0, PORTS_MAX, holes[j],
								      parity), holes[i]);
		}
	}
}

/* The cost of a claim, told and bounded: the last free port is no dearer than twice the first. */
static u64 claim_cost(struct natgw_portmap *map, u16 start)
{
	u64 best = U64_MAX;
	unsigned int i;

	for (i = 0; i < 200; i++) {
		u64 begin = ktime_get_ns(), cost;
		int port = natgw_portmap_claim_any(map, 1024, PORTS_MAX, start, NATGW_PARITY_ANY);

		cost = ktime_get_ns() - begin;
		best = min(best, cost);
		natgw_portmap_release(map, port);
	}
	return best;
}

static void the_last_port_costs_what_the_first_does(struct kunit *test)
{
	struct natgw_portmap *map = test->priv;
	u64 empty = claim_cost(map, 40000), full;
	unsigned int i;

	for (i = 1024; i < PORTS_MAX; i++)
		natgw_portmap_claim(map, i);
	full = claim_cost(map, 1024);

	kunit_info(test, "nanoseconds: %llu when empty, %llu for the last port", empty, full);
	/* Reading 8 KiB of ports would be a factor of 50 and more. */
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
 * @map: all ports but @span are used
 * @owner: who has a port of @span, each once
 * @twice: a port had two owners at a time
 * @refused: a claim failed although a port was free
 * @left: workers still at work
 * @done: the last one is
 */
struct race {
	struct natgw_portmap *map;
	atomic_t owner[2 * WORKERS];
	atomic_t twice;
	atomic_t refused;
	atomic_t left;
	struct completion done;
};

/*
 * As many free ports as workers, two words apart, and each worker holds at most one:
 * at every moment of a claim one port is free.
 */
static u16 race_port(unsigned int i)
{
	return 1024 + i * 128;
}

static int race_worker(void *data)
{
	struct race *race = data;
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		int port = natgw_portmap_claim_any(race->map, 1024, PORTS_MAX, 1024 + i % 1000,
						   NATGW_PARITY_ANY);
		atomic_t *owner;

		if (port < 0) {
			atomic_inc(&race->refused);
			continue;
		}
		owner = &race->owner[(port - 1024) / 128];
		if (atomic_inc_return(owner) != 1)
			atomic_inc(&race->twice);
		if (i % 64 == 0)
			cond_resched();
		atomic_dec(owner);
		natgw_portmap_release(race->map, port);
	}
	if (atomic_dec_and_test(&race->left))
		complete(&race->done);
	return 0;
}

static void workers_never_share_nor_miss_a_port(struct kunit *test)
{
	struct race *race = kunit_kzalloc(test, sizeof(*race), GFP_KERNEL);
	struct natgw_portmap *map = test->priv;
	unsigned int i, started = 0;

	KUNIT_ASSERT_NOT_NULL(test, race);
	race->map = map;
	init_completion(&race->done);
	atomic_set(&race->left, WORKERS);
	for (i = 0; i < NATGW_PORTMAP_PORTS; i++)
		natgw_portmap_claim(map, i);
	for (i = 0; i < WORKERS; i++)
		natgw_portmap_release(map, race_port(i));

	for (i = 0; i < WORKERS; i++) {
		struct task_struct *task = kthread_run(race_worker, race, "natgw_race/%u", i);

		if (!IS_ERR(task))
			started++;
		else if (atomic_dec_and_test(&race->left))
			complete(&race->done);
	}
	wait_for_completion(&race->done);

	KUNIT_EXPECT_GT(test, started, 1u);
	KUNIT_EXPECT_EQ(test, atomic_read(&race->twice), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&race->refused), 0);
	KUNIT_EXPECT_EQ(test, natgw_portmap_used(map), 65536u - WORKERS);
	KUNIT_EXPECT_EQ(test, atomic_read(&map->epoch) & 0xffff, 0);
	for (i = 0; i < WORKERS; i++)
		KUNIT_EXPECT_FALSE(test, natgw_portmap_test(map, race_port(i)));
}

static struct kunit_case portmap_cases[] = {
	KUNIT_CASE(claim_takes_a_free_port_once),
	KUNIT_CASE(release_makes_a_port_free_again),
	KUNIT_CASE(init_frees_everything),
	KUNIT_CASE(claim_any_begins_at_start),
	KUNIT_CASE(claim_any_wraps_within_the_range),
	KUNIT_CASE(claim_any_takes_a_start_outside_for_the_first),
	KUNIT_CASE(claim_any_keeps_parity),
	KUNIT_CASE(claim_any_refuses_an_inverted_range),
	KUNIT_CASE(fill_gives_64512_ports_of_the_upper_class),
	KUNIT_CASE(fill_gives_all_ports),
	KUNIT_CASE(fill_by_parity_gives_half_and_half),
	KUNIT_CASE(fill_stays_inside_ranges_that_share_words),
	KUNIT_CASE(a_single_free_port_is_found_wherever_it_is),
	KUNIT_CASE(the_last_port_costs_what_the_first_does),
	KUNIT_CASE(a_late_summary_is_mended),
	KUNIT_CASE(a_hidden_port_is_found_while_somebody_is_busy),
	KUNIT_CASE(workers_never_share_nor_miss_a_port),
	{}
};

struct kunit_suite natgw_portmap_suite = {
	.name = "natgw_portmap",
	.init = portmap_init,
	.exit = portmap_exit,
	.test_cases = portmap_cases,
};
