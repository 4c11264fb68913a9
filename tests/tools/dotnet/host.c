// Starts .NET's host, which no package carries as a program: what `dotnet` is on a machine that has .NET.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <glob.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef int (*host_main)(int, const char **, const char *host, const char *root, const char *application);

int main(int argc, const char **argv) {
    char self[PATH_MAX] = {0}, root[PATH_MAX], pattern[PATH_MAX + 32], application[PATH_MAX + 8];
    glob_t found;
    if (readlink("/proc/self/exe", self, sizeof self - 1) < 0) {
        perror("/proc/self/exe");
        return 1;
    }
    dirname(strcpy(root, self));
    snprintf(pattern, sizeof pattern, "%s/host/fxr/*/libhostfxr.so", root);
    if (glob(pattern, 0, NULL, &found) != 0) {
        fprintf(stderr, "nothing is at %s\n", pattern);
        return 1;
    }
    void *library = dlopen(found.gl_pathv[0], RTLD_LAZY);
    host_main run = library ? (host_main)dlsym(library, "hostfxr_main_startupinfo") : NULL;
    if (!run) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    // there is no application of that name, and so the first argument names it
    snprintf(application, sizeof application, "%s.dll", self);
    return run(argc, argv, self, root, application);
}
