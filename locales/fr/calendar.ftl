# Le rendez-vous qu’un message place dans un agenda. Une campagne peut remplacer chacun de ces textes.

# Le titre.
calendar-summary = Passer { $devices ->
    [one] ton appareil
   *[other] tes { $devices } appareils
 } à { $to }
# Le nom du fichier ; il se termine par .ics.
calendar-file = changement.ics
# Le texte, ligne par ligne.
calendar-purpose = Ce moment est réservé au passage à { $to }.{ $minutes ->
    [0] { "" }
    [one] { " " }Compte environ { $minutes } minute.
   *[other] { " " }Compte environ { $minutes } minutes.
 }
calendar-other-time = Un autre moment te convient mieux ? Déplace ce rendez-vous. Le dernier jour est le { $deadline }.
# D’une demande, que le destinataire ne peut pas déplacer.
calendar-other-meeting = Un autre moment te convient mieux ? Supprime ce rendez-vous et choisis toi-même un moment. Le dernier jour est le { $deadline }.
calendar-page = Commence ici :
calendar-helpdesk = Support informatique :
# Of an appointment at a desk, which the data has: its title, its text, and who cannot come.
calendar-visit-summary = Rendez-vous pour { $to }
calendar-visit-purpose = C’est ton rendez-vous pour { $to }.
calendar-visit-other = Tu ne peux pas venir ? Préviens le support informatique.
