/* SPDX-License-Identifier: Apache-2.0 */
/* A key field by field: whoever copies, frees or writes all of them has one list of what they are. */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "store/run.h"

const char *const cell_key_names[CELL_KEY_FIELDS] = {
	"benchmark", "host", "board",  "cpu",     "toolchain",
	"flags",     "hal",  "switch", "vectors", "clock",
};

static const size_t key_offsets[CELL_KEY_FIELDS] = {
	offsetof(struct cell_key, benchmark), offsetof(struct cell_key, host),
	offsetof(struct cell_key, board),     offsetof(struct cell_key, cpu),
	offsetof(struct cell_key, toolchain), offsetof(struct cell_key, flags),
	offsetof(struct cell_key, hal),       offsetof(struct cell_key, switch_policy),
	offsetof(struct cell_key, vectors),   offsetof(struct cell_key, clock),
};
_Static_assert(sizeof(struct cell_key) == CELL_KEY_FIELDS * sizeof(char *), "every field is a row");

static char **field_of(struct cell_key *key, size_t field)
{
	return (char **)((char *)key + key_offsets[field]);
}

const char *cell_key_text(const struct cell_key *key, size_t field)
{
	const char *text;

	memcpy(&text, (const char *)key + key_offsets[field], sizeof(text));
	return text;
}

void cell_key_free(struct cell_key *key)
{
	for (size_t i = 0; i < CELL_KEY_FIELDS; i++) {
		free(*field_of(key, i));
	}
	*key = (struct cell_key){ 0 };
}

int cell_key_copy(const struct cell_key *from, struct cell_key *to)
{
	for (size_t i = 0; i < CELL_KEY_FIELDS; i++) {
		const char *text = cell_key_text(from, i);
		char **copy = field_of(to, i);

		if (text == NULL) {
			continue; /* a cell under construction may lack fields */
		}
		*copy = strdup(text);
		if (*copy == NULL) {
			return -ENOMEM;
		}
	}
	return 0;
}
