/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What this machine calls its NVMe devices, as sysfs tells it. */
#ifndef MACHINE_DEVICES_H
#define MACHINE_DEVICES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DEVICES_NAME_SIZE 64

/*
 * Writes the kernel's name of the device that a node is, whatever the node is called and by however
 * many links it is reached. Returns 0, or an errno: ENODEV where there is a file that is no device.
 */
int devices__name_of(const char *path, char name[DEVICES_NAME_SIZE]);

/* Whether there is a device of this name: nvme0, nvme0n1, nvme0c1n1, ng0n1. */
bool devices__is_there(const char *name);

/*
 * Calls fn for each controller with its number and what its attribute (serial, model) says, without
 * the blanks at its end.
 */
void devices__each(const char *attribute,
		   void (*fn)(void *ctx, uint32_t ctrl, const char *value), void *ctx);

#endif
