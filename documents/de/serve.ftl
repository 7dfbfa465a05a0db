# Die Seiten im Browser (`heraut serve`), für alle, die die Kampagne leiten. Sie gehören zum Programm: keine Kampagne ersetzt sie.

# Auf jeder Seite.
skip = Zum Inhalt
nav-label = Seiten
nav-dashboard = Stand der Dinge
updated = Die Seite ist auf dem neuesten Stand.
acts-as = Was hier getan wird, geschieht im Namen von { $by }.
looks-only = Hier können Sie nur lesen, nichts ändern.
looks-as = Angemeldet als { $by }, um zu lesen.
somebody = Jemand
forbidden = Das tut jemand anderes
forbidden-nobody = Das Programm wurde nur zum Lesen gestartet. Um etwas zu tun:
forbidden-roles = Sie sind { $by }; Ihre Rolle hier: { $roles }.
forbidden-no-role = Sie sind { $by } und haben hier keine Rolle.
forbidden-ask = Rollen vergibt, wer das Programm betreibt.
again = Geben Sie zur Bestätigung Ihren Namen ein: { $by }
sign-out = Abmelden
wrong = Das hat nicht geklappt
missing = Diese Seite gibt es nicht
missing-why = Vielleicht wurde das Programm neu gestartet: die Adressen von Personen und Nachrichten sind jedes Mal neu.

# Anmelden.
sign-in = Anmelden
sign-in-as = Was Sie tun, steht im Journal unter dem Namen { $by }.
sign-in-looks = Sie können alles ansehen und nichts ändern.
sign-in-there = Ihre Organisation sagt, wer Sie sind.
sign-in-failed = Das hat nicht geklappt.
sign-in-proxy = Diese Seiten öffnen Sie über die Adresse, die Ihre Organisation dafür hat; dort melden Sie sich an.
signed-in = Sie sind angemeldet
signed-out = Sie sind hier abgemeldet
signed-out-there = Auch bei Ihrer Organisation abmelden
sign-in-first = Öffnen Sie den Link, den das Programm in seinem Terminal zeigt. Er gilt ein einziges Mal.
sign-in-wrong = Dieser Link wurde schon benutzt oder gehört nicht zu diesem Programm. Das Terminal zeigt den gültigen.
sign-in-too-soon = Warten Sie { $n ->
    [one] eine Sekunde
   *[other] { $n } Sekunden
 } und versuchen Sie es noch einmal.

# Anzahl der Personen.
moved = Umgestellt
failed = Fehlgeschlagen
left = Noch offen
people = Personen
share = Anteil
expected = Erwartet
of-all = von { $n }
today = heute
never = nie
day = Tag
in-days = { $n ->
    [0] heute
    [one] morgen
   *[other] in { $n } Tagen
 }
days-ago = { $n ->
    [one] gestern
   *[other] vor { $n } Tagen
 }

# Stand der Dinge.
as-of = Stand: { $when }; Zeiten in { $zone }.
by-plan = Nach Plan { $plan }, genehmigt am { $when }.
next-deadline = Nächster letzter Tag
last-read = Zuletzt eingelesen
waves = Gruppen
wave = Gruppe
deadline = Letzter Tag
gate = Entscheidung
gate-waiting = noch nicht entschieden
gate-inconclusive = noch nicht zu sagen
gate-failed = nicht erreicht
gate-ready = wartet auf eine Entscheidung
gate-passed = offen
gate-overridden = trotzdem offen
curves = Wer an welchem Tag umgestellt war
curves-lede = Neben dem, was der Plan erwartet: an jedem offenen Tag gleich viele, am letzten Tag alle.
curve-of = { $wave }: Am { $day } waren { $moved } von { $of } umgestellt; erwartet waren { $expected }.
as-table = Als Tabelle
undated = Bei { $n } ist nicht bekannt, seit wann.

# Was zu tun ist.
tasks = Was auf jemanden wartet
no-tasks = Nichts wartet auf jemanden.
who-second = Eine zweite Person
who-operator = Die Leitung der Kampagne
who-helpdesk = Der Helpdesk
who-managers = Die Führungskräfte
task-proposed = Ein Plan wartet auf eine zweite Person.
task-gate-inconclusive = Entscheidung über { $wave }: Es fehlt etwas, um zu entscheiden.
task-gate-failed = Entscheidung über { $wave }: Das Ziel wurde nicht erreicht.
task-gate-ready = Entscheidung über { $wave }: Alles stimmt, und jemand muss es sagen.
task-failed = { $wave }: Bei { $n ->
    [one] einer Person
   *[other] { $n } Personen
 } ist es fehlgeschlagen.
task-overdue = { $wave }: Der letzte Tag ist vorbei, und { $n ->
    [one] eine Person ist
   *[other] { $n } Personen sind
 } noch nicht umgestellt.
task-refused = { $n ->
    [one] Eine Nachricht wurde
   *[other] { $n } Nachrichten wurden
 } endgültig abgelehnt.
task-bounced = { $n ->
    [one] Eine Nachricht
   *[other] { $n } Nachrichten
 } konnten nicht zugestellt werden.
task-uncertain = { $n ->
    [one] Bei einer Nachricht
   *[other] Bei { $n } Nachrichten
 } weiß niemand, ob sie angekommen ist.
task-held = { $n ->
    [one] Etwas wird angehalten.
   *[other] Es gibt { $n } Sperren.
 }
task-stale = Was von den Personen bekannt ist, ist { $n ->
    [one] einen Tag
   *[other] { $n } Tage
 } alt.
task-never-read = Noch niemand hat eingelesen, wie weit die Personen sind.

# Was hinausgeht.
next = Was als Nächstes hinausgeht
due-now = Jetzt fällig; das versendet es:
due-at = Am { $when }:
nothing-due = Es steht nichts mehr an.
senders = { $n ->
    [0] Im Moment läuft kein Programm, das versendet.
    [one] Ein Programm läuft, das versendet.
   *[other] Es laufen { $n } Programme, die versenden.
 }
went-out = In der letzten Stunde { $n ->
    [one] ging eine Nachricht hinaus
   *[other] gingen { $n } Nachrichten hinaus
 }, die letzte am { $when }.
nothing-went-out = In der letzten Stunde ging nichts hinaus.
relay-paused = Das Relay { $relay } wird bis { $when } in Ruhe gelassen.
to-helpdesk = an den Helpdesk
to-people = { $n ->
    [one] an eine Person
   *[other] an { $n } Personen
 }
attention = Nachrichten, die auf jemanden warten
no-attention = Keine wurde abgelehnt, kam zurück oder ist ungewiss.
whom = Für wen
the-helpdesk = Der Helpdesk
message = Nachricht
state = Zustand
since = Seit
typed = Einzugeben
state-planned = geplant
state-due = fällig
state-sending = unterwegs
state-accepted = versendet
state-bounced = zurückgekommen
state-deferred = später noch einmal
state-failed = abgelehnt
state-uncertain = ungewiss
state-suppressed = nicht versendet
state-expired = abgelaufen
state-held = angehalten
state-printed = gedruckt
state-cancelled = entfallen
holds = Was angehalten wird
scope-campaign = Alles
scope-wave = Gruppe
scope-phase = Phase
scope-message = Nachricht
scope-person = Person
scope-notice = Eine Nachricht
scope-gate = Nach der Entscheidung über
held-since = seit { $when }
held-until = bis { $when }
held-late = { $n ->
    [one] eine Nachricht
   *[other] { $n } Nachrichten
 } käme jetzt zu spät

# Der Helpdesk.
contacts = Was beim Helpdesk ankommt
busiest = Der vollste Tag wird { $day }, mit etwa { $n } Anfragen.
takes = Der Helpdesk schafft { $n } am Tag.
came = Gekommen
four-in-five = An vier von fünf Tagen
over = mehr, als er schafft

# Jemand am Telefon.
nav-desk = Helpdesk
desk-wanted = Name, Adresse, Benutzername, Seriennummer, Nummer eines Blatts oder Standort
desk-find = Suchen
desk-found = Wer ist gemeint?
desk-nobody = Niemand heißt so
desk-more = Es gibt mehr: Geben Sie mehr vom Namen ein.
desk-sheets = Ein Blatt mit dieser Nummer
desk-devices = Geräte, die niemandem gehören
desk-sites = Standorte
desk-nothing = Niemand heißt so, aber es gibt
desk-another = Jemand anderen suchen
standing = Wie weit
standing-pending = noch offen
standing-migrated = ist umgestellt
standing-failed = braucht Hilfe
standing-gone = nicht mehr hier
start = Beginn
no-wave = in keiner
appointment = Termin
appointment-then = Termin, sobald der Plan wieder genehmigt ist:
appointment-off = Kein Termin mehr, sobald der Plan wieder genehmigt ist.
person-held = Erhält vorerst nichts mehr:
person-unreachable = E-Mails an diese Adresse kamen zurück.
person-away = Abwesend bis { $day }.
devices = Geräte
device-unnamed = Ohne Namen
no-devices = Es ist keines bekannt.
path-own = wird selbst umgestellt, Schritt für Schritt
path-wiped = wird vom Helpdesk gelöscht und neu eingerichtet
path-apple = wird von Apple umgestellt: den Anweisungen auf dem Bildschirm folgen
path-replaced = kann nicht umgestellt werden und wird ersetzt
path-unknown = die Schritte sind nicht bekannt
path-done = ist umgestellt
path-apart = muss nicht umgestellt werden
platform-ios = iPhone
platform-ipados = iPad
platform-android = Android
platform-windows = Windows
platform-macos = Mac
platform-other = anderes System
ownership-corporate = gehört der Organisation
ownership-personal = privat
ownership-shared = gemeinsam genutzt
ownership-unknown = unbekannt, wem es gehört
coming = Was noch kommt
nothing-coming = Es kommt nichts mehr.
on-paper = auf Papier
will-not = Wird nicht versendet:
not-migrated = ist umgestellt
not-not-migrated = ist noch nicht umgestellt
not-left = nicht mehr hier
not-opted-out = möchte keine
not-bounced = E-Mails kommen zurück
not-no-mailbox = hat kein Postfach
not-overtaken = von einer späteren überholt
told = Was mitgeteilt wurde
nothing-told = Noch nichts.
known = Was sonst bekannt ist
user-name = Benutzername
address = Adresse
no-mailbox = kein Postfach
department = Abteilung
site = Standort
language = Sprache
zone = Zeitzone
acts = Was Sie tun können
called-about = Worum geht es im Gespräch?
about-steps = Die Schritte
about-sign-in = Das Anmelden
about-device = Das Gerät
about-dates = Die Termine
about-mail = Eine Nachricht
about-other = Etwas anderes
act-called = Dieses Gespräch zählen
why-moved = Woher ist bekannt, dass diese Person umgestellt ist?
act-moved = Ist umgestellt
why-help = Was ging schief? Nachrichten an diese Person nennen es.
act-help = Braucht Hilfe
why-hold = Warum soll diese Person vorerst nichts erhalten?
act-hold = Nachrichten anhalten
why-release = Warum dürfen die Nachrichten wieder hinaus?
act-release = Nachrichten weiterlaufen lassen
expected-day = Tag des Termins
expected-time = Uhrzeit, falls bekannt
expected-place = Ort
act-expected = Neuer Termin
act-off = Kein Termin mehr
said-moved = Notiert: Diese Person ist umgestellt.
said-help = Notiert: Diese Person braucht Hilfe.
said-called = Das Gespräch ist gezählt.
said-held = Die Nachrichten werden angehalten.
said-released = Die Nachrichten gehen wieder hinaus.
said-expected = Notiert. Es wird mitgeteilt, sobald der Plan wieder genehmigt ist.
said-resent = Die Nachricht geht noch einmal hinaus.
again-same = Die Nachricht kann angekommen sein. Dieselbe Nachricht geht noch einmal hinaus, damit ein Mailsystem sie erkennen kann.
again-fresh = Die Nachricht geht noch einmal hinaus, an die Adresse im Plan.
act-again = Noch einmal senden
letter-from = Von
letter-to = An
letter-subject = Betreff
letter-html = Wie sie aussieht
letter-text = Als reiner Text
letter-went = Das ging hinaus, neu erstellt aus dem, was damals genehmigt war; hier ist es nicht signiert.
letter-would = Sie ist noch nicht hinausgegangen. So ginge sie jetzt hinaus.
attempts = Versuche

# Die Nachrichten der Arbeitsdateien.
nav-messages = Nachrichten
messages-lede = Wie sie jetzt in den Dateien stehen. Eine gespeicherte Datei erscheint sofort.
findings = Was die Prüfung findet
findings-later = Die Prüfung läuft; was sie findet, erscheint hier.
no-findings = Nichts.
in-mailbox = Im Postfach
in-light = Hell
in-dark = Dunkel
on-phone = Auf einem Telefon
readers = Gelesen von
said-again = noch einmal
another-reader = Jemand anderes: Name, Adresse oder Benutzername
beside = Daneben auf
show = Zeigen

# Eine Gruppe, und die Entscheidung über sie.
was-told = Mitgeteilt
is-coming = Kommt noch
not-sent = Nicht versendet
needs-somebody = Wartet auf jemanden
gate-owner = Wer entscheidet
gate-nobody = niemand Bestimmtes
gate-waits = { $n ->
    [one] Eine Nachricht späterer Gruppen wartet
   *[other] { $n } Nachrichten späterer Gruppen warten
 } darauf.
gate-let-through = { $n ->
    [one] Eine Nachricht späterer Gruppen kommt
   *[other] { $n } Nachrichten späterer Gruppen kommen
 } danach.
gate-first = Die erste ist für { $when }.
gate-late = Fiele die Entscheidung jetzt, { $n ->
    [one] käme eine davon
   *[other] kämen { $n } davon
 } zu spät und ginge nicht mehr hinaus.
gate-nothing-waits = Nichts wartet darauf.
gate-decided = Entschieden von { $by } am { $when }:
criteria = Was stimmen muss
criterion = Bedingung
seen = Gesehen
asked = Verlangt
holds-now = Stimmt
holds-yes = ja
holds-no = nein
holds-unknown = nicht zu sagen
no-criteria = Nichts ist festgelegt: Jemand entscheidet.
asks-sample = Bekannt von mindestens { $n ->
    [one] einer Person
   *[other] { $n } Personen
 }
asks-age-days = Was bekannt ist, ist höchstens { $n ->
    [one] einen Tag
   *[other] { $n } Tage
 } alt
asks-age-workdays = Was bekannt ist, ist höchstens { $n ->
    [one] einen Arbeitstag
   *[other] { $n } Arbeitstage
 } alt
asks-enrolled = Sind umgestellt
asks-failed = Fehlgeschlagen
asks-contacts = Anfragen beim Helpdesk am Tag
asks-check = Von Hand ausprobiert: { $check }
act-works = Ausprobiert, und es geht
act-broken = Es geht nicht mehr
why-pass = Warum geht es weiter?
act-pass = Freigeben
why-fail = Warum geht es nicht weiter?
act-fail = Nicht freigeben
why-override = Warum weitermachen, obwohl etwas fehlt?
act-override = Trotzdem freigeben

# Der Plan.
nav-plan = Plan
plan-lede = Die Arbeitsdateien ergeben { $n ->
    [one] eine Nachricht
   *[other] { $n } Nachrichten
 }; ihr Plan ist { $plan }.
plan-first = Es wurde noch nichts genehmigt. Das legt den Plan fest:
plan-approved = Die Arbeitsdateien sind das, was genehmigt wurde.
plan-differs = Die Arbeitsdateien sind nicht das, was genehmigt wurde. Das legt sie fest:
plan-told = { $n ->
    [one] Einer Person wurden
   *[other] { $n } Personen wurden
 } andere Termine mitgeteilt als diese.
plan-signing = { $by } genehmigt den Plan oder schlägt ihn vor. Das dauert so lange, bis jede Nachricht erstellt ist; hier steht dann, wie es ausging.
plan-failed = Er wurde nicht genehmigt:
plan-proposed = { $by } hat diesen Plan vorgeschlagen. Er wird festgelegt, wenn jemand anderes ihn genehmigt.
plan-proposed-other = { $by } hat einen anderen Plan vorgeschlagen, { $plan }, den niemand genehmigt hat.
plan-second = Dazu braucht es zwei: Damit schlagen Sie den Plan vor; er wird festgelegt, wenn jemand anderes ihn genehmigt.
act-approve = Plan genehmigen:
act-propose = Plan vorschlagen:
said-approved = Der Plan ist festgelegt. Was fällig ist, wird danach gesendet.
said-proposed = Der Plan ist vorgeschlagen. Er wird festgelegt, wenn jemand anderes ihn genehmigt.
first-message = Erste Nachricht
last-message = Letzte Nachricht
plan-files = Geänderte Dateien
plan-difference = Was anders ist

# Papier.
nav-print = Papier
print-waiting = Was noch zu drucken ist
print-nothing = Nichts ist zu drucken.
print-due = Zuerst am
print-held = Zurückgehalten
print-runs = Was gedruckt wurde
print-run = Drucklauf
print-none = Es wurde noch nichts gedruckt.
print-on-them = Was darauf steht
print-manifest = Im Ordner jedes Drucklaufs steht in manifest.csv, welches Blatt für wen ist. Plakate und Handzettel sind für niemanden bestimmt und stehen in keiner Liste.
sheets = Blätter

# Der Bericht.
nav-report = Bericht
report-page = Als eine Seite, zum Drucken oder Aufbewahren
report-by = Wie weit die Personen sind, nach
without = ohne

# Das Journal.
nav-journal = Journal
journal-whole = { $n ->
    [one] Ein Eintrag
   *[other] { $n } Einträge, jeder folgt aus dem vorigen
 }. Letztes Glied:
journal-broken = Eintrag { $n } ist nicht das, was geschrieben wurde:
journal-erased = Jemand darin wurde vergessen.
journal-earlier = Früher
number = Nummer
when = Wann
who = Wer
what = Was
