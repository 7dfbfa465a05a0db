# Les textes fixes de la mise en page. Une campagne peut remplacer chacun d’eux.

# Sous chaque message.
check-real = Un doute sur l’authenticité de ce message ? Ne clique sur rien. Appelle le support informatique au numéro que tu connais déjà.
check-real-page = Pour en savoir plus :
sent-by = Message envoyé par { $organization } dans le cadre de « { $campaign } ».

# Noms de données.
phone = Téléphone
email = E-mail
hours = Horaires
website = Site web
helpdesk = Support informatique

# Le temps qui reste.
days-left = { $days ->
    [0] aujourd’hui
    [one] encore un jour
   *[other] encore { $days } jours
 }
workdays-left = { $days ->
    [0] aujourd’hui
    [one] encore un jour ouvrable
   *[other] encore { $days } jours ouvrables
 }

# Dans combien de temps quelque chose aura lieu.
in-days = { $days ->
    [0] aujourd’hui
    [one] demain
   *[other] dans { $days } jours
 }
in-workdays = { $days ->
    [0] aujourd’hui
    [one] dans un jour ouvrable
   *[other] dans { $days } jours ouvrables
 }

# Le temps qu’il faut par appareil, au milieu d’une phrase : « Comptez une demi-heure par appareil. »
duration = { $minutes ->
    [30] une demi-heure
    [60] une heure
    [90] une heure et demie
    [120] deux heures
    [one] { $minutes } minute
   *[other] { $minutes } minutes
 }
