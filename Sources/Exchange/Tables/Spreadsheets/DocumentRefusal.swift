import Records

/// What the worker refuses, as a sentence. The codes are those of `documents/`.
enum DocumentRefusal {
    static func made(from reply: JSON) -> Refusal {
        let facts = reply["facts"]
        let code = reply["code"]?.text ?? "unexpected"
        guard let (type, message) = sentence(code, facts) else {
            return Refusal(
                .unavailable, code: "document_failed",
                Message(
                    "The document could not be worked on: {error}. Save it as CSV and try again.",
                    ["error": .text(facts?["error"]?.text ?? code)]))
        }
        return Refusal(type, code: code, message, details: facts?["error"].map { ["error": $0] } ?? [:])
    }

    private static func sentence(_ code: String, _ facts: JSON?) -> (RefusalType, Message)? {
        func text(_ name: String) -> Message.Argument { .text(facts?[name]?.text ?? "") }
        func number(_ name: String) -> Message.Argument { .number(Int(facts?[name]?.integer ?? 0)) }
        switch code {
        case "password_protected":
            return (
                .unsupportedMedia,
                Message("This document is protected by a password. Save it without one, and choose it again.")
            )
        case "corrupt":
            return (
                .unsupportedMedia,
                Message(
                    """
                    This document is damaged. Open it in a spreadsheet, save it under another name, and choose \
                    that file.
                    """
                )
            )
        case "zip_bomb":
            return (
                .tooLarge,
                Message(
                    """
                    This document unfolds to far more than it weighs, as a hostile file does. Save the table as \
                    CSV instead.
                    """
                )
            )
        case "too_large":
            return (.tooLarge, WorkerFailure.ended.refusal.message)
        case "not_a_spreadsheet":
            return (.unsupportedMedia, Message("This is not a spreadsheet. Choose an XLSX, XLS, ODS or CSV file."))
        case "too_old":
            return (
                .unsupportedMedia,
                Message("This is a spreadsheet from before 1997. Open it in a spreadsheet and save it as XLSX.")
            )
        case "no_sheet":
            return (.unsupportedMedia, Message("This document has no sheet with a table."))
        case "no_such_sheet":
            return (
                .invalidRequest,
                Message(
                    "There is no sheet called {sheet}. There are: {sheets}.",
                    ["sheet": text("sheet"), "sheets": text("sheets")])
            )
        case "too_many_columns":
            return (
                .tooLarge,
                Message(
                    "This sheet has {found} columns; {limit} can be read. Delete the empty ones.",
                    ["found": number("found"), "limit": number("limit")])
            )
        case "too_many_rows":
            return (
                .tooLarge,
                Message(
                    "This sheet has {found} rows; {limit} can be read. Split it, or save it as CSV.",
                    ["found": number("found"), "limit": number("limit")])
            )
        case "cell_too_long":
            return (
                .tooLarge,
                Message(
                    """
                    Row {row}, column {column} holds more than the {limit} characters a cell of XLSX can. Choose \
                    CSV or JSON.
                    """,
                    ["row": number("row"), "column": text("column"), "limit": number("limit")])
            )
        default:
            return nil
        }
    }
}
