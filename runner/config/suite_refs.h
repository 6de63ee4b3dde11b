/* SPDX-License-Identifier: Apache-2.0 */
/* From what a suite's lists say to what the source tree has. */
#ifndef CONFIG_SUITE_REFS_H
#define CONFIG_SUITE_REFS_H

#include "config/config.h"
#include "config/keys.h"

/* Each adds its faults to @faults and returns 0 or -ENOMEM. */

/* @cfg->boards, and with @clock_is_known that each board has @cfg->clock. Faults of the boards' own
 * files go to @d: then -EINVAL. */
int suite_expand_boards(const struct catalog *cat, const struct node *list, bool clock_is_known,
			struct suite_cfg *cfg, struct faults *faults, struct diag *d);
int suite_expand_benchmarks(const struct catalog *cat, const struct node *list,
			    struct suite_cfg *cfg, struct faults *faults);

/* Names of one kind, most of them folders, or patterns of such names. */
struct folder_kind {
	const char *key;    /* hal */
	const char *item;   /* HAL binding */
	const char *plural; /* bindings */
	const struct str_list *known;
};
int suite_take_folders(const struct folder_kind *kind, const struct node *list,
		       struct str_list *out, struct faults *faults);

#endif
