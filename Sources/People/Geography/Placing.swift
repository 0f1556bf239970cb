import Records
import Storage

/// Where a record is follows from its address on every way in: form, API, import, merge. The département and the region
/// always; the point on the map too, unless somebody gave a better one, which stays until the address moves to another
/// town. Two look-ups in memory a record, no statement.
struct Placing: Sendable {
    let shelf: GeographyShelf

    /// What an address and the point beside it come to.
    struct Outcome {
        var department: Department?
        var position: Position?
        var refusal: Refused?
    }

    enum Refused {
        case half, outside

        var message: Message {
            switch self {
            case .half: Message("Give both latitude and longitude, or neither.")
            case .outside: Message("A latitude lies between -90 and 90, a longitude between -180 and 180.")
            }
        }
    }

    /// Latitude and longitude as they were written.
    struct Point: Equatable {
        var latitude: Exact?, longitude: Exact?
        var isEmpty: Bool { latitude == nil && longitude == nil }
    }

    func outcome(
        _ address: Address, _ point: Point, old: (address: Address, point: Point)?, country: String
    ) -> Outcome {
        let location = location(of: address, country: country)
        var outcome = Outcome(department: location?.department)
        let isGiven = !point.isEmpty && point != old?.point
        let isMoved = old.map { !$0.address.isSameTown(as: address) } ?? true
        guard isGiven || !isMoved && !point.isEmpty else {
            outcome.position = location?.position
            return outcome
        }
        guard let latitude = point.latitude, let longitude = point.longitude else {
            outcome.refusal = .half
            return outcome
        }
        if abs(latitude.millionths) > 90_000_000 || abs(longitude.millionths) > 180_000_000 {
            outcome.refusal = .outside
        }
        outcome.position = Position(latitude: latitude, longitude: longitude)
        return outcome
    }

    /// Nil abroad, and where the address says too little.
    func location(of address: Address, country: String) -> Location? {
        guard isFrench(address.country ?? country), address.postcode != nil || address.city != nil else { return nil }
        if let geography = shelf.geography {
            return geography.location(postcode: address.postcode, city: address.city)
        }
        return address.postcode.flatMap { Department(postcode: $0) }.map { Location(department: $0, position: nil) }
    }

    private func isFrench(_ country: String) -> Bool {
        country == "FR" || Country(named: country)?.isFrench ?? false
    }
}

extension Address {
    func isSameTown(as other: Address) -> Bool {
        postcode == other.postcode && city == other.city && country == other.country
    }
}
