// SPDX-License-Identifier: GPL-2.0-only
/* Sentences for the operator whose request is refused. */
#include "state/refuse.h"

#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/netlink.h>

enum {
	SENTENCE_SIZE = 256,
	SENTENCES = 64,		/* a power of two: more than refusals can be under way at once */
};

static char sentences[SENTENCES][SENTENCE_SIZE];
static atomic_t last_sentence;

int natgw_refuse(struct netlink_ext_ack *extack, int error, const char *format, ...)
{
	char *sentence;
	va_list args;

	if (!extack)
		return error;

	/* Should a buffer ever come round too soon, its last byte still ends it. */
	sentence = sentences[atomic_inc_return(&last_sentence) & (SENTENCES - 1)];
	va_start(args, format);
	vscnprintf(sentence, SENTENCE_SIZE, format, args);
	va_end(args);
	extack->_msg = sentence;
	return error;
}
