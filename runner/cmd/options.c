/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/options.h"

#include <errno.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/root.h"
#include "cmd/say.h"
#include "config/hint.h"
#include "report/wrap.h"
#include "session/identity.h"
#include "store/file.h"

#define OPTIONS_MAX 40u

static void say_unknown(const char *name, const char *arg, const struct option *longopts)
{
	char dashed[OPTIONS_MAX][32]; /* the hint points into it */
	struct hint hint;
	char word[64];

	snprintf(word, sizeof(word), "%.*s", (int)strcspn(arg, "="), arg);
	hint_begin(&hint, word);
	for (size_t i = 0; i < OPTIONS_MAX && longopts[i].name != NULL; i++) {
		snprintf(dashed[i], sizeof(dashed[i]), "--%s", longopts[i].name);
		hint_offer(&hint, dashed[i]);
	}
	say_wrong(name, "no option '%s' (%s)", word, hint_finish(&hint, "have"));
}

/* Among the long options, the one that getopt tripped over, when it knows one. */
static const struct option *find_option(const struct option *longopts, int val)
{
	for (const struct option *o = longopts; o->name != NULL; o++) {
		if (o->val == val && val != 0) {
			return o;
		}
	}
	return NULL;
}

int options_next(const char *name, int argc, char **argv, const struct option *longopts)
{
	const struct option *known;
	int opt;

	opterr = 0;
	opt = getopt_long(argc, argv, ":h", longopts, NULL);
	if (opt == ':') {
		known = find_option(longopts, optopt);
		fprintf(stderr, "trapline %s: --%s needs a value\n", name,
			known != NULL ? known->name : argv[optind - 1]);
		return '?';
	}
	if (opt != '?') {
		return opt;
	}
	known = find_option(longopts, optopt);
	if (known != NULL) {
		fprintf(stderr, "trapline %s: --%s takes no value\n", name, known->name);
	} else {
		char letter[3] = { '-', (char)optopt, '\0' };

		say_unknown(name, optopt != 0 ? letter : argv[optind - 1], longopts);
	}
	return '?';
}

/* The longest name of a cell is shorter. */
#define PATTERN_MAX 256u

static int say_bad_pattern(const char *name, const char *what, const char *text, const char *why)
{
	size_t len = strlen(text);

	fprintf(stderr, "trapline %s: %s: '", name, what);
	wrap_put_harmless(text, len > 40 ? 40 : len, stderr);
	fprintf(stderr, "%s' %s\n", len > 40 ? "..." : "", why);
	return RC_USAGE;
}

int options_check_pattern(const char *name, const char *what, const char *text)
{
	const char *brace = strchr(text, '{');
	char said[128];
	char why[192];
	regex_t pattern;
	int error;

	if (strlen(text) > PATTERN_MAX || (brace != NULL && strchr(brace + 1, '{') != NULL)) {
		snprintf(why, sizeof(why), "is more than is allowed: %u bytes, one '{'",
			 PATTERN_MAX);
		return say_bad_pattern(name, what, text, why);
	}
	error = regcomp(&pattern, text, REG_EXTENDED | REG_NOSUB);
	if (error != 0) {
		regerror(error, &pattern, said, sizeof(said));
		snprintf(why, sizeof(why), "is no POSIX extended expression: %s", said);
		return say_bad_pattern(name, what, text, why);
	}
	regfree(&pattern);
	return RC_OK;
}

int options_take_number(const char *name, const char *what, const char *text, uint32_t most,
			uint32_t *out)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (text[0] < '0' || text[0] > '9' || *end != '\0' || value < 1 || value > most) {
		fprintf(stderr, "trapline %s: %s: '", name, what);
		wrap_put_harmless(text, strlen(text), stderr);
		fprintf(stderr, "' is not a number in 1..%u\n", most);
		return RC_USAGE;
	}
	*out = (uint32_t)value;
	return RC_OK;
}

int options_check_folder(const char *name, const char *what, const char *text)
{
	if (text[0] == '\0') {
		fprintf(stderr, "trapline %s: %s: '' is no folder\n", name, what);
		return RC_USAGE;
	}
	return RC_OK;
}

bool options_command_begin(struct options_command *command)
{
	*command = (struct options_command){ 0 };
	command->out = open_memstream(&command->text, &command->size);
	if (command->out == NULL) {
		return false;
	}
	identity_quote(command->out, program_invocation_name);
	options_put_word(command->out, "-C", root_given());
	return true;
}

char *options_command_end(struct options_command *command)
{
	file_finish(command->out, &command->text);
	return command->text;
}

void options_put_word(FILE *out, const char *option, const char *value)
{
	if (value != NULL) {
		fprintf(out, " %s ", option);
		identity_quote(out, value);
	}
}

void options_put_number(FILE *out, const char *option, uint32_t value)
{
	if (value != 0) {
		fprintf(out, " %s %u", option, value);
	}
}
