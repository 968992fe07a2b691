// SPDX-License-Identifier: GPL-2.0-only
/* Getting a socket: in the right network namespace, with the module loaded. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/natgw.h>
#include <linux/netlink.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/socket.h>

#include "netlink.h"

#define NETNS_DIRECTORY "/var/run/netns"

enum { RECEIVE_BYTES = 65536 };	/* what the kernel may put into one answer of a dump */

/* A name is one that `ip netns` knows; what has a slash is a path, as for `ip -n`. */
static int enter_netns(struct netlink *nl, const char *netns)
{
	char path[PATH_MAX];
	int fd, err;

	if (snprintf(path, sizeof(path), "%s%s", strchr(netns, '/') ? "" : NETNS_DIRECTORY "/",
		     netns) >= (int)sizeof(path))
		return netlink_fail(nl, ENAMETOOLONG, "the name of the network namespace is too long");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return netlink_fail(nl, ENOENT, "there is no network namespace '%s' (ip netns list shows them)",
				    netns);
	if (fd < 0)
		return netlink_fail(nl, errno, "cannot open the network namespace '%s': %s", netns,
				    strerror(errno));
	err = setns(fd, CLONE_NEWNET) ? errno : 0;
	close(fd);
	if (err == EPERM)
		return netlink_fail(nl, err, "cannot enter the network namespace '%s': CAP_SYS_ADMIN is needed (try it as root)",
				    netns);
	if (err)
		return netlink_fail(nl, err, "cannot enter the network namespace '%s': %s", netns,
				    strerror(err));
	return 0;
}

/* Runs a program to its end. Its exit status, or -1 if it could not be run. */
static int run(const char *const argv[])
{
	int status;
	pid_t pid;

	if (posix_spawn(&pid, argv[0], NULL, NULL, (char *const *)argv, environ))
		return -1;
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return -1;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The module at the path in NATGW_MODULE, for work on natgw itself; else the installed one. */
static int load_module(void)
{
	const char *path = getenv("NATGW_MODULE");
	const char *const defrag[] = { "/sbin/modprobe", "-q", "nf_defrag_ipv4", NULL };
	const char *const insmod[] = { "/sbin/insmod", path, NULL };
	const char *const modprobe[] = { "/sbin/modprobe", NATGW_FAMILY_NAME, NULL };

	if (!path || !*path)
		return run(modprobe);
	/* insmod does not look for what the module leans on; built in, it is no module. */
	(void)run(defrag);
	return run(insmod);
}

static int resolve(struct netlink *nl)
{
	nl->family = genl_ctrl_resolve(nl->sock, NATGW_FAMILY_NAME);
	if (nl->family >= 0)
		return 0;
	if (nl->family != -NLE_OBJ_NOTFOUND)
		return netlink_fail(nl, EIO, "cannot ask the kernel for the module: %s",
				    nl_geterror(nl->family));
	if (geteuid())
		return netlink_fail(nl, ENOENT, "the kernel module is not loaded; as root: modprobe "
				    NATGW_FAMILY_NAME);
	if (load_module())
		return netlink_fail(nl, ENOENT,
				    "the kernel module is not loaded, and loading it failed (see above, and dmesg)");
	nl->family = genl_ctrl_resolve(nl->sock, NATGW_FAMILY_NAME);
	if (nl->family < 0)
		return netlink_fail(nl, ENOENT, "the kernel module was loaded but does not answer: %s",
				    nl_geterror(nl->family));
	return 0;
}

int netlink_open(struct netlink *nl, const char *netns, bool debug)
{
	int on = 1, err, fd;

	memset(nl, 0, sizeof(*nl));
	nl->debug = debug;
	if (netns && enter_netns(nl, netns))
		return -1;
	nl->sock = nl_socket_alloc();
	if (!nl->sock)
		return netlink_fail(nl, ENOMEM, "out of memory");
	err = genl_connect(nl->sock);
	if (err)
		return netlink_fail(nl, EIO, "cannot open a netlink socket: %s", nl_geterror(err));
	fd = nl_socket_get_fd(nl->sock);
	/* Sentences in refusals, and no copy of the request; without either it works, too. */
	(void)setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
	(void)setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
	/* A buffer of known size saves a look at each message before it is read. */
	nl_socket_disable_msg_peek(nl->sock);
	err = nl_socket_set_msg_buf_size(nl->sock, RECEIVE_BYTES);
	if (err)
		return netlink_fail(nl, ENOMEM, "cannot set up a netlink socket: %s",
				    nl_geterror(err));
	return resolve(nl);
}

void netlink_close(struct netlink *nl)
{
	nl_socket_free(nl->sock);
	nl->sock = NULL;
}
