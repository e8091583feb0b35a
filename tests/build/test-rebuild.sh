#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What make does again when something has changed, and what it leaves alone: the
# Makefile of this tree over a few small rooms, so that it takes seconds.
# shellcheck disable=SC2317 # functions are called by their names
set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/results.sh
. tests/results.sh

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
unset MAKEFLAGS MAKELEVEL MAKEOVERRIDES CFLAGS LDFLAGS V

# The rooms: common with two files, a program that uses one of them, a test for each
plant()
{
	find . -path ./build -prune -o \( -name Makefile -o -name '*.mk' \
		-o -name VERSION \) -print | cpio -pdm --quiet "$tree"
	cd "$tree" || exit 1
	mkdir -p userspace/common userspace/slammerctl tests/unit/common kmod \
		advisories
	echo 'int text(void);' >userspace/common/text.h
	printf '#include "text.h"\nint text(void) { return 1; }\n' \
		>userspace/common/text.c
	echo 'int names(void); int names(void) { return 2; }' \
		>userspace/common/names.c
	cat >userspace/slammerctl/main.c <<-'END'
	#include "common/text.h"
	const char version[] = NF_SLAMMER_VERSION NF_SLAMMER_SHARE;
	int main(void) { return text() + version[0]; }
	END
	echo '#include "common/text.h"
		int main(void) { return text(); }' >tests/unit/common/test_text.c
	echo 'int names(void);
		int main(void) { return names(); }' >tests/unit/common/test_names.c
	# A pkg-config that does not find what "hidden" names
	: >hidden
	cat >pkg-config <<-END
	#!/bin/sh
	! grep -qxFe "\$2" $tree/hidden || exit 1
	exec pkg-config "\$@"
	END
	# A compiler for the fuzz targets that makes empty objects
	cat >clang <<-'END'
	#!/bin/sh
	while [ "$1" != -o ]; do shift; done
	: >"$2"
	END
	chmod +x pkg-config clang
}

run_make()
{
	make PKG_CONFIG="$tree/pkg-config" SHARED=userspace/common \
		SLAMMERCTL_ROOMS="userspace/slammerctl userspace/common" \
		UNIT_ROOMS=userspace/common FUZZ_CLANG="$tree/clang" \
		"$@" 2>&1
}

# made ARGUMENT...: the steps that make took, in one line, or why it failed
made()
{
	run_make "$@" | sed -n -e 's/^  \([A-Z][A-Z]\)  */\1 /p' -e '/\*\*\*/p' |
		tr '\n' ';'
}

# sorted STEPS: one a line
sorted()
{
	echo "$1" | tr ';' '\n' | grep . | sort
}

# same NAME STEPS EXPECTED: which of two comes first is up to make
same()
{
	equal "$1" "$(sorted "$2")" "$(sorted "$3")"
}

# later FILE...: changed after everything that was built
later()
{
	sleep 0.01
	touch "$@"
}

PROGRAM=build/slammerctl
UNITS="build/unit/common/test_text build/unit/common/test_names"
MAIN="CC obj/userspace/slammerctl/main.o;AR obj/userspace/slammerctl/lib.a;"
NAMES="CC obj/userspace/common/names.o;"
TEXT="CC obj/userspace/common/text.o;"
COMMON="AR obj/userspace/common/lib.a;"
LINK="LD slammerctl;"

plant
same "first build" "$(made $PROGRAM)" "$MAIN$NAMES$TEXT$COMMON$LINK"
same "nothing has changed" "$(made $PROGRAM)" ""

later userspace/common/text.c
same "a changed source" "$(made $PROGRAM)" "$TEXT$COMMON$LINK"
later userspace/common/text.h
same "a changed header" "$(made $PROGRAM)" "$MAIN$TEXT$COMMON$LINK"

same "other CFLAGS" "$(made $PROGRAM CFLAGS=-O0)" "$MAIN$NAMES$TEXT$COMMON$LINK"
same "the same CFLAGS" "$(made $PROGRAM CFLAGS=-O0)" ""
made $PROGRAM >/dev/null
same "other LDFLAGS" "$(made $PROGRAM LDFLAGS=-Wl,-O1)" "$LINK"
made $PROGRAM >/dev/null
same "another compiler" "$(made $PROGRAM CC="env gcc")" \
	"$MAIN$NAMES$TEXT$COMMON$LINK"
made $PROGRAM >/dev/null

echo libseccomp >hidden
same "a library that is gone" "$(made $PROGRAM)" "$MAIN$NAMES$TEXT$COMMON$LINK"
: >hidden
same "a library that is back" "$(made $PROGRAM)" "$MAIN$NAMES$TEXT$COMMON$LINK"

echo 9.9 >VERSION
same "another VERSION" "$(made $PROGRAM)" "$MAIN$LINK"
is "the new VERSION is compiled in" grep -q '9\.9/usr/share/nf-slammer' $PROGRAM
same "another PREFIX" "$(made $PROGRAM PREFIX=/usr/local)" "$MAIN$LINK"
is "the new PREFIX is compiled in" grep -q 9.9/usr/local/share/nf-slammer $PROGRAM
made $PROGRAM >/dev/null

# members: of the library
members()
{
	ar t build/obj/userspace/common/lib.a | sort | tr '\n' ' '
}

echo 'int more(void); int more(void) { return 3; }' >userspace/common/more.c
same "a new file" "$(made $PROGRAM)" \
	"CC obj/userspace/common/more.o;$COMMON$LINK"
same "a new file in the library" "$(members)" "more.o names.o text.o "
rm userspace/common/more.c
same "a deleted file" "$(made $PROGRAM)" "$COMMON$LINK"
same "a deleted file in the library" "$(members)" "names.o text.o "

# Unit tests: linked again only if an object in them has changed
# shellcheck disable=SC2086 # a list of words
{
	made $UNITS >/dev/null
	same "unit tests: nothing has changed" "$(made $UNITS)" ""
	later userspace/common/text.c
	same "unit tests: a changed source" "$(made $UNITS)" \
"CC checked/userspace/common/text.o;AR checked/userspace/common/lib.a;LD unit/common/test_text;"
	later userspace/common/text.c
	same "unit tests: a source that changed again" "$(made $UNITS)" \
"CC checked/userspace/common/text.o;AR checked/userspace/common/lib.a;LD unit/common/test_text;"
	mv userspace/common/names.c userspace/common/other.c
	same "unit tests: a renamed source" "$(made $UNITS | tr ';' '\n' |
		grep -v test_text)" "CC checked/userspace/common/other.o
AR checked/userspace/common/lib.a
LD unit/common/test_names"
	mv userspace/common/other.c userspace/common/names.c
}

FUZZ=build/fuzz/userspace/common/text.o
same "fuzz targets" "$(made $FUZZ)" "CC fuzz/userspace/common/text.o;"
same "fuzz targets: nothing has changed" "$(made $FUZZ)" ""
same "fuzz targets: other sanitizers" "$(made $FUZZ FUZZ_SANITIZE=undefined)" \
	"CC fuzz/userspace/common/text.o;"

# missing NAME PACKAGE TARGET...: make fails and names the package
missing()
{
	library=$1 package=$2
	shift 2
	if run_make "$@" >out; then
		not_ok "without $library: make succeeds"
		return
	fi
	is "without $library: the Debian package is named" \
		grep -q "^missing: $library (Debian package $package)" out
	is "without $library: make deps is named" grep -q 'make deps' out
	same "without $library: nothing was compiled or linked" \
		"$(grep -cE 'undefined reference|No such file|^  (CC|LD)' out)" 0
}

echo libmnl >hidden
missing libmnl libmnl-dev $PROGRAM
missing pkg-config pkg-config $PROGRAM PKG_CONFIG=no-such-program
echo cmocka >hidden
# shellcheck disable=SC2086 # a list of words
missing cmocka libcmocka-dev $UNITS
: >hidden

later userspace/common/text.c
run_make V=1 $PROGRAM >out
is "V=1 shows the commands" grep -q '^gcc .* -c -o build/obj/' out
finish
