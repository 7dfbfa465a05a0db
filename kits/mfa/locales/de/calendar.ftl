# Der Termin, den eine Nachricht in einen Kalender einträgt. Eine Kampagne kann jeden Text ersetzen.

# Der Titel.
calendar-summary = { $to } einrichten
# Der Name der Datei; endet auf .ics.
calendar-file = termin.ics
# Der Text, Zeile für Zeile.
calendar-purpose = In dieser Zeit richtest du { $to } ein. Du brauchst dafür keinen Link.{ $minutes ->
    [0] { "" }
    [one] { " " }Das dauert etwa { $minutes } Minute.
   *[other] { " " }Das dauert etwa { $minutes } Minuten.
 }
calendar-other-time = Passt dir eine andere Zeit besser? Dann verschiebe diesen Termin. Der letzte Tag: { $deadline }.
# Bei einer Anfrage, die man nicht verschieben kann.
calendar-other-meeting = Passt dir eine andere Zeit besser? Dann lösche diesen Termin und trage selbst einen ein. Der letzte Tag: { $deadline }.
calendar-page = Hier fängst du an:
calendar-helpdesk = Helpdesk:
