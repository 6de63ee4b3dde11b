/* SPDX-License-Identifier: Apache-2.0 */
/* What is done with a struct str_list. */
#ifndef CONFIG_STRS_H
#define CONFIG_STRS_H

#include <stdbool.h>

#include "config/config.h"
#include "config/hint.h"

int strs_add(struct str_list *list, const char *text); /* copies; 0 or -ENOMEM */
bool strs_has(const struct str_list *list, const char *text);
void strs_sort(struct str_list *list);
void strs_offer(const struct str_list *list, struct hint *hint);
void strs_clear(struct str_list *list);

#endif
