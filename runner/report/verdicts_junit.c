/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One suite for each thing that was measured, so that its properties hold for all of its testcases. No
 * latency stands in a time: readers round it to milliseconds.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/verdicts_formats.h"
#include "store/junit_xml.h"

static const char *or_empty(const char *text)
{
	return text != NULL ? text : "";
}

/* Where it stands in a key: a suite is of everything else. */
#define BENCHMARK 0u

/* The key but for the benchmark. */
static bool same_suite(const struct gate_row *a, const struct gate_row *b)
{
	const struct figures *x = verdict_figures(a);
	const struct figures *y = verdict_figures(b);

	for (size_t i = BENCHMARK + 1; i < CELL_KEY_FIELDS; i++) {
		if (strcmp(or_empty(cell_key_text(&x->key, i)),
			   or_empty(cell_key_text(&y->key, i))) != 0) {
			return false;
		}
	}
	return strcmp(or_empty(x->qemu), or_empty(y->qemu)) == 0;
}

static void count_row(const struct gate_row *row, struct junit_counts *counts)
{
	counts->tests++;
	counts->failures += row->verdict == VERDICT_REGRESSED;
	counts->errors += row->verdict == VERDICT_MISSING;
	counts->skipped += row->verdict == VERDICT_INCONCLUSIVE || row->verdict == VERDICT_NA;
}

static void put_share(struct junit_xml *xml, const char *name, double value)
{
	char text[40];

	snprintf(text, sizeof(text), "%.15g", value);
	junit_xml_property(xml, name, text);
}

static void put_side(struct junit_xml *xml, const char *id, const char *revision, const char *name,
		     const struct run *run)
{
	junit_xml_property(xml, id, name);
	if (verdict_revision(run) != NULL) {
		junit_xml_property(xml, revision, verdict_revision(run));
	}
}

static void put_properties(struct junit_xml *xml, const struct verdict_view *view,
			   const struct gate_row *row)
{
	const struct verdict_context *context = view->context;
	const struct gate_rules *rules = &view->result->rules;
	const struct figures *figures = verdict_figures(row);

	junit_xml_start(xml, "properties");
	for (size_t i = BENCHMARK + 1; i < CELL_KEY_FIELDS; i++) {
		junit_xml_property(xml, cell_key_names[i], cell_key_text(&figures->key, i));
	}
	junit_xml_property(xml, "qemu", figures->qemu);
	put_share(xml, "rules.effect", rules->effect);
	put_share(xml, "rules.p99_effect", rules->p99_effect);
	put_share(xml, "rules.fdr", rules->fdr);
	put_share(xml, "rules.sees", rules->sees);
	put_side(xml, "old.id", "old.revision", context->old_name, context->old_run);
	put_side(xml, "new.id", "new.revision", context->new_name, context->new_run);
	junit_xml_end(xml);
}

/* "median 110 -> 113 instructions: +3 (+2.7 %); why; 64 and 64 samples" */
static struct verdict_text message(const struct gate_row *row)
{
	const struct verdict_values values = verdict_values(row);
	const struct verdict_text detail = verdict_detail(row);
	struct verdict_text text = { "" };

	if (!verdict_has_pair(row)) {
		verdict_text_add(&text, "%s", verdict_why(row));
		return text;
	}
	verdict_text_add(&text, "%s %s -> %s %.40s: %s",
			 row->metric == METRIC_P99 ? "p99" : "median", values.old_value,
			 values.new_value, verdict_unit(row), values.change);
	if (detail.s[0] != '\0') {
		verdict_text_add(&text, "; %s", detail.s);
	}
	if (row->is_exact) {
		verdict_text_add(&text,
				 "; exact clock, no tolerance; %" PRIu64 " and %" PRIu64 " samples",
				 row->old_figures->n, row->new_figures->n);
	}
	return text;
}

/* A regression fails. What is missing was not measured: an error. What is inconclusive found nothing
 * against the change, and a job that failed for it would fail at random: skipped, with the boots it takes. */
static void put_verdict(struct junit_xml *xml, const struct gate_row *row, const char *said)
{
	switch (row->verdict) {
	case VERDICT_REGRESSED:
		junit_xml_verdict(xml, "failure", "regressed", said, said);
		break;
	case VERDICT_MISSING:
		junit_xml_verdict(xml, "error", "missing", said, said);
		break;
	case VERDICT_INCONCLUSIVE:
		junit_xml_verdict(xml, "skipped", "inconclusive", said, NULL);
		break;
	case VERDICT_NA:
		junit_xml_verdict(xml, "skipped", "not_applicable", said, NULL);
		break;
	case VERDICT_UNCHANGED:
	case VERDICT_IMPROVED:
	case N_VERDICTS:
		break;
	}
}

/* Figures first: readers cut a long output in the middle. */
static void put_output(struct junit_xml *xml, const struct gate_row *row, const char *said)
{
	const struct figures *side = row->new_figures;

	junit_xml_start(xml, "system-out");
	junit_xml_text(xml, "\n");
	if (verdict_has_median(side)) {
		junit_xml_measurement(xml, "median", verdict_unit(row), figures_median(side));
	}
	junit_xml_text(xml, gate_verdict_name(row->verdict));
	junit_xml_text(xml, ": ");
	junit_xml_text(xml, said);
	junit_xml_text(xml, "\n");
	junit_xml_end(xml);
}

/* Readers make packages of what stands between dots: a version keeps its own as underscores. */
static void put_classname(struct junit_xml *xml, const struct verdict_view *view,
			  const struct gate_row *row)
{
	const struct cell_key *key = &verdict_figures(row)->key;
	struct verdict_text variant = verdict_variant(view, row);

	for (char *at = variant.s; *at != '\0'; at++) {
		*at = *at == '.' ? '_' : *at;
		*at = *at == ' ' ? '.' : *at;
	}
	junit_xml_attr(xml, "classname", "trapline.gate.%s.%s.%s", key->board, key->cpu, variant.s);
}

static void put_testcase(struct junit_xml *xml, const struct verdict_view *view,
			 const struct gate_row *row)
{
	const struct verdict_text said = message(row);

	junit_xml_start(xml, "testcase");
	put_classname(xml, view, row);
	junit_xml_attr(xml, "name", "%s", verdict_figures(row)->key.benchmark);
	put_verdict(xml, row, said.s);
	put_output(xml, row, said.s);
	junit_xml_end(xml);
}

/* The rows from @first on that belong with it; each is marked in @taken. */
static void put_suite(struct junit_xml *xml, const struct verdict_view *view, size_t first,
		      bool *taken)
{
	const struct gate_result *result = view->result;
	const struct gate_row *row = &result->rows[first];
	const struct cell_key *key = &verdict_figures(row)->key;
	const struct run *run = view->context->new_run;
	struct junit_counts counts = { .tests = 0 };
	char *name = NULL;

	for (size_t i = first; i < result->n; i++) {
		if (same_suite(row, &result->rows[i])) {
			count_row(&result->rows[i], &counts);
		}
	}
	if (asprintf(&name, "%s/%s %s", key->board, key->cpu, verdict_variant(view, row).s) < 0) {
		xml->failed = 1;
		return;
	}
	junit_xml_begin_suite(xml, name, &counts, run != NULL ? run->started : NULL);
	free(name);
	put_properties(xml, view, row);
	for (size_t i = first; i < result->n; i++) {
		if (same_suite(row, &result->rows[i])) {
			put_testcase(xml, view, &result->rows[i]);
			taken[i] = true;
		}
	}
	junit_xml_end(xml);
}

int verdicts_put_junit(const struct verdict_view *view, const struct report_look *look, FILE *out)
{
	const struct verdict_view lasting = verdict_view_lasting(view);
	const struct gate_result *result = view->result;
	bool *taken = calloc(result->n + 1, sizeof(*taken));
	struct junit_counts counts = { .tests = 0 };
	struct junit_xml xml;
	char *text = NULL;
	size_t size;
	int err;

	(void)look;
	if (taken == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < result->n; i++) {
		count_row(&result->rows[i], &counts);
	}
	junit_xml_begin(&xml, "trapline gate", -1, &counts);
	for (size_t i = 0; i < result->n; i++) {
		if (!taken[i]) {
			put_suite(&xml, &lasting, i, taken);
		}
	}
	free(taken);
	err = junit_xml_finish(&xml, &text, &size);
	if (err == 0) {
		fwrite(text, 1, size, out);
	}
	free(text);
	return err;
}
