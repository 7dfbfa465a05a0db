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
# Van een verzoek, dat de lezer niet kan verzetten.
calendar-other-meeting = Komt een ander moment beter uit? Verwijder deze afspraak dan en kies zelf een moment. De laatste dag is { $deadline }.
calendar-page = Hier begin je:
calendar-helpdesk = Helpdesk:
# Of an appointment at a desk, which the data has: its title, its text, and who cannot come.
calendar-visit-summary = Afspraak voor { $to }
calendar-visit-purpose = Dit is je afspraak voor { $to }.
calendar-visit-other = Kun je dan niet? Laat het de helpdesk weten.
