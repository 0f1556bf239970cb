import Activities
import Localisation
import Records
import Storage

/// Documents of the library as files of a mail. Which bytes go is settled when the mail is sent, and once more when it
/// leaves: always the current version, and the mail remembers which.
package enum LibraryFiles {
    /// What stands in a mail for these documents.
    package static func files(_ documents: [Int64], kept: [EmailFile] = [], in transaction: Transaction) throws
        -> [EmailFile]
    {
        var wanted: [Int64] = []
        for id in documents where !wanted.contains(id) { wanted.append(id) }
        guard !wanted.isEmpty else { return [] }
        let kind = transaction.schema.kind(of: LibraryDocument.self)
        let found = try transaction.records(wanted, of: kind)
        let versions = try LibraryVersion.current(of: wanted, in: transaction)
        return try wanted.map { id in
            guard let record = found[id] else { throw Refusal.notFound() }
            var file = kept.first { $0.document?.number == id } ?? EmailFile()
            file.document = ID(id)
            (file.attachment, file.number) = (versions[id]?.attachment, versions[id]?.number)
            file.name = versions[id]?.name ?? record.title(in: kind)
            return file
        }
    }

    /// What a template brings: its documents that may be sent today, and the titles of those that may not.
    package static func files(of template: EmailTemplate, in transaction: Transaction) throws
        -> (files: [EmailFile], missing: [String])
    {
        let wanted = template.documents.compactMap { $0.document?.number }
        guard !wanted.isEmpty else { return ([], []) }
        let kind = transaction.schema.kind(of: LibraryDocument.self)
        let seen = try transaction.records(wanted, of: kind)
        let versions = try LibraryVersion.current(of: wanted, in: transaction)
        var ready: [Int64] = [], missing: [String] = []
        for id in wanted {
            guard let record = seen[id] else { continue }
            let document = try LibraryDocument(record, kind: kind)
            if document.isExpired(on: today(transaction)) || versions[id] == nil {
                missing.append(document.title)
            } else {
                ready.append(id)
            }
        }
        return (try files(ready, in: transaction), missing)
    }

    /// The current version of every document of a mail that leaves now; what may no longer leave is refused by name.
    package static func settle(_ email: inout Email, in transaction: Transaction) throws {
        let documents = email.files.compactMap(\.document)
        guard !documents.isEmpty else { return }
        let versions = try LibraryVersion.current(of: documents.map(\.number), in: transaction)
        for (place, file) in email.files.enumerated() {
            guard let id = file.document else { continue }
            let document = try transaction.find(id)
            if document.isExpired(on: today(transaction)) { throw expired(document) }
            guard let version = versions[id.number] else { throw empty(document) }
            (email.files[place].attachment, email.files[place].number) = (version.attachment, version.number)
            email.files[place].name = version.name
        }
    }

    /// Said to whoever chooses a template some of whose documents may not be sent today.
    static func notAttached(_ titles: [String], _ t: Translator) -> Message {
        Message("Not attached, because expired or without a file: {titles}.", ["titles": .text(t.list(titles))])
    }

    static func today(_ transaction: Transaction) -> Day { transaction.now.day(in: transaction.settings.timeZone) }

    private static func expired(_ document: LibraryDocument) -> Refusal {
        refusal(
            "document_expired",
            Message(
                "“{title}” has expired. Take it out of the mail, or have its date extended.",
                ["title": .text(document.title)]))
    }

    private static func empty(_ document: LibraryDocument) -> Refusal {
        refusal(
            "document_without_file",
            Message(
                "“{title}” has no file yet. Take it out of the mail, or bring its file.",
                ["title": .text(document.title)]))
    }

    private static func refusal(_ code: String, _ message: Message) -> Refusal {
        Refusal(fields: [FieldRefusal("files", code: code, message)])
    }
}
