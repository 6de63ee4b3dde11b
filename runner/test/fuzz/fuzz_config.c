/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a suite and as a board file. What is accepted keeps the ranges of its keys, and what
 * is refused says why in lines without control characters.
 *
 *   make build/fuzz/fuzz_config
 *   build/fuzz/fuzz_config -runs=20000 -seed=1 runner/test/fuzz/seeds/config	the same inputs each time
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "config/load.h"
#include "test/source_tree.h"

#define MUST(claim)                                                                                \
	do {                                                                                       \
		if (!(claim)) {                                                                    \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

static char *root;
static struct catalog *cat;

/* NOLINTBEGIN(readability-identifier-naming): libFuzzer chose the names */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* NOLINTEND(readability-identifier-naming) */

static void remove_root(void)
{
	catalog_free(cat);
	tree_remove(root);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct diag d = { 0 };

	(void)argc;
	(void)argv;
	root = tree_make();
	MUST(catalog_load(root, &cat, &d) == 0);
	return atexit(remove_root);
}

static void check_refusal(struct diag *d, int err)
{
	MUST(err == -EINVAL);
	MUST(d->n > 0);
	for (size_t i = 0; i < d->n; i++) {
		for (const char *at = d->lines[i]; *at != '\0'; at++) {
			MUST((unsigned char)*at >= 0x20 && *at != 0x7f);
		}
	}
	diag_free(d);
}

static void check_suite(const struct suite_cfg *suite)
{
	MUST(suite->n_boards >= 1 && suite->hal.n >= 1 && suite->switch_policy.n >= 1 &&
	     suite->benchmarks.n >= 1);
	MUST(suite->samples >= 1 && suite->samples <= 65536);
	MUST(suite->warmup <= 65536);
	MUST(suite->timeout_s >= 1 && suite->timeout_s <= 3600);
	MUST(suite->summary[0] != '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1); /* NUL-terminated, as from source_read() */
	struct suite_cfg *suite = NULL;
	struct board_cfg *board = NULL;
	struct diag d = { 0 };
	int err;

	MUST(text != NULL);
	memcpy(text, data, size);
	text[size] = '\0';
	err = suite_load_text(cat, "s.yaml", text, size, &suite, &d);
	if (err == 0) {
		check_suite(suite);
		suite_free(suite);
	} else {
		check_refusal(&d, err);
	}
	err = board_load_text("b.yaml", "b", text, size, &board, &d);
	if (err == 0) {
		MUST(board->cpus.n >= 1 && board->exact.n + board->cntvct.n >= 1);
		board_free(board);
	} else {
		check_refusal(&d, err);
	}
	free(text);
	return 0;
}
