/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The names of this machine's NVMe devices, from sysfs. */
#ifndef MACHINE_DEVICES_H
#define MACHINE_DEVICES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DEVICES_NAME_SIZE 64

/*
 * Writes the kernel's name of the device that a node or a link to it stands for, whatever the node
 * is called. Returns 0 or an errno: ENODEV if the file is not a device.
 */
int devices__name_of(const char *path, char name[DEVICES_NAME_SIZE]);

/* Whether there is a device of this name: nvme0, nvme0n1, nvme0c1n1, ng0n1. */
bool devices__is_there(const char *name);

/*
 * Appends "; did you mean nvme0?" to text, a buffer of size bytes, if the sysfs mounted at `sysfs`
 * has a device with a name like what was typed. The name is without /dev/.
 */
void devices__suggest_from(const char *sysfs, const char *typed, char *text, size_t size);

/* The same with /sys. */
void devices__suggest(const char *typed, char *text, size_t size);

/*
 * Calls fn for each controller with its number and the value of its attribute (serial, model),
 * without trailing blanks.
 */
void devices__each(const char *attribute, void (*fn)(void *ctx, uint32_t ctrl, const char *value),
		   void *ctx);

#endif
