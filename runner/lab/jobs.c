/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/jobs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

unsigned jobs_default(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	if (n < 1) {
		return 1;
	}
	return n < (long)JOBS_MOST ? (unsigned)n : JOBS_MOST;
}

struct job_result *jobs_results(size_t n)
{
	void *map = mmap(NULL, (n + 1) * sizeof(struct job_result), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return map != MAP_FAILED ? map : NULL;
}

void jobs_free(struct job_result *results, size_t n)
{
	if (results != NULL) {
		munmap(results, (n + 1) * sizeof(struct job_result));
	}
}

const struct job_result *jobs_failed(const struct job_result *results, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!results[i].is_done) {
			return &results[i];
		}
	}
	return NULL;
}

struct worker {
	pid_t pid; /* 0: none */
	size_t item;
};

static int start(struct worker *worker, size_t item, job_one one, void *arg,
		 struct job_result *results)
{
	/* What is buffered would be written by every child once more. */
	fflush(NULL);
	worker->item = item;
	worker->pid = fork();
	if (worker->pid < 0) {
		worker->pid = 0;
		return -errno;
	}
	if (worker->pid == 0) {
		int err = one(arg, item, &results[item]);

		results[item].is_done = err == 0;
		_exit(err == 0 ? 0 : 1);
	}
	return 0;
}

/* Waits for one of our own; other children of the process are not ours to collect. */
static void finish(struct worker *worker, struct job_result *results)
{
	struct job_result *result = &results[worker->item];
	int status = 0;
	pid_t pid;

	do {
		pid = waitpid(worker->pid, &status, 0);
	} while (pid < 0 && errno == EINTR);
	if (pid > 0 && WIFSIGNALED(status)) {
		result->is_done = false;
		snprintf(result->why, sizeof(result->why),
			 "a process was killed by signal %d (9: memory may have run out; fewer at "
			 "once, with --jobs)",
			 WTERMSIG(status));
	}
	worker->pid = 0;
}

int jobs_each(size_t n, unsigned most, job_one one, void *arg, struct job_result *results)
{
	struct worker workers[JOBS_MOST] = { { 0 } };
	unsigned at_once = most < JOBS_MOST ? most : JOBS_MOST;
	int err = 0;

	/* By turns: the oldest is waited for, which is near enough where items are alike. */
	for (size_t i = 0; i < n && err == 0; i++) {
		struct worker *worker = &workers[i % at_once];

		if (worker->pid != 0) {
			finish(worker, results);
		}
		err = start(worker, i, one, arg, results);
	}
	for (unsigned i = 0; i < at_once; i++) {
		if (workers[i].pid != 0) {
			finish(&workers[i], results);
		}
	}
	return err;
}
