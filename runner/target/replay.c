/* SPDX-License-Identifier: Apache-2.0 */
/* A recorded console: the bytes of a file, then the end; never silent, always a clean exit. */
#include "target/ops.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct target {
	int fd;
};

/* Only a regular file is a recording: a FIFO would be waited for without any time limit. */
static int open_log(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	int err;

	if (fd < 0) {
		return -errno;
	}
	err = fstat(fd, &st) != 0 ? -errno : 0;
	if (err == 0 && !S_ISREG(st.st_mode)) {
		err = -EINVAL;
	}
	if (err != 0) {
		close(fd);
		return err;
	}
	return fd;
}

static int replay_open(struct target **out, const struct target_spec *spec, char *why)
{
	struct target *t = malloc(sizeof(*t));

	why[0] = '\0';
	if (t == NULL) {
		return -ENOMEM;
	}
	t->fd = open_log(spec->log);
	if (t->fd < 0) {
		int err = t->fd;

		free(t);
		return err;
	}
	*out = t;
	return 0;
}

static ssize_t replay_read(struct target *t, char *buf, size_t len, int timeout_ms)
{
	ssize_t n = read(t->fd, buf, len);

	(void)timeout_ms;
	return n < 0 ? -errno : n;
}

static void replay_close(struct target *t, struct target_end *end)
{
	close(t->fd);
	free(t);
	*end = (struct target_end){ 0 };
}

const struct target_ops target_replay = {
	.name = "replay",
	.open = replay_open,
	.read = replay_read,
	.close = replay_close,
};
