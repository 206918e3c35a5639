// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Reads BTF (Documentation/bpf/btf.rst of the kernel) as far as names, sizes and
 * offsets of members need; libbpf writes the small result.
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

#define MAX_FILE_SIZE (256 << 20)
#define MAX_DEPTH     32 /* of structures within structures */

/* One BTF file. A module's goes on where the kernel's ends, in type ids and in strings. */
struct view {
	const struct view *base;
	char *data;
	size_t size;
	bool is_mapped; /* data is the file itself, else a copy */
	const char *types, *strings;
	uint32_t types_size, strings_size;
	uint32_t first_id, first_string, count;
	uint32_t *offsets; /* of each type, from types */
};

struct collector {
	const char **wanted; /* names of the types to collect, in order */
	size_t wanted_count;
	struct btf *out;
	bool preemptible, returns;	 /* the mark of each was met */
	bool locks_sleep, ring_has_lock; /* what real-time kernels do: see ring_sleeps */
};

/*
 * Types that the kernel side does not read, whose being there tells something.
 * Tracepoints run their programs under SRCU instead of with preemption disabled
 * where there is a guard for it: 7.3 has it, 6.18 has not. The other belongs to the
 * function graph tracer's shadow stack, on which fprobes stand since 4346ba160409
 * (6.14).
 */
#define PREEMPTIBLE_MARK "class_srcu_fast_notrace_t"
#define RETURNS_MARK	 "fprobe_hlist"

/*
 * Gets a whole file. Mapped where that can be, as newer kernels allow; else
 * read, for which sysfs has no more than a page at a time. False if neither works.
 */
static bool view__load(struct view *view, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat stat;
	size_t done = 0;
	ssize_t got = 0;

	if (fd >= 0 && !fstat(fd, &stat) && stat.st_size > 0 && stat.st_size < MAX_FILE_SIZE)
		view->size = (size_t)stat.st_size;
	view->data =
		view->size ? mmap(NULL, view->size, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
	view->is_mapped = view->data != MAP_FAILED;
	if (!view->is_mapped)
		view->data = view->size ? malloc(view->size) : NULL;
	while (!view->is_mapped && view->data && done < view->size &&
	       (got = read(fd, view->data + done, view->size - done)) > 0)
		done += (size_t)got;
	if (fd >= 0)
		close(fd);
	return view->is_mapped || (view->data && done == view->size);
}

/* Bytes of a type behind its struct btf_type; -1 for a kind that is not known here. */
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

/* Finds where each type begins. False if the file does not hold what it should. */
static bool index_types(struct view *view)
{
	uint32_t at = 0, room = 0;

	while (at < view->types_size) {
		const struct btf_type *type = (const struct btf_type *)(view->types + at);
		uint32_t left = view->types_size - at;
		long tail = left < sizeof(*type) ? -1 : tail_size(type);
		uint32_t *more;

		if (tail < 0 || sizeof(*type) + (unsigned long)tail > left)
			return false;
		if (view->count == room) {
			room = room ? room * 2 : 1 << 14;
			more = realloc(view->offsets, room * sizeof(*more));
			if (!more)
				return false;
			view->offsets = more;
		}
		view->offsets[view->count++] = at;
		at += (uint32_t)sizeof(*type) + (uint32_t)tail;
	}
	return true;
}

static void view__close(struct view *view)
{
	if (view->is_mapped)
		munmap(view->data, view->size);
	else
		free(view->data);
	free(view->offsets);
	*view = (struct view){ 0 };
}

static bool view__open(struct view *view, const char *path, const struct view *base)
{
	const struct btf_header *header;
	size_t end;

	*view = (struct view){ .base = base };
	view->first_id = base ? base->first_id + base->count : 1;
	view->first_string = base ? base->first_string + base->strings_size : 0;
	if (view__load(view, path) && view->size >= sizeof(*header)) {
		header = (const struct btf_header *)view->data;
		end = view->size - header->hdr_len;
		view->types = view->data + header->hdr_len + header->type_off;
		view->types_size = header->type_len;
		view->strings = view->data + header->hdr_len + header->str_off;
		view->strings_size = header->str_len;
		if (header->magic == BTF_MAGIC && header->hdr_len <= view->size &&
		    (uint64_t)header->type_off + header->type_len <= end &&
		    (uint64_t)header->str_off + header->str_len <= end && header->str_len &&
		    !view->strings[header->str_len - 1] && index_types(view))
			return true;
	}
	view__close(view);
	return false;
}

static const struct btf_type *type_at(const struct view *view, uint32_t id)
{
	while (view->base && id < view->first_id)
		view = view->base;
	if (id < view->first_id || id - view->first_id >= view->count)
		return NULL;
	return (const struct btf_type *)(view->types + view->offsets[id - view->first_id]);
}

static const char *string_at(const struct view *view, uint32_t offset)
{
	while (view->base && offset < view->first_string)
		view = view->base;
	offset -= view->first_string;
	return offset < view->strings_size ? view->strings + offset : "";
}

static bool is_composite(const struct btf_type *type)
{
	return btf_kind(type) == BTF_KIND_STRUCT || btf_kind(type) == BTF_KIND_UNION;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted, as each of the kernel's 10,000 structures is looked up. The names stay local's. */
static bool list_wanted(struct collector *c, const struct btf *local)
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

/* Whether the kernel side names such a type. */
static bool is_wanted(const struct collector *c, const struct btf_type *type, const char *name)
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

static int copy_type(struct collector *c, const struct view *view, uint32_t id, int depth);

/*
 * Members first, as a type's members must follow it at once. A bit field's type
 * and size are left to the member; nothing here reads one.
 */
static int copy_composite(struct collector *c, const struct view *view, const struct btf_type *type,
			  const char *name, int depth)
{
	const struct btf_member *members = btf_members(type);
	uint32_t count = btf_vlen(type);
	int *ids = calloc(count + 1, sizeof(*ids)), id = -1;
	bool copied = ids != NULL;

	for (uint32_t i = 0; copied && i < count; i++) {
		ids[i] = copy_type(c, view, members[i].type, depth + 1);
		copied = ids[i] >= 0;
	}
	if (copied)
		id = add_composite(c, type, name);
	for (uint32_t i = 0; id > 0 && i < count; i++)
		if (btf__add_field(c->out, string_at(view, members[i].name_off), ids[i],
				   btf_member_bit_offset(type, i),
				   btf_member_bitfield_size(type, i)))
			id = -1;
	free(ids);
	return id;
}

/*
 * Returns the type's id in the result, 0 for void, negative on failure. What a
 * pointer points to does not matter to a relocation; neither does what is in a
 * structure that nobody names, but for its size.
 */
static int copy_type(struct collector *c, const struct view *view, uint32_t id, int depth)
{
	const struct btf_type *type = type_at(view, id);
	const char *name;

	while (type && (btf_is_mod(type) || btf_is_typedef(type) || btf_is_type_tag(type)))
		type = type_at(view, type->type);
	if (!type || depth > MAX_DEPTH)
		return id ? -1 : 0;
	name = string_at(view, type->name_off);
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
		int element = copy_type(c, view, array->type, depth + 1);
		int index = btf__add_int(c->out, "int", 4, BTF_INT_SIGNED);

		return element < 0 ? -1 : btf__add_array(c->out, index, element, array->nelems);
	}
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		if (!name[0] || is_wanted(c, type, name))
			return copy_composite(c, view, type, name, depth);
		return add_composite(c, type, NULL);
	default:
		return 0;
	}
}

/* Whether a structure has such a member, of such a typedef. */
static bool has_member_of(const struct view *view, const struct btf_type *type, const char *member,
			  const char *of)
{
	const struct btf_member *members = btf_members(type);

	for (uint32_t i = 0; i < btf_vlen(type); i++) {
		const struct btf_type *its = type_at(view, members[i].type);

		if (its && btf_is_typedef(its) &&
		    !strcmp(string_at(view, members[i].name_off), member) &&
		    !strcmp(string_at(view, its->name_off), of))
			return true;
	}
	return false;
}

/* Notes what the mere existence of a type, or of a member, tells of the kernel. */
static void note_marks(struct collector *c, const struct view *view, const struct btf_type *type,
		       const char *name)
{
	if (btf_is_typedef(type) && !strcmp(name, PREEMPTIBLE_MARK))
		c->preemptible = true;
	if (!btf_is_struct(type))
		return;
	if (!strcmp(name, RETURNS_MARK))
		c->returns = true;
	/* Since 8b62645b09f8 (6.12) that of the ring buffer is a raw_spinlock_t. */
	if (!strcmp(name, "bpf_ringbuf"))
		c->ring_has_lock = has_member_of(view, type, "spinlock", "spinlock_t");
	/* Elsewhere this is a union without a name around a raw lock. */
	if (!strcmp(name, "spinlock") && btf_vlen(type))
		c->locks_sleep = !strcmp(string_at(view, btf_members(type)[0].name_off), "lock");
}

/* Takes from a file the wanted types that no file before it had. */
static bool collect_from(struct collector *c, const struct view *view)
{
	uint32_t had = btf__type_cnt(c->out);

	for (uint32_t i = 0; i < view->count; i++) {
		const struct btf_type *type =
			(const struct btf_type *)(view->types + view->offsets[i]);
		const char *name = string_at(view, type->name_off);
		int before;

		note_marks(c, view, type, name);
		if (!is_wanted(c, type, name))
			continue;
		before = btf__find_by_name_kind(c->out, name, btf_kind(type));
		if (before > 0 && (uint32_t)before < had)
			continue;
		if (copy_composite(c, view, type, name, 0) < 0)
			return false;
	}
	return true;
}

static bool collect(struct collector *c)
{
	static const char *const modules[] = { "/sys/kernel/btf/nvme_core",
					       "/sys/kernel/btf/nvme" };
	struct view kernel, module;
	bool done;

	if (!view__open(&kernel, "/sys/kernel/btf/vmlinux", NULL))
		return false;
	done = collect_from(c, &kernel);
	for (size_t i = 0; done && i < sizeof(modules) / sizeof(modules[0]); i++) {
		/* Built in, or of a kernel without BTF of modules. */
		if (access(modules[i], R_OK))
			continue;
		done = view__open(&module, modules[i], &kernel) && collect_from(c, &module);
		view__close(&module);
	}
	view__close(&kernel);
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
 * The kernel side knows one layout by heart, that of 5.10. A kernel whose
 * request queue knows its disk is from after d152c682f03c (5.15).
 */
static bool knows_driver(const struct btf *btf)
{
	return has_struct(btf, "nvme_request") || !has_member(btf, "request_queue", "disk");
}

int kernel_types__file(void)
{
	return memfd_create("nvme_trace-types", MFD_CLOEXEC);
}

int kernel_types__collect(const struct btf *local, int fd, struct kernel_types *types)
{
	struct collector collector = { .out = btf__new_empty() };
	const void *data = NULL;
	uint32_t size = 0;
	int error = -1;

	*types = (struct kernel_types){ true, true, true, true, true };
	if (collector.out && list_wanted(&collector, local) && collect(&collector)) {
		types->driver_layout = knows_driver(collector.out);
		types->uring = has_struct(collector.out, "io_uring_cmd");
		types->returns = collector.returns;
		types->preemptible = collector.preemptible;
		types->ring_sleeps = collector.locks_sleep && collector.ring_has_lock;
		data = btf__raw_data(collector.out, &size);
	}
	if (data && fd >= 0 && write(fd, data, size) == (ssize_t)size)
		error = 0;
	btf__free(collector.out);
	free(collector.wanted);
	return error;
}
