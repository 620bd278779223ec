// SPDX-License-Identifier: Apache-2.0
#include "CFilterPeers.h"

#include <complex.h>
#include <liquid/liquid.h>
#include <stdlib.h>
#include <string.h>

struct peer_cascade {
    struct peer_section sections[PEER_SECTIONS];
    _Alignas(64) double state1[PEER_SECTIONS][PEER_CHANNELS];
    _Alignas(64) double state2[PEER_SECTIONS][PEER_CHANNELS];
};

struct peer_cascade *peer_create(const struct peer_section sections[PEER_SECTIONS])
{
    struct peer_cascade *cascade = aligned_alloc(64, sizeof *cascade);
    memset(cascade, 0, sizeof *cascade);
    memcpy(cascade->sections, sections, sizeof cascade->sections);
    return cascade;
}

void peer_destroy(struct peer_cascade *cascade) { free(cascade); }

void peer_scalar(struct peer_cascade *cascade, double *samples, size_t count)
{
    for (int channel = 0; channel < PEER_CHANNELS; channel++) {
        for (int s = 0; s < PEER_SECTIONS; s++) {
            const double *c = cascade->sections[s].c;
            double state1 = cascade->state1[s][channel], state2 = cascade->state2[s][channel];
            for (size_t n = 0; n < count; n++) {
                const double x = samples[n * PEER_CHANNELS + channel];
                const double y = c[0] * x + state1;
                state1 = (c[1] * x - c[3] * y) + state2;
                state2 = c[2] * x - c[4] * y;
                samples[n * PEER_CHANNELS + channel] = y;
            }
            cascade->state1[s][channel] = state1;
            cascade->state2[s][channel] = state2;
        }
    }
}

void peer_lanes(struct peer_cascade *restrict cascade, double *restrict samples, size_t count)
{
    for (size_t n = 0; n < count; n++) {
        double *restrict sample = samples + n * PEER_CHANNELS;
        for (int s = 0; s < PEER_SECTIONS; s++) {
            const double *restrict c = cascade->sections[s].c;
            double *restrict state1 = cascade->state1[s], *restrict state2 = cascade->state2[s];
            for (int channel = 0; channel < PEER_CHANNELS; channel++) {
                const double x = sample[channel];
                const double y = c[0] * x + state1[channel];
                state1[channel] = (c[1] * x - c[3] * y) + state2[channel];
                state2[channel] = c[2] * x - c[4] * y;
                sample[channel] = y;
            }
        }
    }
}

// Aligned like a double only, since Swift aligns arrays of SIMD8<Double> to 16 bytes.
typedef double vector8 __attribute__((vector_size(64), aligned(8)));
typedef double vector2 __attribute__((vector_size(16), aligned(8)));

void peer_vector(struct peer_cascade *cascade, double *samples, size_t count)
{
    vector8 *restrict x = (vector8 *)samples;
    vector8 state1[PEER_SECTIONS], state2[PEER_SECTIONS];
    for (int s = 0; s < PEER_SECTIONS; s++) {
        state1[s] = *(vector8 *)cascade->state1[s];
        state2[s] = *(vector8 *)cascade->state2[s];
    }
    for (size_t n = 0; n < count; n++) {
        vector8 value = x[n];
        for (int s = 0; s < PEER_SECTIONS; s++) {
            const double *c = cascade->sections[s].c;
            const vector8 y = c[0] * value + state1[s];
            state1[s] = (c[1] * value - c[3] * y) + state2[s];
            state2[s] = c[2] * value - c[4] * y;
            value = y;
        }
        x[n] = value;
    }
    for (int s = 0; s < PEER_SECTIONS; s++) {
        *(vector8 *)cascade->state1[s] = state1[s];
        *(vector8 *)cascade->state2[s] = state2[s];
    }
}

void peer_vector_by_section(struct peer_cascade *cascade, double *samples, size_t count)
{
    vector8 *restrict x = (vector8 *)samples;
    for (int s = 0; s < PEER_SECTIONS; s++) {
        const double *c = cascade->sections[s].c;
        vector8 state1 = *(vector8 *)cascade->state1[s], state2 = *(vector8 *)cascade->state2[s];
        for (size_t n = 0; n < count; n++) {
            const vector8 y = c[0] * x[n] + state1;
            state1 = (c[1] * x[n] - c[3] * y) + state2;
            state2 = c[2] * x[n] - c[4] * y;
            x[n] = y;
        }
        *(vector8 *)cascade->state1[s] = state1;
        *(vector8 *)cascade->state2[s] = state2;
    }
}

void peer_vector_by_pair(struct peer_cascade *cascade, double *samples, size_t count)
{
    for (int pair = 0; pair < PEER_CHANNELS; pair += 2) {
        vector2 state1[PEER_SECTIONS], state2[PEER_SECTIONS];
        for (int s = 0; s < PEER_SECTIONS; s++) {
            state1[s] = *(vector2 *)(cascade->state1[s] + pair);
            state2[s] = *(vector2 *)(cascade->state2[s] + pair);
        }
        for (size_t n = 0; n < count; n++) {
            vector2 value = *(vector2 *)(samples + n * PEER_CHANNELS + pair);
            for (int s = 0; s < PEER_SECTIONS; s++) {
                const double *c = cascade->sections[s].c;
                const vector2 y = c[0] * value + state1[s];
                state1[s] = (c[1] * value - c[3] * y) + state2[s];
                state2[s] = c[2] * value - c[4] * y;
                value = y;
            }
            *(vector2 *)(samples + n * PEER_CHANNELS + pair) = value;
        }
        for (int s = 0; s < PEER_SECTIONS; s++) {
            *(vector2 *)(cascade->state1[s] + pair) = state1[s];
            *(vector2 *)(cascade->state2[s] + pair) = state2[s];
        }
    }
}

void *peer_liquid_create(const struct peer_section sections[PEER_SECTIONS])
{
    float b[3 * PEER_SECTIONS], a[3 * PEER_SECTIONS];
    for (int s = 0; s < PEER_SECTIONS; s++) {
        for (int k = 0; k < 3; k++) {
            b[3 * s + k] = (float)sections[s].c[k];
            a[3 * s + k] = k == 0 ? 1 : (float)sections[s].c[2 + k];
        }
    }
    iirfilt_rrrf *filters = malloc(PEER_CHANNELS * sizeof(iirfilt_rrrf));
    for (int channel = 0; channel < PEER_CHANNELS; channel++)
        filters[channel] = iirfilt_rrrf_create_sos(b, a, PEER_SECTIONS);
    return filters;
}

void peer_liquid(void *opaque, float *samples, size_t count)
{
    iirfilt_rrrf *filters = opaque;
    for (size_t n = 0; n < count; n++)
        for (int channel = 0; channel < PEER_CHANNELS; channel++) {
            float *sample = samples + n * PEER_CHANNELS + channel;
            iirfilt_rrrf_execute(filters[channel], *sample, sample);
        }
}

void peer_liquid_destroy(void *opaque)
{
    iirfilt_rrrf *filters = opaque;
    for (int channel = 0; channel < PEER_CHANNELS; channel++)
        iirfilt_rrrf_destroy(filters[channel]);
    free(filters);
}
