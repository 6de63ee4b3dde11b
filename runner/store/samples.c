/* SPDX-License-Identifier: Apache-2.0 */
#include "store/samples.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/file.h"

#define HEADER   "cell,index,value\n"
#define SHORTEST 6u  /* bytes of the row "0,0,0\n" */
#define LONGEST  64u /* three integers of 64 bits and their commas */
#define COLUMNS  3u

#define SAMPLES_MAX ((size_t)4 << 30) /* bytes of a samples.csv */

int samples_write(const struct run *run, char **text, size_t *size)
{
	FILE *out = open_memstream(text, size);

	if (out == NULL) {
		return -ENOMEM;
	}
	fputs(HEADER, out);
	for (size_t i = 0; i < run->n_cells; i++) {
		const struct cell *cell = &run->cells[i];

		for (size_t j = 0; cell_has_samples(cell) && j < cell->n; j++) {
			fprintf(out, "%zu,%zu,%" PRIu64 "\n", i, j, cell->samples[j]);
		}
	}
	return file_finish(out, text);
}

struct reader {
	const char *path;
	const char *at; /* next byte */
	const char *end;
	size_t line;
	struct store_err *err;
};

/* Digits only, no sign, no leading zero, up to INT64_MAX: what the writer writes and nothing else. */
static bool parse_int(const char **at, char stop, uint64_t *out)
{
	const char *digit = *at;
	uint64_t value = 0;

	if (digit[0] == '0' && digit[1] != stop) {
		return false;
	}
	for (; *digit >= '0' && *digit <= '9'; digit++) {
		uint64_t step = (uint64_t)(*digit - '0');

		if (value > (INT64_MAX - step) / 10) {
			return false;
		}
		value = value * 10 + step;
	}
	if (digit == *at || *digit != stop) {
		return false;
	}
	*at = digit + 1;
	*out = value;
	return true;
}

/* file_read() ends the text with a NUL, so that no parse runs past it. */
static int read_row(struct reader *in, size_t cell, size_t index, uint64_t *value)
{
	const char *at = in->at;
	const char *eol = memchr(at, '\n', (size_t)(in->end - at));
	uint64_t got[COLUMNS];

	in->line++;
	if (at == in->end) {
		return store_fail(in->err, EINVAL,
				  "%s:%zu: ends before cell %zu, index %zu (a row for each of the "
				  "cell's n samples would be right)",
				  in->path, in->line, cell, index);
	}
	if (eol == NULL || (size_t)(eol - at) > LONGEST || !parse_int(&at, ',', &got[0]) ||
	    !parse_int(&at, ',', &got[1]) || !parse_int(&at, '\n', &got[2])) {
		return store_fail(in->err, EINVAL,
				  "%s:%zu: is not a row (cell,index,value: whole numbers from 0, "
				  "and a line feed)",
				  in->path, in->line);
	}
	if (got[0] != cell || got[1] != index) {
		return store_fail(in->err, EINVAL,
				  "%s:%zu: is cell %" PRIu64 ", index %" PRIu64
				  " (cell %zu, index %zu would be right)",
				  in->path, in->line, got[0], got[1], cell, index);
	}
	*value = got[2];
	in->at = at;
	return 0;
}

static int read_cell(struct reader *in, size_t index, struct cell *cell)
{
	/* Before the allocation: n comes from a file that may have been edited. */
	if (cell->n > (size_t)(in->end - in->at) / SHORTEST) {
		return store_fail(
			in->err, EINVAL,
			"%s: ends before the %zu samples of cell %zu that run.json states",
			in->path, cell->n, index);
	}
	cell->samples = calloc(cell->n, sizeof(*cell->samples));
	if (cell->samples == NULL) {
		return store_fail(in->err, ENOMEM, "%s: out of memory", in->path);
	}
	for (size_t i = 0; i < cell->n; i++) {
		int error = read_row(in, index, i, &cell->samples[i]);

		if (error != 0) {
			return error;
		}
	}
	return 0;
}

static int read_cells(struct reader *in, struct run *run)
{
	size_t header_len = strlen(HEADER);
	int error = 0;

	if ((size_t)(in->end - in->at) < header_len || memcmp(in->at, HEADER, header_len) != 0) {
		return store_fail(in->err, EINVAL,
				  "%s:1: is not the header (cell,index,value would be right)",
				  in->path);
	}
	in->at += header_len;
	for (size_t i = 0; error == 0 && i < run->n_cells; i++) {
		if (cell_has_samples(&run->cells[i])) {
			error = read_cell(in, i, &run->cells[i]);
		}
	}
	if (error == 0 && in->at != in->end) {
		return store_fail(in->err, EINVAL,
				  "%s:%zu: has rows beyond the n samples that run.json states",
				  in->path, in->line + 1);
	}
	return error;
}

int samples_read(const char *path, struct run *run, struct store_err *err)
{
	struct reader in = { .path = path, .line = 1, .err = err };
	char *text;
	size_t size;
	int error = file_read_at_most(path, SAMPLES_MAX, &text, &size, err);

	if (error != 0) {
		return error;
	}
	in.at = text;
	in.end = text + size;
	error = read_cells(&in, run);
	free(text);
	return error;
}
