import Foundation
import Records

/// Where things stand that happen at the same time: beside each other, in as few lanes as they need.
enum AgendaLanes {
    struct Place: Sendable {
        let item: AgendaItem
        let minutes: Range<Int>
        var lane: Int
        var lanes: Int
    }

    /// A short thing still needs room for its name.
    private static let least = 24

    static func placed(_ items: [AgendaItem], on day: Day, _ zone: TimeZone) -> [Place] {
        let timed = items.compactMap { item in
            item.minutes(on: day, in: zone).map { Place(item: item, minutes: $0, lane: 0, lanes: 1) }
        }.sorted {
            ($0.minutes.lowerBound, -$0.minutes.upperBound, $0.item.id)
                < ($1.minutes.lowerBound, -$1.minutes.upperBound, $1.item.id)
        }
        var placed: [Place] = [], group: [Place] = []
        var ends: [Int] = []
        for var place in timed {
            if let last = ends.max(), place.minutes.lowerBound >= last {
                placed += closed(group, ends.count)
                (group, ends) = ([], [])
            }
            let end = max(place.minutes.upperBound, place.minutes.lowerBound + least)
            if let free = ends.firstIndex(where: { $0 <= place.minutes.lowerBound }) {
                place.lane = free
                ends[free] = end
            } else {
                place.lane = ends.count
                ends.append(end)
            }
            group.append(place)
        }
        return placed + closed(group, ends.count)
    }

    private static func closed(_ group: [Place], _ lanes: Int) -> [Place] {
        group.map { place in
            var place = place
            place.lanes = max(1, lanes)
            return place
        }
    }
}
