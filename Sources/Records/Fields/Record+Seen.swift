extension Record {
    /// Without the values that the viewer may not see.
    package func seen(by viewer: Viewer, _ kind: Kind) -> Record {
        var record = self
        for field in kind.declared where !viewer.sees(field, of: kind) && !field.isRequired {
            record.set(field.name, field.columns.map { _ in .null }, in: kind)
        }
        return record
    }
}
