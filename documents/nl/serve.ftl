# De pagina’s in een browser (`heraut serve`), voor wie de campagne leidt. Ze horen bij het programma: een campagne vervangt er geen.

# Op elke pagina.
skip = Naar de inhoud
nav-label = Pagina’s
nav-dashboard = Hoe het ervoor staat
updated = De pagina is bijgewerkt.
acts-as = Wat hier gedaan wordt, staat op naam van { $by }.
looks-only = Hier kunt u alleen kijken, niets wijzigen.
looks-as = Aangemeld als { $by }, om te kijken.
somebody = Iemand
forbidden = Dit doet iemand anders
forbidden-nobody = Het programma is gestart om alleen te kijken. Om iets te doen:
forbidden-roles = U bent { $by }; uw rol hier is { $roles }.
forbidden-no-role = U bent { $by } en hebt hier geen rol.
forbidden-ask = Een rol krijgt u van wie het programma beheert.
again = Typ uw naam om het te bevestigen: { $by }
sign-out = Afmelden
wrong = Dat is niet gelukt
missing = Deze pagina bestaat niet
missing-why = Misschien is het programma opnieuw gestart: de adressen van mensen en berichten zijn elke keer nieuw.

# Aanmelden.
sign-in = Aanmelden
sign-in-as = Wat u doet, komt in het journaal onder de naam { $by }.
sign-in-looks = U kunt alles bekijken en niets wijzigen.
sign-in-there = Uw organisatie zegt wie u bent.
sign-in-failed = Dat is niet gelukt.
sign-in-proxy = Deze pagina’s opent u via het adres dat uw organisatie ervoor heeft; daar meldt u zich aan.
signed-in = U bent aangemeld
signed-out = U bent hier afgemeld
signed-out-there = Ook bij uw organisatie afmelden
sign-in-first = Open de link die het programma in zijn terminal laat zien. U kunt hem één keer gebruiken.
sign-in-wrong = Deze link is al gebruikt of hoort niet bij dit programma. In de terminal staat de geldige link.
sign-in-too-soon = Wacht { $n ->
    [one] één seconde
   *[other] { $n } seconden
 } en probeer het opnieuw.

# Aantallen mensen.
moved = Over
failed = Mislukt
left = Nog te gaan
people = Mensen
share = Aandeel
expected = Verwacht
of-all = van { $n }
today = vandaag
never = nooit
day = Dag
in-days = { $n ->
    [0] vandaag
    [one] morgen
   *[other] over { $n } dagen
 }
days-ago = { $n ->
    [one] gisteren
   *[other] { $n } dagen geleden
 }

# Hoe het ervoor staat.
as-of = Stand van { $when }; tijden in { $zone }.
by-plan = Volgens plan { $plan }, goedgekeurd op { $when }.
next-deadline = Eerstvolgende laatste dag
last-read = Laatst bekend van mensen
waves = Rondes
wave = Ronde
deadline = Laatste dag
gate = Beslismoment
gate-waiting = nog niet beslist
gate-inconclusive = niet te zeggen
gate-failed = niet gehaald
gate-ready = wacht op een besluit
gate-passed = open
gate-overridden = toch open
curves = Wie op welke dag over was
curves-lede = Naast wat het plan verwacht: elke open dag evenveel, op de laatste dag iedereen.
curve-of = { $wave }: op { $day } waren { $moved } van { $of } over; verwacht waren er { $expected }.
as-table = Als tabel
undated = Van { $n } is niet bekend sinds wanneer.

# Wat er moet gebeuren.
tasks = Wat op iemand wacht
no-tasks = Er wacht niets op iemand.
who-second = Een tweede persoon
who-operator = Wie de campagne leidt
who-helpdesk = De helpdesk
who-managers = De leidinggevenden
task-proposed = Een plan wacht op een tweede persoon.
task-gate-inconclusive = Het beslismoment van { $wave }: er ontbreekt iets om te beslissen.
task-gate-failed = Het beslismoment van { $wave } is niet gehaald.
task-gate-ready = Het beslismoment van { $wave }: alles klopt, en iemand moet het zeggen.
task-failed = { $wave }: bij { $n ->
    [one] één persoon
   *[other] { $n } mensen
 } is het mislukt.
task-overdue = { $wave }: de laatste dag is voorbij en { $n ->
    [one] één persoon is
   *[other] { $n } mensen zijn
 } nog niet over.
task-refused = { $n ->
    [one] Eén bericht is
   *[other] { $n } berichten zijn
 } definitief geweigerd.
task-bounced = { $n ->
    [one] Eén bericht
   *[other] { $n } berichten
 } kon niet worden bezorgd.
task-uncertain = { $n ->
    [one] Van één bericht
   *[other] Van { $n } berichten
 } weet niemand of het is aangekomen.
task-held = { $n ->
    [one] Er wordt iets tegengehouden.
   *[other] Er worden { $n } dingen tegengehouden.
 }
task-stale = Wat er van mensen bekend is, is { $n ->
    [one] een dag
   *[other] { $n } dagen
 } oud.
task-never-read = Niemand heeft nog ingelezen hoe ver mensen zijn.

# Wat er uitgaat.
next = Wat er nu uitgaat
due-now = Nu aan de beurt; dit verstuurt het:
due-at = Op { $when }:
nothing-due = Er staat niets meer te gebeuren.
senders = { $n ->
    [0] Er draait nu geen programma dat verstuurt.
    [one] Er draait één programma dat verstuurt.
   *[other] Er draaien { $n } programma’s die versturen.
 }
went-out = Het afgelopen uur { $n ->
    [one] is één bericht verstuurd
   *[other] zijn { $n } berichten verstuurd
 }, het laatste op { $when }.
nothing-went-out = Het afgelopen uur is er niets verstuurd.
relay-paused = De relay { $relay } wordt met rust gelaten tot { $when }.
to-helpdesk = naar de helpdesk
to-people = { $n ->
    [one] naar één persoon
   *[other] naar { $n } mensen
 }
attention = Berichten die op iemand wachten
no-attention = Er is niets geweigerd, teruggekomen of onzeker.
whom = Voor wie
the-helpdesk = De helpdesk
message = Bericht
state = Toestand
since = Sinds
typed = In te typen
state-planned = gepland
state-due = aan de beurt
state-sending = onderweg
state-accepted = verstuurd
state-bounced = teruggekomen
state-deferred = later opnieuw
state-failed = geweigerd
state-uncertain = onzeker
state-suppressed = niet verstuurd
state-expired = verlopen
state-held = tegengehouden
state-printed = afgedrukt
state-cancelled = vervallen
holds = Wat tegengehouden wordt
scope-campaign = Alles
scope-wave = Ronde
scope-phase = Fase
scope-message = Bericht
scope-person = Persoon
scope-notice = Eén bericht
scope-gate = Na het beslismoment van
held-since = sinds { $when }
held-until = tot { $when }
held-late = { $n ->
    [one] één bericht
   *[other] { $n } berichten
 } zou nu te laat zijn

# De helpdesk.
contacts = Wat bij de helpdesk binnenkomt
busiest = De drukste dag wordt { $day }, met ongeveer { $n } vragen.
takes = De helpdesk kan er { $n } per dag aan.
came = Gekomen
four-in-five = Vier van de vijf dagen
over = meer dan zij aankan

# Iemand aan de telefoon.
nav-desk = Helpdesk
desk-wanted = Naam, adres, gebruikersnaam, serienummer, nummer van een blad, of locatie
desk-find = Opzoeken
desk-found = Wie wordt bedoeld?
desk-nobody = Niemand heet zo
desk-more = Er zijn er meer: typ meer van de naam.
desk-sheets = Een blad met dat nummer
desk-devices = Apparaten die van niemand zijn
desk-sites = Locaties
desk-nothing = Niemand heet zo, maar dit is er wel
desk-another = Iemand anders opzoeken
standing = Hoe ver
standing-pending = moet nog over
standing-migrated = is over
standing-failed = heeft hulp nodig
standing-gone = werkt hier niet meer
start = Begin
no-wave = in geen enkele
appointment = Afspraak
appointment-then = Afspraak zodra het plan opnieuw is goedgekeurd:
appointment-off = Geen afspraak meer zodra het plan opnieuw is goedgekeurd.
person-held = Krijgt voorlopig niets meer:
person-unreachable = Mail naar dit adres kwam terug.
person-away = Afwezig tot { $day }.
devices = Apparaten
device-unnamed = Zonder naam
no-devices = Er is geen apparaat bekend.
path-own = gaat zelf over, stap voor stap
path-wiped = wordt door de helpdesk gewist en opnieuw ingericht
path-apple = wordt door Apple overgezet: volg wat het scherm vraagt
path-replaced = kan niet over en wordt vervangen
path-unknown = de stappen zijn niet bekend
path-done = is over
path-apart = hoeft niet over
platform-ios = iPhone
platform-ipados = iPad
platform-android = Android
platform-windows = Windows
platform-macos = Mac
platform-other = ander systeem
ownership-corporate = van de organisatie
ownership-personal = van henzelf
ownership-shared = gedeeld
ownership-unknown = onbekend van wie
coming = Wat er nog komt
nothing-coming = Er komt niets meer.
on-paper = op papier
will-not = Wordt niet verstuurd:
not-migrated = is over
not-not-migrated = is nog niet over
not-left = werkt hier niet meer
not-opted-out = wil er geen
not-bounced = mail komt terug
not-no-mailbox = heeft geen mailbox
not-overtaken = ingehaald door een later bericht
told = Wat er verteld is
nothing-told = Nog niets.
known = Wat er nog meer bekend is
user-name = Gebruikersnaam
address = Adres
no-mailbox = geen mailbox
department = Afdeling
site = Locatie
language = Taal
zone = Tijdzone
acts = Wat u kunt doen
called-about = Waar gaat het gesprek over?
about-steps = De stappen
about-sign-in = Aanmelden
about-device = Het apparaat
about-dates = De datums
about-mail = Een bericht
about-other = Iets anders
act-called = Dit gesprek tellen
why-moved = Hoe is bekend dat deze persoon over is?
act-moved = Is over
why-help = Wat ging er mis? Berichten aan deze persoon noemen het.
act-help = Heeft hulp nodig
why-hold = Waarom moet deze persoon voorlopig niets krijgen?
act-hold = Berichten tegenhouden
why-release = Waarom mogen de berichten weer uitgaan?
act-release = Berichten laten doorgaan
expected-day = Dag van de afspraak
expected-time = Tijd, als die bekend is
expected-place = Plaats
act-expected = Nieuwe afspraak
act-off = Geen afspraak meer
said-moved = Genoteerd: deze persoon is over.
said-help = Genoteerd: deze persoon heeft hulp nodig.
said-called = Het gesprek is geteld.
said-held = De berichten worden tegengehouden.
said-released = De berichten gaan weer uit.
said-expected = Genoteerd. Het wordt verteld zodra het plan opnieuw is goedgekeurd.
said-resent = Het bericht gaat opnieuw uit.
again-same = Het bericht kan zijn aangekomen. Hetzelfde bericht gaat opnieuw uit, zodat een mailsysteem het kan herkennen.
again-fresh = Het bericht gaat opnieuw uit, naar het adres in het plan.
act-again = Opnieuw versturen
letter-from = Van
letter-to = Aan
letter-subject = Onderwerp
letter-html = Zoals het eruitziet
letter-text = Als platte tekst
letter-went = Dit is er uitgegaan, opnieuw gemaakt uit wat toen was goedgekeurd; het is hier niet ondertekend.
letter-would = Het is nog niet uitgegaan. Zo zou het nu uitgaan.
attempts = Pogingen

# De berichten van de werkbestanden.
nav-messages = Berichten
messages-lede = Zoals ze nu in de bestanden staan. Een bewaard bestand is meteen te zien.
findings = Wat de controle vindt
findings-later = De controle loopt; wat zij vindt, komt hier te staan.
no-findings = Niets.
in-mailbox = In de mailbox
in-light = Licht
in-dark = Donker
on-phone = Op een telefoon
readers = Gelezen door
said-again = nogmaals
another-reader = Iemand anders: naam, adres of gebruikersnaam
beside = Ernaast in
show = Tonen

# Een ronde, en haar beslismoment.
was-told = Verteld
is-coming = Komt nog
not-sent = Niet verstuurd
needs-somebody = Wacht op iemand
gate-owner = Wie beslist
gate-nobody = niemand in het bijzonder
gate-waits = { $n ->
    [one] Eén bericht van latere rondes wacht
   *[other] { $n } berichten van latere rondes wachten
 } erop.
gate-let-through = { $n ->
    [one] Eén bericht van latere rondes komt
   *[other] { $n } berichten van latere rondes komen
 } erna.
gate-first = Het eerste is voor { $when }.
gate-late = Als het nu openging, { $n ->
    [one] kwam één daarvan
   *[other] kwamen { $n } daarvan
 } te laat en ging niet meer uit.
gate-nothing-waits = Er wacht niets op.
gate-decided = Beslist door { $by } op { $when }:
criteria = Wat moet kloppen
criterion = Voorwaarde
seen = Gezien
asked = Gevraagd
holds-now = Klopt
holds-yes = ja
holds-no = nee
holds-unknown = niet te zeggen
no-criteria = Er is niets vastgelegd: iemand beslist.
asks-sample = Bekend van minstens { $n ->
    [one] één persoon
   *[other] { $n } mensen
 }
asks-age-days = Wat bekend is, is hooguit { $n ->
    [one] een dag
   *[other] { $n } dagen
 } oud
asks-age-workdays = Wat bekend is, is hooguit { $n ->
    [one] een werkdag
   *[other] { $n } werkdagen
 } oud
asks-enrolled = Zijn over
asks-failed = Mislukt
asks-contacts = Vragen bij de helpdesk per dag
asks-check = Met de hand geprobeerd: { $check }
act-works = Geprobeerd, en het werkt
act-broken = Het werkt niet meer
why-pass = Waarom gaat het open?
act-pass = Openen
why-fail = Waarom blijft het dicht?
act-fail = Dicht houden
why-override = Waarom doorgaan terwijl er iets ontbreekt?
act-override = Toch openen

# Het plan.
nav-plan = Plan
plan-lede = De werkbestanden komen op { $n ->
    [one] één bericht
   *[other] { $n } berichten
 }; hun plan is { $plan }.
plan-first = Er is nog niets goedgekeurd. Dit legt het plan vast:
plan-approved = De werkbestanden zijn wat er is goedgekeurd.
plan-differs = De werkbestanden zijn niet wat er is goedgekeurd. Dit legt ze vast:
plan-told = { $n ->
    [one] Aan één persoon zijn
   *[other] Aan { $n } mensen zijn
 } andere datums verteld dan deze.
plan-signing = { $by } is het plan aan het goedkeuren of voorstellen. Dat duurt zo lang als het maken van alle berichten; hier staat wanneer het klaar is.
plan-failed = Het plan is niet goedgekeurd:
plan-proposed = { $by } heeft dit plan voorgesteld. Het ligt vast zodra iemand anders het goedkeurt.
plan-proposed-other = { $by } heeft een ander plan voorgesteld, { $plan }, dat niemand heeft goedgekeurd.
plan-second = Hiervoor zijn twee mensen nodig: hiermee stelt u het plan voor; het ligt vast zodra iemand anders het goedkeurt.
act-approve = Plan goedkeuren:
act-propose = Plan voorstellen:
said-approved = Het plan ligt vast. Wat aan de beurt is, wordt volgens dit plan verstuurd.
said-proposed = Het plan is voorgesteld. Het ligt vast zodra iemand anders het goedkeurt.
first-message = Eerste bericht
last-message = Laatste bericht
plan-files = Gewijzigde bestanden
plan-difference = Wat er anders is

# Papier.
nav-print = Papier
print-waiting = Wat nog gedrukt moet worden
print-nothing = Er hoeft niets gedrukt te worden.
print-due = Eerste op
print-held = Tegengehouden
print-runs = Wat er gedrukt is
print-run = Drukgang
print-none = Er is nog niets gedrukt.
print-on-them = Wat erop staat
print-manifest = In de map van elke drukgang staat in manifest.csv welk blad van wie is. Posters en hand-outs zijn van niemand en staan in geen lijst.
sheets = Bladen

# De rapportage.
nav-report = Rapportage
report-page = Als één pagina, om af te drukken of te bewaren
report-by = Hoe ver mensen zijn, naar
without = zonder

# Het journaal.
nav-journal = Journaal
journal-whole = { $n ->
    [one] Eén regel
   *[other] { $n } regels, elk volgend uit de vorige
 }. Laatste schakel:
journal-broken = Regel { $n } is niet wat er geschreven is:
journal-erased = Iemand in deze regel is vergeten.
journal-earlier = Eerder
number = Nummer
when = Wanneer
who = Wie
what = Wat
