/// What companies live on. One block a sector: its code in the French nomenclature, its name in French and English,
/// usual head count and yearly revenue a head in thousands; then words that open a company's name, words that close
/// one, endings of invented names, and what we could sell there, in French and English.
let sectorTable = """
    10.71C|Industrie agroalimentaire|Food industry|45|240
    Biscuiterie,Conserverie,Laiterie,Minoterie,Salaisons,Confiserie|Saveurs,Alimentaire,Gourmet,Terroirs|\
    gourm,saveur,deli
    Traçabilité de la chaîne du froid,Supervision des fours,Contrôle des pesées,Suivi des lots=\
    Cold chain traceability,Oven monitoring,Weight control,Batch tracking

    25.62B|Mécanique et métallurgie|Metalworking|32|150
    Ateliers,Mécanique,Usinage,Forges,Tôlerie,Décolletage|Mécanique,Précision,Métal,Usinage|meca,metal,forge
    Surveillance des broches,Équipement de l’atelier,Mesure de vibrations,Suivi du parc machines=\
    Spindle monitoring,Workshop equipment,Vibration measurement,Machine fleet tracking

    22.29A|Plasturgie|Plastics|40|190
    Plastiques,Moulages,Injection,Extrusion,Composites,Thermoformage|Plastiques,Composites,Polymères,Moulage|\
    plast,polym,moul
    Suivi des presses,Économies d’énergie sur presses,Contrôle dimensionnel,Supervision des séchoirs=\
    Press tracking,Energy savings on presses,Dimensional control,Dryer monitoring

    49.41A|Transport routier|Road haulage|38|130
    Transports,Messagerie,Affrètement,Convoyage,Citernes,Camionnage|Logistique,Express,Transports,Fret|trans,fret,cargo
    Suivi de flotte,Équipement de quai,Géolocalisation des remorques,Télématique des camions=\
    Fleet tracking,Loading dock equipment,Trailer location,Truck telematics

    52.10B|Entreposage et logistique|Warehousing|55|120
    Entrepôts,Stockage,Magasins,Plateformes,Manutention,Dépôts|Stockage,Entreposage,Supply,Manutention|stock,logi,depot
    Supervision d’entrepôt,Comptage des palettes,Sécurité des allées,Relevé de température=\
    Warehouse monitoring,Pallet counting,Aisle safety,Temperature logging

    41.20B|Construction de bâtiments|Building|26|180
    Constructions,Bâtiments,Maçonnerie,Charpentes,Toitures,Rénovation|Construction,Bâtiment,Maçonnerie,Habitat|\
    bati,constru,habi
    Suivi des engins de chantier,Contrôle d’accès de chantier,Suivi du béton,Base vie connectée=\
    Site machinery tracking,Site access control,Concrete curing monitoring,Connected site office

    43.22A|Chauffage et climatisation|Heating and cooling|14|140
    Chauffage,Climatisation,Plomberie,Thermique,Ventilation,Frigoriste|Énergies,Thermique,Confort,Climatisation|\
    therm,clim,calor
    Télégestion de chaufferies,Suivi des groupes froids,Relevé des compteurs,Contrat de maintenance=\
    Boiler room control,Chiller monitoring,Meter reading,Maintenance contract

    43.21A|Installation électrique|Electrical works|16|135
    Électricité,Installations,Courants,Éclairage,Réseaux,Câblage|Électrique,Énergie,Réseaux,Automatismes|elec,volt,lumi
    Armoires connectées,Suivi de consommation,Bornes de recharge,Automatismes de bâtiment=\
    Connected cabinets,Consumption tracking,Charging points,Building automation

    62.01Z|Édition et services numériques|Software and services|28|145
    Studio,Logiciels,Systèmes,Informatique,Numérique,Données|Informatique,Numérique,Systèmes,Conseil|soft,data,digi
    Intégration de l’API,Partenariat revendeur,Supervision des serveurs,Licences développeur=\
    API integration,Reseller partnership,Server monitoring,Developer licences

    71.12B|Ingénierie et études techniques|Engineering|22|125
    Études,Ingénierie,Bureau,Cabinet,Expertise,Conception|Ingénierie,Études,Conception,Expertise|inge,tech,concep
    Mallette de mesure,Campagne de mesures,Location de capteurs,Étude de faisabilité=\
    Measuring kit,Measurement campaign,Sensor rental,Feasibility study

    46.69B|Commerce de gros d’équipements|Equipment wholesale|24|320
    Comptoir,Fournitures,Équipements,Matériel,Négoce,Outillage|Équipements,Distribution,Fournitures,Outillage|\
    equip,distri,outil
    Contrat cadre de distribution,Stock de démonstration,Formation des vendeurs,Catalogue commun=\
    Distribution agreement,Demonstration stock,Sales training,Joint catalogue

    46.31Z|Commerce de gros alimentaire|Food wholesale|20|480
    Primeurs,Marée,Fruitière,Épicerie,Halles,Saveurs|Primeurs,Fraîcheur,Marée,Alimentation|prim,frai,vita
    Suivi de la chaîne du froid,Supervision des chambres froides,Étiquetage,Suivi des tournées=\
    Cold chain tracking,Cold room monitoring,Labelling,Delivery round tracking

    47.11D|Grande distribution|Retail chains|85|260
    Comptoirs,Marchés,Galeries,Bazars,Drogueries,Jardineries|Distribution,Marchés,Enseignes,Retail|march,shop,bazar
    Supervision des meubles froids,Comptage des visiteurs,Économies d’éclairage,Contrôle des températures=\
    Display fridge monitoring,Visitor counting,Lighting savings,Temperature checks

    55.10Z|Hôtellerie|Hotels|30|75
    Hôtel,Auberge,Résidence,Relais,Domaine,Villages|Hôtels,Séjours,Vacances,Résidences|hotel,sejour,relax
    Gestion du chauffage des chambres,Suivi des piscines,Contrôle d’accès,Économies d’eau=\
    Room heating control,Pool monitoring,Access control,Water savings

    86.10Z|Santé et cliniques|Health care|120|85
    Clinique,Laboratoires,Polyclinique,Pharmacie,Centre,Soins|Santé,Médical,Soins,Diagnostics|medi,sante,bio
    Suivi des réfrigérateurs de médicaments,Qualité de l’air,Localisation du matériel,Traçabilité des poches=\
    Medicine fridge monitoring,Air quality,Equipment location,Blood bag traceability

    21.20Z|Pharmacie et cosmétique|Pharma and cosmetics|90|310
    Laboratoire,Cosmétiques,Arômes,Extraits,Parfums,Essences|Laboratoires,Cosmétique,Santé,Sciences|pharm,derm,cosmo
    Qualification de salles blanches,Supervision d’étuves,Suivi réglementaire,Validation des capteurs=\
    Clean room qualification,Incubator monitoring,Compliance tracking,Sensor validation

    01.21Z|Agriculture et viticulture|Farming and wine|12|110
    Vignobles,Domaines,Vergers,Pépinières,Coopérative,Élevages|Vignobles,Agricole,Récoltes,Semences|agri,vigne,verte
    Suivi du chai,Stations météo,Pilotage de l’irrigation,Suivi des silos=\
    Cellar monitoring,Weather stations,Irrigation control,Silo tracking

    16.23Z|Bois et ameublement|Wood and furniture|18|130
    Menuiserie,Scierie,Ébénisterie,Parquets,Agencement,Meubles|Bois,Agencement,Menuiserie,Mobilier|bois,sylva,mobil
    Suivi des séchoirs,Dépoussiérage connecté,Comptage des pièces,Sécurité machines=\
    Kiln monitoring,Connected dust removal,Part counting,Machine safety

    13.20Z|Textile et habillement|Textiles and clothing|35|120
    Tissages,Filature,Confection,Bonneterie,Teintures,Maroquinerie|Textiles,Créations,Tissus,Mode|text,tiss,fil
    Suivi des métiers,Mesure d’humidité,Suivi de teinture,Comptage de production=\
    Loom tracking,Humidity measurement,Dye tracking,Production counting

    18.12Z|Imprimerie et emballage|Printing and packaging|30|155
    Imprimerie,Cartonnages,Emballages,Papeteries,Étiquettes,Reliure|Emballage,Impression,Carton,Papiers|pack,print,carto
    Comptage des tirages,Suivi de l’hygrométrie,Contrôle des encres,Suivi des bobines=\
    Run counting,Humidity tracking,Ink control,Reel tracking

    38.11Z|Déchets et recyclage|Waste and recycling|42|160
    Recyclage,Collectes,Tri,Valorisation,Compostage,Ferrailles|Recyclage,Environnement,Valorisation,Collecte|\
    recy,eco,verte
    Niveau des bennes,Pesée embarquée,Suivi des tournées,Détection de départ de feu=\
    Skip level sensing,On-board weighing,Collection round tracking,Early fire detection

    36.00Z|Eau et assainissement|Water services|50|200
    Eaux,Sources,Assainissement,Forages,Syndicat,Hydraulique|Eaux,Hydraulique,Assainissement,Environnement|\
    aqua,hydro,eau
    Détection de fuites,Télérelevé,Supervision de stations,Qualité de l’eau=\
    Leak detection,Remote metering,Station monitoring,Water quality

    35.11Z|Production d’énergie|Power generation|34|420
    Énergies,Solaire,Éoliennes,Centrales,Chaleur,Biogaz|Énergies,Solaire,Renouvelables,Power|ener,sol,watt
    Suivi de parc solaire,Maintenance prédictive,Supervision de chaufferie bois,Mesure de rendement=\
    Solar park tracking,Predictive maintenance,Wood boiler monitoring,Yield measurement

    69.20Z|Conseil et expertise comptable|Accounting and advice|15|105
    Cabinet,Fiduciaire,Audit,Comptabilité,Gestion,Conseil|Conseil,Audit,Expertise,Gestion|fidu,conseil,exper
    Qualité de l’air des bureaux,Réservation de salles,Suivi énergétique,Audit de site=\
    Office air quality,Room booking,Energy tracking,Site audit

    85.59A|Formation et enseignement|Training and schools|25|70
    Institut,Académie,École,Campus,Formation,Centre|Formation,Campus,Apprentissage,Compétences|forma,acad,savoir
    Banc pédagogique,Suivi des bâtiments,Occupation des salles,Parcours de formation=\
    Teaching bench,Building tracking,Room occupancy,Training course
    """
