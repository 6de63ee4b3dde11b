/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/term.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool term_colour_is_word(const char *when)
{
	return strcmp(when, "auto") == 0 || strcmp(when, "always") == 0 ||
	       strcmp(when, "never") == 0;
}

bool term_colour(FILE *out, const char *when)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (strcmp(when, "auto") != 0) {
		return strcmp(when, "always") == 0;
	}
	if (no_color != NULL && no_color[0] != '\0') {
		return false;
	}
	return term != NULL && strcmp(term, "dumb") != 0 && isatty(fileno(out)) == 1;
}

size_t term_columns(FILE *out)
{
	struct winsize size;

	if (ioctl(fileno(out), TIOCGWINSZ, &size) != 0 || size.ws_col == 0 ||
	    size.ws_col > REPORT_COLUMNS) {
		return REPORT_COLUMNS;
	}
	return size.ws_col;
}

struct report_look term_look(FILE *out, const char *when)
{
	return (struct report_look){ .colour = term_colour(out, when),
				     .columns = term_columns(out) };
}
