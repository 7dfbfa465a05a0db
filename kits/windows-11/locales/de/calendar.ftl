# Der Termin, den eine Nachricht in einen Kalender einträgt.

calendar-summary = { $to } installieren
calendar-purpose = In dieser Zeit installierst du { $to }. Hab das Ladegerät dabei.{ $minutes ->
    [0] { "" }
    [one] { " " }Das dauert etwa { $minutes } Minute.
   *[other] { " " }Das dauert etwa { $minutes } Minuten.
 }
