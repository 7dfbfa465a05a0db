# Noms de produits et termes fixes, tels qu’ils figurent à l’écran.
# Une campagne peut remplacer chacun de ces termes.

# L’application avec laquelle on inscrit son appareil.
-company-portal = Portail d’entreprise
# Les boutiques qui proposent cette application.
-app-store = App Store
-play-store = Play Store
-microsoft-store = Microsoft Store
# Ce que sont l’ancien et le nouveau système.
-mobile-device-management = gestion des appareils
-authenticator = Microsoft Authenticator
-work-account = Compte professionnel ou scolaire
-view-account = Afficher le compte
-security-info = Informations de sécurité
