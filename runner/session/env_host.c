/* SPDX-License-Identifier: Apache-2.0 */
#include "session/env_host.h"

#include <ctype.h>
#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "session/env.h"

#define CPU_DIR "/sys/devices/system/cpu"

/* Long enough for one CPU of /proc/cpuinfo, flags and all. */
struct host_text {
	char text[16384];
};

/* What stands below @fs at the path. False when it cannot be read. */
__attribute__((format(printf, 3, 4))) static bool read_text(struct host_text *out, const char *fs,
							    const char *format, ...)
{
	char path[512];
	int len = snprintf(path, sizeof(path), "%s", fs);
	va_list args;
	FILE *file;
	size_t n;

	if (len < 0 || (size_t)len >= sizeof(path)) {
		return false;
	}
	va_start(args, format);
	vsnprintf(path + len, sizeof(path) - (size_t)len, format, args);
	va_end(args);
	file = fopen(path, "re");
	if (file == NULL) {
		return false;
	}
	n = fread(out->text, 1, sizeof(out->text) - 1, file);
	fclose(file);
	out->text[n] = '\0';
	return n > 0;
}

/* A file of one word. */
static bool read_word(struct host_text *out, const char *fs, const char *path)
{
	if (!read_text(out, fs, "%s", path)) {
		return false;
	}
	out->text[strcspn(out->text, " \t\n")] = '\0';
	return out->text[0] != '\0';
}

static int note_value(const char *fs, const char *path, const char *name, char sep,
		      const char *env_key, struct run *run)
{
	struct host_text file;
	char value[256];

	if (!read_text(&file, fs, "%s", path) ||
	    !env_find_value(file.text, name, sep, value, sizeof(value))) {
		return 0;
	}
	return run_set_env(run, env_key, value);
}

/* What a file of one digit means: @words[digit]; a digit without a word is left out. */
static int note_digit(const char *fs, const char *path, const char *const words[], size_t n_words,
		      const char *env_key, struct run *run)
{
	struct host_text file;
	size_t digit;

	if (!read_word(&file, fs, path) || !isdigit((unsigned char)file.text[0]) ||
	    file.text[1] != '\0') {
		return 0;
	}
	digit = (size_t)(file.text[0] - '0');
	return digit < n_words ? run_set_env(run, env_key, words[digit]) : 0;
}

/* How many CPUs a list like "0-3,8" names; 0: it is none. */
static unsigned long count_listed(const char *text)
{
	unsigned long count = 0;

	while (isdigit((unsigned char)*text)) {
		char *end;
		unsigned long first = strtoul(text, &end, 10);
		unsigned long last = *end == '-' ? strtoul(end + 1, &end, 10) : first;

		if (last < first || last > 1u << 20) {
			return 0;
		}
		count += last - first + 1;
		text = *end == ',' ? end + 1 : end;
	}
	return count;
}

static int note_cpus(const char *fs, struct run *run)
{
	struct host_text file;
	char text[32];
	unsigned long count;

	if (!read_word(&file, fs, CPU_DIR "/online")) {
		return 0;
	}
	count = count_listed(file.text);
	snprintf(text, sizeof(text), "%lu", count);
	return count > 0 ? run_set_env(run, "host.cpus", text) : 0;
}

static bool is_cpu(const char *name)
{
	return strncmp(name, "cpu", 3) == 0 && name[3] != '\0' &&
	       name[3 + strspn(name + 3, "0123456789")] == '\0';
}

static bool has_word(const char *text, const char *word)
{
	size_t len = strlen(word);

	while (*text != '\0') {
		size_t n = strcspn(text, ", ");

		if (n == len && strncmp(text, word, n) == 0) {
			return true;
		}
		text += n + strspn(text + n, ", ");
	}
	return false;
}

/* The governors of all CPUs in @out, each once, with a comma between. */
static size_t list_governors(const char *fs, DIR *cpus, char *out, size_t size)
{
	const struct dirent *entry;
	size_t n = 0;

	out[0] = '\0';
	while ((entry = readdir(cpus)) != NULL) {
		struct host_text file;
		size_t len = strlen(out);

		if (!is_cpu(entry->d_name) ||
		    !read_text(&file, fs, CPU_DIR "/%s/cpufreq/scaling_governor", entry->d_name)) {
			continue;
		}
		file.text[strcspn(file.text, " \t\n")] = '\0';
		if (file.text[0] != '\0' && !has_word(out, file.text)) {
			snprintf(out + len, size - len, "%s%s", n > 0 ? ", " : "", file.text);
			n++;
		}
	}
	return n;
}

static int note_governor(const char *fs, struct run *run)
{
	char path[512];
	char list[128];
	char text[160];
	size_t n;
	DIR *cpus;

	snprintf(path, sizeof(path), "%s" CPU_DIR, fs);
	cpus = opendir(path);
	if (cpus == NULL) {
		return 0;
	}
	n = list_governors(fs, cpus, list, sizeof(list));
	closedir(cpus);
	snprintf(text, sizeof(text), n > 1 ? "mixed: %s" : "%s", list);
	return n > 0 ? run_set_env(run, "host.governor", text) : 0;
}

/* An x86 kernel names it among the flags; others have no such line, and then it is not known. */
static int note_virtual(const char *fs, struct run *run)
{
	struct host_text file;
	char flags[sizeof(file.text)];

	if (!read_text(&file, fs, "/proc/cpuinfo") ||
	    !env_find_value(file.text, "flags", ':', flags, sizeof(flags))) {
		return 0;
	}
	return run_set_env(run, "host.virtual", has_word(flags, "hypervisor") ? "yes" : "no");
}

static int note_kernel(struct run *run)
{
	struct utsname host;
	char kernel[2 * sizeof(host.release)];

	if (uname(&host) != 0) {
		return 0;
	}
	snprintf(kernel, sizeof(kernel), "%s %s", host.sysname, host.release);
	return run_set_env(run, "host.kernel", kernel);
}

static int note_switches(const char *fs, struct run *run)
{
	static const char *const off_on[] = { "off", "on" };
	static const char *const on_off[] = { "on", "off" };
	static const char *const aslr[] = { "off", "partial", "full" };
	/* Both are there under intel_pstate in its passive mode; no_turbo is what counts. */
	int err = note_digit(fs, CPU_DIR "/cpufreq/boost", off_on, 2, "host.turbo", run);

	if (err == 0) {
		err = note_digit(fs, CPU_DIR "/intel_pstate/no_turbo", on_off, 2, "host.turbo",
				 run);
	}
	if (err == 0) {
		err = note_digit(fs, CPU_DIR "/smt/active", off_on, 2, "host.smt", run);
	}
	if (err == 0) {
		err = note_digit(fs, "/proc/sys/kernel/randomize_va_space", aslr, 3, "host.aslr",
				 run);
	}
	return err;
}

int env_host_capture(const char *fs, struct run *run)
{
	int err = note_value(fs, "/etc/os-release", "PRETTY_NAME", '=', "host.os", run);

	if (err == 0) {
		err = note_value(fs, "/proc/cpuinfo", "model name", ':', "host.cpu", run);
	}
	if (err == 0) {
		err = note_kernel(run);
	}
	if (err == 0) {
		err = note_cpus(fs, run);
	}
	if (err == 0) {
		err = note_virtual(fs, run);
	}
	if (err == 0) {
		err = note_governor(fs, run);
	}
	return err == 0 ? note_switches(fs, run) : err;
}

int env_host_note_load(const char *fs, const char *key, struct run *run)
{
	struct host_text file;
	char *end;

	if (!read_word(&file, fs, "/proc/loadavg")) {
		return 0;
	}
	if (strtod(file.text, &end) < 0 || end == file.text || *end != '\0') {
		return 0;
	}
	return run_set_env(run, key, file.text);
}
