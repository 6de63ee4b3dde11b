/* SPDX-License-Identifier: Apache-2.0 */
/* logs/<boot>.end: how a boot ended, as a small JSON object; results/SCHEMA.md is the reference. */
#ifndef SESSION_END_FILE_H
#define SESSION_END_FILE_H

#include <stdint.h>

#include "session/boot.h"
#include "store/sha256.h"

struct end_file {
	const char *run; /* what it is, or has to be, the end of */
	const char *boot;
	uint64_t log_bytes;
	char log_sha256[SHA256_TEXT];
};

/* Of @boot all but what came over its console. 0 or -errno; @path has all of it, or is as it was. */
int end_file_write(const char *path, const struct end_file *end, const struct boot *boot);

/**
 * end_file_read - read it back
 * @end:  its run and boot are checked, the rest is filled
 * @boot: all but boot->in
 * @why:  at least 512 bytes; one line when it fails
 *
 * Returns: 0; -ENOENT: there is none; -EINVAL; -ENOMEM; -errno
 */
int end_file_read(const char *path, struct end_file *end, struct boot *boot, char *why);

#endif
