/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Parts of a record that several outputs show in the same words. */
#ifndef OUTPUT_COLUMNS_H
#define OUTPUT_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/escape.h"
#include "base/words.h"
#include "nvme_trace.h"

#define DEVICE_SIZE (2 * ESCAPED_SIZE(NVME_TRACE_DISK_SIZE))
#define STATUS_SIZE 96

/*
 * Names the drive: the controller of an admin command, or the block device of an I/O command. For a
 * path of a multipath device this is "nvme2n1/nvme2c3n1". If the driver did not get that far, it is
 * the node that was opened; "-" if unknown.
 */
void columns__put_device(struct words *words, const struct nvme_trace_event *event);

/* The same, in `word`, which it returns. */
const char *columns__device(const struct nvme_trace_event *event, char word[DEVICE_SIZE]);

/*
 * One word: "ok", the status as a number ("0/01"), the name of the errno, "in-flight" or "unknown".
 * Returns `word` or a constant.
 */
const char *columns__status_number(const struct nvme_trace_event *event, char word[STATUS_SIZE]);

/* The name of the status; NULL for success, or if the specifications name none. */
const char *columns__status_name(const struct nvme_trace_event *event);

/* The number and the name as one word: "0/01:Invalid-Command-Opcode". */
const char *columns__status(const struct nvme_trace_event *event, char word[STATUS_SIZE]);

/* "ENOTTY", or "errno:999" in `word` if the C library has no name. error is positive. */
const char *columns__errno(int error, char word[STATUS_SIZE]);

/* "ioctl", "uring", "kernel" or "block"; "?" for any other value. */
const char *columns__origin(const struct nvme_trace_event *event);

/*
 * The latency in ns, from handing the command to the drive to its completion. For a command in
 * flight, its age since it entered the driver. Returns false if it is unknown; then the drive did
 * not complete the command, or both times are those of the completion.
 */
bool columns__latency(const struct nvme_trace_event *event, uint64_t *ns);

/*
 * Returns the first bytes of the command's data, at most `limit`, within the record. NULL if none
 * were read. *length is their number.
 */
const uint8_t *columns__payload(const struct nvme_trace_event *event, size_t limit, size_t *length);

/* Writes a time in ns as microseconds with one decimal, rounded down. */
void columns__put_microseconds(struct words *words, uint64_t ns);

#endif
