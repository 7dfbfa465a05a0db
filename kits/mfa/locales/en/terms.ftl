# Product names and fixed terms, as they appear on the reader's screen.
# A campaign can replace any of them.

# The app people enrol their device with.
-company-portal = Company Portal
# The shops that app comes from.
-app-store = App Store
-play-store = Play Store
-microsoft-store = Microsoft Store
# What the old and the new system are.
-mobile-device-management = device management
-authenticator = Microsoft Authenticator
-work-account = Work or school account
-view-account = View account
-security-info = Security info
