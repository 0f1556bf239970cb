import Localisation
import Records
import Storage
import Web

/// On a record's page: others that may be the same one. Nothing where there are none.
enum DuplicatePanel {
    static func register(in registry: inout Registry) {
        for kind in registry.storage.kinds where kind.hasSounds {
            registry.panel(on: kind.name, Panel("duplicates", column: .later) { try render($0, $1, $2, $3) })
        }
    }

    private static func render(
        _ record: Record, _ kind: Kind, _ context: Context, _ transaction: Transaction
    ) throws -> HTML? {
        var question = DuplicateQueue.Question(kind)
        (question.record, question.limit) = (record.id, 5)
        let pairs = try DuplicateQueue.pairs(question, in: transaction)
        guard !pairs.isEmpty else { return nil }
        let titles = try transaction.titles(pairs.map { Reference(kind: kind.name, id: $0.other(than: record.id)) })
        let t = context.t
        var html = HTML()
        html.div(.id("possible-duplicates")) { html in
            html.heading(t("Possible duplicates"), detail: t.number(pairs.count))
            for pair in pairs {
                html.linkedRecord(
                    title: titles[Reference(kind: kind.name, id: pair.other(than: record.id))] ?? "",
                    href: "\(DuplicatePages.path)/\(pair.id)",
                    amount: t.number(pair.score.points), detail: t.reasons(pair.told(to: context.viewer, of: kind)))
            }
        }
        return html
    }
}
