// SPDX-License-Identifier: GPL-2.0-only
/* One print call gives text or JSON. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "output.h"

/* Formats are literals of the callers, each of which is checked by the tests of what it prints. */
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static void push(struct output *out, struct json_object *object)
{
	if (!object || out->depth == OUTPUT_DEPTH)
		abort();	/* out of memory, or nested deeper than anything we print */
	out->stack[out->depth++] = object;
}

/* Hands @value to the object or array that is being built. */
static void add(struct output *out, const char *key, struct json_object *value)
{
	struct json_object *top = out->stack[out->depth - 1];

	if (json_object_is_type(top, json_type_array))
		(void)json_object_array_add(top, value);
	else
		(void)json_object_object_add_ex(top, key, value, JSON_C_OBJECT_ADD_CONSTANT_KEY);
}

static void write_json(struct output *out, struct json_object *object)
{
	int flags = out->pretty ? JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED :
				  JSON_C_TO_STRING_PLAIN;

	(void)fputs(json_object_to_json_string_ext(object, flags | JSON_C_TO_STRING_NOSLASHESCAPE),
		    out->file);
}

void output_table_begin(struct output *out)
{
	out->in_table = true;
	out->items = 0;
	if (out->json)
		(void)fputc('[', out->file);
}

void output_table_end(struct output *out)
{
	out->in_table = false;
	if (out->json)
		(void)fputs(out->items ? "\n]\n" : "]\n", out->file);
}

void output_document_begin(struct output *out)
{
	if (out->json)
		push(out, json_object_new_object());
}

void output_document_end(struct output *out)
{
	struct json_object *object;

	if (!out->json)
		return;
	object = out->stack[--out->depth];
	write_json(out, object);
	(void)fputc('\n', out->file);
	json_object_put(object);
}

static void nested_begin(struct output *out, const char *key, struct json_object *object)
{
	if (!object)
		abort();
	add(out, key, object);
	push(out, object);
}

void output_item_begin(struct output *out)
{
	if (out->json && out->depth)
		nested_begin(out, NULL, json_object_new_object());
	else if (out->json)
		push(out, json_object_new_object());
}

void output_item_end(struct output *out)
{
	struct json_object *object;

	out->items++;
	if (!out->json) {
		(void)fputc('\n', out->file);
		return;
	}
	object = out->stack[--out->depth];
	if (out->depth)
		return;
	if (out->in_table)
		(void)fputs(out->items > 1 ? ",\n" : "\n", out->file);
	write_json(out, object);
	if (!out->in_table)
		(void)fputc('\n', out->file);
	json_object_put(object);
}

void output_object_begin(struct output *out, const char *key)
{
	if (out->json)
		nested_begin(out, key, json_object_new_object());
}

void output_array_begin(struct output *out, const char *key)
{
	if (out->json)
		nested_begin(out, key, json_object_new_array());
}

void output_nested_end(struct output *out)
{
	if (out->json)
		out->depth--;
}

void output_text(struct output *out, const char *text)
{
	if (!out->json)
		(void)fputs(text, out->file);
}

/* In an array values have no key: there any format that is not for text alone will do. */
static bool wants_json(const struct output *out, const char *key)
{
	return out->json && (key || json_object_is_type(out->stack[out->depth - 1],
							json_type_array));
}

void output_string(struct output *out, const char *key, const char *format, const char *value)
{
	if (wants_json(out, key))
		add(out, key, json_object_new_string(value));
	else if (!out->json && format)
		(void)fprintf(out->file, format, value);
}

void output_number(struct output *out, const char *key, const char *format, uint64_t value)
{
	if (wants_json(out, key))
		add(out, key, json_object_new_uint64(value));
	else if (!out->json && format)
		(void)fprintf(out->file, format, value);
}

void output_bool(struct output *out, const char *key, const char *text_if_true, bool value)
{
	if (wants_json(out, key))
		add(out, key, json_object_new_boolean(value));
	else if (!out->json && text_if_true && value)
		(void)fputs(text_if_true, out->file);
}

static const char *address_text(uint32_t address, char text[OUTPUT_ENDPOINT_MAX])
{
	struct in_addr in = { .s_addr = htonl(address) };

	return inet_ntop(AF_INET, &in, text, OUTPUT_ENDPOINT_MAX);
}

void output_address(struct output *out, const char *key, const char *format, uint32_t address)
{
	char text[OUTPUT_ENDPOINT_MAX];

	output_string(out, key, format, address_text(address, text));
}

void output_endpoint(struct output *out, const char *key, const char *port_key, const char *format,
		     uint32_t address, uint16_t port)
{
	char text[OUTPUT_ENDPOINT_MAX];
	size_t used;

	(void)address_text(address, text);
	if (out->json) {
		output_string(out, key, NULL, text);
		output_number(out, port_key, NULL, port);
		return;
	}
	used = strlen(text);
	(void)snprintf(text + used, sizeof(text) - used, ":%u", port);
	output_string(out, NULL, format, text);
}

int output_flush(struct output *out)
{
	return fflush(out->file) || ferror(out->file) ? -1 : 0;
}
