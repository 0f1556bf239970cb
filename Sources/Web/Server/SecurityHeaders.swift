/// What every answer tells the browser not to do. A handler that sets one of these itself keeps its own.
enum SecurityHeaders {
    static func add(to headers: inout Headers, isSecure: Bool) {
        for (name, value) in always { headers.setDefault(name, value) }
        if isSecure { headers.setDefault("Strict-Transport-Security", "max-age=31536000") }
    }

    private static let always = [
        (
            "Content-Security-Policy",
            "default-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; "
                + "base-uri 'none'; form-action 'self'; object-src 'none'"
        ),
        ("X-Content-Type-Options", "nosniff"),
        // Said by the policy too (frame-ancestors); for browsers and examiners that look for this one only.
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ]
}
