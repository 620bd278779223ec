// SPDX-License-Identifier: Apache-2.0
//
// Has a program's disk fail, while a file exists: to be loaded with LD_PRELOAD.
//   FAULTY_FOLDER  what lies below it cannot be written, with the error of
//   DISK_FAULT     a file that holds the error's number
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

// The error in force; 0: none.
static int fault(void)
{
    const char *control = getenv("DISK_FAULT");
    if (control == NULL)
        return 0;
    int before = errno;
    int descriptor = (int)syscall(SYS_openat, AT_FDCWD, control, O_RDONLY | O_CLOEXEC);
    char text[8] = "";
    if (descriptor >= 0) {
        if (syscall(SYS_read, descriptor, text, sizeof text - 1) < 0)
            text[0] = 0;
        syscall(SYS_close, descriptor);
    }
    errno = before;
    return atoi(text);
}

static int is_below(const char *path)
{
    const char *folder = getenv("FAULTY_FOLDER");
    return folder != NULL && strncmp(path, folder, strlen(folder)) == 0;
}

static int fault_of(int descriptor)
{
    int number = fault();
    if (number == 0)
        return 0;
    char link[32] = "/proc/self/fd/", path[PATH_MAX] = "";
    char digits[12];
    int count = 0, rest = descriptor;
    do {
        digits[count++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    for (int place = 14; count > 0; place++)
        link[place] = digits[--count];
    int before = errno;
    ssize_t length = readlink(link, path, sizeof path - 1);
    errno = before;
    return length > 0 && is_below(path) ? number : 0;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define REFUSE(number)      \
    do {                    \
        int fault_ = (number); \
        if (fault_ != 0) {  \
            errno = fault_; \
            return -1;      \
        }                   \
    } while (0)

ssize_t write(int descriptor, const void *bytes, size_t count)
{
    REFUSE(fault_of(descriptor));
    return NEXT(write)(descriptor, bytes, count);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t place)
{
    REFUSE(fault_of(descriptor));
    return NEXT(pwrite)(descriptor, bytes, count, place);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t place)
{
    REFUSE(fault_of(descriptor));
    return NEXT(pwrite64)(descriptor, bytes, count, place);
}

int fsync(int descriptor)
{
    int number = fault_of(descriptor);
    REFUSE(number == ENOSPC ? 0 : number);
    return NEXT(fsync)(descriptor);
}

int fdatasync(int descriptor)
{
    int number = fault_of(descriptor);
    REFUSE(number == ENOSPC ? 0 : number);
    return NEXT(fdatasync)(descriptor);
}

// A disk that may only be read is not opened to write either.
static int refuses_opening(const char *path, int flags)
{
    int number = (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT) ? fault() : 0;
    return number == EROFS && is_below(path) ? number : 0;
}

int access(const char *path, int mode)
{
    REFUSE(mode & W_OK ? refuses_opening(path, O_RDWR) : 0);
    return NEXT(access)(path, mode);
}

#define MODE(flags, mode)                    \
    mode_t mode = 0;                         \
    if ((flags) & (O_CREAT | O_TMPFILE)) {   \
        va_list arguments;                   \
        va_start(arguments, flags);          \
        mode = va_arg(arguments, mode_t);    \
        va_end(arguments);                   \
    }

int open(const char *path, int flags, ...)
{
    MODE(flags, mode)
    REFUSE(refuses_opening(path, flags));
    return NEXT(open)(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    MODE(flags, mode)
    REFUSE(refuses_opening(path, flags));
    return NEXT(open64)(path, flags, mode);
}
