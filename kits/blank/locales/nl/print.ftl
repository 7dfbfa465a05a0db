# Wat op papier staat naast het bericht zelf.

# Boven het blad: voor wie het is.
print-name = Naam
print-department = Afdeling
print-building = Gebouw

# Het kader met de datum, als het bericht er zelf niets over zegt.
print-deadline = Laatste dag

# Naast de QR-code.
print-scan = Scan de code met de camera van je telefoon.
print-type = Of typ dit adres:
print-code = QR-code naar { $address }
print-enrol = Begin hier
print-guide = Uitleg

# De balk met hulp.
print-help = Hulp nodig?
print-desk = Deze gegevens staan in elk bericht

# De voet. De opmaak vult de nummers in.
print-number = Blad { $number }
print-page = Pagina { $page } van { $pages }

# De brief.
print-sender = Afzender:
print-date = Datum
print-reference = Ons kenmerk
print-closing = Met vriendelijke groet,

# De tabel van wie meer dan één apparaat heeft.
print-device = Apparaat
print-steps = Stappen

# De poster: wat er verandert, als de kop dat niet zegt.
print-move = Van { $from } naar { $to }

# Het blad vóór een stapel.
print-separator = Deze stapel
print-count = { $count ->
    [one] 1 blad
   *[other] { $count } bladen
 }
print-numbers = Nummers { $first } tot en met { $last }

# Een soort apparaat, boven de stappen op een blad dat van niemand is.
print-kind = { $platform ->
    [ios] iPhone
    [ipados] iPad
    [android] Android-telefoon of -tablet
    [macos] Mac
    [windows] Windows-computer
   *[other] Ander apparaat
 }{ $ownership ->
    [corporate] { " " }van het werk
    [personal] { " " }van jezelf
    [shared] { " " }die je deelt met collega’s
   *[unknown] { "" }
 }{ $managed ->
    [yes] , volledig beheerd
   *[no] { "" }
 }{ $moved ->
    [yes] , met versie 26 of nieuwer
    [older] , met een versie ouder dan 26
   *[no] { "" }
 }{ $several ->
    [yes] , nu in { $system }
   *[no] { "" }
 }{ $managed ->
    [apple] . Bovenaan in Instellingen staat “onder supervisie”
    [plain] . Bovenaan in Instellingen staat niet “onder supervisie”
   *[no] { "" }
 }

# Het bestand dat met een mail meegaat; eindigt op .pdf.
print-file = instructie.pdf
