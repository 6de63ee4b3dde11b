/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sha256.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

_Static_assert(SHA256_TEXT == SHA256_DIGEST_STRING_LENGTH, "the text has its NUL");

void sha256_init(struct sha256 *h)
{
	*h = (struct sha256){ 0 };
	SHA256Init(&h->state);
}

void sha256_add(struct sha256 *h, const void *bytes, size_t len)
{
	SHA256Update(&h->state, bytes, len);
	h->n_bytes += len;
}

static void add_u64(struct sha256 *h, uint64_t value)
{
	uint8_t bytes[8];

	for (unsigned i = 0; i < 8; i++) {
		bytes[i] = (uint8_t)(value >> (56 - 8 * i));
	}
	sha256_add(h, bytes, sizeof(bytes));
}

void sha256_add_field(struct sha256 *h, const void *bytes, size_t len)
{
	add_u64(h, len);
	sha256_add(h, bytes, len);
}

void sha256_add_text(struct sha256 *h, const char *text)
{
	sha256_add_field(h, text, strlen(text));
}

void sha256_finish(struct sha256 *h, char text[SHA256_TEXT])
{
	SHA256End(&h->state, text);
}

int sha256_file(const char *path, char text[SHA256_TEXT], uint64_t *n_bytes)
{
	/* A FIFO is not waited for. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct sha256 h;
	uint8_t buf[65536];
	struct stat st;
	ssize_t n = 1;

	if (fd < 0) {
		return -errno;
	}
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return -EINVAL;
	}
	sha256_init(&h);
	while (n > 0) {
		n = read(fd, buf, sizeof(buf));
		if (n < 0 && errno == EINTR) {
			n = 1;
			continue;
		}
		sha256_add(&h, buf, n > 0 ? (size_t)n : 0);
	}
	if (n < 0) {
		n = -errno;
		close(fd);
		return (int)n;
	}
	close(fd);
	if (n_bytes != NULL) {
		*n_bytes = h.n_bytes;
	}
	sha256_finish(&h, text);
	return 0;
}
