// SPDX-License-Identifier: GPL-2.0-only
/* Allocations that fail. */
#include "fault.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define DEBUG "/sys/kernel/debug/"

static int fail_nth = -1, fail_some = -1, kernel_log = -1;

static void put(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, value, strlen(value)) < 0) {
		fprintf(stderr, "%s: %m\n", path);
		abort();
	}
	close(fd);
}

int fault_open(void)
{
	fail_nth = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	fail_some = open("/proc/thread-self/make-it-fail", O_RDWR | O_CLOEXEC);
	if (fail_nth < 0 || fail_some < 0)
		return -errno;
	/* The harness ends without writing out what is in the buffer. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	/* A page of ours that has to be fetched first would count, and kill us if it failed. */
	return mlockall(MCL_CURRENT | MCL_FUTURE) ? -errno : 0;
}

void fault_arm(unsigned int nth)
{
	char text[16];
	int size = snprintf(text, sizeof(text), "%u", nth);

	if (pwrite(fail_nth, text, size, 0) != size)
		abort();
}

/* How many more there might have been. */
static unsigned int stop(void)
{
	char text[16] = "";
	int err = errno;

	if (pread(fail_nth, text, sizeof(text) - 1, 0) < 0)
		abort();
	fault_arm(0);
	errno = err;
	return atoi(text);
}

bool fault_disarm(void)
{
	return !stop();
}

unsigned int fault_count(unsigned int nth)
{
	return nth - stop();
}

void fault_scarce(unsigned int percent)
{
	char text[16];

	if (pwrite(fail_some, "0", 1, 0) != 1)
		abort();
	snprintf(text, sizeof(text), "%u", percent);
	put(DEBUG "failslab/task-filter", "Y");
	put(DEBUG "failslab/times", "-1");
	put(DEBUG "failslab/probability", text);
	if (percent && pwrite(fail_some, "1", 1, 0) != 1)
		abort();
}

static void set_verbose(const char *value)
{
	put(DEBUG "failslab/verbose", value);
	put(DEBUG "fail_page_alloc/verbose", value);
}

void fault_trace(void)
{
	kernel_log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (kernel_log < 0 || lseek(kernel_log, 0, SEEK_END) < 0)
		abort();
	set_verbose("2");
}

bool fault_blames_natgw(bool print)
{
	static char said[1 << 16];
	char record[4096];
	size_t used = 0;
	ssize_t got;

	set_verbose("0");
	while ((got = read(kernel_log, record, sizeof(record) - 1)) > 0 || errno == EPIPE) {
		if (got <= 0 || used + got >= sizeof(said))
			continue;
		memcpy(said + used, record, got);
		used += got;
	}
	close(kernel_log);
	said[used] = '\0';
	if (!strstr(said, "[natgw]"))
		return false;
	if (print)
		printf("# the kernel's log:\n# %s\n", said);
	return true;
}
