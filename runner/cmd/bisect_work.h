/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What trapline bisect works in: one folder below build/, with a worktree of its own. The checkout, the index
 * and a bisect of whoever calls it are not touched: git keeps those of a worktree apart.
 */
#ifndef CMD_BISECT_WORK_H
#define CMD_BISECT_WORK_H

#include <stdbool.h>
#include <stddef.h>

#include "gate/gate.h"

#define BISECT_SHA_MAX  72u
#define BISECT_TEXT_MAX 320u

struct bisect_work {
	char *dir;     /* build/bisect-XXXXXX, absolute */
	char *tree;    /* its worktree */
	char *source;  /* the Trapline source tree in it */
	char *program; /* a copy of this trapline */
	int lock_fd;
	bool has_tree;
};

/* Runs git with a NULL-terminated list of arguments in @dir; its stdout without the line's end is in @out. Its
 * exit status, or -errno. Hooks of the repository are not run. */
int bisect_git(const char *dir, const char *const *args, char *out, size_t size);

/* A work folder below @root with a worktree at the commit @sha, and none left of those that were killed.
 * RC_OK, or an enum rc after printing why; bisect_work_end() in either case. */
int bisect_work_begin(const char *root, const char *sha, struct bisect_work *out);
void bisect_work_end(struct bisect_work *work, const char *root);
/* The same folder, as a step that git started sees it. RC_OK, or an enum rc. */
int bisect_work_join(const char *dir, const char *source, struct bisect_work *out);
void bisect_work_free(struct bisect_work *work);

/**
 * bisect_measure - build what is checked out and measure the one cell of dir/suite.yaml
 * @name:  of the folder below dir that takes the run
 * @why:   BISECT_TEXT_MAX bytes; one line when there is no result
 *
 * Returns: 0; -ENODATA: no result; -EINTR
 */
int bisect_measure(const struct bisect_work *work, const char *name, struct figure_set *out,
		   char *why);
/* What bisect_measure() left under @name. 0, -ENODATA. */
int bisect_load(const struct bisect_work *work, const char *name, struct figure_set *out,
		char *why);

#endif
