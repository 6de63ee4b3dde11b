/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/merge_lab.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/find_run.h"
#include "cmd/inputs.h"
#include "cmd/merge_say.h"
#include "cmd/root.h"
#include "lab/by_board.h"
#include "store/file.h"
#include "store/staging.h"

#define NAME "merge"

struct lab_job {
	struct by_board b;
	char *out;
	char *labs;
	char *id;
	char *final_dir;
	int lock; /* on the staging folder */
};

static int say_no_memory(void)
{
	fprintf(stderr, "trapline " NAME ": out of memory\n");
	return RC_INCOMPLETE;
}

static int say_errno(const char *path, const char *what)
{
	int error = errno;

	fprintf(stderr, "trapline " NAME ": %s: cannot be %s: %s%s\n", path, what, strerror(error),
		file_advice(error));
	return RC_INCOMPLETE;
}

static int find_out(struct lab_job *job, const char *out)
{
	char *root = out == NULL ? root_find() : NULL;

	if (out == NULL && root == NULL) {
		return RC_USAGE;
	}
	job->out = out != NULL ? strdup(out) : inputs_path(root, "results");
	free(root);
	job->labs = job->out != NULL ? file_join(job->out, "labs") : NULL;
	return job->labs != NULL ? RC_OK : say_no_memory();
}

static int name_staging(struct lab_job *job)
{
	char wanted[40];
	time_t now = time(NULL);
	struct tm utc;

	gmtime_r(&now, &utc);
	strftime(wanted, sizeof(wanted), "%Y%m%dT%H%M%SZ-lab", &utc);
	job->id = staging_free_id(job->labs, wanted);
	if (job->id == NULL || asprintf(&job->b.staging, "%s/" STAGING_PREFIX "%s.%ld", job->labs,
					job->id, (long)getpid()) < 0) {
		job->b.staging = NULL;
		return say_no_memory();
	}
	job->final_dir = file_join(job->labs, job->id);
	return job->final_dir != NULL ? RC_OK : say_no_memory();
}

static int open_staging(struct lab_job *job)
{
	struct staging_kept kept = { .n = 0 };
	int lock;
	int rc;

	if ((mkdir(job->out, 0777) != 0 && errno != EEXIST) ||
	    (mkdir(job->labs, 0777) != 0 && errno != EEXIST)) {
		return say_errno(job->labs, "made");
	}
	lock = staging_lock(job->labs, LOCK_EX);
	staging_clear(job->out, job->labs, &kept); /* none: a lab cannot be resumed */
	staging_kept_free(&kept);
	rc = name_staging(job);
	if (rc == RC_OK && mkdir(job->b.staging, 0777) != 0) {
		rc = say_errno(job->b.staging, "made");
		free(job->b.staging);
		job->b.staging = NULL;
	}
	if (rc == RC_OK) {
		job->lock = staging_lock(job->b.staging, LOCK_EX | LOCK_NB);
	}
	staging_unlock(lock);
	return rc;
}

/* One of the two passes; what is wrong with shards comes as lines. */
struct step {
	struct lab_job *job;
	int (*pass)(struct lab_job *job, FILE *faults, struct store_err *err);
};

static int scan(struct lab_job *job, FILE *faults, struct store_err *err)
{
	return by_board_scan(&job->b, faults, err);
}

static int join(struct lab_job *job, FILE *faults, struct store_err *err)
{
	int error = merge_check(&job->b.merge, job->b.is_partial, faults);

	return error == 0 ? by_board_join(&job->b, job->id, faults, err) : error;
}

static int do_step(struct merge *merge, void *arg, FILE *faults)
{
	const struct step *step = arg;
	struct store_err err = { "" };
	int error = step->pass(step->job, faults, &err);

	(void)merge;
	if (err.text[0] != '\0' && error != -ENOMEM) {
		fprintf(faults, "%s\n", err.text);
	}
	return error == 0 || error == -ENOMEM ? error : -EINVAL;
}

static int pass(struct lab_job *job, int (*one)(struct lab_job *, FILE *, struct store_err *))
{
	struct step step = { .job = job, .pass = one };

	return merge_say(&job->b.merge, do_step, &step);
}

static int commit(struct lab_job *job)
{
	struct store_err err = { "" };
	int lock = staging_lock(job->labs, LOCK_EX);
	int rc = RC_OK;

	if (file_sync_dir(job->b.staging, &err) != 0) {
		find_run_say(NAME, err.text);
		rc = RC_INCOMPLETE;
	} else if (access(job->final_dir, F_OK) == 0 ||
		   rename(job->b.staging, job->final_dir) != 0) {
		rc = say_errno(job->final_dir, "made");
	} else {
		free(job->b.staging);
		job->b.staging = NULL;
		file_sync_dir(job->labs, &err);
	}
	staging_unlock(lock);
	return rc;
}

static int show(const struct lab_job *job)
{
	size_t sums[BY_BOARD_FAILED + 1] = { 0 };

	for (size_t i = 0; i < job->b.n_boards; i++) {
		for (size_t k = 0; k <= BY_BOARD_FAILED; k++) {
			sums[k] += job->b.results[i].numbers[k];
		}
	}
	printf("%zu of %u shards, %zu board%s, %zu cells: %zu measured, %zu not applicable, %zu "
	       "without "
	       "a result\nlab: %s\n",
	       job->b.merge.n, job->b.merge.of, job->b.n_boards, job->b.n_boards == 1 ? "" : "s",
	       sums[BY_BOARD_CELLS], sums[BY_BOARD_OK], sums[BY_BOARD_NA], sums[BY_BOARD_FAILED],
	       job->final_dir);
	fflush(stdout);
	if (job->b.merge.n_lost > 0) {
		fprintf(stderr,
			"trapline " NAME ": %zu of %u shards are missing (lab.json names them)\n",
			job->b.merge.n_lost, job->b.merge.of);
	}
	return sums[BY_BOARD_FAILED] > 0 || job->b.merge.n_lost > 0 ? RC_INCOMPLETE : RC_OK;
}

int merge_lab(const struct merge_input *input, const char *out, bool is_partial, uint32_t at_once)
{
	struct lab_job job = { .b = { .dirs = input->dirs,
				      .n_dirs = input->n,
				      .is_partial = is_partial,
				      .at_once = at_once != 0 ? at_once : jobs_default() },
			       .lock = -1 };
	int rc = find_out(&job, out);

	if (rc == RC_OK) {
		rc = open_staging(&job);
	}
	if (rc == RC_OK) {
		rc = pass(&job, scan);
	}
	if (rc == RC_OK) {
		rc = pass(&job, join);
	}
	if (rc == RC_OK) {
		rc = commit(&job);
	}
	if (rc == RC_OK) {
		rc = show(&job);
	}
	if (job.b.staging != NULL) {
		file_remove_tree(job.b.staging);
	}
	staging_unlock(job.lock);
	by_board_free(&job.b);
	free(job.out);
	free(job.labs);
	free(job.id);
	free(job.final_dir);
	return rc;
}
