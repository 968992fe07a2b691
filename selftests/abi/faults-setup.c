// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each allocation fails once while a namespace is made, and while natgw.ko is
 * loaded. What is not made leaves nothing behind; what is made works.
 */
#include "abi.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault.h"

enum {
	SECONDS = 3000,
	NAMESPACES = 2,
	/* Of the module's allocations. Before them caches are made, whose names Linux 6.1 leaks. */
	LAST = 80,
	BESIDE = 50,
	STRIDE = 4,
};

/* A namespace of this process's own, where natgw does what it is told. */
static bool works(void)
{
	struct netlink nl;
	bool good;

	if (netlink_open(&nl))
		return false;
	good = !DO(&nl, NATGW_CMD_POOL_NEW, POOL_A,) && !DO(&nl, NATGW_CMD_RULE_NEW, RULE_A,) &&
	       status_of(&nl, NATGW_A_STATUS_ACTIVE) == NATGW_SWITCH_ON;
	netlink_close(&nl);
	return good;
}

FIXTURE(setup)
{
};

FIXTURE_SETUP(setup)
{
	ASSERT_EQ(0, fault_open());
}

FIXTURE_TEARDOWN(setup)
{
}

static int make_namespace(void)
{
	return unshare(CLONE_NEWNET) ? -errno : 0;
}

/* Makes a namespace that the nth allocation fails for. True if it was one of natgw's. */
static bool make_without(unsigned int nth, int *err)
{
	fault_trace();
	fault_arm(nth);
	*err = make_namespace();
	fault_disarm();
	return fault_blames_natgw(false);
}

/*
 * A namespace takes a thousand allocations and more, nearly all of them others'.
 * natgw comes late: looked for from the end, then gone through one by one from
 * before its first to some behind its last, which have its part undone.
 */
TEST_F_TIMEOUT(setup, a_namespace, SECONDS)
{
	unsigned int n, all, natgws = 0, since = 0;
	int err;

	ASSERT_EQ(0, make_namespace());
	fault_arm(FAULTS_MAX);
	ASSERT_EQ(0, make_namespace());
	all = fault_count(FAULTS_MAX);
	for (n = all; n > STRIDE && !make_without(n, &err); n -= STRIDE)
		;
	for (n = n > BESIDE ? n - BESIDE : 1; n <= all && (!natgws || since < BESIDE); n++) {
		since++;
		if (make_without(n, &err)) {
			natgws++;
			since = 0;
		}
		if (!err)
			EXPECT_TRUE(works()) TH_LOG("allocation %u", n);
	}
	ASSERT_EQ(0, make_namespace());
	EXPECT_TRUE(works());
	EXPECT_LT(0, natgws);
	TH_LOG("up to %u of %u allocations, %u of them natgw's", n, all, natgws);
}

static int unload(void)
{
	int tries;

	for (tries = 0; tries < 300; tries++) {
		if (!syscall(SYS_delete_module, "natgw", O_NONBLOCK) || errno == ENOENT)
			return 0;
		usleep(100000);
	}
	return -errno;
}

/* Namespaces that are there when the module comes: what it has set up in one is undone for all. */
static void hold_namespaces(void)
{
	int i;

	for (i = 0; i < NAMESPACES; i++) {
		if (open("/proc/self/ns/net", O_RDONLY) < 0 || unshare(CLONE_NEWNET))
			abort();
	}
}

static int load(int fd)
{
	return syscall(SYS_finit_module, fd, "", 0) ? -errno : 0;
}

TEST_F_TIMEOUT(setup, the_module, SECONDS)
{
	const char *path = getenv("NATGW_KO");
	unsigned int n, all, natgws = 0;
	bool hit = true;
	int fd, err = -1;

	fd = open(path ?: "", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		SKIP(return, "no natgw.ko in $NATGW_KO");
	hold_namespaces();
	ASSERT_EQ(0, unload());
	fault_arm(FAULTS_MAX);
	ASSERT_EQ(0, load(fd));
	all = fault_count(FAULTS_MAX);
	for (n = all > LAST ? all - LAST : 1; hit && n < FAULTS_MAX; n++) {
		ASSERT_EQ(0, unload());
		fault_trace();
		fault_arm(n);
		err = load(fd);
		hit = fault_disarm();
		natgws += fault_blames_natgw(false);
		if (hit && !err)
			EXPECT_TRUE(works()) TH_LOG("allocation %u", n);
	}
	EXPECT_EQ(0, err);
	EXPECT_TRUE(works());
	EXPECT_LT(0, natgws);
	TH_LOG("the last %d of %u allocations, %u of them natgw's", LAST, all, natgws);
	close(fd);
}

TEST_HARNESS_MAIN
