/* SPDX-License-Identifier: Apache-2.0 */
/* trapline shard: one of several parts of a run. */
#include <stdio.h>

#include "cmd/cmd.h"
#include "cmd/run_part.h"
#include "cmd/say.h"

static int run_shard(int argc, char **argv)
{
	struct lab_part part;

	if (argc < 2 || argv[1][0] == '-') {
		return say_wrong("shard", "which part of how many? (trapline shard 1/4, then what "
					  "trapline run takes)");
	}
	if (!part_parse(argv[1], &part)) {
		return say_wrong("shard",
				 "'%s' is no part (2/4: the second of four; from 1, of at most %u)",
				 argv[1], PART_MOST);
	}
	return run_part(argc - 1, argv + 1, &part);
}

const struct cmd cmd_shard = {
	.name = "shard",
	.args = "I/N [OPTION of run]...",
	.summary = "measure one of N parts of a run, for trapline merge",
	/* clang-format off */
	.help =
		"Measures part I of N of what trapline run with the same options would measure, and stores it\n"
		"as a run of its own. Every machine that is given the same source, options and N finds the\n"
		"same parts; trapline merge joins their runs. docs/sharding.md has it all.\n"
		"\n"
		"What is dealt are whole units, all boots of one image on one board and CPU, so that every part\n"
		"has about as many cells; a board is in as few parts as can be.\n"
		"\n"
		"Options: those of trapline run, but --gate, which is for the whole.\n"
		"\n"
		"Examples:\n"
		"  trapline shard 1/4 --suite full --out /srv/part1\n"
		"  trapline merge /srv/part1 /srv/part2 /srv/part3 /srv/part4\n"
		"\n"
		"Exit codes: those of trapline run; 2 also for a part that there is not.",
	/* clang-format on */
	.run = run_shard,
};
