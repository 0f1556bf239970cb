/// Where demo companies are: towns of every département with their postcode, region, place on the map and weight
/// (thousands of inhabitants). Names, codes and coordinates are public facts (INSEE, La Poste, IGN; Licence Ouverte).
let communeTable = """
    Paris|75002|75|Paris|Île-de-France|48.868|2.344|200
    Paris|75008|75|Paris|Île-de-France|48.873|2.312|260
    Paris|75009|75|Paris|Île-de-France|48.877|2.337|220
    Paris|75011|75|Paris|Île-de-France|48.859|2.38|180
    Paris|75012|75|Paris|Île-de-France|48.841|2.388|150
    Paris|75013|75|Paris|Île-de-France|48.832|2.356|150
    Paris|75015|75|Paris|Île-de-France|48.841|2.3|180
    Paris|75017|75|Paris|Île-de-France|48.887|2.307|160
    Marseille|13006|13|Bouches-du-Rhône|Provence-Alpes-Côte d’Azur|43.298|5.369|863
    Lyon|69003|69|Rhône|Auvergne-Rhône-Alpes|45.768|4.835|516
    Toulouse|31000|31|Haute-Garonne|Occitanie|43.604|1.443|479
    Nice|06000|06|Alpes-Maritimes|Provence-Alpes-Côte d’Azur|43.696|7.272|340
    Nantes|44000|44|Loire-Atlantique|Pays de la Loire|47.219|-1.554|309
    Montpellier|34000|34|Hérault|Occitanie|43.599|3.896|285
    Strasbourg|67000|67|Bas-Rhin|Grand Est|48.574|7.753|280
    Bordeaux|33000|33|Gironde|Nouvelle-Aquitaine|44.838|-0.58|254
    Lille|59000|59|Nord|Hauts-de-France|50.631|3.071|232
    Rennes|35000|35|Ille-et-Vilaine|Bretagne|48.093|-1.675|216
    Reims|51100|51|Marne|Grand Est|49.258|4.032|182
    Saint-Étienne|42000|42|Loire|Auvergne-Rhône-Alpes|45.44|4.387|172
    Toulon|83000|83|Var|Provence-Alpes-Côte d’Azur|43.12|5.933|171
    Le Havre|76600|76|Seine-Maritime|Normandie|49.494|0.108|170
    Grenoble|38000|38|Isère|Auvergne-Rhône-Alpes|45.187|5.736|158
    Dijon|21000|21|Côte-d’Or|Bourgogne-Franche-Comté|47.321|5.041|156
    Angers|49000|49|Maine-et-Loire|Pays de la Loire|47.471|-0.547|152
    Nîmes|30000|30|Gard|Occitanie|43.836|4.36|150
    Saint-Denis|97400|974|La Réunion|La Réunion|-20.879|55.449|147
    Villeurbanne|69100|69|Rhône|Auvergne-Rhône-Alpes|45.766|4.88|147
    Clermont-Ferrand|63000|63|Puy-de-Dôme|Auvergne-Rhône-Alpes|45.779|3.086|143
    Le Mans|72000|72|Sarthe|Pays de la Loire|48.007|0.197|142
    Aix-en-Provence|13100|13|Bouches-du-Rhône|Provence-Alpes-Côte d’Azur|43.53|5.448|142
    Saint-Denis|93200|93|Seine-Saint-Denis|Île-de-France|48.937|2.36|141
    Brest|29200|29|Finistère|Bretagne|48.392|-4.485|140
    Tours|37000|37|Indre-et-Loire|Centre-Val de Loire|47.391|0.689|135
    Amiens|80000|80|Somme|Hauts-de-France|49.893|2.295|134
    Limoges|87000|87|Haute-Vienne|Nouvelle-Aquitaine|45.827|1.26|132
    Annecy|74000|74|Haute-Savoie|Auvergne-Rhône-Alpes|45.906|6.123|126
    Perpignan|66000|66|Pyrénées-Orientales|Occitanie|42.7|2.895|120
    Boulogne-Billancourt|92100|92|Hauts-de-Seine|Île-de-France|48.836|2.24|120
    Orléans|45000|45|Loiret|Centre-Val de Loire|47.903|1.908|116
    Metz|57000|57|Moselle|Grand Est|49.12|6.176|116
    Besançon|25000|25|Doubs|Bourgogne-Franche-Comté|47.237|6.022|115
    Argenteuil|95100|95|Val-d’Oise|Île-de-France|48.947|2.249|110
    Rouen|76000|76|Seine-Maritime|Normandie|49.443|1.1|110
    Montreuil|93100|93|Seine-Saint-Denis|Île-de-France|48.863|2.443|109
    Mulhouse|68100|68|Haut-Rhin|Grand Est|47.75|7.336|109
    Caen|14000|14|Calvados|Normandie|49.181|-0.372|105
    Nancy|54000|54|Meurthe-et-Moselle|Grand Est|48.693|6.183|104
    Tourcoing|59200|59|Nord|Hauts-de-France|50.724|3.161|97
    Roubaix|59100|59|Nord|Hauts-de-France|50.691|3.174|96
    Nanterre|92000|92|Hauts-de-Seine|Île-de-France|48.892|2.207|95
    Vitry-sur-Seine|94400|94|Val-de-Marne|Île-de-France|48.789|2.389|93
    Avignon|84000|84|Vaucluse|Provence-Alpes-Côte d’Azur|43.949|4.806|91
    Créteil|94000|94|Val-de-Marne|Île-de-France|48.778|2.453|90
    Poitiers|86000|86|Vienne|Nouvelle-Aquitaine|46.58|0.341|88
    Dunkerque|59140|59|Nord|Hauts-de-France|51.038|2.377|87
    Versailles|78000|78|Yvelines|Île-de-France|48.801|2.13|85
    Saint-Pierre|97410|974|La Réunion|La Réunion|-21.342|55.478|84
    Courbevoie|92400|92|Hauts-de-Seine|Île-de-France|48.895|2.257|81
    Fort-de-France|97200|972|Martinique|Martinique|14.607|-61.069|80
    Cherbourg-en-Cotentin|50100|50|Manche|Normandie|49.643|-1.624|79
    Rueil-Malmaison|92500|92|Hauts-de-Seine|Île-de-France|48.878|2.18|78
    Béziers|34500|34|Hérault|Occitanie|43.343|3.213|77
    Pau|64000|64|Pyrénées-Atlantiques|Nouvelle-Aquitaine|43.295|-0.371|77
    La Rochelle|17000|17|Charente-Maritime|Nouvelle-Aquitaine|46.16|-1.152|75
    Saint-Maur-des-Fossés|94100|94|Val-de-Marne|Île-de-France|48.803|2.485|74
    Calais|62100|62|Pas-de-Calais|Hauts-de-France|50.953|1.854|73
    Cannes|06150|06|Alpes-Maritimes|Provence-Alpes-Côte d’Azur|43.551|7.012|73
    Ajaccio|20000|2A|Corse-du-Sud|Corse|41.919|8.737|70
    Évry-Courcouronnes|91000|91|Essonne|Île-de-France|48.624|2.429|67
    Bourges|18000|18|Cher|Centre-Val de Loire|47.08|2.399|64
    Valence|26000|26|Drôme|Auvergne-Rhône-Alpes|44.933|4.892|63
    Troyes|10000|10|Aube|Grand Est|48.297|4.074|61
    Cayenne|97300|973|Guyane|Guyane|4.938|-52.335|61
    Montauban|82000|82|Tarn-et-Garonne|Occitanie|44.016|1.353|60
    Chambéry|73000|73|Savoie|Auvergne-Rhône-Alpes|45.567|5.921|58
    Niort|79000|79|Deux-Sèvres|Nouvelle-Aquitaine|46.324|-0.464|58
    Lorient|56100|56|Morbihan|Bretagne|47.748|-3.37|57
    Beauvais|60000|60|Oise|Hauts-de-France|49.429|2.081|56
    Meaux|77100|77|Seine-et-Marne|Île-de-France|48.959|2.878|54
    Narbonne|11100|11|Aude|Occitanie|43.184|3.004|54
    La Roche-sur-Yon|85000|85|Vendée|Pays de la Loire|46.671|-1.429|54
    Saint-Quentin|02100|02|Aisne|Hauts-de-France|49.846|3.288|53
    Les Abymes|97139|971|Guadeloupe|Guadeloupe|16.271|-61.505|53
    Laval|53000|53|Mayenne|Pays de la Loire|48.078|-0.77|49
    Albi|81000|81|Tarn|Occitanie|43.927|2.147|48
    Évreux|27000|27|Eure|Normandie|49.027|1.151|47
    Belfort|90000|90|Territoire de Belfort|Bourgogne-Franche-Comté|47.639|6.863|47
    Brive-la-Gaillarde|19100|19|Corrèze|Nouvelle-Aquitaine|45.16|1.534|46
    Charleville-Mézières|08000|08|Ardennes|Grand Est|49.773|4.719|46
    Blois|41000|41|Loir-et-Cher|Centre-Val de Loire|47.588|1.335|46
    Bastia|20200|2B|Haute-Corse|Corse|42.702|9.451|45
    Chalon-sur-Saône|71100|71|Saône-et-Loire|Bourgogne-Franche-Comté|46.781|4.854|45
    Saint-Brieuc|22000|22|Côtes-d’Armor|Bretagne|48.514|-2.764|44
    Châteauroux|36000|36|Indre|Centre-Val de Loire|46.811|1.692|43
    Angoulême|16000|16|Charente|Nouvelle-Aquitaine|45.649|0.156|41
    Bourg-en-Bresse|01000|01|Ain|Auvergne-Rhône-Alpes|46.205|5.225|41
    Tarbes|65000|65|Hautes-Pyrénées|Occitanie|43.233|0.078|41
    Gap|05000|05|Hautes-Alpes|Provence-Alpes-Côte d’Azur|44.559|6.08|40
    Chartres|28000|28|Eure-et-Loir|Centre-Val de Loire|48.444|1.488|38
    Montluçon|03100|03|Allier|Auvergne-Rhône-Alpes|46.344|2.606|35
    Auxerre|89000|89|Yonne|Bourgogne-Franche-Comté|47.796|3.57|34
    Agen|47000|47|Lot-et-Garonne|Nouvelle-Aquitaine|44.203|0.616|33
    Nevers|58000|58|Nièvre|Bourgogne-Franche-Comté|46.988|3.158|32
    Épinal|88000|88|Vosges|Grand Est|48.175|6.45|31
    Périgueux|24000|24|Dordogne|Nouvelle-Aquitaine|45.184|0.716|29
    Mont-de-Marsan|40000|40|Landes|Nouvelle-Aquitaine|43.893|-0.5|29
    Alençon|61000|61|Orne|Normandie|48.43|0.083|25
    Aurillac|15000|15|Cantal|Auvergne-Rhône-Alpes|44.93|2.445|25
    Rodez|12000|12|Aveyron|Occitanie|44.349|2.577|24
    Saint-Dizier|52100|52|Haute-Marne|Grand Est|48.637|4.948|24
    Dole|39100|39|Jura|Bourgogne-Franche-Comté|47.089|5.488|23
    Manosque|04100|04|Alpes-de-Haute-Provence|Provence-Alpes-Côte d’Azur|43.834|5.783|22
    Auch|32000|32|Gers|Occitanie|43.647|0.584|21
    Cahors|46000|46|Lot|Occitanie|44.447|1.441|19
    Le Puy-en-Velay|43000|43|Haute-Loire|Auvergne-Rhône-Alpes|45.043|3.885|18
    Verdun|55100|55|Meuse|Grand Est|49.159|5.387|17
    Annonay|07100|07|Ardèche|Auvergne-Rhône-Alpes|45.24|4.668|16
    Pamiers|09100|09|Ariège|Occitanie|43.114|1.608|15
    Vesoul|70000|70|Haute-Saône|Bourgogne-Franche-Comté|47.619|6.155|14
    Guéret|23000|23|Creuse|Nouvelle-Aquitaine|46.17|1.871|13
    Mende|48000|48|Lozère|Occitanie|44.518|3.501|12
    """
