/* SPDX-License-Identifier: GPL-2.0-only */
/* Talking to the module: a socket, requests, dumps, many requests at once, events. */
#ifndef NATGW_NETLINK_H
#define NATGW_NETLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <netlink/netlink.h>

enum netlink_limits {
	NETLINK_ERROR_MAX = 512,
	NETLINK_MESSAGE_SMALL = 1024,	/* fits every request but a pool's */
	NETLINK_MESSAGE_BIG = 32768,	/* fits a pool with all the ranges it may have */
};

/**
 * struct netlink - a connection to the module
 * @sock: the socket, in the network namespace that is worked on
 * @family: number of the generic netlink family
 * @code: errno of the last failure
 * @debug: messages are shown on standard error
 * @error: sentence of the last failure: the kernel's own where it sent one
 */
struct netlink {
	struct nl_sock *sock;
	int family;
	int code;
	bool debug;
	char error[NETLINK_ERROR_MAX];
};

/* Called with each message of an answer. 0, or -1 to fail: the answer cannot be understood. */
typedef int netlink_reply_fn(struct nlmsghdr *message, void *data);

/* Makes the request number @index; NULL without memory. */
typedef struct nl_msg *netlink_make_fn(struct netlink *nl, unsigned int index, void *data);

/* Stores errno and sentence of a failure and returns -1. */
__attribute__((format(printf, 3, 4)))
int netlink_fail(struct netlink *nl, int code, const char *format, ...);

/**
 * netlink_open() - connect to the module
 * @nl: filled in; to be closed with netlink_close() also after a failure
 * @netns: name of a network namespace, or NULL for the current one
 * @debug: show messages
 *
 * Loads the module where it is absent and the caller is root.
 * Return: 0, or -1 with the sentence in @nl->error.
 */
int netlink_open(struct netlink *nl, const char *netns, bool debug);

void netlink_close(struct netlink *nl);

/* A request with room for @size bytes, to be filled; NULL without memory. */
struct nl_msg *netlink_message(struct netlink *nl, uint8_t command, size_t size);

/* Sends @msg, which is freed, and waits for the answer. 0, or -1 with @nl->error. */
int netlink_request(struct netlink *nl, struct nl_msg *msg, netlink_reply_fn *reply, void *data);

/*
 * The same for a dump. @interrupted is set where the table changed underneath
 * (NLM_F_DUMP_INTR): entries may be missing or told twice.
 */
int netlink_dump(struct netlink *nl, struct nl_msg *msg, netlink_reply_fn *reply, void *data,
		 bool *interrupted);

/*
 * Sends @count requests, many in flight. Stops at the first refusal, whose number goes to
 * @failed, which is @count where no request is to blame. 0, or -1 with @nl->error.
 */
int netlink_pipeline(struct netlink *nl, unsigned int count, netlink_make_fn *make, void *data,
		     unsigned int *failed);

/* Subscribes to the events. 0, or -1 with @nl->error. */
int netlink_subscribe(struct netlink *nl);

/* Waits for events, @milliseconds at most (-1: for ever). 1: there are some, 0: none yet, -1. */
int netlink_wait(struct netlink *nl, int milliseconds);

/*
 * Waits for events and calls @event with each. Return: 0; 1 if the kernel had
 * to throw events away as they were not read fast enough; -1 with @nl->error.
 */
int netlink_listen(struct netlink *nl, netlink_reply_fn *event, void *data);

#endif
