/* SPDX-License-Identifier: Apache-2.0 */
/* One folder of the cache: the files of a build and, in sums, the SHA-256 of each. */
#ifndef SESSION_CACHE_ENTRY_H
#define SESSION_CACHE_ENTRY_H

#include <stdbool.h>

/**
 * cache_entry_take - put what @entry holds into @folder
 * @need: a file that must be among it
 *
 * Files that are there and the same are left. The others are as old as can be, so that make, which knows nothing of
 * this, links again what it is asked for.
 *
 * Returns: true; false: there is no entry, it is damaged, or cannot be copied
 */
bool cache_entry_take(const char *entry, const char *folder, const char *need);

/* Makes or replaces @entry from the image and the manifest in @folder; when that fails there is none. */
void cache_entry_put(const char *entry, const char *folder);

/* Leaves at most @most entries in @dir; those not taken or put for longest go. */
void cache_entry_trim(const char *dir, unsigned most);

#endif
