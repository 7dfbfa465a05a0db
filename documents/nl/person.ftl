# Het overzicht van één persoon (`heraut person show`). Het spreekt niemand aan: het geldt in elke aanspreekvorm.

person-title = Alles wat van { $name } is vastgelegd
person-made = { $campaign }, { $organization }. Stand van { $when }; tijden in { $zone }.
person-not-current = Het plan dat nu geldt heeft deze persoon niet meer. Dit is wat een eerder plan had.

person-purpose = Waarvoor
person-purpose-text = Mensen op tijd laten weten wat zij moeten doen om van { $from } over te stappen naar { $to }, en bijhouden wie over is.
person-source = Waar het vandaan komt
person-source-text = Uit exportbestanden van { $organization }: zie onderaan. Wat daarna gebeurde, legt het programma zelf vast.
person-recipients = Wie het krijgt
person-recipients-text = Wie de campagne uitvoert. Van een bericht: de mailserver die het verstuurt en de lezer. Berichten aan leidinggevenden en aan de helpdesk kunnen mensen noemen.
person-kept = Hoe lang
person-kept-until = Tot { $days } dagen na het einde van de campagne.
person-kept-open = Tot iemand het wist: de campagne noemt geen termijn.
person-rights = Rechten
person-rights-text = Inzien, laten verbeteren, laten wissen, bezwaar maken. Contact: { $contact }. Een klacht kan naar de toezichthouder voor privacy.

person-about = Wie het is
person-name = Naam
person-address = E-mail
person-no-address = geen
person-identity = Bekend als
person-language = Taal
person-language-text = { $language }, { $reason ->
    [column] uit de kolom met de taal
    [preferred] de voorkeurstaal van het account
    [device] van een apparaat
    [site] van de locatie
   *[default] omdat er niets beters bekend is
 }
person-zone = Tijdzone
person-department = Afdeling
person-site = Locatie
person-manager = Leidinggevende
person-account = Account
person-account-closed = gesloten
person-account-open = open
person-leave = Afwezig tot en met
person-wave = Ronde
person-wave-text = { $wave }: van { $start } tot en met { $deadline }
person-no-wave = geen

person-devices = Apparaten
person-no-devices = Geen.
person-device-moved = over
person-device-apart = hoeft niet over
person-device-blocked = kan niet over
person-device-pending = nog niet over

person-standing = Hoe ver de overstap is
person-standing-now = Nu
person-standing-word = { $standing ->
    [migrated] over
    [failed] mislukt
    [left] uit dienst
   *[pending] nog niet over
 }
person-standing-device = apparaat { $device }: { $standing }
person-unreachable = { $address } neemt geen mail aan
person-reachable = { $address } wordt weer geprobeerd

person-messages = Wat er verstuurd is
person-coming = Wat er gepland is
person-nothing = Niets.
person-paper = Op papier
person-message = { $message }, { $channel ->
    [mail] mail
    [print] blad
    [letter] brief
   *[other] { $channel }
 }, { $language }
person-subject = onderwerp: { $subject }
person-state = { $state ->
    [planned] gepland
    [due] gepland
    [sending] wordt nu verstuurd
    [accepted] de mailserver nam het aan
    [bounced] niet aangekomen
    [deferred] de mailserver vroeg om later
    [failed] de mailserver weigerde het
    [uncertain] misschien verstuurd: er kwam geen antwoord
    [suppressed] niet verstuurd
    [expired] niet verstuurd: te laat
    [held] stilgezet
    [printed] geprint
   *[cancelled] vervallen
 }
person-since = { $state } op { $when }
person-why = { $why ->
    [migrated] al over
    [not-migrated] nog niet over
    [left] uit dienst
    [opted-out] wil dit niet
    [bounced] het adres neemt geen mail aan
    [no-mailbox] geen adres
   *[overtaken] een later bericht ging voor
 }
person-not-in-plan = staat niet meer in het plan
person-dropped = gaat niet uit: { $why }
person-try = poging { $number } op { $when }: { $state }
person-report = een mailsysteem meldde op { $when } ({ $action }) over { $address }: { $words }

person-holds = Stilgezet
person-hold = sinds { $when } door { $by }: { $why }

person-helpdesk = Helpdesk
person-helpdesk-text = Van contacten met de helpdesk bewaart het programma aantallen per dag en ronde, niet wie het was.

person-journal = Wat mensen deden, in de woorden van het logboek
person-journal-entry = regel { $number }, { $when }: { $text }

person-files = Zoals het in de bestanden staat
person-file = { $file }, regel { $line }
person-file-earlier = { $file }, regel { $line } (eerder)
person-file-others = { $file }, regel { $line }, van iemand anders

person-forgetting = Wat blijft na wissen
person-forgetting-counts = Hoeveel berichten wanneer gingen, onder een naam die niets zegt.
person-forgetting-journal = Het logboek, met … waar deze persoon stond.
person-forgetting-digest = Een versleutelde afdruk van accountnaam en adres, zodat een latere export deze persoon niet terugbrengt.
person-forgetting-elsewhere = Buiten het programma: exportbestanden, papier, back-ups van eerder, mail in postvakken en logs van de mailserver.
