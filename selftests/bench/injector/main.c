// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/natgw_bench: a command is written, its answer read. It acts in the
 * network namespace of the writer.
 *
 *	flows count=N [proto=udp|tcp] [hosts=N] [remotes=N] [repeat=1] [base=N]
 *	run steps=LETTERS ...			see run.c
 */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/nsproxy.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

#include "bench.h"

enum {
	COMMAND_MAX = 512,
	ANSWER_MAX = 512,
};

static DEFINE_MUTEX(lock);
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

static int command(struct net *net, char *line)
{
	struct bench_net *bn = bench_net_get(net);
	char *words = strim(line);
	char *verb = strsep(&words, " ");

	if (!words)
		words = "";
	bn->answer[0] = 0;
	if (!strcmp(verb, "flows"))
		return bench_flows_make(net, words);
	if (!strcmp(verb, "run"))
		return bench_run(net, words, bn->answer, ANSWER_MAX);
	return -EINVAL;
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
	mutex_lock(&lock);
	ret = command(current->nsproxy->net_ns, line);
	mutex_unlock(&lock);
	kfree(line);
	return ret ?: length;
}

static ssize_t bench_read(struct file *file, char __user *to, size_t length, loff_t *pos)
{
	const struct bench_net *bn = bench_net_get(current->nsproxy->net_ns);

	return simple_read_from_buffer(to, length, pos, bn->answer, strlen(bn->answer));
}

static const struct proc_ops proc_ops = {
	.proc_read = bench_read,
	.proc_write = bench_write,
};

static int __net_init net_init(struct net *net)
{
	struct bench_net *bn = bench_net_get(net);

	bn->answer = kzalloc(ANSWER_MAX, GFP_KERNEL);
	return bn->answer ? 0 : -ENOMEM;
}

static void __net_exit net_exit(struct net *net)
{
	struct bench_net *bn = bench_net_get(net);

	bench_flows_free(&bn->flows);
	kfree(bn->answer);
}

static struct pernet_operations net_ops = {
	.init = net_init,
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
