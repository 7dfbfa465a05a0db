# Ce qui figure sur le papier en plus du message : là où il est sinon question d’inscrire un appareil.

print-deadline = Dernier jour
print-enrol = Commencez ici
print-guide = Comment faire
