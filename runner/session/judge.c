/* SPDX-License-Identifier: Apache-2.0 */
#include "session/judge.h"

#include <errno.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session/bench_check.h"
#include "session/registers.h"

bool cell_is_pending(const struct cell *cell)
{
	return cell->status == CELL_OK && cell->n == 0;
}

static int replace(char **slot, const char *text)
{
	char *copy = strdup(text);

	if (copy == NULL) {
		return -ENOMEM;
	}
	free(*slot);
	*slot = copy;
	return 0;
}

int cell_set_failed(struct cell *cell, enum cell_status status, const char *why, const char *log)
{
	cell->status = status;
	if (replace(&cell->error, why) != 0 || (log != NULL && replace(&cell->log, log) != 0)) {
		return -ENOMEM;
	}
	return 0;
}

void cell_set_pending(struct cell *cell)
{
	free(cell->error);
	free(cell->log);
	cell->error = NULL;
	cell->log = NULL;
	cell->status = CELL_OK;
}

/* True when @got is not @want; *why then says so. */
static bool differs(const char *what, const char *got, const char *want, char *why)
{
	if (strcmp(got, want) == 0) {
		return false;
	}
	snprintf(why, SESSION_WHY_MAX, "the image says %s '%s', but '%s' was booted", what, got,
		 want);
	return true;
}

/* The hello must name the image that was built; "" in *why when it does. */
static void check_identity(const struct session *s, const struct plan_boot *pb, size_t asked,
			   const struct ingest_hello *hello, char *why)
{
	const struct image *image = &s->plan->images[pb->image];
	const char *clock = clock_name(s->suite->clock);

	if (differs("build", hello->build, image->build, why) ||
	    differs("board", hello->board, image->board, why) ||
	    differs("hal", hello->hal, image->hal, why) ||
	    differs("switch", hello->switch_policy, image->switch_policy, why) ||
	    differs("vectors", hello->vectors, image->vectors, why) ||
	    differs("toolchain", hello->toolchain, image->toolchain, why) ||
	    differs("flags", hello->flags, image->flags, why)) {
		return;
	}
	if (strcmp(hello->clock, clock) != 0) {
		snprintf(why, SESSION_WHY_MAX,
			 "the image measured clock '%s', but the suite asks for '%s' (see the "
			 "board's command in board.yaml)",
			 hello->clock, clock);
	} else if (hello->cold != s->run->cold || hello->load != s->run->load) {
		snprintf(why, SESSION_WHY_MAX,
			 "the image measures with cold=%d load=%d, but was asked for cold=%d "
			 "load=%d",
			 hello->cold, hello->load, s->run->cold, s->run->load);
	} else if (hello->benches != asked) {
		snprintf(why, SESSION_WHY_MAX,
			 "the image announced %llu benchmarks, but was asked for %zu",
			 (unsigned long long)hello->benches, asked);
	}
}

/* Two CPUs of one board that are the same one: their names would be on results of another. */
static void check_cpu(const struct session *s, const struct plan_boot *pb,
		      const struct ingest_hello *hello, char *why)
{
	for (size_t i = 0; i < s->plan->n_boots; i++) {
		const struct plan_boot *other = &s->plan->boots[i];

		if (other->midr == hello->midr && hello->midr != 0 &&
		    strcmp(other->board->name, pb->board->name) == 0 &&
		    strcmp(other->cpu, pb->cpu) != 0) {
			snprintf(why, SESSION_WHY_MAX,
				 "%s reports MIDR 0x%" PRIx64
				 ", as %s did: the board's command does not use {cpu}?",
				 pb->cpu, hello->midr, other->cpu);
			return;
		}
	}
}

/* The console of a board may have kept what an earlier boot said, and one capture may be there twice. */
static void check_nonce(const struct session *s, const struct plan_boot *pb,
			const struct ingest_hello *hello, char *why)
{
	if (pb->nonce != 0 && hello->nonce != pb->nonce) {
		snprintf(why, SESSION_WHY_MAX,
			 "these are records of another boot of this image (nonce 0x%" PRIx64
			 ", not 0x%" PRIx64 "): the console kept them, or the board was not reset",
			 hello->nonce, pb->nonce);
		return;
	}
	for (size_t i = 0; i < s->plan->n_boots && hello->nonce != 0; i++) {
		const struct plan_boot *other = &s->plan->boots[i];

		if (other != pb && other->told_nonce == hello->nonce) {
			snprintf(why, SESSION_WHY_MAX,
				 "this boot is there already, as %s (nonce 0x%" PRIx64
				 "): one boot is not two",
				 other->name, hello->nonce);
			return;
		}
	}
}

static void check_hello(const struct session *s, const struct plan_boot *pb, size_t asked,
			const struct ingest_hello *hello, char *why)
{
	check_identity(s, pb, asked, hello, why);
	if (why[0] == '\0') {
		check_nonce(s, pb, hello, why);
	}
	if (why[0] == '\0') {
		check_cpu(s, pb, hello, why);
	}
	if (why[0] == '\0') {
		registers_check(s->run, pb, hello, why);
	}
}

static struct cell *find_pending(const struct session *s, const struct plan_boot *pb,
				 const char *benchmark)
{
	for (size_t i = 0; i < pb->n_cells; i++) {
		struct cell *cell = &s->run->cells[pb->cells[i]];

		if (cell_is_pending(cell) && strcmp(cell->key.benchmark, benchmark) == 0) {
			return cell;
		}
	}
	return NULL;
}

static int copy_exits(struct cell *cell, const struct ingest_bench *bench)
{
	cell->exits = calloc(bench->n_exits + 1, sizeof(*cell->exits));
	if (cell->exits == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < bench->n_exits; i++) {
		cell->exits[i].name = strdup(bench->exits[i].name);
		if (cell->exits[i].name == NULL) {
			return -ENOMEM;
		}
		cell->exits[i].count = bench->exits[i].count;
		cell->n_exits++;
	}
	return 0;
}

_Static_assert((int)N_PMU == (int)INGEST_N_PMU && (int)PMU_CYCLES == (int)INGEST_CYCLES &&
		       (int)PMU_INSTRUCTIONS == (int)INGEST_INSTRUCTIONS &&
		       (int)PMU_EL2_CYCLES == (int)INGEST_EL2_CYCLES,
	       "copied one by one");

static void copy_counts(struct cell *cell, const struct ingest_bench *bench)
{
	for (size_t i = 0; i < N_PMU; i++) {
		cell->has_pmu[i] = bench->has_count[i];
		cell->pmu[i] = bench->count[i];
	}
}

_Static_assert((int)N_HOST_COUNT == (int)TARGET_N_COUNT &&
		       (int)HOST_INSTRUCTIONS == (int)TARGET_INSTRUCTIONS &&
		       (int)HOST_CYCLES == (int)TARGET_CYCLES,
	       "copied one by one");

static void note_boot(struct cell *cell, const struct boot *boot)
{
	cell->boot_s = boot->boot_s;
	for (size_t i = 0; i < N_HOST_COUNT; i++) {
		cell->has_host_count[i] = boot->end.has_count[i];
		cell->host_count[i] = boot->end.count[i];
	}
}

/* True when one of the patterns, with a comma between, is of @benchmark. */
static bool is_spoilt_by(const struct ingest_check *check, const char *benchmark)
{
	char patterns[sizeof(check->spoils)];
	char *rest = NULL;

	memcpy(patterns, check->spoils, sizeof(patterns));
	for (char *one = strtok_r(patterns, ",", &rest); one != NULL;
	     one = strtok_r(NULL, ",", &rest)) {
		if (fnmatch(one, benchmark, 0) == 0) {
			return true;
		}
	}
	return false;
}

/* A self-check that failed in this boot marks what it spoils; its samples are kept. */
static int mark_spoiled(struct cell *cell, const struct ingest *in)
{
	char why[SESSION_WHY_MAX];

	for (size_t i = 0; i < in->n_checks; i++) {
		const struct ingest_check *check = &in->checks[i];

		if (!check->ok && is_spoilt_by(check, cell->key.benchmark)) {
			snprintf(why, sizeof(why), "self-check %s failed: %s", check->name,
				 check->why);
			return cell_set_failed(cell, CELL_SPOILED, why, NULL);
		}
	}
	return 0;
}

/* The samples move from @bench to @cell. @sum: theirs */
static int take_result(struct cell *cell, struct ingest_bench *bench,
		       const struct stats_summary *sum, const char *log)
{
	int err = replace(&cell->log, log);

	if (err == 0) {
		err = replace(&cell->unit, bench->unit);
	}
	if (err == 0) {
		err = copy_exits(cell, bench);
	}
	if (err == 0) {
		cell->sum = *sum;
		cell->overhead = bench->overhead;
		cell->batch = bench->batch;
		cell->has_floor = bench->has_floor;
		cell->floor = bench->floor;
		copy_counts(cell, bench);
		cell->samples = bench->samples;
		cell->n = bench->n;
		bench->samples = NULL;
		bench->n = 0;
	}
	return err;
}

/* Why @bench has no result, "" when it has one. */
static void find_fault(const struct session *s, const struct ingest_bench *bench, const char *broke,
		       char *why, size_t size)
{
	const struct bench_asked asked = { .clock = s->suite->clock,
					   .warmup = s->suite->warmup,
					   .samples = s->samples };

	why[0] = '\0';
	if (bench->state == INGEST_FAILED) {
		snprintf(why, size, "%s", bench->why);
	} else if (bench->state == INGEST_OPEN) {
		snprintf(why, size, "%s", broke);
	} else {
		bench_check(bench, &asked, why, size);
	}
}

struct verdict_of { /* what all benchmarks of one boot are settled with */
	const struct session *s;
	const struct boot *boot;
	const struct ingest *in;
	const char *broke;
	const char *log;
};

static int settle_bench(const struct verdict_of *v, struct cell *cell, struct ingest_bench *bench,
			struct judgement *out)
{
	struct stats_summary sum = { .n = 0 };
	char why[SESSION_WHY_MAX];
	int err = 0;

	if (bench->state == INGEST_NA) {
		out->n_na++;
		return cell_set_failed(cell, CELL_NA, bench->why, v->log);
	}
	find_fault(v->s, bench, v->broke, why, sizeof(why));
	if (why[0] == '\0') {
		err = stats_summarise(bench->samples, bench->n, &sum);
		bench_check_median(bench, sum.median, why, sizeof(why));
	}
	if (err != 0) {
		return err;
	}
	if (why[0] == '\0') {
		out->n_ok++;
		cell->step = v->in->hello.step;
		note_boot(cell, v->boot);
		err = take_result(cell, bench, &sum, v->log);
		return err == 0 ? mark_spoiled(cell, v->in) : err;
	}
	out->n_missing++;
	if (out->why[0] == '\0') {
		snprintf(out->why, sizeof(out->why), "%s: %s", cell->key.benchmark, why);
	}
	return cell_set_failed(cell, CELL_MISSING, why, v->log);
}

/* A boot made again for what was left finds the same once more. */
static bool is_noted(const struct run *run, const char *boot, const char *check)
{
	for (size_t i = 0; i < run->n_checks; i++) {
		if (strcmp(run->checks[i].boot, boot) == 0 &&
		    strcmp(run->checks[i].check, check) == 0) {
			return true;
		}
	}
	return false;
}

static int note_checks(struct run *run, const char *boot, const struct ingest *in)
{
	int err = 0;

	for (size_t i = 0; i < in->n_checks && err == 0; i++) {
		const struct ingest_check *check = &in->checks[i];

		if (!is_noted(run, boot, check->name)) {
			err = run_add_check(run, boot, check->name, check->spoils,
					    check->ok ? NULL : check->why);
		}
	}
	return err;
}

/* Every pending cell of @pb, for the one reason. */
static int refuse(struct session *s, const struct plan_boot *pb, const char *log,
		  struct judgement *out)
{
	int err = 0;

	out->refused = true;
	for (size_t i = 0; i < pb->n_cells && err == 0; i++) {
		struct cell *cell = &s->run->cells[pb->cells[i]];

		if (cell_is_pending(cell)) {
			err = cell_set_failed(cell, CELL_MISSING, out->why, log);
			out->n_missing++;
		}
	}
	return err;
}

/* Benchmarks to look at. A boot that broke after the last of them never confirmed that one with the
 * end of the run, so it is left to another boot. */
static size_t count_usable(const struct boot *boot, size_t asked)
{
	const struct ingest *in = &boot->in;

	if (!in->ended && in->n_benches > 0 && in->n_benches >= asked &&
	    in->benches[in->n_benches - 1].state != INGEST_OPEN) {
		return in->n_benches - 1;
	}
	return in->n_benches;
}

int judge_boot(struct session *s, struct plan_boot *pb, size_t asked, struct boot *boot,
	       const char *log, struct judgement *out)
{
	bool is_good = boot_is_good(boot);
	char broke[SESSION_WHY_MAX] = "";
	char why[SESSION_WHY_MAX] = "";
	const struct verdict_of v = {
		.s = s, .boot = boot, .in = &boot->in, .broke = broke, .log = log
	};
	size_t n;
	int err = 0;

	*out = (struct judgement){ 0 };
	if (!is_good) {
		boot_describe(boot, asked, broke, sizeof(broke));
		snprintf(out->why, sizeof(out->why), "%s", broke);
	}
	if (boot->how == BOOT_NOT_STARTED || (boot->in.ended && !is_good)) {
		return refuse(s, pb, log, out);
	}
	if (boot->in.hello.seen) {
		check_hello(s, pb, asked, &boot->in.hello, why);
		if (why[0] != '\0') {
			snprintf(out->why, sizeof(out->why), "%s", why);
			return refuse(s, pb, log, out);
		}
		pb->midr = boot->in.hello.midr;
		pb->told_nonce = boot->in.hello.nonce;
		err = registers_note(s->run, pb, &boot->in.hello);
	}
	n = count_usable(boot, asked);
	if (err == 0) {
		err = note_checks(s->run, pb->name, &boot->in);
	}
	for (size_t i = 0; i < n && err == 0; i++) {
		struct cell *cell = find_pending(s, pb, boot->in.benches[i].name);

		if (cell != NULL) {
			err = settle_bench(&v, cell, &boot->in.benches[i], out);
		}
	}
	return err;
}
