// SPDX-License-Identifier: GPL-2.0-only
/*
 * Gives a gateway packets as a virtual machine would, through a tun device, with a virtio_net
 * header before each that says what is left to do with it:
 *
 *	vnet honest|hostile tun=DEVICE far=NAMESPACE,DEVICE src=ADDRESS dst=ADDRESS
 *	     [count=N] [seed=N]
 *
 * The tun device is one of the gateway's, made with vnet_hdr; this program runs there. far is the
 * other end of the wire that the packets leave by. The headers that are honest ask for a checksum
 * to be filled in, and for TCP of up to 60,000 bytes to be segmented; those that are hostile ask
 * for what cannot be, or lie in one to three of their fields, or the packet behind does in one.
 *
 * Prints NAME=NUMBER lines: written, refused (by the device), frames (on the far wire), bytes
 * (written as payload), arrived (of these, on the far wire).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common.h"
#include "draw.h"
#include "packet.h"

#define LONGEST 61000
#define BATCH 16

enum { IP = 20, TCP = 20, UDP = 8, SYN = 2, ACK = 16, PORT = 5000, FAR_PORT = 7 };

static struct virtio_net_hdr head;
static uint8_t bytes[sizeof(head) + LONGEST], *const ip = bytes + sizeof(head);
static uint32_t src, dst;
static unsigned int count = 1000;
static unsigned long written, refused, frames, sent, arrived;
static int tun, far_fd;

/* The sum of the pseudo-header, which whoever finishes the checksum begins with. */
static uint16_t begun_sum(unsigned int length)
{
	uint8_t rest[4] = { 0, ip[9], length >> 8, length };

	return sum_fold(sum_add(sum_add(0, ip + 12, 8), rest, 4));
}

/* A packet of the only flow of its protocol and the header that goes with it. */
static unsigned int build(unsigned int proto, uint8_t flags, unsigned int payload)
{
	unsigned int transport = proto == IPPROTO_TCP ? TCP : UDP;
	unsigned int length = IP + transport + payload;
	uint16_t sum;

	memset(ip, 0, IP + TCP);
	ip[0] = 0x45;
	packet_put(ip + 2, 2, length);
	packet_put(ip + 4, 2, draw(65536));
	ip[6] = 0x40;
	ip[8] = 64;
	ip[9] = proto;
	packet_put(ip + 12, 4, src);
	packet_put(ip + 16, 4, dst);
	packet_put(ip + IP, 2, PORT);
	packet_put(ip + IP + 2, 2, FAR_PORT);
	if (proto == IPPROTO_TCP) {
		packet_put(ip + IP + 4, 4, draw(0xffffffff));
		ip[IP + 12] = 0x50;
		ip[IP + 13] = flags;
		packet_put(ip + IP + 14, 2, 0xffff);
	} else {
		packet_put(ip + IP + 4, 2, UDP + payload);
	}
	memset(ip + IP + transport, draw(256), payload);
	sum = begun_sum(length - IP);
	memcpy(ip + IP + transport_sum_at(proto), &sum, 2);
	head = (struct virtio_net_hdr){
		.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
		.csum_start = IP,
		.csum_offset = transport_sum_at(proto),
	};
	if (length > 1500) {
		head.gso_type = VIRTIO_NET_HDR_GSO_TCPV4;
		head.gso_size = 500 + draw(960);
		head.hdr_len = IP + transport;
	}
	packet_seal_ip(ip, (ip[0] & 15) * 4);
	return length;
}

static unsigned int build_some(void)
{
	if (rarely(3))
		return build(IPPROTO_UDP, 0, draw(1400));
	return build(IPPROTO_TCP, ACK, rarely(2) ? draw(1400) : draw(LONGEST - 1000));
}

static uint16_t odd_number(unsigned int length)
{
	static const uint16_t odd[] = { 0, 1, 2, 7, 8, 9, 10, 12, 16, 19, 20, 21, 28, 39, 40, 41,
					1480, 1500, 0x7fff, 0xfffe, 0xffff };

	switch (draw(4)) {
	case 0:
		return length - draw(30);
	case 1:
		return draw(65536);
	default:
		return odd[draw(ARRAY_SIZE(odd))];
	}
}

static void lie(unsigned int length)
{
	static const uint8_t types[] = { 0, 1, 3, 4, 5, 0x80, 0x81, 0x83, 0x84, 0x85, 2, 0xff };

	switch (draw(9)) {
	case 0:
		head.flags = draw(8);
		break;
	case 1:
		head.gso_type = types[draw(sizeof(types))];
		if (!head.gso_size)
			head.gso_size = odd_number(length);
		break;
	case 2:
		head.hdr_len = odd_number(length);
		break;
	case 3:
		head.gso_size = odd_number(length);
		break;
	case 4:
		head.csum_start = odd_number(length);
		break;
	case 5:
		head.csum_offset = odd_number(length);
		break;
	case 6:
		/* Zero is how a packet of more than 64 KiB says its length. */
		packet_put(ip + 2, 2, rarely(2) ? 0 : odd_number(length));
		break;
	case 7:
		ip[0] = 0x40 | draw(16);
		break;
	default:
		ip[IP + 12] = draw(256);
	}
	packet_seal_ip(ip, (ip[0] & 15) * 4);
}

static void receive(void)
{
	static uint8_t frame[14 + PACKET_MAX];
	ssize_t length;

	while ((length = recv(far_fd, frame, sizeof(frame), 0)) > 0) {
		const uint8_t *at = frame + 14;
		unsigned int total = at[2] << 8 | at[3];

		if (length < 14 + IP + UDP || frame[12] != 8 || frame[13])
			continue;
		frames++;
		if ((at[9] == IPPROTO_TCP || at[9] == IPPROTO_UDP) &&
		    total >= IP + transport_size(at[9]))
			arrived += total - IP - transport_size(at[9]);
	}
	/* What is meant for the device's own side. */
	while (read(tun, frame, sizeof(frame)) > 0)
		;
}

static void emit(unsigned int length)
{
	memcpy(bytes, &head, sizeof(head));
	written++;
	if (write(tun, bytes, sizeof(head) + length) >= 0)
		return;
	if (errno != EINVAL && errno != EAGAIN && errno != ENOMEM && errno != EFAULT)
		die("write, %u bytes", length);
	refused++;
}

static void send_honest(void)
{
	unsigned int length = build_some();

	sent += length - IP - transport_size(ip[9]);
	emit(length);
}

static void send_hostile(void)
{
	unsigned int length = build_some(), lies;

	for (lies = 1 + draw(3); lies; lies--)
		lie(length);
	/* A packet of many tiny segments says no more than one of few. */
	if (head.gso_size < 64 && length > 3000 && !rarely(20))
		length = 3000;
	if (rarely(50))
		length = draw(IP + TCP);
	emit(length);
}

static int open_tun(const char *device)
{
	struct ifreq request = { .ifr_flags = IFF_TUN | IFF_NO_PI | IFF_VNET_HDR };
	int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", device);
	if (fd < 0 || ioctl(fd, TUNSETIFF, &request) ||
	    ioctl(fd, TUNSETOFFLOAD, TUN_F_CSUM | TUN_F_TSO4))
		die("tun device %s", device);
	return fd;
}

static void do_word(char *word)
{
	unsigned long seed;
	uint32_t last;
	char *device;
	bool ok = true;

	if (!strncmp(word, "tun=", 4)) {
		tun = open_tun(word + 4);
	} else if (!strncmp(word, "far=", 4)) {
		device = strchr(word, ',');
		ok = device;
		if (ok) {
			*device++ = '\0';
			far_fd = ns_packet_socket(word + 4, device);
		}
	} else if (!strncmp(word, "src=", 4)) {
		ok = parse_prefix(word + 4, &src, &last);
	} else if (!strncmp(word, "dst=", 4)) {
		ok = parse_prefix(word + 4, &dst, &last);
	} else if (sscanf(word, "seed=%lu", &seed) == 1) {
		draw_seed(seed);
	} else {
		ok = sscanf(word, "count=%u", &count) == 1;
	}
	errno = 0;
	if (!ok)
		die("bad word: %s", word);
}

/* As long as something comes that is missing. */
static void settle(void)
{
	int64_t end = now_ms() + 3000;

	while (now_ms() < end && arrived < sent) {
		unsigned long before = frames;

		usleep(1000);
		receive();
		if (frames > before)
			end = now_ms() + 3000;
	}
}

int main(int argc, char **argv)
{
	bool honest;
	unsigned int i;
	int n;

	for (n = 2; n < argc; n++)
		do_word(argv[n]);
	errno = 0;
	if (argc < 2 || !tun || !far_fd || !src || !dst)
		die("honest or hostile, tun=, far=, src=, dst= needed");
	honest = !strcmp(argv[1], "honest");
	/* The flow that the segments are of. */
	emit(build(IPPROTO_TCP, SYN, 0));
	for (i = 0; i < count; i++) {
		if (honest)
			send_honest();
		else
			send_hostile();
		if (i % BATCH == 0)
			receive();
	}
	if (honest)
		settle();
	receive();
	printf("written=%lu\nrefused=%lu\nframes=%lu\nbytes=%lu\narrived=%lu\n", written, refused,
	       frames, sent, arrived);
	return 0;
}
