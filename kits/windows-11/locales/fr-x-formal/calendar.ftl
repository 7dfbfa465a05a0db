# L’entrée qu’un message ajoute à un agenda.

calendar-summary = Installer { $to }
calendar-purpose = Ce moment est prévu pour installer { $to }. Prenez le chargeur.{ $minutes ->
    [0] { "" }
    [one] { " " }Comptez environ { $minutes } minute.
   *[other] { " " }Comptez environ { $minutes } minutes.
 }
