# Le rendez-vous qu’un message place dans un agenda. Une campagne peut remplacer chacun de ces textes.

# Le titre.
calendar-summary = Passer { $devices ->
    [one] votre appareil
   *[other] vos { $devices } appareils
 } à { $to }
# Le nom du fichier ; il se termine par .ics.
calendar-file = changement.ics
# Le texte, ligne par ligne.
calendar-purpose = Ce moment est réservé au passage à { $to }.{ $minutes ->
    [0] { "" }
    [one] { " " }Comptez environ { $minutes } minute.
   *[other] { " " }Comptez environ { $minutes } minutes.
 }
calendar-other-time = Un autre moment vous convient mieux ? Déplacez ce rendez-vous. Le dernier jour est le { $deadline }.
# D’une demande, que le destinataire ne peut pas déplacer.
calendar-other-meeting = Un autre moment vous convient mieux ? Supprimez ce rendez-vous et choisissez vous-même un moment. Le dernier jour est le { $deadline }.
calendar-page = Commencez ici :
calendar-helpdesk = Support informatique :
# Of an appointment at a desk, which the data has: its title, its text, and who cannot come.
calendar-visit-summary = Rendez-vous pour { $to }
calendar-visit-purpose = C’est votre rendez-vous pour { $to }.
calendar-visit-other = Vous ne pouvez pas venir ? Prévenez le support informatique.
