// SPDX-License-Identifier: GPL-2.0-only
/* The configuration's objects as text and JSON. */
#include <arpa/inet.h>
#include <inttypes.h>
#include <string.h>

#include "names.h"
#include "show.h"

enum { RANGE_TEXT = 40 };

static bool has(uint32_t set, unsigned int field)
{
	return set & (1U << field);
}

/* The format of what is only remarked. */
static const char *remark(const struct output *out, const char *format)
{
	return out->remarks ? format : NULL;
}

static void address_text(uint32_t address, char *text, size_t size)
{
	struct in_addr in = { .s_addr = htonl(address) };

	if (!inet_ntop(AF_INET, &in, text, (socklen_t)size))
		*text = '\0';
}

/* The length of the prefix that has just the addresses of the range; -1: there is none. */
static int prefix_length(const struct address_range *range)
{
	uint32_t differ = range->first ^ range->last;

	if ((differ & (differ + 1)) || (range->first & differ))
		return -1;
	return differ ? __builtin_clz(differ) : 32;
}

static void address_range_text(const struct address_range *range, char text[RANGE_TEXT])
{
	int length = prefix_length(range);
	size_t used;

	address_text(range->first, text, RANGE_TEXT);
	used = strlen(text);
	if (length == 32)
		return;
	if (length >= 0) {
		(void)snprintf(text + used, RANGE_TEXT - used, "/%d", length);
		return;
	}
	text[used++] = '-';
	address_text(range->last, text + used, RANGE_TEXT - used);
}

static void port_range_text(const struct port_range *range, char text[RANGE_TEXT])
{
	if (range->first == range->last)
		(void)snprintf(text, RANGE_TEXT, "%u", range->first);
	else
		(void)snprintf(text, RANGE_TEXT, "%u-%u", range->first, range->last);
}

static void show_address_list(struct output *out, const char *key, const char *word,
			      const struct address_list *list)
{
	char text[RANGE_TEXT];

	if (!list->count)
		return;
	output_text(out, word);
	output_array_begin(out, key);
	for (unsigned int i = 0; i < list->count; i++) {
		address_range_text(&list->range[i], text);
		output_string(out, NULL, i ? ",%s" : " %s", text);
	}
	output_nested_end(out);
}

static void show_port_list(struct output *out, const struct port_list *list)
{
	char text[RANGE_TEXT];

	if (!list->count)
		return;
	output_text(out, " ports");
	output_array_begin(out, "ports");
	for (unsigned int i = 0; i < list->count; i++) {
		port_range_text(&list->range[i], text);
		output_string(out, NULL, i ? ",%s" : " %s", text);
	}
	output_nested_end(out);
}

static void show_port_range(struct output *out, const char *key, const char *format,
			    const struct port_range *range)
{
	char text[RANGE_TEXT];

	port_range_text(range, text);
	output_string(out, key, format, text);
}

static void show_prefix(struct output *out, const char *key, const char *format,
			const struct prefix *prefix)
{
	char text[RANGE_TEXT];

	address_text(prefix->address, text, sizeof(text));
	if (prefix->length < 32)
		(void)snprintf(text + strlen(text), sizeof(text) - strlen(text), "/%u",
			       prefix->length);
	output_string(out, key, format, text);
}

static void show_choice(struct output *out, const char *key, const char *format,
			const struct choice *choices, uint32_t value)
{
	output_string(out, key, format, choice_name(choices, value));
}

/* One word for both protocols where they agree. JSON has both always. */
static void show_behaviours(struct output *out, const struct behaviour *behaviour)
{
	const struct {
		const struct choice *choices;
		uint32_t tcp, udp;
		const char *tcp_key, *udp_key, *both, *tcp_only, *udp_only;
	} rows[] = {
		{ mapping_behaviour_choices, behaviour->tcp_mapping, behaviour->udp_mapping,
		  "tcp_mapping", "udp_mapping",
		  " mapping %s", " tcp-mapping %s", " udp-mapping %s" },
		{ filtering_behaviour_choices, behaviour->tcp_filtering, behaviour->udp_filtering,
		  "tcp_filtering", "udp_filtering",
		  " filtering %s", " tcp-filtering %s", " udp-filtering %s" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool same = rows[i].tcp == rows[i].udp;

		if (rows[i].tcp)
			show_choice(out, rows[i].tcp_key, same ? rows[i].both : rows[i].tcp_only,
				    rows[i].choices, rows[i].tcp);
		if (rows[i].udp)
			show_choice(out, rows[i].udp_key, same ? NULL : rows[i].udp_only,
				    rows[i].choices, rows[i].udp);
	}
}

static void show_mss(struct output *out, uint32_t mss)
{
	if (mss <= MSS_ROUTE)
		output_string(out, "mss", " mss %s", mss ? "route" : "off");
	else
		output_number(out, "mss", " mss %" PRIu64, mss);
}

void show_pool(struct output *out, const void *object)
{
	const struct pool *pool = object;

	output_string(out, "name", "%s", pool->name);
	if (*pool->interface)
		output_string(out, "interface", " interface %s", pool->interface);
	show_address_list(out, "addresses", " addresses", &pool->addresses);
	show_address_list(out, "exclude", " exclude", &pool->exclude);
	if (has(pool->has, POOL_TYPE))
		show_choice(out, "type", " type %s", pool_type_choices, pool->type);
	/* Only a dynamic pool may be told what to do when it is dry. */
	if (has(pool->has, POOL_DRY) && pool->type == NATGW_POOL_TYPE_DYNAMIC)
		show_choice(out, "dry", " dry %s", dry_choices, pool->dry);
	show_port_list(out, &pool->ports);
	show_behaviours(out, &pool->behaviour);
	if (has(pool->has, POOL_PAIRED))
		show_choice(out, "paired", " paired %s", paired_choices, pool->paired);
	if (has(pool->has, POOL_PARITY))
		show_choice(out, "parity", " parity %s", switch_choices, pool->parity);
	if (has(pool->has, POOL_PRESERVE))
		show_choice(out, "preserve", " preserve %s", switch_choices, pool->preserve);
	if (has(pool->has, POOL_MSS))
		show_mss(out, pool->mss);
	/* What it is now is no part of what was configured. */
	if (has(pool->has, POOL_SIZE))
		output_number(out, "size", remark(out, " # addresses: %" PRIu64), pool->size);
	if (has(pool->has, POOL_EXTERNAL))
		output_address(out, "external", remark(out, ", now %s"), pool->external);
}

static void show_mark(struct output *out, const struct mark *mark)
{
	output_number(out, "mark", " mark 0x%" PRIx64, mark->value);
	output_number(out, "mark_mask", mark->mask == UINT32_MAX ? NULL : "/0x%" PRIx64,
		      mark->mask);
}

static void show_proto(struct output *out, const char *format, uint32_t proto)
{
	const struct choice *choice = choice_find(proto_choices, proto);
	char number[12];

	(void)snprintf(number, sizeof(number), "%u", proto);
	output_string(out, "proto", format, choice ? choice->name : number);
}

static void show_rule_match(struct output *out, const struct rule *rule)
{
	if (has(rule->has, RULE_SRC))
		show_prefix(out, "src", " src %s", &rule->src);
	if (has(rule->has, RULE_DST))
		show_prefix(out, "dst", " dst %s", &rule->dst);
	if (*rule->iif)
		output_string(out, "iif", " iif %s", rule->iif);
	if (*rule->oif)
		output_string(out, "oif", " oif %s", rule->oif);
	if (has(rule->has, RULE_PROTO) && rule->proto)
		show_proto(out, " proto %s", rule->proto);
	if (has(rule->has, RULE_SPORT))
		show_port_range(out, "sport", " sport %s", &rule->sport);
	if (has(rule->has, RULE_DPORT))
		show_port_range(out, "dport", " dport %s", &rule->dport);
	if (has(rule->has, RULE_MARK))
		show_mark(out, &rule->mark);
}

void show_rule(struct output *out, const void *object)
{
	const struct rule *rule = object;
	bool pool = rule->action == NATGW_ACTION_POOL;

	output_number(out, "index", "index %" PRIu64, rule->index);
	show_rule_match(out, rule);
	show_choice(out, "action", pool ? NULL : " %s", action_choices, rule->action);
	if (pool)
		output_string(out, "pool", " pool %s", rule->pool);
	show_behaviours(out, &rule->behaviour);
}

void show_static(struct output *out, const void *object)
{
	const struct fixed *fixed = object;

	show_prefix(out, "inside", "inside %s", &fixed->inside);
	show_prefix(out, "external", " external %s", &fixed->external);
}

void show_forward(struct output *out, const void *object)
{
	const struct forward *forward = object;

	show_proto(out, "%s", forward->proto);
	if (*forward->external.ifname)
		output_string(out, "interface", " external interface %s",
			      forward->external.ifname);
	else
		output_address(out, "external", " external %s", forward->external.address);
	show_port_range(out, "external_ports", ":%s", &forward->external.ports);
	output_address(out, "inside", " inside %s", forward->inside.address);
	show_port_range(out, "inside_ports", ":%s", &forward->inside.ports);
}

void show_timeout(struct output *out, const void *object)
{
	const struct timeout *timeout = object;

	if (timeout->name) {
		show_choice(out, "name", "%s", timeout_choices, timeout->name);
	} else {
		show_proto(out, "%s", timeout->proto);
		show_port_range(out, "ports", " port %s", &timeout->ports);
	}
	output_number(out, "seconds", " %" PRIu64, timeout->seconds);
	if (timeout->standard)
		output_number(out, "default", remark(out, " # default %" PRIu64),
			      timeout->standard);
	if (timeout->minimum)
		output_number(out, "minimum", remark(out, ", at least %" PRIu64),
			      timeout->minimum);
}

void show_setting(struct output *out, const struct settings *settings, enum setting_field field)
{
	static const struct {
		const char *key, *format;
		const struct choice *choices;
	} rows[SETTING_COUNT] = {
		[SETTING_FASTPATH] = { "fastpath", "fastpath %s", fastpath_choices },
		[SETTING_MAX_SESSIONS] = { "max_sessions", "max-sessions %" PRIu64, NULL },
		[SETTING_TABLE_FULL] = { "table_full", "table-full %s", table_full_choices },
		[SETTING_ICMP_REFUSAL] = { "icmp_refusal", "icmp-refusal %s",
					   icmp_refusal_choices },
		[SETTING_IP_OPTIONS] = { "ip_options", "ip-options %s", ip_options_choices },
		[SETTING_INBOUND_REFRESH] = { "inbound_refresh", "inbound-refresh %s",
					      switch_choices },
		[SETTING_ALLOW_SHORT_TIMEOUTS] = { "allow_short_timeouts",
						   "allow-short-timeouts %s", switch_choices },
		[SETTING_PORT_HOLD] = { "port_hold", "port-hold %" PRIu64, NULL },
		[SETTING_PORT_HOLD_MAX] = { "port_hold_max", "port-hold-max %" PRIu64, NULL },
		[SETTING_SYN_REFUSAL] = { "syn_refusal", "syn-refusal %s", syn_refusal_choices },
		[SETTING_TCP_REFUSAL] = { "tcp_refusal", "tcp-refusal %s", tcp_refusal_choices },
	};
	uint32_t value = settings->value[field];

	if (!has(settings->has, field))
		return;
	if (rows[field].choices)
		show_choice(out, rows[field].key, rows[field].format, rows[field].choices, value);
	else
		output_number(out, rows[field].key, rows[field].format, value);
}
