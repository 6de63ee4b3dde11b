/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/import_options.h"

#include <stdio.h>

#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/say.h"
#include "session/identity.h"
#include "store/text.h"

#define NAME IMPORT_NAME

enum {
	OPT_CPU = 256,
	OPT_BOARD,
	OPT_QEMU,
	OPT_REVISION,
	OPT_SUITE,
	OPT_OUT,
};

static int take_name(const char *option, const char **out)
{
	if (!text_is_name(optarg)) {
		return say_wrong(NAME, "%s: '%s' is no name of letters, digits and . _ + -", option,
				 optarg);
	}
	*out = optarg;
	return RC_OK;
}

static int take_line(const char *option, const char **out)
{
	if (optarg[0] == '\0' || !text_is_line(optarg)) {
		return say_wrong(NAME, "%s: is empty, or not one line of text", option);
	}
	*out = optarg;
	return RC_OK;
}

static int take_option(int opt, struct import_options *o)
{
	switch (opt) {
	case OPT_CPU:
		return take_name("--cpu", &o->cpu);
	case OPT_BOARD:
		return take_name("--board", &o->board);
	case OPT_QEMU:
		return take_line("--qemu", &o->qemu);
	case OPT_REVISION:
		return take_line("--revision", &o->revision);
	case OPT_SUITE:
		return take_name("--suite", &o->suite);
	case OPT_OUT:
		o->out = optarg;
		return options_check_folder(NAME, "--out", optarg);
	default:
		return RC_USAGE;
	}
}

int import_options_parse(int argc, char **argv, struct import_options *out)
{
	static const struct option longopts[] = {
		{ "cpu", required_argument, NULL, OPT_CPU },
		{ "board", required_argument, NULL, OPT_BOARD },
		{ "qemu", required_argument, NULL, OPT_QEMU },
		{ "revision", required_argument, NULL, OPT_REVISION },
		{ "suite", required_argument, NULL, OPT_SUITE },
		{ "out", required_argument, NULL, OPT_OUT },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int opt;

	*out = (struct import_options){ .suite = NAME };
	while ((opt = options_next(NAME, argc, argv, longopts)) != -1) {
		if (take_option(opt, out) != RC_OK) {
			return RC_USAGE;
		}
	}
	if (optind == argc) {
		return say_wrong(NAME, "which log? (the file that a terminal program captured)");
	}
	out->logs = argv + optind;
	out->n_logs = argc - optind;
	return RC_OK;
}

char *import_options_command(const struct import_options *o)
{
	struct options_command command;
	FILE *out;

	if (!options_command_begin(&command)) {
		return NULL;
	}
	out = command.out;
	fputs(" " NAME, out);
	options_put_word(out, "--cpu", o->cpu);
	options_put_word(out, "--board", o->board);
	options_put_word(out, "--qemu", o->qemu);
	options_put_word(out, "--revision", o->revision);
	options_put_word(out, "--suite", o->suite);
	options_put_word(out, "--out", o->out);
	fputs(" --", out);
	for (int i = 0; i < o->n_logs; i++) {
		fputc(' ', out);
		identity_quote(out, o->logs[i]);
	}
	return options_command_end(&command);
}
