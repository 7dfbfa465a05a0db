# Der Termin, den eine Nachricht in einen Kalender einträgt.

calendar-summary = { $to } einrichten
calendar-purpose = In dieser Zeit richtest du { $to } ein. Du brauchst dafür keinen Link.{ $minutes ->
    [0] { "" }
    [one] { " " }Das dauert etwa { $minutes } Minute.
   *[other] { " " }Das dauert etwa { $minutes } Minuten.
 }
