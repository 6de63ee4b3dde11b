/* SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/verdicts_formats.h"
#include "report/wrap.h"
#include "store/run.h"

#define INDENT ((size_t)2)
#define HANG   ((size_t)6)

/* Means nothing to a shell; @more: characters that may stand there as well. */
static bool is_plain(const char *text, const char *more)
{
	for (const char *at = text; *at != '\0'; at++) {
		if (!isalnum((unsigned char)*at) && strchr(more, *at) == NULL) {
			return false;
		}
	}
	return text[0] != '\0' && text[0] != '-';
}

/* A name in a file that a benchmark or a folder has; its characters are those of the catalog's. */
static bool is_word(const char *text)
{
	return is_plain(text, "._-+:/");
}

/* The worst of those that one run settles, as bisect asks. NULL: none. */
static const struct gate_row *find_exact(const struct verdict_view *view)
{
	for (size_t i = 0; i < view->result->n; i++) {
		const struct gate_row *row = &view->result->rows[view->order[i]];

		if (row->verdict == VERDICT_REGRESSED && row->is_exact) {
			return row;
		}
	}
	return NULL;
}

/* Two builds of one revision have no commit between them. */
static bool is_one_revision(const struct verdict_context *context)
{
	const char *old_revision = verdict_revision(context->old_run);
	const char *new_revision = verdict_revision(context->new_run);

	return old_revision != NULL && new_revision != NULL &&
	       strcmp(old_revision, new_revision) == 0;
}

/* NULL: no commit is what was measured, or none is known. */
static const char *good_revision(const struct verdict_context *context)
{
	const char *revision = verdict_revision(context->old_run);

	return revision != NULL && is_word(revision) && !run_is_dirty(context->old_run) ? revision
											: NULL;
}

static void add_bisect(const struct verdict_context *context, const char *cell,
		       struct verdict_text *text)
{
	const char *good = good_revision(context);
	const char *suite = context->new_run != NULL ? context->new_run->suite : "";

	verdict_text_add(text, "trapline bisect %.12s HEAD", good != NULL ? good : "GOOD");
	if (suite != NULL && is_word(suite) && strcmp(suite, "default") != 0) {
		verdict_text_add(text, " --suite %s", suite);
	}
	verdict_text_add(text, " --cell '%s'", cell);
}

static int put_bisect(const struct verdict_view *view, size_t columns, FILE *out)
{
	const struct gate_row *row = find_exact(view);
	struct verdict_text text = { "" };
	char *name;

	if (row == NULL || is_one_revision(view->context)) {
		return 0;
	}
	name = cell_name(&(struct cell){ .key = verdict_figures(row)->key });
	if (name == NULL) {
		return -ENOMEM;
	}
	if (is_plain(name, " ._-+:/")) {
		add_bisect(view->context, name, &text);
		fputc('\n', out);
		wrap_put_broken(
			good_revision(view->context) != NULL
				? "Which commit made it slower:"
				: "Which commit made it slower (GOOD: a revision before it):",
			0, INDENT, columns, out);
		wrap_put_broken(text.s, INDENT, HANG, columns, out);
	}
	free(name);
	return 0;
}

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text);

	return len >= strlen(end) && strcmp(text + len - strlen(end), end) == 0;
}

/* Only what a run is held against by its name can be replaced by that run. */
static void put_accept(const struct verdict_context *context, size_t columns, FILE *out)
{
	struct verdict_text text = { "" };
	const char *dir = context->old_name;
	bool is_usual = ends_with(dir, "results/baselines");

	if (context->old_run != NULL || !is_word(context->new_name) ||
	    (!is_usual && !is_word(dir))) {
		return;
	}
	verdict_text_add(&text, "trapline baseline accept %s", context->new_name);
	if (!is_usual) {
		verdict_text_add(&text, " --baselines %s", dir);
	}
	verdict_text_add(&text, " --reason 'why'");
	fputc('\n', out);
	wrap_put_broken("If it is meant:", 0, INDENT, columns, out);
	wrap_put_broken(text.s, INDENT, HANG, columns, out);
}

int verdicts_put_next(const struct verdict_view *view, size_t columns, FILE *out)
{
	int err;

	if (view->result->count[VERDICT_REGRESSED] == 0) {
		return 0;
	}
	err = put_bisect(view, columns, out);
	put_accept(view->context, columns, out);
	return err;
}
