# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# make            build ./nvme_trace
# make run        trace this machine's drives, or run the demonstration if that is not possible
# make check      the tests that need neither root nor a VM; make test: all tests
# make help       all targets

VERSION := 0.1.0

CC	?= cc
CLANG	?= clang
CFLAGS	?= -O2 -g
PREFIX	?= /usr/local
KERNEL	?= 6.1-cloud

# make's built-in default is cc. Use gcc unless the user chose a compiler.
ifeq ($(origin CC),default)
CC := gcc
endif

O := .output
Q := $(if $(filter 1,$(V)),,@)
say = $(if $(filter 1,$(V)),,@printf '  %-8s %s\n' '$(1)' '$(2)';)

ROOMS	:= base nvme output capture machine process live cli trace
SOURCES := nvme_trace.c $(wildcard $(ROOMS:%=%/*.c))
OBJECTS := $(SOURCES:%.c=$(O)/%.o)
UNITS	:= $(patsubst tests/unit/%.c,$(O)/tests/%,$(wildcard tests/unit/*.c))
# Everything except main() and the code that needs libbpf. Fuzzers and unit tests link with it.
FUZZED	:= $(filter-out nvme_trace.c live/%,$(SOURCES))
TESTED	:= $(FUZZED:%.c=$(O)/sanitized/%.o)

.PHONY: all run demo shell check test soak bench bench-hooks bench-replay same-records fuzz lint sanitized coverage coverage-programs test-programs vm-programs units mutants completions install uninstall clean help
.DELETE_ON_ERROR:
.SECONDARY:

all: nvme_trace

# Tools and libraries are looked for only when something is built.
ifneq ($(filter-out clean help run demo shell test check soak bench bench-hooks bench-replay fuzz coverage,$(or $(MAKECMDGOALS),all)),)
include libbpf/libbpf.mk
include bpftool/bpftool.mk
$(foreach tool,$(CC) $(CLANG),$(if $(shell command -v $(tool)),,\
	$(error $(tool): not found; run: apt-get install $(if $(filter clang%,$(tool)),clang,gcc))))
needs = $(if $(wildcard /usr/include/$1),,$(if $(shell echo '#include <$1>' | $(CC) -E - >/dev/null 2>&1 && echo y),,\
	$(error $1: not found; run: apt-get install $2)))
$(call needs,sys/capability.h,libcap-dev)
$(call needs,jansson.h,libjansson-dev)
$(call needs,uthash.h,uthash-dev)
$(call needs,seccomp.h,libseccomp-dev)
endif

# Warnings that are off, and why:
# -Wformat-nonliteral     strftime() gets the user's pattern
# -Wcast-qual             fmemopen() and struct sock_fprog take pointers without const but only read
# -Wcast-align=strict     BTF is read in place
# -Wswitch-enum           some switches have a default on purpose
# -Wmissing-field-initializers   rows of tables leave out what is 0
# -Wformat-truncation=2   gcc does not see that a length was checked
WARNINGS := -Wall -Wextra -Wconversion -Wsign-conversion -Wdouble-promotion -Wfloat-equal \
	    -Wformat-security -Wmissing-prototypes -Wnull-dereference -Wold-style-definition \
	    -Wpointer-arith -Wredundant-decls -Wshadow -Wstrict-prototypes -Wundef -Wunused-macros \
	    -Wvla -Wwrite-strings -Wno-missing-field-initializers $(if $(CI)$(WERROR),-Werror)
GCC_WARNINGS := -Walloc-zero -Wduplicated-branches -Wduplicated-cond -Wformat-overflow=2 \
		-Wformat-signedness -Wjump-misses-init -Wlogical-op
# Our headers come before system headers of the same name. Generated headers ($(O)) are system headers to
# the compiler, so it does not warn about them.
OWN_FLAGS := -std=gnu11 -D_GNU_SOURCE -I. -isystem $(O) $(WARNINGS) \
	     $(if $(findstring clang,$(CC)),,$(GCC_WARNINGS)) -MMD -MP \
	     -DNVME_TRACE_VERSION='"$(VERSION)"' $(EXTRA_CFLAGS)
# Hardening. A relocation of a position independent program takes 24 bytes in the file. Packed, it takes
# one or two bits, but the C library must support that (GLIBC_ABI_DT_RELR).
HARDENING := -fPIE -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
# Unwind tables would take 24 KB of the file. Debuggers find the same in the debug information.
SMALL := -fno-asynchronous-unwind-tables
HARDENED_LINK = -static-pie -Wl,-z,relro,-z,now$(if $(shell grep -ao GLIBC_ABI_DT_RELR \
	"$$($(CC) -print-file-name=libc.so.6)"),$(COMMA)-z$(COMMA)pack-relative-relocs)
COMMA := ,
BPF_FLAGS := -g -gno-column-info -O2 -target bpf -mcpu=v2 -D__TARGET_ARCH_x86 -I. -Wall -Wextra \
	     -Wno-unused-parameter $(if $(CI)$(WERROR),-Werror) -MMD -MP
LDLIBS	  := -ljansson -lcap
SANITIZE := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all

# Rebuild also when tools or flags change, not only when a source changes.
FLAGS := $(CC) $(CLANG) $(CFLAGS) $(OWN_FLAGS) $(HARDENING) $(SMALL) $(BPF_FLAGS) $(LDFLAGS) $(LIBBPF_WHICH) $(BPFTOOL_WHICH)
ifneq ($(LIBBPF_WHICH),)
ifneq ($(FLAGS),$(file <$(O)/flags))
$(shell mkdir -p $(O))
$(file >$(O)/flags,$(FLAGS))
$(info   USING    $(LIBBPF_WHICH), $(BPFTOOL_WHICH))
endif
endif

nvme_trace: $(OBJECTS) Makefile
	$(call say,LINK,$@)$(CC) $(HARDENING) $(CFLAGS) $(LDFLAGS) $(HARDENED_LINK) $(OBJECTS) $(LIBBPF_LDLIBS) $(LDLIBS) -o $@

# The seccomp filter is compiled at build time.
$(O)/system_calls: scripts/system_calls.c $(O)/flags
	$(call say,CC,$@)mkdir -p $(@D) && $(CC) $(OWN_FLAGS) $(CFLAGS) $< -lseccomp -o $@

$(O)/system_calls.inc: $(O)/system_calls
	$(call say,GEN,$@)$< >$@

$(O)/process/confine.o: $(O)/system_calls.inc
SCHEMAS := nvme_trace.schema.json nvme_trace-summary.schema.json
$(O)/output/schema.o: $(SCHEMAS)

$(O)/%.o: %.c $(O)/flags
	$(call say,CC,$@)mkdir -p $(@D) && $(CC) $(OWN_FLAGS) $(LIBBPF_CFLAGS) $(HARDENING) $(SMALL) $(CFLAGS) -c $< -o $@

$(addprefix $(O)/live/,casts.o live.o hooks.o object.o rings.o sum_reader.o tables.o): $(O)/nvme_trace.skel.h

$(O)/nvme_trace.bpf.o: nvme_trace.bpf.c $(O)/flags $(LIBBPF_DEPS) $(BPFTOOL_DEPS)
	$(call say,CLANG,$@)$(CLANG) $(BPF_FLAGS) $(LIBBPF_CFLAGS) -S $< -o $(@:.o=.s) -MT $@ -MF $(@:.o=.d)
	$(Q)sed -i 's/\<LBB/.LBB/g' $(@:.o=.s) # makes labels private: symbols of all would take 20 KB
	$(Q)$(CLANG) -target bpf -mcpu=v2 -c $(@:.o=.s) -o $(@:.o=.full.o)
	$(Q)$(BPFTOOL) gen object $@ $(@:.o=.full.o) # strips the debug sections

$(O)/nvme_trace.skel.h: $(O)/nvme_trace.bpf.o
	$(call say,SKEL,$@)$(BPFTOOL) gen skeleton $< name nvme_trace_bpf >$@

# Other builds of the whole program, each in its own folder: with sanitizers, linked dynamically for
# valgrind (which replaces functions of a shared C library), and with coverage counters.
define variant
$(O)/$1/%.o: %.c $(O)/flags
	$$(call say,CC,$$@)mkdir -p $$(@D) && $$(CC) $$(OWN_FLAGS) $$(LIBBPF_CFLAGS) $2 -c $$< -o $$@

$(O)/$1/live/casts.o $(O)/$1/live/live.o $(O)/$1/live/hooks.o $(O)/$1/live/rings.o $(O)/$1/live/sum_reader.o: $(O)/nvme_trace.skel.h
$(O)/$1/process/confine.o: $(O)/system_calls.inc
$(O)/$1/output/schema.o: $(SCHEMAS)

$(O)/$1/nvme_trace: $(patsubst %.c,$(O)/$1/%.o,$(SOURCES) tests/build/unsealed.c)
	$$(call say,LINK,$$@)$$(CC) $2 -Wl,--wrap=confine__seal $$^ $$(LIBBPF_LDLIBS) $$(LDLIBS) -o $$@
endef

$(eval $(call variant,sanitized,$(SANITIZE)))
$(eval $(call variant,dynamic,-O1 -g))
$(eval $(call variant,coverage,-O0 -g --coverage))

sanitized: $(O)/sanitized/nvme_trace

# Unit tests with coverage counters and without sanitizers, which would add branches.
$(O)/coverage/tests/%: tests/unit/%.c $(TESTED:$(O)/sanitized/%=$(O)/coverage/%)
	$(call say,UNIT,$@)mkdir -p $(@D) && $(CC) $(OWN_FLAGS) -O0 -g $(filter %.c %.o,$^) --coverage -lcmocka $(LDLIBS) -o $@

coverage-programs: $(O)/coverage/nvme_trace $(UNITS:$(O)/tests/%=$(O)/coverage/tests/%)

$(O)/tests/%: tests/unit/%.c $(TESTED)
	$(call say,UNIT,$@)mkdir -p $(@D) && $(CC) $(OWN_FLAGS) $(SANITIZE) $(filter %.c %.o,$^) -lcmocka $(LDLIBS) -o $@

units: $(UNITS)

# libFuzzer needs clang, so the fuzzers compile all sources themselves.
FUZZERS := $(patsubst tests/fuzz/%.c,$(O)/tests/%,$(wildcard tests/fuzz/*.c))

$(FUZZERS): $(O)/tests/%: tests/fuzz/%.c $(FUZZED) $(wildcard *.h */*.h) $(O)/system_calls.inc $(O)/flags
	$(call say,FUZZER,$@)mkdir -p $(@D) && $(CLANG) $(filter-out -MMD -MP $(GCC_WARNINGS),$(OWN_FLAGS)) $(LIBBPF_CFLAGS) \
		-O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all $(filter %.c,$^) $(LDLIBS) -o $@

# Programs for the VM. Most need only the C library.
PLAIN_VM_PROGRAMS := refusals_load intruder crowd_load map_reader launch

$(O)/tests/nvme_load: tests/vm/nvme_load.c $(O)/flags
	$(call say,CC,$@)mkdir -p $(@D) && $(CC) $(OWN_FLAGS) $(CFLAGS) -static -pthread $< -o $@

$(O)/tests/uring_load: tests/vm/uring_load.c $(O)/flags
	$(call say,CC,$@)mkdir -p $(@D) && $(CC) $(OWN_FLAGS) $(CFLAGS) -static $< -luring -o $@

$(addprefix $(O)/tests/,$(PLAIN_VM_PROGRAMS)): $(O)/tests/%: tests/vm/%.c $(O)/flags
	$(call say,CC,$@)mkdir -p $(@D) && $(CC) $(OWN_FLAGS) $(CFLAGS) -static $< -o $@

# 32 bits. There is no 32-bit C library to link with, so there is no stack protector either.
$(O)/tests/compat_load: tests/vm/compat_load.c $(O)/flags
	$(call say,CC,$@)mkdir -p $(@D) && $(CC) $(OWN_FLAGS) $(CFLAGS) -m32 -ffreestanding -fno-pic -fno-stack-protector \
		-I/usr/include/$$($(CC) -print-multiarch) -nostdlib -static $< -o $@

$(O)/tests/load: tests/bench/load.c $(O)/flags
	$(call say,CC,$@)mkdir -p $(@D) && $(CC) $(OWN_FLAGS) $(CFLAGS) -static -pthread $< -o $@

# Attaches in one way at a time, to compare their costs.
$(O)/hooks_bench.bpf.o: tests/bench/hooks_bench.bpf.c $(O)/flags $(LIBBPF_DEPS) $(BPFTOOL_DEPS)
	$(call say,CLANG,$@)$(CLANG) $(BPF_FLAGS) $(LIBBPF_CFLAGS) -c $< -o $@ -MT $@ -MF $(@:.o=.d)

$(O)/hooks_bench.skel.h: $(O)/hooks_bench.bpf.o
	$(call say,SKEL,$@)$(BPFTOOL) gen skeleton $< name hooks_bench >$@

$(O)/tests/hooks_bench: tests/bench/hooks_bench.c $(O)/hooks_bench.skel.h $(O)/flags
	$(call say,CC,$@)mkdir -p $(@D) && $(CC) $(OWN_FLAGS) $(LIBBPF_CFLAGS) $(CFLAGS) -static -pthread $< $(LIBBPF_LDLIBS) -o $@

# The tracer with another function to probe, to test what happens when a kernel renames it.
$(O)/tests/hooks.%.o: live/hooks.c $(O)/nvme_trace.skel.h $(O)/flags
	$(call say,CC,$@)mkdir -p $(@D) && $(CC) $(OWN_FLAGS) $(LIBBPF_CFLAGS) $(HARDENING) $(CFLAGS) \
		-DNVME_TRACE_SYMBOL='"$*"' -c $< -o $@

# The tracer with hardly any places for threads in ioctls, to test what happens when they are full.
$(O)/tests/tables.few_places.o: live/tables.c $(O)/nvme_trace.skel.h $(O)/flags
	$(call say,CC,$@)mkdir -p $(@D) && $(CC) $(OWN_FLAGS) $(LIBBPF_CFLAGS) $(HARDENING) $(CFLAGS) \
		-DNVME_TRACE_PLACES=4U -c $< -o $@

$(O)/tests/nvme_trace.few_places: $(O)/tests/tables.few_places.o $(filter-out %/tables.o,$(OBJECTS))
	$(call say,LINK,$@)$(CC) $(HARDENING) $(CFLAGS) $(LDFLAGS) $(HARDENED_LINK) $^ $(LIBBPF_LDLIBS) $(LDLIBS) -o $@

$(O)/tests/nvme_trace.%: $(O)/tests/hooks.%.o $(filter-out %/hooks.o,$(OBJECTS))
	$(call say,LINK,$@)$(CC) $(HARDENING) $(CFLAGS) $(LDFLAGS) $(HARDENED_LINK) $^ $(LIBBPF_LDLIBS) $(LDLIBS) -o $@

# A library that makes nvme-cli see a drive.
FAKE_DRIVE := $(O)/tests/fake_drive.so

$(FAKE_DRIVE): tests/cli/fake_drive.c $(O)/flags
	$(call say,CC,$@)mkdir -p $(@D) && $(CC) $(OWN_FLAGS) $(CFLAGS) -shared -fPIC $< -o $@

# The programs that tests/vm copies into the VM.
vm-programs: nvme_trace $(O)/tests/nvme_trace.nvme_user_cmd $(O)/tests/nvme_trace.nvme_no_such_function \
	     $(O)/tests/nvme_trace.few_places \
	     $(addprefix $(O)/tests/,nvme_load uring_load compat_load $(PLAIN_VM_PROGRAMS))

test-programs: vm-programs units sanitized $(O)/dynamic/nvme_trace $(FUZZERS) $(FAKE_DRIVE)

PYTEST := /usr/bin/python3 -m pytest -c tests/pytest.ini

check:
	$(Q)scripts/deps build test
	$(Q)$(MAKE) --no-print-directory nvme_trace units sanitized $(O)/dynamic/nvme_trace $(FUZZERS) $(FAKE_DRIVE)
	$(Q)$(PYTEST) tests/unit tests/cli tests/build

test:
	$(Q)scripts/deps build test vm
	$(Q)$(MAKE) --no-print-directory test-programs
	$(Q)$(PYTEST) tests/unit tests/cli tests/build tests/vm

# Ten million commands, which takes most of an hour. Memory must stay flat and the tables empty.
soak:
	$(Q)scripts/deps build test vm
	$(Q)$(MAKE) --no-print-directory test-programs
	$(Q)SOAK=$(or $(COUNT),10000019) SOAK_KERNEL=$(KERNEL) $(PYTEST) tests/vm/test_coverage.py -k soak

# Runs each fuzzer for ten minutes, or SECONDS. Inputs that fail are written to tests/fuzz/found.
fuzz:
	$(Q)scripts/deps build test
	$(Q)$(MAKE) --no-print-directory $(FUZZERS)
	$(Q)for what in capture record; do mkdir -p $(O)/fuzz/$$what tests/fuzz/found && \
		$(O)/tests/fuzz_$$what -max_total_time=$(or $(SECONDS),600) -timeout=10 -close_fd_mask=2 \
			-artifact_prefix=tests/fuzz/found/ $(O)/fuzz/$$what tests/fuzz/corpus/$$what tests/golden || \
			exit 1; done

# Static checks. BPF sources are left out because only clang can compile them, and headers because they
# are formatted by hand.
LINTED = $(filter-out scripts/libelf-% %.bpf.c tests/bench/%,$(shell git ls-files --cached --others \
	--exclude-standard '*.c'))
LINT_FLAGS := $(filter-out -MMD -MP $(WARNINGS) $(GCC_WARNINGS),$(OWN_FLAGS))

lint: $(O)/nvme_trace.skel.h $(O)/system_calls.inc
	$(call say,TIDY,.clang-tidy)printf '%s\n' $(LINTED) | xargs -P 2 -n 1 -I '{}' \
		clang-tidy -quiet '{}' -- $(subst ",\",$(subst ',,$(LINT_FLAGS))) $(LIBBPF_CFLAGS) 2>/dev/null
	$(call say,CPPCHECK,.cppcheck)cppcheck --quiet --error-exitcode=1 --std=c11 -I. -D__x86_64__ \
		--enable=warning,style,performance,portability --suppressions-list=.cppcheck \
		-D'LIBBPF_OPTS(TYPE,NAME,...)=struct TYPE NAME = { __VA_ARGS__ }' $(LINTED)
	$(call say,SHELL,shellcheck)git ls-files --cached --others --exclude-standard | while read -r file; do \
		head -n 1 "$$file" | grep -q '^#!.*sh$$' && echo "$$file"; done | xargs shellcheck -x
	$(call say,FORMAT,.clang-format)clang-format --dry-run -Werror $(LINTED)

# Which lines are covered by the tests that need neither root nor a VM.
coverage:
	$(Q)scripts/deps build test
	$(Q)$(MAKE) --no-print-directory coverage-programs
	$(Q)find $(O)/coverage -name '*.gcda' -delete
	$(Q)NVME_TRACE=$(O)/coverage/nvme_trace UNITS=$(O)/coverage/tests \
		$(PYTEST) -q tests/unit tests/cli/test_cli.py tests/cli/test_misuse.py tests/cli/test_golden.py tests/cli/test_outputs.py \
		tests/cli/test_files.py tests/cli/test_joined.py \
		-k 'not test_use and not test_says_why_it_cannot_trace and not test_check' # these run as nobody, who may not write counters
	$(Q)gcovr --root . --object-directory $(O)/coverage --filter 'base/' --filter 'nvme/' --filter 'output/' --filter 'capture/' \
		--filter 'cli/' --filter 'trace/outputs' --filter 'process/users' --filter 'machine/devices' --fail-under-line 95 --print-summary --txt - $(O)/coverage

# Restrict it with TOOLS="none nvme_trace", LOADS="identify-1 fault-1", ROUNDS=1 or NVME_TRACE=FILE.
bench: KERNEL := $(if $(filter file,$(origin KERNEL)),6.1,$(KERNEL))
bench:
	$(Q)scripts/deps build vm bench
	$(Q)$(MAKE) --no-print-directory $(O)/tests/load $(if $(NVME_TRACE),,nvme_trace)
	$(Q)/usr/bin/python3 tests/bench/bench.py $(KERNEL) --load $(O)/tests/load \
		$(and $(NVME_TRACE),--nvme-trace $(NVME_TRACE)) $(and $(OLD),--older $(OLD)) $(and $(TOOLS),--tools $(TOOLS)) \
		$(and $(LOADS),--loads $(LOADS)) $(and $(ROUNDS),--rounds $(ROUNDS))

bench-hooks:
	$(Q)scripts/deps build vm
	$(Q)$(MAKE) --no-print-directory $(O)/tests/hooks_bench
	$(Q)/usr/bin/python3 tests/bench/hooks.py $(KERNEL)

# Also leaves a capture of ten thousand commands in .output/bench-replay.
bench-replay:
	$(Q)scripts/deps build bench
	$(Q)$(MAKE) --no-print-directory nvme_trace
	$(Q)/usr/bin/python3 tests/bench/replay.py

# Compares the records of this build and of another one, OLD, on each kernel of the tests or on KERNEL.
same-records: KERNEL := $(if $(filter file,$(origin KERNEL)),,$(KERNEL))
same-records:
	$(if $(OLD),,$(error name the build to compare with: make same-records OLD=path/to/nvme_trace))
	$(Q)scripts/deps build test vm
	$(Q)$(MAKE) --no-print-directory vm-programs
	$(Q)/usr/bin/python3 tests/bench/same_records.py $(OLD) $(KERNEL) $(and $(EXCEPT),--except $(EXCEPT))

run:
	$(Q)scripts/deps build
	$(Q)$(MAKE) --no-print-directory nvme_trace
	$(Q)scripts/run

demo shell:
	$(Q)scripts/deps build vm
	$(Q)$(MAKE) --no-print-directory nvme_trace
	$(Q)/usr/bin/python3 tests/vm/demo.py $@ $(KERNEL)

# Words that a shell completes, from the program's own table of options.
COMPLETION := $(O)/completions/nvme_trace

$(COMPLETION): scripts/completion nvme_trace
	$(call say,GEN,$@)mkdir -p $(@D) && scripts/completion ./nvme_trace >$@

completions: $(COMPLETION)

install: nvme_trace $(COMPLETION)
	install -D -m 755 -s nvme_trace $(DESTDIR)$(PREFIX)/bin/nvme_trace
	install -D -m 644 $(COMPLETION) $(DESTDIR)$(PREFIX)/share/bash-completion/completions/nvme_trace
	install -D -m 644 man/nvme_trace.8 $(DESTDIR)$(PREFIX)/share/man/man8/nvme_trace.8

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/nvme_trace $(DESTDIR)$(PREFIX)/share/man/man8/nvme_trace.8 \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/nvme_trace

clean:
	$(Q)rm -rf $(O) nvme_trace

mutants: vm-programs
	$(Q)/usr/bin/python3 tests/mutants.py

help:
	@echo 'make                build ./nvme_trace (V=1 shows the commands)'
	@echo 'make run            install missing packages, build, and trace (in a VM if there is no drive)'
	@echo 'make demo           run the demonstration in a VM; KERNEL=6.12 picks another kernel'
	@echo 'make shell          open a shell in a VM with nvme_trace and nvme-cli'
	@echo 'make check          run the tests that need neither root nor a VM'
	@echo 'make test           run all tests'
	@echo 'make soak           trace ten million commands in a VM'
	@echo 'make bench          compare nvme_trace with other tracers, in a VM; see tests/bench/README.md'
	@echo 'make bench-hooks    measure what each way to attach costs and misses, in a VM'
	@echo 'make bench-replay   measure how fast captures are read, compared with tshark and tcpdump'
	@echo 'make same-records   compare the records of OLD=another build with those of this one, in VMs'
	@echo 'make fuzz           fuzz the capture reader and the outputs, ten minutes each (SECONDS=60)'
	@echo 'make coverage       show which lines the tests cover'
	@echo 'make lint           run clang-tidy, cppcheck, shellcheck and clang-format'
	@echo 'make sanitized      build .output/sanitized/nvme_trace with ASan and UBSan'
	@echo 'make mutants        break the program on purpose and check that the tests notice'
	@echo 'make completions    make .output/completions/nvme_trace for bash; make install installs it'
	@echo 'make install        install to PREFIX=/usr/local below DESTDIR='
	@echo 'make clean          remove everything that was built'
	@echo 'LIBBPF=source       build with the newest libbpf from the archive; see libbpf/README.md'

-include $(shell find $(O) -name '*.d' 2>/dev/null)
