/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What every output says of a record in the same words. */
#ifndef OUTPUT_COLUMNS_H
#define OUTPUT_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/escape.h"
#include "nvme_trace.h"

#define DEVICE_SIZE (2 * ESCAPED_SIZE(NVME_TRACE_DISK_SIZE))
#define STATUS_SIZE 96

/*
 * The drive, as the kernel names it: the controller of an admin command, the block
 * device of an I/O command, behind the multipath device that it is a path of. Where
 * a command did not get so far, the node that it was sent to. "-" if not known.
 * Writes at most DEVICE_SIZE bytes to `word` and returns it.
 */
const char *columns__device(const struct nvme_trace_event *event, char word[DEVICE_SIZE]);

/*
 * "ok", the drive's status as a number ("0/01"), the errno's name, "in-flight" or "unknown": one
 * word. Returns `word`, which holds STATUS_SIZE bytes, or a constant.
 */
const char *columns__status_number(const struct nvme_trace_event *event, char word[STATUS_SIZE]);

/* What the specifications call that number; NULL of a success, or if they do not say. */
const char *columns__status_name(const struct nvme_trace_event *event);

/* Both in one word: "0/01:Invalid-Command-Opcode". */
const char *columns__status(const struct nvme_trace_event *event, char word[STATUS_SIZE]);

/* "ENOTTY", or "errno:999" in `word` where the C library knows none. error is positive. */
const char *columns__errno(int error, char word[STATUS_SIZE]);

/* "ioctl"; "?" for what is none. */
const char *columns__origin(const struct nvme_trace_event *event);

/*
 * From the driver's handing the command to the drive until the drive's answer, in ns; of a
 * command in flight its age, from its entering the driver until now. False if there is none.
 */
bool columns__latency(const struct nvme_trace_event *event, uint64_t *ns);

/*
 * The first bytes of the command's data, at most `limit`, and how many; they are the record's.
 * NULL if none were read.
 */
const uint8_t *columns__payload(const struct nvme_trace_event *event, size_t limit, size_t *length);

#endif
