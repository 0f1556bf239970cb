import Activities
import Localisation
import People
import Records
import Storage
import Web

/// Where answers to forms arrive: each becomes a lead with its proof of consent in one transaction, is kept apart as
/// spam, or is kept with the reason why it could not become one. Nothing that was sent is lost.
enum FormDesk {
    /// What became of an answer.
    struct Outcome: Sendable {
        let submission: Int64
        let state: SubmissionState
        let lead: Int64?
        let isRepeated: Bool
    }

    /// Throws where the sender can put it right: fields they typed.
    static func take(
        _ answer: FormAnswer, spam: Message? = nil, files: [AttachmentUpload] = [], _ context: Context
    ) async throws -> Outcome {
        let enclosed = try FormFiles.keep(files, in: context.product.files)
        do {
            let outcome = try await take(answer, spam, enclosed, context)
            if outcome.isRepeated { try enclosed.remove() }
            return outcome
        } catch {
            try enclosed.remove()
            throw error
        }
    }

    private static func take(
        _ answer: FormAnswer, _ spam: Message?, _ files: FormFiles, _ context: Context
    ) async throws -> Outcome {
        let workspace = context.workspace
        if let known = try await workspace.read(.house, { try repeated(answer, in: $0) }) { return known }
        let reader = FormReader(context.schema.kind(of: Lead.self), context, as: .house)
        let words = context.product.registry.words
        do {
            if let spam {
                return try await write(context, answer) { try keep(answer, .spam, context.t(spam), files, in: $0) }
            }
            let lead = try answer.lead(reader.kind, reader)
            return try await write(context, answer) { try take(answer, lead, words, files, in: $0) }
        } catch let refusal as Refusal {
            let asked = Set(answer.form.fields.filter { !$0.isHidden }.map(\.field))
            if !refusal.fields.isEmpty, refusal.fields.allSatisfy({ asked.contains($0.field) }) { throw refusal }
            let reason = context.t(refusal.message)
            return try await write(context, answer) { try keep(answer, .held, reason, files, in: $0) }
        } catch let error as DatabaseError {
            // The same page was sent twice at once: the other one won.
            guard case .unique = error.kind,
                let known = try await workspace.read(.house, { try repeated(answer, in: $0) })
            else { throw error }
            return known
        }
    }

    private static func write(
        _ context: Context, _ answer: FormAnswer, _ body: @escaping @Sendable (Transaction) throws -> Outcome
    ) async throws -> Outcome {
        let door: Door = context.door == .api ? .api : .screen
        let outcome = try await context.workspace.write(.house, door, origin: answer.ipAddress, body)
        context.product.outboxSignal.raise()
        context.product.jobSignal.raise()
        return outcome
    }

    private static func repeated(_ answer: FormAnswer, in transaction: Transaction) throws -> Outcome? {
        guard let nonce = answer.nonce else { return nil }
        let row = try transaction.connection.first(
            "SELECT id, state, lead FROM form_submission WHERE nonce = \(nonce)", .integer, .text, .integer)
        return row.map {
            Outcome(
                submission: $0[0].integer ?? 0, state: $0[1].text.flatMap { SubmissionState(rawValue: $0) } ?? .taken,
                lead: $0[2].integer, isRepeated: true)
        }
    }

    private static func take(
        _ answer: FormAnswer, _ lead: Lead, _ words: CatalogueShelf, _ files: FormFiles, in transaction: Transaction
    ) throws -> Outcome {
        let id = try Leads.receive(lead, in: transaction)
        try files.attach(to: Reference(kind: Lead.name, id: id.number), in: transaction)
        try consent(answer, lead, id, words, in: transaction)
        var submission = submission(answer, .taken, nil, transaction)
        submission.lead = id
        submission.summary = try transaction.find(id).name
        let kept = try transaction.save(submission)
        try count("answers", answer.form.id, in: transaction)
        return Outcome(submission: kept.number, state: .taken, lead: id.number, isRepeated: false)
    }

    private static func keep(
        _ answer: FormAnswer, _ state: SubmissionState, _ reason: String, _ files: FormFiles,
        in transaction: Transaction
    ) throws -> Outcome {
        let kept = try transaction.save(submission(answer, state, reason, transaction))
        try files.attach(to: Reference(kind: FormSubmission.name, id: kept.number), in: transaction)
        return Outcome(submission: kept.number, state: state, lead: nil, isRepeated: false)
    }

    private static func submission(
        _ answer: FormAnswer, _ state: SubmissionState, _ reason: String?, _ transaction: Transaction
    ) -> FormSubmission {
        var line = FormSubmission()
        let who = ["first_name", "last_name", "email", "company"].compactMap { answer.typed[$0] }
        line.summary = String(who.filter { !$0.isEmpty }.joined(separator: " ").prefix(200))
        if line.summary.isEmpty { line.summary = answer.form.name }
        (line.form, line.receivedAt, line.state) = (answer.form.id, transaction.now, state)
        line.reason = reason.map { String($0.prefix(500)) }
        (line.nonce, line.ipAddress, line.language) = (answer.nonce, answer.ipAddress, answer.language.rawValue)
        line.answers = answer.json.string
        line.page = answer.marks["page"].map { String($0.prefix(1000)) }
        line.referrer = answer.marks["referrer"].map { String($0.prefix(1000)) }
        return line
    }

    /// What they agreed to, by every way of the purpose by which they can be reached.
    private static func consent(
        _ answer: FormAnswer, _ lead: Lead, _ id: ID<Lead>, _ words: CatalogueShelf, in transaction: Transaction
    ) throws {
        guard answer.hasAgreed, let purpose = answer.form.purpose else { return }
        let country = transaction.settings.country
        for channel in try transaction.find(purpose).channels {
            guard let typed = channel == .email ? lead.email : lead.phone,
                let address = channel.normalised(typed, country: country)
            else { continue }
            var consent = Consent()
            (consent.about, consent.address) = (Reference(kind: Lead.name, id: id.number), address)
            (consent.purpose, consent.channel, consent.state, consent.source) = (purpose, channel, .given, .form)
            consent.ipAddress = answer.ipAddress
            consent.proof = "/f/\(answer.form.slug)" + (answer.marks["page"].map { " · \($0.prefix(500))" } ?? "")
            try DoubleOptIn.collect(consent, language: answer.language, words: words, in: transaction)
        }
    }

    static func count(_ column: String, _ form: ID<WebForm>, in transaction: Transaction) throws {
        try transaction.connection.execute(
            "UPDATE web_form SET \(name: column) = \(name: column) + 1 WHERE id = \(form)")
    }

    /// What was kept apart or held becomes a lead after all.
    static func retry(_ id: Int64, _ context: Context) async throws -> Int64 {
        let (submission, form) = try await context.read { transaction in
            let submission = try transaction.find(ID<FormSubmission>(id))
            guard let form = submission.form else { throw Refusal.notFound() }
            return (submission, try transaction.asHouse.find(form))
        }
        if let lead = submission.lead { return lead.number }
        guard let answer = FormAnswer(kept: submission, form: form) else { throw Refusal.notFound() }
        let reader = FormReader(context.schema.kind(of: Lead.self), context, as: .house)
        let lead = try answer.lead(reader.kind, reader), words = context.product.registry.words
        return try await context.write { transaction in
            let kind = transaction.schema.kind(of: FormSubmission.self)
            guard try transaction.allowed([id], of: kind, to: .change).contains(id) else { throw Refusal.notYours() }
            let house = transaction.asHouse
            let made = try Leads.receive(lead, in: house)
            try consent(answer, lead, made, words, in: house)
            try FormFiles.move(from: id, to: made, in: house)
            let fields: [String: [Value]] = [
                "lead": [.integer(made.number)], "state": [.text(SubmissionState.taken.rawValue)], "reason": [.null],
            ]
            try house.save(Draft(id: id, fields: fields), as: kind)
            try count("answers", form.id, in: house)
            return made.number
        }
    }
}
