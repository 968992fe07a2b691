// SPDX-License-Identifier: GPL-2.0-only
/*
 * kmod/lib/checksum.h against sums that are made anew: some bytes, then changes of 16 and 32 bits
 * of them, all in one delta.
 */
#include "lib/checksum.h"

#include "input.h"

enum { WORDS = 32 };

static __sum16 whole(const u16 *words, unsigned int count)
{
	return csum_fold(csum_partial(words, 2 * count, 0));
}

/* Two ways to write the same sum. */
static bool same(__sum16 a, __sum16 b)
{
	return a % 0xffff == b % 0xffff;
}

static bool all_zero(const u16 *words, unsigned int count)
{
	while (count--) {
		if (words[count])
			return false;
	}
	return true;
}

/* The same change at an even place, and 16 bits of it. */
static __wsum change(u16 *words, unsigned int count, struct input *input)
{
	u8 what = take8(input);
	unsigned int at = what % count;
	u32 from, to = take32(input);

	if (what & 0x80 || at + 1 == count) {
		u16 old = words[at];

		words[at] = to;
		return natgw_checksum_delta16(old, to);
	}
	memcpy(&from, words + at, sizeof(from));
	memcpy(words + at, &to, sizeof(to));
	return natgw_checksum_delta32(from, to);
}

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size)
{
	struct input input = { bytes, size };
	__sum16 before, partial, after;
	unsigned int count, i;
	u16 words[WORDS];
	__wsum delta = 0;

	count = 1 + take8(&input) % WORDS;
	for (i = 0; i < count; i++)
		words[i] = take16(&input);
	before = whole(words, count);
	partial = (u16)~before;
	do {
		delta = csum_add(delta, change(words, count, &input));
	} while (input.left);
	after = whole(words, count);

	/* Only of nothing but zeroes is the sum 0; no packet is. */
	fuzz_assert(same(natgw_checksum_apply(before, delta), after));
	if (!all_zero(words, count))
		fuzz_assert(natgw_checksum_apply(before, delta) == after);

	fuzz_assert(natgw_checksum_apply_udp(0, delta) == 0);
	if (before) {
		__sum16 udp = natgw_checksum_apply_udp(before, delta);

		fuzz_assert(udp && same(udp, after));
	}

	after = ~after;
	fuzz_assert(same(natgw_checksum_apply_partial(partial, delta), after));
	fuzz_assert(natgw_checksum_apply_partial(partial, delta));
	return 0;
}
