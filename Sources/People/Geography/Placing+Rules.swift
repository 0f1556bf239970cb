import Records
import Storage

extension Placing {
    static func register(in registry: inout StorageRegistry, _ shelf: GeographyShelf) {
        let placing = Placing(shelf: shelf)
        registry.rules.add(to: Account.name) { changes, transaction in
            try Account.agreeOnAddresses(&changes, transaction)
            try placing.takeFromList(&changes)
            placing.place(&changes, transaction)
            try placing.placeList(&changes, transaction)
        }
        registry.rules.add(to: Contact.name) { changes, transaction in placing.place(&changes, transaction) }
    }

    /// Account or contact: both have the same fields.
    private func place(_ changes: inout [Change], _ transaction: Transaction) {
        for index in changes.indices {
            let kind = changes[index].kind, new = changes[index].new
            let old = changes[index].old.map { ($0.address(in: kind), $0.point(in: kind)) }
            let outcome = outcome(
                new.address(in: kind), new.point(in: kind), old: old, country: transaction.settings.country)
            if let refused = outcome.refusal {
                changes[index].refuse("latitude", code: "invalid_coordinates", refused.message)
            }
            changes[index].new.set("department", (outcome.department).values, in: kind)
            changes[index].new.set("region", (outcome.department?.region).values, in: kind)
            changes[index].new.set("latitude", (outcome.position?.latitude).values, in: kind)
            changes[index].new.set("longitude", (outcome.position?.longitude).values, in: kind)
        }
    }

    /// A point given for the main address of the list is the account's own.
    private func takeFromList(_ changes: inout [Change]) throws {
        for index in changes.indices where !(changes[index].new.parts["addresses"] ?? []).isEmpty {
            var account = try changes[index].typed(Account.self)
            let old = try changes[index].typedOld(Account.self)
            guard let place = account.mainPlace, !account.addresses[place].point.isEmpty else { continue }
            let item = account.addresses[place], before = old?.addresses.first { $0.id == item.id }
            // Another address became the main one, and brings its point.
            if item.point == before?.point, old?.mainPlace.map({ old?.addresses[$0].id }) == item.id { continue }
            (account.latitude, account.longitude) = (item.latitude, item.longitude)
            changes[index].replace(with: account)
        }
    }

    private func placeList(_ changes: inout [Change], _ transaction: Transaction) throws {
        for index in changes.indices where !(changes[index].new.parts["addresses"] ?? []).isEmpty {
            var account = try changes[index].typed(Account.self)
            let old = try changes[index].typedOld(Account.self), main = account.mainPlace
            for place in account.addresses.indices {
                if place == main {
                    account.addresses[place].point = Point(latitude: account.latitude, longitude: account.longitude)
                    continue
                }
                let item = account.addresses[place],
                    before = old?.addresses.first { $0.id == item.id && $0.id != ID(0) }
                let outcome = outcome(
                    item.address, item.point, old: before.map { ($0.address, $0.point) },
                    country: transaction.settings.country)
                if let refused = outcome.refusal {
                    changes[index].refuse("addresses[\(place)].latitude", code: "invalid_coordinates", refused.message)
                }
                account.addresses[place].point = Point(
                    latitude: outcome.position?.latitude, longitude: outcome.position?.longitude)
            }
            changes[index].replace(with: account)
        }
    }
}

extension AccountAddress {
    var point: Placing.Point {
        get { Placing.Point(latitude: latitude, longitude: longitude) }
        set { (latitude, longitude) = (newValue.latitude, newValue.longitude) }
    }
}

extension Record {
    fileprivate func address(in kind: Kind) -> Address {
        Address(
            postcode: value("postcode", in: kind).text, city: value("city", in: kind).text,
            country: value("country", in: kind).text)
    }

    fileprivate func point(in kind: Kind) -> Placing.Point {
        Placing.Point(
            latitude: value("latitude", in: kind).integer.map { Exact(millionths: $0) },
            longitude: value("longitude", in: kind).integer.map { Exact(millionths: $0) })
    }
}
