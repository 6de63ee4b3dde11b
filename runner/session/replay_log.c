/* SPDX-License-Identifier: Apache-2.0 */
#include "session/replay_log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session/end_file.h"
#include "session/line_gate.h"
#include "store/file.h"
#include "store/sha256.h"

static const char log_suffix[] = ".log";

char *replay_end_path(const char *log_path)
{
	size_t len = strlen(log_path);
	size_t stem = len - (sizeof(log_suffix) - 1);
	char *path;

	if (len < sizeof(log_suffix) || strcmp(log_path + stem, log_suffix) != 0 ||
	    asprintf(&path, "%.*s.end", (int)stem, log_path) < 0) {
		return NULL;
	}
	return path;
}

int replay_note(const char *log_path, const struct replay_name *name, const struct boot *boot)
{
	struct end_file end = { .run = name->run, .boot = name->boot };
	char *path = replay_end_path(log_path);
	int err = path == NULL ? -ENOMEM : 0;

	if (err == 0) {
		err = sha256_file(log_path, end.log_sha256, &end.log_bytes);
	}
	if (err == 0) {
		err = end_file_write(path, &end, boot);
	}
	free(path);
	return err;
}

static int read_end(const char *log_path, struct end_file *want, struct boot *out, char *why)
{
	char *path = replay_end_path(log_path);
	int err = path == NULL ? -ENOMEM : end_file_read(path, want, out, why);

	free(path);
	return err;
}

/* The log is the one that the end file speaks of. */
static int check_log(const char *log_path, const struct end_file *want, const char *bytes,
		     size_t size, char *why)
{
	char digest[SHA256_TEXT];
	struct sha256 h;

	sha256_init(&h);
	sha256_add(&h, bytes, size);
	sha256_finish(&h, digest);
	if (size == want->log_bytes && strcmp(digest, want->log_sha256) == 0) {
		return 0;
	}
	snprintf(why, REPLAY_WHY_MAX,
		 "%s: is not as the boot left it, it was changed or cut since (%zu bytes, SHA-256 "
		 "%.16s...; noted were %llu, %.16s...)",
		 log_path, size, digest, (unsigned long long)want->log_bytes, want->log_sha256);
	return -EINVAL;
}

/* Line by line: a warning of QEMU is a line of its own, and was not ingested either. */
static int feed(struct boot *boot, const char *bytes, size_t size)
{
	struct line_gate gate = { 0 };
	int err = 0;

	for (const char *at = bytes; at < bytes + size && err == 0;) {
		const char *newline = memchr(at, '\n', (size_t)(bytes + size - at));
		const char *end = newline != NULL ? newline + 1 : bytes + size;

		err = line_gate_feed(&gate, &boot->in, at, (size_t)(end - at));
		at = end;
	}
	boot->is_board = gate.is_board;
	snprintf(boot->why, sizeof(boot->why), "%s", gate.banner);
	return err;
}

/* Fills boot->in. */
static int ingest_log(const char *log_path, const struct end_file *end, struct boot *boot,
		      char *why)
{
	struct store_err store_err = { "" };
	char *bytes = NULL;
	size_t size = 0;
	int err = file_read_at_most(log_path, BOOT_LOG_MAX, &bytes, &size, &store_err);

	if (err != 0) {
		snprintf(why, REPLAY_WHY_MAX, "%s", store_err.text);
		return err;
	}
	if (end != NULL) {
		err = check_log(log_path, end, bytes, size, why);
	}
	if (err == 0) {
		ingest_init(&boot->in);
		err = feed(boot, bytes, size);
		ingest_finish(&boot->in);
		if (err != 0) {
			boot_free(boot);
			snprintf(why, REPLAY_WHY_MAX, "%s: %s", log_path, strerror(-err));
		}
	}
	free(bytes);
	return err;
}

int replay_log(const char *log_path, const struct replay_name *name, struct boot *out, char *why)
{
	struct boot boot = { .how = BOOT_ENDED };
	struct end_file end;
	int err = 0;

	why[0] = '\0';
	if (name != NULL) {
		end = (struct end_file){ .run = name->run, .boot = name->boot };
		err = read_end(log_path, &end, &boot, why);
	}
	if (err == 0) {
		err = ingest_log(log_path, name != NULL ? &end : NULL, &boot, why);
	}
	if (err == 0) {
		*out = boot;
	}
	return err;
}
