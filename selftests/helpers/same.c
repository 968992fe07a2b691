// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares what a gateway sent in two runs of the same traffic:
 *
 *	same FILE FILE MAC...
 *
 * The files are captures (pcap, Ethernet, this machine's byte order). For each MAC the frames that
 * it sent must be the same in both, byte for byte and in the same order. The identification of a
 * packet that may be fragmented is chosen by the gateway, so there it and the IP checksum may
 * differ. ARP is left out. Prints how many frames of each MAC were the same, or the first that
 * differ; exit status 1 then.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "packet.h"

struct capture {
	FILE *file;
	unsigned int length;
	uint8_t frame[14 + PACKET_MAX];
};

static void open_capture(struct capture *capture, const char *path)
{
	uint32_t header[6];

	errno = 0;
	capture->file = fopen(path, "r");
	if (!capture->file || fread(header, sizeof(header), 1, capture->file) != 1 ||
	    header[0] != 0xa1b2c3d4)
		die("%s is no capture", path);
}

/* The next IPv4 frame from @mac; false at the end. */
static bool next_frame(struct capture *capture, const uint8_t *mac)
{
	uint32_t record[4];

	while (fread(record, sizeof(record), 1, capture->file) == 1) {
		errno = 0;
		if (record[2] > sizeof(capture->frame) ||
		    fread(capture->frame, 1, record[2], capture->file) != record[2])
			die("a capture ends in the middle");
		capture->length = record[2];
		if (record[2] >= 34 && !memcmp(capture->frame + 6, mac, 6) &&
		    capture->frame[12] == 8 && capture->frame[13] == 0)
			return true;
	}
	return false;
}

static void mask_header(uint8_t *ip)
{
	if (ip[6] & 0x40)
		return;
	memset(ip + 4, 0, 2);
	memset(ip + 10, 0, 2);
}

/* Also where an ICMP error quotes a packet on its way: the two fields cancel out in its sum. */
static void mask_identification(struct capture *capture)
{
	uint8_t *ip = capture->frame + 14;

	mask_header(ip);
	if (ip[0] == 0x45 && ip[9] == 1 && (ip[20] == 3 || ip[20] == 11) &&
	    capture->length >= 14 + 20 + 8 + 20)
		mask_header(ip + 28);
}

static void show(const char *which, const struct capture *capture)
{
	static struct packet packet;
	unsigned int i;

	packet.length = capture->length - 14;
	memcpy(packet.bytes, capture->frame + 14, packet.length);
	printf("%s: %s\n  ", which, packet_describe(&packet));
	for (i = 0; i < capture->length && i < 80; i++)
		printf("%02x%s", capture->frame[i], i % 4 == 1 ? " " : "");
	printf("\n");
}

static bool compare(struct capture captures[2], const char *name)
{
	bool there[2];
	uint8_t mac[6];
	unsigned int n = 0;

	errno = 0;
	if (sscanf(name, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", &mac[0], &mac[1], &mac[2], &mac[3],
		   &mac[4], &mac[5]) != 6)
		die("no MAC: %s", name);
	while (true) {
		there[0] = next_frame(&captures[0], mac);
		there[1] = next_frame(&captures[1], mac);
		if (!there[0] || !there[1])
			break;
		mask_identification(&captures[0]);
		mask_identification(&captures[1]);
		if (captures[0].length != captures[1].length ||
		    memcmp(captures[0].frame, captures[1].frame, captures[0].length)) {
			printf("%s: frame %u differs\n", name, n);
			show("first", &captures[0]);
			show("second", &captures[1]);
			return false;
		}
		n++;
	}
	if (there[0] || there[1]) {
		printf("%s: the %s has more than %u frames\n", name,
		       there[0] ? "first" : "second", n);
		show("the next", &captures[there[1]]);
		return false;
	}
	printf("%s: %u frames\n", name, n);
	return n > 0;
}

int main(int argc, char **argv)
{
	static struct capture captures[2];
	bool same = true;
	int i;

	if (argc < 4)
		die("usage: same FILE FILE MAC...");
	for (i = 3; i < argc; i++) {
		open_capture(&captures[0], argv[1]);
		open_capture(&captures[1], argv[2]);
		same &= compare(captures, argv[i]);
		fclose(captures[0].file);
		fclose(captures[1].file);
	}
	return !same;
}
