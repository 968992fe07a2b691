// SPDX-License-Identifier: GPL-2.0-only
/* natgw stats [ --all ] [ --explain ] */
#include <inttypes.h>
#include <string.h>

#include "command.h"
#include "model.h"
#include "names.h"

/* What the words behind the command ask for. */
struct request {
	uint32_t all;
	uint32_t explain;
};

static const struct keyword keywords[] = {
	{ "--all", NULL, parse_flag, offsetof(struct request, all), .group = 0, .number = 1 },
	{ "-a", NULL, parse_flag, offsetof(struct request, all), .group = 0, .number = 1 },
	{ "--explain", NULL, parse_flag, offsetof(struct request, explain), .group = 1,
	  .number = 1 },
	{ "-e", NULL, parse_flag, offsetof(struct request, explain), .group = 1, .number = 1 },
	{ .name = NULL },
};

static void show_totals(struct output *out, const struct stats *stats)
{
	output_number(out, "sessions", "sessions %14" PRIu64, stats->sessions);
	output_number(out, "sessions_created", "  created %" PRIu64, stats->sessions_created);
	output_number(out, "sessions_ended", "  ended %" PRIu64 "\n", stats->sessions_ended);
	output_number(out, "mappings", "mappings %14" PRIu64, stats->mappings);
	output_number(out, "mappings_created", "  created %" PRIu64, stats->mappings_created);
	output_number(out, "mappings_ended", "  ended %" PRIu64 "\n", stats->mappings_ended);
	output_number(out, "subscribers", "subscribers %11" PRIu64 "\n", stats->subscribers);
	output_number(out, "fast_packets", "fast path %13" PRIu64 " packets",
		      stats->fast_packets);
	output_number(out, "batched_packets", "  batched %" PRIu64 "\n", stats->batched_packets);
	output_number(out, "full_packets", "full path %13" PRIu64 " packets\n",
		      stats->full_packets);
	output_number(out, "arp_replies", "ARP replies %11" PRIu64, stats->arp_replies);
	output_number(out, "arp_announcements", "  announcements %" PRIu64,
		      stats->arp_announcements);
	output_number(out, "arp_conflicts", "  conflicts %" PRIu64 "\n", stats->arp_conflicts);
	output_number(out, "fragments_given_up", "fragments given up %4" PRIu64,
		      stats->fragments_given_up);
}

/* In JSON an explanation is a member of its own, so that the numbers stay where they are. */
static void show_reasons(struct output *out, const struct stats *stats,
			 const struct request *request)
{
	const struct choice *reason;

	output_object_begin(out, "reasons");
	for (reason = reason_choices; reason->name; reason++) {
		uint64_t packets = stats->reason[reason->value];

		if (!packets && !request->all)
			continue;
		output_string(out, NULL, "\n%-24s", reason->name);
		output_number(out, reason->name, "%11" PRIu64, packets);
		if (request->explain)
			output_string(out, NULL, "  %s", reason->doc);
	}
	output_nested_end(out);
	if (!request->explain)
		return;
	output_object_begin(out, "explanations");
	for (reason = reason_choices; reason->name; reason++) {
		if (stats->reason[reason->value] || request->all)
			output_string(out, reason->name, NULL, reason->doc);
	}
	output_nested_end(out);
}

static int stats_show(struct context *context, struct words *words)
{
	struct request request = { 0 };
	struct stats stats;
	uint32_t seen = 0;

	if (parse_keywords(words, keywords, &request, &seen))
		return command_misread(words);
	if (command_connect(context))
		return STATUS_REFUSED;
	if (command_ask(context, NATGW_CMD_STATS_GET, model_get_stats, &stats))
		return STATUS_REFUSED;
	output_item_begin(&context->out);
	show_totals(&context->out, &stats);
	show_reasons(&context->out, &stats, &request);
	output_item_end(&context->out);
	return STATUS_OK;
}

static const struct verb verbs[] = {
	{ "", stats_show, "[ -a | --all ] [ -e | --explain ]" },
	{ .run = NULL },
};

const struct command command_stats = {
	"stats", "counters, and why packets were translated, passed or dropped", verbs, NULL,
};
