/* SPDX-License-Identifier: Apache-2.0 */
/* What a captured boot says of itself, before it is believed. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lab/intake_private.h"
#include "store/text.h"

/* Source: the Technical Reference Manuals, MIDR_EL1.PartNum; QEMU's own for max: target/arm/cpu64.c. */
static const struct {
	unsigned implementer;
	unsigned part;
	const char *name;
} cpu_names[] = {
	{ 0x41, 0xd03, "cortex-a53" },  { 0x41, 0xd04, "cortex-a35" },
	{ 0x41, 0xd05, "cortex-a55" },  { 0x41, 0xd07, "cortex-a57" },
	{ 0x41, 0xd08, "cortex-a72" },  { 0x41, 0xd09, "cortex-a73" },
	{ 0x41, 0xd0a, "cortex-a75" },  { 0x41, 0xd0b, "cortex-a76" },
	{ 0x41, 0xd0c, "neoverse-n1" }, { 0x41, 0xd40, "neoverse-v1" },
	{ 0x41, 0xd49, "neoverse-n2" }, { 0x00, 0x051, "max" },
};

const char *intake_cpu_name(unsigned long long midr)
{
	for (size_t i = 0; i < sizeof(cpu_names) / sizeof(cpu_names[0]); i++) {
		if (((midr >> 24) & 0xff) == cpu_names[i].implementer &&
		    ((midr >> 4) & 0xfff) == cpu_names[i].part) {
			return cpu_names[i].name;
		}
	}
	return NULL;
}

static bool is_clock(const char *text)
{
	return strcmp(text, clock_name(CLOCK_EXACT)) == 0 ||
	       strcmp(text, clock_name(CLOCK_CNTVCT)) == 0;
}

/* Live, all of this is what was asked for. */
static void check_words(const struct ingest_hello *hello, char *why, size_t size)
{
	const struct {
		const char *key;
		const char *value;
		bool is_good;
	} words[] = {
		{ "board", hello->board, text_is_name(hello->board) },
		{ "hal", hello->hal, text_is_name(hello->hal) },
		{ "switch", hello->switch_policy, text_is_name(hello->switch_policy) },
		{ "vectors", hello->vectors, text_is_name(hello->vectors) },
		{ "toolchain", hello->toolchain, text_is_name(hello->toolchain) },
		{ "flags", hello->flags, text_is_name(hello->flags) },
		{ "clock", hello->clock, is_clock(hello->clock) },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]) && why[0] == '\0'; i++) {
		if (!words[i].is_good) {
			snprintf(why, size, "its hello says %s '%s', which is no such name",
				 words[i].key, words[i].value);
		}
	}
}

static void check_mode(const struct intake *intake, const struct ingest_hello *hello, char *why,
		       size_t size)
{
	const struct run *run = intake->run;

	if (intake->has_mode && (run->cold != hello->cold || run->load != hello->load)) {
		snprintf(why, size,
			 "it measured with cold=%d load=%d, the boots before with cold=%d load=%d: "
			 "they cannot be one run (import it by itself)",
			 hello->cold, hello->load, run->cold, run->load);
	}
}

static void check_names(const struct ingest *in, char *why, size_t size)
{
	for (size_t i = 0; i < in->n_benches && why[0] == '\0'; i++) {
		if (!text_is_path_name(in->benches[i].name)) {
			snprintf(why, size, "'%s' is not a benchmark's name", in->benches[i].name);
		}
	}
}

void intake_check(const struct intake *intake, const struct boot *boot,
		  const struct intake_asked *asked, const char *cpu, char *why, size_t size)
{
	const struct ingest *in = &boot->in;

	if (!in->hello.seen) {
		snprintf(why, size, "its hello is damaged (%s)", in->why);
		return;
	}
	check_words(&in->hello, why, size);
	if (why[0] == '\0' && asked->board != NULL && strcmp(asked->board, in->hello.board) != 0) {
		snprintf(why, size, "the image says board '%s', not '%s'", in->hello.board,
			 asked->board);
	}
	if (why[0] == '\0' && cpu == NULL) {
		snprintf(why, size,
			 "which CPU has MIDR 0x%" PRIx64 " is not known here (--cpu NAME says it)",
			 in->hello.midr);
	}
	if (why[0] == '\0') {
		check_mode(intake, &in->hello, why, size);
	}
	if (why[0] == '\0') {
		check_names(in, why, size);
	}
	if (why[0] == '\0' && in->n_benches == 0) {
		snprintf(why, size, "it reached no benchmark");
	}
}
