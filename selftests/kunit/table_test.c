// SPDX-License-Identifier: GPL-2.0-only
/* The hash table: nothing lost, nothing twice, while it grows and shrinks and others look. */

#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/vmalloc.h>

#include "state/table.h"
#include "suites.h"

enum {
	MANY = 20000,
	WORKERS_MAX = 4,
	RACE_SECONDS = 3,
	BATCH = 64,
};

struct thing {
	u64 number;
	u64 met;	/* by a walk */
};

static u32 spread(const void *key, u32 seed)
{
	return (u32)*(const u64 *)key * 0x9e3779b1u;
}

/* All in one bucket, whatever the seed. */
static u32 same(const void *key, u32 seed)
{
	return 7;
}

static bool equal(const void *a, const void *b)
{
	return *(const u64 *)a == *(const u64 *)b;
}

static const struct natgw_table_params params = {
	.key = offsetof(struct thing, number),
	.hash = spread,
	.equal = equal,
};

static const struct natgw_table_params colliding = {
	.key = offsetof(struct thing, number),
	.hash = same,
	.equal = equal,
};

/* Pairs of sixteen bytes each: the second of a pair has the bit. */
static const struct natgw_table_params paired = {
	.key = offsetof(struct thing, number),
	.twin = sizeof(struct thing),
	.hash = spread,
	.equal = equal,
};

struct fixture {
	struct natgw_table table;
	struct thing *things;
};

static int table_init(struct kunit *test)
{
	struct fixture *fixture = kunit_kzalloc(test, sizeof(*fixture), GFP_KERNEL);
	u32 i;

	if (!fixture)
		return -ENOMEM;
	fixture->things = vzalloc(array_size(MANY, sizeof(*fixture->things)));
	if (!fixture->things)
		return -ENOMEM;
	for (i = 0; i < MANY; i++)
		fixture->things[i].number = i;
	test->priv = fixture;
	return natgw_table_init(&fixture->table, &params);
}

static void table_exit(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	natgw_table_destroy(&fixture->table, NULL);
	vfree(fixture->things);
}

/* Whether exactly the things from @from to @to are found. */
static bool has_only(struct fixture *fixture, u32 from, u32 to)
{
	bool as_expected = true;
	struct thing *found;
	u64 i;

	rcu_read_lock();
	for (i = 0; i < MANY; i++) {
		found = natgw_table_find(&fixture->table, &i, params);
		if (found != (i >= from && i < to ? &fixture->things[i] : NULL))
			as_expected = false;
	}
	rcu_read_unlock();
	return as_expected;
}

static u32 insert_all(struct fixture *fixture)
{
	u32 i, n = 0;

	for (i = 0; i < MANY; i++)
		n += !natgw_table_insert(&fixture->table, &fixture->things[i], params);
	return n;
}

static void what_is_in_is_found(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	KUNIT_EXPECT_TRUE(test, has_only(fixture, 0, 0));
	KUNIT_EXPECT_EQ(test, insert_all(fixture), MANY);
	KUNIT_EXPECT_TRUE(test, has_only(fixture, 0, MANY));
}

static void one_key_is_in_once(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct thing again = { .number = 5 };

	KUNIT_EXPECT_NULL(test, natgw_table_insert(&fixture->table, &fixture->things[5], params));
	KUNIT_EXPECT_PTR_EQ(test, natgw_table_insert(&fixture->table, &again, params),
			    (void *)&fixture->things[5]);
	KUNIT_EXPECT_FALSE(test, natgw_table_remove(&fixture->table, &again, params));
	KUNIT_EXPECT_TRUE(test, has_only(fixture, 5, 6));
}

static void what_is_taken_out_is_gone(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	u32 i;

	KUNIT_ASSERT_EQ(test, insert_all(fixture), MANY);
	for (i = 0; i < MANY / 2; i++)
		KUNIT_ASSERT_TRUE(test, natgw_table_remove(&fixture->table, &fixture->things[i],
							   params));
	KUNIT_EXPECT_FALSE(test, natgw_table_remove(&fixture->table, &fixture->things[0], params));
	KUNIT_EXPECT_TRUE(test, has_only(fixture, MANY / 2, MANY));
}

static void it_grows_and_shrinks(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	u64 least = natgw_table_memory(&fixture->table);
	u32 i;

	KUNIT_ASSERT_EQ(test, insert_all(fixture), MANY);
	flush_work(&fixture->table.work);
	KUNIT_EXPECT_GT(test, natgw_table_memory(&fixture->table), MANY * sizeof(long));
	KUNIT_EXPECT_LT(test, natgw_table_memory(&fixture->table), MANY * 5 * sizeof(long));
	KUNIT_EXPECT_TRUE(test, has_only(fixture, 0, MANY));
	for (i = 10; i < MANY; i++)
		natgw_table_remove(&fixture->table, &fixture->things[i], params);
	flush_work(&fixture->table.work);
	KUNIT_EXPECT_EQ(test, natgw_table_memory(&fixture->table), least);
	KUNIT_EXPECT_TRUE(test, has_only(fixture, 0, 10));
}

static void a_bucket_has_a_bound(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	void *ret = NULL;
	u32 i;

	fixture->table.params = &colliding;
	for (i = 0; i < 1000 && !ret; i++)
		ret = natgw_table_insert(&fixture->table, &fixture->things[i], colliding);
	KUNIT_EXPECT_PTR_EQ(test, ret, ERR_PTR(-EBUSY));
	KUNIT_EXPECT_GT(test, i, 200u);
	KUNIT_EXPECT_LT(test, i, 500u);
	flush_work(&fixture->table.work);
	rcu_read_lock();
	while (--i > 0)
		KUNIT_EXPECT_NOT_NULL(test, natgw_table_find(&fixture->table,
							     &fixture->things[i - 1].number,
							     colliding));
	rcu_read_unlock();
}

static int meet(void *object, void *data)
{
	struct thing *thing = object;

	thing->met++;
	return 0;
}

static int stop_at_seven(void *object, void *data)
{
	struct thing *thing = object;

	thing->met++;
	return thing->number == 7 && thing->met < 3 ? -EINTR : 0;
}

static u32 walk_through(struct natgw_table *table, int (*visit)(void *object, void *data))
{
	struct natgw_table_walk walk;
	u32 stops = 0;
	int ret;

	natgw_table_walk_start(table, &walk);
	do {
		rcu_read_lock();
		ret = natgw_table_walk_step(table, &walk, visit, NULL, BATCH);
		rcu_read_unlock();
		stops += ret == -EINTR;
	} while (ret);
	return stops;
}

static u32 met_once(const struct fixture *fixture)
{
	u32 i, n = 0;

	for (i = 0; i < MANY; i++)
		n += fixture->things[i].met == 1;
	return n;
}

static void a_walk_meets_each_once(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	KUNIT_ASSERT_EQ(test, insert_all(fixture), MANY);
	walk_through(&fixture->table, meet);
	KUNIT_EXPECT_EQ(test, met_once(fixture), MANY);
}

static void a_walk_goes_on_where_it_stopped(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	KUNIT_ASSERT_EQ(test, insert_all(fixture), MANY);
	KUNIT_EXPECT_EQ(test, walk_through(&fixture->table, stop_at_seven), 2u);
	KUNIT_EXPECT_EQ(test, fixture->things[7].met, 3u);
	KUNIT_EXPECT_EQ(test, met_once(fixture), MANY - 1);
}

/* What was there all the time is met, however often the table is resized meanwhile. */
static void a_walk_misses_nothing_in_a_resize(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct natgw_table_walk walk;
	u32 i, n;
	int ret;

	for (i = 0; i < 300; i++)
		natgw_table_insert(&fixture->table, &fixture->things[i], params);
	natgw_table_walk_start(&fixture->table, &walk);
	do {
		rcu_read_lock();
		ret = natgw_table_walk_step(&fixture->table, &walk, meet, NULL, 1);
		rcu_read_unlock();
		for (n = 0; n < 40 && i < MANY; i++, n++)
			natgw_table_insert(&fixture->table, &fixture->things[i], params);
		if (i > 2000)	/* it has to grow: now, or at some time of this walk */
			schedule_timeout_uninterruptible(1);
	} while (ret);
	KUNIT_EXPECT_TRUE(test, walk.disturbed);
	for (i = 0; i < 300; i++)
		KUNIT_EXPECT_GE(test, fixture->things[i].met, 1u);
}

static void a_walk_passes_over_twins(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	u32 i;

	fixture->table.params = &paired;
	for (i = 0; i < MANY; i++)
		KUNIT_ASSERT_NULL(test, natgw_table_insert(&fixture->table, &fixture->things[i],
							   paired));
	walk_through(&fixture->table, meet);
	KUNIT_EXPECT_EQ(test, met_once(fixture), MANY / 2);
	for (i = 0; i < MANY; i++) {
		bool second = (unsigned long)&fixture->things[i] & sizeof(struct thing);

		KUNIT_ASSERT_EQ(test, fixture->things[i].met, second ? 0u : 1u);
	}
}

struct race {
	struct fixture *fixture;
	struct completion done;
	atomic_t running;
	atomic_t wrong;
	atomic_t turns;
	unsigned long end;
};

/*
 * The first thousand stay in and are always found. Of the rest each worker has its share: all in
 * and out again, so that the table is resized all the time.
 */
static void race_once(struct race *race, u32 me)
{
	struct fixture *fixture = race->fixture;
	u64 share = (MANY - 1000) / WORKERS_MAX;
	u64 first = 1000 + me * share;
	u64 i, stays;

	for (i = first; i < first + share; i++) {
		if (natgw_table_insert(&fixture->table, &fixture->things[i], params))
			atomic_inc(&race->wrong);
		stays = i % 1000;
		rcu_read_lock();
		if (natgw_table_find(&fixture->table, &i, params) != &fixture->things[i] ||
		    natgw_table_find(&fixture->table, &stays, params) != &fixture->things[stays])
			atomic_inc(&race->wrong);
		rcu_read_unlock();
	}
	for (i = first; i < first + share; i++) {
		stays = i % 1000;
		if (!natgw_table_remove(&fixture->table, &fixture->things[i], params))
			atomic_inc(&race->wrong);
		rcu_read_lock();
		if (natgw_table_find(&fixture->table, &i, params) ||
		    natgw_table_find(&fixture->table, &stays, params) != &fixture->things[stays])
			atomic_inc(&race->wrong);
		rcu_read_unlock();
	}
}

static atomic_t next_worker;

static int race_worker(void *data)
{
	u32 me = atomic_inc_return(&next_worker) - 1;
	struct race *race = data;

	do {
		race_once(race, me);
		atomic_inc(&race->turns);
		cond_resched();
	} while (time_before(jiffies, race->end));
	if (atomic_dec_and_test(&race->running))
		complete(&race->done);
	return 0;
}

static void nothing_is_lost_in_a_race(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct race race = { .fixture = fixture, .end = jiffies + RACE_SECONDS * HZ };
	u32 i;

	for (i = 0; i < 1000; i++)
		natgw_table_insert(&fixture->table, &fixture->things[i], params);
	init_completion(&race.done);
	atomic_set(&race.running, WORKERS_MAX + 1);
	atomic_set(&next_worker, 0);
	for (i = 0; i < WORKERS_MAX; i++) {
		struct task_struct *task = kthread_create(race_worker, &race, "table/%u", i);

		if (IS_ERR(task)) {
			atomic_inc(&race.wrong);
			atomic_dec(&race.running);
			continue;
		}
		kthread_bind(task, cpumask_nth(i % num_online_cpus(), cpu_online_mask));
		wake_up_process(task);
	}
	if (!atomic_dec_and_test(&race.running))
		wait_for_completion(&race.done);
	KUNIT_EXPECT_EQ(test, atomic_read(&race.wrong), 0);
	KUNIT_EXPECT_GE(test, atomic_read(&race.turns), WORKERS_MAX);
	flush_work(&fixture->table.work);
	KUNIT_EXPECT_TRUE(test, has_only(fixture, 0, 1000));
	KUNIT_EXPECT_EQ(test, atomic_read(&fixture->table.n), 1000);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(what_is_in_is_found),
	KUNIT_CASE(one_key_is_in_once),
	KUNIT_CASE(what_is_taken_out_is_gone),
	KUNIT_CASE(it_grows_and_shrinks),
	KUNIT_CASE(a_bucket_has_a_bound),
	KUNIT_CASE(a_walk_meets_each_once),
	KUNIT_CASE(a_walk_goes_on_where_it_stopped),
	KUNIT_CASE(a_walk_misses_nothing_in_a_resize),
	KUNIT_CASE(a_walk_passes_over_twins),
	KUNIT_CASE(nothing_is_lost_in_a_race),
	{}
};

struct kunit_suite natgw_table_suite = {
	.name = "natgw_table",
	.init = table_init,
	.exit = table_exit,
	.test_cases = cases,
};
