/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/bisect_step.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmd/stops.h"
#include "report/look.h"
#include "report/number.h"
#include "report/wrap.h"

#define SHA_SHOWN 12
#define TEXT_AT   24u

static void describe(const struct gate_row *row, char *out)
{
	const char *unit = row->metric == METRIC_EXITS || row->metric == METRIC_SAMPLES
				   ? ""
				   : row->new_figures->unit;
	struct number_text percent = number_percent(row->old_value, row->new_value);

	if (row->verdict == VERDICT_UNCHANGED) {
		snprintf(out, BISECT_TEXT_MAX, "median %s %s",
			 number_plain(figures_median(row->new_figures)).text,
			 row->new_figures->unit);
	} else if (row->metric == METRIC_SAMPLES) {
		snprintf(out, BISECT_TEXT_MAX, "%s", row->why);
	} else {
		snprintf(out, BISECT_TEXT_MAX, "%s %s -> %s%s%s%s%s", gate_metric_name(row->metric),
			 number_plain(row->old_value).text, number_plain(row->new_value).text,
			 unit[0] != '\0' ? " " : "", unit, percent.text[0] != '\0' ? ", " : "",
			 percent.text);
	}
}

int bisect_judge(const struct figure_set *good, const struct figure_set *now,
		 struct bisect_outcome *out)
{
	struct gate_rules rules = gate_rules_default;
	struct gate_result result;
	int error;

	rules.across = ACROSS_FLAGS; /* a commit may be the one that changes them */
	error = gate_judge(good, now, &rules, &result);
	if (error != 0) {
		return error;
	}
	out->verdict = VERDICT_MISSING;
	snprintf(out->text, sizeof(out->text), "it is another cell here");
	if (result.n == 1) {
		out->verdict = result.rows[0].verdict;
		if (out->verdict != VERDICT_MISSING && out->verdict != VERDICT_NA) {
			describe(&result.rows[0], out->text);
		} else {
			snprintf(out->text, sizeof(out->text), "%s", result.rows[0].why);
		}
	}
	gate_free(&result);
	return 0;
}

enum bisect_answer bisect_answer(enum verdict verdict, bool not_worse)
{
	switch (verdict) {
	case VERDICT_UNCHANGED:
		return BISECT_GOOD;
	case VERDICT_IMPROVED:
	case VERDICT_INCONCLUSIVE:
		return not_worse ? BISECT_GOOD : BISECT_BAD;
	case VERDICT_REGRESSED:
		return BISECT_BAD;
	default:
		return BISECT_SKIP;
	}
}

/* git's good and bad would be odd words for what became cheaper. */
static const char *answer_name(enum bisect_answer answer, bool not_worse)
{
	switch (answer) {
	case BISECT_GOOD:
		return not_worse ? "no worse" : "same";
	case BISECT_BAD:
		return not_worse ? "worse" : "other";
	case BISECT_SKIP:
		return "skipped";
	default:
		return "stopped";
	}
}

/* *text says why, or what it is. */
static enum bisect_answer measure_and_judge(const struct bisect_work *work, const char *name,
					    bool not_worse, char *text)
{
	struct figure_set good = { 0 };
	struct figure_set now = { 0 };
	struct bisect_outcome outcome;
	enum bisect_answer answer = BISECT_SKIP;
	int error = bisect_load(work, "good", &good, text);

	if (error != 0) {
		return BISECT_STOP;
	}
	error = bisect_measure(work, name, &now, text);
	if (error == 0 && bisect_judge(&good, &now, &outcome) == 0) {
		answer = bisect_answer(outcome.verdict, not_worse);
		snprintf(text, BISECT_TEXT_MAX, "%s", outcome.text);
	}
	figure_set_free(&good);
	figure_set_free(&now);
	return error == -EINTR ? BISECT_STOP : answer;
}

enum bisect_answer bisect_step(const struct bisect_work *work, bool not_worse)
{
	char sha[BISECT_SHA_MAX];
	char name[BISECT_SHA_MAX + 8];
	char text[BISECT_TEXT_MAX] = "";
	enum bisect_answer answer;

	if (bisect_git(work->source, (const char *const[]){ "rev-parse", "HEAD", NULL }, sha,
		       sizeof(sha)) != 0) {
		return BISECT_STOP;
	}
	snprintf(name, sizeof(name), "step-%s", sha);
	answer = measure_and_judge(work, name, not_worse, text);
	fprintf(stderr, "%.*s  %-8s", SHA_SHOWN, sha, answer_name(answer, not_worse));
	if (TEXT_AT + strlen(text) > REPORT_COLUMNS) {
		fputc('\n', stderr); /* below, in lines */
		wrap_put(text, TEXT_AT, TEXT_AT, REPORT_COLUMNS, stderr);
	} else {
		fputs("  ", stderr);
		wrap_put_harmless(text, strlen(text), stderr);
		fputc('\n', stderr);
	}
	return answer;
}
