#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# nf-slammer-build with a dkms that ends as a file says: which kernels it remembers to
# have no module, and until when.
# shellcheck disable=SC2317 # functions are called by their names
set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/results.sh
. tests/results.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
modules=$work/modules
state=$work/state
file=$state/not-built
sed "s,/lib/modules,$modules,; s,/var/lib/dkms,$work/dkms,
	s,/var/lib/nf-slammer,$state,; s,@VERSION@,1.0,g" \
	etc/nf-slammer-build >"$work/build"
mkdir -p "$work/bin" "$work/dkms/nf-slammer/1.0/build"
echo 'hook.c:1: error: no such thing' >"$work/dkms/nf-slammer/1.0/build/make.log"

# The file "answer" has the exit status of a build, "status" what is built.
cat >"$work/bin/dkms" <<END
#!/bin/sh
[ "\$1" != status ] || exec cat "$work/status"
exit "\$(cat "$work/answer")"
END
chmod 755 "$work/bin/dkms" "$work/build"
PATH=$work/bin:$PATH
: >"$work/status"

# kernel RELEASE: is installed, with headers
kernel()
{
	mkdir -p "$modules/$1/build/include"
}

# after STATUS ARGUMENT...: builds, with that outcome
after()
{
	echo "$1" >"$work/answer"
	shift
	sh "$work/build" "$@" >"$work/log" 2>&1
}

remembered()
{
	cut -f 1 "$file" 2>/dev/null | tr '\n' ' '
}

kernel 6.1.0-1
kernel 6.1.0-2
kernel 5.4.0-1

after 0 6.1.0-1
is "a module that is built leaves no file" [ ! -e "$file" ]

after 2 6.1.0-1
equal "a build that fails is remembered" "$(cat "$file")" \
	"6.1.0-1	the build failed: hook.c:1: error: no such thing"
equal "everybody may read it" "$(stat -c %a "$file")" 644

after 77 5.4.0-1
equal "so is an old kernel" "$(remembered)" "6.1.0-1 5.4.0-1 "
is "and it says which are not" grep -q 'Linux 5.10 or later' "$file"

after 2 6.1.0-1
equal "a kernel is there once" "$(remembered)" "5.4.0-1 6.1.0-1 "

after 0 6.1.0-1
equal "it is forgotten once it is built" "$(remembered)" "5.4.0-1 "

rm -r "$modules/6.1.0-2/build"
after 0 --later 6.1.0-2
equal "no headers yet" "$(remembered)" "5.4.0-1 6.1.0-2 "
kernel 6.1.0-2
echo "nf-slammer/1.0, 6.1.0-2: installed" >"$work/status"
after 0 6.1.0-2
equal "they have come" "$(remembered)" "5.4.0-1 "
: >"$work/status"

rm -r "$modules/5.4.0-1"
after 2 6.1.0-1
equal "a kernel that is removed is forgotten" "$(remembered)" "6.1.0-1 "

# The folder is the daemon's: it must not make root write or show another file.
printf 'root\tsecret\n' >"$work/secret"
ln -sf "$work/secret" "$file"
after 2 6.1.0-1
equal "no other file is read" "$(remembered)" "6.1.0-1 "
equal "nor written" "$(cat "$work/secret")" "root	secret"

finish
