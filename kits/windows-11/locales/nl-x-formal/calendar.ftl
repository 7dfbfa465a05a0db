# De afspraak die een bericht in iemands agenda zet.

calendar-summary = { $to } installeren
calendar-purpose = Deze tijd is om { $to } te installeren. Neem de oplader mee.{ $minutes ->
    [0] { "" }
    [one] { " " }Het duurt ongeveer { $minutes } minuut.
   *[other] { " " }Het duurt ongeveer { $minutes } minuten.
 }
