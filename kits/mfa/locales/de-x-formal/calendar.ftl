# Der Termin, den eine Nachricht in einen Kalender einträgt.

calendar-summary = { $to } einrichten
calendar-purpose = In dieser Zeit richten Sie { $to } ein. Sie brauchen dafür keinen Link.{ $minutes ->
    [0] { "" }
    [one] { " " }Das dauert etwa { $minutes } Minute.
   *[other] { " " }Das dauert etwa { $minutes } Minuten.
 }
