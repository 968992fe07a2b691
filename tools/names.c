// SPDX-License-Identifier: GPL-2.0-only
/* Made by tools/gen-names of docs/netlink/natgw.yaml; do not edit. */
#include <stddef.h>

#include <linux/natgw.h>

#include "names.h"

/* Why a packet was translated, passed or dropped. Every verdict has one. */
const struct choice reason_choices[] = {
	{ "translated-out", NATGW_REASON_TRANSLATED_OUT,
	  "Source rewritten by a session, inside to outside." },
	{ "translated-in", NATGW_REASON_TRANSLATED_IN,
	  "Destination rewritten by a session, outside to inside." },
	{ "hairpin", NATGW_REASON_HAIRPIN,
	  "Both ends rewritten, inside to inside by way of an external address." },
	{ "icmp-error-out", NATGW_REASON_ICMP_ERROR_OUT,
	  "ICMP error that an inside host or router sent about a session." },
	{ "icmp-error-in", NATGW_REASON_ICMP_ERROR_IN,
	  "ICMP error from outside about a session." },
	{ "static-out", NATGW_REASON_STATIC_OUT,
	  "Source rewritten by a static, inside to outside." },
	{ "static-in", NATGW_REASON_STATIC_IN,
	  "Destination rewritten by a static, outside to inside." },
	{ "exempt", NATGW_REASON_EXEMPT,
	  "Passed unchanged, as an exempting rule says." },
	{ "not-claimed", NATGW_REASON_NOT_CLAIMED,
	  "Passed unchanged, as no rule claims it." },
	{ "local", NATGW_REASON_LOCAL,
	  "Passed unchanged to or from the gateway's own stack." },
	{ "drop-rule", NATGW_REASON_DROP_RULE,
	  "Dropped, as a rule says." },
	{ "drop-malformed", NATGW_REASON_DROP_MALFORMED,
	  "A header contradicts itself or the packet." },
	{ "drop-truncated", NATGW_REASON_DROP_TRUNCATED,
	  "The packet ends before its headers do." },
	{ "drop-no-mapping", NATGW_REASON_DROP_NO_MAPPING,
	  "Sent from outside to an external endpoint that nobody uses." },
	{ "drop-filtered", NATGW_REASON_DROP_FILTERED,
	  "Sent from outside to a mapping whose filtering does not admit the sender." },
	{ "drop-no-session", NATGW_REASON_DROP_NO_SESSION,
	  "TCP without SYN, or an ICMP error, that belongs to no session." },
	{ "drop-ports-exhausted", NATGW_REASON_DROP_PORTS_EXHAUSTED,
	  "No port left on any address that may be used." },
	{ "drop-ports-held", NATGW_REASON_DROP_PORTS_HELD,
	  "No port left but some that are held for their former owners." },
	{ "drop-addresses-exhausted", NATGW_REASON_DROP_ADDRESSES_EXHAUSTED,
	  "No address left in a dynamic pool." },
	{ "drop-table-full", NATGW_REASON_DROP_TABLE_FULL,
	  "The session table is at its limit, or user namespaces are at theirs of memory." },
	{ "drop-memory", NATGW_REASON_DROP_MEMORY,
	  "Memory could not be allocated." },
	{ "drop-protocol", NATGW_REASON_DROP_PROTOCOL,
	  "A protocol that cannot share an address by ports." },
	{ "drop-special-address", NATGW_REASON_DROP_SPECIAL_ADDRESS,
	  "Multicast, broadcast, loopback or another address that is never translated." },
	{ "drop-icmp-type", NATGW_REASON_DROP_ICMP_TYPE,
	  "An ICMP type that cannot be translated." },
	{ "drop-icmp-checksum", NATGW_REASON_DROP_ICMP_CHECKSUM,
	  "ICMP error with a wrong checksum, its own or that of the quoted header." },
	{ "drop-icmp-quote", NATGW_REASON_DROP_ICMP_QUOTE,
	  "ICMP error that quotes a packet its receiver cannot have sent." },
	{ "drop-spoofed", NATGW_REASON_DROP_SPOOFED,
	  "Source of inside, a pool or the gateway from outside; of a pool from inside." },
	{ "drop-write", NATGW_REASON_DROP_WRITE,
	  "The packet's buffer could not be made writable." },
	{ "drop-no-address", NATGW_REASON_DROP_NO_ADDRESS,
	  "The interface that a pool follows has no address." },
	{ "drop-route", NATGW_REASON_DROP_ROUTE,
	  "No route for the translated packet, or none in the VRF of the inside host." },
	{ "drop-quota", NATGW_REASON_DROP_QUOTA,
	  "A limit of the inside host is reached." },
	{ "drop-options", NATGW_REASON_DROP_OPTIONS,
	  "It has IP options, and ip-options is drop." },
	{ "drop-redirect", NATGW_REASON_DROP_REDIRECT,
	  "ICMP redirect of the gateway's own, which would lead around its translation." },
	{ NULL, 0, NULL },
};

/* What a mapping may be shared by (RFC 4787 section 4.1). */
const struct choice mapping_behaviour_choices[] = {
	{ "eim", NATGW_MAPPING_BEHAVIOUR_EIM,
	  "Endpoint-independent, by all sessions of an inside endpoint." },
	{ "adm", NATGW_MAPPING_BEHAVIOUR_ADM,
	  "Address-dependent, by the sessions to one remote address." },
	{ "apdm", NATGW_MAPPING_BEHAVIOUR_APDM,
	  "Address and port-dependent, one mapping a remote endpoint." },
	{ NULL, 0, NULL },
};

/* Whom a mapping admits from outside (RFC 4787 section 5). */
const struct choice filtering_behaviour_choices[] = {
	{ "eif", NATGW_FILTERING_BEHAVIOUR_EIF,
	  "Endpoint-independent, everybody." },
	{ "adf", NATGW_FILTERING_BEHAVIOUR_ADF,
	  "Address-dependent, the addresses that the inside endpoint has sent to." },
	{ "apdf", NATGW_FILTERING_BEHAVIOUR_APDF,
	  "Address and port-dependent, the endpoints that it has sent to." },
	{ NULL, 0, NULL },
};

/* A property that is on or off. */
const struct choice switch_choices[] = {
	{ "off", NATGW_SWITCH_OFF,
	  "Off." },
	{ "on", NATGW_SWITCH_ON,
	  "On." },
	{ NULL, 0, NULL },
};

/* How a pool's addresses are used. */
const struct choice pool_type_choices[] = {
	{ "pat", NATGW_POOL_TYPE_PAT,
	  "Many inside hosts share an address by ports." },
	{ "dynamic", NATGW_POOL_TYPE_DYNAMIC,
	  "An inside host gets a whole address while it has sessions." },
	{ NULL, 0, NULL },
};

/* What a dynamic pool does when all of its addresses are bound. */
const struct choice dry_choices[] = {
	{ "refuse", NATGW_DRY_REFUSE,
	  "Refuses further inside hosts." },
	{ "pat", NATGW_DRY_PAT,
	  "Serves them by ports of its last address, which is never bound to one host." },
	{ NULL, 0, NULL },
};

/* Whether all mappings of an inside host have one external address (RFC 4787 REQ-2). */
const struct choice paired_choices[] = {
	{ "on", NATGW_PAIRED_ON,
	  "Always; without a free port there the packet is dropped." },
	{ "soft", NATGW_PAIRED_SOFT,
	  "While that address has a free port, then any." },
	{ "off", NATGW_PAIRED_OFF,
	  "Any address of the pool." },
	{ NULL, 0, NULL },
};

/* What happens to a packet that a rule matches. */
const struct choice action_choices[] = {
	{ "pool", NATGW_ACTION_POOL,
	  "Translated with an address of the rule's pool." },
	{ "exempt", NATGW_ACTION_EXEMPT,
	  "Passed unchanged." },
	{ "drop", NATGW_ACTION_DROP,
	  "Dropped." },
	{ NULL, 0, NULL },
};

/* What a timeout is for. */
const struct choice timeout_choices[] = {
	{ "udp", NATGW_TIMEOUT_UDP,
	  "UDP (RFC 4787 REQ-5; default 300, at least 120)." },
	{ "tcp-opening", NATGW_TIMEOUT_TCP_OPENING,
	  "TCP before both sides have answered (RFC 5382 REQ-5; default and minimum 240)." },
	{ "tcp-established", NATGW_TIMEOUT_TCP_ESTABLISHED,
	  "TCP established or half closed (RFC 5382 REQ-5; default and minimum 7440)." },
	{ "tcp-closing", NATGW_TIMEOUT_TCP_CLOSING,
	  "TCP after both FINs (RFC 5382 REQ-5; default and minimum 240)." },
	{ "tcp-reset", NATGW_TIMEOUT_TCP_RESET,
	  "TCP after a reset (RFC 7857 section 2.2; default 240)." },
	{ "icmp", NATGW_TIMEOUT_ICMP,
	  "ICMP queries (RFC 5508 REQ-2; default and minimum 60)." },
	{ "other", NATGW_TIMEOUT_OTHER,
	  "Other protocols through dynamic NAT (default 300)." },
	{ NULL, 0, NULL },
};

/* State of a TCP session (RFC 7857 section 2, RFC 6146 section 3.5.2). */
const struct choice tcp_state_choices[] = {
	{ "none", NATGW_TCP_STATE_NONE,
	  "Not TCP." },
	{ "closed", NATGW_TCP_STATE_CLOSED,
	  "No connection, refused or not begun." },
	{ "init", NATGW_TCP_STATE_INIT,
	  "The side that began has sent SYN." },
	{ "init-reply", NATGW_TCP_STATE_INIT_REPLY,
	  "Only the other side has sent SYN; the session is reopened from there." },
	{ "init-both", NATGW_TCP_STATE_INIT_BOTH,
	  "Both have sent SYN, and none has acknowledged." },
	{ "init-orig-acked", NATGW_TCP_STATE_INIT_ORIG_ACKED,
	  "Both have sent SYN, and the side that began has acknowledged." },
	{ "init-reply-acked", NATGW_TCP_STATE_INIT_REPLY_ACKED,
	  "Both have sent SYN, and the other side has acknowledged." },
	{ "established", NATGW_TCP_STATE_ESTABLISHED,
	  "Data may flow both ways." },
	{ "cfin", NATGW_TCP_STATE_CFIN,
	  "The side that began has sent FIN." },
	{ "sfin", NATGW_TCP_STATE_SFIN,
	  "The other side has sent FIN." },
	{ "csfin", NATGW_TCP_STATE_CSFIN,
	  "Both have sent FIN." },
	{ "trans", NATGW_TCP_STATE_TRANS,
	  "A reset was accepted; the session lingers." },
	{ NULL, 0, NULL },
};

/* What made a mapping. */
const struct choice mapping_kind_choices[] = {
	{ "port", NATGW_MAPPING_KIND_PORT,
	  "A packet from inside, given an external port." },
	{ "address", NATGW_MAPPING_KIND_ADDRESS,
	  "A packet from inside, given a whole external address; protocol and ports are 0." },
	{ "forward", NATGW_MAPPING_KIND_FORWARD,
	  "A forward." },
	{ "local", NATGW_MAPPING_KIND_LOCAL,
	  "The gateway's own traffic from an address that natgw shares with it." },
	{ NULL, 0, NULL },
};

/* Which side sent a session's first packet. */
const struct choice origin_choices[] = {
	{ "inside", NATGW_ORIGIN_INSIDE,
	  "The inside host." },
	{ "outside", NATGW_ORIGIN_OUTSIDE,
	  "The remote host." },
	{ NULL, 0, NULL },
};

/* Why a session or mapping ended. */
const struct choice end_cause_choices[] = {
	{ "expired", NATGW_END_CAUSE_EXPIRED,
	  "No packet for as long as its timeout." },
	{ "closed", NATGW_END_CAUSE_CLOSED,
	  "TCP's close or reset ran its course." },
	{ "admin", NATGW_END_CAUSE_ADMIN,
	  "A mapping-del or session-del." },
	{ "config", NATGW_END_CAUSE_CONFIG,
	  "The new configuration does not allow it, or the namespace ended." },
	{ "address", NATGW_END_CAUSE_ADDRESS,
	  "The external address went away." },
	{ "evicted", NATGW_END_CAUSE_EVICTED,
	  "It made room in a full table." },
	{ NULL, 0, NULL },
};

/* What a session-ntf or mapping-ntf tells. */
const struct choice object_event_choices[] = {
	{ "new", NATGW_OBJECT_EVENT_NEW,
	  "It was made." },
	{ "end", NATGW_OBJECT_EVENT_END,
	  "It ended; the cause says why." },
	{ NULL, 0, NULL },
};

/* What a pool-ntf tells. */
const struct choice pool_event_choices[] = {
	{ "ports-exhausted", NATGW_POOL_EVENT_PORTS_EXHAUSTED,
	  "A packet was dropped for want of a port." },
	{ "addresses-exhausted", NATGW_POOL_EVENT_ADDRESSES_EXHAUSTED,
	  "A packet was dropped for want of an address." },
	{ NULL, 0, NULL },
};

/* Whether established sessions are translated at the device's ingress. */
const struct choice fastpath_choices[] = {
	{ "auto", NATGW_FASTPATH_AUTO,
	  "While no other hook of the namespace could notice." },
	{ "on", NATGW_FASTPATH_ON,
	  "Always." },
	{ "off", NATGW_FASTPATH_OFF,
	  "Never." },
	{ NULL, 0, NULL },
};

/* What happens to a new session when the table is at its limit. */
const struct choice table_full_choices[] = {
	{ "refuse", NATGW_TABLE_FULL_REFUSE,
	  "It is dropped." },
	{ "evict", NATGW_TABLE_FULL_EVICT,
	  "It takes the place of the oldest of a few sessions that are not established." },
	{ NULL, 0, NULL },
};

/* ICMP error to an inside host that is refused (RFC 5508 REQ-8, RFC 6888 REQ-11). */
const struct choice icmp_refusal_choices[] = {
	{ "none", NATGW_ICMP_REFUSAL_NONE,
	  "No error." },
	{ "host", NATGW_ICMP_REFUSAL_HOST,
	  "Type 3 code 1, host unreachable." },
	{ "admin", NATGW_ICMP_REFUSAL_ADMIN,
	  "Type 3 code 13, communication administratively prohibited." },
	{ NULL, 0, NULL },
};

/* ICMP error about a SYN from outside that nobody has asked for (RFC 5382 REQ-4). */
const struct choice syn_refusal_choices[] = {
	{ "none", NATGW_SYN_REFUSAL_NONE,
	  "No error." },
	{ "port", NATGW_SYN_REFUSAL_PORT,
	  "Type 3 code 3, port unreachable, six seconds after the SYN." },
	{ NULL, 0, NULL },
};

/* What a host is told whose TCP segment belongs to no session (RFC 5382 REQ-5). */
const struct choice tcp_refusal_choices[] = {
	{ "none", NATGW_TCP_REFUSAL_NONE,
	  "Nothing." },
	{ "reset", NATGW_TCP_REFUSAL_RESET,
	  "A TCP reset." },
	{ NULL, 0, NULL },
};

/* What happens to a packet that has IP options and would be translated. */
const struct choice ip_options_choices[] = {
	{ "pass", NATGW_IP_OPTIONS_PASS,
	  "It is translated, and keeps them." },
	{ "drop", NATGW_IP_OPTIONS_DROP,
	  "It is dropped." },
	{ NULL, 0, NULL },
};
