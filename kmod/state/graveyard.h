/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Objects that were unlinked and wait for their last RCU reader. They are
 * buried by the page, so that a session or mapping needs no rcu_head of its
 * own (16 of its 128 or 48 bytes).
 */
#ifndef _NATGW_STATE_GRAVEYARD_H
#define _NATGW_STATE_GRAVEYARD_H

#include <linux/slab.h>
#include <linux/spinlock.h>

struct natgw_grave;

/**
 * struct natgw_graveyard - where one kind of object is buried
 * @cache: the objects' slab cache
 * @lock: protects @open
 * @open: the grave being filled, or NULL
 */
struct natgw_graveyard {
	struct kmem_cache *cache;
	spinlock_t lock;	/* protects open */
	struct natgw_grave *open;
};

void natgw_graveyard_init(struct natgw_graveyard *graveyard, struct kmem_cache *cache);

/* Frees all; no reader is left and callbacks are waited for by rcu_barrier(). Context: process. */
void natgw_graveyard_exit(struct natgw_graveyard *graveyard);

/**
 * natgw_graveyard_reserve() - make sure that one more object can be buried
 * @graveyard: where
 *
 * Called before an object is unlinked; bottom halves stay off from here until
 * it is buried, which makes one object a CPU. Context: softirq or process.
 * Return: false without memory.
 */
bool natgw_graveyard_reserve(struct natgw_graveyard *graveyard);

/**
 * natgw_graveyard_bury() - free an object after a grace period
 * @graveyard: where
 * @object: from the graveyard's slab cache, unlinked from everything
 *
 * Context: as the reservation that went before.
 */
void natgw_graveyard_bury(struct natgw_graveyard *graveyard, void *object);

/* Starts the grace period of what is buried so far. Context: softirq or process. */
void natgw_graveyard_close(struct natgw_graveyard *graveyard);

#endif
