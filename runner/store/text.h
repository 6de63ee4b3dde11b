/* SPDX-License-Identifier: Apache-2.0 */
/* Strings that come from consoles and tools, made fit for JSON, XML and HTML. */
#ifndef STORE_TEXT_H
#define STORE_TEXT_H

#include <stdbool.h>

/**
 * text_scrub - copy a string so that it is valid UTF-8 and every character may stand in XML 1.0
 * @text:     NULL counts as ""
 * @one_line: tab, line feed and carriage return become a space
 *
 * Each byte that is not part of such a character becomes U+FFFD.
 *
 * Returns: a copy on the heap; NULL: no memory
 * Source: XML 1.0 (fifth edition), production [2] Char
 */
char *text_scrub(const char *text, bool one_line);

/* True when nothing would have to be scrubbed and it is one line. */
bool text_is_line(const char *text);
/* A file-name-like word: A-Z a-z 0-9 . _ + - only, not empty, not beginning with a dot. */
bool text_is_name(const char *text);
/* Names with one / between them: hvc/return. */
bool text_is_path_name(const char *text);

#endif
