/* SPDX-License-Identifier: Apache-2.0 */
/* A run being written, for the files that implement store.h. */
#ifndef STORE_STORE_PARTS_H
#define STORE_STORE_PARTS_H

#include <stdbool.h>

#include "store/staging.h"
#include "store/store.h"

struct store {
	char *out_dir;
	char *runs_dir;
	char *id;
	char *staging; /* NULL once committed */
	bool keeps_latest;
	bool replaces; /* the stored run of this id, which it is the continuation of */
	int lock_fd;   /* flock on the staging folder for as long as this process is alive */
	struct staging_kept kept;
};

/* 0 or -errno with @err filled. */
int store_make_subfolder(const char *dir, const char *name, struct store_err *err);
/* The folder with logs/ and plots/, locked. */
int store_make_staging(struct store *st, struct store_err *err);
/* The staging folder for the stored run, which is gone then. */
int store_put_in_place(struct store *st, const char *final_dir, struct store_err *err);

#endif
