# Les pages dans un navigateur (`heraut serve`), pour qui conduit la campagne. Elles font partie du programme : aucune campagne ne les remplace.

# Sur chaque page.
skip = Aller au contenu
nav-label = Pages
nav-dashboard = Où en est-on
updated = La page est à jour.
acts-as = Ce qui est fait ici l’est au nom de { $by }.
looks-only = Ici, vous pouvez seulement regarder, sans rien changer.
looks-as = Connecté en tant que { $by }, en lecture seule.
somebody = Quelqu’un
forbidden = C’est quelqu’un d’autre qui fait cela
forbidden-nobody = Le programme a été lancé en lecture seule. Pour agir :
forbidden-roles = Vous êtes { $by } ; votre rôle ici : { $roles }.
forbidden-no-role = Vous êtes { $by } et n’avez aucun rôle ici.
forbidden-ask = Les rôles sont donnés par la personne qui gère le programme.
again = Pour confirmer, saisissez votre nom : { $by }
sign-out = Se déconnecter
wrong = Cela n’a pas fonctionné
missing = Cette page n’existe pas
missing-why = Le programme a peut-être été redémarré : les adresses des personnes et des messages changent à chaque fois.

# La connexion.
sign-in = Se connecter
sign-in-as = Ce que vous faites figurera au journal sous le nom de { $by }.
sign-in-looks = Vous pouvez tout regarder, sans rien changer.
sign-in-there = Votre organisation dit qui vous êtes.
sign-in-failed = Cela n’a pas fonctionné.
sign-in-proxy = Ces pages s’ouvrent à l’adresse que votre organisation leur a donnée ; c’est là que vous vous connectez.
signed-in = Vous êtes connecté
signed-out = Vous êtes déconnecté ici
signed-out-there = Se déconnecter aussi de votre organisation
sign-in-first = Ouvrez le lien que le programme montre dans son terminal. Il sert une seule fois.
sign-in-wrong = Ce lien a déjà servi, ou n’est pas de ce programme. Le terminal montre celui qui est valable.
sign-in-too-soon = Attendez { $n ->
    [one] une seconde
   *[other] { $n } secondes
 } et réessayez.

# Les nombres de personnes.
moved = Passés
failed = Échecs
left = Restants
people = Personnes
share = Part
expected = Attendus
of-all = sur { $n }
today = aujourd’hui
never = jamais
day = Jour
in-days = { $n ->
    [0] aujourd’hui
    [one] demain
   *[other] dans { $n } jours
 }
days-ago = { $n ->
    [0] aujourd’hui
    [one] hier
   *[other] il y a { $n } jours
 }

# Où en est-on.
as-of = Situation du { $when } ; heures de { $zone }.
by-plan = Selon le plan { $plan }, approuvé le { $when }.
next-deadline = Prochain dernier jour
last-read = Dernières nouvelles des personnes
waves = Groupes
wave = Groupe
deadline = Dernier jour
gate = Décision
gate-waiting = pas encore décidé
gate-inconclusive = on ne peut pas le dire
gate-failed = pas atteint
gate-ready = attend une décision
gate-passed = ouvert
gate-overridden = ouvert malgré tout
curves = Qui était passé quel jour
curves-lede = À côté de ce que le plan attend : autant chaque jour ouvert, tout le monde le dernier jour.
curve-of = { $wave } : le { $day }, { $moved } sur { $of } étaient passés ; { $expected } étaient attendus.
as-table = En tableau
undated = Pour { $n }, on ne sait pas depuis quand.

# Ce qu’il faut faire.
tasks = Ce qui attend quelqu’un
no-tasks = Rien n’attend personne.
who-second = Une seconde personne
who-operator = Qui conduit la campagne
who-helpdesk = L’assistance
who-managers = Les responsables
task-proposed = Un plan attend une seconde personne.
task-gate-inconclusive = Décision sur { $wave } : il manque quelque chose pour décider.
task-gate-failed = Décision sur { $wave } : l’objectif n’est pas atteint.
task-gate-ready = Décision sur { $wave } : tout est réuni, et quelqu’un doit le dire.
task-failed = { $wave } : échec pour { $n ->
    [one] une personne
   *[other] { $n } personnes
 }.
task-overdue = { $wave } : le dernier jour est passé, et { $n ->
    [one] une personne n’est
   *[other] { $n } personnes ne sont
 } pas encore passée.
task-refused = { $n ->
    [one] Un message a été refusé
   *[other] { $n } messages ont été refusés
 } définitivement.
task-bounced = { $n ->
    [one] Un message n’a pas pu être remis.
   *[other] { $n } messages n’ont pas pu être remis.
 }
task-uncertain = { $n ->
    [one] D’un message, personne ne sait s’il est arrivé.
   *[other] De { $n } messages, personne ne sait s’ils sont arrivés.
 }
task-held = { $n ->
    [one] Quelque chose est retenu.
   *[other] { $n } choses sont retenues.
 }
task-stale = Ce que l’on sait des personnes date de { $n ->
    [one] un jour
   *[other] { $n } jours
 }.
task-never-read = Personne n’a encore lu où en sont les personnes.

# Ce qui part.
next = Ce qui part ensuite
due-now = À envoyer maintenant ; ceci l’envoie :
due-at = Le { $when } :
nothing-due = Plus rien n’est à envoyer.
senders = { $n ->
    [0] Aucun programme n’envoie en ce moment.
    [one] Un programme envoie en ce moment.
   *[other] { $n } programmes envoient en ce moment.
 }
went-out = Durant la dernière heure, { $n ->
    [one] un message est parti
   *[other] { $n } messages sont partis
 }, le dernier le { $when }.
nothing-went-out = Aucun message n’est parti durant la dernière heure.
relay-paused = Le relais { $relay } est laissé en repos jusqu’au { $when }.
to-helpdesk = à l’assistance
to-people = { $n ->
    [one] à une personne
   *[other] à { $n } personnes
 }
attention = Messages qui attendent quelqu’un
no-attention = Aucun n’a été refusé, n’est revenu ni n’est incertain.
whom = Pour qui
the-helpdesk = L’assistance
message = Message
state = État
since = Depuis
typed = À taper
state-planned = prévu
state-due = à envoyer
state-sending = en route
state-accepted = envoyé
state-bounced = revenu
state-deferred = réessayé plus tard
state-failed = refusé
state-uncertain = incertain
state-suppressed = pas envoyé
state-expired = expiré
state-held = retenu
state-printed = imprimé
state-cancelled = annulé
holds = Ce qui est retenu
scope-campaign = Tout
scope-wave = Groupe
scope-phase = Phase
scope-message = Message
scope-person = Personne
scope-notice = Un message
scope-gate = Après la décision sur
held-since = depuis le { $when }
held-until = jusqu’au { $when }
held-late = { $n ->
    [one] un message
   *[other] { $n } messages
 } arriverait trop tard

# L’assistance.
contacts = Ce qui arrive à l’assistance
busiest = Le jour le plus chargé sera le { $day }, avec environ { $n } demandes.
takes = L’assistance peut en traiter { $n } par jour.
came = Venues
four-in-five = Quatre jours sur cinq
over = plus qu’elle ne peut en traiter

# Quelqu’un au téléphone.
nav-desk = Assistance
desk-wanted = Nom, adresse, nom d’utilisateur, numéro de série, numéro d’une feuille ou site
desk-find = Chercher
desk-found = De qui s’agit-il ?
desk-nobody = Personne ne s’appelle ainsi
desk-more = Il y en a d’autres : tapez davantage du nom.
desk-sheets = Une feuille de ce numéro
desk-devices = Appareils de personne
desk-sites = Sites
desk-nothing = Personne ne s’appelle ainsi, mais il y a
desk-another = Chercher quelqu’un d’autre
standing = Où en est la personne
standing-pending = reste à faire
standing-migrated = est passée
standing-failed = a besoin d’aide
standing-gone = n’est plus là
start = Début
no-wave = dans aucun
appointment = Rendez-vous
appointment-then = Rendez-vous dès que le plan sera de nouveau approuvé :
appointment-off = Plus de rendez-vous dès que le plan sera de nouveau approuvé.
person-held = Ne reçoit plus rien pour le moment :
person-unreachable = Les messages à cette adresse sont revenus.
person-away = En congé jusqu’au { $day }.
devices = Appareils
device-unnamed = Sans nom
no-devices = Aucun n’est connu.
path-own = passe sans assistance, étape par étape
path-wiped = est effacé par l’assistance et installé de nouveau
path-apple = est déplacé par Apple : suivre ce que l’écran demande
path-replaced = ne peut pas passer et est remplacé
path-unknown = les étapes ne sont pas connues
path-done = est passé
path-apart = n’a pas à passer
platform-ios = iPhone
platform-ipados = iPad
platform-android = Android
platform-windows = Windows
platform-macos = Mac
platform-other = autre système
ownership-corporate = de l’organisation
ownership-personal = personnel
ownership-shared = partagé
ownership-unknown = on ne sait pas à qui
coming = Ce qui vient
nothing-coming = Plus rien ne vient.
on-paper = sur papier
will-not = Ne sera pas envoyé :
not-migrated = est passée
not-not-migrated = n’est pas passée
not-left = n’est plus là
not-opted-out = n’en veut pas
not-bounced = les messages reviennent
not-no-mailbox = n’a pas de boîte aux lettres
not-overtaken = dépassé par un message suivant
told = Ce qui a été dit
nothing-told = Rien encore.
known = Ce que l’on sait d’autre
user-name = Nom d’utilisateur
address = Adresse
no-mailbox = pas de boîte aux lettres
department = Service
site = Site
language = Langue
zone = Fuseau horaire
acts = Que faire
called-about = De quoi parle l’appel ?
about-steps = Les étapes
about-sign-in = La connexion
about-device = L’appareil
about-dates = Les dates
about-mail = Un message
about-other = Autre chose
act-called = Compter cet appel
why-moved = Comment sait-on que la personne est passée ?
act-moved = Est passée
why-help = Qu’est-ce qui n’a pas marché ? Les messages à cette personne le disent.
act-help = A besoin d’aide
why-hold = Pourquoi ne plus rien lui envoyer pour le moment ?
act-hold = Retenir ses messages
why-release = Pourquoi ses messages peuvent-ils repartir ?
act-release = Laisser repartir ses messages
expected-day = Jour du rendez-vous
expected-time = Heure, si elle est connue
expected-place = Lieu
act-expected = Nouveau rendez-vous
act-off = Plus de rendez-vous
said-moved = C’est noté : la personne est passée.
said-help = C’est noté : la personne a besoin d’aide.
said-called = L’appel est compté.
said-held = Ses messages sont retenus.
said-released = Ses messages repartent.
said-expected = C’est noté. Cela sera annoncé dès que le plan sera de nouveau approuvé.
said-resent = Le message repart.
again-same = Il est peut-être arrivé. Le même message repart, pour qu’un système de messagerie le reconnaisse.
again-fresh = Il repart, à l’adresse qui est dans le plan.
act-again = Renvoyer
letter-from = De
letter-to = À
letter-subject = Objet
letter-html = Tel qu’il se présente
letter-text = En texte seul
letter-went = Voici ce qui est parti, refait à partir de ce qui était approuvé alors ; ce n’est pas signé ici.
letter-would = Il n’est pas encore parti. Voici comment il partirait maintenant.
attempts = Tentatives

# Les messages des fichiers de travail.
nav-messages = Messages
messages-lede = Tels qu’ils sont maintenant dans les fichiers. Un fichier enregistré se montre aussitôt.
findings = Ce que trouve la vérification
findings-later = La vérification est en cours ; ce qu’elle trouve s’affichera ici.
no-findings = Rien.
in-mailbox = Dans la boîte aux lettres
in-light = Clair
in-dark = Sombre
on-phone = Sur un téléphone
readers = Lu par
said-again = une fois de plus
another-reader = Quelqu’un d’autre : nom, adresse ou nom d’utilisateur
beside = À côté en
show = Montrer

# Un groupe, et la décision sur lui.
was-told = Dit
is-coming = À venir
not-sent = Pas envoyé
needs-somebody = Attend quelqu’un
gate-owner = Qui décide
gate-nobody = personne en particulier
gate-waits = { $n ->
    [one] Un message de groupes suivants l’attend.
   *[other] { $n } messages de groupes suivants l’attendent.
 }
gate-let-through = { $n ->
    [one] Un message de groupes suivants vient
   *[other] { $n } messages de groupes suivants viennent
 } après elle.
gate-first = Le premier est pour le { $when }.
gate-late = Si elle était prise maintenant, { $n ->
    [one] l’un d’eux serait trop tardif et ne serait pas envoyé.
   *[other] { $n } d’entre eux seraient trop tardifs et ne seraient pas envoyés.
 }
gate-nothing-waits = Rien ne l’attend.
gate-decided = Décidé par { $by } le { $when } :
criteria = Ce qui doit être réuni
criterion = Condition
seen = Constaté
asked = Demandé
holds-now = Réuni
holds-yes = oui
holds-no = non
holds-unknown = on ne peut pas le dire
no-criteria = Rien n’est fixé : quelqu’un décide.
asks-sample = On sait où en { $n ->
    [one] est une personne
   *[other] sont { $n } personnes
 } au moins
asks-age-days = Ce que l’on sait date de { $n ->
    [one] un jour
   *[other] { $n } jours
 } au plus
asks-age-workdays = Ce que l’on sait date de { $n ->
    [one] un jour ouvré
   *[other] { $n } jours ouvrés
 } au plus
asks-enrolled = Sont passés
asks-failed = Échecs
asks-contacts = Demandes à l’assistance par jour
asks-check = Essayé à la main : { $check }
act-works = C’est essayé, et cela marche
act-broken = Cela ne marche plus
why-pass = Pourquoi continuer ?
act-pass = Ouvrir
why-fail = Pourquoi ne pas continuer ?
act-fail = Garder fermé
why-override = Pourquoi continuer alors qu’il manque quelque chose ?
act-override = Ouvrir malgré tout

# Le plan.
nav-plan = Plan
plan-lede = Les fichiers de travail donnent { $n ->
    [one] un message
   *[other] { $n } messages
 } ; leur plan est { $plan }.
plan-first = Rien n’est encore approuvé. Ceci fixe le plan :
plan-approved = Les fichiers de travail sont ce qui est approuvé.
plan-differs = Les fichiers de travail ne sont pas ce qui est approuvé. Ceci les fixe :
plan-told = { $n ->
    [one] Une personne a reçu
   *[other] { $n } personnes ont reçu
 } d’autres dates que celles-ci.
plan-signing = { $by } approuve ou propose le plan. Cela dure le temps de préparer tous les messages ; le résultat s’affichera ici.
plan-failed = Il n’a pas été approuvé :
plan-proposed = { $by } a proposé ce plan. Il sera fixé dès qu’une autre personne l’approuvera.
plan-proposed-other = { $by } a proposé un autre plan, { $plan }, que personne n’a approuvé.
plan-second = Il faut être deux : ceci propose le plan, qui sera fixé dès qu’une autre personne l’approuvera.
act-approve = Approuver le plan
act-propose = Proposer le plan
said-approved = Le plan est fixé. Les messages à envoyer partent selon ce plan.
said-proposed = Le plan est proposé. Il sera fixé dès qu’une autre personne l’approuvera.
first-message = Premier message
last-message = Dernier message
plan-files = Fichiers modifiés
plan-difference = Ce qui diffère

# Le papier.
nav-print = Papier
print-waiting = À imprimer
print-nothing = Rien n’est à imprimer.
print-due = Premier envoi
print-held = Retenues
print-runs = Ce qui a été imprimé
print-run = Tirage
print-none = Rien n’a encore été imprimé.
print-on-them = Ce qui y figure
print-manifest = Dans le dossier de chaque tirage, manifest.csv dit à qui est chaque feuille. Les affiches et les fiches à distribuer ne sont à personne et ne figurent dans aucune liste.
sheets = Feuilles

# Le rapport.
nav-report = Rapport
report-page = En une seule page, à imprimer ou à garder
report-by = Où en sont les personnes, par
without = sans

# Le journal.
nav-journal = Journal
journal-whole = { $n ->
    [one] Une entrée
   *[other] { $n } entrées, chacune suivant la précédente
 }. Dernier maillon :
journal-broken = L’entrée { $n } n’est pas ce qui a été écrit :
journal-erased = Quelqu’un y a été oublié.
journal-earlier = Plus tôt
number = N°
when = Quand
who = Qui
what = Quoi
