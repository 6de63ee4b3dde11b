/* SPDX-License-Identifier: Apache-2.0 */
/* Stored runs that were edited, cut or damaged afterwards: each is refused by place. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sample_store.h"

struct edit {
	const char *file;
	const char *from;
	const char *to;
	const char *says; /* both are in the message */
	const char *right;
};

static void try_edit(const char *out_dir, const struct edit *edit)
{
	char *dir = stored_sample(out_dir);

	results_dir_edit(dir, edit->file, edit->from, edit->to);
	assert_refused(dir, -EINVAL, edit->says, edit->right);
	file_remove_tree(dir);
	free(dir);
}

static void try_edits(const char *out_dir, const struct edit *edits, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		try_edit(out_dir, &edits[i]);
	}
}

static void another_schema_or_a_boot_out_of_place_is_refused(void **state)
{
	static const struct edit edits[] = {
		{ "run.json", "\"schema\": 4", "\"schema\": 2", "schema: 2 is not a version",
		  "4 would be" },
		{ "run.json", "\"schema\": 4", "\"schema\": \"4\"", "schema: is not an integer",
		  "4" },
		{ "run.json", "\"schema\": 4", "\"schema\": 5", "schema: 5 is not a version",
		  "and 3 is read too" },
		{ "run.json", "\"boot\": 0", "\"boot\": 1", "is boot 1", "0 would be right" },
		{ "run.json", "\"boot\": 0,", "", "boot: is missing", "integer" },
		{ "run.json", "\"layout\": 0", "\"layout\": 65536", "layout: is above 65535", "" },
		{ "run.json", "\"schema\": 4,", "", "schema: is missing", "4 would be" },
	};

	try_edits(((struct results_dir *)*state)->path, edits, sizeof(edits) / sizeof(edits[0]));
}

static void an_edited_head_is_refused_by_key(void **state)
{
	static const struct edit edits[] = {
		{ "run.json", "\"suite\"", "\"siute\"", "siute: is not a key", "SCHEMA.md" },
		{ "run.json", "\"suite\": \"default\"", "\"suite\": 7", "suite: is a number",
		  "a name" },
		{ "run.json", "\"id\": \"2026", "\"id\": \"../2026", "id: '../2026",
		  "letters, digits" },
		{ "run.json", "08:15:00Z", "08:15", "started:", "2026-11-21T08:15:00Z" },
		{ "run.json", "08:15:00Z", "08:65:00Z", "started:", "2026-11-21T08:15:00Z" },
		{ "run.json", "12.345", "-1", "wall_s: -1", "from 0" },
		{ "run.json", "\"incomplete\"", "\"complete\"", "status: 'complete' with 1",
		  "'incomplete'" },
		{ "run.json", "\"cold\": false", "\"cold\": 0", "cold: is a number",
		  "true or false" },
		{ "run.json", "\"load\": false,", "", "load: is missing", "true or false" },
		{ "run.json", "\"checks\": [", "\"checks\": {}, \"x\": [", "x: is not a key",
		  "SCHEMA.md" },
		{ "run.json", "\"ok\": true", "\"ok\": 1", "checks[0].ok: is a number",
		  "true or false" },
		{ "run.json", "\"ok\": true", "\"ok\": false", "checks[0].why: is missing",
		  "one line" },
		{ "run.json", "\"ok\": false", "\"ok\": true",
		  "checks[1].why: of a check that is ok", "" },
		{ "run.json", "\"spoils\"", "\"spoilt\"", "checks[0].spoilt: is not a key",
		  "SCHEMA.md" },
		{ "run.json", "\"7.2.22\"", "7", "environment.tools.qemu: is not a string",
		  "strings" },
		{ "run.json", "\"id\":", "\"id\": \"x\", \"id\":", "run.json:3:", "uplicate" },
	};

	try_edits(((struct results_dir *)*state)->path, edits, sizeof(edits) / sizeof(edits[0]));
}

static void what_an_edited_cell_has_beside_its_samples_is_refused_by_path(void **state)
{
	static const struct edit edits[] = {
		{ "run.json", "\"batch\": 1", "\"batch\": 0", "cells[0].batch: 0",
		  "an integer from 1" },
		{ "run.json", "\"step\": 1", "\"step\": -1", "cells[0].step: -1", "from 0" },
		{ "run.json", "\"floor\": 7", "\"floor\": 7.5", "cells[0].floor: is a number",
		  "integer from 0" },
		{ "run.json", "\"cycles\": 99", "\"cycels\": 99", "cells[0].pmu.cycels", "SCHEMA" },
		{ "run.json", "\"cycles\": 99", "\"cycles\": \"99\"", "cells[0].pmu.cycles",
		  "integer from 0" },
		{ "run.json", "\"vectors\": \"plain\"", "\"vectors\": \"\"", "cells[0].vectors",
		  "name" },
		{ "run.json", "\"status\": \"ok\"", "\"status\": \"spoiled\"",
		  "cells[0].error: is missing", "one line" },
		{ "run.json", "\"status\": \"ok\"", "\"status\": \"not_applicable\"",
		  "cells[0].unit: is not a key", "SCHEMA" },
	};

	try_edits(((struct results_dir *)*state)->path, edits, sizeof(edits) / sizeof(edits[0]));
}

static void an_edited_cell_is_refused_by_path(void **state)
{
	static const struct edit edits[] = {
		{ "run.json", "\"median\": 110", "\"median\": 111", "cells[0].median: is 111",
		  "gives 110" },
		{ "run.json", "\"min\": 110", "\"min\": 109", "cells[0].min: is 109", "gives 110" },
		{ "run.json", "\"p90\": 31", "\"p90\": 20", "cells[1].p90: is 20", "gives 31" },
		{ "run.json", "\"p99\": 31", "\"p99\": 20", "cells[1].p99: is 20", "gives 31" },
		{ "run.json", "\"max\": 31", "\"max\": 32", "cells[1].max: is 32", "gives 31" },
		{ "run.json", "\"n\": 3", "\"n\": 0", "cells[0].n: 0", "an integer from 1" },
		{ "run.json", "\"n\": 3", "\"n\": 2", "samples.csv:4: is cell 0, index 2",
		  "cell 1, index 0" },
		{ "run.json", "\"n\": 3", "\"n\": 4000000000000", "ends before the 4000000000000",
		  "cell 0" },
		{ "run.json", "\"overhead\": 2", "\"overhead\": 2.5",
		  "cells[0].overhead: is a number", "integer from 0" },
		{ "run.json", "\"overhead\": 2", "\"overhead\": -2", "cells[0].overhead: -2",
		  "from 0" },
		{ "run.json", "\"hvc\": 3", "\"hvc\": \"3\"", "cells[0].exits.hvc: is a string",
		  "integer from 0" },
		{ "run.json", "\"clock\": \"exact\"", "\"clock\": \"sundial\"",
		  "cells[0].clock: 'sundial'", "cntvct" },
		{ "run.json", "\"instructions\"", "\"ticks\"", "cells[0].unit: 'ticks'",
		  "instructions" },
		{ "run.json", "\"status\": \"ok\"", "\"status\": \"fine\"",
		  "cells[0].status: 'fine'", "ok, missing" },
		{ "run.json", "\"status\": \"ok\"", "\"status\": \"missing\"",
		  "cells[0].unit: is not a key", "SCHEMA" },
		{ "run.json", "\"logs/boot.log\"", "\"/etc/passwd\"", "cells[0].log",
		  "below the run" },
		{ "run.json", "\"logs/boot.log\"", "\"logs/../../x\"", "cells[0].log",
		  "below the run" },
		{ "run.json", "\"hal\": \"static\"", "\"hal\": \"table\"",
		  "cells: 0 and 1 are the same", "one" },
		{ "run.json", "\"hal\": \"static\"", "\"hal\": \"zoo\"", "cells: 1 stands after 0",
		  "sorted by" },
		{ "run.json", "\"error\": \"QEMU", "\"error\": \"\", \"xerror\": \"QEMU",
		  "xerror: is not a key", "SCHEMA" },
	};

	try_edits(((struct results_dir *)*state)->path, edits, sizeof(edits) / sizeof(edits[0]));
}

static void edited_samples_are_refused_by_line(void **state)
{
	static const struct edit edits[] = {
		{ "samples.csv", "cell,index", "index,cell", "samples.csv:1:", "cell,index,value" },
		{ "samples.csv", "0,1,110", "0,1,111", "cells[0].p90", "gives 111" },
		{ "samples.csv", "0,1,110\n", "", "samples.csv:3: is cell 0, index 2", "index 1" },
		{ "samples.csv", "0,1,110", "0,1,-10", "samples.csv:3:", "whole numbers" },
		{ "samples.csv", "0,1,110", "0,1,110.0", "samples.csv:3:", "whole numbers" },
		{ "samples.csv", "0,1,110", "0,1,0110", "samples.csv:3:", "whole numbers" },
		{ "samples.csv", "0,1,110", "0,1, 110", "samples.csv:3:", "whole numbers" },
		{ "samples.csv", "0,1,110", "0,1,9223372036854775808",
		  "samples.csv:3:", "whole numbers" },
		{ "samples.csv", "0,1,110", "0,1,110,", "samples.csv:3:", "whole numbers" },
		{ "samples.csv", "0,1,110\n", "0,1,110\r\n", "samples.csv:3:", "whole numbers" },
		{ "samples.csv", "1,3,20\n", "1,3,20\n1,4,20\n", "samples.csv:9: has rows beyond",
		  "run.json" },
		{ "samples.csv", "1,3,20\n", "1,3,20", "samples.csv:8:", "line feed" },
		{ "samples.csv", "1,3,20\n", "", "samples.csv: ends before the 4 samples",
		  "cell 1" },
	};

	try_edits(((struct results_dir *)*state)->path, edits, sizeof(edits) / sizeof(edits[0]));
}

static void a_lost_last_row_is_named(void **state)
{
	struct results_dir *out = *state;
	struct run *run = make_run(ID);
	char *dir;

	make_exact(run, "hvc/return", "max", "static", 1000000, 2);
	dir = results_dir_store(out->path, run);
	results_dir_edit(dir, "samples.csv", "0,1,1000000\n", "");
	assert_refused(dir, -EINVAL, "samples.csv:3: ends before cell 0, index 1", "n samples");
	run_free(run);
	free(dir);
}

static void a_run_json_cut_anywhere_is_refused(void **state)
{
	struct results_dir *out = *state;
	char *dir = stored_sample(out->path);
	char *text = results_dir_read(dir, "run.json");
	size_t size = strlen(text);

	/* Without its last line feed it is still whole: the object is closed. */
	for (size_t cut = 0; cut < size - 1; cut += 61) {
		results_dir_replace(dir, "run.json", text, cut);
		assert_refused(dir, -EINVAL, "run.json:", "would be right");
	}
	free(text);
	free(dir);
}

static void samples_cut_anywhere_are_refused(void **state)
{
	struct results_dir *out = *state;
	char *dir = stored_sample(out->path);
	char *text = results_dir_read(dir, "samples.csv");
	size_t size = strlen(text);

	for (size_t cut = 0; cut < size; cut++) {
		results_dir_replace(dir, "samples.csv", text, cut);
		assert_refused(dir, -EINVAL, "samples.csv:", "");
	}
	free(text);
	free(dir);
}

/* Each stands where a file should: none is waited for, and none is read without end. */
static void what_is_no_file_is_refused_at_once(void **state)
{
	static const char *const names[] = { "run.json", "samples.csv" };
	struct results_dir *out = *state;

	for (size_t i = 0; i < 2; i++) {
		char *dir = stored_sample(out->path);
		char *path = file_join(dir, names[i]);

		assert_int_equal(unlink(path), 0);
		assert_int_equal(mkfifo(path, 0666), 0);
		assert_refused(dir, -EINVAL, names[i], "is not a regular file");
		assert_int_equal(unlink(path), 0);
		assert_int_equal(symlink("/dev/zero", path), 0);
		assert_refused(dir, -EINVAL, names[i], "is not a regular file");
		file_remove_tree(dir);
		free(path);
		free(dir);
	}
}

/* Both are nothing but a hole: they take no space. */
static void a_file_of_absurd_size_is_refused_by_its_limit(void **state)
{
	static const struct {
		const char *name;
		off_t size;
		const char *says;
	} rows[] = { { "run.json", ((off_t)256 << 20) + 1, "256 MiB" },
		     { "samples.csv", ((off_t)4 << 30) + 1, "4096 MiB" } };
	struct results_dir *out = *state;

	for (size_t i = 0; i < 2; i++) {
		char *dir = stored_sample(out->path);
		char *path = file_join(dir, rows[i].name);

		assert_int_equal(truncate(path, rows[i].size), 0);
		assert_refused(dir, -EFBIG, rows[i].name, rows[i].says);
		file_remove_tree(dir);
		free(path);
		free(dir);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIR(another_schema_or_a_boot_out_of_place_is_refused),
		WITH_DIR(an_edited_head_is_refused_by_key),
		WITH_DIR(an_edited_cell_is_refused_by_path),
		WITH_DIR(what_an_edited_cell_has_beside_its_samples_is_refused_by_path),
		WITH_DIR(edited_samples_are_refused_by_line),
		WITH_DIR(a_lost_last_row_is_named),
		WITH_DIR(a_run_json_cut_anywhere_is_refused),
		WITH_DIR(samples_cut_anywhere_are_refused),
		WITH_DIR(what_is_no_file_is_refused_at_once),
		WITH_DIR(a_file_of_absurd_size_is_refused_by_its_limit),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
