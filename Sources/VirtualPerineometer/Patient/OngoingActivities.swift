// SPDX-License-Identifier: Apache-2.0

/// The activities that have begun and left something: the one that goes on and residuals of those before it.
struct OngoingActivities: Sendable {
    static let capacity = 12
    private var activities: InlineArray<12, PlannedActivity?> = InlineArray(repeating: nil)
    private var count = 0

    /// What all of them do at one instant.
    struct Sum {
        /// cmH2O made by the pelvic floor.
        var muscle = 0.0
        /// cmH2O of abdominal pressure.
        var abdominal = 0.0
        /// cmH2O of the pelvic floor by which a slow fluctuation moves.
        var fluctuating = 0.0
        /// The activity that began last and has not yet fallen to a tenth.
        var kind: ActivityKind?
    }

    /// Twelve would have to overlap for the oldest residual to be cut off; no script comes near it.
    mutating func begin(_ activity: PlannedActivity) {
        if count == Self.capacity { remove(at: 0) }
        activities[count] = activity
        count += 1
    }

    mutating func sum(at time: Double) -> Sum {
        var sum = Sum()
        var index = 0
        while index < count {
            guard let activity = activities[index], activity.course.end > time else {
                remove(at: index)
                continue
            }
            let share = activity.course.share(at: time)
            let muscle = activity.muscle * share
            sum.muscle += muscle
            sum.abdominal += activity.abdominal * share
            sum.fluctuating += muscle * activity.fluctuation
            if time < activity.course.release || share > 0.1 * activity.course.releaseLevel { sum.kind = activity.kind }
            index += 1
        }
        return sum
    }

    private mutating func remove(at index: Int) {
        count -= 1
        for position in index..<count { activities[position] = activities[position + 1] }
        activities[count] = nil
    }
}
