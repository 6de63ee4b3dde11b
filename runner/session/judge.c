/* SPDX-License-Identifier: Apache-2.0 */
#include "session/judge.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session/bench_check.h"

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

int cell_set_missing(struct cell *cell, const char *why, const char *log)
{
	cell->status = CELL_MISSING;
	if (replace(&cell->error, why) != 0 || (log != NULL && replace(&cell->log, log) != 0)) {
		return -ENOMEM;
	}
	return 0;
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
	    differs("toolchain", hello->toolchain, image->toolchain, why) ||
	    differs("flags", hello->flags, image->flags, why)) {
		return;
	}
	if (strcmp(hello->clock, clock) != 0) {
		snprintf(why, SESSION_WHY_MAX,
			 "the image measured clock '%s', but the suite asks for '%s' (see the "
			 "board's command in board.yaml)",
			 hello->clock, clock);
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

/* The samples move from @bench to @cell. */
static int take_result(struct cell *cell, struct ingest_bench *bench, const char *log)
{
	int err = stats_summarise(bench->samples, bench->n, &cell->sum);

	if (err == 0) {
		err = replace(&cell->log, log);
	}
	if (err == 0) {
		err = replace(&cell->unit, bench->unit);
	}
	if (err == 0) {
		err = copy_exits(cell, bench);
	}
	if (err == 0) {
		cell->overhead = bench->overhead;
		cell->samples = bench->samples;
		cell->n = bench->n;
		bench->samples = NULL;
		bench->n = 0;
	}
	return err;
}

static int settle_bench(struct session *s, struct cell *cell, struct ingest_bench *bench,
			const char *broke, const char *log, struct judgement *out)
{
	const struct bench_asked asked = { .clock = s->suite->clock,
					   .warmup = s->suite->warmup,
					   .samples = s->samples };
	char why[SESSION_WHY_MAX] = "";

	if (bench->state == INGEST_FAILED) {
		snprintf(why, sizeof(why), "%s", bench->why);
	} else if (bench->state == INGEST_OPEN) {
		snprintf(why, sizeof(why), "%s", broke);
	} else {
		bench_check(bench, &asked, why, sizeof(why));
	}
	if (why[0] == '\0') {
		out->n_ok++;
		return take_result(cell, bench, log);
	}
	out->n_missing++;
	if (out->why[0] == '\0') {
		snprintf(out->why, sizeof(out->why), "%s: %s", cell->key.benchmark, why);
	}
	return cell_set_missing(cell, why, log);
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
			err = cell_set_missing(cell, out->why, log);
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
		char why[SESSION_WHY_MAX] = "";

		check_identity(s, pb, asked, &boot->in.hello, why);
		if (why[0] == '\0') {
			check_cpu(s, pb, &boot->in.hello, why);
		}
		if (why[0] != '\0') {
			snprintf(out->why, sizeof(out->why), "%s", why);
			return refuse(s, pb, log, out);
		}
		pb->midr = boot->in.hello.midr;
	}
	n = count_usable(boot, asked);
	for (size_t i = 0; i < n && err == 0; i++) {
		struct cell *cell = find_pending(s, pb, boot->in.benches[i].name);

		if (cell != NULL) {
			err = settle_bench(s, cell, &boot->in.benches[i], broke, log, out);
		}
	}
	return err;
}
