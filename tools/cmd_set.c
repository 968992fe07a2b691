// SPDX-License-Identifier: GPL-2.0-only
/* natgw set KEY VALUE; natgw settings */
#include "command_list.h"

static const struct verb set_verbs[] = {
	{ "", command_change, NULL },
	{ .run = NULL },
};

const struct command command_set = {
	"set", "changes a setting", set_verbs,
	"where  KEY VALUE := { fastpath { auto | on | off } |\n"
	"                      max-sessions N |\n"
	"                      table-full { refuse | evict } |\n"
	"                      icmp-refusal { admin | host | none } |\n"
	"                      ip-options { pass | drop } |\n"
	"                      inbound-refresh { on | off } |\n"
	"                      allow-short-timeouts { on | off } |\n"
	"                      port-hold TIME | port-hold-max N |\n"
	"                      syn-refusal { port | none } |\n"
	"                      tcp-refusal { reset | none } }\n",
};

static int settings_show(struct context *context, struct words *words)
{
	struct settings settings;

	if (parse_end(words))
		return command_misread(words);
	if (command_connect(context))
		return STATUS_REFUSED;
	if (collect_settings(&context->nl, &settings))
		return command_refused(context);
	output_item_begin(&context->out);
	for (unsigned int i = 0; i < SETTING_COUNT; i++) {
		output_text(&context->out, i ? "\n" : "");
		show_setting(&context->out, &settings, i);
	}
	output_item_end(&context->out);
	return STATUS_OK;
}

static const struct verb settings_verbs[] = {
	{ "", settings_show, "" },
	{ .run = NULL },
};

const struct command command_settings = {
	"settings", "shows all settings", settings_verbs, NULL,
};
