# Wat op papier staat naast het bericht zelf, waar de vaste teksten over inschrijven gaan.

print-deadline = Laatste dag
print-enrol = Begin hier
print-guide = Uitleg
