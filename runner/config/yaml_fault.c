/* SPDX-License-Identifier: Apache-2.0 */
#include "config/yaml_fault.h"

#include <stdio.h>
#include <string.h>

struct advice {
	const char *problem; /* part of libyaml's text */
	const char *remedy;
};

static const struct advice advices[] = {
	{ "found character that cannot start any token",
	  "indent with spaces, not tabs; quote a text that begins with @, ` or %" },
	{ "found a tab character", "indent with spaces, not tabs" },
	{ "mapping values are not allowed",
	  "one 'key: value' a line; quote a text that holds ': '" },
	{ "did not find expected key", "the keys of one level begin in the same column" },
	{ "could not find expected ':'", "write 'key: value'" },
	{ "did not find expected ',' or ']'",
	  "close the list with ']'; quote an item that holds , [ ] { or }" },
	{ "did not find expected ',' or '}'", "quote a text that begins with '{'" },
	{ "did not find expected '-' indicator", "the items of a list begin in the same column" },
	{ "block sequence entries are not allowed", "begin the list on the line below its key" },
	{ "found unexpected end of stream", "close the quote or bracket" },
	{ "found unknown escape character",
	  "use single quotes, in which a backslash is just a backslash" },
	{ "did not find expected alphabetic or numeric character",
	  "quote a pattern that begins with '*': ['*']" },
	{ "UTF-8", "save the file as UTF-8" },
	{ "control characters are not allowed", "plain UTF-8 text" },
	{ "did not find expected <document start>", "one document: 'key: value' lines" },
};

static const char *find_remedy(const char *problem)
{
	for (size_t i = 0; i < sizeof(advices) / sizeof(advices[0]); i++) {
		if (strstr(problem, advices[i].problem) != NULL) {
			return advices[i].remedy;
		}
	}
	return "'key: value' lines in UTF-8";
}

struct mark yaml_place(const char *file, yaml_mark_t at)
{
	return (struct mark){
		.file = file,
		.line = (unsigned)at.line + 1,
		.col = (unsigned)at.column + 1,
	};
}

/* libyaml gives the place of a byte that is no text only as an offset. */
static struct mark place_of_offset(const char *file, const char *text, size_t offset)
{
	struct mark at = { .file = file, .line = 1, .col = 1 };

	for (size_t i = 0; i < offset; i++) {
		if (text[i] == '\n') {
			at.line++;
			at.col = 1;
		} else if (((unsigned char)text[i] & 0xc0) != 0x80) {
			at.col++;
		}
	}
	return at;
}

void yaml_fault_add(struct faults *faults, const char *file, const yaml_parser_t *parser,
		    const char *text)
{
	const char *problem = parser->problem != NULL ? parser->problem : "no reason given";
	struct mark at = yaml_place(file, parser->problem_mark);
	char where[40] = "";

	if (parser->error == YAML_READER_ERROR) {
		at = place_of_offset(file, text, parser->problem_offset);
	}
	if (parser->context != NULL && parser->context_mark.line != parser->problem_mark.line) {
		snprintf(where, sizeof(where), " that begins in line %zu",
			 parser->context_mark.line + 1);
	}
	fault_add(faults, at, "not valid YAML: %s%s%s%s (%s)", problem,
		  parser->context != NULL ? " " : "",
		  parser->context != NULL ? parser->context : "", where, find_remedy(problem));
}
