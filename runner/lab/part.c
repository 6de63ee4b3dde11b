/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/part.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/file.h"

static bool take_number(const char **text, unsigned *out)
{
	size_t len = strspn(*text, "0123456789");

	if (len == 0 || len > 5 || **text == '0') {
		return false;
	}
	*out = (unsigned)strtoul(*text, NULL, 10);
	*text += len;
	return true;
}

bool part_parse(const char *text, struct lab_part *out)
{
	struct lab_part part;

	if (!take_number(&text, &part.index) || *text++ != '/' || !take_number(&text, &part.of) ||
	    *text != '\0' || part.index > part.of || part.of > PART_MOST) {
		return false;
	}
	*out = part;
	return true;
}

uint64_t part_hash(uint64_t hash, const char *text)
{
	for (; *text != '\0'; text++) {
		hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	}
	return hash;
}

/* How many parts of at most @capacity cells the units fill. */
static size_t count_parts(const size_t *sizes, size_t n, size_t capacity)
{
	size_t parts = 1;
	size_t filled = 0;

	for (size_t i = 0; i < n; i++) {
		if (filled + sizes[i] > capacity) {
			parts++;
			filled = 0;
		}
		filled += sizes[i];
	}
	return parts;
}

static size_t least_capacity(const size_t *sizes, size_t n, unsigned parts)
{
	size_t low = 1;
	size_t high = 0;

	for (size_t i = 0; i < n; i++) {
		low = sizes[i] > low ? sizes[i] : low;
		high += sizes[i];
	}
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (count_parts(sizes, n, middle) <= parts) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return low;
}

void part_deal(const size_t *sizes, size_t n, unsigned parts, unsigned *out)
{
	size_t capacity = least_capacity(sizes, n, parts);
	size_t filled = 0;
	unsigned part = 1;

	for (size_t i = 0; i < n; i++) {
		bool is_full = filled > 0 && filled + sizes[i] > capacity;
		/* As many units are left as parts that have none yet. */
		bool is_owed = filled > 0 && n - i <= parts - part;

		if (is_full || is_owed) {
			part++;
			filled = 0;
		}
		filled += sizes[i];
		out[i] = part;
	}
}

static int text_order(const char *a, const char *b)
{
	return strcmp(a != NULL ? a : "", b != NULL ? b : "");
}

/* Board, image, CPU: not the order of cells, in which the CPU comes before the image. */
static int unit_order(const struct cell_key *a, const struct cell_key *b)
{
	const char *const pairs[][2] = {
		{ a->board, b->board },     { a->toolchain, b->toolchain },
		{ a->flags, b->flags },     { a->hal, b->hal },
		{ a->clock, b->clock },     { a->switch_policy, b->switch_policy },
		{ a->vectors, b->vectors }, { a->cpu, b->cpu },
	};
	int order = 0;

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]) && order == 0; i++) {
		order = text_order(pairs[i][0], pairs[i][1]);
	}
	return order;
}

struct place { /* of a cell in the order of units */
	const struct cell_key *key;
	size_t index; /* of the cell in its run */
};

static int place_order(const void *left, const void *right)
{
	const struct place *a = left;
	const struct place *b = right;
	int order = unit_order(a->key, b->key);

	return order != 0 ? order : text_order(a->key->benchmark, b->key->benchmark);
}

/* Fills @part_of for each cell of @run. 0, -ERANGE or -ENOMEM. */
static int deal_cells(const struct run *run, unsigned parts, size_t *n_units, unsigned *part_of)
{
	struct place *places = calloc(run->n_cells + 1, sizeof(*places));
	size_t *sizes = calloc(run->n_cells + 1, sizeof(*sizes));
	unsigned *dealt = calloc(run->n_cells + 1, sizeof(*dealt));
	int err = places == NULL || sizes == NULL || dealt == NULL ? -ENOMEM : 0;
	size_t n = 0;

	for (size_t i = 0; i < run->n_cells && err == 0; i++) {
		places[i] = (struct place){ .key = &run->cells[i].key, .index = i };
	}
	if (err == 0) {
		qsort(places, run->n_cells, sizeof(*places), place_order);
	}
	for (size_t i = 0; i < run->n_cells && err == 0; i++) {
		n += i == 0 || unit_order(places[i - 1].key, places[i].key) != 0;
		sizes[n - 1]++;
	}
	*n_units = n;
	if (err == 0 && n < parts) {
		err = -ERANGE;
	}
	if (err == 0) {
		part_deal(sizes, n, parts, dealt);
		for (size_t unit = 0, i = 0; unit < n; unit++) {
			for (size_t k = 0; k < sizes[unit]; k++) {
				part_of[places[i++].index] = dealt[unit];
			}
		}
	}
	free(places);
	free(sizes);
	free(dealt);
	return err;
}

/* What PART_LIST holds: a line of settings, then a line a cell, in the order of cells. */
static int put_line(FILE *out, uint64_t *hash, char *line, int len)
{
	if (len < 0) {
		return -ENOMEM;
	}
	*hash = part_hash(*hash, line);
	if (out != NULL) {
		fputs(line, out);
	}
	free(line);
	return 0;
}

static int put_settings(const struct part_settings *s, unsigned parts, FILE *out, uint64_t *hash)
{
	char *line = NULL;
	int len = asprintf(&line,
			   "# trapline plan 1\tsuite=%s\tparts=%u\tsamples=%" PRIu32
			   "\twarmup=%" PRIu32 "\tboots=%u\tlayouts=%u\tcold=%d\tload=%d\n",
			   s->suite, parts, s->samples, s->warmup, s->boots, s->layouts, s->cold,
			   s->load);

	return put_line(out, hash, line, len);
}

static const char *or_none(const char *text)
{
	return text != NULL && text[0] != '\0' ? text : "-";
}

static int put_cell(const struct cell_key *key, unsigned part, FILE *out, uint64_t *hash)
{
	char *line = NULL;
	int len = asprintf(&line, "%u\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", part,
			   or_none(key->benchmark), or_none(key->host), or_none(key->board),
			   or_none(key->cpu), or_none(key->toolchain), or_none(key->flags),
			   or_none(key->hal), or_none(key->switch_policy), or_none(key->vectors),
			   or_none(key->clock));

	return put_line(out, hash, line, len);
}

static int write_list(const struct run *run, const struct part_settings *settings, unsigned parts,
		      const unsigned *part_of, struct part_plan *plan)
{
	bool is_kept = run->n_cells <= PART_LIST_CELLS;
	FILE *out = is_kept ? open_memstream(&plan->list, &plan->size) : NULL;
	uint64_t hash = PART_HASH;
	int err;

	if (is_kept && out == NULL) {
		return -ENOMEM;
	}
	err = put_settings(settings, parts, out, &hash);
	for (size_t i = 0; i < run->n_cells && err == 0; i++) {
		err = put_cell(&run->cells[i].key, part_of[i], out, &hash);
	}
	if (out != NULL && file_finish(out, &plan->list) != 0) {
		err = -ENOMEM;
	}
	snprintf(plan->digest, sizeof(plan->digest), "%016" PRIx64, hash);
	return err;
}

static void keep_cells(struct run *run, const unsigned *part_of, unsigned index)
{
	size_t kept = 0;

	for (size_t i = 0; i < run->n_cells; i++) {
		if (part_of[i] == index) {
			struct cell cell = run->cells[i];

			run->cells[i] = run->cells[kept];
			run->cells[kept++] = cell;
		}
	}
	run_keep_cells(run, kept);
}

static int note(struct run *run, const struct lab_part *part, const char *digest)
{
	char index[16];
	char of[16];

	snprintf(index, sizeof(index), "%u", part->index);
	snprintf(of, sizeof(of), "%u", part->of);
	return run_set_env(run, PART_KEY_INDEX, index) == 0 &&
			       run_set_env(run, PART_KEY_OF, of) == 0 &&
			       run_set_env(run, PART_KEY_PLAN, digest) == 0
		       ? 0
		       : -ENOMEM;
}

int part_take(struct run *run, const struct part_settings *settings, const struct lab_part *part,
	      struct part_plan *out)
{
	unsigned *part_of = calloc(run->n_cells + 1, sizeof(*part_of));
	int err;

	*out = (struct part_plan){ 0 };
	err = part_of != NULL ? deal_cells(run, part->of, &out->n_units, part_of) : -ENOMEM;
	if (err == 0) {
		err = write_list(run, settings, part->of, part_of, out);
	}
	if (err == 0) {
		keep_cells(run, part_of, part->index);
		err = note(run, part, out->digest);
	}
	free(part_of);
	return err;
}

void part_plan_free(struct part_plan *plan)
{
	free(plan->list);
	*plan = (struct part_plan){ 0 };
}
