// SPDX-License-Identifier: GPL-2.0-only
/*
 * Plays a gateway's neighbours on both sides of it, from a script on standard input:
 *
 *	frames lan=NAMESPACE,DEVICE,GATEWAY,SELF wan=NAMESPACE,DEVICE,GATEWAY,SELF
 *
 * GATEWAY is the gateway's address on that side and SELF an unused one, for ARP. The devices are
 * the other ends of the gateway's. A line of the script is
 *
 *	test NAME		begin a behaviour; the one before ends
 *	send SIDE PACKET	put a packet on that wire, to the gateway
 *	want SIDE PACKET	the gateway sends such a packet within the time limit
 *	quiet			up to here the gateway sent nothing that was not wanted
 *	loose			other packets do not matter, until the end of this behaviour
 *	limit MS		the time limit (2000)
 *	sleep MS		for tests of time only
 *	run COMMAND		a command of bash has to succeed; its environment has the values
 *				remembered
 *
 * See spec.h for PACKET. A behaviour ends with "quiet". Prints "ok NAME" or "not ok NAME" for each,
 * after lines beginning with "# " that tell what was wrong.
 *
 * Nothing waits for packets that must not come: the gateway is asked for its address by ARP, and as
 * it works on one packet after the other its answer comes after whatever it made of those before.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common.h"
#include "spec.h"

#define MAC { 0x02, 0, 0, 0, 0, 0x50 }

struct heard {
	struct heard *next;
	struct packet packet;
};

static struct side {
	const char *name;
	int fd;
	uint8_t gateway[4], self[4];
	uint8_t mac[ETH_ALEN];
	unsigned int fences_seen;
	struct heard *heard, **heard_end;
	struct heard *partial, **partial_end;
} sides[2] = { { .name = "lan" }, { .name = "wan" } };

static int64_t limit = 2000;
static bool failed, loose;
static char test_name[256];
static unsigned int failures, complaints;

/* Some lines for each behaviour are enough. */
static void complain(const char *what, const char *detail)
{
	if (complaints++ < 12)
		printf("# %s%s%s\n", what, *detail ? ": " : "", detail);
	failed = true;
}

static void send_frame(struct side *side, uint16_t protocol, unsigned int vlan, const void *data,
		       size_t length)
{
	uint8_t frame[18 + PACKET_MAX] = { 0 };
	const uint8_t own[] = MAC;
	unsigned int header = 14;

	memcpy(frame, side->mac, ETH_ALEN);
	memcpy(frame + ETH_ALEN, own, ETH_ALEN);
	if (vlan) {
		packet_put(frame + 12, 2, ETH_P_8021Q);
		packet_put(frame + 14, 2, vlan);
		header = 18;
	}
	packet_put(frame + header - 2, 2, protocol);
	memcpy(frame + header, data, length);
	if (send(side->fd, frame, header + length, 0) < 0)
		die("send on %s, %zu bytes", side->name, length);
}

static void send_arp(struct side *side)
{
	uint8_t arp[28] = { 0, 1, 8, 0, 6, 4, 0, 1 };
	const uint8_t own[] = MAC;

	memcpy(arp + 8, own, ETH_ALEN);
	memcpy(arp + 14, side->self, 4);
	memcpy(arp + 24, side->gateway, 4);
	send_frame(side, ETH_P_ARP, 0, arp, sizeof(arp));
}

/* @end: where the list's last element keeps its successor */
static void append(struct heard ***end, const struct packet *packet)
{
	struct heard *heard = malloc(offsetof(struct heard, packet.bytes) + packet->length);

	if (!heard)
		die("memory");
	packet_copy(&heard->packet, packet);
	heard->next = NULL;
	**end = heard;
	*end = &heard->next;
}

static void drop(struct heard **at, struct heard ***end)
{
	struct heard *heard = *at;

	*at = heard->next;
	if (!*at)
		*end = at;
	free(heard);
}

static uint32_t field(const struct packet *packet, enum packet_key key)
{
	uint32_t value = 0;

	packet_get(packet, key, &value);
	return value;
}

static bool same_datagram(const struct packet *a, const struct packet *b)
{
	return field(a, KEY_SRC) == field(b, KEY_SRC) && field(a, KEY_DST) == field(b, KEY_DST) &&
	       field(a, KEY_IPID) == field(b, KEY_IPID) &&
	       field(a, KEY_PROTO) == field(b, KEY_PROTO);
}

/* Moves a datagram to the packets heard if all its fragments are there. */
static void reassemble(struct side *side, const struct packet *last)
{
	static struct packet whole;
	struct heard **at, *heard;
	unsigned int have = 20;

	whole.frags = 0;
	whole.piece = 0;
	whole.partial = false;
	whole.vlan = last->vlan;
	for (;;) {
		bool more = false;

		for (heard = side->partial; heard; heard = heard->next) {
			const struct packet *packet = &heard->packet;
			unsigned int data = packet->length - packet_header(packet);

			if (!same_datagram(packet, last) || field(packet, KEY_OFF) != have - 20)
				continue;
			if (have == 20)
				memcpy(whole.bytes, packet->bytes, 20);
			memcpy(whole.bytes + have, packet->bytes + packet_header(packet), data);
			have += data;
			whole.frags++;
			if (packet->length > whole.piece)
				whole.piece = packet->length;
			more = true;
			if (!field(packet, KEY_MF))
				goto complete;
			break;
		}
		if (!more)
			return;
	}
complete:
	whole.length = have;
	whole.bytes[0] = 0x45;
	packet_put(whole.bytes + 2, 2, have);
	packet_put(whole.bytes + 6, 2, field(&whole, KEY_DF) << 14);
	packet_put(whole.bytes + 10, 2, 0);
	packet_put(whole.bytes + 10, 2, ntohs(~sum_fold(sum_add(0, whole.bytes, 20))));
	for (at = &side->partial; *at;) {
		if (same_datagram(&(*at)->packet, last))
			drop(at, &side->partial_end);
		else
			at = &(*at)->next;
	}
	append(&side->heard_end, &whole);
}

/* Some seconds after a bridge came up, or somebody joined a group, the gateway tells of it. */
static bool is_membership_report(const struct side *side, const struct packet *packet)
{
	const uint8_t all_routers[] = { 224, 0, 0, 22 };

	return packet->length >= 20 && field(packet, KEY_PROTO) == IPPROTO_IGMP &&
	       !memcmp(packet->bytes + 12, side->gateway, 4) &&
	       !memcmp(packet->bytes + 16, all_routers, 4);
}

static void hear(struct side *side, const uint8_t *frame, unsigned int length,
		 const struct tpacket_auxdata *aux)
{
	static struct packet packet;
	unsigned int total;

	if (frame[13] == (ETH_P_ARP & 0xff)) {
		/* An answer to us from the gateway's address? */
		if (length >= 42 && frame[21] == 2 && !memcmp(frame + 28, side->gateway, 4) &&
		    !memcmp(frame + 38, side->self, 4)) {
			memcpy(side->mac, frame + 22, ETH_ALEN);
			side->fences_seen++;
		}
		return;
	}
	packet.length = length - 14;
	memcpy(packet.bytes, frame + 14, packet.length);
	total = packet.length >= 20 ? field(&packet, KEY_TOTLEN) : 0;
	if (total && total < packet.length)
		packet.length = total;
	packet.frags = 0;
	packet.piece = packet.length;
	packet.partial = aux->tp_status & TP_STATUS_CSUMNOTREADY;
	packet.vlan = aux->tp_status & TP_STATUS_VLAN_VALID ? aux->tp_vlan_tci & 0xfff : 0;
	if (is_membership_report(side, &packet))
		return;
	if (packet.length < 20) {
		complain("the gateway sent a frame without an IP header", "");
	} else if (field(&packet, KEY_OFF) || field(&packet, KEY_MF)) {
		append(&side->partial_end, &packet);
		reassemble(side, &packet);
	} else {
		append(&side->heard_end, &packet);
	}
}

static void receive(struct side *side)
{
	static uint8_t frame[14 + PACKET_MAX];
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
	} control;
	struct iovec iov = { frame, sizeof(frame) };
	struct msghdr message = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};
	ssize_t length;

	while ((length = recvmsg(side->fd, &message, 0)) >= 14) {
		struct tpacket_auxdata aux = { 0 };
		struct cmsghdr *header = CMSG_FIRSTHDR(&message);

		if (header && header->cmsg_type == PACKET_AUXDATA)
			memcpy(&aux, CMSG_DATA(header), sizeof(aux));
		hear(side, frame, length, &aux);
		message.msg_controllen = sizeof(control);
	}
}

static void listen_until(int64_t when)
{
	struct pollfd fds[2] = {
		{ .fd = sides[0].fd, .events = POLLIN }, { .fd = sides[1].fd, .events = POLLIN },
	};
	int64_t left = when - now_ms();

	if (poll(fds, 2, left > 0 ? left : 0) > 0) {
		receive(&sides[0]);
		receive(&sides[1]);
	}
}

/* Everything that the gateway makes of what was sent so far has been heard after this. */
static void fence(void)
{
	unsigned int goal[2] = { sides[0].fences_seen + 1, sides[1].fences_seen + 1 };
	int64_t end = now_ms() + 5000;

	send_arp(&sides[0]);
	send_arp(&sides[1]);
	while (sides[0].fences_seen < goal[0] || sides[1].fences_seen < goal[1]) {
		if (now_ms() > end) {
			complain("the gateway does not answer ARP", "");
			return;
		}
		listen_until(end);
	}
	receive(&sides[0]);
	receive(&sides[1]);
}

static void forget(void)
{
	struct side *side;

	for (side = sides; side < sides + 2; side++) {
		while (side->heard)
			drop(&side->heard, &side->heard_end);
		while (side->partial)
			drop(&side->partial, &side->partial_end);
	}
}

static void show_heard(const char *what)
{
	struct side *side;
	struct heard *heard;
	char text[64];

	for (side = sides; side < sides + 2; side++) {
		snprintf(text, sizeof(text), "%s on %s", what, side->name);
		for (heard = side->heard; heard; heard = heard->next)
			complain(text, packet_describe(&heard->packet));
		for (heard = side->partial; heard; heard = heard->next)
			complain(text, packet_describe(&heard->packet));
	}
}

static void end_test(void)
{
	if (*test_name) {
		fence();
		if (!loose)
			show_heard("not wanted");
		printf("%s %s\n", failed ? "not ok" : "ok", test_name);
		fflush(stdout);
		failures += failed;
	}
	forget();
	failed = false;
	complaints = 0;
	loose = false;
	*test_name = '\0';
}

static struct side *parse_side(const char *word)
{
	errno = 0;
	if (!word || (strcmp(word, "lan") && strcmp(word, "wan")))
		die("lan or wan expected, not %s", word ? word : "nothing");
	return &sides[*word == 'w'];
}

static void send_piece(struct side *side, const struct packet *packet, unsigned int size,
		       unsigned int number)
{
	static struct packet piece;
	unsigned int header = packet_header(packet);
	unsigned int from = number * size;
	unsigned int left = packet->length - header;
	uint16_t word = 0;

	errno = 0;
	if (from >= left)
		die("there is no fragment %u", number);
	left -= from;
	memcpy(piece.bytes, packet->bytes, header);
	memcpy(piece.bytes + header, packet->bytes + header + from, left < size ? left : size);
	piece.length = header + (left < size ? left : size);
	word = field(packet, KEY_DF) << 14 | (left > size) << 13 | from / 8;
	packet_put(piece.bytes + 2, 2, piece.length);
	packet_put(piece.bytes + 6, 2, word);
	packet_put(piece.bytes + 10, 2, 0);
	packet_put(piece.bytes + 10, 2, ntohs(~sum_fold(sum_add(0, piece.bytes, header))));
	send_frame(side, ETH_P_IP, packet->vlan, piece.bytes, piece.length);
}

static void do_send(char **words)
{
	static struct packet packet;
	struct side *side = parse_side(words[0]);
	struct spec spec;
	unsigned int i;

	spec_parse(words + 1, &spec);
	spec_build(&spec, &packet);
	if (spec.as[0])
		spec_remember(spec.as, &packet);
	if (!spec.pieces) {
		send_frame(side, ETH_P_IP, packet.vlan, packet.bytes, packet.length);
	} else if (spec.order_length) {
		for (i = 0; i < spec.order_length; i++)
			send_piece(side, &packet, spec.pieces, spec.order[i]);
	} else {
		for (i = 0; i * spec.pieces < packet.length - packet_header(&packet); i++)
			send_piece(side, &packet, spec.pieces, i);
	}
	spec_clear(&spec);
}

static bool take_match(struct side *side, const struct spec *spec, const char **nearest)
{
	struct heard **at;

	for (at = &side->heard; *at; at = &(*at)->next) {
		const char *differs = spec_match(spec, &(*at)->packet);

		if (!differs) {
			if (!spec->keep)
				drop(at, &side->heard_end);
			return true;
		}
		*nearest = differs;
	}
	return false;
}

static void do_want(char **words, const char *line)
{
	struct side *side = parse_side(words[0]);
	const char *nearest = "nothing came";
	int64_t end = now_ms() + limit;
	struct spec spec;

	spec_parse(words + 1, &spec);
	receive(side);
	while (!take_match(side, &spec, &nearest)) {
		if (now_ms() > end) {
			printf("# wanted in vain (%s): %s\n", nearest, line);
			failed = true;
			break;
		}
		listen_until(end);
	}
	spec_clear(&spec);
}

/* By bash, so that the functions lib.sh exports are known. */
static bool run(const char *command)
{
	int status = -1;
	pid_t child = fork();

	if (child == 0) {
		execlp("bash", "bash", "-c", command, NULL);
		_exit(127);
	}
	waitpid(child, &status, 0);
	return status == 0;
}

static void do_line(char *line)
{
	char copy[2048], *words[128] = { NULL }, *rest, *word;
	unsigned int count = 0;

	line[strcspn(line, "\n")] = '\0';
	line += strspn(line, " \t");
	if (!*line || *line == '#')
		return;
	rest = line + strcspn(line, " \t");
	rest += strspn(rest, " \t");
	snprintf(copy, sizeof(copy), "%s", line);
	for (word = strtok(copy, " \t"); word && count < 127; word = strtok(NULL, " \t"))
		words[count++] = word;
	if (!count)
		return;
	if (!strcmp(words[0], "test")) {
		end_test();
		snprintf(test_name, sizeof(test_name), "%s", rest);
	} else if (!strcmp(words[0], "send")) {
		do_send(words + 1);
	} else if (!strcmp(words[0], "want")) {
		do_want(words + 1, rest);
	} else if (!strcmp(words[0], "quiet")) {
		fence();
		show_heard("not wanted");
	} else if (!strcmp(words[0], "loose")) {
		loose = true;
	} else if (!strcmp(words[0], "limit") && words[1]) {
		limit = atoi(words[1]);
	} else if (!strcmp(words[0], "sleep") && words[1]) {
		usleep(atoi(words[1]) * 1000);
	} else if (!strcmp(words[0], "run")) {
		if (!run(rest))
			complain("failed", rest);
	} else {
		errno = 0;
		die("bad line: %s", line);
	}
}

static void open_side(struct side *side, char *text)
{
	char *ns = strtok(text, ","), *device = strtok(NULL, ",");
	char *gateway = strtok(NULL, ","), *self = strtok(NULL, ",");

	errno = 0;
	if (!self || inet_pton(AF_INET, gateway, side->gateway) != 1 ||
	    inet_pton(AF_INET, self, side->self) != 1)
		die("NAMESPACE,DEVICE,GATEWAY,SELF expected");
	side->heard_end = &side->heard;
	side->partial_end = &side->partial;
	side->fd = ns_packet_socket(ns, device);
	memset(side->mac, 0xff, ETH_ALEN);
}

int main(int argc, char **argv)
{
	char line[2048];
	cpu_set_t cpus;

	if (argc != 3 || strncmp(argv[1], "lan=", 4) || strncmp(argv[2], "wan=", 4))
		die("usage: frames lan=NS,DEVICE,GATEWAY,SELF wan=NS,DEVICE,GATEWAY,SELF <SCRIPT");
	/* One processor: then packets are worked on in the order sent, whatever the side. */
	CPU_ZERO(&cpus);
	CPU_SET(sched_getcpu(), &cpus);
	sched_setaffinity(0, sizeof(cpus), &cpus);
	setvbuf(stdout, NULL, _IOLBF, 0);
	open_side(&sides[0], argv[1] + 4);
	open_side(&sides[1], argv[2] + 4);
	fence();
	forget();
	while (fgets(line, sizeof(line), stdin))
		do_line(line);
	end_test();
	return failures > 0;
}
