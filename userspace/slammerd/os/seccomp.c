// SPDX-License-Identifier: GPL-2.0-or-later
/* seccomp.c - the system calls of the daemon */
#include "slammerd/os/privileges.h"

#ifdef HAVE_SECCOMP
#include <errno.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static const char *const allowed[] = {
	/* the event loop, its timers and signals */
	"epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "poll",
	"ppoll", "select", "pselect6", "timerfd_create", "timerfd_settime",
	"timerfd_gettime", "eventfd2", "pipe2", "signalfd4", "rt_sigaction",
	"rt_sigprocmask", "rt_sigreturn", "sigreturn", "sigaltstack",
	"restart_syscall", "pause", "alarm",
	/* files: the policy, the store, samples */
	"open", "openat", "creat", "close", "close_range", "read", "readv",
	"pread64", "preadv", "write", "writev", "pwrite64", "pwritev", "lseek",
	"_llseek", "ftruncate", "ftruncate64", "truncate", "truncate64",
	"fallocate", "fsync", "fdatasync", "sync_file_range", "fadvise64",
	"fadvise64_64", "flock", "fcntl", "fcntl64", "dup", "dup2", "dup3",
	"stat", "stat64", "lstat", "lstat64", "fstat", "fstat64", "newfstatat",
	"fstatat64", "statx", "statfs", "statfs64", "fstatfs", "fstatfs64",
	"access", "faccessat", "faccessat2", "readlink", "readlinkat", "getcwd",
	"getdents", "getdents64", "mkdir", "mkdirat", "rmdir", "unlink",
	"unlinkat", "rename", "renameat", "renameat2", "link", "linkat",
	"chmod", "fchmod", "fchmodat", "chown", "chown32", "fchown",
	"fchown32", "fchownat", "umask", "utimensat", "utimensat_time64",
	/* sockets; socket() itself is restricted below */
	"bind", "listen", "accept", "accept4", "connect", "shutdown", "send",
	"sendto", "sendmsg", "sendmmsg", "recv", "recvfrom", "recvmsg",
	"recvmmsg", "getsockopt", "setsockopt", "getsockname", "getpeername",
	"sendfile", "sendfile64", "ioctl",
	/* memory */
	"brk", "mmap", "mmap2", "munmap", "mremap", "mprotect", "madvise",
	"mlock", "munlock",
	/* clocks */
	"clock_gettime", "clock_gettime64", "clock_getres",
	"clock_getres_time64", "clock_nanosleep", "clock_nanosleep_time64",
	"nanosleep", "gettimeofday", "time",
	/* process and system information */
	"getpid", "gettid", "getppid", "getuid", "getuid32", "geteuid",
	"geteuid32", "getgid", "getgid32", "getegid", "getegid32", "getgroups",
	"getgroups32", "uname", "sysinfo", "getrandom", "getrlimit",
	"ugetrlimit", "prlimit64", "getrusage", "sched_getaffinity",
	"sched_yield", "times",
	/* threads started by a library, and exit */
	"futex", "futex_time64", "futex_waitv", "set_robust_list", "rseq",
	"get_robust_list", "set_tid_address", "membarrier", "tgkill", "exit",
	"exit_group",
};

/* The daemon never calls these: whoever does has taken it over. */
static const char *const fatal[] = {
	"execve", "execveat", "fork", "vfork", "ptrace", "process_vm_readv",
	"process_vm_writev", "init_module", "finit_module", "delete_module",
	"kexec_load", "kexec_file_load", "bpf", "mount", "umount2",
	"pivot_root", "chroot", "setns", "unshare", "setuid", "setreuid",
	"setresuid", "capset", "keyctl", "add_key", "io_uring_setup",
	"userfaultfd", "perf_event_open", "memfd_create",
};

static const int families[] = { AF_UNIX, AF_NETLINK, AF_INET, AF_INET6 };

#define COUNT(array)	(sizeof(array) / sizeof(*(array)))

/* Calls that this architecture lacks are skipped. 0 or -errno. */
static int add_names(scmp_filter_ctx ctx, uint32_t action,
		     const char *const *names, size_t count)
{
	int result = 0, number;
	size_t i;

	for (i = 0; i < count && !result; i++) {
		number = seccomp_syscall_resolve_name(names[i]);
		if (number >= 0)
			result = seccomp_rule_add(ctx, action, number, 0);
	}
	return result;
}

static int add_sockets(scmp_filter_ctx ctx)
{
	int result = 0;
	size_t i;

	for (i = 0; i < COUNT(families) && !result; i++)
		result = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(socket),
			1, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)families[i]));
	if (!result)
		result = seccomp_rule_add(ctx, SCMP_ACT_ALLOW,
			SCMP_SYS(socketpair), 1,
			SCMP_A0(SCMP_CMP_EQ, AF_UNIX));
	return result;
}

static int fill(scmp_filter_ctx ctx)
{
	int result;

	result = add_names(ctx, SCMP_ACT_ALLOW, allowed, COUNT(allowed));
	if (!result)
		result = add_names(ctx, SCMP_ACT_KILL_PROCESS, fatal,
				   COUNT(fatal));
	if (!result)
		result = add_sockets(ctx);
	/* Old kernels cannot log them; they are refused all the same. */
	seccomp_attr_set(ctx, SCMP_FLTATR_CTL_LOG, 1);
	return result ? result : seccomp_load(ctx);
}

enum seccomp_result seccomp_restrict(struct error *error)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int result = ctx ? fill(ctx) : -ENOMEM;

	seccomp_release(ctx);
	if (!result)
		return SECCOMP_ON;
	error_set(error, "cannot restrict system calls: %s (--no-seccomp starts without it)",
		 strerror(-result));
	return SECCOMP_FAILED;
}
#else
enum seccomp_result seccomp_restrict(struct error *error)
{
	return SECCOMP_NOT_BUILT_IN;
}
#endif
