import Records

extension Money {
    /// Reads an amount as people write it: `1 234,56 €`, `$1,234.56`, `EUR 12`, `-12,5`. Without a sign of its own it
    /// is in `currency`. Nil when it is no amount, or has more decimals than the currency.
    package init?(cell text: String, mark: DecimalMark, currency: String) {
        let (number, found) = splitCurrency(text.trimmingSpaces)
        guard let plain = plainNumber(number, mark) else { return nil }
        self.init(amount: plain, currency: found ?? currency)
    }
}

/// The number of an amount and the currency written with it, `-€12` and `(€12)` included.
func splitCurrency(_ text: String) -> (number: String, currency: String?) {
    for (sign, code) in currencySigns {
        guard let range = text.firstRange(of: sign) else { continue }
        return ((text[..<range.lowerBound] + text[range.upperBound...]).trimmed, code)
    }
    if let code = currencyCode(text.prefix(3)) { return (text.dropFirst(3).trimmed, code) }
    if let code = currencyCode(text.suffix(3)) { return (text.dropLast(3).trimmed, code) }
    return (text, nil)
}

private func currencyCode(_ letters: Substring) -> String? {
    let code = letters.uppercased()
    return knownCurrencies.contains(code) ? code : nil
}

private let currencySigns = [("US$", "USD"), ("€", "EUR"), ("$", "USD"), ("£", "GBP"), ("¥", "JPY"), ("Fr.", "CHF")]

/// ISO 4217, without funds, metals and test codes.
private let knownCurrencies = Set(
    """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
    CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD
    HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD
    MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN
    PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY
    TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL
    """.split(whereSeparator: \.isWhitespace).map(String.init))

extension StringProtocol {
    fileprivate var trimmed: String { String(self).trimmingSpaces }
}
