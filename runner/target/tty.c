/* SPDX-License-Identifier: Apache-2.0 */
#include "target/tty.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
	unsigned speed;
	speed_t constant;
} speeds[] = {
	{ 9600, B9600 },       { 19200, B19200 },     { 38400, B38400 },     { 57600, B57600 },
	{ 115200, B115200 },   { 230400, B230400 },   { 460800, B460800 },   { 500000, B500000 },
	{ 921600, B921600 },   { 1000000, B1000000 }, { 1500000, B1500000 }, { 2000000, B2000000 },
	{ 3000000, B3000000 }, { 4000000, B4000000 },
};

/* B0, which would hang up: it is none of ours. */
static speed_t find_speed(unsigned speed)
{
	for (size_t i = 0; i < sizeof(speeds) / sizeof(speeds[0]); i++) {
		if (speeds[i].speed == speed) {
			return speeds[i].constant;
		}
	}
	return B0;
}

/* True when process @pid has @real open. */
static bool has_open(const char *pid, const char *real)
{
	char path[64 + NAME_MAX];
	const struct dirent *entry;
	bool found = false;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%s/fd", pid);
	dir = opendir(path);
	while (dir != NULL && !found && (entry = readdir(dir)) != NULL) {
		char target[PATH_MAX];
		ssize_t n;

		snprintf(path, sizeof(path), "/proc/%.20s/fd/%.200s", pid, entry->d_name);
		n = readlink(path, target, sizeof(target) - 1);
		target[n > 0 ? n : 0] = '\0';
		found = strcmp(target, real) == 0;
	}
	if (dir != NULL) {
		closedir(dir);
	}
	return found;
}

/* "pid 123, minicom", of another process that has the device open, as far as we may look. */
static void name_holder(const char *device, char *text, size_t size)
{
	char real[PATH_MAX];
	DIR *proc = realpath(device, real) != NULL ? opendir("/proc") : NULL;
	const struct dirent *entry;

	snprintf(text, size, "another program");
	while (proc != NULL && (entry = readdir(proc)) != NULL) {
		char path[64];
		char name[32] = "";
		FILE *comm;

		if (!isdigit((unsigned char)entry->d_name[0]) ||
		    strtol(entry->d_name, NULL, 10) == getpid() || !has_open(entry->d_name, real)) {
			continue;
		}
		snprintf(path, sizeof(path), "/proc/%.20s/comm", entry->d_name);
		comm = fopen(path, "re");
		if (comm != NULL) {
			name[0] = fgets(name, sizeof(name), comm) != NULL ? name[0] : '\0';
			name[strcspn(name, "\n")] = '\0';
			fclose(comm);
		}
		snprintf(text, size, "pid %.20s, %s", entry->d_name, name);
		break;
	}
	if (proc != NULL) {
		closedir(proc);
	}
}

/* A lock file of terminal programs, /run/lock/LCK..ttyUSB0, whose process lives; its pid, or 0. */
static long uucp_holder(const char *device)
{
	char real[PATH_MAX];
	char path[PATH_MAX];
	long pid = 0;
	FILE *file;

	if (realpath(device, real) == NULL || strrchr(real, '/') == NULL) {
		return 0;
	}
	snprintf(path, sizeof(path), "/run/lock/LCK..%.200s", strrchr(real, '/') + 1);
	file = fopen(path, "re");
	if (file == NULL) {
		return 0;
	}
	if (fgets(path, sizeof(path), file) != NULL) {
		pid = strtol(path, NULL, 10);
	}
	if (pid <= 0 || (kill((pid_t)pid, 0) != 0 && errno == ESRCH)) {
		pid = 0;
	}
	fclose(file);
	return pid;
}

static int tell_busy(const char *device, char *why)
{
	char holder[64];

	name_holder(device, holder, sizeof(holder));
	snprintf(why, TARGET_WHY_MAX, "%.150s is in use (%s): end that first", device, holder);
	return -EBUSY;
}

/* The group that may open @device. */
static void name_group(const char *device, char *name, size_t size)
{
	struct group *found = NULL;
	struct group group;
	char buf[1024];
	struct stat st;

	if (stat(device, &st) != 0 ||
	    getgrgid_r(st.st_gid, &group, buf, sizeof(buf), &found) != 0) {
		found = NULL;
	}
	snprintf(name, size, "%.32s", found != NULL ? found->gr_name : "dialout");
}

static int tell_open(const char *device, int err, char *why)
{
	char group[33];

	if (err == EBUSY) {
		return tell_busy(device, why);
	}
	if (err == EACCES) {
		name_group(device, group, sizeof(group));
		snprintf(why, TARGET_WHY_MAX,
			 "%.100s: permission denied (it belongs to group %s: sudo adduser $USER "
			 "%s, and log in again)",
			 device, group, group);
	} else {
		snprintf(why, TARGET_WHY_MAX, "%.150s: %s (%s)", device, strerror(err),
			 err == ENOENT || err == ENXIO || err == ENODEV
				 ? "is it plugged in? ls /dev/serial/by-id"
				 : "'device' of board.yaml");
	}
	return err == ENXIO || err == ENODEV ? -ENOENT : -err;
}

static void make_raw(struct termios *t, enum target_flow flow, speed_t speed)
{
	cfmakeraw(t);
	t->c_iflag |= IGNBRK | IGNPAR; /* a board without power is one long break */
	t->c_iflag &= (tcflag_t) ~(IXON | IXOFF | IXANY | INPCK);
	t->c_cflag &= (tcflag_t) ~(CSTOPB | PARENB | CRTSCTS | HUPCL);
	t->c_cflag |= CLOCAL | CREAD;
	if (flow == TARGET_FLOW_RTSCTS) {
		t->c_cflag |= CRTSCTS;
	} else if (flow == TARGET_FLOW_XONXOFF) {
		t->c_iflag |= IXON | IXOFF;
	}
	t->c_cc[VMIN] = 1;
	t->c_cc[VTIME] = 0;
	cfsetspeed(t, speed);
}

/* 0, or -errno after telling. */
static int set_up(int fd, const char *device, struct tty_mode *mode, char *why)
{
	speed_t speed = find_speed(mode->speed);
	struct termios t;

	if (tcgetattr(fd, &mode->before) != 0) {
		snprintf(why, TARGET_WHY_MAX, "%.150s is no serial line ('device' of board.yaml)",
			 device);
		return -ENOTTY;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		int err = -errno;

		if (err == -EWOULDBLOCK) {
			return tell_busy(device, why);
		}
		snprintf(why, TARGET_WHY_MAX, "cannot lock %.150s: %s", device, strerror(-err));
		return err;
	}
	t = mode->before;
	make_raw(&t, mode->flow, speed);
	/* It succeeds when it could set anything at all: what was set is read back. */
	if (speed == B0 || tcsetattr(fd, TCSANOW, &t) != 0 || tcgetattr(fd, &t) != 0 ||
	    cfgetospeed(&t) != speed) {
		tcsetattr(fd, TCSANOW, &mode->before);
		snprintf(why, TARGET_WHY_MAX, "%.150s does not do %u bits per second", device,
			 mode->speed);
		return -EINVAL;
	}
	ioctl(fd, TIOCEXCL); /* keeps out programs that know no locks; root passes all the same */
	return 0;
}

int tty_open(const char *device, struct tty_mode *mode, char *why)
{
	long pid = uucp_holder(device);
	int err;
	int fd;

	why[0] = '\0';
	if (pid != 0 && pid != getpid()) {
		snprintf(why, TARGET_WHY_MAX,
			 "%.150s is in use (pid %ld has its lock file): end "
			 "that first",
			 device, pid);
		return -EBUSY;
	}
	fd = open(device, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0) {
		return tell_open(device, errno, why);
	}
	err = set_up(fd, device, mode, why);
	if (err != 0) {
		close(fd);
		return err;
	}
	return fd;
}

void tty_close(int fd, const struct tty_mode *mode)
{
	ioctl(fd, TIOCNXCL);
	tcsetattr(fd, TCSANOW, &mode->before);
	close(fd);
}
