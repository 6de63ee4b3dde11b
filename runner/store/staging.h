/* SPDX-License-Identifier: Apache-2.0 */
/* Folders of runs that are being written, by this process, by others, and by those long gone. */
#ifndef STORE_STAGING_H
#define STORE_STAGING_H

#define STAGING_PREFIX ".new-"    /* .new-<id>.<pid> in runs/; the id begins 20261121T081500Z- */
#define LATEST_PREFIX  ".latest." /* .latest.<pid> beside latest, until renamed to it */

/* A descriptor that holds flock(@operation) on a folder, or -1 with errno: EWOULDBLOCK, someone
 * else has it; else the folder cannot be opened. A file system without locks is no reason to fail: then the descriptor holds nothing, and
 * the process number in the name is all there is. */
int staging_lock(const char *dir, int operation);
void staging_unlock(int fd); /* -1: does nothing */

/* Removes what writers that are gone left under the two names above: folders there, symlinks here,
 * whose names have exactly that form. Best effort: what cannot be cleared is in nobody's way. The
 * caller holds the lock on runs/. */
void staging_clear(const char *out_dir, const char *runs_dir);

/* @wanted, or the first of @wanted-2, -3, ... that no run has and nobody is writing; caller frees.
 * NULL: a thousand are taken, or no memory. The caller holds the lock on runs/. */
char *staging_free_id(const char *runs_dir, const char *wanted);

#endif
