/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Printing: one call gives text or JSON.
 *
 * Values are printed in items. A table is a stream of items: lines of text,
 * or a JSON array that is written while it grows, so that a table of any size
 * is printed in constant memory. An item of its own is a JSON object.
 *
 * A value has a key, its name in JSON, and a format, its form in text; without
 * a key it is not in JSON, without a format not in text. Keys and formats are literals.
 */
#ifndef NATGW_OUTPUT_H
#define NATGW_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct json_object;

enum output_limits {
	OUTPUT_DEPTH = 6,		/* of nested objects and arrays */
	OUTPUT_ENDPOINT_MAX = 24,	/* a.b.c.d:port */
};

/**
 * struct output - where and how to print
 * @file: the stream
 * @json: print JSON
 * @pretty: with indentation
 * @remarks: text has, as comments, what is no part of a statement
 * @in_table: between output_table_begin() and output_table_end()
 * @items: number of items of the table so far
 * @depth: number of @stack in use
 * @stack: the object that is being built, and what it is nested in
 */
struct output {
	FILE *file;
	bool json;
	bool pretty;
	bool remarks;
	bool in_table;
	unsigned long items;
	unsigned int depth;
	struct json_object *stack[OUTPUT_DEPTH];
};

void output_table_begin(struct output *out);
void output_table_end(struct output *out);

/* All of the output is members of one JSON object; no effect on text. */
void output_document_begin(struct output *out);
void output_document_end(struct output *out);

/* An item, in an array a member of it; output_item_end() ends its text with a newline. */
void output_item_begin(struct output *out);
void output_item_end(struct output *out);

/* An object or array that is a member of what is being built; no effect on text. */
void output_object_begin(struct output *out, const char *key);
void output_array_begin(struct output *out, const char *key);
void output_nested_end(struct output *out);

void output_text(struct output *out, const char *text);
void output_string(struct output *out, const char *key, const char *format, const char *value);
/* @format is for a uint64_t: PRIu64. */
void output_number(struct output *out, const char *key, const char *format, uint64_t value);
void output_bool(struct output *out, const char *key, const char *text_if_true, bool value);
/* @format is for a string. Addresses are in host order. */
void output_address(struct output *out, const char *key, const char *format, uint32_t address);

/* ADDRESS:PORT in text; two values in JSON. */
void output_endpoint(struct output *out, const char *key, const char *port_key, const char *format,
		     uint32_t address, uint16_t port);

/* Writes out what is buffered. 0, or -1 with errno. */
int output_flush(struct output *out);

#endif
