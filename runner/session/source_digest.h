/* SPDX-License-Identifier: Apache-2.0 */
/* One digest of all that make image can read of a source tree. */
#ifndef SESSION_SOURCE_DIGEST_H
#define SESSION_SOURCE_DIGEST_H

#include <time.h>

#include "store/sha256.h"

/* Files and folders below the root; NULL-terminated. */
extern const char *const source_digest_of[];

/**
 * source_digest - names, contents and execute bits of every file there
 * @changed: when the last of them, or of their folders, was changed
 *
 * Returns: 0; -ENOMEM; -errno: one cannot be read
 */
int source_digest(const char *root, char digest[SHA256_TEXT], struct timespec *changed);

#endif
