# De afspraak die een bericht in iemands agenda zet.

calendar-summary = Tijd voor { $to }
calendar-file = afspraak.ics
calendar-purpose = Deze tijd is voor { $to }.{ $minutes ->
    [0] { "" }
    [one] { " " }Het duurt ongeveer { $minutes } minuut.
   *[other] { " " }Het duurt ongeveer { $minutes } minuten.
 }
