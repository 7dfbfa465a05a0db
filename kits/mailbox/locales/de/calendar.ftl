# Der Termin, den eine Nachricht in einen Kalender einträgt.

calendar-summary = Postfach zieht nach { $to } um
calendar-purpose = Um diese Zeit zieht dein Postfach um. Du musst nicht dabei sein. Danach bei Outlook neu anmelden.{ $minutes ->
    [0] { "" }
    [one] { " " }Das dauert etwa { $minutes } Minute.
   *[other] { " " }Das dauert etwa { $minutes } Minuten.
 }
