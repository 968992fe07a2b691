// SPDX-License-Identifier: GPL-2.0-only
/* Sentences for the operator whose request is refused. */
#include "state/refuse.h"

#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/netlink.h>
#include <linux/slab.h>

enum {
	SENTENCE_SIZE = 256,
	BUFFERS = 4,	/* of each length; a power of two */
};

/*
 * A buffer only ever holds sentences of one length. The kernel measures a
 * sentence, makes room for it, then copies it, and warns if it has grown in
 * between; so should a buffer come round too soon, because that many others
 * of the same length were refused meanwhile, the reader gets another's
 * sentence, and nothing worse.
 */
static char *sentences[SENTENCE_SIZE][BUFFERS];
static atomic_t turn;

/* The buffer for a sentence of @length characters whose turn it is; NULL without memory. */
static char *get_buffer(size_t length)
{
	char **slot = &sentences[length][atomic_inc_return(&turn) & (BUFFERS - 1)];
	char *buffer = READ_ONCE(*slot), *other;

	if (buffer)
		return buffer;

	/* Some refuse while they look at a snapshot, under rcu_read_lock(). */
	buffer = kzalloc(length + 1, GFP_ATOMIC | __GFP_NOWARN);
	if (!buffer)
		return NULL;
	memset(buffer, ' ', length);
	/* Full: the buffer's end is seen by whoever sees the buffer. */
	other = cmpxchg(slot, NULL, buffer);
	if (!other)
		return buffer;
	kfree(buffer);
	return other;
}

int natgw_refuse(struct netlink_ext_ack *extack, int error, const char *format, ...)
{
	char sentence[SENTENCE_SIZE];
	size_t length;
	va_list args;
	char *buffer;

	if (!extack)
		return error;

	va_start(args, format);
	length = vscnprintf(sentence, sizeof(sentence), format, args);
	va_end(args);

	buffer = get_buffer(length);
	if (!buffer) {
		NL_SET_ERR_MSG(extack, "refused, and no memory is left to say why");
		return error;
	}
	memcpy(buffer, sentence, length);
	extack->_msg = buffer;
	return error;
}

void natgw_refuse_exit(void)
{
	size_t i, j;

	for (i = 0; i < SENTENCE_SIZE; i++) {
		for (j = 0; j < BUFFERS; j++) {
			kfree(sentences[i][j]);
			sentences[i][j] = NULL;
		}
	}
}
