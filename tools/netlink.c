// SPDX-License-Identifier: GPL-2.0-only
/* Requests, dumps and events on a generic netlink socket. Getting one is in netlink_open.c. */
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/genetlink.h>
#include <linux/natgw.h>
#include <netlink/attr.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>

#include "netlink.h"

enum {
	WINDOW = 32,			/* requests in flight: their answers fit any buffer */
	BATCH_BYTES = 65536,		/* most bytes sent at once */
	EVENT_BUFFER = 16 << 20,	/* receive buffer for events */
};

/**
 * struct exchange - a request and what came of it
 * @nl: the connection
 * @reply: called with each message of the answer, or NULL
 * @data: for @reply
 * @first: sequence number of the first request
 * @pending: answers still to come
 * @failed: number of the first request that was refused
 * @result: 0, or -1 once something failed
 * @interrupted: a dump was inconsistent
 */
struct exchange {
	struct netlink *nl;
	netlink_reply_fn *reply;
	void *data;
	uint32_t first;
	unsigned int pending;
	unsigned int failed;
	int result;
	bool interrupted;
};

int netlink_fail(struct netlink *nl, int code, const char *format, ...)
{
	va_list args;

	nl->code = code;
	va_start(args, format);
	(void)vsnprintf(nl->error, sizeof(nl->error), format, args);
	va_end(args);
	return -1;
}

/* The sentence among the attributes of an answer, or NULL. */
static const char *find_sentence(struct nlattr *attr, int len)
{
	for (; nla_ok(attr, len); attr = nla_next(attr, &len)) {
		const char *text = nla_data(attr);

		if (nla_type(attr) == NLMSGERR_ATTR_MSG && nla_len(attr) > 0 &&
		    !text[nla_len(attr) - 1])
			return text;
	}
	return NULL;
}

static void set_kernel_error(struct netlink *nl, int code, const char *sentence)
{
	static const char name[] = NATGW_FAMILY_NAME ": ";

	if (sentence) {
		/* Where the kernel says who speaks, so do we. */
		if (!strncmp(sentence, name, sizeof(name) - 1))
			sentence += sizeof(name) - 1;
		netlink_fail(nl, code, "%s", sentence);
	} else if (code == EPERM) {
		netlink_fail(nl, code,
			     "permission denied: CAP_NET_ADMIN is needed in the network namespace (try it as root)");
	} else if (code == EOPNOTSUPP) {
		netlink_fail(nl, code,
			     "the loaded kernel module does not know this request (it is of another version than this command)");
	} else {
		netlink_fail(nl, code, "the kernel refused: %s", strerror(code));
	}
}

static void record_failure(struct exchange *exchange, const struct nlmsghdr *header, int code,
			   const char *sentence)
{
	unsigned int number = header->nlmsg_seq - exchange->first;

	if (exchange->result)
		return;
	exchange->result = -1;
	exchange->failed = number;
	set_kernel_error(exchange->nl, code, sentence);
}

/* To libnl positive results are its own NL_SKIP and NL_STOP; a failure has to be negative. */
static int on_error(struct sockaddr_nl *from, struct nlmsgerr *error, void *data)
{
	struct nlmsghdr *header = (struct nlmsghdr *)((char *)error - NLMSG_HDRLEN);
	size_t skip = sizeof(*error);
	struct exchange *exchange = data;
	const char *sentence = NULL;

	(void)from;
	if (header->nlmsg_flags & NLM_F_ACK_TLVS) {
		if (!(header->nlmsg_flags & NLM_F_CAPPED))
			skip += error->msg.nlmsg_len - NLMSG_HDRLEN;
		skip = NLMSG_ALIGN(skip);
		if (skip < (size_t)nlmsg_datalen(header))
			sentence = find_sentence((struct nlattr *)((char *)error + skip),
						 nlmsg_datalen(header) - (int)skip);
	}
	record_failure(exchange, header, -error->error, sentence);
	exchange->pending--;
	return NL_SKIP;
}

static int on_ack(struct nl_msg *msg, void *data)
{
	struct exchange *exchange = data;

	(void)msg;
	exchange->pending--;
	return NL_OK;
}

/* The end of a dump may carry an error, and then a sentence. */
static int on_finish(struct nl_msg *msg, void *data)
{
	struct nlmsghdr *header = nlmsg_hdr(msg);
	int len = nlmsg_datalen(header);
	struct exchange *exchange = data;
	int code = 0;

	if (len >= (int)sizeof(code))
		memcpy(&code, nlmsg_data(header), sizeof(code));
	if (code < 0)
		record_failure(exchange, header, -code,
			       find_sentence(nlmsg_attrdata(header, sizeof(code)),
					     nlmsg_attrlen(header, sizeof(code))));
	exchange->pending--;
	return NL_OK;
}

static int on_interrupted(struct nl_msg *msg, void *data)
{
	struct exchange *exchange = data;

	(void)msg;
	exchange->interrupted = true;
	return NL_OK;
}

static int on_valid(struct nl_msg *msg, void *data)
{
	struct exchange *exchange = data;
	struct nlmsghdr *header = nlmsg_hdr(msg);

	if (header->nlmsg_type != exchange->nl->family || !exchange->reply || exchange->result)
		return NL_OK;
	if (exchange->reply(header, exchange->data))
		exchange->result = netlink_fail(exchange->nl, EPROTO,
						"the kernel's answer cannot be understood (the module is of another version than this command)");
	return NL_OK;
}

/* Answers that belong to no request of this exchange are those of one that was given up. */
static int on_sequence(struct nl_msg *msg, void *data)
{
	struct exchange *exchange = data;

	return nlmsg_hdr(msg)->nlmsg_seq - exchange->first < WINDOW ? NL_OK : NL_SKIP;
}

static int on_event_sequence(struct nl_msg *msg, void *data)
{
	(void)msg;
	(void)data;
	return NL_OK;
}

static int show_message(struct nl_msg *msg, void *data)
{
	(void)data;
	nl_msg_dump(msg, stderr);
	return NL_OK;
}

static struct nl_cb *make_callbacks(struct exchange *exchange)
{
	struct nl_cb *cb = nl_cb_alloc(NL_CB_DEFAULT);

	if (!cb) {
		netlink_fail(exchange->nl, ENOMEM, "out of memory");
		return NULL;
	}
	nl_cb_err(cb, NL_CB_CUSTOM, on_error, exchange);
	nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_valid, exchange);
	nl_cb_set(cb, NL_CB_ACK, NL_CB_CUSTOM, on_ack, exchange);
	nl_cb_set(cb, NL_CB_FINISH, NL_CB_CUSTOM, on_finish, exchange);
	nl_cb_set(cb, NL_CB_DUMP_INTR, NL_CB_CUSTOM, on_interrupted, exchange);
	nl_cb_set(cb, NL_CB_SEQ_CHECK, NL_CB_CUSTOM, on_sequence, exchange);
	if (exchange->nl->debug)
		nl_cb_set(cb, NL_CB_MSG_IN, NL_CB_CUSTOM, show_message, NULL);
	return cb;
}

/* Receives until nothing is pending. */
static int receive_all(struct exchange *exchange)
{
	struct nl_cb *cb = make_callbacks(exchange);
	int err;

	if (!cb)
		return -1;
	while (exchange->pending) {
		err = nl_recvmsgs(exchange->nl->sock, cb);
		if (err < 0 && err != -NLE_INTR) {
			exchange->result = netlink_fail(exchange->nl, EIO,
							"cannot receive the kernel's answer: %s",
							nl_geterror(err));
			break;
		}
	}
	nl_cb_put(cb);
	return exchange->result;
}

struct nl_msg *netlink_message(struct netlink *nl, uint8_t command, size_t size)
{
	struct nl_msg *msg = nlmsg_alloc_size(size);

	if (msg && genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, nl->family, 0, 0, command,
			       NATGW_FAMILY_VERSION))
		return msg;
	nlmsg_free(msg);
	netlink_fail(nl, ENOMEM, "out of memory");
	return NULL;
}

static int send_bytes(struct netlink *nl, void *bytes, size_t size)
{
	int sent = nl_sendto(nl->sock, bytes, size);

	if (sent >= 0)
		return 0;
	return netlink_fail(nl, EIO, "cannot send to the kernel: %s", nl_geterror(sent));
}

static int send_one(struct exchange *exchange, struct nl_msg *msg)
{
	struct nlmsghdr *header = nlmsg_hdr(msg);

	nl_complete_msg(exchange->nl->sock, msg);
	exchange->first = header->nlmsg_seq;
	exchange->pending = 1;
	if (exchange->nl->debug)
		nl_msg_dump(msg, stderr);
	return send_bytes(exchange->nl, header, header->nlmsg_len);
}

int netlink_request(struct netlink *nl, struct nl_msg *msg, netlink_reply_fn *reply, void *data)
{
	struct exchange exchange = { .nl = nl, .reply = reply, .data = data };
	int err;

	if (!msg)
		return -1;
	err = send_one(&exchange, msg);
	nlmsg_free(msg);
	return err ? err : receive_all(&exchange);
}

int netlink_dump(struct netlink *nl, struct nl_msg *msg, netlink_reply_fn *reply, void *data,
		 bool *interrupted)
{
	struct exchange exchange = { .nl = nl, .reply = reply, .data = data };
	int err;

	if (!msg)
		return -1;
	nlmsg_hdr(msg)->nlmsg_flags |= NLM_F_DUMP;
	err = send_one(&exchange, msg);
	nlmsg_free(msg);
	if (!err)
		err = receive_all(&exchange);
	*interrupted = exchange.interrupted;
	return err;
}

/* Puts requests from @next on into @buffer while they fit; how many in @exchange->pending. */
static int fill_window(struct exchange *exchange, unsigned int next, unsigned int count,
		       netlink_make_fn *make, char *buffer, size_t *used)
{
	*used = 0;
	exchange->pending = 0;
	while (exchange->pending < WINDOW && next + exchange->pending < count &&
	       *used + NETLINK_MESSAGE_BIG <= BATCH_BYTES) {
		struct nl_msg *msg = make(exchange->nl, next + exchange->pending, exchange->data);
		struct nlmsghdr *header;

		if (!msg)
			return -1;
		nl_complete_msg(exchange->nl->sock, msg);
		header = nlmsg_hdr(msg);
		if (!exchange->pending)
			exchange->first = header->nlmsg_seq;
		if (exchange->nl->debug)
			nl_msg_dump(msg, stderr);
		memcpy(buffer + *used, header, header->nlmsg_len);
		*used += NLMSG_ALIGN(header->nlmsg_len);
		exchange->pending++;
		nlmsg_free(msg);
	}
	return 0;
}

int netlink_pipeline(struct netlink *nl, unsigned int count, netlink_make_fn *make, void *data,
		     unsigned int *failed)
{
	struct exchange exchange = { .nl = nl, .data = data };
	char *buffer = calloc(1, BATCH_BYTES);
	unsigned int next = 0;
	size_t used;
	int err = 0;

	*failed = count;
	if (!buffer)
		return netlink_fail(nl, ENOMEM, "out of memory");
	while (!err && next < count) {
		unsigned int sent;

		err = fill_window(&exchange, next, count, make, buffer, &used);
		sent = exchange.pending;
		exchange.failed = count;
		if (!err)
			err = send_bytes(nl, buffer, used);
		if (!err)
			err = receive_all(&exchange);
		if (err && exchange.failed < sent)
			*failed = next + exchange.failed;
		next += sent;
	}
	free(buffer);
	return err;
}

int netlink_subscribe(struct netlink *nl)
{
	int group = genl_ctrl_resolve_grp(nl->sock, NATGW_FAMILY_NAME, NATGW_MCGRP_EVENTS);
	int size = EVENT_BUFFER;
	int err;

	if (group < 0)
		return netlink_fail(nl, ENOENT, "the kernel module sends no events: %s",
				    nl_geterror(group));
	/* The first works for root alone; the second goes as far as the system lets us. */
	if (setsockopt(nl_socket_get_fd(nl->sock), SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		(void)setsockopt(nl_socket_get_fd(nl->sock), SOL_SOCKET, SO_RCVBUF, &size,
				 sizeof(size));
	err = nl_socket_add_membership(nl->sock, group);
	if (!err)
		return 0;
	if (err == -NLE_PERM) {
		set_kernel_error(nl, EPERM, NULL);
		return -1;
	}
	return netlink_fail(nl, EIO, "cannot subscribe to the events: %s", nl_geterror(err));
}

int netlink_wait(struct netlink *nl, int milliseconds)
{
	struct pollfd fd = { .fd = nl_socket_get_fd(nl->sock), .events = POLLIN };
	int ready = poll(&fd, 1, milliseconds);

	if (ready >= 0 || errno == EINTR)
		return ready > 0;
	return netlink_fail(nl, errno, "cannot wait for events: %s", strerror(errno));
}

int netlink_listen(struct netlink *nl, netlink_reply_fn *event, void *data)
{
	struct exchange exchange = { .nl = nl, .reply = event, .data = data };
	struct nl_cb *cb = make_callbacks(&exchange);
	int err;

	if (!cb)
		return -1;
	nl_cb_set(cb, NL_CB_SEQ_CHECK, NL_CB_CUSTOM, on_event_sequence, NULL);
	do {
		errno = 0;
		err = nl_recvmsgs(nl->sock, cb);
	} while (err == -NLE_INTR);
	nl_cb_put(cb);
	if (err < 0 && errno == ENOBUFS)
		return 1;
	if (err < 0)
		return netlink_fail(nl, EIO, "cannot receive events: %s", nl_geterror(err));
	return exchange.result;
}
