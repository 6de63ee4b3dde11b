/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The wire: one text record a line, from the EL2 image to whoever reads its console.
 *
 *   #tl1 <seq> <type> <field>... *<crc>\n	ASCII, at most WIRE_LINE_MAX bytes with the \n
 *
 *   seq	decimal, from 0, +1 per record: a gap is a lost line
 *   type	one letter, enum wire_type
 *   field	key=value; key is [a-z_][a-z0-9_]*, value is one or more of ! to ~; records of one type
 *		carry the same keys in the same order, some of which may be left out
 *   crc	CRC-16/CCITT-FALSE, 4 lower-case hex digits, over the bytes before " *"
 *
 * Lines that do not begin with "#tl1 " are console chatter (firmware, U-Boot, a panic dump); they
 * stay in the log and carry no meaning. A line that begins with it and does not parse is damage.
 *
 * A run counts only if it has its hello, its end, and no gaps. docs/formats/wire.md is the
 * reference for the keys of every record.
 *
 * Freestanding: compiled into the image and into the runner.
 */
#ifndef WIRE_WIRE_H
#define WIRE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WIRE_PREFIX         "#tl1 "     /* what a record begins with */
#define WIRE_FIRST          "#tl1 0 H " /* and the first one of a run, its hello */
#define WIRE_PROTO          3u /* the hello's proto: changes when a reader of before would refuse a record */
#define WIRE_OLDEST_PROTO   2u /* that is still read: this one without z and each */
#define WIRE_LINE_MAX       320u
#define WIRE_FIELDS_MAX     24u
#define WIRE_COMPACT_DIGITS 13u /* of 2^64 - 1 */
#define WIRE_COMPACT_RUN    '~'

enum wire_type {
	/* proto build board hal switch vectors toolchain flags midr cntfrq step clock cold load
	 * benches */
	WIRE_HELLO = 'H',
	/* mpidr revidr ctr id_aa64pfr0 id_aa64dfr0 id_aa64isar0 id_aa64isar1 id_aa64mmfr0
	 * id_aa64mmfr1, just behind H: the CPU that said it; none from an image of before */
	WIRE_REGISTERS = 'I',
	/* check ok spoils [why]: what the image found out of the machine before it measured */
	WIRE_CHECK = 'K',
	/* bench payload unit warmup samples expect */
	WIRE_BENCH = 'B',
	/* at v|z: at is the index of the first; v is a,b,cxN,... where cxN is N times c; z the same
	 * in compact numbers (struct wire_compact) */
	WIRE_SAMPLES = 'S',
	/* bench [cycles] [instructions] [el2_cycles] [el2_instructions], just before E */
	WIRE_PMU = 'P',
	/* bench n overhead dropped bad exits [floor] [batch] [each]: exits is name:count[,...] or
	 * -; each the median of one operation */
	WIRE_END_BENCH = 'E',
	/* bench why: not for this board or image, and no failure */
	WIRE_NOT_APPLICABLE = 'N',
	/* bench why: this benchmark has no result; '_' stands for a space in why */
	WIRE_FAIL = 'F',
	/* benches failed na */
	WIRE_END_RUN = 'Z',
};

/* Where the bytes go: a UART in the image, a buffer in tests. */
typedef void (*wire_put_fn)(void *arg, const char *bytes, size_t len);

struct wire_writer {
	wire_put_fn put;
	void *arg;
	uint32_t seq; /* of the next record */
	size_t len;   /* bytes in line[] */
	/* A field did not fit: the record is dropped and seq skips, so that the reader sees a gap
	 * and not a short record. */
	bool overflow;
	bool is_placeholder; /* the value so far is the '-' of an empty string */
	char line[WIRE_LINE_MAX];
};

struct wire_field {
	const char *key; /* both point into wire_record.text, NUL-terminated */
	const char *value;
};

struct wire_record {
	uint32_t seq;
	enum wire_type type;
	size_t n_fields;
	struct wire_field fields[WIRE_FIELDS_MAX];
	char text[WIRE_LINE_MAX];
};

enum wire_status {
	WIRE_OK = 0,
	WIRE_NOT_A_RECORD = -1, /* console chatter */
	WIRE_TOO_LONG = -2,     /* more than WIRE_LINE_MAX bytes */
	WIRE_BAD_CRC = -3,      /* CRC absent, malformed or different */
	WIRE_BAD_FORM = -4,     /* CRC right, form wrong: a writer's fault, not the line's */
};

/* CRC-16/CCITT-FALSE (poly 0x1021, init 0xffff, no reflection, no final xor): "123456789" is
 * 0x29b1. */
uint16_t wire_crc16(const char *bytes, size_t len);

void wire_writer_init(struct wire_writer *w, wire_put_fn put, void *arg);
void wire_begin(struct wire_writer *w, enum wire_type type);
/* @value: bytes outside ! to ~ are sent as '_', an empty string as '-'. */
void wire_str(struct wire_writer *w, const char *key, const char *value);
void wire_u64(struct wire_writer *w, const char *key, uint64_t value);
void wire_hex(struct wire_writer *w, const char *key, uint64_t value); /* 0x..., no padding */
/* Appends @text to the value of the field written last, with no key: builds lists piecewise. The
 * '-' that stands for an empty string gives way to the first text or number appended to it. */
void wire_more_str(struct wire_writer *w, const char *text);
void wire_more_u64(struct wire_writer *w, uint64_t value);
/* In base-64 digits of 5 bits: 13 of them at most, none of them outside ! to ~. */
void wire_more_compact(struct wire_writer *w, uint64_t value);
size_t wire_compact_len(uint64_t value);
/* Bytes a field value can still take before the record would overflow. */
size_t wire_room(const struct wire_writer *w);
void wire_end(struct wire_writer *w);

/**
 * wire_samples - send @n samples, from index 0, as as many WIRE_SAMPLES records as they need
 * Runs of equal values are sent as one item (110x64), so exact mode costs a line per benchmark;
 * samples with noise as compact numbers, where a record holds more of them so.
 */
void wire_samples(struct wire_writer *w, const uint64_t *samples, size_t n);

/* The step from one sample to the next, modulo 2^64, folded so that a small one is a small number
 * whatever its sign: 0, -1, 1, -2 are 0, 1, 2, 3. */
uint64_t wire_zigzag(uint64_t from, uint64_t to);

/* The z of a record that is being read. */
struct wire_compact {
	const char *text; /* not read yet; it is all read at the NUL */
	uint64_t value;   /* of the last sample; 0 before the first */
	bool is_behind_one;
};

void wire_compact_begin(struct wire_compact *c, const char *text);
/**
 * wire_compact_next - read one item
 * @c:     not at its end; value is that of the samples
 * @count: how many they are, at least 1
 *
 * Returns: false when it is no item: a byte that is no digit, a number that is cut off, that has
 * digits it does not need or that does not fit in 64 bits, a run of none or of no sample
 */
bool wire_compact_next(struct wire_compact *c, uint64_t *count);

/**
 * wire_parse - read one line
 * @line: the line without its \n; a \r at its end is allowed (consoles add it)
 * @out:  written only when WIRE_OK is returned
 *
 * Returns: enum wire_status
 */
enum wire_status wire_parse(const char *line, size_t len, struct wire_record *out);
const char *wire_get(const struct wire_record *rec, const char *key); /* NULL: no such key */
/* Decimal or 0x hex, whole string, no sign, no overflow. */
bool wire_parse_u64(const char *text, uint64_t *out);
const char *wire_status_str(enum wire_status status);

#endif
