import Foundation
import Localisation
import People
import Records

/// Folders, disk, texts, browser files and the address it listens on.
struct PlaceCheck {
    let settings: ServerSettings

    func run() -> [Finding] { [data(), disk(), texts(), pages(), towns(), address()] + leftovers() }

    private func data() -> Finding {
        let path = Message.Argument.text(settings.data)
        let probe = "\(settings.data)/.doctor-\(UUID().uuidString)"
        do {
            try FileManager.default.createDirectory(atPath: settings.data, withIntermediateDirectories: true)
            try Data().write(to: URL(fileURLWithPath: probe))
            try FileManager.default.removeItem(atPath: probe)
        } catch {
            return .problem(
                "data.writable", Message("The data directory {path} cannot be written to.", ["path": path]),
                Message("Give it to the user that runs the server, or name another one with --data."))
        }
        return .fine("data.writable", Message("The data directory {path} can be written to.", ["path": path]))
    }

    private func disk() -> Finding {
        var status = statvfs()
        guard statvfs(settings.data, &status) == 0 else {
            return .notice(
                "data.space", Message("How much room is left on the disk could not be found out."),
                Message("Look yourself, with “df -h”."))
        }
        let free = Double(status.f_bavail) * Double(status.f_frsize) / 1e9
        let whole = Double(status.f_blocks) * Double(status.f_frsize) / 1e9
        let left = Message.Argument.exact(Exact(millionths: Int64(free * 10) * 100_000))
        if free < 1 || free < whole * 0.02 {
            return .problem(
                "data.space", Message("Only {room} GB are left on the disk.", ["room": left]),
                Message("Make room: a full disk stops every change. Old backups are a good place to begin."))
        }
        return .fine("data.space", Message("{room} GB are free on the disk.", ["room": left]))
    }

    private func texts() -> Finding {
        do {
            _ = try Catalogues.load(directory: settings.translations)
            return .fine("texts", Message("The texts of every language are there."))
        } catch {
            return .problem(
                "texts", Message("The texts cannot be read: {error}", ["error": .text(String(describing: error))]),
                Message(
                    "Start the program from its folder, or name the folder of the texts with ENTREGENT_TRANSLATIONS."))
        }
    }

    private func pages() -> Finding {
        let needed = ["css/tokens.css", "js/app.js", "vendor/icons.svg", "vendor/manifest.json"]
        let missing = needed.filter { !FileManager.default.fileExists(atPath: "\(settings.publicDirectory)/\($0)") }
        guard !missing.isEmpty else { return .fine("pages", Message("The browser's files are there.")) }
        return .problem(
            "pages",
            Message(
                "Files of the pages are missing in {path}: {files}.",
                [
                    "path": .text(settings.publicDirectory), "files": .text(missing.joined(separator: ", ")),
                ]),
            Message("Run “bin/install”, which gathers them, or name their folder with --public."))
    }

    private func towns() -> Finding {
        let shelf = GeographyShelf.of(publicDirectory: settings.publicDirectory)
        if let geography = shelf.geography {
            return .fine(
                "geography",
                Message("{count} French towns are known by name and postcode.", ["count": .number(geography.count)]))
        }
        return .notice(
            "geography",
            Message(
                "The French towns are missing ({error}): no suggestions in addresses, no points on maps.",
                ["error": .text(shelf.problem ?? "")]),
            Message("Run “bin/install”, which gathers them; addresses are placed the next day, or by the job at once."))
    }

    private func address() -> Finding {
        let isOwn = ["127.0.0.1", "::1", "localhost"].contains(settings.host)
        if isOwn || settings.isBehindProxy {
            return .fine(
                "address", Message("It listens on {host}.", ["host": .text("\(settings.host):\(settings.port)")]))
        }
        return .problem(
            "address",
            Message(
                "It listens on {host} for everybody, without encryption: passwords can be read on the way.",
                [
                    "host": .text("\(settings.host):\(settings.port)")
                ]),
            Message("Put a proxy that speaks https in front and set --behind-proxy, or listen on 127.0.0.1."))
    }

    /// What a restore that was cut short leaves.
    private func leftovers() -> [Finding] {
        guard FileManager.default.fileExists(atPath: settings.data + "/restoring") else { return [] }
        return [
            .problem(
                "data.restoring", Message("A restore was cut short."),
                Message("Run “entregent restore FILE” again: it begins anew and clears up."))
        ]
    }
}
