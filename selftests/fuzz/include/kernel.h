/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * As much of the kernel as kmod/lib and the parsers of kmod/packet need in an ordinary program.
 * Included before everything else; the kernel's headers beside it are empty or the ABI's.
 */
#ifndef NATGW_FUZZ_KERNEL_H
#define NATGW_FUZZ_KERNEL_H

#include <errno.h>
#include <limits.h>
#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t s32;

#define U8_MAX UINT8_MAX
#define U16_MAX UINT16_MAX
#define U32_MAX UINT32_MAX
#define BITS_PER_LONG 64
#define BIT(n) (1UL << (n))

#define __force
#define __aligned(n) __attribute__((aligned(n)))
#define fallthrough __attribute__((fallthrough))
#define unlikely(condition) (condition)
#define likely(condition) (condition)
#define offsetofend(type, member) (offsetof(type, member) + sizeof(((type *)0)->member))
#define ARRAY_SIZE(array) (sizeof(array) / sizeof(*(array)))
#define DIV_ROUND_UP(n, by) (((n) + (by) - 1) / (by))
#define min_t(type, a, b) ((type)(a) < (type)(b) ? (type)(a) : (type)(b))
#define BUILD_BUG_ON(condition) _Static_assert(!(condition), #condition)

#define READ_ONCE(place) (*(const volatile __typeof__(place) *)&(place))
#define WRITE_ONCE(place, value) (*(volatile __typeof__(place) *)&(place) = (value))

/* What must not be, found by a fuzzer: ends it, and leaves the input that led there. */
#define fuzz_assert(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #condition); \
			abort(); \
		} \
	} while (0)
#define WARN_ON_ONCE(condition) ({ bool __warn = (condition); fuzz_assert(!__warn); __warn; })

#define htons(n) __builtin_bswap16(n)
#define ntohs(n) __builtin_bswap16(n)
#define htonl(n) __builtin_bswap32(n)
#define ntohl(n) __builtin_bswap32(n)

/* --- atomics --- */

typedef struct { int counter; } atomic_t;
typedef struct { long counter; } atomic_long_t;

/* One thread: they only have to compile. */
#define smp_rmb() __atomic_thread_fence(__ATOMIC_ACQUIRE)
/* The same. */
#define smp_mb__before_atomic() __atomic_thread_fence(__ATOMIC_SEQ_CST)
/* The same. */
#define smp_mb__after_atomic() __atomic_thread_fence(__ATOMIC_SEQ_CST)

static inline int atomic_read(const atomic_t *v)
{
	return __atomic_load_n(&v->counter, __ATOMIC_RELAXED);
}

static inline void atomic_add(int n, atomic_t *v)
{
	__atomic_fetch_add(&v->counter, n, __ATOMIC_RELAXED);
}

static inline void atomic_inc(atomic_t *v)
{
	atomic_add(1, v);
}

static inline void atomic_dec(atomic_t *v)
{
	atomic_add(-1, v);
}

static inline long atomic_long_fetch_or(long bits, atomic_long_t *v)
{
	return __atomic_fetch_or(&v->counter, bits, __ATOMIC_SEQ_CST);
}

static inline bool test_bit(unsigned int n, const unsigned long *words)
{
	return READ_ONCE(words[n / BITS_PER_LONG]) & BIT(n % BITS_PER_LONG);
}

static inline bool test_and_set_bit(unsigned int n, unsigned long *words)
{
	unsigned long bit = BIT(n % BITS_PER_LONG);

	return __atomic_fetch_or(&words[n / BITS_PER_LONG], bit, __ATOMIC_SEQ_CST) & bit;
}

static inline bool test_and_clear_bit(unsigned int n, unsigned long *words)
{
	unsigned long bit = BIT(n % BITS_PER_LONG);

	return __atomic_fetch_and(&words[n / BITS_PER_LONG], ~bit, __ATOMIC_SEQ_CST) & bit;
}

static inline void set_bit(unsigned int n, unsigned long *words)
{
	test_and_set_bit(n, words);
}

static inline void clear_bit(unsigned int n, unsigned long *words)
{
	test_and_clear_bit(n, words);
}

static inline unsigned int hweight_long(unsigned long word)
{
	return __builtin_popcountl(word);
}

static inline unsigned long __ffs(unsigned long word)
{
	return __builtin_ctzl(word);
}

/* --- checksums, plainly --- */

#define CSUM_MANGLED_0 ((__sum16)0xffff)

static inline __wsum csum_add(__wsum a, __wsum b)
{
	u64 sum = (u64)a + b;

	return (u32)sum + (u32)(sum >> 32);
}

static inline __wsum csum_sub(__wsum a, __wsum b)
{
	return csum_add(a, ~b);
}

static inline __sum16 csum_fold(__wsum sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

static inline __wsum csum_unfold(__sum16 sum)
{
	return sum;
}

static inline __wsum csum_shift(__wsum sum, int offset)
{
	return offset & 1 ? sum >> 8 | sum << 24 : sum;
}

/* All bytes from the start: a plain loop, whatever the alignment. */
static inline __wsum csum_partial(const void *bytes, int length, __wsum sum)
{
	const u8 *at = bytes;
	u64 total = sum;
	int i;

	for (i = 0; i < length; i++)
		total += (u64)at[i] << (i & 1 ? 8 : 0);
	while (total >> 32)
		total = (u32)total + (total >> 32);
	return total;
}

static inline __sum16 ip_fast_csum(const void *header, unsigned int ihl)
{
	return csum_fold(csum_partial(header, ihl * 4, 0));
}

#endif
