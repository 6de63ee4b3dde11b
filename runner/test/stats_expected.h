/* SPDX-License-Identifier: Apache-2.0 */
/* Reads runner/test/data/stats/<name>.tsv, which make_expected.py beside it makes with scipy. */
#ifndef TEST_STATS_EXPECTED_H
#define TEST_STATS_EXPECTED_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define EXPECTED_FIELDS_MAX 8u
#define EXPECTED_SET_MAX    400u

struct expected {
	FILE *file;
	char *line;
	size_t size;
	char *fields[EXPECTED_FIELDS_MAX];
	size_t n_rows;
};

static inline void expected_open(struct expected *expected, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "runner/test/data/stats/%s.tsv", name);
	*expected = (struct expected){ .file = fopen(path, "r") };
	assert_non_null(expected->file);
}

/* The next row's fields; closes the file after the last. */
static inline bool expected_next(struct expected *expected)
{
	char *rest;

	do {
		if (getline(&expected->line, &expected->size, expected->file) < 0) {
			free(expected->line);
			fclose(expected->file);
			return false;
		}
	} while (expected->line[0] == '#');
	rest = expected->line;
	for (size_t i = 0; i < EXPECTED_FIELDS_MAX; i++) {
		expected->fields[i] = strsep(&rest, "\t\n");
	}
	expected->n_rows++;
	return true;
}

static inline double expected_number(const struct expected *expected, size_t field)
{
	assert_non_null(expected->fields[field]);
	return strtod(expected->fields[field], NULL);
}

/* The values of a set in @out, which has room for EXPECTED_SET_MAX. */
static inline size_t expected_set(const struct expected *expected, size_t field, double *out)
{
	const char *at = expected->fields[field];
	size_t n = 0;

	assert_non_null(at);
	while (*at != '\0') {
		char *end;

		assert_true(n < EXPECTED_SET_MAX);
		out[n++] = strtod(at, &end);
		at = *end == ',' ? end + 1 : end;
	}
	return n;
}

/* Both the same, infinities too, but for @share of the larger. */
static inline bool expected_near(double a, double b, double share)
{
	return a == b || fabs(a - b) <= share * fmax(fabs(a), fabs(b));
}

#endif
