/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every JUnit document is written with: text of any bytes becomes valid XML, and what does not work
 * is told once, at the end.
 */
#ifndef STORE_JUNIT_XML_H
#define STORE_JUNIT_XML_H

#include <libxml/xmlwriter.h>
#include <stddef.h>

struct junit_xml {
	xmlBufferPtr buffer;
	xmlTextWriterPtr writer;
	int failed; /* sticky: any call of the writer that did not work */
};

struct junit_counts {
	size_t tests;
	size_t failures;
	size_t errors;
	size_t skipped; /* of a suite only: the schemas have none for all of them */
};

/* Opens testsuites. @wall_s < 0: the time is not known. */
void junit_xml_begin(struct junit_xml *xml, const char *name, double wall_s,
		     const struct junit_counts *counts);
/* Frees the writer. Caller frees *text. 0 or -ENOMEM. */
int junit_xml_finish(struct junit_xml *xml, char **text, size_t *size);

/* Opens a suite with its counts; @timestamp NULL: not known. Properties come first, then testcases. */
void junit_xml_begin_suite(struct junit_xml *xml, const char *name,
			   const struct junit_counts *counts, const char *timestamp);

void junit_xml_start(struct junit_xml *xml, const char *element);
void junit_xml_end(struct junit_xml *xml);
/* On one line. */
__attribute__((format(printf, 3, 4))) void junit_xml_attr(struct junit_xml *xml, const char *name,
							  const char *fmt, ...);
void junit_xml_text(struct junit_xml *xml, const char *value);
void junit_xml_property(struct junit_xml *xml, const char *name, const char *value);
/* A line of system-out by which plugins that plot figures find them. */
void junit_xml_measurement(struct junit_xml *xml, const char *name, const char *unit, double value);
/* A failure, error or skipped of a testcase. @message NULL or "": the type again, for a verdict always
 * has one. @text NULL: none. */
void junit_xml_verdict(struct junit_xml *xml, const char *element, const char *type,
		       const char *message, const char *text);

#endif
