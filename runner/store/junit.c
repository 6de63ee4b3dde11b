/* SPDX-License-Identifier: Apache-2.0 */
#include "store/junit.h"

#include <errno.h>
#include <inttypes.h>
#include <libxml/xmlwriter.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/text.h"

struct junit {
	xmlTextWriterPtr xml;
	int failed; /* sticky: any call of the writer that did not work */
};

static const xmlChar *xml_str(const char *text)
{
	return (const xmlChar *)text;
}

static void start(struct junit *ju, const char *element)
{
	ju->failed |= xmlTextWriterStartElement(ju->xml, xml_str(element)) < 0;
}

static void end(struct junit *ju)
{
	ju->failed |= xmlTextWriterEndElement(ju->xml) < 0;
}

/* The writer escapes markup but passes invalid characters through, hence the scrubbing. */
__attribute__((format(printf, 3, 4))) static void attr(struct junit *ju, const char *name,
						       const char *fmt, ...)
{
	char *value = NULL;
	char *clean = NULL;
	va_list args;

	va_start(args, fmt);
	if (vasprintf(&value, fmt, args) >= 0) {
		clean = text_scrub(value, true);
		free(value);
	}
	va_end(args);
	ju->failed |= clean == NULL ||
		      xmlTextWriterWriteAttribute(ju->xml, xml_str(name), xml_str(clean)) < 0;
	free(clean);
}

static void text(struct junit *ju, const char *value)
{
	char *clean = text_scrub(value, false);

	ju->failed |= clean == NULL || xmlTextWriterWriteString(ju->xml, xml_str(clean)) < 0;
	free(clean);
}

static void property(struct junit *ju, const char *name, const char *value)
{
	start(ju, "property");
	attr(ju, "name", "%s", name);
	attr(ju, "value", "%s", value);
	end(ju);
}

static void properties(struct junit *ju, const struct run *run)
{
	start(ju, "properties");
	property(ju, "id", run->id);
	property(ju, "command", run->command);
	property(ju, "cold", run->cold ? "true" : "false");
	property(ju, "load", run->load ? "true" : "false");
	for (size_t i = 0; i < run->n_env; i++) {
		property(ju, run->env[i].key, run->env[i].value);
	}
	end(ju);
}

/* One line each: that is how the plugins that plot them find them. */
static void measurement(struct junit *ju, const struct cell *cell, const char *name, double value)
{
	char line[160];

	snprintf(line, sizeof(line),
		 "<measurement><name>%s %s</name><value>%.15g</value></measurement>\n", name,
		 cell->unit, value);
	text(ju, line);
}

static void result(struct junit *ju, const struct cell *cell)
{
	char line[96];

	start(ju, "system-out");
	text(ju, "\n");
	measurement(ju, cell, "median", cell_median(cell));
	measurement(ju, cell, "min", cell_each(cell, (double)cell->sum.min));
	measurement(ju, cell, "p90", cell_each(cell, (double)cell->sum.p90));
	measurement(ju, cell, "p99", cell_each(cell, (double)cell->sum.p99));
	measurement(ju, cell, "max", cell_each(cell, (double)cell->sum.max));
	if (cell->has_floor) {
		measurement(ju, cell, "floor", cell_each(cell, (double)cell->floor));
	}
	snprintf(line, sizeof(line), "samples: %zu, empty frame subtracted: %" PRIu64 "\n", cell->n,
		 cell->overhead);
	text(ju, line);
	for (size_t i = 0; i < cell->n_exits; i++) {
		snprintf(line, sizeof(line), "exits: %.32s %" PRIu64 "\n", cell->exits[i].name,
			 cell->exits[i].count);
		text(ju, line);
	}
	end(ju);
}

static void failed(struct junit *ju, const struct cell *cell)
{
	start(ju, "error");
	attr(ju, "type", "%s", cell->status == CELL_SPOILED ? "spoiled" : "missing");
	attr(ju, "message", "%s", cell->error);
	text(ju, cell->error);
	if (cell->log != NULL) {
		text(ju, "\nconsole: ");
		text(ju, cell->log);
	}
	end(ju);
}

static void skipped(struct junit *ju, const struct cell *cell)
{
	start(ju, "skipped");
	attr(ju, "type", "not_applicable");
	attr(ju, "message", "%s", cell->error);
	end(ju);
}

static void testcase(struct junit *ju, const struct cell *cell)
{
	start(ju, "testcase");
	attr(ju, "classname", "trapline.%s.%s.%s", cell->key.board, cell->key.cpu,
	     cell_variant_by(&cell->key, '.').text);
	attr(ju, "name", "%s", cell->key.benchmark);
	if (cell->status == CELL_NA) {
		skipped(ju, cell);
	} else if (cell_is_failed(cell)) {
		failed(ju, cell);
	}
	if (cell_has_samples(cell)) {
		result(ju, cell);
	}
	end(ju);
}

static bool same_suite(const struct cell *a, const struct cell *b)
{
	return strcmp(a->key.board, b->key.board) == 0 && strcmp(a->key.cpu, b->key.cpu) == 0;
}

/* The cells of one board and CPU stand together. Returns the first cell after them. */
static size_t testsuite(struct junit *ju, const struct run *run, size_t first)
{
	const struct cell *cells = run->cells;
	size_t n_failed = 0;
	size_t n_skipped = 0;
	size_t after = first;

	while (after < run->n_cells && same_suite(&cells[first], &cells[after])) {
		n_failed += cell_is_failed(&cells[after]);
		n_skipped += cells[after].status == CELL_NA;
		after++;
	}
	start(ju, "testsuite");
	attr(ju, "name", "%s/%s", cells[first].key.board, cells[first].key.cpu);
	attr(ju, "tests", "%zu", after - first);
	attr(ju, "failures", "0");
	attr(ju, "errors", "%zu", n_failed);
	attr(ju, "skipped", "%zu", n_skipped);
	attr(ju, "timestamp", "%s", run->started);
	properties(ju, run);
	for (size_t i = first; i < after; i++) {
		testcase(ju, &cells[i]);
	}
	end(ju);
	return after;
}

static void document(struct junit *ju, const struct run *run)
{
	size_t next = 0;

	ju->failed |= xmlTextWriterSetIndent(ju->xml, 1) < 0;
	ju->failed |= xmlTextWriterStartDocument(ju->xml, NULL, "UTF-8", NULL) < 0;
	start(ju, "testsuites");
	attr(ju, "name", "trapline %s", run->suite);
	attr(ju, "time", "%.3f", run->wall_s);
	attr(ju, "tests", "%zu", run->n_cells);
	attr(ju, "failures", "0");
	attr(ju, "errors", "%zu", run_n_failed(run));
	while (next < run->n_cells) {
		next = testsuite(ju, run, next);
	}
	ju->failed |= xmlTextWriterEndDocument(ju->xml) < 0;
}

int junit_write(const struct run *run, char **text_out, size_t *size)
{
	xmlBufferPtr buffer = xmlBufferCreate();
	struct junit ju = { .xml = buffer == NULL ? NULL : xmlNewTextWriterMemory(buffer, 0) };
	char *copy = NULL;

	if (ju.xml != NULL) {
		document(&ju, run);
		ju.failed |= xmlTextWriterFlush(ju.xml) < 0;
		xmlFreeTextWriter(ju.xml);
		if (!ju.failed) {
			copy = strdup((const char *)xmlBufferContent(buffer));
		}
	}
	if (buffer != NULL) {
		xmlBufferFree(buffer);
	}
	if (copy == NULL) {
		return -ENOMEM;
	}
	*text_out = copy;
	*size = strlen(copy);
	return 0;
}
