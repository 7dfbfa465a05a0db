# L’entrée qu’un message ajoute à un agenda.

calendar-summary = Configurer { $to }
calendar-purpose = Ce moment est prévu pour configurer { $to }. Tu n’as pas besoin de lien.{ $minutes ->
    [0] { "" }
    [one] { " " }Compte environ { $minutes } minute.
   *[other] { " " }Compte environ { $minutes } minutes.
 }
