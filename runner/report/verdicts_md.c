/* SPDX-License-Identifier: Apache-2.0 */
/* GitHub-flavoured Markdown: https://github.github.com/gfm/; a comment there holds 65,536 characters. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/compare_env.h"
#include "report/verdicts_formats.h"
#include "store/file.h"
#include "store/text.h"

#define MOST_ROWS    50u
#define MOST_REST    150u /* rows of what did not change */
#define MOST_CAUSES  20u
#define MOST_ENV     40u
#define MOST_NAME    160u /* bytes of one text in a row */
#define MOST_DETAIL  480u
#define MOST_BYTES   50000L /* of all lists: what comes after them still fits */
#define MOST_COMMAND 2000u

/* Bytes of @text, at most @most, that end with a whole character. */
static size_t cut(const char *text, size_t most)
{
	size_t len = strlen(text);

	if (len <= most) {
		return len;
	}
	while (most > 0 && ((unsigned char)text[most] & 0xc0) == 0x80) {
		most--;
	}
	return most;
}

/* Every character with a meaning. @ calls a person even when it is written as an entity, but not with a
 * space of no width behind it. */
static void put_char(char c, FILE *out)
{
	if (c == '@') {
		fputs("@&#8203;", out);
	} else if (strchr("&<>|`*_[]~\\#$!", c) != NULL) {
		fprintf(out, "&#%d;", c);
	} else {
		fputc(c, out);
	}
}

static bool is_plain(const char *text)
{
	return text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
				 " ./_+=,:()%-")] == '\0';
}

/* As running text. -ENOMEM: nothing is written. */
static int put_text(const char *text, size_t most, FILE *out)
{
	char *clean = text_scrub(text, true);
	size_t len;

	if (clean == NULL) {
		return -ENOMEM;
	}
	len = cut(clean, most);
	for (size_t i = 0; i < len; i++) {
		put_char(clean[i], out);
	}
	fputs(clean[len] != '\0' ? "..." : "", out);
	free(clean);
	return 0;
}

/* As code: in backticks where nothing in it has a meaning, so that the source stays readable. */
static int put_code(const char *text, FILE *out)
{
	bool is_short = strlen(text) <= MOST_NAME && text[0] != '\0' && text[0] != ' ';
	int err;

	if (is_short && is_plain(text)) {
		fprintf(out, "`%s`", text);
		return 0;
	}
	fputs("<code>", out);
	err = put_text(text, MOST_NAME, out);
	fputs("</code>", out);
	return err;
}

static void put_value(const struct verdict_view *view, const struct gate_row *row,
		      const char *value, FILE *out)
{
	fputs(value, out);
	if (view->unit == NULL && strcmp(value, "-") != 0) {
		fputc(' ', out);
		put_text(verdict_unit(row), MOST_NAME, out);
	}
}

static int put_row(const struct verdict_view *view, const struct gate_row *row, FILE *out)
{
	const struct verdict_view beside = verdict_view_beside_unit(view);
	const struct verdict_values values = verdict_values(row);
	int err;

	fprintf(out, row->verdict == VERDICT_REGRESSED ? "| **%s** | " : "| %s | ",
		gate_verdict_name(row->verdict));
	err = put_code(verdict_cell(&beside, row).s, out);
	fputs(" | ", out);
	put_value(view, row, values.old_value, out);
	fputs(" | ", out);
	put_value(view, row, values.new_value, out);
	fprintf(out, " | %s | ", values.change);
	err = err != 0 ? err : put_text(verdict_detail(row).s, MOST_DETAIL, out);
	fputs(" |\n", out);
	return err;
}

/* A row more would leave no room for the end. @out is in memory. */
static bool is_full(FILE *out)
{
	return ftell(out) > MOST_BYTES;
}

/* The rows of these verdicts, at most @most of them. */
static int put_rows(const struct verdict_view *view, unsigned verdicts, size_t most, FILE *out)
{
	size_t left = 0;
	size_t n = 0;
	int err = 0;

	fputs("| Verdict | Cell | Old | New | Change | Behind it |\n"
	      "|---|---|--:|--:|--:|---|\n",
	      out);
	for (size_t i = 0; err == 0 && i < view->result->n; i++) {
		const struct gate_row *row = &view->result->rows[view->order[i]];

		if ((verdicts & 1u << row->verdict) == 0) {
			continue;
		}
		if (n < most && !is_full(out)) {
			err = put_row(view, row, out);
			n++;
		} else {
			left++;
		}
	}
	if (left > 0) {
		fprintf(out, "\nand %zu more\n", left);
	}
	fputc('\n', out);
	return err;
}

static void begin_details(const char *summary, size_t n, FILE *out)
{
	fprintf(out, "<details><summary>%zu %s</summary>\n\n", n, summary);
}

static void end_details(FILE *out)
{
	fputs("</details>\n\n", out);
}

static int put_list(const struct verdict_view *view, enum verdict verdict, FILE *out)
{
	size_t n = view->result->count[verdict];
	int err;

	if (n == 0) {
		return 0;
	}
	begin_details(gate_verdict_name(verdict), n, out);
	err = put_rows(view, 1u << verdict, verdict == VERDICT_UNCHANGED ? MOST_REST : MOST_ROWS,
		       out);
	end_details(out);
	return err;
}

static int put_causes(const struct verdict_view *view, enum verdict verdict, FILE *out)
{
	struct verdict_cause *causes;
	size_t i;
	size_t n;
	int err = verdict_causes(view->result, verdict, &causes, &n);

	if (err != 0) {
		return err;
	}
	if (n > 0) {
		begin_details(gate_verdict_name(verdict), view->result->count[verdict], out);
	}
	for (i = 0; err == 0 && i < n && i < MOST_CAUSES && !is_full(out); i++) {
		const struct gate_row *row = &view->result->rows[causes[i].first];

		fprintf(out, "- %zu: ", causes[i].n);
		err = put_text(verdict_why(row), MOST_NAME, out);
		fputs(causes[i].n == 1 ? ": " : ", such as ", out);
		err = err != 0 ? err : put_code(verdict_cell(view, row).s, out);
		fputc('\n', out);
	}
	if (i < n) {
		fprintf(out, "- and %zu more reasons\n", n - i);
	}
	if (n > 0) {
		fputc('\n', out);
		end_details(out);
	}
	free(causes);
	return err;
}

struct env_list {
	FILE *out;
	size_t n;
	size_t n_put;
	size_t most; /* 0: they are counted, and not written */
	int err;
};

static void put_env(void *arg, const char *key, const char *old_value, const char *new_value)
{
	struct env_list *list = arg;
	const char *const texts[] = { key, old_value, new_value };

	list->n++;
	if (list->n_put >= list->most || is_full(list->out)) {
		return;
	}
	list->n_put++;
	for (size_t i = 0; i < 3; i++) {
		fputs("| ", list->out);
		list->err |= texts[i] == NULL ? put_text("(not stated)", MOST_NAME, list->out)
					      : put_code(texts[i], list->out);
		fputc(' ', list->out);
	}
	fputs("|\n", list->out);
}

static int put_environment(const struct verdict_context *context, FILE *out)
{
	struct env_list count = { .out = out };
	struct env_list list = { .out = out, .most = MOST_ENV };

	if (context->old_run == NULL || context->new_run == NULL) {
		return 0;
	}
	compare_each_environment(context->old_run, context->new_run, put_env, &count);
	if (count.n == 0) {
		return 0;
	}
	begin_details(count.n == 1 ? "difference between the environments"
				   : "differences between the environments",
		      count.n, out);
	fputs("| What | Old | New |\n|---|---|---|\n", out);
	compare_each_environment(context->old_run, context->new_run, put_env, &list);
	if (list.n > list.n_put) {
		fprintf(out, "\nand %zu more\n", list.n - list.n_put);
	}
	fputc('\n', out);
	end_details(out);
	return list.err != 0 ? -ENOMEM : 0;
}

/* An indented block: nothing in it has a meaning, and one line cannot leave it. */
static int put_command(const struct run *run, FILE *out)
{
	char *clean = run == NULL || run->command == NULL ? NULL : text_scrub(run->command, true);

	if (clean != NULL) {
		fprintf(out, "    %.*s\n", (int)cut(clean, MOST_COMMAND), clean);
		free(clean);
		return 0;
	}
	return run == NULL || run->command == NULL ? 0 : -ENOMEM;
}

static bool same_text(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static int put_repeat(const struct verdict_context *context, FILE *out)
{
	const struct run *old_run = context->old_run;
	const struct run *new_run = context->new_run;
	int err = 0;

	if (new_run == NULL && old_run == NULL) {
		return 0;
	}
	fputs("<details><summary>How to repeat</summary>\n\n", out);
	if (old_run != NULL && new_run != NULL && !same_text(old_run->command, new_run->command)) {
		err = put_command(old_run, out);
	}
	err = err != 0 ? err : put_command(new_run != NULL ? new_run : old_run, out);
	fputc('\n', out);
	end_details(out);
	return err;
}

static int put_head(const struct verdict_view *view, FILE *out)
{
	const struct verdict_context *context = view->context;
	int err;

	fprintf(out, "### Trapline: %s\n\n- old: ", verdict_headline(view->result).s);
	err = put_code(verdict_side(context->old_name, context->old_run).s, out);
	fputs("\n- new: ", out);
	err = err != 0 ? err : put_code(verdict_side(context->new_name, context->new_run).s, out);
	if (view->unit != NULL) {
		fputs("\n- unit: ", out);
		err = err != 0 ? err : put_text(view->unit, MOST_NAME, out);
		fputs(" of one operation", out);
	}
	fputs("\n\n", out);
	return err;
}

static int put_document(const struct verdict_view *view, FILE *out)
{
	const unsigned changed = 1u << VERDICT_REGRESSED | 1u << VERDICT_IMPROVED;
	const size_t *count = view->result->count;
	int err = put_head(view, out);

	if (err == 0 && count[VERDICT_REGRESSED] + count[VERDICT_IMPROVED] > 0) {
		err = put_rows(view, changed, MOST_ROWS, out);
	}
	err = err != 0 ? err : put_causes(view, VERDICT_MISSING, out);
	err = err != 0 ? err : put_list(view, VERDICT_INCONCLUSIVE, out);
	if (err == 0 && view->context->all) {
		err = put_list(view, VERDICT_UNCHANGED, out);
		err = err != 0 ? err : put_causes(view, VERDICT_NA, out);
	}
	err = err != 0 ? err : put_environment(view->context, out);
	err = err != 0 ? err : put_repeat(view->context, out);
	fprintf(out, "%s\n", verdict_counts(view->result).s);
	return err;
}

int verdicts_put_md(const struct verdict_view *view, const struct report_look *look, FILE *out)
{
	char *text = NULL;
	size_t size = 0;
	FILE *mem = open_memstream(&text, &size);
	int err;

	(void)look;
	if (mem == NULL) {
		return -ENOMEM;
	}
	err = put_document(view, mem);
	if (file_finish(mem, &text) != 0) {
		return -ENOMEM;
	}
	fwrite(text, 1, size, out);
	free(text);
	return err;
}
