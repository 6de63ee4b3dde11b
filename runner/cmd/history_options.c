/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/history_options.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/cmd.h"
#include "cmd/find_run.h"
#include "cmd/inputs.h"
#include "cmd/options.h"
#include "cmd/root.h"
#include "history/changes.h"
#include "report/wrap.h"
#include "store/file.h"

#define LAST_MAX   1000000u
#define EFFECT_MAX 1000

enum {
	OPT_RESULTS = 256,
	OPT_PLOT,
	OPT_FORMAT,
	OPT_EFFECT,
	OPT_LAST,
	OPT_ALL
};

int history_say(const struct store_err *err)
{
	find_run_say("history", err->text);
	return RC_INCOMPLETE;
}

static int say_bad(const char *option, const char *text, const char *right)
{
	fprintf(stderr, "trapline history: %s: '", option);
	wrap_put_harmless(text, strlen(text), stderr);
	fprintf(stderr, "' is not %s\n", right);
	return RC_USAGE;
}

static int parse_format(const char *text, enum history_format *out)
{
	static const char *const names[] = { "table", "json", "csv" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(text, names[i]) == 0) {
			*out = (enum history_format)i;
			return RC_OK;
		}
	}
	return say_bad("--format", text, "table, json or csv");
}

static int parse_effect(const char *text, double *out)
{
	char *end;
	double percent = strtod(text, &end);

	if (end == text || *end != '\0' || !isfinite(percent) || percent < 0 ||
	    percent > EFFECT_MAX) {
		return say_bad("--effect", text, "a percentage from 0 to 1000");
	}
	*out = percent / 100;
	return RC_OK;
}

static int parse_last(const char *text, size_t *out)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (text[0] < '0' || text[0] > '9' || *end != '\0' || value < 1 || value > LAST_MAX) {
		return say_bad("--last", text, "a number of runs in 1..1000000");
	}
	*out = value;
	return RC_OK;
}

static int take_option(int opt, struct history_options *o)
{
	switch (opt) {
	case OPT_RESULTS:
		o->results = optarg;
		return options_check_folder("history", "--results", optarg);
	case OPT_PLOT:
		o->plot = optarg;
		return RC_OK;
	case OPT_ALL:
		o->all = true;
		return RC_OK;
	case OPT_FORMAT:
		return parse_format(optarg, &o->format);
	case OPT_EFFECT:
		return parse_effect(optarg, &o->rules.effect);
	case OPT_LAST:
		return parse_last(optarg, &o->last);
	default:
		return RC_USAGE;
	}
}

/* Of list, trend and changes. */
static int take_pattern(const char *name, struct history_options *o)
{
	bool needs_one = strcmp(name, "trend") == 0;

	if (o->n_operands > 1 || (needs_one && o->n_operands == 0)) {
		fprintf(stderr, "trapline history %s: %zu patterns given (%s would be right)\n",
			name, o->n_operands, needs_one ? "one" : "one or none");
		return RC_USAGE;
	}
	if (o->n_operands == 0) {
		return RC_OK;
	}
	o->pattern = o->operands[0];
	return options_check_pattern("history", name, o->pattern);
}

int history_options_parse(int argc, char **argv, struct history_options *out)
{
	static const struct option longopts[] = {
		{ "results", required_argument, NULL, OPT_RESULTS },
		{ "plot", required_argument, NULL, OPT_PLOT },
		{ "format", required_argument, NULL, OPT_FORMAT },
		{ "effect", required_argument, NULL, OPT_EFFECT },
		{ "last", required_argument, NULL, OPT_LAST },
		{ "all", no_argument, NULL, OPT_ALL },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int opt;

	*out = (struct history_options){ .rules = history_rules_default };
	while ((opt = options_next("history", argc, argv, longopts)) != -1) {
		if (take_option(opt, out) != RC_OK) {
			return RC_USAGE;
		}
	}
	out->operands = argv + optind;
	out->n_operands = (size_t)(argc - optind);
	if (strcmp(argv[0], "import") == 0 || strcmp(argv[0], "rebuild") == 0) {
		return RC_OK;
	}
	return take_pattern(argv[0], out);
}

/* A file that is elsewhere is replaced there, not its symlink. One that leads nowhere is told when it is opened. */
static char *follow(char *file)
{
	struct stat st;
	char *real;

	if (file == NULL || lstat(file, &st) != 0 || !S_ISLNK(st.st_mode)) {
		return file;
	}
	real = realpath(file, NULL);
	if (real == NULL) {
		return file;
	}
	free(file);
	return real;
}

int history_options_place(struct history_options *o)
{
	char *root = o->results == NULL ? root_find() : NULL;
	char *results = o->results != NULL ? strdup(o->results) : NULL;

	if (o->results == NULL && root == NULL) {
		return RC_USAGE; /* it has said why */
	}
	if (root != NULL) {
		results = inputs_path(root, "results");
	}
	if (results != NULL) {
		o->runs = file_join(results, "runs");
		o->file = follow(file_join(results, "history.db"));
	}
	free(results);
	free(root);
	if (o->runs == NULL || o->file == NULL) {
		fprintf(stderr, "trapline history: out of memory\n");
		return RC_INCOMPLETE;
	}
	return RC_OK;
}

void history_options_free(struct history_options *o)
{
	free(o->runs);
	free(o->file);
}
