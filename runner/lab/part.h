/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One of several parts of a run, each measured by a machine of its own; docs/sharding.md.
 *
 * What is dealt are units: all boots of one image on one board and CPU. In the order of boards, images and
 * CPUs a part is a stretch of them, such that the largest part has as few cells as can be: so a board is in
 * as few parts as can be, and an image is built for few of them. Every machine finds the same parts.
 */
#ifndef LAB_PART_H
#define LAB_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/run.h"

#define PART_MOST 10000u /* parts of a plan */

/* File in the run's folder: every cell of the whole plan; only of plans of at most so many cells. */
#define PART_LIST       "shard.tsv"
#define PART_LIST_CELLS 100000u

/* Keys of the environment. */
#define PART_KEY_INDEX "shard.index"
#define PART_KEY_OF    "shard.of"
#define PART_KEY_PLAN  "shard.plan"

struct lab_part {
	unsigned index; /* 1 to of */
	unsigned of;    /* 0: the whole */
};

struct part_settings { /* what all parts must have been measured with, beside their cells */
	const char *suite;
	uint32_t samples;
	uint32_t warmup;
	unsigned boots;
	unsigned layouts;
	bool cold;
	bool load;
};

struct part_plan {
	char digest[17];
	char *list; /* text of PART_LIST; NULL: the plan is too large for one */
	size_t size;
	size_t n_units;
};

/* "2/4"; false: it is not of this form, or 0/4, 5/4, or of more than PART_MOST. */
bool part_parse(const char *text, struct lab_part *out);

/**
 * part_take - leave of a planned run what is @part of it
 * @run: the cells of the whole plan, each once; they keep their order. Its environment gets the keys above
 * @out: for part_plan_free(), also when it fails
 *
 * Returns: 0; -ERANGE: there are fewer units than parts, out->n_units says how many; -ENOMEM
 */
int part_take(struct run *run, const struct part_settings *settings, const struct lab_part *part,
	      struct part_plan *out);
void part_plan_free(struct part_plan *plan);

/**
 * part_deal - the parts of a plan
 * @sizes: cells of each of @n units
 * @parts: at most @n
 * @out:   for each unit its part, from 1; not falling
 */
void part_deal(const size_t *sizes, size_t n, unsigned parts, unsigned *out);

/* FNV-1a; @hash begins as PART_HASH. */
#define PART_HASH UINT64_C(0xcbf29ce484222325)
uint64_t part_hash(uint64_t hash, const char *text);

#endif
