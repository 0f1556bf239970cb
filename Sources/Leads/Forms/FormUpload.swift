import Activities
import Foundation
import Jobs
import Records
import Storage
import Web

/// What arrives from a form that asks for a file: the answers as far as they came, the file, and what is wrong with it.
/// A stranger sends it: one file, not larger and of no other kind than the form says.
struct FormUpload: Sendable {
    var answers = Form()
    var files: [AttachmentUpload] = []
    /// Of the file; the answers are kept, so that nobody types them twice.
    var fault: Refusal?

    static func receive(_ request: Request, _ form: WebForm, limit: Int, _ store: FileStore) async throws
        -> FormUpload
    {
        var upload = FormUpload()
        let limits = MultipartLimits(total: Int64(limit) * 2 + 1_048_576, field: 65_536, file: Int64(limit), parts: 60)
        do {
            try await request.multipart(limits: limits) { part in
                guard part.isFile else {
                    if part.name != "_csrf" { upload.answers.items.append(.init(part.name, try await part.text())) }
                    return
                }
                guard part.fileName?.isEmpty == false, upload.fault == nil else { return }
                do {
                    guard upload.files.isEmpty else { throw oneOnly }
                    try form.check(fileName: part.fileName ?? "")
                    upload.files.append(try await AttachmentUpload.receive(part, limit: limit, store))
                } catch let refusal as Refusal {
                    upload.fault = refusal
                }
            }
        } catch let refusal as Refusal {
            upload.fault = refusal
        } catch {
            AttachmentUpload.discard(upload.files, in: store)
            throw error
        }
        if let fault = upload.fault {
            AttachmentUpload.discard(upload.files, in: store)
            upload.files = []
            if fault.fields.isEmpty {
                upload.fault = Refusal(
                    fault.type, code: fault.code, fault.message,
                    fields: [FieldRefusal("file", code: fault.code, fault.message)])
            }
        }
        return upload
    }

    static let missing = Refusal(fields: [
        FieldRefusal("file", code: "required", Message("Choose the file that is asked for."))
    ])
    private static let oneOnly = Refusal(fields: [
        FieldRefusal("file", code: "too_many", Message("Send one file only."))
    ])
}

extension WebForm {
    /// What people send: documents, tables, pictures. No programs, no pages.
    private static let usualFileEndings = [
        "pdf", "doc", "docx", "odt", "rtf", "txt", "xls", "xlsx", "ods", "csv", "ppt", "pptx", "odp", "jpg", "jpeg",
        "png",
        "webp", "heic",
    ]

    /// Endings of names, in small letters without their dot.
    var fileEndings: [String] {
        let typed = (fileTypes ?? "").lowercased().split { $0 == "," || $0 == ";" || $0.isWhitespace }
            .map { String($0.drop { $0 == "." }) }.filter { !$0.isEmpty }
        return typed.isEmpty ? WebForm.usualFileEndings : typed
    }

    func check(fileName: String) throws(Refusal) {
        let pieces = fileName.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        if pieces.count > 1, let ending = pieces.last, fileEndings.contains(String(ending).trimmingWhitespace()) {
            return
        }
        throw Refusal(fields: [
            FieldRefusal(
                "file", code: "file_type",
                Message(
                    "A file of this kind is not taken. Send one of these: {kinds}.",
                    ["kinds": .text(fileEndings.joined(separator: ", "))]))
        ])
    }
}
