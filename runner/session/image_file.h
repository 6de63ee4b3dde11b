/* SPDX-License-Identifier: Apache-2.0 */
/* An image that somebody built, and what its manifest says of it. */
#ifndef SESSION_IMAGE_FILE_H
#define SESSION_IMAGE_FILE_H

#include "session/image.h"

struct image_file {
	char *path;     /* bench.elf */
	char *manifest; /* beside it */
	char board[64];
	char compiler[16];
	char hal[16];
	char switch_policy[16];
	char vectors[32];
	char flags[64];
	unsigned layout;
	unsigned inject;
};

/**
 * image_file_open - find an image and read what it was built with
 * @path: bench.elf, or the folder that holds it and its manifest
 * @why:  at least IMAGE_FAULT_MAX bytes; one line when it fails
 *
 * Returns: 0; -EINVAL: no manifest, or one that lacks a choice; -ENOMEM; -errno
 */
int image_file_open(const char *path, struct image_file *out, char *why);
void image_file_free(struct image_file *file);

/* @image, which was planned by the choices of @file, is @file. 0 or -ENOMEM. */
int image_file_use(const struct image_file *file, struct image *image);

#endif
