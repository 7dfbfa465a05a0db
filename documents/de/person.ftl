# Die Übersicht zu einer Person (`heraut person show`). Sie spricht niemanden an: Sie gilt in jeder Anrede.

person-title = Alles, was zu { $name } gespeichert ist
person-made = { $campaign }, { $organization }. Stand: { $when }; Zeiten in { $zone }.
person-not-current = Der geltende Plan hat diese Person nicht mehr. Das ist, was ein früherer Plan hatte.

person-purpose = Wozu
person-purpose-text = Menschen rechtzeitig sagen, was beim Umstieg von { $from } auf { $to } zu tun ist, und festhalten, wer umgestiegen ist.
person-source = Woher es kommt
person-source-text = Aus Exporten von { $organization }: siehe unten. Was danach geschah, hält das Programm selbst fest.
person-recipients = Wer es bekommt
person-recipients-text = Wer die Kampagne durchführt. Von einer Nachricht: der Mailserver, der sie verschickt, und wer sie liest. Nachrichten an Führungskräfte und an den Helpdesk können Personen nennen.
person-kept = Wie lange
person-kept-until = Bis { $days } Tage nach dem Ende der Kampagne.
person-kept-open = Bis jemand es löscht: Die Kampagne nennt keine Frist.
person-rights = Rechte
person-rights-text = Auskunft, Berichtigung, Löschung, Widerspruch. Anfragen an: { $contact }. Eine Beschwerde kann an die Datenschutzaufsicht gehen.

person-about = Wer es ist
person-name = Name
person-address = E-Mail
person-no-address = keine
person-identity = Bekannt als
person-language = Sprache
person-language-text = { $language }, { $reason ->
    [column] aus der Spalte mit der Sprache
    [preferred] die bevorzugte Sprache des Kontos
    [device] von einem Gerät
    [site] vom Standort
   *[default] weil nichts Besseres bekannt ist
 }
person-zone = Zeitzone
person-department = Abteilung
person-site = Standort
person-manager = Führungskraft
person-account = Konto
person-account-closed = geschlossen
person-account-open = offen
person-leave = Abwesend bis
person-wave = Welle
person-wave-text = { $wave }: vom { $start } bis zum { $deadline }
person-no-wave = keine

person-devices = Geräte
person-no-devices = Keine.
person-device-moved = umgestiegen
person-device-apart = muss nicht umsteigen
person-device-blocked = kann nicht umsteigen
person-device-pending = noch nicht umgestiegen

person-standing = Wie weit der Umstieg ist
person-standing-now = Jetzt
person-standing-word = { $standing ->
    [migrated] umgestiegen
    [failed] fehlgeschlagen
    [left] ausgeschieden
   *[pending] noch nicht umgestiegen
 }
person-standing-device = Gerät { $device }: { $standing }
person-unreachable = { $address } nimmt keine Mail an
person-reachable = { $address } wird wieder versucht

person-messages = Was verschickt wurde
person-coming = Was geplant ist
person-nothing = Nichts.
person-paper = Auf Papier
person-message = { $message }, { $channel ->
    [mail] Mail
    [print] Blatt
    [letter] Brief
   *[other] { $channel }
 }, { $language }
person-subject = Betreff: { $subject }
person-state = { $state ->
    [planned] geplant
    [due] geplant
    [sending] wird gerade verschickt
    [accepted] vom Mailserver angenommen
    [bounced] nicht angekommen
    [deferred] vom Mailserver auf später verschoben
    [failed] vom Mailserver abgelehnt
    [uncertain] vielleicht verschickt: es kam keine Antwort
    [suppressed] nicht verschickt
    [expired] nicht verschickt: zu spät
    [held] angehalten
    [printed] gedruckt
   *[cancelled] entfallen
 }
person-since = { $state } am { $when }
person-why = { $why ->
    [migrated] schon umgestiegen
    [not-migrated] noch nicht umgestiegen
    [left] ausgeschieden
    [opted-out] nicht gewünscht
    [bounced] die Adresse nimmt keine Mail an
    [no-mailbox] keine Adresse
   *[overtaken] eine spätere Nachricht ging vor
 }
person-not-in-plan = steht nicht mehr im Plan
person-dropped = geht nicht hinaus: { $why }
person-try = Versuch { $number } am { $when }: { $state }
person-report = ein Mailsystem meldete am { $when } ({ $action }) zu { $address }: { $words }

person-holds = Angehalten
person-hold = seit { $when } durch { $by }: { $why }

person-helpdesk = Helpdesk
person-helpdesk-text = Von Kontakten mit dem Helpdesk behält das Programm Zahlen je Tag und Welle, nicht, wer es war.

person-journal = Was Menschen taten, in den Worten des Protokolls
person-journal-entry = Eintrag { $number }, { $when }: { $text }

person-files = Wie es in den Dateien steht
person-file = { $file }, Zeile { $line }
person-file-earlier = { $file }, Zeile { $line } (früher)
person-file-others = { $file }, Zeile { $line }, von jemand anderem

person-forgetting = Was nach dem Löschen bleibt
person-forgetting-counts = Wie viele Nachrichten wann hinausgingen, unter einem Namen, der nichts sagt.
person-forgetting-journal = Das Protokoll, mit … an den Stellen, an denen diese Person stand.
person-forgetting-digest = Ein verschlüsselter Abdruck von Benutzername und Adresse, damit ein späterer Export diese Person nicht zurückbringt.
person-forgetting-elsewhere = Außerhalb des Programms: Exporte, Papier, frühere Sicherungen, Mail in Postfächern und Protokolle des Mailservers.
