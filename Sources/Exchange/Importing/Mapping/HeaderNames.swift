import Records

/// What columns of everyday files are called, in French and English, and the field that is usually meant. Asked after
/// the names and labels of the fields themselves.
enum HeaderNames {
    static let synonyms: [String: [String]] = [
        "name": [
            "nom", "raisonsociale", "societe", "entreprise", "company", "companyname", "denomination", "nomsociete",
            "organisation", "organization", "client", "customer", "fullname", "nomcomplet", "libelle", "designation",
        ],
        "title": ["titre", "intitule", "affaire", "opportunite", "deal", "dealname", "opportunity", "objet", "sujet"],
        "first_name": ["prenom", "firstname", "givenname"],
        "last_name": ["nom", "nomdefamille", "lastname", "surname", "familyname"],
        "job_title": ["fonction", "poste", "jobtitle", "position", "role"],
        "email": ["email", "mail", "courriel", "adressemail", "adresseemail", "emailaddress"],
        "phone": ["telephone", "tel", "phone", "phonenumber", "numerodetelephone", "telfixe", "fixe"],
        "emails.address": ["email", "mail", "courriel", "adressemail", "adresseemail", "emailaddress"],
        "phones.number": [
            "telephone", "tel", "phone", "phonenumber", "mobile", "portable", "telportable", "telfixe", "fixe", "gsm",
        ],
        "account.name": [
            "societe", "entreprise", "company", "companyname", "compte", "client", "customer", "raisonsociale",
        ],
        "street": ["adresse", "rue", "address", "street", "adresse1", "streetaddress"],
        "postcode": ["codepostal", "cp", "zip", "zipcode", "postalcode"],
        "city": ["ville", "city", "commune", "town"],
        "country": ["pays", "country"],
        "sector": ["secteur", "secteurdactivite", "industry", "activite"],
        "birthday": ["naissance", "datedenaissance", "datenaissance", "neele", "birthdate", "dateofbirth", "dob"],
        "founded_in": ["anneedecreation", "yearestablished", "founded", "foundedin", "creeeen"],
        "employees": ["effectif", "effectifs", "salaries", "headcount", "nbemployes", "nombredesalaries"],
        "revenue": ["chiffredaffaires", "ca", "turnover", "annualrevenue"],
        "website": ["siteweb", "site", "web", "url"],
        "siret": ["numerosiret", "nosiret"],
        "siren": ["numerosiren", "nosiren"],
        "vat_number": ["tva", "numerotva", "tvaintracommunautaire", "vat", "vatnumber"],
        "naf": ["ape", "codeape", "codenaf"],
        "amount": ["montant", "valeur", "value", "amount", "montantht", "closevalue"],
        "price": ["prix", "tarif", "prixunitaire", "unitprice", "salesprice", "prixht"],
        "reference": ["ref", "sku", "codeproduit", "productcode", "codearticle"],
        "family": ["famille", "gamme", "categorie", "category", "serie", "series"],
        "stage.name": ["etape", "stage", "dealstage", "statut", "status"],
        "owner.name": ["proprietaire", "commercial", "vendeur", "owner", "salesagent", "responsable", "seller"],
        "manager.name": ["responsable", "manager", "superieur"],
        "team.name": ["equipe", "team", "agence", "region"],
        "parent.name": ["maisonmere", "parent", "parentaccount", "subsidiaryof", "groupe", "holding"],
        "product.name": ["produit", "product", "article"],
        "closes_on": ["echeance", "dateprevue", "closedate", "expectedclosedate", "dateecheance"],
        "opened_on": ["dateouverture", "opendate", "engagedate"],
        "closed_on": ["datecloture", "dateclosed", "wondate"],
        "due_on": ["echeance", "date", "duedate", "pourle"],
        "external_id": ["idexterne", "externalid", "identifiant", "codeclient", "customerid", "clientid", "code"],
        "description": ["commentaire", "commentaires", "notes", "remarques", "comment", "comments", "note"],
    ]

    /// Letters and digits only, folded: `Code postal` and `code_postal` are one name.
    static func key(_ title: String) -> String { words(of: title).joined() }
}
