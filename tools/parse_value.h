/* SPDX-License-Identifier: GPL-2.0-only */
/* Pieces of values, for the parse_*.c files. */
#ifndef NATGW_PARSE_VALUE_H
#define NATGW_PARSE_VALUE_H

#include <stddef.h>
#include <stdint.h>

struct port_range;
struct words;

enum { VALUE_PIECE_MAX = 64 };	/* longest element of a list, or half of a range */

typedef int value_element_fn(struct words *words, const char *value, void *list);

/* Copies @length bytes of @from as a string; -1 if they do not fit. */
int value_copy(char to[VALUE_PIECE_MAX], const char *from, size_t length);

/* Decimal digits only, no sign, no space, nothing behind. 0, or -1: no number, or above 2^32-1. */
int value_digits(const char *text, uint32_t *number);

/* Calls @add with each element of a list with commas. */
int value_for_each(struct words *words, const char *value, value_element_fn *add, void *list);

/* P or P-P with ports from @minimum. */
int value_ports(struct words *words, const char *value, uint32_t minimum,
		struct port_range *range);

#endif
