/* SPDX-License-Identifier: Apache-2.0 */
/* A gate's result in the forms that people and other programs read. */
#ifndef REPORT_VERDICTS_H
#define REPORT_VERDICTS_H

#include <stdbool.h>
#include <stdio.h>

#include "gate/gate.h"
#include "report/look.h"

enum verdict_format {
	FORMAT_TABLE, /* for a terminal, at most 100 columns */
	FORMAT_MD,    /* a comment on a pull request */
	FORMAT_JSON,
	FORMAT_CSV,      /* one row a cell */
	FORMAT_PLOT_CSV, /* one column a cell, one row of new figures: what Jenkins' Plot plugin takes */
	FORMAT_JUNIT, /* strict schema; a regression is a failure, a missing cell an error */
	FORMAT_OPENMETRICS,
	N_FORMATS,
};

struct verdict_context {           /* what stands around the rows */
	const struct run *old_run; /* NULL: a baseline */
	const struct run *new_run;
	const char *old_name; /* run id, or folder of the baselines */
	const char *new_name;
	bool all; /* table, md: the cells that did not change too */
};

/* All there is to say, what differs between the environments of two runs included; table and md begin
 * with a headline. 0 or -ENOMEM; write errors stay in @out. @look: FORMAT_TABLE only. */
int verdicts_print(const struct gate_result *result, const struct verdict_context *context,
		   enum verdict_format format, const struct report_look *look, FILE *out);

/* -EINVAL: no such format. */
int verdicts_parse_format(const char *word, enum verdict_format *out);
#define VERDICT_FORMATS "table, md, json, csv, plot-csv, junit, openmetrics"

#endif
