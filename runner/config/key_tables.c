/* SPDX-License-Identifier: Apache-2.0 */
#include "config/keys.h"
#include "wire/params.h"

/* In the order of enum clock_mode. */
static const char *const clock_words[] = { "exact", "cntvct", NULL };

/* No before yes, so that the index is the truth value. */
static const char *const truth_words[] = { "false", "true", NULL };

/* The names that target_find() knows. */
static const char *const target_words[] = { "qemu", "serial", "command", "replay", NULL };

/* No before yes, as above. */
static const char *const image_words[] = { "elf", "flat", NULL };

/* In the order of enum board_flow. */
static const char *const flow_words[] = { "none", "rtscts", "xonxoff", NULL };

/* Those that termios has a constant for. */
static const char *const speed_words[] = { "9600",    "19200",   "38400",   "57600",   "115200",
					   "230400",  "460800",  "500000",  "921600",  "1000000",
					   "1500000", "2000000", "3000000", "4000000", NULL };

/* clang-format off */
static const struct key suite_rows[SUITE_KEYS] = {
	[SUITE_SUMMARY]	   = { "summary", KEY_TEXT, NULL, true, NULL, 1, 100, "characters", NULL,
		"What the suite is for, in one line" },
	[SUITE_CLOCK]	   = { "clock", KEY_WORD, NULL, false, "exact", 0, 0, NULL, clock_words,
		"`exact`: one tick is one executed instruction; `cntvct`: the board's own counter" },
	[SUITE_BOARDS]	   = { "boards", KEY_SET, "board/cpu", true, NULL, 1, 64, "items", NULL,
		"Where to run; a board without `/cpu` means all its CPUs; none may come up twice" },
	[SUITE_TOOLCHAIN]  = { "toolchain", KEY_SET, "compiler", false, "[gcc]", 1, 2, "items", NULL,
		"Compilers of the image: `gcc`, `clang`" },
	[SUITE_HAL]	   = { "hal", KEY_SET, "HAL binding", false, "[static, table]", 1, 16, "items", NULL,
		"Folders under `vcpu/hal`: how libvcpu calls the hypervisor around it" },
	[SUITE_SWITCH]	   = { "switch", KEY_SET, "switch policy", false, "[lazy]", 1, 16, "items", NULL,
		"Folders under `vcpu/aarch64/switch`: what of a guest moves at each exit" },
	[SUITE_VECTORS]	   = { "vectors", KEY_SET, "set of vectors", false, "[plain]", 1, 16, "items", NULL,
		"Folders under `vcpu/aarch64/vectors`: mitigations and fast paths at the vectors" },
	[SUITE_FLAGS]	   = { "flags", KEY_SET, "set of flags", false, "[-O2]", 1, 64, "items", NULL,
		"Files `microbench/flags/<set>.mk`: what the compiler is told" },
	[SUITE_BENCHMARKS] = { "benchmarks", KEY_SET, "pattern", false, "[\"*\"]", 1, 256, "items", NULL,
		"Shell patterns (`hvc/*`) of benchmark names; each must match at least one" },
	[SUITE_EXCLUDE]	   = { "exclude", KEY_SET, "rule", false, NULL, 1, 256, "items", NULL,
		"Cells to leave out: all patterns of a rule match, as in `board=pi* flags=lto`" },
	[SUITE_INCLUDE]	   = { "include", KEY_SET, "rule", false, NULL, 1, 256, "items", NULL,
		"Cells to add: what a rule names is all of the tree that matches, the rest as the lists above" },
	[SUITE_SAMPLES]	   = { "samples", KEY_NUMBER, NULL, false, "256", 1, PARAMS_SAMPLES_MAX, "operations", NULL,
		"Timed operations of each cell" },
	[SUITE_BOOTS]	   = { "boots", KEY_NUMBER, NULL, false, "1", 1, 99, "boots", NULL,
		"Boots of each cell; on a clock with noise a verdict needs 7 or more" },
	[SUITE_WARMUP]	   = { "warmup", KEY_NUMBER, NULL, false, "16", 0, PARAMS_WARMUP_MAX, "operations", NULL,
		"Operations before them that are not timed" },
	[SUITE_TIMEOUT_S]  = { "timeout_s", KEY_NUMBER, NULL, false, "20", 1, 3600, "seconds", NULL,
		"Silence on the console after which a boot is given up" },
	[SUITE_COLD]	   = { "cold", KEY_WORD, NULL, false, "false", 0, 0, NULL, truth_words,
		"Caches, TLBs and branch predictors are displaced before each sample" },
	[SUITE_LOAD]	   = { "load", KEY_WORD, NULL, false, "false", 0, 0, NULL, truth_words,
		"Another CPU hammers memory meanwhile" },
};

static const struct key board_rows[BOARD_KEYS] = {
	[BOARD_SUMMARY] = { "summary", KEY_TEXT, NULL, true, NULL, 1, 100, "characters", NULL,
		"What the board is, in one line" },
	[BOARD_TARGET]	= { "target", KEY_WORD, NULL, true, NULL, 0, 0, NULL, target_words,
		"`qemu`: a program that is the board; `serial`, `command`: a board with a console; `replay`: a recorded one" },
	[BOARD_CPUS]	= { "cpus", KEY_SET, "CPU name", true, NULL, 1, 32, "items", NULL,
		"Letters, digits and `. _ -`; each becomes a board/cpu that suites name" },
	[BOARD_NEEDS]	= { "needs", KEY_LIST, "argument", false, NULL, 1, 256, "items", NULL,
		"Program that ends with 0 where the board can be started from here; else it is left out, for the reason that it prints; one that cannot be run, is killed, or takes 30 s says nothing: its cells are missing" },
	[BOARD_EXACT]	= { "exact", KEY_LIST, "argument", false, NULL, 1, 256, "items", NULL,
		"Command that starts the board with `clock: exact`; left out: not possible here" },
	[BOARD_CNTVCT]	= { "cntvct", KEY_LIST, "argument", false, NULL, 1, 256, "items", NULL,
		"Command that starts the board with `clock: cntvct`; left out: not possible here" },
	[BOARD_IMAGE]	= { "image", KEY_WORD, NULL, false, NULL, 0, 0, NULL, image_words,
		"What `{image}` is; left out: `flat` (an arm64 Image) with `serial` and `command`, else `elf`" },
	[BOARD_CLOCKS]	= { "clocks", KEY_SET, "clock", false, "[cntvct]", 1, 2, "items", NULL,
		"`serial`, `command`: the clocks that a suite can ask for" },
	[BOARD_DEVICE]	= { "device", KEY_TEXT, NULL, false, NULL, 1, 256, "characters", NULL,
		"`serial`: the line, best as `/dev/serial/by-id/...`; required there" },
	[BOARD_SPEED]	= { "speed", KEY_WORD, NULL, false, "115200", 0, 0, NULL, speed_words,
		"`serial`: bits per second, 8N1" },
	[BOARD_FLOW]	= { "flow", KEY_WORD, NULL, false, "none", 0, 0, NULL, flow_words,
		"`serial`: flow control, by wires or by characters" },
	[BOARD_CONSOLE] = { "console", KEY_LIST, "argument", false, NULL, 1, 256, "items", NULL,
		"`command`: program whose stdin and stdout are the console; required there" },
	[BOARD_LOAD]	= { "load", KEY_LIST, "argument", false, NULL, 1, 256, "items", NULL,
		"Run on the host before each boot: puts `{image}` where the board finds it" },
	[BOARD_POWER_ON] = { "power_on", KEY_LIST, "argument", false, NULL, 1, 256, "items", NULL,
		"Run on the host: switches the board on" },
	[BOARD_POWER_OFF] = { "power_off", KEY_LIST, "argument", false, NULL, 1, 256, "items", NULL,
		"Run on the host: switches it off, before a boot without `reset` and at the end" },
	[BOARD_RESET]	= { "reset", KEY_LIST, "argument", false, NULL, 1, 256, "items", NULL,
		"Run on the host at each boot instead: resets a board that is on" },
	[BOARD_TFTP]	= { "tftp", KEY_TEXT, NULL, false, NULL, 1, 256, "characters", NULL,
		"Folder of a TFTP server that the image is put into, as `{file}`, for each boot" },
	[BOARD_AUTOBOOT] = { "autoboot", KEY_TEXT, NULL, false, "Hit any key to stop autoboot", 1, 100, "characters", NULL,
		"What U-Boot says when a key would stop it from booting by itself" },
	[BOARD_INTERRUPT] = { "interrupt", KEY_KEYS, NULL, false, "\" \"", 1, 32, "characters", NULL,
		"What is typed then" },
	[BOARD_PROMPT]	= { "prompt", KEY_TEXT, NULL, false, "\"=> \"", 1, 100, "characters", NULL,
		"U-Boot's prompt" },
	[BOARD_PROMPT_S] = { "prompt_s", KEY_NUMBER, NULL, false, "60", 1, 3600, "seconds", NULL,
		"Until the prompt comes, and for each line of `uboot` until it comes back" },
	[BOARD_UBOOT]	= { "uboot", KEY_LIST, "line", false, NULL, 1, 64, "items", NULL,
		"Typed at the prompt one by one; the last one starts the image" },
	[BOARD_TRANSFER] = { "transfer", KEY_LIST, "argument", false, NULL, 1, 256, "items", NULL,
		"Program that sends `{image}` when a line of `uboot` is `loadb`, `loadx` or `loady`" },
};
/* clang-format on */

const struct key_set suite_keys = { "suite", suite_rows, SUITE_KEYS };
const struct key_set board_keys = { "board", board_rows, BOARD_KEYS };
