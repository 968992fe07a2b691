/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A netlink client as small as can be: requests are lists of attributes,
 * answers are kept as they came. No library, so that hostile messages can be sent.
 */
#ifndef NATGW_ABI_NETLINK_H
#define NATGW_ABI_NETLINK_H

#include <linux/genetlink.h>
#include <linux/natgw.h>
#include <linux/netlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	ATTRS_MAX = 64,
	REQUEST_MAX = 60000,
};

enum attr_kind {
	ATTR_END,
	ATTR_U32,
	ATTR_ADDR,
	ATTR_TEXT,
	ATTR_FLAG,
	ATTR_RANGE,
	ATTR_PORTS,
	ATTR_PREFIX,
	ATTR_RAW,
};

/* One attribute of a request. */
struct attr {
	enum attr_kind kind;
	int type;
	uint32_t first, last;
	const void *data;
	const char *text;
	size_t size;
};

#define U32(type, value) { ATTR_U32, type, .first = value }
#define ADDR(type, address) { ATTR_ADDR, type, .text = address }
#define TEXT(type, string) { ATTR_TEXT, type, .text = string }
#define FLAG(type) { ATTR_FLAG, type }
#define RANGE(type, from, to) { ATTR_RANGE, type, .text = from, .data = to }
#define PORTS(type, from, to) { ATTR_PORTS, type, .first = from, .last = to }
#define PREFIX(type, address, length) { ATTR_PREFIX, type, .text = address, .first = length }
#define RAW(type, bytes, number) { ATTR_RAW, type, .data = bytes, .size = number }

/* One message that was received. */
struct message {
	const struct nlmsghdr *header;
	const struct nlattr *attrs[ATTRS_MAX];
};

/**
 * struct netlink - a socket and what was said on it last
 * @fd: the socket
 * @family: number of natgw's family
 * @group: number of its multicast group
 * @portid: the socket's address
 * @sequence: of the last request
 * @error: last answer: 0 or a negative errno
 * @sentence: what the kernel said about it; "" if nothing
 * @bad_attr: type of the attribute it blamed, by its offset; 0: none
 * @miss_attr: type of the attribute it missed; 0: none
 * @interrupted: the last dump was flagged as inconsistent
 * @count: number of messages received, replies or parts of a dump
 * @messages: those
 * @buffer: where they are
 * @used: bytes of @buffer
 */
struct netlink {
	int fd;
	uint16_t family;
	uint32_t group;
	uint32_t portid;
	uint32_t sequence;
	int error;
	char sentence[256];
	int bad_attr;
	int miss_attr;
	bool interrupted;
	size_t count;
	struct message *messages;
	char *buffer;
	size_t used;
};

/* Opens a socket and looks the family up. Returns 0 or a negative errno. */
int netlink_open(struct netlink *nl);
void netlink_close(struct netlink *nl);

/* Sends a request and waits for its end. Return @nl->error; the messages are in @nl. */
int netlink_do(struct netlink *nl, int cmd, const struct attr *attrs);
int netlink_dump(struct netlink *nl, int cmd, const struct attr *attrs);

/* The same of a message made by hand; @length may lie about it. */
int netlink_send_raw(struct netlink *nl, const void *message, size_t length);

/* Builds a request into @buffer (REQUEST_MAX bytes). Returns its length. */
size_t netlink_build(struct netlink *nl, void *buffer, int cmd, int flags,
		     const struct attr *attrs);

/* Sends a dump request and reads its first part only, so that it stays open. */
int netlink_dump_begin(struct netlink *nl, int cmd, const struct attr *attrs);
/* Reads what is left of it. */
int netlink_dump_finish(struct netlink *nl);

/* Joins the group of events. Returns 0 or a negative errno. */
int netlink_listen(struct netlink *nl);
/* Waits for events, for @ms milliseconds at most; then nl->messages are those. */
int netlink_events(struct netlink *nl, size_t wanted, int ms);

#define DO(nl, cmd, ...) netlink_do(nl, cmd, (const struct attr[]){ __VA_ARGS__ { ATTR_END } })
#define DUMP(nl, cmd, ...) netlink_dump(nl, cmd, (const struct attr[]){ __VA_ARGS__ { ATTR_END } })

/* Of the last answer's first, or of any message. An absent number is MISSING. */
#define MISSING UINT64_MAX
const struct nlattr *attr_of(const struct message *message, int type);
uint64_t number(const struct message *message, int type);
const char *text(const struct message *message, int type);
/* An address as text, in one of a few buffers used in turn; "" where it is absent. */
const char *address(const struct message *message, int type);
/* A number within a nest: the @nth (from 0) attribute of that type. */
uint64_t nested(const struct message *message, int nest, int nth, int type);
/* How many attributes of a type there are. */
int occurrences(const struct message *message, int type);
/* The first message that has that number, or NULL. */
const struct message *find(const struct netlink *nl, int type, uint64_t value);
/* The command of a message. */
int command(const struct message *message);

#endif
