/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * IPv4 packets from and to a line of words, for frames.c:
 *
 *	PROTOCOL SOURCE[:PORT] DESTINATION[:PORT] [WORD...]
 *
 * PROTOCOL is udp, tcp, icmp or a number (33 DCCP and 136 UDP-Lite have checksums too). For tcp
 * the first word is the flags, of FSRPAUEC or - for
 * none; for icmp it is TYPE/CODE. Other words are KEY=VALUE with a key of packet_keys, or
 *
 *	df mf			bits of the fragment word
 *	data=TEXT hex=HEX len=N	the payload; len= makes N bytes that differ
 *	opt=HEX			IP options, a multiple of 4 bytes
 *	topt=HEX		TCP options, likewise
 *	badip badsum nosum	a wrong IP checksum, a wrong transport checksum, no UDP one
 *	[ PACKET ]		what an ICMP error quotes; or
 *	quotes=NAME		the packet of that name
 *	cut=N			quote N bytes after the IP header (all)
 *	ext=HEX			after the quote, padded to 128 bytes, what RFC 4884 allows
 *	pieces=N order=I,J,..	send as fragments of N bytes each, in that order (0 is the first)
 *	trail=N chop=N		N more bytes in the frame than the packet says, N less
 *	as=NAME			remember the packet
 *	like=NAME		expect the named packet, forwarded once: all as it was, but
 *				addresses,
 *				ports, ICMP identifier, checksums and a TTL one less
 *	vlan=N			in a frame with that VLAN tag
 *	keep			a matching packet may match again
 *
 * In a packet to expect, what is not said is not compared, only checksums have to be right (wrong,
 * with badsum). A value may be * for any, ?NAME to remember it, @NAME for the value remembered.
 */
#ifndef NATGW_TEST_SPEC_H
#define NATGW_TEST_SPEC_H

#include "packet.h"

/* A value of a specification: a number, any, to remember or remembered. */
struct value {
	enum { VALUE_UNSET, VALUE_NUMBER, VALUE_ANY, VALUE_SET, VALUE_GET } kind;
	uint32_t number;
	char name[NAME_MAX_LENGTH];
};

/* A line read. */
struct spec {
	struct value keys[KEY_COUNT];
	uint8_t *payload;
	int payload_length;
	uint8_t options[40];
	unsigned int options_length;
	uint8_t tcp_options[40];
	unsigned int tcp_options_length;
	struct spec *quote;
	uint8_t *extension;
	unsigned int extension_length;
	int cut;
	unsigned int pieces, trail, chop;
	int order[32];
	unsigned int order_length;
	bool badip, badsum, nosum, keep;
	char as[NAME_MAX_LENGTH], like[NAME_MAX_LENGTH], quotes[NAME_MAX_LENGTH];
};

/**
 * spec_parse() - read the words of a packet
 * @words: NULL-ended array
 * @spec: set; give it to spec_clear() afterwards
 *
 * Return: the first word not used ("]" or NULL); the program ends on bad words.
 */
char **spec_parse(char **words, struct spec *spec);

/**
 * spec_clear() - free what a specification holds
 * @spec: read by spec_parse()
 */
void spec_clear(struct spec *spec);

/**
 * spec_build() - make the packet that a specification describes
 * @spec: the specification
 * @packet: set
 */
void spec_build(const struct spec *spec, struct packet *packet);

/**
 * spec_match() - compare a packet with a specification
 * @spec: the specification; values to remember are remembered if all else is equal
 * @packet: the packet
 *
 * Return: NULL if equal, else what is different (static memory).
 */
const char *spec_match(const struct spec *spec, const struct packet *packet);

/**
 * spec_remember() - keep a copy of a packet under a name, for like= and quotes=
 * @name: the name
 * @packet: the packet
 */
void spec_remember(const char *name, const struct packet *packet);

#endif
