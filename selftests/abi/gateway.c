// SPDX-License-Identifier: GPL-2.0-only
/* A gateway between two devices whose other ends this program is. */
#include "gateway.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static void set_addr(struct sockaddr *where, const char *text)
{
	struct sockaddr_in addr = { .sin_family = AF_INET };

	inet_pton(AF_INET, text, &addr.sin_addr);
	memcpy(where, &addr, sizeof(addr));
}

static int configure(const char *name, const char *addr)
{
	struct ifreq request = {};
	int fd, err = 0;

	fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (fd < 0)
		return -errno;
	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
	if (addr) {
		set_addr(&request.ifr_addr, addr);
		if (ioctl(fd, SIOCSIFADDR, &request))
			err = -errno;
		set_addr(&request.ifr_netmask, "255.255.255.0");
		if (!err && ioctl(fd, SIOCSIFNETMASK, &request))
			err = -errno;
	}
	request.ifr_flags = IFF_UP;
	if (!err && ioctl(fd, SIOCSIFFLAGS, &request))
		err = -errno;
	close(fd);
	return err;
}

static int device_open(const char *name, const char *addr)
{
	struct ifreq request = { .ifr_flags = IFF_TUN | IFF_NO_PI };
	int fd, err;

	fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
	err = ioctl(fd, TUNSETIFF, &request) ? -errno : configure(name, addr);
	if (err) {
		close(fd);
		return err;
	}
	return fd;
}

static int set_sysctl(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY);
	int err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, value, strlen(value)) < 0)
		err = -errno;
	close(fd);
	return err;
}

int namespace_new(void)
{
	if (unshare(CLONE_NEWNET))
		return -errno;
	return configure("lo", NULL);
}

int gateway_open(struct gateway *gw)
{
	int err = namespace_new();

	if (!err)
		err = set_sysctl("/proc/sys/net/ipv4/ip_forward", "1");
	if (err)
		return err;
	gw->in = device_open("in0", "10.0.0.1");
	if (gw->in < 0)
		return gw->in;
	gw->out = device_open("out0", "203.0.113.1");
	if (gw->out < 0) {
		close(gw->in);
		return gw->out;
	}
	return 0;
}

void gateway_close(struct gateway *gw)
{
	close(gw->in);
	close(gw->out);
}

static uint32_t sum(const void *data, size_t size, uint32_t start)
{
	const uint8_t *bytes = data;
	size_t i;

	for (i = 0; i < size; i++)
		start += i & 1 ? bytes[i] : bytes[i] << 8;
	return start;
}

static uint16_t fold(uint32_t total)
{
	while (total >> 16)
		total = (total & 0xffff) + (total >> 16);
	return htons(~total);
}

static uint32_t pseudo_header(const struct iphdr *ip, size_t size)
{
	return sum(&ip->saddr, 8, ip->protocol + size);
}

static bool send_packet(int device, struct iphdr *ip, size_t size)
{
	ssize_t sent;

	ip->version = 4;
	ip->ihl = 5;
	ip->tot_len = htons(size);
	ip->ttl = 64;
	ip->check = fold(sum(ip, sizeof(*ip), 0));
	sent = write(device, ip, size);
	if (sent == (ssize_t)size)
		return true;
	if (sent < 0 && (errno == ENOMEM || errno == ENOBUFS))
		return false;
	abort();
}

bool gateway_send(int device, const char *saddr, uint16_t sport, const char *daddr, uint16_t dport)
{
	struct {
		struct iphdr ip;
		struct udphdr udp;
		char data[4];
	} packet = {
		.ip.protocol = IPPROTO_UDP,
		.udp = { htons(sport), htons(dport), htons(sizeof(struct udphdr) + 4), 0 },
		.data = "abi",
	};
	const size_t size = sizeof(packet) - sizeof(packet.ip);

	inet_pton(AF_INET, saddr, &packet.ip.saddr);
	inet_pton(AF_INET, daddr, &packet.ip.daddr);
	packet.udp.check = fold(sum(&packet.udp, size, pseudo_header(&packet.ip, size)));
	return send_packet(device, &packet.ip, sizeof(packet));
}

bool gateway_send_half(int device, const char *saddr, uint16_t sport, const char *daddr,
		       uint16_t dport, int half)
{
	enum { HALF = 16 };
	struct {
		struct iphdr ip;
		struct udphdr udp;
		char data[HALF - sizeof(struct udphdr)];
	} packet = {
		/* Each end's ports tell one datagram from the next. */
		.ip = { .protocol = IPPROTO_UDP, .id = htons(sport ^ dport),
			.frag_off = htons(half ? HALF / 8 : 0x2000) },
		/* The second half's first bytes are data like any other. */
		.udp = { htons(sport), htons(dport), htons(2 * HALF), 0 },
	};

	inet_pton(AF_INET, saddr, &packet.ip.saddr);
	inet_pton(AF_INET, daddr, &packet.ip.daddr);
	return send_packet(device, &packet.ip, sizeof(packet));
}

bool gateway_send_tcp(int device, const char *saddr, uint16_t sport, const char *daddr,
		      uint16_t dport, uint8_t flags)
{
	struct {
		struct iphdr ip;
		struct tcphdr tcp;
	} packet = {
		.ip.protocol = IPPROTO_TCP,
		.tcp = { .source = htons(sport), .dest = htons(dport), .seq = htonl(1000),
			 .doff = 5, .window = htons(8192) },
	};
	const size_t size = sizeof(packet.tcp);

	((uint8_t *)&packet.tcp)[13] = flags;
	inet_pton(AF_INET, saddr, &packet.ip.saddr);
	inet_pton(AF_INET, daddr, &packet.ip.daddr);
	packet.tcp.check = fold(sum(&packet.tcp, size, pseudo_header(&packet.ip, size)));
	return send_packet(device, &packet.ip, sizeof(packet));
}

static bool take_within(int device, struct packet *packet, int ms)
{
	struct pollfd poller = { .fd = device, .events = POLLIN };
	const struct iphdr *ip;
	uint16_t ports[2];
	char buffer[2048];
	ssize_t got;

	while (poll(&poller, 1, ms) > 0) {
		got = read(device, buffer, sizeof(buffer));
		ip = (const void *)buffer;
		/* The kernel speaks of its own accord too, in IPv6. */
		if (got < (ssize_t)sizeof(*ip) + 4 || ip->version != 4 ||
		    (ip->protocol != IPPROTO_UDP && ip->protocol != IPPROTO_TCP))
			continue;
		inet_ntop(AF_INET, &ip->saddr, packet->saddr, sizeof(packet->saddr));
		inet_ntop(AF_INET, &ip->daddr, packet->daddr, sizeof(packet->daddr));
		memcpy(ports, buffer + ip->ihl * 4, sizeof(ports));
		packet->sport = ntohs(ports[0]);
		packet->dport = ntohs(ports[1]);
		return true;
	}
	return false;
}

bool gateway_receive(int device, struct packet *packet)
{
	return take_within(device, packet, 200);
}

bool gateway_take(int device, struct packet *packet)
{
	return take_within(device, packet, 0);
}
