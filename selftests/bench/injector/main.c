// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/natgw_bench: a command is written, its answer read from the same open file. It acts in
 * the network namespace of the writer. Runs may be under way on several CPUs at once.
 *
 *	flows count=N [proto=udp|tcp] [hosts=N] [remotes=N] [repeat=1] [base=N]
 *	run steps=LETTERS ...			see run.c
 */
#include <linux/module.h>
#include <linux/nsproxy.h>
#include <linux/proc_fs.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

#include "bench.h"

enum {
	COMMAND_MAX = 512,
	ANSWER_MAX = 512,
};

/* Read by runs; written by what changes their flows. */
static DECLARE_RWSEM(lock);
static unsigned int net_id;

struct bench_net *bench_net_get(struct net *net)
{
	return net_generic(net, net_id);
}

const char *bench_value(const char *word, const char *key)
{
	size_t length = strlen(key);

	return !strncmp(word, key, length) && word[length] == '=' ? word + length + 1 : NULL;
}

static int command(struct net *net, char *line, char *answer)
{
	char *words = strim(line);
	char *verb = strsep(&words, " ");
	int ret = -EINVAL;

	if (!words)
		words = "";
	answer[0] = 0;
	if (!strcmp(verb, "flows")) {
		down_write(&lock);
		ret = bench_flows_make(net, words);
		up_write(&lock);
	} else if (!strcmp(verb, "run")) {
		down_read(&lock);
		ret = bench_run(net, words, answer, ANSWER_MAX);
		up_read(&lock);
	}
	return ret;
}

static int bench_open(struct inode *inode, struct file *file)
{
	file->private_data = kzalloc(ANSWER_MAX, GFP_KERNEL);
	return file->private_data ? 0 : -ENOMEM;
}

static int bench_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);
	return 0;
}

static ssize_t bench_write(struct file *file, const char __user *from, size_t length, loff_t *pos)
{
	char *line;
	int ret;

	if (length >= COMMAND_MAX)
		return -E2BIG;
	line = memdup_user_nul(from, length);
	if (IS_ERR(line))
		return PTR_ERR(line);
	ret = command(current->nsproxy->net_ns, line, file->private_data);
	kfree(line);
	return ret ?: length;
}

static ssize_t bench_read(struct file *file, char __user *to, size_t length, loff_t *pos)
{
	const char *answer = file->private_data;

	return simple_read_from_buffer(to, length, pos, answer, strlen(answer));
}

static const struct proc_ops proc_ops = {
	.proc_open = bench_open,
	.proc_release = bench_release,
	.proc_read = bench_read,
	.proc_write = bench_write,
};

static void __net_exit net_exit(struct net *net)
{
	struct bench_net *bn = bench_net_get(net);

	bench_flows_free(&bn->flows);
}

static struct pernet_operations net_ops = {
	.exit = net_exit,
	.id = &net_id,
	.size = sizeof(struct bench_net),
};

static int __init bench_init(void)
{
	int ret = bench_frame_init();

	if (ret)
		return ret;
	ret = register_pernet_subsys(&net_ops);
	if (ret)
		goto err_frame;
	ret = bench_device_init();
	if (ret)
		goto err_net;
	bench_clock_init();
	ret = -ENOMEM;
	if (!proc_create("natgw_bench", 0600, NULL, &proc_ops))
		goto err_device;
	return 0;

err_device:
	bench_device_exit();
err_net:
	unregister_pernet_subsys(&net_ops);
err_frame:
	bench_frame_exit();
	return ret;
}

static void __exit bench_exit(void)
{
	remove_proc_entry("natgw_bench", NULL);
	bench_device_exit();
	unregister_pernet_subsys(&net_ops);
	bench_frame_exit();
}

module_init(bench_init);
module_exit(bench_exit);
MODULE_DESCRIPTION("Packet generator for the benchmarks of natgw");
MODULE_LICENSE("GPL");
