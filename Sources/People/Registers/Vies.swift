import Records

/// VIES, by which the tax offices of Europe say whether a VAT number is theirs. With a number of our own the answer
/// carries an identifier, which is the proof that it was asked.
package struct Vies: Sendable {
    let line: RegisterLine
    /// Our own VAT number.
    let requester: VATNumber?
    /// Some states take long.
    private static let seconds = 20

    package init(_ line: RegisterLine, requester: VATNumber? = nil) {
        self.line = line
        self.requester = requester
    }

    package struct Answer: Sendable, Hashable {
        package let isValid: Bool
        package let name: String?
        package let address: String?
        package let proof: String?
    }

    package func check(_ number: VATNumber) async throws -> Answer {
        let json = try await ask(number, requester)
        if Vies.error(json) == "INVALID_REQUESTER_INFO", requester != nil {
            return try answer(await ask(number, nil))
        }
        return try answer(json)
    }

    private func ask(_ number: VATNumber, _ requester: VATNumber?) async throws -> JSON {
        var question: [JSON.Member] = [
            .init("countryCode", .text(number.prefix)), .init("vatNumber", .text(number.body)),
        ]
        if let requester {
            question.append(.init("requesterMemberStateCode", .text(requester.prefix)))
            question.append(.init("requesterNumber", .text(requester.body)))
        }
        let answer = try await line.post("/check-vat-number", .object(question), seconds: Vies.seconds)
        guard answer.status == 404 || answer.status == 405 else { return answer.json }
        // The older door, for servers that know no other.
        var path = "/ms/\(number.prefix)/vat/\(RegisterLine.encoded(number.body))"
        if let requester {
            path += "?requesterMemberStateCode=\(requester.prefix)"
            path += "&requesterNumber=\(RegisterLine.encoded(requester.body))"
        }
        return try await line.get(path, seconds: Vies.seconds).json
    }

    /// An answer is a yes or a no without an error beside it. `INVALID` and `INVALID_INPUT` are a no too.
    private func answer(_ json: JSON) throws -> Answer {
        let error = Vies.error(json)
        let isNo = error == "INVALID" || error == "INVALID_INPUT"
        if let error, !isNo {
            throw error.contains("MAX_CONCURRENT") ? RegisterTrouble.busy(seconds: 30) : RegisterTrouble.silent
        }
        guard let isValid = isNo ? false : json["valid"]?.boolean ?? json["isValid"]?.boolean else {
            throw RegisterTrouble.silent
        }
        return Answer(
            isValid: isValid, name: told(json["name"]), address: told(json["address"]),
            proof: told(json["requestIdentifier"]))
    }

    /// `userError`, or the first of `errorWrappers`; nil for an answer.
    private static func error(_ json: JSON) -> String? {
        if let wrapped = json["errorWrappers"]?.array?.first { return wrapped["error"]?.text ?? "UNKNOWN" }
        guard let error = json["userError"]?.text, !error.isEmpty, error != "VALID" else { return nil }
        return error
    }

    /// States that tell no names answer `---`.
    private func told(_ json: JSON?) -> String? {
        guard let text = json?.text?.trimmingWhitespace(), !text.isEmpty, text != "---" else { return nil }
        return String(text.prefix(400))
    }
}
