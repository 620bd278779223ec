// SPDX-License-Identifier: Apache-2.0
#ifndef CFILTERPEERS_H
#define CFILTERPEERS_H

#include <stddef.h>

enum { PEER_CHANNELS = 8, PEER_SECTIONS = 3 };

// b0 b1 b2 a1 a2
struct peer_section { double c[5]; };

struct peer_cascade;
struct peer_cascade *peer_create(const struct peer_section sections[PEER_SECTIONS]);
void peer_destroy(struct peer_cascade *cascade);

// Filters `count` samples of 8 interleaved channels in place, in direct form II transposed.
// Channel by channel, the plain way.
void peer_scalar(struct peer_cascade *cascade, double *samples, size_t count);
// Sample by sample, an inner loop over the channels for the compiler to vectorise.
void peer_lanes(struct peer_cascade *cascade, double *samples, size_t count);
// Sample by sample, with the compiler's vector type of 8 doubles.
void peer_vector(struct peer_cascade *cascade, double *samples, size_t count);
// Section by section over the block, with the same vector type.
void peer_vector_by_section(struct peer_cascade *cascade, double *samples, size_t count);
// Two channels at a time with all their state in registers.
void peer_vector_by_pair(struct peer_cascade *cascade, double *samples, size_t count);

// liquid-dsp's iirfilt_rrrf, one object per channel, in float.
void *peer_liquid_create(const struct peer_section sections[PEER_SECTIONS]);
void peer_liquid(void *filters, float *samples, size_t count);
void peer_liquid_destroy(void *filters);

#endif
