/* SPDX-License-Identifier: Apache-2.0 */
/* One row a key: it gives the parser, the default, the range check, the message and the docs. */
#ifndef CONFIG_KEYS_H
#define CONFIG_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/config.h"
#include "config/tree.h"

enum key_type {
	KEY_TEXT, /* one line; range: characters */
	KEY_KEYS, /* what is typed: a text in which control characters may be; range: characters */
	KEY_NUMBER, /* plain decimal digits */
	KEY_WORD,   /* one of a closed set */
	KEY_LIST,   /* of texts; range: items */
	KEY_SET,    /* a list in which nothing is twice */
};

struct key {
	const char *name;
	enum key_type type;
	const char *item; /* KEY_LIST, KEY_SET: what one item is */
	bool is_required;
	const char *fallback; /* the default, as YAML; NULL: none */
	uint32_t min;
	uint32_t max;
	const char *unit;
	const char *const *words; /* KEY_WORD: ends with NULL */
	const char *help;
};

enum suite_key {
	SUITE_SUMMARY,
	SUITE_CLOCK,
	SUITE_BOARDS,
	SUITE_TOOLCHAIN,
	SUITE_HAL,
	SUITE_SWITCH,
	SUITE_VECTORS,
	SUITE_FLAGS,
	SUITE_BENCHMARKS,
	SUITE_EXCLUDE,
	SUITE_INCLUDE,
	SUITE_SAMPLES,
	SUITE_BOOTS,
	SUITE_WARMUP,
	SUITE_TIMEOUT_S,
	SUITE_COLD,
	SUITE_LOAD,
	SUITE_KEYS,
};

enum board_key {
	BOARD_SUMMARY,
	BOARD_TARGET,
	BOARD_CPUS,
	BOARD_NEEDS,
	BOARD_EXACT,
	BOARD_CNTVCT,
	BOARD_IMAGE,
	BOARD_CLOCKS,
	BOARD_DEVICE,
	BOARD_SPEED,
	BOARD_FLOW,
	BOARD_CONSOLE,
	BOARD_LOAD,
	BOARD_POWER_ON,
	BOARD_POWER_OFF,
	BOARD_RESET,
	BOARD_TFTP,
	BOARD_AUTOBOOT,
	BOARD_INTERRUPT,
	BOARD_PROMPT,
	BOARD_PROMPT_S,
	BOARD_UBOOT,
	BOARD_TRANSFER,
	BOARD_KEYS,
};

struct key_set {
	const char *what; /* suite */
	const struct key *keys;
	size_t n;
};

extern const struct key_set suite_keys;
extern const struct key_set board_keys;

/* One key's value after keys_read(). */
struct key_value {
	struct node *node; /* NULL: not given and no default, or a fault was told */
	bool is_given;
	struct mark name_at;  /* of the key, when given */
	uint32_t number;      /* KEY_NUMBER; KEY_WORD: index into its words */
	struct tree fallback; /* what node points into when the key is not given */
};

/**
 * keys_read - check a file against its key table
 * @values: one for each key of @set, zeroed; the nodes belong to @tree; of a list, items that are
 *          not NODE_TEXT have a fault
 *
 * Returns: 0 or -ENOMEM; @values is to be cleared in either case
 */
int keys_read(const struct key_set *set, struct tree *tree, const char *file,
	      struct key_value *values, struct faults *faults);
void key_values_clear(struct key_value *values, size_t n);

/* The texts of a list that has no faults; none when @value has no node. 0 or -ENOMEM. */
int key_value_take_list(const struct key_value *value, struct str_list *out);

#endif
