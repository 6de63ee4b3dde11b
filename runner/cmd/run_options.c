/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/run_options.h"

#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/say.h"
#include "cmd/term.h"
#include "wire/params.h"

enum {
	OPT_SUITE = 256,
	OPT_FILTER,
	OPT_OUT,
	OPT_NO_BUILD,
	OPT_COLOUR,
	OPT_SAMPLES,
	OPT_BOOTS,
	OPT_RELINK,
	OPT_GATE,
	OPT_BASELINES,
	OPT_COLD,
	OPT_LOAD,
	OPT_RESUME,
	OPT_DRY_RUN
};

/* Those that take a number. */
static int take_number(int opt, struct run_options *o)
{
	switch (opt) {
	case OPT_SAMPLES:
		return options_take_number("run", "--samples", optarg, PARAMS_SAMPLES_MAX,
					   &o->samples);
	case OPT_BOOTS:
		return options_take_number("run", "--boots", optarg, RUN_BOOTS_MAX, &o->boots);
	case OPT_RELINK:
		return options_take_number("run", "--relink", optarg, RUN_LAYOUTS_MAX, &o->layouts);
	default:
		return RC_USAGE;
	}
}

static int take_colour(struct run_options *o)
{
	if (!term_colour_is_word(optarg)) {
		return say_wrong("run", "--color: '%s' is not auto, always or never", optarg);
	}
	o->colour = optarg;
	return RC_OK;
}

static int take_option(int opt, struct run_options *o)
{
	switch (opt) {
	case OPT_SUITE:
		o->suite = optarg;
		return RC_OK;
	case OPT_FILTER:
		o->filter = optarg;
		return options_check_pattern("run", "--filter", optarg);
	case OPT_OUT:
		o->out_dir = optarg;
		return options_check_folder("run", "--out", optarg);
	case OPT_NO_BUILD:
		o->with_make = false;
		return RC_OK;
	case OPT_GATE:
		o->with_gate = true;
		return RC_OK;
	case OPT_BASELINES:
		o->baselines = optarg;
		return options_check_folder("run", "--baselines", optarg);
	case OPT_COLD:
		o->cold = true;
		return RC_OK;
	case OPT_LOAD:
		o->load = true;
		return RC_OK;
	case OPT_DRY_RUN:
		o->is_dry = true;
		return RC_OK;
	case OPT_RESUME:
		o->resume = optarg;
		return RC_OK;
	case OPT_COLOUR:
		return take_colour(o);
	default:
		return take_number(opt, o);
	}
}

/* Of what is measured, or of what is done with it. */
static bool has_choice(const struct run_options *o)
{
	return o->suite != NULL || o->filter != NULL || o->with_gate || o->baselines != NULL ||
	       o->cold || o->load || o->is_dry || o->samples != 0 || o->boots != 0 ||
	       o->layouts != 0;
}

static int check_together(const struct run_options *out)
{
	if (out->baselines != NULL && !out->with_gate) {
		fprintf(stderr,
			"trapline run: --baselines: is for --gate (add it, or leave this out)\n");
		return RC_USAGE;
	}
	if (out->resume != NULL && has_choice(out)) {
		return say_wrong(
			"run", "--resume: what is measured was said when that run began (leave out "
			       "all but --out, --no-build and --color)");
	}
	return RC_OK;
}

int run_options_parse(int argc, char **argv, struct run_options *out)
{
	static const struct option longopts[] = {
		{ "suite", required_argument, NULL, OPT_SUITE },
		{ "filter", required_argument, NULL, OPT_FILTER },
		{ "out", required_argument, NULL, OPT_OUT },
		{ "samples", required_argument, NULL, OPT_SAMPLES },
		{ "boots", required_argument, NULL, OPT_BOOTS },
		{ "relink", required_argument, NULL, OPT_RELINK },
		{ "gate", no_argument, NULL, OPT_GATE },
		{ "baselines", required_argument, NULL, OPT_BASELINES },
		{ "cold", no_argument, NULL, OPT_COLD },
		{ "load", no_argument, NULL, OPT_LOAD },
		{ "resume", required_argument, NULL, OPT_RESUME },
		{ "dry-run", no_argument, NULL, OPT_DRY_RUN },
		{ "no-build", no_argument, NULL, OPT_NO_BUILD },
		{ "color", required_argument, NULL, OPT_COLOUR },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int opt;

	*out = (struct run_options){ .colour = "auto", .with_make = true };
	while ((opt = options_next("run", argc, argv, longopts)) != -1) {
		if (take_option(opt, out) != RC_OK) {
			return RC_USAGE;
		}
	}
	if (check_together(out) != RC_OK) {
		return RC_USAGE;
	}
	if (optind < argc) {
		return say_wrong("run", "what is '%s'? (a suite is given as --suite %s)",
				 argv[optind], argv[optind]);
	}
	return RC_OK;
}

char *run_options_command(const struct run_options *o)
{
	struct options_command command;
	FILE *out;

	if (!options_command_begin(&command)) {
		return NULL;
	}
	out = command.out;
	if (o->part.of != 0) {
		fprintf(out, " shard %u/%u", o->part.index, o->part.of);
	} else {
		fputs(" run", out);
	}
	options_put_word(out, "--suite", o->suite);
	options_put_word(out, "--filter", o->filter);
	options_put_number(out, "--samples", o->samples);
	options_put_number(out, "--boots", o->boots);
	options_put_number(out, "--relink", o->layouts);
	fputs(o->with_gate ? " --gate" : "", out);
	options_put_word(out, "--baselines", o->baselines);
	fputs(o->cold ? " --cold" : "", out);
	fputs(o->load ? " --load" : "", out);
	options_put_word(out, "--out", o->out_dir);
	return options_command_end(&command);
}
