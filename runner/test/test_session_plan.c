/* SPDX-License-Identifier: Apache-2.0 */
/* Cells and boots of a suite, what a run is called, and its environment. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "config/config.h"
#include "session/env.h"
#include "session/identity.h"
#include "session/plan.h"
#include "session/proc.h"
#include "store/run.h"

static char w_a53[] = "cortex-a53";
static char w_max[] = "max";
static char w_virt[] = "virt";
static char w_pi[] = "pi";
static char w_static[] = "static";
static char w_table[] = "table";
static char w_lazy[] = "lazy";
static char w_eager[] = "eager";
static char w_plain[] = "plain";
static char w_fast[] = "fast";
static char w_usual[] = "-O2";
static char w_o3[] = "-O3";
static char w_gcc[] = "gcc";
static char w_clang[] = "clang";
static char w_hvc[] = "hvc/return";
static char w_irq[] = "irq/exit";
static char w_qemu[] = "qemu";
static char w_toaster[] = "toaster";
static char w_program[] = "sh";
static char w_path[] = "suites/x.yaml";

static char *hals[] = { w_static, w_table };
static char *policies[] = { w_lazy, w_eager };
static char *vectors[] = { w_plain, w_fast };
static char *flags[] = { w_usual, w_o3 };
static char *compilers[] = { w_gcc, w_clang };
static char *benches[] = { w_hvc, w_irq };
static char *args[] = { w_program };
static struct board_ref refs[] = { { w_virt, w_max }, { w_virt, w_a53 }, { w_pi, w_a53 } };

static struct suite_cfg make_suite(void)
{
	return (struct suite_cfg){ .path = w_path,
				   .clock = CLOCK_EXACT,
				   .boards = refs,
				   .n_boards = 3,
				   .toolchain = { compilers, 1 },
				   .vectors = { vectors, 1 },
				   .flags = { flags, 1 },
				   .hal = { hals, 2 },
				   .switch_policy = { policies, 1 },
				   .benchmarks = { benches, 2 } };
}

static struct run *cells_of(const struct suite_cfg *suite, const char *filter)
{
	struct run *run = run_new();
	regex_t re;

	assert_non_null(run);
	if (filter == NULL) {
		assert_int_equal(plan_cells(suite, NULL, run), 0);
		return run;
	}
	assert_int_equal(regcomp(&re, filter, REG_EXTENDED | REG_NOSUB), 0);
	assert_int_equal(plan_cells(suite, &re, run), 0);
	regfree(&re);
	return run;
}

static void assert_name(const struct run *run, size_t i, const char *want)
{
	char *name;

	assert_true(i < run->n_cells);
	name = cell_name(&run->cells[i]);
	assert_string_equal(name, want);
	free(name);
}

static void a_suite_is_every_benchmark_on_every_board_in_every_binding(void **state)
{
	struct suite_cfg suite = make_suite();
	struct run *run = cells_of(&suite, NULL);
	const struct cell_key *key = &run->cells[0].key;

	(void)state;
	assert_int_equal(run->n_cells, 12);
	assert_name(run, 0, "hvc/return pi/cortex-a53 static");
	assert_name(run, 1, "hvc/return pi/cortex-a53 table");
	assert_name(run, 2, "irq/exit pi/cortex-a53 static");
	assert_name(run, 11, "irq/exit virt/max table");
	assert_string_equal(key->host, "trapline");
	assert_string_equal(key->clock, "exact");
	assert_string_equal(key->switch_policy, "lazy");
	run_free(run);
}

static void a_filter_is_matched_against_the_whole_name(void **state)
{
	struct suite_cfg suite = make_suite();
	struct run *run = cells_of(&suite, "^(hvc|smc)/.*max (static|x)$");

	(void)state;
	assert_int_equal(run->n_cells, 1);
	assert_name(run, 0, "hvc/return virt/max static");
	run_free(run);
}

static void a_filter_that_matches_nothing_gives_no_cell(void **state)
{
	struct suite_cfg suite = make_suite();
	struct run *run = cells_of(&suite, "nothing");

	(void)state;
	assert_int_equal(run->n_cells, 0);
	run_free(run);
}

static void vectors_and_compilers_have_images_boots_and_names_of_their_own(void **state)
{
	struct suite_cfg suite = make_suite();
	struct board_cfg virt = { .name = w_virt, .target = w_qemu, .exact = { args, 1 } };
	struct board_cfg *boards[] = { &virt };
	struct plan *plan = NULL;
	struct diag d = { 0 };
	struct run *run;

	(void)state;
	suite.n_boards = 1;
	suite.vectors.n = 2;
	suite.toolchain.n = 2;
	run = cells_of(&suite, "^hvc/return virt/max static");
	assert_int_equal(run->n_cells, 4);
	assert_name(run, 0, "hvc/return virt/max static fast clang");
	assert_name(run, 1, "hvc/return virt/max static clang");
	assert_name(run, 2, "hvc/return virt/max static fast");
	assert_name(run, 3, "hvc/return virt/max static");
	assert_string_equal(run->cells[0].key.vectors, "fast");
	assert_string_equal(run->cells[0].key.toolchain, "clang");
	assert_int_equal(plan_boots("root", &suite, boards, 1, run, &plan, &d), 0);
	assert_int_equal(plan->n_images, 4);
	assert_int_equal(plan->n_boots, 4);
	assert_string_equal(plan->boots[0].name, "virt-max-static-fast-clang");
	assert_string_equal(plan->images[0].path,
			    "root/build/image/virt/clang-static-lazy-fast/bench.elf");
	assert_string_equal(plan->images[3].path,
			    "root/build/image/virt/gcc-static-lazy/bench.elf");
	plan_free(plan);
	run_free(run);
}

static void flags_have_images_boots_and_names_of_their_own(void **state)
{
	struct suite_cfg suite = make_suite();
	struct board_cfg virt = { .name = w_virt, .target = w_qemu, .exact = { args, 1 } };
	struct board_cfg *boards[] = { &virt };
	struct plan *plan = NULL;
	struct diag d = { 0 };
	struct run *run;

	(void)state;
	suite.n_boards = 1;
	suite.flags.n = 2;
	suite.switch_policy.n = 2;
	suite.toolchain.n = 2;
	run = cells_of(&suite, "^hvc/return virt/max static eager.*clang");
	assert_int_equal(run->n_cells, 2);
	assert_name(run, 0, "hvc/return virt/max static eager clang");
	assert_name(run, 1, "hvc/return virt/max static eager -O3 clang");
	assert_string_equal(run->cells[0].key.flags, "-O2");
	assert_string_equal(run->cells[1].key.flags, "-O3");
	assert_int_equal(plan_boots("root", &suite, boards, 1, run, &plan, &d), 0);
	assert_int_equal(plan->n_images, 2);
	assert_int_equal(plan->n_boots, 2);
	assert_string_equal(plan->boots[0].name, "virt-max-static-eager-clang");
	assert_string_equal(plan->boots[1].name, "virt-max-static-eager+O3-clang");
	assert_string_equal(plan->images[0].flags, "-O2");
	assert_string_equal(plan->images[1].flags, "-O3");
	plan_free(plan);
	run_free(run);
}

static void rules_leave_cells_out_and_add_others(void **state)
{
	struct suite_cfg suite = make_suite();
	struct suite_rule exclude = { .patterns = { [FIELD_CPU] = w_a53, [FIELD_HAL] = w_table } };
	struct suite_cells include = suite_lists(&suite);
	struct run *run;

	(void)state;
	include.boards = &refs[1];
	include.n_boards = 1;
	include.lists[FIELD_BENCHMARK].n = 1;
	include.lists[FIELD_FLAGS].n = 2;
	suite.exclude = &exclude;
	suite.n_exclude = 1;
	suite.include = &include;
	suite.n_include = 1;
	run = cells_of(&suite, "^hvc/return virt/");
	assert_int_equal(run->n_cells, 6);
	assert_name(run, 0, "hvc/return virt/cortex-a53 static");
	assert_name(run, 1, "hvc/return virt/cortex-a53 static -O3");
	assert_name(run, 2, "hvc/return virt/cortex-a53 table");
	assert_name(run, 3, "hvc/return virt/cortex-a53 table -O3");
	assert_name(run, 4, "hvc/return virt/max static");
	assert_name(run, 5, "hvc/return virt/max table");
	run_free(run);
	run = cells_of(&suite, "^(irq/exit virt|.* pi/.*table)");
	assert_int_equal(run->n_cells, 3);
	assert_name(run, 0, "irq/exit virt/cortex-a53 static");
	run_free(run);
}

static void a_toolchain_matches_its_compiler_and_nothing_else(void **state)
{
	(void)state;
	assert_true(cell_toolchain_matches("gcc-12.2.0", "gcc-12.2.0"));
	assert_true(cell_toolchain_matches("gcc", "gcc-12.2.0"));
	assert_true(cell_toolchain_matches("gcc-12.2.0", "gcc"));
	assert_true(cell_toolchain_matches("", "gcc-12.2.0"));
	assert_true(cell_toolchain_matches("gcc-12.2.0", NULL));
	assert_false(cell_toolchain_matches("gcc-12.2.0", "gcc-13.1.0"));
	assert_false(cell_toolchain_matches("gcc", "clang-14.0.6"));
	assert_false(cell_toolchain_matches("g", "gcc-12.2.0"));
}

static void the_policy_is_named_where_it_is_not_the_default(void **state)
{
	struct suite_cfg suite = make_suite();
	struct board_cfg virt = { .name = w_virt, .target = w_qemu, .exact = { args, 1 } };
	struct board_cfg *boards[] = { &virt };
	struct plan *plan = NULL;
	struct diag d = { 0 };
	struct run *run;

	(void)state;
	suite.n_boards = 1;
	suite.switch_policy.n = 2;
	run = cells_of(&suite, "^hvc/return virt/max static");
	assert_int_equal(run->n_cells, 2);
	assert_name(run, 0, "hvc/return virt/max static eager");
	assert_string_equal(run->cells[0].key.switch_policy, "eager");
	assert_name(run, 1, "hvc/return virt/max static");
	assert_string_equal(run->cells[1].key.switch_policy, "lazy");

	assert_int_equal(plan_boots("root", &suite, boards, 1, run, &plan, &d), 0);
	assert_int_equal(plan->n_images, 2);
	assert_int_equal(plan->n_boots, 2);
	assert_string_equal(plan->boots[0].name, "virt-max-static-eager");
	assert_string_equal(plan->images[0].name, "virt-static-eager");
	assert_string_equal(plan->images[0].path,
			    "root/build/image/virt/gcc-static-eager/bench.elf");
	assert_string_equal(plan->boots[1].name, "virt-max-static");
	assert_string_equal(plan->images[1].name, "virt-static");
	assert_string_equal(plan->images[1].path,
			    "root/build/image/virt/gcc-static-lazy/bench.elf");
	plan_free(plan);
	run_free(run);
}

static void a_board_named_twice_is_measured_once(void **state)
{
	struct suite_cfg suite = make_suite();
	struct board_ref twice[] = { { w_virt, w_max }, { w_virt, w_max } };
	struct run *run;

	(void)state;
	suite.boards = twice;
	suite.n_boards = 2;
	run = cells_of(&suite, NULL);
	assert_int_equal(run->n_cells, 4);
	run_free(run);
}

static void boots_share_images_and_cells_share_boots(void **state)
{
	struct suite_cfg suite = make_suite();
	struct board_cfg virt = { .name = w_virt, .target = w_qemu, .exact = { args, 1 } };
	struct board_cfg pi = { .name = w_pi, .target = w_qemu, .exact = { args, 1 } };
	struct board_cfg *boards[] = { &virt, &pi };
	struct run *run = cells_of(&suite, NULL);
	struct plan *plan = NULL;
	struct diag d = { 0 };

	(void)state;
	assert_int_equal(plan_boots(".", &suite, boards, 2, run, &plan, &d), 0);
	assert_int_equal(plan->n_images, 4);
	assert_int_equal(plan->n_boots, 6);
	assert_string_equal(plan->boots[0].name, "pi-cortex-a53-static");
	assert_ptr_equal(plan->boots[0].board, &pi);
	assert_int_equal(plan->boots[0].n_cells, 2);
	assert_int_equal(plan->boots[0].cells[0], 0);
	assert_int_equal(plan->boots[0].cells[1], 2);
	assert_string_equal(plan->images[plan->boots[1].image].hal, "table");
	assert_int_equal(plan->boots[2].image, plan->boots[4].image);
	plan_free(plan);
	run_free(run);
}

static void boards_that_cannot_do_the_clock_are_all_named(void **state)
{
	struct suite_cfg suite = make_suite();
	struct board_cfg virt = { .name = w_virt, .target = w_qemu, .cntvct = { args, 1 } };
	struct board_cfg pi = { .name = w_pi, .target = w_toaster, .exact = { args, 1 } };
	struct board_cfg *boards[] = { &virt, &pi };
	struct run *run = cells_of(&suite, NULL);
	struct plan *plan = NULL;
	struct diag d = { 0 };

	(void)state;
	assert_int_equal(plan_boots(".", &suite, boards, 2, run, &plan, &d), -EINVAL);
	assert_null(plan);
	assert_int_equal(d.n, 2);
	assert_non_null(strstr(d.lines[0], "suites/x.yaml"));
	assert_non_null(strstr(d.lines[0], "board 'virt' has no command for clock 'exact'"));
	assert_non_null(
		strstr(d.lines[1],
		       "board 'pi' has target 'toaster' (have: qemu, serial, command, replay)"));
	diag_free(&d);
	run_free(run);
}

static void a_run_is_called_after_its_start_and_suite(void **state)
{
	struct run *run = run_new();

	(void)state;
	assert_non_null(run);
	assert_int_equal(identity_set(run, "default", "trapline run"), 0);
	assert_string_equal(run->suite, "default");
	assert_string_equal(run->command, "trapline run");
	assert_int_equal(strlen(run->id), strlen("20261121T081500Z-default"));
	assert_string_equal(run->id + 15, "Z-default");
	assert_int_equal(strlen(run->started), strlen("2026-11-21T08:15:00Z"));
	/* the same moment in both */
	assert_memory_equal(run->id, run->started, 4);
	assert_memory_equal(run->id + 13, run->started + 17, 2);
	run_free(run);
}

static void words_are_quoted_so_that_a_shell_reads_them_back(void **state)
{
	static const char *const words[] = { "build/bin/trapline", "it's $HOME", "" };
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_non_null(out);
	for (size_t i = 0; i < 3; i++) {
		identity_quote(out, words[i]);
		fputc(' ', out);
	}
	assert_int_equal(fclose(out), 0);
	assert_string_equal(text, "build/bin/trapline 'it'\\''s $HOME' '' ");
	free(text);
}

static void values_are_found_in_files_of_lines(void **state)
{
	const char *os = "NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nX=\n";
	const char *cpu = "processor\t: 0\nmodel name\t: Some CPU @ 2 GHz\n";
	char out[64];

	(void)state;
	assert_true(env_find_value(os, "PRETTY_NAME", '=', out, sizeof(out)));
	assert_string_equal(out, "Debian GNU/Linux 12 (bookworm)");
	assert_true(env_find_value(cpu, "model name", ':', out, sizeof(out)));
	assert_string_equal(out, "Some CPU @ 2 GHz");
	assert_true(env_find_value(os, "X", '=', out, sizeof(out)));
	assert_string_equal(out, "");
	assert_false(env_find_value(os, "PRETTY", '=', out, sizeof(out)));
	assert_false(env_find_value("", "NAME", '=', out, sizeof(out)));
}

static const char *env_value(const struct run *run, const char *key)
{
	for (size_t i = 0; i < run->n_env; i++) {
		if (strcmp(run->env[i].key, key) == 0) {
			return run->env[i].value;
		}
	}
	return NULL;
}

static void a_tree_without_git_has_no_revision(void **state)
{
	struct run *run = run_new();
	struct plan plan = { 0 };

	(void)state;
	assert_non_null(run);
	assert_int_equal(env_capture("/", &plan, NULL, run), 0);
	assert_null(env_value(run, "source.revision"));
	assert_null(env_value(run, "source.dirty"));
	assert_null(env_value(run, "tools.qemu"));
	assert_non_null(env_value(run, "tools.trapline"));
	assert_non_null(env_value(run, "host.kernel"));
	run_free(run);
}

/* In @dir, with nothing of the user's configuration. */
static void sh(const char *dir, const char *script)
{
	const char *const argv[] = { "sh", "-ec", script, NULL };
	char said[8];

	assert_int_equal(proc_capture(argv, dir, 10000, NULL, said, sizeof(said)), 0);
}

static void assert_dirty(const char *dir, const char *want)
{
	struct run *run = run_new();
	struct plan plan = { 0 };

	assert_non_null(run);
	assert_int_equal(env_capture(dir, &plan, NULL, run), 0);
	assert_non_null(env_value(run, "source.revision"));
	assert_string_equal(env_value(run, "source.dirty"), want);
	assert_int_equal(env_value(run, "source.digest") != NULL, strcmp(want, "true") == 0);
	run_free(run);
}

/* Sources are found by being there: one that git does not know yet is built all the same. */
static void a_new_file_makes_the_source_dirty_unless_it_is_ignored(void **state)
{
	const char *const git[] = { "git", "--version", NULL };
	char dir[] = "/tmp/trapline-env-XXXXXX";
	char said[64];

	(void)state;
	if (proc_capture(git, NULL, 10000, NULL, said, sizeof(said)) != 0) {
		print_message("git is not installed\n");
		skip();
	}
	assert_non_null(mkdtemp(dir));
	sh(dir, "git init -q; echo /build/ >.gitignore; echo 1 >a.c; git add .; "
		"git -c user.name=t -c user.email=t@example.org commit -qm first; "
		"git config status.showUntrackedFiles no");
	assert_dirty(dir, "false");
	sh(dir, "mkdir build; echo 1 >build/x.o");
	assert_dirty(dir, "false");
	sh(dir, "echo 2 >b.c");
	assert_dirty(dir, "true");
	sh(dir, "rm b.c; echo 2 >a.c");
	assert_dirty(dir, "true");
	snprintf(said, sizeof(said), "rm -rf %s", dir);
	sh("/", said);
}

static void only_images_that_can_be_booted_give_a_build(void **state)
{
	char image_built[] = "virt-static";
	char image_broken[] = "virt-table";
	struct image images[2] = { { .name = image_built,
				     .build = "0123abcd",
				     .code = { { "calls", "12" } },
				     .n_code = 1 },
				   { .name = image_broken,
				     .fault = "does not build",
				     .code = { { "calls", "12" } },
				     .n_code = 1 } };
	struct plan plan = { .images = images, .n_images = 2 };
	struct run *run = run_new();

	(void)state;
	assert_non_null(run);
	assert_int_equal(env_capture_builds(&plan, run), 0);
	assert_string_equal(env_value(run, "builds.virt-static"), "0123abcd");
	assert_string_equal(env_value(run, "code.virt-static.calls"), "12");
	assert_null(env_value(run, "code.virt-table.calls"));
	assert_null(env_value(run, "builds.virt-table"));
	run_free(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_suite_is_every_benchmark_on_every_board_in_every_binding),
		cmocka_unit_test(a_filter_is_matched_against_the_whole_name),
		cmocka_unit_test(a_filter_that_matches_nothing_gives_no_cell),
		cmocka_unit_test(flags_have_images_boots_and_names_of_their_own),
		cmocka_unit_test(rules_leave_cells_out_and_add_others),
		cmocka_unit_test(vectors_and_compilers_have_images_boots_and_names_of_their_own),
		cmocka_unit_test(a_toolchain_matches_its_compiler_and_nothing_else),
		cmocka_unit_test(the_policy_is_named_where_it_is_not_the_default),
		cmocka_unit_test(a_board_named_twice_is_measured_once),
		cmocka_unit_test(boots_share_images_and_cells_share_boots),
		cmocka_unit_test(boards_that_cannot_do_the_clock_are_all_named),
		cmocka_unit_test(a_run_is_called_after_its_start_and_suite),
		cmocka_unit_test(words_are_quoted_so_that_a_shell_reads_them_back),
		cmocka_unit_test(values_are_found_in_files_of_lines),
		cmocka_unit_test(a_tree_without_git_has_no_revision),
		cmocka_unit_test(a_new_file_makes_the_source_dirty_unless_it_is_ignored),
		cmocka_unit_test(only_images_that_can_be_booted_give_a_build),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
