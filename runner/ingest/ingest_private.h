/* SPDX-License-Identifier: Apache-2.0 */
/* Between the files of ingest/ only. Functions of int return 0 or -ENOMEM: damage is no error of
 * theirs, it is written down in the struct ingest. */
#ifndef INGEST_INGEST_PRIVATE_H
#define INGEST_INGEST_PRIVATE_H

#include "ingest/ingest.h"
#include "wire/wire.h"

/* Writes down what is wrong with the current line, unless something was wrong before. Returns 0, so
 * that a handler can end with it. */
int ingest_set_damaged(struct ingest *in, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* ingest_record.c: acts on one record, the right one by number. */
int ingest_take_record(struct ingest *in, const struct wire_record *rec);

/* ingest_bench.c: B, S, P, E, F and N. The record has its keys. */
int ingest_take_bench(struct ingest *in, const struct wire_record *rec);
int ingest_take_samples(struct ingest *in, const struct wire_record *rec);
int ingest_take_end(struct ingest *in, const struct wire_record *rec);
int ingest_take_counts(struct ingest *in, const struct wire_record *rec);
int ingest_take_fail(struct ingest *in, const struct wire_record *rec);
int ingest_take_na(struct ingest *in, const struct wire_record *rec);
/* The benchmark that began and did not end yet; NULL: there is none. */
struct ingest_bench *ingest_open_bench(const struct ingest *in);

/* ingest_value.c: false after ingest_set_damaged(), and *out is then not to be used. */
bool ingest_get_text(struct ingest *in, const struct wire_record *rec, const char *key, char *out,
		     size_t size);
bool ingest_get_u64(struct ingest *in, const struct wire_record *rec, const char *key,
		    uint64_t *out);
bool ingest_get_truth(struct ingest *in, const struct wire_record *rec, const char *key, bool *out);
/* *out changes only when the key is there. */
bool ingest_get_optional(struct ingest *in, const struct wire_record *rec, const char *key,
			 uint64_t *out, bool *is_there);
/* '_' stands for a space, which a value cannot have. */
void ingest_copy_reason(char *out, size_t size, const char *why);
/* @text: name:count[,...] or - */
bool ingest_get_exits(struct ingest *in, const char *text, struct ingest_bench *out);

/* A decimal number of at most INGEST_PLACES places, and none of them needless. */
bool ingest_get_decimal(struct ingest *in, const char *key, const char *text,
			struct ingest_decimal *out);

/* One item of a sample list, c or cxN. Moves *text behind it and behind a comma that follows.
 * False: no item, or a comma with nothing behind it. */
bool ingest_next_item(const char **text, uint64_t *value, uint64_t *count);

#endif
