/* SPDX-License-Identifier: Apache-2.0 */
/* What board.yaml says, made ready for one boot: placeholders replaced, the image where it is fetched from. */
#ifndef SESSION_REACH_H
#define SESSION_REACH_H

#include "config/placeholder.h"
#include "session/boot.h"
#include "session/desk.h"
#include "session/plan.h"

struct reach {
	struct target_spec target;
	struct bringup bringup;
	bool stays;  /* bringup is used */
	char *file;  /* in the folder of the TFTP server, removed by reach_close(); NULL: none */
	char **argv; /* of the target */
	char *device;
	char **load;
	char **power_on;
	char **power_off;
	char **reset;
	char **uboot;
	char **transfer;
};

/**
 * reach_open - make ready the boot of @image, a patched copy
 * @pb:  its desk is taken, if its board stays
 * @why: at least TARGET_WHY_MAX bytes
 *
 * Returns: 0, for reach_close(); -ENOMEM; -errno with @why
 */
int reach_open(struct plan_boot *pb, const char *image, struct reach **out, char *why);
void reach_close(struct reach *reach);

/* The texts of @list with their placeholders replaced, NULL-terminated; *out is NULL of an empty list.
 * 0; -ENOMEM; -EINVAL with @why. */
int reach_expand(const struct str_list *list, const char *const values[N_PLACEHOLDERS], char ***out,
		 char *why);
void reach_free_argv(char **argv);

/* "bench.bin" beside @elf, if @board takes a flat image; else @elf. Caller frees; NULL: no memory. */
char *reach_image_path(const struct board_cfg *board, const char *elf);

#endif
