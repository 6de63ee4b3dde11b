/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/run_dry.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "report/wrap.h"
#include "session/image_cache.h"
#include "store/file.h"
#include "store/json.h"

#define RUNS_LOOKED_AT 16u /* the newest */
#define COLUMNS        100u

/* How much alike a boot of before is to the one that is planned, from the best. */
enum likeness {
	SAME_IMAGE, /* and board and CPU */
	SAME_CPU,   /* and board */
	SAME_CLOCK,
	UNLIKE,
};

static const char *const likeness_words[] = {
	[SAME_IMAGE] = "boots of the same images",
	[SAME_CPU] = "boots of other images on the same CPU",
	[SAME_CLOCK] = "boots of other boards or CPUs with the same clock",
};

struct known { /* what stored runs say of one planned boot */
	enum likeness likeness;
	double seconds;
	double distance; /* how far its number of samples is from the planned one */
	char run[128];
};

static bool same(const char *a, const char *b)
{
	return strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0;
}

static enum likeness compare(const struct cell_key *a, const struct cell_key *b)
{
	if (!same(a->clock, b->clock)) {
		return UNLIKE;
	}
	if (!same(a->board, b->board) || !same(a->cpu, b->cpu)) {
		return SAME_CLOCK;
	}
	return cell_toolchain_matches(a->toolchain, b->toolchain) && same(a->flags, b->flags) &&
			       same(a->hal, b->hal) && same(a->switch_policy, b->switch_policy) &&
			       same(a->vectors, b->vectors)
		       ? SAME_IMAGE
		       : SAME_CPU;
}

static int by_log(const void *left, const void *right)
{
	const struct cell *a = *(const struct cell *const *)left;
	const struct cell *b = *(const struct cell *const *)right;

	return strcmp(a->log != NULL ? a->log : "", b->log != NULL ? b->log : "");
}

/* Of each cell, the samples that the boot took which gave it; caller frees. NULL: no memory. */
static double *samples_by_boot(const struct run *run)
{
	const struct cell **cells = calloc(run->n_cells + 1, sizeof(const struct cell *));
	double *samples = calloc(run->n_cells + 1, sizeof(*samples));

	for (size_t i = 0; cells != NULL && i < run->n_cells; i++) {
		cells[i] = &run->cells[i];
	}
	if (cells == NULL || samples == NULL) {
		free(samples);
		free(cells);
		return NULL;
	}
	qsort(cells, run->n_cells, sizeof(const struct cell *), by_log);
	for (size_t first = 0, end = 0; first < run->n_cells; first = end) {
		double n = 0;

		for (; end < run->n_cells && same(cells[first]->log, cells[end]->log); end++) {
			n += (double)cells[end]->n;
		}
		for (size_t i = first; i < end; i++) {
			samples[cells[i] - run->cells] = n;
		}
	}
	free(cells);
	return samples;
}

/* What is more alike, or of a more similar size, takes the place of what is known: in proportion to the samples
 * that are taken. @taken: samples_by_boot() */
static void learn(const struct run *run, const double *taken, const struct cell_key *key,
		  double samples, struct known *known)
{
	for (size_t i = 0; i < run->n_cells; i++) {
		const struct cell *cell = &run->cells[i];
		enum likeness likeness;
		double distance;

		if (cell->boot_s <= 0 || cell->n == 0) {
			continue;
		}
		likeness = compare(key, &cell->key);
		if (likeness > known->likeness) {
			continue;
		}
		distance = fabs(log(samples / taken[i]));
		if (likeness < known->likeness || distance < known->distance) {
			known->likeness = likeness;
			known->distance = distance;
			known->seconds = cell->boot_s * samples / taken[i];
			snprintf(known->run, sizeof(known->run), "%s", run->id);
		}
	}
}

static int newest_first(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*b)->d_name, (*a)->d_name);
}

static int is_run(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Runs that cannot be read say nothing. */
static void learn_from(const struct run_job *job, uint32_t samples, const char *runs,
		       const char *name, struct known *known)
{
	char *path = NULL;
	struct store_err err;
	struct run *run = NULL;
	double *taken = NULL;

	if (asprintf(&path, "%s/%s/run.json", runs, name) < 0) {
		return;
	}
	if (json_read_run(path, &run, &err) == 0) {
		taken = samples_by_boot(run);
	}
	for (size_t i = 0; taken != NULL && i < job->plan->n_boots; i++) {
		const struct plan_boot *boot = &job->plan->boots[i];

		learn(run, taken, &job->run->cells[boot->cells[0]].key,
		      (double)boot->n_cells * samples, &known[i]);
	}
	free(taken);
	run_free(run);
	free(path);
}

static void learn_all(const struct run_job *job, uint32_t samples, const char *results,
		      struct known *known)
{
	char *runs = file_join(results, "runs");
	struct dirent **entries = NULL;
	int n = runs != NULL ? scandir(runs, &entries, is_run, newest_first) : -1;

	for (int i = 0; i < n; i++) {
		if (i < (int)RUNS_LOOKED_AT) {
			learn_from(job, samples, runs, entries[i]->d_name, known);
		}
		free(entries[i]);
	}
	free(entries);
	free(runs);
}

static void put_seconds(double seconds)
{
	if (seconds < 0.1) {
		fputs("under 0.1 s", stdout);
	} else {
		printf("%.1f s", seconds);
	}
}

static void put_boot(const struct run_job *job, const struct plan_boot *boot,
		     const struct known *known)
{
	size_t column = COLUMNS;

	printf("%s: %zu benchmark%s, ", boot->name, boot->n_cells, boot->n_cells == 1 ? "" : "s");
	if (known->likeness == UNLIKE) {
		fputs("time not known", stdout);
	} else {
		put_seconds(known->seconds);
	}
	for (size_t i = 0; i < boot->n_cells; i++) {
		const char *name = job->run->cells[boot->cells[i]].key.benchmark;

		if (column + strlen(name) + 1 > COLUMNS) {
			fputs("\n   ", stdout);
			column = 3;
		}
		printf(" %s", name);
		column += strlen(name) + 1;
	}
	fputc('\n', stdout);
}

/* How many images would be built: *n_missing. */
static int put_images(const struct run_job *job, size_t *n_missing)
{
	struct image_cache cache;
	size_t n = 0;

	if (image_cache_open(&cache, job->root, NULL) != 0) {
		return run_job_say_no_memory(job);
	}
	for (size_t i = 0; i < job->plan->n_images; i++) {
		bool is_there = image_cache_has(&cache, &job->plan->images[i]);

		n += !is_there;
		printf("image %s: %s\n", job->plan->images[i].name,
		       is_there ? "is in the cache" : "is to be built");
	}
	printf("%zu image%s, %zu to be built\n", job->plan->n_images,
	       job->plan->n_images == 1 ? "" : "s", n);
	image_cache_close(&cache);
	*n_missing = n;
	return RC_OK;
}

/* The sum of the boots, and from what it is known: the worst of it. */
static void put_time(const struct run_job *job, const struct known *known, FILE *out)
{
	const struct known *worst = &known[0];
	size_t unknown = 0;
	double sum = 0;

	for (size_t i = 0; i < job->plan->n_boots; i++) {
		if (known[i].likeness == UNLIKE) {
			unknown++;
			continue;
		}
		sum += known[i].seconds;
		worst = worst->likeness == UNLIKE || known[i].likeness > worst->likeness ? &known[i]
											 : worst;
	}
	if (unknown == job->plan->n_boots) {
		fputs("how long they take is not known: no stored run has such boots", out);
		return;
	}
	if (sum < 1) {
		fputs("less than 1 s", out);
	} else {
		fprintf(out, "about %.0f s", sum);
	}
	fprintf(out, ", from %s (run %s)", likeness_words[worst->likeness], worst->run);
	if (unknown > 0) {
		fprintf(out, "; %zu boots are not known", unknown);
	}
}

/* What a build takes is not foretold, and said so: it may be most of it. */
static int put_sum(const struct run_job *job, const struct known *known, size_t n_builds)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL) {
		return run_job_say_no_memory(job);
	}
	fprintf(out, "%zu boot%s, %zu cells; ", job->plan->n_boots,
		job->plan->n_boots == 1 ? "" : "s", job->run->n_cells);
	put_time(job, known, out);
	if (n_builds > 0) {
		fprintf(out, "; and %zu image%s to be built, whose time is not known", n_builds,
			n_builds == 1 ? "" : "s");
	}
	if (fclose(out) != 0) {
		free(text);
		return run_job_say_no_memory(job);
	}
	wrap_put(text, 0, 4, COLUMNS, stdout);
	free(text);
	return RC_OK;
}

int run_dry_show(const struct run_job *job, uint32_t samples, const char *results)
{
	struct known *known = calloc(job->plan->n_boots + 1, sizeof(*known));
	size_t n_builds = 0;
	int rc;

	if (known == NULL) {
		return run_job_say_no_memory(job);
	}
	for (size_t i = 0; i < job->plan->n_boots; i++) {
		known[i].likeness = UNLIKE;
	}
	learn_all(job, samples, results, known);
	rc = put_images(job, &n_builds);
	for (size_t i = 0; rc == RC_OK && i < job->plan->n_boots; i++) {
		put_boot(job, &job->plan->boots[i], &known[i]);
	}
	if (rc == RC_OK) {
		rc = put_sum(job, known, n_builds);
	}
	free(known);
	return rc;
}
