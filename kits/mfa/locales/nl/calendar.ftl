# De afspraak die een bericht in iemands agenda zet. Een campagne kan elke tekst vervangen.

# De titel.
calendar-summary = { $to } instellen
# De naam van het bestand; eindigt op .ics.
calendar-file = afspraak.ics
# De tekst, regel voor regel.
calendar-purpose = Deze tijd is om { $to } in te stellen. Hiervoor heb je geen link nodig.{ $minutes ->
    [0] { "" }
    [one] { " " }Het duurt ongeveer { $minutes } minuut.
   *[other] { " " }Het duurt ongeveer { $minutes } minuten.
 }
calendar-other-time = Komt een ander moment beter uit? Verzet deze afspraak dan. De laatste dag is { $deadline }.
# Van een verzoek, dat de lezer niet kan verzetten.
calendar-other-meeting = Komt een ander moment beter uit? Verwijder deze afspraak dan en kies zelf een moment. De laatste dag is { $deadline }.
calendar-page = Hier begin je:
calendar-helpdesk = Helpdesk:
