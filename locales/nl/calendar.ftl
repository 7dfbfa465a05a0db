# De afspraak die een bericht in iemands agenda zet. Een campagne kan elke tekst vervangen.

# De titel.
calendar-summary = { $devices ->
    [one] Je apparaat
   *[other] Je { $devices } apparaten
 } overzetten naar { $to }
# De naam van het bestand; eindigt op .ics.
calendar-file = overstap.ics
# De tekst, regel voor regel.
calendar-purpose = Deze tijd is om over te stappen op { $to }.{ $minutes ->
    [0] { "" }
    [one] { " " }Het duurt ongeveer { $minutes } minuut.
   *[other] { " " }Het duurt ongeveer { $minutes } minuten.
 }
calendar-other-time = Komt een ander moment beter uit? Verzet deze afspraak dan. De laatste dag is { $deadline }.
calendar-page = Hier begin je:
calendar-helpdesk = Helpdesk:
