# Der Termin, den eine Nachricht in einen Kalender einträgt. Eine Kampagne kann jeden Text ersetzen.

# Der Titel.
calendar-summary = { $to } einrichten
# Der Name der Datei; endet auf .ics.
calendar-file = termin.ics
# Der Text, Zeile für Zeile.
calendar-purpose = In dieser Zeit richten Sie { $to } ein. Sie brauchen dafür keinen Link.{ $minutes ->
    [0] { "" }
    [one] { " " }Das dauert etwa { $minutes } Minute.
   *[other] { " " }Das dauert etwa { $minutes } Minuten.
 }
calendar-other-time = Passt Ihnen eine andere Zeit besser? Dann verschieben Sie diesen Termin. Der letzte Tag: { $deadline }.
# Bei einer Anfrage, die man nicht verschieben kann.
calendar-other-meeting = Passt Ihnen eine andere Zeit besser? Dann löschen Sie diesen Termin und tragen Sie selbst einen ein. Der letzte Tag: { $deadline }.
calendar-page = Hier fangen Sie an:
calendar-helpdesk = Helpdesk:
