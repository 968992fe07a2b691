// SPDX-License-Identifier: GPL-2.0-only
/* TCP windows: which resets and FINs are believed. */

#include "lib/tcp_state.h"
#include "lib/tcp_window.h"
#include "suites.h"

#define SYN NATGW_TCP_SYN
#define ACK NATGW_TCP_ACK
#define FIN (NATGW_TCP_FIN | NATGW_TCP_ACK)
#define RST NATGW_TCP_RST

/* Where the two sides' sequence numbers begin: one just before it wraps. */
enum {
	ORIG = 1000,
	REPLY = 0xfffffff0,
};

struct pair {
	struct natgw_tcp_window windows[2];
	u8 state;
};

static void send(struct pair *pair, enum natgw_direction dir, u8 flags, u32 seq, u32 ack,
		 u16 window, u8 scale)
{
	struct natgw_tcp_segment segment = {
		.seq = seq, .ack = ack, .window = window, .scale = scale, .flags = flags,
	};

	pair->state = natgw_tcp_state_next(pair->state, dir, flags);
	natgw_tcp_window_update(pair->windows, dir, &segment, pair->state);
}

static bool accepts(const struct pair *pair, enum natgw_direction dir, u8 flags, u32 seq, u32 ack)
{
	struct natgw_tcp_segment segment = { .seq = seq, .ack = ack, .flags = flags };

	return natgw_tcp_window_accepts(pair->windows, dir, &segment);
}

/* Both sides waiting for their peer's first byte, windows of 1000 << 4 and 500 << 2. */
static struct pair established(u8 scale_orig, u8 scale_reply)
{
	struct pair pair = { .state = NATGW_TCP_STATE_CLOSED };

	send(&pair, NATGW_ORIGINAL, SYN, ORIG, 0, 64240, scale_orig);
	send(&pair, NATGW_REPLY, SYN | ACK, REPLY, ORIG + 1, 65160, scale_reply);
	send(&pair, NATGW_ORIGINAL, ACK, ORIG + 1, REPLY + 1, 1000, NATGW_TCP_SCALE_ABSENT);
	send(&pair, NATGW_REPLY, ACK, REPLY + 1, ORIG + 1, 500, NATGW_TCP_SCALE_ABSENT);
	return pair;
}

static void reset_is_accepted_in_the_window_only(struct kunit *test)
{
	struct pair pair = established(4, 2);

	KUNIT_ASSERT_EQ(test, pair.state, (u8)NATGW_TCP_STATE_ESTABLISHED);
	KUNIT_EXPECT_TRUE(test, accepts(&pair, NATGW_REPLY, RST, REPLY + 1, 0));
	KUNIT_EXPECT_TRUE(test, accepts(&pair, NATGW_REPLY, RST, REPLY + 1 + 16000, 0));
	KUNIT_EXPECT_FALSE(test, accepts(&pair, NATGW_REPLY, RST, REPLY + 2 + 16000, 0));
	KUNIT_EXPECT_FALSE(test, accepts(&pair, NATGW_REPLY, RST, REPLY, 0));
	KUNIT_EXPECT_FALSE(test, accepts(&pair, NATGW_REPLY, RST, REPLY + 0x40000000, 0));
	KUNIT_EXPECT_FALSE(test, accepts(&pair, NATGW_REPLY, RST, REPLY - 0x40000000, 0));

	KUNIT_EXPECT_TRUE(test, accepts(&pair, NATGW_ORIGINAL, RST, ORIG + 1, 0));
	KUNIT_EXPECT_TRUE(test, accepts(&pair, NATGW_ORIGINAL, RST, ORIG + 1 + 2000, 0));
	KUNIT_EXPECT_FALSE(test, accepts(&pair, NATGW_ORIGINAL, RST, ORIG + 2 + 2000, 0));
	KUNIT_EXPECT_FALSE(test, accepts(&pair, NATGW_ORIGINAL, RST, ORIG, 0));
}

static void reset_follows_the_acknowledgments(struct kunit *test)
{
	struct pair pair = established(0, 0);

	send(&pair, NATGW_ORIGINAL, ACK, ORIG + 1, REPLY + 901, 100, NATGW_TCP_SCALE_ABSENT);
	/* An old one, overtaken on the way. */
	send(&pair, NATGW_ORIGINAL, ACK, ORIG + 1, REPLY + 501, 500, NATGW_TCP_SCALE_ABSENT);

	KUNIT_EXPECT_FALSE(test, accepts(&pair, NATGW_REPLY, RST, REPLY + 900, 0));
	KUNIT_EXPECT_TRUE(test, accepts(&pair, NATGW_REPLY, RST, REPLY + 901, 0));
	KUNIT_EXPECT_TRUE(test, accepts(&pair, NATGW_REPLY, RST, REPLY + 1001, 0));
	KUNIT_EXPECT_FALSE(test, accepts(&pair, NATGW_REPLY, RST, REPLY + 1002, 0));
}

static void reset_in_a_closed_window_is_accepted_at_its_edge(struct kunit *test)
{
	struct pair pair = established(4, 4);

	send(&pair, NATGW_ORIGINAL, ACK, ORIG + 1, REPLY + 1, 0, NATGW_TCP_SCALE_ABSENT);
	KUNIT_EXPECT_TRUE(test, accepts(&pair, NATGW_REPLY, RST, REPLY + 1, 0));
	KUNIT_EXPECT_FALSE(test, accepts(&pair, NATGW_REPLY, RST, REPLY + 2, 0));
}

static void scale_counts_only_where_both_offer_it(struct kunit *test)
{
	struct pair pair = established(4, NATGW_TCP_SCALE_ABSENT);

	KUNIT_EXPECT_TRUE(test, accepts(&pair, NATGW_REPLY, RST, REPLY + 1001, 0));
	KUNIT_EXPECT_FALSE(test, accepts(&pair, NATGW_REPLY, RST, REPLY + 1002, 0));

	/* RFC 7323 section 2.3: more than 14 stands for 14. */
	pair = established(200, 0);
	KUNIT_EXPECT_TRUE(test, accepts(&pair, NATGW_REPLY, RST, REPLY + 1 + (1000 << 14), 0));
	KUNIT_EXPECT_FALSE(test, accepts(&pair, NATGW_REPLY, RST, REPLY + 2 + (1000 << 14), 0));
}

static void window_of_a_syn_is_not_scaled(struct kunit *test)
{
	struct pair pair = { .state = NATGW_TCP_STATE_CLOSED };

	send(&pair, NATGW_ORIGINAL, SYN, ORIG, 0, 64240, 7);
	send(&pair, NATGW_REPLY, SYN | ACK, REPLY, ORIG + 1, 1000, 7);
	KUNIT_EXPECT_TRUE(test, accepts(&pair, NATGW_ORIGINAL, RST, ORIG + 1001, 0));
	KUNIT_EXPECT_FALSE(test, accepts(&pair, NATGW_ORIGINAL, RST, ORIG + 1002, 0));
}

static void unknown_scale_is_the_largest(struct kunit *test)
{
	struct pair pair = { .state = NATGW_TCP_STATE_ESTABLISHED };

	/* Nothing was seen: nothing can be held against it. */
	KUNIT_EXPECT_TRUE(test, accepts(&pair, NATGW_REPLY, RST, 12345, 0));

	send(&pair, NATGW_ORIGINAL, ACK, ORIG, REPLY, 2, NATGW_TCP_SCALE_ABSENT);
	KUNIT_EXPECT_TRUE(test, accepts(&pair, NATGW_REPLY, RST, REPLY + (2 << 14), 0));
	KUNIT_EXPECT_FALSE(test, accepts(&pair, NATGW_REPLY, RST, REPLY + (2 << 14) + 1, 0));
}

static void refusal_has_to_acknowledge_the_syn(struct kunit *test)
{
	struct pair pair = { .state = NATGW_TCP_STATE_CLOSED };

	send(&pair, NATGW_ORIGINAL, SYN, ORIG, 0, 64240, 7);
	KUNIT_EXPECT_TRUE(test, accepts(&pair, NATGW_REPLY, RST | ACK, 0, ORIG + 1));
	/* With data in the SYN (RFC 7413). */
	KUNIT_EXPECT_TRUE(test, accepts(&pair, NATGW_REPLY, RST | ACK, 0, ORIG + 1 + 1000));
	KUNIT_EXPECT_FALSE(test, accepts(&pair, NATGW_REPLY, RST | ACK, 0, ORIG));
	KUNIT_EXPECT_FALSE(test, accepts(&pair, NATGW_REPLY, RST | ACK, 0, ORIG + 5000));
	KUNIT_EXPECT_FALSE(test, accepts(&pair, NATGW_REPLY, RST, 0, 0));
	/* The initiator itself gives up. */
	KUNIT_EXPECT_TRUE(test, accepts(&pair, NATGW_ORIGINAL, RST, ORIG + 1, 0));
	KUNIT_EXPECT_FALSE(test, accepts(&pair, NATGW_ORIGINAL, RST, ORIG - 1000, 0));
}

static void reset_right_after_the_syn_ack(struct kunit *test)
{
	struct pair pair = { .state = NATGW_TCP_STATE_CLOSED };

	send(&pair, NATGW_ORIGINAL, SYN, ORIG, 0, 64240, 7);
	send(&pair, NATGW_REPLY, SYN | ACK, REPLY, ORIG + 1, 65160, 7);
	KUNIT_EXPECT_TRUE(test, accepts(&pair, NATGW_REPLY, RST, REPLY + 1, 0));
	KUNIT_EXPECT_FALSE(test, accepts(&pair, NATGW_REPLY, RST, REPLY - 1000, 0));
	KUNIT_EXPECT_FALSE(test, accepts(&pair, NATGW_REPLY, RST, REPLY + 0x10000000, 0));
	KUNIT_EXPECT_TRUE(test, accepts(&pair, NATGW_ORIGINAL, RST, ORIG + 1, 0));
}

static void simultaneous_open_keeps_both_scales(struct kunit *test)
{
	struct pair pair = { .state = NATGW_TCP_STATE_CLOSED };

	send(&pair, NATGW_ORIGINAL, SYN, ORIG, 0, 64240, 4);
	send(&pair, NATGW_REPLY, SYN, REPLY, 0, 64240, 2);
	KUNIT_EXPECT_TRUE(test, accepts(&pair, NATGW_REPLY, RST, REPLY + 1, 0));
	KUNIT_EXPECT_FALSE(test, accepts(&pair, NATGW_REPLY, RST, REPLY - 1000, 0));
	KUNIT_EXPECT_FALSE(test, accepts(&pair, NATGW_ORIGINAL, RST, ORIG - 1000, 0));

	send(&pair, NATGW_ORIGINAL, ACK, ORIG + 1, REPLY + 1, 1000, NATGW_TCP_SCALE_ABSENT);
	send(&pair, NATGW_REPLY, ACK, REPLY + 1, ORIG + 1, 500, NATGW_TCP_SCALE_ABSENT);
	KUNIT_EXPECT_EQ(test, pair.state, (u8)NATGW_TCP_STATE_ESTABLISHED);
	KUNIT_EXPECT_TRUE(test, accepts(&pair, NATGW_REPLY, RST, REPLY + 1 + 16000, 0));
	KUNIT_EXPECT_FALSE(test, accepts(&pair, NATGW_REPLY, RST, REPLY + 2 + 16000, 0));
	KUNIT_EXPECT_FALSE(test, accepts(&pair, NATGW_ORIGINAL, RST, ORIG + 2 + 2000, 0));
}

static void fin_may_begin_before_the_window(struct kunit *test)
{
	struct pair pair = established(0, 0);
	struct natgw_tcp_segment fin = { .seq = REPLY - 100, .payload = 101, .flags = FIN };

	/* Data sent again, with the FIN behind it. */
	KUNIT_EXPECT_TRUE(test, natgw_tcp_window_accepts(pair.windows, NATGW_REPLY, &fin));
	fin.payload = 100;
	KUNIT_EXPECT_FALSE(test, natgw_tcp_window_accepts(pair.windows, NATGW_REPLY, &fin));
	KUNIT_EXPECT_TRUE(test, accepts(&pair, NATGW_REPLY, FIN, REPLY + 1, ORIG + 1));
	KUNIT_EXPECT_FALSE(test, accepts(&pair, NATGW_REPLY, FIN, REPLY + 2000, ORIG + 1));
	/* For a reset data does not count. */
	fin.flags = RST;
	fin.payload = 101;
	KUNIT_EXPECT_FALSE(test, natgw_tcp_window_accepts(pair.windows, NATGW_REPLY, &fin));
}

static void other_segments_are_accepted(struct kunit *test)
{
	struct pair pair = established(0, 0);

	/* Keepalives, challenge ACKs, SYNs: the state machine ignores what is not for it. */
	KUNIT_EXPECT_TRUE(test, accepts(&pair, NATGW_REPLY, ACK, REPLY - 0x10000000, 0));
	KUNIT_EXPECT_TRUE(test, accepts(&pair, NATGW_REPLY, SYN, 77, 0));
}

/* Somebody outside forges the server's segments; he sees none of the connection. */
static void forger_cannot_move_the_windows(struct kunit *test)
{
	struct pair pair = established(4, 2);
	struct pair before = pair;

	/* SYNs in an established session. */
	send(&pair, NATGW_REPLY, SYN, 5, 0, 65535, 14);
	send(&pair, NATGW_REPLY, SYN | ACK, 5, 6, 65535, 14);
	/* An acknowledgment of what nobody sent, so that the true ones look old. */
	send(&pair, NATGW_REPLY, ACK, 5, ORIG + 0x20000000, 65535, NATGW_TCP_SCALE_ABSENT);
	/* What a reset acknowledges. */
	send(&pair, NATGW_REPLY, RST | ACK, 5, ORIG + 100, 0, NATGW_TCP_SCALE_ABSENT);
	KUNIT_EXPECT_EQ(test, memcmp(&pair.windows, &before.windows, sizeof(pair.windows)), 0);
}

static void new_connection_forgets_the_old_one(struct kunit *test)
{
	struct pair pair = established(4, 2);

	pair.state = NATGW_TCP_STATE_CSFIN;
	send(&pair, NATGW_ORIGINAL, SYN, 0x70000000, 0, 64240, 1);
	KUNIT_ASSERT_EQ(test, pair.state, (u8)NATGW_TCP_STATE_INIT);
	KUNIT_EXPECT_TRUE(test, accepts(&pair, NATGW_REPLY, RST | ACK, 0, 0x70000001));
	KUNIT_EXPECT_FALSE(test, accepts(&pair, NATGW_REPLY, RST | ACK, REPLY + 1, ORIG + 1));

	send(&pair, NATGW_REPLY, SYN | ACK, 0x60000000, 0x70000001, 64240, 1);
	send(&pair, NATGW_ORIGINAL, ACK, 0x70000001, 0x60000001, 1000, NATGW_TCP_SCALE_ABSENT);
	KUNIT_EXPECT_TRUE(test, accepts(&pair, NATGW_REPLY, RST, 0x60000001 + 2000, 0));
	KUNIT_EXPECT_FALSE(test, accepts(&pair, NATGW_REPLY, RST, 0x60000001 + 2001, 0));
}

/* A transfer at full speed: every true reset and FIN is believed at every moment of it. */
static void true_resets_are_always_accepted(struct kunit *test)
{
	struct pair pair = established(7, 7);
	u32 sent = ORIG + 1, acked = ORIG + 1;
	unsigned int i;

	for (i = 0; i < 200000 && !test->status; i++) {
		sent += 1460;
		if (i % 3 == 2) {
			acked = sent - 1460 * (i % 7);
			send(&pair, NATGW_REPLY, ACK, REPLY + 1, acked, 500,
			     NATGW_TCP_SCALE_ABSENT);
		}
		KUNIT_EXPECT_TRUE(test, accepts(&pair, NATGW_ORIGINAL, RST, sent, 0));
		KUNIT_EXPECT_TRUE(test, accepts(&pair, NATGW_ORIGINAL, FIN, sent, REPLY + 1));
		KUNIT_EXPECT_TRUE(test, accepts(&pair, NATGW_REPLY, RST, REPLY + 1, 0));
	}
}

static void both_windows_take_sixteen_bytes(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sizeof(struct natgw_tcp_window[2]), 16ul);
}

static struct kunit_case tcp_window_cases[] = {
	KUNIT_CASE(reset_is_accepted_in_the_window_only),
	KUNIT_CASE(reset_follows_the_acknowledgments),
	KUNIT_CASE(reset_in_a_closed_window_is_accepted_at_its_edge),
	KUNIT_CASE(scale_counts_only_where_both_offer_it),
	KUNIT_CASE(window_of_a_syn_is_not_scaled),
	KUNIT_CASE(unknown_scale_is_the_largest),
	KUNIT_CASE(refusal_has_to_acknowledge_the_syn),
	KUNIT_CASE(reset_right_after_the_syn_ack),
	KUNIT_CASE(simultaneous_open_keeps_both_scales),
	KUNIT_CASE(fin_may_begin_before_the_window),
	KUNIT_CASE(other_segments_are_accepted),
	KUNIT_CASE(forger_cannot_move_the_windows),
	KUNIT_CASE(new_connection_forgets_the_old_one),
	KUNIT_CASE(true_resets_are_always_accepted),
	KUNIT_CASE(both_windows_take_sixteen_bytes),
	{}
};

struct kunit_suite natgw_tcp_window_suite = {
	.name = "natgw_tcp_window",
	.test_cases = tcp_window_cases,
};
