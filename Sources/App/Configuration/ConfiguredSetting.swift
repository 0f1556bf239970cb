import Foundation
import Identity
import Localisation
import People
import Quality
import Records
import Storage

/// A setting that a configuration file may say. Secrets, and what only concerns this installation, are not among them.
struct ConfiguredSetting: Sendable {
    let name: String
    let label: Message
    let read: @Sendable (WorkspaceSettings) -> JSON
    /// Why a value cannot be taken; nil where it can.
    let fault: @Sendable (JSON) -> FieldRefusal?
    /// What the file does not mention of it stays as it is.
    var isMerged = false
    /// Members that name a record, and its kind.
    var links: [String: String] = [:]

    static let all: [ConfiguredSetting] = [
        .init(name: "company", label: Message("Company"), read: { .text($0.company) }) { json in
            (1...200).contains(json.text?.trimmingWhitespace().count ?? 0)
                ? nil : wrong(Message("A text of at most {limit} characters is expected.", ["limit": .number(200)]))
        },
        .init(name: "language", label: Message("Language"), read: { .text($0.language) }) { json in
            json.text.flatMap { Language(rawValue: $0) } != nil
                ? nil
                : wrong(
                    Message("One of these is expected: {options}.", ["options": .text("fr, en")]),
                    code: "unknown_choice")
        },
        .init(name: "currency", label: Message("Currency"), read: { .text($0.currency) }) { json in
            json.text.map { Money.isCurrency($0) } == true ? nil : currency
        },
        .init(name: "country", label: Message("Country"), read: { .text($0.country) }) { json in
            let text = json.text ?? ""
            return text.utf8.count == 2 && text.utf8.allSatisfy { (65...90).contains($0) }
                ? nil : wrong(Message("A country is two letters, such as FR."), code: "invalid_value")
        },
        .init(name: "time_zone", label: Message("Time zone"), read: { .text($0.timeZone.identifier) }) { json in
            json.text.flatMap { TimeZone(identifier: $0) } != nil
                ? nil
                : wrong(
                    Message(
                        "There is no time zone “{name}”. Write it as Europe/Paris.",
                        ["name": .text(json.text ?? json.string)]), code: "invalid_value")
        },
        .init(
            name: "maximum_upload_bytes", label: Message("Largest file, in bytes"),
            read: { .number(String($0.maximumUploadBytes)) }
        ) { json in
            let range: ClosedRange<Int64> = 1_048_576...2000 * 1_048_576
            return json.integer.map(range.contains) == true ? nil : outside(range)
        },
        .init(
            name: "rates", label: Message("Exchange rates"),
            read: { settings in
                .object(settings.rates.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .text($0.value.text)) })
            }
        ) { json in
            guard let members = json.members else { return wrong(Message("An object is expected.")) }
            for member in members {
                guard Money.isCurrency(member.name) else { return currency }
                guard let rate = member.value.text.flatMap({ Exact($0) }), rate.millionths > 0 else {
                    return wrong(Message("A number above zero is expected."), code: "invalid_value")
                }
            }
            return nil
        },
        .init(
            name: SizeBands.setting, label: Message("Bands of size"),
            read: { $0.extra[SizeBands.setting] ?? .null }, fault: { SizeBands.fault($0) }),
        .init(
            name: RegisterDesk.setting, label: Message("Registers"),
            read: { $0.extra[RegisterDesk.setting] ?? .null }, fault: { RegisterSetting.fault($0) }),
        .workingHours, .leads, .consents, .tracking, .secondStep,
        days(Credentials.idleSetting, Message("Hours until an idle session ends"), 0...8760) {
            Credentials.idleHours($0)
        },
        days(WorkspaceSettings.accessLogDays, Message("Days the access log is kept")) { $0.accessLogDays },
        days(WorkspaceSettings.trashDays, Message("Days the trash is kept")) { $0.trashDays },
    ]

    private static func days(
        _ name: String, _ label: Message, _ range: ClosedRange<Int64> = 1...36_500,
        _ read: @escaping @Sendable (WorkspaceSettings) -> Int
    ) -> ConfiguredSetting {
        ConfiguredSetting(name: name, label: label, read: { .number(String(read($0))) }) { json in
            json.integer.map(range.contains) == true ? nil : outside(range)
        }
    }

    static func outside(_ range: ClosedRange<Int64>) -> FieldRefusal {
        wrong(
            Message(
                "A whole number from {least} to {limit} is expected.",
                ["least": .number(Int(range.lowerBound)), "limit": .number(Int(range.upperBound))]),
            code: "out_of_range")
    }

    private static let currency = wrong(
        Message("A currency is three capital letters, such as EUR."), code: "invalid_currency")

    static func wrong(_ message: Message, code: String = "invalid_type") -> FieldRefusal {
        FieldRefusal("", code: code, message)
    }
}
