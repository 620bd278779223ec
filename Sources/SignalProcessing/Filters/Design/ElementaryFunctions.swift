// SPDX-License-Identifier: Apache-2.0
private import Glibc

// The C library's functions under whole names, so that the one platform import of this module stands here.
func sine(_ radians: Double) -> Double { sin(radians) }
func cosine(_ radians: Double) -> Double { cos(radians) }
func tangent(_ radians: Double) -> Double { tan(radians) }
func hyperbolicSine(_ x: Double) -> Double { sinh(x) }
func hyperbolicCosine(_ x: Double) -> Double { cosh(x) }
func inverseHyperbolicSine(_ x: Double) -> Double { asinh(x) }
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
func decimalLogarithm(_ x: Double) -> Double { log10(x) }
/// e^x - 1, exact to the last digits for a small x too.
func exponentialMinusOne(_ x: Double) -> Double { expm1(x) }
/// √(x² + y²) without overflow.
func hypotenuse(_ x: Double, _ y: Double) -> Double { hypot(x, y) }
