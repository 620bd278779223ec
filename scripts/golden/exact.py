# SPDX-License-Identifier: Apache-2.0
"""Recursive filters designed in 60 digits with mpmath, as the measure for designs in double precision."""

from mpmath import asinh, exp, factorial, fabs, findroot, im, log10, mp, mpc, mpf, pi, polyroots, re
from mpmath import sinh, sqrt, tan

mp.dps = 60


def product(values):
    result = mpf(1)
    for value in values:
        result *= value
    return result


def bessel_polynomial(order):
    """The coefficients of the reverse Bessel polynomial, the constant term first."""
    return [
        factorial(2 * order - k) / (mpf(2) ** (order - k) * factorial(k) * factorial(order - k))
        for k in range(order + 1)
    ]


def bessel_roots(order):
    return polyroots(bessel_polynomial(order)[::-1], maxsteps=500, extraprec=400)


def bessel_half_power(order):
    terms = bessel_polynomial(order)
    gain = lambda w: fabs(terms[0] / sum(a * mpc(0, w) ** k for k, a in enumerate(terms)))
    return re(findroot(lambda w: gain(w) - 1 / sqrt(mpf(2)), mpf(1) + mpf(order - 1) / 4))


def prototype(family, parameter, order):
    """Zeros, poles and gain of the low-pass with a cut-off of 1."""
    angles = [pi * m / (2 * order) for m in range(-order + 1, order, 2)]
    if family == "butterworth":
        return [], [-exp(mpc(0, angle)) for angle in angles], mpf(1)
    if family == "bessel":
        poles, last = bessel_roots(order), bessel_polynomial(order)[0]
        scale = {"delay": mpf(1), "phase": mpf(10) ** (-log10(last) / order), "magnitude": None}[parameter]
        scale = 1 / bessel_half_power(order) if scale is None else scale
        return [], [pole * scale for pole in poles], last * scale**order
    decibels = mpf(parameter)
    excess = sqrt(mpf(10) ** (decibels / 10) - 1)
    if family == "chebyshevI":
        poles = [-sinh(asinh(1 / excess) / order + mpc(0, angle)) for angle in angles]
        gain = re(product([-pole for pole in poles]))
        return [], poles, gain if order % 2 else gain / sqrt(1 + excess**2)
    poles = [-1 / sinh(asinh(excess) / order + mpc(0, angle)) for angle in angles]
    zeros = [mpc(0, 1) / mp.sin(angle) for angle in angles if angle != 0]
    return zeros, poles, re(product([-p for p in poles]) / product([-z for z in zeros]))


def design(family, parameter, order, band, edges, rate):
    """Zeros, poles and gain in the z plane."""
    zeros, poles, gain = prototype(family, parameter, order)
    degree = len(poles) - len(zeros)
    warped = [tan(pi * mpf(edge) / mpf(rate)) for edge in edges]
    if band in ("highPass", "bandStop"):
        gain *= re(product([-z for z in zeros]) / product([-p for p in poles]))
    if band == "lowPass":
        zeros, poles = ([root * warped[0] for root in roots] for roots in (zeros, poles))
        gain *= warped[0] ** degree
    elif band == "highPass":
        zeros, poles = ([warped[0] / root for root in roots] for roots in (zeros, poles))
        zeros += [mpf(0)] * degree
    else:
        half, centre = (warped[1] - warped[0]) / 2, sqrt(warped[0] * warped[1])
        move = (lambda root: root * half) if band == "bandPass" else (lambda root: half / root)
        split = lambda roots: [
            moved + sign * sqrt(mpc(moved**2 - centre**2)) for moved in map(move, roots) for sign in (1, -1)
        ]
        zeros, poles = split(zeros), split(poles)
        if band == "bandPass":
            zeros += [mpf(0)] * degree
            gain *= (2 * half) ** degree
        else:
            zeros += [mpc(0, centre), mpc(0, -centre)] * degree
    gain *= re(product([1 - z for z in zeros]) / product([1 - p for p in poles]))
    bilinear = lambda roots: [(1 + root) / (1 - root) for root in roots]
    return bilinear(zeros) + [mpf(-1)] * (len(poles) - len(zeros)), bilinear(poles), gain


def quadratics(roots):
    """Every monic quadratic that a section may be made of, as (linear, constant, the roots it uses)."""
    tiny = mpf(10) ** -40
    real = [k for k, root in enumerate(roots) if fabs(im(root)) < tiny]
    upper = [k for k, root in enumerate(roots) if im(root) >= tiny]
    for k in upper:
        yield -2 * re(roots[k]), fabs(roots[k]) ** 2, {k}
    for n, j in enumerate(real):
        for k in real[n + 1 :]:
            yield -re(roots[j] + roots[k]), re(roots[j] * roots[k]), {j, k}


def like(approximate, zeros, poles, gain):
    """The exact sections in the order and pairing of SciPy's approximate ones: rows b0 b1 b2 a1 a2."""
    if len(poles) % 2:
        zeros, poles = zeros + [mpf(0)], poles + [mpf(0)]
    rows = [[None] * 5 for _ in approximate]
    for roots, columns in ((zeros, (1, 2)), (poles, (3, 4))):
        candidates = []
        for linear, constant, used in quadratics(roots):
            for row, sos in enumerate(approximate):
                monic = (sos[1] / sos[0], sos[2] / sos[0]) if columns[0] == 1 else (sos[4], sos[5])
                distance = fabs(linear - mpf(float(monic[0]))) + fabs(constant - mpf(float(monic[1])))
                candidates.append((distance, row, linear, constant, used))
        spent, filled = set(), set()
        for distance, row, linear, constant, used in sorted(candidates, key=lambda candidate: candidate[0]):
            if row in filled or used & spent:
                continue
            assert distance < 1e-3, "SciPy's sections have other roots"
            rows[row][columns[0]], rows[row][columns[1]] = linear, constant
            spent |= used
            filled.add(row)
    for number, row in enumerate(rows):
        scale = gain if number == 0 else mpf(1)
        row[0], row[1], row[2] = scale, scale * row[1], scale * row[2]
    return [[float(value) for value in row] for row in rows]


def gain_at(zeros, poles, gain, hertz, rate):
    z = exp(mpc(0, 2 * pi * mpf(hertz) / mpf(rate)))
    return float(fabs(gain * product([z - zero for zero in zeros]) / product([z - pole for pole in poles])))


def delay_at(zeros, poles, hertz, rate):
    """The group delay in samples."""
    back = exp(mpc(0, -2 * pi * mpf(hertz) / mpf(rate)))
    total = lambda roots: sum(re(-root * back / (1 - root * back)) for root in roots)
    return float(total(zeros) - total(poles))


def resonance(kind, hertz, quality, rate):
    """The section b0 b1 b2 a1 a2 of a notch or peak (Orfanidis 1996, 11.3)."""
    width = tan(pi * mpf(hertz) / mpf(quality) / mpf(rate))
    linear = -2 * mp.cos(2 * pi * mpf(hertz) / mpf(rate)) / (1 + width)
    b = (1 / (1 + width), linear, 1 / (1 + width)) if kind == "notch" else (width / (1 + width), 0, -width / (1 + width))
    return [float(value) for value in (*b, linear, (1 - width) / (1 + width))]
