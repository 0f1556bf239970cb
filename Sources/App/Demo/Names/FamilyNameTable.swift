/// Family names heard in France, the more common ones first; an underscore stands for a space.
let familyNameTable = """
    Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy Roux
    David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Lefèvre Faure
    André Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier Garcia Perrin Robin Clément
    Morin Nicolas Henry Roussel Mathieu Gautier Masson Marchand Duval Denis Dumont Marie Lemaire Noël Meyer
    Dufour Meunier Brun Blanchard Giraud Joly Rivière Lucas Brunet Gaillard Barbier Arnaud Martinez Gérard Roche
    Renard Schmitt Roy Leroux Colin Vidal Caron Picard Roger Fabre Aubert Lemoine Renaud Dumas Lacroix Olivier
    Philippe Bourgeois Pierre Benoit Rey Leclerc Payet Rolland Leclercq Guillaume Lecomte Lopez Jean Dupuy
    Guillot Hubert Berger Carpentier Sanchez Dupuis Moulin Louis Deschamps Huet Vasseur Perez Boucher Fleury
    Royer Klein Jacquet Adam Paris Poirier Marty Aubry Guyot Carré Charles Renault Charpentier Ménard Maillard
    Baron Bertin Bailly Hervé Schneider Fernandez Collet Léger Bouvier Julien Prévost Millet Perrot Daniel
    Cousin Germain Breton Besson Langlois Rémy Le_Gall Pelletier Lévêque Perrier Leblanc Barré Lebrun Marchal
    Weber Mallet Hamon Boulanger Jacob Monnier Michaud Rodriguez Guichard Gillet Étienne Grondin Poulain Tessier
    Chevallier Collin Chauvin Da_Silva Bouchet Gay Lemaître Bénard Maréchal Humbert Reynaud Antoine Hoarau
    Perret Barthélemy Cordier Pichon Lejeune Gilbert Lamy Delaunay Pasquier Carlier Laporte Gros Buisson Briand
    Alexandre Georges Blondel Navarro Couturier Allard Guillon Mahé Pons Hardy Coulon Delattre Ferrand
    Besnard Boutin Bouvet Leduc Rousset Jourdan Guillet Camus Ollivier Tanguy Raynaud Bigot Blin Pineau Marion
    Maurice Raymond Ruiz Diaz Ferreira Evrard Hebert Leconte Gomez Launay Gaudin Delorme Imbert Didier Charrier
    Blanchet Voisin Barbe Toussaint Bodin Chartier Lacombe Favre Maury Pruvost Grenier Thibault Martel Maillot
    Vallée Gonzalez Ribeiro Peltier Bourdon Lebon Sauvage Texier Rossi Lesage Mace Valentin Barret Ramos Bonneau
    Guillou Joubert Duhamel Dupré Godard Cohen Hernandez Pires Devaux Normand Lelièvre Chauvet Riou Le_Goff
    Labbé Neveu Turpin Bonhomme Verdier Foucher Merle Letellier Laroche Wagner Costa Parent Brunel Seguin
    Regnier Benmoussa Belkacem Haddad Mansouri Traoré Diallo Camara Cissé Diop Ndiaye Nguyen Tran Pham Kaya
    Yilmaz Kowalski Nowak Petrov Popescu Bianchi Ferrari Esposito Santos Oliveira Pereira Alves Mendes Teixeira
    Carvalho Gomes Morvan Kerbrat Le_Bihan Quéméner Jaouen Guivarch Cariou Salaün Cadiou Kermarrec Abgrall
    Le_Floch Bizien Prigent Etcheverry Ibarra Harriague Duhalde Elissalde Casanova Santoni Luciani Poggi Mattei
    Zimmermann Kuntz Hoffmann Schaeffer Kessler Ziegler Oberlin Baumann Vandenberghe Declercq Desmet Vanhoutte
    Delannoy Wattel Fontenoy Delvaux Bonnaud Chaumeil Vergnes Cazenave Laborde Lafitte Castaing Dupouy
    Capdeville Puech Cabrol Fabrègue Roumégous Chabert Gontard Mistral Pascal Audibert Giraudet Bérard Tardieu
    Vial Chapuis Mugnier Pernet Jeannin Grosjean Maillet Charvet Bugnon Rochat Vuillemin Faivre Bossard
    Pouliquen Hascoët Rabouin Chesneau Ricordel Brossard Gasnier Lhermitte Malherbe Auvray Leprince Anquetil
    Lemonnier Duchemin Levasseur Hautecoeur Desjardins Montigny
    """
