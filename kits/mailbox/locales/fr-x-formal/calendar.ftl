# L’entrée qu’un message ajoute à un agenda.

calendar-summary = Déménagement de la boîte mail vers { $to }
calendar-purpose = Votre boîte mail déménage vers cette heure. Votre présence n’est pas nécessaire. Ensuite, il faut se reconnecter à Outlook.{ $minutes ->
    [0] { "" }
    [one] { " " }Comptez environ { $minutes } minute.
   *[other] { " " }Comptez environ { $minutes } minutes.
 }
