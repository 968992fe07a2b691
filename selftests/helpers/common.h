/* SPDX-License-Identifier: GPL-2.0-only */
/* What the small test programs share: namespaces, addresses, time, checksums. */
#ifndef NATGW_TEST_COMMON_H
#define NATGW_TEST_COMMON_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/**
 * die() - print a message, and the reason of @errno when it is set, and exit with status 2
 * @format: as for printf()
 */
void die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/**
 * ns_socket() - open a socket inside a network namespace
 * @ns: its name as known to ip-netns, or NULL for the one the program is in
 * @family: as for socket()
 * @type: as for socket()
 * @protocol: as for socket()
 *
 * Return: the socket; on failure the program ends.
 */
int ns_socket(const char *ns, int family, int type, int protocol);

/**
 * ns_bound_socket() - open a socket that does not block, at an endpoint that others may share
 * @ns: as for ns_socket()
 * @type: as for socket()
 * @address: the endpoint
 *
 * Return: the socket, bound; on failure the program ends.
 */
int ns_bound_socket(const char *ns, int type, const struct sockaddr_in *address);

/**
 * ns_packet_socket() - open a raw socket on a device inside a network namespace
 * @ns: as for ns_socket()
 * @device: the device's name
 *
 * The socket does not block, sees IPv4 and ARP frames, tells of every frame whether its checksum
 * is still to be filled in, and has a receive buffer of 64 MB.
 *
 * Return: the socket, bound; on failure the program ends.
 */
int ns_packet_socket(const char *ns, const char *device);

/**
 * ns_wire_socket() - open a raw socket on the wire that "NAMESPACE,DEVICE,MAC" names
 * @text: what to read; taken apart
 * @mac: set to the address of who is to get the frames
 *
 * Return: as ns_packet_socket().
 */
int ns_wire_socket(char *text, uint8_t mac[6]);

/**
 * parse_endpoint() - read "ADDRESS" or "ADDRESS:PORT"
 * @text: what to read
 * @to: set; the port is 0 where there is none
 *
 * Return: whether @text was one.
 */
bool parse_endpoint(const char *text, struct sockaddr_in *to);

/**
 * format_endpoint() - write "ADDRESS:PORT"
 * @from: what to write
 *
 * Return: static memory, valid for the next three calls.
 */
const char *format_endpoint(const struct sockaddr_in *from);

/**
 * parse_prefix() - read "ADDRESS", "ADDRESS/LENGTH" or "ADDRESS-ADDRESS"
 * @text: what to read
 * @first: set to its first address, host byte order
 * @last: set to its last address, host byte order
 *
 * Return: whether @text was one.
 */
bool parse_prefix(const char *text, uint32_t *first, uint32_t *last);

/**
 * now_ms() - milliseconds of the monotonic clock
 *
 * Return: the time.
 */
int64_t now_ms(void);

/**
 * sum_add() - add bytes to a running ones' complement sum
 * @sum: the sum so far, 0 at first
 * @data: the bytes; all calls but the last need an even number of them
 * @length: how many
 *
 * Return: the new sum, not folded.
 */
uint64_t sum_add(uint64_t sum, const void *data, size_t length);

/**
 * sum_fold() - make 16 bits of a running sum
 * @sum: from sum_add()
 *
 * Return: the folded sum in network byte order, not complemented.
 */
uint16_t sum_fold(uint64_t sum);

#endif
