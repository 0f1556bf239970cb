import CCurl
import Records

/// Why a mailbox could not be read, in words for whoever looks after it.
enum ImapRefusal {
    case unknown(String)
    case forbidden(String)
    case unprotected(String)
    case signIn(String, String)
    case certificate(String, String)
    case unreachable(String, String)
    case slow(String)
    case lost(String, String)
    case folder(String)
    case strange(String, String)

    init(_ code: CURLcode, _ host: String, _ words: String) {
        switch code {
        case CURLE_LOGIN_DENIED, CURLE_AUTH_ERROR: self = .signIn(host, words)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM:
            self = .certificate(host, words)
        case CURLE_USE_SSL_FAILED: self = .unprotected(host)
        case CURLE_OPERATION_TIMEDOUT: self = .slow(host)
        case CURLE_COULDNT_RESOLVE_HOST: self = .unknown(host)
        default: self = .unreachable(host, words)
        }
    }

    var refusal: Refusal {
        switch self {
        case .unknown(let host):
            Refusal(
                .unavailable, code: "mailbox_host_unknown",
                Message("No server is called “{host}”. Check its name.", ["host": .text(host)]))
        case .forbidden(let host):
            Refusal(
                code: "mailbox_host_forbidden",
                Message(
                    "“{host}” is on a private network: only those who set up mailboxes for everybody name it.",
                    ["host": .text(host)]))
        case .unprotected(let host):
            Refusal(
                code: "mailbox_unprotected",
                Message(
                    "“{host}” offers no encryption: the password was not sent. Ask whoever runs it.",
                    ["host": .text(host)]))
        case .signIn(let host, let words):
            Refusal(
                .unavailable, code: "mailbox_sign_in",
                Message(
                    "“{host}” refuses this name and password ({reason}). It may want one made for programs.",
                    ["host": .text(host), "reason": .text(words)]))
        case .certificate(let host, let words):
            Refusal(
                .unavailable, code: "mailbox_certificate",
                Message(
                    "The certificate of “{host}” is not trusted: nothing was sent ({reason}). Ask whoever runs it.",
                    ["host": .text(host), "reason": .text(words)]))
        case .unreachable(let host, let words):
            Refusal(
                .unavailable, code: "mailbox_unreachable",
                Message(
                    "“{host}” cannot be reached ({reason}). It is tried again by itself.",
                    ["host": .text(host), "reason": .text(words)]))
        case .slow(let host):
            Refusal(
                .unavailable, code: "mailbox_slow",
                Message("“{host}” does not answer in time. It is tried again by itself.", ["host": .text(host)]))
        case .lost(let host, let words):
            Refusal(
                .unavailable, code: "mailbox_lost",
                Message(
                    "“{host}” ended the conversation ({reason}). It is tried again by itself.",
                    ["host": .text(host), "reason": .text(words.isEmpty ? "–" : words)]))
        case .folder(let folder):
            Refusal(
                code: "mailbox_folder_unknown",
                Message(
                    "The mailbox has no folder “{folder}”. The first one is called INBOX.", ["folder": .text(folder)]))
        case .strange(let host, let words):
            Refusal(
                .unavailable, code: "mailbox_strange",
                Message(
                    "“{host}” answered in a way that is not understood ({reason}). It is tried again by itself.",
                    ["host": .text(host), "reason": .text(words)]))
        }
    }
}
