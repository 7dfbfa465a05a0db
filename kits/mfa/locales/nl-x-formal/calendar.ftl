# De afspraak die een bericht in iemands agenda zet.

calendar-summary = { $to } instellen
calendar-purpose = Deze tijd is om { $to } in te stellen. Hiervoor hebt u geen link nodig.{ $minutes ->
    [0] { "" }
    [one] { " " }Het duurt ongeveer { $minutes } minuut.
   *[other] { " " }Het duurt ongeveer { $minutes } minuten.
 }
