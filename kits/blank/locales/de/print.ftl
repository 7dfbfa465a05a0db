# Was auf dem Papier steht, außer der Nachricht selbst: wo es sonst um das Registrieren eines Geräts geht.

print-deadline = Letzter Tag
print-enrol = Hier fängst du an
print-guide = Anleitung
