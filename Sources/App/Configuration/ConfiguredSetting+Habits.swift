import Correspondence
import Identity
import Leads
import People
import Records
import Storage

/// How the company works: its hours, how it treats leads, whom it takes for a consumer, what it notes of its letters,
/// which roles need a second step.
extension ConfiguredSetting {
    static let workingHours = ConfiguredSetting(
        name: WorkingTime.setting, label: Message("Working hours"), read: { $0.workingTime.json },
        fault: { json in
            fault(json, [("week", nil), ("holidays", nil), ("closed", nil)]) ?? WorkingTime.fault(json)
        }, isMerged: true)

    static let leads = ConfiguredSetting(
        name: LeadSettings.setting, label: Message("Leads"), read: { LeadSettings($0).json },
        fault: { json in
            fault(
                json,
                [
                    ("respond_minutes", number(1...10_000, orNull: true)),
                    ("capacity", number(0...10_000, orNull: true)),
                    ("recycle_days", number(1...3650, orNull: true)), ("recycle_times", number(0...100)),
                    ("to_known_owner", truth),
                ])
        }, isMerged: true)

    static let consents = ConfiguredSetting(
        name: ConsentSettings.name, label: Message("Consents"), read: { ConsentSettings($0).json },
        fault: { json in
            fault(
                json,
                [("consumers", { ["strict", "company"].contains($0.text ?? "") ? nil : options("strict, company") })])
        }, isMerged: true)

    static let tracking = ConfiguredSetting(
        name: TrackingSettings.name, label: Message("Noting what is read"), read: { TrackingSettings($0).json },
        fault: { json in
            let isName: Check = { $0 == .null || $0.text != nil ? nil : wrong(Message("A text is expected.")) }
            return fault(json, [("opens", truth), ("clicks", truth), ("purpose", isName)])
        }, isMerged: true, links: ["purpose": ConsentPurpose.name])

    /// Roles are named by their keys, here as in the file.
    static let secondStep = ConfiguredSetting(
        name: SecondStepDemand.setting, label: Message("Roles that need a second step"),
        read: { $0.extra[SecondStepDemand.setting] ?? .array([]) },
        fault: { json in
            json.array?.allSatisfy { $0.text?.isEmpty == false } == true
                ? nil : wrong(Message("A list of texts is expected."))
        })

    /// The value with the records that it names called differently.
    func mapped(_ value: JSON, _ change: (String, JSON) -> JSON) -> JSON {
        guard !links.isEmpty, let members = value.members else { return value }
        return .object(
            members.map { member in
                guard let kind = links[member.name], member.value != .null else { return member }
                return JSON.Member(member.name, change(kind, member.value))
            })
    }

    private typealias Check = @Sendable (JSON) -> FieldRefusal?

    /// Of an object with these members; what is not checked here is checked by its owner.
    private static func fault(_ json: JSON, _ checks: [(name: String, check: Check?)]) -> FieldRefusal? {
        guard let members = json.members else { return wrong(Message("An object is expected.")) }
        for member in members {
            guard let known = checks.first(where: { $0.name == member.name }) else {
                return .notUnderstood(member.name, at: "")
            }
            if let fault = known.check?(member.value) { return fault.at(member.name) }
        }
        return nil
    }

    private static let truth: Check = { json in
        json.boolean == nil ? wrong(Message("true or false is expected.")) : nil
    }

    private static func number(_ range: ClosedRange<Int64>, orNull: Bool = false) -> Check {
        { json in
            orNull && json == .null || json.integer.map(range.contains) == true ? nil : outside(range)
        }
    }

    private static func options(_ names: String) -> FieldRefusal {
        wrong(Message("One of these is expected: {options}.", ["options": .text(names)]), code: "unknown_choice")
    }
}

extension JSON {
    /// An object with the members of another over its own.
    func with(_ other: JSON) -> JSON {
        guard let own = members, let others = other.members else { return other }
        return .object(
            own.map { member in JSON.Member(member.name, other[member.name] ?? member.value) }
                + others.filter { self[$0.name] == nil })
    }
}
