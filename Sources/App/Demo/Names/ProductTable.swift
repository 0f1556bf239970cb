/// What our demo company sells: reference, family, name in French and English, price without tax in cents.
let productTable = """
    CAP-T10|sensors|Capteur de température T10|Temperature sensor T10|8900
    CAP-T20|sensors|Capteur de température étanche T20|Waterproof temperature sensor T20|12900
    CAP-H10|sensors|Capteur d’humidité H10|Humidity sensor H10|9900
    CAP-P15|sensors|Capteur de pression P15|Pressure sensor P15|21500
    CAP-V30|sensors|Capteur de vibrations V30|Vibration sensor V30|34900
    CAP-C12|sensors|Pince de courant C12|Current clamp C12|15900
    CAP-N08|sensors|Sonde de niveau N08|Level probe N08|27500
    CAP-A25|sensors|Capteur de qualité de l’air A25|Air quality sensor A25|24900
    CAP-D05|sensors|Détecteur d’ouverture D05|Door contact D05|4900
    CAP-G40|sensors|Balise GPS G40|GPS tracker G40|18900
    CAP-L60|sensors|Compteur d’impulsions L60|Pulse counter L60|13500
    CAP-F70|sensors|Détecteur de fuite F70|Leak detector F70|16900
    PAS-100|gateways|Passerelle d’atelier 100|Workshop gateway 100|49000
    PAS-200|gateways|Passerelle industrielle 200|Industrial gateway 200|119000
    PAS-300|gateways|Passerelle redondante 300|Redundant gateway 300|245000
    PAS-M50|gateways|Passerelle embarquée M50|Vehicle gateway M50|68000
    PAS-R10|gateways|Répéteur radio R10|Radio repeater R10|15500
    PAS-ANT|gateways|Antenne extérieure|Outdoor antenna|8500
    AUT-E16|control|Automate E16|Controller E16|89000
    AUT-E32|control|Automate E32|Controller E32|149000
    AUT-S08|control|Module 8 sorties|8-output module|32000
    AUT-ARM|control|Armoire câblée|Wired cabinet|185000
    AUT-ECR|control|Écran d’atelier 21 pouces|21-inch workshop display|99000
    AUT-BAL|control|Colonne lumineuse|Signal tower|17500
    LOG-STD|software|Supervision Essentiel, par an|Monitoring Essential, per year|180000
    LOG-PRO|software|Supervision Pro, par an|Monitoring Pro, per year|480000
    LOG-ENT|software|Supervision Multisite, par an|Monitoring Multi-site, per year|1450000
    LOG-API|software|Connecteur ERP, par an|ERP connector, per year|240000
    LOG-MOB|software|Application mobile, par an|Mobile app, per year|90000
    LOG-RAP|software|Rapports réglementaires, par an|Compliance reports, per year|120000
    LOG-PRE|software|Maintenance prédictive, par an|Predictive maintenance, per year|690000
    LOG-CAR|software|Cartographie de flotte, par an|Fleet map, per year|210000
    INS-JOU|services|Installation, la journée|Installation, per day|85000
    INS-AUD|services|Audit de site|Site audit|190000
    INS-ETU|services|Étude d’implantation|Layout study|140000
    INS-REC|services|Recette et mise en service|Acceptance and commissioning|165000
    INS-DEP|services|Déplacement hors région|Travel outside the region|32000
    INS-CDP|services|Conduite de projet, la journée|Project management, per day|98000
    FOR-UTI|training|Formation utilisateurs, une journée|User training, one day|110000
    FOR-ADM|training|Formation administrateurs, deux jours|Administrator training, two days|230000
    FOR-DIS|training|Module à distance, par personne|Remote module, per person|9500
    MNT-BRO|maintenance|Contrat Bronze, par an|Bronze contract, per year|95000
    MNT-ARG|maintenance|Contrat Argent, par an|Silver contract, per year|240000
    MNT-OR|maintenance|Contrat Or 24 h/24, par an|Gold contract, round the clock, per year|620000
    MNT-ETA|maintenance|Étalonnage annuel, par capteur|Yearly calibration, per sensor|5500
    MNT-PIL|maintenance|Lot de piles, les dix|Battery set of ten|4500
    LOC-KIT|rental|Mallette de mesure, la semaine|Measuring kit, per week|39000
    LOC-CAM|rental|Campagne de mesures, le mois|Measurement campaign, per month|175000
    """
