import Localisation
import Records

/// The few words our scripts say themselves. They come with the page, so that no script holds a language.
extension HTML {
    mutating func clientTexts(_ t: Translator) {
        let texts: [(String, String)] = [
            ("undo", t("Undo")),
            ("undone", t("Undone.")),
            ("close", t("Close")),
            ("offline", t("The server cannot be reached. What you typed is kept; try again in a moment.")),
            ("failed", t("This did not work. Try again; if it stays, tell your administrator.")),
            ("nothing", t("Nothing found.")),
            ("here", t("On this page")),
            ("moved", t("{card} moved to {column}.")),
            ("selected", t("{count} selected")),
            ("selectAll", t("Select all {count}")),
            ("allSelected", t("All {count} selected")),
            ("draft", t("Draft kept on this device.")),
            ("unsaved", t("What you typed here is not saved. Close anyway?")),
            ("uploading", t("Sending {name}: {percent} %")),
            ("uploaded", t("{name} is there.")),
            ("results", t("{count} results")),
        ]
        let json = JSON.object(texts.map { JSON.Member($0.0, .text($0.1)) })
        data(id: "texts", json: json.bytes)
    }
}
