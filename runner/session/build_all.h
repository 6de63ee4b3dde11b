/* SPDX-License-Identifier: Apache-2.0 */
/* All images of a session: from the cache, or by as many makes at a time as there are CPUs. */
#ifndef SESSION_BUILD_ALL_H
#define SESSION_BUILD_ALL_H

#include "session/session.h"

/* Images that cannot be had carry a fault, and so does none for another's sake. The caller holds the build lock.
 * 0 or -ENOMEM. */
int build_all(struct session *s);

/* An image as it is on disk. */
void build_none(struct session *s, struct image *image, size_t k);

#endif
