/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/ab_options.h"

#include <stdio.h>

#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/run_options.h"
#include "cmd/say.h"
#include "session/identity.h"
#include "wire/params.h"

enum {
	OPT_SUITE = 256,
	OPT_FILTER,
	OPT_SAMPLES,
	OPT_BOOTS,
	OPT_RELINK,
	OPT_OUT,
	OPT_NO_BUILD,
	OPT_ONCE,
};

static int take_option(int opt, struct ab_options *o)
{
	switch (opt) {
	case OPT_SUITE:
		o->suite = optarg;
		return RC_OK;
	case OPT_FILTER:
		o->filter = optarg;
		return options_check_pattern("ab", "--filter", optarg);
	case OPT_SAMPLES:
		return options_take_number("ab", "--samples", optarg, PARAMS_SAMPLES_MAX,
					   &o->samples);
	case OPT_BOOTS:
		return options_take_number("ab", "--boots", optarg, RUN_BOOTS_MAX, &o->boots);
	case OPT_RELINK:
		return options_take_number("ab", "--relink", optarg, RUN_LAYOUTS_MAX, &o->layouts);
	case OPT_OUT:
		o->out_dir = optarg;
		return options_check_folder("ab", "--out", optarg);
	case OPT_NO_BUILD:
		o->with_make = false;
		return RC_OK;
	case OPT_ONCE:
		o->can_confirm = false;
		return RC_OK;
	default:
		return gate_options_take("ab", opt, &o->gate);
	}
}

static int take_sides(int argc, char **argv, struct ab_options *o)
{
	if (argc - optind == 2) {
		o->sides[0] = argv[optind];
		o->sides[1] = argv[optind + 1];
		return RC_OK;
	}
	return say_wrong("ab",
			 "give two builds, OLD and NEW, not %d (as trapline ab HEAD~1 . or "
			 "trapline ab hal=static hal=table)",
			 argc - optind);
}

int ab_options_parse(int argc, char **argv, struct ab_options *out)
{
	static const struct option longopts[] = {
		{ "suite", required_argument, NULL, OPT_SUITE },
		{ "filter", required_argument, NULL, OPT_FILTER },
		{ "samples", required_argument, NULL, OPT_SAMPLES },
		{ "boots", required_argument, NULL, OPT_BOOTS },
		{ "relink", required_argument, NULL, OPT_RELINK },
		{ "out", required_argument, NULL, OPT_OUT },
		{ "no-build", no_argument, NULL, OPT_NO_BUILD },
		{ "once", no_argument, NULL, OPT_ONCE },
		GATE_OPTION_ROWS,
		GATE_OPTION_ACROSS_ROW,
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int opt;

	*out = (struct ab_options){ .with_make = true, .can_confirm = true };
	gate_options_begin(&out->gate);
	while ((opt = options_next("ab", argc, argv, longopts)) != -1) {
		if (take_option(opt, out) != RC_OK) {
			return RC_USAGE;
		}
	}
	return take_sides(argc, argv, out);
}

char *ab_options_command(const struct ab_options *o)
{
	struct options_command command;
	FILE *out;

	if (!options_command_begin(&command)) {
		return NULL;
	}
	out = command.out;
	fputs(" ab", out);
	options_put_word(out, "--suite", o->suite);
	options_put_word(out, "--filter", o->filter);
	options_put_number(out, "--samples", o->samples);
	options_put_number(out, "--boots", o->boots);
	options_put_number(out, "--relink", o->layouts);
	fputs(o->can_confirm ? "" : " --once", out);
	options_put_word(out, "--out", o->out_dir);
	fputs(" --", out);
	for (size_t i = 0; i < 2; i++) {
		fputc(' ', out);
		identity_quote(out, o->sides[i]);
	}
	return options_command_end(&command);
}
