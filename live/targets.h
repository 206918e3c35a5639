/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the BPF programs attach to by its type: functions of the kernel (fentry, fexit) and
 * tracepoints (tp_btf). Such a program gets arguments with types.
 */
#ifndef LIVE_TARGETS_H
#define LIVE_TARGETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "live/casts.h"

struct bpf_object;
struct bpf_program;

#define TARGETS_MAX	   32
#define TARGETS_NAME	   64
#define TARGETS_SECTIONS   7
#define TARGETS_TRACEPOINT "btf_trace_" /* and the tracepoint's name: the type of its handler */

/* A function, or the type of a tracepoint's handler. */
struct target {
	char name[TARGETS_NAME];
	uint32_t id; /* of its type; 0 = the kernel lacks it, or its types cannot be used */
	bool in_module;
};

struct targets {
	struct target list[TARGETS_MAX]; /* sorted by name */
	size_t count;
	bool module_needed;
	int module_fd; /* the BTF of the module nvme_core; -1 = none */
	struct casts casts;
	int handler[TARGETS_SECTIONS];
	size_t handlers; /* in libbpf */
};

/*
 * Makes libbpf ask targets__prepare_load() how to load programs in the sections fentry/, fexit/ and
 * tp_btf/. libbpf by itself would copy the whole BTF of the kernel to find their targets. Call it
 * before the object is opened; `targets` must exist until targets__close. Returns 0 or -errno.
 */
int targets__open(struct targets *targets);

/* Lists the targets of an object's programs. They are not yet found. */
void targets__list(struct targets *targets, const struct bpf_object *object);

/* Notes a function or typedef that the kernel's BTF has. Names that are no targets are ignored. */
void targets__found(struct targets *targets, const char *name, uint32_t id, bool in_module);

/* Opens the BTF of the module if a target is there. Without that right, its targets are lost. */
void targets__open_module(struct targets *targets);

/* Whether a program can attach to this target: a function, or TARGETS_TRACEPOINT "NAME". */
bool targets__has(const struct targets *targets, const char *name);

/*
 * Ends what targets__open began. The object must be closed: its programs point to the handlers. No
 * other targets can be opened afterwards: before 1.3, libbpf keeps a pointer to its list of
 * handlers when the last has gone, and frees the list.
 */
void targets__close(struct targets *targets);

#endif
