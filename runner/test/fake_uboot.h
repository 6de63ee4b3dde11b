/* SPDX-License-Identifier: Apache-2.0 */
/* A board on a pty that speaks as U-Boot does, and spoils the line as a test asks for. */
#ifndef TEST_FAKE_UBOOT_H
#define TEST_FAKE_UBOOT_H

#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <cmocka.h>

#include "target/child.h"
#include "target/console.h"
#include "target/uboot.h"

struct fake {
	bool is_dead;           /* says nothing */
	bool is_on;             /* sits at its prompt already */
	bool boots_anyway;      /* an image runs, whatever is typed */
	bool has_no_status;     /* its shell does not know $? */
	unsigned lose_at;       /* the character that it does not get, from 1; 0: none */
	unsigned lose_each;     /* and every such one; 0: none */
	unsigned noise_at;      /* the echo behind which there is noise; 0: none */
	unsigned garble_status; /* as many first answers of echo are spoilt */
	bool is_measuring;      /* an image of before sends records for a while, then it is reset */
	bool floods;            /* once it waits for a transfer it never ends saying so */
};

struct fake_state {
	const struct fake *how;
	int fd;
	unsigned n_got;
	unsigned n_answers;
	int status; /* of the latest line */
	char line[512];
	size_t len;
};

static inline void fake_say(const struct fake_state *f, const char *text)
{
	size_t len = strlen(text);

	while (len > 0) {
		ssize_t n = write(f->fd, text, len);

		if (n <= 0) {
			_exit(0);
		}
		text += n;
		len -= (size_t)n;
	}
}

/* Its status; -1: it does not come back. */
static inline int fake_command(const struct fake_state *f, const char *command)
{
	if (strncmp(command, "good", 4) == 0) {
		fake_say(f, "all is well\r\n");
		return 0;
	}
	if (strncmp(command, "far", 3) == 0) {
		return 256;
	}
	if (strncmp(command, "bad", 3) == 0) {
		fake_say(f,
			 "Using eth0\r\nTFTP error: 'File not found' (1)\r\nNot retrying...\r\n");
		return 1;
	}
	if (strncmp(command, "retry", 5) == 0) {
		fake_say(f, "Loading: T T T \r\nRetry count exceeded; starting again\r\n");
		return -1;
	}
	if (strncmp(command, "magic", 5) == 0) {
		fake_say(f, "Bad Linux ARM64 Image magic!\r\n");
		return 1;
	}
	if (strncmp(command, "load", 4) == 0) {
		fake_say(f, "## Ready for binary (ymodem) download to 0x4 at 115200 bps...\r\nC");
		while (f->how->floods) {
			fake_say(f, "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC");
		}
		return -1;
	}
	if (strncmp(command, "boot", 4) == 0) {
		fake_say(f, "Starting kernel ...\r\n\r\n#tl1 0 H image\r\n");
	}
	return -1;
}

static inline void fake_run(struct fake_state *f)
{
	const char *echo = strstr(f->line, "echo TL");
	char text[560];

	/* The status of a line is kept, as of a shell that has variables; an echo alone changes none. */
	if (echo != f->line) {
		f->status = fake_command(f, f->line);
	}
	if (f->status < 0) {
		return;
	}
	if (echo != NULL) {
		int n = (int)strcspn(echo + 5, "$");

		f->n_answers++;
		if (f->how->has_no_status) {
			snprintf(text, sizeof(text), "%s\r\n", echo + 5);
		} else if (f->n_answers <= f->how->garble_status) {
			snprintf(text, sizeof(text), "%.*s\xff%d\r\n", n, echo + 5, f->status);
		} else {
			snprintf(text, sizeof(text), "%.*s%d\r\n", n, echo + 5, f->status);
		}
		fake_say(f, text);
	}
	fake_say(f, "=> ");
}

static inline void fake_take(struct fake_state *f, char c)
{
	const struct fake *how = f->how;
	char echo[2] = { c, '\0' };

	f->n_got++;
	if (f->n_got == how->lose_at || (how->lose_each != 0 && f->n_got % how->lose_each == 0)) {
		return;
	}
	if (c == '\x03') {
		f->len = 0;
		fake_say(f, "<INTERRUPT>\r\n=> ");
	} else if (c == '\r') {
		f->line[f->len] = '\0';
		f->len = 0;
		fake_say(f, "\r\n");
		fake_run(f);
	} else if (f->len + 1 < sizeof(f->line)) {
		f->line[f->len++] = c;
		fake_say(f, echo);
	}
	if (f->n_got == how->noise_at) {
		fake_say(f, "\xfe");
	}
}

static inline void fake_start(struct fake_state *f)
{
	char key;

	fake_say(f, "\xff\r\nU-Boot 2023.01\r\n\r\nHit any key to stop autoboot:  2 ");
	if (!f->how->boots_anyway && read(f->fd, &key, 1) == 1) {
		fake_say(f, "\b\b\b 0 \r\n=> ");
		return;
	}
	fake_say(f, "\r\nStarting kernel ...\r\n#tl1 0 H image\r\n");
}

static inline void fake_main(const struct fake *how, int fd)
{
	struct fake_state f = { .how = how, .fd = fd };
	char c;

	for (unsigned i = 0; i < 40 && how->is_measuring; i++) {
		fake_say(&f, "#tl1 7 S at=0 v=1 *0000\r\n");
		usleep(10000);
	}
	if (!how->is_dead && !how->is_on) {
		fake_start(&f);
	}
	while (read(fd, &c, 1) == 1) {
		if (!how->is_dead) {
			fake_take(&f, c);
		}
	}
	_exit(0);
}

/* The pty's name; the board is a child. */
static inline pid_t fake_spawn(const struct fake *how, char *name)
{
	struct termios raw;
	int master;
	int slave;
	pid_t pid;

	assert_int_equal(openpty(&master, &slave, name, NULL, NULL), 0);
	assert_int_equal(tcgetattr(slave, &raw), 0);
	cfmakeraw(&raw);
	assert_int_equal(tcsetattr(slave, TCSANOW, &raw), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that fails ends without us */
		fake_main(how,
			  master); /* it keeps the slave open: no hang-up before we are there */
	}
	close(master);
	close(slave);
	return pid;
}

#endif
