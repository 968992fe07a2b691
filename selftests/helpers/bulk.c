// SPDX-License-Identifier: GPL-2.0-only
/*
 * Moves bytes that depend on their place from one namespace to another and back, and compares them:
 *
 *	bulk tcp|udp|gso|nosum client=NAMESPACE,ADDRESS[:PORT] server=NAMESPACE,ADDRESS:PORT
 *	     [to=ADDRESS:PORT] [bytes=N] [size=N]
 *
 * The client sends to the server's address or to=. udp sends datagrams of size= bytes (1200), gso
 * the same in calls of many at once (UDP_SEGMENT), nosum without a UDP checksum. The server sends
 * everything back. Prints "ok BYTES" or what was wrong; exit status 0 or 1.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common.h"

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#define BURST 40

static const char *client_ns, *server_ns;
static struct sockaddr_in client, server, target;
static size_t bytes = 1 << 20, size = 1200;

static void fill(uint8_t *at, size_t from, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++)
		at[i] = (from + i) * 31 + ((from + i) >> 8) * 7 + ((from + i) >> 16);
}

static int compare(const uint8_t *got, size_t from, size_t length)
{
	static uint8_t want[65536];

	fill(want, from, length);
	if (!memcmp(got, want, length))
		return 0;
	printf("bytes differ near %zu\n", from);
	return 1;
}

/* Reads and sends back until the end. */
static void serve_stream(int listener)
{
	static uint8_t buffer[65536];
	int fd = accept(listener, NULL, NULL);
	ssize_t length, done, n;

	while ((length = recv(fd, buffer, sizeof(buffer), 0)) > 0) {
		for (done = 0; done < length; done += n) {
			n = send(fd, buffer + done, length - done, MSG_NOSIGNAL);
			if (n < 0)
				return;
		}
	}
	close(fd);
}

static void serve_datagrams(int fd)
{
	static uint8_t buffer[65536];
	struct sockaddr_in from;
	socklen_t length = sizeof(from);
	ssize_t n;

	while ((n = recvfrom(fd, buffer, sizeof(buffer), 0, (struct sockaddr *)&from,
			     &length)) >= 0)
		sendto(fd, buffer, n, 0, (struct sockaddr *)&from, length);
}

static int run_stream(int fd)
{
	static uint8_t out[65536], in[65536];
	size_t sent = 0, received = 0;
	int retries = 3;

	setsockopt(fd, IPPROTO_TCP, TCP_SYNCNT, &retries, sizeof(retries));
	if (connect(fd, (struct sockaddr *)&target, sizeof(target)))
		die("connect to %s", format_endpoint(&target));
	while (received < bytes) {
		struct pollfd poll_fd = {
			.fd = fd, .events = POLLIN | (sent < bytes ? POLLOUT : 0),
		};
		size_t chunk = bytes - sent < sizeof(out) ? bytes - sent : sizeof(out);
		ssize_t n;

		if (poll(&poll_fd, 1, 20000) <= 0) {
			printf("stalled: %zu sent, %zu back\n", sent, received);
			return 1;
		}
		if (poll_fd.revents & POLLOUT && chunk) {
			fill(out, sent, chunk);
			n = send(fd, out, chunk, MSG_DONTWAIT | MSG_NOSIGNAL);
			sent += n > 0 ? n : 0;
		}
		if (!(poll_fd.revents & ~POLLOUT))
			continue;
		n = recv(fd, in, sizeof(in), MSG_DONTWAIT);
		if (n <= 0) {
			printf("ended after %zu of %zu\n", received, bytes);
			return 1;
		}
		if (compare(in, received, n))
			return 1;
		received += n;
	}
	return 0;
}

/* Sends @length bytes from place @at in datagrams; each begins with its own place. */
static void send_burst(int fd, size_t at, size_t length, bool segment)
{
	static uint8_t out[65536];
	int segment_size = size;
	size_t done;

	for (done = 0; done < length; done += size) {
		uint64_t place = at + done;

		fill(out + done, place, size);
		memcpy(out + done, &place, sizeof(place));
		if (!segment && send(fd, out + done, size, 0) < 0)
			die("send");
	}
	if (segment && (setsockopt(fd, IPPROTO_UDP, UDP_SEGMENT, &segment_size,
				   sizeof(segment_size)) || send(fd, out, length, 0) < 0))
		die("send with UDP_SEGMENT");
}

static int take_burst(int fd, size_t count)
{
	static uint8_t in[65536];
	uint64_t place;

	while (count--) {
		struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
		ssize_t n;

		if (poll(&poll_fd, 1, 5000) <= 0) {
			printf("%zu datagrams lost\n", count + 1);
			return 1;
		}
		n = recv(fd, in, sizeof(in), 0);
		if (n != (ssize_t)size) {
			printf("datagram of %zd bytes\n", n);
			return 1;
		}
		memcpy(&place, in, sizeof(place));
		if (compare(in + sizeof(place), place + sizeof(place), size - sizeof(place)))
			return 1;
	}
	return 0;
}

static int run_datagrams(int fd, bool segment)
{
	size_t burst = 60000 / size < BURST ? 60000 / size : BURST;
	size_t at;

	if (connect(fd, (struct sockaddr *)&target, sizeof(target)))
		die("connect to %s", format_endpoint(&target));
	for (at = 0; at < bytes; at += burst * size) {
		send_burst(fd, at, burst * size, segment);
		if (take_burst(fd, burst))
			return 1;
	}
	return 0;
}

static int open_bound(const char *ns, int type, const struct sockaddr_in *address)
{
	int fd = ns_socket(ns, AF_INET, type, 0);
	int buffer = 4 << 20;
	int one = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof(buffer));
	if (bind(fd, (const struct sockaddr *)address, sizeof(*address)))
		die("bind %s", format_endpoint(address));
	return fd;
}

static void parse_place(char *text, const char **ns, struct sockaddr_in *address)
{
	char *comma = strchr(text, ',');

	errno = 0;
	if (!comma)
		die("NAMESPACE,ADDRESS expected");
	*comma = '\0';
	*ns = text;
	if (!parse_endpoint(comma + 1, address))
		die("bad address: %s", comma + 1);
}

static void parse_word(char *word)
{
	if (!strncmp(word, "client=", 7))
		parse_place(word + 7, &client_ns, &client);
	else if (!strncmp(word, "server=", 7))
		parse_place(word + 7, &server_ns, &server);
	else if (!strncmp(word, "to=", 3) && parse_endpoint(word + 3, &target))
		return;
	else if (sscanf(word, "bytes=%zu", &bytes) != 1 && sscanf(word, "size=%zu", &size) != 1)
		die("bad word: %s", word);
}

int main(int argc, char **argv)
{
	int type, from, to, status, one = 1, i;
	const char *kind = argc > 1 ? argv[1] : "";
	pid_t child;

	for (i = 2; i < argc; i++)
		parse_word(argv[i]);
	errno = 0;
	if (!client_ns || !server_ns)
		die("client= and server= are needed");
	if (!target.sin_port)
		target = server;
	type = !strcmp(kind, "tcp") ? SOCK_STREAM : SOCK_DGRAM;
	to = open_bound(server_ns, type, &server);
	from = open_bound(client_ns, type, &client);
	if (type == SOCK_STREAM && listen(to, 8))
		die("listen");
	if (!strcmp(kind, "nosum") &&
	    (setsockopt(from, SOL_SOCKET, SO_NO_CHECK, &one, sizeof(one)) ||
	     setsockopt(to, SOL_SOCKET, SO_NO_CHECK, &one, sizeof(one))))
		die("SO_NO_CHECK");
	child = fork();
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(from);
		if (type == SOCK_STREAM)
			serve_stream(to);
		else
			serve_datagrams(to);
		_exit(0);
	}
	close(to);
	status = type == SOCK_STREAM ? run_stream(from) : run_datagrams(from, !strcmp(kind, "gso"));
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	if (!status)
		printf("ok %zu\n", bytes);
	return status;
}
