/* SPDX-License-Identifier: Apache-2.0 */
/* A recorded console: the bytes of a file, then the end; never silent, always a clean exit. */
#include "target/ops.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

struct target {
	int fd;
};

static int replay_open(struct target **out, const struct target_spec *spec)
{
	struct target *t = malloc(sizeof(*t));

	if (t == NULL) {
		return -ENOMEM;
	}
	t->fd = open(spec->log, O_RDONLY | O_CLOEXEC);
	if (t->fd < 0) {
		int err = -errno;

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
