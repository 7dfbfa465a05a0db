# L’entrée qu’un message ajoute à un agenda.

calendar-summary = Du temps pour { $to }
calendar-file = rendez-vous.ics
calendar-purpose = Ce moment est prévu pour { $to }.{ $minutes ->
    [0] { "" }
    [one] { " " }Compte environ { $minutes } minute.
   *[other] { " " }Compte environ { $minutes } minutes.
 }
