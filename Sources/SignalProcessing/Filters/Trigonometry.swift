// SPDX-License-Identifier: Apache-2.0
private import Glibc

// The C library's functions under whole names, so that the one platform import of this module stands here.
func sine(_ radians: Double) -> Double { sin(radians) }
func cosine(_ radians: Double) -> Double { cos(radians) }
func tangent(_ radians: Double) -> Double { tan(radians) }
