/// A browser as people call it, from the line it sends: “Firefox”, “Windows”. What we do not know stays as it was sent.
struct BrowserName: Sendable, Hashable {
    let browser: String
    let system: String?

    init(_ agent: String) {
        // Most pretend to be others as well: the more particular word comes first.
        let browsers = [
            ("Edg/", "Edge"), ("EdgA/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"),
            ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chromium/", "Chromium"),
            ("Chrome/", "Chrome"), ("Version/", "Safari"), ("curl/", "curl"),
        ]
        let systems = [
            ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
            ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
        ]
        browser = browsers.first { agent.contains($0.0) }?.1 ?? String(agent.prefix(80))
        system = systems.first { agent.contains($0.0) }?.1
    }
}
