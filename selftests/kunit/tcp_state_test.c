// SPDX-License-Identifier: GPL-2.0-only
/* The TCP state machine: scripts of packets, and what holds in every cell. */

#include "lib/tcp_state.h"
#include "suites.h"
#include "tcp_mirror.h"

#define SYN NATGW_TCP_SYN
#define ACK NATGW_TCP_ACK
#define FIN (NATGW_TCP_FIN | NATGW_TCP_ACK)
#define RST NATGW_TCP_RST
#define SYNACK (NATGW_TCP_SYN | NATGW_TCP_ACK)

/* One packet and the state after it. */
struct step {
	enum natgw_direction dir;
	u8 flags;
	u8 state;
};

/* A packet of the initiator, or of the other side, and the state after it. */
#define O(flags_, state_) { NATGW_ORIGINAL, flags_, NATGW_TCP_STATE_##state_ }
#define R(flags_, state_) { NATGW_REPLY, flags_, NATGW_TCP_STATE_##state_ }

struct script {
	const char *name;
	struct step steps[16];	/* up to one without flags */
};

static const struct script scripts[] = {
	{ "open by three segments (RFC 9293 figure 6)", {
		O(SYN, INIT), R(SYNACK, INIT_REPLY_ACKED), O(ACK, ESTABLISHED), R(ACK, ESTABLISHED),
	} },
	{ "open with lost and repeated segments", {
		O(SYN, INIT), O(SYN, INIT), R(SYNACK, INIT_REPLY_ACKED), O(SYN, INIT_REPLY_ACKED),
		R(SYNACK, INIT_REPLY_ACKED), O(ACK, ESTABLISHED), R(SYNACK, ESTABLISHED),
	} },
	{ "simultaneous open, SYN-ACK both ways (RFC 5382 REQ-2)", {
		O(SYN, INIT), R(SYN, INIT_BOTH), O(SYNACK, INIT_ORIG_ACKED),
		R(SYNACK, ESTABLISHED), R(ACK, ESTABLISHED),
	} },
	{ "simultaneous open, plain ACKs (RFC 9293 figure 7)", {
		O(SYN, INIT), R(SYN, INIT_BOTH), R(ACK, INIT_REPLY_ACKED), R(ACK, INIT_REPLY_ACKED),
		O(ACK, ESTABLISHED),
	} },
	{ "a forged SYN-ACK alone does not establish (RFC 5382 REQ-5)", {
		O(SYN, INIT), R(SYNACK, INIT_REPLY_ACKED), R(ACK, INIT_REPLY_ACKED),
		R(FIN, INIT_REPLY_ACKED),
	} },
	{ "refused, then tried again", {
		O(SYN, INIT), R(RST | ACK, CLOSED), O(ACK, CLOSED), R(ACK, CLOSED), O(SYN, INIT),
		R(SYNACK, INIT_REPLY_ACKED), O(ACK, ESTABLISHED),
	} },
	{ "given up before it was answered", {
		O(SYN, INIT), O(RST, CLOSED), R(SYNACK, CLOSED), O(RST, CLOSED),
	} },
	{ "a challenge ACK answers a SYN (RFC 5961)", {
		O(SYN, INIT), R(ACK, INIT), O(RST, CLOSED), O(SYN, INIT),
		R(SYNACK, INIT_REPLY_ACKED), O(ACK, ESTABLISHED),
	} },
	{ "closed by the initiator first", {
		O(SYN, INIT), R(SYNACK, INIT_REPLY_ACKED), O(ACK, ESTABLISHED), O(FIN, CFIN),
		R(ACK, CFIN), R(FIN, CSFIN), O(ACK, CSFIN), R(FIN, CSFIN),
	} },
	{ "closed by the other side first", {
		O(SYN, INIT), R(SYNACK, INIT_REPLY_ACKED), O(ACK, ESTABLISHED), R(FIN, SFIN),
		O(ACK, SFIN), O(FIN, CSFIN), R(ACK, CSFIN),
	} },
	{ "half closed, data for long after (K17)", {
		O(SYN, INIT), R(SYNACK, INIT_REPLY_ACKED), O(FIN, CFIN), R(ACK, CFIN), O(ACK, CFIN),
		R(ACK, CFIN), O(FIN, CFIN), R(FIN, CSFIN),
	} },
	{ "a reset that was not believed (RFC 7857 section 2.2)", {
		O(SYN, INIT), R(SYNACK, INIT_REPLY_ACKED), O(ACK, ESTABLISHED), R(RST, TRANS),
		R(RST, TRANS), O(ACK, ESTABLISHED), O(RST, TRANS), R(ACK, ESTABLISHED),
	} },
	{ "a reset, then the crossing FIN", {
		O(SYN, INIT), R(SYNACK, INIT_REPLY_ACKED), O(ACK, ESTABLISHED), O(RST, TRANS),
		R(FIN, SFIN), O(RST, TRANS),
	} },
	{ "SYN in an established session changes nothing (K15)", {
		O(SYN, INIT), R(SYNACK, INIT_REPLY_ACKED), O(ACK, ESTABLISHED), O(SYN, ESTABLISHED),
		R(SYN, ESTABLISHED), R(SYNACK, ESTABLISHED),
	} },
	{ "the five-tuple used anew after both FINs (K15)", {
		O(SYN, INIT), R(SYNACK, INIT_REPLY_ACKED), O(FIN, CFIN), R(FIN, CSFIN),
		O(SYN, INIT), R(SYNACK, INIT_REPLY_ACKED), O(ACK, ESTABLISHED),
	} },
	{ "the five-tuple used anew from the other side after a reset", {
		O(SYN, INIT), R(SYNACK, INIT_REPLY_ACKED), O(ACK, ESTABLISHED), O(RST, TRANS),
		R(SYN, INIT_REPLY), O(SYNACK, INIT_ORIG_ACKED), R(ACK, ESTABLISHED),
	} },
	{ "half reopened does not revive", {
		O(SYN, INIT), R(SYNACK, INIT_REPLY_ACKED), O(FIN, CFIN), R(FIN, CSFIN),
		O(SYN, INIT), O(ACK, INIT), R(ACK, INIT), R(FIN, INIT),
	} },
	{ "half reopened from the other side does not revive", {
		O(SYN, INIT), R(SYNACK, INIT_REPLY_ACKED), O(FIN, CFIN), R(FIN, CSFIN),
		R(SYN, INIT_REPLY), O(ACK, INIT_REPLY), R(ACK, INIT_REPLY), O(SYN, INIT_BOTH),
		O(ACK, INIT_ORIG_ACKED), R(ACK, ESTABLISHED),
	} },
	{ "a reset after both FINs, then old data", {
		O(SYN, INIT), R(SYNACK, INIT_REPLY_ACKED), O(FIN, CFIN), R(FIN, CSFIN),
		R(RST, CSFIN), O(ACK, CSFIN),
	} },
	{ "a SYN-ACK repeated after a reset proves nothing", {
		O(SYN, INIT), R(SYNACK, INIT_REPLY_ACKED), O(ACK, ESTABLISHED), O(RST, TRANS),
		R(SYNACK, TRANS),
	} },
	{ "half closed, then reset", {
		O(SYN, INIT), R(SYNACK, INIT_REPLY_ACKED), O(FIN, CFIN), R(RST, TRANS),
	} },
};

static void script_name(const struct script *script, char *description)
{
	strscpy(description, script->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(script, scripts, script_name);

static void script_is_followed(struct kunit *test)
{
	const struct script *script = test->param_value;
	u8 state = NATGW_TCP_STATE_CLOSED;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(script->steps) && script->steps[i].flags; i++) {
		const struct step *step = &script->steps[i];

		state = natgw_tcp_state_next(state, step->dir, step->flags);
		KUNIT_EXPECT_EQ_MSG(test, state, step->state, "packet %u", i + 1);
	}
	KUNIT_EXPECT_GT(test, i, 1u);
}

/* Whoever began is no different from the other side, so the table has to be its own mirror. */
static void table_is_symmetric(struct kunit *test)
{
	unsigned int state, flags;

	for (state = 0; state <= NATGW_TCP_STATE_TRANS; state++)
		for (flags = 0; flags < 256; flags++) {
			u8 next = natgw_tcp_state_next(state, NATGW_ORIGINAL, flags);

			KUNIT_EXPECT_EQ_MSG(test, mirrored(next),
					    natgw_tcp_state_next(mirrored(state), NATGW_REPLY,
								 flags),
					    "state %u, flags %02x", state, flags);
		}
}

/* What may lead to the long timeout: being there, or the acknowledgment that was missing. */
static bool may_be_established(u8 state, enum natgw_direction dir, u8 flags)
{
	switch (state) {
	case NATGW_TCP_STATE_ESTABLISHED:
	case NATGW_TCP_STATE_CFIN:
	case NATGW_TCP_STATE_SFIN:
		return true;
	case NATGW_TCP_STATE_TRANS:
		return flags & ACK && !(flags & SYN);
	case NATGW_TCP_STATE_INIT_REPLY_ACKED:
		return flags & ACK && dir == NATGW_ORIGINAL;
	case NATGW_TCP_STATE_INIT_ORIG_ACKED:
		return flags & ACK && dir == NATGW_REPLY;
	default:
		return false;
	}
}

static void established_needs_both_acknowledgments(struct kunit *test)
{
	unsigned int state, dir, flags;

	for (state = 0; state <= NATGW_TCP_STATE_TRANS; state++)
		for (dir = NATGW_ORIGINAL; dir <= NATGW_REPLY; dir++)
			for (flags = 0; flags < 256; flags++) {
				u8 next = natgw_tcp_state_next(state, dir, flags);

				if (natgw_tcp_state_timeout(next) != NATGW_TIMEOUT_TCP_ESTABLISHED)
					continue;
				KUNIT_EXPECT_TRUE_MSG(test, may_be_established(state, dir, flags),
						      "state %u, dir %u, flags %02x", state, dir,
						      flags);
			}
}

static void reset_never_leads_to_a_longer_timeout(struct kunit *test)
{
	unsigned int state, dir;

	for (state = NATGW_TCP_STATE_CLOSED; state <= NATGW_TCP_STATE_TRANS; state++)
		for (dir = NATGW_ORIGINAL; dir <= NATGW_REPLY; dir++) {
			u8 next = natgw_tcp_state_next(state, dir, RST | ACK);

			KUNIT_EXPECT_NE(test, natgw_tcp_state_timeout(next),
					NATGW_TIMEOUT_TCP_ESTABLISHED);
			KUNIT_EXPECT_FALSE(test, natgw_tcp_state_is_opening(next));
		}
}

static void what_is_not_tcp_stays_so(struct kunit *test)
{
	unsigned int flags;

	for (flags = 0; flags < 256; flags++) {
		KUNIT_EXPECT_EQ(test, (u8)NATGW_TCP_STATE_NONE,
				natgw_tcp_state_next(NATGW_TCP_STATE_NONE, NATGW_REPLY, flags));
		KUNIT_EXPECT_EQ(test, natgw_tcp_state_next(200, NATGW_REPLY, flags), (u8)200);
	}
}

static void timeouts_are_those_of_the_phases(struct kunit *test)
{
	static const u8 expected[] = {
		[NATGW_TCP_STATE_CLOSED] = NATGW_TIMEOUT_TCP_RESET,
		[NATGW_TCP_STATE_INIT] = NATGW_TIMEOUT_TCP_OPENING,
		[NATGW_TCP_STATE_INIT_REPLY] = NATGW_TIMEOUT_TCP_OPENING,
		[NATGW_TCP_STATE_INIT_BOTH] = NATGW_TIMEOUT_TCP_OPENING,
		[NATGW_TCP_STATE_INIT_ORIG_ACKED] = NATGW_TIMEOUT_TCP_OPENING,
		[NATGW_TCP_STATE_INIT_REPLY_ACKED] = NATGW_TIMEOUT_TCP_OPENING,
		[NATGW_TCP_STATE_ESTABLISHED] = NATGW_TIMEOUT_TCP_ESTABLISHED,
		[NATGW_TCP_STATE_CFIN] = NATGW_TIMEOUT_TCP_ESTABLISHED,
		[NATGW_TCP_STATE_SFIN] = NATGW_TIMEOUT_TCP_ESTABLISHED,
		[NATGW_TCP_STATE_CSFIN] = NATGW_TIMEOUT_TCP_CLOSING,
		[NATGW_TCP_STATE_TRANS] = NATGW_TIMEOUT_TCP_RESET,
	};
	unsigned int state;

	for (state = NATGW_TCP_STATE_CLOSED; state < ARRAY_SIZE(expected); state++)
		KUNIT_EXPECT_EQ_MSG(test, natgw_tcp_state_timeout(state), expected[state],
				    "state %u", state);
}

static void flags_that_no_tcp_sends_are_invalid(struct kunit *test)
{
	static const u8 valid[] = { SYN, SYNACK, FIN, ACK, RST, RST | ACK, RST | FIN };
	static const u8 invalid[] = {
		0, NATGW_TCP_FIN, SYN | NATGW_TCP_FIN, SYN | RST, SYNACK | NATGW_TCP_FIN,
		0x08, 0x20, 0x29,	/* PSH; URG; FIN, PSH and URG ("Christmas tree") */
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(valid); i++) {
		KUNIT_EXPECT_TRUE_MSG(test, natgw_tcp_flags_valid(valid[i]), "%02x", valid[i]);
		/* PSH, URG, ECE and CWR do not matter. */
		KUNIT_EXPECT_TRUE_MSG(test, natgw_tcp_flags_valid(valid[i] | 0xe8), "%02x",
				      valid[i]);
	}
	for (i = 0; i < ARRAY_SIZE(invalid); i++)
		KUNIT_EXPECT_FALSE_MSG(test, natgw_tcp_flags_valid(invalid[i]), "%02x",
				       invalid[i]);
}

static struct kunit_case tcp_state_cases[] = {
	KUNIT_CASE_PARAM(script_is_followed, script_gen_params),
	KUNIT_CASE(table_is_symmetric),
	KUNIT_CASE(established_needs_both_acknowledgments),
	KUNIT_CASE(reset_never_leads_to_a_longer_timeout),
	KUNIT_CASE(what_is_not_tcp_stays_so),
	KUNIT_CASE(timeouts_are_those_of_the_phases),
	KUNIT_CASE(flags_that_no_tcp_sends_are_invalid),
	{}
};

struct kunit_suite natgw_tcp_state_suite = {
	.name = "natgw_tcp_state",
	.test_cases = tcp_state_cases,
};
