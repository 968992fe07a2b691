// SPDX-License-Identifier: GPL-2.0-only
/* The code of the tracepoints, made here once. */
#define CREATE_TRACE_POINTS
#include "control/trace.h"
