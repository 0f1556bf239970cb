import CCurl
import Foundation
import Records

/// One transfer of libcurl, used by one thread: options in, bytes in and out, and what went wrong.
final class Curl {
    let handle: UnsafeMutableRawPointer
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private var outgoing: Outgoing?
    private var received: Received?
    private var ending: Ending?
    private var reason = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))

    /// Must happen once, before anything else.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init() throws {
        guard Curl.isReady, let handle = curl_easy_init() else { preconditionFailure("libcurl cannot start") }
        self.handle = handle
        // Signals are for the whole process: a transfer must not use them.
        set(CURLOPT_NOSIGNAL, 1)
    }

    deinit {
        curl_easy_cleanup(handle)
        for list in lists { curl_slist_free_all(list) }
    }

    func set(_ option: CURLoption, _ value: String) { check(entregent_curl_set_text(handle, option, value), option) }
    func set(_ option: CURLoption, _ value: Int) { check(entregent_curl_set_number(handle, option, value), option) }

    func setList(_ option: CURLoption, _ lines: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines { list = curl_slist_append(list, line) }
        guard let list else { return }
        lists.append(list)
        check(entregent_curl_set_pointer(handle, option, list), option)
    }

    func setHeaders(_ lines: [String]) { setList(CURLOPT_HTTPHEADER, lines) }

    /// The body of a web request.
    func send(_ body: Data) {
        let outgoing = Outgoing(body, nil)
        self.outgoing = outgoing
        set(CURLOPT_POST, 1)
        check(
            entregent_curl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)),
            CURLOPT_POSTFIELDSIZE_LARGE)
        read(outgoing)
    }

    /// The text of a mail. Before its last bytes leave `beforeLast` has its say: where it throws, they never do.
    func upload(_ body: Data, beforeLast: (() throws -> Void)? = nil) -> Outgoing {
        let outgoing = Outgoing(body, beforeLast)
        self.outgoing = outgoing
        set(CURLOPT_UPLOAD, 1)
        check(
            entregent_curl_set_size(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(body.count)), CURLOPT_INFILESIZE_LARGE)
        read(outgoing)
        return outgoing
    }

    private func read(_ outgoing: Outgoing) {
        let context = Unmanaged.passUnretained(outgoing).toOpaque()
        check(entregent_curl_set_pointer(handle, CURLOPT_READDATA, context), CURLOPT_READDATA)
        let give: entregent_curl_transfer = { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            return Unmanaged<Outgoing>.fromOpaque(context).takeUnretainedValue().give(bytes, atMost: size * count)
        }
        check(entregent_curl_set_transfer(handle, CURLOPT_READFUNCTION, give), CURLOPT_READFUNCTION)
    }

    /// What arrives, up to so many bytes; `received.isTooMuch` says that it was more.
    func receive(atMost limit: Int, headers: Bool) -> Received {
        let received = Received(limit: limit)
        self.received = received
        let context = Unmanaged.passUnretained(received).toOpaque()
        check(entregent_curl_set_pointer(handle, CURLOPT_WRITEDATA, context), CURLOPT_WRITEDATA)
        let take: entregent_curl_transfer = { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            return Unmanaged<Received>.fromOpaque(context).takeUnretainedValue().take(bytes, size * count)
        }
        check(entregent_curl_set_transfer(handle, CURLOPT_WRITEFUNCTION, take), CURLOPT_WRITEFUNCTION)
        guard headers else { return received }
        check(entregent_curl_set_pointer(handle, CURLOPT_HEADERDATA, context), CURLOPT_HEADERDATA)
        let takeHeader: entregent_curl_transfer = { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            return Unmanaged<Received>.fromOpaque(context).takeUnretainedValue().takeHeader(bytes, size * count)
        }
        check(entregent_curl_set_transfer(handle, CURLOPT_HEADERFUNCTION, takeHeader), CURLOPT_HEADERFUNCTION)
        return received
    }

    /// Ends when nobody waits for it any more; looked at about once a second, more often while bytes flow.
    func watch(_ ending: Ending) {
        self.ending = ending
        set(CURLOPT_NOPROGRESS, 0)
        let context = Unmanaged.passUnretained(ending).toOpaque()
        check(entregent_curl_set_pointer(handle, CURLOPT_XFERINFODATA, context), CURLOPT_XFERINFODATA)
        let look: entregent_curl_progress = { context, _, _, _, _ in
            guard let context else { return 0 }
            return Unmanaged<Ending>.fromOpaque(context).takeUnretainedValue().isEnded ? 1 : 0
        }
        check(entregent_curl_set_progress(handle, look), CURLOPT_XFERINFOFUNCTION)
    }

    /// Does it, to its end. Throws `Refusal` naming the host, `CancellationError` when nobody waits any more.
    func perform(_ host: String) throws {
        let code = attempt()
        if code == CURLE_OK { return }
        if ending?.isEnded == true { throw CancellationError() }
        if received?.isTooMuch == true { throw HttpRefusal.tooLarge(host) }
        switch code {
        case CURLE_OPERATION_TIMEDOUT: throw HttpRefusal.slow(host)
        case CURLE_COULDNT_RESOLVE_HOST: throw HttpRefusal.unknown(host)
        default: throw HttpRefusal.failed(host, words(code))
        }
    }

    /// Does it, and says how it went.
    func attempt() -> CURLcode {
        reason.withUnsafeMutableBufferPointer { reason in
            _ = entregent_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, reason.baseAddress)
            defer { _ = entregent_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, nil) }
            return curl_easy_perform(handle)
        }
    }

    /// What libcurl says of a failure, in one line.
    func words(_ code: CURLcode) -> String {
        let own = String(decoding: reason.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        let text = own.isEmpty ? String(cString: curl_easy_strerror(code)) : own
        return String(text.map { $0.isNewline ? " " : $0 }).trimmingCharacters(in: .whitespaces)
    }

    func number(_ info: CURLINFO) -> Int {
        var value = 0
        return entregent_curl_get_number(handle, info, &value) == CURLE_OK ? value : 0
    }

    private func check(_ code: CURLcode, _ option: CURLoption) {
        precondition(code == CURLE_OK, "libcurl does not know the option \(option.rawValue)")
    }
}

/// Bytes on their way out.
final class Outgoing {
    private let body: Data
    private let beforeLast: (() throws -> Void)?
    private var sent = 0
    private static let abort = 0x1000_0000  // CURL_READFUNC_ABORT

    init(_ body: Data, _ beforeLast: (() throws -> Void)?) { (self.body, self.beforeLast) = (body, beforeLast) }

    /// Everything was given away: whoever takes it may have it all.
    var isWhole: Bool { sent == body.count }

    func give(_ bytes: UnsafeMutablePointer<CChar>, atMost room: Int) -> Int {
        let count = min(room, body.count - sent)
        guard count > 0 else { return 0 }
        if sent + count == body.count, let beforeLast {
            guard case .success = Result(catching: beforeLast) else { return Outgoing.abort }
        }
        let start = body.startIndex + sent
        body.copyBytes(to: UnsafeMutableRawBufferPointer(start: bytes, count: count), from: start..<start + count)
        sent += count
        return count
    }
}

/// Bytes that came in.
final class Received {
    private let limit: Int
    private static let headerLimit = 64 << 10
    private var headerBytes = 0
    private(set) var body = Data()
    private(set) var headers: [(name: String, value: String)] = []
    private(set) var isTooMuch = false
    /// What the other side said last, line by line.
    private var lines: [String] = []

    init(limit: Int) { self.limit = limit }

    /// Fewer bytes than were given end the transfer.
    func take(_ bytes: UnsafeMutablePointer<CChar>, _ count: Int) -> Int {
        guard body.count + count <= limit else { return refuse() }
        body.append(UnsafeRawPointer(bytes).assumingMemoryBound(to: UInt8.self), count: count)
        return count
    }

    func takeHeader(_ bytes: UnsafeMutablePointer<CChar>, _ count: Int) -> Int {
        headerBytes += count
        guard headerBytes <= Received.headerLimit else { return refuse() }
        let line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
        lines = lines.suffix(40) + [line.trimmingCharacters(in: .whitespacesAndNewlines)]
        // A status line begins anew: “100 Continue” comes before the answer.
        if line.hasPrefix("HTTP/") { headers = [] }
        if let colon = line.firstIndex(of: ":"), !line.hasPrefix("HTTP/") {
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespacesAndNewlines)
            headers.append((line[..<colon].lowercased(), value))
        }
        return count
    }

    /// The last answer of a mail server with this status, which may have several lines: `550 5.1.1 no such user`. Nil
    /// where there is none. Afterwards both have still said goodbye.
    func reply(_ status: Int) -> String? {
        guard let end = lines.lastIndex(where: { $0.hasPrefix(String(status)) }) else { return nil }
        let before = lines[..<end].reversed().prefix { $0.hasPrefix("\(status)-") }
        return (before.reversed() + [lines[end]]).joined(separator: " ")
    }

    private func refuse() -> Int {
        isTooMuch = true
        return 0
    }
}
