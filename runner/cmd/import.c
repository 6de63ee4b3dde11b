/* SPDX-License-Identifier: Apache-2.0 */
/* trapline import: console logs that somebody captured become a run. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/find_run.h"
#include "cmd/keep_run.h"
#include "cmd/import_options.h"
#include "cmd/inputs.h"
#include "cmd/root.h"
#include "cmd/run_say.h"
#include "cmd/say.h"
#include "ingest/lava_log.h"
#include "lab/intake.h"
#include "session/boot.h"
#include "session/env.h"
#include "session/identity.h"
#include "store/file.h"
#include "store/store.h"
#include "version.h"

#define NAME IMPORT_NAME

struct job {
	struct import_options opt;
	struct intake intake;
	struct store *store;
	char *final_dir;
	size_t n_cut; /* boots that are not whole, or of which nothing could be made */
};

static int say_no_memory(void)
{
	fprintf(stderr, "trapline " NAME ": out of memory\n");
	return RC_INCOMPLETE;
}

static int say_error(const struct store_err *err)
{
	find_run_say(NAME, err->text);
	return RC_INCOMPLETE;
}

static int open_store(struct job *job)
{
	struct run *run = job->intake.run;
	struct store_err err = { "" };
	char *root = job->opt.out == NULL ? root_find() : NULL;
	char *dir;
	char *id;
	int error;

	if (job->opt.out == NULL && root == NULL) {
		return RC_USAGE;
	}
	dir = job->opt.out != NULL ? strdup(job->opt.out) : inputs_path(root, "results");
	free(root);
	error = dir != NULL ? store_begin(dir, run->id, &job->store, &err) : -ENOMEM;
	free(dir);
	if (error != 0) {
		job->store = NULL;
		return dir == NULL ? say_no_memory() : say_error(&err);
	}
	id = strdup(store_id(job->store));
	if (id == NULL) {
		return say_no_memory();
	}
	free(run->id);
	run->id = id;
	return RC_OK;
}

/* The boot's part of the capture, byte for byte. */
static int keep_log(const struct job *job, const struct intake_boot *boot, const char *bytes,
		    size_t size)
{
	struct store_err err = { "" };
	char *path = file_join(store_dir(job->store), boot->log);
	int error = path != NULL ? file_write(path, bytes, size, &err) : -ENOMEM;

	free(path);
	if (error != 0) {
		return path == NULL ? say_no_memory() : say_error(&err);
	}
	return RC_OK;
}

static void say_boot(const char *log, size_t line_no, const struct intake_boot *boot)
{
	char *text;

	if (boot->why[0] == '\0' || asprintf(&text, "%s:%zu: %s boot: %s", log, line_no,
					     boot->is_refused ? "refused" : "the", boot->why) < 0) {
		return;
	}
	find_run_say(NAME, text);
	free(text);
}

static int take_boot(struct job *job, const char *log, const char *bytes,
		     const struct capture_boot *captured)
{
	const struct intake_asked asked = { .cpu = job->opt.cpu, .board = job->opt.board };
	const struct intake_boot *boot = NULL;

	if (intake_boot(&job->intake, captured, &asked, &boot) != 0) {
		return say_no_memory();
	}
	say_boot(log, captured->line_no, boot);
	job->n_cut += boot->is_refused || !boot->is_ended;
	return keep_log(job, boot, bytes + captured->begin, captured->end - captured->begin);
}

static int take_capture(struct job *job, const char *log, const char *bytes, size_t size)
{
	struct capture capture;
	int rc = RC_OK;

	if (capture_split(bytes, size, &capture) != 0) {
		return say_no_memory();
	}
	if (capture.n_stray > 0) {
		say_wrong(NAME,
			  "%s: %zu record%s before the first hello %s of a boot whose beginning is "
			  "not there",
			  log, capture.n_stray, capture.n_stray == 1 ? "" : "s",
			  capture.n_stray == 1 ? "is" : "are");
		job->n_cut++;
	}
	if (capture.n == 0) {
		say_wrong(
			NAME,
			"%s: has no hello, record 0 of a boot (the console of an image of Trapline "
			"would be right: docs/formats/wire.md)",
			log);
		rc = RC_INCOMPLETE;
	}
	for (size_t i = 0; i < capture.n && rc == RC_OK; i++) {
		rc = take_boot(job, log, bytes, &capture.boots[i]);
	}
	capture_free(&capture);
	return rc;
}

static int note_log(struct job *job, int i)
{
	char key[32];

	snprintf(key, sizeof(key), "import.log-%d", i + 1);
	return run_set_env(job->intake.run, key, job->opt.logs[i]) == 0 ? RC_OK : say_no_memory();
}

/* A log of LAVA becomes the console that is in it. */
static int open_lava_log(char **bytes, size_t *size)
{
	char *console;
	size_t console_size;

	if (!lava_log_is(*bytes, *size)) {
		return RC_OK;
	}
	if (lava_log_console(*bytes, *size, &console, &console_size) != 0) {
		return say_no_memory();
	}
	free(*bytes);
	*bytes = console;
	*size = console_size;
	return RC_OK;
}

static int take_logs(struct job *job)
{
	int rc = RC_OK;

	for (int i = 0; i < job->opt.n_logs && rc == RC_OK; i++) {
		struct store_err err = { "" };
		char *bytes = NULL;
		size_t size = 0;

		if (file_read_at_most(job->opt.logs[i], BOOT_LOG_MAX, &bytes, &size, &err) != 0) {
			find_run_say(NAME, err.text);
			return RC_USAGE;
		}
		rc = open_lava_log(&bytes, &size);
		if (rc == RC_OK) {
			rc = take_capture(job, job->opt.logs[i], bytes, size);
		}
		free(bytes);
		if (rc == RC_OK) {
			rc = note_log(job, i);
		}
	}
	if (rc == RC_OK && job->intake.run->n_cells == 0) {
		fprintf(stderr, "trapline " NAME ": no boot could be taken, nothing was stored\n");
		rc = RC_INCOMPLETE;
	}
	return rc;
}

static int begin(struct job *job)
{
	char *command = import_options_command(&job->opt);
	int err;

	job->intake.run = run_new();
	err = command != NULL && job->intake.run != NULL
		      ? identity_set(job->intake.run, job->opt.suite, command)
		      : -ENOMEM;
	free(command);
	return err == 0 ? open_store(job) : say_no_memory();
}

/* What is known of where it was measured: what the images said, and what the caller says. */
static int note(struct job *job)
{
	struct run *run = job->intake.run;
	int err = run_set_env(run, "tools.trapline", TRAPLINE_VERSION);

	if (err == 0) {
		err = env_capture_builds(&job->intake.plan, run);
	}
	if (err == 0) {
		err = run_set_env(run, "import.ended",
				  "nobody saw how the boots ended: by their logs alone");
	}
	if (err == 0 && job->opt.qemu != NULL) {
		err = run_set_env(run, "tools.qemu", job->opt.qemu);
	}
	if (err == 0 && job->opt.revision != NULL) {
		err = run_set_env(run, "source.revision", job->opt.revision);
	}
	return err == 0 ? RC_OK : say_no_memory();
}

static int write_run(struct job *job)
{
	run_sort_cells(job->intake.run);
	return keep_run(NAME, job->store, job->intake.run, &job->final_dir);
}

static int show(const struct job *job)
{
	const struct run *run = job->intake.run;

	printf("%zu boot%s, %zu cells: %zu measured, %zu not applicable, %zu without a result\n"
	       "How the boots ended nobody saw: one that came to the end of its benchmarks counts "
	       "as "
	       "ended well.\nreport: %s/report.html\nsamples: %s/samples.csv\n",
	       job->intake.plan.n_boots, job->intake.plan.n_boots == 1 ? "" : "s", run->n_cells,
	       run_count(run, CELL_OK), run_count(run, CELL_NA), run_n_failed(run), job->final_dir,
	       job->final_dir);
	fflush(stdout);
	run_say_checks(NAME, run);
	if (run_n_failed(run) > 0) {
		run_say_missing(NAME, run, job->final_dir);
	}
	return run_n_failed(run) > 0 || job->n_cut > 0 ? RC_INCOMPLETE : RC_OK;
}

static int run_job(struct job *job, int argc, char **argv)
{
	int rc = import_options_parse(argc, argv, &job->opt);

	if (rc == RC_OK) {
		rc = begin(job);
	}
	if (rc == RC_OK) {
		rc = take_logs(job);
	}
	if (rc == RC_OK) {
		rc = note(job);
	}
	if (rc == RC_OK) {
		rc = write_run(job);
	}
	return rc == RC_OK ? show(job) : rc;
}

static int run_import(int argc, char **argv)
{
	struct job job = { 0 };
	int rc = run_job(&job, argc, argv);

	store_close(job.store);
	intake_free(&job.intake);
	free(job.final_dir);
	return rc;
}

const struct cmd cmd_import = {
	.name = NAME,
	.args = "[OPTION]... LOG...",
	.summary = "make a run of console logs that were captured by hand",
	/* clang-format off */
	.help =
		"Makes a run of captured consoles: each hello in a LOG begins a boot, and says which image it\n"
		"is. Boots are judged as those of trapline run: number and CRC of every record, counts,\n"
		"self-checks, and what the image asserts. What a terminal program put before the records\n"
		"(times) and at the ends of lines is left out; all else in a LOG means nothing, and is kept\n"
		"with the boot's log. Of what LAVA logged of a job, the lines of its target are the console.\n"
		"docs/importing.md has it all, and what an import cannot know.\n"
		"\n"
		"Options:\n"
		"  --cpu NAME        the CPU of all boots; default: the name of the MIDR that each reports\n"
		"  --board NAME      refuse boots of other boards\n"
		"  --qemu TEXT       what QEMU said of its version, where it was one: baselines ask for it\n"
		"  --revision TEXT   of the source that the images were built from\n"
		"  --suite NAME      what the run is called; default: import\n"
		"  --out DIR         where results go; default: results in the source tree\n"
		"  --help            show this\n"
		"\n"
		"Examples:\n"
		"  trapline import minicom.cap\n"
		"  trapline import --cpu cortex-a72 --suite bench-night boot1.log boot2.log\n"
		"\n"
		"Exit codes: 0 every boot is whole and every cell that applies has a result; 2 wrong command\n"
		"line, or no such file; 3 a boot is cut off, damaged or refused, a cell has no result, or there\n"
		"is no boot at all; what could be taken is stored.",
	/* clang-format on */
	.run = run_import,
};
