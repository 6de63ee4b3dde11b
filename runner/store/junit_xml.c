/* SPDX-License-Identifier: Apache-2.0 */
#include "store/junit_xml.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/text.h"

static const xmlChar *xml_str(const char *text)
{
	return (const xmlChar *)text;
}

void junit_xml_start(struct junit_xml *xml, const char *element)
{
	xml->failed |=
		xml->writer == NULL || xmlTextWriterStartElement(xml->writer, xml_str(element)) < 0;
}

void junit_xml_end(struct junit_xml *xml)
{
	xml->failed |= xml->writer == NULL || xmlTextWriterEndElement(xml->writer) < 0;
}

/* The writer escapes markup but passes invalid characters through, hence the scrubbing. */
void junit_xml_attr(struct junit_xml *xml, const char *name, const char *fmt, ...)
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
	xml->failed |= clean == NULL || xml->writer == NULL ||
		       xmlTextWriterWriteAttribute(xml->writer, xml_str(name), xml_str(clean)) < 0;
	free(clean);
}

void junit_xml_text(struct junit_xml *xml, const char *value)
{
	char *clean = text_scrub(value, false);

	xml->failed |= clean == NULL || xml->writer == NULL ||
		       xmlTextWriterWriteString(xml->writer, xml_str(clean)) < 0;
	free(clean);
}

void junit_xml_property(struct junit_xml *xml, const char *name, const char *value)
{
	junit_xml_start(xml, "property");
	junit_xml_attr(xml, "name", "%s", name);
	junit_xml_attr(xml, "value", "%s", value);
	junit_xml_end(xml);
}

void junit_xml_measurement(struct junit_xml *xml, const char *name, const char *unit, double value)
{
	char line[200];

	snprintf(line, sizeof(line),
		 "<measurement><name>%.60s %.60s</name><value>%.15g</value></measurement>\n", name,
		 unit, value);
	junit_xml_text(xml, line);
}

void junit_xml_verdict(struct junit_xml *xml, const char *element, const char *type,
		       const char *message, const char *text)
{
	junit_xml_start(xml, element);
	junit_xml_attr(xml, "type", "%s", type);
	junit_xml_attr(xml, "message", "%s",
		       message != NULL && message[0] != '\0' ? message : type);
	if (text != NULL) {
		junit_xml_text(xml, text);
	}
	junit_xml_end(xml);
}

void junit_xml_begin(struct junit_xml *xml, const char *name, double wall_s,
		     const struct junit_counts *counts)
{
	*xml = (struct junit_xml){ .buffer = xmlBufferCreate() };
	xml->writer = xml->buffer == NULL ? NULL : xmlNewTextWriterMemory(xml->buffer, 0);
	xml->failed |= xml->writer == NULL || xmlTextWriterSetIndent(xml->writer, 1) < 0 ||
		       xmlTextWriterStartDocument(xml->writer, NULL, "UTF-8", NULL) < 0;
	junit_xml_start(xml, "testsuites");
	junit_xml_attr(xml, "name", "%s", name);
	if (wall_s >= 0) {
		junit_xml_attr(xml, "time", "%.3f", wall_s);
	}
	junit_xml_attr(xml, "tests", "%zu", counts->tests);
	junit_xml_attr(xml, "failures", "%zu", counts->failures);
	junit_xml_attr(xml, "errors", "%zu", counts->errors);
}

void junit_xml_begin_suite(struct junit_xml *xml, const char *name,
			   const struct junit_counts *counts, const char *timestamp)
{
	junit_xml_start(xml, "testsuite");
	junit_xml_attr(xml, "name", "%s", name);
	junit_xml_attr(xml, "tests", "%zu", counts->tests);
	junit_xml_attr(xml, "failures", "%zu", counts->failures);
	junit_xml_attr(xml, "errors", "%zu", counts->errors);
	junit_xml_attr(xml, "skipped", "%zu", counts->skipped);
	if (timestamp != NULL) {
		junit_xml_attr(xml, "timestamp", "%s", timestamp);
	}
}

int junit_xml_finish(struct junit_xml *xml, char **text, size_t *size)
{
	char *copy = NULL;

	if (xml->writer != NULL) {
		xml->failed |= xmlTextWriterEndDocument(xml->writer) < 0;
		xml->failed |= xmlTextWriterFlush(xml->writer) < 0;
		xmlFreeTextWriter(xml->writer);
	}
	if (!xml->failed) {
		copy = strdup((const char *)xmlBufferContent(xml->buffer));
	}
	if (xml->buffer != NULL) {
		xmlBufferFree(xml->buffer);
	}
	if (copy == NULL) {
		return -ENOMEM;
	}
	*text = copy;
	*size = strlen(copy);
	return 0;
}
