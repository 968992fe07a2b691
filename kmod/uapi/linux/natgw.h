/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	docs/netlink/natgw.yaml */
/* YNL-GEN uapi header */

#ifndef _UAPI_LINUX_NATGW_H
#define _UAPI_LINUX_NATGW_H

#define NATGW_FAMILY_NAME	"natgw"
#define NATGW_FAMILY_VERSION	1

#define NATGW_NAME_LEN		31
#define NATGW_INTERFACE_LEN	15

/**
 * enum natgw_reason - Why a packet was translated, passed or dropped. Every
 *   verdict has one.
 * @NATGW_REASON_TRANSLATED_OUT: Source rewritten by a session, inside to
 *   outside.
 * @NATGW_REASON_TRANSLATED_IN: Destination rewritten by a session, outside to
 *   inside.
 * @NATGW_REASON_HAIRPIN: Both ends rewritten, inside to inside by way of an
 *   external address.
 * @NATGW_REASON_ICMP_ERROR_OUT: ICMP error that an inside host or router sent
 *   about a session.
 * @NATGW_REASON_ICMP_ERROR_IN: ICMP error from outside about a session.
 * @NATGW_REASON_STATIC_OUT: Source rewritten by a static, inside to outside.
 * @NATGW_REASON_STATIC_IN: Destination rewritten by a static, outside to
 *   inside.
 * @NATGW_REASON_EXEMPT: Passed unchanged, as an exempting rule says.
 * @NATGW_REASON_NOT_CLAIMED: Passed unchanged, as no rule claims it.
 * @NATGW_REASON_LOCAL: Passed unchanged to or from the gateway's own stack.
 * @NATGW_REASON_DROP_RULE: Dropped, as a rule says.
 * @NATGW_REASON_DROP_MALFORMED: A header contradicts itself or the packet.
 * @NATGW_REASON_DROP_TRUNCATED: The packet ends before its headers do.
 * @NATGW_REASON_DROP_NO_MAPPING: Sent from outside to an external endpoint
 *   that nobody uses.
 * @NATGW_REASON_DROP_FILTERED: Sent from outside to a mapping whose filtering
 *   does not admit the sender.
 * @NATGW_REASON_DROP_NO_SESSION: TCP without SYN, or an ICMP error, that
 *   belongs to no session.
 * @NATGW_REASON_DROP_PORTS_EXHAUSTED: No port left on any address that may be
 *   used.
 * @NATGW_REASON_DROP_PORTS_HELD: No port left but some that are held for their
 *   former owners.
 * @NATGW_REASON_DROP_ADDRESSES_EXHAUSTED: No address left in a dynamic pool.
 * @NATGW_REASON_DROP_TABLE_FULL: The session table is at its limit, or user
 *   namespaces are at theirs of memory.
 * @NATGW_REASON_DROP_MEMORY: Memory could not be allocated.
 * @NATGW_REASON_DROP_PROTOCOL: A protocol that cannot share an address by
 *   ports.
 * @NATGW_REASON_DROP_SPECIAL_ADDRESS: Multicast, broadcast, loopback or
 *   another address that is never translated.
 * @NATGW_REASON_DROP_ICMP_TYPE: An ICMP type that cannot be translated.
 * @NATGW_REASON_DROP_ICMP_CHECKSUM: ICMP error with a wrong checksum, its own
 *   or that of the quoted header.
 * @NATGW_REASON_DROP_ICMP_QUOTE: ICMP error that quotes a packet its receiver
 *   cannot have sent.
 * @NATGW_REASON_DROP_SPOOFED: Source of inside, a pool or the gateway from
 *   outside; of a pool from inside.
 * @NATGW_REASON_DROP_WRITE: The packet's buffer could not be made writable.
 * @NATGW_REASON_DROP_NO_ADDRESS: The interface that a pool follows has no
 *   address.
 * @NATGW_REASON_DROP_ROUTE: No route for the translated packet, or none in the
 *   VRF of the inside host.
 * @NATGW_REASON_DROP_QUOTA: A limit of the inside host is reached.
 * @NATGW_REASON_DROP_OPTIONS: It has IP options, and ip-options is drop.
 * @NATGW_REASON_DROP_REDIRECT: ICMP redirect of the gateway's own, which would
 *   lead around its translation.
 */
enum natgw_reason {
	NATGW_REASON_TRANSLATED_OUT = 1,
	NATGW_REASON_TRANSLATED_IN,
	NATGW_REASON_HAIRPIN,
	NATGW_REASON_ICMP_ERROR_OUT,
	NATGW_REASON_ICMP_ERROR_IN,
	NATGW_REASON_STATIC_OUT,
	NATGW_REASON_STATIC_IN,
	NATGW_REASON_EXEMPT,
	NATGW_REASON_NOT_CLAIMED,
	NATGW_REASON_LOCAL,
	NATGW_REASON_DROP_RULE,
	NATGW_REASON_DROP_MALFORMED,
	NATGW_REASON_DROP_TRUNCATED,
	NATGW_REASON_DROP_NO_MAPPING,
	NATGW_REASON_DROP_FILTERED,
	NATGW_REASON_DROP_NO_SESSION,
	NATGW_REASON_DROP_PORTS_EXHAUSTED,
	NATGW_REASON_DROP_PORTS_HELD,
	NATGW_REASON_DROP_ADDRESSES_EXHAUSTED,
	NATGW_REASON_DROP_TABLE_FULL,
	NATGW_REASON_DROP_MEMORY,
	NATGW_REASON_DROP_PROTOCOL,
	NATGW_REASON_DROP_SPECIAL_ADDRESS,
	NATGW_REASON_DROP_ICMP_TYPE,
	NATGW_REASON_DROP_ICMP_CHECKSUM,
	NATGW_REASON_DROP_ICMP_QUOTE,
	NATGW_REASON_DROP_SPOOFED,
	NATGW_REASON_DROP_WRITE,
	NATGW_REASON_DROP_NO_ADDRESS,
	NATGW_REASON_DROP_ROUTE,
	NATGW_REASON_DROP_QUOTA,
	NATGW_REASON_DROP_OPTIONS,
	NATGW_REASON_DROP_REDIRECT,

	/* private: */
	__NATGW_REASON_MAX,
	NATGW_REASON_MAX = (__NATGW_REASON_MAX - 1)
};

/**
 * enum natgw_mapping_behaviour - What a mapping may be shared by (RFC 4787
 *   section 4.1).
 * @NATGW_MAPPING_BEHAVIOUR_EIM: Endpoint-independent, by all sessions of an
 *   inside endpoint.
 * @NATGW_MAPPING_BEHAVIOUR_ADM: Address-dependent, by the sessions to one
 *   remote address.
 * @NATGW_MAPPING_BEHAVIOUR_APDM: Address and port-dependent, one mapping a
 *   remote endpoint.
 */
enum natgw_mapping_behaviour {
	NATGW_MAPPING_BEHAVIOUR_EIM = 1,
	NATGW_MAPPING_BEHAVIOUR_ADM,
	NATGW_MAPPING_BEHAVIOUR_APDM,
};

/**
 * enum natgw_filtering_behaviour - Whom a mapping admits from outside (RFC
 *   4787 section 5).
 * @NATGW_FILTERING_BEHAVIOUR_EIF: Endpoint-independent, everybody.
 * @NATGW_FILTERING_BEHAVIOUR_ADF: Address-dependent, the addresses that the
 *   inside endpoint has sent to.
 * @NATGW_FILTERING_BEHAVIOUR_APDF: Address and port-dependent, the endpoints
 *   that it has sent to.
 */
enum natgw_filtering_behaviour {
	NATGW_FILTERING_BEHAVIOUR_EIF = 1,
	NATGW_FILTERING_BEHAVIOUR_ADF,
	NATGW_FILTERING_BEHAVIOUR_APDF,
};

/**
 * enum natgw_switch - A property that is on or off.
 * @NATGW_SWITCH_OFF: Off.
 * @NATGW_SWITCH_ON: On.
 */
enum natgw_switch {
	NATGW_SWITCH_OFF,
	NATGW_SWITCH_ON,
};

/**
 * enum natgw_pool_type - How a pool's addresses are used.
 * @NATGW_POOL_TYPE_PAT: Many inside hosts share an address by ports.
 * @NATGW_POOL_TYPE_DYNAMIC: An inside host gets a whole address while it has
 *   sessions.
 */
enum natgw_pool_type {
	NATGW_POOL_TYPE_PAT = 1,
	NATGW_POOL_TYPE_DYNAMIC,
};

/**
 * enum natgw_dry - What a dynamic pool does when all of its addresses are
 *   bound.
 * @NATGW_DRY_REFUSE: Refuses further inside hosts.
 * @NATGW_DRY_PAT: Serves them by ports of its last address, which is never
 *   bound to one host.
 */
enum natgw_dry {
	NATGW_DRY_REFUSE = 1,
	NATGW_DRY_PAT,
};

/**
 * enum natgw_paired - Whether all mappings of an inside host have one external
 *   address (RFC 4787 REQ-2).
 * @NATGW_PAIRED_ON: Always; without a free port there the packet is dropped.
 * @NATGW_PAIRED_SOFT: While that address has a free port, then any.
 * @NATGW_PAIRED_OFF: Any address of the pool.
 */
enum natgw_paired {
	NATGW_PAIRED_ON = 1,
	NATGW_PAIRED_SOFT,
	NATGW_PAIRED_OFF,
};

/**
 * enum natgw_action - What happens to a packet that a rule matches.
 * @NATGW_ACTION_POOL: Translated with an address of the rule's pool.
 * @NATGW_ACTION_EXEMPT: Passed unchanged.
 * @NATGW_ACTION_DROP: Dropped.
 */
enum natgw_action {
	NATGW_ACTION_POOL = 1,
	NATGW_ACTION_EXEMPT,
	NATGW_ACTION_DROP,
};

/**
 * enum natgw_timeout - What a timeout is for.
 * @NATGW_TIMEOUT_UDP: UDP (RFC 4787 REQ-5; default 300, at least 120).
 * @NATGW_TIMEOUT_TCP_OPENING: TCP before both sides have answered (RFC 5382
 *   REQ-5; default and minimum 240).
 * @NATGW_TIMEOUT_TCP_ESTABLISHED: TCP established or half closed (RFC 5382
 *   REQ-5; default and minimum 7440).
 * @NATGW_TIMEOUT_TCP_CLOSING: TCP after both FINs (RFC 5382 REQ-5; default and
 *   minimum 240).
 * @NATGW_TIMEOUT_TCP_RESET: TCP after a reset (RFC 7857 section 2.2; default
 *   240).
 * @NATGW_TIMEOUT_ICMP: ICMP queries (RFC 5508 REQ-2; default and minimum 60).
 * @NATGW_TIMEOUT_OTHER: Other protocols through dynamic NAT (default 300).
 */
enum natgw_timeout {
	NATGW_TIMEOUT_UDP = 1,
	NATGW_TIMEOUT_TCP_OPENING,
	NATGW_TIMEOUT_TCP_ESTABLISHED,
	NATGW_TIMEOUT_TCP_CLOSING,
	NATGW_TIMEOUT_TCP_RESET,
	NATGW_TIMEOUT_ICMP,
	NATGW_TIMEOUT_OTHER,

	/* private: */
	__NATGW_TIMEOUT_MAX,
	NATGW_TIMEOUT_MAX = (__NATGW_TIMEOUT_MAX - 1)
};

/**
 * enum natgw_tcp_state - State of a TCP session (RFC 7857 section 2, RFC 6146
 *   section 3.5.2).
 * @NATGW_TCP_STATE_NONE: Not TCP.
 * @NATGW_TCP_STATE_CLOSED: No connection, refused or not begun.
 * @NATGW_TCP_STATE_INIT: The side that began has sent SYN.
 * @NATGW_TCP_STATE_INIT_REPLY: Only the other side has sent SYN; the session
 *   is reopened from there.
 * @NATGW_TCP_STATE_INIT_BOTH: Both have sent SYN, and none has acknowledged.
 * @NATGW_TCP_STATE_INIT_ORIG_ACKED: Both have sent SYN, and the side that
 *   began has acknowledged.
 * @NATGW_TCP_STATE_INIT_REPLY_ACKED: Both have sent SYN, and the other side
 *   has acknowledged.
 * @NATGW_TCP_STATE_ESTABLISHED: Data may flow both ways.
 * @NATGW_TCP_STATE_CFIN: The side that began has sent FIN.
 * @NATGW_TCP_STATE_SFIN: The other side has sent FIN.
 * @NATGW_TCP_STATE_CSFIN: Both have sent FIN.
 * @NATGW_TCP_STATE_TRANS: A reset was accepted; the session lingers.
 */
enum natgw_tcp_state {
	NATGW_TCP_STATE_NONE,
	NATGW_TCP_STATE_CLOSED,
	NATGW_TCP_STATE_INIT,
	NATGW_TCP_STATE_INIT_REPLY,
	NATGW_TCP_STATE_INIT_BOTH,
	NATGW_TCP_STATE_INIT_ORIG_ACKED,
	NATGW_TCP_STATE_INIT_REPLY_ACKED,
	NATGW_TCP_STATE_ESTABLISHED,
	NATGW_TCP_STATE_CFIN,
	NATGW_TCP_STATE_SFIN,
	NATGW_TCP_STATE_CSFIN,
	NATGW_TCP_STATE_TRANS,
};

/**
 * enum natgw_mapping_kind - What made a mapping.
 * @NATGW_MAPPING_KIND_PORT: A packet from inside, given an external port.
 * @NATGW_MAPPING_KIND_ADDRESS: A packet from inside, given a whole external
 *   address; protocol and ports are 0.
 * @NATGW_MAPPING_KIND_FORWARD: A forward.
 * @NATGW_MAPPING_KIND_LOCAL: The gateway's own traffic from an address that
 *   natgw shares with it.
 */
enum natgw_mapping_kind {
	NATGW_MAPPING_KIND_PORT = 1,
	NATGW_MAPPING_KIND_ADDRESS,
	NATGW_MAPPING_KIND_FORWARD,
	NATGW_MAPPING_KIND_LOCAL,
};

/**
 * enum natgw_origin - Which side sent a session's first packet.
 * @NATGW_ORIGIN_INSIDE: The inside host.
 * @NATGW_ORIGIN_OUTSIDE: The remote host.
 */
enum natgw_origin {
	NATGW_ORIGIN_INSIDE = 1,
	NATGW_ORIGIN_OUTSIDE,
};

/**
 * enum natgw_end_cause - Why a session or mapping ended.
 * @NATGW_END_CAUSE_EXPIRED: No packet for as long as its timeout.
 * @NATGW_END_CAUSE_CLOSED: TCP's close or reset ran its course.
 * @NATGW_END_CAUSE_ADMIN: A mapping-del or session-del.
 * @NATGW_END_CAUSE_CONFIG: The new configuration does not allow it, or the
 *   namespace ended.
 * @NATGW_END_CAUSE_ADDRESS: The external address went away.
 * @NATGW_END_CAUSE_EVICTED: It made room in a full table.
 */
enum natgw_end_cause {
	NATGW_END_CAUSE_EXPIRED = 1,
	NATGW_END_CAUSE_CLOSED,
	NATGW_END_CAUSE_ADMIN,
	NATGW_END_CAUSE_CONFIG,
	NATGW_END_CAUSE_ADDRESS,
	NATGW_END_CAUSE_EVICTED,
};

/**
 * enum natgw_object_event - What a session-ntf or mapping-ntf tells.
 * @NATGW_OBJECT_EVENT_NEW: It was made.
 * @NATGW_OBJECT_EVENT_END: It ended; the cause says why.
 */
enum natgw_object_event {
	NATGW_OBJECT_EVENT_NEW = 1,
	NATGW_OBJECT_EVENT_END,
};

/**
 * enum natgw_pool_event - What a pool-ntf tells.
 * @NATGW_POOL_EVENT_PORTS_EXHAUSTED: A packet was dropped for want of a port.
 * @NATGW_POOL_EVENT_ADDRESSES_EXHAUSTED: A packet was dropped for want of an
 *   address.
 */
enum natgw_pool_event {
	NATGW_POOL_EVENT_PORTS_EXHAUSTED = 1,
	NATGW_POOL_EVENT_ADDRESSES_EXHAUSTED,
};

/**
 * enum natgw_fastpath - Whether established sessions are translated at the
 *   device's ingress.
 * @NATGW_FASTPATH_AUTO: While no other hook of the namespace could notice.
 * @NATGW_FASTPATH_ON: Always.
 * @NATGW_FASTPATH_OFF: Never.
 */
enum natgw_fastpath {
	NATGW_FASTPATH_AUTO,
	NATGW_FASTPATH_ON,
	NATGW_FASTPATH_OFF,
};

/**
 * enum natgw_table_full - What happens to a new session when the table is at
 *   its limit.
 * @NATGW_TABLE_FULL_REFUSE: It is dropped.
 * @NATGW_TABLE_FULL_EVICT: It takes the place of the oldest of a few sessions
 *   that are not established.
 */
enum natgw_table_full {
	NATGW_TABLE_FULL_REFUSE,
	NATGW_TABLE_FULL_EVICT,
};

/**
 * enum natgw_icmp_refusal - ICMP error to an inside host that is refused (RFC
 *   5508 REQ-8, RFC 6888 REQ-11).
 * @NATGW_ICMP_REFUSAL_NONE: No error.
 * @NATGW_ICMP_REFUSAL_HOST: Type 3 code 1, host unreachable.
 * @NATGW_ICMP_REFUSAL_ADMIN: Type 3 code 13, communication administratively
 *   prohibited.
 */
enum natgw_icmp_refusal {
	NATGW_ICMP_REFUSAL_NONE,
	NATGW_ICMP_REFUSAL_HOST,
	NATGW_ICMP_REFUSAL_ADMIN,
};

/**
 * enum natgw_syn_refusal - ICMP error about a SYN from outside that nobody has
 *   asked for (RFC 5382 REQ-4).
 * @NATGW_SYN_REFUSAL_NONE: No error.
 * @NATGW_SYN_REFUSAL_PORT: Type 3 code 3, port unreachable, six seconds after
 *   the SYN.
 */
enum natgw_syn_refusal {
	NATGW_SYN_REFUSAL_NONE,
	NATGW_SYN_REFUSAL_PORT,
};

/**
 * enum natgw_tcp_refusal - What a host is told whose TCP segment belongs to no
 *   session (RFC 5382 REQ-5).
 * @NATGW_TCP_REFUSAL_NONE: Nothing.
 * @NATGW_TCP_REFUSAL_RESET: A TCP reset.
 */
enum natgw_tcp_refusal {
	NATGW_TCP_REFUSAL_NONE,
	NATGW_TCP_REFUSAL_RESET,
};

/**
 * enum natgw_ip_options - What happens to a packet that has IP options and
 *   would be translated.
 * @NATGW_IP_OPTIONS_PASS: It is translated, and keeps them.
 * @NATGW_IP_OPTIONS_DROP: It is dropped.
 */
enum natgw_ip_options {
	NATGW_IP_OPTIONS_PASS,
	NATGW_IP_OPTIONS_DROP,
};

enum {
	NATGW_A_ADDRESS_RANGE_FIRST = 1,
	NATGW_A_ADDRESS_RANGE_LAST,

	__NATGW_A_ADDRESS_RANGE_MAX,
	NATGW_A_ADDRESS_RANGE_MAX = (__NATGW_A_ADDRESS_RANGE_MAX - 1)
};

enum {
	NATGW_A_PORT_RANGE_FIRST = 1,
	NATGW_A_PORT_RANGE_LAST,

	__NATGW_A_PORT_RANGE_MAX,
	NATGW_A_PORT_RANGE_MAX = (__NATGW_A_PORT_RANGE_MAX - 1)
};

enum {
	NATGW_A_PREFIX_ADDRESS = 1,
	NATGW_A_PREFIX_LENGTH,

	__NATGW_A_PREFIX_MAX,
	NATGW_A_PREFIX_MAX = (__NATGW_A_PREFIX_MAX - 1)
};

enum {
	NATGW_A_STATUS_PAD = 1,
	NATGW_A_STATUS_VERSION,
	NATGW_A_STATUS_GENERATION,
	NATGW_A_STATUS_ACTIVE,
	NATGW_A_STATUS_TRANSACTION,
	NATGW_A_STATUS_POOLS,
	NATGW_A_STATUS_RULES,
	NATGW_A_STATUS_STATICS,
	NATGW_A_STATUS_FORWARDS,
	NATGW_A_STATUS_SESSIONS,
	NATGW_A_STATUS_MAPPINGS,
	NATGW_A_STATUS_SUBSCRIBERS,
	NATGW_A_STATUS_MAX_SESSIONS,
	NATGW_A_STATUS_HELD_PORTS,
	NATGW_A_STATUS_MEMORY,
	NATGW_A_STATUS_SESSION_SIZE,
	NATGW_A_STATUS_MAPPING_SIZE,
	NATGW_A_STATUS_SEQUENCE,
	NATGW_A_STATUS_FAST_PATH,
	NATGW_A_STATUS_FAST_PATH_WHY_NOT,
	NATGW_A_STATUS_FAST_PATH_DEVICES,
	NATGW_A_STATUS_FAST_PATH_DEVICE,
	NATGW_A_STATUS_USER_MEMORY,
	NATGW_A_STATUS_USER_MEMORY_MAX,

	__NATGW_A_STATUS_MAX,
	NATGW_A_STATUS_MAX = (__NATGW_A_STATUS_MAX - 1)
};

enum {
	NATGW_A_SETTING_FASTPATH = 1,
	NATGW_A_SETTING_MAX_SESSIONS,
	NATGW_A_SETTING_TABLE_FULL,
	NATGW_A_SETTING_ICMP_REFUSAL,
	NATGW_A_SETTING_INBOUND_REFRESH,
	NATGW_A_SETTING_ALLOW_SHORT_TIMEOUTS,
	NATGW_A_SETTING_PORT_HOLD,
	NATGW_A_SETTING_PORT_HOLD_MAX,
	NATGW_A_SETTING_SYN_REFUSAL,
	NATGW_A_SETTING_IP_OPTIONS,
	NATGW_A_SETTING_TCP_REFUSAL,

	__NATGW_A_SETTING_MAX,
	NATGW_A_SETTING_MAX = (__NATGW_A_SETTING_MAX - 1)
};

enum {
	NATGW_A_POOL_PAD = 1,
	NATGW_A_POOL_NAME,
	NATGW_A_POOL_TYPE,
	NATGW_A_POOL_DRY,
	NATGW_A_POOL_INTERFACE,
	NATGW_A_POOL_ADDRESS,
	NATGW_A_POOL_EXCLUDE,
	NATGW_A_POOL_PORT,
	NATGW_A_POOL_TCP_MAPPING,
	NATGW_A_POOL_UDP_MAPPING,
	NATGW_A_POOL_TCP_FILTERING,
	NATGW_A_POOL_UDP_FILTERING,
	NATGW_A_POOL_PAIRED,
	NATGW_A_POOL_PARITY,
	NATGW_A_POOL_PRESERVE,
	NATGW_A_POOL_MSS,
	NATGW_A_POOL_SIZE,
	NATGW_A_POOL_SEQUENCE,
	NATGW_A_POOL_EVENT,
	NATGW_A_POOL_TIME,
	NATGW_A_POOL_PROTO,
	NATGW_A_POOL_EXTERNAL,

	__NATGW_A_POOL_MAX,
	NATGW_A_POOL_MAX = (__NATGW_A_POOL_MAX - 1)
};

enum {
	NATGW_A_RULE_INDEX = 1,
	NATGW_A_RULE_SRC,
	NATGW_A_RULE_DST,
	NATGW_A_RULE_IIF,
	NATGW_A_RULE_OIF,
	NATGW_A_RULE_PROTO,
	NATGW_A_RULE_SPORT,
	NATGW_A_RULE_DPORT,
	NATGW_A_RULE_MARK,
	NATGW_A_RULE_MARK_MASK,
	NATGW_A_RULE_ACTION,
	NATGW_A_RULE_POOL,
	NATGW_A_RULE_TCP_MAPPING,
	NATGW_A_RULE_UDP_MAPPING,
	NATGW_A_RULE_TCP_FILTERING,
	NATGW_A_RULE_UDP_FILTERING,

	__NATGW_A_RULE_MAX,
	NATGW_A_RULE_MAX = (__NATGW_A_RULE_MAX - 1)
};

enum {
	NATGW_A_STATIC_INSIDE = 1,
	NATGW_A_STATIC_EXTERNAL,
	NATGW_A_STATIC_LENGTH,

	__NATGW_A_STATIC_MAX,
	NATGW_A_STATIC_MAX = (__NATGW_A_STATIC_MAX - 1)
};

enum {
	NATGW_A_FORWARD_PROTO = 1,
	NATGW_A_FORWARD_EXTERNAL,
	NATGW_A_FORWARD_INTERFACE,
	NATGW_A_FORWARD_EXTERNAL_PORT,
	NATGW_A_FORWARD_INSIDE,
	NATGW_A_FORWARD_INSIDE_PORT,

	__NATGW_A_FORWARD_MAX,
	NATGW_A_FORWARD_MAX = (__NATGW_A_FORWARD_MAX - 1)
};

enum {
	NATGW_A_TIMEOUT_NAME = 1,
	NATGW_A_TIMEOUT_PROTO,
	NATGW_A_TIMEOUT_PORT,
	NATGW_A_TIMEOUT_SECONDS,
	NATGW_A_TIMEOUT_DEFAULT,
	NATGW_A_TIMEOUT_MINIMUM,

	__NATGW_A_TIMEOUT_MAX,
	NATGW_A_TIMEOUT_MAX = (__NATGW_A_TIMEOUT_MAX - 1)
};

enum {
	NATGW_A_MAPPING_PAD = 1,
	NATGW_A_MAPPING_PROTO,
	NATGW_A_MAPPING_INSIDE,
	NATGW_A_MAPPING_INSIDE_LENGTH,
	NATGW_A_MAPPING_INSIDE_PORT,
	NATGW_A_MAPPING_EXTERNAL,
	NATGW_A_MAPPING_EXTERNAL_PORT,
	NATGW_A_MAPPING_REMOTE,
	NATGW_A_MAPPING_REMOTE_PORT,
	NATGW_A_MAPPING_POOL,
	NATGW_A_MAPPING_KIND,
	NATGW_A_MAPPING_VRF,
	NATGW_A_MAPPING_MAPPING,
	NATGW_A_MAPPING_FILTERING,
	NATGW_A_MAPPING_SESSIONS,
	NATGW_A_MAPPING_IDLE,
	NATGW_A_MAPPING_COUNT,
	NATGW_A_MAPPING_SEQUENCE,
	NATGW_A_MAPPING_EVENT,
	NATGW_A_MAPPING_CAUSE,
	NATGW_A_MAPPING_TIME,

	__NATGW_A_MAPPING_MAX,
	NATGW_A_MAPPING_MAX = (__NATGW_A_MAPPING_MAX - 1)
};

enum {
	NATGW_A_SESSION_PAD = 1,
	NATGW_A_SESSION_PROTO,
	NATGW_A_SESSION_INSIDE,
	NATGW_A_SESSION_INSIDE_LENGTH,
	NATGW_A_SESSION_INSIDE_PORT,
	NATGW_A_SESSION_EXTERNAL,
	NATGW_A_SESSION_EXTERNAL_PORT,
	NATGW_A_SESSION_REMOTE,
	NATGW_A_SESSION_REMOTE_PORT,
	NATGW_A_SESSION_POOL,
	NATGW_A_SESSION_TCP_STATE,
	NATGW_A_SESSION_VRF,
	NATGW_A_SESSION_EXPIRES,
	NATGW_A_SESSION_AGE,
	NATGW_A_SESSION_ORIGIN,
	NATGW_A_SESSION_HAIRPIN,
	NATGW_A_SESSION_REPLIED,
	NATGW_A_SESSION_LOCAL,
	NATGW_A_SESSION_PACKETS_OUT,
	NATGW_A_SESSION_BYTES_OUT,
	NATGW_A_SESSION_PACKETS_IN,
	NATGW_A_SESSION_BYTES_IN,
	NATGW_A_SESSION_COUNT,
	NATGW_A_SESSION_SEQUENCE,
	NATGW_A_SESSION_EVENT,
	NATGW_A_SESSION_CAUSE,
	NATGW_A_SESSION_TIME,

	__NATGW_A_SESSION_MAX,
	NATGW_A_SESSION_MAX = (__NATGW_A_SESSION_MAX - 1)
};

enum {
	NATGW_A_SUBSCRIBER_INSIDE = 1,
	NATGW_A_SUBSCRIBER_INSIDE_LENGTH,
	NATGW_A_SUBSCRIBER_POOL,
	NATGW_A_SUBSCRIBER_EXTERNAL,
	NATGW_A_SUBSCRIBER_MAPPINGS,
	NATGW_A_SUBSCRIBER_SESSIONS,
	NATGW_A_SUBSCRIBER_VRF,

	__NATGW_A_SUBSCRIBER_MAX,
	NATGW_A_SUBSCRIBER_MAX = (__NATGW_A_SUBSCRIBER_MAX - 1)
};

enum {
	NATGW_A_REASON_COUNT_PAD = 1,
	NATGW_A_REASON_COUNT_REASON,
	NATGW_A_REASON_COUNT_PACKETS,

	__NATGW_A_REASON_COUNT_MAX,
	NATGW_A_REASON_COUNT_MAX = (__NATGW_A_REASON_COUNT_MAX - 1)
};

enum {
	NATGW_A_STATS_PAD = 1,
	NATGW_A_STATS_REASON,
	NATGW_A_STATS_SESSIONS,
	NATGW_A_STATS_MAPPINGS,
	NATGW_A_STATS_SUBSCRIBERS,
	NATGW_A_STATS_SESSIONS_CREATED,
	NATGW_A_STATS_SESSIONS_ENDED,
	NATGW_A_STATS_MAPPINGS_CREATED,
	NATGW_A_STATS_MAPPINGS_ENDED,
	NATGW_A_STATS_FAST_PACKETS,
	NATGW_A_STATS_FULL_PACKETS,
	NATGW_A_STATS_ARP_REPLIES,
	NATGW_A_STATS_ARP_ANNOUNCEMENTS,
	NATGW_A_STATS_ARP_CONFLICTS,
	NATGW_A_STATS_FRAGMENTS_GIVEN_UP,
	NATGW_A_STATS_BATCHED_PACKETS,

	__NATGW_A_STATS_MAX,
	NATGW_A_STATS_MAX = (__NATGW_A_STATS_MAX - 1)
};

enum {
	NATGW_A_CONFIG_PAD = 1,
	NATGW_A_CONFIG_CHECK,
	NATGW_A_CONFIG_GENERATION,
	NATGW_A_CONFIG_SEQUENCE,
	NATGW_A_CONFIG_TIME,

	__NATGW_A_CONFIG_MAX,
	NATGW_A_CONFIG_MAX = (__NATGW_A_CONFIG_MAX - 1)
};

enum {
	NATGW_CMD_STATUS_GET = 1,
	NATGW_CMD_SETTING_GET,
	NATGW_CMD_SETTING_SET,
	NATGW_CMD_POOL_GET,
	NATGW_CMD_POOL_NEW,
	NATGW_CMD_POOL_SET,
	NATGW_CMD_POOL_DEL,
	NATGW_CMD_RULE_GET,
	NATGW_CMD_RULE_NEW,
	NATGW_CMD_RULE_DEL,
	NATGW_CMD_STATIC_GET,
	NATGW_CMD_STATIC_NEW,
	NATGW_CMD_STATIC_DEL,
	NATGW_CMD_FORWARD_GET,
	NATGW_CMD_FORWARD_NEW,
	NATGW_CMD_FORWARD_DEL,
	NATGW_CMD_TIMEOUT_GET,
	NATGW_CMD_TIMEOUT_SET,
	NATGW_CMD_TIMEOUT_DEL,
	NATGW_CMD_MAPPING_GET,
	NATGW_CMD_MAPPING_COUNT,
	NATGW_CMD_MAPPING_DEL,
	NATGW_CMD_MAPPING_NTF,
	NATGW_CMD_SESSION_GET,
	NATGW_CMD_SESSION_COUNT,
	NATGW_CMD_SESSION_DEL,
	NATGW_CMD_SESSION_NTF,
	NATGW_CMD_SUBSCRIBER_GET,
	NATGW_CMD_STATS_GET,
	NATGW_CMD_CONFIG_FLUSH,
	NATGW_CMD_BEGIN,
	NATGW_CMD_COMMIT,
	NATGW_CMD_ABORT,
	NATGW_CMD_CONFIG_NTF,
	NATGW_CMD_POOL_NTF,

	__NATGW_CMD_MAX,
	NATGW_CMD_MAX = (__NATGW_CMD_MAX - 1)
};

#define NATGW_MCGRP_EVENTS	"events"

#endif /* _UAPI_LINUX_NATGW_H */
