# Namen von Produkten und feste Begriffe, wie sie auf dem Bildschirm stehen.
# Eine Kampagne kann jeden davon ersetzen.

# Die App, mit der man sein Gerät registriert.
-company-portal = Unternehmensportal
# Die Stores, aus denen diese App kommt.
-app-store = App Store
-play-store = Play Store
-microsoft-store = Microsoft Store
# Was das alte und das neue System sind.
-mobile-device-management = Mobilgeräteverwaltung
-authenticator = Microsoft Authenticator
-work-account = Geschäfts-, Schul- oder Unikonto
-view-account = Konto anzeigen
-security-info = Sicherheitsinformationen
