# L’entrée qu’un message ajoute à un agenda.

calendar-summary = Déménagement de la boîte mail vers { $to }
calendar-purpose = Ta boîte mail déménage vers cette heure. Ta présence n’est pas nécessaire. Ensuite, il faut se reconnecter à Outlook.{ $minutes ->
    [0] { "" }
    [one] { " " }Compte environ { $minutes } minute.
   *[other] { " " }Compte environ { $minutes } minutes.
 }
