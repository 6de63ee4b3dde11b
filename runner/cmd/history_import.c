/* SPDX-License-Identifier: Apache-2.0 */
/* trapline history import and rebuild. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/cmd.h"
#include "cmd/find_run.h"
#include "cmd/history_options.h"
#include "report/wrap.h"
#include "store/file.h"

#define KEPT_PATH_MAX 4096u

struct importer {
	struct history *history;
	size_t n_new;
	size_t n_known;
	size_t n_skipped; /* each was named */
};

/* Errors of one run, not of the file: the others are imported all the same. */
static int skip(struct importer *im, struct store_err *err)
{
	size_t len = strlen(err->text);

	snprintf(err->text + len, sizeof(err->text) - len, "; skipped");
	history_say(err);
	im->n_skipped++;
	return RC_OK;
}

static int import_run(struct importer *im, const char *path)
{
	struct store_err err = { "" };
	struct run *run = NULL;
	bool is_new = false;
	int error = store_load(path, &run, &err);

	if (error != 0) {
		return skip(im, &err);
	}
	error = history_import(im->history, run, &is_new, &err);
	run_free(run);
	if (error == -EEXIST) {
		return skip(im, &err);
	}
	if (error != 0) {
		return history_say(&err);
	}
	im->n_new += is_new;
	im->n_known += !is_new;
	return RC_OK;
}

static bool has_entry(const char *dir, const char *name)
{
	char *path = file_join(dir, name);
	struct stat st;
	bool has = path != NULL && stat(path, &st) == 0;

	free(path);
	return has;
}

/* Runs being written, and what killed ones left, begin with a dot. */
static int is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* @is_home: the runs are called as their folders are, so that those known need not be read. */
static int import_entry(struct importer *im, const char *dir, const char *name, bool is_home)
{
	char *path = file_join(dir, name);
	struct store_err err = { "" };
	bool is_known = false;
	int rc = RC_OK;

	if (path == NULL) {
		store_fail(&err, ENOMEM, "%s: out of memory", dir);
		return history_say(&err);
	}
	if (is_home && history_has_run(im->history, name, &is_known, &err) != 0) {
		rc = history_say(&err);
	} else if (is_known) {
		im->n_known++;
	} else if (is_home || has_entry(path, "run.json")) {
		rc = import_run(im, path);
	}
	free(path);
	return rc;
}

static int import_folder(struct importer *im, const char *dir, bool is_home)
{
	struct store_err err = { "" };
	struct dirent **entries = NULL;
	int n = scandir(dir, &entries, is_shown, alphasort);
	int rc = RC_OK;

	if (n < 0 && is_home && errno == ENOENT) {
		return RC_OK; /* nothing was measured yet */
	}
	if (n < 0) {
		store_fail(&err, errno, "%s: cannot be read: %s", dir, strerror(errno));
		return history_say(&err);
	}
	for (int i = 0; i < n; i++) {
		if (rc == RC_OK) {
			rc = import_entry(im, dir, entries[i]->d_name, is_home);
		}
		free(entries[i]);
	}
	free(entries);
	return rc;
}

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* A run, a folder of runs, or one that has such a folder called runs. */
static int import_named(struct importer *im, const char *name)
{
	char *path = find_run_path(name);
	char *below;
	int rc;

	if (path == NULL) {
		fprintf(stderr, "trapline history: out of memory\n");
		return RC_INCOMPLETE;
	}
	below = file_join(path, "runs");
	if (!is_folder(path) || has_entry(path, "run.json") || below == NULL) {
		rc = import_run(im, path);
	} else if (is_folder(below)) {
		rc = import_folder(im, below, false);
	} else {
		rc = import_folder(im, path, false);
	}
	free(below);
	free(path);
	return rc;
}

static int import_all(struct importer *im, const struct history_options *o, bool with_home)
{
	int rc = with_home ? import_folder(im, o->runs, true) : RC_OK;

	for (size_t i = 0; rc == RC_OK && i < o->n_operands; i++) {
		rc = import_named(im, o->operands[i]);
	}
	return rc;
}

static int finish(const struct importer *im, const struct history_options *o, int rc)
{
	if (rc != RC_OK && im->n_new == 0) {
		return rc;
	}
	wrap_put_harmless(o->file, strlen(o->file), stdout);
	printf(": %zu run%s added, %zu known", im->n_new, im->n_new == 1 ? "" : "s", im->n_known);
	if (im->n_skipped > 0) {
		printf(", %zu skipped", im->n_skipped);
	}
	putchar('\n');
	return im->n_skipped > 0 ? RC_INCOMPLETE : rc;
}

int history_do_import(const struct history_options *o)
{
	struct importer im = { 0 };
	struct store_err err = { "" };
	int rc;

	if (history_open(o->file, true, &im.history, &err) != 0) {
		return history_say(&err);
	}
	rc = import_all(&im, o, o->n_operands == 0);
	history_close(im.history);
	return finish(&im, o, rc);
}

int history_do_rebuild(const struct history_options *o)
{
	struct importer im = { 0 };
	struct store_err err = { "" };
	char kept[KEPT_PATH_MAX];
	int rc;

	if (history_rebuild_begin(o->file, &im.history, &err) != 0) {
		return history_say(&err);
	}
	rc = import_all(&im, o, true);
	if (rc == RC_OK && history_rebuild_commit(im.history, kept, sizeof(kept), &err) != 0) {
		rc = history_say(&err);
	}
	history_close(im.history);
	if (rc != RC_OK) {
		return rc;
	}
	if (kept[0] != '\0') {
		wrap_put_harmless(kept, strlen(kept), stdout);
		puts(": the file before, which could not be read or has runs whose folders are "
		     "gone");
	}
	return finish(&im, o, RC_OK);
}
