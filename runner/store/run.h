/* SPDX-License-Identifier: Apache-2.0 */
/* One run in memory: what results/runs/<id>/run.json holds (results/SCHEMA.md). */
#ifndef STORE_RUN_H
#define STORE_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stats/stats.h"

#define RUN_SCHEMA 1

struct cell_key {        /* what makes two cells of two runs the same cell */
	char *benchmark; /* hvc/return */
	char *host;      /* the hypervisor that was measured: "trapline" */
	char *board;
	char *cpu;
	char *toolchain; /* gcc-12.2.0 */
	char *flags;     /* -O2 */
	char *hal;
	char *switch_policy; /* JSON key "switch" */
	char *clock;         /* exact, cntvct */
};

enum cell_status {
	CELL_OK,
	CELL_MISSING, /* no trustworthy result; error says why, log where to look */
};

struct exit_count {
	char *name;
	uint64_t count; /* between the stamps, over all n samples */
};

struct cell {
	struct cell_key key;
	enum cell_status status;
	char *error;       /* one line; NULL when CELL_OK */
	char *log;         /* console log, relative to the run's folder */
	char *unit;        /* instructions, ticks */
	uint64_t overhead; /* of the empty frame, subtracted from every sample, in unit */
	uint64_t *samples;
	size_t n;
	struct stats_summary sum; /* of samples; only when CELL_OK */
	struct exit_count *exits;
	size_t n_exits;
};

struct env_item {
	char *key; /* dotted: "tools.qemu" becomes environment.tools.qemu */
	char *value;
};

struct run {
	char *id; /* folder name: 20261121T081500Z-<suite>, unique */
	char *suite;
	char *started; /* RFC 3339, UTC */
	double wall_s;
	char *command; /* repeats it */
	struct env_item *env;
	size_t n_env;
	struct cell *cells; /* sorted by board, cpu, benchmark, hal */
	size_t n_cells;
};

struct run *run_new(void);
void run_free(struct run *run);
/* Each 0 or -ENOMEM; strings are copied. */
int run_set_env(struct run *run, const char *key, const char *value);
/* Appends a zeroed cell; the pointer is valid until the next call. */
struct cell *run_add_cell(struct run *run);
void run_sort_cells(struct run *run);
/* True when every key field but the ones named differ by nothing: static and table of one cell. */
bool cell_same_but_hal(const struct cell *a, const struct cell *b);
bool cell_same(const struct cell *a, const struct cell *b);
/* "hvc/return qemu-virt-gicv3/cortex-a57 static": what messages call a cell. Caller frees. */
char *cell_name(const struct cell *cell);

/* What names say of how a cell's image is built: "static", and with a policy that is not the default
 * "static eager". */
#define CELL_SWITCH_DEFAULT "lazy"
struct cell_variant {
	char text[96];
};
struct cell_variant cell_variant(const struct cell_key *key);
bool cell_switch_is_default(const char *switch_policy); /* NULL and "", unknown, are too */
size_t run_n_missing(const struct run *run);

#endif
