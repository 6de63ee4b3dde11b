/* SPDX-License-Identifier: Apache-2.0 */
/* trapline history: what every cell did over all runs. */
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/history_options.h"
#include "cmd/say.h"
#include "config/hint.h"

static const struct {
	const char *name;
	int (*run)(const struct history_options *o);
} parts[] = {
	{ "import", history_do_import },   { "rebuild", history_do_rebuild },
	{ "list", history_do_list },       { "trend", history_do_trend },
	{ "changes", history_do_changes },
};

#define N_PARTS (sizeof(parts) / sizeof(parts[0]))

static int say_unknown(const char *name)
{
	struct hint hint;

	if (name == NULL) {
		fprintf(stderr,
			"trapline history: what of it? (have: import, rebuild, list, trend, "
			"changes)\n");
		return RC_USAGE;
	}
	hint_begin(&hint, name);
	for (size_t i = 0; i < N_PARTS; i++) {
		hint_offer(&hint, parts[i].name);
	}
	return say_wrong("history", "no '%s' (%s)", name, hint_finish(&hint, "have"));
}

static int run_history(int argc, char **argv)
{
	struct history_options o;
	int rc;

	for (size_t i = 0; argc > 1 && i < N_PARTS; i++) {
		if (strcmp(argv[1], parts[i].name) != 0) {
			continue;
		}
		rc = history_options_parse(argc - 1, argv + 1, &o);
		if (rc == RC_OK) {
			rc = history_options_place(&o);
		}
		if (rc == RC_OK) {
			rc = parts[i].run(&o);
		}
		history_options_free(&o);
		return rc;
	}
	return say_unknown(argc > 1 ? argv[1] : NULL);
}

const struct cmd cmd_history = {
	.name = "history",
	.args = "import|rebuild|list|trend|changes [OPTION]... [RUN|DIR|PATTERN]...",
	.summary = "show what cells did over all runs, and where they changed",
	/* clang-format off */
	.help =
		"Keeps the figures of all runs in one file, results/history.db, and shows them by cell.\n"
		"The run folders stay what counts: the file can be made from them again at any time.\n"
		"\n"
		"  import [RUN|DIR]...  add runs: each a run or a folder of runs; without any, those in\n"
		"                       results/runs that are not in it yet\n"
		"  rebuild [RUN|DIR]... make the file anew from results/runs, and from these; a file that\n"
		"                       cannot be read, or has runs that are nowhere else, is kept aside\n"
		"  list [PATTERN]       runs, and the cells whose name matches\n"
		"  trend PATTERN        each cell's figures run by run, with its changes marked\n"
		"  changes [PATTERN]    between which runs and revisions a cell changed\n"
		"\n"
		"PATTERN is a POSIX extended expression on the names of cells, as for run's --filter, or\n"
		"on what list prints: 'static \\(exact' names one of two clocks. A cell of another\n"
		"toolchain version, flags or QEMU version, or measured cold or under load, is another\n"
		"cell. With the exact clock every difference between two runs that follow each other is\n"
		"a change. On a clock with noise changes are found by statistics: docs/history.md.\n"
		"\n"
		"Options:\n"
		"  --results DIR     the folder with runs and history.db; default: results in the source\n"
		"                    tree\n"
		"  --last N          only the last N runs of each cell\n"
		"  --effect PERCENT  on a clock with noise, the smallest change that counts; default: 2\n"
		"  --format FORMAT   of trend and changes: table (default), json or csv\n"
		"  --plot FILE       trend: draw the one cell that matches, as .svg or .png\n"
		"  --all             show every run and cell, however many\n"
		"  --help            show this\n"
		"\n"
		"Examples:\n"
		"  trapline history import\n"
		"  trapline history trend '^hvc/return .*/cortex-a57 static$'\n"
		"  trapline history changes --effect 5 --last 200\n"
		"\n"
		"Exit codes: 0 done; 2 wrong command line, or no such cell; 3 a run was skipped, or the\n"
		"file is missing, locked, damaged, or cannot be written.",
	/* clang-format on */
	.run = run_history,
};
