/* SPDX-License-Identifier: Apache-2.0 */
#include "session/image_cache.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "session/cache_entry.h"
#include "session/proc.h"
#include "session/source_digest.h"
#include "session/worktree.h"
#include "store/file.h"

#define TOOL_TIMEOUT_MS 10000

/* What make image runs, the compilers' own calls too. A wrapper may say the same and be another one, so the file
 * counts as well. */
static const char *const common_tools[] = { "aarch64-linux-gnu-as",
					    "aarch64-linux-gnu-ld",
					    "aarch64-linux-gnu-objcopy",
					    "aarch64-linux-gnu-objdump",
					    "aarch64-linux-gnu-readelf",
					    "awk",
					    NULL };

/* Variables that compilers, assembler and linkers read. */
static const char *const variables[] = { "CPATH",
					 "C_INCLUDE_PATH",
					 "COMPILER_PATH",
					 "GCC_EXEC_PREFIX",
					 "LIBRARY_PATH",
					 "LD_LIBRARY_PATH",
					 "CCC_OVERRIDE_OPTIONS",
					 "GNUTARGET",
					 "LDEMULATION",
					 "SOURCE_DATE_EPOCH",
					 "LC_ALL",
					 NULL };

/* The file that PATH has of this name; caller frees. NULL: none, or no memory. */
static char *find_program(const char *program)
{
	const char *path = getenv("PATH");

	while (path != NULL && *path != '\0') {
		size_t len = strcspn(path, ":");
		char *file = NULL;

		if (asprintf(&file, "%.*s/%s", (int)len, path, program) >= 0) {
			if (access(file, X_OK) == 0) {
				return file;
			}
			free(file);
		}
		path += len;
		path += *path == ':';
	}
	return NULL;
}

/* Path, size and time. NULL: none. */
static void add_file(struct sha256 *h, const char *file)
{
	char text[64] = "none";
	struct stat st;

	if (file != NULL && stat(file, &st) == 0) {
		snprintf(text, sizeof(text), "%lld %lld.%09ld", (long long)st.st_size,
			 (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
		sha256_add_text(h, file);
	}
	sha256_add_text(h, text);
}

/* What the linker loads when clang optimises at the link: beside clang itself, but a package of its own. */
static void add_clang_plugin(struct sha256 *h)
{
	char *clang = find_program("clang");
	char *real = clang != NULL ? realpath(clang, NULL) : NULL;
	char *slash = real != NULL ? strrchr(real, '/') : NULL;
	char *plugin = NULL;

	if (slash != NULL &&
	    asprintf(&plugin, "%.*s/../lib/LLVMgold.so", (int)(slash - real), real) < 0) {
		plugin = NULL;
	}
	add_file(h, plugin);
	free(plugin);
	free(real);
	free(clang);
}

static void add_tool(struct sha256 *h, const char *program, const volatile sig_atomic_t *stop)
{
	const char *const argv[] = { program, "--version", NULL };
	char *file = find_program(program);
	char text[512];

	sha256_add_text(h, program);
	proc_capture(argv, NULL, TOOL_TIMEOUT_MS, stop, text, sizeof(text));
	sha256_add_text(h, text);
	add_file(h, file);
	free(file);
}

static void digest_tools(const char *compiler, const volatile sig_atomic_t *stop,
			 char digest[SHA256_TEXT])
{
	struct sha256 h;

	sha256_init(&h);
	add_tool(&h, compiler, stop);
	for (size_t i = 0; common_tools[i] != NULL; i++) {
		add_tool(&h, common_tools[i], stop);
	}
	if (strcmp(compiler, "clang") == 0) {
		add_clang_plugin(&h);
	}
	for (size_t i = 0; variables[i] != NULL; i++) {
		const char *value = getenv(variables[i]);

		sha256_add_text(&h, value != NULL ? value : "\1");
	}
	sha256_finish(&h, digest);
}

/* The tree's own build/cache; of a worktree below build/ab that of the tree it belongs to. */
static char *find_dir(const char *root)
{
	char *real = realpath(root, NULL);
	char *at = real != NULL ? strstr(real, "/" WORKTREE_DIR "/") : NULL;
	char *dir = NULL;

	if (at != NULL && strchr(at + strlen("/" WORKTREE_DIR "/"), '/') == NULL) {
		*at = '\0';
	}
	if (real != NULL && asprintf(&dir, "%s/" IMAGE_BUILD_DIR "/" IMAGE_CACHE_DIR, real) < 0) {
		dir = NULL;
	}
	free(real);
	return dir;
}

int image_cache_open(struct image_cache *cache, const char *root, const volatile sig_atomic_t *stop)
{
	char *dir = find_dir(root);

	*cache = (struct image_cache){ .root = strdup(root) };
	if (dir == NULL || cache->root == NULL) {
		free(dir);
		image_cache_close(cache);
		return -ENOMEM;
	}
	if (source_digest(root, cache->sources, &cache->changed) != 0 ||
	    (mkdir(dir, 0777) != 0 && errno != EEXIST)) {
		free(dir);
		return 0;
	}
	digest_tools("aarch64-linux-gnu-gcc", stop, cache->gcc);
	digest_tools("clang", stop, cache->clang);
	cache->dir = dir;
	return 0;
}

void image_cache_close(struct image_cache *cache)
{
	free(cache->root);
	free(cache->dir);
	*cache = (struct image_cache){ 0 };
}

/* build/cache/<key>; the folder that make puts it into has all choices in its name. NULL: no memory. */
static char *entry_of(const struct image_cache *cache, const struct image *image)
{
	const char *below = image->manifest + strlen(cache->root);
	bool is_clang = strcmp(image->compiler, "clang") == 0;
	char key[SHA256_TEXT];
	struct sha256 h;

	sha256_init(&h);
	sha256_add_text(&h, "image 1");
	sha256_add_text(&h, cache->sources);
	sha256_add_text(&h, is_clang ? cache->clang : cache->gcc);
	sha256_add_text(&h, image->compiler);
	sha256_add_text(&h, below);
	sha256_finish(&h, key);
	return file_join(cache->dir, key);
}

bool image_cache_has(const struct image_cache *cache, const struct image *image)
{
	char *entry = cache->dir != NULL ? entry_of(cache, image) : NULL;
	bool is_there = entry != NULL && access(entry, X_OK) == 0;

	free(entry);
	return is_there;
}

static char *folder_of(const struct image *image)
{
	return strndup(image->manifest, (size_t)(strrchr(image->manifest, '/') - image->manifest));
}

bool image_cache_take(const struct image_cache *cache, const struct image *image)
{
	char *entry = cache->dir != NULL ? entry_of(cache, image) : NULL;
	char *folder = entry != NULL ? folder_of(image) : NULL;
	const char *name = strrchr(image->path, '/') + 1;
	bool is_taken = folder != NULL && cache_entry_take(entry, folder, name);

	free(folder);
	free(entry);
	return is_taken;
}

/* Nothing was changed since the digest was made, not even forth and back. */
static bool is_unchanged(const struct image_cache *cache)
{
	char digest[SHA256_TEXT];
	struct timespec changed;

	return source_digest(cache->root, digest, &changed) == 0 &&
	       strcmp(digest, cache->sources) == 0 && changed.tv_sec == cache->changed.tv_sec &&
	       changed.tv_nsec == cache->changed.tv_nsec;
}

void image_cache_put(const struct image_cache *cache, const struct image *image)
{
	char *entry = cache->dir != NULL && is_unchanged(cache) ? entry_of(cache, image) : NULL;
	char *folder = entry != NULL ? folder_of(image) : NULL;

	if (folder != NULL) {
		cache_entry_put(entry, folder);
		cache_entry_trim(cache->dir, IMAGE_CACHE_KEPT);
	}
	free(folder);
	free(entry);
}
