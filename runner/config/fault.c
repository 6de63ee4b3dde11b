/* SPDX-License-Identifier: Apache-2.0 */
#include "config/fault.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fault_add(struct faults *faults, struct mark at, const char *fmt, ...)
{
	struct fault *items;
	char *text = NULL;
	va_list args;
	int len;

	if (faults->n == FAULTS_MAX) {
		faults->full = true;
		return;
	}
	items = reallocarray(faults->items, faults->n + 1, sizeof(*items));
	if (items == NULL) {
		faults->lost = true;
		return;
	}
	faults->items = items;
	va_start(args, fmt);
	len = vasprintf(&text, fmt, args);
	va_end(args);
	if (len < 0) {
		faults->lost = true;
		return;
	}
	items[faults->n] = (struct fault){ .at = at, .order = faults->n, .text = text };
	faults->n++;
}

static int compare_unsigned(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int compare_faults(const void *left, const void *right)
{
	const struct fault *a = left;
	const struct fault *b = right;
	int by = compare_unsigned(a->at.line, b->at.line);

	by = by != 0 ? by : compare_unsigned(a->at.col, b->at.col);
	return by != 0 ? by : compare_unsigned(a->order, b->order);
}

int faults_tell(struct faults *faults, struct diag *d)
{
	bool none = faults->n == 0;
	bool lost = faults->lost;

	if (faults->n > 0) {
		qsort(faults->items, faults->n, sizeof(faults->items[0]), compare_faults);
	}
	for (size_t i = 0; i < faults->n; i++) {
		diag_add(d, faults->items[i].at, "%s", faults->items[i].text);
	}
	if (faults->full) {
		struct mark file = { .file = faults->items[0].at.file };

		diag_add(d, file, "more than %u faults (the rest is not shown)", FAULTS_MAX);
	}
	for (size_t i = 0; i < faults->n; i++) {
		free(faults->items[i].text);
	}
	free(faults->items);
	*faults = (struct faults){ 0 };
	if (lost || (!none && d->n == 0)) {
		return -ENOMEM;
	}
	return none ? 0 : -EINVAL;
}

struct excerpt excerpt_of(const char *text)
{
	struct excerpt out = { 0 };
	size_t len = strnlen(text, EXCERPT_MAX + 1);
	bool cut = len > EXCERPT_MAX;

	len = cut ? EXCERPT_MAX : len;
	/* A UTF-8 character continues while the top bits are 10. */
	while (cut && len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80) {
		len--;
	}
	memcpy(out.text, text, len);
	memcpy(out.text + len, cut ? "..." : "", cut ? sizeof("...") : 1);
	return out;
}
