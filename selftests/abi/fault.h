/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Allocations that fail: the nth that this task makes in the kernel from now
 * on, once. In a task's own context only, but packets that it writes into a tun
 * device are handled there too. Needs CONFIG_FAULT_INJECTION, and selftests/faults.sh.
 */
#ifndef NATGW_ABI_FAULT_H
#define NATGW_ABI_FAULT_H

#include <stdbool.h>

/* A loop over all allocations of something ends here at the latest. */
enum { FAULTS_MAX = 20000 };

/* Of this task, which is not to wait for its own memory either. Returns 0 or a negative errno. */
int fault_open(void);

/* The @nth allocation fails, from 1. */
void fault_arm(unsigned int nth);
/* Nothing fails any more. True if something did. */
bool fault_disarm(void);
/* Nothing fails any more. How many allocations there were, with @nth too many to be met. */
unsigned int fault_count(unsigned int nth);

/* Of all that this task allocates, so many in a hundred fail; 0: none any more. */
void fault_scarce(unsigned int percent);

/* From here on the kernel's log says who asked for what fails... */
void fault_trace(void);
/* ... and no more. True if natgw was among them. */
bool fault_blames_natgw(bool print);

#endif
