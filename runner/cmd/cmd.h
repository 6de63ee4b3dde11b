/* SPDX-License-Identifier: Apache-2.0 */
/* A subcommand is one file in cmd/ and one row in main.c. Exit codes are an interface. */
#ifndef CMD_CMD_H
#define CMD_CMD_H

enum rc {
	RC_OK = 0,         /* done, nothing worse */
	RC_REGRESSION = 1, /* measured, and worse than before */
	RC_USAGE = 2,      /* bad command line, suite or board file */
	RC_INCOMPLETE = 3, /* no result, or not of every cell */
};

struct cmd {
	const char *name;
	const char *args;    /* one-line synopsis after the name */
	const char *summary; /* one line for the list of commands */
	const char *help;    /* the rest of --help: what it does, options, examples, exit codes */
	int (*run)(int argc, char **argv); /* argv[0] is the subcommand's name; an enum rc */
};

extern const struct cmd cmd_run;
extern const struct cmd cmd_list;
extern const struct cmd cmd_compare;
extern const struct cmd cmd_gate;
extern const struct cmd cmd_baseline;
extern const struct cmd cmd_history;
extern const struct cmd cmd_report;
extern const struct cmd cmd_bisect;
extern const struct cmd cmd_ab;
extern const struct cmd cmd_selftest;
extern const struct cmd cmd_shard;
extern const struct cmd cmd_lava_job;
extern const struct cmd cmd_matrix;
extern const struct cmd cmd_merge;
extern const struct cmd cmd_import;

#endif
