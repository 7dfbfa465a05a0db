# Die festen Texte des Layouts. Eine Kampagne kann jeden davon ersetzen.

# Unter jeder Nachricht.
check-real = Unsicher, ob diese Nachricht echt ist? Dann klicke nichts an. Ruf den Helpdesk unter der Nummer an, die du schon kennst.
check-real-page = Mehr dazu:
sent-by = Gesendet im Auftrag von { $organization } für „{ $campaign }“.

# Namen von Angaben.
phone = Telefon
email = E-Mail
hours = Erreichbar
website = Website
helpdesk = Helpdesk

# Wie viel Zeit noch bleibt.
days-left = { $days ->
    [0] heute
    [one] noch ein Tag
   *[other] noch { $days } Tage
 }
workdays-left = { $days ->
    [0] heute
    [one] noch ein Arbeitstag
   *[other] noch { $days } Arbeitstage
 }

# Wie lange der Umstieg eines Geräts dauert, mitten im Satz: „Plane eine halbe Stunde pro Gerät ein.“
duration = { $minutes ->
    [30] eine halbe Stunde
    [60] eine Stunde
    [90] eineinhalb Stunden
    [120] zwei Stunden
    [one] { $minutes } Minute
   *[other] { $minutes } Minuten
 }

# Wie viel später etwas ist.
in-days = { $days ->
    [0] heute
    [one] morgen
   *[other] in { $days } Tagen
 }
in-workdays = { $days ->
    [0] heute
    [one] in einem Arbeitstag
   *[other] in { $days } Arbeitstagen
 }
