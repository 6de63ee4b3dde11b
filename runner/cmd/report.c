/* SPDX-License-Identifier: Apache-2.0 */
/* trapline report: the page of a stored run, made anew. */
#include "report/report.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/find_run.h"
#include "cmd/gate_options.h"
#include "cmd/gate_report.h"
#include "cmd/gate_run.h"
#include "cmd/options.h"
#include "cmd/out_file.h"
#include "cmd/report_history.h"
#include "cmd/report_lab.h"
#include "cmd/stops.h"
#include "gate/baseline.h"
#include "gate/gate.h"
#include "history/history.h"
#include "lab/jobs.h"
#include "lab/lab.h"
#include "store/file.h"
#include "store/store.h"

#define NAME           "report"
#define BASELINES_WORD "baselines"

enum {
	OPT_AGAINST = 256,
	OPT_BASELINES,
	OPT_HISTORY,
	OPT_OUT,
	OPT_JOBS,
};

struct report_options {
	const char *run;
	const char *against;   /* NULL: nothing */
	const char *baselines; /* NULL: those of the source tree */
	const char *history;   /* NULL: no trend */
	const char *out;       /* NULL: report.html in the run's folder */
	uint32_t at_once;      /* of a lab; 0: as many as there are CPUs */
	struct gate_options gate;
};

struct job {
	struct report_options opt;
	struct run *run;
	struct run *old_run;
	struct figure_set old_set;
	struct figure_set new_set;
	struct gate_result result;
	struct history_series *series;
	size_t n_series;
	struct report_extra extra;
	char *baselines;
	char *out;   /* the page */
	char *stage; /* a folder to draw in */
};

static int out_of_memory(void)
{
	find_run_say(NAME, "out of memory");
	return RC_INCOMPLETE;
}

/* RC_OK, or RC_USAGE: the option is unknown or its value is wrong. */
static int take_option(int opt, struct report_options *o)
{
	switch (opt) {
	case OPT_AGAINST:
		o->against = optarg;
		return RC_OK;
	case OPT_BASELINES:
		o->baselines = optarg;
		return options_check_folder("report", "--baselines", optarg);
	case OPT_HISTORY:
		o->history = optarg;
		return RC_OK;
	case OPT_OUT:
		o->out = optarg;
		return RC_OK;
	case OPT_JOBS:
		return options_take_number(NAME, "--jobs", optarg, JOBS_MOST, &o->at_once);
	default:
		return gate_options_take(NAME, opt, &o->gate);
	}
}

static int parse_options(int argc, char **argv, struct report_options *o)
{
	static const struct option longopts[] = {
		{ "against", required_argument, NULL, OPT_AGAINST },
		{ "baselines", required_argument, NULL, OPT_BASELINES },
		{ "history", required_argument, NULL, OPT_HISTORY },
		{ "out", required_argument, NULL, OPT_OUT },
		{ "jobs", required_argument, NULL, OPT_JOBS },
		{ "effect", required_argument, NULL, GATE_OPTION_EFFECT },
		{ "p99-effect", required_argument, NULL, GATE_OPTION_P99_EFFECT },
		{ "fdr", required_argument, NULL, GATE_OPTION_FDR },
		{ "sees", required_argument, NULL, GATE_OPTION_SEES },
		GATE_OPTION_ACROSS_ROW,
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int opt;

	while ((opt = options_next(NAME, argc, argv, longopts)) != -1) {
		if (take_option(opt, o) != RC_OK) {
			return RC_USAGE;
		}
	}
	if (argc - optind > 1) {
		fprintf(stderr,
			"trapline " NAME ": %d runs given (one would be right, or none for "
			"latest)\n",
			argc - optind);
		return RC_USAGE;
	}
	o->run = optind < argc ? argv[optind] : "latest";
	return RC_OK;
}

static char *folder_of(const char *path)
{
	struct stat st;
	const char *slash = strrchr(path, '/');

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
		return strdup(path);
	}
	if (slash == NULL) {
		return strdup(".");
	}
	return strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

static int name_output(struct job *job)
{
	char *path = find_run_path(job->opt.run);
	char *dir = path != NULL ? folder_of(path) : NULL;

	if (dir != NULL) {
		job->out =
			job->opt.out != NULL ? strdup(job->opt.out) : file_join(dir, "report.html");
	}
	free(path);
	free(dir);
	return job->out != NULL ? RC_OK : out_of_memory();
}

/* Where it is drawn: the plots in the run's folder are part of what is sealed there. */
static int make_stage(struct job *job)
{
	const char *tmp = getenv("TMPDIR");
	struct store_err err = { "" };

	job->stage =
		file_join(tmp != NULL && tmp[0] != '\0' ? tmp : "/tmp", "trapline-report-XXXXXX");
	if (job->stage == NULL) {
		return out_of_memory();
	}
	if (mkdtemp(job->stage) == NULL) {
		store_fail(&err, errno, "%s: cannot be made: %s%s (TMPDIR names another place)",
			   job->stage, strerror(errno), file_advice(errno));
		find_run_say(NAME, err.text);
		free(job->stage);
		job->stage = NULL;
		return RC_INCOMPLETE;
	}
	return RC_OK;
}

static int load_baselines(struct job *job)
{
	struct store_err err = { "" };

	if (run_mode(job->run)[0] != '\0') {
		find_run_say(NAME, "--against " BASELINES_WORD ": the run was measured cold or "
				   "under load, and baselines are neither (another run of its kind "
				   "would be right)");
		return RC_USAGE;
	}
	job->opt.gate.rules.old_is_baselines = true;
	job->baselines = gate_run_find_baselines(NAME, job->opt.baselines);
	if (job->baselines == NULL) {
		return RC_USAGE;
	}
	if (baseline_load(job->baselines, &job->new_set, job->opt.gate.rules.across, &job->old_set,
			  &err) != 0) {
		find_run_say(NAME, err.text);
		return RC_USAGE;
	}
	job->extra.old_name = job->baselines;
	return RC_OK;
}

static int load_old(struct job *job)
{
	int rc = find_run_load(NAME, job->opt.against, &job->old_run);

	if (rc == RC_OK) {
		rc = gate_check_modes(NAME, job->old_run, job->run);
	}
	if (rc == RC_OK && figures_of_run(job->old_run, &job->old_set) != 0) {
		rc = out_of_memory();
	}
	if (rc == RC_OK) {
		job->extra.old_run = job->old_run;
		job->extra.old_name = job->old_run->id;
	}
	return rc;
}

static int judge(struct job *job)
{
	int rc;

	if (job->opt.against == NULL) {
		return RC_OK;
	}
	if (figures_of_run(job->run, &job->new_set) != 0) {
		return out_of_memory();
	}
	rc = strcmp(job->opt.against, BASELINES_WORD) == 0 ? load_baselines(job) : load_old(job);
	if (rc == RC_OK &&
	    gate_judge(&job->old_set, &job->new_set, &job->opt.gate.rules, &job->result) != 0) {
		rc = out_of_memory();
	}
	if (rc == RC_OK) {
		job->extra.verdicts = &job->result;
	}
	return rc;
}

static int load_history(struct job *job)
{
	struct store_err err = { "" };

	if (job->opt.history == NULL) {
		return RC_OK;
	}
	if (report_history_load(job->opt.history, job->run, &job->series, &job->n_series, &err) !=
	    0) {
		find_run_say(NAME, err.text);
		return RC_USAGE;
	}
	job->extra.series = job->series;
	job->extra.n_series = job->n_series;
	return RC_OK;
}

static int write_page(struct job *job)
{
	struct store_err err = { "" };
	char *text = NULL;
	size_t size = 0;
	int error = report_make_page(job->stage, job->run, &job->extra, &text, &size, &err);

	if (err.text[0] != '\0') {
		find_run_say(NAME, err.text);
	}
	if (error == 0 && stops_asked != 0) {
		find_run_say(NAME, "interrupted; nothing was written");
		error = -EINTR;
	} else if (error == 0) {
		error = out_file_write(job->out, text, size, &err);
		if (error != 0) {
			find_run_say(NAME, err.text);
		}
	}
	free(text);
	return error == 0 ? RC_OK : RC_INCOMPLETE;
}

static int run_job(struct job *job)
{
	int rc = find_run_load(NAME, job->opt.run, &job->run);

	if (rc == RC_OK) {
		rc = judge(job);
	}
	if (rc == RC_OK) {
		rc = load_history(job);
	}
	if (rc == RC_OK) {
		rc = name_output(job);
	}
	if (rc == RC_OK) {
		stops_catch();
		rc = make_stage(job);
		if (rc == RC_OK) {
			rc = write_page(job);
			file_remove_tree(job->stage);
		}
		stops_release();
	}
	if (rc == RC_OK) {
		printf("report: %s\n", job->out);
	}
	return rc;
}

static int run_any(struct job *job)
{
	const struct report_lab_options lab = { .against = job->opt.against,
						.baselines = job->opt.baselines,
						.is_other = job->opt.out != NULL ||
							    job->opt.history != NULL,
						.rules = job->opt.gate.rules,
						.at_once = job->opt.at_once };
	char *path = find_run_path(job->opt.run);
	int rc = path == NULL   ? out_of_memory()
		 : lab_is(path) ? report_lab(path, &lab)
				: run_job(job);

	free(path);
	return rc;
}

static int run_report(int argc, char **argv)
{
	struct job job = { 0 };
	int rc;

	gate_options_begin(&job.opt.gate);
	rc = parse_options(argc, argv, &job.opt);
	if (rc == RC_OK) {
		rc = run_any(&job);
	}
	history_cells_free(job.series, job.n_series);
	gate_free(&job.result);
	figure_set_free(&job.old_set);
	figure_set_free(&job.new_set);
	run_free(job.old_run);
	run_free(job.run);
	free(job.baselines);
	free(job.out);
	free(job.stage);
	return rc;
}

const struct cmd cmd_report = {
	.name = NAME,
	.args = "[OPTION]... [RUN]",
	.summary = "make the page of a stored run, with verdicts when wanted",
	/* clang-format off */
	.help =
		"Makes report.html of a run anew: one file that needs nothing else, for any browser. RUN is\n"
		"a run's folder, its run.json, or a name: latest (the default), ID or runs/ID. Of a lab's\n"
		"folder (trapline merge --by-board): index.html, and a page without plots for each board.\n"
		"\n"
		"Options:\n"
		"  --against OLD|baselines  begin with verdicts: against another run, named like RUN, or\n"
		"                           against the baselines that are committed\n"
		"  --baselines DIR          the baselines; default: results/baselines in the source tree\n"
		"  --history FILE           end with the trend of every cell; FILE is made by trapline history\n"
		"  --out FILE               the page; default: report.html in the run's folder, replaced\n"
		"  --jobs N                 processes at once, of a lab; default: as many as there are CPUs\n"
		"  --effect, --p99-effect, --fdr, --sees PERCENT, --across FIELDS\n"
		"                           how verdicts are found: as for trapline gate and compare\n"
		"  --help                   show this\n"
		"\n"
		"Examples:\n"
		"  trapline report\n"
		"  trapline report --against baselines --history results/history.db\n"
		"  trapline report --against results/runs/OLD --out /tmp/page.html latest\n"
		"\n"
		"Exit codes: 0 the page is written, whatever its verdicts say (trapline gate tells by its\n"
		"exit code); 2 wrong command line, or what was named cannot be read; 3 the page cannot be\n"
		"written.",
	/* clang-format on */
	.run = run_report,
};
