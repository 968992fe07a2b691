// SPDX-License-Identifier: GPL-2.0-only
/*
 * Watches both wires of a gateway as long as it runs and holds what the gateway sends against rules
 * that no test may break:
 *
 *	wire lan=NAMESPACE,DEVICE wan=NAMESPACE,DEVICE [inside=PREFIX]... [pool=PREFIX]...
 *	     [allow=PREFIX]... [pcap=FILE] [mangled=1] [sums=0]
 *
 * The devices are the other ends of the gateway's. Broken rules are counted:
 *
 *	leak		an inside address on the WAN, as source, destination or in a quoted header,
 *			unless the other end is in an allow= prefix
 *	pool		a pool's address as destination on the LAN
 *	checksum	a wrong checksum, finished or still to be finished by a device
 *	redirect	an ICMP redirect
 *
 * mangled=1: where packets come from a kernel, which writes 0xffff for a TCP checksum of 0, that
 * is right. sums=0: checksums are not looked at, where packets lie about theirs.
 *
 * Prints "ready" when it watches. On SIGTERM prints a line "NAME COUNT FIRST" for each rule, and
 * "frames COUNT" and "lost COUNT", and ends. SIGUSR1 makes it say where it stands and go on.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "common.h"
#include "packet.h"

#define PREFIXES 32
#define LONGEST_SINGLE 1500

struct prefixes {
	uint32_t first[PREFIXES], last[PREFIXES];
	unsigned int count;
};

static struct prefixes inside, pool, allow;

enum rule { LEAK, POOL, CHECKSUM, REDIRECT, RULES };

static struct {
	const char *name;
	unsigned long count;
	char first[512];
} rules[RULES] = {
	[LEAK] = { .name = "leak" }, [POOL] = { .name = "pool" },
	[CHECKSUM] = { .name = "checksum" }, [REDIRECT] = { .name = "redirect" },
};

static unsigned long frames, lost;
static volatile sig_atomic_t asked;
static FILE *pcap;
static bool mangled, sums = true;

static void on_signal(int number)
{
	asked = number;
}

static bool within(const struct prefixes *list, uint32_t address)
{
	unsigned int i;

	for (i = 0; i < list->count; i++)
		if (address >= list->first[i] && address <= list->last[i])
			return true;
	return false;
}

static void broken(enum rule rule, const struct packet *packet, const char *why)
{
	if (!rules[rule].count++)
		snprintf(rules[rule].first, sizeof(rules[rule].first), "%s%s%s",
			 why, *why ? ": " : "", packet_describe(packet));
}

static bool leaks(const struct packet *packet)
{
	uint32_t source = 0, target = 0;

	packet_get(packet, KEY_SRC, &source);
	packet_get(packet, KEY_DST, &target);
	if (within(&inside, source))
		return !within(&allow, target);
	return within(&inside, target) && !within(&allow, source);
}

/*
 * Datagrams that GRO has put together as a list (rx-gro-list): the header is that of the first with
 * the length of all. One still to be finished must be right for a first datagram of some length; a
 * finished one covers what cannot be told from the others' here. Receivers count wrong ones.
 */
static bool is_right_list(const struct packet *packet, uint32_t status)
{
	struct packet *first;
	unsigned int length;
	bool right;

	if (packet->bytes[9] != IPPROTO_UDP || packet->length <= LONGEST_SINGLE)
		return false;
	if (!packet->partial)
		return status & TP_STATUS_CSUM_VALID;
	first = malloc(sizeof(*first));
	if (!first)
		die("memory");
	packet_copy(first, packet);
	for (length = LONGEST_SINGLE; length > 28; length--) {
		first->length = length;
		right = !packet_check(first);
		if (right)
			break;
	}
	free(first);
	return right;
}

static void look(const struct packet *packet, uint32_t status, bool wan)
{
	static struct packet quoted;
	const char *wrong = packet_check(packet);
	uint32_t value = 0;

	if (wrong && sums && !is_right_list(packet, status))
		broken(CHECKSUM, packet, wrong);
	if (packet->length < 20)
		return;
	if (wan && leaks(packet))
		broken(LEAK, packet, "");
	packet_get(packet, KEY_DST, &value);
	if (!wan && within(&pool, value))
		broken(POOL, packet, "");
	packet_get(packet, KEY_OFF, &value);
	if (value || !packet_quoted(packet, &quoted))
		return;
	if (wan && leaks(&quoted))
		broken(LEAK, packet, "quoted");
	if (packet_get(packet, KEY_TYPE, &value) && value == 5)
		broken(REDIRECT, packet, "");
}

static void save(const uint8_t *frame, uint32_t length)
{
	struct timespec time;
	uint32_t header[4];

	clock_gettime(CLOCK_REALTIME, &time);
	header[0] = time.tv_sec;
	header[1] = time.tv_nsec / 1000;
	header[2] = length;
	header[3] = length;
	fwrite(header, sizeof(header), 1, pcap);
	fwrite(frame, length, 1, pcap);
}

/* Returns whether there may be more. */
static bool receive(int fd, bool wan)
{
	static uint8_t frame[14 + PACKET_MAX];
	static struct packet packet;
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
	} control;
	struct iovec iov = { frame, sizeof(frame) };
	struct msghdr message = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};
	unsigned int batch = 0;
	ssize_t length;

	while (batch++ < 1000 && (length = recvmsg(fd, &message, 0)) >= 14) {
		struct tpacket_auxdata aux = { 0 };
		struct cmsghdr *header = CMSG_FIRSTHDR(&message);
		uint32_t total;

		if (header && header->cmsg_type == PACKET_AUXDATA)
			memcpy(&aux, CMSG_DATA(header), sizeof(aux));
		message.msg_controllen = sizeof(control);
		if (pcap)
			save(frame, length);
		if (frame[12] != 8 || frame[13])
			continue;
		frames++;
		packet.length = length - 14;
		memcpy(packet.bytes, frame + 14, packet.length);
		packet.partial = aux.tp_status & TP_STATUS_CSUMNOTREADY;
		packet.mangled = mangled;
		total = packet.bytes[2] << 8 | packet.bytes[3];
		if (total && total < packet.length)
			packet.length = total;
		look(&packet, aux.tp_status, wan);
	}
	return batch > 1000;
}

static void count_lost(int fd)
{
	struct tpacket_stats stats;
	socklen_t size = sizeof(stats);

	if (!getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &stats, &size))
		lost += stats.tp_drops;
}

static int open_wire(char *text)
{
	char *ns = strtok(text, ","), *device = strtok(NULL, ",");

	errno = 0;
	if (!device)
		die("NAMESPACE,DEVICE expected");
	return ns_packet_socket(ns, device);
}

static void add_prefix(struct prefixes *list, char *text)
{
	char *part;

	for (part = strtok(text, ","); part; part = strtok(NULL, ",")) {
		errno = 0;
		if (list->count == PREFIXES ||
		    !parse_prefix(part, &list->first[list->count], &list->last[list->count]))
			die("bad prefix: %s", part);
		list->count++;
	}
}

static void report(const int *fds)
{
	unsigned int i;

	count_lost(fds[0]);
	count_lost(fds[1]);
	for (i = 0; i < RULES; i++) {
		if (i == CHECKSUM && !sums)
			continue;
		printf("%s %lu %s\n", rules[i].name, rules[i].count, rules[i].first);
	}
	printf("frames %lu\nlost %lu\n", frames, lost);
	fflush(stdout);
	if (pcap)
		fflush(pcap);
}

static void open_pcap(const char *path)
{
	const uint32_t header[6] = { 0xa1b2c3d4, 4 << 16 | 2, 0, 0, PACKET_MAX, 1 };

	pcap = fopen(path, "w");
	if (!pcap)
		die("%s", path);
	fwrite(header, sizeof(header), 1, pcap);
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = on_signal };
	int fds[2] = { -1, -1 };
	sigset_t set, old;
	int i;

	for (i = 1; i < argc; i++) {
		char *value = strchr(argv[i], '=');

		if (value)
			*value++ = '\0';
		errno = 0;
		if (!value)
			die("bad word: %s", argv[i]);
		else if (!strcmp(argv[i], "lan"))
			fds[0] = open_wire(value);
		else if (!strcmp(argv[i], "wan"))
			fds[1] = open_wire(value);
		else if (!strcmp(argv[i], "inside"))
			add_prefix(&inside, value);
		else if (!strcmp(argv[i], "pool"))
			add_prefix(&pool, value);
		else if (!strcmp(argv[i], "allow"))
			add_prefix(&allow, value);
		else if (!strcmp(argv[i], "mangled"))
			mangled = *value == '1';
		else if (!strcmp(argv[i], "sums"))
			sums = *value != '0';
		else if (!strcmp(argv[i], "pcap"))
			open_pcap(value);
		else
			die("bad word: %s", argv[i]);
	}
	errno = 0;
	if (fds[0] < 0 || fds[1] < 0)
		die("lan= and wan= are needed");
	/* The signals come only while ppoll() waits, so that none is missed. */
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, &old);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGUSR1, &action, NULL);
	puts("ready");
	fflush(stdout);
	do {
		struct pollfd polls[2] = {
			{ .fd = fds[0], .events = POLLIN }, { .fd = fds[1], .events = POLLIN },
		};

		if (asked == SIGUSR1)
			report(fds);
		asked = 0;
		ppoll(polls, 2, NULL, &old);
		receive(fds[0], false);
		receive(fds[1], true);
	} while (asked != SIGTERM);
	while (receive(fds[0], false) || receive(fds[1], true))
		;
	report(fds);
	return 0;
}
