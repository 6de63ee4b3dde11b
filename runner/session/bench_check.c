/* SPDX-License-Identifier: Apache-2.0 */
#include "session/bench_check.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "session/plan.h"
#include "wire/wire.h"

/* The largest number that run.json holds. */
#define LARGEST ((uint64_t)1 << 62)

static const char *unit_name(enum clock_mode clock)
{
	return clock == CLOCK_EXACT ? "instructions" : "ticks";
}

static void check_order(const struct ingest_bench *bench, const struct bench_asked *asked,
			char *why, size_t size)
{
	const char *unit = unit_name(asked->clock);

	if (strcmp(bench->unit, unit) != 0) {
		snprintf(why, size, "the image counts '%s', but the clock is '%s' (%s)",
			 bench->unit, clock_name(asked->clock), unit);
	} else if (bench->n != asked->samples) {
		snprintf(why, size, "%zu samples came, but %" PRIu32 " were asked for", bench->n,
			 asked->samples);
	} else if (bench->warmup != asked->warmup) {
		snprintf(why, size,
			 "%" PRIu64 " samples of warm-up, but %" PRIu32 " were asked for",
			 bench->warmup, asked->warmup);
	}
}

static void check_sizes(const struct ingest_bench *bench, char *why, size_t size)
{
	if (bench->overhead > LARGEST) {
		snprintf(why, size,
			 "an overhead of %" PRIu64 " is above %" PRIu64
			 ", the largest that is kept",
			 bench->overhead, LARGEST);
		return;
	}
	if (bench->floor > LARGEST || bench->batch > LARGEST / bench->n) {
		snprintf(why, size,
			 "a floor or a batch is above %" PRIu64 ", the largest that is kept",
			 LARGEST);
		return;
	}
	for (size_t i = 0; i < INGEST_N_PMU; i++) {
		if (bench->count[i] > LARGEST) {
			snprintf(why, size,
				 "a count is above %" PRIu64 ", the largest that is kept", LARGEST);
			return;
		}
	}
	for (size_t i = 0; i < bench->n; i++) {
		if (bench->samples[i] > LARGEST) {
			snprintf(why, size,
				 "a sample of %" PRIu64 " is above %" PRIu64
				 ", the largest that is kept",
				 bench->samples[i], LARGEST);
			return;
		}
	}
}

/* @expect is reason:k, @n the operations. False when it is anything else, or no count could hold its
 * exits. */
static bool split_expect(const char *expect, uint64_t n, size_t *name_len, uint64_t *each)
{
	*name_len = strspn(expect, "abcdefghijklmnopqrstuvwxyz_");
	return *name_len > 0 && expect[*name_len] == ':' &&
	       wire_parse_u64(expect + *name_len + 1, each) && *each <= LARGEST / n;
}

/* All samples together must have had the expected exits and no others. */
static void check_exits(const struct ingest_bench *bench, char *why, size_t size)
{
	const struct ingest_exit *first = &bench->exits[0];
	uint64_t n = bench->n * bench->batch;
	size_t name_len;
	uint64_t each;

	if (!split_expect(bench->expect, n, &name_len, &each)) {
		snprintf(why, size, "expect=%s is no exit reason and its count an operation",
			 bench->expect);
	} else if (each == 0 && bench->n_exits > 0) {
		snprintf(why, size, "exits of '%s' came, but none were expected", first->name);
	} else if (each > 0 && (bench->n_exits != 1 || strlen(first->name) != name_len ||
				memcmp(first->name, bench->expect, name_len) != 0 ||
				first->count != each * n)) {
		snprintf(why, size,
			 "its exits are not the expected ones, %.*s:%" PRIu64
			 " in %zu samples (%s:%" PRIu64 "%s)",
			 (int)name_len, bench->expect, each * n, bench->n,
			 bench->n_exits > 0 ? first->name : "none",
			 bench->n_exits > 0 ? first->count : 0, bench->n_exits > 1 ? ", ..." : "");
	}
}

void bench_check(const struct ingest_bench *bench, const struct bench_asked *asked, char *why,
		 size_t size)
{
	why[0] = '\0';
	check_order(bench, asked, why, size);
	if (why[0] == '\0') {
		check_sizes(bench, why, size);
	}
	if (why[0] == '\0') {
		check_exits(bench, why, size);
	}
}

void bench_check_median(const struct ingest_bench *bench, double median, char *why, size_t size)
{
	const double own = median / (double)bench->batch;
	const double told = (double)bench->each.whole + (double)bench->each.thousandths / 1000;
	/* It is rounded to a thousandth; the rest is for what a double cannot hold. */
	const double allowed = 0.0005 + (own + 1) * 0x1p-50;

	why[0] = '\0';
	if (bench->has_each && fabs(own - told) > allowed) {
		snprintf(why, size,
			 "the image says that the median of one operation is %" PRIu64 ".%03" PRIu32
			 ", but that of its samples is %.3f",
			 bench->each.whole, bench->each.thousandths, own);
	}
}
