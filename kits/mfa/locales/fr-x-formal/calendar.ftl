# L’entrée qu’un message ajoute à un agenda.

calendar-summary = Configurer { $to }
calendar-purpose = Ce moment est prévu pour configurer { $to }. Vous n’avez pas besoin de lien.{ $minutes ->
    [0] { "" }
    [one] { " " }Comptez environ { $minutes } minute.
   *[other] { " " }Comptez environ { $minutes } minutes.
 }
