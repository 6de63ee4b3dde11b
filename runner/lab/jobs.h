/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Much work in processes of their own: what one of them held is gone with it, so that memory is bounded by
 * the largest piece, and several run at once.
 */
#ifndef LAB_JOBS_H
#define LAB_JOBS_H

#include <stdbool.h>
#include <stddef.h>

#define JOBS_WHY_MAX 512u
#define JOBS_MOST    64u

struct job_result {
	bool is_done;           /* false: @why; or the process was killed */
	char why[JOBS_WHY_MAX]; /* one line */
	size_t numbers[8];      /* the job's own */
};

/* Item @i of @arg. 0, or -errno with result->why written. */
typedef int (*job_one)(void *arg, size_t i, struct job_result *result);

unsigned jobs_default(void); /* CPUs that are there */

/**
 * jobs_each - do @one for 0 to @n - 1, at most @most at once
 * @results: @n of them, by jobs_results(); what the processes write there is seen here
 *
 * Items are begun in their order. What a job does to memory is its own.
 *
 * Returns: 0, every item's result says how it went; -errno: no process could be started
 */
int jobs_each(size_t n, unsigned most, job_one one, void *arg, struct job_result *results);
/* NULL: no memory. */
struct job_result *jobs_results(size_t n);
void jobs_free(struct job_result *results, size_t n);
/* The first that is not done; NULL: all are. */
const struct job_result *jobs_failed(const struct job_result *results, size_t n);

#endif
