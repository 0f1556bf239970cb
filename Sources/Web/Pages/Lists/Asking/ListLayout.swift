import Localisation
import Records

/// How the same records are looked at.
package enum ListLayout: String, Choice {
    case list, board, calendar, timeline, map, summary

    package var label: String {
        switch self {
        case .list: "List"
        case .board: "Board"
        case .calendar: "Calendar"
        case .timeline: "Timeline"
        case .map: "Map"
        case .summary: "Summary"
        }
    }

    var icon: String {
        switch self {
        case .list: "list"
        case .board: "kanban"
        case .calendar: "calendar"
        case .timeline: "chart-column"
        case .map: "map"
        case .summary: "chart-pie"
        }
    }
}

extension Kind {
    /// Days a calendar or a timeline can go by, in the declared order, then creation and change.
    func days(seenBy viewer: Viewer) -> [FieldSpec] {
        (Array(declared) + fields.prefix(systemFieldCount)).filter {
            ($0.shape == .day || $0.shape == .instant) && viewer.sees($0, of: self)
        }
    }
}
