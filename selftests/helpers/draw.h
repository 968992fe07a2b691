/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers drawn from a seed: the same in every run. */
#ifndef NATGW_TEST_DRAW_H
#define NATGW_TEST_DRAW_H

#include <stdbool.h>
#include <stdint.h>

static uint64_t draw_state = 1;

/* All that is drawn from here on follows from @seed. */
static inline void draw_seed(uint64_t seed)
{
	draw_state = seed * 0x9e3779b97f4a7c15ULL | 1;
}

/* A number below @below. */
static inline uint32_t draw(uint32_t below)
{
	draw_state ^= draw_state << 13;
	draw_state ^= draw_state >> 7;
	draw_state ^= draw_state << 17;
	return (draw_state >> 16) % below;
}

/* One time in @n. */
static inline bool rarely(uint32_t n)
{
	return !draw(n);
}

#endif
