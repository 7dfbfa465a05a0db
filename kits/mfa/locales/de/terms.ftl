# Namen, wie sie auf dem Bildschirm stehen. Bitte mit dem eigenen vergleichen: Eine Kampagne kann jeden ersetzen.
-authenticator = Microsoft Authenticator
-work-account = Geschäfts-, Schul- oder Unikonto
-view-account = Konto anzeigen
-security-info = Sicherheitsinformationen
