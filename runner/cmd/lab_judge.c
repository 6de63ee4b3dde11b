/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/lab_judge.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/find_run.h"
#include "cmd/gate_report.h"
#include "gate/baseline.h"
#include "store/file.h"

static int no_memory(char *why)
{
	snprintf(why, JOBS_WHY_MAX, "out of memory");
	return -ENOMEM;
}

static int load_run(const struct lab_asked *asked, size_t board, struct run **out, char *why)
{
	char *dir = lab_run_dir(asked->lab, board);
	struct store_err err = { "" };
	int error = dir != NULL ? store_load(dir, out, &err) : -ENOMEM;

	free(dir);
	if (error != 0 && error != -ENOMEM) {
		snprintf(why, JOBS_WHY_MAX, "%s", err.text);
	}
	return error == -ENOMEM ? no_memory(why) : error;
}

static int judge(const struct lab_asked *asked, struct lab_board_judged *j, char *why)
{
	struct store_err err = { "" };

	if (run_mode(j->run)[0] != '\0') {
		snprintf(
			why, JOBS_WHY_MAX,
			"%s: was measured %s: baselines are of runs that are warm and without load",
			j->run->id, run_mode(j->run));
		return -EINVAL;
	}
	if (figures_of_run(j->run, &j->fresh) != 0 ||
	    gate_filter(asked->name, asked->filter, &j->fresh) != RC_OK) {
		return no_memory(why);
	}
	if (baseline_load(asked->baselines, &j->fresh, asked->rules.across, &j->base, &err) != 0) {
		snprintf(why, JOBS_WHY_MAX, "%s", err.text);
		return -EINVAL;
	}
	if (gate_filter(asked->name, asked->filter, &j->base) != RC_OK ||
	    gate_judge(&j->base, &j->fresh, &asked->rules, &j->result) != 0) {
		return no_memory(why);
	}
	return 0;
}

int lab_judge_board(const struct lab_asked *asked, size_t board, struct lab_board_judged *out,
		    char *why)
{
	int error;

	*out = (struct lab_board_judged){ 0 };
	error = load_run(asked, board, &out->run, why);
	if (error == 0 && asked->baselines != NULL) {
		error = judge(asked, out, why);
	}
	if (error != 0) {
		lab_judged_free(out);
	}
	return error;
}

void lab_judged_free(struct lab_board_judged *judged)
{
	gate_free(&judged->result);
	figure_set_free(&judged->base);
	figure_set_free(&judged->fresh);
	run_free(judged->run);
	*judged = (struct lab_board_judged){ 0 };
}

int lab_tmp_make(struct lab_asked *asked)
{
	const char *tmp = getenv("TMPDIR");

	asked->tmp = file_join(tmp != NULL && tmp[0] != '\0' ? tmp : "/tmp", "trapline-lab-XXXXXX");
	if (asked->tmp == NULL || mkdtemp(asked->tmp) == NULL) {
		fprintf(stderr, "trapline %s: no folder for work can be made: %s\n", asked->name,
			strerror(errno));
		free(asked->tmp);
		asked->tmp = NULL;
		return RC_INCOMPLETE;
	}
	return RC_OK;
}

void lab_tmp_remove(struct lab_asked *asked)
{
	if (asked->tmp != NULL) {
		file_remove_tree(asked->tmp);
	}
	free(asked->tmp);
	asked->tmp = NULL;
}

char *lab_tmp_path(const struct lab_asked *asked, const char *what, size_t board)
{
	char *path;

	return asprintf(&path, "%s/%s-%zu", asked->tmp, what, board) < 0 ? NULL : path;
}

static int write_family(const struct lab_asked *asked, size_t board,
			const struct gate_result *result, char *why)
{
	char *path = lab_tmp_path(asked, "family", board);
	FILE *out = path != NULL ? fopen(path, "wbe") : NULL;
	struct gate_family family = { 0 };
	int error = out != NULL ? gate_family_add(&family, result) : -EIO;

	if (error == 0) {
		error = gate_family_write(&family, out);
	}
	if (out != NULL && fclose(out) != 0 && error == 0) {
		error = -EIO;
	}
	if (error != 0) {
		snprintf(why, JOBS_WHY_MAX, "%s: %s", asked->tmp, strerror(-error));
	}
	gate_family_free(&family);
	free(path);
	return error;
}

int lab_judge_job(const struct lab_asked *asked, size_t board, struct lab_board_judged *out,
		  struct job_result *result)
{
	int error = lab_judge_board(asked, board, out, result->why);

	if (error != 0) {
		return error;
	}
	for (size_t k = 0; k < N_VERDICTS; k++) {
		result->numbers[k] = out->result.count[k];
	}
	if (asked->rules.family == NULL) {
		error = write_family(asked, board, &out->result, result->why);
	}
	if (error != 0) {
		lab_judged_free(out);
	}
	return error;
}

static int read_family(const struct lab_asked *asked, size_t i, struct gate_family *family)
{
	char *path = lab_tmp_path(asked, "family", i);
	FILE *in = path != NULL ? fopen(path, "rbe") : NULL;
	struct gate_family one = { 0 };
	int error = in != NULL ? gate_family_read(in, &one) : -EIO;

	if (error == 0) {
		error = gate_family_join(family, &one);
	}
	if (in != NULL) {
		fclose(in);
	}
	gate_family_free(&one);
	free(path);
	return error;
}

int lab_join_families(const struct lab_asked *asked, struct gate_family *family)
{
	int error = 0;

	*family = (struct gate_family){ 0 };
	for (size_t i = 0; i < asked->lab->n && error == 0; i++) {
		error = read_family(asked, i, family);
	}
	gate_family_adjust(family);
	if (error != 0) {
		fprintf(stderr, "trapline %s: %s: %s\n", asked->name, asked->tmp, strerror(-error));
		return RC_INCOMPLETE;
	}
	return RC_OK;
}

int lab_judge_say(const struct lab_asked *asked, const struct job_result *results)
{
	int rc = RC_OK;

	for (size_t i = 0; i < asked->lab->n; i++) {
		if (!results[i].is_done) {
			fprintf(stderr, "trapline %s: board %s: ", asked->name,
				asked->lab->boards[i].name);
			fprintf(stderr, "%s\n", results[i].why);
			rc = RC_USAGE;
		}
	}
	return rc;
}
