// SPDX-License-Identifier: GPL-2.0-only
/*
 * Servers that tell each client what address they saw, in several namespaces at once:
 *
 *	mirror [ns=NAME] [udp=|tcp=]ADDRESS:PORT...
 *
 * ns= holds for the endpoints after it; without udp= or tcp= both are served. A datagram "?TAG" is
 * answered "TAG SOURCE:PORT"; "?TAG via ADDRESS:PORT" is answered from that endpoint, which has to
 * be one of this program's; others are not answered, lest two mirrors talk for ever. A TCP client
 * gets "SOURCE:PORT" and a newline, then what it sends comes
 * back; its end of file ends the connection. Prints "ready" once all are served.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common.h"

#define FDS 4096

static struct pollfd fds[FDS];
static struct endpoint {
	enum { DATAGRAM, LISTENER, CONNECTION } kind;
	struct sockaddr_in address;
} endpoints[FDS];
static unsigned int count;

static void add(int fd, int kind, const struct sockaddr_in *address)
{
	if (count == FDS) {
		close(fd);
		return;
	}
	fds[count].fd = fd;
	fds[count].events = POLLIN;
	endpoints[count].kind = kind;
	endpoints[count].address = *address;
	count++;
}

static void serve(const char *ns, const struct sockaddr_in *address, int type)
{
	int fd = ns_bound_socket(ns, type, address);

	if (type == SOCK_STREAM && listen(fd, 1024))
		die("listen %s", format_endpoint(address));
	add(fd, type == SOCK_STREAM ? LISTENER : DATAGRAM, address);
}

static int find_datagram(const struct sockaddr_in *address)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (endpoints[i].kind == DATAGRAM &&
		    endpoints[i].address.sin_port == address->sin_port &&
		    endpoints[i].address.sin_addr.s_addr == address->sin_addr.s_addr)
			return fds[i].fd;
	return -1;
}

static void answer_datagrams(int fd)
{
	char request[2048], answer[128], tag[32], word[8], where[32];
	struct sockaddr_in from, other;
	ssize_t length;

	for (;;) {
		socklen_t size = sizeof(from);
		int through = fd;

		length = recvfrom(fd, request, sizeof(request) - 1, 0, (struct sockaddr *)&from,
				  &size);
		if (length < 0)
			return;
		request[length] = '\0';
		*tag = '\0';
		if (*request != '?')
			continue;
		if (sscanf(request + 1, "%31s %7s %31s", tag, word, where) == 3 &&
		    !strcmp(word, "via") && parse_endpoint(where, &other))
			through = find_datagram(&other);
		snprintf(answer, sizeof(answer), "%s %s", tag, format_endpoint(&from));
		sendto(through, answer, strlen(answer), 0, (struct sockaddr *)&from, size);
	}
}

static void accept_all(int listener)
{
	struct sockaddr_in from;
	socklen_t size = sizeof(from);
	char line[64];
	int fd;

	while ((fd = accept4(listener, (struct sockaddr *)&from, &size, SOCK_NONBLOCK)) >= 0) {
		snprintf(line, sizeof(line), "%s\n", format_endpoint(&from));
		send(fd, line, strlen(line), MSG_NOSIGNAL);
		add(fd, CONNECTION, &from);
	}
}

static void echo(unsigned int i)
{
	char buffer[65536];
	ssize_t length = recv(fds[i].fd, buffer, sizeof(buffer), 0);

	if (length > 0) {
		send(fds[i].fd, buffer, length, MSG_NOSIGNAL);
		return;
	}
	if (length < 0 && errno == EAGAIN)
		return;
	close(fds[i].fd);
	count--;
	fds[i] = fds[count];
	endpoints[i] = endpoints[count];
}

static void handle(unsigned int i)
{
	switch (endpoints[i].kind) {
	case DATAGRAM:
		answer_datagrams(fds[i].fd);
		break;
	case LISTENER:
		accept_all(fds[i].fd);
		break;
	case CONNECTION:
		echo(i);
		break;
	}
}

int main(int argc, char **argv)
{
	struct rlimit many = { FDS + 64, FDS + 64 };
	const char *ns = NULL;
	int i;

	setrlimit(RLIMIT_NOFILE, &many);
	for (i = 1; i < argc; i++) {
		struct sockaddr_in address;
		const char *word = argv[i];
		bool udp = strncmp(word, "tcp=", 4), tcp = strncmp(word, "udp=", 4);

		errno = 0;
		if (!strncmp(word, "ns=", 3)) {
			ns = word + 3;
			continue;
		}
		if (!parse_endpoint(udp && tcp ? word : word + 4, &address))
			die("bad endpoint: %s", word);
		if (udp)
			serve(ns, &address, SOCK_DGRAM);
		if (tcp)
			serve(ns, &address, SOCK_STREAM);
	}
	puts("ready");
	fflush(stdout);
	for (;;) {
		unsigned int j;

		if (poll(fds, count, -1) < 0)
			die("poll");
		/* Downwards: a connection that ends is replaced by the last. */
		for (j = count; j-- > 0;)
			if (fds[j].revents)
				handle(j);
	}
}
