// SPDX-License-Identifier: GPL-2.0-only
/* Timeouts and knobs of a candidate. */
#include <linux/errno.h>
#include <linux/in.h>

#include "state/candidate_types.h"
#include "state/refuse.h"

static const char *label_override(char label[NATGW_LABEL_SIZE],
				  const struct natgw_timeout_override *override)
{
	const char *proto = override->proto == IPPROTO_TCP ? "tcp" : "udp";

	if (override->ports.first == override->ports.last)
		scnprintf(label, NATGW_LABEL_SIZE, "timeout %s port %u", proto,
			  override->ports.first);
	else
		scnprintf(label, NATGW_LABEL_SIZE, "timeout %s port %u-%u", proto,
			  override->ports.first, override->ports.last);
	return label;
}

static int check_seconds(const char *label, u32 seconds, struct netlink_ext_ack *extack)
{
	if (seconds && seconds <= NATGW_TIMEOUT_SECONDS_MAX)
		return 0;
	return natgw_refuse(extack, -ERANGE, "%s: %u seconds is not within 1 to %u", label, seconds,
			    NATGW_TIMEOUT_SECONDS_MAX);
}

int natgw_candidate_timeout_set(struct natgw_candidate *candidate, u8 timeout, u32 seconds,
				struct netlink_ext_ack *extack)
{
	char label[NATGW_LABEL_SIZE];
	int err;

	if (!timeout || timeout > NATGW_TIMEOUT_MAX)
		return natgw_refuse(extack, -EINVAL, "no timeout %u", timeout);

	scnprintf(label, sizeof(label), "timeout %s", natgw_timeout_kinds[timeout].name);
	err = check_seconds(label, seconds, extack);
	if (!err)
		candidate->settings.timeouts[timeout] = seconds;
	return err;
}

static int check_override(const struct natgw_timeout_override *override,
			  struct netlink_ext_ack *extack)
{
	char label[NATGW_LABEL_SIZE];

	if (override->proto != IPPROTO_TCP && override->proto != IPPROTO_UDP)
		return natgw_refuse(extack, -EINVAL,
				    "a timeout by port is of tcp or udp, not of protocol %u",
				    override->proto);
	label_override(label, override);
	return natgw_check_ports(label, &override->ports, extack);
}

/* The place of the override for exactly these ports, or the number of overrides. */
static u16 find_override(const struct natgw_settings *settings,
			 const struct natgw_timeout_override *override)
{
	u16 i;

	for (i = 0; i < settings->n_overrides; i++) {
		if (settings->overrides[i].proto == override->proto &&
		    settings->overrides[i].ports.first == override->ports.first &&
		    settings->overrides[i].ports.last == override->ports.last)
			break;
	}
	return i;
}

int natgw_candidate_override_set(struct natgw_candidate *candidate,
				 const struct natgw_timeout_override *override,
				 struct netlink_ext_ack *extack)
{
	struct natgw_settings *settings = &candidate->settings;
	char label[NATGW_LABEL_SIZE];
	int err;
	u16 i;

	err = check_override(override, extack) ?:
	      check_seconds(label_override(label, override), override->seconds, extack);
	if (err)
		return err;

	i = find_override(settings, override);
	if (i == NATGW_TIMEOUT_OVERRIDES_MAX)
		return natgw_refuse(extack, -E2BIG, "%s: there are %u timeouts by port already",
				    label, NATGW_TIMEOUT_OVERRIDES_MAX);
	settings->overrides[i] = *override;
	if (i == settings->n_overrides)
		settings->n_overrides++;
	return 0;
}

int natgw_candidate_override_del(struct natgw_candidate *candidate,
				 const struct natgw_timeout_override *override,
				 struct netlink_ext_ack *extack)
{
	struct natgw_settings *settings = &candidate->settings;
	char label[NATGW_LABEL_SIZE];
	u16 i;
	int err;

	err = check_override(override, extack);
	if (err)
		return err;

	i = find_override(settings, override);
	if (i == settings->n_overrides)
		return natgw_refuse(extack, -ENOENT, "%s does not exist",
				    label_override(label, override));
	settings->n_overrides--;
	memmove(&settings->overrides[i], &settings->overrides[i + 1],
		(settings->n_overrides - i) * sizeof(*settings->overrides));
	return 0;
}

static int refuse_short(const struct natgw_draft *draft, const char *label, u32 seconds, u8 timeout)
{
	const struct natgw_timeout_kind *kind = &natgw_timeout_kinds[timeout];

	/* Say what the operator did: switched the permission off, or chose the number. */
	if (draft->running->settings.allow_short_timeouts)
		return natgw_refuse(draft->extack, -ERANGE,
				    "allow-short-timeouts cannot be off: %s is %u s, below the %u s of %s",
				    label, seconds, kind->minimum, kind->clause);
	return natgw_refuse(draft->extack, -ERANGE,
			    "%s: %u s is below the %u s of %s; \"set allow-short-timeouts on\" permits it",
			    label, seconds, kind->minimum, kind->clause);
}

static int check_minimums(const struct natgw_draft *draft)
{
	const struct natgw_settings *settings = &draft->candidate->settings;
	char label[NATGW_LABEL_SIZE];
	u32 i;

	for (i = 1; i <= NATGW_TIMEOUT_MAX; i++) {
		if (settings->timeouts[i] >= natgw_timeout_minimum(i))
			continue;
		scnprintf(label, sizeof(label), "timeout %s", natgw_timeout_kinds[i].name);
		return refuse_short(draft, label, settings->timeouts[i], i);
	}

	for (i = 0; i < settings->n_overrides; i++) {
		const struct natgw_timeout_override *override = &settings->overrides[i];
		bool tcp = override->proto == IPPROTO_TCP;
		u8 timeout = tcp ? NATGW_TIMEOUT_TCP_ESTABLISHED : NATGW_TIMEOUT_UDP;

		/* RFC 4787 REQ-5a: UDP to well-known ports may be as short as one likes. */
		if (override->seconds >= natgw_timeout_minimum(timeout) ||
		    (!tcp && override->ports.last < NATGW_PORT_SPLIT))
			continue;
		return refuse_short(draft, label_override(label, override), override->seconds,
				    timeout);
	}
	return 0;
}

static int check_overlaps(const struct natgw_draft *draft)
{
	const struct natgw_settings *settings = &draft->candidate->settings;
	char one[NATGW_LABEL_SIZE], other[NATGW_LABEL_SIZE];
	u32 i, j;

	/* Pairwise: there are few. */
	for (i = 1; i < settings->n_overrides; i++) {
		const struct natgw_timeout_override *a = &settings->overrides[i];

		for (j = 0; j < i; j++) {
			const struct natgw_timeout_override *b = &settings->overrides[j];

			if (a->proto != b->proto || a->ports.first > b->ports.last ||
			    b->ports.first > a->ports.last)
				continue;
			return natgw_refuse(draft->extack, -EINVAL, "%s and %s overlap",
					    label_override(one, b), label_override(other, a));
		}
	}
	return 0;
}

int natgw_draft_settings(struct natgw_draft *draft)
{
	const struct natgw_settings *settings = &draft->candidate->settings;
	int err;

	if (settings->fastpath > NATGW_FASTPATH_OFF)
		return natgw_refuse(draft->extack, -EINVAL, "no value %u for fastpath",
				    settings->fastpath);
	if (settings->table_full > NATGW_TABLE_FULL_EVICT)
		return natgw_refuse(draft->extack, -EINVAL, "no value %u for table-full",
				    settings->table_full);
	if (settings->ip_options > NATGW_IP_OPTIONS_DROP)
		return natgw_refuse(draft->extack, -EINVAL, "no value %u for ip-options",
				    settings->ip_options);
	if (settings->icmp_refusal > NATGW_ICMP_REFUSAL_ADMIN)
		return natgw_refuse(draft->extack, -EINVAL, "no value %u for icmp-refusal",
				    settings->icmp_refusal);
	if (settings->syn_refusal > NATGW_SYN_REFUSAL_PORT)
		return natgw_refuse(draft->extack, -EINVAL, "no value %u for syn-refusal",
				    settings->syn_refusal);
	if (settings->tcp_refusal > NATGW_TCP_REFUSAL_RESET)
		return natgw_refuse(draft->extack, -EINVAL, "no value %u for tcp-refusal",
				    settings->tcp_refusal);

	err = check_overlaps(draft);
	if (!err && !settings->allow_short_timeouts)
		err = check_minimums(draft);
	if (!err)
		draft->policy->settings = *settings;
	return err;
}
