// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two peers behind gateways meet at a server outside and then talk to each other directly:
 *
 *	punch udp|tcp server=NAMESPACE,ADDRESS:PORT peer=NAMESPACE,ADDRESS:PORT
 *	      peer=NAMESPACE,ADDRESS:PORT [wait=MS]
 *
 * Each peer has one port. From it a peer tells the server that it is there; the server answers
 * with the endpoint that it saw of the other. Then both speak to that endpoint, again and again
 * until they have heard of each other or the time (6000) is over. A datagram that comes from
 * elsewhere than it was expected from is answered where it came from, as ICE would. By TCP both
 * call each other at the same time from the same port, without a listening socket: a simultaneous
 * open, if it works.
 *
 * Prints a line for each peer: where the other's words came from ("none"), and "as" the endpoint
 * that the server saw of the peer itself. Exit status 0 if both have heard the other answer.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common.h"

#define AGAIN_MS 200

enum { PEERS = 2 };

static struct peer {
	const char *ns;
	struct sockaddr_in local, seen, other, heard_from;
	bool known, heard, answered;
	int fd, server_fd;
} peers[PEERS];

static const char *server_ns;
static struct sockaddr_in server;
static int limit = 6000;

static struct peer *other_of(struct peer *peer)
{
	return peer == &peers[0] ? &peers[1] : &peers[0];
}

static bool same(const struct sockaddr_in *a, const struct sockaddr_in *b)
{
	return a->sin_addr.s_addr == b->sin_addr.s_addr && a->sin_port == b->sin_port;
}

static bool readable(int fd, int timeout)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

	return poll(&poll_fd, 1, timeout) > 0;
}

static void say(int fd, const char *text, const struct sockaddr_in *to)
{
	sendto(fd, text, strlen(text), MSG_NOSIGNAL, (const struct sockaddr *)to, sizeof(*to));
}

/* The server: "here N" of both peers, then to each the endpoint of the other. */
static void serve_datagrams(int fd)
{
	char text[64];
	struct sockaddr_in from = {};
	socklen_t size = sizeof(from);
	ssize_t length;
	unsigned int i;

	while ((length = recvfrom(fd, text, sizeof(text) - 1, 0, (struct sockaddr *)&from,
				  &size)) > 0) {
		text[length] = '\0';
		if (sscanf(text, "here %u", &i) != 1 || i >= PEERS)
			continue;
		peers[i].seen = from;
		if (!other_of(&peers[i])->seen.sin_port)
			continue;
		snprintf(text, sizeof(text), "other %s",
			 format_endpoint(&other_of(&peers[i])->seen));
		say(fd, text, &from);
	}
}

static void hear_datagrams(struct peer *peer)
{
	char text[64], endpoint[32];
	struct sockaddr_in from = {};
	socklen_t size = sizeof(from);
	ssize_t length;

	while ((length = recvfrom(peer->fd, text, sizeof(text) - 1, 0, (struct sockaddr *)&from,
				  &size)) > 0) {
		text[length] = '\0';
		if (same(&from, &server)) {
			if (sscanf(text, "other %31s", endpoint) == 1)
				peer->known = parse_endpoint(endpoint, &peer->other);
			continue;
		}
		peer->heard = true;
		peer->heard_from = from;
		if (!strcmp(text, "answer"))
			peer->answered = true;
		else
			say(peer->fd, "answer", &from);
	}
}

static void meet_by_udp(void)
{
	int fd = ns_bound_socket(server_ns, SOCK_DGRAM, &server);
	int64_t end = now_ms() + limit, next = 0;
	char text[16];
	int i;

	for (i = 0; i < PEERS; i++)
		peers[i].fd = ns_bound_socket(peers[i].ns, SOCK_DGRAM, &peers[i].local);
	while (now_ms() < end && !(peers[0].answered && peers[1].answered)) {
		struct pollfd fds[] = {
			{ .fd = fd, .events = POLLIN }, { .fd = peers[0].fd, .events = POLLIN },
			{ .fd = peers[1].fd, .events = POLLIN },
		};

		for (i = 0; i < PEERS && now_ms() >= next; i++) {
			snprintf(text, sizeof(text), "here %d", i);
			if (peers[i].known)
				say(peers[i].fd, "punch", &peers[i].other);
			else
				say(peers[i].fd, text, &server);
		}
		if (now_ms() >= next)
			next = now_ms() + AGAIN_MS;
		poll(fds, ARRAY_SIZE(fds), AGAIN_MS / 4);
		serve_datagrams(fd);
		hear_datagrams(&peers[0]);
		hear_datagrams(&peers[1]);
	}
}

/* The way to the server is from the port that the other is then called from. */
static void register_by_tcp(void)
{
	int listener = ns_bound_socket(server_ns, SOCK_STREAM, &server), fd, i;
	socklen_t size = sizeof(struct sockaddr_in);

	if (listen(listener, 8))
		die("listen");
	for (i = 0; i < PEERS; i++) {
		peers[i].server_fd = ns_bound_socket(peers[i].ns, SOCK_STREAM, &peers[i].local);
		connect(peers[i].server_fd, (struct sockaddr *)&server, sizeof(server));
		if (!readable(listener, limit))
			die("%s does not reach the server", format_endpoint(&peers[i].local));
		fd = accept(listener, (struct sockaddr *)&peers[i].seen, &size);
		if (fd < 0)
			die("accept");
	}
	for (i = 0; i < PEERS; i++)
		peers[i].other = other_of(&peers[i])->seen;
}

static void call(struct peer *peer)
{
	if (peer->fd >= 0)
		close(peer->fd);
	peer->fd = ns_bound_socket(peer->ns, SOCK_STREAM, &peer->local);
	connect(peer->fd, (struct sockaddr *)&peer->other, sizeof(peer->other));
}

/* Takes what poll() says of a call; one that was refused is made anew. */
static void go_on(struct peer *peer, short events)
{
	socklen_t size = sizeof(int);
	char text[16];
	int error = 0;

	getsockopt(peer->fd, SOL_SOCKET, SO_ERROR, &error, &size);
	if (error || (events & POLLHUP)) {
		call(peer);
		return;
	}
	if ((events & POLLOUT) && !peer->known)
		peer->known = send(peer->fd, "punch", 5, MSG_NOSIGNAL) == 5;
	if ((events & POLLIN) && recv(peer->fd, text, sizeof(text), 0) > 0) {
		peer->heard = true;
		peer->answered = true;
		peer->heard_from = peer->other;
	}
}

static void meet_by_tcp(void)
{
	int64_t end;
	int i;

	register_by_tcp();
	end = now_ms() + limit;
	for (i = 0; i < PEERS; i++) {
		peers[i].fd = -1;
		call(&peers[i]);
	}
	while (now_ms() < end && !(peers[0].answered && peers[1].answered)) {
		struct pollfd fds[PEERS];

		for (i = 0; i < PEERS; i++) {
			fds[i].fd = peers[i].fd;
			fds[i].events = POLLIN | (peers[i].known ? 0 : POLLOUT);
		}
		poll(fds, PEERS, AGAIN_MS);
		for (i = 0; i < PEERS; i++)
			if (fds[i].revents)
				go_on(&peers[i], fds[i].revents);
		/* Calls that cross need not be hurried, those that were refused do. */
		usleep(10000);
	}
}

static void read_place(char *word, const char **ns, struct sockaddr_in *address)
{
	char *comma = strchr(word, ',');

	if (!comma || !parse_endpoint(comma + 1, address))
		die("not NAMESPACE,ADDRESS:PORT: %s", word);
	*comma = '\0';
	*ns = word;
}

int main(int argc, char **argv)
{
	bool tcp = false;
	int i, n = 0;

	for (i = 1; i < argc; i++) {
		errno = 0;
		if (!strcmp(argv[i], "udp") || !strcmp(argv[i], "tcp")) {
			tcp = *argv[i] == 't';
		} else if (!strncmp(argv[i], "server=", 7)) {
			read_place(argv[i] + 7, &server_ns, &server);
		} else if (!strncmp(argv[i], "peer=", 5) && n < PEERS) {
			read_place(argv[i] + 5, &peers[n].ns, &peers[n].local);
			n++;
		} else if (!strncmp(argv[i], "wait=", 5)) {
			limit = atoi(argv[i] + 5);
		} else {
			die("bad word: %s", argv[i]);
		}
	}
	if (n != PEERS || !server_ns)
		die("a server and two peers are needed");
	if (tcp)
		meet_by_tcp();
	else
		meet_by_udp();
	for (i = 0; i < PEERS; i++)
		printf("%s as %s\n", peers[i].heard ? format_endpoint(&peers[i].heard_from) : "none",
		       format_endpoint(&peers[i].seen));
	return !(peers[0].answered && peers[1].answered);
}
