/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A console log as somebody captured it: the boots in it, and their records without what the capturing
 * program put before each line.
 */
#ifndef LAB_CAPTURE_H
#define LAB_CAPTURE_H

#include <stddef.h>

struct capture_boot {
	size_t begin; /* bytes of the capture that are this boot's, up to end: together they are all of it */
	size_t end;
	size_t line_no; /* of its hello, from 1 */
	char *text; /* of them, for ingest: one line a line, its number from the first byte at begin */
	size_t size;
};

struct capture {
	struct capture_boot *boots; /* in the order of the capture */
	size_t n;
	size_t n_stray; /* records before the first hello: of a boot whose beginning is not there */
};

/**
 * capture_split - find the boots in a captured console
 *
 * A boot begins with its hello, record 0. What stands before the first hello goes to the first boot's bytes,
 * what stands behind a boot's last record to that boot's.
 *
 * Of a line only the record itself is kept where the terminal program put a time before it (minicom, ts,
 * picocom, grabserial): at most 64 bytes of digits, punctuation, and names of days and months, and the same form
 * before each record of a boot. What has another form stays as it is, and is then no record. Carriage returns
 * and NULs at the ends of a line are dropped.
 *
 * Returns: 0, with no boots when there is no hello; -ENOMEM
 */
int capture_split(const char *bytes, size_t size, struct capture *out);
void capture_free(struct capture *capture);

#endif
