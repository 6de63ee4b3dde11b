/* SPDX-License-Identifier: Apache-2.0 */
/* trapline: the command line up to the subcommand. */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/root.h"
#include "cmd/say.h"
#include "config/hint.h"
#include "version.h"

/* In the order of --help. */
/* clang-format off */
static const struct cmd *const cmds[] = {
	&cmd_run,
	&cmd_list,
	&cmd_gate,
	&cmd_ab,
	&cmd_compare,
	&cmd_matrix,
	&cmd_baseline,
	&cmd_history,
	&cmd_report,
	&cmd_bisect,
	&cmd_selftest,
	&cmd_shard,
	&cmd_merge,
	&cmd_import,
	&cmd_lava_job,
};
/* clang-format on */

#define N_CMDS (sizeof(cmds) / sizeof(cmds[0]))

enum {
	OPT_VERSION = 256
};

static void print_help(void)
{
	puts("usage: trapline [-C DIR] COMMAND [OPTION]...\n\n"
	     "Measures what it costs an AArch64 guest to trap into EL2 and back, and says when "
	     "that\n"
	     "cost changed.\n\n"
	     "Commands:");
	for (size_t i = 0; i < N_CMDS; i++) {
		printf("  %-9s %s\n", cmds[i]->name, cmds[i]->summary);
	}
	puts("\nOptions:\n"
	     "  -C DIR     the Trapline source tree to work on; without it, the one around the\n"
	     "             working directory, else the one around this program\n"
	     "  --help     show this, or with a command: trapline run --help\n"
	     "  --version  show the version\n\n"
	     "Examples:\n"
	     "  trapline list                     what can be measured, and where\n"
	     "  trapline run                      measure the default suite on QEMU\n"
	     "  trapline run --filter '^hvc/'     only the HVC benchmarks\n\n"
	     "Exit codes: 0 done, 1 a benchmark got slower, 2 wrong command line or file, 3 no "
	     "result\n"
	     "or not of every cell.");
}

static const struct cmd *find_cmd(const char *name)
{
	for (size_t i = 0; i < N_CMDS; i++) {
		if (strcmp(cmds[i]->name, name) == 0) {
			return cmds[i];
		}
	}
	return NULL;
}

static int say_unknown(const char *name)
{
	struct hint hint;

	hint_begin(&hint, name);
	for (size_t i = 0; i < N_CMDS; i++) {
		hint_offer(&hint, cmds[i]->name);
	}
	hint_offer(&hint, "help");
	hint_offer(&hint, "--version");
	return say_wrong(NULL, "no command '%s' (%s)", name, hint_finish(&hint, "have"));
}

static int say_which(void)
{
	char list[256] = "";

	for (size_t i = 0; i < N_CMDS; i++) {
		size_t used = strlen(list);

		snprintf(list + used, sizeof(list) - used, "%s%s", i > 0 ? ", " : "",
			 cmds[i]->name);
	}
	return say_wrong(NULL, "which command? (have: %s; see trapline --help)", list);
}

static int print_cmd_help(const struct cmd *cmd)
{
	printf("usage: trapline %s %s\n\n%s\n", cmd->name, cmd->args, cmd->help);
	return RC_OK;
}

static int help_about(const char *name)
{
	const struct cmd *cmd = name != NULL ? find_cmd(name) : NULL;

	if (name == NULL) {
		print_help();
		return RC_OK;
	}
	return cmd != NULL ? print_cmd_help(cmd) : say_unknown(name);
}

/* --help anywhere before "--" asks for help, whatever else is wrong with the line. */
static int run_cmd(const struct cmd *cmd, int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
			return print_cmd_help(cmd);
		}
	}
	optind = 0; /* getopt starts afresh */
	return cmd->run(argc, argv);
}

static int say_bad_option(int opt, const char *arg)
{
	if (opt == ':') {
		return say_wrong(NULL, "-C needs a folder");
	}
	return say_wrong(
		NULL, "no option '%s' before the command (have: -C DIR, --help, --version)", arg);
}

static int dispatch(int argc, char **argv)
{
	const struct cmd *cmd;

	if (argc == 0) {
		return say_which();
	}
	if (strcmp(argv[0], "help") == 0) {
		return help_about(argc > 1 ? argv[1] : NULL);
	}
	cmd = find_cmd(argv[0]);
	return cmd != NULL ? run_cmd(cmd, argc, argv) : say_unknown(argv[0]);
}

/* What was printed must have arrived: a full disk behind a redirection is a failure. */
static int check_stdout(int rc)
{
	if (fflush(stdout) != 0 || ferror(stdout) != 0) {
		perror("trapline: cannot write to standard output");
		return rc == RC_OK ? RC_INCOMPLETE : rc;
	}
	return rc;
}

int main(int argc, char **argv)
{
	static const struct option longopts[] = { { "help", no_argument, NULL, 'h' },
						  { "version", no_argument, NULL, OPT_VERSION },
						  { 0 } };
	int opt;

	signal(SIGXFSZ, SIG_IGN); /* a file that grows too large is an error with a message */
	opterr = 0;
	/* + stops at the subcommand, whose options are its own. */
	while ((opt = getopt_long(argc, argv, "+:hC:", longopts, NULL)) != -1) {
		switch (opt) {
		case 'C':
			root_set(optarg);
			break;
		case 'h':
			print_help();
			return check_stdout(RC_OK);
		case OPT_VERSION:
			puts("trapline " TRAPLINE_VERSION);
			return check_stdout(RC_OK);
		default:
			return say_bad_option(opt, argv[optind - 1]);
		}
	}
	return check_stdout(dispatch(argc - optind, argv + optind));
}
