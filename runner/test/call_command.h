/* SPDX-License-Identifier: Apache-2.0 */
/* A subcommand as a shell calls it, with what it prints. */
#ifndef TEST_CALL_COMMAND_H
#define TEST_CALL_COMMAND_H

#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "make_run.h"
#include "results_dir.h"

#define CALL_WORDS_MAX 16u

struct called {
	int rc;
	char *out;
	char *err;
};

/* A file below @dir stands for @fd until call_restore(). Returns the one that was there. */
static inline int call_redirect(const char *dir, const char *name, int fd)
{
	char *path = file_join(dir, name);
	FILE *file = fopen(path, "wb");
	int before = dup(fd);
	int dup_fd;

	assert(file != NULL);
	dup_fd = dup2(fileno(file), fd);
	assert(dup_fd == fd);
	fclose(file);
	free(path);
	return before;
}

static inline void call_restore(int before, int fd)
{
	int dup_fd = dup2(before, fd);

	assert(dup_fd == fd);
	close(before);
}

/* @words end with NULL and do not hold the name. What is printed passes through files in @dir. */
static inline struct called call_command(const struct cmd *cmd, const char *dir,
					 const char *const *words)
{
	char *argv[CALL_WORDS_MAX + 2] = { make_str(cmd->name) };
	struct called called;
	int argc = 1;
	int out;
	int err;

	for (; words[argc - 1] != NULL; argc++) {
		assert(argc < (int)CALL_WORDS_MAX);
		argv[argc] = make_str(words[argc - 1]);
	}
	fflush(stdout);
	fflush(stderr);
	out = call_redirect(dir, "stdout", STDOUT_FILENO);
	err = call_redirect(dir, "stderr", STDERR_FILENO);
	optind = 0;
	called.rc = cmd->run(argc, argv);
	fflush(stdout);
	fflush(stderr);
	call_restore(out, STDOUT_FILENO);
	call_restore(err, STDERR_FILENO);
	called.out = results_dir_read(dir, "stdout");
	called.err = results_dir_read(dir, "stderr");
	for (int i = 0; i < argc; i++) {
		free(argv[i]);
	}
	return called;
}

static inline void called_free(struct called *called)
{
	free(called->out);
	free(called->err);
}

/* A sentence on stderr that goes on in the next line stands on one. */
static inline void called_unwrap(struct called *called)
{
	static const char wrapped[] = "\n    ";

	assert(called->err != NULL);
	for (char *at = strstr(called->err, wrapped); at != NULL; at = strstr(at, wrapped)) {
		memmove(at, at + 4, strlen(at + 4) + 1);
	}
}

#endif
