# Der Termin, den eine Nachricht in einen Kalender einträgt. Eine Kampagne kann jeden Text ersetzen.

# Der Titel.
calendar-summary = { $devices ->
    [one] Gerät auf { $to } umstellen
   *[other] { $devices } Geräte auf { $to } umstellen
 }
# Der Name der Datei; endet auf .ics.
calendar-file = umstieg.ics
# Der Text, Zeile für Zeile.
calendar-purpose = In dieser Zeit steigen Sie auf { $to } um.{ $minutes ->
    [0] { "" }
    [one] { " " }Das dauert etwa { $minutes } Minute.
   *[other] { " " }Das dauert etwa { $minutes } Minuten.
 }
calendar-other-time = Passt Ihnen eine andere Zeit besser? Dann verschieben Sie diesen Termin. Der letzte Tag: { $deadline }.
# Bei einer Anfrage, die man nicht verschieben kann.
calendar-other-meeting = Passt Ihnen eine andere Zeit besser? Dann löschen Sie diesen Termin und tragen Sie selbst einen ein. Der letzte Tag: { $deadline }.
calendar-page = Hier fangen Sie an:
calendar-helpdesk = Helpdesk:
# Of an appointment at a desk, which the data has: its title, its text, and who cannot come.
calendar-visit-summary = Termin für { $to }
calendar-visit-purpose = Das ist Ihr Termin für { $to }.
calendar-visit-other = Können Sie dann nicht? Sagen Sie dem Helpdesk Bescheid.
