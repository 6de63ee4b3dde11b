/* SPDX-License-Identifier: Apache-2.0 */
/* What every form of a gate's result says of a row, in words; and which row comes first. */
#ifndef REPORT_VERDICTS_WORDS_H
#define REPORT_VERDICTS_WORDS_H

#include "report/verdicts.h"

struct verdict_text { /* one line; names are cut, and not yet harmless */
	char s[800];
};

/* Appends; what does not fit is cut. */
__attribute__((format(printf, 2, 3))) void verdict_text_add(struct verdict_text *text,
							    const char *fmt, ...);

struct verdict_view { /* a result as it is to be shown */
	const struct gate_result *result;
	const struct verdict_context *context;
	size_t *order; /* of the rows, worst first */
	/* Fields of the keys without which two cells would look the same: */
	bool has_toolchains;
	bool has_flags;
	bool has_qemus;
	bool has_clocks;
	const char *unit; /* of every figure; NULL: more than one, or none */
};

/* 0 or -ENOMEM. */
int verdict_view_make(const struct gate_result *result, const struct verdict_context *context,
		      struct verdict_view *out);
void verdict_view_free(struct verdict_view *view);

/* The side that was judged: the new one where there is one. */
const struct figures *verdict_figures(const struct gate_row *row);
/* "instructions"; "" when neither side has a result. */
const char *verdict_unit(const struct gate_row *row);
/* A side with a figures_median(); @figures may be NULL. */
bool verdict_has_median(const struct figures *figures);
/* The test that decided, or would have; NULL: the clock is exact, or there was too little for one. */
const struct gate_test *verdict_test(const struct gate_row *row);

/* "static eager clang", and what else tells it from the other rows. */
struct verdict_text verdict_variant(const struct verdict_view *view, const struct gate_row *row);
/* "hvc/return qemu-virt-gicv3/max static" */
struct verdict_text verdict_cell(const struct verdict_view *view, const struct gate_row *row);

struct verdict_values { /* "-" where there is none */
	char old_value[32];
	char new_value[32];
	char change[96]; /* "+3 (+2.7 %)", "p99 +40 (+12.5 %)", "exits 1 -> 2" */
};
/* With as many digits as tell the two values from each other. */
struct verdict_values verdict_values(const struct gate_row *row);

/* Both sides have figures that were held against each other. */
bool verdict_has_pair(const struct gate_row *row);
/* "toolchain gcc-12.2.0 -> gcc-13.1.0": fields of the key that were allowed to differ, and do. */
struct verdict_text verdict_differs(const struct gate_row *row);
/* The view for names that stand beside figures: units tell two clocks from each other. */
struct verdict_view verdict_view_beside_unit(const struct verdict_view *view);
/* The view for names that are kept from run to run: flags and clock are always part of them, a version
 * only where two are in one result, for a new compiler shall not begin a new history. */
struct verdict_view verdict_view_lasting(const struct verdict_view *view);
/* What stands behind the verdict: interval, floor, boots, p and q, more boots; "" when all is said. */
struct verdict_text verdict_detail(const struct gate_row *row);
/* The same without what verdict_differs() gives, where that is @said: it stands above all rows. */
struct verdict_text verdict_detail_but(const struct gate_row *row, const char *said);
/* The same without range and what the two differ in, for a form that has these elsewhere. */
struct verdict_text verdict_reason(const struct gate_row *row);
/* Of an unchanged row on a clock with noise: its floor, and what would have been seen; else "". */
struct verdict_text verdict_limits(const struct gate_row *row);
/* What every pair differs in, in the same way; "" where there is no such thing. */
struct verdict_text verdict_all_differ(const struct gate_result *result);

/* "2 cells regressed; 1 improved, 3 inconclusive" */
struct verdict_text verdict_headline(const struct gate_result *result);
/* "120 cells: 2 regressed, 118 unchanged" */
struct verdict_text verdict_counts(const struct gate_result *result);
/* "20261121T081500Z-default, revision 0123abcd, 2026-11-21T08:15:00Z"; @run NULL: the name alone */
struct verdict_text verdict_side(const char *name, const struct run *run);
/* Of the source, NULL: not known. */
const char *verdict_revision(const struct run *run);

struct verdict_cause { /* rows of one verdict that say the same in why */
	size_t first;
	size_t n;
};
/* The most frequent first. Caller frees. 0 or -ENOMEM. */
int verdict_causes(const struct gate_result *result, enum verdict verdict,
		   struct verdict_cause **out, size_t *n);
/* What programs read: not_applicable, where people read "not applicable". */
const char *verdict_word(enum verdict verdict);
/* Its why; never "". */
const char *verdict_why(const struct gate_row *row);

/* Order in which verdicts are listed. */
extern const enum verdict verdict_order[N_VERDICTS];

#endif
