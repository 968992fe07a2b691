// SPDX-License-Identifier: GPL-2.0-only
/* Lists of the configuration's objects. */
#include <stdlib.h>

#include "command_list.h"

void command_show_list(struct output *out, const struct list *list, const char *before,
		       show_fn *show)
{
	for (unsigned int i = 0; i < list->count; i++) {
		output_item_begin(out);
		output_text(out, before);
		show(out, (const char *)list->items + i * list->size);
		output_item_end(out);
	}
}

int command_list(struct context *context, struct words *words, const struct listing *listing)
{
	int status = STATUS_OK;
	struct list list;

	if (parse_end(words))
		return command_misread(words);
	if (command_connect(context))
		return STATUS_REFUSED;
	if (listing->collect(&context->nl, &list)) {
		status = command_refused(context);
	} else {
		context->out.remarks = true;
		output_table_begin(&context->out);
		command_show_list(&context->out, &list, "", listing->show);
		output_table_end(&context->out);
	}
	free(list.items);
	return status;
}
