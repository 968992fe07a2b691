// SPDX-License-Identifier: GPL-2.0-only
/* Mappings, sessions, subscribers and events as text and JSON. */
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "names.h"
#include "show.h"

enum { PROTO_TCP = 6 };

/* As wide as the longest endpoint, so that columns stand below each other. */
#define ENDPOINT "%-21s"

static void show_proto(struct output *out, uint32_t proto)
{
	const struct choice *choice = choice_find(proto_choices, proto);
	char number[12];

	(void)snprintf(number, sizeof(number), "%u", proto);
	output_string(out, "proto", "%-5s", choice ? choice->name : number);
}

void show_mapping(struct output *out, const struct mapping *mapping)
{
	/* A whole address is bound: no protocol, no ports. */
	if (mapping->kind == NATGW_MAPPING_KIND_ADDRESS) {
		output_string(out, "proto", "%-5s", "all");
		output_address(out, "inside", " " ENDPOINT, mapping->inside);
		output_address(out, "external", " -> " ENDPOINT, mapping->external);
	} else {
		show_proto(out, mapping->proto);
		output_endpoint(out, "inside", "inside_port", " " ENDPOINT, mapping->inside,
				mapping->inside_port);
		output_endpoint(out, "external", "external_port", " -> " ENDPOINT,
				mapping->external, mapping->external_port);
	}
	if (mapping->has_remote && mapping->has_remote_port)
		output_endpoint(out, "remote", "remote_port", " to %s", mapping->remote,
				mapping->remote_port);
	else if (mapping->has_remote)
		output_address(out, "remote", " to %s", mapping->remote);
	output_string(out, "kind", " %s", choice_name(mapping_kind_choices, mapping->kind));
	if (*mapping->pool)
		output_string(out, "pool", " pool %s", mapping->pool);
	if (mapping->mapping)
		output_string(out, "mapping", " %s",
			      choice_name(mapping_behaviour_choices, mapping->mapping));
	if (mapping->filtering)
		output_string(out, "filtering", " %s",
			      choice_name(filtering_behaviour_choices, mapping->filtering));
	output_number(out, "sessions", " sessions %" PRIu64, mapping->sessions);
	output_number(out, "idle", " idle %" PRIu64 "s", mapping->idle);
	if (*mapping->vrf)
		output_string(out, "vrf", " vrf %s", mapping->vrf);
}

void show_session(struct output *out, const struct session *session)
{
	show_proto(out, session->proto);
	output_endpoint(out, "inside", "inside_port", " " ENDPOINT, session->inside,
			session->inside_port);
	output_endpoint(out, "external", "external_port", " -> " ENDPOINT, session->external,
			session->external_port);
	output_endpoint(out, "remote", "remote_port", " -> " ENDPOINT, session->remote,
			session->remote_port);
	if (session->proto == PROTO_TCP)
		output_string(out, "state", " %-11s",
			      choice_name(tcp_state_choices, session->tcp_state));
	else
		output_string(out, NULL, " %-11s", "-");
	output_number(out, "expires", " %" PRIu64 "s", session->expires);
	output_number(out, "out_packets", " out %" PRIu64, session->packets_out);
	output_number(out, "out_bytes", "/%" PRIu64, session->bytes_out);
	output_number(out, "in_packets", " in %" PRIu64, session->packets_in);
	output_number(out, "in_bytes", "/%" PRIu64, session->bytes_in);
	output_number(out, "age", " age %" PRIu64 "s", session->age);
	if (*session->pool)
		output_string(out, "pool", " pool %s", session->pool);
	if (session->origin)
		output_string(out, "origin",
			      session->origin == NATGW_ORIGIN_OUTSIDE ? " from-%s" : NULL,
			      choice_name(origin_choices, session->origin));
	output_bool(out, "replied", NULL, session->replied);
	output_text(out, session->replied ? "" : " unreplied");
	output_bool(out, "hairpin", " hairpin", session->hairpin);
	output_bool(out, "local", " local", session->local);
	if (*session->vrf)
		output_string(out, "vrf", " vrf %s", session->vrf);
}

void show_subscriber(struct output *out, const struct subscriber *subscriber)
{
	output_address(out, "inside", "%-15s", subscriber->inside);
	if (subscriber->external)
		output_address(out, "external", " -> %-15s", subscriber->external);
	if (*subscriber->pool)
		output_string(out, "pool", " pool %s", subscriber->pool);
	output_number(out, "mappings", " mappings %" PRIu64, subscriber->mappings);
	output_number(out, "sessions", " sessions %" PRIu64, subscriber->sessions);
	if (*subscriber->vrf)
		output_string(out, "vrf", " vrf %s", subscriber->vrf);
}

void show_event(struct output *out, const struct event *event, const char *kind)
{
	time_t seconds = (time_t)(event->time / 1000);
	char clock[16] = "--:--:--";
	struct tm local;

	if (event->time && localtime_r(&seconds, &local))
		(void)strftime(clock, sizeof(clock), "%H:%M:%S", &local);
	output_string(out, NULL, "%s", clock);
	output_number(out, NULL, ".%03" PRIu64 " ", event->time % 1000);
	output_string(out, "event", "%-11s ", kind);
	output_number(out, "sequence", NULL, event->sequence);
	output_number(out, "time", NULL, event->time);
}

void show_cause(struct output *out, const struct event *event)
{
	if (event->cause)
		output_string(out, "cause", " (%s)", choice_name(end_cause_choices, event->cause));
}
