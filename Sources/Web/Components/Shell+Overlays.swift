import Localisation

/// What waits beside every page: the account menu, the command palette, the help for the keys.
extension HTML {
    /// Plain forms to `POST /preferences` (`theme`, `language`, `shortcuts`; `back`) and `POST /sign-out`; `theme.js`
    /// changes the theme at once and tells the server behind.
    mutating func accountMenu(_ shell: Shell) {
        let t = shell.t
        div(.class("menu"), .id("account-menu"), .flag("popover"), .aria("label", shell.person)) { html in
            html.form(.method("post"), .action("/preferences"), .data("preferences")) { html in
                html.csrfField(Shell.Hole.csrf.mark)
                html.input(.type("hidden"), .name("back"), .value(Shell.Hole.path.mark))
                html.p(t("Theme"), .class("group"))
                for theme in Theme.allCases {
                    html.preference("theme", theme.rawValue, t(theme.label), theme.icon, isChosen: shell.theme == theme)
                }
                html.hr()
                html.p(t("Language"), .class("group"))
                for language in Language.allCases {
                    html.preference(
                        "language", language.rawValue, language.label, "languages", isChosen: t.language == language)
                }
                html.hr()
                html.preference(
                    "shortcuts", shell.hasShortcuts ? "off" : "on",
                    shell.hasShortcuts ? t("Turn single-key shortcuts off") : t("Turn single-key shortcuts on"),
                    "keyboard", isChosen: false)
            }
            html.button(.class("item"), .type("button"), .data("dialog", "shortcut-help")) { html in
                html.icon("circle-question-mark", .small)
                html.span(t("Keyboard shortcuts"))
                html.kbd("?", .aria("hidden", "true"))
            }
            html.hr()
            html.form(.method("post"), .action("/sign-out")) { html in
                html.csrfField(Shell.Hole.csrf.mark)
                html.button(.class("item"), .type("submit")) { html in
                    html.icon("log-out", .small)
                    html.span(t("Sign out"))
                }
            }
        }
    }

    /// What can be made from anywhere. Its keys are heard though the menu is closed.
    mutating func creationMenu(_ shell: Shell) {
        guard !shell.creations.isEmpty else { return }
        button(.class("finder"), .type("button"), .attribute("popovertarget", "creation-menu")) { html in
            html.icon("plus", .small)
            html.span(shell.t("New…"))
        }
        menu(id: "creation-menu", label: shell.t("New…")) { html in
            for creation in shell.creations {
                html.a(.class("item"), .href(creation.href), .data("key", creation.key)) { html in
                    html.icon(creation.icon ?? "plus", .small)
                    html.span(creation.label)
                    if let key = creation.key { html.kbd(key.uppercased(), .aria("hidden", "true")) }
                }
            }
        }
    }

    fileprivate mutating func preference(
        _ name: String, _ value: String, _ label: String, _ icon: String, isChosen: Bool
    ) {
        button(
            .class("item"), .type("submit"), .name(name), .value(value), .aria("current", isChosen ? "true" : nil)
        ) { html in
            html.icon(icon, .small)
            html.span(label)
            if isChosen { html.span(.class("end")) { $0.icon("check", .small) } }
        }
    }

    /// `palette.js` fills the list from `GET /palette?q=…&at=PATH`: `<li class="group">` and
    /// `<li role="option" data-href="…">`; the page's own actions come from its `[data-key]` elements.
    mutating func commandPalette(_ t: Translator) {
        dialog(.class("palette"), .id("palette"), .aria("label", t("Command palette"))) { html in
            html.input(
                .type("text"), .role("combobox"), .aria("expanded", "true"), .aria("controls", "palette-list"),
                .aria("autocomplete", "list"), .aria("label", t("Search or command")),
                .placeholder(t("Find an account, a contact, an action…")), .attribute("autocomplete", "off"),
                .attribute("spellcheck", "false"))
            html.ul(.id("palette-list"), .role("listbox"), .aria("label", t("Results"))) { _ in }
            html.footer(.aria("hidden", "true")) { html in
                html.keyHint("↑ ↓", t("choose"))
                html.keyHint("↵", t("open"))
                html.keyHint(t("Esc"), t("close"))
            }
        }
    }

    fileprivate mutating func keyHint(_ key: String, _ does: String) {
        span { html in
            html.kbd(key)
            html.text(" " + does)
        }
    }

    /// `keys.js` adds the keys of this page above the ones that are the same everywhere.
    mutating func shortcutHelp(_ t: Translator) {
        dialog(id: "shortcut-help", title: t("Keyboard shortcuts"), t) { html in
            html.dl(.class("keys"), .data("keys-here")) { _ in }
            html.dl(.class("keys")) { html in
                html.key(t("Search and commands"), ["Ctrl K", "/"])
                html.key(t("Next, previous row"), ["J", "K"])
                html.key(t("Select a row; with Shift, a range"), ["X"])
                html.key(t("Peek at a record beside the list"), [t("Space")])
                html.key(t("Open", context: "verb"), ["↵"])
                html.key(t("Move a card on the board"), ["⇧ ← →"])
                html.key(t("Save a note, send a form"), ["Ctrl ↵"])
                html.key(t("Close, cancel"), [t("Esc")])
                html.key(t("This help"), ["?"])
            }
        }
    }

    fileprivate mutating func key(_ does: String, _ keys: [String]) {
        dt(does)
        dd(.class("row")) { html in for key in keys { html.kbd(key) } }
    }

    /// Every form that changes something carries this.
    package mutating func csrfField(_ token: String) {
        input(.type("hidden"), .name(CrossSiteGuard.field), .value(token))
    }
}
