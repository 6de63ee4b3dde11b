/* SPDX-License-Identifier: Apache-2.0 */
/* A source tree in /tmp with two boards, four benchmarks, two HAL bindings, two switch
 * policies, two sets of vectors and three of flags, for one test. */
#ifndef TEST_SOURCE_TREE_H
#define TEST_SOURCE_TREE_H

#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/config.h"

static const char *const tree_virt_yaml =
	"summary: A machine\n"
	"target: qemu\n"
	"cpus: [cortex-a57, max]\n"
	"exact: [emu, -cpu, \"{cpu},x=1\", -kernel, \"{image}\"]\n"
	"cntvct: [emu, -cpu, \"{cpu}\", -kernel, \"{image}\"]\n";
/* Has no exact clock. */
static const char *const tree_metal_yaml = "summary: A board\n"
					   "target: replay\n"
					   "cpus: [a76]\n"
					   "cntvct: [console.log]\n";

/* Everything goes through here: a failure is one of the machine, not of the code under test. */
static inline void tree_demand(int is_well, const char *what)
{
	if (!is_well) {
		perror(what);
		abort();
	}
}

static inline char *tree_join(const char *root, const char *below)
{
	char *path = NULL;

	tree_demand(asprintf(&path, "%s/%s", root, below) > 0, below);
	return path;
}

static inline void tree_add_folder(const char *root, const char *below)
{
	char *path = tree_join(root, below);

	tree_demand(mkdir(path, 0700) == 0, path);
	free(path);
}

static inline void tree_add_file(const char *root, const char *below, const char *text)
{
	char *path = tree_join(root, below);
	FILE *file = fopen(path, "w");
	int is_written;

	tree_demand(file != NULL, path);
	is_written = fputs(text, file) >= 0;
	tree_demand(fclose(file) == 0 && is_written, path);
	free(path);
}

static inline void tree_add_benches(const char *root)
{
	tree_add_file(root, "microbench/benches/hvc_return.c",
		      "/* SPDX-License-Identifier: Apache-2.0 */\n"
		      "/*\n * A null hypercall: HVC and\n * back. More follows.\n */\n");
	tree_add_file(root, "microbench/benches/mmio_read_4.c",
		      "/* SPDX-License-Identifier: x */\n");
	tree_add_file(root, "microbench/benches/mmio_write_4.c", "int x;\n");
	tree_add_file(root, "microbench/benches/smc_return.c", "// smc/return: A trapped SMC.\n");
	tree_add_file(root, "microbench/benches/README", "no benchmark\n");
}

static inline void tree_add_suites_and_flags(const char *root)
{
	tree_add_file(root, "microbench/suites/default.yaml", "summary: x\nboards: [virt]\n");
	tree_add_file(root, "microbench/suites/quick.yaml", "summary: x\nboards: [virt/max]\n");
	tree_add_file(root, "microbench/suites/notes.txt", "no suite\n");
	tree_add_file(root, "microbench/flags/-O2.mk", "# SPDX\n# What is usual.\n");
	tree_add_file(root, "microbench/flags/-Os.mk", "");
	tree_add_file(root, "microbench/flags/lto.mk",
		      "# SPDX\n\n# The link\n# optimises. And more.\n#\n# Not this.\n");
}

/* Caller gives it to tree_remove(). */
static inline char *tree_make(void)
{
	static const char *const folders[] = {
		"microbench",
		"microbench/benches",
		"microbench/boards",
		"microbench/boards/virt",
		"microbench/boards/metal",
		"microbench/boards/unfinished",
		"microbench/suites",
		"microbench/flags",
		"microbench/flags/lto",
		"vcpu",
		"vcpu/hal",
		"vcpu/hal/table",
		"vcpu/hal/static",
		"vcpu/hal/.hidden",
		"vcpu/aarch64",
		"vcpu/aarch64/switch",
		"vcpu/aarch64/switch/lazy",
		"vcpu/aarch64/switch/eager",
		"vcpu/aarch64/vectors",
		"vcpu/aarch64/vectors/plain",
		"vcpu/aarch64/vectors/fast",
	};
	char *root = strdup("/tmp/trapline-test-XXXXXX");

	tree_demand(root != NULL && mkdtemp(root) != NULL, "mkdtemp");
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		tree_add_folder(root, folders[i]);
	}
	tree_add_benches(root);
	tree_add_file(root, "microbench/boards/virt/board.yaml", tree_virt_yaml);
	tree_add_file(root, "microbench/boards/metal/board.yaml", tree_metal_yaml);
	tree_add_suites_and_flags(root);
	return root;
}

static inline int tree_remove_entry(const char *path, const struct stat *st, int type,
				    struct FTW *walk)
{
	(void)st;
	(void)type;
	(void)walk;
	return remove(path);
}

static inline void tree_remove(char *root)
{
	tree_demand(nftw(root, tree_remove_entry, 8, FTW_DEPTH | FTW_PHYS) == 0, root);
	free(root);
}

/* All lines of @d, a newline behind each; caller frees. Empties @d. */
static inline char *tree_take_lines(struct diag *d)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	tree_demand(out != NULL, "open_memstream");
	diag_print(d, out);
	tree_demand(fclose(out) == 0, "fclose");
	diag_free(d);
	return text;
}

#endif
