/* SPDX-License-Identifier: Apache-2.0 */
/* Folders of runs that are being written, by this process, by others, and by those long gone. */
#ifndef STORE_STAGING_H
#define STORE_STAGING_H

#include <stdbool.h>
#include <stddef.h>

#define STAGING_PREFIX ".new-"     /* .new-<id>.<pid> in runs/; the id begins 20261121T081500Z- */
#define STAGING_PLAN   "plan.json" /* in a run's folder: what is to be measured */
#define LATEST_PREFIX  ".latest."  /* .latest.<pid> beside latest, until renamed to it */

/* A descriptor that holds flock(@operation) on a folder, or -1 with errno: EWOULDBLOCK, someone
 * else has it; else the folder cannot be opened. A file system without locks is no reason to fail: then the descriptor holds nothing, and
 * the process number in the name is all there is. */
int staging_lock(const char *dir, int operation);
void staging_unlock(int fd); /* -1: does nothing */

/* Folders of interrupted runs that are kept, so that trapline run --resume can go on with them. */
#define STAGING_KEPT 4u

struct staging_kept {
	char *ids[STAGING_KEPT]; /* of the runs, the newest first */
	size_t n;
};

void staging_kept_free(struct staging_kept *kept);

/* True of a run's folder that says what was to be measured, and has a boot that came to its end. */
bool staging_is_resumable(const char *dir);

/* The path of what an interrupted run @id left, or NULL; caller frees. */
char *staging_find(const char *runs_dir, const char *id);

/* What the run of a staging folder, which is the last name in @path, would have been called; NULL: it is none,
 * or no memory. Caller frees. */
char *staging_id_of(const char *path);

/* Removes what writers that are gone left under the two names above: folders there, symlinks here,
 * whose names have exactly that form. Best effort: what cannot be cleared is in nobody's way. The
 * caller holds the lock on runs/. Folders that can be resumed stay, the newest STAGING_KEPT of them, and are
 * added to @kept. */
void staging_clear(const char *out_dir, const char *runs_dir, struct staging_kept *kept);

/* @wanted, or the first of @wanted-2, -3, ... that no run has and nobody is writing; caller frees.
 * NULL: a thousand are taken, or no memory. The caller holds the lock on runs/. */
char *staging_free_id(const char *runs_dir, const char *wanted);

#endif
