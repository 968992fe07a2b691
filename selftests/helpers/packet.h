/* SPDX-License-Identifier: GPL-2.0-only */
/* IPv4 packets as bytes. */
#ifndef NATGW_TEST_PACKET_H
#define NATGW_TEST_PACKET_H

#include <stdbool.h>
#include <stdint.h>

enum packet_key {
	KEY_PROTO, KEY_SRC, KEY_DST, KEY_SPORT, KEY_DPORT,
	KEY_TTL, KEY_TOS, KEY_IPID, KEY_DF, KEY_MF, KEY_OFF, KEY_IHL, KEY_TOTLEN,
	KEY_FLAGS, KEY_SEQ, KEY_ACK, KEY_WIN, KEY_DOFF, KEY_URG, KEY_UDPLEN,
	KEY_TYPE, KEY_CODE, KEY_ID, KEY_ISEQ, KEY_REST, KEY_MTU,
	KEY_LEN, KEY_FRAGS, KEY_PIECE, KEY_SUM, KEY_VLAN,
	KEY_COUNT
};

extern const char *const packet_keys[KEY_COUNT];

#define PACKET_MAX 65600
#define NAME_MAX_LENGTH 16

/**
 * struct packet - bytes from the IP header on
 * @length: how many bytes there are
 * @frags: fragments it came in, 0 if whole
 * @piece: length of the longest of them
 * @vlan: the frame's VLAN tag, 0 without
 * @partial: its transport checksum has still to be filled in
 * @mangled: 0xffff may stand for 0 in it: a kernel that finishes a checksum in software writes
 *	     that for TCP, too (skb_checksum_help())
 * @bytes: the packet; of one that is kept only @length bytes have memory, see packet_copy()
 */
struct packet {
	unsigned int length;
	unsigned int frags;
	unsigned int piece;
	unsigned int vlan;
	bool partial;
	bool mangled;
	uint8_t bytes[PACKET_MAX];
};

/**
 * packet_copy() - copy a packet as far as it goes
 * @to: where to, with room for @from->length bytes
 * @from: the packet
 */
void packet_copy(struct packet *to, const struct packet *from);

/**
 * packet_get() - a field of a packet
 * @packet: the packet, at least 20 bytes
 * @key: which
 * @value: set if it is there
 *
 * Return: whether the packet has it.
 */
bool packet_get(const struct packet *packet, enum packet_key key, uint32_t *value);

/**
 * packet_put_field() - set a field of a transport header
 * @l4: the header
 * @proto: its protocol
 * @key: which field
 * @value: its value
 */
void packet_put_field(uint8_t *l4, unsigned int proto, enum packet_key key, uint32_t value);

/**
 * packet_put() - write a big-endian number
 * @at: where
 * @size: bytes, up to 4
 * @value: the number
 */
void packet_put(uint8_t *at, unsigned int size, uint32_t value);

/**
 * packet_header() - length of an IP header
 * @packet: the packet
 *
 * Return: bytes.
 */
unsigned int packet_header(const struct packet *packet);

/**
 * transport_size() - length of a transport header without options
 * @proto: the protocol
 *
 * Return: bytes, 0 for a protocol not known here.
 */
unsigned int transport_size(unsigned int proto);

/**
 * transport_sum_at() - place of the checksum in a transport header
 * @proto: the protocol
 *
 * Return: offset, or 0 for a protocol not known here.
 */
unsigned int transport_sum_at(unsigned int proto);

/**
 * transport_sum() - the checksum of a transport header and what follows
 * @ip: the IP header
 * @l4: the transport header
 * @length: of both, in bytes
 *
 * Return: the checksum with the one found in the packet taken into the sum, network byte order.
 */
uint16_t transport_sum(const uint8_t *ip, const uint8_t *l4, unsigned int length);

/**
 * packet_seal_ip() - write the checksum of an IP header
 * @ip: the header
 * @header: its length
 */
void packet_seal_ip(uint8_t *ip, unsigned int header);

/**
 * packet_quoted() - the packet that an ICMP error quotes
 * @packet: the packet
 * @quoted: set
 *
 * Return: whether @packet is an ICMP error with a quoted IP header.
 */
bool packet_quoted(const struct packet *packet, struct packet *quoted);

/**
 * packet_check() - verify all checksums of a packet that is no fragment
 * @packet: the packet; quoted packets in ICMP errors are looked at too
 *
 * Return: NULL if right, else which one is wrong (static memory).
 */
const char *packet_check(const struct packet *packet);

/**
 * packet_describe() - tell of a packet in the words above
 * @packet: the packet
 *
 * Return: static memory.
 */
const char *packet_describe(const struct packet *packet);

#endif
