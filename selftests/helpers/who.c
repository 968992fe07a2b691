// SPDX-License-Identifier: GPL-2.0-only
/*
 * Asks mirrors what address they see, many questions in one run:
 *
 *	who WORD...
 *
 * Words work from left to right; each destination is one question and prints one line.
 *
 *	ns=NAME			ask from this namespace
 *	udp=ADDRESS:PORT	ask from this UDP socket (made when first named)
 *	tcp=ADDRESS:PORT	ask by connections from here
 *	ADDRESS:PORT		ask this mirror
 *	via=ADDRESS:PORT	the next answer shall come from there (UDP)
 *	wait=MS			how long to wait for an answer (1500)
 *	times=N			how often a UDP question is asked anew when nobody answers (1)
 *	size=N			pad questions to N bytes (UDP)
 *	ttl=N tos=N df=0|1	of what is sent
 *	connect=0|1		connect UDP sockets to the mirror: needed where a mirror has the
 *				same
 *				port as the client, which else gets some of its answers
 *	keep=FILE		go on in the background with all sockets open; the process's number
 *				is written to FILE. Last word.
 *
 * What is printed is the address seen, or "none" when no answer came in time, "refused" or another
 * word for a failed connection, "icmp TYPE/CODE INFO OFFENDER" when an ICMP error came, and after
 * the address "from ADDRESS:PORT" if it came from elsewhere than it was asked for.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/errqueue.h>
#include <netinet/ip.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common.h"

static struct socket {
	const char *ns;
	struct sockaddr_in address;
	int fd;
} *sockets;
static unsigned int count;

static struct {
	const char *ns;
	bool stream;
	struct sockaddr_in local, via;
	int wait, times, size, ttl, tos, df, connect;
} now = { .ns = "", .wait = 1500, .times = 1, .ttl = -1, .tos = -1, .df = -1 };

static void set_options(int fd)
{
	int mode = now.df ? IP_PMTUDISC_PROBE : IP_PMTUDISC_DONT;

	if (now.ttl >= 0)
		setsockopt(fd, IPPROTO_IP, IP_TTL, &now.ttl, sizeof(now.ttl));
	if (now.tos >= 0)
		setsockopt(fd, IPPROTO_IP, IP_TOS, &now.tos, sizeof(now.tos));
	if (now.df >= 0)
		setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &mode, sizeof(mode));
}

static int open_socket(int type)
{
	int fd = ns_socket(now.ns, AF_INET, type | SOCK_NONBLOCK, 0);
	int one = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof(one));
	setsockopt(fd, IPPROTO_IP, IP_RECVERR, &one, sizeof(one));
	if (bind(fd, (struct sockaddr *)&now.local, sizeof(now.local)))
		die("bind %s", format_endpoint(&now.local));
	return fd;
}

static void remember(int fd)
{
	sockets = reallocarray(sockets, count + 1, sizeof(*sockets));
	if (!sockets)
		die("memory");
	sockets[count].ns = now.ns;
	sockets[count].address = now.local;
	sockets[count++].fd = fd;
}

static int find_socket(void)
{
	unsigned int i;
	int fd;

	for (i = 0; i < count; i++)
		if (!strcmp(sockets[i].ns, now.ns) &&
		    !memcmp(&sockets[i].address, &now.local, sizeof(now.local)))
			return sockets[i].fd;
	fd = open_socket(SOCK_DGRAM);
	remember(fd);
	return fd;
}

/* Takes one error off the socket's queue into @text; returns whether there was one. */
static bool take_error(int fd, char *text, size_t size)
{
	char space[512], data[256];
	struct iovec iov = { data, sizeof(data) };
	struct msghdr message = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = space, .msg_controllen = sizeof(space),
	};
	struct cmsghdr *header;

	if (recvmsg(fd, &message, MSG_ERRQUEUE) < 0)
		return false;
	for (header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
		struct sock_extended_err *error = (void *)CMSG_DATA(header);
		struct sockaddr_in *offender = (void *)SO_EE_OFFENDER(error);
		char address[INET_ADDRSTRLEN] = "?";

		if (header->cmsg_level != IPPROTO_IP || header->cmsg_type != IP_RECVERR)
			continue;
		if (error->ee_origin != SO_EE_ORIGIN_ICMP) {
			snprintf(text, size, "error %s", strerror(error->ee_errno));
			return true;
		}
		inet_ntop(AF_INET, &offender->sin_addr, address, sizeof(address));
		snprintf(text, size, "icmp %u/%u %u %s", error->ee_type, error->ee_code,
			 error->ee_info, address);
		return true;
	}
	return false;
}

/* Reads an answer to @tag; returns whether there was one. */
static bool take_answer(int fd, const char *tag, const struct sockaddr_in *expected)
{
	char answer[128], said_tag[32], said[64];
	struct sockaddr_in from = {};
	socklen_t size = sizeof(from);
	ssize_t length;

	length = recvfrom(fd, answer, sizeof(answer) - 1, 0, (struct sockaddr *)&from, &size);
	if (length < 0)
		return false;
	answer[length] = '\0';
	if (sscanf(answer, "%31s %63s", said_tag, said) != 2 || strcmp(said_tag, tag))
		return false;
	if (from.sin_port == expected->sin_port &&
	    from.sin_addr.s_addr == expected->sin_addr.s_addr)
		printf("%s\n", said);
	else
		printf("%s from %s\n", said, format_endpoint(&from));
	return true;
}

static bool wait_answer(int fd, const char *tag, const struct sockaddr_in *expected)
{
	int64_t end = now_ms() + now.wait;
	struct pollfd pollfd = { .fd = fd, .events = POLLIN };
	char error[128];

	for (;;) {
		int64_t left = end - now_ms();

		if (left < 0 || poll(&pollfd, 1, left) <= 0)
			return false;
		if (pollfd.revents & POLLIN && take_answer(fd, tag, expected))
			return true;
		if (pollfd.revents & POLLERR && take_error(fd, error, sizeof(error))) {
			printf("%s\n", error);
			return true;
		}
	}
}

static void ask_datagram(const struct sockaddr_in *to)
{
	static unsigned int number;
	const struct sockaddr_in *from = now.via.sin_port ? &now.via : to;
	static char question[65536];
	char tag[32];
	int fd = find_socket();
	int length, i;

	set_options(fd);
	if (now.connect && connect(fd, (struct sockaddr *)to, sizeof(*to)))
		die("connect to %s", format_endpoint(to));
	snprintf(tag, sizeof(tag), "%d-%u", getpid(), number++);
	memset(question, 'x', sizeof(question));
	length = sprintf(question, "?%s", tag);
	if (now.via.sin_port)
		length += sprintf(question + length, " via %s", format_endpoint(&now.via));
	if (now.size > length) {
		question[length] = ' ';
		length = now.size;
	}
	for (i = 0; i < now.times; i++) {
		if (sendto(fd, question, length, 0, (struct sockaddr *)to, sizeof(*to)) < 0 &&
		    sendto(fd, question, length, 0, (struct sockaddr *)to, sizeof(*to)) < 0) {
			printf("error %s\n", strerror(errno));
			return;
		}
		if (wait_answer(fd, tag, from))
			return;
	}
	puts("none");
}

static void ask_stream(const struct sockaddr_in *to)
{
	struct pollfd pollfd = { .events = POLLIN };
	char line[64], error_text[128];
	socklen_t size = sizeof(int);
	int fd = open_socket(SOCK_STREAM);
	int error = 0;
	ssize_t length;

	pollfd.fd = fd;
	set_options(fd);
	remember(fd);
	if (connect(fd, (struct sockaddr *)to, sizeof(*to)) && errno != EINPROGRESS) {
		printf("error %s\n", strerror(errno));
		return;
	}
	if (poll(&pollfd, 1, now.wait) <= 0) {
		if (!take_error(fd, error_text, sizeof(error_text)))
			strcpy(error_text, "none");
		printf("%s\n", error_text);
		return;
	}
	length = recv(fd, line, sizeof(line) - 1, 0);
	if (length > 1) {
		line[length - 1] = '\0';
		printf("%s\n", line);
		return;
	}
	getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
	error = length < 0 && errno != EAGAIN ? errno : error;
	if (take_error(fd, error_text, sizeof(error_text)))
		printf("%s\n", error_text);
	else if (error == ECONNREFUSED)
		puts("refused");
	else
		printf("error %s\n", error ? strerror(error) : "closed");
}

static void keep(const char *path)
{
	FILE *file;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0)
		die("fork");
	if (pid == 0) {
		setsid();
		if (!freopen("/dev/null", "r", stdin) || !freopen("/dev/null", "w", stdout) ||
		    !freopen("/dev/null", "w", stderr))
			_exit(1);
		for (;;)
			pause();
	}
	file = fopen(path, "w");
	if (!file)
		die("%s", path);
	fprintf(file, "%d\n", pid);
	fclose(file);
	_exit(0);
}

static bool number_word(const char *word)
{
	static const struct {
		const char *name;
		int *to;
	} numbers[] = {
		{ "wait=", &now.wait }, { "times=", &now.times }, { "size=", &now.size },
		{ "ttl=", &now.ttl }, { "tos=", &now.tos }, { "df=", &now.df },
		{ "connect=", &now.connect },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		size_t length = strlen(numbers[i].name);

		if (!strncmp(word, numbers[i].name, length)) {
			*numbers[i].to = atoi(word + length);
			return true;
		}
	}
	return false;
}

static void do_word(const char *word)
{
	struct sockaddr_in to;

	errno = 0;
	if (!strncmp(word, "ns=", 3)) {
		now.ns = word + 3;
	} else if (!strncmp(word, "udp=", 4) || !strncmp(word, "tcp=", 4)) {
		now.stream = *word == 't';
		if (!parse_endpoint(word + 4, &now.local))
			die("bad endpoint: %s", word);
	} else if (!strncmp(word, "via=", 4)) {
		if (!parse_endpoint(word + 4, &now.via))
			die("bad endpoint: %s", word);
	} else if (!strncmp(word, "keep=", 5)) {
		keep(word + 5);
	} else if (parse_endpoint(word, &to)) {
		if (now.stream)
			ask_stream(&to);
		else
			ask_datagram(&to);
		memset(&now.via, 0, sizeof(now.via));
	} else if (!number_word(word)) {
		die("bad word: %s", word);
	}
}

int main(int argc, char **argv)
{
	struct rlimit many = { 65536, 65536 };
	int i;

	setrlimit(RLIMIT_NOFILE, &many);
	now.local.sin_family = AF_INET;
	for (i = 1; i < argc; i++)
		do_word(argv[i]);
	return 0;
}
