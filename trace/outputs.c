// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "trace/outputs.h"

#include <errno.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/log.h"

#define LINES_BUFFER (64 << 10)

static bool wants_color(const struct options *options, bool terminal)
{
	const char *no_color = getenv("NO_COLOR"); /* no-color.org: set and not empty */

	if (options->color == COLOR_AUTO)
		return terminal && !(no_color && *no_color);
	return options->color == COLOR_ALWAYS;
}

static struct output *new_lines(const struct options *options, struct output_config config)
{
	bool terminal = isatty(fileno(config.file));
	struct winsize size = {};

	config.color = wants_color(options, terminal);
	/* With a capture, --hexdump is for the capture only. A copy has all data anyway. */
	if (options->write && !options->read)
		config.payload = 0;
	if (terminal && !ioctl(fileno(config.file), TIOCGWINSZ, &size))
		config.width = size.ws_col;
	if (config.summary)
		return summary__new(&config);
	switch (config.format) {
	case OUTPUT_JSON:
		return json__new(&config);
	case OUTPUT_CSV:
		return csv__new(&config);
	case OUTPUT_COMMAND:
		return command__new(&config);
	default:
		return text__new(&config);
	}
}

static int explain(const struct outputs *outputs, const char *path)
{
	if (errno == EBUSY && outputs->claims.taken) {
		log_message("cannot write to '%s': it is %s as well, and was left as it was", path,
			    outputs->claims.taken);
		return EXIT_MISUSED;
	}
	if (errno == EACCES && outputs->as_other)
		log_message("cannot open '%s' for writing as user %u: %s; to write it as root add: "
			    "--run-as root",
			    path, (unsigned int)geteuid(), strerror(errno));
	else
		log_message("cannot open '%s' for writing: %s", path, strerror(errno));
	return EXIT_FAILED;
}

/* Claims the standard files before we open others. The file that we read is claimed already. */
static int claim_standard_files(struct outputs *outputs)
{
	static const char *const names[] = { "standard input", "standard output",
					     "standard error" };
	const struct options *options = outputs->options;
	bool written = (options->lines && !options->output) ||
		       (options->write && strcmp(options->write, "-") == 0);
	const char *read = claims__find(&outputs->claims, STDOUT_FILENO);

	if (written && read) {
		log_message("cannot write to standard output: it is %s as well", read);
		return EXIT_MISUSED;
	}
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		claims__add(&outputs->claims, fd, names[fd]);
	return EXIT_DONE;
}

/*
 * With the C library's buffer of 4 KB, system calls would take a third of the time. But a terminal
 * shows each line at once, and with -r - the capture may come from a live trace, so its lines
 * should not wait long.
 */
static void buffer_lines(struct outputs *outputs)
{
	const char *read = outputs->options->read;

	__fsetlocking(outputs->lines, FSETLOCKING_BYCALLER); /* no other thread uses it */
	if (isatty(fileno(outputs->lines)) || (read && strcmp(read, "-") == 0))
		return;
	outputs->buffer = malloc(LINES_BUFFER);
	if (outputs->buffer)
		setvbuf(outputs->lines, outputs->buffer, _IOFBF, LINES_BUFFER);
}

/* Does not truncate the file, which keeps its content until all files are known to be writable. */
static int open_lines(struct outputs *outputs)
{
	const char *path = outputs->options->output;
	int fd = path ? claims__open(&outputs->claims, path) : -1;

	if (path && fd < 0)
		return explain(outputs, path);
	claims__add(&outputs->claims, fd, "the file of --output");
	outputs->lines = path ? fdopen(fd, "w") : stdout;
	if (!outputs->lines) {
		close(fd);
		return explain(outputs, path);
	}
	buffer_lines(outputs);
	return EXIT_DONE;
}

/* Opens the first file of a capture, without a buffer: the capture has its own. */
static int open_capture(struct outputs *outputs)
{
	const struct options *options = outputs->options;

	outputs->series.config = options->series;
	outputs->series.claims = &outputs->claims;
	if (strcmp(options->write, "-") != 0) {
		outputs->capture = series__next(&outputs->series);
		return outputs->capture ? EXIT_DONE : explain(outputs, outputs->series.name);
	}
	if (isatty(STDOUT_FILENO)) {
		log_message("--write -: standard output is a terminal, which cannot show a "
			    "capture; pipe it into another program: | tshark -i -");
		return EXIT_FAILED;
	}
	setvbuf(stdout, NULL, _IONBF, 0);
	outputs->capture = stdout;
	return EXIT_DONE;
}

static int open_files(struct outputs *outputs)
{
	const struct options *options = outputs->options;
	int status = claim_standard_files(outputs);

	if (status == EXIT_DONE && options->lines)
		status = open_lines(outputs);
	if (status == EXIT_DONE && options->write)
		status = open_capture(outputs);
	if (status == EXIT_DONE && options->output && claims__empty(fileno(outputs->lines)))
		status = explain(outputs, options->output);
	return status;
}

int outputs__open(struct outputs *outputs, struct output_config config)
{
	const struct options *options = outputs->options;
	struct output *lines = NULL, *capture = NULL;
	int status = open_files(outputs);

	if (status != EXIT_DONE) {
		outputs__close(outputs);
		return status;
	}
	if (outputs->lines) {
		config.file = outputs->lines;
		lines = new_lines(options, config);
	}
	if (outputs->capture && (lines || !outputs->lines)) {
		config.file = outputs->capture;
		config.series = outputs->series.file ? &outputs->series : NULL;
		capture = pcapng__new(&config);
	}
	outputs->output = lines && capture ? tee__new(lines, capture) : lines ? lines : capture;
	if (outputs->output && (capture || !outputs->capture))
		return EXIT_DONE;
	outputs__note(outputs, -1);
	outputs__close(outputs);
	return EXIT_FAILED;
}

void outputs__note(struct outputs *outputs, int result)
{
	if (result && !outputs->error)
		outputs->error = errno ? errno : EIO;
}

/* stdout stays open, but its buffer goes, with what could not be written. */
static void close_lines(struct outputs *outputs)
{
	if (outputs->lines && outputs->lines != stdout)
		outputs__note(outputs, fclose(outputs->lines));
	if (outputs->lines == stdout && outputs->buffer) {
		__fpurge(stdout);
		setvbuf(stdout, NULL, _IONBF, 0);
	}
	outputs->lines = NULL;
	free(outputs->buffer);
	outputs->buffer = NULL;
}

bool outputs__close(struct outputs *outputs)
{
	const struct options *options = outputs->options;
	const char *lines = options->output ? options->output : "standard output";
	const char *capture = outputs->series.name[0] ? outputs->series.name : options->write;

	if (outputs->output)
		outputs__note(outputs, outputs->output->finish(outputs->output));
	if (outputs->output)
		outputs->output->free(outputs->output);
	outputs->output = NULL;
	outputs__note(outputs, series__close(&outputs->series));
	close_lines(outputs);
	/* No error: the reader is gone. Without a command, SIGPIPE would have ended us. */
	if (outputs->error == EPIPE && options->command)
		outputs->error = 0;
	if (outputs->error == EBUSY && outputs->claims.taken)
		explain(outputs, capture);
	else if (outputs->error)
		log_message("cannot write to %s%s%s: %s", options->lines ? lines : "",
			    options->lines && options->write ? " or " : "",
			    options->write ? capture : "", strerror(outputs->error));
	return !outputs->error;
}
