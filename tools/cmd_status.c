// SPDX-License-Identifier: GPL-2.0-only
/* natgw status */
#include <inttypes.h>

#include "collect.h"
#include "command.h"
#include "names.h"

static void show_memory(struct output *out, const struct status *status)
{
	static const char *const units[] = { "KiB", "MiB", "GiB" };
	uint64_t whole = status->memory >> 10;
	int unit = 0;

	while (whole >= 10240 && unit < 2) {
		whole >>= 10;
		unit++;
	}
	output_number(out, NULL, "memory       %" PRIu64, whole);
	output_string(out, NULL, " %s", units[unit]);
	output_number(out, "memory", " (%" PRIu64 " bytes", status->memory);
	output_number(out, "session_size", "; a session %" PRIu64, status->session_size);
	output_number(out, "mapping_size", ", a mapping %" PRIu64 ")", status->mapping_size);
}

/* Only of a network of a user namespace, which shares a bound with all others of that kind. */
static void show_user_memory(struct output *out, const struct status *status)
{
	if (!status->user_memory_max)
		return;
	output_number(out, NULL, "\nuser memory  %" PRIu64 " KiB", status->user_memory >> 10);
	output_number(out, NULL, " of %" PRIu64 " KiB that all networks of user namespaces share",
		      status->user_memory_max >> 10);
	output_number(out, "user_memory", NULL, status->user_memory);
	output_number(out, "user_memory_max", NULL, status->user_memory_max);
}

/* The setting is not for everybody to see; the numbers are. */
static void show_paths(struct output *out, const struct stats *stats,
		       const struct settings *settings)
{
	output_number(out, "fast_packets", "\npackets      fast path %" PRIu64,
		      stats->fast_packets);
	output_number(out, "batched_packets", " (batched %" PRIu64 ")", stats->batched_packets);
	output_number(out, "full_packets", ", full path %" PRIu64, stats->full_packets);
	if (settings->has & (1U << SETTING_FASTPATH))
		output_string(out, "fastpath", " (fastpath %s)",
			      choice_name(fastpath_choices, settings->value[SETTING_FASTPATH]));
}

/* Nothing where the module is older than this command. */
static void show_fastpath(struct output *out, const struct status *status)
{
	uint32_t i;

	output_bool(out, "fast_path", NULL, status->fast_path);
	if (*status->why_not)
		output_string(out, "fast_path_why_not", "\nfast path    not used: %s",
			      status->why_not);
	else if (status->fast_path)
		output_text(out, status->n_devices ? "\nfast path    on" : "\nfast path    on no device");
	output_array_begin(out, "fast_path_devices");
	for (i = 0; i < status->n_named; i++)
		output_string(out, NULL, status->fast_path ? " %s" : NULL, status->device[i]);
	output_nested_end(out);
	if (status->fast_path && status->n_devices > status->n_named)
		output_number(out, NULL, " and %" PRIu64 " more",
			      status->n_devices - status->n_named);
}

static void show_status(struct output *out, const struct status *status)
{
	output_string(out, "version", "natgw %s",
		      *status->version ? status->version : "of unknown version");
	output_bool(out, "active", NULL, status->active);
	output_text(out, status->active ? ", active" : ", nothing configured");
	output_number(out, "generation", ", generation %" PRIu64, status->generation);
	output_bool(out, "transaction", ", a transaction is open", status->transaction);
	output_number(out, "pools", "\nconfigured   pools %" PRIu64, status->pools);
	output_number(out, "rules", ", rules %" PRIu64, status->rules);
	output_number(out, "statics", ", statics %" PRIu64, status->statics);
	output_number(out, "forwards", ", forwards %" PRIu64 "\n", status->forwards);
	output_number(out, "sessions", "sessions     %" PRIu64, status->sessions);
	output_number(out, "max_sessions", " of at most %" PRIu64 "\n", status->max_sessions);
	output_number(out, "mappings", "mappings     %" PRIu64 "\n", status->mappings);
	output_number(out, "held_ports", "held ports   %" PRIu64 "\n", status->held_ports);
	output_number(out, "subscribers", "subscribers  %" PRIu64 "\n", status->subscribers);
	output_number(out, "sequence", "events       %" PRIu64 "\n", status->sequence);
	show_memory(out, status);
	show_user_memory(out, status);
}

static int status_show(struct context *context, struct words *words)
{
	struct settings settings = { 0 };
	struct status status;
	struct stats stats;

	if (parse_end(words))
		return command_misread(words);
	if (command_connect(context) ||
	    command_ask(context, NATGW_CMD_STATUS_GET, model_get_status, &status) ||
	    command_ask(context, NATGW_CMD_STATS_GET, model_get_stats, &stats))
		return STATUS_REFUSED;
	if (collect_settings(&context->nl, &settings))
		settings.has = 0;
	output_item_begin(&context->out);
	show_status(&context->out, &status);
	show_paths(&context->out, &stats, &settings);
	show_fastpath(&context->out, &status);
	output_item_end(&context->out);
	return STATUS_OK;
}

static const struct verb verbs[] = {
	{ "", status_show, "" },
	{ .run = NULL },
};

const struct command command_status = {
	"status", "version, size and load of the gateway", verbs, NULL,
};
