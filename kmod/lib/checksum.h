/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Internet checksums mended by increments.
 *
 * All of it is equation 3 of RFC 1624: HC' = ~(~HC + ~m + m'). The older form,
 * HC' = HC + m + ~m', yields 0xffff where a full computation yields 0.
 * Several changes of one packet are added up to one delta.
 */
#ifndef _NATGW_LIB_CHECKSUM_H
#define _NATGW_LIB_CHECKSUM_H

#include <linux/types.h>
#include <net/checksum.h>

/**
 * natgw_checksum_delta16() - what a change of 16 bits does to a sum
 * @from: the old bits
 * @to: the new ones
 *
 * The two bytes must lie at an even distance from where the sum begins.
 *
 * Return: ~m + m', to be added (csum_add()) to others or applied.
 */
static inline __wsum natgw_checksum_delta16(__be16 from, __be16 to)
{
	return csum_add((__force __wsum)(u32)(u16)~(__force u16)from, (__force __wsum)to);
}

/**
 * natgw_checksum_delta32() - what a change of 32 bits does to a sum
 * @from: the old bits
 * @to: the new ones
 *
 * Return: as natgw_checksum_delta16().
 */
static inline __wsum natgw_checksum_delta32(__be32 from, __be32 to)
{
	return csum_add((__force __wsum)~from, (__force __wsum)to);
}

/**
 * natgw_checksum_apply() - a checksum after a change
 * @check: the checksum field: IP's, TCP's, ICMP's, DCCP's
 * @delta: a sum of deltas
 *
 * Return: the field's new value; never 0xffff where a full computation gives 0.
 */
static inline __sum16 natgw_checksum_apply(__sum16 check, __wsum delta)
{
	return csum_fold(csum_add(~csum_unfold(check), delta));
}

/**
 * natgw_checksum_apply_udp() - a UDP checksum after a change
 * @check: the checksum field; 0 means that the sender made none
 * @delta: a sum of deltas
 *
 * Return: 0 for 0; else the field's new value, with 0xffff for a computed 0 (RFC 768).
 */
static inline __sum16 natgw_checksum_apply_udp(__sum16 check, __wsum delta)
{
	if (!check)
		return check;
	check = natgw_checksum_apply(check, delta);
	return check ?: CSUM_MANGLED_0;
}

/**
 * natgw_checksum_apply_partial() - a checksum field that is still to be finished after a change
 * @check: the field of a CHECKSUM_PARTIAL packet: the sum of the pseudo-header,
 *	   not complemented
 * @delta: of the addresses only: the ports are summed when it is finished
 *
 * Return: the field's new value; 0xffff rather than 0, which might be taken for "none".
 */
static inline __sum16 natgw_checksum_apply_partial(__sum16 check, __wsum delta)
{
	check = ~csum_fold(csum_add(csum_unfold(check), delta));
	return check ?: CSUM_MANGLED_0;
}

#endif
