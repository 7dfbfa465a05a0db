# Ce qui figure sur le papier en plus du message lui-même.

# En haut de la feuille : à qui elle est destinée.
print-name = Nom
print-department = Service
print-building = Bâtiment

# L’encadré de la date, quand le message n’en parle pas lui-même.
print-deadline = Dernier jour

# À côté du QR code.
print-scan = Scanne le code avec l’appareil photo de ton téléphone.
print-type = Ou saisis cette adresse :
print-code = QR code vers { $address }
print-enrol = Commence ici
print-guide = Comment faire

# Le bandeau d’aide.
print-help = Besoin d’aide ?
print-desk = Ces coordonnées figurent dans chaque message

# Le pied de page. La mise en page y met les numéros.
print-number = Feuille { $number }
print-page = Page { $page } sur { $pages }

# La lettre.
print-sender = Expéditeur :
print-date = Date
print-reference = Nos références
print-closing = Cordialement,

# Le tableau de qui a plusieurs appareils.
print-device = Appareil
print-steps = Étapes

# L’affiche : ce qui change, quand le titre ne le dit pas.
print-move = Avec { $to }

# La feuille placée avant une pile.
print-separator = Cette pile
print-count = { $count ->
    [one] { $count } feuille
   *[other] { $count } feuilles
 }
print-numbers = Numéros { $first } à { $last }

# Un type d’appareil, au-dessus des étapes d’une feuille qui n’est à personne.
print-kind = { $platform ->
    [ios] iPhone
    [ipados] iPad
    [android] Appareil Android
    [macos] Mac
    [windows] Ordinateur Windows
   *[other] Autre appareil
 }{ $ownership ->
    [corporate] { " " }professionnel
    [personal] { " " }personnel
    [shared] { " " }partagé
   *[unknown] { "" }
 }{ $managed ->
    [yes] , entièrement géré
   *[no] { "" }
 }{ $moved ->
    [yes] , en version 26 ou plus récente
    [older] , dans une version antérieure à 26
   *[no] { "" }
 }{ $several ->
    [yes] , actuellement dans { $system }
   *[no] { "" }
 }{ $managed ->
    [apple] . En haut de Réglages, il y a le mot « supervisé »
    [plain] . En haut de Réglages, il n’y a pas le mot « supervisé »
   *[no] { "" }
 }

# Le fichier joint à un mail ; se termine par .pdf.
print-file = instructions.pdf
