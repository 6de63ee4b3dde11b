/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/gate_report.h"

#include <errno.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/find_run.h"
#include "cmd/out_file.h"
#include "cmd/say.h"
#include "cmd/term.h"
#include "report/wrap.h"
#include "store/file.h"

static int say_no_memory(const char *name)
{
	fprintf(stderr, "trapline %s: out of memory\n", name);
	return RC_INCOMPLETE;
}

/* What a file gets has no colour and the full width, whatever the terminal is. */
static int write_output(const char *name, const struct gate_result *result,
			const struct verdict_context *context, const struct gate_options *o)
{
	static const struct report_look look = { .columns = REPORT_COLUMNS };
	struct store_err err;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	int error = out == NULL ? -ENOMEM : 0;

	if (error == 0) {
		error = verdicts_print(result, context, o->format, &look, out);
		error = file_finish(out, &text) != 0 ? -ENOMEM : error;
	}
	if (error != 0) {
		free(text);
		return say_no_memory(name);
	}
	error = out_file_write(o->output, text, size, &err);
	free(text);
	if (error != 0) {
		find_run_say(name, err.text);
		return RC_USAGE;
	}
	return RC_OK;
}

int gate_report_result(const char *name, const struct gate_result *result,
		       const struct verdict_context *context, const struct gate_options *o)
{
	const struct report_look look = term_look(stdout, o->colour);
	struct verdict_context shown = *context;
	enum verdict_format format = o->output != NULL ? FORMAT_TABLE : o->format;
	int verdict = gate_exit_code(result);
	int rc = RC_OK;

	shown.all = o->all;
	if (verdicts_print(result, &shown, format, &look, stdout) != 0) {
		return say_no_memory(name);
	}
	if (o->output != NULL) {
		rc = write_output(name, result, &shown, o);
	}
	/* A regression is news even where it could not be written down. */
	return verdict == RC_REGRESSION || rc == RC_OK ? verdict : rc;
}

int gate_report(const char *name, const struct figure_set *old_set,
		const struct figure_set *new_set, const struct verdict_context *context,
		const struct gate_options *o)
{
	struct gate_result result;
	int rc;

	if (gate_judge(old_set, new_set, &o->rules, &result) != 0) {
		return say_no_memory(name);
	}
	rc = gate_report_result(name, &result, context, o);
	gate_free(&result);
	return rc;
}

/* -ENOMEM; else whether it matches. */
static int matches(const struct figures *one, const regex_t *filter)
{
	const struct cell cell = { .key = one->key };
	char *name = cell_name(&cell);
	int is_match;

	if (name == NULL) {
		return -ENOMEM;
	}
	is_match = regexec(filter, name, 0, NULL, 0) == 0;
	free(name);
	return is_match;
}

static int keep_matching(const regex_t *filter, struct figure_set *set)
{
	size_t kept = 0;

	for (size_t i = 0; i < set->n; i++) {
		int is_match = matches(&set->items[i], filter);

		if (is_match < 0) {
			return is_match;
		}
		if (is_match) {
			/* Swapped, so that each is in the set once whenever we return. */
			struct figures one = set->items[i];

			set->items[i] = set->items[kept];
			set->items[kept++] = one;
		}
	}
	for (size_t i = kept; i < set->n; i++) {
		figures_free(&set->items[i]);
	}
	set->n = kept;
	return 0;
}

int gate_filter(const char *name, const char *filter, struct figure_set *set)
{
	regex_t regex;
	int error;

	if (filter == NULL) {
		return RC_OK;
	}
	if (regcomp(&regex, filter, REG_EXTENDED | REG_NOSUB) != 0) {
		return say_no_memory(name);
	}
	error = keep_matching(&regex, set);
	regfree(&regex);
	return error == 0 ? RC_OK : say_no_memory(name);
}

int gate_check_modes(const char *name, const struct run *old_run, const struct run *new_run)
{
	const char *modes[] = { run_mode(old_run), run_mode(new_run) };

	if (old_run->cold == new_run->cold && old_run->load == new_run->load) {
		return RC_OK;
	}
	for (size_t i = 0; i < 2; i++) {
		modes[i] = modes[i][0] != '\0' ? modes[i] : "warm and without load";
	}
	return say_wrong(
		name,
		"the old run was measured %s, the new one %s: they cannot be compared (two "
		"runs of one kind would be right: run's --cold and --load)",
		modes[0], modes[1]);
}
