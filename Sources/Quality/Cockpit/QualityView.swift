import Records
import Storage

/// The figures of one kind as somebody may see them: of the records they see, with the criteria they may know.
package struct QualityView: Sendable {
    package let kind: Kind
    package let figures: QualityFigures
    /// Counted a moment ago, or read from the figures of the day.
    package let isLive: Bool
    package let criteria: [CustomerReference.Criterion]
    package let fields: [String]

    /// Above this many records, whoever sees all of them gets the figures of the day.
    private static let countedLive = 20_000

    /// Every scored kind the viewer sees any records of; those of which nothing is asked are left out.
    package static func all(in transaction: Transaction) throws -> [QualityView] {
        let reference = try CustomerReference.load(in: transaction)
        return try transaction.schema.entities.compactMap { kind in
            guard kind.isScored, !transaction.viewer.grants(for: kind.name).isEmpty, !reference[kind.name].isEmpty,
                kind["quality"].map({ transaction.viewer.sees($0, of: kind) }) ?? false
            else { return nil }
            return try of(kind, reference, in: transaction)
        }
    }

    private static func of(_ kind: Kind, _ reference: CustomerReference, in transaction: Transaction) throws
        -> QualityView
    {
        let place = ConditionCompiler.Place(kind)
        let rights = try transaction.compiler.rights(at: place)
        // What the viewer may not know of is left out of both.
        let measure = QualityMeasure(reference, kind, transaction.compiler)
        let count = QualityCount(measure, transaction.viewer)
        if rights == nil, let stored = try QualityDay.last(kind.name, in: transaction),
            stored.all.records > countedLive
        {
            return QualityView(
                kind: kind, figures: stored, isLive: false, criteria: measure.criteria, fields: count.fields)
        }
        var figures = QualityFigures(at: transaction.now)
        try count.add(to: &figures, where: rights ?? "1 = 1", in: transaction.connection)
        return QualityView(kind: kind, figures: figures, isLive: true, criteria: measure.criteria, fields: count.fields)
    }
}
