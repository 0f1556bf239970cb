import Foundation
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
            (1_048_576...2000 * 1_048_576).contains(json.integer ?? 0)
                ? nil
                : wrong(
                    Message(
                        "A whole number from {least} to {limit} is expected.",
                        ["least": .number(1_048_576), "limit": .number(2000 * 1_048_576)]), code: "out_of_range")
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
        days(WorkspaceSettings.accessLogDays, Message("Days the access log is kept")) { $0.accessLogDays },
        days(WorkspaceSettings.trashDays, Message("Days the trash is kept")) { $0.trashDays },
    ]

    private static func days(
        _ name: String, _ label: Message, _ read: @escaping @Sendable (WorkspaceSettings) -> Int
    ) -> ConfiguredSetting {
        ConfiguredSetting(name: name, label: label, read: { .number(String(read($0))) }) { json in
            (1...36_500).contains(json.integer ?? 0)
                ? nil
                : wrong(
                    Message("A whole number from 1 to {limit} is expected.", ["limit": .number(36_500)]),
                    code: "out_of_range")
        }
    }

    private static let currency = wrong(
        Message("A currency is three capital letters, such as EUR."), code: "invalid_currency")

    private static func wrong(_ message: Message, code: String = "invalid_type") -> FieldRefusal {
        FieldRefusal("", code: code, message)
    }
}
