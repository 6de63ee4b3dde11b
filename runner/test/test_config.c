/* SPDX-License-Identifier: Apache-2.0 */
/* Suites: what is read, and what is said of what is wrong. */
#include "test/suite_fixture.h"

#define KEYS                                                                                       \
	"keys of a suite: summary, clock, boards, toolchain, hal, switch, vectors, flags, "        \
	"benchmarks, exclude, include, samples, boots, warmup, timeout_s, cold, load"

static void check_choices(const struct suite_cfg *suite)
{
	assert_int_equal(suite->hal.n, 1);
	assert_string_equal(suite->hal.items[0], "table");
	assert_int_equal(suite->switch_policy.n, 2);
	assert_string_equal(suite->switch_policy.items[0], "lazy");
	assert_string_equal(suite->switch_policy.items[1], "eager");
	assert_int_equal(suite->toolchain.n, 2);
	assert_string_equal(suite->toolchain.items[0], "clang");
	assert_string_equal(suite->toolchain.items[1], "gcc");
	assert_int_equal(suite->vectors.n, 1);
	assert_string_equal(suite->vectors.items[0], "fast");
	assert_int_equal(suite->flags.n, 2);
	assert_string_equal(suite->flags.items[0], "-Os");
	assert_string_equal(suite->flags.items[1], "-O2");
	assert_true(suite->cold);
	assert_true(suite->load);
}

static void a_suite_is_read_as_it_is_written(void **state)
{
	struct suite_cfg *suite = load_text(state, "summary: 'All: of it'\n"
						   "clock: cntvct\n"
						   "boards: [metal/a76, virt/max]\n"
						   "toolchain: [clang, gcc]\n"
						   "hal: [table]\n"
						   "switch: [lazy, eager]\n"
						   "vectors: [fast]\n"
						   "flags: [-Os, -O2]\n"
						   "cold: true\n"
						   "load: true\n"
						   "benchmarks: [smc/return]\n"
						   "samples: 65536\n"
						   "warmup: 0\n"
						   "timeout_s: 3600\n");

	check_choices(suite);
	assert_string_equal(suite->path, "dir/s.yaml");
	assert_string_equal(suite->name, "s");
	assert_string_equal(suite->summary, "All: of it");
	assert_int_equal(suite->clock, CLOCK_CNTVCT);
	assert_int_equal(suite->n_boards, 2);
	assert_string_equal(suite->boards[0].board, "metal");
	assert_string_equal(suite->boards[0].cpu, "a76");
	assert_string_equal(suite->boards[1].board, "virt");
	assert_string_equal(suite->boards[1].cpu, "max");
	assert_int_equal(suite->benchmarks.n, 1);
	assert_string_equal(suite->benchmarks.items[0], "smc/return");
	assert_int_equal(suite->samples, 65536);
	assert_int_equal(suite->warmup, 0);
	assert_int_equal(suite->timeout_s, 3600);
	suite_free(suite);
}

static void keys_left_out_have_their_defaults(void **state)
{
	struct suite_cfg *suite = load_text(state, "summary: x\nboards: [virt/max]\n");

	assert_int_equal(suite->clock, CLOCK_EXACT);
	assert_int_equal(suite->hal.n, 2);
	assert_string_equal(suite->hal.items[0], "static");
	assert_string_equal(suite->hal.items[1], "table");
	assert_int_equal(suite->switch_policy.n, 1);
	assert_string_equal(suite->switch_policy.items[0], "lazy");
	assert_int_equal(suite->toolchain.n, 1);
	assert_string_equal(suite->toolchain.items[0], "gcc");
	assert_int_equal(suite->vectors.n, 1);
	assert_string_equal(suite->vectors.items[0], "plain");
	assert_int_equal(suite->flags.n, 1);
	assert_string_equal(suite->flags.items[0], "-O2");
	assert_false(suite->cold);
	assert_false(suite->load);
	assert_int_equal(suite->benchmarks.n, 4);
	assert_int_equal(suite->samples, 256);
	assert_int_equal(suite->warmup, 16);
	assert_int_equal(suite->timeout_s, 20);
	suite_free(suite);
}

static void a_board_without_a_cpu_means_all_its_cpus(void **state)
{
	struct suite_cfg *suite = load_text(state, "summary: x\nboards: [virt]\n");

	assert_int_equal(suite->n_boards, 2);
	assert_string_equal(suite->boards[0].cpu, "cortex-a57");
	assert_string_equal(suite->boards[1].cpu, "max");
	suite_free(suite);
}

static void a_pattern_of_boards_means_those_that_can_do_the_clock(void **state)
{
	struct suite_cfg *suite = load_text(state, "summary: x\nboards: ['*']\n");

	assert_int_equal(suite->n_boards, 2); /* metal has no exact clock */
	assert_string_equal(suite->boards[0].board, "virt");
	assert_string_equal(suite->boards[0].cpu, "cortex-a57");
	assert_string_equal(suite->boards[1].cpu, "max");
	suite_free(suite);
	suite = load_text(state, "summary: x\nboards: ['*/max']\n");
	assert_int_equal(suite->n_boards, 1);
	assert_string_equal(suite->boards[0].cpu, "max");
	suite_free(suite);
	suite = load_text(state, "summary: x\nboards: ['*/m?x', virt/cortex-a57]\n");
	assert_int_equal(suite->n_boards, 2);
	suite_free(suite);
}

static void a_pattern_that_matches_no_board_is_told(void **state)
{
	expect_faults(state, "summary: x\nboards: ['virtual-*']\n",
		      "s.yaml:2:10: boards: 'virtual-*' matches none (boards: metal, virt)\n");
	expect_faults(state, "summary: x\nboards: ['*/a7?']\n",
		      "s.yaml:2:10: boards: '*/a7?' matches none (boards: metal, virt)\n");
	expect_faults(state, "summary: x\nboards: [virt/max, '*/m*']\n",
		      "s.yaml:2:20: boards: 'virt/max' comes up twice (keep one; the other is in "
		      "line 2)\n");
}

static void a_pattern_of_choices_takes_each_once(void **state)
{
	struct suite_cfg *suite = load_text(state, "summary: x\nboards: [virt/max]\n"
						   "vectors: [plain, '*']\nhal: ['t*']\n");

	assert_int_equal(suite->vectors.n, 2);
	assert_string_equal(suite->vectors.items[0], "plain");
	assert_string_equal(suite->vectors.items[1], "fast");
	assert_int_equal(suite->hal.n, 1);
	assert_string_equal(suite->hal.items[0], "table");
	suite_free(suite);
	expect_faults(
		state, "summary: x\nboards: [virt/max]\nvectors: ['x*']\n",
		"s.yaml:3:11: vectors: there is no set of vectors 'x*' (sets: fast, plain)\n");
	suite = load_text(state, "summary: x\nboards: [virt/max]\nflags: ['-O*']\n");
	assert_int_equal(suite->flags.n, 2);
	assert_string_equal(suite->flags.items[0], "-O2");
	assert_string_equal(suite->flags.items[1], "-Os");
	suite_free(suite);
}

static void patterns_that_overlap_give_each_benchmark_once_and_in_order(void **state)
{
	struct suite_cfg *suite =
		load_text(state, "summary: x\nboards: [virt]\n"
				 "benchmarks: [smc/*, 'mmio/*', '*e_4', 'hvc*']\n");

	assert_int_equal(suite->benchmarks.n, 4);
	assert_string_equal(suite->benchmarks.items[0], "hvc/return");
	assert_string_equal(suite->benchmarks.items[1], "mmio/read_4");
	assert_string_equal(suite->benchmarks.items[2], "mmio/write_4");
	assert_string_equal(suite->benchmarks.items[3], "smc/return");
	suite_free(suite);
}

static const char many_faults[] = "timeout_s: 0\n"
				  "clock: exakt\n"
				  "bords: []\n"
				  "hal: [tabel]\n"
				  "switch: [lasy]\n"
				  "vectors: [fsat]\n"
				  "toolchain: [clnag]\n"
				  "flags: [-O3]\n"
				  "cold: yes\n"
				  "samples: 70000\n"
				  "benchmarks: [hvc/retrun, none]\n";

static const char many_faults_told[] =
	"s.yaml:1:1: required key 'summary' is missing (summary: a text of 1..100 "
	"characters)\n"
	"s.yaml:1:1: required key 'boards' is missing (boards: a list of 1..64 items, "
	"one board/cpu each)\n"
	"s.yaml:1:12: timeout_s: '0' is not a whole number in 1..3600 (plain digits, as "
	"in 'timeout_s: 20')\n"
	"s.yaml:2:8: clock: 'exakt' is not known here (did you mean 'exact'? one of: "
	"exact, cntvct)\n"
	"s.yaml:3:1: unknown key 'bords' (did you mean 'boards'? " KEYS ")\n"
	"s.yaml:4:7: hal: there is no HAL binding 'tabel' (did you mean 'table'? "
	"bindings: static, table)\n"
	"s.yaml:5:10: switch: there is no switch policy 'lasy' (did you mean 'lazy'? "
	"policies: eager, lazy)\n"
	"s.yaml:6:11: vectors: there is no set of vectors 'fsat' (did you mean 'fast'? "
	"sets: "
	"fast, plain)\n"
	"s.yaml:7:13: toolchain: there is no compiler 'clnag' (did you mean 'clang'? "
	"compilers: clang, gcc)\n"
	"s.yaml:8:9: flags: there is no set of flags '-O3' (did you mean '-O2'? sets: -O2, "
	"-Os, lto)\n"
	"s.yaml:9:7: cold: 'yes' is not known here (one of: false, true)\n"
	"s.yaml:10:10: samples: '70000' is not a whole number in 1..65536 (plain digits, "
	"as in 'samples: 256')\n"
	"s.yaml:11:14: benchmarks: 'hvc/retrun' matches none (did you mean 'hvc/return'? "
	"benchmarks: hvc/return, mmio/read_4, mmio/write_4, smc/return)\n"
	"s.yaml:11:26: benchmarks: 'none' matches none (benchmarks: hvc/return, "
	"mmio/read_4, mmio/write_4, smc/return)\n";

static void all_faults_are_told_in_the_order_of_the_file(void **state)
{
	expect_faults(state, many_faults, many_faults_told);
}

static void only_plain_decimal_digits_in_range_are_a_number(void **state)
{
	static const char *const wrong[] = {
		"1e6", "0x10", "-1", "+1",   "010",   "1.0",        "1_000",
		"abc", "0",    "''", "'5 '", "65537", "4294967297", "99999999999999999999",
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		char text[80];
		char line[160];
		size_t quotes = wrong[i][0] == '\'' ? 1 : 0;

		snprintf(text, sizeof(text), "summary: x\nboards: [virt]\nsamples: %s\n", wrong[i]);
		snprintf(line, sizeof(line),
			 "s.yaml:3:10: samples: '%.*s' is not a whole number in 1..65536 (plain "
			 "digits, as in 'samples: 256')\n",
			 (int)(strlen(wrong[i]) - 2 * quotes), wrong[i] + quotes);
		expect_faults(state, text, line);
	}
}

static void a_quoted_number_is_a_text(void **state)
{
	expect_faults(state, "summary: x\nboards: [virt]\nsamples: \"5\"\n",
		      "s.yaml:3:10: samples: '5' is a quoted text (write 5 without quotes)\n");
}

static void a_key_given_twice_is_a_fault_even_with_one_value(void **state)
{
	expect_faults(state, "summary: x\nboards: [virt]\nsummary: x\n",
		      "s.yaml:3:1: duplicate key 'summary' (keep one; the other is in line 1)\n");
}

static void values_of_the_wrong_kind_are_told_with_what_is_right(void **state)
{
	expect_faults(
		state,
		"summary: 12\nboards: virt\nhal: []\nsamples: [1]\nwarmup:\n"
		"clock: {a: b}\nbenchmarks: [[a], {b: c}, ~, '']\n? [k]\n: v\n",
		"s.yaml:1:10: summary: 12 is not a text to YAML (if it is meant as one, quote it: "
		"'12')\n"
		"s.yaml:2:9: boards: 'virt' is not a list (write ['virt'])\n"
		"s.yaml:3:6: hal: the list has 0 items (a list of 1..16 items, one HAL binding "
		"each)\n"
		"s.yaml:4:10: samples: the value is a list (a whole number in 1..65536, "
		"operations)\n"
		"s.yaml:5:8: warmup: there is no value (a whole number in 0..65536, operations)\n"
		"s.yaml:6:8: clock: the value is a mapping (one of exact, cntvct)\n"
		"s.yaml:7:14: benchmarks: an item is a list (a list of 1..256 items, one pattern "
		"each; quote one that begins with [)\n"
		"s.yaml:7:19: benchmarks: an item is a mapping (a list of 1..256 items, one "
		"pattern each; quote one that begins with {)\n"
		"s.yaml:7:27: benchmarks: an item is empty (a list of 1..256 items, one pattern "
		"each)\n"
		"s.yaml:7:30: benchmarks: an item is empty (a list of 1..256 items, one pattern "
		"each)\n"
		"s.yaml:8:3: a list cannot be a key (a word, as in 'summary: ...')\n");
}

static void texts_are_one_line_without_control_characters(void **state)
{
	expect_faults(
		state, "summary: >\n  x\nboards: [\"virt\\e[31m\", \"a\\nb\"]\n",
		"s.yaml:1:10: summary: 'x\\x0a' is more than one line (a text of 1..100 "
		"characters; write '>-' for '>' or '|')\n"
		"s.yaml:3:10: boards: 'virt\\x1b[31m' has a control character (a list of 1..64 "
		"items, one board/cpu each)\n"
		"s.yaml:3:24: boards: 'a\\x0ab' is more than one line (a list of 1..64 items, one "
		"board/cpu each)\n");
	expect_faults(state, "summary: \"a\\0b\"\nboards: [virt]\n",
		      "s.yaml:1:10: 'a' goes on with a NUL byte (plain text)\n");
}

/* 100 of a two-byte letter fit, 101 do not; the excerpt of 60 bytes is 30 of them. */
static void the_length_of_a_text_is_counted_in_characters(void **state)
{
	char letters[203] = "";
	char text[300];
	char line[300];
	struct suite_cfg *suite;

	for (size_t i = 0; i < 202; i++) {
		letters[i] = "\xc3\xbc"[i % 2];
	}
	snprintf(text, sizeof(text), "summary: %s\nboards: [virt]\n", letters + 2);
	suite = load_text(state, text);
	assert_int_equal(strlen(suite->summary), 200);
	suite_free(suite);

	snprintf(text, sizeof(text), "summary: %s\nboards: [virt]\n", letters);
	snprintf(line, sizeof(line),
		 "s.yaml:1:10: summary: '%.60s...' has 101 characters (a text of 1..100 "
		 "characters)\n",
		 letters);
	expect_faults(state, text, line);
	snprintf(text, sizeof(text), "summary: x%s\nboards: [virt]\n", letters);
	snprintf(line, sizeof(line),
		 "s.yaml:1:10: summary: 'x%.58s...' has 102 characters (a text of 1..100 "
		 "characters)\n",
		 letters);
	expect_faults(state, text, line);
	expect_faults(state, "summary: ''\nboards: [virt]\n",
		      "s.yaml:1:10: summary: '' has 0 characters (a text of 1..100 characters)\n");
}

static void boards_that_are_not_there_are_told_with_those_that_are(void **state)
{
	expect_faults(
		state, "summary: x\nboards: [vert/max, virt/maxx, virt/, unfinished, ../virt]\n",
		"s.yaml:2:10: boards: there is no board 'vert' (did you mean 'virt'? boards: "
		"metal, virt)\n"
		"s.yaml:2:20: boards: 'virt' has no CPU 'maxx' (did you mean 'max'? its CPUs: "
		"cortex-a57, max)\n"
		"s.yaml:2:31: boards: 'virt' has no CPU '' (its CPUs: cortex-a57, max)\n"
		"s.yaml:2:38: boards: there is no board 'unfinished' (boards: metal, virt)\n"
		"s.yaml:2:50: boards: there is no board '..' (boards: metal, virt)\n");
}

static void a_cpu_that_comes_up_twice_is_a_fault(void **state)
{
	expect_faults(
		state,
		"summary: x\nboards:\n- virt/max\n- virt\n- virt/max\nhal: [static, static]\n",
		"s.yaml:4:3: boards: 'virt/max' comes up twice (keep one; the other is in line "
		"3)\n"
		"s.yaml:5:3: boards: 'virt/max' is there twice (keep one; the other is in line "
		"3)\n"
		"s.yaml:6:15: hal: 'static' is there twice (keep one; the other is in line 6)\n");
}

static void a_board_without_the_suites_clock_is_told_where_it_is_named(void **state)
{
	expect_faults(
		state, "summary: x\nboards:\n  - virt\n  - metal/a76\n",
		"s.yaml:4:5: boards: 'metal' cannot run with 'clock: exact' (give its board.yaml "
		"a key 'exact', or the suite 'clock: cntvct')\n");
}

static void the_faults_of_a_boards_file_fail_the_suite_and_are_told_once(void **state)
{
	const struct fixture *fix = *state;
	char *path = tree_join(fix->root, "microbench/boards/virt/board.yaml");
	char *lines = NULL;

	tree_add_file(fix->root, "microbench/boards/virt/board.yaml",
		      "summary: x\ntarget: quemu\ncpus: [max]\nexact: [a]\n");
	assert_true(asprintf(&lines,
			     "%s:2:9: target: 'quemu' is not known here (did you mean 'qemu'? one "
			     "of: qemu, serial, command, replay)\n"
			     "s.yaml:3:10: samples: 'x' is not a whole number in 1..65536 (plain "
			     "digits, as in 'samples: 256')\n",
			     path) > 0);
	expect_faults(state, "summary: x\nboards: [virt, virt/max]\nsamples: x\n", lines);
	free(lines);
	expect_faults(
		state, "summary: x\nboards: []\n",
		"s.yaml:2:9: boards: the list has 0 items (a list of 1..64 items, one board/cpu "
		"each)\n");
	free(path);
}

static void a_default_that_the_tree_does_not_have_is_told(void **state)
{
	const struct fixture *fix = *state;

	memcpy(fix->cat->hals.items[1], "trap", sizeof("trap"));
	expect_faults(
		state, "# top\nsummary: x\nboards: [virt]\n",
		"s.yaml:2:1: hal: there is no HAL binding 'table' (bindings: static, trap)\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_TREE(a_suite_is_read_as_it_is_written),
		WITH_TREE(keys_left_out_have_their_defaults),
		WITH_TREE(a_board_without_a_cpu_means_all_its_cpus),
		WITH_TREE(a_pattern_of_boards_means_those_that_can_do_the_clock),
		WITH_TREE(a_pattern_that_matches_no_board_is_told),
		WITH_TREE(a_pattern_of_choices_takes_each_once),
		WITH_TREE(patterns_that_overlap_give_each_benchmark_once_and_in_order),
		WITH_TREE(all_faults_are_told_in_the_order_of_the_file),
		WITH_TREE(only_plain_decimal_digits_in_range_are_a_number),
		WITH_TREE(a_quoted_number_is_a_text),
		WITH_TREE(a_key_given_twice_is_a_fault_even_with_one_value),
		WITH_TREE(values_of_the_wrong_kind_are_told_with_what_is_right),
		WITH_TREE(texts_are_one_line_without_control_characters),
		WITH_TREE(the_length_of_a_text_is_counted_in_characters),
		WITH_TREE(boards_that_are_not_there_are_told_with_those_that_are),
		WITH_TREE(a_cpu_that_comes_up_twice_is_a_fault),
		WITH_TREE(a_board_without_the_suites_clock_is_told_where_it_is_named),
		WITH_TREE(the_faults_of_a_boards_file_fail_the_suite_and_are_told_once),
		WITH_TREE(a_default_that_the_tree_does_not_have_is_told),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
