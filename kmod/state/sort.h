/* SPDX-License-Identifier: GPL-2.0-only */
/* Sorting what mostly is sorted. */
#ifndef _NATGW_STATE_SORT_H
#define _NATGW_STATE_SORT_H

#include <linux/sort.h>

/**
 * natgw_sort() - sort an array unless it is sorted
 * @base: the array
 * @n: number of members
 * @size: bytes of a member
 * @compare: order of two members, as for sort()
 *
 * The kernel's heap sort takes as long for what is in order as for what is not, and a
 * configuration is in order more often than not. Context: process.
 */
static inline void natgw_sort(void *base, size_t n, size_t size,
			      int (*compare)(const void *a, const void *b))
{
	size_t i;

	for (i = 1; i < n; i++) {
		if (compare(base + (i - 1) * size, base + i * size) > 0) {
			sort(base, n, size, compare, NULL);
			return;
		}
	}
}

#endif
