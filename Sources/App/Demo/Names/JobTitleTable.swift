/// What people do: department and level, the title of a man, of a woman, in English.
let jobTitleTable = """
    management 4|Président|Présidente|Chairman
    management 4|Directeur général|Directrice générale|Managing director
    management 4|Gérant|Gérante|Owner-manager
    management 3|Directeur de site|Directrice de site|Site director
    management 3|Directeur d’agence|Directrice d’agence|Branch director
    management 1|Assistant de direction|Assistante de direction|Executive assistant
    purchasing 3|Directeur des achats|Directrice des achats|Purchasing director
    purchasing 2|Responsable achats|Responsable achats|Purchasing manager
    purchasing 1|Acheteur industriel|Acheteuse industrielle|Industrial buyer
    purchasing 1|Approvisionneur|Approvisionneuse|Procurement officer
    finance 3|Directeur financier|Directrice financière|Finance director
    finance 2|Responsable administratif et financier|Responsable administrative et financière|Finance manager
    finance 2|Contrôleur de gestion|Contrôleuse de gestion|Controller
    finance 1|Comptable fournisseurs|Comptable fournisseurs|Accounts payable clerk
    production 3|Directeur industriel|Directrice industrielle|Operations director
    production 2|Responsable de production|Responsable de production|Production manager
    production 2|Chef d’atelier|Cheffe d’atelier|Workshop manager
    production 1|Technicien méthodes|Technicienne méthodes|Process technician
    production 1|Chef d’équipe|Cheffe d’équipe|Team leader
    maintenance 3|Directeur de la maintenance|Directrice de la maintenance|Maintenance director
    maintenance 2|Responsable maintenance|Responsable maintenance|Maintenance manager
    maintenance 2|Responsable travaux neufs|Responsable travaux neufs|New works manager
    maintenance 1|Technicien de maintenance|Technicienne de maintenance|Maintenance technician
    maintenance 1|Automaticien|Automaticienne|Automation technician
    quality 3|Directeur qualité|Directrice qualité|Quality director
    quality 2|Responsable qualité, sécurité, environnement|Responsable qualité, sécurité, environnement|QHSE manager
    quality 1|Animateur qualité|Animatrice qualité|Quality officer
    quality 1|Technicien de laboratoire|Technicienne de laboratoire|Laboratory technician
    logistics 3|Directeur logistique|Directrice logistique|Logistics director
    logistics 2|Responsable d’exploitation|Responsable d’exploitation|Operations manager
    logistics 2|Responsable d’entrepôt|Responsable d’entrepôt|Warehouse manager
    logistics 1|Gestionnaire de stocks|Gestionnaire de stocks|Stock controller
    it 3|Directeur des systèmes d’information|Directrice des systèmes d’information|Chief information officer
    it 2|Responsable informatique|Responsable informatique|IT manager
    it 2|Chef de projet informatique|Cheffe de projet informatique|IT project manager
    it 1|Administrateur systèmes|Administratrice systèmes|Systems administrator
    people 3|Directeur des ressources humaines|Directrice des ressources humaines|Human resources director
    people 2|Responsable formation|Responsable formation|Training manager
    people 1|Chargé de recrutement|Chargée de recrutement|Recruiter
    sales 3|Directeur commercial|Directrice commerciale|Sales director
    sales 2|Responsable des ventes|Responsable des ventes|Sales manager
    sales 1|Technico-commercial|Technico-commerciale|Technical sales representative
    sales 1|Assistant commercial|Assistante commerciale|Sales assistant
    marketing 3|Directeur marketing|Directrice marketing|Marketing director
    marketing 2|Responsable communication|Responsable communication|Communication manager
    marketing 1|Chef de produit|Cheffe de produit|Product manager
    engineering 3|Directeur technique|Directrice technique|Technical director
    engineering 2|Responsable bureau d’études|Responsable bureau d’études|Design office manager
    engineering 2|Responsable énergie|Responsable énergie|Energy manager
    engineering 1|Ingénieur d’études|Ingénieure d’études|Design engineer
    engineering 1|Projeteur|Projeteuse|Draughtsperson
    """
