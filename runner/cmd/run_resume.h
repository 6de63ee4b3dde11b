/* SPDX-License-Identifier: Apache-2.0 */
/* trapline run --resume: a run that was interrupted is gone on with; docs/resume.md. */
#ifndef CMD_RUN_RESUME_H
#define CMD_RUN_RESUME_H

#include "cmd/run_job.h"
#include "cmd/run_options.h"
#include "cmd/run_plan.h"

struct run_resume {
	char *dir; /* of the run as it was left; NULL: a new run is made */
	char *suite;
	struct run_plan plan;
	struct run_options opt; /* what plan.json is to hold */
	bool is_done;           /* there is nothing to go on with */
};

/* All: RC_OK; RC_USAGE or RC_INCOMPLETE after printing why. */

/* Finds the run that o->resume names and makes @o what it was begun with. Where all of it is measured already this is
 * said, and r->is_done is set. */
int run_resume_begin(struct run_resume *r, struct run_options *o);
/* Instead of run_job_name() and run_job_open(). */
int run_resume_open(struct run_resume *r, struct run_job *job);
/* For run_job.begin, with a struct run_resume: plan.json of a new run, so that one that is interrupted while its images
 * are built can be gone on with. */
int run_resume_write(struct session *s, void *arg);
/* For run_job.ready, likewise: the images are built. Writes plan.json again, with what they are; or holds what would be booted
 * now against that of before. */
int run_resume_check(struct session *s, void *arg);
/* After the boots: what came from logs. */
int run_resume_note(const struct run_resume *r, const struct run_job *job);
void run_resume_free(struct run_resume *r);

#endif
