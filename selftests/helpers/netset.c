// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sets and reads what belongs to network namespaces, many in one run:
 *
 *	netset WORD...
 *
 *	ns=NAME			in this namespace from here on
 *	KEY=VALUE		a sysctl, as sysctl(8) names it (a / in a name is a dot of a device)
 *	errors			print the sum of checksum and header errors of the receiving side
 *	show=KEY		print a sysctl
 *	cat=FILE		print a file
 *	offloads=off		turn off all that the devices there may leave to others: checksums,
 *				segmentation, GRO
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common.h"

static const char *where = "";

static void enter(const char *ns)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "/run/netns/%s", ns);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		die("namespace %s", ns);
	close(fd);
	where = ns;
}

static void sysctl_path(char *path, size_t size, const char *key)
{
	size_t i;

	snprintf(path, size, "/proc/sys/%s", key);
	for (i = strlen("/proc/sys/"); path[i]; i++) {
		if (path[i] == '.')
			path[i] = '/';
		else if (path[i] == '/')
			path[i] = '.';
	}
}

static void print_file(const char *path)
{
	char buffer[4096];
	ssize_t length;
	int fd = open(path, O_RDONLY);

	if (fd < 0)
		die("%s in %s", path, where);
	while ((length = read(fd, buffer, sizeof(buffer))) > 0)
		fwrite(buffer, length, 1, stdout);
	close(fd);
}

static void set(const char *key, const char *value)
{
	char path[256];
	int fd;

	sysctl_path(path, sizeof(path), key);
	fd = open(path, O_WRONLY);
	if (fd < 0 || write(fd, value, strlen(value)) < 0)
		die("%s in %s", path, where);
	close(fd);
}

/* /proc/net/snmp has a line of names, then a line of values, for each protocol. */
static void print_errors(void)
{
	static const char separators[] = { ' ', '\n', '\0' };
	char names[2048], values[2048], *name, *value, *next_name, *next_value;
	FILE *file = fopen("/proc/net/snmp", "r");
	unsigned long sum = 0;

	if (!file)
		die("/proc/net/snmp");
	while (fgets(names, sizeof(names), file) && fgets(values, sizeof(values), file)) {
		name = strtok_r(names, separators, &next_name);
		value = strtok_r(values, separators, &next_value);
		while (name && value) {
			if (!strcmp(name, "InCsumErrors") || !strcmp(name, "InHdrErrors"))
				sum += strtoul(value, NULL, 10);
			name = strtok_r(NULL, separators, &next_name);
			value = strtok_r(NULL, separators, &next_value);
		}
	}
	fclose(file);
	printf("%lu\n", sum);
}

/* A device that cannot change one of them has it off or is none that carries packets. */
static void offloads_off(void)
{
	static const unsigned int commands[] = {
		ETHTOOL_SGRO, ETHTOOL_SGSO, ETHTOOL_STSO, ETHTOOL_STXCSUM, ETHTOOL_SRXCSUM,
	};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct if_nameindex *devices = if_nameindex(), *device;
	size_t i;

	if (fd < 0 || !devices)
		die("devices in %s", where);
	for (device = devices; device->if_index; device++) {
		if (!strcmp(device->if_name, "lo"))
			continue;
		for (i = 0; i < ARRAY_SIZE(commands); i++) {
			struct ethtool_value value = { .cmd = commands[i] };
			struct ifreq request = { .ifr_data = (void *)&value };

			strncpy(request.ifr_name, device->if_name, IFNAMSIZ - 1);
			ioctl(fd, SIOCETHTOOL, &request);
		}
	}
	if_freenameindex(devices);
	close(fd);
	errno = 0;
}

int main(int argc, char **argv)
{
	char path[256];
	int i;

	for (i = 1; i < argc; i++) {
		char *value = strchr(argv[i], '=');

		errno = 0;
		if (!strcmp(argv[i], "errors")) {
			print_errors();
			continue;
		}
		if (!value)
			die("bad word: %s", argv[i]);
		*value++ = '\0';
		if (!strcmp(argv[i], "ns")) {
			enter(value);
		} else if (!strcmp(argv[i], "cat")) {
			print_file(value);
		} else if (!strcmp(argv[i], "offloads") && !strcmp(value, "off")) {
			offloads_off();
		} else if (!strcmp(argv[i], "show")) {
			sysctl_path(path, sizeof(path), value);
			print_file(path);
		} else {
			set(argv[i], value);
		}
	}
	return 0;
}
