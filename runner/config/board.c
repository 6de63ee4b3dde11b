/* SPDX-License-Identifier: Apache-2.0 */
#include "config/config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/board_check.h"
#include "config/hint.h"
#include "config/keys.h"
#include "config/load.h"
#include "config/placeholder.h"
#include "config/source.h"
#include "config/strs.h"

bool load_is_plain_name(const char *name)
{
	return name[0] != '\0' && name[0] != '-' && name[0] != '.' &&
	       name[strspn(name, PLACEHOLDER_LETTERS "-.")] == '\0';
}

void board_free(struct board_cfg *board)
{
	if (board == NULL) {
		return;
	}
	free(board->name);
	free(board->summary);
	free(board->target);
	strs_clear(&board->cpus);
	strs_clear(&board->needs);
	strs_clear(&board->exact);
	strs_clear(&board->cntvct);
	strs_clear(&board->clocks);
	strs_clear(&board->console);
	strs_clear(&board->load);
	strs_clear(&board->power_on);
	strs_clear(&board->power_off);
	strs_clear(&board->reset);
	strs_clear(&board->uboot);
	strs_clear(&board->transfer);
	free(board->device);
	free(board->tftp);
	free(board->autoboot);
	free(board->interrupt);
	free(board->prompt);
	free(board);
}

static int take_lists(const struct key_value *values, struct board_cfg *board)
{
	const struct {
		enum board_key key;
		struct str_list *list;
	} rows[] = {
		{ BOARD_CPUS, &board->cpus },         { BOARD_EXACT, &board->exact },
		{ BOARD_CNTVCT, &board->cntvct },     { BOARD_CLOCKS, &board->clocks },
		{ BOARD_CONSOLE, &board->console },   { BOARD_LOAD, &board->load },
		{ BOARD_POWER_ON, &board->power_on }, { BOARD_POWER_OFF, &board->power_off },
		{ BOARD_RESET, &board->reset },       { BOARD_UBOOT, &board->uboot },
		{ BOARD_TRANSFER, &board->transfer }, { BOARD_NEEDS, &board->needs },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (key_value_take_list(&values[rows[i].key], rows[i].list) != 0) {
			return -ENOMEM;
		}
	}
	return 0;
}

static int take_texts(const struct key_value *values, struct board_cfg *board)
{
	const struct {
		enum board_key key;
		char **text;
	} rows[] = {
		{ BOARD_SUMMARY, &board->summary },     { BOARD_TARGET, &board->target },
		{ BOARD_DEVICE, &board->device },       { BOARD_TFTP, &board->tftp },
		{ BOARD_AUTOBOOT, &board->autoboot },   { BOARD_PROMPT, &board->prompt },
		{ BOARD_INTERRUPT, &board->interrupt },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct node *node = values[rows[i].key].node;

		*rows[i].text = node != NULL ? strdup(node->text) : NULL;
		if (node != NULL && *rows[i].text == NULL) {
			return -ENOMEM;
		}
	}
	return 0;
}

static int build_board(const char *name, const struct key_value *values, struct board_cfg **out)
{
	struct board_cfg *board = calloc(1, sizeof(*board));
	const struct key_value *image = &values[BOARD_IMAGE];

	if (board == NULL) {
		return -ENOMEM;
	}
	board->name = strdup(name);
	if (board->name == NULL || take_texts(values, board) != 0 ||
	    take_lists(values, board) != 0) {
		board_free(board);
		return -ENOMEM;
	}
	if (!board_is_reached(values)) {
		strs_clear(&board->clocks); /* the default: there the commands say it */
	}
	board->is_flat = image->node != NULL ? image->number != 0 : board_is_reached(values);
	board->speed = (uint32_t)strtoul(values[BOARD_SPEED].node->text, NULL, 10);
	board->flow = (enum board_flow)values[BOARD_FLOW].number;
	board->prompt_s = values[BOARD_PROMPT_S].number;
	*out = board;
	return 0;
}

int board_load_text(const char *path, const char *name, const char *text, size_t len,
		    struct board_cfg **out, struct diag *d)
{
	struct key_value values[BOARD_KEYS] = { 0 };
	struct faults faults = { 0 };
	struct tree tree;
	int told;
	int err = tree_parse(path, text, len, &tree, &faults);

	if (err == 0) {
		err = keys_read(&board_keys, &tree, path, values, &faults);
	}
	if (err == 0) {
		board_check(&tree, values, &faults);
	}
	told = faults_tell(&faults, d);
	err = err != 0 ? err : told;
	if (err == 0) {
		err = build_board(name, values, out);
	}
	key_values_clear(values, BOARD_KEYS);
	tree_free(&tree);
	return err;
}

int load_tell_unreadable(const char *path, int err, const char *remedy, struct diag *d)
{
	struct mark at = { .file = path };

	if (err == -ENOMEM) {
		return -ENOMEM;
	}
	diag_add(d, at, "cannot be read: %s (%s)",
		 err == -EFBIG     ? "larger than 1 MiB"
		 : err == -ENOTSUP ? "not a regular file"
				   : strerror(-err),
		 remedy);
	return d->n > 0 ? -EINVAL : -ENOMEM;
}

int board_load(const struct catalog *cat, const char *name, struct board_cfg **out, struct diag *d)
{
	char *text = NULL;
	size_t len = 0;
	struct hint hint;
	char *below = NULL;
	char *path;
	int err;

	if (asprintf(&below, "microbench/boards/%s/board.yaml", name) < 0) {
		return -ENOMEM;
	}
	path = source_path(cat->root, below);
	free(below);
	if (path == NULL) {
		return -ENOMEM;
	}
	/* A name from outside is none of ours, however well "../x" may be found on the disk. */
	err = strs_has(&cat->boards, name) ? source_read(path, &text, &len) : -ENOENT;
	if (err == 0) {
		err = board_load_text(path, name, text, len, out, d);
		free(text);
	} else {
		hint_begin(&hint, name);
		strs_offer(&cat->boards, &hint);
		err = load_tell_unreadable(path, err, hint_finish(&hint, "boards"), d);
	}
	free(path);
	return err;
}
