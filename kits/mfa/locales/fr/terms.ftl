# Les noms tels qu’ils apparaissent à l’écran. À comparer avec le vôtre : une campagne peut les remplacer.
-authenticator = Microsoft Authenticator
-work-account = Compte professionnel ou scolaire
-view-account = Afficher le compte
-security-info = Informations de sécurité
