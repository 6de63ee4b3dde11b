/* SPDX-License-Identifier: Apache-2.0 */
/* One run in memory: what results/runs/<id>/run.json holds (results/SCHEMA.md). */
#ifndef STORE_RUN_H
#define STORE_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stats/stats.h"

#define RUN_SCHEMA        4
#define RUN_SCHEMA_OLDEST 3      /* that is still read */
#define CELL_BOOT_MAX     65535u /* of cell.boot and cell.layout */

struct cell_key {        /* what makes two cells of two runs the same cell */
	char *benchmark; /* hvc/return */
	char *host;      /* the hypervisor that was measured: "trapline" */
	char *board;
	char *cpu;
	char *toolchain; /* gcc-12.2.0 */
	char *flags;     /* -O2 */
	char *hal;
	char *switch_policy; /* JSON key "switch" */
	char *vectors;
	char *clock; /* exact, cntvct */
};

/* The fields of a key, by the names that files have for them, in the order of run.json. */
#define CELL_KEY_FIELDS 10u
extern const char *const cell_key_names[CELL_KEY_FIELDS];
/* In a key that is being made a field may be NULL. */
const char *cell_key_text(const struct cell_key *key, size_t field);
void cell_key_free(struct cell_key *key);

enum cell_status {
	CELL_OK,
	CELL_MISSING, /* no trustworthy result; error says why, log where to look */
	CELL_SPOILED, /* a result that is not to be trusted: a self-check failed, error says which */
	CELL_NA,      /* not applicable to this board or image; error says why; no failure */
};

struct exit_count {
	char *name;
	uint64_t count; /* between the stamps, over all n samples */
};

/* What the PMU counted, medians of one operation. */
enum cell_pmu {
	PMU_CYCLES,
	PMU_INSTRUCTIONS,
	PMU_EL2_CYCLES,
	PMU_EL2_INSTRUCTIONS,
	N_PMU,
};

/* What the host's PMU counted of the process that was QEMU, user mode only. */
enum host_count {
	HOST_INSTRUCTIONS,
	HOST_CYCLES,
	N_HOST_COUNT,
};

struct cell { /* of one boot: a cell that is booted n times is there n times */
	struct cell_key key;
	unsigned boot;   /* 0 to n - 1, in the order of time */
	unsigned layout; /* seed of the image's link order and padding; 0: as make links it */
	enum cell_status status;
	char *error; /* one line; NULL when CELL_OK */
	char *log;   /* console log, relative to the run's folder */
	char *unit;  /* instructions, ticks */
	bool has_floor;
	uint64_t floor; /* the operation with nothing to trap into, in unit */
	bool has_pmu[N_PMU];
	uint64_t pmu[N_PMU];
	double boot_s; /* how long the whole boot took that gave this; 0: not known */
	bool has_host_count[N_HOST_COUNT];
	uint64_t host_count[N_HOST_COUNT]; /* of the whole boot, not of this cell alone */
	uint64_t overhead; /* of the empty frame, subtracted from every sample, in unit */
	uint64_t batch;    /* operations in one sample, and in overhead and floor; 0 is 1 */
	uint64_t step;     /* the smallest by which the counter was seen to move */
	uint64_t *samples;
	size_t n;
	struct stats_summary sum; /* of samples; only when cell_has_samples() */
	struct exit_count *exits;
	size_t n_exits;
};

struct env_item {
	char *key; /* dotted: "tools.qemu" becomes environment.tools.qemu */
	char *value;
};

struct run_check { /* what an image looked at in itself before it measured */
	char *boot;
	char *check;
	bool ok;
	char *spoils; /* patterns of benchmark names with a comma between, * for all */
	char *why;    /* NULL when ok */
};

struct run {
	char *id; /* folder name: 20261121T081500Z-<suite>, unique */
	char *suite;
	char *started; /* RFC 3339, UTC */
	double wall_s;
	char *command; /* repeats it */
	bool cold;
	bool load;
	struct env_item *env;
	size_t n_env;
	struct run_check *checks; /* in the order of the boots */
	size_t n_checks;
	struct cell *cells; /* sorted by board, cpu, benchmark, hal, ..., boot */
	size_t n_cells;
};

struct run *run_new(void);
void run_free(struct run *run);
/* What the environment says of @key; run_find_env(): NULL, run_env_text(): "" where it says nothing. */
const char *run_find_env(const struct run *run, const char *key);
const char *run_env_text(const struct run *run, const char *key);
/* Whether the source tree had changes beside its revision. */
bool run_is_dirty(const struct run *run);
/* Each 0 or -ENOMEM; strings are copied. */
int run_set_env(struct run *run, const char *key, const char *value);
/* Appends a zeroed cell; the pointer is valid until the next call. */
struct cell *run_add_cell(struct run *run);
/* Strings are copied; @why NULL: it succeeded. 0 or -ENOMEM. */
int run_add_check(struct run *run, const char *boot, const char *check, const char *spoils,
		  const char *why);
void run_sort_cells(struct run *run);
/* Frees the cells from @n on. */
void run_keep_cells(struct run *run, size_t n);
/* Moves @cell behind those of @run, and leaves it zeroed: 0 or -ENOMEM, and then it is as it was. */
int run_move_cell(struct run *run, struct cell *cell);
/* Fills the zeroed @to; 0 or -ENOMEM, and then it is for run_free() as it is. */
int cell_key_copy(const struct cell_key *from, struct cell_key *to);
/* The order of cells in a run: below, at or above 0 as strcmp(). */
int cell_key_order(const struct cell_key *a, const struct cell_key *b);
/* True when every key field but the ones named differ by nothing: static and table of one cell. */
bool cell_same_but_hal(const struct cell *a, const struct cell *b);
bool cell_same(const struct cell *a, const struct cell *b); /* whatever boots they are of */
/* How many entries from @index on are boots of one cell; @index is its first. */
size_t run_count_boots(const struct run *run, size_t index);
/* The same toolchain, as far as it is known: none matches any, and gcc matches gcc-12.2.0. */
bool cell_toolchain_matches(const char *a, const char *b);
/* "hvc/return qemu-virt-gicv3/cortex-a57 static": what messages call a cell. Caller frees. */
char *cell_name(const struct cell *cell);

/* What names say of how a cell's image is built: "static", and behind it whatever is not the default of
 * switch policy, vectors, flags and compiler, in this order: "static eager -O3 clang". */
#define CELL_SWITCH_DEFAULT    "lazy"
#define CELL_VECTORS_DEFAULT   "plain"
#define CELL_FLAGS_DEFAULT     "-O2"
#define CELL_TOOLCHAIN_DEFAULT "gcc"
struct cell_variant {
	char text[160];
};
struct cell_variant cell_variant(const struct cell_key *key);
struct cell_variant cell_variant_by(const struct cell_key *key, char separator);

/* Of one operation: @value, a figure of a sample, by the cell's batch. */
double cell_each(const struct cell *cell, double value);
double cell_median(const struct cell *cell);
bool cell_has_samples(const struct cell *cell);
/* Without a result that can be trusted, though there had to be one. */
bool cell_is_failed(const struct cell *cell);
size_t run_count(const struct run *run, enum cell_status status);
size_t run_n_failed(const struct run *run);
/* "cold, under load" as far as it is so; "" otherwise. */
const char *run_mode(const struct run *run);

#endif
