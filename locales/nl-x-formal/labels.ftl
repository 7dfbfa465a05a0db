# De vaste teksten van de opmaak. Een campagne kan elke tekst vervangen.

# Onder elk bericht.
check-real = Twijfelt u of dit bericht echt is? Klik dan nergens op en bel de helpdesk via het nummer dat u al kent.
check-real-page = Meer uitleg staat op:
sent-by = Dit bericht is verstuurd namens { $organization }, voor ‘{ $campaign }’.

# Namen van gegevens.
phone = Telefoon
email = E-mail
hours = Bereikbaar
website = Website
helpdesk = Helpdesk

# Hoeveel tijd er nog is.
days-left = { $days ->
    [0] vandaag
    [one] nog één dag
   *[other] nog { $days } dagen
 }
workdays-left = { $days ->
    [0] vandaag
    [one] nog één werkdag
   *[other] nog { $days } werkdagen
 }

# Hoeveel later iets is.
in-days = { $days ->
    [0] vandaag
    [one] morgen
   *[other] over { $days } dagen
 }
in-workdays = { $days ->
    [0] vandaag
    [one] over één werkdag
   *[other] over { $days } werkdagen
 }

# Hoe lang het overzetten van één apparaat duurt, midden in een zin: ‘Reken op een half uur per apparaat.’
duration = { $minutes ->
    [30] een half uur
    [60] een uur
    [90] anderhalf uur
    [120] twee uur
    [one] { $minutes } minuut
   *[other] { $minutes } minuten
 }
