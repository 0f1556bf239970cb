import Records

// A message as JSON, so that what was written in the background is read later in the reader's language.
extension Message {
    package var stored: JSON {
        var members = [JSON.Member("text", .text(text))]
        if let plural { members.append(.init("plural", .text(plural))) }
        if let count { members.append(.init("count", .number(String(count)))) }
        if !arguments.isEmpty {
            let sorted = arguments.sorted { $0.key < $1.key }
            members.append(.init("arguments", .object(sorted.map { JSON.Member($0.key, $0.value.stored) })))
        }
        return .object(members)
    }

    package init?(_ json: JSON) {
        guard let text = json["text"]?.text else { return nil }
        var arguments: [String: Argument] = [:]
        for member in json["arguments"]?.members ?? [] { arguments[member.name] = Argument(member.value) }
        if let plural = json["plural"]?.text, let count = json["count"]?.integer {
            self.init(text, plural, count: Int(count), arguments)
        } else {
            self.init(text, arguments)
        }
    }
}

extension Message.Argument {
    fileprivate var stored: JSON {
        switch self {
        case .text(let text): .record(["text": .text(text)])
        case .number(let number): .record(["number": .number(String(number))])
        case .exact(let exact): .record(["exact": .text(exact.text)])
        case .money(let money):
            .record(["minor": .number(String(money.minor)), "currency": .text(money.currency)])
        case .day(let day): .record(["day": .text(day.iso)])
        case .instant(let instant): .record(["instant": .text(instant.iso)])
        case .message(let message): .record(["message": message.stored])
        }
    }

    fileprivate init?(_ json: JSON) {
        guard let first = json.members?.first else { return nil }
        let read: Message.Argument? =
            switch first.name {
            case "text": first.value.text.map { .text($0) }
            case "number": first.value.integer.map { .number(Int($0)) }
            case "exact": first.value.text.flatMap { Exact($0) }.map { .exact($0) }
            case "minor":
                first.value.integer.map { .money(Money(minor: $0, currency: json["currency"]?.text ?? "EUR")) }
            case "day": first.value.text.flatMap { Day(iso: $0) }.map { .day($0) }
            case "instant": first.value.text.flatMap { Instant(iso: $0) }.map { .instant($0) }
            case "message": Message(first.value).map { .message($0) }
            default: nil
            }
        guard let read else { return nil }
        self = read
    }
}
