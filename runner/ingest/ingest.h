/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Console bytes in, benchmark results out. Accepts only a stream whose records are complete and
 * without gaps; names the first thing wrong with any other.
 */
#ifndef INGEST_INGEST_H
#define INGEST_INGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INGEST_WHY_MAX       160u
#define INGEST_REGISTERS_MAX 320u
#define INGEST_EXITS_MAX     16u
#define INGEST_CHECKS_MAX    16u
#define INGEST_BENCHES_MAX   512u /* with PARAMS_SAMPLES_MAX, what a console can make us allocate */

struct ingest_hello {
	bool seen;
	char build[33]; /* hex build identity, lower case */
	char board[64];
	char hal[16];
	char switch_policy[16];
	char vectors[32];
	char toolchain[48];
	char flags[96];
	char clock[16]; /* what the image measured: exact or cntvct */
	uint64_t midr;
	uint64_t cntfrq_hz;
	uint64_t step; /* of the counter, in ticks: the smallest that was seen */
	bool cold;
	bool load;
	uint64_t benches; /* how many follow */
	uint64_t nonce;   /* that was written into the image for this boot; 0: none */
	/* Identification registers behind it, by their names: "midr=0x411fd070 mpidr=0x80000000 ..."; of
	 * an image that tells no others midr alone. */
	char registers[INGEST_REGISTERS_MAX];
};

struct ingest_check {
	char name[32];
	bool ok;
	char spoils[192];         /* patterns of benchmark names with a comma between, or * */
	char why[INGEST_WHY_MAX]; /* "" when ok */
};

struct ingest_exit {
	char name[24];  /* exit reason as in vcpu/exit.h, lower case */
	uint64_t count; /* over all samples of the benchmark */
};

/* Three places behind the point. */
struct ingest_decimal {
	uint64_t whole;
	uint32_t thousandths;
};

enum ingest_state {
	INGEST_OPEN,     /* B seen, E not yet */
	INGEST_COMPLETE, /* E seen, all samples there, n right, nothing dropped, bad is 0 */
	INGEST_FAILED,   /* F seen, or E with samples missing, dropped or bad; why says it */
	INGEST_NA,       /* N seen: not for this board or image; why says it */
};

/* What P may have. */
enum ingest_pmu {
	INGEST_CYCLES,
	INGEST_INSTRUCTIONS,
	INGEST_EL2_CYCLES,
	INGEST_EL2_INSTRUCTIONS,
	INGEST_N_PMU,
};

struct ingest_bench {
	char name[64];
	char payload[64];
	char unit[16];
	char expect[64]; /* what the image asserts between the stamps of one sample */
	enum ingest_state state;
	char why[INGEST_WHY_MAX];
	uint64_t overhead; /* already subtracted from samples */
	bool has_floor;
	uint64_t floor; /* the operation with nothing to trap into; overhead subtracted */
	uint64_t batch; /* operations in one sample, of overhead and floor too */
	bool has_each;
	struct ingest_decimal each; /* the median of one operation, as the image computed it */
	bool has_counts;            /* P seen */
	bool has_count[INGEST_N_PMU];
	uint64_t count[INGEST_N_PMU]; /* medians of one operation */
	uint64_t warmup;
	size_t n_asked; /* samples that B announced */
	uint64_t *samples;
	size_t n;
	struct ingest_exit exits[INGEST_EXITS_MAX];
	size_t n_exits;
};

struct ingest {
	struct ingest_hello hello;
	struct ingest_check checks[INGEST_CHECKS_MAX];
	size_t n_checks;
	struct ingest_bench *benches; /* in the order of the wire */
	size_t n_benches;
	bool ended;   /* Z seen and its counts agree */
	bool damaged; /* bad CRC, gap, bad form, record after Z, ...: nothing after
					 * the damage is taken; why and line_no say where */
	char why[INGEST_WHY_MAX];
	uint64_t line_no;    /* console lines seen, from 1; stays where the damage is */
	char last_text[160]; /* last console line that is no record, printable: a panic's first
					 * words help more than "unexpected end" */
	/* private */
	char line[512]; /* the line being assembled; bytes that do not fit are only counted */
	size_t line_len;
	uint32_t next_seq;
	uint64_t n_fails; /* F records */
	uint64_t n_nas;   /* N records */
	size_t benches_capacity;
	size_t samples_capacity; /* of the open benchmark */
};

void ingest_init(struct ingest *in);
/* 0 or -ENOMEM. Feed any number of bytes; lines may be split anywhere. */
int ingest_feed(struct ingest *in, const char *bytes, size_t len);
/* To be called once at the end of the console: an unfinished record or benchmark becomes damage. */
void ingest_finish(struct ingest *in);
/* True when hello, every announced benchmark and the end came, with no damage. */
bool ingest_is_complete(const struct ingest *in);
void ingest_free(struct ingest *in);

#endif
