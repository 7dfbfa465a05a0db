# L’entrée qu’un message ajoute à un agenda.

calendar-summary = Installer { $to }
calendar-purpose = Ce moment est prévu pour installer { $to }. Prends le chargeur.{ $minutes ->
    [0] { "" }
    [one] { " " }Compte environ { $minutes } minute.
   *[other] { " " }Compte environ { $minutes } minutes.
 }
