/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any console through ingest, cut into pieces anywhere.
 *
 *   clang -std=c11 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
 *         -D_GNU_SOURCE -Irunner -Imicrobench -o fuzz_ingest \
 *         runner/test/fuzz/fuzz_ingest.c runner/ingest/ingest*.c microbench/wire/wire_*.c
 *   ./fuzz_ingest -runs=20000 -seed=1 runner/test/fuzz/seeds/ingest	the same inputs each time
 *
 * Byte 0 seeds the cuts. The rest is a console, except that a line "@TYPE FIELDS" becomes the next
 * record with its right number and CRC: what comes behind the CRC is reached too.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "test/console.h"
#include "ingest/ingest.h"
#include "wire/params.h"

#define MUST(claim)                                                                                \
	do {                                                                                       \
		if (!(claim)) {                                                                    \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

static struct console con;

/* One line of the input, without its \n. */
static void add_line(const char *line, size_t len, int is_last)
{
	if (len > 0 && len < 400 && line[0] == '@') {
		console_send(&con, "%.*s", (int)len - 1, line + 1);
		return;
	}
	console_add(&con, line, len);
	if (!is_last) {
		console_add(&con, "\n", 1);
	}
}

static void build_console(const char *text, size_t size)
{
	const char *end = text + size;

	con.len = 0;
	con.seq = 0;
	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		const char *line_end = newline != NULL ? newline : end;

		add_line(text, (size_t)(line_end - text), newline == NULL);
		text = newline != NULL ? newline + 1 : end;
	}
}

static void feed_in_pieces(struct ingest *in, uint32_t seed)
{
	size_t at = 0;

	while (at < con.len) {
		size_t len = 1 + (seed >> 16) % 97;

		seed = seed * 1664525 + 1013904223;
		len = con.len - at < len ? con.len - at : len;
		MUST(ingest_feed(in, con.text + at, len) == 0);
		at += len;
	}
}

static void check_bench(const struct ingest_bench *bench)
{
	uint64_t sum = 0;

	MUST(bench->n <= bench->n_asked && bench->n_asked <= PARAMS_SAMPLES_MAX);
	MUST(bench->n_exits <= INGEST_EXITS_MAX);
	MUST(strlen(bench->why) < sizeof(bench->why));
	MUST(bench->each.thousandths < 1000);
	for (size_t i = 0; i < bench->n; i++) {
		sum += bench->samples[i]; /* every one is there to be read */
	}
	(void)sum;
	if (bench->state == INGEST_COMPLETE) {
		MUST(bench->n == bench->n_asked && bench->n > 0 && bench->why[0] == '\0');
	}
	if (bench->state == INGEST_FAILED) {
		MUST(bench->why[0] != '\0');
	}
}

static void check(const struct ingest *in)
{
	MUST(in->n_benches <= INGEST_BENCHES_MAX);
	MUST(strlen(in->last_text) < sizeof(in->last_text));
	MUST(in->damaged == (in->why[0] != '\0'));
	for (size_t i = 0; i < in->n_benches; i++) {
		check_bench(&in->benches[i]);
	}
	if (!ingest_is_complete(in)) {
		return;
	}
	MUST(in->hello.seen && in->ended && !in->damaged);
	MUST(in->n_benches == in->hello.benches);
	for (size_t i = 0; i < in->n_benches; i++) {
		MUST(in->benches[i].state != INGEST_OPEN);
	}
}

static void check_same(const struct ingest *a, const struct ingest *b)
{
	MUST(strcmp(a->why, b->why) == 0 && strcmp(a->last_text, b->last_text) == 0);
	MUST(a->line_no == b->line_no && a->n_benches == b->n_benches && a->ended == b->ended);
	for (size_t i = 0; i < a->n_benches; i++) {
		const struct ingest_bench *x = &a->benches[i];
		const struct ingest_bench *y = &b->benches[i];

		MUST(x->state == y->state && x->n == y->n && strcmp(x->name, y->name) == 0);
		MUST(x->n == 0 || memcmp(x->samples, y->samples, x->n * sizeof(*x->samples)) == 0);
	}
}

/* NOLINTBEGIN(readability-identifier-naming): libFuzzer chose the name */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ingest whole;
	struct ingest pieces;

	if (size == 0) {
		return 0;
	}
	build_console((const char *)data + 1, size - 1);
	ingest_init(&whole);
	ingest_init(&pieces);
	MUST(ingest_feed(&whole, con.text, con.len) == 0);
	feed_in_pieces(&pieces, data[0] * 2654435761u);
	ingest_finish(&whole);
	ingest_finish(&pieces);
	check(&whole);
	check_same(&whole, &pieces);
	ingest_free(&whole);
	ingest_free(&pieces);
	return 0;
}
/* NOLINTEND(readability-identifier-naming) */
