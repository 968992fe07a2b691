// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tries every operation there is, as whoever runs it, and says what the kernel answered:
 *
 *	attempt [listen]
 *
 * A line for each: "NUMBER do ERROR", "NUMBER dump ERROR"; 0 is success. "listen" tries to join the
 * group of events as well: "events ERROR". No attributes are sent, so that nothing but the right to
 * do it is tried; flush and commit come last, as they need none.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "netlink.h"

static void attempt(struct netlink *nl, int cmd)
{
	printf("%d do %d\n", cmd, netlink_do(nl, cmd, NULL));
	printf("%d dump %d\n", cmd, netlink_dump(nl, cmd, NULL));
}

static bool is_last(int cmd)
{
	return cmd == NATGW_CMD_BEGIN || cmd == NATGW_CMD_COMMIT || cmd == NATGW_CMD_ABORT ||
	       cmd == NATGW_CMD_CONFIG_FLUSH;
}

int main(int argc, char **argv)
{
	static const int last[] = {
		NATGW_CMD_BEGIN, NATGW_CMD_COMMIT, NATGW_CMD_ABORT, NATGW_CMD_CONFIG_FLUSH,
	};
	struct netlink nl;
	size_t i;
	int cmd, err;

	err = netlink_open(&nl);
	if (err) {
		printf("open %d\n", err);
		return 1;
	}
	for (cmd = 1; cmd <= NATGW_CMD_MAX; cmd++) {
		if (!is_last(cmd))
			attempt(&nl, cmd);
	}
	for (i = 0; i < sizeof(last) / sizeof(*last); i++)
		attempt(&nl, last[i]);
	if (argc > 1 && !strcmp(argv[1], "listen"))
		printf("events %d\n", netlink_listen(&nl));
	netlink_close(&nl);
	return 0;
}
