// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets of one flow from two processors at once, and in order from one:
 *
 *	race client=NAMESPACE,ADDRESS server=NAMESPACE,ADDRESS:PORT [rounds=N] [ordered=N]
 *
 * In each round a fresh UDP socket of the client, ports from 20000 on, sends its first datagram
 * twice, from two processes on two processors that wait for each other. The server answers each at
 * once and notes from where it came. Then one more socket sends ordered= numbered datagrams.
 *
 * Prints NAME=NUMBER lines: arrived and answered, of 2 x rounds each; moved: rounds whose two
 * datagrams came from different endpoints; shared: endpoints that two rounds had; ordered:
 * datagrams of the last kind that arrived; disordered: those that came behind a later one.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <poll.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

#include "common.h"

enum { FIRST_PORT = 20000, ORDERED = 0x40000000, IDLE_MS = 3000 };

static struct {
	_Atomic unsigned int turn[2];	/* the round that each sender is at */
	unsigned int arrived, ordered, disordered;
	struct {
		struct sockaddr_in from;
		unsigned int seen, moved;
	} rounds[];
} *shared;

static unsigned int rounds = 300, ordered = 2000;
static struct sockaddr_in client, server;
static const char *client_ns, *server_ns;
static int *sockets;

static void pin(unsigned int processor)
{
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(processor, &cpus);
	if (sched_setaffinity(0, sizeof(cpus), &cpus))
		die("two processors are needed");
}

static void note(unsigned int number, const struct sockaddr_in *from)
{
	static unsigned int last;

	if (number >= ORDERED) {
		shared->ordered++;
		shared->disordered += number < last;
		last = number;
		return;
	}
	if (number >= rounds)
		return;
	shared->arrived++;
	if (!shared->rounds[number].seen++)
		shared->rounds[number].from = *from;
	else if (memcmp(&shared->rounds[number].from, from, sizeof(*from)))
		shared->rounds[number].moved = 1;
}

static void serve(int fd)
{
	struct sockaddr_in from;
	socklen_t length;
	uint32_t number;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		length = sizeof(from);
		memset(&from, 0, sizeof(from));
		if (recvfrom(fd, &number, sizeof(number), 0, (void *)&from, &length) !=
		    sizeof(number))
			continue;
		note(number, &from);
		if (number < ORDERED)
			sendto(fd, &number, sizeof(number), 0, (void *)&from, length);
	}
}

static void race(unsigned int who)
{
	uint32_t i;

	pin(who);
	for (i = 0; i < rounds; i++) {
		atomic_store(&shared->turn[who], i + 1);
		while (atomic_load(&shared->turn[!who]) < i + 1)
			;
		send(sockets[i], &i, sizeof(i), 0);
	}
	_exit(0);
}

static void run_race(void)
{
	pid_t children[2];
	unsigned int i;

	for (i = 0; i < 2; i++) {
		children[i] = fork();
		if (!children[i])
			race(i);
	}
	for (i = 0; i < 2; i++)
		waitpid(children[i], NULL, 0);
}

static void send_ordered(void)
{
	uint32_t number;

	pin(0);
	for (number = ORDERED; number < ORDERED + ordered; number++) {
		send(sockets[rounds], &number, sizeof(number), 0);
		if (number % 64 == 63)	/* the server's buffer is no part of this */
			usleep(1000);
	}
}

/* Answers that are there, or come before long. */
static unsigned int count_answers(void)
{
	int64_t end = now_ms() + IDLE_MS;
	unsigned int count = 0, i;
	uint32_t number;
	bool more = true;

	while (count < 2 * rounds && (more || now_ms() < end)) {
		more = false;
		for (i = 0; i < rounds; i++) {
			while (recv(sockets[i], &number, sizeof(number), MSG_DONTWAIT) > 0) {
				count += number == i;
				more = true;
			}
		}
		if (!more)
			usleep(20000);
	}
	return count;
}

static int open_socket(const char *ns, const struct sockaddr_in *address)
{
	int size = 8 << 20, fd = ns_socket(ns, AF_INET, SOCK_DGRAM, 0);

	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	if (bind(fd, (const void *)address, sizeof(*address)))
		die("bind to %s", format_endpoint(address));
	return fd;
}

static void print_results(unsigned int answered)
{
	unsigned int moved = 0, same = 0, i, j;

	for (i = 0; i < rounds; i++) {
		moved += shared->rounds[i].moved;
		for (j = 0; j < i; j++)
			same += shared->rounds[i].seen &&
				!memcmp(&shared->rounds[i].from, &shared->rounds[j].from,
					sizeof(shared->rounds[i].from));
	}
	printf("arrived=%u\nanswered=%u\nmoved=%u\nshared=%u\nordered=%u\ndisordered=%u\n",
	       shared->arrived, answered, moved, same, shared->ordered, shared->disordered);
}

static void parse(char *word)
{
	char *value = strchr(word, '='), *comma = value ? strchr(value, ',') : NULL;
	bool is_client = !strncmp(word, "client=", 7);

	if (value && !strncmp(word, "rounds=", 7)) {
		rounds = atoi(value + 1);
	} else if (value && !strncmp(word, "ordered=", 8)) {
		ordered = atoi(value + 1);
	} else if (comma && (is_client || !strncmp(word, "server=", 7))) {
		*comma = '\0';
		*(is_client ? &client_ns : &server_ns) = value + 1;
		if (!parse_endpoint(comma + 1, is_client ? &client : &server))
			die("bad address: %s", comma + 1);
	} else {
		die("bad word: %s", word);
	}
}

int main(int argc, char **argv)
{
	struct rlimit files = { 65536, 65536 };
	unsigned int i, answered;
	int listener;
	pid_t child;

	for (i = 1; i < (unsigned int)argc; i++)
		parse(argv[i]);
	if (!client_ns || !server_ns)
		die("client= and server= are needed");
	setrlimit(RLIMIT_NOFILE, &files);
	shared = mmap(NULL, sizeof(*shared) + rounds * sizeof(shared->rounds[0]),
		      PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	sockets = calloc(rounds + 1, sizeof(*sockets));
	if (shared == MAP_FAILED || !sockets)
		die("memory");
	listener = open_socket(server_ns, &server);
	child = fork();
	if (!child)
		serve(listener);
	for (i = 0; i <= rounds; i++) {
		client.sin_port = htons(FIRST_PORT + i);
		sockets[i] = open_socket(client_ns, &client);
		if (connect(sockets[i], (void *)&server, sizeof(server)))
			die("connect");
	}
	run_race();
	answered = count_answers();
	send_ordered();
	for (i = 0; i < IDLE_MS / 20 && shared->ordered < ordered; i++)
		usleep(20000);
	kill(child, SIGKILL);
	print_results(answered);
	return 0;
}
