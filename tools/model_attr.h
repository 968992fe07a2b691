/* SPDX-License-Identifier: GPL-2.0-only */
/* Single attributes, for the model_*.c files. A NULL attribute reads as zero. */
#ifndef NATGW_MODEL_ATTR_H
#define NATGW_MODEL_ATTR_H

#include <stddef.h>
#include <stdint.h>

#include "parse.h"

struct nl_msg;
struct nlattr;
struct nlmsghdr;

/* All attributes of a message or nest by number, up to @max; 0, or -1 if they are garbled. */
int attr_parse(struct nlmsghdr *message, struct nlattr *attrs[], int max);
int attr_parse_nest(struct nlattr *nest, struct nlattr *attrs[], int max);

uint32_t attr_u32(const struct nlattr *attr);
uint64_t attr_u64(const struct nlattr *attr);
uint16_t attr_port(const struct nlattr *attr);
uint32_t attr_address(const struct nlattr *attr);
/* Cut to fit @size. */
void attr_string(const struct nlattr *attr, char *text, size_t size);
int attr_port_range(struct nlattr *nest, struct port_range *range);
int attr_address_range(struct nlattr *nest, struct address_range *range);
int attr_prefix(struct nlattr *nest, struct prefix *prefix);

int attr_put_address(struct nl_msg *msg, int type, uint32_t address);
int attr_put_port_range(struct nl_msg *msg, int type, const struct port_range *range);
int attr_put_address_range(struct nl_msg *msg, int type, const struct address_range *range);
int attr_put_prefix(struct nl_msg *msg, int type, const struct prefix *prefix);

#endif
