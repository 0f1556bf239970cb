import Identity
import Records

/// A company or organisation we deal with: prospect, customer, supplier and distributor at once if it is.
package struct Account: Entity {
    package static let name = "account", plural = "accounts"
    package static let label = "Account", pluralLabel = "Accounts"
    package static let icon = "building-2"
    package var id = ID<Self>(), custom = CustomValues()
    package var name = ""
    package var owner: ID<User>?
    package var isProspect = true
    package var isCustomer = false
    package var isSupplier = false
    package var isDistributor = false
    package var sector: String?
    package var phone: String?
    package var phoneNumber: String?
    package var email: String?
    package var website: String?
    package var siren: String?
    package var siret: String?
    package var vatNumber: String?
    package var naf: String?
    package var nafSection: String?
    package var trade: String?
    package var registerState: RegisterState?
    package var closedOn: Day?
    package var vatState: VATState?
    package var diffusion: Diffusion?
    package var prospectingBarred: ProspectingBar?
    package var employees: Int?
    package var revenue: Money?
    package var foundedIn: Int?
    package var street: String?
    package var postcode: String?
    package var city: String?
    package var state: String?
    package var country: String?
    package var department: Department?
    package var region: Region?
    package var latitude: Exact?
    package var longitude: Exact?
    package var parent: ID<Account>?
    package var source: String?
    package var campaign: String?
    package var firstTouchAt: Instant?
    package var description: String?
    package var quality: Int?
    package var bankAccounts: [BankAccount] = []
    package var addresses: [AccountAddress] = []
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .required, .max(200), .searched, .listed, .sorted, .matched(.companyName)),
        Field("owner", \.owner, "Owner", .listed),
        Field("is_prospect", \.isProspect, "Prospect", .required),
        Field("is_customer", \.isCustomer, "Customer", .required, .listed),
        Field("is_supplier", \.isSupplier, "Supplier", .required),
        Field("is_distributor", \.isDistributor, "Distributor", .required),
        Field("sector", \.sector, "Sector", .max(120), .listed, .sorted),
        Field("phone", \.phone, "Phone", .shape(.phone), .max(60), .listed),
        Field("phone_number", \.phoneNumber, "Phone (E.164)", .readOnly, .quiet, .searched, .matched(.phone)),
        Field("email", \.email, "E-mail", .shape(.email), .searched, .matched(.email)),
        Field("website", \.website, "Website", .shape(.url), .matched(.domain)),
        Field("siren", \.siren, "SIREN", .max(20), .searched, .matched(.siren)),
        Field("siret", \.siret, "SIRET", .max(20), .searched, .matched(.siret)),
        Field("vat_number", \.vatNumber, "VAT number", .max(20), .searched),
        Field("naf", \.naf, "NAF code", .max(10)),
        Field("naf_section", \.nafSection, "Trade section", .shape(.choice(NAFTree.sectionOptions)), .readOnly),
        Field("trade", \.trade, "Trade", .shape(.choice(NAFTree.divisionOptions)), .readOnly),
        Field("register_state", \.registerState, "State in the register", .readOnly),
        Field("closed_on", \.closedOn, "Company closed on", .readOnly),
        Field("vat_state", \.vatState, "State of the VAT number", .readOnly),
        Field("diffusion", \.diffusion, "Diffusion in the register", .readOnly),
        Field("prospecting_barred", \.prospectingBarred, "Prospecting barred", .readOnly),
        Field("employees", \.employees, "Employees", .sorted),
        Field("revenue", \.revenue, "Revenue", .sorted),
        Field("founded_in", \.foundedIn, "Founded in", .plain),
        Field("street", \.street, "Street", .shape(.longText), .max(400)),
        Field("postcode", \.postcode, "Postcode", .max(20)),
        Field("city", \.city, "City", .max(120), .searched, .listed, .sorted),
        Field("state", \.state, "State or province", .max(80)),
        Field("country", \.country, "Country", .max(80)),
        Field("department", \.department, "Department", .readOnly, .sorted),
        Field("region", \.region, "Region", .readOnly, .sorted),
        Field("latitude", \.latitude, "Latitude", .quiet),
        Field("longitude", \.longitude, "Longitude", .quiet),
        Field("parent", \.parent, "Parent account", .reverse("children")),
        Field("source", \.source, "Source", .max(120)),
        Field("campaign", \.campaign, "Campaign", .max(200)),
        Field("first_touch_at", \.firstTouchAt, "First touch"),
        Field("description", \.description, "Description", .shape(.longText)),
        Field("quality", \.quality, "Quality", .readOnly, .quiet, .sorted),
    ]

    package static let parts: [Part<Self>] = [
        Part("addresses", \.addresses, "Addresses"), Part("bank_accounts", \.bankAccounts, "Bank accounts"),
    ]
}
