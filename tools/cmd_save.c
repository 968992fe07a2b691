// SPDX-License-Identifier: GPL-2.0-only
/* natgw save; natgw flush */
#include "command_list.h"

static void save_settings(struct output *out, const struct settings *settings)
{
	output_object_begin(out, "settings");
	for (unsigned int i = 0; i < SETTING_COUNT; i++) {
		if (!(settings->has & (1U << i)))
			continue;
		output_text(out, "set ");
		show_setting(out, settings, i);
		output_text(out, "\n");
	}
	output_nested_end(out);
}

/* Settings come first: they say whether the timeouts that follow are accepted. */
static void save_configuration(struct output *out, const struct configuration *configuration)
{
	const struct {
		const char *key, *before;
		const struct list *list;
		show_fn *show;
	} parts[] = {
		{ "timeouts", "timeout set ", &configuration->timeouts, show_timeout },
		{ "pools", "pool add ", &configuration->pools, show_pool },
		{ "statics", "static add ", &configuration->statics, show_static },
		{ "forwards", "forward add ", &configuration->forwards, show_forward },
		{ "rules", "rule add ", &configuration->rules, show_rule },
	};

	output_document_begin(out);
	save_settings(out, &configuration->settings);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		output_array_begin(out, parts[i].key);
		command_show_list(out, parts[i].list, parts[i].before, parts[i].show);
		output_nested_end(out);
	}
	output_document_end(out);
}

static int save(struct context *context, struct words *words)
{
	struct configuration configuration;
	int status = STATUS_OK;

	if (parse_end(words))
		return command_misread(words);
	if (command_connect(context))
		return STATUS_REFUSED;
	if (collect_configuration(&context->nl, &configuration))
		status = command_refused(context);
	else
		save_configuration(&context->out, &configuration);
	collect_release(&configuration);
	return status;
}

static const struct verb save_verbs[] = {
	{ "", save, "" },
	{ .run = NULL },
};

const struct command command_save = {
	"save", "prints the configuration as a file for apply", save_verbs, NULL,
};

static int flush(struct context *context, struct words *words)
{
	if (parse_end(words))
		return command_misread(words);
	if (command_connect(context))
		return STATUS_REFUSED;
	return command_ask(context, NATGW_CMD_CONFIG_FLUSH, NULL, NULL);
}

static const struct verb flush_verbs[] = {
	{ "", flush, "" },
	{ .run = NULL },
};

const struct command command_flush = {
	"flush", "removes all configuration", flush_verbs, NULL,
};
