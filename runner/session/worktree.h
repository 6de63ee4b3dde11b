/* SPDX-License-Identifier: Apache-2.0 */
/* Sources of other revisions, checked out beside the user's and kept for the next time. */
#ifndef SESSION_WORKTREE_H
#define SESSION_WORKTREE_H

#include <signal.h>
#include <stddef.h>

#define WORKTREE_DIR "build/ab" /* below the root: one folder a revision, named by its hash */
#define WORKTREES    4u         /* kept; those used least recently go */

#define WORKTREE_WHY_MAX 512u

struct worktree {
	char *path;    /* top of its sources */
	char hash[65]; /* of the commit */
	int lock;      /* nobody removes it until worktree_close() */
};

/**
 * worktree_open - have the sources of a revision
 * @root:     a source tree that is the top of a git repository or of one of its worktrees
 * @revision: whatever git takes for a commit
 * @stop:     ends what git does when it becomes non-zero; NULL: never
 * @why:      at least WORKTREE_WHY_MAX bytes; one line when it fails
 *
 * The checkout at @root is not touched: git worktree makes another. It is made once; what was built in it
 * is there when it is opened again.
 *
 * Returns: 0; -EINVAL: no git repository, or no such revision; -EINTR; -ENOMEM; -errno
 */
int worktree_open(const char *root, const char *revision, const volatile sig_atomic_t *stop,
		  struct worktree *out, char *why);
/* Lets it go and removes those that nobody used for longest. */
void worktree_close(struct worktree *tree, const char *root);

#endif
