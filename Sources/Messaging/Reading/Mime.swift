import CGmime
import Foundation
import Records

/// gmime's values as ours. Every text is copied and made whole, whatever its bytes.
enum Mime {
    static func object(_ message: UnsafeMutablePointer<GMimeMessage>) -> UnsafeMutablePointer<GMimeObject> {
        UnsafeMutableRawPointer(message).assumingMemoryBound(to: GMimeObject.self)
    }

    static func isA(_ object: UnsafeMutableRawPointer, _ type: GType) -> Bool {
        g_type_check_instance_is_a(object.assumingMemoryBound(to: GTypeInstance.self), type) != 0
    }

    static func text(_ pointer: UnsafePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }

    static func line(_ pointer: UnsafePointer<CChar>?, atMost limit: Int) -> String {
        String(MimeText.oneLine(text(pointer)).prefix(limit))
    }

    static func header(_ object: UnsafeMutablePointer<GMimeObject>, _ name: String) -> String {
        text(g_mime_object_get_header(object, name))
    }

    /// `text/plain`, in lower case.
    static func type(_ object: UnsafeMutablePointer<GMimeObject>) -> String {
        guard let type = g_mime_object_get_content_type(object) else { return "application/octet-stream" }
        let whole =
            "\(text(g_mime_content_type_get_media_type(type)))/\(text(g_mime_content_type_get_media_subtype(type)))"
        let clean = whole.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber || "/.+-_".contains($0)) }
        return String(clean.prefix(120))
    }

    /// Addresses where mail could arrive, groups opened, at most two hundred.
    static func addresses(_ list: UnsafeMutablePointer<InternetAddressList>?, depth: Int = 0) -> [MailAddress] {
        guard let list, depth < 4 else { return [] }
        var found: [MailAddress] = []
        for index in 0..<max(0, internet_address_list_length(list)) where found.count < 200 {
            guard let address = internet_address_list_get_address(list, index) else { continue }
            if isA(address, internet_address_mailbox_get_type()) {
                let mailbox = UnsafeMutableRawPointer(address).assumingMemoryBound(to: InternetAddressMailbox.self)
                let name = line(internet_address_get_name(address), atMost: 200)
                if let known = MailAddress(text(internet_address_mailbox_get_addr(mailbox)), name: name) {
                    found.append(known)
                }
            } else if isA(address, internet_address_group_get_type()) {
                let group = UnsafeMutableRawPointer(address).assumingMemoryBound(to: InternetAddressGroup.self)
                found += addresses(internet_address_group_get_members(group), depth: depth + 1)
            }
        }
        return found
    }

    /// Nil for dates no letter can have.
    static func instant(_ date: OpaquePointer?) -> Instant? {
        guard let date else { return nil }
        let seconds = g_date_time_to_unix(date)
        guard (0..<4_102_444_800).contains(seconds) else { return nil }
        return Instant(microseconds: Int64(seconds) * 1_000_000)
    }

    /// Message-IDs in a header, without their angle brackets. Those that are no such thing are left out.
    static func identifiers(_ header: String) -> [String] {
        var found: [String] = []
        var rest = header[...]
        while let open = rest.firstIndex(of: "<"), found.count < 200 {
            rest = rest[rest.index(after: open)...]
            guard let close = rest.firstIndex(of: ">") else { break }
            let inner = rest[..<close].filter { !$0.isWhitespace }
            if !inner.isEmpty, inner.utf8.count <= 480, !inner.contains("<"),
                inner.unicodeScalars.allSatisfy({ $0.value > 32 && $0.value != 127 })
            {
                found.append(String(inner))
            }
            rest = rest[rest.index(after: close)...]
        }
        if found.isEmpty {
            // Some programs leave the brackets away.
            let bare = header.trimmingCharacters(in: .whitespaces)
            if bare.contains("@"), !bare.contains(where: { $0.isWhitespace || $0 == "<" || $0 == ">" }),
                bare.utf8.count <= 480
            {
                found.append(bare)
            }
        }
        return found
    }

    /// The decoded bytes of a part.
    static func content(_ part: UnsafeMutablePointer<GMimePart>) -> Data {
        guard let wrapper = g_mime_part_get_content(part), let stream = g_mime_stream_mem_new() else { return Data() }
        defer { g_object_unref(stream) }
        guard g_mime_data_wrapper_write_to_stream(wrapper, stream) >= 0 else { return Data() }
        let memory = UnsafeMutableRawPointer(stream).assumingMemoryBound(to: GMimeStreamMem.self)
        guard let array = g_mime_stream_mem_get_byte_array(memory), let bytes = array.pointee.data else {
            return Data()
        }
        return Data(bytes: bytes, count: Int(array.pointee.len))
    }

    /// The words of a text part, from whatever character set it says.
    static func words(_ part: UnsafeMutablePointer<GMimePart>, _ object: UnsafeMutablePointer<GMimeObject>) -> String {
        let bytes = content(part)
        var charset = ""
        if let type = g_mime_object_get_content_type(object) {
            charset = text(g_mime_content_type_get_parameter(type, "charset")).lowercased()
        }
        if !["", "utf-8", "utf8", "us-ascii", "unknown-8bit"].contains(charset), let read = converted(bytes, charset) {
            return read
        }
        if let whole = String(validatingUTF8: bytes) { return whole }
        return converted(bytes, "windows-1252") ?? String(decoding: bytes, as: UTF8.self)
    }

    private static func converted(_ bytes: Data, _ charset: String) -> String? {
        guard charset.utf8.count < 60, charset.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else { return nil }
        return bytes.withUnsafeBytes { raw -> String? in
            var count: gsize = 0
            guard let start = raw.bindMemory(to: CChar.self).baseAddress,
                let made = g_convert(start, gssize(raw.count), "UTF-8", charset, nil, &count, nil)
            else { return nil }
            defer { g_free(made) }
            return String(decoding: UnsafeRawBufferPointer(start: made, count: Int(count)), as: UTF8.self)
        }
    }
}

extension String {
    /// Nil where the bytes are no UTF-8.
    fileprivate init?(validatingUTF8 bytes: Data) { self.init(bytes: bytes, encoding: .utf8) }
}
