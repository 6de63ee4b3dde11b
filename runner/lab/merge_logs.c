/* SPDX-License-Identifier: Apache-2.0 */
/* Logs of several runs in one folder. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/merge.h"
#include "store/file.h"

static int pump(int in, int out)
{
	char bytes[65536];
	ssize_t n;

	while ((n = read(in, bytes, sizeof(bytes))) != 0) {
		int error = n > 0 ? file_write_all(out, bytes, (size_t)n) : 0;

		if (error != 0 || (n < 0 && errno != EINTR)) {
			return error != 0 ? error : -errno;
		}
	}
	return 0;
}

static int copy(const char *from, const char *to, struct store_err *err)
{
	int in = open(from, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int out = in >= 0 ? open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644) : -1;
	int error = in < 0 || out < 0 ? -errno : pump(in, out);

	if (in >= 0) {
		close(in);
	}
	if (out >= 0 && close(out) != 0 && error == 0) {
		error = -errno;
	}
	return error == 0 ? 0
			  : store_fail(err, -error, "%s: cannot be copied to %s: %s%s", from, to,
				       strerror(-error), file_advice(-error));
}

static bool is_same(const char *a, const char *b)
{
	FILE *files[] = { fopen(a, "rbe"), fopen(b, "rbe") };
	bool same = files[0] != NULL && files[1] != NULL;
	int byte = 0;

	while (same && byte != EOF) {
		byte = getc(files[0]);
		same = byte == getc(files[1]);
	}
	for (size_t i = 0; i < 2; i++) {
		if (files[i] != NULL) {
			fclose(files[i]);
		}
	}
	return same;
}

/* build-x.log of part 3: build-x-shard3.log. NULL: no memory. */
static char *other_name(const char *name, unsigned index)
{
	const char *dot = strrchr(name, '.');
	size_t len = dot != NULL ? (size_t)(dot - name) : strlen(name);
	char *other;

	return asprintf(&other, "%.*s-shard%u%s", (int)len, name, index, name + len) < 0 ? NULL
											 : other;
}

/* Cells whose log was @name have it as @other now. */
static int rename_in_cells(struct run *run, const char *name, const char *other)
{
	char was[512];

	snprintf(was, sizeof(was), "logs/%s", name);
	for (size_t i = 0; i < run->n_cells; i++) {
		struct cell *cell = &run->cells[i];
		char *log;

		if (cell->log == NULL || strcmp(cell->log, was) != 0) {
			continue;
		}
		if (asprintf(&log, "logs/%s", other) < 0) {
			return -ENOMEM;
		}
		free(cell->log);
		cell->log = log;
	}
	return 0;
}

struct place {
	const char *from; /* folders */
	const char *to;
	unsigned index;
	const struct merge_owner *owner;
	struct run *run;
};

static bool is_of(const char *name, const char *board)
{
	size_t len = strlen(board);

	return strncmp(name, board, len) == 0 && name[len] == '-';
}

/* A board's name may be the beginning of another's: the longest counts. */
bool merge_owns(const struct merge_owner *owner, const char *name)
{
	const char *bare = strncmp(name, "build-", 6) == 0 ? name + 6 : name;
	size_t best = 0;
	size_t best_len = 0;

	for (size_t i = 0; i < owner->n; i++) {
		if (is_of(bare, owner->boards[i]) && strlen(owner->boards[i]) > best_len) {
			best = i;
			best_len = strlen(owner->boards[i]);
		}
	}
	return owner->n == 0 || best == owner->board;
}

static int place_beside(const struct place *p, const char *name, const char *path,
			struct store_err *err)
{
	char *other = other_name(name, p->index);
	char *to = other != NULL ? file_join(p->to, other) : NULL;
	int error = to == NULL || rename_in_cells(p->run, name, other) != 0
			    ? store_fail(err, ENOMEM, "%s: out of memory", path)
			    : copy(path, to, err);

	free(other);
	free(to);
	return error;
}

static int place_one(const struct place *p, const char *name, struct store_err *err)
{
	char *path = file_join(p->from, name);
	char *to = file_join(p->to, name);
	struct stat st;
	int error = 0;

	if (path == NULL || to == NULL) {
		error = store_fail(err, ENOMEM, "%s: out of memory", p->from);
	} else if (lstat(path, &st) != 0 || !S_ISREG(st.st_mode)) {
		error = 0;
	} else if (access(to, F_OK) != 0) {
		error = copy(path, to, err);
	} else if (!is_same(path, to)) {
		error = place_beside(p, name, path, err);
	}
	free(path);
	free(to);
	return error;
}

static int place_all(const struct place *p, struct store_err *err)
{
	struct dirent **entries = NULL;
	int n = scandir(p->from, &entries, NULL, alphasort);
	int error = 0;

	for (int i = 0; i < n; i++) {
		if (error == 0 && entries[i]->d_name[0] != '.' &&
		    merge_owns(p->owner, entries[i]->d_name)) {
			error = place_one(p, entries[i]->d_name, err);
		}
		free(entries[i]);
	}
	free(entries);
	return n >= 0 || errno == ENOENT ? error
					 : store_fail(err, errno, "%s: cannot be read: %s%s",
						      p->from, strerror(errno), file_advice(errno));
}

int merge_logs(const char *from, const char *dir, unsigned index, const struct merge_owner *owner,
	       struct run *run, struct store_err *err)
{
	char *from_logs = file_join(from, "logs");
	char *to_logs = file_join(dir, "logs");
	const struct place p = {
		.from = from_logs, .to = to_logs, .index = index, .owner = owner, .run = run
	};
	int error = from_logs == NULL || to_logs == NULL
			    ? store_fail(err, ENOMEM, "%s: out of memory", from)
			    : place_all(&p, err);

	free(from_logs);
	free(to_logs);
	return error;
}
