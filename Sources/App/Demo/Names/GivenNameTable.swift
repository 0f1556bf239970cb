/// Given names of people at work in France, with the decade in which most of them were born.
let givenNameTable = """
    f 1950 Annie Arlette Bernadette Brigitte Chantal Christiane Colette Danielle Denise Dominique Évelyne Françoise
    f 1950 Geneviève Ghislaine Hélène Huguette Jacqueline Jeannine Joëlle Josette Liliane Marie-Claude Marie-France
    f 1950 Marie-Thérèse Martine Michèle Mireille Monique Nicole Odile Régine Solange Yvette
    f 1960 Agnès Anne-Marie Béatrice Carole Catherine Christine Claire Corinne Élisabeth Fabienne Florence Frédérique
    f 1960 Isabelle Laurence Marie-Christine Marie-Pierre Marianne Muriel Nathalie Patricia Pascale Sabine Sylvie
    f 1960 Valérie Véronique Viviane
    f 1970 Alexandra Anne Anne-Sophie Carine Cécile Céline Christelle Delphine Emmanuelle Estelle Gaëlle Géraldine
    f 1970 Karine Laetitia Magali Myriam Nadia Nadège Peggy Sandra Sandrine Séverine Sonia Sophie Stéphanie Virginie
    f 1980 Adeline Amandine Amélie Anaïs Audrey Aurélie Aurore Élodie Émilie Fatima Gwenaëlle Hanane Jennifer Jessica
    f 1980 Julie Laura Leïla Linda Marion Mathilde Mélanie Pauline Samira Sarah Tiphaine Vanessa Vinciane
    f 1990 Alice Alix Camille Charlotte Chloé Clara Clémence Coralie Elsa Émeline Inès Justine Léa Lucie Manon Margaux
    f 1990 Marine Maïwenn Mélissa Morgane Noémie Océane Perrine Solène Yasmine Zoé
    f 2000 Agathe Ambre Assia Capucine Emma Éva Jade Jeanne Lina Lola Louise Maëlle Maya Nina Romane Rose
    m 1950 Alain André Bernard Christian Claude Daniel Denis Francis Georges Gérard Gilbert Guy Henri Jacques Jean
    m 1950 Jean-Claude Jean-Pierre Joël Lucien Marcel Maurice Michel Patrick Raymond René Robert Roger Serge Yves
    m 1960 Bruno Didier Éric Frank Gilles Hervé Hubert Jean-François Jean-Luc Jean-Marc Joseph Laurent Luc Marc Pascal
    m 1960 Philippe Pierre-Yves Thierry Vincent Xavier Yannick Yvan
    m 1970 Arnaud Cédric Christophe David Emmanuel Fabrice Franck François Frédéric Grégory Jérôme Karim Ludovic
    m 1970 Mohamed Nicolas Olivier Pierre Rachid Sébastien Stéphane Sylvain Yann
    m 1980 Adrien Alexandre Anthony Aurélien Benjamin Benoît Clément Damien Fabien Florian Gaël Guillaume Jérémy
    m 1980 Jonathan Julien Kévin Loïc Mathieu Mehdi Mickaël Rémi Romain Samuel Tanguy Thibault Thomas Youssef
    m 1990 Alexis Antoine Arthur Axel Baptiste Bastien Charles Corentin Dylan Erwan Hugo Jordan Kylian Léo Louis Lucas
    m 1990 Maxime Nathan Nolan Paul Quentin Robin Simon Théo Tristan Valentin Victor Yanis
    m 2000 Adam Côme Eliott Ethan Gabin Gabriel Ilyès Jules Liam Malo Martin Mathis Noé Nathanaël Oscar Raphaël Sacha
    m 2000 Timéo Tom Ulysse
    """
