/* SPDX-License-Identifier: Apache-2.0 */
#include "config/tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "config/yaml_fault.h"

struct reader {
	yaml_parser_t yaml;
	const char *file;
	const char *text;
	struct faults *faults;
	bool stopped; /* at a fault of syntax */
	bool no_memory;
};

static void nodes_free(struct node *node)
{
	while (node != NULL) {
		struct node *next = node->next;

		nodes_free(node->first); /* at most TREE_DEPTH_MAX deep */
		free(node->text);
		free(node);
		node = next;
	}
}

void tree_free(struct tree *tree)
{
	nodes_free(tree->root);
	*tree = (struct tree){ 0 };
}

/* False at the end of what can be read. The caller deletes the event when it is true. */
static bool next_event(struct reader *rd, yaml_event_t *event)
{
	if (rd->stopped || rd->no_memory) {
		return false;
	}
	if (yaml_parser_parse(&rd->yaml, event) == 1) {
		return true;
	}
	if (rd->yaml.error == YAML_MEMORY_ERROR) {
		rd->no_memory = true;
	} else {
		yaml_fault_add(rd->faults, rd->file, &rd->yaml, rd->text);
		rd->stopped = true;
	}
	return false;
}

static bool has_no_extras(struct reader *rd, struct mark at, const yaml_char_t *anchor,
			  const yaml_char_t *tag)
{
	if (anchor != NULL) {
		fault_add(rd->faults, at, "anchor '&%s' is not supported (write the value out)",
			  excerpt_of((const char *)anchor).text);
	}
	if (tag != NULL) {
		fault_add(rd->faults, at,
			  "tag '%s' is not supported (write the value without a tag)",
			  excerpt_of((const char *)tag).text);
	}
	return anchor == NULL && tag == NULL;
}

static void read_scalar(struct reader *rd, const yaml_event_t *event, struct node *node)
{
	const char *text = (const char *)event->data.scalar.value;

	if (!has_no_extras(rd, node->at, event->data.scalar.anchor, event->data.scalar.tag)) {
		return;
	}
	if (strlen(text) != event->data.scalar.length) {
		fault_add(rd->faults, node->at, "'%s' goes on with a NUL byte (plain text)",
			  excerpt_of(text).text);
		return;
	}
	node->text = strdup(text);
	rd->no_memory = rd->no_memory || node->text == NULL;
	node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	node->kind = NODE_TEXT;
}

static struct node *read_node(struct reader *rd, const yaml_event_t *event, unsigned depth);

/* Takes the events up to the one that ends the list or mapping @node. */
static void read_children(struct reader *rd, struct node *node, unsigned depth)
{
	struct node **link = &node->first;
	yaml_event_t event;

	if (depth == TREE_DEPTH_MAX) {
		fault_add(rd->faults, node->at, "nested too deep (at most %u levels)",
			  TREE_DEPTH_MAX);
		rd->stopped = true;
	}
	while (next_event(rd, &event)) {
		bool is_end = event.type == YAML_SEQUENCE_END_EVENT ||
			      event.type == YAML_MAPPING_END_EVENT;

		if (!is_end) {
			*link = read_node(rd, &event, depth + 1);
			node->n += *link != NULL ? 1 : 0;
			link = *link != NULL ? &(*link)->next : link;
		}
		yaml_event_delete(&event);
		if (is_end) {
			return;
		}
	}
	/* Cut short: its keys can be checked, but not how many items it has. */
	node->kind = depth == 0 && node->kind == NODE_MAP ? NODE_MAP : NODE_BAD;
}

static void read_collection(struct reader *rd, struct node *node, const yaml_char_t *anchor,
			    const yaml_char_t *tag, unsigned depth)
{
	if (!has_no_extras(rd, node->at, anchor, tag)) {
		node->kind = NODE_BAD;
	}
	read_children(rd, node, depth);
}

static struct node *read_node(struct reader *rd, const yaml_event_t *event, unsigned depth)
{
	struct node *node = calloc(1, sizeof(*node));

	if (node == NULL) {
		rd->no_memory = true;
		return NULL;
	}
	node->at = yaml_place(rd->file, event->start_mark);
	if (event->type == YAML_SCALAR_EVENT) {
		read_scalar(rd, event, node);
	} else if (event->type == YAML_SEQUENCE_START_EVENT) {
		node->kind = NODE_LIST;
		read_collection(rd, node, event->data.sequence_start.anchor,
				event->data.sequence_start.tag, depth);
	} else if (event->type == YAML_MAPPING_START_EVENT) {
		node->kind = NODE_MAP;
		read_collection(rd, node, event->data.mapping_start.anchor,
				event->data.mapping_start.tag, depth);
	} else {
		fault_add(rd->faults, node->at,
			  "alias '*%s' is not supported (write the value out; quote a pattern)",
			  excerpt_of((const char *)event->data.alias.anchor).text);
	}
	return node;
}

static void read_stream(struct reader *rd, struct tree *out)
{
	unsigned documents = 0;
	bool done = false;
	yaml_event_t event;

	while (!done && next_event(rd, &event)) {
		struct mark at = yaml_place(rd->file, event.start_mark);

		switch (event.type) {
		case YAML_STREAM_START_EVENT:
		case YAML_DOCUMENT_END_EVENT:
			break;
		case YAML_DOCUMENT_START_EVENT:
			if (++documents > 1) {
				fault_add(rd->faults, at,
					  "a second document begins here (one document a file)");
				rd->stopped = true;
			}
			break;
		case YAML_STREAM_END_EVENT:
			done = true;
			break;
		default:
			out->root = read_node(rd, &event, 0);
			break;
		}
		yaml_event_delete(&event);
	}
}

int tree_parse(const char *file, const char *text, size_t len, struct tree *out,
	       struct faults *faults)
{
	struct reader rd = { .file = file, .text = text, .faults = faults };

	*out = (struct tree){ 0 };
	if (yaml_parser_initialize(&rd.yaml) == 0) {
		return -ENOMEM;
	}
	yaml_parser_set_input_string(&rd.yaml, (const unsigned char *)text, len);
	read_stream(&rd, out);
	yaml_parser_delete(&rd.yaml);
	out->broken = rd.stopped;
	return rd.no_memory ? -ENOMEM : 0;
}
