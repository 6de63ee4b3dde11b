/* SPDX-License-Identifier: Apache-2.0 */
/* The machine a run is made on, as its kernel tells. */
#ifndef SESSION_ENV_HOST_H
#define SESSION_ENV_HOST_H

#include "store/run.h"

/**
 * env_host_capture - note what host.* of results/SCHEMA.md says, but the load
 * @fs: what stands before /proc, /sys and /etc: "" on a real host, a folder that looks like them in a test
 *
 * What a host does not tell, or tells in words that are not known here, is left out. Returns: 0 or -ENOMEM
 */
int env_host_capture(const char *fs, struct run *run);

/* The load average of the last minute as @key, "host.load" or "host.load_end". 0 or -ENOMEM. */
int env_host_note_load(const char *fs, const char *key, struct run *run);

#endif
