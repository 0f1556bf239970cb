/// What salespeople write on calls, meetings, tasks and notes, in French and English. `{person}`, `{company}` and
/// `{offer}` are filled in.
let callTable = """
    Premier appel|First call
    Qualification du besoin|Qualifying the need
    Relance sur la proposition|Following up the proposal
    Appel de {person}|Call from {person}
    Point d’avancement : {offer}|Progress on: {offer}
    Question sur le délai de livraison|Question about delivery times
    Question sur les conditions de paiement|Question about payment terms
    Rappel demandé par le standard|Callback asked for by reception
    Suite au salon|After the trade fair
    Négociation du prix|Negotiating the price
    Confirmation de la date d’installation|Confirming the installation date
    Satisfaction après la mise en service|Satisfaction after commissioning
    Renouvellement du contrat de maintenance|Renewing the maintenance contract
    Message laissé sur le répondeur|Message left on voicemail
    Prise de rendez-vous|Making an appointment
    Demande de référence client|Asking for a customer reference
    """

let meetingTable = """
    Visite de l’atelier|Workshop visit
    Démonstration : {offer}|Demonstration: {offer}
    Réunion de lancement|Kick-off meeting
    Présentation de la proposition|Presenting the proposal
    Revue du cahier des charges|Going through the specification
    Déjeuner avec {person}|Lunch with {person}
    Comité de pilotage|Steering committee
    Visite d’un site de référence|Visit to a reference site
    Rencontre avec la direction|Meeting the management
    Atelier technique avec l’informatique|Technical session with IT
    Point trimestriel|Quarterly review
    Signature du contrat|Signing the contract
    Audit du site de {company}|Site audit at {company}
    Recette de l’installation|Acceptance of the installation
    """

let taskTable = """
    Envoyer la proposition|Send the proposal
    Chiffrer l’option : {offer}|Price the option: {offer}
    Relancer {person}|Follow up with {person}
    Préparer la démonstration|Prepare the demonstration
    Vérifier les stocks avant livraison|Check stock before delivery
    Demander un plan du site|Ask for a site plan
    Obtenir le bon de commande|Get the purchase order
    Mettre à jour le cahier des charges|Update the specification
    Envoyer les références clients|Send customer references
    Faire valider la remise|Get the discount approved
    Planifier l’installation|Schedule the installation
    Remercier {person} pour son accueil|Thank {person} for the visit
    Envoyer la documentation technique|Send the technical documentation
    Vérifier la solvabilité de {company}|Check the credit of {company}
    Préparer le renouvellement|Prepare the renewal
    Organiser la formation des utilisateurs|Organise the user training
    """

let noteTable = """
    Le budget est validé pour cette année.|The budget is approved for this year.
    La décision se prend en comité, le premier lundi du mois.|\
    The decision is made in committee, on the first Monday of the month.
    {person} soutient le projet mais ne décide pas seul du budget.|\
    {person} backs the project but does not decide on the budget alone.
    Ils ont déjà un concurrent sur un autre site.|They already have a competitor on another site.
    Besoin confirmé : {offer}.|Need confirmed: {offer}.
    Le délai est serré : mise en service souhaitée avant l’été.|Time is short: they want it running before the summer.
    Ils veulent commencer par un seul atelier, puis étendre.|They want to begin with one workshop, then extend.
    Le prix est jugé élevé, la qualité du support fait la différence.|\
    The price is thought high, the quality of support makes the difference.
    À rappeler après l’inventaire.|Call back after stocktaking.
    Le service informatique demande un hébergement en France.|IT asks for hosting in France.
    Les relevés sont faits à la main, deux fois par jour.|Readings are taken by hand, twice a day.
    Une panne le mois dernier leur a coûté trois jours de production.|\
    A breakdown last month cost them three days of production.
    Ils attendent une réponse pour une subvention régionale.|They are waiting for an answer about a regional grant.
    Contact chaleureux, visite très utile.|Warm contact, very useful visit.
    Le standard filtre : passer par le mobile.|Reception screens calls: use the mobile.
    Référence possible pour tout le secteur.|A possible reference for the whole sector.
    {company} ouvre un deuxième site l’an prochain.|{company} opens a second site next year.
    Le responsable change en septembre, prévoir de le rencontrer.|\
    The manager changes in September, plan to meet the new one.
    Paiement à 45 jours fin de mois exigé.|Payment at 45 days end of month required.
    Ils comparent trois offres.|They are comparing three offers.
    Documentation envoyée, relance prévue la semaine prochaine.|Documentation sent, follow-up planned next week.
    La démonstration a convaincu l’équipe de maintenance.|The demonstration convinced the maintenance team.
    Demande une remise sur volume.|Asks for a volume discount.
    Le contrat en cours se termine en décembre.|The current contract ends in December.
    Accès au site : casque et chaussures de sécurité obligatoires.|Site access: helmet and safety shoes required.
    """

let lostReasonTable = """
    Prix trop élevé|Price too high
    Concurrent choisi|Competitor chosen
    Projet abandonné|Project dropped
    Budget refusé|Budget refused
    Reporté à l’an prochain|Put off to next year
    Fonction manquante|Missing feature
    Délai trop long|Delivery too slow
    Pas de réponse|No answer
    Solution développée en interne|Built in-house
    Contact parti|Contact has left
    """
