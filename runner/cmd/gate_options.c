/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/gate_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/out_file.h"
#include "cmd/say.h"
#include "cmd/term.h"
#include "report/wrap.h"

void gate_options_begin(struct gate_options *o)
{
	*o = (struct gate_options){
		.rules = gate_rules_default,
		.format = FORMAT_TABLE,
		.colour = "auto",
	};
}

/* "trapline gate: --effect: 'x' is not RIGHT" */
static int refuse(const char *name, const char *option, const char *value, size_t len,
		  const char *right)
{
	fprintf(stderr, "trapline %s: --%s: '", name, option);
	wrap_put_harmless(value, len, stderr);
	fprintf(stderr, "' is not %s\n", right);
	return RC_USAGE;
}

static const struct percent_option {
	int opt;
	const char *name;
	size_t offset; /* of a share in struct gate_rules */
	double least;
	double most;
	const char *right;
} percents[] = {
	{ GATE_OPTION_EFFECT, "effect", offsetof(struct gate_rules, effect), 0, 1000,
	  "a percentage from 0 to 1000 (such as 2 or 0.5)" },
	{ GATE_OPTION_P99_EFFECT, "p99-effect", offsetof(struct gate_rules, p99_effect), 0, 1000,
	  "a percentage from 0 to 1000 (such as 10)" },
	{ GATE_OPTION_FDR, "fdr", offsetof(struct gate_rules, fdr), 0.001, 50,
	  "a percentage from 0.001 to 50 (such as 5)" },
	{ GATE_OPTION_SEES, "sees", offsetof(struct gate_rules, sees), 0, 1000,
	  "a percentage from 0 to 1000 (such as 10)" },
};

/* Digits with at most one point among them, and a % behind them if one likes. */
static bool parse_percent(const char *text, double *out)
{
	size_t len = strspn(text, "0123456789.");
	const char *point = strchr(text, '.');
	bool has_digit = text[0] != '.' || (text[1] >= '0' && text[1] <= '9');

	if (len == 0 || len > 20 || !has_digit ||
	    (point != NULL && strchr(point + 1, '.') != NULL) ||
	    (text[len] != '\0' && strcmp(text + len, "%") != 0)) {
		return false;
	}
	*out = strtod(text, NULL);
	return true;
}

static int take_percent(const char *name, const struct percent_option *row,
			struct gate_rules *rules)
{
	double value = 0;

	if (!parse_percent(optarg, &value) || value < row->least || value > row->most) {
		return refuse(name, row->name, optarg, strlen(optarg), row->right);
	}
	value /= 100;
	memcpy((char *)rules + row->offset, &value, sizeof(value));
	return RC_OK;
}

static int take_across(const char *name, struct gate_rules *rules)
{
	const char *bad;

	if (gate_parse_across(optarg, &rules->across, &bad) != 0) {
		return refuse(name, "across", bad, strcspn(bad, ","),
			      "one of board, cpu, toolchain, flags, hal, switch, vectors, qemu");
	}
	return RC_OK;
}

static int check_output(const char *name, const char *path)
{
	struct store_err err;

	if (path[0] == '\0') {
		return refuse(name, "output", path, 0, "the name of a file");
	}
	return out_file_check(path, &err) == 0 ? RC_OK : say_wrong(name, "--output: %s", err.text);
}

static int take_word(const char *name, int opt, struct gate_options *o)
{
	switch (opt) {
	case GATE_OPTION_FORMAT:
		return verdicts_parse_format(optarg, &o->format) == 0
			       ? RC_OK
			       : refuse(name, "format", optarg, strlen(optarg),
					"one of " VERDICT_FORMATS);
	case GATE_OPTION_OUTPUT:
		o->output = optarg;
		return check_output(name, optarg);
	case GATE_OPTION_COLOUR:
		o->colour = optarg;
		return term_colour_is_word(optarg) ? RC_OK
						   : refuse(name, "color", optarg, strlen(optarg),
							    "auto, always or never");
	case GATE_OPTION_ACROSS:
		return take_across(name, &o->rules);
	default:
		return RC_USAGE;
	}
}

int gate_options_take(const char *name, int opt, struct gate_options *o)
{
	for (size_t i = 0; i < sizeof(percents) / sizeof(percents[0]); i++) {
		if (percents[i].opt == opt) {
			return take_percent(name, &percents[i], &o->rules);
		}
	}
	if (opt == GATE_OPTION_ALL) {
		o->all = true;
		return RC_OK;
	}
	return take_word(name, opt, o);
}
