/* SPDX-License-Identifier: Apache-2.0 */
/* The records of one benchmark, from its B to its E or F. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ingest/ingest_private.h"
#include "wire/params.h"

#define FIRST_BENCHES 16u
#define FIRST_SAMPLES 64u

struct ingest_bench *ingest_open_bench(const struct ingest *in)
{
	struct ingest_bench *last = in->n_benches > 0 ? &in->benches[in->n_benches - 1] : NULL;

	return last != NULL && last->state == INGEST_OPEN ? last : NULL;
}

/* The open benchmark that @rec must be about; NULL after ingest_set_damaged(). */
static struct ingest_bench *get_open(struct ingest *in, const struct wire_record *rec)
{
	struct ingest_bench *bench = ingest_open_bench(in);
	const char *name = wire_get(rec, "bench");

	if (bench == NULL) {
		ingest_set_damaged(in, "record %" PRIu32 " (%c) outside a benchmark", rec->seq,
				   (char)rec->type);
	} else if (name != NULL && strcmp(name, bench->name) != 0) {
		ingest_set_damaged(in, "record %" PRIu32 " (%c) is for %s, inside %s", rec->seq,
				   (char)rec->type, name, bench->name);
		bench = NULL;
	}
	return bench;
}

static bool is_new_name(struct ingest *in, const char *name)
{
	for (size_t i = 0; i < in->n_benches; i++) {
		if (strcmp(in->benches[i].name, name) == 0) {
			ingest_set_damaged(in, "%s comes a second time", name);
			return false;
		}
	}
	return true;
}

/* Room for one more, and whether there may be one more. */
static int reserve_bench(struct ingest *in)
{
	size_t capacity = in->benches_capacity > 0 ? 2 * in->benches_capacity : FIRST_BENCHES;
	struct ingest_bench *benches;

	if (in->n_benches >= in->hello.benches) {
		return ingest_set_damaged(in, "more benchmarks than the %" PRIu64 " announced",
					  in->hello.benches);
	}
	if (in->n_benches < in->benches_capacity) {
		return 0;
	}
	benches = realloc(in->benches, capacity * sizeof(*benches));
	if (benches == NULL) {
		return -ENOMEM;
	}
	in->benches = benches;
	in->benches_capacity = capacity;
	return 0;
}

/* @bench is copied behind the others. */
static int add_bench(struct ingest *in, const struct ingest_bench *bench)
{
	int err;

	if (!is_new_name(in, bench->name)) {
		return 0;
	}
	err = reserve_bench(in);
	if (err == 0 && !in->damaged) {
		in->benches[in->n_benches++] = *bench;
		in->samples_capacity = 0;
	}
	return err;
}

int ingest_take_bench(struct ingest *in, const struct wire_record *rec)
{
	const struct ingest_bench *open = ingest_open_bench(in);
	struct ingest_bench bench = { .state = INGEST_OPEN, .batch = 1 };
	uint64_t samples;

	if (!ingest_get_text(in, rec, "bench", bench.name, sizeof(bench.name)) ||
	    !ingest_get_text(in, rec, "payload", bench.payload, sizeof(bench.payload)) ||
	    !ingest_get_text(in, rec, "unit", bench.unit, sizeof(bench.unit)) ||
	    !ingest_get_u64(in, rec, "warmup", &bench.warmup) ||
	    !ingest_get_u64(in, rec, "samples", &samples) ||
	    !ingest_get_text(in, rec, "expect", bench.expect, sizeof(bench.expect))) {
		return 0;
	}
	if (open != NULL) {
		return ingest_set_damaged(in, "%s begins inside %s", bench.name, open->name);
	}
	if (samples < 1 || samples > PARAMS_SAMPLES_MAX) {
		return ingest_set_damaged(in, "%s announces %" PRIu64 " samples, not 1 to %u",
					  bench.name, samples, PARAMS_SAMPLES_MAX);
	}
	bench.n_asked = (size_t)samples;
	return add_bench(in, &bench);
}

static int reserve_samples(struct ingest *in, struct ingest_bench *bench, size_t n)
{
	size_t capacity = in->samples_capacity > 0 ? in->samples_capacity : FIRST_SAMPLES;
	uint64_t *samples;

	if (n <= in->samples_capacity) {
		return 0;
	}
	while (capacity < n) {
		capacity *= 2;
	}
	samples = realloc(bench->samples, capacity * sizeof(*samples));
	if (samples == NULL) {
		return -ENOMEM;
	}
	bench->samples = samples;
	in->samples_capacity = capacity;
	return 0;
}

static int add_samples(struct ingest *in, struct ingest_bench *bench, uint64_t value,
		       uint64_t count)
{
	int err;

	if (count > bench->n_asked - bench->n) {
		return ingest_set_damaged(in, "%s has more samples than the %zu announced",
					  bench->name, bench->n_asked);
	}
	err = reserve_samples(in, bench, bench->n + (size_t)count);
	if (err != 0) {
		return err;
	}
	for (uint64_t i = 0; i < count; i++) {
		bench->samples[bench->n++] = value;
	}
	return 0;
}

static int take_plain(struct ingest *in, struct ingest_bench *bench, const char *items)
{
	int err = 0;

	while (*items != '\0' && err == 0 && !in->damaged) {
		const char *item = items;
		uint64_t value;
		uint64_t count;

		if (!ingest_next_item(&items, &value, &count)) {
			return ingest_set_damaged(in, "'%s' is no sample of %s", item, bench->name);
		}
		err = add_samples(in, bench, value, count);
	}
	return err;
}

static int take_compact(struct ingest *in, struct ingest_bench *bench, const char *items)
{
	struct wire_compact compact;
	int err = 0;

	wire_compact_begin(&compact, items);
	while (*compact.text != '\0' && err == 0 && !in->damaged) {
		const char *item = compact.text;
		uint64_t count;

		if (!wire_compact_next(&compact, &count)) {
			return ingest_set_damaged(in, "'%s' is no compact sample of %s", item,
						  bench->name);
		}
		err = add_samples(in, bench, compact.value, count);
	}
	return err;
}

int ingest_take_samples(struct ingest *in, const struct wire_record *rec)
{
	struct ingest_bench *bench = get_open(in, rec);
	const char *plain = wire_get(rec, "v");
	const char *compact = wire_get(rec, "z");
	uint64_t at;

	if (bench == NULL || !ingest_get_u64(in, rec, "at", &at)) {
		return 0;
	}
	if ((plain != NULL) == (compact != NULL)) {
		return ingest_set_damaged(in, "record %" PRIu32 " (S) has %s v and z", rec->seq,
					  plain != NULL ? "both" : "neither of");
	}
	if (bench->has_counts) {
		return ingest_set_damaged(in, "samples of %s come behind its counts", bench->name);
	}
	if (at != bench->n) {
		return ingest_set_damaged(in, "samples of %s go on at %" PRIu64 ", not at %zu",
					  bench->name, at, bench->n);
	}
	return plain != NULL ? take_plain(in, bench, plain) : take_compact(in, bench, compact);
}

/* What E says of its samples. */
struct tally {
	uint64_t n;
	uint64_t dropped;
	uint64_t bad;
};

static void settle(struct ingest_bench *bench, const struct tally *tally)
{
	bench->state = INGEST_FAILED;
	if (tally->bad > 0) {
		snprintf(bench->why, sizeof(bench->why),
			 "%" PRIu64 " of %zu samples had other exits than %s, a wrong answer or an "
			 "impossible time",
			 tally->bad, bench->n, bench->expect);
	} else if (tally->dropped > 0) {
		snprintf(bench->why, sizeof(bench->why),
			 "%" PRIu64 " samples were dropped: the image had no room for them",
			 tally->dropped);
	} else if (bench->n != bench->n_asked) {
		snprintf(bench->why, sizeof(bench->why), "%zu of %zu samples came", bench->n,
			 bench->n_asked);
	} else {
		bench->state = INGEST_COMPLETE;
	}
}

/* False after ingest_set_damaged(). */
static bool take_each(struct ingest *in, const struct wire_record *rec, struct ingest_bench *bench)
{
	const char *each = wire_get(rec, "each");

	bench->has_each = each != NULL;
	return each == NULL || ingest_get_decimal(in, "each", each, &bench->each);
}

int ingest_take_end(struct ingest *in, const struct wire_record *rec)
{
	struct ingest_bench *bench = get_open(in, rec);
	struct tally tally;
	bool has_batch;

	if (bench == NULL || !ingest_get_u64(in, rec, "n", &tally.n) ||
	    !ingest_get_u64(in, rec, "overhead", &bench->overhead) ||
	    !ingest_get_u64(in, rec, "dropped", &tally.dropped) ||
	    !ingest_get_u64(in, rec, "bad", &tally.bad) ||
	    !ingest_get_optional(in, rec, "floor", &bench->floor, &bench->has_floor) ||
	    !ingest_get_optional(in, rec, "batch", &bench->batch, &has_batch) ||
	    !take_each(in, rec, bench)) {
		return 0;
	}
	if (bench->batch < 1) {
		return ingest_set_damaged(in, "%s has no operation in a sample", bench->name);
	}
	if (tally.n != bench->n) {
		return ingest_set_damaged(in, "%s ends with n=%" PRIu64 ", but %zu samples came",
					  bench->name, tally.n, bench->n);
	}
	if (ingest_get_exits(in, wire_get(rec, "exits"), bench)) {
		settle(bench, &tally);
	}
	return 0;
}

int ingest_take_counts(struct ingest *in, const struct wire_record *rec)
{
	static const char *const keys[] = {
		[INGEST_CYCLES] = "cycles",
		[INGEST_INSTRUCTIONS] = "instructions",
		[INGEST_EL2_CYCLES] = "el2_cycles",
		[INGEST_EL2_INSTRUCTIONS] = "el2_instructions",
	};
	struct ingest_bench *bench = get_open(in, rec);

	if (bench == NULL) {
		return 0;
	}
	if (bench->has_counts) {
		return ingest_set_damaged(in, "the counts of %s come a second time", bench->name);
	}
	bench->has_counts = true;
	for (size_t i = 0; i < INGEST_N_PMU; i++) {
		if (!ingest_get_optional(in, rec, keys[i], &bench->count[i],
					 &bench->has_count[i])) {
			return 0;
		}
	}
	return 0;
}

/* A benchmark of which nothing but a reason came. */
static int add_reason(struct ingest *in, const struct wire_record *rec, enum ingest_state state)
{
	struct ingest_bench bench = { .state = state, .batch = 1 };

	if (!ingest_get_text(in, rec, "bench", bench.name, sizeof(bench.name))) {
		return 0;
	}
	ingest_copy_reason(bench.why, sizeof(bench.why), wire_get(rec, "why"));
	return add_bench(in, &bench);
}

int ingest_take_fail(struct ingest *in, const struct wire_record *rec)
{
	struct ingest_bench *bench;

	in->n_fails++;
	if (ingest_open_bench(in) == NULL) {
		return add_reason(in, rec, INGEST_FAILED);
	}
	bench = get_open(in, rec);
	if (bench != NULL) {
		bench->state = INGEST_FAILED;
		ingest_copy_reason(bench->why, sizeof(bench->why), wire_get(rec, "why"));
	}
	return 0;
}

int ingest_take_na(struct ingest *in, const struct wire_record *rec)
{
	const struct ingest_bench *open = ingest_open_bench(in);

	if (open != NULL) {
		return ingest_set_damaged(in, "record %" PRIu32 " (N) stands inside %s", rec->seq,
					  open->name);
	}
	in->n_nas++;
	return add_reason(in, rec, INGEST_NA);
}
