// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Reads the BTF of the kernel (its Documentation/bpf/btf.rst describes the format) for the names,
 * sizes and member offsets of types. libbpf writes the small result.
 */
#include "live/kernel_types.h"

#include <bpf/btf.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "live/targets.h"

#define MAX_FILE_SIZE (256 << 20)
#define MAX_DEPTH     32  /* of structures within structures */
#define INDEX_STEP    16U /* an index of all types would take half a megabyte */

/* An open BTF file. A module's type ids and string offsets continue the kernel's. */
struct btf_file {
	const struct btf_file *base; /* of a module: the kernel's; otherwise NULL */
	char *data;
	size_t size;
	bool is_mapped; /* data is a mapping of the file, otherwise a copy */
	const char *types, *strings;
	uint32_t types_size, strings_size;
	uint32_t first_id, first_string, count;
	uint32_t *offsets; /* of every INDEX_STEPth type, relative to types */
};

struct collector {
	const char **wanted; /* names of the types to collect, sorted */
	size_t wanted_count;
	struct btf *out;
	struct targets *targets;
	bool preemptible, returns;	 /* the marker of each was found */
	bool locks_sleep, ring_has_lock; /* together: ring_sleeps of struct kernel_types */
};

/*
 * The kernel side does not read these types, but their presence shows a feature. If the first
 * exists, tracepoints run their programs under SRCU instead of with preemption disabled: 7.3 has
 * it, 6.18 does not. The second belongs to fprobes on the shadow stack of the function graph
 * tracer, since 4346ba160409 (6.14).
 */
#define PREEMPTIBLE_MARKER "class_srcu_fast_notrace_t"
#define RETURNS_MARKER	   "fprobe_hlist"

/*
 * Maps a whole file, or reads it if the kernel cannot map it. sysfs returns at most one page per
 * read. Returns false if both fail.
 */
static bool btf_file__load(struct btf_file *file, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat stat;
	size_t done = 0;
	ssize_t got = 0;

	if (fd >= 0 && !fstat(fd, &stat) && stat.st_size > 0 && stat.st_size < MAX_FILE_SIZE)
		file->size = (size_t)stat.st_size;
	file->data =
		file->size ? mmap(NULL, file->size, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
	file->is_mapped = file->data != MAP_FAILED;
	if (!file->is_mapped)
		file->data = file->size ? malloc(file->size) : NULL;
	while (!file->is_mapped && file->data && done < file->size &&
	       (got = read(fd, file->data + done, file->size - done)) > 0)
		done += (size_t)got;
	if (fd >= 0)
		close(fd);
	return file->is_mapped || (file->data && done == file->size);
}

/* Bytes of a type that follow its struct btf_type; -1 if its kind is unknown. */
static long tail_size(const struct btf_type *type)
{
	long vlen = btf_vlen(type);

	switch (btf_kind(type)) {
	case BTF_KIND_PTR:
	case BTF_KIND_FWD:
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_CONST:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_FUNC:
	case BTF_KIND_FLOAT:
	case BTF_KIND_TYPE_TAG:
		return 0;
	case BTF_KIND_INT:
	case BTF_KIND_VAR:
	case BTF_KIND_DECL_TAG:
		return 4;
	case BTF_KIND_ARRAY:
		return sizeof(struct btf_array);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return vlen * (long)sizeof(struct btf_member);
	case BTF_KIND_ENUM:
		return vlen * (long)sizeof(struct btf_enum);
	case BTF_KIND_FUNC_PROTO:
		return vlen * (long)sizeof(struct btf_param);
	case BTF_KIND_DATASEC:
		return vlen * (long)sizeof(struct btf_var_secinfo);
	case BTF_KIND_ENUM64:
		return vlen * (long)sizeof(struct btf_enum64);
	default:
		return -1;
	}
}

static const struct btf_type *next_type(const struct btf_type *type)
{
	return (const struct btf_type *)((const char *)(type + 1) + tail_size(type));
}

/* Adds a type to the index if it is an INDEX_STEPth one. Returns false if memory runs out. */
static bool index_type(struct btf_file *file, uint32_t at, uint32_t *room)
{
	uint32_t index = file->count / INDEX_STEP;
	uint32_t *grown;

	if (file->count % INDEX_STEP)
		return true;
	if (index == *room) {
		*room = *room ? *room * 2 : 1 << 10;
		grown = realloc(file->offsets, *room * sizeof(*grown));
		if (!grown)
			return false;
		file->offsets = grown;
	}
	file->offsets[index] = at;
	return true;
}

/* Checks and counts the types. Returns false if the file is malformed or memory runs out. */
static bool index_types(struct btf_file *file)
{
	uint32_t at = 0, room = 0;

	while (at < file->types_size) {
		const struct btf_type *type = (const struct btf_type *)(file->types + at);
		uint32_t left = file->types_size - at;
		long tail = left < sizeof(*type) ? -1 : tail_size(type);

		if (tail < 0 || sizeof(*type) + (unsigned long)tail > left ||
		    !index_type(file, at, &room))
			return false;
		file->count++;
		at += (uint32_t)sizeof(*type) + (uint32_t)tail;
	}
	return true;
}

static void btf_file__close(struct btf_file *file)
{
	if (file->is_mapped)
		munmap(file->data, file->size);
	else
		free(file->data);
	free(file->offsets);
	*file = (struct btf_file){ 0 };
}

static bool btf_file__open(struct btf_file *file, const char *path, const struct btf_file *base)
{
	const struct btf_header *header;
	size_t end;

	*file = (struct btf_file){ .base = base };
	file->first_id = base ? base->first_id + base->count : 1;
	file->first_string = base ? base->first_string + base->strings_size : 0;
	if (btf_file__load(file, path) && file->size >= sizeof(*header)) {
		header = (const struct btf_header *)file->data;
		end = file->size - header->hdr_len;
		file->types = file->data + header->hdr_len + header->type_off;
		file->types_size = header->type_len;
		file->strings = file->data + header->hdr_len + header->str_off;
		file->strings_size = header->str_len;
		if (header->magic == BTF_MAGIC && header->hdr_len <= file->size &&
		    (uint64_t)header->type_off + header->type_len <= end &&
		    (uint64_t)header->str_off + header->str_len <= end && header->str_len &&
		    !file->strings[header->str_len - 1] && index_types(file))
			return true;
	}
	btf_file__close(file);
	return false;
}

static const struct btf_type *type_at(const struct btf_file *file, uint32_t id)
{
	const struct btf_type *type;
	uint32_t number;

	while (file->base && id < file->first_id)
		file = file->base;
	if (id < file->first_id || id - file->first_id >= file->count)
		return NULL;
	number = id - file->first_id;
	type = (const struct btf_type *)(file->types + file->offsets[number / INDEX_STEP]);
	for (number %= INDEX_STEP; number; number--)
		type = next_type(type);
	return type;
}

static const char *string_at(const struct btf_file *file, uint32_t offset)
{
	while (file->base && offset < file->first_string)
		file = file->base;
	offset -= file->first_string;
	return offset < file->strings_size ? file->strings + offset : "";
}

static bool is_composite(const struct btf_type *type)
{
	return btf_kind(type) == BTF_KIND_STRUCT || btf_kind(type) == BTF_KIND_UNION;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/*
 * Sorts the names, because each of the kernel's 10,000 structures is looked up among them. `local`
 * owns the names.
 */
static bool list_wanted_types(struct collector *c, const struct btf *local)
{
	uint32_t count = btf__type_cnt(local);

	c->wanted = calloc(count, sizeof(*c->wanted));
	if (!c->wanted)
		return false;
	for (uint32_t id = 1; id < count; id++) {
		const struct btf_type *type = btf__type_by_id(local, id);

		if (is_composite(type) && type->name_off)
			c->wanted[c->wanted_count++] = btf__name_by_offset(local, type->name_off);
	}
	qsort(c->wanted, c->wanted_count, sizeof(*c->wanted), compare_names);
	return true;
}

/* Whether the kernel side uses this type. */
static bool is_wanted_type(const struct collector *c, const struct btf_type *type, const char *name)
{
	return is_composite(type) && name[0] &&
	       bsearch(&name, c->wanted, c->wanted_count, sizeof(*c->wanted), compare_names);
}

static int add_composite(struct collector *c, const struct btf_type *type, const char *name)
{
	if (btf_kind(type) == BTF_KIND_UNION)
		return btf__add_union(c->out, name, type->size);
	return btf__add_struct(c->out, name, type->size);
}

static int copy_type(struct collector *c, const struct btf_file *file, uint32_t id, int depth);

/*
 * Copies the members' types first, because BTF wants a type's members directly after it. Bit fields
 * are copied as they are; nothing reads one.
 */
static int copy_composite(struct collector *c, const struct btf_file *file,
			  const struct btf_type *type, const char *name, int depth)
{
	const struct btf_member *members = btf_members(type);
	uint32_t count = btf_vlen(type);
	int *ids = calloc(count + 1, sizeof(*ids)), id = -1;
	bool copied = ids != NULL;

	for (uint32_t i = 0; copied && i < count; i++) {
		ids[i] = copy_type(c, file, members[i].type, depth + 1);
		copied = ids[i] >= 0;
	}
	if (copied)
		id = add_composite(c, type, name);
	for (uint32_t i = 0; id > 0 && i < count; i++)
		if (btf__add_field(c->out, string_at(file, members[i].name_off), ids[i],
				   btf_member_bit_offset(type, i),
				   btf_member_bitfield_size(type, i)))
			id = -1;
	free(ids);
	return id;
}

/*
 * Returns the type's id in the result, 0 for void, or a negative number on failure. Relocations
 * need neither the target of a pointer nor, for a structure that the kernel side does not use, more
 * than its size.
 */
static int copy_type(struct collector *c, const struct btf_file *file, uint32_t id, int depth)
{
	const struct btf_type *type = type_at(file, id);
	const char *name;

	while (type && (btf_is_mod(type) || btf_is_typedef(type) || btf_is_type_tag(type)))
		type = type_at(file, type->type);
	if (!type || depth > MAX_DEPTH)
		return id ? -1 : 0;
	name = string_at(file, type->name_off);
	switch (btf_kind(type)) {
	case BTF_KIND_PTR:
		return btf__add_ptr(c->out, 0);
	case BTF_KIND_INT:
		return btf__add_int(c->out, name, type->size, btf_int_encoding(type));
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return btf__add_enum(c->out, NULL, type->size);
	case BTF_KIND_ARRAY: {
		const struct btf_array *array = btf_array(type);
		int element = copy_type(c, file, array->type, depth + 1);
		int index = btf__add_int(c->out, "int", 4, BTF_INT_SIGNED);

		return element < 0 ? -1 : btf__add_array(c->out, index, element, array->nelems);
	}
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		if (!name[0] || is_wanted_type(c, type, name))
			return copy_composite(c, file, type, name, depth);
		return add_composite(c, type, NULL);
	default:
		return 0;
	}
}

/* Whether a structure has a member of this name whose type is this typedef. */
static bool has_member_of_typedef(const struct btf_file *file, const struct btf_type *type,
				  const char *member, const char *typedef_name)
{
	const struct btf_member *members = btf_members(type);

	for (uint32_t i = 0; i < btf_vlen(type); i++) {
		const struct btf_type *member_type = type_at(file, members[i].type);

		if (member_type && btf_is_typedef(member_type) &&
		    !strcmp(string_at(file, members[i].name_off), member) &&
		    !strcmp(string_at(file, member_type->name_off), typedef_name))
			return true;
	}
	return false;
}

/* Notes the features that this type or its members show. */
static void check_markers(struct collector *c, const struct btf_file *file,
			  const struct btf_type *type, const char *name)
{
	if (btf_is_typedef(type) && !strcmp(name, PREEMPTIBLE_MARKER))
		c->preemptible = true;
	if (!btf_is_struct(type))
		return;
	if (!strcmp(name, RETURNS_MARKER))
		c->returns = true;
	/* Since 8b62645b09f8 (6.12) it is a raw_spinlock_t. */
	if (!strcmp(name, "bpf_ringbuf"))
		c->ring_has_lock = has_member_of_typedef(file, type, "spinlock", "spinlock_t");
	/* Not on a real-time kernel: the first member is an unnamed union around a raw lock. */
	if (!strcmp(name, "spinlock") && btf_vlen(type))
		c->locks_sleep = !strcmp(string_at(file, btf_members(type)[0].name_off), "lock");
}

/* Copies the wanted types of a file, except those that an earlier file had. */
static bool collect_from_file(struct collector *c, const struct btf_file *file)
{
	const struct btf_type *type = (const struct btf_type *)file->types;
	uint32_t prior_count = btf__type_cnt(c->out);

	for (uint32_t i = 0; i < file->count; i++, type = next_type(type)) {
		const char *name = string_at(file, type->name_off);
		int prior_id;

		check_markers(c, file, type, name);
		if (btf_is_func(type) || btf_is_typedef(type))
			targets__found(c->targets, name, file->first_id + i, file->base != NULL);
		if (!file->base && btf_is_func(type))
			casts__found_function(&c->targets->casts, name, file->first_id + i);
		if (!is_wanted_type(c, type, name))
			continue;
		if (!file->base)
			casts__found_type(&c->targets->casts, name, file->first_id + i);
		prior_id = btf__find_by_name_kind(c->out, name, btf_kind(type));
		if (prior_id > 0 && (uint32_t)prior_id < prior_count)
			continue;
		if (copy_composite(c, file, type, name, 0) < 0)
			return false;
	}
	return true;
}

static bool collect_all(struct collector *c)
{
	static const char *const modules[] = { "/sys/kernel/btf/nvme_core",
					       "/sys/kernel/btf/nvme" };
	struct btf_file kernel, module;
	bool done;

	if (!btf_file__open(&kernel, "/sys/kernel/btf/vmlinux", NULL))
		return false;
	done = collect_from_file(c, &kernel);
	for (size_t i = 0; done && i < sizeof(modules) / sizeof(modules[0]); i++) {
		/* The driver is built in, or the kernel has no BTF of modules. */
		if (access(modules[i], R_OK))
			continue;
		done = btf_file__open(&module, modules[i], &kernel) &&
		       collect_from_file(c, &module);
		btf_file__close(&module);
	}
	btf_file__close(&kernel);
	return done;
}

static bool has_member(const struct btf *btf, const char *type_name, const char *member)
{
	int id = btf__find_by_name_kind(btf, type_name, BTF_KIND_STRUCT);
	const struct btf_type *type = id > 0 ? btf__type_by_id(btf, (uint32_t)id) : NULL;

	for (uint32_t i = 0; type && i < btf_vlen(type); i++)
		if (!strcmp(btf__name_by_offset(btf, btf_members(type)[i].name_off), member))
			return true;
	return false;
}

static bool has_struct(const struct btf *btf, const char *name)
{
	return btf__find_by_name_kind(btf, name, BTF_KIND_STRUCT) > 0;
}

/*
 * Without BTF of the driver, the kernel side knows the layout of 5.10 only. A struct request_queue
 * with `disk` is newer: d152c682f03c (5.15).
 */
static bool is_driver_layout_known(const struct btf *btf)
{
	return has_struct(btf, "nvme_request") || !has_member(btf, "request_queue", "disk");
}

int kernel_types__file(void)
{
	return memfd_create("nvme_trace-types", MFD_CLOEXEC);
}

int kernel_types__collect(const struct btf *local, int fd, struct targets *targets,
			  struct kernel_types *types)
{
	struct collector collector = { .out = btf__new_empty(), .targets = targets };
	const void *data = NULL;
	uint32_t size = 0;
	int error = -1;

	*types = (struct kernel_types){ true, true, true, true, true, true };
	if (collector.out && list_wanted_types(&collector, local) && collect_all(&collector)) {
		types->driver_layout = is_driver_layout_known(collector.out);
		types->uring = has_struct(collector.out, "io_uring_cmd");
		types->returns = collector.returns;
		types->preemptible = collector.preemptible;
		types->real_time = collector.locks_sleep;
		types->ring_sleeps = collector.locks_sleep && collector.ring_has_lock;
		data = btf__raw_data(collector.out, &size);
	}
	if (data && fd >= 0 && write(fd, data, size) == (ssize_t)size)
		error = 0;
	btf__free(collector.out);
	free(collector.wanted);
	return error;
}
