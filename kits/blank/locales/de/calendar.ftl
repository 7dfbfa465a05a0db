# Der Termin, den eine Nachricht in einen Kalender einträgt.

calendar-summary = Zeit für { $to }
calendar-file = termin.ics
calendar-purpose = Diese Zeit ist für { $to }.{ $minutes ->
    [0] { "" }
    [one] { " " }Das dauert etwa { $minutes } Minute.
   *[other] { " " }Das dauert etwa { $minutes } Minuten.
 }
