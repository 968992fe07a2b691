/* SPDX-License-Identifier: GPL-2.0-only */
/* As much of it as is needed. */
#include "skb.h"
