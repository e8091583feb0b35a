// SPDX-License-Identifier: GPL-2.0-or-later
/* test_sign.c - signatures that gpg verifies, and keys that cannot sign */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "common/error.h"
#include "sign/sign.h"

static struct error error;

#ifdef HAVE_GPGME

#define FOLDER	"build/tmp"

static char *home;

/* A command in the test's own GNUPGHOME; its first line, without the newline. */
__attribute__((format(printf, 2, 3)))
static int gpg(char *line, const char *format, ...)
{
	char arguments[2 * PATH_MAX + 256], command[3 * PATH_MAX + 512];
	va_list args;
	FILE *pipe;

	va_start(args, format);
	vsnprintf(arguments, sizeof(arguments), format, args);
	va_end(args);
	snprintf(command, sizeof(command), "GNUPGHOME=%s %s 2>/dev/null", home,
		 arguments);
	pipe = popen(command, "r");
	assert_non_null(pipe);
	if (line) {
		*line = 0;
		line = fgets(line, 128, pipe);
		if (line)
			line[strcspn(line, "\n")] = 0;
	}
	while (fgetc(pipe) != EOF)
		;
	return pclose(pipe);
}

static void new_key(char fingerprint[128], const char *name, const char *options,
		    const char *passphrase, const char *how)
{
	assert_int_equal(gpg(NULL, "gpg --batch --quiet --pinentry-mode loopback %s --passphrase '%s' --quick-gen-key '%s' %s",
			     options, passphrase, name, how), 0);
	assert_int_equal(gpg(fingerprint, "gpg --batch --with-colons --list-keys '=%s' | awk -F: '$1 == \"fpr\" { print $10; exit }'",
			     name), 0);
	assert_int_equal(strlen(fingerprint), 40);
}

static char good[128];

static int setup(void **state)
{
	char folder[] = FOLDER "/sign-XXXXXX";

	mkdir("build", 0777);
	mkdir(FOLDER, 0777);
	assert_non_null(mkdtemp(folder));
	/* gpg-agent needs the absolute path of its home. */
	home = realpath(folder, NULL);
	assert_non_null(home);
	new_key(good, "good", "", "", "ed25519 sign never");
	return 0;
}

static int teardown(void **state)
{
	gpg(NULL, "gpgconf --kill all");
	gpg(NULL, "rm -rf %s", home);
	free(home);
	return 0;
}

static struct signer *open_good(void)
{
	struct signer *signer = signer_open(good, home, &error);

	if (!signer)
		fail_msg("%s", error.text);
	return signer;
}

static void put(const char *name, const void *bytes, size_t n)
{
	char path[PATH_MAX];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", home, name);
	file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, n, file), n);
	assert_int_equal(fclose(file), 0);
}

static void clear_text(void **state)
{
	static const char text[] = "\033$B35MW\033(B\n-- \n- dash\nFrom me\n\nend\n";
	struct signer *signer = open_good();
	size_t length;
	char *out = sign_clear(signer, text, strlen(text), &length, &error);

	assert_non_null(out);
	assert_int_equal(strlen(out), length);
	assert_ptr_equal(strstr(out, "-----BEGIN PGP SIGNED MESSAGE-----\n"), out);
	assert_non_null(strstr(out, "\n\n\033$B35MW\033(B\n- -- \n- - dash\n"));
	put("text.asc", out, length);
	assert_int_equal(gpg(NULL, "gpg --batch --verify %s/text.asc", home), 0);
	strstr(out, "end")[0] = 'E';
	put("text.asc", out, length);
	assert_int_not_equal(gpg(NULL, "gpg --batch --verify %s/text.asc", home), 0);
	free(out);
	signer_close(signer);
}

static void detached(void **state)
{
	static const char bytes[] = "any \0 bytes\r\n\xff";
	struct signer *signer = open_good();
	size_t length;
	char *out = sign_detached(signer, bytes, sizeof(bytes), &length, &error);

	assert_non_null(out);
	assert_ptr_equal(strstr(out, "-----BEGIN PGP SIGNATURE-----\n"), out);
	put("file", bytes, sizeof(bytes));
	put("file.asc", out, length);
	assert_int_equal(gpg(NULL, "gpg --batch --verify %s/file.asc %s/file",
			     home, home), 0);
	put("file", bytes, sizeof(bytes) - 1);
	assert_int_not_equal(gpg(NULL, "gpg --batch --verify %s/file.asc %s/file",
				 home, home), 0);
	free(out);
	/* One signer, many files. */
	out = sign_detached(signer, "", 0, &length, &error);
	assert_non_null(out);
	free(out);
	signer_close(signer);
}

static void public_key(void **state)
{
	struct signer *signer = open_good();
	size_t length;
	char line[128], *out;

	out = sign_public_key(signer, &length, &error);
	assert_non_null(out);
	assert_null(strstr(out, "PRIVATE"));
	put("key.asc", out, length);
	assert_int_equal(gpg(line, "gpg --batch --with-colons --show-keys %s/key.asc | awk -F: '$1 == \"fpr\" { print $10; exit }'",
			     home), 0);
	assert_string_equal(line, good);
	free(out);
	signer_close(signer);
}

static void cannot_open(const char *key, const char *folder, const char *why)
{
	assert_null(signer_open(key, folder, &error));
	if (!strstr(error.text, why))
		fail_msg("\"%s\" does not say \"%s\"", error.text, why);
}

static void bad_keys(void **state)
{
	char key[128], spaced[160];
	struct signer *signer;

	cannot_open("", home, "40 hex digits");
	cannot_open("good", home, "40 hex digits");
	cannot_open(good + 1, home, "40 hex digits");
	cannot_open("0000000000000000000000000000000000000000", home,
		    "there is no secret key 0000000000000000000000000000000000000000 in /");
	cannot_open(good, "/nonexistent", "there is no secret key");
	new_key(key, "old", "--faked-system-time 20200101T000000", "",
		"ed25519 sign 1d");
	cannot_open(key, home, "has expired");
	new_key(key, "certifier", "", "", "ed25519 cert never");
	cannot_open(key, home, "is not for signing");
	/* As gpg prints it, and in small letters. */
	snprintf(spaced, sizeof(spaced), "%.4s %.4s %s", good, good + 4, good + 8);
	spaced[0] = (char)(spaced[0] >= 'A' ? spaced[0] + 32 : spaced[0]);
	signer = signer_open(spaced, home, &error);
	assert_non_null(signer);
	signer_close(signer);
}

static void passphrase(void **state)
{
	struct signer *signer;
	char key[128];
	size_t length;

	new_key(key, "locked", "", "secret", "ed25519 sign never");
	gpg(NULL, "gpgconf --kill gpg-agent");
	signer = signer_open(key, home, &error);
	assert_non_null(signer);
	assert_null(sign_clear(signer, "x\n", 2, &length, &error));
	if (!strstr(error.text, "passphrase"))
		fail_msg("%s", error.text);
	signer_close(signer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clear_text),
		cmocka_unit_test(detached),
		cmocka_unit_test(public_key),
		cmocka_unit_test(bad_keys),
		cmocka_unit_test(passphrase),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}

#else /* HAVE_GPGME */

static void says_so(void **state)
{
	assert_null(signer_open("x", NULL, &error));
	assert_non_null(strstr(error.text, "without gpgme"));
	signer_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif /* HAVE_GPGME */
