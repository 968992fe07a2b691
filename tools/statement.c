// SPDX-License-Identifier: GPL-2.0-only
/* The grammar of statements. What it prints back is in show.c. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <netlink/msg.h>

#include "names.h"
#include "netlink.h"
#include "statement.h"

#define FIELD(type, member) .offset = offsetof(struct type, member)

/* Behaviours, the same words in pools and rules. */
#define BEHAVIOUR(type, word, member, number, table) \
	{ word, "BEHAVIOUR", parse_choice, FIELD(type, behaviour.member), .group = (number), \
	  .choices = table }
#define BEHAVIOUR_USAGE \
	"[ mapping MAPPING ] [ tcp-mapping MAPPING ] [ udp-mapping MAPPING ]\n" \
	"[ filtering FILTERING ] [ tcp-filtering FILTERING ] [ udp-filtering FILTERING ]"

#define POOL_USAGE \
	"[ type { pat | dynamic } ] [ dry { refuse | pat } ] [ ports PORTS ]\n" \
	BEHAVIOUR_USAGE "\n" \
	"[ paired { on | soft | off } ] [ parity SWITCH ] [ preserve SWITCH ]\n" \
	"[ mss { off | route | BYTES } ]"

static const struct keyword pool_keywords[] = {
	{ "addresses", "RANGES", parse_address_list, FIELD(pool, addresses), .group = POOL_SOURCE },
	{ "interface", "INTERFACE", parse_interface, FIELD(pool, interface), .group = POOL_SOURCE },
	{ "exclude", "RANGES", parse_exclude_list, FIELD(pool, exclude), .group = POOL_EXCLUDE },
	{ "type", "pat or dynamic", parse_choice, FIELD(pool, type), .group = POOL_TYPE,
	  .choices = pool_type_choices },
	{ "dry", "refuse or pat", parse_choice, FIELD(pool, dry), .group = POOL_DRY,
	  .choices = dry_choices },
	{ "ports", "PORTS", parse_port_list, FIELD(pool, ports), .group = POOL_PORTS },
	BEHAVIOUR(pool, "mapping", mapping, POOL_MAPPING, mapping_behaviour_choices),
	BEHAVIOUR(pool, "tcp-mapping", tcp_mapping, POOL_TCP_MAPPING, mapping_behaviour_choices),
	BEHAVIOUR(pool, "udp-mapping", udp_mapping, POOL_UDP_MAPPING, mapping_behaviour_choices),
	BEHAVIOUR(pool, "filtering", filtering, POOL_FILTERING, filtering_behaviour_choices),
	BEHAVIOUR(pool, "tcp-filtering", tcp_filtering, POOL_TCP_FILTERING,
		  filtering_behaviour_choices),
	BEHAVIOUR(pool, "udp-filtering", udp_filtering, POOL_UDP_FILTERING,
		  filtering_behaviour_choices),
	{ "paired", "on, soft or off", parse_choice, FIELD(pool, paired), .group = POOL_PAIRED,
	  .choices = paired_choices },
	{ "parity", "on or off", parse_choice, FIELD(pool, parity), .group = POOL_PARITY,
	  .choices = switch_choices },
	{ "preserve", "on or off", parse_choice, FIELD(pool, preserve), .group = POOL_PRESERVE,
	  .choices = switch_choices },
	{ "mss", "off, route or a number of bytes", parse_mss, FIELD(pool, mss),
	  .group = POOL_MSS },
	{ .name = NULL },
};

static const struct keyword rule_keywords[] = {
	{ "index", "N", parse_index, FIELD(rule, index), .group = RULE_INDEX },
	{ "src", "PREFIX", parse_prefix, FIELD(rule, src), .group = RULE_SRC },
	{ "dst", "PREFIX", parse_prefix, FIELD(rule, dst), .group = RULE_DST },
	{ "iif", "INTERFACE", parse_interface, FIELD(rule, iif), .group = RULE_IIF },
	{ "oif", "INTERFACE", parse_interface, FIELD(rule, oif), .group = RULE_OIF },
	{ "proto", "PROTOCOL", parse_proto, FIELD(rule, proto), .group = RULE_PROTO },
	{ "sport", "PORT", parse_match_ports, FIELD(rule, sport), .group = RULE_SPORT },
	{ "dport", "PORT", parse_match_ports, FIELD(rule, dport), .group = RULE_DPORT },
	{ "mark", "MARK", parse_mark, FIELD(rule, mark), .group = RULE_MARK },
	{ "pool", "NAME", parse_pool, FIELD(rule, pool), .group = RULE_ACTION },
	{ "exempt", NULL, parse_flag, FIELD(rule, action), .group = RULE_ACTION,
	  .number = NATGW_ACTION_EXEMPT },
	{ "drop", NULL, parse_flag, FIELD(rule, action), .group = RULE_ACTION,
	  .number = NATGW_ACTION_DROP },
	BEHAVIOUR(rule, "mapping", mapping, RULE_MAPPING, mapping_behaviour_choices),
	BEHAVIOUR(rule, "tcp-mapping", tcp_mapping, RULE_TCP_MAPPING, mapping_behaviour_choices),
	BEHAVIOUR(rule, "udp-mapping", udp_mapping, RULE_UDP_MAPPING, mapping_behaviour_choices),
	BEHAVIOUR(rule, "filtering", filtering, RULE_FILTERING, filtering_behaviour_choices),
	BEHAVIOUR(rule, "tcp-filtering", tcp_filtering, RULE_TCP_FILTERING,
		  filtering_behaviour_choices),
	BEHAVIOUR(rule, "udp-filtering", udp_filtering, RULE_UDP_FILTERING,
		  filtering_behaviour_choices),
	{ .name = NULL },
};

static const struct keyword rule_key_keywords[] = {
	{ "index", "N", parse_index, FIELD(rule, index), .group = RULE_INDEX },
	{ .name = NULL },
};

enum fixed_field { FIXED_INSIDE, FIXED_EXTERNAL };

static const struct keyword static_keywords[] = {
	{ "inside", "PREFIX", parse_prefix, FIELD(fixed, inside), .group = FIXED_INSIDE },
	{ "external", "PREFIX", parse_prefix, FIELD(fixed, external), .group = FIXED_EXTERNAL },
	{ .name = NULL },
};

enum forward_field { FORWARD_EXTERNAL, FORWARD_INSIDE };

static const struct keyword forward_keywords[] = {
	{ "external", "ADDRESS:PORT or INTERFACE:PORT", parse_endpoint, FIELD(forward, external),
	  .group = FORWARD_EXTERNAL },
	{ "inside", "ADDRESS:PORT", parse_host_endpoint, FIELD(forward, inside),
	  .group = FORWARD_INSIDE },
	{ "interface", "INTERFACE:PORT", parse_interface_endpoint, FIELD(forward, external),
	  .group = FORWARD_EXTERNAL },
	{ .name = NULL },
};

/* Codes of RFC 792 besides the words; what is printed is the first with the number. */
static const struct choice icmp_refusal_words[] = {
	{ .name = "none", .value = NATGW_ICMP_REFUSAL_NONE },
	{ .name = "host", .value = NATGW_ICMP_REFUSAL_HOST },
	{ .name = "admin", .value = NATGW_ICMP_REFUSAL_ADMIN },
	{ .name = "1", .value = NATGW_ICMP_REFUSAL_HOST },
	{ .name = "13", .value = NATGW_ICMP_REFUSAL_ADMIN },
	{ .name = NULL },
};

static const struct keyword setting_keywords[] = {
	{ "fastpath", "auto, on or off", parse_choice, FIELD(settings, value[SETTING_FASTPATH]),
	  .group = SETTING_FASTPATH, .choices = fastpath_choices },
	{ "max-sessions", "N", parse_count, FIELD(settings, value[SETTING_MAX_SESSIONS]),
	  .group = SETTING_MAX_SESSIONS },
	{ "table-full", "refuse or evict", parse_choice,
	  FIELD(settings, value[SETTING_TABLE_FULL]),
	  .group = SETTING_TABLE_FULL, .choices = table_full_choices },
	{ "icmp-refusal", "admin, host or none", parse_choice,
	  FIELD(settings, value[SETTING_ICMP_REFUSAL]),
	  .group = SETTING_ICMP_REFUSAL, .choices = icmp_refusal_words },
	{ "ip-options", "pass or drop", parse_choice,
	  FIELD(settings, value[SETTING_IP_OPTIONS]),
	  .group = SETTING_IP_OPTIONS, .choices = ip_options_choices },
	{ "inbound-refresh", "on or off", parse_choice,
	  FIELD(settings, value[SETTING_INBOUND_REFRESH]),
	  .group = SETTING_INBOUND_REFRESH, .choices = switch_choices },
	{ "allow-short-timeouts", "on or off", parse_choice,
	  FIELD(settings, value[SETTING_ALLOW_SHORT_TIMEOUTS]),
	  .group = SETTING_ALLOW_SHORT_TIMEOUTS, .choices = switch_choices },
	{ "port-hold", "a number of seconds", parse_hold, FIELD(settings, value[SETTING_PORT_HOLD]),
	  .group = SETTING_PORT_HOLD },
	{ "port-hold-max", "N", parse_count, FIELD(settings, value[SETTING_PORT_HOLD_MAX]),
	  .group = SETTING_PORT_HOLD_MAX },
	{ "syn-refusal", "port or none", parse_choice, FIELD(settings, value[SETTING_SYN_REFUSAL]),
	  .group = SETTING_SYN_REFUSAL, .choices = syn_refusal_choices },
	{ "tcp-refusal", "reset or none", parse_choice, FIELD(settings, value[SETTING_TCP_REFUSAL]),
	  .group = SETTING_TCP_REFUSAL, .choices = tcp_refusal_choices },
	{ .name = NULL },
};

static bool has(uint32_t set, unsigned int field)
{
	return set & (1U << field);
}

/* A pool with its name. */
static int parse_pool_key(struct words *words, struct statement *statement)
{
	const char *name = parse_next(words, "the name of a pool");

	if (!name)
		return -1;
	statement->pool = calloc(1, sizeof(*statement->pool));
	if (!statement->pool)
		return parse_fail(words, "out of memory");
	return parse_pool_name(words, name, statement->pool->name);
}

static int parse_pool_set(struct words *words, struct statement *statement)
{
	if (parse_pool_key(words, statement))
		return -1;
	if (words->next == words->count)
		return parse_fail_usage(words, "nothing to set for pool '%.80s'",
					statement->pool->name);
	return parse_keywords(words, pool_keywords, statement->pool, &statement->pool->has);
}

static int parse_pool_add(struct words *words, struct statement *statement)
{
	struct pool *pool;

	if (parse_pool_key(words, statement))
		return -1;
	pool = statement->pool;
	if (parse_keywords(words, pool_keywords, pool, &pool->has))
		return -1;
	if (!has(pool->has, POOL_SOURCE))
		return parse_fail_usage(words, "pool '%.80s' needs 'addresses RANGES' or 'interface INTERFACE'",
					pool->name);
	/* A new pool excludes nothing unless told to: "exclude none" need not be sent. */
	if (!pool->exclude.count)
		pool->has &= ~(1U << POOL_EXCLUDE);
	return 0;
}

static int parse_pool_del(struct words *words, struct statement *statement)
{
	if (parse_pool_key(words, statement))
		return -1;
	return parse_end(words);
}

static int parse_rule_add(struct words *words, struct statement *statement)
{
	struct rule *rule = &statement->rule;

	if (parse_keywords(words, rule_keywords, rule, &rule->has))
		return -1;
	if (!has(rule->has, RULE_ACTION))
		return parse_fail_usage(words, "the rule does not say what to do (expected 'pool NAME', 'exempt' or 'drop')");
	if (*rule->pool)
		rule->action = NATGW_ACTION_POOL;
	return 0;
}

static int parse_rule_del(struct words *words, struct statement *statement)
{
	struct rule *rule = &statement->rule;

	if (parse_keywords(words, rule_key_keywords, rule, &rule->has))
		return -1;
	if (!has(rule->has, RULE_INDEX))
		return parse_fail_usage(words, "which rule is not said (expected 'index N'; 'rule list' shows them)");
	return 0;
}

static int check_static_prefix(struct words *words, const char *side, const struct prefix *prefix)
{
	if (prefix->length)
		return 0;
	return parse_fail(words, "the %s prefix of a static cannot have length 0 (expected 1 to 32)",
			  side);
}

static int parse_static_add(struct words *words, struct statement *statement)
{
	struct fixed *fixed = &statement->fixed;
	uint32_t seen = 0;

	if (parse_keywords(words, static_keywords, fixed, &seen))
		return -1;
	if (!has(seen, FIXED_INSIDE) || !has(seen, FIXED_EXTERNAL))
		return parse_fail_usage(words, "'%s PREFIX' is missing",
					has(seen, FIXED_INSIDE) ? "external" : "inside");
	if (fixed->inside.length != fixed->external.length)
		return parse_fail(words, "the two prefixes of a static must have equal lengths, not %u inside and %u outside",
				  fixed->inside.length, fixed->external.length);
	return check_static_prefix(words, "inside", &fixed->inside);
}

static int parse_static_del(struct words *words, struct statement *statement)
{
	struct fixed *fixed = &statement->fixed;
	uint32_t seen = 0;

	/* The external side is known by the inside one, so it may be left out, or said. */
	if (parse_keywords(words, static_keywords, fixed, &seen))
		return -1;
	if (!has(seen, FIXED_INSIDE))
		return parse_fail_usage(words, "'inside PREFIX' is missing");
	return check_static_prefix(words, "inside", &fixed->inside);
}

/* tcp or udp. */
static int read_forward_proto(struct words *words, const char *word, uint32_t *proto)
{
	const struct choice *choice = parse_find_choice(proto_choices, word);

	if (!choice || (choice->value != 6 && choice->value != 17))
		return parse_fail_usage(words, "'%.80s' is not a protocol with ports (expected tcp or udp)",
					word);
	*proto = choice->value;
	return 0;
}

/* Endpoints with their keywords, or without: then the external one comes first. */
static int read_endpoints(struct words *words, struct forward *forward, uint32_t *seen)
{
	const struct keyword *by[PARSE_KEYWORDS_MAX] = { NULL };

	while (words->next < words->count) {
		const char *word = words->word[words->next];
		const struct keyword *keyword = &forward_keywords[0];

		if (!strchr(word, ':')) {
			if (parse_keyword(words, forward_keywords, forward, seen, by))
				return -1;
			continue;
		}
		if (has(*seen, FORWARD_EXTERNAL))
			keyword = &forward_keywords[1];
		if (has(*seen, keyword->group))
			return parse_end(words);
		*seen |= 1U << keyword->group;
		words->next++;
		if (keyword->parse(words, keyword, word, (char *)forward + keyword->offset))
			return -1;
	}
	return 0;
}

static int read_forward(struct words *words, struct forward *forward, uint32_t *seen)
{
	const char *proto = parse_next(words, "tcp or udp");

	if (!proto || read_forward_proto(words, proto, &forward->proto) ||
	    read_endpoints(words, forward, seen))
		return -1;
	if (has(*seen, FORWARD_EXTERNAL))
		return 0;
	return parse_fail_usage(words, "the external endpoint is missing (expected ADDRESS:PORT or INTERFACE:PORT)");
}

static int parse_forward_add(struct words *words, struct statement *statement)
{
	struct forward *forward = &statement->forward;
	struct port_range *external = &forward->external.ports;
	struct port_range *inside = &forward->inside.ports;
	uint32_t seen = 0;

	if (read_forward(words, forward, &seen))
		return -1;
	if (!has(seen, FORWARD_INSIDE))
		return parse_fail_usage(words, "the inside endpoint is missing (expected ADDRESS:PORT)");
	if (external->last - external->first != inside->last - inside->first)
		return parse_fail(words, "the two port ranges must have equal lengths, not %u ports outside and %u inside",
				  external->last - external->first + 1,
				  inside->last - inside->first + 1);
	return 0;
}

static int parse_forward_del(struct words *words, struct statement *statement)
{
	uint32_t seen = 0;

	return read_forward(words, &statement->forward, &seen);
}

/* NAME, or PROTOCOL port PORTS. */
static int read_timeout_key(struct words *words, struct timeout *timeout)
{
	const char *names[PARSE_KEYWORDS_MAX];
	const char *word = parse_next(words, "the name of a timeout");
	const struct choice *choice;
	size_t count = 0;

	if (!word)
		return -1;
	if (words->next < words->count && !strcmp(words->word[words->next], "port")) {
		const char *ports;

		words->next++;
		if (read_forward_proto(words, word, &timeout->proto))
			return -1;
		ports = parse_next(words, "a port or a range of ports");
		return ports ? parse_ports(words, NULL, ports, &timeout->ports) : -1;
	}
	choice = parse_find_choice(timeout_choices, word);
	if (choice) {
		timeout->name = choice->value;
		return 0;
	}
	for (choice = timeout_choices; choice->name; choice++)
		names[count++] = choice->name;
	return parse_fail_unknown(words, "timeout", word, names, count);
}

static int parse_timeout_set(struct words *words, struct statement *statement)
{
	struct timeout *timeout = &statement->timeout;
	const char *word;

	if (read_timeout_key(words, timeout))
		return -1;
	word = parse_next(words, "a number of seconds");
	if (!word || parse_seconds(words, NULL, word, &timeout->seconds))
		return -1;
	return parse_end(words);
}

static int parse_timeout_del(struct words *words, struct statement *statement)
{
	if (read_timeout_key(words, &statement->timeout))
		return -1;
	return parse_end(words);
}

static int parse_set(struct words *words, struct statement *statement)
{
	if (words->next == words->count)
		return parse_fail_usage(words, "nothing to set (expected KEY VALUE)");
	return parse_keywords(words, setting_keywords, &statement->settings,
			      &statement->settings.has);
}

const struct statement_type statement_types[] = {
	{ "set", NULL, "KEY VALUE", parse_set, NATGW_CMD_SETTING_SET, model_put_settings, 0 },
	{ "timeout", "set", "{ NAME | { tcp | udp } port PORT[-PORT] } TIME", parse_timeout_set,
	  NATGW_CMD_TIMEOUT_SET, model_put_timeout, 1 },
	{ "timeout", "del", "{ NAME | { tcp | udp } port PORT[-PORT] }", parse_timeout_del,
	  NATGW_CMD_TIMEOUT_DEL, model_put_timeout, 2 },
	{ "pool", "add", "NAME { addresses RANGES | interface INTERFACE } [ exclude RANGES ]\n"
	  POOL_USAGE, parse_pool_add, NATGW_CMD_POOL_NEW, model_put_pool, 3 },
	{ "pool", "set", "NAME [ addresses RANGES | interface INTERFACE ] [ exclude { RANGES | none } ]\n"
	  POOL_USAGE, parse_pool_set, NATGW_CMD_POOL_SET, model_put_pool, 4 },
	{ "static", "add", "inside PREFIX external PREFIX", parse_static_add,
	  NATGW_CMD_STATIC_NEW, model_put_static, 5 },
	{ "static", "del", "inside PREFIX", parse_static_del, NATGW_CMD_STATIC_DEL,
	  model_put_static_key, 6 },
	{ "forward", "add", "{ tcp | udp } [external] EXTERNAL:PORT[-PORT] [inside] ADDRESS:PORT[-PORT]",
	  parse_forward_add, NATGW_CMD_FORWARD_NEW, model_put_forward, 7 },
	{ "forward", "del", "{ tcp | udp } [external] EXTERNAL:PORT[-PORT]", parse_forward_del,
	  NATGW_CMD_FORWARD_DEL, model_put_forward_key, 8 },
	{ "rule", "add", "[ index N ] [ src PREFIX ] [ dst PREFIX ] [ iif INTERFACE ] [ oif INTERFACE ]\n"
	  "[ proto PROTOCOL ] [ sport PORT[-PORT] ] [ dport PORT[-PORT] ] [ mark VALUE[/MASK] ]\n"
	  "{ pool NAME | exempt | drop }\n" BEHAVIOUR_USAGE, parse_rule_add, NATGW_CMD_RULE_NEW,
	  model_put_rule, 9 },
	{ "rule", "del", "index N", parse_rule_del, NATGW_CMD_RULE_DEL, model_put_rule, 10 },
	{ "pool", "del", "NAME", parse_pool_del, NATGW_CMD_POOL_DEL, model_put_pool, 11 },
	{ .object = NULL },
};

/* A row of the table; a NULL @verb finds the first of the object. */
static const struct statement_type *find_type(const char *object, const char *verb)
{
	const struct statement_type *type;

	for (type = statement_types; type->object; type++) {
		if (!strcmp(type->object, object) &&
		    (!verb || (type->verb && !strcmp(type->verb, verb))))
			return type;
	}
	return NULL;
}

static int fail_unknown_object(struct words *words, const char *word)
{
	static const char *const objects[] = {
		"pool", "rule", "static", "forward", "timeout", "set",
	};

	words->usage = true;
	if (!strcmp(word, "natgw"))
		return parse_fail(words, "a statement begins without the word 'natgw'");
	return parse_fail_unknown(words, "statement", word, objects,
				  sizeof(objects) / sizeof(objects[0]));
}

static int fail_unknown_verb(struct words *words, const char *object, const char *word)
{
	const struct statement_type *type;
	const char *verbs[PARSE_KEYWORDS_MAX];
	size_t count = 0;

	for (type = statement_types; type->object; type++) {
		if (!strcmp(type->object, object))
			verbs[count++] = type->verb;
	}
	words->usage = true;
	if (!strcmp(word, "list"))
		return parse_fail(words, "'%s list' changes nothing, so it is no statement",
				  object);
	return parse_fail_unknown(words, "word", word, verbs, count);
}

int statement_parse(struct words *words, struct statement *statement)
{
	const char *object = parse_next(words, "a statement");
	const char *verb;

	memset(statement, 0, sizeof(*statement));
	if (!object)
		return -1;
	statement->type = find_type(object, NULL);
	if (!statement->type)
		return fail_unknown_object(words, object);
	if (statement->type->verb) {
		verb = parse_next(words, "a verb");
		if (!verb)
			return -1;
		statement->type = find_type(object, verb);
		if (!statement->type)
			return fail_unknown_verb(words, object, verb);
	}
	return statement->type->parse(words, statement);
}

void statement_release(struct statement *statement)
{
	free(statement->pool);
	statement->pool = NULL;
}

struct nl_msg *statement_message(struct netlink *nl, const struct statement *statement)
{
	size_t size = statement->pool ? NETLINK_MESSAGE_BIG : NETLINK_MESSAGE_SMALL;
	struct nl_msg *msg = netlink_message(nl, (uint8_t)statement->type->command, size);
	const void *object = &statement->rule;

	if (statement->pool)
		object = statement->pool;
	if (msg && statement->type->put(msg, object)) {
		nlmsg_free(msg);
		netlink_fail(nl, EMSGSIZE, "the statement is too long for a message");
		return NULL;
	}
	return msg;
}
