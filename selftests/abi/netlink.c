// SPDX-License-Identifier: GPL-2.0-only
/* A netlink client as small as can be. */
#include "netlink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ATTR_DATA(attr) ((const void *)((const char *)(attr) + NLA_HDRLEN))
#define ATTR_LEN(attr) ((int)(attr)->nla_len - NLA_HDRLEN)

static const struct nlattr *next_attr(const struct nlattr *attr, int *left)
{
	int step = NLA_ALIGN(attr->nla_len);

	*left -= step;
	return (const struct nlattr *)((const char *)attr + step);
}

static bool valid(const struct nlattr *attr, int left)
{
	return left >= NLA_HDRLEN && attr->nla_len >= NLA_HDRLEN && attr->nla_len <= left;
}

static const struct nlattr *first_attr(const struct nlmsghdr *header, int *left)
{
	*left = (int)header->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN;
	return (const void *)((const char *)NLMSG_DATA(header) + GENL_HDRLEN);
}

/* --- requests --- */

static void *put(char **at, int type, const void *data, size_t size)
{
	struct nlattr *attr = (void *)*at;

	memset(attr, 0, NLA_HDRLEN + NLA_ALIGN(size));
	attr->nla_type = type;
	attr->nla_len = NLA_HDRLEN + size;
	if (size)
		memcpy((char *)attr + NLA_HDRLEN, data, size);
	*at += NLA_HDRLEN + NLA_ALIGN(size);
	return attr;
}

static void put_u32(char **at, int type, uint32_t value)
{
	put(at, type, &value, sizeof(value));
}

static void put_addr(char **at, int type, const char *text)
{
	struct in_addr addr;

	if (inet_pton(AF_INET, text, &addr) != 1) {
		fprintf(stderr, "not an address: %s\n", text);
		abort();
	}
	put(at, type, &addr, sizeof(addr));
}

static void put_nest(char **at, const struct attr *attr)
{
	char *start = *at;
	struct nlattr *nest = put(at, attr->type | NLA_F_NESTED, NULL, 0);

	switch (attr->kind) {
	case ATTR_RANGE:
		put_addr(at, NATGW_A_ADDRESS_RANGE_FIRST, attr->text);
		if (attr->data)
			put_addr(at, NATGW_A_ADDRESS_RANGE_LAST, attr->data);
		break;
	case ATTR_PORTS:
		put_u32(at, NATGW_A_PORT_RANGE_FIRST, attr->first);
		put_u32(at, NATGW_A_PORT_RANGE_LAST, attr->last);
		break;
	default:
		put_addr(at, NATGW_A_PREFIX_ADDRESS, attr->text);
		put_u32(at, NATGW_A_PREFIX_LENGTH, attr->first);
	}
	nest->nla_len = *at - start;
}

static void put_attr(char **at, const struct attr *attr)
{
	switch (attr->kind) {
	case ATTR_U32:
		put_u32(at, attr->type, attr->first);
		break;
	case ATTR_ADDR:
		put_addr(at, attr->type, attr->text);
		break;
	case ATTR_TEXT:
		put(at, attr->type, attr->text, strlen(attr->text) + 1);
		break;
	case ATTR_FLAG:
		put(at, attr->type, NULL, 0);
		break;
	case ATTR_RAW:
		put(at, attr->type, attr->data, attr->size);
		break;
	default:
		put_nest(at, attr);
	}
}

size_t netlink_build(struct netlink *nl, void *buffer, int cmd, int flags,
		     const struct attr *attrs)
{
	struct nlmsghdr *header = buffer;
	struct genlmsghdr *genl;
	char *at = buffer;

	memset(buffer, 0, NLMSG_HDRLEN + GENL_HDRLEN);
	header->nlmsg_type = nl->family;
	header->nlmsg_flags = NLM_F_REQUEST | flags;
	header->nlmsg_seq = ++nl->sequence;
	genl = NLMSG_DATA(header);
	genl->cmd = cmd;
	genl->version = NATGW_FAMILY_VERSION;
	at += NLMSG_HDRLEN + GENL_HDRLEN;
	for (; attrs && attrs->kind != ATTR_END; attrs++)
		put_attr(&at, attrs);
	header->nlmsg_len = at - (char *)buffer;
	return header->nlmsg_len;
}

/* --- answers --- */

static void forget(struct netlink *nl)
{
	free(nl->messages);
	free(nl->buffer);
	nl->messages = NULL;
	nl->buffer = NULL;
	nl->count = 0;
	nl->used = 0;
	nl->error = 0;
	nl->interrupted = false;
	nl->sentence[0] = '\0';
	nl->bad_attr = 0;
	nl->miss_attr = 0;
}

/* Which attribute of the request lies at an offset that the kernel named. */
static int attr_at(const struct nlmsghdr *request, uint32_t offset)
{
	const struct nlattr *attr = (const void *)((const char *)request + offset);

	return attr->nla_type & NLA_TYPE_MASK;
}

static void read_ack(struct netlink *nl, const struct nlmsghdr *header,
		     const struct nlmsghdr *request, const struct nlattr *attr, int left)
{
	if (header->nlmsg_flags & NLM_F_DUMP_INTR)
		nl->interrupted = true;
	for (; header->nlmsg_flags & NLM_F_ACK_TLVS && valid(attr, left);
	     attr = next_attr(attr, &left)) {
		uint32_t value = 0;

		if (ATTR_LEN(attr) >= (int)sizeof(value))
			memcpy(&value, ATTR_DATA(attr), sizeof(value));
		if (attr->nla_type == NLMSGERR_ATTR_MSG)
			snprintf(nl->sentence, sizeof(nl->sentence), "%s",
				 (const char *)ATTR_DATA(attr));
		else if (attr->nla_type == NLMSGERR_ATTR_OFFS && request)
			nl->bad_attr = attr_at(request, value);
		else if (attr->nla_type == NLMSGERR_ATTR_MISS_TYPE)
			nl->miss_attr = value;
	}
}

static void keep(struct netlink *nl, const struct nlmsghdr *header)
{
	size_t size = NLMSG_ALIGN(header->nlmsg_len);

	if (header->nlmsg_flags & NLM_F_DUMP_INTR)
		nl->interrupted = true;
	nl->buffer = realloc(nl->buffer, nl->used + size);
	if (!nl->buffer)
		abort();
	memcpy(nl->buffer + nl->used, header, header->nlmsg_len);
	nl->used += size;
	nl->count++;
}

/* The buffer does not move any more: point into it. */
static void index_messages(struct netlink *nl)
{
	size_t at = 0, i;

	free(nl->messages);
	nl->messages = calloc(nl->count + 1, sizeof(*nl->messages));
	if (!nl->messages)
		abort();
	for (i = 0; i < nl->count; i++) {
		const struct nlmsghdr *header = (const void *)(nl->buffer + at);
		const struct nlattr *attr;
		int left;

		nl->messages[i].header = header;
		for (attr = first_attr(header, &left); valid(attr, left);
		     attr = next_attr(attr, &left)) {
			int type = attr->nla_type & NLA_TYPE_MASK;

			if (type < ATTRS_MAX && !nl->messages[i].attrs[type])
				nl->messages[i].attrs[type] = attr;
		}
		at += NLMSG_ALIGN(header->nlmsg_len);
	}
}

/* Takes one message in. Returns true when it is the end of the answer. */
static bool take(struct netlink *nl, const struct nlmsghdr *header,
		 const struct nlmsghdr *request)
{
	const struct nlmsgerr *ack;
	int size, left;

	switch (header->nlmsg_type) {
	case NLMSG_ERROR:
		ack = NLMSG_DATA(header);
		nl->error = ack->error;
		size = sizeof(*ack);
		if (!(header->nlmsg_flags & NLM_F_CAPPED))
			size += ack->msg.nlmsg_len - sizeof(ack->msg);
		left = header->nlmsg_len - NLMSG_HDRLEN - NLMSG_ALIGN(size);
		read_ack(nl, header, request,
			 (const void *)((const char *)ack + NLMSG_ALIGN(size)), left);
		return true;
	case NLMSG_DONE:
		if (header->nlmsg_len >= NLMSG_LENGTH(sizeof(int)))
			memcpy(&nl->error, NLMSG_DATA(header), sizeof(int));
		left = header->nlmsg_len - NLMSG_LENGTH(sizeof(int));
		read_ack(nl, header, request,
			 (const void *)((const char *)NLMSG_DATA(header) + sizeof(int)), left);
		return true;
	default:
		keep(nl, header);
		return false;
	}
}

/* Reads one datagram. Returns 1 at the end of the answer, 0 where more comes, else -errno. */
static int receive(struct netlink *nl, const struct nlmsghdr *request)
{
	static char buffer[1 << 17];
	const struct nlmsghdr *header = (const void *)buffer;
	ssize_t got;
	int left;

	got = recv(nl->fd, buffer, sizeof(buffer), 0);
	if (got < 0)
		return -errno;
	left = got;
	for (; NLMSG_OK(header, left); header = NLMSG_NEXT(header, left)) {
		if (request && header->nlmsg_seq != request->nlmsg_seq)
			continue;
		if (take(nl, header, request))
			return 1;
	}
	return 0;
}

static int finish(struct netlink *nl, const struct nlmsghdr *request)
{
	int ret;

	do {
		ret = receive(nl, request);
	} while (!ret);
	if (ret < 0)
		nl->error = ret;
	index_messages(nl);
	return nl->error;
}

static int exchange(struct netlink *nl, int cmd, int flags, const struct attr *attrs)
{
	static char request[REQUEST_MAX];
	size_t length = netlink_build(nl, request, cmd, flags, attrs);

	forget(nl);
	if (send(nl->fd, request, length, 0) < 0)
		return nl->error = -errno;
	return finish(nl, (const void *)request);
}

int netlink_do(struct netlink *nl, int cmd, const struct attr *attrs)
{
	return exchange(nl, cmd, NLM_F_ACK, attrs);
}

int netlink_dump(struct netlink *nl, int cmd, const struct attr *attrs)
{
	return exchange(nl, cmd, NLM_F_DUMP, attrs);
}

int netlink_send_raw(struct netlink *nl, const void *message, size_t length)
{
	forget(nl);
	if (send(nl->fd, message, length, 0) < 0)
		return nl->error = -errno;
	return finish(nl, message);
}

int netlink_dump_begin(struct netlink *nl, int cmd, const struct attr *attrs)
{
	static char request[REQUEST_MAX];
	size_t length = netlink_build(nl, request, cmd, NLM_F_DUMP, attrs);
	int ret;

	forget(nl);
	if (send(nl->fd, request, length, 0) < 0)
		return -errno;
	ret = receive(nl, NULL);
	return ret < 0 ? ret : 0;
}

int netlink_dump_finish(struct netlink *nl)
{
	return finish(nl, NULL);
}

/* --- the socket --- */

static uint32_t group_of(const struct nlattr *groups)
{
	const struct nlattr *group = ATTR_DATA(groups), *attr;
	int left = ATTR_LEN(groups), inner;
	uint32_t id;

	for (; valid(group, left); group = next_attr(group, &left)) {
		attr = ATTR_DATA(group);
		inner = ATTR_LEN(group);
		for (; valid(attr, inner); attr = next_attr(attr, &inner)) {
			if (attr->nla_type != CTRL_ATTR_MCAST_GRP_ID)
				continue;
			memcpy(&id, ATTR_DATA(attr), sizeof(id));
			return id;
		}
	}
	return 0;
}

static int look_up(struct netlink *nl)
{
	const struct attr name[] = { TEXT(CTRL_ATTR_FAMILY_NAME, NATGW_FAMILY_NAME), { ATTR_END } };
	uint16_t id;
	int err;

	nl->family = GENL_ID_CTRL;
	err = netlink_do(nl, CTRL_CMD_GETFAMILY, name);
	if (err)
		return err;
	memcpy(&id, ATTR_DATA(attr_of(nl->messages, CTRL_ATTR_FAMILY_ID)), sizeof(id));
	nl->group = group_of(attr_of(nl->messages, CTRL_ATTR_MCAST_GROUPS));
	nl->family = id;
	return 0;
}

int netlink_open(struct netlink *nl)
{
	struct timeval patience = { .tv_sec = 20 };
	struct sockaddr_nl own = { .nl_family = AF_NETLINK };
	socklen_t size = sizeof(own);
	int on = 1;

	memset(nl, 0, sizeof(*nl));
	nl->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	if (nl->fd < 0)
		return -errno;
	if (bind(nl->fd, (void *)&own, sizeof(own)) ||
	    getsockname(nl->fd, (void *)&own, &size) ||
	    setsockopt(nl->fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on)) ||
	    setsockopt(nl->fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on)) ||
	    setsockopt(nl->fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof(on)) ||
	    setsockopt(nl->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)))
		return -errno;
	nl->portid = own.nl_pid;
	return look_up(nl);
}

void netlink_close(struct netlink *nl)
{
	forget(nl);
	close(nl->fd);
}

int netlink_listen(struct netlink *nl)
{
	if (setsockopt(nl->fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &nl->group,
		       sizeof(nl->group)))
		return -errno;
	return 0;
}

int netlink_events(struct netlink *nl, size_t wanted, int ms)
{
	struct pollfd poller = { .fd = nl->fd, .events = POLLIN };
	int ret = 0;

	forget(nl);
	while (ret >= 0 && nl->count < wanted && poll(&poller, 1, ms) > 0)
		ret = receive(nl, NULL);
	index_messages(nl);
	return ret < 0 ? ret : 0;
}

/* --- what was received --- */

const struct nlattr *attr_of(const struct message *message, int type)
{
	return message ? message->attrs[type] : NULL;
}

static uint64_t value_of(const struct nlattr *attr)
{
	uint64_t wide;
	uint32_t narrow;

	switch (attr ? ATTR_LEN(attr) : 0) {
	case sizeof(narrow):
		memcpy(&narrow, ATTR_DATA(attr), sizeof(narrow));
		return narrow;
	case sizeof(wide):
		memcpy(&wide, ATTR_DATA(attr), sizeof(wide));
		return wide;
	default:
		return MISSING;
	}
}

uint64_t number(const struct message *message, int type)
{
	return value_of(attr_of(message, type));
}

const char *text(const struct message *message, int type)
{
	const struct nlattr *attr = attr_of(message, type);

	return attr ? ATTR_DATA(attr) : "";
}

const char *address(const struct message *message, int type)
{
	static char buffers[8][INET_ADDRSTRLEN];
	static unsigned int turn;
	const struct nlattr *attr = attr_of(message, type);

	if (!attr)
		return "";
	return inet_ntop(AF_INET, ATTR_DATA(attr), buffers[turn++ % 8], INET_ADDRSTRLEN);
}

static const struct nlattr *nth_attr(const struct message *message, int type, int nth)
{
	const struct nlattr *attr;
	int left;

	for (attr = first_attr(message->header, &left); valid(attr, left);
	     attr = next_attr(attr, &left)) {
		if ((attr->nla_type & NLA_TYPE_MASK) == type && !nth--)
			return attr;
	}
	return NULL;
}

uint64_t nested(const struct message *message, int nest, int nth, int type)
{
	const struct nlattr *outer = nth_attr(message, nest, nth), *attr;
	int left;

	if (!outer)
		return MISSING;
	left = ATTR_LEN(outer);
	for (attr = ATTR_DATA(outer); valid(attr, left); attr = next_attr(attr, &left)) {
		if (attr->nla_type == type)
			return value_of(attr);
	}
	return MISSING;
}

int occurrences(const struct message *message, int type)
{
	int n = 0;

	while (nth_attr(message, type, n))
		n++;
	return n;
}

const struct message *find(const struct netlink *nl, int type, uint64_t value)
{
	size_t i;

	for (i = 0; i < nl->count; i++) {
		if (number(&nl->messages[i], type) == value)
			return &nl->messages[i];
	}
	return NULL;
}

int command(const struct message *message)
{
	const struct genlmsghdr *genl = NLMSG_DATA(message->header);

	return genl->cmd;
}
