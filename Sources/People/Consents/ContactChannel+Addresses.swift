import Records

extension ContactChannel {
    /// An address as this channel uses it: mail in lower case, numbers in E.164. Nil where it is none.
    package func normalised(_ typed: String, country: String) -> String? {
        self == .email ? EmailAddress.normalised(typed) : PhoneNumber.normalised(typed, country: country)
    }
}
