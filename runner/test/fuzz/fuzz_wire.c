/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any line through wire_parse(), and any values through the writer and back.
 *
 *   clang -std=c11 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
 *         -D_GNU_SOURCE -Irunner -Imicrobench -o fuzz_wire \
 *         runner/test/fuzz/fuzz_wire.c microbench/wire/wire_*.c
 *   ./fuzz_wire -runs=20000 -seed=1 runner/test/fuzz/seeds/wire	the same inputs each time
 *
 * libFuzzer adds what it finds to the first folder it is given: give it an empty one before the
 * seeds when that is not wanted.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "test/sealed.h"
#include "wire/wire.h"

#define MUST(claim)                                                                                \
	do {                                                                                       \
		if (!(claim)) {                                                                    \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

struct sink {
	char text[65536];
	size_t len;
	size_t lines;
};

static struct sink sink;

static void put(void *arg, const char *bytes, size_t len)
{
	struct sink *to = arg;

	MUST(len <= WIRE_LINE_MAX && len <= sizeof(to->text) - to->len);
	MUST(bytes[len - 1] == '\n' && memchr(bytes, '\n', len - 1) == NULL);
	memcpy(to->text + to->len, bytes, len);
	to->len += len;
	to->lines++;
}

/* What was parsed, written again, must be the line that was parsed. */
static void rewrite(const struct wire_record *rec, const char *line, size_t len)
{
	struct wire_writer w;

	sink.len = 0;
	wire_writer_init(&w, put, &sink);
	w.seq = rec->seq;
	wire_begin(&w, rec->type);
	for (size_t i = 0; i < rec->n_fields; i++) {
		MUST(wire_get(rec, rec->fields[i].key) == rec->fields[i].value);
		wire_str(&w, rec->fields[i].key, rec->fields[i].value);
	}
	wire_end(&w);
	MUST(len > 0);
	len -= line[len - 1] == '\r' ? 1 : 0;
	MUST(sink.len == len + 1 && memcmp(sink.text, line, len) == 0);
}

/* From a heap block of its own size, so that one byte too far is seen. */
static enum wire_status parse_exact(const char *line, size_t len)
{
	char *copy = malloc(len > 0 ? len : 1);
	struct wire_record rec;
	enum wire_status status;
	uint64_t number;

	MUST(copy != NULL);
	memcpy(copy, line, len);
	status = wire_parse(copy, len, &rec);
	if (status == WIRE_OK) {
		rewrite(&rec, copy, len);
		for (size_t i = 0; i < rec.n_fields; i++) {
			(void)wire_parse_u64(rec.fields[i].value, &number);
		}
	}
	free(copy);
	return status;
}

/* The same line with a right CRC, so that the form is looked at too. */
static void parse_sealed(const char *text, size_t len)
{
	char line[512];

	len = len < 400 ? len : 400;
	snprintf(line, sizeof(line), "#tl1 ");
	memcpy(line + 5, text, len);
	snprintf(line + 5 + len, sizeof(line) - 5 - len, " *%04x",
		 (unsigned int)sealed_crc(line, 5 + len));
	MUST(parse_exact(line, 5 + len + 6) != WIRE_NOT_A_RECORD);
}

/* Any text as compact samples: each item is refused, or moves on; nothing behind its end is read. */
static void read_compact(const char *text, size_t len)
{
	struct wire_compact compact;
	char *copy = malloc(len + 1);
	uint64_t count;

	MUST(copy != NULL);
	memcpy(copy, text, len);
	copy[len] = '\0';
	wire_compact_begin(&compact, copy);
	while (*compact.text != '\0') {
		const char *before = compact.text;

		if (!wire_compact_next(&compact, &count)) {
			break;
		}
		MUST(compact.text > before && compact.text <= copy + len && count > 0);
	}
	free(copy);
}

/* Compact samples of @z; returns how many there are, the first of them @samples. */
static size_t check_compact(const char *z, const uint64_t *samples, size_t n)
{
	struct wire_compact compact;
	size_t done = 0;
	uint64_t count;

	wire_compact_begin(&compact, z);
	while (*compact.text != '\0') {
		MUST(wire_compact_next(&compact, &count));
		MUST(count <= n - done);
		for (; count > 0; count--) {
			MUST(samples[done++] == compact.value);
		}
	}
	return done;
}

/* What is compact of the records in the sink, against what was sent. */
static void check_samples(const uint64_t *samples, size_t n)
{
	const char *line = sink.text;
	struct wire_record rec;
	uint64_t at;

	while (line < sink.text + sink.len) {
		size_t len = (size_t)((char *)memchr(line, '\n', WIRE_LINE_MAX) - line);

		MUST(wire_parse(line, len, &rec) == WIRE_OK);
		MUST(wire_parse_u64(wire_get(&rec, "at"), &at) && at < n);
		if (wire_get(&rec, "z") != NULL) {
			MUST(check_compact(wire_get(&rec, "z"), &samples[at], n - at) > 0);
		}
		line += len + 1;
	}
}

/* Whatever values a writer is given, it sends nothing that the reader refuses. */
static void write_values(const uint8_t *data, size_t size)
{
	uint64_t samples[512];
	size_t n = size / 2 < 512 ? size / 2 : 512;
	struct wire_writer w;
	char text[300];
	const char *line;

	snprintf(text, sizeof(text), "%.*s", (int)(size < 299 ? size : 299), (const char *)data);
	for (size_t i = 0; i < n; i++) {
		samples[i] = (uint64_t)data[2 * i] << data[2 * i + 1] % 64;
	}
	sink.len = 0;
	sink.lines = 0;
	wire_writer_init(&w, put, &sink);
	wire_begin(&w, WIRE_FAIL);
	wire_str(&w, "bench", text);
	wire_str(&w, "why", "");
	wire_more_str(&w, text);
	wire_more_u64(&w, n > 0 ? samples[0] : 0);
	wire_end(&w);
	MUST(sink.lines <= 1 && w.seq == 1);
	wire_samples(&w, samples, n);
	line = sink.text;
	while (line < sink.text + sink.len) {
		size_t len = (size_t)((char *)memchr(line, '\n', WIRE_LINE_MAX) - line);

		MUST(parse_exact(line, len) == WIRE_OK);
		line += len + 1;
	}
	sink.len = 0;
	wire_samples(&w, samples, n);
	check_samples(samples, n);
}

/* NOLINTBEGIN(readability-identifier-naming): libFuzzer chose the name */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	parse_exact((const char *)data, size);
	parse_sealed((const char *)data, size);
	read_compact((const char *)data, size);
	write_values(data, size);
	return 0;
}
/* NOLINTEND(readability-identifier-naming) */
