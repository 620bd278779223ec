# SPDX-License-Identifier: Apache-2.0
"""What a pressure probe shows of a person at rest, and of itself: breathing, heart, drift, noise. All in cmH2O.

Sizes come from the literature of vaginal manometry where there is any and are assumptions otherwise: breathing 0.3-2
(quiet) and 1.5-6 (deep) from trough to peak, heart 0.05-0.3, rest unsteadiness SD 0.2-0.8 (comfortable) and 1-3
(guarded), warm-up of a few cmH2O with a time constant of 60-180 s, creep of up to 1.5 a minute.
"""

import numpy as np
from scipy.signal import lfilter


def wandering(rng, n, rate, rms, seconds):
    """An Ornstein-Uhlenbeck process: standard deviation `rms`, time constant `seconds`."""
    a = np.exp(-1 / (rate * seconds))
    w = rng.normal(0, rms * np.sqrt(1 - a * a), n)
    return lfilter([1], [1, -a], w, zi=[a * rng.normal(0, rms)])[0]


def tone(rng, n, rate, rms, seconds):
    """The unsteadiness of a resting muscle. In half of all persons it is as rough as the process of the literature's
    models, in the others it lags 0.1-0.5 s behind, as a muscle would."""
    if rng.random() < 0.5:
        return wandering(rng, n, rate, rms, seconds)
    lag = np.exp(-1 / (rate * rng.uniform(0.1, 0.5)))
    return lfilter([1 - lag], [1, -lag], wandering(rng, n, rate, rms, seconds))


def pink(rng, n, rms):
    """1/f noise of standard deviation `rms`."""
    size = 1 << (n - 1).bit_length()
    spectrum = rng.normal(size=size // 2 + 1) + 1j * rng.normal(size=size // 2 + 1)
    spectrum[0] = 0
    spectrum[1:] /= np.sqrt(np.arange(1, size // 2 + 1))
    y = np.fft.irfft(spectrum, size)
    return rms * y[:n] / y.std()


def phase(rng, n, rate, hertz, spread, seconds):
    """The phase (radians) of an oscillation whose frequency wanders by the fraction `spread`."""
    f = hertz * np.clip(1 + wandering(rng, n, rate, spread, seconds), 0.3, 2.5)
    return 2 * np.pi * (rng.random() + np.cumsum(f) / rate)


def breathing(rng, n, rate, deep):
    """Pressure of breathing, and whether it was deep. Not a sine: inspiration is shorter, and depth and pace vary."""
    hertz = rng.uniform(0.1, 0.22) if deep else rng.uniform(0.15, 0.35)
    size = rng.uniform(1.5, 6) if deep else rng.uniform(0.3, 2)
    p = phase(rng, n, rate, hertz, rng.uniform(0.03, 0.2), 6)
    skewed = p + rng.uniform(0, 0.5) * np.sin(p)
    wave = np.sin(skewed) + rng.uniform(0, 0.3) * np.sin(2 * skewed + rng.uniform(0, 6.28))
    depth = np.clip(1 + wandering(rng, n, rate, rng.uniform(0.1, 0.4), 8), 0.1, 2.5)
    t = np.arange(n) / rate
    for _ in range(rng.poisson(n / rate / 90)):
        # A sigh: one breath of two to three times the depth.
        depth = depth * (1 + rng.uniform(0.7, 2) * np.exp(-0.5 * ((t - rng.uniform(0, t[-1])) / 2.0) ** 2))
    return size / 2 * wave * depth


def heart(rng, n, rate):
    p = phase(rng, n, rate, rng.uniform(0.9, 1.6), 0.04, 4)
    pulse = np.exp(2.5 * (np.cos(p) - 1)) + 0.3 * np.exp(4 * (np.cos(p - 1.8) - 1))
    return rng.uniform(0.05, 0.3) * (pulse - pulse.mean())


def drift(rng, n, rate, leaking):
    """Warm-up, creep or leak, and slow waves of 0.01-0.05 Hz."""
    t = np.arange(n) / rate
    y = np.zeros(n)
    if rng.random() < 0.6:
        y += rng.uniform(2, 15) * rng.choice([1, -0.5], p=[0.85, 0.15]) * (1 - np.exp(-t / rng.uniform(60, 180)))
    y -= (rng.uniform(5, 25) if leaking else rng.uniform(-0.3, 1.5)) * t / 60
    for _ in range(rng.integers(1, 4)):
        y += rng.uniform(0.3, 2) / 2 * np.sin(2 * np.pi * (rng.uniform(0.01, 0.05) * t + rng.random()))
    return y


def sensor(rng, n, rate):
    """White and 1/f noise, and mains pickup in a quarter of all probes (aliased where the rate is too low for it)."""
    y = rng.normal(0, np.exp(rng.uniform(np.log(0.02), np.log(0.2))), n) + pink(rng, n, rng.uniform(0.02, 0.15))
    if rng.random() < 0.25:
        mains = rng.choice([50.0, 60.0]) + rng.normal(0, 0.03)
        y += rng.uniform(0.03, 0.3) * np.sin(2 * np.pi * (mains * np.arange(n) / rate + rng.random()))
    return y
