// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "render.h"

static size_t parse_hex(const char *text, uint8_t *out, size_t capacity) {
    size_t length = 0;
    unsigned byte;
    while (length < capacity && sscanf(text + 2 * length, "%2x", &byte) == 1) out[length++] = (uint8_t)byte;
    return length;
}

int check_golden_file(const char *path) {
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        perror(path);
        CHECK(file != NULL);
        return 0;
    }
    static char line[RENDER_CAPACITY], rendered[RENDER_CAPACITY];
    int cases = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = 0;
        if (line[0] == '#' || line[0] == 0) continue;
        char kind[32], name[64];
        const char *hex = strstr(line, "hex=");
        if (sscanf(line, "%31s %63s", kind, name) != 2 || hex == NULL) {
            fprintf(stderr, "%s: not a case: %s\n", path, line);
            CHECK(hex != NULL);
            continue;
        }
        uint8_t bytes[1024];
        const size_t length = parse_hex(hex + 4, bytes, sizeof bytes);
        // A copy of the exact size, so that a sanitizer sees a read beyond it.
        uint8_t *exact = malloc(length + 1);
        if (exact == NULL) abort();
        memcpy(exact + 1, bytes, length);
        const int known = render(kind, name, exact + 1, length, rendered);
        free(exact);
        if (!known || strcmp(line, rendered) != 0) fprintf(stderr, "%s:\n  is   %s\n  want %s\n", path, rendered, line);
        CHECK(known && strcmp(line, rendered) == 0);
        cases++;
    }
    fclose(file);
    return cases;
}
