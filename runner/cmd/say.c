/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/say.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "report/look.h"
#include "report/wrap.h"

#define HANG 4u

/* What fits on a line is as it was given, blanks and all. */
static void put_prose(const char *text)
{
	size_t len = strlen(text);

	if (len > REPORT_COLUMNS) {
		wrap_put(text, 0, HANG, REPORT_COLUMNS, stderr);
		return;
	}
	wrap_put_harmless(text, len, stderr);
	fputc('\n', stderr);
}

void say(const char *cmd, const char *text)
{
	char *line = NULL;

	if (asprintf(&line, "trapline%s%s: %s", cmd != NULL ? " " : "", cmd != NULL ? cmd : "",
		     text) < 0) {
		fputs("trapline: out of memory\n", stderr);
		return;
	}
	put_prose(line);
	free(line);
}

int say_wrong(const char *cmd, const char *format, ...)
{
	va_list args;
	char *text;
	int len;

	va_start(args, format);
	len = vasprintf(&text, format, args);
	va_end(args);
	say(cmd, len >= 0 ? text : "out of memory");
	if (len >= 0) {
		free(text);
	}
	return RC_USAGE;
}
