# La fiche d’une personne (`heraut person show`). Elle ne s’adresse à personne : elle vaut dans tous les registres.

person-title = Tout ce qui est conservé sur { $name }
person-made = { $campaign }, { $organization }. Situation au { $when } ; fuseau horaire { $zone }.
person-not-current = Le plan en vigueur ne contient plus cette personne. Voici ce qu’un plan précédent contenait.

person-purpose = Pourquoi
person-purpose-text = Dire à temps aux personnes ce qu’il faut faire pour passer de { $from } à { $to }, et savoir qui est passé.
person-source = D’où cela vient
person-source-text = Exports de { $organization } : voir plus bas. Ce qui s’est passé ensuite, le programme le note lui-même.
person-recipients = Qui le reçoit
person-recipients-text = Les personnes qui mènent la campagne. D’un message : le serveur de messagerie qui l’envoie, et la personne qui le lit. Les messages aux responsables et à l’assistance peuvent nommer des personnes.
person-kept = Combien de temps
person-kept-until = Jusqu’à { $days } jours après la fin de la campagne.
person-kept-open = Jusqu’à ce que quelqu’un l’efface : la campagne ne fixe aucun délai.
person-rights = Droits
person-rights-text = Consulter, faire corriger, faire effacer, s’opposer. Contact : { $contact }. Une plainte peut être adressée à l’autorité de protection des données.

person-about = Qui c’est
person-name = Nom
person-address = Courriel
person-no-address = aucun
person-identity = Connu sous
person-language = Langue
person-language-text = { $language }, { $reason ->
    [column] selon la colonne de la langue
    [preferred] langue préférée du compte
    [device] selon un appareil
    [site] selon le site
   *[default] faute de mieux
 }
person-zone = Fuseau horaire
person-department = Service
person-site = Site
person-manager = Responsable
person-account = Compte
person-account-closed = fermé
person-account-open = ouvert
person-leave = En congé jusqu’au
person-wave = Vague
person-wave-text = { $wave } : du { $start } au { $deadline }
person-no-wave = aucune

person-devices = Appareils
person-no-devices = Aucun.
person-device-moved = passé
person-device-apart = n’a pas à passer
person-device-blocked = ne peut pas passer
person-device-pending = pas encore passé

person-standing = Où en est le passage
person-standing-now = Maintenant
person-standing-word = { $standing ->
    [migrated] passé
    [failed] échec
    [left] a quitté l’organisation
   *[pending] pas encore passé
 }
person-standing-device = appareil { $device } : { $standing }
person-unreachable = { $address } n’accepte pas de courriel
person-reachable = { $address } est essayée à nouveau

person-messages = Ce qui a été envoyé
person-coming = Ce qui est prévu
person-nothing = Rien.
person-paper = Sur papier
person-message = { $message }, { $channel ->
    [mail] courriel
    [print] feuille
    [letter] lettre
   *[other] { $channel }
 }, { $language }
person-subject = objet : { $subject }
person-state = { $state ->
    [planned] prévu
    [due] prévu
    [sending] en cours d’envoi
    [accepted] accepté par le serveur de messagerie
    [bounced] non remis
    [deferred] reporté par le serveur de messagerie
    [failed] refusé par le serveur de messagerie
    [uncertain] peut-être envoyé : aucune réponse
    [suppressed] non envoyé
    [expired] non envoyé : trop tard
    [held] suspendu
    [printed] imprimé
   *[cancelled] annulé
 }
person-since = { $state } le { $when }
person-why = { $why ->
    [migrated] déjà passé
    [not-migrated] pas encore passé
    [left] a quitté l’organisation
    [opted-out] ne le souhaite pas
    [bounced] l’adresse n’accepte pas de courriel
    [no-mailbox] pas d’adresse
   *[overtaken] un message suivant est passé avant
 }
person-not-in-plan = ne figure plus au plan
person-dropped = ne partira pas : { $why }
person-try = essai { $number } le { $when } : { $state }
person-report = un système de messagerie a signalé le { $when } ({ $action }) au sujet de { $address } : { $words }

person-holds = Suspendu
person-hold = depuis le { $when } par { $by } : { $why }

person-helpdesk = Assistance
person-helpdesk-text = Pour les contacts avec l’assistance, le programme garde leur nombre par jour et par vague, pas les personnes.

person-journal = Ce que des personnes ont fait, dans les mots du journal
person-journal-entry = ligne { $number }, { $when } : { $text }

person-files = Tel que dans les fichiers
person-file = { $file }, ligne { $line }
person-file-earlier = { $file }, ligne { $line } (avant)
person-file-others = { $file }, ligne { $line }, de quelqu’un d’autre

person-forgetting = Ce qui reste après l’effacement
person-forgetting-counts = Combien de messages sont partis et quand, sous un nom qui ne dit rien.
person-forgetting-journal = Le journal, avec … là où se trouvait cette personne.
person-forgetting-digest = Une empreinte chiffrée du nom d’utilisateur et de l’adresse, pour qu’un export ultérieur ne ramène pas cette personne.
person-forgetting-elsewhere = Hors du programme : exports, papier, sauvegardes antérieures, courriels dans les boîtes et journaux du serveur de messagerie.
