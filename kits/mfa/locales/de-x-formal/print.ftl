# Was auf dem Papier steht, außer der Nachricht selbst.

# Über dem Blatt: für wen es ist.
print-name = Name
print-department = Abteilung
print-building = Gebäude

# Der Kasten mit dem Datum, wenn die Nachricht selbst nichts darüber sagt.
print-deadline = Letzter Tag

# Neben dem QR-Code.
print-scan = Scannen Sie den Code mit der Kamera Ihres Handys.
print-type = Oder tippen Sie diese Adresse ein:
print-code = QR-Code zu { $address }
print-enrol = Hier fangen Sie an
print-guide = Anleitung

# Der Streifen mit der Hilfe.
print-help = Brauchen Sie Hilfe?
print-desk = Diese Angaben stehen in jeder Nachricht

# Der Fuß. Das Layout setzt die Nummern ein.
print-number = Blatt { $number }
print-page = Seite { $page } von { $pages }

# Der Brief.
print-sender = Absender:
print-date = Datum
print-reference = Unser Zeichen
print-closing = Mit freundlichen Grüßen

# Die Tabelle für alle, die mehr als ein Gerät haben.
print-device = Gerät
print-steps = Schritte

# Das Plakat: was sich ändert, wenn die Überschrift es nicht sagt.
print-move = Mit { $to }

# Das Blatt vor einem Stapel.
print-separator = Dieser Stapel
print-count = { $count ->
    [one] 1 Blatt
   *[other] { $count } Blätter
 }
print-numbers = Nummern { $first } bis { $last }

# Eine Art Gerät, über den Schritten auf einem Blatt für alle.
print-kind = { $platform ->
    [ios] iPhone
    [ipados] iPad
    [android] Android-Handy oder -Tablet
    [macos] Mac
    [windows] Windows-PC
   *[other] Anderes Gerät
 }{ $ownership ->
    [corporate] , dienstlich
    [personal] , privat
    [shared] , mit anderen geteilt
   *[unknown] { "" }
 }{ $managed ->
    [yes] , vollständig verwaltet
   *[no] { "" }
 }{ $moved ->
    [yes] , mit Version 26 oder neuer
    [older] , mit einer Version älter als 26
   *[no] { "" }
 }{ $several ->
    [yes] , jetzt in { $system }
   *[no] { "" }
 }{ $managed ->
    [apple] . Oben in den Einstellungen steht „betreut“
    [plain] . Oben in den Einstellungen steht nicht „betreut“
   *[no] { "" }
 }

# Die Datei, die mit einer Mail mitgeht; endet auf .pdf.
print-file = anleitung.pdf
