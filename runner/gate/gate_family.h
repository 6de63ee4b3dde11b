/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tests of several comparisons as one family for the false discovery rate: those of all boards of a lab,
 * of which no process ever holds all cells. What is kept of a test is its p alone, and p of tests on few boots
 * take few values, so equal ones are one entry.
 */
#ifndef GATE_GATE_FAMILY_H
#define GATE_GATE_FAMILY_H

#include <stdio.h>

#include "gate/gate.h"

struct gate_family_p {
	double p;
	double q; /* after gate_family_adjust() */
	size_t n; /* tests with this p */
};

struct gate_family_set {             /* one metric, one direction */
	struct gate_family_p *items; /* ascending */
	size_t n;
	size_t n_tests;
};

struct gate_family {
	struct gate_family_set worse[2]; /* METRIC_MEDIAN, METRIC_P99 */
	struct gate_family_set better[2];
	size_t n_noisy; /* cells on a clock with noise */
};

/* Adds every test of @result. 0 or -ENOMEM. */
int gate_family_add(struct gate_family *family, const struct gate_result *result);
/* Adds all of @more. 0 or -ENOMEM. */
int gate_family_join(struct gate_family *family, const struct gate_family *more);
/* Benjamini and Hochberg's procedure over each of the four sets. */
void gate_family_adjust(struct gate_family *family);
/* The q of a test with @p, which is one of the family's; 1: it is none of them. */
double gate_family_q(const struct gate_family *family, enum gate_metric metric, bool is_worse,
		     double p);
/* For a process that reads what another of the same program wrote. 0; -EIO; -ENOMEM. */
int gate_family_write(const struct gate_family *family, FILE *out);
int gate_family_read(FILE *in, struct gate_family *out);
void gate_family_free(struct gate_family *family);

#endif
