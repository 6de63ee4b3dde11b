/* SPDX-License-Identifier: Apache-2.0 */
#include "store/junit.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/junit_xml.h"
#include "store/pool.h"

static void put_properties(struct junit_xml *xml, const struct run *run)
{
	junit_xml_start(xml, "properties");
	junit_xml_property(xml, "id", run->id);
	junit_xml_property(xml, "command", run->command);
	junit_xml_property(xml, "cold", run->cold ? "true" : "false");
	junit_xml_property(xml, "load", run->load ? "true" : "false");
	for (size_t i = 0; i < run->n_env; i++) {
		junit_xml_property(xml, run->env[i].key, run->env[i].value);
	}
	junit_xml_end(xml);
}

static void put_figure(struct junit_xml *xml, const struct cell *cell, const char *name,
		       double value)
{
	junit_xml_measurement(xml, name, cell->unit, value);
}

static void put_result(struct junit_xml *xml, const struct cell *cell)
{
	char line[128];

	junit_xml_start(xml, "system-out");
	junit_xml_text(xml, "\n");
	put_figure(xml, cell, "median", cell_median(cell));
	put_figure(xml, cell, "min", cell_each(cell, (double)cell->sum.min));
	put_figure(xml, cell, "p90", cell_each(cell, (double)cell->sum.p90));
	put_figure(xml, cell, "p99", cell_each(cell, (double)cell->sum.p99));
	put_figure(xml, cell, "max", cell_each(cell, (double)cell->sum.max));
	if (cell->has_floor) {
		put_figure(xml, cell, "floor", cell_each(cell, (double)cell->floor));
	}
	snprintf(line, sizeof(line),
		 "samples: %zu, boots: %u, empty frame subtracted: %" PRIu64 "\n", cell->n,
		 cell->boot, cell->overhead);
	junit_xml_text(xml, line);
	for (size_t i = 0; i < cell->n_exits; i++) {
		snprintf(line, sizeof(line), "exits: %.32s %" PRIu64 "\n", cell->exits[i].name,
			 cell->exits[i].count);
		junit_xml_text(xml, line);
	}
	junit_xml_end(xml);
}

/* A cell with a result has an error too where some of its boots have none. */
static bool is_error(const struct cell *cell)
{
	return cell->status != CELL_NA && cell->error != NULL;
}

static void put_error(struct junit_xml *xml, const struct cell *cell)
{
	const char *type = cell->status == CELL_SPOILED ? "spoiled" : "missing";
	char *text = NULL;

	if (cell->log != NULL && asprintf(&text, "%s\nconsole: %s", cell->error, cell->log) < 0) {
		xml->failed = 1;
		return;
	}
	junit_xml_verdict(xml, "error", type, cell->error, text != NULL ? text : cell->error);
	free(text);
}

static void put_testcase(struct junit_xml *xml, const struct cell *cell)
{
	junit_xml_start(xml, "testcase");
	junit_xml_attr(xml, "classname", "trapline.%s.%s.%s", cell->key.board, cell->key.cpu,
		       cell_variant_by(&cell->key, '.').text);
	junit_xml_attr(xml, "name", "%s", cell->key.benchmark);
	if (cell->status == CELL_NA) {
		junit_xml_verdict(xml, "skipped", "not_applicable", cell->error, NULL);
	} else if (is_error(cell)) {
		put_error(xml, cell);
	}
	if (cell_has_samples(cell)) {
		put_result(xml, cell);
	}
	junit_xml_end(xml);
}

static bool same_suite(const struct cell *a, const struct cell *b)
{
	return strcmp(a->key.board, b->key.board) == 0 && strcmp(a->key.cpu, b->key.cpu) == 0;
}

/* Cells from @first on that are of its board and CPU, or @all. */
static struct junit_counts count_cells(const struct run *run, size_t first, bool all)
{
	struct junit_counts counts = { .tests = 0 };

	for (size_t i = first; i < run->n_cells; i++) {
		const struct cell *cell = &run->cells[i];

		if (!all && !same_suite(&run->cells[first], cell)) {
			break;
		}
		counts.tests++;
		counts.errors += is_error(cell);
		counts.skipped += cell->status == CELL_NA;
	}
	return counts;
}

static void put_document(struct junit_xml *xml, const struct run *run)
{
	const struct junit_counts all = count_cells(run, 0, true);
	struct junit_counts counts;
	char *name = NULL;

	if (asprintf(&name, "trapline %s", run->suite) < 0) {
		name = NULL;
	}
	junit_xml_begin(xml, name != NULL ? name : "trapline", run->wall_s, &all);
	free(name);
	for (size_t first = 0; first < run->n_cells; first += counts.tests) {
		const struct cell_key *key = &run->cells[first].key;

		counts = count_cells(run, first, false);
		if (asprintf(&name, "%s/%s", key->board, key->cpu) < 0) {
			xml->failed = 1;
			break;
		}
		junit_xml_begin_suite(xml, name, &counts, run->started);
		free(name);
		put_properties(xml, run);
		for (size_t i = first; i < first + counts.tests; i++) {
			put_testcase(xml, &run->cells[i]);
		}
		junit_xml_end(xml);
	}
}

int junit_write(const struct run *run, char **text_out, size_t *size)
{
	struct run *pool = NULL;
	struct junit_xml xml;
	int err = pool_run(run, &pool);

	if (err != 0) {
		return err;
	}
	put_document(&xml, pool);
	run_free(pool);
	return junit_xml_finish(&xml, text_out, size);
}
