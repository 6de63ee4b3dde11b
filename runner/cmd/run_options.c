/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/run_options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/root.h"
#include "cmd/term.h"
#include "session/identity.h"
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
	OPT_COLD,
	OPT_LOAD
};

static int parse_number(const char *option, const char *text, uint32_t most, uint32_t *out)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (text[0] < '0' || text[0] > '9' || *end != '\0' || value < 1 || value > most) {
		fprintf(stderr, "trapline run: --%s: '%s' is not a number in 1..%u\n", option, text,
			most);
		return RC_USAGE;
	}
	*out = (uint32_t)value;
	return RC_OK;
}

static int check_out(const char *text)
{
	if (text[0] == '\0') {
		fprintf(stderr, "trapline run: --out: '' is no folder\n");
		return RC_USAGE;
	}
	return RC_OK;
}

static int take_option(int opt, struct run_options *o)
{
	switch (opt) {
	case OPT_SUITE:
		o->suite = optarg;
		break;
	case OPT_FILTER:
		o->filter = optarg;
		return options_check_pattern("run", "--filter", optarg);
	case OPT_OUT:
		o->out_dir = optarg;
		return check_out(optarg);
	case OPT_NO_BUILD:
		o->with_make = false;
		break;
	case OPT_COLD:
		o->cold = true;
		break;
	case OPT_LOAD:
		o->load = true;
		break;
	case OPT_SAMPLES:
		return parse_number("samples", optarg, PARAMS_SAMPLES_MAX, &o->samples);
	case OPT_BOOTS:
		return parse_number("boots", optarg, RUN_BOOTS_MAX, &o->boots);
	case OPT_RELINK:
		return parse_number("relink", optarg, RUN_LAYOUTS_MAX, &o->layouts);
	case OPT_COLOUR:
		if (!term_colour_is_word(optarg)) {
			fprintf(stderr,
				"trapline run: --color: '%s' is not auto, always or never\n",
				optarg);
			return RC_USAGE;
		}
		o->colour = optarg;
		break;
	default:
		return RC_USAGE;
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
		{ "cold", no_argument, NULL, OPT_COLD },
		{ "load", no_argument, NULL, OPT_LOAD },
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
	if (optind < argc) {
		fprintf(stderr, "trapline run: what is '%s'? (a suite is given as --suite %s)\n",
			argv[optind], argv[optind]);
		return RC_USAGE;
	}
	return RC_OK;
}

/* Nothing when @value is NULL. */
static void add_option(FILE *out, const char *option, const char *value)
{
	if (value != NULL) {
		fprintf(out, " %s ", option);
		identity_quote(out, value);
	}
}

char *run_options_command(const struct run_options *o)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL) {
		return NULL;
	}
	identity_quote(out, program_invocation_name);
	add_option(out, "-C", root_given());
	fputs(" run", out);
	add_option(out, "--suite", o->suite);
	add_option(out, "--filter", o->filter);
	if (o->samples != 0) {
		fprintf(out, " --samples %u", o->samples);
	}
	if (o->boots != 0) {
		fprintf(out, " --boots %u", o->boots);
	}
	if (o->layouts != 0) {
		fprintf(out, " --relink %u", o->layouts);
	}
	fputs(o->cold ? " --cold" : "", out);
	fputs(o->load ? " --load" : "", out);
	add_option(out, "--out", o->out_dir);
	if (fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return text;
}
