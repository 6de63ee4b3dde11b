/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Images that were built before, by what they were built from: build/cache/<key>/. The key is a SHA-256 over every
 * source that an image can depend on, its choices, and what compiler, linker and other tools say of themselves.
 */
#ifndef SESSION_IMAGE_CACHE_H
#define SESSION_IMAGE_CACHE_H

#include <signal.h>
#include <stdbool.h>
#include <time.h>

#include "session/image.h"
#include "store/sha256.h"

#define IMAGE_CACHE_DIR  "cache" /* below build/ */
#define IMAGE_CACHE_KEPT 256u    /* images; those used least recently go */

struct image_cache {
	char *root;
	char *dir;                 /* NULL: there is none, every image is built */
	char sources[SHA256_TEXT]; /* of all sources */
	char gcc[SHA256_TEXT];     /* of the tools of each compiler */
	char clang[SHA256_TEXT];
	struct timespec changed; /* when the last of the sources was */
};

/* Where sources cannot be read, or the cache not be made, it is empty and takes nothing. 0 or -ENOMEM. The sources of
 * another revision below build/ab of a tree share that tree's. */
int image_cache_open(struct image_cache *cache, const char *root,
		     const volatile sig_atomic_t *stop);
void image_cache_close(struct image_cache *cache);

/* Puts an image that was built from the same where make would. False: it has to be built, for there is none or it is
 * damaged. Who calls this holds the build lock. */
bool image_cache_take(const struct image_cache *cache, const struct image *image);

/* Whether there is one, whole or not. */
bool image_cache_has(const struct image_cache *cache, const struct image *image);

/* Keeps an image that was just built, unless a source changed meanwhile; the oldest go. What fails here costs only a
 * build the next time. */
void image_cache_put(const struct image_cache *cache, const struct image *image);

#endif
