# Namen zoals ze op het scherm van de lezer staan. Vergelijk ze met het eigen scherm: een campagne kan ze vervangen.
-authenticator = Microsoft Authenticator
-work-account = Werk- of schoolaccount
-view-account = Account weergeven
-security-info = Beveiligingsgegevens
