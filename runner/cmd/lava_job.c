/* SPDX-License-Identifier: Apache-2.0 */
/* trapline lava-job: what LAVA needs to make the boots of a run on its devices. */
#include <errno.h>
#include <limits.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/cmd.h"
#include "cmd/inputs.h"
#include "cmd/lava_options.h"
#include "cmd/out_file.h"
#include "cmd/progress.h"
#include "cmd/run_job.h"
#include "cmd/say.h"
#include "cmd/stops.h"
#include "session/lava.h"
#include "session/reach.h"
#include "store/sha256.h"

/* As of a run: how often the longest silence a boot may take in all. */
#define TOTAL_TIMES_SILENCE 60u

struct job {
	struct lava_options opt;
	struct inputs in;
	struct run_job made;
	struct progress progress;
	struct session s;
	char dir[PATH_MAX]; /* of --out, from the root */
	char *url;
	struct lava_boot *boots; /* as many as the plan has, those that can be booted first */
	size_t n_boots;
	size_t n_failed;
};

static int say_no_memory(void)
{
	fprintf(stderr, "trapline lava-job: out of memory\n");
	return RC_INCOMPLETE;
}

static int say_file(const char *path, int err)
{
	fprintf(stderr, "trapline lava-job: %s: %s\n", path, strerror(err));
	return RC_INCOMPLETE;
}

static int make_plan(struct job *job)
{
	struct run_job *made = &job->made;
	regex_t filter;
	int rc;

	made->name = "lava-job";
	made->is_elsewhere = true;
	made->root = job->in.root;
	made->suite = job->in.suite;
	made->boards = job->in.boards;
	made->n_boards = job->in.n_boards;
	if (job->opt.filter == NULL) {
		rc = run_job_list_cells(made, NULL);
	} else {
		if (regcomp(&filter, job->opt.filter, REG_EXTENDED | REG_NOSUB) != 0) {
			return say_no_memory(); /* it is an expression: that was checked */
		}
		rc = run_job_list_cells(made, &filter);
		regfree(&filter);
	}
	if (rc == RC_OK && made->run->n_cells == 0) {
		return say_wrong(
			"lava-job", "--filter: '%s' matches no cell of %s (trapline list cells)",
			job->opt.filter != NULL ? job->opt.filter : "", job->in.suite->path);
	}
	if (rc != RC_OK) {
		return rc;
	}
	made->run->cold = job->in.suite->cold;
	made->run->load = job->in.suite->load;
	return run_job_plan(made, job->opt.boots != 0 ? job->opt.boots : job->in.suite->boots, 0);
}

static int open_folder(struct job *job)
{
	char logs[PATH_MAX];

	if (mkdir(job->opt.out_dir, 0777) != 0 && errno != EEXIST) {
		return say_file(job->opt.out_dir, errno);
	}
	snprintf(logs, sizeof(logs), "%s/logs", job->opt.out_dir);
	if (mkdir(logs, 0777) != 0 && errno != EEXIST) {
		return say_file(logs, errno);
	}
	if (realpath(job->opt.out_dir, job->dir) == NULL) {
		return say_file(job->opt.out_dir, errno);
	}
	if (asprintf(&job->url, "%s%s", job->opt.url != NULL ? "" : "file://",
		     job->opt.url != NULL ? job->opt.url : job->dir) < 0) {
		job->url = NULL;
		return say_no_memory();
	}
	return RC_OK;
}

static int build(struct job *job)
{
	int err;

	job->s = (struct session){
		.root = job->in.root,
		.dir = job->opt.out_dir,
		.suite = job->in.suite,
		.plan = job->made.plan,
		.run = job->made.run,
		.samples = job->opt.samples != 0 ? job->opt.samples : job->in.suite->samples,
		.is_elsewhere = true,
		.stop = &stops_asked,
		.watch = progress_watch,
		.watch_arg = &job->progress,
	};
	progress_init(&job->progress, stderr, job->opt.out_dir);
	stops_catch();
	err = session_build(&job->s, job->opt.with_make);
	stops_release();
	progress_end(&job->progress);
	if (stops_asked != 0) {
		fprintf(stderr, "trapline lava-job: interrupted\n");
		return RC_INCOMPLETE;
	}
	return err == 0 ? RC_OK : say_no_memory();
}

static enum lava_method method_of(const struct job *job, const struct plan_boot *boot)
{
	if (job->opt.has_method) {
		return job->opt.method;
	}
	return strcmp(boot->board->target, "qemu") == 0 ? LAVA_QEMU : LAVA_MINIMAL;
}

/* What U-Boot starts is flat, whatever the board takes when it is reached otherwise. */
static bool is_flat(const struct job *job, const struct plan_boot *boot)
{
	return boot->board->is_flat || method_of(job, boot) == LAVA_UBOOT;
}

/* The copy of an image that @made is of, with its parameters. */
static int write_image(const struct job *job, struct lava_boot *made, struct params *params)
{
	const struct board_cfg board = { .is_flat = is_flat(job, made->boot) };
	char *from = reach_image_path(&board, made->image->path);
	char path[PATH_MAX + 256];
	char why[IMAGE_FAULT_MAX];
	int err;

	if (from == NULL) {
		return say_no_memory();
	}
	snprintf(path, sizeof(path), "%s/%s", job->dir, made->file);
	err = image_patch(from, path, params, why);
	free(from);
	if (err != 0) {
		fprintf(stderr, "trapline lava-job: %s\n", why);
		return RC_INCOMPLETE;
	}
	err = sha256_file(path, made->sha256, NULL);
	return err == 0 ? RC_OK : say_file(path, -err);
}

/* The patched image of one boot; one that cannot be made leaves the others as they are. */
static int make_image(struct job *job, const struct plan_boot *boot)
{
	const struct image *image = &job->made.plan->images[boot->image];
	struct lava_boot *made = &job->boots[job->n_boots];
	struct params params;

	if (image->fault[0] != '\0') {
		fprintf(stderr, "trapline lava-job: %s: not in a job: %s\n", boot->name,
			image->fault);
		job->n_failed++;
		return RC_OK;
	}
	if (!session_fill_params(&job->s, boot, &params)) {
		fprintf(stderr,
			"trapline lava-job: %s: its benchmarks' names do not fit in %u bytes\n",
			boot->name, PARAMS_BENCHES_LEN);
		job->n_failed++;
		return RC_OK;
	}
	*made = (struct lava_boot){ .boot = boot, .image = image };
	if (asprintf(&made->file, "%s.%s", boot->name, is_flat(job, boot) ? "bin" : "elf") < 0) {
		made->file = NULL;
		return say_no_memory();
	}
	job->n_boots++;
	return write_image(job, made, &params);
}

static int make_images(struct job *job)
{
	const struct plan *plan = job->made.plan;
	int rc = RC_OK;

	job->boots = calloc(plan->n_boots, sizeof(*job->boots));
	if (job->boots == NULL) {
		return say_no_memory();
	}
	for (size_t i = 0; i < plan->n_boots && rc == RC_OK; i++) {
		rc = make_image(job, &plan->boots[i]);
	}
	return rc;
}

/* Written under job-@name.yaml, and said so. */
static int put_job(const struct job *job, const struct lava_job *lava, const char *name)
{
	char path[PATH_MAX + 256];
	struct store_err err = { 0 };
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	int rc = out != NULL ? lava_write_job(out, lava) : -ENOMEM;

	if (out == NULL || fclose(out) != 0 || rc != 0) {
		free(text);
		return say_no_memory();
	}
	snprintf(path, sizeof(path), "%s/job-%s.yaml", job->opt.out_dir, name);
	rc = out_file_write(path, text, size, &err);
	free(text);
	if (rc != 0) {
		fprintf(stderr, "trapline lava-job: %s\n", err.text);
		return RC_INCOMPLETE;
	}
	printf("%s: %zu boot%s\n", path, lava->n_boots, lava->n_boots == 1 ? "" : "s");
	return RC_OK;
}

/* One job of @n boots from @first on. */
static int write_job(const struct job *job, const struct lava_boot *first, size_t n)
{
	const struct plan_boot *boot = first->boot;
	enum lava_method method = method_of(job, boot);
	struct lava_job lava = {
		.device_type = job->opt.device_type,
		.url = job->url,
		.unit = job->in.suite->clock == CLOCK_EXACT ? "instructions" : "ticks",
		.method = method,
		.boot_s = job->in.suite->timeout_s * TOTAL_TIMES_SILENCE,
		.boots = first,
		.n_boots = n,
	};
	char *device = lava_device_name(boot);
	char *name = NULL;
	int rc;

	if (lava.device_type == NULL) {
		lava.device_type = method == LAVA_QEMU ? "qemu" : boot->board->name;
	}
	if (device == NULL || asprintf(&name, "trapline %s %s", job->in.suite->name,
				       job->opt.each_boot ? boot->name : device) < 0) {
		free(device);
		return say_no_memory();
	}
	lava.name = name;
	rc = put_job(job, &lava, job->opt.each_boot ? boot->name : device);
	free(name);
	free(device);
	return rc;
}

static int boot_order(const void *left, const void *right)
{
	const struct plan_boot *a = ((const struct lava_boot *)left)->boot;
	const struct plan_boot *b = ((const struct lava_boot *)right)->boot;
	int order = strcmp(a->board->name, b->board->name);

	order = order != 0 ? order : strcmp(a->cpu, b->cpu);
	return order != 0 ? order : (a > b) - (a < b); /* of one device, as they were planned */
}

static int write_jobs(struct job *job)
{
	int rc = RC_OK;

	qsort(job->boots, job->n_boots, sizeof(*job->boots), boot_order);
	for (size_t i = 0, n; i < job->n_boots && rc == RC_OK; i += n) {
		const struct plan_boot *boot = job->boots[i].boot;

		for (n = 1; !job->opt.each_boot && i + n < job->n_boots; n++) {
			const struct plan_boot *next = job->boots[i + n].boot;

			if (next->board != boot->board || strcmp(next->cpu, boot->cpu) != 0) {
				break;
			}
		}
		rc = write_job(job, &job->boots[i], n);
	}
	return rc == RC_OK && job->n_failed > 0 ? RC_INCOMPLETE : rc;
}

static int make_jobs(struct job *job, int argc, char **argv)
{
	int rc = lava_options_parse(argc, argv, &job->opt);

	if (rc == RC_OK) {
		rc = inputs_load_catalog(&job->in);
	}
	if (rc == RC_OK) {
		rc = inputs_load_suite(&job->in, job->opt.suite);
	}
	if (rc == RC_OK) {
		rc = make_plan(job);
	}
	if (rc == RC_OK) {
		rc = open_folder(job);
	}
	if (rc == RC_OK) {
		rc = build(job);
	}
	if (rc == RC_OK) {
		rc = make_images(job);
	}
	return rc == RC_OK ? write_jobs(job) : rc;
}

static int run_lava_job(int argc, char **argv)
{
	struct job job = { 0 };
	int rc = make_jobs(&job, argc, argv);

	for (size_t i = 0; i < job.n_boots; i++) {
		free(job.boots[i].file);
	}
	free(job.boots);
	free(job.url);
	run_job_free(&job.made);
	inputs_free(&job.in);
	return rc;
}

const struct cmd cmd_lava_job = {
	.name = "lava-job",
	.args = "--out DIR [--suite FILE|NAME] [--filter RE] [OPTION]...",
	.summary = "write jobs with which LAVA makes the boots of a run",
	.help = "Builds the images that the suite needs, and writes into DIR each of them as it is "
		"to "
		"be\nbooted, and for each board and CPU job-<board>-<cpu>.yaml, a job for LAVA. "
		"Its test cases\n"
		"are the benchmarks, with the median of one operation as their measurement, and "
		"the image's\n"
		"self-checks. trapline import makes a run of what LAVA logs: docs/labs.md.\n"
		"\n"
		"Options:\n"
		"  --out DIR           where jobs and images go; made when it is not there\n"
		"  --suite FILE|NAME   as for trapline run\n"
		"  --filter RE         only cells whose name matches this POSIX extended "
		"expression\n"
		"  --samples N         samples a benchmark, instead of the suite's number\n"
		"  --boots N           boots of each cell, instead of the suite's number\n"
		"  --url URL           where a dispatcher finds DIR's images; default: "
		"file://DIR\n"
		"  --device-type NAME  as LAVA calls the devices; default: qemu, or the board's "
		"name\n"
		"  --method METHOD     qemu: the dispatcher starts QEMU; minimal: the device's "
		"own\n"
		"                      commands load the image and reset the board; u-boot: so "
		"too, and\n"
		"                      LAVA types the device's U-Boot commands 'trapline'; "
		"default: by\n"
		"                      the board's target\n"
		"  --each-boot         a job for each boot: what goes wrong in one ends that one "
		"only\n"
		"  --no-build          take the images as they are, without make\n"
		"  --help              show this\n"
		"\n"
		"Examples:\n"
		"  trapline lava-job --suite quick --out /tmp/jobs\n"
		"  trapline lava-job --out /srv/images/7 --url http://lab/images/7\n"
		"\n"
		"Exit codes: 0 every boot is in a job; 2 wrong command line, suite or board file;\n"
		"3 an image could not be built, the others are there, or nothing could be written.",
	.run = run_lava_job,
};
