// SPDX-License-Identifier: GPL-2.0-only
/* natgw: configures and shows the NAT/PAT gateway in the kernel. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"

#ifndef NATGW_VERSION
#define NATGW_VERSION "unknown"
#endif

/* What there is, in the order in which one meets it; this table also prints the help. */
static const struct command *const commands[] = {
	&command_pool,	  &command_rule,    &command_static,	 &command_forward,
	&command_timeout, &command_set,	    &command_settings,	 &command_mapping,
	&command_session, &command_subscriber, &command_stats,	 &command_status,
	&command_monitor, &command_apply,   &command_save,	 &command_flush,
};

enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static void print_help(FILE *file)
{
	(void)fputs("Usage: natgw [ OPTIONS ] OBJECT VERB ...\n"
		    "       natgw OBJECT help\n"
		    "where  OBJECT :=\n", file);
	for (int i = 0; i < COMMANDS; i++)
		(void)fprintf(file, "         %-11s %s\n", commands[i]->name,
			      commands[i]->summary);
	(void)fputs("       OPTIONS :=\n"
		    "         -j, --json         print JSON\n"
		    "         -p, --pretty       print JSON with indentation\n"
		    "         -n, --netns NAME   work in this network namespace\n"
		    "         -d, --debug        show netlink messages on standard error\n"
		    "         -V, --version      print the version of this command\n"
		    "         -h, --help         print this\n", file);
}

static const struct command *find_command(const char *word)
{
	for (int i = 0; i < COMMANDS; i++) {
		if (!strcmp(commands[i]->name, word))
			return commands[i];
	}
	return NULL;
}

static int fail_unknown_command(struct words *words, const char *word)
{
	const char *names[COMMANDS];
	int status;

	for (int i = 0; i < COMMANDS; i++)
		names[i] = commands[i]->name;
	words->usage = true;
	parse_fail_unknown(words, "object", word, names, COMMANDS);
	status = command_misread(words);
	(void)fputs("Try 'natgw help'.\n", stderr);
	return status;
}

static int run(struct context *context, struct words *words)
{
	const struct command *command;
	const char *word;

	if (!words->count) {
		print_help(stderr);
		return STATUS_USAGE;
	}
	word = words->word[words->next++];
	if (!strcmp(word, "help")) {
		if (words->next == words->count) {
			print_help(stdout);
			return STATUS_OK;
		}
		word = words->word[words->next];
		command = find_command(word);
		if (!command)
			return fail_unknown_command(words, word);
		command_usage(stdout, command);
		return STATUS_OK;
	}
	command = find_command(word);
	if (!command)
		return fail_unknown_command(words, word);
	return command_run(context, command, words);
}

/* Global options, which stand before the object. -1 to go on, else the exit status. */
static int read_options(struct context *context, int argc, char *argv[])
{
	static const struct option long_options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "pretty", no_argument, NULL, 'p' },
		{ "netns", required_argument, NULL, 'n' },
		{ "debug", no_argument, NULL, 'd' },
		{ "version", no_argument, NULL, 'V' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "+jpn:dVh", long_options, NULL)) != -1) {
		switch (option) {
		case 'p':
			context->out.pretty = true;
			/* fallthrough */
		case 'j':
			context->out.json = true;
			break;
		case 'n':
			context->netns = optarg;
			break;
		case 'd':
			context->debug = true;
			break;
		case 'V':
			printf("natgw %s\n", NATGW_VERSION);
			return STATUS_OK;
		case 'h':
			print_help(stdout);
			return STATUS_OK;
		default:
			(void)fputs("Try 'natgw help'.\n", stderr);
			return STATUS_USAGE;
		}
	}
	return -1;
}

/*
 * How to print may also be said behind what to do, as in "natgw stats -j".
 * Return: how many words are left.
 */
static int take_output_options(struct context *context, int count, char *word[])
{
	int kept = 0;

	for (int i = 0; i < count; i++) {
		bool pretty = !strcmp(word[i], "-p") || !strcmp(word[i], "--pretty");

		if (pretty || !strcmp(word[i], "-j") || !strcmp(word[i], "--json")) {
			context->out.json = true;
			context->out.pretty |= pretty;
		} else {
			word[kept++] = word[i];
		}
	}
	return kept;
}

int main(int argc, char *argv[])
{
	static char name[] = "natgw";
	struct context context = { .out.file = stdout };
	struct words words = { 0 };
	int status;

	/* getopt names the program in its complaints. */
	if (argc > 0)
		argv[0] = name;
	status = read_options(&context, argc, argv);
	if (status < 0) {
		words.word = argv + optind;
		words.count = take_output_options(&context, argc - optind, argv + optind);
		status = run(&context, &words);
	}
	netlink_close(&context.nl);
	errno = 0;
	if (output_flush(&context.out) && status == STATUS_OK) {
		command_complain("cannot write the output: %s",
				 errno ? strerror(errno) : "error on standard output");
		status = STATUS_REFUSED;
	}
	return status;
}
