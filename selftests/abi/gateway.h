/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A gateway in a network namespace of its own, between two devices whose
 * other ends this program is:
 *
 *	10.0.0.0/24 --- in0 gateway out0 --- 203.0.113.0/24
 */
#ifndef NATGW_ABI_GATEWAY_H
#define NATGW_ABI_GATEWAY_H

#include <stdbool.h>
#include <stdint.h>

struct gateway {
	int in;
	int out;
};

/* One UDP packet. Addresses as text. */
struct packet {
	char saddr[16], daddr[16];
	uint16_t sport, dport;
};

/* Moves this process to a namespace and makes the devices. Returns 0 or a negative errno. */
int gateway_open(struct gateway *gw);
void gateway_close(struct gateway *gw);

/* A namespace without devices. Returns 0 or a negative errno. */
int namespace_new(void);

/* Sends a UDP packet into one of the devices. False if it had no memory for it. */
bool gateway_send(int device, const char *saddr, uint16_t sport, const char *daddr,
		  uint16_t dport);

/* Sends a TCP segment with flags as in the header's 13th byte. */
bool gateway_send_tcp(int device, const char *saddr, uint16_t sport, const char *daddr,
		      uint16_t dport, uint8_t flags);

/* Sends one of the two halves of a UDP packet: the first (0), with its header, or the second. */
bool gateway_send_half(int device, const char *saddr, uint16_t sport, const char *daddr,
		       uint16_t dport, int half);

/* Takes the next packet that leaves by a device. False if none does within 200 ms. */
bool gateway_receive(int device, struct packet *packet);
/* The same of one that has left already. */
bool gateway_take(int device, struct packet *packet);

#endif
