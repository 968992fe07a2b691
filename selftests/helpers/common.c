// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "common.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

void die(const char *format, ...)
{
	int error = errno;
	va_list args;

	fprintf(stderr, "%s: ", program_invocation_short_name);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	if (error)
		fprintf(stderr, ": %s", strerror(error));
	fputc('\n', stderr);
	exit(2);
}

/* Returns a descriptor of the namespace left, or -1 when there was nothing to do. */
static int ns_enter(const char *ns)
{
	char path[128];
	int home, fd;

	if (!ns || !*ns)
		return -1;
	home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	snprintf(path, sizeof(path), "/run/netns/%s", ns);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (home < 0 || fd < 0 || setns(fd, CLONE_NEWNET))
		die("namespace %s", ns);
	close(fd);
	return home;
}

static void ns_leave(int home)
{
	if (home < 0)
		return;
	if (setns(home, CLONE_NEWNET))
		die("cannot go back to the first namespace");
	close(home);
}

int ns_socket(const char *ns, int family, int type, int protocol)
{
	int home = ns_enter(ns);
	int fd = socket(family, type | SOCK_CLOEXEC, protocol);

	if (fd < 0)
		die("socket");
	ns_leave(home);
	return fd;
}

int ns_bound_socket(const char *ns, int type, const struct sockaddr_in *address)
{
	int fd = ns_socket(ns, AF_INET, type | SOCK_NONBLOCK, 0);
	int one = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof(one));
	if (bind(fd, (const struct sockaddr *)address, sizeof(*address)))
		die("bind %s", format_endpoint(address));
	return fd;
}

int ns_packet_socket(const char *ns, const char *device)
{
	/* Ethernet type IPv4 or ARP; only what comes in, not what was sent. */
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, SKF_AD_OFF + SKF_AD_PKTTYPE),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_OUTGOING, 4, 0),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IP, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_ARP, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 0x40000),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog filter = { .len = ARRAY_SIZE(code), .filter = code };
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
	};
	int fd = ns_socket(ns, AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, 0);
	struct ifreq request = { 0 };
	int size = 64 << 20;
	int one = 1;

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", device);
	if (ioctl(fd, SIOCGIFINDEX, &request))
		die("device %s in %s", device, ns);
	address.sll_ifindex = request.ifr_ifindex;
	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter)) ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) ||
	    setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &one, sizeof(one)) ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address)))
		die("packet socket on %s", device);
	return fd;
}

int ns_wire_socket(char *text, uint8_t mac[6])
{
	char *ns = strtok(text, ","), *device = strtok(NULL, ","), *to = strtok(NULL, ",");

	errno = 0;
	if (!to || sscanf(to, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", &mac[0], &mac[1], &mac[2], &mac[3],
			  &mac[4], &mac[5]) != 6)
		die("NAMESPACE,DEVICE,MAC expected");
	return ns_packet_socket(ns, device);
}

bool parse_endpoint(const char *text, struct sockaddr_in *to)
{
	char copy[64], *colon, *end;

	memset(to, 0, sizeof(*to));
	to->sin_family = AF_INET;
	if (strlen(text) >= sizeof(copy))
		return false;
	strcpy(copy, text);
	colon = strchr(copy, ':');
	if (colon) {
		unsigned long port = strtoul(colon + 1, &end, 10);

		if (end == colon + 1 || *end || port > 65535)
			return false;
		to->sin_port = htons(port);
		*colon = '\0';
	}
	return inet_pton(AF_INET, copy, &to->sin_addr) == 1;
}

const char *format_endpoint(const struct sockaddr_in *from)
{
	static char buffers[4][32];
	static unsigned int turn;
	char *out = buffers[turn++ % ARRAY_SIZE(buffers)];
	char address[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, &from->sin_addr, address, sizeof(address));
	snprintf(out, sizeof(buffers[0]), "%s:%u", address, ntohs(from->sin_port));
	return out;
}

bool parse_prefix(const char *text, uint32_t *first, uint32_t *last)
{
	struct in_addr address;
	char copy[64], *mark;

	if (strlen(text) >= sizeof(copy))
		return false;
	strcpy(copy, text);
	mark = strpbrk(copy, "/-");
	if (mark) {
		char kind = *mark;

		*mark++ = '\0';
		if (inet_pton(AF_INET, copy, &address) != 1)
			return false;
		*first = ntohl(address.s_addr);
		if (kind == '/') {
			unsigned int length = atoi(mark);
			uint32_t host = length ? (uint32_t)((1ULL << (32 - length)) - 1) : ~0U;

			*first &= ~host;
			*last = *first | host;
			return length <= 32;
		}
		if (inet_pton(AF_INET, mark, &address) != 1)
			return false;
		*last = ntohl(address.s_addr);
		return *first <= *last;
	}
	if (inet_pton(AF_INET, copy, &address) != 1)
		return false;
	*first = ntohl(address.s_addr);
	*last = *first;
	return true;
}

int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

uint64_t sum_add(uint64_t sum, const void *data, size_t length)
{
	const uint8_t *bytes = data;
	uint32_t word;
	uint16_t half;

	for (; length >= 4; length -= 4, bytes += 4) {
		memcpy(&word, bytes, 4);
		sum += word;
	}
	if (length >= 2) {
		memcpy(&half, bytes, 2);
		sum += half;
		bytes += 2;
		length -= 2;
	}
	if (length) {
		half = 0;
		memcpy(&half, bytes, 1);
		sum += half;
	}
	return sum;
}

uint16_t sum_fold(uint64_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}
