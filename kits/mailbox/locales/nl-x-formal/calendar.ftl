# De afspraak die een bericht in iemands agenda zet.

calendar-summary = Uw mailbox verhuist naar { $to }
calendar-purpose = Rond deze tijd verhuist uw mailbox. U hoeft er niet bij te zijn. Log daarna opnieuw in bij Outlook.{ $minutes ->
    [0] { "" }
    [one] { " " }Het duurt ongeveer { $minutes } minuut.
   *[other] { " " }Het duurt ongeveer { $minutes } minuten.
 }
