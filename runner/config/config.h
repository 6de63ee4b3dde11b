/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Suites (microbench/suites/<name>.yaml) and boards (microbench/boards/<name>/board.yaml), read and
 * checked. docs/formats/suite.md and docs/formats/board.md are the references, made from the same
 * key tables as the parser's messages.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "config/diag.h"

struct str_list {
	char **items;
	size_t n;
};

/* The clock a run is asked for; ARCHITECTURE "Clocks". */
enum clock_mode {
	CLOCK_EXACT,  /* one tick is one executed instruction (QEMU -icount) */
	CLOCK_CNTVCT, /* the board's own counter */
};

enum board_flow {
	BOARD_FLOW_NONE,
	BOARD_FLOW_RTSCTS,
	BOARD_FLOW_XONXOFF,
};

/*
 * microbench/boards/<name>/board.yaml. Inside a text or an argument {image}, {cpu}, {file}, {size} and
 * {NAME}, a variable of the environment, are replaced at boot: config/placeholder.h.
 */
struct board_cfg {
	char *name; /* the folder's */
	char *summary;
	/* "qemu" (a child process that is the board), "serial" and "command" (a board that stays,
	 * reached over its console), "replay" (a recorded console) */
	char *target;
	struct str_list cpus;
	/* argv of a program that ends with 0 where the board can be started from here, n = 0: it can */
	struct str_list needs;
	struct str_list exact;  /* qemu, replay: argv for CLOCK_EXACT, n = 0: not available here */
	struct str_list cntvct; /* qemu, replay: argv for CLOCK_CNTVCT, n = 0: not available here */
	bool is_flat;           /* the image is bench.bin, not bench.elf */
	/* The rest is of serial and command. Lists are argv of a host program, n = 0: there is none. */
	struct str_list clocks; /* what it can do: exact, cntvct */
	char *device;           /* serial; else NULL */
	uint32_t speed;         /* bits per second */
	enum board_flow flow;
	struct str_list console; /* command */
	struct str_list load;
	struct str_list power_on;
	struct str_list power_off;
	struct str_list reset;
	char *tftp; /* folder; NULL: none */
	char *autoboot;
	char *interrupt;
	char *prompt;
	uint32_t prompt_s;
	struct str_list uboot; /* lines; n = 0: the board starts the image by itself */
	struct str_list transfer;
};

struct board_ref {
	char *board;
	char *cpu;
};

/* What a cell is of, by the names that rules and files have for it. */
enum cell_field {
	FIELD_BOARD,
	FIELD_CPU,
	FIELD_TOOLCHAIN,
	FIELD_HAL,
	FIELD_SWITCH,
	FIELD_VECTORS,
	FIELD_FLAGS,
	FIELD_BENCHMARK,
	CELL_FIELDS,
};

/* "board=pi* flags=lto": cells of which every pattern matches. */
struct suite_rule {
	char *text;
	const char *patterns[CELL_FIELDS]; /* inside it; NULL: any */
};

/* Every combination of these. */
struct suite_cells {
	struct board_ref *boards;
	size_t n_boards;
	struct str_list lists[CELL_FIELDS]; /* of FIELD_BOARD and FIELD_CPU none */
};

struct suite_cfg {
	char *path;
	char *name; /* file name without .yaml */
	char *summary;
	enum clock_mode clock;
	struct board_ref *boards; /* "board/cpu" or "board" (all its CPUs), expanded */
	size_t n_boards;
	struct str_list toolchain;     /* gcc, clang */
	struct str_list hal;           /* static, table */
	struct str_list switch_policy; /* lazy, eager */
	struct str_list vectors;       /* plain, ... */
	struct str_list flags;         /* -O2, ... */
	struct str_list benchmarks;    /* fnmatch patterns of the suite, expanded, sorted, unique */
	struct suite_rule *exclude;    /* of the cells of the lists above */
	size_t n_exclude;
	struct suite_cells *include; /* cells beside those, whatever is excluded */
	size_t n_include;
	uint32_t samples;
	uint32_t boots; /* of each cell */
	uint32_t warmup;
	uint32_t timeout_s; /* silence on the console before giving a boot up */
	bool cold;          /* caches, TLBs and branch predictors displaced before each sample */
	bool load;          /* another CPU hammers memory */
};

/* One benchmark as its source file declares it, for `trapline list` and for checking suites. */
struct bench_info {
	char *name;    /* hvc/return, from microbench/benches/hvc_return.c (first _ is /) */
	char *summary; /* the file's first comment sentence after the licence line */
};

struct catalog { /* what the source tree offers; discovered, sorted by name */
	char *root;
	struct bench_info *benches;
	size_t n_benches;
	struct str_list boards;     /* folders with a board.yaml */
	struct str_list toolchains; /* what make knows: gcc, clang */
	struct str_list hals;       /* folders under vcpu/hal */
	struct str_list switches;   /* folders under vcpu/aarch64/switch */
	struct str_list vectors;    /* folders under vcpu/aarch64/vectors */
	struct str_list flags;      /* of flags: microbench/flags/<name>.mk */
	struct str_list suites;     /* names, no .yaml */
};

/* Each returns 0, -ENOMEM, or -EINVAL with at least one line added to @d; *out only on 0. */
int catalog_load(const char *root, struct catalog **out, struct diag *d);
int board_load(const struct catalog *cat, const char *name, struct board_cfg **out, struct diag *d);
int suite_load(const struct catalog *cat, const char *path, struct suite_cfg **out, struct diag *d);

/* The first sentence of the first comment of microbench/flags/<name>.mk behind the licence line; caller frees. */
int flag_set_summary(const struct catalog *cat, const char *name, char **out, struct diag *d);

/* The key table of one kind of file as Markdown; docs/formats holds exactly this. */
enum config_kind {
	CONFIG_SUITE,
	CONFIG_BOARD,
};
void config_print_keys(FILE *out, enum config_kind kind);

/* The cells of the lists of @suite, exclude and include aside; borrowed. */
struct suite_cells suite_lists(const struct suite_cfg *suite);
/* Whether a rule of @suite leaves out the cell of these @values. */
bool suite_excludes(const struct suite_cfg *suite, const char *const values[CELL_FIELDS]);

void catalog_free(struct catalog *cat);
void board_free(struct board_cfg *board);
void suite_free(struct suite_cfg *suite);

#endif
