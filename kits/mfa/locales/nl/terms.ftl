# Productnamen en vaste termen, zoals ze op het scherm van de lezer staan.
# Een campagne kan elk van deze termen vervangen.

# De app waarmee mensen hun apparaat inschrijven.
-company-portal = Bedrijfsportal
# De winkels waaruit die app komt.
-app-store = App Store
-play-store = Play Store
-microsoft-store = Microsoft Store
# Wat het oude en het nieuwe systeem zijn.
-mobile-device-management = apparaatbeheer
-authenticator = Microsoft Authenticator
-work-account = Werk- of schoolaccount
-view-account = Account weergeven
-security-info = Beveiligingsgegevens
