import App
import Exchange
import Foundation
import Records
import Storage

/// In whose name a command works.
enum CommandPerson {
    static func viewer(_ email: String?, _ installation: Installation) async throws -> Viewer {
        guard let email else { return .house }
        let address = EmailAddress.normalised(email) ?? email
        let id = try await installation.workspace.read(.house) { transaction in
            try transaction.all(transaction.schema.kind("user"), where: .test(path: ["email"], .equals(.text(address))))
                .first?.id
        }
        guard let id else {
            throw Refusal(
                .notFound, code: "unknown_user",
                Message(
                    "No user has the e-mail address {email}. “entregent user list” shows them.",
                    ["email": .text(address)]))
        }
        return try await installation.viewer(id)
    }
}

/// Files a command reads and writes.
enum CommandFile {
    static func bytes(_ path: String) throws -> [UInt8] {
        let source = try TableBytes(file: path)
        guard source.size ?? 0 <= 4 << 20 else {
            throw Refusal(
                .tooLarge, code: "file_too_large",
                Message("The file {name} is too large to be a mapping.", ["name": .text(path)]))
        }
        return try source.read(at: 0, source.size ?? 0)
    }

    /// Standard input is copied as it comes.
    static func copy(_ path: String, to copy: String) throws -> String {
        let out = try create(copy)
        var failed = true
        defer { if failed { try? FileManager.default.removeItem(atPath: copy) } }
        if path == "-" {
            while let piece = try FileHandle.standardInput.read(upToCount: 1 << 20), !piece.isEmpty {
                try out.write(contentsOf: piece)
            }
        } else {
            let source = try TableBytes(file: path)
            var offset = 0
            while true {
                let piece = try source.read(at: offset, 1 << 20)
                if piece.isEmpty { break }
                try out.write(contentsOf: piece)
                offset += piece.count
            }
        }
        try out.close()
        failed = false
        return copy
    }

    static func create(_ path: String) throws -> FileHandle {
        guard FileManager.default.createFile(atPath: path, contents: nil), let out = FileHandle(forWritingAtPath: path)
        else {
            throw Refusal(
                .unavailable, code: "file_unwritable",
                Message(
                    "The file {name} cannot be written. Check the folder and the free space.", ["name": .text(path)]))
        }
        return out
    }
}
