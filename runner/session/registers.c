/* SPDX-License-Identifier: Apache-2.0 */
#include "session/registers.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "registers.qemu-virt-gicv3/cortex-a57"; NULL: no memory. */
static char *key_of(const char *group, const struct plan_boot *pb)
{
	char *key;

	return asprintf(&key, "%s.%s/%s", group, pb->board->name, pb->cpu) < 0 ? NULL : key;
}

static const char *find_noted(const struct run *run, const char *group, const struct plan_boot *pb)
{
	char *key = key_of(group, pb);
	const char *value = key != NULL ? run_find_env(run, key) : NULL;

	free(key);
	return value;
}

static size_t word_len(const char *text)
{
	return strcspn(text, " ");
}

static const char *next_word(const char *text)
{
	text += word_len(text);
	return text + strspn(text, " ");
}

/* Of the words name=value of @text the one that has the name of @word; NULL: none. */
static const char *find_same_name(const char *text, const char *word)
{
	size_t len = strcspn(word, "=") + 1;

	while (*text != '\0' && strncmp(text, word, len) != 0) {
		text = next_word(text);
	}
	return *text != '\0' ? text : NULL;
}

/* The first word of @now that @before has with another value; NULL: none. *was is that. */
static const char *find_other(const char *before, const char *now, const char **was)
{
	for (; *now != '\0'; now = next_word(now)) {
		*was = find_same_name(before, now);
		if (*was != NULL &&
		    (word_len(*was) != word_len(now) || strncmp(*was, now, word_len(now)) != 0)) {
			return now;
		}
	}
	return NULL;
}

bool registers_agree(const char *before, const char *now)
{
	const char *was;

	return find_other(before, now, &was) == NULL;
}

static void tell(const struct plan_boot *pb, const char *now, const char *was, char *why)
{
	snprintf(why, SESSION_WHY_MAX,
		 "%s/%s reports %.*s, but %.*s in an earlier boot: not the same CPU, or not the "
		 "same firmware (let every boot start on the same one)",
		 pb->board->name, pb->cpu, (int)word_len(now), now, (int)word_len(was), was);
}

static void format_counter(const struct ingest_hello *hello, char *out, size_t size)
{
	snprintf(out, size, "%" PRIu64, hello->cntfrq_hz);
}

void registers_check(const struct run *run, const struct plan_boot *pb,
		     const struct ingest_hello *hello, char *why)
{
	const char *before = find_noted(run, "registers", pb);
	const char *counter = find_noted(run, "counter", pb);
	char frequency[24];
	const char *was;
	const char *now = before != NULL ? find_other(before, hello->registers, &was) : NULL;

	format_counter(hello, frequency, sizeof(frequency));
	if (now != NULL) {
		tell(pb, now, was, why);
	} else if (counter != NULL && strcmp(counter, frequency) != 0) {
		snprintf(why, SESSION_WHY_MAX,
			 "the counter of %s/%s runs at %s Hz, but ran at %s Hz in an earlier boot: "
			 "its ticks are not the same unit",
			 pb->board->name, pb->cpu, frequency, counter);
	}
}

static int note(struct run *run, const char *group, const struct plan_boot *pb, const char *value)
{
	char *key = key_of(group, pb);
	int err = key != NULL ? run_set_env(run, key, value) : -ENOMEM;

	free(key);
	return err;
}

int registers_note(struct run *run, const struct plan_boot *pb, const struct ingest_hello *hello)
{
	const char *before = find_noted(run, "registers", pb);
	char frequency[24];
	int err = 0;

	if (before == NULL || strlen(before) < strlen(hello->registers)) {
		err = note(run, "registers", pb, hello->registers);
	}
	format_counter(hello, frequency, sizeof(frequency));
	return err == 0 ? note(run, "counter", pb, frequency) : err;
}
