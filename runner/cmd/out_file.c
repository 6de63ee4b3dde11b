/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/out_file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/file.h"

static int fail(struct store_err *err, const char *path, int error)
{
	return store_fail(err, error, "%s: cannot be written: %s", path, strerror(error));
}

static int write_stream(const char *path, const char *text, size_t size, struct store_err *err)
{
	FILE *out = fopen(path, "we");
	bool is_written;

	if (out == NULL) {
		return fail(err, path, errno);
	}
	errno = EIO; /* in case that nobody says */
	is_written = fwrite(text, 1, size, out) == size && fflush(out) == 0;
	if (!is_written) {
		int error = errno;

		fclose(out);
		return fail(err, path, error);
	}
	return fclose(out) == 0 ? 0 : fail(err, path, errno);
}

static int replace(const char *path, const char *text, size_t size, struct store_err *err)
{
	char *beside = NULL;
	int error;

	if (asprintf(&beside, "%s.new-%ld", path, (long)getpid()) < 0) {
		return fail(err, path, ENOMEM);
	}
	unlink(beside); /* of a process that was killed and had our number */
	error = file_write(beside, text, size, err);
	if (error != 0) {
		error = fail(err, path, -error); /* of the name that was given, not of ours */
	} else if (rename(beside, path) != 0) {
		error = fail(err, path, errno);
		unlink(beside);
	}
	free(beside);
	return error;
}

/* What cannot be made again. One that was named by mistake would be gone. */
static bool is_record(const char *path)
{
	static const char *const names[] = { "run.json", "samples.csv", "history.db" };
	const char *slash = strrchr(path, '/');

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(slash != NULL ? slash + 1 : path, names[i]) == 0) {
			return true;
		}
	}
	return false;
}

/* "." for a name alone. NULL: no memory. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL) {
		return strdup(".");
	}
	return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

static int check_folder(const char *path, const char *real, struct store_err *err)
{
	char *dir = folder_of(real);
	int error = 0;

	if (dir == NULL) {
		return fail(err, path, ENOMEM);
	}
	if (access(dir, W_OK | X_OK) != 0) {
		error = store_fail(err, errno,
				   "%s: cannot be written: %s: %s (a folder that exists and can be "
				   "written to would be right)",
				   path, dir, strerror(errno));
	}
	free(dir);
	return error;
}

int out_file_check(const char *path, struct store_err *err)
{
	struct stat st;
	char *real;
	int error;

	if (stat(path, &st) != 0) {
		return check_folder(path, path, err);
	}
	if (!S_ISREG(st.st_mode)) {
		return 0;
	}
	real = realpath(path, NULL);
	if (real == NULL) {
		return fail(err, path, errno);
	}
	error = check_folder(path, real, err);
	free(real);
	return error;
}

int out_file_write(const char *path, const char *text, size_t size, struct store_err *err)
{
	struct stat st;
	char *real;
	int error;

	if (stat(path, &st) != 0) {
		return replace(path, text, size, err);
	}
	if (S_ISDIR(st.st_mode)) {
		return store_fail(err, EISDIR, "%s: is a folder (a file would be right)", path);
	}
	if (!S_ISREG(st.st_mode)) {
		return write_stream(path, text, size, err);
	}
	real = realpath(path, NULL);
	if (real == NULL) {
		return fail(err, path, errno);
	}
	error = is_record(real) ? store_fail(err, EEXIST,
					     "%s: is measured data and is kept (another name "
					     "would be right)",
					     path)
				: replace(real, text, size, err);
	free(real);
	return error;
}
