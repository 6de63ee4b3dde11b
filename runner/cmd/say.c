/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/say.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "report/wrap.h"

int say_wrong(const char *cmd, const char *format, ...)
{
	va_list args;
	char *text;
	int len;

	va_start(args, format);
	len = vasprintf(&text, format, args);
	va_end(args);
	fprintf(stderr, "trapline%s%s: ", cmd != NULL ? " " : "", cmd != NULL ? cmd : "");
	if (len >= 0) {
		wrap_put_harmless(text, (size_t)len, stderr);
		free(text);
	} else {
		fputs("out of memory", stderr);
	}
	fputc('\n', stderr);
	return RC_USAGE;
}
