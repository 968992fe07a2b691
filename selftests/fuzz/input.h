/* SPDX-License-Identifier: GPL-2.0-only */
/* A fuzzer's input, taken from its front; zeroes where it is over. */
#ifndef NATGW_FUZZ_INPUT_H
#define NATGW_FUZZ_INPUT_H

struct input {
	const u8 *at;
	size_t left;
};

static inline u8 take8(struct input *input)
{
	if (!input->left)
		return 0;
	input->left--;
	return *input->at++;
}

static inline u16 take16(struct input *input)
{
	u16 high = take8(input);

	return high << 8 | take8(input);
}

static inline u32 take32(struct input *input)
{
	u32 high = take16(input);

	return high << 16 | take16(input);
}

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size);

#endif
