// SPDX-License-Identifier: GPL-2.0-only
/* See graveyard.h. */
#include <linux/cpumask.h>
#include <linux/rcupdate.h>

#include "state/graveyard.h"

/**
 * struct natgw_grave - objects that are freed together
 * @rcu: frees the grave and all in it
 * @cache: of the objects
 * @n: number of @objects
 * @size: room
 * @objects: unlinked
 */
struct natgw_grave {
	struct rcu_head rcu;
	struct kmem_cache *cache;
	u32 n;
	u32 size;
	void *objects[];
};

/* Objects of a grave beside the one that each CPU may have reserved: about a kilobyte. */
enum { GRAVE_OBJECTS = 120 };

static void grave_free_rcu(struct rcu_head *rcu)
{
	struct natgw_grave *grave = container_of(rcu, struct natgw_grave, rcu);

	if (grave->n)
		kmem_cache_free_bulk(grave->cache, grave->n, grave->objects);
	kfree(grave);
}

static struct natgw_grave *grave_create(struct kmem_cache *cache)
{
	u32 size = GRAVE_OBJECTS + nr_cpu_ids;
	struct natgw_grave *grave;

	grave = kmalloc(struct_size(grave, objects, size), GFP_ATOMIC | __GFP_NOWARN);
	if (!grave)
		return NULL;
	grave->cache = cache;
	grave->n = 0;
	grave->size = size;
	return grave;
}

/*
 * The former grave is closed only when its successor is there: who reserved
 * in it may still bury, in whichever of the two is open by then.
 */
static bool open_next(struct natgw_graveyard *graveyard)
{
	struct natgw_grave *next = grave_create(graveyard->cache);

	lockdep_assert_held(&graveyard->lock);
	if (!next)
		return false;
	if (graveyard->open)
		call_rcu(&graveyard->open->rcu, grave_free_rcu);
	graveyard->open = next;
	return true;
}

void natgw_graveyard_init(struct natgw_graveyard *graveyard, struct kmem_cache *cache)
{
	graveyard->cache = cache;
	graveyard->open = NULL;
	spin_lock_init(&graveyard->lock);
}

void natgw_graveyard_exit(struct natgw_graveyard *graveyard)
{
	if (graveyard->open)
		grave_free_rcu(&graveyard->open->rcu);
	graveyard->open = NULL;
}

bool natgw_graveyard_reserve(struct natgw_graveyard *graveyard)
{
	bool room;

	spin_lock_bh(&graveyard->lock);
	room = graveyard->open && graveyard->open->n + nr_cpu_ids <= graveyard->open->size;
	if (!room)
		room = open_next(graveyard);
	spin_unlock_bh(&graveyard->lock);
	return room;
}

void natgw_graveyard_bury(struct natgw_graveyard *graveyard, void *object)
{
	struct natgw_grave *grave;

	spin_lock_bh(&graveyard->lock);
	grave = graveyard->open;
	if (!WARN_ON_ONCE(!grave || grave->n == grave->size))
		grave->objects[grave->n++] = object;
	spin_unlock_bh(&graveyard->lock);
}

void natgw_graveyard_close(struct natgw_graveyard *graveyard)
{
	spin_lock_bh(&graveyard->lock);
	if (graveyard->open && graveyard->open->n)
		open_next(graveyard);
	spin_unlock_bh(&graveyard->lock);
}
