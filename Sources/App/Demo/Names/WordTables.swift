/// Beginnings of invented company names; a sector adds its ending.
let brandRootTable = """
    Nova Alti Axi Armo Arva Avena Belva Brio Calis Cama Cela Cimo Clari Cora Cyra Delta Dora Dyna Elia Elva Emera Epsi
    Equa Eura Evoli Exa Fabri Fina Flori Galva Gemi Geni Gala Hexa Heli Ideo Inova Ipso Iso Isara Jura Kali Kera Kino
    Lara Leo Levi Lino Lori Lumi Luna Maia Maxi Mera Mina Mona Myra Nao Neva Nexi Nima Octa Odys Oli Omni Onyx Opti Ora
    Orni Osmo Pali Penta Phila Poly Prima Proxi Quali Quanta Rega Rhona Riva Rova Sali Sara Seva Siga Silva Sima Sola
    Syna Tali Tera Tessa Tina Tora Tria Uni Ura Vala Vega Vena Vera Vesta Via Vila Viva Vola Xena Yona Zeli Zena Zora
    """

/// Places that close a company's name: rivers, small regions, landmarks.
let placeWordTable = """
    de l’Adour,de l’Aisne,de l’Allier,de l’Ardèche,de l’Argonne,de l’Armor,de l’Artois,de l’Aubrac,de l’Aure,
    de l’Erdre,de l’Isle,de l’Oise,de l’Orne,de l’Ouest,de l’Yonne,de la Baie,de la Bièvre,de la Brie,
    de la Colline,de la Côte,de la Dombes,de la Garenne,de la Lys,de la Marne,de la Mayenne,de la Meuse,
    de la Presqu’île,de la Rance,de la Sarthe,de la Scarpe,de la Somme,de la Thiérache,de la Vanne,de la Vienne,
    des Abers,des Alpilles,des Aravis,des Baronnies,des Bauges,des Cévennes,des Collines,des Corbières,
    des Deux Rives,des Dunes,des Écrins,des Flandres,des Garrigues,des Grands Lacs,des Landes,des Mauges,
    des Pins,des Remparts,des Trois Rivières,des Volcans,du Bocage,du Causse,du Confluent,du Cotentin,du Diois,
    du Faucigny,du Forez,du Gâtinais,du Gévaudan,du Haut-Doubs,du Jarez,du Lac,du Léon,du Livradois,du Maine,
    du Marais,du Médoc,du Pays de Caux,du Perche,du Périgord,du Pilat,du Quercy,du Rouergue,du Saumurois,
    du Sénonais,du Sundgau,du Trégor,du Val d’Or,du Vercors,du Vexin,du Vieux Port,
    """

let streetTable = """
    rue des Lilas,rue de la République,rue Victor-Hugo,rue Jean-Jaurès,rue Pasteur,rue du Moulin,rue des Écoles,
    rue de la Gare,rue du Stade,rue des Acacias,rue de l’Église,rue Gambetta,rue Voltaire,rue des Tilleuls,
    rue de l’Industrie,rue des Artisans,rue Marie-Curie,rue Ampère,rue Denis-Papin,rue Gustave-Eiffel,
    rue des Forges,rue du Port,rue des Tanneurs,rue de la Fontaine,rue des Jardins,rue du Château,
    rue Saint-Martin,rue de Bretagne,rue du 8-Mai-1945,rue du 11-Novembre,avenue de la Gare,avenue de l’Europe,
    avenue du Général-Leclerc,avenue Jean-Moulin,avenue des Platanes,avenue de Paris,avenue Aristide-Briand,
    avenue Henri-Barbusse,boulevard de la Liberté,boulevard Carnot,boulevard des Alliés,boulevard Louis-Blanc,
    place du Marché,place de l’Hôtel-de-Ville,place des Halles,place de la Mairie,quai des Marins,
    quai de la Loire,quai du Commerce,allée des Peupliers,allée des Chênes,allée de la Robertsau,
    impasse du Ruisseau,impasse des Ateliers,chemin des Vignes,chemin du Lavoir,chemin de la Plaine,
    chemin des Carrières,route de Lyon,route de Paris,route des Crêtes,cours Lafayette,
    """

/// Business parks, where most workshops and warehouses are.
let parkTable = """
    ZA de la Prairie,ZA des Quatre Vents,ZA du Grand Champ,ZA du Pré Long,ZI Nord,ZI Sud,ZI de la Plaine,
    ZI du Canal,ZAC des Portes,ZAC du Parc,ZAC des Sources,Parc d’activités de l’Aérodrome,
    Parc d’activités du Plateau,Parc d’activités des Érables,Technopole du Lac,Zone portuaire,
    """
