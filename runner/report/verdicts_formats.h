/* SPDX-License-Identifier: Apache-2.0 */
/* The forms themselves; verdicts.c holds the table of them. Each returns 0 or -ENOMEM. */
#ifndef REPORT_VERDICTS_FORMATS_H
#define REPORT_VERDICTS_FORMATS_H

#include "report/verdicts_words.h"

int verdicts_put_table(const struct verdict_view *view, const struct report_look *look, FILE *out);
/* For people, below a table in which cells regressed: the commands that find the commit and, against baselines, that
 * accept what is meant. Nothing where no command would help. */
int verdicts_put_next(const struct verdict_view *view, size_t columns, FILE *out);
int verdicts_put_md(const struct verdict_view *view, const struct report_look *look, FILE *out);
int verdicts_put_json(const struct verdict_view *view, const struct report_look *look, FILE *out);
int verdicts_put_csv(const struct verdict_view *view, const struct report_look *look, FILE *out);
int verdicts_put_plot_csv(const struct verdict_view *view, const struct report_look *look,
			  FILE *out);
int verdicts_put_junit(const struct verdict_view *view, const struct report_look *look, FILE *out);
int verdicts_put_openmetrics(const struct verdict_view *view, const struct report_look *look,
			     FILE *out);

#endif
