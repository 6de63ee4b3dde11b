/* SPDX-License-Identifier: Apache-2.0 */
/* What each type of record must have, and the first and last record of a run. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ingest/ingest_private.h"

static bool has_build_id(struct ingest *in, const char *build)
{
	if (strspn(build, "0123456789abcdef") != strlen(build)) {
		ingest_set_damaged(in, "build=%s is not lower-case hex", build);
		return false;
	}
	return true;
}

static int take_hello(struct ingest *in, const struct wire_record *rec)
{
	struct ingest_hello hello = { .seen = true };
	bool has_nonce;

	if (in->hello.seen) {
		return ingest_set_damaged(in, "record %" PRIu32 " is a second hello", rec->seq);
	}
	if (!ingest_get_text(in, rec, "build", hello.build, sizeof(hello.build)) ||
	    !has_build_id(in, hello.build) ||
	    !ingest_get_text(in, rec, "board", hello.board, sizeof(hello.board)) ||
	    !ingest_get_text(in, rec, "hal", hello.hal, sizeof(hello.hal)) ||
	    !ingest_get_text(in, rec, "switch", hello.switch_policy, sizeof(hello.switch_policy)) ||
	    !ingest_get_text(in, rec, "vectors", hello.vectors, sizeof(hello.vectors)) ||
	    !ingest_get_text(in, rec, "toolchain", hello.toolchain, sizeof(hello.toolchain)) ||
	    !ingest_get_text(in, rec, "flags", hello.flags, sizeof(hello.flags)) ||
	    !ingest_get_u64(in, rec, "midr", &hello.midr) ||
	    !ingest_get_u64(in, rec, "cntfrq", &hello.cntfrq_hz) ||
	    !ingest_get_u64(in, rec, "step", &hello.step) ||
	    !ingest_get_text(in, rec, "clock", hello.clock, sizeof(hello.clock)) ||
	    !ingest_get_truth(in, rec, "cold", &hello.cold) ||
	    !ingest_get_truth(in, rec, "load", &hello.load) ||
	    !ingest_get_u64(in, rec, "benches", &hello.benches) ||
	    !ingest_get_optional(in, rec, "nonce", &hello.nonce, &has_nonce)) {
		return 0;
	}
	if (hello.benches > INGEST_BENCHES_MAX) {
		return ingest_set_damaged(in, "%" PRIu64 " benchmarks are announced, more than %u",
					  hello.benches, INGEST_BENCHES_MAX);
	}
	snprintf(hello.registers, sizeof(hello.registers), "midr=0x%" PRIx64, hello.midr);
	in->hello = hello;
	return 0;
}

/* Each value as a number, so that how it was written makes no difference. */
static int take_registers(struct ingest *in, const struct wire_record *rec)
{
	struct ingest_hello hello = in->hello;
	size_t used = strlen(hello.registers);
	uint64_t value;

	if (strchr(hello.registers, ' ') != NULL || in->n_checks > 0 || in->n_benches > 0) {
		return ingest_set_damaged(
			in, "record %" PRIu32 " (I) has registers, but not just behind the hello",
			rec->seq);
	}
	for (size_t i = 0; i < rec->n_fields; i++) {
		const char *key = rec->fields[i].key;

		if (!ingest_get_u64(in, rec, key, &value)) {
			return 0;
		}
		used += (size_t)snprintf(hello.registers + used, sizeof(hello.registers) - used,
					 " %s=0x%" PRIx64, key, value);
	}
	in->hello = hello;
	return 0;
}

_Static_assert(INGEST_REGISTERS_MAX >= sizeof("midr=0xffffffffffffffff") +
					       9 * sizeof("id_aa64mmfr0=0xffffffffffffffff"),
	       "room for the longest of values");

static int take_end_run(struct ingest *in, const struct wire_record *rec)
{
	const struct ingest_bench *open = ingest_open_bench(in);
	uint64_t benches;
	uint64_t failed;
	uint64_t na;

	if (!ingest_get_u64(in, rec, "benches", &benches) ||
	    !ingest_get_u64(in, rec, "failed", &failed) || !ingest_get_u64(in, rec, "na", &na)) {
		return 0;
	}
	if (open != NULL) {
		return ingest_set_damaged(in, "the run ends inside %s", open->name);
	}
	if (in->n_benches != in->hello.benches) {
		return ingest_set_damaged(
			in, "the run ends after %zu of the %" PRIu64 " benchmarks announced",
			in->n_benches, in->hello.benches);
	}
	if (benches != in->n_benches) {
		return ingest_set_damaged(
			in, "the end of the run counts %" PRIu64 " benchmarks, but %zu came",
			benches, in->n_benches);
	}
	if (failed != in->n_fails) {
		return ingest_set_damaged(in,
					  "the end of the run counts %" PRIu64
					  " failed benchmarks, but %" PRIu64 " came",
					  failed, in->n_fails);
	}
	if (na != in->n_nas) {
		return ingest_set_damaged(in,
					  "the end of the run counts %" PRIu64
					  " benchmarks that do not apply, but %" PRIu64 " came",
					  na, in->n_nas);
	}
	in->ended = true;
	return 0;
}

static bool is_new_check(struct ingest *in, const char *name)
{
	for (size_t i = 0; i < in->n_checks; i++) {
		if (strcmp(in->checks[i].name, name) == 0) {
			ingest_set_damaged(in, "self-check %s comes a second time", name);
			return false;
		}
	}
	return true;
}

static int add_check(struct ingest *in, const struct wire_record *rec,
		     const struct ingest_check *check)
{
	if (in->n_benches > 0) {
		return ingest_set_damaged(in, "self-check %s comes behind %s", check->name,
					  in->benches[0].name);
	}
	if (check->ok == (wire_get(rec, "why") != NULL)) {
		return ingest_set_damaged(in, "self-check %s %s", check->name,
					  check->ok ? "is well and has a reason why not"
						    : "failed without a reason");
	}
	if (in->n_checks == INGEST_CHECKS_MAX) {
		return ingest_set_damaged(in, "more than %u self-checks", INGEST_CHECKS_MAX);
	}
	if (is_new_check(in, check->name)) {
		in->checks[in->n_checks++] = *check;
	}
	return 0;
}

static int take_check(struct ingest *in, const struct wire_record *rec)
{
	struct ingest_check check = { .ok = false };
	const char *why = wire_get(rec, "why");

	if (!ingest_get_text(in, rec, "check", check.name, sizeof(check.name)) ||
	    !ingest_get_truth(in, rec, "ok", &check.ok) ||
	    !ingest_get_text(in, rec, "spoils", check.spoils, sizeof(check.spoils))) {
		return 0;
	}
	ingest_copy_reason(check.why, sizeof(check.why), why != NULL ? why : "");
	return add_check(in, rec, &check);
}

/* Keys are separated by one space, in the order of the record; [key] may be left out. */
static const struct record_kind {
	enum wire_type type;
	const char *keys;
	int (*take)(struct ingest *in, const struct wire_record *rec);
} record_kinds[] = {
	{ WIRE_SAMPLES, "at [v] [z]", ingest_take_samples },
	{ WIRE_HELLO,
	  "proto build board hal switch vectors toolchain flags midr cntfrq step clock cold load "
	  "benches [nonce]",
	  take_hello },
	{ WIRE_REGISTERS,
	  "mpidr revidr ctr id_aa64pfr0 id_aa64dfr0 id_aa64isar0 id_aa64isar1 id_aa64mmfr0 "
	  "id_aa64mmfr1",
	  take_registers },
	{ WIRE_CHECK, "check ok spoils [why]", take_check },
	{ WIRE_BENCH, "bench payload unit warmup samples expect", ingest_take_bench },
	{ WIRE_PMU, "bench [cycles] [instructions] [el2_cycles] [el2_instructions]",
	  ingest_take_counts },
	{ WIRE_END_BENCH, "bench n overhead dropped bad exits [floor] [batch] [each]",
	  ingest_take_end },
	{ WIRE_NOT_APPLICABLE, "bench why", ingest_take_na },
	{ WIRE_FAIL, "bench why", ingest_take_fail },
	{ WIRE_END_RUN, "benches failed na", take_end_run },
};

#define RECORD_KINDS (sizeof(record_kinds) / sizeof(record_kinds[0]))

/* The first key of a list: its length, brackets left out, with the place of the next one. */
struct key {
	const char *text;
	int len;
	bool is_optional;
	const char *next;
};

static struct key first_key(const char *keys)
{
	size_t len = strcspn(keys, " ");
	struct key key = {
		.text = keys,
		.len = (int)len,
		.is_optional = keys[0] == '[',
		.next = &keys[len + (keys[len] == ' ' ? 1 : 0)],
	};

	if (key.is_optional) {
		key.text++;
		key.len -= 2;
	}
	return key;
}

static bool is_key(const struct key *key, const char *name)
{
	return (int)strlen(name) == key->len && strncmp(name, key->text, (size_t)key->len) == 0;
}

static bool has_keys(struct ingest *in, const struct wire_record *rec, const char *keys)
{
	const char type = (char)rec->type;
	struct key key = first_key(keys);

	for (size_t i = 0; i < rec->n_fields; i++) {
		const char *name = rec->fields[i].key;

		while (key.is_optional && !is_key(&key, name)) {
			key = first_key(key.next);
		}
		if (key.len == 0) {
			ingest_set_damaged(in, "record %" PRIu32 " (%c) has %s behind its last key",
					   rec->seq, type, name);
			return false;
		}
		if (!is_key(&key, name)) {
			ingest_set_damaged(in, "record %" PRIu32 " (%c) has %s in place of %.*s",
					   rec->seq, type, name, key.len, key.text);
			return false;
		}
		key = first_key(key.next);
	}
	while (key.is_optional) {
		key = first_key(key.next);
	}
	if (key.len != 0) {
		ingest_set_damaged(in, "record %" PRIu32 " (%c) lacks %s", rec->seq, type,
				   key.text);
		return false;
	}
	return true;
}

/* Asked before anything else of a hello: another protocol may have other keys. */
static bool has_proto(struct ingest *in, const struct wire_record *rec)
{
	const char *proto = wire_get(rec, "proto");
	uint64_t version;

	if (rec->type != WIRE_HELLO || proto == NULL ||
	    (wire_parse_u64(proto, &version) && version >= WIRE_OLDEST_PROTO &&
	     version <= WIRE_PROTO)) {
		return true;
	}
	ingest_set_damaged(in, "the image speaks protocol %s, not %u to %u", proto,
			   WIRE_OLDEST_PROTO, WIRE_PROTO);
	return false;
}

int ingest_take_record(struct ingest *in, const struct wire_record *rec)
{
	if (!in->hello.seen && rec->type != WIRE_HELLO) {
		return ingest_set_damaged(in, "record %" PRIu32 " is %c, not the hello", rec->seq,
					  (char)rec->type);
	}
	for (size_t i = 0; i < RECORD_KINDS; i++) {
		if (record_kinds[i].type == rec->type) {
			return has_proto(in, rec) && has_keys(in, rec, record_kinds[i].keys)
				       ? record_kinds[i].take(in, rec)
				       : 0;
		}
	}
	return 0; /* wire_parse() knows no other type */
}
