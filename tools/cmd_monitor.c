// SPDX-License-Identifier: GPL-2.0-only
/* natgw monitor [ mappings ] [ sessions ] [ config ] */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <netlink/genl/genl.h>
#include <netlink/msg.h>

#include "command.h"
#include "names.h"
#include "show.h"

/**
 * struct monitor - what is watched
 * @out: where to print
 * @mappings: print events of mappings
 * @sessions: print events of sessions
 * @config: print changes of the configuration, and pools that ran dry
 * @overrun: the kernel had to throw events away, and it is not known yet how many
 * @next: sequence number that the next event has if none is lost
 */
struct monitor {
	struct output *out;
	uint32_t mappings;
	uint32_t sessions;
	uint32_t config;
	bool overrun;
	uint32_t next;
};

#define WORD(word, member, place) \
	{ word, NULL, parse_flag, offsetof(struct monitor, member), .group = (place), .number = 1 }

static const struct keyword keywords[] = {
	WORD("mappings", mappings, 0),
	WORD("sessions", sessions, 1),
	WORD("config", config, 2),
	{ .name = NULL },
};

enum { QUIET = 500 };	/* milliseconds without an event after which what was lost is asked for */

/* All events up to number @sequence were told, but for those that are missing. */
static void note_sequence(struct monitor *monitor, uint32_t sequence, uint64_t time)
{
	const struct event at = { .time = time, .sequence = sequence };
	uint32_t lost = sequence + 1 - monitor->next;

	/* A number behind the one we expect is that of a latecomer, already counted as lost. */
	if (lost >> 31)
		return;
	if (lost) {
		monitor->overrun = false;
		output_item_begin(monitor->out);
		show_event(monitor->out, &at, "lost");
		output_number(monitor->out, "count", "%" PRIu64 " events", lost);
		output_item_end(monitor->out);
	}
	monitor->next = sequence + 1;
}

/* Events that are not wanted count too: the numbers are those of all. */
static void check_sequence(struct monitor *monitor, const struct event *event)
{
	note_sequence(monitor, event->sequence - 1, event->time);
	if (event->sequence == monitor->next)
		monitor->next++;
}

static const char *object_kind(uint32_t what, const char *made, const char *ended)
{
	return what == NATGW_OBJECT_EVENT_END ? ended : made;
}

static int on_mapping(struct monitor *monitor, struct nlmsghdr *message)
{
	struct mapping mapping;

	if (model_get_mapping(message, &mapping))
		return -1;
	check_sequence(monitor, &mapping.event);
	if (!monitor->mappings)
		return 0;
	output_item_begin(monitor->out);
	show_event(monitor->out, &mapping.event,
		   object_kind(mapping.event.what, "mapping-new", "mapping-end"));
	show_mapping(monitor->out, &mapping);
	show_cause(monitor->out, &mapping.event);
	output_item_end(monitor->out);
	return 0;
}

static int on_session(struct monitor *monitor, struct nlmsghdr *message)
{
	struct session session;

	if (model_get_session(message, &session))
		return -1;
	check_sequence(monitor, &session.event);
	if (!monitor->sessions)
		return 0;
	output_item_begin(monitor->out);
	show_event(monitor->out, &session.event,
		   object_kind(session.event.what, "session-new", "session-end"));
	show_session(monitor->out, &session);
	show_cause(monitor->out, &session.event);
	output_item_end(monitor->out);
	return 0;
}

static int on_pool(struct monitor *monitor, struct nlmsghdr *message)
{
	struct pool_event event;
	char kind[48];

	if (model_get_pool_event(message, &event))
		return -1;
	check_sequence(monitor, &event.event);
	if (!monitor->config)
		return 0;
	(void)snprintf(kind, sizeof(kind), "pool-%s",
		       choice_name(pool_event_choices, event.event.what));
	output_item_begin(monitor->out);
	show_event(monitor->out, &event.event, kind);
	output_string(monitor->out, "pool", "pool %s", event.name);
	if (event.proto) {
		const struct choice *proto = choice_find(proto_choices, event.proto);

		output_string(monitor->out, "proto", " for %s", proto ? proto->name : "other");
	}
	output_item_end(monitor->out);
	return 0;
}

static int on_config(struct monitor *monitor, struct nlmsghdr *message)
{
	struct config_event event;

	if (model_get_config_event(message, &event))
		return -1;
	check_sequence(monitor, &event.event);
	if (!monitor->config)
		return 0;
	output_item_begin(monitor->out);
	show_event(monitor->out, &event.event, "config");
	output_number(monitor->out, "generation", "generation %" PRIu64, event.generation);
	output_item_end(monitor->out);
	return 0;
}

static int on_event(struct nlmsghdr *message, void *data)
{
	const struct genlmsghdr *header = genlmsg_hdr(message);

	switch (header->cmd) {
	case NATGW_CMD_MAPPING_NTF:
		return on_mapping(data, message);
	case NATGW_CMD_SESSION_NTF:
		return on_session(data, message);
	case NATGW_CMD_POOL_NTF:
		return on_pool(data, message);
	case NATGW_CMD_CONFIG_NTF:
		return on_config(data, message);
	default:
		return 0;	/* of a newer module */
	}
}

static uint64_t now(void)
{
	struct timespec time;

	if (clock_gettime(CLOCK_REALTIME, &time))
		return 0;
	return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

/* The number of the latest event. On a socket of its own, as events keep coming on the other. */
static int ask_sequence(const struct context *context, uint32_t *sequence)
{
	struct context aside = { .debug = context->debug };
	struct status status = { 0 };
	int err;

	err = command_connect(&aside);
	if (!err)
		err = command_ask(&aside, NATGW_CMD_STATUS_GET, model_get_status, &status);
	netlink_close(&aside.nl);
	*sequence = status.sequence;
	return err;
}

/*
 * The events that were thrown away may have been the last for a long time, so
 * that no later one tells by its number how many they were: the kernel is asked.
 */
static void count_lost(struct context *context, struct monitor *monitor)
{
	uint32_t sequence;

	if (ask_sequence(context, &sequence) || netlink_wait(&context->nl, 0) != 0)
		return;
	note_sequence(monitor, sequence, now());
	monitor->overrun = false;
}

static int watch(struct context *context, struct monitor *monitor)
{
	for (;;) {
		int ready = netlink_wait(&context->nl, monitor->overrun ? QUIET : -1);

		if (!ready && monitor->overrun)
			count_lost(context, monitor);
		if (ready > 0)
			ready = netlink_listen(&context->nl, on_event, monitor);
		if (ready < 0)
			return command_refused(context);
		if (ready > 0)
			monitor->overrun = true;
		if (output_flush(&context->out))
			return STATUS_REFUSED;
	}
}

static int monitor_run(struct context *context, struct words *words)
{
	struct monitor monitor = { .out = &context->out };
	uint32_t seen = 0;

	if (parse_keywords(words, keywords, &monitor, &seen))
		return command_misread(words);
	if (!seen) {
		monitor.mappings = 1;
		monitor.sessions = 1;
		monitor.config = 1;
	}
	context->out.pretty = false;
	/* Whoever reads a pipe wants an event when it happens. */
	if (setvbuf(context->out.file, NULL, _IOLBF, 0)) {
		command_complain("cannot make the output line by line");
		return STATUS_REFUSED;
	}
	if (command_connect(context))
		return STATUS_REFUSED;
	if (netlink_subscribe(&context->nl))
		return command_refused(context);
	/* Asked after subscribing: what comes with a lower number is none that we missed. */
	if (ask_sequence(context, &monitor.next))
		return STATUS_REFUSED;
	monitor.next++;
	return watch(context, &monitor);
}

static const struct verb verbs[] = {
	{ "", monitor_run, "[ mappings ] [ sessions ] [ config ]" },
	{ .run = NULL },
};

const struct command command_monitor = {
	"monitor", "prints events as they come", verbs,
	"where  config includes pools that run dry; without a word, all is printed\n",
};
