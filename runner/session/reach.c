/* SPDX-License-Identifier: Apache-2.0 */
#include "session/reach.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "session/line_gate.h"
#include "session/tftp_file.h"

void reach_free_argv(char **argv)
{
	for (size_t i = 0; argv != NULL && argv[i] != NULL; i++) {
		free(argv[i]);
	}
	free(argv);
}

int reach_expand(const struct str_list *list, const char *const values[N_PLACEHOLDERS], char ***out,
		 char *why)
{
	char **argv = NULL;
	int err = 0;

	if (list->n > 0) {
		argv = calloc(list->n + 1, sizeof(*argv));
		err = argv != NULL ? 0 : -ENOMEM;
	}
	for (size_t i = 0; i < list->n && err == 0; i++) {
		err = placeholder_replace(list->items[i], values, &argv[i], why);
	}
	if (err != 0) {
		reach_free_argv(argv);
		return err;
	}
	*out = argv;
	return 0;
}

char *reach_image_path(const struct board_cfg *board, const char *elf)
{
	const char *slash = strrchr(elf, '/');
	int dir_len = slash != NULL ? (int)(slash - elf) + 1 : 0;
	char *path;

	if (!board->is_flat) {
		return strdup(elf);
	}
	return asprintf(&path, "%.*sbench.bin", dir_len, elf) < 0 ? NULL : path;
}

/* The values of one boot's placeholders, and what they point into. */
struct values {
	const char *of[N_PLACEHOLDERS];
	char size[24];
	uint64_t n_bytes;
};

static int fill_values(const struct plan_boot *pb, const char *image, struct reach *r,
		       struct values *v, char *why)
{
	const char *const none[N_PLACEHOLDERS] = { NULL };
	struct stat st = { .st_size = 0 };
	char *dir = NULL;
	int err = 0;

	v->of[PLACEHOLDER_IMAGE] = image;
	v->of[PLACEHOLDER_CPU] = pb->cpu;
	if (stat(image, &st) == 0) {
		v->n_bytes = (uint64_t)st.st_size;
		snprintf(v->size, sizeof(v->size), "0x%llx", (unsigned long long)v->n_bytes);
		v->of[PLACEHOLDER_SIZE] = v->size;
	}
	if (pb->board->tftp != NULL) {
		err = placeholder_replace(pb->board->tftp, none, &dir, why);
		if (err == 0) {
			err = tftp_file_put(image, dir, pb->board->name, &r->file, why);
		}
		free(dir);
	}
	if (r->file != NULL) {
		v->of[PLACEHOLDER_FILE] = strrchr(r->file, '/') + 1;
	}
	return err;
}

static int expand_all(const struct board_cfg *board, const struct values *v, struct reach *r,
		      char *why)
{
	const struct {
		const struct str_list *list;
		char ***argv;
	} rows[] = {
		{ &board->load, &r->load },           { &board->power_on, &r->power_on },
		{ &board->power_off, &r->power_off }, { &board->reset, &r->reset },
		{ &board->uboot, &r->uboot },         { &board->transfer, &r->transfer },
	};
	int err = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]) && err == 0; i++) {
		err = reach_expand(rows[i].list, v->of, rows[i].argv, why);
	}
	if (err == 0 && board->device != NULL) {
		err = placeholder_replace(board->device, v->of, &r->device, why);
	}
	return err;
}

_Static_assert((int)BOARD_FLOW_NONE == (int)TARGET_FLOW_NONE &&
		       (int)BOARD_FLOW_RTSCTS == (int)TARGET_FLOW_RTSCTS &&
		       (int)BOARD_FLOW_XONXOFF == (int)TARGET_FLOW_XONXOFF,
	       "one is taken for the other");

static void fill_bringup(const struct board_cfg *board, struct desk *desk, const struct values *v,
			 struct reach *r)
{
	r->bringup = (struct bringup){
		.load = r->load,
		.power_on = r->power_on,
		.power_off = r->power_off,
		.reset = r->reset,
		.is_on = &desk->is_on,
		.autoboot = board->autoboot,
		.interrupt = board->interrupt,
		.has_uboot = r->uboot != NULL,
		.uboot = { .prompt = board->prompt,
			   .prompt_ms = (int)board->prompt_s * 1000,
			   .was_powered = r->reset != NULL || r->power_on != NULL,
			   .lines = r->uboot,
			   .last_mark = GATE_MARK_IMAGE,
			   .transfer = r->transfer,
			   .image_size = v->n_bytes },
	};
}

/* The board is ours, and has not just failed again and again. */
static int take_desk(struct plan_boot *pb, char *why)
{
	int err = pb->desk == NULL ? desk_take(pb->board, &pb->desk, why) : 0;

	if (err == 0 && pb->desk->n_failures >= DESK_FAILURES_MAX) {
		snprintf(why, TARGET_WHY_MAX, "the board was given up after %u boots: %.200s",
			 pb->desk->n_failures, pb->desk->why);
		return -EIO;
	}
	return err;
}

static int make_ready(struct plan_boot *pb, const char *image, struct reach *r, char *why)
{
	const struct board_cfg *board = pb->board;
	const struct str_list *argv = board->console.n > 0 ? &board->console : pb->argv;
	struct values v = { .size = "" };
	int err = 0;

	r->stays = pb->ops->stays;
	if (r->stays) {
		err = take_desk(pb, why);
	}
	if (err == 0) {
		err = fill_values(pb, image, r, &v, why);
	}
	if (err == 0) {
		err = expand_all(board, &v, r, why);
	}
	if (err == 0) {
		err = reach_expand(argv, v.of, &r->argv, why);
	}
	if (err == 0 && r->stays) {
		fill_bringup(board, pb->desk, &v, r);
	}
	r->target = (struct target_spec){
		.argv = r->argv,
		.log = r->argv != NULL ? r->argv[0] : NULL,
		.device = r->device,
		.speed = board->speed,
		.flow = (enum target_flow)board->flow,
		.may_come_later = r->reset != NULL || r->power_on != NULL,
	};
	return err;
}

int reach_open(struct plan_boot *pb, const char *image, struct reach **out, char *why)
{
	struct reach *r = calloc(1, sizeof(*r));
	int err;

	why[0] = '\0';
	if (r == NULL) {
		return -ENOMEM;
	}
	err = make_ready(pb, image, r, why);
	if (err != 0) {
		reach_close(r);
		return err;
	}
	*out = r;
	return 0;
}

void reach_close(struct reach *r)
{
	if (r->file != NULL) {
		unlink(r->file);
	}
	free(r->file);
	free(r->device);
	reach_free_argv(r->argv);
	reach_free_argv(r->load);
	reach_free_argv(r->power_on);
	reach_free_argv(r->power_off);
	reach_free_argv(r->reset);
	reach_free_argv(r->uboot);
	reach_free_argv(r->transfer);
	free(r);
}
