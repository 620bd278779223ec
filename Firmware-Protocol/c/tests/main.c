// SPDX-License-Identifier: Apache-2.0
//
// Runs all checks, and holds the golden files named as arguments against the decoder.
#include "check.h"

int checks_made, checks_failed;

int main(int argc, char **argv) {
    check_checksums();
    check_packets();
    check_pages();
    check_descriptors();
    check_requests();
    check_streaming();
    check_overrun();
    int golden = 0;
    for (int i = 1; i < argc; i++) {
        const int cases = check_golden_file(argv[i]);
        CHECK(cases >= 20);
        golden += cases;
    }
    printf("%d checks, %d failed, %d golden cases\n", checks_made, checks_failed, golden);
    return checks_failed == 0 ? 0 : 1;
}
