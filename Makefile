# SPDX-License-Identifier: GPL-2.0-only
#
# What is made by hand here is little: natgw.ko comes from Kbuild and the
# kernel's make, the command from tools/Makefile, everything else from a script.

PREFIX ?= /usr/local
DESTDIR ?=
export PREFIX DESTDIR

# The running kernel's headers, else the newest that are installed.
ifndef KDIR
KDIR := $(firstword $(wildcard /lib/modules/$(shell uname -r)/build) \
	$(shell ls -d /lib/modules/*/build /usr/src/linux-headers-*-amd64 2>/dev/null | \
	while read -r dir; do [ ! -e "$$dir/Module.symvers" ] || echo "$$dir"; done | \
	sort -rV -t/ -k4))
endif
# What modules are called after: "make kernelrelease" is wrong for Debian's headers.
KREL := $(shell sed -n 's/.*UTS_RELEASE "\(.*\)"/\1/p' \
	'$(KDIR)/include/generated/utsrelease.h' 2>/dev/null)

NATGW_BUILD ?= $(CURDIR)/build
# Other flags compile everything anew, so builds with and without WERROR=1 have
# a directory each.
MODULE_DIR = $(NATGW_BUILD)/module/$(KREL)$(if $(filter 1,$(WERROR)),-werror)

# WERROR=1 makes every warning an error, W=1 asks the kernel's make for more.
kernel-args = $(if $(W),W=$(W)) $(if $(C),C=$(C)) $(if $(CF),CF="$(CF)") $(if $(V),V=$(V))
export WERROR
kcflags = $(if $(filter 1,$(WERROR)),KCFLAGS="$(strip $(KCFLAGS) -Werror)")

MAKEFLAGS += --no-builtin-rules

# `make -j` without a number would start every compiler at once; this many is
# what the machine has. A -j given by the user goes first.
JOBS ?= $(shell nproc 2>/dev/null || echo 1)
jobs = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(JOBS))

.PHONY: all
all: module tools

# Tells plainly what is missing instead of letting a compiler stumble over it.
.PHONY: need-kernel
need-kernel:
	@test -n '$(KREL)' || { \
		echo "natgw: no kernel headers found in '$(KDIR)'; install linux-headers-amd64" \
		"(scripts/deps build) or give KDIR=" >&2; exit 1; }
	@command -v gcc >/dev/null || { \
		echo "natgw: no compiler found; install gcc and make (scripts/deps build)" >&2; exit 1; }

.PHONY: need-libraries
need-libraries:
	@pkg-config --exists libnl-3.0 libnl-genl-3.0 json-c || { \
		echo "natgw: the command needs pkg-config, libnl-3-dev, libnl-genl-3-dev and libjson-c-dev" \
		"(scripts/deps build)" >&2; exit 1; }

.PHONY: module
module: need-kernel
	+@scripts/build-module '$(KDIR)' '$(MODULE_DIR)' $(kernel-args) $(kcflags) $(jobs) modules
	@ln -sfn '$(MODULE_DIR)/natgw.ko' '$(NATGW_BUILD)/natgw.ko'

.PHONY: tools
tools: need-libraries
	+@$(MAKE) --no-print-directory -C tools $(jobs)

# The directory of modules that depmod prefers to the kernel's own.
installed-module = $(DESTDIR)/lib/modules/$(KREL)/updates/natgw.ko

# The module is signed with nobody's key, and depmod is run here: a package has no
# kernel in DESTDIR when it is built.
depmod = test ! -e '$(DESTDIR)/lib/modules/$(KREL)/modules.builtin' || \
	depmod $(if $(DESTDIR),-b '$(DESTDIR)') '$(KREL)'

.PHONY: install
install: all
	+@scripts/build-module '$(KDIR)' '$(MODULE_DIR)' INSTALL_MOD_PATH='$(DESTDIR)' \
		INSTALL_MOD_DIR=updates CONFIG_MODULE_SIG_ALL= cmd_depmod=: modules_install
	@$(depmod)
	+@$(MAKE) --no-print-directory -C tools install

.PHONY: uninstall
uninstall: need-kernel
	rm -f '$(installed-module)' '$(installed-module)'.*
	@$(depmod)
	+@$(MAKE) --no-print-directory -C tools uninstall

.PHONY: clean
clean:
	rm -rf '$(NATGW_BUILD)/module' '$(NATGW_BUILD)/natgw.ko'
	rm -rf '$(NATGW_BUILD)/check' '$(NATGW_BUILD)'/check-*
	@test ! -e tools/Makefile || $(MAKE) --no-print-directory -C tools clean
	@test ! -e selftests/Makefile || $(MAKE) --no-print-directory -C selftests clean

# Fetched kernels are big, and the network may be far: they go only here.
.PHONY: distclean
distclean: clean
	rm -rf '$(NATGW_BUILD)'

.PHONY: demo
demo:
	@scripts/deps build guest test
	@scripts/demo

.PHONY: shell
shell:
	@scripts/deps build guest test
	@scripts/shell

.PHONY: check
check:
	@scripts/deps build guest test
	@scripts/check $(TESTS)

# docs/rfc-scorecard.md from what the tests said; runs those that have not run.
.PHONY: scorecard
scorecard:
	@scripts/scorecard

# What takes long: real timers, floods, and the scenarios with offloads off.
.PHONY: check-slow
check-slow:
	@scripts/deps build guest test
	@scripts/check --slow $(TESTS)

# On a kernel that checks itself: slower, and finds what a test alone cannot see.
.PHONY: check-debug
check-debug:
	@scripts/deps build guest test
	@scripts/check --debug $(TESTS)

# On a kernel that looks for data races in natgw.ko: what lets processors meet.
.PHONY: check-kcsan
check-kcsan:
	@scripts/deps build guest test
	@scripts/check --kcsan $(TESTS)

# On every kernel of Debian's that can be had here.
.PHONY: check-kernels
check-kernels:
	@scripts/deps build guest test
	@scripts/check-kernels $(TESTS)

.PHONY: debug-kernel
debug-kernel:
	@scripts/debug-kernel

# natgw beside what a router would use instead, and what that costs.
.PHONY: bench
bench:
	@scripts/bench
	@scripts/bench-report

.PHONY: bench-quick
bench-quick:
	@scripts/bench --quick
	@scripts/bench-check --measured-only '$(NATGW_BUILD)/bench/quick.json'

.PHONY: bench-check
bench-check:
	@test -e '$(NATGW_BUILD)/bench/results.json' || scripts/bench
	@scripts/bench-check '$(NATGW_BUILD)/bench/results.json'

.PHONY: check-static
check-static:
	@scripts/deps build check
	@scripts/check-static

# What takes minutes: other compilers' analysers, the kernel's semantic patches.
.PHONY: check-analyze
check-analyze:
	@scripts/check-analyze

# All that an enemy or bad luck could do, in about MINUTES.
.PHONY: torture
torture:
	@scripts/torture --minutes $(MINUTES) --seed $(SEED)

# Fuzzers of kmod/lib and the parsers, MINUTES each, two at a time on two processors.
MINUTES ?= $(if $(filter torture,$(MAKECMDGOALS)),60,5)
SEED ?= 1
.PHONY: fuzz
fuzz:
	@scripts/fuzz --minutes $(MINUTES) --seed $(SEED)

# The lock-free parts, every interleaving of them.
.PHONY: model
model:
	@scripts/deps model
	@selftests/model/run

# For scripts: which headers a module is built against.
.PHONY: print-kdir
print-kdir: need-kernel
	@echo '$(KDIR)'

.PHONY: vm-kernel
vm-kernel:
	@scripts/deps guest
	@scripts/vm-kernel $(KERNEL)

.PHONY: help
help:
	@echo 'natgw: NAT/PAT gateway for Linux'
	@echo
	@echo '  make               build natgw.ko (build/natgw.ko) and the natgw command'
	@echo '  make demo          show it at work in a virtual machine, under a minute'
	@echo '  make shell         a prompt in the topology of the demonstration'
	@echo '  make check         build everything, run all tests in virtual machines'
	@echo '                     (TESTS="NAME..." runs just these)'
	@echo '  make check-slow    the tests that take long: real timers, floods, and all'
	@echo '                     scenarios with offloads off; below an hour'
	@echo '  make check-debug   make check on a kernel with all its own checkers, which'
	@echo '                     make debug-kernel builds (minutes)'
	@echo '  make check-kcsan   races and storms on a kernel that looks for data races'
	@echo '  make check-kernels make check on each kernel of Debian'"'"'s that can be had here'
	@echo '  make scorecard     docs/rfc-scorecard.md from what the tests said'
	@echo '  make bench         measure natgw beside nft and iptables; writes docs/performance.md'
	@echo '                     (make bench-quick: under two minutes once built)'
	@echo '  make bench-check   hold the results of make bench against the budgets'
	@echo '  make check-static  checkpatch, sparse, cppcheck, shellcheck, room order, ABI'
	@echo '  make check-analyze the slower analysers: clang, gcc, coccinelle'
	@echo '  make fuzz          fuzzers of the parsers and of kmod/lib (MINUTES=5 each, SEED=1)'
	@echo '  make torture       floods, storms, malformed packets and requests, real programs for'
	@echo '                     an hour (MINUTES=60, SEED=1)'
	@echo '  make model         proves the models of the lock-free parts'
	@echo '  make install       module, command, man pages, completion (DESTDIR=, PREFIX=)'
	@echo '  make uninstall     take them away again'
	@echo '  make clean         remove what was built; distclean: the fetched kernels too'
	@echo '  make vm-kernel     fetch a kernel for the virtual machine (KERNEL=6.12)'
	@echo
	@echo '  KDIR=DIR   kernel headers or build tree (default: the running kernel, else'
	@echo '             the newest installed); now $(KDIR)'
	@echo '  WERROR=1   warnings are errors     W=1  more warnings of the kernel'"'"'s make'
	@echo '  C=2        with sparse             V=1  show the commands'
