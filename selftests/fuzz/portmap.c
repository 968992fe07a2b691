// SPDX-License-Identifier: GPL-2.0-only
/* kmod/lib/portmap.c against a plain array of ports. */
#include "lib/portmap.h"

#include "input.h"

static struct natgw_portmap map;
static unsigned long model[NATGW_PORTMAP_WORDS];
static unsigned int used;

static bool is_used(unsigned int port)
{
	return model[port / BITS_PER_LONG] >> port % BITS_PER_LONG & 1;
}

static void set(unsigned int port, bool value)
{
	used += value - is_used(port);
	model[port / BITS_PER_LONG] &= ~BIT(port % BITS_PER_LONG);
	model[port / BITS_PER_LONG] |= (unsigned long)value << port % BITS_PER_LONG;
}

/* The first port from @first to @last that is free and has the parity. */
static int first_free(unsigned int first, unsigned int last, enum natgw_parity parity)
{
	unsigned int port;

	for (port = first; port <= last; port++) {
		if (!(port % BITS_PER_LONG) && model[port / BITS_PER_LONG] == ~0UL)
			port += BITS_PER_LONG - 1;
		else if (!is_used(port) && (parity == NATGW_PARITY_ANY ||
					    (parity == NATGW_PARITY_ODD) == (port & 1)))
			return port;
	}
	return -ENOSPC;
}

/* What a claim has to give: the first free one from @start on, then from @first on. */
static int expected(unsigned int first, unsigned int last, unsigned int start,
		    enum natgw_parity parity)
{
	int port;

	if (first > last)
		return -ENOSPC;
	if (start < first || start > last)
		start = first;
	port = first_free(start, last, parity);
	if (port < 0 && start > first)
		port = first_free(first, start - 1, parity);
	return port;
}

static void claim(unsigned int port)
{
	fuzz_assert(natgw_portmap_claim(&map, port) == !is_used(port));
	set(port, true);
}

static void claim_range(u32 first, u32 last)
{
	u32 before = used, port;

	for (port = first; port <= last && last < NATGW_PORTMAP_PORTS; port++)
		set(port, true);
	fuzz_assert(natgw_portmap_claim_range(&map, first, last) == used - before);
}

static void claim_any(u16 first, u16 last, u16 start, enum natgw_parity parity)
{
	int port = expected(first, last, start, parity);

	fuzz_assert(natgw_portmap_claim_any(&map, first, last, start, parity) == port);
	if (port >= 0)
		set(port, true);
}

static void release(u32 first, u32 last)
{
	for (; first <= last && first < NATGW_PORTMAP_PORTS; first++) {
		if (!is_used(first))
			continue;
		natgw_portmap_release(&map, first);
		set(first, false);
	}
}

/* A summary may be late, but hides no free port while nobody is at work. */
static void check(void)
{
	unsigned int word;

	fuzz_assert(natgw_portmap_used(&map) == used);
	fuzz_assert(!((unsigned int)atomic_read(&map.epoch) & 0xffff));
	fuzz_assert(!memcmp(map.used, model, sizeof(model)));
	for (word = 0; word < NATGW_PORTMAP_WORDS; word++) {
		if (~model[word] & ~0UL / 3)
			fuzz_assert(!test_bit(word, map.full[0]));
		if (~model[word] & ~0UL / 3 << 1)
			fuzz_assert(!test_bit(word, map.full[1]));
	}
}

/* Mostly of few ports, where things meet, but of more than one word of the summaries. */
static u16 take_port(struct input *input, u8 what)
{
	u16 port = take16(input);

	return what & 0x40 ? port : port % 8192;
}

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size)
{
	struct input input = { bytes, size < 400 ? size : 400 };

	natgw_portmap_init(&map);
	memset(model, 0, sizeof(model));
	used = 0;
	while (input.left) {
		u8 what = take8(&input);
		u16 a = take_port(&input, what), b = take_port(&input, what);

		switch (what % 6) {
		case 0:
			claim(a);
			break;
		case 1:
			claim_range(a, b);
			break;
		case 2:
			claim_range(a, (u32)a + b % 130);
			break;
		case 3:
			claim_any(a, b, take_port(&input, what), what / 6 % 3);
			break;
		case 4:
			claim_any(a, a + b % 200 > 65535 ? 65535 : a + b % 200, a + b / 200,
				  what / 6 % 3);
			break;
		default:
			release(a, what & 0x80 ? b : a);
			break;
		}
	}
	check();
	return 0;
}
