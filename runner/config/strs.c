/* SPDX-License-Identifier: Apache-2.0 */
#include "config/strs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int strs_add(struct str_list *list, const char *text)
{
	char **items = reallocarray(list->items, list->n + 1, sizeof(*items));

	if (items == NULL) {
		return -ENOMEM;
	}
	list->items = items;
	items[list->n] = strdup(text);
	if (items[list->n] == NULL) {
		return -ENOMEM;
	}
	list->n++;
	return 0;
}

bool strs_has(const struct str_list *list, const char *text)
{
	for (size_t i = 0; i < list->n; i++) {
		if (strcmp(list->items[i], text) == 0) {
			return true;
		}
	}
	return false;
}

static int compare_strings(const void *left, const void *right)
{
	const char *const *a = left;
	const char *const *b = right;

	return strcmp(*a, *b);
}

void strs_sort(struct str_list *list)
{
	if (list->n > 1) {
		qsort(list->items, list->n, sizeof(list->items[0]), compare_strings);
	}
}

void strs_offer(const struct str_list *list, struct hint *hint)
{
	for (size_t i = 0; i < list->n; i++) {
		hint_offer(hint, list->items[i]);
	}
}

void strs_clear(struct str_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		free(list->items[i]);
	}
	free(list->items);
	*list = (struct str_list){ 0 };
}
