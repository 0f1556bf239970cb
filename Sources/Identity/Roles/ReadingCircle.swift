import Records
import Storage

/// Who reads letters that came in by somebody's mailbox: their owner alone, whoever sees what they are about, or also
/// the owner's team. “Private” holds for administrators, too. A kind takes part by its field `visibility`.
enum ReadingCircle {
    private static let field = "visibility"
    private static let own = "private", team = "team"

    static func isKnown(to kind: Kind) -> Bool {
        guard kind["owner"] != nil, let options = kind[field]?.shape.options?.map(\.value) else { return false }
        return options.contains(own) && options.contains(team)
    }

    static func narrowed(_ rights: Viewer.Rights?, _ place: CompanyPlace) -> Viewer.Rights {
        guard var rights else { return Viewer.Rights() }
        if !rights.read.isEmpty, !rights.read.contains(.all) {
            rights.read.append(.both([.owners(place.team)], [.condition(.test(path: [field], .equals(.text(team))))]))
        }
        let open: [Viewer.Grant] = [
            .owners([place.user]), .condition(.not(.test(path: [field], .equals(.text(own))))),
        ]
        func kept(_ grants: [Viewer.Grant]) -> [Viewer.Grant] { grants.isEmpty ? [] : [.both(grants, open)] }
        rights.read = kept(rights.read)
        rights.change = kept(rights.change)
        rights.delete = kept(rights.delete)
        rights.export = kept(rights.export)
        return rights
    }
}
