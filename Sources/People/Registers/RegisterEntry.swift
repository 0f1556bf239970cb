import Records

/// A company as the French register knows it: who, where, doing what, still there or not. Of somebody who opposed the
/// publication of their data only what the law lets everybody see.
package struct RegisterEntry: Sendable, Hashable {
    package var siren: String
    /// The establishment that was asked for, otherwise the seat.
    package var siret: String?
    package var seat: String?
    package var name: String?
    package var street: String?
    package var postcode: String?
    package var city: String?
    package var latitude: String?
    package var longitude: String?
    package var naf: String?
    /// Category of the law, four digits: `5710` is an SAS.
    package var legalForm: String?
    /// Band of head counts: `12` is 20 to 49.
    package var headcount: String?
    package var foundedOn: Day?
    package var closedOn: Day?
    package var isClosed = false
    /// The establishment itself has closed, whatever became of the company.
    package var isEstablishmentClosed = false
    package var diffusion = Diffusion.full

    package init(siren: String) { self.siren = siren }

    package var state: RegisterState { isClosed ? .closed : .open }

    /// What is kept of it. Nothing that changes without the company changing (a score, a date of the register's own).
    package var json: JSON {
        var members: [JSON.Member] = [.init("siren", .text(siren))]
        func add(_ name: String, _ text: String?) { if let text { members.append(.init(name, .text(text))) } }
        add("siret", siret)
        add("seat", seat)
        add("name", name)
        add("street", street)
        add("postcode", postcode)
        add("city", city)
        add("latitude", latitude)
        add("longitude", longitude)
        add("naf", naf)
        add("trade", naf.flatMap { NAFTree.division(String($0.prefix(2))) }?.number)
        add("legal_form", legalForm)
        add("headcount", headcount)
        add("founded_on", foundedOn?.iso)
        add("closed_on", closedOn?.iso)
        members.append(.init("state", .text(state.rawValue)))
        members.append(.init("is_establishment_closed", .boolean(isEstablishmentClosed)))
        members.append(.init("diffusion", .text(diffusion.rawValue)))
        return .object(members)
    }

    /// What was kept.
    package init?(kept json: JSON) {
        guard let siren = json["siren"]?.text else { return nil }
        self.init(siren: siren)
        (siret, seat, name) = (json["siret"]?.text, json["seat"]?.text, json["name"]?.text)
        (street, postcode, city) = (json["street"]?.text, json["postcode"]?.text, json["city"]?.text)
        (latitude, longitude) = (json["latitude"]?.text, json["longitude"]?.text)
        (naf, legalForm, headcount) = (json["naf"]?.text, json["legal_form"]?.text, json["headcount"]?.text)
        foundedOn = json["founded_on"]?.text.flatMap { Day(iso: $0) }
        closedOn = json["closed_on"]?.text.flatMap { Day(iso: $0) }
        isClosed = json["state"]?.text == RegisterState.closed.rawValue
        isEstablishmentClosed = json["is_establishment_closed"]?.boolean ?? false
        diffusion = json["diffusion"]?.text.flatMap { Diffusion(rawValue: $0) } ?? .full
    }
}
