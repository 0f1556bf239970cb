import Records
import Storage

extension Account {
    /// The main address stands in the account's own fields, where lists, imports and searches find it, and in the list
    /// of addresses where that has a primary one or a headquarters. Both say the same: whichever was written in this
    /// change is copied to the other. Written differently in both, it is refused. Nothing is lost: a main address that
    /// stood alone joins the list as headquarters when another one is made primary.
    static func agreeOnAddresses(_ changes: inout [Change], _ transaction: Transaction) throws {
        for index in changes.indices {
            let rows = (changes[index].old?.parts["addresses"] ?? []) + (changes[index].new.parts["addresses"] ?? [])
            // Most accounts have one address: nothing to agree on.
            if rows.isEmpty { continue }
            var account = try changes[index].typed(Account.self)
            account.normaliseCountries(refusing: &changes[index])
            account.agree(since: try changes[index].typedOld(Account.self), refusing: &changes[index])
            changes[index].replace(with: account)
        }
    }

    private mutating func normaliseCountries(refusing change: inout Change) {
        for place in addresses.indices {
            guard let typed = addresses[place].country else { continue }
            if let country = Country(named: typed) {
                addresses[place].country = country.code
            } else {
                change.refuse(
                    "addresses[\(place)].country", code: "unknown_country",
                    Message(
                        "“{value}” is no country we know. Write its name, or its two letters such as FR.",
                        ["value": .text(typed)]))
            }
        }
    }

    private mutating func agree(since old: Account?, refusing change: inout Change) {
        keepOnePrimary(since: old)
        if mainPlace == nil, mainAddress.isEmpty, !addresses.isEmpty { addresses[0].isPrimary = true }
        guard let place = mainPlace else { return }
        let item = addresses[place], before = old?.mainPlace.map { old!.addresses[$0] }
        if item.address.says(the: mainAddress) { return }
        let isItemWritten = before?.id != item.id || before?.address != item.address
        let isMainWritten = !mainAddress.isEmpty && !mainAddress.says(the: old?.mainAddress ?? Address())
        let isMainCleared = mainAddress.isEmpty && !(old?.mainAddress.isEmpty ?? true)
        switch (isItemWritten, isMainWritten || isMainCleared) {
        case (true, true) where isMainWritten:
            change.refuse(
                "addresses[\(place)].city", code: "addresses_disagree",
                Message("The main address and the primary address of the list are one. Write it in one of them only."))
        case (false, true):
            if isMainCleared { addresses.remove(at: place) } else { addresses[place].address = mainInList }
        default:
            if before == nil, item.isPrimary, item.use != .headquarters, !mainAddress.isEmpty { keepFormerMain() }
            take(item.address)
        }
    }

    /// One address is the primary one: the one marked last.
    private mutating func keepOnePrimary(since old: Account?) {
        let marked = addresses.indices.filter { addresses[$0].isPrimary }
        guard marked.count > 1 else { return }
        let former = old?.addresses.first(where: \.isPrimary)?.id
        let kept = marked.last { addresses[$0].id != former || former == nil } ?? marked[0]
        for place in marked { addresses[place].isPrimary = place == kept }
    }

    private mutating func keepFormerMain() {
        var former = AccountAddress()
        former.address = mainInList
        former.use = .headquarters
        (former.latitude, former.longitude) = (latitude, longitude)
        addresses.append(former)
    }

    /// With the country as the list writes it.
    private var mainInList: Address {
        var address = mainAddress
        address.country = country.flatMap { Country(named: $0)?.code }
        return address
    }

    /// The country stays as it was written where it is the same one.
    private mutating func take(_ address: Address) {
        let written = country
        mainAddress = address
        if let written, Country(named: written)?.code == address.country { country = written }
    }
}
