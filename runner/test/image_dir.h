/* SPDX-License-Identifier: Apache-2.0 */
/* An image in a folder of its own, and a make made up here. */
#ifndef TEST_IMAGE_DIR_H
#define TEST_IMAGE_DIR_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "session/image.h"
#include "session/proc.h"

struct fixture {
	char dir[64];
	char path[512]; /* scratch for at() */
	struct image image;
	char *old_path;
};

static inline const char *at(struct fixture *f, const char *name)
{
	snprintf(f->path, sizeof(f->path), "%s/%s", f->dir, name);
	return f->path;
}

static inline void write_text(const char *path, const char *text, size_t len)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
}

/* A make that is first in PATH. */
static inline void write_make(struct fixture *f, const char *script)
{
	char text[1024];
	char path[4096];

	snprintf(text, sizeof(text), "#!/bin/sh\n%s\n", script);
	write_text(at(f, "make"), text, strlen(text));
	assert_int_equal(chmod(at(f, "make"), 0755), 0);
	snprintf(path, sizeof(path), "%s:%s", f->dir, f->old_path);
	assert_int_equal(setenv("PATH", path, 1), 0);
}

static inline int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	const char *path = getenv("PATH");

	assert_non_null(f);
	strcpy(f->dir, "/tmp/trapline-image-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	f->old_path = strdup(path != NULL ? path : "/usr/bin:/bin");
	assert_non_null(f->old_path);
	assert_int_equal(image_init(&f->image, f->dir,
				    &(struct image_choice){ "virt", "gcc", "table", "lazy", "plain",
							    "-O2", 0, 0, false }),
			 0);
	*state = f;
	return 0;
}

static inline int tear_down(void **state)
{
	struct fixture *f = *state;
	const char *const rm[] = { "rm", "-rf", f->dir, NULL };
	char said[8];
	int rc;

	setenv("PATH", f->old_path, 1);
	rc = proc_capture(rm, NULL, 10000, NULL, said, sizeof(said));
	image_free(&f->image);
	free(f->old_path);
	free(f);
	return rc;
}

#define IMAGE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
