/* SPDX-License-Identifier: Apache-2.0 */
/* Board files. */
#include "test/suite_fixture.h"

#include "config/placeholder.h"

#define HEAD "summary: x\ntarget: qemu\ncpus: [max]\n"

static struct board_cfg *load_board(const char *text)
{
	struct board_cfg *board = NULL;
	struct diag d = { 0 };
	int err = board_load_text("b.yaml", "virt", text, strlen(text), &board, &d);

	diag_print(&d, stderr);
	diag_free(&d);
	assert_int_equal(err, 0);
	return board;
}

static void expect_board_faults(const char *text, const char *lines)
{
	struct board_cfg *board = NULL;
	struct diag d = { 0 };
	int err = board_load_text("b.yaml", "virt", text, strlen(text), &board, &d);
	char *told = tree_take_lines(&d);

	assert_string_equal(told, lines);
	assert_int_equal(err, -EINVAL);
	assert_null(board);
	free(told);
}

static void a_board_is_read_as_it_is_written(void **state)
{
	const struct fixture *fix = *state;
	struct board_cfg *board = NULL;
	struct diag d = { 0 };

	assert_int_equal(board_load(fix->cat, "virt", &board, &d), 0);
	assert_string_equal(board->name, "virt");
	assert_string_equal(board->summary, "A machine");
	assert_string_equal(board->target, "qemu");
	assert_int_equal(board->cpus.n, 2);
	assert_string_equal(board->cpus.items[0], "cortex-a57");
	assert_string_equal(board->cpus.items[1], "max");
	assert_int_equal(board->exact.n, 5);
	assert_string_equal(board->exact.items[0], "emu");
	assert_string_equal(board->exact.items[2], "{cpu},x=1");
	assert_string_equal(board->exact.items[4], "{image}");
	assert_int_equal(board->cntvct.n, 5);
	board_free(board);
}

static void a_command_that_is_left_out_is_empty(void **state)
{
	const struct fixture *fix = *state;
	struct board_cfg *board = NULL;
	struct diag d = { 0 };

	assert_int_equal(board_load(fix->cat, "metal", &board, &d), 0);
	assert_int_equal(board->exact.n, 0);
	assert_int_equal(board->cntvct.n, 1);
	board_free(board);
}

static void a_board_that_is_missing_is_told_with_those_that_are_there(void **state)
{
	const struct fixture *fix = *state;
	static const char *const names[] = { "vird", "../boards/virt" };
	static const char *const hints[] = { "did you mean 'virt'? ", "" };

	for (size_t i = 0; i < 2; i++) {
		struct board_cfg *board = NULL;
		struct diag d = { 0 };
		char *line = NULL;

		assert_true(asprintf(&line,
				     "%s/microbench/boards/%s/board.yaml: cannot be read: No such "
				     "file or directory (%sboards: metal, virt)",
				     fix->root, names[i], hints[i]) > 0);
		assert_int_equal(board_load(fix->cat, names[i], &board, &d), -EINVAL);
		assert_int_equal(d.n, 1);
		assert_string_equal(d.lines[0], line);
		assert_null(board);
		diag_free(&d);
		free(line);
	}
}

static void a_board_needs_a_command(void **state)
{
	(void)state;
	expect_board_faults(HEAD, "b.yaml:1:1: there is no command to start the board (give "
				  "'exact', 'cntvct' or both)\n");
}

static void all_required_keys_of_a_board_are_told_at_once(void **state)
{
	(void)state;
	expect_board_faults(
		"exact: [emu, '{image}', '{cpu}']\n",
		"b.yaml:1:1: required key 'summary' is missing (summary: a text of "
		"1..100 characters)\n"
		"b.yaml:1:1: required key 'target' is missing (target: one of qemu, "
		"serial, command, replay)\n"
		"b.yaml:1:1: required key 'cpus' is missing (cpus: a list of 1..32 items, "
		"one CPU name each)\n");
}

static void placeholders_that_do_not_exist_are_told(void **state)
{
	(void)state;
	expect_board_faults(
		HEAD "exact: [emu, 'a={cpus}', '{image}', '{cpu}{Image}', '{imag']\n",
		"b.yaml:4:14: exact: '{cpus}' is not a placeholder (did you mean "
		"'{cpu}'? placeholders: {image}, {cpu}, {file}, {size}, and {NAME}, in "
		"capitals: of the environment)\n"
		"b.yaml:4:37: exact: '{Image}' is not a placeholder (did you mean "
		"'{image}'? placeholders: {image}, {cpu}, {file}, {size}, and {NAME}, in "
		"capitals: of the environment)\n"
		"b.yaml:4:53: exact: '{imag' is not closed by '}' (did you mean "
		"'{image}'? placeholders: {image}, {cpu}, {file}, {size}, and {NAME}, in "
		"capitals: of the environment)\n");
}

static void a_command_that_begins_with_a_placeholder_is_told(void **state)
{
	(void)state;
	expect_board_faults(HEAD "exact: ['{image}', '{cpu}']\n",
			    "b.yaml:4:9: exact: begins with '{image}', which is no program (the "
			    "first item is what is started, as qemu-system-aarch64)\n");
}

static void braces_around_no_word_are_left_alone(void **state)
{
	struct board_cfg *board;

	(void)state;
	board = load_board(
		HEAD "exact: [emu, '{\"driver\":\"x\"}', '{}', 'a{', '{ x}', '{image}{cpu}']\n");
	assert_string_equal(board->exact.items[1], "{\"driver\":\"x\"}");
	assert_string_equal(board->exact.items[3], "a{");
	board_free(board);
}

static void a_qemu_command_without_image_or_cpu_is_a_fault(void **state)
{
	(void)state;
	expect_board_faults(
		HEAD "exact: [emu, -cpu, '{cpu}']\ncntvct: [emu, '{image}']\n",
		"b.yaml:4:8: exact: '{image}' does not occur (where the image's path "
		"goes, as in -kernel, '{image}')\n"
		"b.yaml:5:9: cntvct: '{cpu}' does not occur, so every CPU of 'cpus' would "
		"be the same one (as in -cpu, '{cpu}')\n");
}

static void an_unquoted_placeholder_is_told_to_be_quoted(void **state)
{
	(void)state;
	expect_board_faults(HEAD "exact: [emu, {image}, '{cpu}']\n",
			    "b.yaml:4:14: exact: an item is a mapping (a list of 1..256 items, one "
			    "argument each; quote one that begins with {)\n");
}

static void arguments_may_repeat_and_look_like_numbers_or_truths(void **state)
{
	struct board_cfg *board;

	(void)state;
	board = load_board(HEAD "exact: [emu, -smp, 1, -smp, 1, off, '{image}{cpu}']\n");
	assert_int_equal(board->exact.n, 7);
	assert_string_equal(board->exact.items[4], "1");
	assert_string_equal(board->exact.items[5], "off");
	board_free(board);
}

static void cpu_names_fit_into_file_names(void **state)
{
	(void)state;
	expect_board_faults(
		"summary: x\ntarget: replay\ncntvct: [log]\n"
		"cpus: [a/b, -x, .., A76.r1_p0-x, 'a b', A76.r1_p0-x]\n",
		"b.yaml:4:8: cpus: 'a/b' is not a CPU name (letters, digits and . _ - "
		"only, as it becomes part of file names)\n"
		"b.yaml:4:13: cpus: '-x' is not a CPU name (letters, digits and . _ - "
		"only, as it becomes part of file names)\n"
		"b.yaml:4:17: cpus: '..' is not a CPU name (letters, digits and . _ - "
		"only, as it becomes part of file names)\n"
		"b.yaml:4:34: cpus: 'a b' is not a CPU name (letters, digits and . _ - "
		"only, as it becomes part of file names)\n"
		"b.yaml:4:41: cpus: 'A76.r1_p0-x' is there twice (keep one; the other is "
		"in line 4)\n");
}

static void a_target_that_does_not_exist_is_told(void **state)
{
	(void)state;
	expect_board_faults(
		"summary: x\ntarget: qemo\ncpus: [max]\nexact: [emu]\n",
		"b.yaml:2:9: target: 'qemo' is not known here (did you mean 'qemu'? one "
		"of: qemu, serial, command, replay)\n");
}

static void an_empty_board_file_is_empty(void **state)
{
	(void)state;
	expect_board_faults(
		"", "b.yaml:1:1: the file is empty (keys of a board: summary, target, "
		    "cpus, needs, exact, cntvct, image, clocks, device, speed, flow, console, "
		    "load, power_on, power_off, reset, tftp, autoboot, interrupt, "
		    "prompt, prompt_s, uboot, transfer)\n");
}

static void what_a_board_needs_is_taken_as_it_stands(void **state)
{
	static const char text[] =
		"summary: x\ntarget: qemu\ncpus: [max]\n"
		"exact: [emu, '{cpu}', '{image}']\n"
		"needs: [sh, -c, 'test -e /x || { echo \"{none}\"; exit 1; }']\n";
	struct board_cfg *board = NULL;
	struct diag d = { 0 };

	(void)state;
	assert_int_equal(board_load_text("b.yaml", "b", text, strlen(text), &board, &d), 0);
	assert_int_equal(board->needs.n, 3);
	assert_string_equal(board->needs.items[2], "test -e /x || { echo \"{none}\"; exit 1; }");
	board_free(board);
}

#define SERIAL  "summary: x\ncpus: [max]\ntarget: serial\ndevice: /dev/ttyUSB0\n"
#define COMMAND "summary: x\ncpus: [max]\ntarget: command\nconsole: [ssh, desk]\n"

static void a_serial_board_has_what_is_usual(void **state)
{
	struct board_cfg *board = load_board(SERIAL);

	(void)state;
	assert_string_equal(board->device, "/dev/ttyUSB0");
	assert_int_equal(board->speed, 115200);
	assert_int_equal(board->flow, BOARD_FLOW_NONE);
	assert_true(board->is_flat);
	assert_int_equal(board->clocks.n, 1);
	assert_string_equal(board->clocks.items[0], "cntvct");
	assert_string_equal(board->autoboot, "Hit any key to stop autoboot");
	assert_string_equal(board->interrupt, " ");
	assert_string_equal(board->prompt, "=> ");
	assert_int_equal(board->prompt_s, 60);
	assert_null(board->tftp);
	assert_int_equal(board->uboot.n, 0);
	assert_int_equal(board->exact.n, 0);
	board_free(board);
}

static void a_serial_board_is_read_as_it_is_written(void **state)
{
	struct board_cfg *board = load_board(
		SERIAL "speed: 1500000\nflow: rtscts\nimage: elf\nclocks: [cntvct, exact]\n"
		       "tftp: '{TFTP}'\ninterrupt: \"\\x03\"\nprompt: '# '\nprompt_s: 9\n"
		       "power_on: [relay, on]\npower_off: [relay, off]\nreset: [relay, 'r{cpu}']\n"
		       "load: [sd-mux, '{image}']\ntransfer: [sb, '{image}']\n"
		       "uboot: [loady 0x4, 'tftpboot {file}', 'booti 0x4']\n");

	(void)state;
	assert_int_equal(board->speed, 1500000);
	assert_int_equal(board->flow, BOARD_FLOW_RTSCTS);
	assert_false(board->is_flat);
	assert_int_equal(board->clocks.n, 2);
	assert_string_equal(board->tftp, "{TFTP}");
	assert_string_equal(board->interrupt, "\x03");
	assert_string_equal(board->prompt, "# ");
	assert_int_equal(board->prompt_s, 9);
	assert_string_equal(board->power_on.items[1], "on");
	assert_string_equal(board->power_off.items[1], "off");
	assert_string_equal(board->reset.items[1], "r{cpu}");
	assert_string_equal(board->load.items[0], "sd-mux");
	assert_string_equal(board->transfer.items[0], "sb");
	assert_int_equal(board->uboot.n, 3);
	board_free(board);
}

static void the_image_of_qemu_is_an_elf_file_unless_it_is_told_otherwise(void **state)
{
	struct board_cfg *board = load_board(HEAD "exact: [emu, '{image}{cpu}']\n");

	(void)state;
	assert_false(board->is_flat);
	board_free(board);
	board = load_board(HEAD "image: flat\nexact: [emu, '{image}{cpu}']\n");
	assert_true(board->is_flat);
	board_free(board);
}

static void a_board_that_stays_needs_a_console(void **state)
{
	(void)state;
	expect_board_faults("summary: x\ncpus: [max]\ntarget: serial\n",
			    "b.yaml:1:1: target 'serial' needs the key 'device' (as in device: "
			    "/dev/ttyUSB0)\n");
	expect_board_faults("summary: x\ncpus: [max]\ntarget: command\n",
			    "b.yaml:1:1: target 'command' needs the key 'console' (as in console: "
			    "[telnet, desk, 2001])\n");
}

static void a_key_of_another_target_is_told(void **state)
{
	(void)state;
	expect_board_faults(HEAD "exact: [emu, '{image}{cpu}']\nspeed: 9600\nreset: [x]\n",
			    "b.yaml:5:1: key 'speed' does not go with target 'qemu' (it is for: "
			    "serial)\n"
			    "b.yaml:6:1: key 'reset' does not go with target 'qemu' (it is for: "
			    "serial, command)\n");
	expect_board_faults(
		COMMAND "cntvct: [emu]\n",
		"b.yaml:5:1: key 'cntvct' does not go with target 'command' (it is for: "
		"qemu, replay)\n");
}

static void speeds_and_clocks_are_those_that_exist(void **state)
{
	(void)state;
	expect_board_faults(
		SERIAL "speed: 115000\nclocks: [exakt]\n",
		"b.yaml:5:8: speed: '115000' is not known here (did you mean '115200'? "
		"one of: 9600, 19200, 38400, 57600, 115200, 230400, 460800, 500000, "
		"921600, 1000000, 1500000, 2000000, 3000000, 4000000)\n"
		"b.yaml:6:10: clocks: 'exakt' is not a clock (did you mean 'exact'? one "
		"of: exact, cntvct)\n");
}

static void lines_for_uboot_have_what_they_need(void **state)
{
	(void)state;
	expect_board_faults(COMMAND "uboot: ['tftpboot 0x4 {file}', loady 0x4]\n",
			    "b.yaml:5:9: uboot: '{file}' is the image's name in the folder of a "
			    "TFTP server (give 'tftp', that folder)\n"
			    "b.yaml:5:32: uboot: 'loady 0x4' waits for a program that sends the "
			    "image (give 'transfer', as in transfer: [sb, '{image}'])\n"
			    "b.yaml:5:32: uboot: 'loady 0x4' is the last line, so nothing starts "
			    "the image (as booti does)\n");
}

static void placeholders_are_replaced_once(void **state)
{
	const char *const values[N_PLACEHOLDERS] = { "a{cpu}", "max", NULL, "0x10" };
	char why[128] = "";
	char *text = NULL;

	(void)state;
	assert_int_equal(setenv("TRAPLINE_TEST_TTY", "tty{image}", 1), 0);
	assert_int_equal(placeholder_replace("{image},{cpu} {TRAPLINE_TEST_TTY}{file}{size}{x}",
					     values, &text, why),
			 0);
	assert_string_equal(text, "a{cpu},max tty{image}{file}0x10{x}");
	free(text);
}

static void a_variable_that_is_not_set_is_named(void **state)
{
	const char *const values[N_PLACEHOLDERS] = { NULL };
	struct board_cfg *board =
		load_board("summary: x\ncpus: [max]\ntarget: serial\ndevice: '{TRAPLINE_TEST_A}'\n"
			   "reset: [relay, '{TRAPLINE_TEST_B}']\n");
	char why[192] = "";
	char *text = NULL;

	(void)state;
	assert_int_equal(unsetenv("TRAPLINE_TEST_A"), 0);
	assert_int_equal(setenv("TRAPLINE_TEST_B", "", 1), 0);
	assert_int_equal(placeholder_replace("{TRAPLINE_TEST_A}", values, &text, why), -EINVAL);
	assert_string_equal(why, "the environment variable TRAPLINE_TEST_A is not set");
	assert_false(placeholder_has_env(board, why, sizeof(why)));
	assert_string_equal(why, "the environment variable TRAPLINE_TEST_A is not set ('device' of "
				 "its board.yaml takes it)");
	assert_int_equal(setenv("TRAPLINE_TEST_A", "/dev/x", 1), 0);
	assert_false(placeholder_has_env(board, why, sizeof(why)));
	assert_string_equal(why,
			    "the environment variable TRAPLINE_TEST_B is empty ('reset' of its "
			    "board.yaml takes it)");
	assert_int_equal(setenv("TRAPLINE_TEST_B", "1", 1), 0);
	assert_true(placeholder_has_env(board, why, sizeof(why)));
	board_free(board);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_TREE(a_board_is_read_as_it_is_written),
		WITH_TREE(a_command_that_is_left_out_is_empty),
		WITH_TREE(a_board_that_is_missing_is_told_with_those_that_are_there),
		cmocka_unit_test(a_board_needs_a_command),
		cmocka_unit_test(all_required_keys_of_a_board_are_told_at_once),
		cmocka_unit_test(a_command_that_begins_with_a_placeholder_is_told),
		cmocka_unit_test(placeholders_that_do_not_exist_are_told),
		cmocka_unit_test(braces_around_no_word_are_left_alone),
		cmocka_unit_test(a_qemu_command_without_image_or_cpu_is_a_fault),
		cmocka_unit_test(an_unquoted_placeholder_is_told_to_be_quoted),
		cmocka_unit_test(arguments_may_repeat_and_look_like_numbers_or_truths),
		cmocka_unit_test(cpu_names_fit_into_file_names),
		cmocka_unit_test(a_target_that_does_not_exist_is_told),
		cmocka_unit_test(an_empty_board_file_is_empty),
		cmocka_unit_test(what_a_board_needs_is_taken_as_it_stands),
		cmocka_unit_test(a_serial_board_has_what_is_usual),
		cmocka_unit_test(a_serial_board_is_read_as_it_is_written),
		cmocka_unit_test(the_image_of_qemu_is_an_elf_file_unless_it_is_told_otherwise),
		cmocka_unit_test(a_board_that_stays_needs_a_console),
		cmocka_unit_test(a_key_of_another_target_is_told),
		cmocka_unit_test(speeds_and_clocks_are_those_that_exist),
		cmocka_unit_test(lines_for_uboot_have_what_they_need),
		cmocka_unit_test(placeholders_are_replaced_once),
		cmocka_unit_test(a_variable_that_is_not_set_is_named),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
